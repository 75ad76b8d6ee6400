import EInvoice
import Invoice
import Reading

/// A PDF with embedded e-invoices: the XML leads, the page is compared with it.
struct HybridReading {
  enum Embedded {
    case read(ReadInvoice)
    case broken(Finding)
  }

  let embedded: [Embedded]
  let printed: [ReadInvoice]
  let pages: [Page]

  /// What counts of the document.
  var invoices: [ReadInvoice] {
    let read = embedded.compactMap { if case .read(let invoice) = $0 { invoice } else { nil } }
    guard var leading = read.first else { return printed.map(withBrokenXML) }
    leading.firstPage = pages.first?.number
    leading.lastPage = pages.last?.number
    if let other = read.dropFirst().first(where: { $0.invoice.invoiceNumber != leading.invoice.invoiceNumber }) {
      leading.findings.append(
        Finding(
          "SEVERAL_EINVOICES", .asks, field: "invoice_number",
          arguments: ["first": leading.invoice.invoiceNumber ?? "", "second": other.invoice.invoiceNumber ?? ""]))
    }
    leading.findings += contradictions(of: leading.invoice)
    return [leading]
  }

  /// The page can still be read; that the structured part cannot is for a person to know.
  private func withBrokenXML(_ invoice: ReadInvoice) -> ReadInvoice {
    var invoice = invoice
    for case .broken(let finding) in embedded {
      invoice.findings.append(
        Finding("EMBEDDED_XML_BROKEN", .asks, arguments: ["code": finding.code].merging(finding.arguments) { $1 }))
    }
    return invoice
  }

  /// Core values that the page states otherwise than the XML (§ 14c UStG, fraud): both side by side.
  ///
  /// A value that stands anywhere on the page is no contradiction, whatever else the page's reading chose.
  private func contradictions(of invoice: Invoice) -> [Finding] {
    guard printed.count == 1, let page = printed.first else { return [] }
    let seen = PrintedText(pages)
    var findings: [Finding] = []
    func compare(_ field: String, _ stated: String?, _ shown: String?, _ isPrinted: (String) -> Bool) {
      guard let stated, let shown, stated != shown, !isPrinted(stated), page.evidence[field] != nil else { return }
      findings.append(
        Finding("XML_PAGE_CONTRADICTION", .asks, field: field, arguments: ["xml": stated, "page": shown]))
    }
    compare("invoice_number", invoice.invoiceNumber, page.invoice.invoiceNumber, seen.contains)
    compare("issue_date", invoice.issueDate?.description, page.invoice.issueDate?.description, seen.containsDay)
    compare("net_total", invoice.netTotal?.description, page.invoice.netTotal?.description, seen.containsAmount)
    compare("tax_total", invoice.taxTotal?.description, page.invoice.taxTotal?.description, seen.containsAmount)
    compare("gross_total", invoice.grossTotal?.description, page.invoice.grossTotal?.description, seen.containsAmount)
    compare(
      "seller.iban", invoice.seller.ibans.first?.value, page.invoice.seller.ibans.first?.value, seen.contains)
    return findings
  }
}

/// The words of the pages in a form in which a value can be found however it was spaced and punctuated.
private struct PrintedText {
  private let letters: [UInt8]

  init(_ pages: [Page]) {
    letters = Self.normal(pages.flatMap(\.words).map(\.text).joined())
  }

  func contains(_ value: String) -> Bool { find(Self.normal(value)) }

  /// Thousands separators and the decimal sign differ; the digits do not.
  func containsAmount(_ value: String) -> Bool { find(Self.normal(value.filter { $0 != "-" })) }

  /// `2026-03-05` as `05.03.2026`, `5.3.26` or as it is.
  func containsDay(_ value: String) -> Bool {
    let parts = value.split(separator: "-").map(String.init)
    guard parts.count == 3 else { return contains(value) }
    let (year, month, day) = (parts[0], parts[1], parts[2])
    return [year + month + day, day + month + year, day + month + year.suffix(2), month + day + year]
      .contains { find(Self.normal($0)) }
  }

  private func find(_ needle: [UInt8]) -> Bool {
    guard !needle.isEmpty, needle.count <= letters.count else { return false }
    return (0...(letters.count - needle.count)).contains { letters[$0..<($0 + needle.count)].elementsEqual(needle) }
  }

  private static func normal(_ text: String) -> [UInt8] {
    text.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: nil
      }
    }
  }
}

extension ReadInvoice {
  /// An e-invoice as the daemon takes it.
  init(_ read: ReadEInvoice) {
    self.init(invoice: read.invoice, kind: .invoice, readFrom: .eInvoice)
    evidence = read.evidence
    findings = read.findings
    checks = read.checks
    text = read.text
  }
}
