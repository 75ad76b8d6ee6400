import Extraction
import Foundation
import Invoice
import Reading

/// `belegd-lab cross-validate TRUTH PAGES DATA WORK`: reads each document with weights that have not seen its layout.
///
/// Fits the confidences on these readings, writes them into DATA's weights, and writes the results into
/// `WORK/results` for the scorer. A result's confidences come from a fit that has not seen its fold either.
struct CrossValidate {
  /// One value that was stated, the totals of one document, or the document.
  private struct Example {
    var features: [(feature: Int32, value: Double)]
    var isRight: Bool
    var fold: Int
  }

  private let set: TrainingSet
  private let data: String
  private let work: String
  private var examples: [String: [Example]] = [:]

  static func run(truth: String, pages: String, data: String, work: String, trains: Bool) throws {
    var validation = CrossValidate(
      set: try TrainingSet(truth: truth, pages: pages), data: data, work: work)
    if trains { try validation.trainFolds() }
    try validation.readUnseen { validation, stated, document in validation.addValues(of: stated, document) }
    try validation.writeFits()
    // The document's confidence builds on those of its values.
    try validation.readUnseen { validation, stated, document in validation.addDocument(stated, document) }
    try validation.writeFits()
    try validation.writeResults()
  }

  private init(set: TrainingSet, data: String, work: String) {
    (self.set, self.data, self.work) = (set, data, work)
  }

  private func folder(_ fold: Int) -> String { "\(work)/fold-\(fold)" }

  private func trainFolds() throws {
    let files = FileManager.default
    for fold in 0..<TrainFields.foldCount {
      try? files.removeItem(atPath: folder(fold))  // There is none before the first run.
      try files.createDirectory(atPath: folder(fold), withIntermediateDirectories: true)
      try files.copyItem(atPath: data + "/extraction", toPath: folder(fold) + "/extraction")
      try TrainFields.run(set, data: folder(fold), without: fold)
    }
  }

  /// Every document as its fold's weights read it, with and without knowing the recipient, as both happen.
  private mutating func readUnseen(
    _ body: (inout CrossValidate, FieldTraining.Stated, TrainingSet.Document) -> Void
  ) throws {
    for fold in 0..<TrainFields.foldCount {
      let training = try FieldTraining(dataDirectory: folder(fold))
      for document in set.documents where document.fold == fold {
        for own in [document.record.own, nil] {
          let stated = training.stated(pages: document.pages, own: own)
          if stated.invoice.kind == .invoice { body(&self, stated, document) }
        }
      }
    }
  }

  private mutating func addValues(of stated: FieldTraining.Stated, _ document: TrainingSet.Document) {
    if document.isOther { return }
    let invoice = stated.invoice.invoice
    let check = document.record.check
    if let totals = stated.totals {
      add(FieldTraining.totalsField, totals, check.areTotalsRight(invoice), document.fold)
    }
    for path in TruthCheck.paths {
      guard let features = stated.values[path], let evidence = stated.invoice.evidence[path],
        check.judges(path, evidence)
      else { continue }
      add(FieldTraining.trustPrefix + path, features, check.isRight(path, invoice), document.fold)
    }
  }

  private mutating func addDocument(_ stated: FieldTraining.Stated, _ document: TrainingSet.Document) {
    guard stated.totals != nil else { return }
    let check = document.record.check
    let invoice = stated.invoice.invoice
    add(
      FieldTraining.documentField, stated.document,
      !document.isOther && check.isCoreRight(invoice) && check.isSellerRight(invoice), document.fold)
  }

  private mutating func add(
    _ field: String, _ features: [(feature: Int32, value: Double)], _ isRight: Bool, _ fold: Int
  ) {
    examples[field, default: []].append(Example(features: features, isRight: isRight, fold: fold))
  }

  /// Writes what the examples so far teach into the data, and for each fold what the other folds' teach.
  private func writeFits() throws {
    try Self.write(Self.rows(examples), data)
    for fold in 0..<TrainFields.foldCount {
      try Self.write(Self.rows(examples.mapValues { $0.filter { $0.fold != fold } }), folder(fold))
    }
  }

  private func writeResults() throws {
    for field in examples.keys.sorted() {
      let entries = examples[field] ?? []
      print("\(field): \(entries.count(where: \.isRight)) of \(entries.count) right on unseen layouts")
    }
    var curve = ConfidenceCurve()
    for fold in 0..<TrainFields.foldCount {
      let extractor = try Extractor(dataDirectory: folder(fold))
      for document in set.documents where document.fold == fold {
        let record = document.record
        let invoices = extractor.extract(pages: document.pages, own: record.own)
        try ExtractPages.write(invoices, record.file, "\(work)/results")
        guard let invoice = invoices.first, invoices.count == 1 else { continue }
        if document.isOther {
          curve.addOther(invoice)
        } else {
          curve.add(invoice, record.check, kind: record.kind)
        }
      }
    }
    print(curve.table)
  }

  /// The fitted rows of all confidences.
  private static func rows(_ examples: [String: [Example]]) -> [String] {
    var rows: [String] = []
    for field in examples.keys.sorted() {
      let names =
        switch field {
        case FieldTraining.totalsField: FieldTraining.totalsFeatureNames
        case FieldTraining.documentField: FieldTraining.documentFeatureNames
        default: FieldTraining.trustFeatureNames
        }
      let entries = examples[field] ?? []
      let model = fit(entries, featureCount: names.count, cost: cost(entries, featureCount: names.count))
      rows.append("\(field);bias;\(TrainFields.rounded(model.bias))")
      for (name, weight) in zip(names, model.weights) where abs(weight) >= 0.001 {
        rows.append("\(field);\(name);\(TrainFields.rounded(weight))")
      }
    }
    return rows
  }

  private static func fit(_ entries: [Example], featureCount: Int, cost: Double) -> LogisticRegression {
    // One more of each, so that nothing is beyond doubt.
    LogisticRegression(
      weighted: entries.map { $0.features.sorted { $0.feature < $1.feature } } + [[], []],
      labels: entries.map(\.isRight) + [true, false], featureCount: featureCount, cost: cost)
  }

  /// How closely to follow the examples: the cost whose fits on all folds but one say best what the one shows.
  private static func cost(_ entries: [Example], featureCount: Int) -> Double {
    let folds = Set(entries.map(\.fold))
    func loss(_ cost: Double) -> Double {
      folds.reduce(0.0) { sum, fold in
        let model = fit(entries.filter { $0.fold != fold }, featureCount: featureCount, cost: cost)
        return entries.filter { $0.fold == fold }.reduce(sum) { sum, entry in
          let chance = model.chance(entry.features)
          return sum - log(max(entry.isRight ? chance : 1 - chance, 1e-6))
        }
      }
    }
    return [0.03, 0.1, 0.3, 1, 3, 10].min { loss($0) < loss($1) } ?? 1
  }

  private static func write(_ fitted: [String], _ folder: String) throws {
    let kept = try WeightRows.read(folder).filter { !WeightRows.isConfidence($0) }
    try WeightRows.write(fitted + kept, folder)
  }
}
