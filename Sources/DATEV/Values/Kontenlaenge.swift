public import Accounting

/// How long accounts are (header field 14): ledger accounts have at most n digits, personal ones exactly n + 1.
public struct Kontenlaenge: Hashable, Sendable {
  /// n, 4…8.
  public let sachkonten: Int

  public init?(sachkonten: Int) {
    guard 4...8 ~= sachkonten else { return nil }
    self.sachkonten = sachkonten
  }

  private init(known sachkonten: Int) { self.sachkonten = sachkonten }

  /// The standard charts as published.
  public static let standard = Kontenlaenge(known: 4)

  /// 70000…99999 with n = 4, 700000…999999 with n = 5, and so on (datev-format, section 4).
  public var kreditoren: ClosedRange<Int> {
    let scale = (0..<sachkonten).reduce(1) { scale, _ in scale * 10 }
    return 7 * scale...10 * scale - 1
  }

  public func isKreditor(_ account: AccountNumber) -> Bool {
    Int(account.digits).map { kreditoren ~= $0 } ?? false
  }

  /// Whether it is a ledger account; leading zeros do not count.
  public func isSachkonto(_ account: AccountNumber) -> Bool {
    Int(account.digits).map { String($0).utf8.count <= sachkonten } ?? false
  }

  /// An account of the published four-digit chart in this length: 3400 becomes 34000 with n = 5.
  ///
  /// Accounts that already have more than four digits are the client's own and stay; `nil` when they are too long.
  public func sachkonto(_ account: AccountNumber) -> AccountNumber? {
    let digits = account.digits
    if digits.utf8.count <= 4 {
      let four = String(repeating: "0", count: 4 - digits.utf8.count) + digits
      return sachkonten == 4 ? account : AccountNumber(four + String(repeating: "0", count: sachkonten - 4))
    }
    return isSachkonto(account) ? account : nil
  }
}
