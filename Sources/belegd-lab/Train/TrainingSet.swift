import Extraction
import Foundation
import Reading

/// The training documents with their pages, read once, and the examples that need no weights.
final class TrainingSet {
  struct Document {
    var record: TruthRecord
    var pages: [Page]
    var fold: Int

    var isOther: Bool { record.documentType == "other" }
  }

  let documents: [Document]
  private var cached: [FieldTraining.Part: [Int: [FieldTraining.Example]]] = [:]

  /// - Parameter pages: holds a JSON array of pages per document (`<file>.json`); documents without are left out.
  init(truth: String, pages: String) throws {
    documents = try TruthRecord.read(truth).compactMap { record in
      guard let json = FileManager.default.contents(atPath: "\(pages)/\(record.file).json") else {
        return nil
      }
      return Document(
        record: record, pages: try JSONDecoder().decode([Page].self, from: json),
        fold: TrainFields.fold(record.layout))
    }
  }

  /// The examples of one document; those of the kinds depend on the weights and are made anew.
  func examples(
    _ part: FieldTraining.Part, of index: Int, _ training: FieldTraining
  ) -> [FieldTraining.Example] {
    if let known = cached[part]?[index] { return known }
    let document = documents[index]
    let found = training.examples(
      part, pages: document.pages, own: document.record.own, truth: document.record.values)
    if part != .kinds { cached[part, default: [:]][index] = found }
    return found
  }
}
