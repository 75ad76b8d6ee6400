import Extraction
import Foundation
import Reading

/// `belegd-lab train-fields TRUTH PAGES DATA`: fits the weights of the extraction and writes `weights.csv`.
///
/// PAGES holds a JSON array of pages per document (`<file>.json`), as the reader saw them.
enum TrainFields {
  private struct Sample {
    var document: Int
    var features: [Int32]
    var isRight: Bool
    var value: String
    /// Documents of one layout share a fold.
    var fold: Int
  }

  /// - Parameter fold: layouts to leave out, so that they can be measured; the calibration then stays as it was.
  static func run(truth: String, pages: String, data: String, without fold: Int? = nil) throws {
    let records = try TruthRecord.read(truth).filter { self.fold($0.layout) != fold }
    let kept = try WeightRows.read(data).filter { row in
      row.hasPrefix(FieldTraining.totalsField + ";") || (fold != nil && row.contains(";calibration."))
    }
    var rows = kept
    // The kinds build on the fields' weights, so these are written and loaded again before.
    for part in FieldTraining.Part.allCases {
      let training = try FieldTraining(dataDirectory: data)
      var samples: [String: [Sample]] = [:]
      for (index, record) in records.enumerated() {
        if part != .kinds, record.documentType == "other" { continue }
        guard let json = FileManager.default.contents(atPath: "\(pages)/\(record.file).json") else {
          continue
        }
        let pages = try JSONDecoder().decode([Page].self, from: json)
        for example in training.examples(part, pages: pages, own: record.own, truth: record.values) {
          samples[example.field, default: []].append(
            Sample(
              document: index, features: example.features, isRight: example.isRight, value: example.value,
              fold: self.fold(record.layout)))
        }
      }
      for field in samples.keys.sorted() {
        let examples = samples[field] ?? []
        let model = fit(examples, part, thins: part != .kinds)
        report(field, examples, model)
        if part != .kinds, fold == nil { rows += calibration(field, examples, part) }
        rows.append("\(field);bias;\(rounded(model.bias))")
        for (feature, weight) in model.weights.enumerated() where abs(weight) >= 0.02 {
          guard let name = FieldTraining.featureName(feature, part) else { continue }
          rows.append("\(field);\(name);\(rounded(weight))")
        }
      }
      try WeightRows.write(rows, data)
    }
  }

  /// A value often stands several times, and only some of the places are the field: after each fit only the
  /// likeliest of a document's right candidates stays an example.
  private static func fit(_ samples: [Sample], _ part: FieldTraining.Part, thins: Bool) -> LogisticRegression
  {
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
      model = LogisticRegression(
        rows: kept.map(\.features), labels: kept.map(\.isRight), featureCount: count, cost: cost)
    }
    return model
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

  /// How sure the best candidate's score and lead make it, judged on layouts that the weights have not seen.
  private static func calibration(
    _ field: String, _ samples: [Sample], _ part: FieldTraining.Part
  ) -> [String] {
    var points: [[(feature: Int32, value: Double)]] = []
    var labels: [Bool] = []
    var possible = 0
    for fold in 0..<foldCount {
      let model = fit(samples.filter { $0.fold != fold }, part, thins: true)
      var documents: [Int: [(score: Double, sample: Sample)]] = [:]
      for sample in samples where sample.fold == fold {
        documents[sample.document, default: []].append((model.score(sample.features), sample))
      }
      for entries in documents.values {
        guard let best = entries.max(by: { $0.score < $1.score }) else { continue }
        let rival =
          entries.filter {
            $0.sample.value != best.sample.value && !($0.sample.isRight && best.sample.isRight)
          }
          .map(\.score).max() ?? -20
        let widest = FieldTraining.widestLead
        points.append([
          (0, min(max(best.score, -widest), widest)), (1, min(max(best.score - rival, 0), widest)),
        ])
        labels.append(best.sample.isRight)
        if entries.contains(where: \.sample.isRight) { possible += 1 }
      }
    }
    let model = LogisticRegression(weighted: points, labels: labels, featureCount: 2, cost: 1)
    print("  on unseen layouts: \(labels.count(where: { $0 })) of \(possible)")
    return [
      "\(field);calibration.bias;\(rounded(model.bias))",
      "\(field);calibration.score;\(rounded(model.weights[0]))",
      "\(field);calibration.margin;\(rounded(model.weights[1]))",
    ]
  }

  static func rounded(_ value: Double) -> String { String(format: "%.3f", value) }
}
