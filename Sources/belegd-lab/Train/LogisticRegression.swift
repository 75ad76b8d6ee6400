import CLinear
import Foundation

/// L2-regularised logistic regression over sparse rows of ones, fitted by liblinear.
struct LogisticRegression {
  /// Index from 0 by feature; the last entry is the bias.
  private(set) var weights: [Double]
  private(set) var bias: Double

  /// - Parameters:
  ///   - rows: the features that are present, counted from 0.
  ///   - featureCount: one more than the largest feature.
  ///   - cost: liblinear's C; smaller means smoother weights.
  init(rows: [[Int32]], labels: [Bool], featureCount: Int, cost: Double) {
    self.init(
      weighted: rows.map { row in Set(row).sorted().map { ($0, 1) } }, labels: labels,
      featureCount: featureCount,
      cost: cost)
  }

  /// As above, with a value per feature; features in ascending order.
  init(weighted rows: [[(feature: Int32, value: Double)]], labels: [Bool], featureCount: Int, cost: Double) {
    weights = Array(repeating: 0, count: featureCount)
    bias = -4
    guard rows.count == labels.count, labels.contains(true), labels.contains(false) else { return }
    let fitted = SparseProblem.fit(
      rows: rows, targets: labels.map { $0 ? 1 : -1 }, featureCount: featureCount, cost: cost,
      tolerance: 0.001
    ) { model in
      // liblinear's weights point to the first label it met.
      let sign: Double = model.label[0] == 1 ? 1 : -1
      return (weights: (0..<featureCount).map { sign * model.w[$0] }, bias: sign * model.w[featureCount])
    }
    if let fitted { (weights, bias) = fitted }
  }

  func chance(_ features: [(feature: Int32, value: Double)]) -> Double {
    1 / (1 + exp(-features.reduce(bias) { $0 + weights[Int($1.feature)] * $1.value }))
  }

  func score(_ features: [Int32]) -> Double {
    Set(features).reduce(bias) { $0 + weights[Int($1)] }
  }
}
