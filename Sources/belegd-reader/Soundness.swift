import Invoice
import Reading

/// How well the values of a document fit together, to choose between readings of the same pages.
struct Soundness {
  /// Findings that a misread digit or a missing word may have caused.
  private(set) var troubles = 0
  /// Values that carry their own check digits.
  private(set) var proven = 0
  /// Of the values that a posting needs, summed.
  private(set) var confidence = 0.0

  static let signs: Set<String> = [
    "FIELD_MISSING", "TOTALS_DO_NOT_ADD_UP", "TAX_DOES_NOT_FIT_RATE", "LINES_DO_NOT_ADD_UP",
  ]
  private static let core = ["invoice_number", "issue_date", "net_total", "tax_total", "gross_total"]

  init(_ invoices: [ReadInvoice]) {
    for read in invoices where read.kind == .invoice || read.kind == .unknown {
      troubles += read.findings.count { Self.signs.contains($0.code) }
      proven += read.invoice.seller.ibans.isEmpty ? 0 : 1
      proven += read.invoice.seller.vatIdentifier == nil ? 0 : 1
      for field in Self.core { confidence += read.evidence[field]?.confidence ?? 0 }
    }
  }

  /// Sums first, then check digits; certainty only decides between equals.
  func isBetter(than other: Soundness) -> Bool {
    if troubles != other.troubles { return troubles < other.troubles }
    if proven != other.proven { return proven > other.proven }
    return confidence > other.confidence
  }
}
