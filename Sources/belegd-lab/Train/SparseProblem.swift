import CLinear

/// Rows of features as liblinear wants them, with a column for the bias; owns the memory while a model is fitted.
struct SparseProblem {
  typealias Row = [(feature: Int32, value: Double)]

  /// Fits L2-regularised logistic regression and hands over the model, which is freed afterwards.
  ///
  /// - Parameters:
  ///   - rows: Features from 0, ascending.
  ///   - targets: One per row, such as a class or ±1.
  ///   - classWeights: How much a row counts by its class; 1 for a class that is not named.
  ///   - cost: liblinear's C; smaller means smoother weights.
  static func fit<Value>(
    rows: [Row], targets: [Double], featureCount: Int, cost: Double, tolerance: Double,
    classWeights: [(label: Int32, weight: Double)] = [], _ body: (model) -> Value
  ) -> Value? {
    let total = rows.reduce(0) { $0 + $1.count + 2 }
    let nodes = UnsafeMutablePointer<feature_node>.allocate(capacity: total)
    defer { nodes.deallocate() }
    let starts = UnsafeMutablePointer<UnsafeMutablePointer<feature_node>?>.allocate(capacity: rows.count)
    defer { starts.deallocate() }
    var place = 0
    for (index, row) in rows.enumerated() {
      starts[index] = nodes + place
      for (feature, value) in row {
        nodes[place] = feature_node(index: feature + 1, value: value)
        place += 1
      }
      nodes[place] = feature_node(index: Int32(featureCount + 1), value: 1)
      nodes[place + 1] = feature_node(index: -1, value: 0)
      place += 2
    }
    var targets = targets
    var labels = classWeights.map(\.label)
    var weights = classWeights.map(\.weight)
    set_print_string_function { _ in }
    return targets.withUnsafeMutableBufferPointer { targets in
      labels.withUnsafeMutableBufferPointer { labels in
        weights.withUnsafeMutableBufferPointer { weights in
          var problem = problem()
          problem.l = Int32(rows.count)
          problem.n = Int32(featureCount + 1)
          problem.y = targets.baseAddress
          problem.x = starts
          problem.bias = 1
          var settings = parameter()
          settings.solver_type = Int32(L2R_LR)
          settings.eps = tolerance
          settings.C = cost
          settings.nr_weight = Int32(labels.count)
          settings.weight_label = labels.baseAddress
          settings.weight = weights.baseAddress
          guard let fitted = train(&problem, &settings) else { return nil }
          var handle: UnsafeMutablePointer<model>? = fitted
          defer { free_and_destroy_model(&handle) }
          return body(fitted.pointee)
        }
      }
    }
  }
}
