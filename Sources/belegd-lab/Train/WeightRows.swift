import Extraction
import Foundation

/// The file of weights that training writes.
enum WeightRows {
  /// Whether a row belongs to a confidence, which `cross-validate` fits, and not to a scorer.
  static func isConfidence(_ row: String) -> Bool {
    row.hasPrefix(FieldTraining.totalsField + ";") || row.hasPrefix(FieldTraining.documentField + ";")
      || row.hasPrefix(FieldTraining.trustPrefix)
  }

  static func read(_ data: String) throws -> [String] {
    let text = try String(contentsOfFile: data + "/extraction/weights.csv", encoding: .utf8)
    return text.split(separator: "\n").map(String.init).filter {
      !$0.hasPrefix("#") && $0 != "field;feature;weight"
    }
  }

  static func write(_ rows: [String], _ data: String) throws {
    let head = """
      # Weights of the extraction's scorers (log odds), fitted by `belegd-lab train-fields` and `cross-validate` on
      # the training corpus.
      field;feature;weight

      """
    try (head + rows.joined(separator: "\n") + "\n").write(
      toFile: data + "/extraction/weights.csv", atomically: true, encoding: .utf8)
  }
}
