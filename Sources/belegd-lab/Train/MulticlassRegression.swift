import CLinear
import Foundation

/// One L2-regularised logistic regression per class against the rest, fitted by liblinear.
struct MulticlassRegression {
  struct Fit {
    var bias: Double
    /// By feature.
    var weights: [Double]
  }

  /// By class, as given with the rows; `nil` for a class without a row.
  private(set) var fits: [Fit?]

  private static let leastWeight = 0.2
  private static let mostWeight = 3.0

  /// - Parameters:
  ///   - rows: Features from 0, ascending; each row is scaled to length 1.
  ///   - classes: From 0.
  ///   - cost: liblinear's C; smaller means smoother weights.
  init(rows: [[Int32]], classes: [Int], classCount: Int, featureCount: Int, cost: Double) {
    fits = Array(repeating: nil, count: classCount)
    guard rows.count == classes.count, Set(classes).count > 1 else { return }
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
      targets[row] = Double(classes[row])
      let value = 1 / Double(max(features.count, 1)).squareRoot()
      for feature in features {
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
    settings.eps = 0.01
    settings.C = cost
    // A frequent class must not become the answer to everything unknown: its rows count less, a rare one's more.
    var counts = [Int](repeating: 0, count: classCount)
    for index in classes { counts[index] += 1 }
    let present = counts.indices.filter { counts[$0] > 0 }
    let middle = present.map { counts[$0] }.sorted()[present.count / 2]
    var labels = present.map { Int32($0) }
    var weights = present.map {
      min(max((Double(middle) / Double(counts[$0])).squareRoot(), Self.leastWeight), Self.mostWeight)
    }
    set_print_string_function { _ in }
    let fitted = labels.withUnsafeMutableBufferPointer { labels in
      weights.withUnsafeMutableBufferPointer { weights in
        settings.nr_weight = Int32(labels.count)
        settings.weight_label = labels.baseAddress
        settings.weight = weights.baseAddress
        return train(&problem, &settings)
      }
    }
    guard let fitted else { return }
    var handle: UnsafeMutablePointer<model>? = fitted
    defer { free_and_destroy_model(&handle) }
    let count = Int(fitted.pointee.nr_class)
    // Two classes share one column of weights; three and more have one each.
    guard count > 2 else { return }
    for column in 0..<count {
      let weights = (0..<featureCount).map { fitted.pointee.w[$0 * count + column] }
      fits[Int(fitted.pointee.label[column])] = Fit(
        bias: fitted.pointee.w[featureCount * count + column], weights: weights)
    }
  }
}
