import Extraction
import Foundation
import Invoice
import Reading

/// Whether a stated value is the true one, as the corpora's own scorer judges it.
struct TruthCheck {
  let truth: [String: Any]

  /// The paths of single values whose confidence is fitted.
  static let paths = [
    "document_type", "invoice_number", "issue_date", "delivery_date", "due_date", "seller.name",
    "seller.vat_id", "seller.tax_number", "seller.iban", "seller.postcode", "seller.city", "seller.country",
    "buyer.name", "buyer.vat_id", "buyer.customer_number", "currency",
  ]

  /// A value that is stated though the truth has none was made up.
  func isRight(_ path: String, _ invoice: Invoice) -> Bool {
    guard let wanted = value(path) else { return false }
    switch path {
    case "document_type":
      let receipts: Set<String> = ["invoice", "receipt"]
      let found = invoice.documentType?.rawValue ?? ""
      return found == wanted || (receipts.contains(found) && receipts.contains(wanted))
    case "invoice_number": return same(wanted, invoice.invoiceNumber)
    case "issue_date": return wanted == invoice.issueDate?.description
    case "delivery_date": return wanted == invoice.deliveryDate?.description
    case "due_date": return wanted == invoice.dueDate?.description
    case "seller.name": return name(wanted, invoice.seller.name)
    case "seller.vat_id": return same(wanted, invoice.seller.vatIdentifier?.value)
    case "seller.tax_number": return same(wanted, invoice.seller.taxNumber)
    case "seller.iban":
      let known = ((truth["seller"] as? [String: Any])?["ibans"] as? [String] ?? []) + [wanted]
      return known.contains { same($0, invoice.seller.ibans.first?.value) }
    case "seller.postcode": return same(wanted, invoice.seller.postcode)
    case "seller.city": return name(wanted, invoice.seller.city)
    case "seller.country": return same(wanted, invoice.seller.country)
    case "buyer.name": return name(wanted, invoice.buyer.name)
    case "buyer.vat_id": return same(wanted, invoice.buyer.vatIdentifier?.value)
    case "buyer.customer_number": return same(wanted, invoice.buyer.customerNumber)
    case "currency": return same(wanted, invoice.currency?.code)
    default: return false
    }
  }

  /// Whether number, date and totals are right: what no booking may be wrong in.
  func isCoreRight(_ invoice: Invoice) -> Bool {
    isRight("invoice_number", invoice) && isRight("issue_date", invoice) && areTotalsRight(invoice)
  }

  /// Whether a stated value can be judged: of what follows from other values the corpora mostly say nothing.
  func judges(_ path: String, _ evidence: Evidence) -> Bool {
    evidence.source != .derived || value(path) != nil
  }

  /// Who bills is right where his name or his VAT identifier is.
  func isSellerRight(_ invoice: Invoice) -> Bool {
    isRight("seller.name", invoice) || isRight("seller.vat_id", invoice)
  }

  func areTotalsRight(_ invoice: Invoice) -> Bool {
    func amount(_ path: String) -> Amount? { value(path).flatMap { Amount(decimal: $0)?.magnitude } }
    return invoice.netTotal?.magnitude == amount("net_total")
      && invoice.taxTotal?.magnitude == amount("tax_total")
      && invoice.grossTotal?.magnitude == amount("gross_total")
  }

  private func value(_ path: String) -> String? {
    var object: Any? = truth
    for part in path.split(separator: ".") { object = (object as? [String: Any])?[String(part)] }
    return object as? String
  }

  private func same(_ wanted: String, _ found: String?) -> Bool {
    guard let found else { return false }
    return plain(wanted) == plain(found)
  }

  private func name(_ wanted: String, _ found: String?) -> Bool {
    guard let found else { return false }
    return FieldTraining.isSameName(found, wanted)
  }

  private func plain(_ text: String) -> String { text.uppercased().filter { !$0.isWhitespace } }
}
