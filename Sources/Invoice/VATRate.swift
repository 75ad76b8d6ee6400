/// A VAT rate in hundredths of a percent: 1900 is 19 %.
public struct VATRate: Hashable, Sendable, Comparable {
  public var basisPoints: Int64

  public init(basisPoints: Int64) { self.basisPoints = basisPoints }

  /// A rate in whole percent.
  public init(percent: Int64) { self.init(basisPoints: percent * 100) }

  public static let zero = VATRate(basisPoints: 0)
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.basisPoints < rhs.basisPoints }

  /// Reads percent with a dot: `19`, `19.00`, `5.5`; `nil` outside 0…100 or for any other spelling.
  public init?(percent text: some StringProtocol) {
    guard let amount = Amount(decimal: text), 0...10_000 ~= amount.minorUnits else { return nil }
    self.init(basisPoints: amount.minorUnits)
  }
}

extension VATRate: CustomStringConvertible {
  /// Percent without needless zeros: `19`, `5.5`.
  public var description: String {
    let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension VATRate: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let rate = VATRate(percent: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no percentage"))
    }
    self = rate
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
