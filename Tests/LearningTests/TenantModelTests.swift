import Accounting
import Invoice
import Testing

@testable import Learning

@Suite("What a tenant's corrections teach")
struct TenantModelTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var why: String
    /// Role and account of each correction of one text, in order.
    var words: [(Correction.Role, String)]
    var account: String
    var times: Int
    var total: Int
    var against: String?
    var testDescription: String { why }
  }

  static let cases = [
    Case(
      why: "one word is enough", words: [(.clerk, "4985")], account: "4985", times: 1, total: 1, against: nil),
    Case(
      why: "the newest word of one role holds at once", words: [(.clerk, "3400"), (.clerk, "4985")],
      account: "4985", times: 1, total: 2, against: "3400"),
    Case(
      why: "a clerk does not overrule the adviser, and the conflict shows",
      words: [(.adviser, "3400"), (.clerk, "4985")], account: "3400", times: 1, total: 1, against: "4985"),
    Case(
      why: "the adviser overrules the clerk",
      words: [(.clerk, "4985"), (.clerk, "4985"), (.adviser, "3400")], account: "3400", times: 1, total: 1,
      against: "4985"),
    Case(
      why: "the adviser's word outlives many of the clerk's",
      words: [(.adviser, "3400")] + Array(repeating: (.clerk, "4985"), count: 9), account: "3400", times: 1,
      total: 1, against: "4985"),
    Case(
      why: "a change of mind is believed after some repetitions",
      words: [(.clerk, "3400")] + Array(repeating: (.clerk, "4985"), count: 4), account: "4985", times: 4,
      total: 4, against: nil),
  ]

  // faults: 61
  @Test("The newest word of the highest role is posted", arguments: cases)
  func verdicts(_ row: Case) throws {
    var model = TenantModel()
    for (index, (role, account)) in row.words.enumerated() {
      model.learn(try correction("vat:DE1", role, [("Bohrer 8 mm", account)]), entry: Int64(index + 1))
    }
    let memory = try #require(
      model.memory(for: invoice(["Bohrer 10 mm"]), suppliers: ["vat:DE1"], creditor: nil))
    let count = try #require(memory.lines[0])
    #expect(count.account.digits == row.account)
    #expect(count.times == row.times)
    #expect(count.total == row.total)
    #expect(count.against?.digits == row.against)
    #expect(model.conflicts.isEmpty == (row.against == nil))
  }

  @Test("Another supplier's line of the same words is known from elsewhere, not as this supplier's")
  func elsewhere() throws {
    var model = TenantModel()
    model.learn(try correction("vat:DE1", .clerk, [("Überziehschuhe", "4980")]), entry: 1)
    let memory = try #require(
      model.memory(for: invoice(["Überziehschuhe"]), suppliers: ["vat:DE2"], creditor: nil))
    #expect(memory.lines.isEmpty)
    #expect(memory.elsewhere[0]?.account.digits == "4980")
    #expect(memory.usual == nil)
  }

  @Test("Beyond the limit of § 6 (2) EStG what was posted below it is no precedent")
  func limits() throws {
    var model = TenantModel()
    let line = Correction.Line(
      account: try #require(AccountNumber("4985")), text: "Akkuschrauber",
      unitPrice: Amount(decimal: "199.00"))
    model.learn(Correction(role: .clerk, person: "", supplier: "s", lines: [line]), entry: 1)
    var cheap = invoice(["Akkuschrauber"])
    cheap.lines[0].netAmount = Amount(decimal: "210.00")
    var dear = invoice(["Akkuschrauber"])
    dear.lines[0].netAmount = Amount(decimal: "410.00")
    #expect(model.memory(for: cheap, suppliers: ["s"], creditor: nil)?.lines[0] != nil)
    #expect(model.memory(for: dear, suppliers: ["s"], creditor: nil)?.lines[0] == nil)
  }

  @Test("Postings of before belegd are known by the creditor's number, else by the supplier's name")
  func before() throws {
    var model = TenantModel()
    for entry in 1...3 {
      model.learn(
        Correction(
          role: .adviser, person: "", supplier: nil,
          lines: [.init(account: try #require(AccountNumber("4920")))], creditor: AccountNumber("70012"),
          postingText: "Fernklang Netze \(entry)/2025"), entry: Int64(entry))
    }
    var invoice = invoice(["Grundpreis"])
    invoice.seller.name = "Fernklang Netze GmbH"
    let byNumber = model.memory(for: invoice, suppliers: [], creditor: AccountNumber("70012"))
    let byName = model.memory(for: invoice, suppliers: ["vat:DE9"], creditor: nil)
    #expect(byNumber?.usual?.account.digits == "4920")
    #expect(byNumber?.usual?.times == 3)
    #expect(byName?.usual == byNumber?.usual)
    invoice.seller.name = "Seeblick Netze GmbH"
    #expect(model.memory(for: invoice, suppliers: ["vat:DE8"], creditor: nil) == nil)
  }

  // faults: 66
  @Test("The same log gives the same bytes, and one entry less gives others")
  func replay() throws {
    func model(_ count: Int) throws -> TenantModel {
      var model = TenantModel()
      for entry in 0..<count {
        model.learn(
          try correction(
            "vat:DE\(entry % 7)", entry % 3 == 0 ? .adviser : .clerk,
            [("Artikel \(entry % 11) rot", entry % 5 == 0 ? "4985" : "3400")]),
          entry: Int64(entry + 1))
      }
      return model
    }
    #expect(try model(200).bytes == model(200).bytes)
    #expect(try model(200).bytes != model(199).bytes)
  }

  @Test("An entry of the log comes back from its text as it was")
  func text() throws {
    let correction = try correction("vat:DE1", .adviser, [("Öse \"groß\"", "0480")])
    #expect(try Correction(json: correction.json) == correction)
  }

  private func correction(
    _ supplier: String, _ role: Correction.Role, _ lines: [(String, String)]
  ) throws -> Correction {
    Correction(
      role: role, person: "Test", supplier: supplier,
      lines: try lines.map { .init(account: try #require(AccountNumber($0.1)), text: $0.0) })
  }

  private func invoice(_ texts: [String]) -> Invoice {
    var invoice = Invoice()
    invoice.lines = texts.enumerated().map { index, text in
      var line = InvoiceLine(position: index + 1)
      line.description = text
      return line
    }
    return invoice
  }
}
