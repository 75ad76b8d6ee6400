import FoundationEssentials
import Invoice

/// A number as printed, before it is decided whether it is money, a quantity, a price or a year.
struct NumberToken: Hashable, Sendable {
  /// Where it stands in the scanned bytes, sign and currency included.
  var range: Range<Int>
  /// Where its digits stand.
  var digitRange: Range<Int>
  /// Digits without separators, as an integer; negative where the print says so.
  var mantissa: Int64
  /// Digits after the decimal separator.
  var scale: Int
  /// The other reading of `1.234` and `1,234`: this many decimals.
  var alternativeScale: Int?
  /// What parts the decimals: `,` or `.`, or `nil` without decimals.
  var decimalSeparator: UInt8?
  var isGrouped: Bool
  var hasSign: Bool
  /// ISO code where a currency stands before or behind.
  var currency: String?
  /// Whether a percent sign follows.
  var isPercent: Bool
  /// Whether letters were read as digits, or a blank inside was passed over.
  var isRepaired: Bool

  /// The number with its printed places.
  var decimal: Decimal {
    Decimal(sign: mantissa < 0 ? .minus : .plus, exponent: -scale, significand: Decimal(mantissa.magnitude))
  }

  /// As money: at most two decimals, or more that are zero; whole numbers count as whole units.
  var amount: Amount? {
    let limit = Amount.limit.minorUnits / 100
    switch scale {
    case 0: return abs(mantissa) < limit ? Amount(minorUnits: mantissa * 100) : nil
    case 1: return abs(mantissa) < limit ? Amount(minorUnits: mantissa * 10) : nil
    case 2: return Amount(minorUnits: mantissa)
    case 3...6:
      var value = mantissa
      for _ in 2..<scale {
        guard value % 10 == 0 else { return nil }
        value /= 10
      }
      return Amount(minorUnits: value)
    default: return nil
    }
  }

  /// Printed like money: two decimals and no percent sign.
  var looksLikeMoney: Bool { scale == 2 && !isPercent }
}
