/// The number of a ledger or personal account: digits, leading zeros kept.
///
/// The room `Accounting` turns an invoice into postings: the chart, the tax case, the account per line and the
/// reason for each. It knows no file and no database.
public struct AccountNumber: Hashable, Sendable, Comparable {
  public let digits: String

  /// One to nine digits, not all zeros.
  public init?(_ text: some StringProtocol) {
    guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      text.utf8.contains(where: { $0 != UInt8(ascii: "0") })
    else { return nil }
    digits = String(text)
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.digits.utf8.count, lhs.digits) < (rhs.digits.utf8.count, rhs.digits)
  }
}

extension AccountNumber: Codable, CustomStringConvertible {
  public var description: String { digits }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let number = AccountNumber(text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no account"))
    }
    self = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digits)
  }
}
