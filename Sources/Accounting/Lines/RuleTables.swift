import Invoice

/// The keyword tables as one searchable whole: the trade's rules and those of the house.
package struct RuleTables: Sendable {
  package let rules: [LineRule]
  /// Over article and keyword rules, for line texts.
  package let lineIndex: KeywordIndex
  /// Over supplier rules, for sellers' names.
  package let supplierIndex: KeywordIndex

  package init(dataDirectory: String, kinds: SupplierKinds) throws(AccountingDataError) {
    var rules: [LineRule] = []
    var line = KeywordIndex.Builder()
    var supplier = KeywordIndex.Builder()
    try Self.readTradeRules(dataDirectory + "/rules/trade-rules.csv", &rules, &line, &supplier)
    try Self.readHouseRules(dataDirectory + "/rules/context-lines.csv", kinds, &rules, &line)
    self.rules = rules
    lineIndex = KeywordIndex(line)
    supplierIndex = KeywordIndex(supplier)
  }

  private static func readTradeRules(
    _ path: String, _ rules: inout [LineRule], _ line: inout KeywordIndex.Builder,
    _ supplier: inout KeywordIndex.Builder
  ) throws(AccountingDataError) {
    let table = try CSVTable(path: path)
    let (id, match) = (try table.column("rule_id"), try table.column("match"))
    let (keywords, account) = (try table.column("keywords"), try table.column("account"))
    let (alternatives, priority) = (try table.column("alternatives"), try table.column("priority"))
    let (minimum, maximum) = (try table.column("min_net"), try table.column("max_net"))
    let rows = try table.map { (row) throws(AccountingDataError) in
      guard let kind = LineRule.Match(rawValue: row[match]) else {
        throw .badValue(path: path, column: "match", value: row[match])
      }
      guard let priority = Double(row[priority]) else {
        throw .badValue(path: path, column: "priority", value: row[priority])
      }
      let rule = LineRule(
        id: row[id], match: kind, account: AccountNumber(row[account]),
        alternatives: try accounts(row[alternatives], path: path),
        minimum: try amount(row[minimum], path: path), maximum: try amount(row[maximum], path: path),
        priority: priority, reason: "", contexts: [], isHouseRule: false)
      return (rule, row[keywords])
    }
    for (rule, keywords) in rows {
      if rule.match == .supplier {
        supplier.add(cell: keywords, owner: rules.count)
      } else {
        line.add(cell: keywords, owner: rules.count)
      }
      rules.append(rule)
    }
  }

  private static func readHouseRules(
    _ path: String, _ kinds: SupplierKinds, _ rules: inout [LineRule], _ line: inout KeywordIndex.Builder
  ) throws(AccountingDataError) {
    let table = try CSVTable(path: path)
    let (id, contexts) = (try table.column("rule"), try table.column("contexts"))
    let (keywords, account) = (try table.column("keywords"), try table.column("account"))
    let (alternatives, priority) = (try table.column("alternatives"), try table.column("priority"))
    let (minimum, maximum) = (try table.column("min_net"), try table.column("max_net"))
    let reason = try table.column("reason")
    let rows = try table.map { (row) throws(AccountingDataError) in
      var owners: Set<Int> = []
      for name in row[contexts].split(separator: "|") where name != "*" {
        guard let kind = kinds.index(of: name) else {
          throw .badValue(path: path, column: "contexts", value: String(name))
        }
        owners.insert(kind)
      }
      guard let priority = Double(row[priority]) else {
        throw .badValue(path: path, column: "priority", value: row[priority])
      }
      let number = AccountNumber(row[account])
      let isMainItem = row[account].hasPrefix("MAIN")
      guard number != nil || isMainItem else {
        throw .badValue(path: path, column: "account", value: row[account])
      }
      let rule = LineRule(
        id: row[id], match: .keyword, account: number,
        unlessOneAccount: isMainItem ? AccountNumber(row[account].dropFirst(5)) : nil,
        alternatives: try accounts(row[alternatives], path: path),
        minimum: try amount(row[minimum], path: path), maximum: try amount(row[maximum], path: path),
        priority: priority, reason: row[reason], contexts: owners, isHouseRule: true)
      return (rule, row[keywords])
    }
    for (rule, keywords) in rows {
      line.add(cell: keywords, owner: rules.count)
      rules.append(rule)
    }
  }

  /// A cell of account numbers separated by bars.
  package static func accounts(
    _ cell: String, path: String
  ) throws(AccountingDataError) -> [AccountNumber] {
    var result: [AccountNumber] = []
    for part in cell.split(separator: "|") {
      guard let account = AccountNumber(part) else {
        throw .badValue(path: path, column: "accounts", value: String(part))
      }
      result.append(account)
    }
    return result
  }

  private static func amount(_ cell: String, path: String) throws(AccountingDataError) -> Amount? {
    guard !cell.isEmpty else { return nil }
    guard let amount = Amount(decimal: cell) else {
      throw .badValue(path: path, column: "limit", value: cell)
    }
    return amount
  }
}
