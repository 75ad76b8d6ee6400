/// So many of so many, with the interval in which the true share lies with 95 %.
public struct Proportion: Hashable, Sendable {
  public var part: Int
  public var whole: Int

  public init(_ part: Int, of whole: Int) {
    self.part = part
    self.whole = whole
  }

  /// 0…1; 0 of none.
  public var share: Double { whole == 0 ? 0 : Double(part) / Double(whole) }

  /// Wilson's score interval, which is honest near 0 and 1 and for few cases; everything for none.
  public var interval: ClosedRange<Double> {
    guard whole > 0 else { return 0...1 }
    let (count, z) = (Double(whole), Self.normalQuantile)
    let scale = 1 + z * z / count
    let centre = (share + z * z / (2 * count)) / scale
    let reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / scale
    return max(0, centre - reach)...min(1, centre + reach)
  }

  /// Two-sided 95 % of the normal distribution.
  private static let normalQuantile = 1.959964
}
