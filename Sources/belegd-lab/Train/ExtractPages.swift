import Extraction
import Foundation
import Invoice
import Reading

/// `belegd-lab extract-pages TRUTH PAGES DATA OUTPUT [OWN]`: extracts cached pages and writes one result per document.
///
/// The results have the members of the JSON result that the extraction fills, for the scorer.
enum ExtractPages {
  static func run(_ arguments: [String]) throws {
    let records = try TruthRecord.read(arguments[1], withStacks: true)
    let extractor = try Extractor(dataDirectory: arguments[3])
    let tenant = arguments.count > 5 ? try own(arguments[5]) : nil
    try FileManager.default.createDirectory(atPath: arguments[4], withIntermediateDirectories: true)
    var pageCount = 0
    var seconds = 0.0
    for record in records {
      guard let json = FileManager.default.contents(atPath: "\(arguments[2])/\(record.file).json") else {
        continue
      }
      let pages = try JSONDecoder().decode([Page].self, from: json)
      let start = clock()
      let invoices = extractor.extract(pages: pages, own: record.own ?? tenant)
      seconds += Double(clock() - start) / Double(CLOCKS_PER_SEC)
      pageCount += pages.count
      try write(invoices, record.file, arguments[4])
    }
    print(
      "\(pageCount) pages, \(String(format: "%.2f", seconds * 1000 / Double(max(pageCount, 1)))) ms CPU per page"
    )
  }

  /// Writes one result per invoice of a document: `<file>.json`, or `<file>.1.json` and so on.
  static func write(_ invoices: [ReadInvoice], _ file: String, _ output: String) throws {
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    for (index, invoice) in invoices.enumerated() {
      let name = invoices.count == 1 ? file : "\(file).\(index + 1)"
      let data = try JSONSerialization.data(
        withJSONObject: object(invoice), options: [.prettyPrinted, .sortedKeys])
      try data.write(to: URL(fileURLWithPath: "\(output)/\(name).json"))
    }
  }

  private static func own(_ path: String) throws -> OwnIdentity? {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let name = object["name"] as? String
    else { return nil }
    return OwnIdentity(
      name: name, street: object["street"] as? String, postcode: object["postcode"] as? String,
      city: object["city"] as? String,
      vatIdentifiers: (object["vat_id"] as? String).flatMap { VATIdentifier($0) }.map { [$0] } ?? [],
      taxNumbers: (object["tax_number"] as? String).map { [$0] } ?? [],
      ibans: (object["iban"] as? String).flatMap { IBAN($0) }.map { [$0] } ?? [])
  }

  private static func object(_ read: ReadInvoice) -> [String: Any] {
    let invoice = read.invoice
    let isInvoice = read.kind == .invoice
    var object: [String: Any] = [:]
    let asks = read.findings.contains { $0.severity != .notes }
    object["status"] = !isInvoice ? "not_an_invoice" : asks ? "review" : "booked"
    object["kind"] = read.kind.rawValue
    object["confidence"] = read.confidence
    if let first = read.firstPage, let last = read.lastPage { object["page_range"] = [first, last] }
    object["evidence_pages"] = Set(read.evidence.values.compactMap(\.page)).sorted()
    object["document_type"] = invoice.documentType?.rawValue
    object["invoice_number"] = invoice.invoiceNumber
    object["issue_date"] = invoice.issueDate?.description
    object["delivery_date"] = invoice.deliveryDate?.description
    object["due_date"] = invoice.dueDate?.description
    if let period = invoice.servicePeriod {
      object["service_period"] = [
        "start": period.start?.description as Any? ?? NSNull(),
        "end": period.end?.description as Any? ?? NSNull(),
      ]
    }
    object["currency"] = invoice.currency?.code
    object["net_total"] = invoice.netTotal?.description
    object["tax_total"] = invoice.taxTotal?.description
    object["gross_total"] = invoice.grossTotal?.description
    object["payable"] = invoice.payable?.description
    object["prepaid_total"] = invoice.prepaidTotal?.description
    object["tip"] = invoice.tip?.description
    object["seller"] = party(invoice.seller)
    object["buyer"] = party(invoice.buyer)
    object["taxes"] = invoice.vatBreakdown.map { breakdown in
      var tax: [String: Any] = [:]
      tax["category"] = breakdown.category?.rawValue
      tax["rate"] = breakdown.rate?.description
      tax["basis"] = breakdown.taxableAmount?.description
      tax["amount"] = breakdown.taxAmount?.description
      return tax
    }
    object["skonto"] = invoice.cashDiscounts.map {
      ["days": $0.days, "percent": $0.percent.description] as [String: Any]
    }
    object["lines"] = invoice.lines.filter { !$0.isDocumentLevel }.map { line in
      var entry: [String: Any] = ["position": line.position]
      entry["article_number"] = line.articleNumber
      entry["description"] = line.description
      entry["quantity"] = line.quantity.map { "\($0)" }
      entry["unit"] = line.unit
      entry["unit_price"] = line.unitPrice.map { "\($0)" }
      entry["net_amount"] = line.netAmount?.description
      entry["tax_rate"] = line.taxRate?.description
      return entry
    }
    object["evidence"] = read.evidence.mapValues { evidence in
      var entry: [String: Any] = ["confidence": evidence.confidence, "source": evidence.source.rawValue]
      entry["text"] = evidence.text
      return entry
    }
    object["findings"] = read.findings.map {
      "\($0.severity.rawValue) \($0.code) \($0.field ?? "") \($0.arguments)"
    }
    return object
  }

  private static func party(_ party: Party) -> [String: Any] {
    var object: [String: Any] = [:]
    object["name"] = party.name
    object["vat_id"] = party.statedVATIdentifier ?? party.vatIdentifier?.value
    object["tax_number"] = party.taxNumber
    object["iban"] = party.statedAccounts.first ?? party.ibans.first?.value
    object["street"] = party.street
    object["postcode"] = party.postcode
    object["city"] = party.city
    object["country"] = party.country
    object["customer_number"] = party.customerNumber
    return object
  }
}
