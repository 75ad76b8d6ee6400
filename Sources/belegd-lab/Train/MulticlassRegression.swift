import CLinear

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
    // A frequent class must not become the answer to everything unknown: its rows count less, a rare one's more.
    var counts = [Int](repeating: 0, count: classCount)
    for index in classes { counts[index] += 1 }
    let present = counts.indices.filter { counts[$0] > 0 }
    let middle = present.map { counts[$0] }.sorted()[present.count / 2]
    let weights = present.map { index in
      let weight = (Double(middle) / Double(counts[index])).squareRoot()
      return (label: Int32(index), weight: min(max(weight, Self.leastWeight), Self.mostWeight))
    }
    let scaled = rows.map { features in
      let value = 1 / Double(max(features.count, 1)).squareRoot()
      return features.map { (feature: $0, value: value) }
    }
    let fitted = SparseProblem.fit(
      rows: scaled, targets: classes.map(Double.init), featureCount: featureCount, cost: cost,
      tolerance: 0.01, classWeights: weights
    ) { model -> [(label: Int, fit: Fit)] in
      let count = Int(model.nr_class)
      // Two classes share one column of weights; three and more have one each.
      return count < 3
        ? []
        : (0..<count).map { column in
          let weights = (0..<featureCount).map { model.w[$0 * count + column] }
          return (
            label: Int(model.label[column]),
            fit: Fit(bias: model.w[featureCount * count + column], weights: weights)
          )
        }
    }
    for (label, fit) in fitted ?? [] { fits[label] = fit }
  }
}
