import Glibc

/// A chance by the weighted sum of what speaks for it, as one field's rows of the weights' file hold it.
struct LogisticModel: Sendable {
  private var bias = 0.0
  private var weights: [Double]
  /// Whether the file has anything about it.
  private(set) var isFitted = false

  /// - Parameter names: the features' names in the file, by their index.
  init(rows: [(field: String, feature: String, weight: Double)], field: String, names: [String]) {
    weights = [Double](repeating: 0, count: names.count)
    for row in rows where row.field == field {
      isFitted = true
      if row.feature == "bias" {
        bias = row.weight
      } else if let index = names.firstIndex(of: row.feature) {
        weights[index] = row.weight
      }
    }
  }

  func chance(_ features: [(feature: Int32, value: Double)]) -> Double {
    var score = bias
    for entry in features { score += weights[Int(entry.feature)] * entry.value }
    return 1 / (1 + exp(-score))
  }

  /// The log odds of a chance, within bounds and to a scale that weights are fitted well on.
  static func odds(_ chance: Double) -> Double {
    let bounded = max(0.002, min(chance, 0.999))
    return log(bounded / (1 - bounded)) / 4
  }
}
