import Accounting
import Foundation
import Invoice
import Testing

@testable import DATEV

/// Every tax case of the specification as the row that DATEV gets, and what an import makes of it.
@Suite("Tax cases as rows")
struct TaxCaseTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// `case_id` of `accounting/tax-cases.csv`.
    var id: String
    var account: String
    /// The posting's amount in cents: gross, or net where the recipient owes the tax.
    var amount: Int64
    var rate: Int64
    var key = ""
    var owed: Int64?
    var taxCase: TaxCase
    /// Expected in column 9.
    var written: String?
    var why: String

    var testDescription: String { "\(id) on \(account): \(why)" }
  }

  static let rows: [Row] = [
    Row(
      id: "DE19", account: "4930", amount: 119_00, rate: 19, key: "9", taxCase: .domestic, written: "9",
      why: "plain account"),
    Row(
      id: "DE19", account: "3400", amount: 119_00, rate: 19, taxCase: .domestic,
      why: "automatic account takes no key"),
    Row(
      id: "DE7", account: "4940", amount: 107_00, rate: 7, key: "8", taxCase: .domestic, written: "8",
      why: "plain account"),
    Row(
      id: "DE7", account: "3300", amount: 107_00, rate: 7, taxCase: .domestic,
      why: "automatic account takes no key"),
    Row(
      id: "DE16", account: "4930", amount: 116_00, rate: 16, key: "9", taxCase: .domestic, written: "9",
      why: "the day of supply makes 16 of 19"),
    Row(
      id: "DE5", account: "4940", amount: 105_00, rate: 5, key: "8", taxCase: .domestic, written: "8",
      why: "the day of supply makes 5 of 7"),
    Row(
      id: "PV0", account: "3200", amount: 100_00, rate: 0, taxCase: .photovoltaicZeroRate,
      why: "no key, nothing computed"),
    Row(
      id: "RC_BAU", account: "3120", amount: 100_00, rate: 0, owed: 19, taxCase: .reverseChargeConstruction,
      why: "net, automatic account"),
    Row(
      id: "RC_BAU", account: "3100", amount: 100_00, rate: 0, key: "94", owed: 19,
      taxCase: .reverseChargeConstruction, written: "94", why: "net, key on a plain account"),
    Row(
      id: "RC_EU_DL", account: "3123", amount: 100_00, rate: 0, owed: 19,
      taxCase: .reverseChargeForeignService, why: "net, automatic account"),
    Row(
      id: "RC_EU_DL", account: "4964", amount: 100_00, rate: 0, key: "94", owed: 19,
      taxCase: .reverseChargeForeignService, written: "94", why: "licence on a plain account"),
    Row(
      id: "RC_DRITT_DL", account: "3125", amount: 100_00, rate: 0, owed: 19,
      taxCase: .reverseChargeForeignService, why: "net, automatic account"),
    Row(
      id: "RC_WERK_AUSL", account: "3125", amount: 100_00, rate: 0, owed: 19,
      taxCase: .reverseChargeForeignService, why: "as a service"),
    Row(
      id: "RC_MOBIL", account: "0420", amount: 5000_00, rate: 0, key: "94", owed: 19,
      taxCase: .reverseChargeGoods, written: "94", why: "assets are plain accounts"),
    Row(
      id: "RC_METALL", account: "3200", amount: 5000_00, rate: 0, key: "94", owed: 19,
      taxCase: .reverseChargeGoods, written: "94", why: "goods without automatic"),
    Row(
      id: "RC_REINIGUNG", account: "4250", amount: 100_00, rate: 0, key: "94", owed: 19,
      taxCase: .reverseChargeConstruction, written: "94", why: "between cleaners"),
    Row(
      id: "IGE19", account: "3425", amount: 100_00, rate: 0, owed: 19, taxCase: .intraEUAcquisition,
      why: "net, automatic account"),
    Row(
      id: "IGE19", account: "4985", amount: 100_00, rate: 0, key: "19", owed: 19,
      taxCase: .intraEUAcquisition, written: "19", why: "key on a plain account"),
    Row(
      id: "IGE7", account: "3420", amount: 100_00, rate: 0, owed: 7, taxCase: .intraEUAcquisition,
      why: "net, automatic account"),
    Row(
      id: "IGE7", account: "4940", amount: 100_00, rate: 0, key: "18", owed: 7, taxCase: .intraEUAcquisition,
      written: "18", why: "key on a plain account"),
    Row(
      id: "IMPORT", account: "3200", amount: 100_00, rate: 0, taxCase: .import,
      why: "the tax comes with the customs notice"),
    Row(
      id: "EUST", account: "1588", amount: 19_00, rate: 0, taxCase: .import,
      why: "the tax itself, as an amount"),
    Row(
      id: "AUSL_UST", account: "4660", amount: 120_00, rate: 0, taxCase: .foreignVAT,
      why: "gross without a key, never 9"),
    Row(
      id: "KU19", account: "4980", amount: 100_00, rate: 0, taxCase: .smallBusiness, why: "nothing to deduct"),
    Row(
      id: "KU19", account: "3400", amount: 100_00, rate: 0, taxCase: .smallBusiness, written: "40",
      why: "the automatic must not compute"),
    Row(
      id: "EX_VERS", account: "4360", amount: 100_00, rate: 0, taxCase: .taxFree,
      why: "insurance tax is no VAT"),
    Row(id: "EX_BANK", account: "4970", amount: 10_00, rate: 0, taxCase: .taxFree, why: "fee of a bank"),
    Row(id: "EX_MIETE", account: "4210", amount: 1000_00, rate: 0, taxCase: .taxFree, why: "without option"),
    Row(
      id: "EX_MIETE", account: "4210", amount: 1190_00, rate: 19, key: "9", taxCase: .domestic, written: "9",
      why: "with option (§ 9)"),
    Row(id: "EX_POST", account: "4910", amount: 85, rate: 0, taxCase: .taxFree, why: "stamps"),
    Row(id: "EX_BILDUNG", account: "4945", amount: 100_00, rate: 0, taxCase: .taxFree, why: "chamber"),
    Row(id: "EX_GESUND", account: "4140", amount: 100_00, rate: 0, taxCase: .taxFree, why: "company doctor"),
    Row(id: "HOHEIT", account: "4390", amount: 100_00, rate: 0, taxCase: .taxFree, why: "a public charge"),
    Row(
      id: "KLEIN250", account: "4930", amount: 23_80, rate: 19, key: "9", taxCase: .smallAmount, written: "9",
      why: "rate on the receipt"),
    Row(
      id: "FAHR34", account: "4670", amount: 10_70, rate: 7, key: "8", taxCase: .smallAmount, written: "8",
      why: "rail"),
    Row(
      id: "HOTEL", account: "4666", amount: 107_00, rate: 7, key: "8", taxCase: .mixed, written: "8",
      why: "the night"),
    Row(
      id: "HOTEL", account: "4664", amount: 11_90, rate: 19, key: "9", taxCase: .mixed, written: "9",
      why: "the breakfast's drinks"),
    Row(
      id: "BEWIRTUNG", account: "4650", amount: 119_00, rate: 19, key: "9", taxCase: .mixed, written: "9",
      why: "deducted in full"),
    Row(
      id: "REST26", account: "4650", amount: 107_00, rate: 7, key: "8", taxCase: .mixed, written: "8",
      why: "food"),
    Row(
      id: "TRINKGELD", account: "4650", amount: 5_00, rate: 0, taxCase: .taxFree, why: "never with input tax"),
    Row(id: "PFAND", account: "3400", amount: 59_50, rate: 19, taxCase: .domestic, why: "as the goods"),
    Row(
      id: "DIFF25A", account: "0320", amount: 5000_00, rate: 0, taxCase: .marginScheme, why: "no tax shown"),
    Row(id: "REISE25", account: "4670", amount: 500_00, rate: 0, taxCase: .marginScheme, why: "no tax shown"),
    Row(
      id: "ANZ", account: "3400", amount: 119_00, rate: 19, taxCase: .domestic,
      why: "to the cost account by house policy"),
    Row(id: "SCHLUSS", account: "3400", amount: 238_00, rate: 19, taxCase: .domestic, why: "the remainder"),
    Row(
      id: "GUTSCHRIFT_K", account: "4930", amount: -119_00, rate: 19, key: "9", taxCase: .domestic,
      written: "9", why: "the other side, same key"),
    Row(
      id: "GUTSCHRIFT_K", account: "3425", amount: -100_00, rate: 0, owed: 19, taxCase: .intraEUAcquisition,
      why: "less acquisition"),
    Row(
      id: "BONUS", account: "3760", amount: -119_00, rate: 19, taxCase: .domestic,
      why: "automatic account of bonuses"),
    Row(id: "MAHN", account: "4900", amount: 40_00, rate: 0, taxCase: .taxFree, why: "damages"),
    Row(
      id: "DURCHL", account: "1590", amount: 25_00, rate: 0, taxCase: .taxFree, why: "somebody else's cost"),
    Row(
      id: "MIX", account: "3300", amount: 10_70, rate: 7, taxCase: .mixed, why: "a row per account and rate"),
  ]

  /// Cases that never become a row without a person, and why.
  static let withoutRow = [
    "IGE0": "asks the adviser", "DREIECK": "asks the adviser", "SELFBILL": "no purchase",
    "SKONTO": "posted with the payment", "EIGEN": "no supplier's document", "PRIVAT": "always asks",
    "UNBERECHTIGT": "goes back to the supplier",
  ]

  /// In the window of 2020 for the rates that held then.
  static func invoice(_ row: Row) throws -> PostedInvoice {
    var invoice = MappingTests.invoice()
    if row.rate == 16 || row.rate == 5 {
      invoice.issueDate = Sample.day(2020, 11, 5)
      invoice.deliveryDate = Sample.day(2020, 10, 31)
      invoice.dueDate = nil
    }
    return PostedInvoice(
      invoice: invoice,
      postings: [
        MappingTests.posting(
          row.account, row.amount, rate: row.rate, key: row.key, selfAssessed: row.owed, taxCase: row.taxCase)
      ])
  }

  @Test("Amount, side, key and the columns of the case", arguments: rows)
  func columns(row: Row) throws {
    var settings = try MappingTests.settings()
    settings.sachverhaltLL = [
      .reverseChargeConstruction: 11, .reverseChargeForeignService: 5, .reverseChargeGoods: 7,
    ]
    settings.sachverhaltLLEUDienstleistung = 4
    let written = try #require(try settings.rows(for: try Self.invoice(row)).first)
    #expect(written.umsatz.amount.minorUnits == abs(row.amount))
    #expect(written.sollHabenKennzeichen == (row.amount > 0 ? .haben : .soll))
    #expect(written.konto.digits == "70001")
    #expect(written.gegenkonto.digits == row.account)
    #expect(written.buSchluessel?.digits == row.written)
    #expect((written.euLandUndUStID == "ATU13585627") == (row.taxCase == .intraEUAcquisition))
    let cases: [TaxCase: Int] = [
      .reverseChargeConstruction: 11, .reverseChargeForeignService: 4, .reverseChargeGoods: 7,
    ]
    #expect(written.sachverhaltLL == (row.written == nil ? nil : cases[row.taxCase]))
    #expect(written.sachverhalt == nil, "column 18 is for dunning")
    #expect(written.skonto == nil, "column 13 is for payments")
    #expect((written.leistungsdatum != nil) == (row.rate == 16 || row.rate == 5))
    #expect((written.leistungsdatum == nil) == (written.datumZuordnungSteuerperiode == nil))
  }

  @Test("The checker has nothing to say and the import's tax accounts are the law's", arguments: rows)
  func imported(row: Row) throws {
    let settings = try MappingTests.settings()
    let posted = try Self.invoice(row)
    let rows = try settings.rows(for: posted)
    let day = try #require(posted.belegdatum)
    let first = Sample.day(day.year, day.month, 1)
    var header = Sample.header()
    header.wirtschaftsjahr = Geschaeftsjahr(beginn: Sample.day(day.year, 1, 1))
    header.datumVon = first
    header.datumBis = first.lastOfMonth
    let bytes = BuchungsstapelFile.write(header, rows)
    #expect(try DATEVChecker.forTests().check(fileName: "EXTF_Fall.csv", bytes: bytes) == [])
    let result = try SimulatorTests.simulator().run(bytes)
    #expect(result.sum == .zero)
    #expect(result.balances[Sample.account("70001")]?.minorUnits == -row.amount)
    guard result.refusedRows.isEmpty else {
      #expect(row.account == "3760", "only what the own chart decides is unforeseen")
      return
    }
    let net =
      row.owed == nil
      ? MappingTests.posting(row.account, row.amount, rate: row.rate).net.minorUnits : row.amount
    #expect(result.documents.first?.net.minorUnits == net)
    // The specification names the accounts of a domestic credit note only.
    if row.id == "GUTSCHRIFT_K", row.owed != nil { return }
    guard let spec = try Self.spec()[row.id] else { return }
    let own: Set<String> = ["70001", row.account]
    let taxes = result.balances.filter { !own.contains($0.key.digits) && $0.value != .zero }
    if row.owed != nil {
      let input = taxes.first { ($0.value > .zero) == (row.amount > 0) }?.key.digits
      let output = taxes.first { ($0.value < .zero) == (row.amount > 0) }?.key.digits
      if spec.input.count == 4 { #expect(input == spec.input) }
      if spec.output.count == 4 { #expect(output == spec.output) }
    } else if row.rate > 0 {
      #expect(taxes.count == 1)
      let account = try #require(taxes.first?.key.digits)
      #expect(spec.input.contains(account) || spec.input.isEmpty, "\(spec.input)")
    } else {
      #expect(taxes.isEmpty)
    }
  }

  @Test("Every case of the specification is in the table, or is known to make no row")
  func complete() throws {
    let spec = try Self.spec()
    guard !spec.isEmpty else {
      print("skipped: \(Shared.absent)")
      return
    }
    let covered = Set(Self.rows.map(\.id)).union(Self.withoutRow.keys)
    #expect(Set(spec.keys).subtracting(covered) == [])
  }

  @Test(
    "A rate that the key or account does not compute on the day of supply is no row",
    arguments: [
      ("4930", 16, "9", 2025, "16 % were over"), ("4930", 19, "9", 2020, "in the window it was 16 %"),
      ("3400", 16, "", 2025, "the automatic account computes 19 %"), ("4940", 19, "8", 2025, "8 is 7 %"),
    ] as [(String, Int64, String, Int, String)])
  func wrongRate(account: String, rate: Int64, key: String, year: Int, why: String) throws {
    var invoice = MappingTests.invoice()
    invoice.deliveryDate = Sample.day(year, 10, 1)
    let posted = PostedInvoice(
      invoice: invoice, postings: [MappingTests.posting(account, 116_00, rate: rate, key: key)])
    #expect(throws: MappingError.self, "\(why)") { try MappingTests.settings().rows(for: posted) }
  }

  struct Spec {
    var input: String
    var output: String
  }

  /// Tax accounts by case; empty where the specification is not here.
  static func spec() throws -> [String: Spec] {
    guard let shared = Shared.directory else { return [:] }
    let path = shared + "/spec/accounting/tax-cases.csv"
    let table = try DataTable(String(contentsOfFile: path, encoding: .utf8))
    return try Dictionary(
      table.rows.map { row in
        (
          try row.text("case_id"),
          Spec(input: try row.text("input_tax_account"), output: try row.text("output_tax_account"))
        )
      }, uniquingKeysWith: { first, _ in first })
  }
}
