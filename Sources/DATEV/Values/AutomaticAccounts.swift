public import Accounting
public import Invoice

/// Which ledger accounts compute their tax by themselves (AV and AM in front of an account in the chart).
///
/// A key on such an account is refused at import (REW00306). Every client can change functions and add
/// accounts, so the client's own chart goes before the general list (datev-format, section 7).
public struct AutomaticAccounts: Hashable, Sendable {
  /// Some neighbouring four-digit accounts of a standard chart with the same function.
  public struct AccountRange: Hashable, Sendable {
    /// `03` or `04`.
    public var chart: String
    public var from: Int
    public var to: Int
    /// `AV` input tax, `AM` VAT, `S/AV` collective account with input tax.
    public var function: String
    /// `nil` where the rate changes by year.
    public var rate: VATRate?
    /// What the account is for, in the list's own words.
    public var purpose: String

    public init(chart: String, from: Int, to: Int, function: String, rate: VATRate?, purpose: String) {
      self.chart = chart
      self.from = from
      self.to = to
      self.function = function
      self.rate = rate
      self.purpose = purpose
    }
  }

  private var ranges: [String: [AccountRange]]
  /// The client's own accounts as numbers: leading zeros do not count.
  private var own: [Int: AccountRange?] = [:]

  public init(_ ranges: [AccountRange]) {
    self.ranges = Dictionary(grouping: ranges.filter { $0.function.contains("A") }, by: \.chart)
      .mapValues { $0.sorted { $0.from < $1.from } }
  }

  /// Reads the list as it lies in the data directory, `accounts/automatic-accounts.csv`.
  ///
  /// - Throws: `DataTable.Failure` with the line of the first row that cannot be read.
  public init(parsing text: String) throws(DataTable.Failure) {
    var ranges: [AccountRange] = []
    for row in try DataTable(text).rows {
      let chart = try row.text("chart")
      ranges.append(
        AccountRange(
          chart: chart, from: try row.integer("from"), to: try row.integer("to"),
          function: try row.text("function"), rate: VATRate(percent: try row.text("rate_percent")),
          purpose: try row.text("case")))
    }
    self.init(ranges)
  }

  /// The list with a client's own chart before it.
  ///
  /// An account that is taxed like another has that one's function, or none if that one has none. What only has a
  /// name of its own keeps what the list says.
  public func extended(
    by accounts: [OwnAccount], chart: String, _ kontenlaenge: Kontenlaenge
  ) -> AutomaticAccounts {
    var extended = self
    for account in accounts {
      guard let model = account.like.flatMap(kontenlaenge.sachkonto),
        let number = kontenlaenge.sachkonto(account.number).flatMap({ Int($0.digits) })
      else { continue }
      extended.own[number] = .some(
        extended.function(of: model, chart: chart, sachkontenlaenge: kontenlaenge.sachkonten))
    }
    return extended
  }

  /// The function of a ledger account; `nil` when it is plain.
  ///
  /// Longer charts append zeros on the right: with five digits 3400–3409 becomes 34000–34090.
  public func function(of account: AccountNumber, chart: String, sachkontenlaenge: Int) -> AccountRange? {
    guard let number = Int(account.digits) else { return nil }
    return function(of: number, chart: chart, sachkontenlaenge: sachkontenlaenge)
  }

  func function(of number: Int, chart: String, sachkontenlaenge: Int) -> AccountRange? {
    if let own = own[number] { return own }
    guard let ranges = ranges[chart] else { return nil }
    var scale = 1
    for _ in 4..<max(4, sachkontenlaenge) { scale *= 10 }
    return ranges.first { $0.from * scale <= number && number <= $0.to * scale }
  }
}
