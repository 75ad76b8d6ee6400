import Accounting
import Foundation
import Invoice

/// `belegd-lab score-labels LABELS DATA [WRONG]`: how often the advice hits labelled texts, by source.
///
/// Tolerant accepts the members of the accept list, strict only the source's own account; expert rows measure
/// consistency with the trade rules, not accuracy, and stand apart.
enum ScoreLabels {
  private struct Tally {
    var rows = 0
    var strict = 0
    var tolerant = 0
    var answered = 0
  }

  static func run(_ arguments: [String]) throws {
    let accountant = try Accountant(dataDirectory: arguments[2])
    var wrong = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0
    let table = try CSVTable(path: arguments[1])
    let names = ["text", "supplier", "amount", "account", "accept", "source"]
    let columns = try names.map(table.column)
    var tallies: [String: Tally] = [:]
    var graded: [(confidence: Double, isRight: Bool)] = []
    _ = try table.map { row in
      let field = columns.map { row[$0] }
      let advice = accountant.advise(
        field[0], supplier: field[1].isEmpty ? nil : field[1], amount: Amount(decimal: field[2]))
      let answer = advice.first?.account.digits
      let accepted = Set(field[4].split(separator: "|").map(String.init) + [field[3]])
      let isRight = answer.map(accepted.contains) ?? false
      let groups = [field[5]] + (field[5] == "expert" ? [] : ["all without expert"])
      for group in groups {
        tallies[group, default: Tally()].rows += 1
        tallies[group, default: Tally()].answered += answer == nil ? 0 : 1
        tallies[group, default: Tally()].strict += answer == field[3] ? 1 : 0
        tallies[group, default: Tally()].tolerant += isRight ? 1 : 0
      }
      if field[5] != "expert" { graded.append((advice.first?.confidence ?? 0, isRight)) }
      if !isRight, field[5] != "expert", wrong > 0 {
        wrong -= 1
        print("\(field[0]) | \(field[1]) | \(field[3]) | \(answer ?? "-") | \(advice.first?.reason ?? "")")
      }
    }
    for (source, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      print(
        "\(source): \(tally.rows) rows, answered \(tally.answered), strict \(percent(tally.strict, tally.rows)), "
          + "tolerant \(percent(tally.tolerant, tally.rows))")
    }
    graded.sort { $0.confidence > $1.confidence }
    for part in [0.25, 0.5, 0.75, 1] {
      let top = graded.prefix(Int(Double(graded.count) * part))
      print("the surest \(Int(part * 100)) %: \(percent(top.count(where: \.isRight), top.count)) right")
    }
  }

  private static func percent(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "-" : "\((Double(part) * 1000 / Double(whole)).rounded() / 10) %"
  }
}
