public import FoundationEssentials

/// A decimal number that keeps the number of places it is written with: `1,085000` is not `1,085`.
///
/// Exchange rates (column 4), quantities (column 39) and tax rates (41, 119, 124).
public struct Festkomma: Hashable, Sendable {
  /// The number times ten to the power of `places`.
  public let unscaled: Int64
  public let places: Int

  /// `nil` for negative numbers, more than six places or more than 17 digits.
  public init?(unscaled: Int64, places: Int) {
    guard unscaled >= 0, unscaled < 100_000_000_000_000_000, 0...6 ~= places else { return nil }
    self.unscaled = unscaled
    self.places = places
  }

  /// The number rounded half up to so many places.
  public init?(_ number: Decimal, places: Int) {
    guard 0...6 ~= places, number >= 0 else { return nil }
    let parts = number.description.utf8.split(separator: UInt8(ascii: "."))
    guard let whole = parts.first, whole.count + places <= 17 else { return nil }
    let fraction = parts.count > 1 ? Array(parts[1]) : []
    var value: Int64 = 0
    for index in 0..<(whole.count + places) {
      let byte =
        index < whole.count
        ? whole[whole.index(whole.startIndex, offsetBy: index)]
        : index - whole.count < fraction.count ? fraction[index - whole.count] : UInt8(ascii: "0")
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    if fraction.count > places, fraction[places] >= UInt8(ascii: "5") { value += 1 }
    self.init(unscaled: value, places: places)
  }

  /// Ten to the power of `places`.
  public var scale: Int64 { (0..<places).reduce(1) { scale, _ in scale * 10 } }
}
