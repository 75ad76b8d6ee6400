import Extraction
import Foundation

/// `belegd-lab train-fields TRUTH PAGES DATA`: fits the weights of the extraction and writes `weights.csv`.
///
/// PAGES holds a JSON array of pages per document (`<file>.json`), as the reader saw them.
enum TrainFields {
  private struct Sample {
    var document: Int
    var features: [Int32]
    var isRight: Bool
  }

  /// The rows of the confidences stay as they were: `cross-validate` fits them.
  ///
  /// - Parameter fold: layouts to leave out, so that they can be measured.
  static func run(_ set: TrainingSet, data: String, without fold: Int? = nil) throws {
    var rows = try WeightRows.read(data).filter(WeightRows.isConfidence)
    // The kinds build on the fields' weights, so these are written and loaded again before.
    for part in FieldTraining.Part.allCases {
      let training = try FieldTraining(dataDirectory: data)
      var samples: [String: [Sample]] = [:]
      for (index, document) in set.documents.enumerated() where document.fold != fold {
        if part != .kinds, document.isOther { continue }
        for example in set.examples(part, of: index, training) {
          samples[example.field, default: []].append(
            Sample(document: index, features: example.features, isRight: example.isRight))
        }
      }
      for field in samples.keys.sorted() {
        let examples = samples[field] ?? []
        let model = fit(examples, part, thins: part != .kinds, ranks: ranked.contains(field))
        if fold == nil { report(field, examples, model) }
        rows.append("\(field);bias;\(rounded(model.bias))")
        for (feature, weight) in model.weights.enumerated() where abs(weight) >= 0.02 {
          guard let name = FieldTraining.featureName(feature, part) else { continue }
          rows.append("\(field);\(name);\(rounded(weight))")
        }
      }
      try WeightRows.write(rows, data)
    }
  }

  /// Fields whose scores only have to put the true value first; what is said by amounts goes on into sums.
  private static let ranked: Set<String> = [
    "invoice_number", "customer_number", "issue_date", "delivery_date", "due_date", "period_start",
    "period_end",
  ]

  /// A value often stands several times, and only some of the places are the field: after each fit only the
  /// likeliest of a document's right candidates stays an example.
  ///
  /// - Parameter ranks: whether the lead of the right candidate over the strongest wrong ones of its document counts
  ///   too, and not only whether each candidate by itself looks right.
  private static func fit(
    _ samples: [Sample], _ part: FieldTraining.Part, thins: Bool, ranks: Bool
  ) -> LogisticRegression {
    let count = FieldTraining.featureCount(part)
    let cost = part == .kinds ? 3 : 0.3
    var kept = samples
    var model = LogisticRegression(
      rows: kept.map(\.features), labels: kept.map(\.isRight), featureCount: count, cost: cost)
    guard thins else { return model }
    for _ in 0..<3 {
      var best: [Int: (index: Int, score: Double)] = [:]
      for (index, sample) in samples.enumerated() where sample.isRight {
        let score = model.score(sample.features)
        if score > best[sample.document]?.score ?? -.infinity { best[sample.document] = (index, score) }
      }
      kept = samples.enumerated().filter { index, sample in
        guard sample.isRight, let top = best[sample.document] else { return true }
        return top.index == index || model.score(sample.features) > top.score - 1
      }.map(\.element)
      var rows = kept.map { sample in Set(sample.features).sorted().map { (feature: $0, value: 1.0) } }
      var labels = kept.map(\.isRight)
      if ranks {
        for pair in pairs(samples, best.mapValues(\.index), model) {
          // Either way round, so that the bias learns nothing from it.
          rows += [pair, pair.map { ($0.feature, -$0.value) }]
          labels += [true, false]
        }
      }
      model = LogisticRegression(weighted: rows, labels: labels, featureCount: count, cost: cost)
    }
    return model
  }

  /// What the right candidate of a document has more or less than each of its strongest wrong ones.
  private static func pairs(
    _ samples: [Sample], _ best: [Int: Int], _ model: LogisticRegression
  ) -> [[(feature: Int32, value: Double)]] {
    var rivals: [Int: [(score: Double, index: Int)]] = [:]
    for (index, sample) in samples.enumerated() where !sample.isRight && best[sample.document] != nil {
      rivals[sample.document, default: []].append((model.score(sample.features), index))
    }
    var result: [[(feature: Int32, value: Double)]] = []
    for document in rivals.keys.sorted() {
      guard let right = best[document], let entries = rivals[document] else { continue }
      let own = Set(samples[right].features)
      for entry in entries.sorted(by: { ($0.score, $1.index) > ($1.score, $0.index) }).prefix(6) {
        let other = Set(samples[entry.index].features)
        let row = own.symmetricDifference(other).sorted().map {
          (feature: $0, value: own.contains($0) ? 1.0 : -1.0)
        }
        if !row.isEmpty { result.append(row) }
      }
    }
    return result
  }

  /// How many documents have the true value on top, by the fitted weights themselves.
  private static func report(_ field: String, _ samples: [Sample], _ model: LogisticRegression) {
    var top: [Int: (score: Double, isRight: Bool)] = [:]
    var possible: Set<Int> = []
    for sample in samples {
      let score = model.score(sample.features)
      if score > top[sample.document]?.score ?? -.infinity { top[sample.document] = (score, sample.isRight) }
      if sample.isRight { possible.insert(sample.document) }
    }
    let right = top.values.count(where: \.isRight)
    print(
      "\(field): \(right) of \(possible.count) documents have the true value on top, \(samples.count) candidates"
    )
  }

  static let foldCount = 5

  /// Documents of one layout share a fold.
  static func fold(_ layout: String) -> Int {
    layout.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xffff } % foldCount
  }

  static func rounded(_ value: Double) -> String { String(format: "%.3f", value) }
}
