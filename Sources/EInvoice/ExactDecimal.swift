import FoundationEssentials
import Invoice

/// A decimal exactly as printed, for rules that test to the last digit; never binary floating point.
///
/// A number that can't be held exactly is ``invalid``, and every comparison with it is false, as the rules'
/// language has it for "not a number".
struct ExactDecimal: Hashable, Sendable {
  private var digits: Int128
  private var places: Int

  static let invalid = ExactDecimal(digits: 0, places: .max)
  static let zero = ExactDecimal(digits: 0, places: 0)

  private init(digits: Int128, places: Int) {
    self.digits = digits
    self.places = places
  }

  init(_ whole: Int) { self.init(digits: Int128(whole), places: 0) }

  /// So many hundredths.
  init(hundredths: Int) { self.init(digits: Int128(hundredths), places: 2) }

  /// Reads `xs:decimal`: a sign, digits, a dot and digits; white space must be gone already.
  init?(_ text: some Sequence<UInt8>) {
    var digits: Int128 = 0
    var places = 0
    var count = 0
    var isNegative = false
    var hasDot = false
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: isNegative = true
      case UInt8(ascii: "+") where index == 0: break
      case UInt8(ascii: ".") where !hasDot: hasDot = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        count += 1
        if hasDot { places += 1 }
        digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
        guard digits < 1_000_000_000_000_000_000_000, places <= 20, count <= 64 else { return nil }
      default: return nil
      }
    }
    guard count > 0 else { return nil }
    self.init(digits: isNegative ? -digits : digits, places: places)
  }

  var isValid: Bool { places != .max }
  var isNegative: Bool { isValid && digits < 0 }
  var isPositive: Bool { isValid && digits > 0 }
  var isZero: Bool { isValid && digits == 0 }
  var magnitude: ExactDecimal { digits < 0 ? -self : self }

  static prefix func - (value: Self) -> Self { Self(digits: -value.digits, places: value.places) }

  static func + (lhs: Self, rhs: Self) -> Self {
    guard let (left, right, places) = aligned(lhs, rhs) else { return .invalid }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .invalid : Self(digits: sum, places: places)
  }

  static func - (lhs: Self, rhs: Self) -> Self { lhs + -rhs }

  static func * (lhs: Self, rhs: Self) -> Self {
    guard lhs.isValid, rhs.isValid else { return .invalid }
    let (product, overflow) = lhs.digits.multipliedReportingOverflow(by: rhs.digits)
    guard !overflow else { return .invalid }
    return Self(digits: product, places: lhs.places + rhs.places).shortened
  }

  static func < (lhs: Self, rhs: Self) -> Bool { aligned(lhs, rhs).map { $0.0 < $0.1 } ?? false }
  static func <= (lhs: Self, rhs: Self) -> Bool { aligned(lhs, rhs).map { $0.0 <= $0.1 } ?? false }
  static func > (lhs: Self, rhs: Self) -> Bool { rhs < lhs }
  static func >= (lhs: Self, rhs: Self) -> Bool { rhs <= lhs }

  /// Whether both are the same number, however many zeros are written.
  func equals(_ other: Self) -> Bool { Self.aligned(self, other).map { $0.0 == $0.1 } ?? false }

  /// Half a unit of the last decimal that counts; prices have two at least.
  var halfOfLastPlace: Self { isValid ? Self(digits: 5, places: max(shortened.places, 2) + 1) : .invalid }

  /// Rounded to so many decimals, halves towards plus infinity as XPath's `round` does.
  func rounded(_ wanted: Int = 2) -> Self {
    guard isValid, places > wanted, let factor = Self.power(places - wanted) else { return self }
    let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: factor)
    var result = quotient
    let twice = remainder * 2
    if twice >= factor { result += 1 }
    if twice < -factor { result -= 1 }
    return Self(digits: result, places: wanted)
  }

  private var shortened: Self {
    var result = self
    while result.places > 0, result.digits % 10 == 0 {
      result.digits /= 10
      result.places -= 1
    }
    return result
  }

  private static func aligned(_ lhs: Self, _ rhs: Self) -> (Int128, Int128, Int)? {
    guard lhs.isValid, rhs.isValid else { return nil }
    let places = max(lhs.places, rhs.places)
    guard let left = lhs.scaled(to: places), let right = rhs.scaled(to: places) else { return nil }
    return (left, right, places)
  }

  private func scaled(to wanted: Int) -> Int128? {
    if wanted == places { return digits }
    guard let factor = Self.power(wanted - places) else { return nil }
    let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }

  private static func power(_ exponent: Int) -> Int128? {
    guard 0...37 ~= exponent else { return nil }
    var result: Int128 = 1
    for _ in 0..<exponent { result *= 10 }
    return result
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// With a dot, and all decimals that it has.
  var description: String {
    guard isValid else { return "NaN" }
    var text = String(digits.magnitude)
    while text.utf8.count <= places { text = "0" + text }
    if places > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -places)) }
    return digits < 0 ? "-\(text)" : text
  }
}

extension ExactDecimal {
  /// In cents, rounded half away from zero; `nil` beyond what an amount may be.
  var amount: Amount? {
    let cents = magnitude.rounded(2)
    guard cents.isValid, let units = cents.scaled(to: 2), units <= Int128(Amount.limit.minorUnits) else {
      return nil
    }
    return Amount(minorUnits: isNegative ? -Int64(units) : Int64(units))
  }

  /// As Foundation's decimal, for prices and quantities.
  var decimal: Decimal? {
    let short = shortened
    guard short.isValid, let significand = UInt64(exactly: short.digits.magnitude) else { return nil }
    return Decimal(
      sign: digits < 0 ? .minus : .plus, exponent: -short.places, significand: Decimal(significand))
  }
}

extension XMLTree {
  /// The number that an element holds; `nil` where it is missing or no decimal.
  func decimal(_ term: Term) -> ExactDecimal? { ExactDecimal(trimmedBytes(term)) }
}
