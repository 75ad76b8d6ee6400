import Foundation
import Invoice
import Reading

/// How many documents each least confidence lets through, and how many of these are wrong: what thresholds are chosen
/// by.
struct ConfidenceCurve {
  private var fields: [String: [(confidence: Double, isRight: Bool)]] = [:]
  private var documents: [String: [CoverageCurve.Document]] = [:]
  private static let totals = "gross_total"
  private static let whole = "document"

  /// - Parameter kind: the corpus's word for how the document came.
  mutating func add(_ read: ReadInvoice, _ check: TruthCheck, kind: String) {
    for path in TruthCheck.paths {
      guard let evidence = read.evidence[path], check.judges(path, evidence) else { continue }
      fields[path, default: []].append((evidence.confidence, check.isRight(path, read.invoice)))
    }
    if let confidence = read.evidence[Self.totals]?.confidence {
      fields[Self.totals, default: []].append((confidence, check.areTotalsRight(read.invoice)))
    }
    let isRight = check.isCoreRight(read.invoice)
    add(read, isRight, kind)
    if read.kind == .invoice { fields[Self.whole, default: []].append((read.confidence, isRight)) }
  }

  /// A paper that is no invoice: whatever is posted of it is wrong.
  mutating func addOther(_ read: ReadInvoice) {
    guard read.kind == .invoice else { return }
    add(read, false, "no invoice")
  }

  private mutating func add(_ read: ReadInvoice, _ isRight: Bool, _ kind: String) {
    let asks = read.findings.contains { $0.severity != .notes && $0.code != "FIELD_UNSURE" }
    documents[kind, default: []].append(
      CoverageCurve.Document(confidence: read.confidence, isRight: isRight, asks: asks))
  }

  /// Per field right values and calibration error; for documents, by least confidence, the share that nothing asks
  /// about and the wrong ones in it.
  var table: String {
    var lines: [String] = []
    for field in fields.keys.sorted() {
      let values = fields[field] ?? []
      let right = Share(values.count(where: \.isRight), of: values.count)
      lines.append("\(field): \(right.text)" + String(format: "  ECE %.3f", Calibration(values).error))
    }
    for (kind, entries) in documents.sorted(by: { $0.key < $1.key }) {
      let curve = CoverageCurve(entries)
      lines.append("\(kind): \(entries.count), asked about apart from confidence: \(curve.asked)")
      lines += curve.lines
    }
    return lines.joined(separator: "\n")
  }
}
