package import Invoice

/// What the house asks before it posts unseen: fines, gifts, entertainment without an occasion.
package struct AccountPolicies: Sendable {
  private struct Policy {
    var code: String
    var severity: Finding.Severity
    var needsOccasion: Bool
  }

  private let policies: [AccountNumber: Policy]
  private let pool: [AccountNumber: AccountNumber]
  private let photovoltaic: KeywordIndex
  private let outside13b: KeywordIndex
  private let construction: [Substring]
  /// Kinds of supplier that sell goods; that are exempt by law; whose food has its own rate.
  package let goodsKinds: Set<String>
  package let exemptKinds: Set<String>
  package let restaurantKind: String

  package init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/account-policies.csv"
    let table = try CSVTable(path: path)
    let (account, code) = (try table.column("account"), try table.column("code"))
    let (severity, condition) = (try table.column("severity"), try table.column("condition"))
    let pairs = try table.map { (row) throws(AccountingDataError) in
      guard let number = AccountNumber(row[account]), let severity = Finding.Severity(rawValue: row[severity])
      else { throw .badValue(path: path, column: "account", value: row[account]) }
      return (
        number,
        Policy(code: row[code], severity: severity, needsOccasion: row[condition] == "occasion")
      )
    }
    policies = Dictionary(pairs, uniquingKeysWith: { first, _ in first })

    let words = try Self.wordLists(dataDirectory + "/rules/word-lists.csv")
    goodsKinds = Set(words["goods_kinds", default: []].map(String.init))
    exemptKinds = Set(words["exempt_kinds", default: []].map(String.init))
    restaurantKind = words["restaurant_kind", default: []].first.map(String.init) ?? ""
    var builder = KeywordIndex.Builder()
    builder.add(cell: words["photovoltaic", default: []].joined(separator: "|"), owner: 0)
    photovoltaic = KeywordIndex(builder)
    builder = KeywordIndex.Builder()
    builder.add(cell: words["outside_13b", default: []].joined(separator: "|"), owner: 0)
    outside13b = KeywordIndex(builder)
    construction = words["construction_accounts", default: []]
    let pooled = words["pool", default: []].compactMap { AccountNumber($0) }
    pool = pooled.count == 2 ? [pooled[0]: pooled[1]] : [:]
  }

  private static func wordLists(_ path: String) throws(AccountingDataError) -> [String: [Substring]] {
    let table = try CSVTable(path: path)
    let (list, words) = (try table.column("list"), try table.column("words"))
    let pairs = try table.map { (row) throws(AccountingDataError) in
      (row[list], row[words].split(separator: "|"))
    }
    return Dictionary(pairs, uniquingKeysWith: +)
  }

  package func isPhotovoltaic(_ line: FoldedText) -> Bool { !photovoltaic.hits(in: line).isEmpty }

  /// UStAE 13b.2 (7): every line is scaffolding, planning, waste, staff or the like, which § 13b does not cover.
  package func isOutside13b(_ invoice: Invoice) -> Bool {
    let texts = invoice.lines.compactMap(\.description)
    return !texts.isEmpty && texts.allSatisfy { !outside13b.hits(in: FoldedText($0)).isEmpty }
  }

  /// Whether building work may be posted there, by the account's first digits.
  ///
  /// Running costs of the business (energy, vehicles, insurance …) are none, whatever a word suggests.
  package func isConstruction(_ account: AccountNumber) -> Bool {
    construction.contains { account.digits.hasPrefix($0) }
  }

  /// With a pool the middle band goes to the pool's account (EStG § 6 (2a)).
  package func pooled(_ account: AccountNumber) -> AccountNumber { pool[account] ?? account }

  package func findings(
    _ postings: [Posting], filledIn: Bool, lines: [LineAssignment]
  ) -> [Finding] {
    var findings: [Finding] = []
    var seen: Set<String> = []
    for account in postings.map(\.account) + lines.compactMap(\.account) {
      guard let policy = policies[account], !(policy.needsOccasion && filledIn),
        seen.insert(policy.code).inserted
      else { continue }
      findings.append(
        Finding(policy.code, policy.severity, field: "bookings", arguments: ["account": "\(account)"]))
    }
    return findings
  }
}
