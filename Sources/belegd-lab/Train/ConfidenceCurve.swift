import Foundation
import Invoice
import Reading

/// How many documents each least confidence lets through, and how many of these are wrong: what thresholds are chosen
/// by.
struct ConfidenceCurve {
  private var fields: [String: [(confidence: Double, isRight: Bool)]] = [:]
  private static let totals = "gross_total"
  private static let whole = "document"

  mutating func add(_ read: ReadInvoice, _ check: TruthCheck) {
    for path in TruthCheck.paths {
      guard let confidence = read.evidence[path]?.confidence else { continue }
      fields[path, default: []].append((confidence, check.isRight(path, read.invoice)))
    }
    if let confidence = read.evidence[Self.totals]?.confidence {
      fields[Self.totals, default: []].append((confidence, check.areTotalsRight(read.invoice)))
    }
    fields[Self.whole, default: []].append((read.confidence, check.isCoreRight(read.invoice)))
  }

  /// Per field: right values, calibration error, and for some thresholds the share let through and the wrong ones in it.
  var table: String {
    var lines: [String] = []
    for field in fields.keys.sorted() {
      let values = fields[field] ?? []
      let calibration = Calibration(values)
      var line = "\(field): \(Share(values.count(where: \.isRight), of: values.count).text)"
      line += String(format: "  ECE %.3f", calibration.error)
      lines.append(line)
      for threshold in [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99] {
        let above = values.filter { $0.confidence >= threshold }
        let wrong = above.count { !$0.isRight }
        lines.append(
          String(
            format: "    >= %.2f  %5.1f %%  wrong %d", threshold,
            100 * Double(above.count) / Double(max(values.count, 1)), wrong))
      }
    }
    return lines.joined(separator: "\n")
  }
}
