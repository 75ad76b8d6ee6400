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
    let total = rows.reduce(0) { $0 + $1.count + 2 }
    let nodes = UnsafeMutablePointer<feature_node>.allocate(capacity: total)
    defer { nodes.deallocate() }
    let starts = UnsafeMutablePointer<UnsafeMutablePointer<feature_node>?>.allocate(capacity: rows.count)
    defer { starts.deallocate() }
    let targets = UnsafeMutablePointer<Double>.allocate(capacity: rows.count)
    defer { targets.deallocate() }
    var place = 0
    for (row, features) in rows.enumerated() {
      starts[row] = nodes + place
      targets[row] = labels[row] ? 1 : -1
      for (feature, value) in features {
        nodes[place] = feature_node(index: feature + 1, value: value)
        place += 1
      }
      nodes[place] = feature_node(index: Int32(featureCount + 1), value: 1)
      nodes[place + 1] = feature_node(index: -1, value: 0)
      place += 2
    }
    var problem = problem()
    problem.l = Int32(rows.count)
    problem.n = Int32(featureCount + 1)
    problem.y = targets
    problem.x = starts
    problem.bias = 1
    var settings = parameter()
    settings.solver_type = Int32(L2R_LR)
    settings.eps = 0.001
    settings.C = cost
    set_print_string_function { _ in }
    guard let fitted = train(&problem, &settings) else { return }
    var handle: UnsafeMutablePointer<model>? = fitted
    defer { free_and_destroy_model(&handle) }
    // liblinear's weights point to the first label it met.
    let sign: Double = fitted.pointee.label[0] == 1 ? 1 : -1
    for feature in 0..<featureCount { weights[feature] = sign * fitted.pointee.w[feature] }
    bias = sign * fitted.pointee.w[featureCount]
  }

  func score(_ features: [Int32]) -> Double {
    Set(features).reduce(bias) { $0 + weights[Int($1)] }
  }
}
