/// Words and accounts that the tax decision looks for (`rules/word-lists.csv`).
package struct WordLists: Sendable {
  private let photovoltaic: KeywordIndex
  private let outside13b: KeywordIndex
  private let tickets: KeywordIndex
  private let food: KeywordIndex
  private let drinks: KeywordIndex
  private let construction: [Substring]
  private let legalForms: Set<String>
  private let privateAccounts: Set<AccountNumber>
  private let pool: [AccountNumber: AccountNumber]
  /// Kinds of supplier that sell goods; that are exempt by law.
  package let goodsKinds: Set<String>
  package let exemptKinds: Set<String>
  /// Kinds of supplier with rules of their own.
  package let restaurantKind: String
  package let cleaningKind: String
  package let insuranceKind: String

  package init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/word-lists.csv"
    let table = try CSVTable(path: path)
    let (name, words) = (try table.column("list"), try table.column("words"))
    let pairs = try table.map { (row) throws(AccountingDataError) in
      (row[name], row[words].split(separator: "|"))
    }
    let lists = Dictionary(pairs, uniquingKeysWith: +)
    func list(_ name: String) throws(AccountingDataError) -> [Substring] {
      guard let words = lists[name], !words.isEmpty else {
        throw .badValue(path: path, column: "list", value: name)
      }
      return words
    }
    func index(_ name: String) throws(AccountingDataError) -> KeywordIndex {
      var builder = KeywordIndex.Builder()
      builder.add(cell: try list(name).joined(separator: "|"), owner: 0)
      return KeywordIndex(builder)
    }
    photovoltaic = try index("photovoltaic")
    outside13b = try index("outside_13b")
    tickets = try index("tickets")
    food = try index("restaurant_food")
    drinks = try index("restaurant_drinks")
    construction = try list("construction_accounts")
    legalForms = Set(try list("legal_forms").map(String.init))
    privateAccounts = Set(try list("private_accounts").compactMap { AccountNumber($0) })
    goodsKinds = Set(try list("goods_kinds").map(String.init))
    exemptKinds = Set(try list("exempt_kinds").map(String.init))
    restaurantKind = try list("restaurant_kind").joined()
    cleaningKind = try list("cleaning_kind").joined()
    insuranceKind = try list("insurance_kind").joined()
    let pooled = try list("pool").compactMap { AccountNumber($0) }
    guard pooled.count == 2 else { throw .badValue(path: path, column: "words", value: "pool") }
    pool = [pooled[0]: pooled[1]]
  }

  package func isPhotovoltaic(_ line: FoldedText) -> Bool { !photovoltaic.hits(in: line).isEmpty }

  /// UStAE 13b.2 (7): every line is scaffolding, planning, waste, staff or the like, which § 13b does not cover.
  package func isOutside13b(_ lines: [FoldedText]) -> Bool { allHit(outside13b, lines) }

  /// UStDV § 34: every line is a ticket.
  package func isTicket(_ lines: [FoldedText]) -> Bool { allHit(tickets, lines) }

  /// Food that is eaten in a restaurant, and no drink with it.
  package func isFood(_ line: FoldedText) -> Bool {
    !food.hits(in: line).isEmpty && drinks.hits(in: line).isEmpty
  }

  /// The folded words of a company's name that tell it from others: of three letters or more, no legal form.
  package func significant(in name: String) -> [String] {
    "\(FoldedText(name))".split { !$0.isLetter && !$0.isNumber }.map(String.init)
      .filter { $0.count >= 3 && !legalForms.contains($0) }
  }

  private func allHit(_ index: KeywordIndex, _ lines: [FoldedText]) -> Bool {
    let texts = lines.filter { !$0.bytes.isEmpty }
    return !texts.isEmpty && texts.allSatisfy { !index.hits(in: $0).isEmpty }
  }

  /// Whether building work may be posted there, by the account's first digits.
  ///
  /// Running costs of the business (energy, vehicles, insurance …) are none, whatever a word suggests.
  package func isConstruction(_ account: AccountNumber) -> Bool {
    construction.contains { account.digits.hasPrefix($0) }
  }

  /// Purchases that are the owner's or a shareholder's own.
  package func isPrivate(_ account: AccountNumber) -> Bool { privateAccounts.contains(account) }

  /// With a pool the middle band goes to the pool's account (EStG § 6 (2a)).
  package func pooled(_ account: AccountNumber) -> AccountNumber { pool[account] ?? account }
}
