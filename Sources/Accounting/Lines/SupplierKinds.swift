/// The kinds of supplier (`rules/contexts.csv`): a line is read differently on a hotel's bill and a wholesaler's.
package struct SupplierKinds: Sendable {
  package struct Kind: Sendable {
    package var name: String
    /// In German, for reasons.
    package var title: String
    package var account: AccountNumber
    package var alternatives: [AccountNumber]
    package var home: Set<AccountNumber>
  }

  package let kinds: [Kind]
  package let goods: Int
  package let subcontract: Int
  package let seller: KeywordIndex
  package let line: KeywordIndex
  package let text: KeywordIndex
  /// By account: the kinds whose home it is.
  package let homes: [AccountNumber: [Int]]
  /// By kind: how likely a text that no word is known of belongs to the kind's account.
  package let shares: [Double]
  /// The same of all kinds together, where the seller's name does not speak for the kind.
  package let shareWithoutSeller: Double

  package init(dataDirectory: String, figures: Figures) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/contexts.csv"
    let table = try CSVTable(path: path)
    let (name, title) = (try table.column("context"), try table.column("title"))
    let (account, alternatives) = (try table.column("account"), try table.column("alternatives"))
    let home = try table.column("home")
    let (seller, line, text) = (
      try table.column("seller"), try table.column("line"), try table.column("text")
    )
    var builders = (KeywordIndex.Builder(), KeywordIndex.Builder(), KeywordIndex.Builder())
    var kinds: [Kind] = []
    _ = try table.map { (row) throws(AccountingDataError) in
      guard let number = AccountNumber(row[account]) else {
        throw .badValue(path: path, column: "account", value: row[account])
      }
      builders.0.add(cell: row[seller], owner: kinds.count)
      builders.1.add(cell: row[line], owner: kinds.count)
      builders.2.add(cell: row[text], owner: kinds.count)
      kinds.append(
        Kind(
          name: row[name], title: row[title], account: number,
          alternatives: try RuleTables.accounts(row[alternatives], path: path),
          home: Set(try RuleTables.accounts(row[home], path: path))))
    }
    var homes: [AccountNumber: [Int]] = [:]
    for (index, kind) in kinds.enumerated() {
      for account in kind.home { homes[account, default: []].append(index) }
    }
    guard let goods = kinds.firstIndex(where: { $0.name == "goods" }),
      let subcontract = kinds.firstIndex(where: { $0.name == "subcontract" })
    else { throw .badValue(path: path, column: "context", value: "goods, subcontract") }
    self.kinds = kinds
    self.goods = goods
    self.subcontract = subcontract
    self.seller = KeywordIndex(builders.0)
    self.line = KeywordIndex(builders.1)
    self.text = KeywordIndex(builders.2)
    self.homes = homes
    (shares, shareWithoutSeller) = try Self.shares(dataDirectory + "/rules/kind-shares.csv", kinds, figures)
  }

  /// What was counted (`belegd-lab kind-shares`), believed as far as it is much.
  private static func shares(
    _ path: String, _ kinds: [Kind], _ figures: Figures
  ) throws(AccountingDataError) -> (byKind: [Double], withoutSeller: Double) {
    let table = try CSVTable(path: path)
    let (name, texts) = (try table.column("context"), try table.column("texts"))
    let agreeing = try table.column("agreeing")
    var (byKind, withoutSeller) = ([Double](repeating: 1, count: kinds.count), 1.0)
    _ = try table.map { (row) throws(AccountingDataError) in
      guard let all = Double(row[texts]), let part = Double(row[agreeing]), part <= all else {
        throw .badValue(path: path, column: "agreeing", value: row[agreeing])
      }
      let share = (part + figures.kindShareTexts) / (all + figures.kindShareTexts)
      if row[name] == anyKind {
        withoutSeller = share
      } else if let kind = kinds.firstIndex(where: { $0.name == row[name] }) {
        byKind[kind] = share
      } else {
        throw .badValue(path: path, column: "context", value: row[name])
      }
    }
    return (byKind, withoutSeller)
  }

  /// Stands for all kinds in the table of shares.
  package static let anyKind = "*"

  package func index(of name: some StringProtocol) -> Int? { kinds.firstIndex { $0.name == name } }
}
