import Invoice

/// Postings of which a part goes to another account, where the tenant wants it (`rules/splits.csv`).
package struct SplittingRules: Sendable {
  private struct Rule {
    var percent: Int64
    var to: AccountNumber
    var reason: String
  }

  private let rules: [AccountNumber: Rule]

  package init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/splits.csv"
    let table = try CSVTable(path: path)
    let (account, percent) = (try table.column("account"), try table.column("percent"))
    let (to, setting) = (try table.column("to"), try table.column("setting"))
    let reason = try table.column("reason")
    let pairs = try table.map { (row) throws(AccountingDataError) in
      guard let from = AccountNumber(row[account]), let other = AccountNumber(row[to]) else {
        throw .badValue(path: path, column: "to", value: row[to])
      }
      guard let share = Int64(row[percent]), 1...99 ~= share else {
        throw .badValue(path: path, column: "percent", value: row[percent])
      }
      guard row[setting] == "entertainment" else {
        throw .badValue(path: path, column: "setting", value: row[setting])
      }
      return (from, Rule(percent: share, to: other, reason: row[reason]))
    }
    rules = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// Each posting of a split account as two; their sums stay to the cent.
  package func split(_ postings: [Posting], for profile: TenantProfile) -> [Posting] {
    guard profile.splitsEntertainment else { return postings }
    return postings.flatMap { posting -> [Posting] in
      guard let rule = rules[posting.account] else { return [posting] }
      var (kept, taken) = (posting, posting)
      taken.account = rule.to
      taken.reason = rule.reason
      taken.net = Self.share(rule.percent, of: posting.net)
      taken.gross = Self.share(rule.percent, of: posting.gross)
      kept.net = posting.net - taken.net
      kept.gross = posting.gross - taken.gross
      return taken.gross == .zero ? [posting] : [kept, taken]
    }
  }

  /// Half a cent goes away from zero.
  private static func share(_ percent: Int64, of amount: Amount) -> Amount {
    let (quotient, remainder) = (amount.minorUnits * percent).quotientAndRemainder(dividingBy: 100)
    return Amount(minorUnits: abs(remainder) >= 50 ? quotient + remainder.signum() : quotient)
  }
}
