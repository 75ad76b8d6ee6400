public import Invoice

/// SKR03 as data: which accounts exist, what they are called and which tax keys they take.
public struct ChartOfAccounts: Sendable {
  /// What the program that imports a batch computes by itself on an automatic account.
  public struct Automatic: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      /// Input tax printed on a domestic invoice.
      case domestic
      /// § 13b UStG: tax and input tax on a net amount.
      case reverseCharge
      /// Intra-EU acquisition: tax and input tax on a net amount.
      case intraEU
      /// Anything else: sales, flat-rate farmers, warehouses, discounts.
      case other
    }

    public var kind: Kind
    public var rate: VATRate
    /// Whether the tax is deducted; accounts for tenants without deduction compute the tax only.
    public var isDeductible: Bool
  }

  /// Whether an account takes a tax key (DATEV's printed chart).
  public enum KeyRange: String, Hashable, Sendable {
    /// Input tax keys are expected.
    case inputTax = "V"
    /// Output tax keys.
    case outputTax = "M"
    /// No key at all (Keine Umsatzsteuer).
    case none = "KU"
    /// The chart says nothing: the program accepts any key.
    case open = ""
  }

  public struct Account: Hashable, Sendable {
    public var number: AccountNumber
    public var name: String
    public var keys: KeyRange
    public var automatic: Automatic?
    /// Collective and tax accounts that are never posted directly.
    public var isLocked: Bool
    /// When the chart had it; empty for always.
    public var inUse: [DaySpan] = []

    /// Whether the chart of that day has the account.
    public func isInUse(on day: CalendarDay) -> Bool {
      inUse.isEmpty || inUse.contains { $0.contains(day) }
    }
  }

  /// Days from one to another, both counted; open where one is missing.
  public struct DaySpan: Hashable, Sendable {
    public var first: CalendarDay?
    public var last: CalendarDay?

    /// Reads `2020-07-01..2020-12-31`; either side may be empty.
    init?(_ text: some StringProtocol) {
      guard let dots = text.firstRange(of: "..") else { return nil }
      let (head, tail) = (text[..<dots.lowerBound], text[dots.upperBound...])
      (first, last) = (CalendarDay(iso: String(head)), CalendarDay(iso: String(tail)))
      guard (first != nil || head.isEmpty) && (last != nil || tail.isEmpty) else { return nil }
    }

    func contains(_ day: CalendarDay) -> Bool {
      first.map { $0 <= day } ?? true && last.map { day <= $0 } ?? true
    }
  }

  private var accounts: [AccountNumber: Account]

  /// Number of digits of a ledger account, 4 to 8.
  public let accountLength: Int

  /// Reads `accounts/skr03.csv` and `accounts/automatic-accounts.csv`, which leads on automatic accounts.
  public init(dataDirectory: String) throws(AccountingDataError) {
    accountLength = 4
    let automatic = try Self.automaticAccounts(dataDirectory: dataDirectory)
    let path = dataDirectory + "/accounts/skr03.csv"
    let table = try CSVTable(path: path)
    let (number, name) = (try table.column("number"), try table.column("name"))
    let (keys, locked) = (try table.column("keys"), try table.column("locked"))
    let inUse = try table.column("in_use")
    let rows = try table.map { (row) throws(AccountingDataError) in
      guard let account = AccountNumber(row[number]) else {
        throw .badValue(path: path, column: "number", value: row[number])
      }
      guard let range = KeyRange(rawValue: row[keys]) else {
        throw .badValue(path: path, column: "keys", value: row[keys])
      }
      let spans = row[inUse].split(separator: "|").map { DaySpan($0) }
      guard !spans.contains(nil) else { throw .badValue(path: path, column: "in_use", value: row[inUse]) }
      return Account(
        number: account, name: row[name], keys: range, automatic: automatic[account],
        isLocked: row[locked] == "S", inUse: spans.compactMap { $0 })
    }
    var accounts = Dictionary(rows.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    for (number, automatic) in automatic where accounts[number] == nil {
      accounts[number] = Account(
        number: number, name: "", keys: .inputTax, automatic: automatic, isLocked: false)
    }
    self.accounts = accounts
  }

  /// The chart with a tenant's own accounts and names.
  public func extended(by own: [OwnAccount]) -> ChartOfAccounts {
    guard !own.isEmpty else { return self }
    var chart = self
    for account in own {
      // In a longer chart an account is taxed like the one of SKR03 that it divides: 34001 like 3400.
      let own = chart.accounts[account.number] == nil ? AccountNumber(account.number.digits.prefix(4)) : nil
      let model = account.like ?? own ?? account.number
      var entry =
        chart.accounts[model]
        ?? Account(number: account.number, name: "", keys: .open, automatic: nil, isLocked: false)
      entry.number = account.number
      entry.name = account.name
      chart.accounts[account.number] = entry
    }
    return chart
  }

  public subscript(_ number: AccountNumber) -> Account? { accounts[number] }

  public func contains(_ number: AccountNumber) -> Bool { accounts[number] != nil }

  public var count: Int { accounts.count }

  /// The chart's name, or nothing where it has none.
  public func name(of number: AccountNumber) -> String { accounts[number]?.name ?? "" }

  /// A four-digit number in a chart of `length` digits: longer charts append zeros on the right.
  public static func lengthened(_ number: AccountNumber, to length: Int) -> AccountNumber? {
    guard 4...8 ~= length, number.digits.utf8.count <= length else { return nil }
    return AccountNumber(
      number.digits + String(repeating: "0", count: length - number.digits.utf8.count))
  }

  private static func automaticAccounts(
    dataDirectory: String
  ) throws(AccountingDataError) -> [AccountNumber: Automatic] {
    let path = dataDirectory + "/accounts/automatic-accounts.csv"
    let table = try CSVTable(path: path)
    let (from, to) = (try table.column("from"), try table.column("to"))
    let (percent, kind) = (try table.column("rate_percent"), try table.column("kind"))
    let deductible = try table.column("deductible")
    var result: [AccountNumber: Automatic] = [:]
    _ = try table.map { (row) throws(AccountingDataError) in
      guard let first = Int(row[from]), let last = Int(row[to]), first <= last, last - first < 100 else {
        throw .badValue(path: path, column: "from", value: row[from])
      }
      guard let rate = VATRate(percent: row[percent]) else {
        throw .badValue(path: path, column: "rate_percent", value: row[percent])
      }
      guard let kind = Automatic.Kind(rawValue: row[kind]) else {
        throw .badValue(path: path, column: "kind", value: row[kind])
      }
      for number in first...last {
        let digits = String(number)
        guard let account = AccountNumber(String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
        else { continue }
        result[account] = Automatic(kind: kind, rate: rate, isDeductible: row[deductible] == "yes")
      }
    }
    return result
  }
}
