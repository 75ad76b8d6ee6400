/// Column 9: a tax or correction key of one to four digits.
///
/// Empty means no tax, or that the account computes it; a row without a key has `nil`.
public struct BUSchluessel: Hashable, Sendable {
  public let digits: String

  public init?(_ text: some StringProtocol) {
    guard 1...4 ~= text.utf8.count, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    digits = String(text)
  }

  /// Switches the automatic of the row's accounts off.
  public static let automatikAufheben = BUSchluessel(known: "40")

  private init(known digits: String) { self.digits = digits }
}
