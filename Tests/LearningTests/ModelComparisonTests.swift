import Accounting
import Foundation
import Invoice
import Learning
import Testing

@testable import JobStore

@Suite("Champion and challenger")
struct ModelComparisonTests {
  private func shadow(_ job: String, _ lines: [(String?, String?)], part: Int = 0) -> ShadowInvoice {
    ShadowInvoice(job: job, part: part, lines: lines.map { .init(champion: $0.0, challenger: $0.1) })
  }

  private func row(
    _ id: Int64, _ job: String?, _ accounts: [String], role: Correction.Role = .bookkeeper,
    undoes: Int64? = nil, undoneBy: Int64? = nil
  ) throws -> CorrectionRow {
    let lines = try accounts.map {
      Correction.Line(account: try #require(AccountNumber($0)), text: "a, \($0)")
    }
    let entry = Correction(role: role, person: "Anna", supplier: "s", lines: lines).json
    return CorrectionRow(
      id: id, tenant: "muster", at: Timestamp(milliseconds: 0), job: job, undoes: undoes, undoneBy: undoneBy,
      entry: entry)
  }

  @Test("Both are scored by what was said, and told apart by the lines that only one of them has right")
  func scores() throws {
    let comparison = ModelComparison(
      [
        shadow("a", [("3400", "3400"), ("3400", "4985"), ("4985", "3400"), (nil, "4980")]),
        shadow("not corrected", [("3400", "4985")]),
      ], corrections: [try row(1, "a", ["3400", "4985", "4985", "4650"])])
    #expect(comparison.documents == 1)
    #expect(comparison.lines == 4)
    #expect(comparison.champion == Proportion(2, of: 4))
    #expect(comparison.challenger == Proportion(2, of: 4))
    #expect(comparison.wins == Proportion(1, of: 2))
    #expect(!comparison.isWonByChallenger(least: 1))
  }

  @Test("The last standing word of the highest role counts")
  func verdicts() throws {
    let shadows = [shadow("a", [("3400", "4985")])]
    let adviser = try row(1, "a", ["4985"], role: .adviser)
    let later = try row(2, "a", ["3400"], role: .clerk)
    #expect(ModelComparison(shadows, corrections: [adviser, later]).onlyChallenger == 1)
    let takenBack = try row(1, "a", ["4985"], role: .adviser, undoneBy: 3)
    #expect(ModelComparison(shadows, corrections: [takenBack, later]).onlyChampion == 1)
    let newer = try row(3, "a", ["4985"], role: .clerk)
    #expect(ModelComparison(shadows, corrections: [later, newer]).onlyChallenger == 1)
  }

  @Test("An invoice that cannot be told from another of its document is left out")
  func parts() throws {
    let shadows = [shadow("a", [("3400", "4985")]), shadow("a", [("3400", "4985")], part: 1)]
    #expect(ModelComparison(shadows, corrections: [try row(1, "a", ["4985"])]).lines == 0)
    let longer = [shadow("a", [("3400", "4985")]), shadow("a", [("1", "1"), ("2", "2")], part: 1)]
    #expect(ModelComparison(longer, corrections: [try row(1, "a", ["4985"])]).lines == 1)
  }

  @Test(
    "A challenger has won only beyond doubt and after enough lines",
    arguments: [
      (wins: 4, losses: 0, equal: 6, least: 10, won: true, why: "four to none"),
      (wins: 3, losses: 0, equal: 7, least: 10, won: false, why: "three to none may be chance"),
      (wins: 12, losses: 8, equal: 0, least: 10, won: false, why: "three fifths of twenty may be chance"),
      (wins: 60, losses: 30, equal: 0, least: 10, won: true, why: "two thirds of ninety are none"),
      (wins: 60, losses: 30, equal: 0, least: 200, won: false, why: "too few lines"),
      (wins: 0, losses: 9, equal: 1, least: 10, won: false, why: "worse"),
    ])
  func verdict(_ row: (wins: Int, losses: Int, equal: Int, least: Int, won: Bool, why: String)) throws {
    let answers =
      Array(repeating: ("3400", "4985"), count: row.wins)
      + Array(repeating: ("4985", "3400"), count: row.losses)
      + Array(repeating: ("4985", "4985"), count: row.equal)
    let shadows = answers.enumerated().map { shadow("\($0)", [($1.0, $1.1)]) }
    let log = try answers.indices.map { try self.row(Int64($0 + 1), "\($0)", ["4985"]) }
    let comparison = ModelComparison(shadows, corrections: log)
    #expect(comparison.isWonByChallenger(least: row.least) == row.won, "\(row.why)")
  }

  @Test(
    "Shares come with Wilson's interval",
    arguments: [
      (part: 0, whole: 0, low: 0.0, high: 1.0), (part: 0, whole: 10, low: 0.0, high: 0.2775),
      (part: 10, whole: 10, low: 0.7225, high: 1.0), (part: 81, whole: 263, low: 0.2553, high: 0.3662),
    ])
  func interval(_ row: (part: Int, whole: Int, low: Double, high: Double)) {
    let interval = Proportion(row.part, of: row.whole).interval
    #expect(abs(interval.lowerBound - row.low) < 0.0001)
    #expect(abs(interval.upperBound - row.high) < 0.0001)
  }

  @Test("What stands in the log is a table of labels, each once, quoted where it must be")
  func labels() throws {
    let csv = LabelTable.csv([
      try row(1, "a", ["4985"]), try row(2, "b", ["4985"]), try row(3, "c", ["4980"], undoneBy: 4),
      try row(4, nil, [], undoes: 3),
    ])
    #expect(
      csv == """
        text,supplier,amount,account,accept,source,trust
        "a, 4985",,,4985,,s,bookkeeper

        """)
  }
}
