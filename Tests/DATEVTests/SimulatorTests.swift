import Accounting
import Invoice
import Testing

@testable import DATEV

@Suite("The import simulator")
struct SimulatorTests {
  static func simulator() throws -> ImportSimulator {
    try ImportSimulator(
      dataDirectory: Shared.dataDirectory, automaticAccounts: try DATEVChecker.forTests().automaticAccounts)
  }

  @Test("Keys and automatic accounts move the tax to its accounts and everything balances")
  func balances() throws {
    let settings = try MappingTests.settings()
    let postings = [
      MappingTests.posting("3400", 119_00, rate: 19), MappingTests.posting("4930", 23_80, rate: 19, key: "9"),
      MappingTests.posting("4940", 10_70, rate: 7, key: "8"), MappingTests.posting("4360", 50_00, rate: 0),
      MappingTests.posting("3120", 1000_00, rate: 0, selfAssessed: 19, taxCase: .reverseChargeConstruction),
      MappingTests.posting("3425", 2000_00, rate: 0, selfAssessed: 19, taxCase: .intraEUAcquisition),
    ]
    let rows = try settings.rows(for: PostedInvoice(invoice: MappingTests.invoice(), postings: postings))
    let result = try Self.simulator().run(BuchungsstapelFile.write(Sample.header(), rows))
    #expect(result.refusedRows == [])
    #expect(result.sum == .zero)
    func balance(_ account: String) -> Int64? { result.balances[Sample.account(account)]?.minorUnits }
    #expect(balance("70001") == -3203_50)
    #expect((balance("3400"), balance("4930"), balance("4940")) == (100_00, 20_00, 10_00))
    #expect((balance("1576"), balance("1571")) == (22_80, 70))
    #expect((balance("1577"), balance("1787")) == (190_00, -190_00))
    #expect((balance("1574"), balance("1774")) == (380_00, -380_00))
    let document = try #require(result.documents.first)
    #expect(result.documents.count == 1)
    #expect(document.payable.minorUnits == 3203_50)
    #expect(
      document.inputTax == [
        VATRate(percent: 19): Amount(minorUnits: 22_80), VATRate(percent: 7): Amount(minorUnits: 70),
      ])
    #expect(document.netByRate[VATRate(percent: 19)]?.minorUnits == 3120_00)
  }

  @Test("An invoice and its reversal leave nothing, and a refused key is told")
  func reversalAndRefusal() throws {
    let settings = try MappingTests.settings()
    let posted = PostedInvoice(
      invoice: MappingTests.invoice(), postings: [MappingTests.posting("4930", 23_80, rate: 19, key: "9")])
    let rows = try settings.rows(for: posted)
    let simulator = try Self.simulator()
    let result = simulator.run(Sample.header(), rows + rows.map { $0.generalumkehr() })
    #expect(result.balances.values.allSatisfy { $0 == .zero })
    var refused = rows[0]
    refused.gegenkonto = Sample.account("3400")
    #expect(simulator.run(Sample.header(), [refused]).refusedRows == [1])
  }

  @Test(
    "Every example batch of the specification balances to the cent",
    .enabled(if: Shared.directory != nil, "\(Shared.absent)"))
  func examples() throws {
    let folder = try #require(Shared.directory) + "/spec/datev/examples"
    let simulator = try Self.simulator()
    for name in Shared.files(in: folder) {
      guard let (header, rows) = try? BuchungsstapelFile.read(Shared.bytes(folder + "/" + name)) else {
        continue
      }
      let result = simulator.run(header, rows)
      #expect(result.sum == .zero, "\(name)")
      #expect(result.refusedRows == [], "\(name)")
    }
  }
}
