public import Invoice

/// An amount as DATEV takes it: positive, at most ten digits before the comma, two decimals (columns 1, 5, 13).
///
/// The direction stands in Soll/Haben, never in a sign.
public struct Umsatz: Hashable, Sendable, Comparable {
  public let amount: Amount

  /// `nil` for zero, negative amounts and more than 9,999,999,999.99.
  public init?(_ amount: Amount) {
    guard 1...Self.largest ~= amount.minorUnits else { return nil }
    self.amount = amount
  }

  static let largest: Int64 = 999_999_999_999

  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.amount < rhs.amount }
}
