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

  /// - Parameter rows: field, feature's name or `bias`, weight; unknown names are passed over, so that weights of
  ///   an older catalogue still load.
  init(rows: [(field: String, feature: String, weight: Double)]) {
    weights = Array(
      repeating: Array(repeating: 0, count: FeatureName.count), count: ScoredField.allCases.count)
    biases = Array(repeating: -4, count: ScoredField.allCases.count)
    let fields = Dictionary(uniqueKeysWithValues: ScoredField.allCases.enumerated().map { ($1.rawValue, $0) })
    // Rows of one field stand together.
    var last: (name: String, field: Int?) = ("", nil)
    for row in rows {
      if row.field != last.name { last = (row.field, fields[row.field]) }
      guard let field = last.field else { continue }
      if row.feature == "bias" {
        biases[field] = row.weight
      } else if let feature = FeatureName.indices[row.feature] {
        weights[field][feature] = row.weight
      }
    }
  }

  func score(_ candidate: Candidate, as field: ScoredField) -> Double {
    let index = field.position
    return weights[index].withUnsafeBufferPointer { table in
      candidate.features.reduce(biases[index]) { $0 + table[Int($1)] }
    }
  }
}

extension ScoredField {
  private static let positions: [ScoredField: Int] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  var position: Int { Self.positions[self] ?? 0 }

  /// Features of a label that announces just this field.
  var announcers: Set<Int32> { Self.announcing[self] ?? [] }

  /// Features of a label that may announce this field among others.
  var hints: Set<Int32> { Self.hinting[self] ?? [] }

  /// Features of a label that announces something else.
  var strangers: Set<Int32> { Self.strange[self] ?? [] }

  private static let strange: [ScoredField: Set<Int32>] = {
    let numbers: [Meaning] = [.orderNumber, .otherNumber, .deliveryNote, .vatID, .taxNumber, .iban]
    let days: [Meaning] = [.discountDate, .otherDate, .orderNumber]
    let relations: [Relation] = [.before, .left, .right]
    return [
      .invoiceNumber: Candidate.labels(numbers + [.customerNumber], relations),
      .customerNumber: Candidate.labels(numbers + [.number], relations),
      .issueDate: Candidate.labels(days + [.deliveryDate, .deliveryNote, .dueDate, .period], relations),
      .deliveryDate: Candidate.labels(days + [.issueDate, .dueDate], relations),
      .dueDate: Candidate.labels(days + [.issueDate, .deliveryDate, .deliveryNote, .period], relations),
    ]
  }()

  private static let announcing = table([
    .invoiceNumber: [.number], .customerNumber: [.customerNumber], .issueDate: [.issueDate],
    .deliveryDate: [.deliveryDate], .dueDate: [.dueDate], .periodStart: [.period], .periodEnd: [.period],
    .netTotal: [.net], .taxTotal: [.tax], .grossTotal: [.gross], .payable: [.payable],
    .prepaidTotal: [.prepaid], .tip: [.tip],
  ])

  private static let hinting = table([
    .invoiceNumber: [.numberWord, .titleInvoice, .titleCredit], .issueDate: [.dateWord, .titleInvoice],
    .deliveryDate: [.deliveryNote, .dateWord], .dueDate: [.payable, .bank],
  ])

  private static func table(_ meanings: [ScoredField: [Meaning]]) -> [ScoredField: Set<Int32>] {
    meanings.mapValues { meanings in
      var features: Set<Int32> = []
      for meaning in meanings {
        guard let position = Meaning.allCases.firstIndex(of: meaning) else { continue }
        for relation in [Relation.before, .left, .above, .below] {
          features.insert(FeatureName.label(relation, position))
        }
      }
      return features
    }
  }
}
