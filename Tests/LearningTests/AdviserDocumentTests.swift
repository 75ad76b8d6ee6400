import Accounting
import Invoice
import Testing

@testable import Learning

@Suite("What the adviser's postings say about lines")
struct AdviserDocumentTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var why: String
    /// Net and our account of each line, all at 19 %.
    var lines: [(String, String?)]
    /// Our postings: account and gross.
    var ours: [(String, String)]
    /// His.
    var his: [(String, String)]
    var accounts: [String]?
    var testDescription: String { why }
  }

  static let cases = [
    Case(
      why: "one account for the whole document", lines: [("10.00", "3400"), ("20.00", nil)], ours: [],
      his: [("4985", "35.70")], accounts: ["4985", "4985"]),
    Case(
      why: "the same postings confirm the lines", lines: [("10.00", "3400"), ("20.00", "4985")],
      ours: [("3400", "11.90"), ("4985", "23.80")], his: [("4985", "23.80"), ("3400", "11.90")],
      accounts: ["3400", "4985"]),
    Case(
      why: "one posting moved to another account", lines: [("10.00", "3400"), ("20.00", "4985")],
      ours: [("3400", "11.90"), ("4985", "23.80")], his: [("3400", "11.90"), ("4980", "23.80")],
      accounts: ["3400", "4980"]),
    Case(
      why: "one line taken out of a posting: the only sum that fits",
      lines: [("10.00", "3400"), ("20.00", "3400"), ("70.00", "3400")], ours: [("3400", "119.00")],
      his: [("3400", "35.70"), ("0480", "83.30")], accounts: ["3400", "3400", "0480"]),
    Case(
      why: "two lines of one price: nobody can tell which",
      lines: [("10.00", "3400"), ("10.00", "3400")], ours: [("3400", "23.80")],
      his: [("3400", "11.90"), ("4985", "11.90")], accounts: nil),
    Case(
      why: "amounts that no lines make", lines: [("10.00", "3400"), ("20.00", "3400")],
      ours: [("3400", "35.70")], his: [("3400", "30.00"), ("4985", "5.70")], accounts: nil),
  ]

  @Test("Lines get the account that his amounts tell, or none", arguments: cases)
  func accounts(_ row: Case) throws {
    func amount(_ text: String) throws -> Amount { try #require(Amount(decimal: text)) }
    func number(_ text: String) throws -> AccountNumber { try #require(AccountNumber(text)) }
    let document = AdviserDocument(
      creditor: try number("70001"), number: "1", day: try #require(CalendarDay(iso: "2026-03-01")), text: "",
      rows: try row.his.map { .init(account: try number($0.0), amount: try amount($0.1)) })
    let found = document.accounts(
      of: try row.lines.map {
        .init(account: try $0.1.map(number), net: try amount($0.0), rate: VATRate(percent: 19))
      }, ours: try row.ours.map { .init(account: try number($0.0), amount: try amount($0.1)) })
    #expect(found?.map(\.digits) == row.accounts)
  }
}
