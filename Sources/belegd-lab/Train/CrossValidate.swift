import Extraction
import Foundation
import Reading

/// `belegd-lab cross-validate TRUTH PAGES DATA WORK`: reads each document with weights that have not seen its layout.
///
/// Fits the confidence of the totals on these readings, writes it into DATA's weights, and writes the results into
/// `WORK/results` for the scorer.
enum CrossValidate {
  static func run(truth: String, pages: String, data: String, work: String) throws {
    let records = try TruthRecord.read(truth)
    let files = FileManager.default
    var rows: [[(feature: Int32, value: Double)]] = []
    var labels: [Bool] = []
    for fold in 0..<TrainFields.foldCount {
      let folder = "\(work)/fold-\(fold)"
      try? files.removeItem(atPath: folder)  // There is none before the first run.
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try files.copyItem(atPath: data + "/extraction", toPath: folder + "/extraction")
      try TrainFields.run(truth: truth, pages: pages, data: folder, without: fold)
      let training = try FieldTraining(dataDirectory: folder)
      for record in records where TrainFields.fold(record.layout) == fold && record.documentType != "other" {
        guard let json = files.contents(atPath: "\(pages)/\(record.file).json") else { continue }
        let pages = try JSONDecoder().decode([Page].self, from: json)
        guard let example = training.totalsExample(pages: pages, own: record.own, truth: record.values) else {
          continue
        }
        rows.append(example.features)
        labels.append(example.isRight)
      }
    }
    let names = FieldTraining.totalsFeatureNames
    let model = LogisticRegression(
      weighted: rows.map { $0.sorted { $0.feature < $1.feature } }, labels: labels, featureCount: names.count,
      cost: 1)
    print("totals: \(labels.count(where: { $0 })) of \(labels.count) right on unseen layouts")
    var fitted = ["\(FieldTraining.totalsField);bias;\(TrainFields.rounded(model.bias))"]
    for (name, weight) in zip(names, model.weights) {
      fitted.append("\(FieldTraining.totalsField);\(name);\(TrainFields.rounded(weight))")
    }
    let prefix = FieldTraining.totalsField + ";"
    for folder in [data] + (0..<TrainFields.foldCount).map({ "\(work)/fold-\($0)" }) {
      try WeightRows.write(fitted + WeightRows.read(folder).filter { !$0.hasPrefix(prefix) }, folder)
    }
    for fold in 0..<TrainFields.foldCount {
      let extractor = try Extractor(dataDirectory: "\(work)/fold-\(fold)")
      for record in records where TrainFields.fold(record.layout) == fold {
        guard let json = files.contents(atPath: "\(pages)/\(record.file).json") else { continue }
        let pages = try JSONDecoder().decode([Page].self, from: json)
        let invoices = extractor.extract(pages: pages, own: record.own)
        try ExtractPages.write(invoices, record.file, "\(work)/results")
      }
    }
  }
}
