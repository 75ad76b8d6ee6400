public import Accounting
public import Invoice

/// What one tenant's corrections have taught: a pure function of the log, entry by entry.
///
/// Three memories, from the particular to the general: the article or text at this supplier, the text at any
/// supplier, the supplier's usual account. Each keeps the last words that were said about it.
public struct TenantModel: Hashable, Sendable {
  /// The last words about one thing, oldest first.
  struct Record: Hashable, Sendable {
    struct Word: Hashable, Sendable {
      var account: AccountNumber
      var role: Correction.Role
      /// Most lines of the invoice have this account.
      var isMain: Bool
      /// The log's number of the correction.
      var entry: Int64
    }

    /// How many words are kept: who changes his mind is believed fully after as many repetitions.
    static let kept = 4

    var words: [Word] = []

    mutating func append(_ word: Word) {
      words.append(word)
      guard words.count > Self.kept else { return }
      // A higher role's last word outlives any number of a lower one's.
      let highest = words.lastIndex { $0.role == words.map(\.role).max() }
      words.remove(at: highest == 0 ? 1 : 0)
    }

    /// The newest word of the highest role that has spoken.
    var verdict: Word? {
      let highest = words.map(\.role).max()
      return words.last { $0.role == highest }
    }

    /// What to post, how many of the last words agree, and what others have said.
    var count: SupplierMemory.Count? {
      guard let verdict else { return nil }
      let heard = words.filter { $0.role == verdict.role }
      let against = heard.last { $0.account != verdict.account }
      return SupplierMemory.Count(
        account: verdict.account, times: heard.count { $0.account == verdict.account }, total: heard.count,
        against: against?.account ?? words.last { $0.account != verdict.account }?.account,
        isMainAccount: verdict.isMain)
    }
  }

  struct Supplier: Hashable, Sendable {
    var articles: [String: Record] = [:]
    var texts: [String: Record] = [:]
    /// Invoices that were posted whole to one account, by account.
    var usual: [AccountNumber: Int] = [:]
    var invoices = 0
  }

  /// A creditor of postings of before belegd, with the words that stood in them.
  struct Creditor: Hashable, Sendable {
    var usual: [AccountNumber: Int] = [:]
    var postings = 0
    var words: [String: Int] = [:]
  }

  private(set) var suppliers: [String: Supplier] = [:]
  private(set) var creditors: [AccountNumber: Creditor] = [:]
  private(set) var texts: [String: Record] = [:]
  /// The number of the last entry in it; 0 for an empty log.
  public private(set) var lastEntry: Int64 = 0
  public private(set) var corrections = 0

  public init() {}

  /// Takes in the next entry of the log.
  public mutating func learn(_ correction: Correction, entry: Int64) {
    lastEntry = max(lastEntry, entry)
    corrections += 1
    if let creditor = correction.creditor, correction.supplier == nil {
      learn(correction, of: creditor)
      return
    }
    guard let key = correction.supplier else { return }
    let counts = Dictionary(grouping: correction.lines, by: \.account).mapValues(\.count)
    let main = Self.largest(counts)
    for line in correction.lines {
      let word = Record.Word(
        account: line.account, role: correction.role, isMain: line.account == main, entry: entry)
      let band = Self.band(of: line.unitPrice)
      if let number = line.articleNumber, !number.isEmpty {
        suppliers[key, default: Supplier()].articles[number + band, default: Record()].append(word)
      }
      if let text = line.text, !text.isEmpty {
        let folded = SupplierMemory.key(for: text) + band
        suppliers[key, default: Supplier()].texts[folded, default: Record()].append(word)
        texts[folded, default: Record()].append(word)
      }
    }
    guard correction.isPartial != true, let first = correction.lines.first else { return }
    suppliers[key, default: Supplier()].invoices += 1
    if correction.lines.allSatisfy({ $0.account == first.account }) {
      suppliers[key, default: Supplier()].usual[first.account, default: 0] += 1
    }
  }

  private mutating func learn(_ correction: Correction, of creditor: AccountNumber) {
    var known = creditors[creditor] ?? Creditor()
    for line in correction.lines { known.usual[line.account, default: 0] += 1 }
    known.postings += correction.lines.count
    for word in Self.words(of: correction.postingText ?? "") { known.words[word, default: 0] += 1 }
    creditors[creditor] = known
  }

