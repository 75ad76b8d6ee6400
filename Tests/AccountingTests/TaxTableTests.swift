import Accounting
import Foundation
import Invoice
import Testing

/// Every case of the specification's table, by the table that people read.
@Suite struct `Each case of the tax table` {
  // faults: 57, 58, 59, 60
  @Test(arguments: TaxTableRow.all) func `is told, posted and asked about as the house wants it`(
    _ row: TaxTableRow
  ) throws {
    let accountant = try Fixtures.accountant.get()
    let assignment = try row.draft.assigned(row.text, to: row.profile)
    #expect(assignment.taxCase == row.taxCase)
    let postings = assignment.postings.map { posting in
      let owed = posting.selfAssessedRate.map { " (\($0))" } ?? ""
      return "\(posting.account)/\(posting.taxKey)\(owed)"
    }
    // Whatever is only about a rare account or a scanty draft is not what the row is about.
    #expect(postings == row.postings)
    #expect(assignment.asked.intersection(Self.codes) == row.asks)
    if row.asks.isEmpty {
      #expect(assignment.asked == [], "what is booked unseen")
      #expect(assignment.confidence >= accountant.bookingThreshold)
    }
  }

  /// Codes that some row asks with.
  private static let codes = TaxTableRow.all.reduce(into: Set<String>()) { $0.formUnion($1.asks) }

  private struct Entry {
    var taxCase: String
    var isUnseen: Bool
  }

  /// `| DE19 | domestic | unseen | … |`.
  private static func table() throws -> [String: Entry] {
    let text = try String(
      contentsOf: Fixtures.root.appending(path: "Documentation/TaxCases.md"), encoding: .utf8)
    var entries: [String: Entry] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 5, ["unseen", "review"].contains(cells[2]) else { continue }
      entries[cells[0]] = Entry(taxCase: cells[1], isUnseen: cells[2] == "unseen")
    }
    return entries
  }

  @Test func `has a row here, and the manual says what becomes of it`() throws {
    let table = try Self.table()
    #expect(table.count == 48)
    #expect(Set(TaxTableRow.all.map(\.id)) == Set(table.keys))
    for (id, entry) in table {
      let rows = TaxTableRow.all.filter { $0.id == id }
      #expect(rows.contains { $0.asks.isEmpty } == entry.isUnseen, "\(id)")
      #expect(rows.contains { ($0.taxCase?.rawValue ?? "none") == entry.taxCase }, "\(id)")
    }
  }

  @Test(.enabled(if: Fixtures.shared != nil, "needs ../shared"))
  func `of the specification is in the manual`() throws {
    let path = try #require(Fixtures.shared).appending(path: "spec/accounting/tax-cases.csv").path
    let spec = try CSVTable(path: path)
    let column = try spec.column("case_id")
    let ids = try spec.map { $0[column] }
    #expect(Set(ids) == Set(try Self.table().keys))
  }
}
