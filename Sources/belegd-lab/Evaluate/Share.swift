import Foundation

/// So many of so many, with the interval in which the true share lies with 95 %.
struct Share: Codable {
  var right: Int
  var of: Int
  var percent: Double
  var low: Double
  var high: Double

  /// Wilson's score interval, which is honest near 0 and 100 % and for few documents.
  init(_ right: Int, of total: Int) {
    (self.right, of) = (right, total)
    guard total > 0 else {
      (percent, low, high) = (0, 0, 100)
      return
    }
    let (count, share) = (Double(total), Double(right) / Double(total))
    let z = 1.959964
    let centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    let reach =
      z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / (1 + z * z / count)
    percent = (share * 1000).rounded() / 10
    low = (max(0, centre - reach) * 1000).rounded() / 10
    high = (min(1, centre + reach) * 1000).rounded() / 10
  }

  var text: String {
    of == 0 ? "-" : String(format: "%5.1f %%  [%.1f, %.1f]  %d/%d", percent, low, high, right, of)
  }
}

/// How well stated confidences agree with what is right.
struct Calibration: Codable {
  struct Bin: Codable {
    var count = 0
    var right = 0
    /// Mean of the stated confidences.
    var stated = 0.0
  }

  var count: Int
  /// The expected calibration error: mean distance of stated confidence and share of right values, by bins.
  var error: Double
  /// Ten bins of equal width.
  var bins: [Bin]

  init(_ values: [(confidence: Double, isRight: Bool)]) {
    var bins = Array(repeating: Bin(), count: 10)
    for value in values {
      let index = min(9, max(0, Int(value.confidence * 10)))
      bins[index].count += 1
      bins[index].right += value.isRight ? 1 : 0
      bins[index].stated += value.confidence
    }
    var distance = 0.0
    for index in bins.indices where bins[index].count > 0 {
      distance += abs(bins[index].stated - Double(bins[index].right))
      bins[index].stated = (bins[index].stated / Double(bins[index].count) * 1000).rounded() / 1000
    }
    count = values.count
    error = values.isEmpty ? 0 : (distance / Double(values.count) * 10000).rounded() / 10000
    self.bins = bins
  }
}
