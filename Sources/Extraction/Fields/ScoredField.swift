import Glibc

/// The fields whose value is chosen among candidates by learned weights.
enum ScoredField: String, CaseIterable, Sendable {
  case invoiceNumber = "invoice_number"
  case customerNumber = "customer_number"
  case issueDate = "issue_date"
  case deliveryDate = "delivery_date"
  case dueDate = "due_date"
  case periodStart = "period_start"
  case periodEnd = "period_end"
  case netTotal = "net_total"
  case taxTotal = "tax_total"
  case grossTotal = "gross_total"
  case payable
  case prepaidTotal = "prepaid_total"
  case tip
}

/// A linear score per field; the logistic function of it is the chance that a candidate is the field's value.
struct FieldWeights: Sendable {
  private var weights: [[Double]]
  private var biases: [Double]
  private var calibrations: [Calibration?]

  /// - Parameter rows: field, feature's name or `bias`, weight; unknown names are passed over, so that weights of
  ///   an older catalogue still load.
  init(rows: [(field: String, feature: String, weight: Double)]) {
    weights = Array(
      repeating: Array(repeating: 0, count: FeatureName.count), count: ScoredField.allCases.count)
    biases = Array(repeating: -4, count: ScoredField.allCases.count)
    calibrations = Array(repeating: nil, count: ScoredField.allCases.count)
    let fields = Dictionary(uniqueKeysWithValues: ScoredField.allCases.enumerated().map { ($1.rawValue, $0) })
    // Rows of one field stand together.
    var last: (name: String, field: Int?) = ("", nil)
    for row in rows {
      if row.field != last.name { last = (row.field, fields[row.field]) }
      guard let field = last.field else { continue }
      if row.feature == "bias" {
        biases[field] = row.weight
      } else if Calibration.names.contains(row.feature) {
        calibrations[field] = (calibrations[field] ?? Calibration()).with(row.feature, row.weight)
      } else if let feature = FeatureName.indices[row.feature] {
        weights[field][feature] = row.weight
      }
    }
  }

  /// The chance that the best candidate is right, from its score and the score of the next other value.
  func chance(_ score: Double, rival: Double, as field: ScoredField) -> Double {
    (calibrations[field.position] ?? Calibration(bias: 0, score: 1, margin: 0)).chance(score, rival: rival)
  }

  func score(_ candidate: Candidate, as field: ScoredField) -> Double {
    let index = field.position
    return weights[index].withUnsafeBufferPointer { table in
      candidate.features.reduce(biases[index]) { $0 + table[Int($1)] }
    }
  }
}

/// Turns the score of the best candidate and its lead into a chance, as fitted on documents that the weights had
/// not seen.
struct Calibration: Sendable {
  var bias = 0.0
  var score = 0.0
  var margin = 0.0

  static let names: Set<String> = ["calibration.bias", "calibration.score", "calibration.margin"]

  /// The lead that counts: beyond it nothing becomes surer.
  package static let widest = 12.0

  func with(_ name: String, _ value: Double) -> Calibration {
    var result = self
    switch name {
    case "calibration.bias": result.bias = value
    case "calibration.score": result.score = value
    default: result.margin = value
    }
    return result
  }

  func chance(_ score: Double, rival: Double) -> Double {
    let lead = min(max(score - rival, 0), Self.widest)
    return 1 / (1 + exp(-(bias + self.score * min(max(score, -Self.widest), Self.widest) + margin * lead)))
  }
}

extension ScoredField {
  private static let positions: [ScoredField: Int] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  var position: Int { Self.positions[self] ?? 0 }
}
