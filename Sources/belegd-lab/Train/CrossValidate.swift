import Extraction
import Foundation
import Invoice
import Reading

/// `belegd-lab cross-validate TRUTH PAGES DATA WORK`: reads each document with weights that have not seen its layout.
///
/// Fits the confidences on these readings, writes them into DATA's weights, and writes the results into
/// `WORK/results` for the scorer. A result's confidences come from a fit that has not seen its fold either.
enum CrossValidate {
  /// One value that was stated, or the totals of one document.
  private struct Example {
    var features: [(feature: Int32, value: Double)]
    var isRight: Bool
    var fold: Int
  }

  static func run(truth: String, pages: String, data: String, work: String, trains: Bool) throws {
    let records = try TruthRecord.read(truth)
    let files = FileManager.default
    var examples: [String: [Example]] = [:]
    for fold in 0..<TrainFields.foldCount {
      let folder = "\(work)/fold-\(fold)"
      if trains {
        try? files.removeItem(atPath: folder)  // There is none before the first run.
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try files.copyItem(atPath: data + "/extraction", toPath: folder + "/extraction")
        try TrainFields.run(truth: truth, pages: pages, data: folder, without: fold)
      }
      let training = try FieldTraining(dataDirectory: folder)
      for record in records where TrainFields.fold(record.layout) == fold && record.documentType != "other" {
        guard let json = files.contents(atPath: "\(pages)/\(record.file).json") else { continue }
        let pages = try JSONDecoder().decode([Page].self, from: json)
        // With and without knowing the recipient, as both happen.
        for own in [record.own, nil] {
          let stated = training.stated(pages: pages, own: own)
          let invoice = stated.invoice.invoice
          guard stated.invoice.kind == .invoice else { continue }
          if let totals = stated.totals {
            examples[FieldTraining.totalsField, default: []].append(
              Example(features: totals, isRight: record.check.areTotalsRight(invoice), fold: fold))
          }
          for path in TruthCheck.paths {
            guard let features = stated.values[path] else { continue }
            examples[FieldTraining.trustPrefix + path, default: []].append(
              Example(features: features, isRight: record.check.isRight(path, invoice), fold: fold))
          }
        }
      }
    }
    for field in examples.keys.sorted() {
      let entries = examples[field] ?? []
      print("\(field): \(entries.count(where: \.isRight)) of \(entries.count) right on unseen layouts")
    }
    try write(rows(examples), data)
    for fold in 0..<TrainFields.foldCount {
      try write(rows(examples.mapValues { $0.filter { $0.fold != fold } }), "\(work)/fold-\(fold)")
    }
    var curve = ConfidenceCurve()
    for fold in 0..<TrainFields.foldCount {
      let extractor = try Extractor(dataDirectory: "\(work)/fold-\(fold)")
      for record in records where TrainFields.fold(record.layout) == fold {
        guard let json = files.contents(atPath: "\(pages)/\(record.file).json") else { continue }
        let pages = try JSONDecoder().decode([Page].self, from: json)
        let invoices = extractor.extract(pages: pages, own: record.own)
        try ExtractPages.write(invoices, record.file, "\(work)/results")
        if record.documentType != "other", let invoice = invoices.first, invoices.count == 1 {
          curve.add(invoice, record.check)
        }
      }
    }
    print(curve.table)
  }

  /// The fitted rows of all confidences.
  private static func rows(_ examples: [String: [Example]]) -> [String] {
    var rows: [String] = []
    for field in examples.keys.sorted() {
      let isTotals = field == FieldTraining.totalsField
      let names = isTotals ? FieldTraining.totalsFeatureNames : FieldTraining.trustFeatureNames
      let entries = examples[field] ?? []
      var features = entries.map { $0.features.sorted { $0.feature < $1.feature } }
      var labels = entries.map(\.isRight)
      // One more of each, so that nothing is beyond doubt.
      features += [[], []]
      labels += [true, false]
      let model = LogisticRegression(
        weighted: features, labels: labels, featureCount: names.count, cost: 1)
      rows.append("\(field);bias;\(TrainFields.rounded(model.bias))")
      for (name, weight) in zip(names, model.weights) where abs(weight) >= 0.001 {
        rows.append("\(field);\(name);\(TrainFields.rounded(weight))")
      }
    }
    return rows
  }

  private static func write(_ fitted: [String], _ folder: String) throws {
    let kept = try WeightRows.read(folder).filter {
      !$0.hasPrefix(FieldTraining.totalsField + ";") && !$0.hasPrefix(FieldTraining.trustPrefix)
    }
    try WeightRows.write(fitted + kept, folder)
  }
}