  /// What is remembered about the lines of one invoice; small, whatever the log's size.
  ///
  /// - Parameters:
  ///   - suppliers: The keys that the supplier may have been stored under, the surest first.
  ///   - creditor: His number where he has one, for postings of before belegd.
  public func memory(
    for invoice: Invoice, suppliers keys: [String], creditor: AccountNumber?
  ) -> SupplierMemory? {
    let supplier = keys.lazy.compactMap { suppliers[$0] }.first
    var memory = SupplierMemory()
    for (index, line) in invoice.lines.enumerated() {
      let band = Self.band(of: line.netUnitPrice(pricesIncludeTax: invoice.pricesIncludeTax))
      let text = line.description.map { SupplierMemory.key(for: $0) + band }
      let record =
        line.articleNumber.flatMap { supplier?.articles[$0 + band] } ?? text.flatMap { supplier?.texts[$0] }
      memory.lines[index] = record?.count
      if record == nil, let text, let elsewhere = texts[text]?.count { memory.elsewhere[index] = elsewhere }
    }
    if memory.lines.count < invoice.lines.count { memory.examples = Self.examples(of: supplier) }
    memory.usual = usual(supplier) ?? usual(creditor: creditor, name: invoice.seller.name)
    return memory.isEmpty ? nil : memory
  }

  /// The supplier's texts that were spoken of last.
  private static func examples(of supplier: Supplier?) -> [SupplierMemory.Example] {
    guard let supplier else { return [] }
    let known = supplier.texts.compactMap { text, record in
      record.verdict.map { (entry: $0.entry, text: text, account: $0.account) }
    }
    // Things beyond a limit have another account for that alone.
    return known.filter { !$0.text.contains(limitMark) }
      .sorted { ($0.entry, $1.text) > ($1.entry, $0.text) }.prefix(exampleLimit)
      .map { SupplierMemory.Example(text: $0.text, account: $0.account) }
  }

  private static let exampleLimit = 30

  private func usual(_ supplier: Supplier?) -> SupplierMemory.Count? {
    guard let supplier, let account = Self.largest(supplier.usual) else { return nil }
    return SupplierMemory.Count(
      account: account, times: supplier.usual[account] ?? 0, total: supplier.invoices)
  }

  /// By the creditor's number, else by the creditor whose postings nearly all bear the seller's name.
  private func usual(creditor number: AccountNumber?, name: String?) -> SupplierMemory.Count? {
    let known = number.flatMap { creditors[$0] } ?? name.flatMap(creditor(named:))
    guard let known, let account = Self.largest(known.usual) else { return nil }
    return SupplierMemory.Count(account: account, times: known.usual[account] ?? 0, total: known.postings)
  }

  private func creditor(named name: String) -> Creditor? {
    guard let first = Self.words(of: name).first else { return nil }
    let named = creditors.filter { _, creditor in
      (creditor.words[first] ?? 0) * 5 >= creditor.postings * 4
    }
    return named.count == 1 ? named.first?.value : nil
  }

  /// Disagreements that stand in the log, for people.
  public var conflicts: [Conflict] {
    suppliers.sorted { $0.key < $1.key }.flatMap { key, supplier in
      (supplier.articles.map { ($0, $1) } + supplier.texts.map { ($0, $1) }).sorted { $0.0 < $1.0 }
        .compactMap { thing, record in
          guard let count = record.count, let against = count.against else { return nil }
          return Conflict(
            supplier: key, thing: thing, account: count.account, against: against,
            entries: record.words.map(\.entry))
        }
    }
  }

  public struct Conflict: Hashable, Sendable {
    public var supplier: String
    /// The article's number or the text.
    public var thing: String
    /// What is posted.
    public var account: AccountNumber
    /// What somebody else, or the same person before, has said.
    public var against: AccountNumber
    /// The entries of the log, oldest first.
    public var entries: [Int64]
  }

  // MARK: Parts

  /// Marks things beyond the limit at which they stop being a low-value expense (EStG § 6 (2), (2a)).
  private static func band(of price: Amount?) -> String {
    guard let price = price?.magnitude.minorUnits, price > 250_00 else { return "" }
    return "\(limitMark)\(price <= 800_00 ? 2 : price <= 1000_00 ? 3 : 4)"
  }

  private static let limitMark = "\u{1}"

  private static func largest(_ counts: [AccountNumber: Int]) -> AccountNumber? {
    counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Folded words of four letters or more: a supplier's name as posting texts have it.
  private static func words(of text: String) -> [String] {
    SupplierMemory.key(for: text).split { !$0.isLetter }.filter { $0.utf8.count >= 4 }.map(String.init)
  }
}
