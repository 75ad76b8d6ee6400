/// An amount of money in the currency's minor unit: cents for EUR.
public struct Amount: Hashable, Sendable, Comparable, AdditiveArithmetic {
  public var minorUnits: Int64

  public init(minorUnits: Int64) { self.minorUnits = minorUnits }

  public static let zero = Amount(minorUnits: 0)
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.minorUnits < rhs.minorUnits }
  public static func + (lhs: Self, rhs: Self) -> Self { Amount(minorUnits: lhs.minorUnits + rhs.minorUnits) }
  public static func - (lhs: Self, rhs: Self) -> Self { Amount(minorUnits: lhs.minorUnits - rhs.minorUnits) }
  public static prefix func - (amount: Self) -> Self { Amount(minorUnits: -amount.minorUnits) }

  public var magnitude: Self { Amount(minorUnits: abs(minorUnits)) }
}

extension Amount {
  /// The largest amount that is taken from a document: a thousand billion, so that sums cannot overflow.
  public static let limit = Amount(minorUnits: 100_000_000_000_000)

  /// Reads a plain decimal: optional minus, digits, optional dot and digits, such as `-1190.00`.
  ///
  /// More than two decimals are rounded half away from zero. `nil` for any other spelling and beyond ``limit``.
  public init?(decimal text: some StringProtocol) {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.count <= 15 else { return nil }
    let fraction = parts.count == 2 ? parts[1] : whole[whole.endIndex...]
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in whole {
      guard let digit = Self.digit(byte) else { return nil }
      value = value * 10 + digit
    }
    var cents: Int64 = 0
    for (place, byte) in fraction.enumerated() {
      guard let digit = Self.digit(byte) else { return nil }
      switch place {
      case 0: cents += digit * 10
      case 1: cents += digit
      case 2: cents += digit >= 5 ? 1 : 0
      default: break
      }
    }
    let units = value * 100 + cents
    guard units <= Self.limit.minorUnits else { return nil }
    self.init(minorUnits: isNegative ? -units : units)
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte ? Int64(byte - UInt8(ascii: "0")) : nil
  }
}

extension Amount: CustomStringConvertible {
  /// The amount with a dot and two decimals, as in the JSON result: `-1190.00`.
  public var description: String {
    let (whole, cents) = minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
    return "\(minorUnits < 0 ? "-" : "")\(whole).\(cents < 10 ? "0" : "")\(cents)"
  }
}

extension Amount: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let amount = Amount(decimal: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no decimal amount"))
    }
    self = amount
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
