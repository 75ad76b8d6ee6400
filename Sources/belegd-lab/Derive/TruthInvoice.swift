import Foundation
import Invoice

/// One row of a corpus' `truth.jsonl`, as far as accounting needs it, and the invoice that perfect reading gives.
struct TruthInvoice: Decodable {
  /// Every row of a corpus' truth.
  static func read(_ path: String) throws -> [TruthInvoice] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(TruthInvoice.self, from: Data($0.utf8))
    }
  }

  struct Tenant: Decodable {
    var name: String?
    var vat_id: String?
  }

  struct Seller: Decodable {
    var name: String?
    var vat_id: String?
    var tax_number: String?
    var iban: String?
    var postcode: String?
    var city: String?
    var country: String?
  }

  struct Buyer: Decodable {
    var name: String?
    var vat_id: String?
  }

  struct Tax: Decodable {
    var category: String?
    var rate: String?
    var basis: String?
    var amount: String?
  }

  /// One corpus counts in numbers, the other in texts such as `1`.
  struct Position: Decodable {
    var number: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      number = try (try? container.decode(Int.self)) ?? Int(container.decode(String.self)) ?? 0
    }
  }

  struct Line: Decodable {
    var position: Position?
    var article_number: String?
    var description: String?
    var quantity: String?
    var unit: String?
    var unit_price: String?
    var price_unit: String?
    var discount_percent: String?
    var net_amount: String?
    var tax_rate: String?
    /// The expected account, and others that are right as well.
    var skr03: String?
    var skr03_accept: [String]?
  }

  struct Booking: Decodable {
    var account: String
    var gross: String
  }

  struct Period: Decodable {
    var start: String?
    var end: String?

    /// One corpus names the two days, the other lists them.
    init(from decoder: any Decoder) throws {
      if var list = try? decoder.unkeyedContainer() {
        start = list.isAtEnd ? nil : try list.decodeIfPresent(String.self)
        end = list.isAtEnd ? nil : try list.decodeIfPresent(String.self)
        return
      }
      let container = try decoder.container(keyedBy: Key.self)
      start = try container.decodeIfPresent(String.self, forKey: .start)
      end = try container.decodeIfPresent(String.self, forKey: .end)
    }

    private enum Key: String, CodingKey { case start, end }
  }

  struct Truth: Decodable {
    var document_type: String
    var invoice_number: String?
    var issue_date: String?
    var delivery_date: String?
    var service_period: Period?
    var seller: Seller?
    var buyer: Buyer?
    var tenant: Tenant?
    var net_total: String?
    var tax_total: String?
    var gross_total: String?
    var prepaid_total: String?
    var tip: String?
    var taxes: [Tax]?
    var lines: [Line]?
    var bookings: [Booking]?
  }

  var file: String
  var kind: String?
  /// The document that this one is a scan of.
  var variant_of: String?
  var truth: Truth?

  /// `bare` leaves out the tax categories, which a page does not print.
  func invoice(bare: Bool) -> Invoice? {
    guard let truth, let kind = DocumentType(rawValue: truth.document_type) else { return nil }
    var invoice = Invoice()
    invoice.documentType = kind
    invoice.invoiceNumber = truth.invoice_number
    invoice.issueDate = truth.issue_date.flatMap { CalendarDay(iso: $0) }
    invoice.deliveryDate = truth.delivery_date.flatMap { CalendarDay(iso: $0) }
    if let period = truth.service_period {
      invoice.servicePeriod = DayPeriod(
        start: period.start.flatMap { CalendarDay(iso: $0) }, end: period.end.flatMap { CalendarDay(iso: $0) }
      )
    }
    invoice.currency = .euro
    invoice.seller.name = truth.seller?.name
    invoice.seller.vatIdentifier = truth.seller?.vat_id.flatMap { VATIdentifier($0) }
    invoice.seller.taxNumber = truth.seller?.tax_number
    invoice.seller.postcode = truth.seller?.postcode
    invoice.seller.city = truth.seller?.city
    invoice.seller.country = truth.seller?.country
    invoice.seller.ibans = [truth.seller?.iban].compactMap { $0.flatMap { IBAN($0) } }
    invoice.buyer.name = truth.buyer?.name
    invoice.buyer.vatIdentifier = truth.buyer?.vat_id.flatMap { VATIdentifier($0) }
    invoice.netTotal = truth.net_total.flatMap { Amount(decimal: $0) }
    invoice.taxTotal = truth.tax_total.flatMap { Amount(decimal: $0) }
    invoice.grossTotal = truth.gross_total.flatMap { Amount(decimal: $0) }
    invoice.prepaidTotal = truth.prepaid_total.flatMap { Amount(decimal: $0) }
    invoice.tip = truth.tip.flatMap { Amount(decimal: $0) }
    invoice.vatBreakdown = (truth.taxes ?? []).map { tax in
      VATBreakdown(
        category: bare ? nil : tax.category.flatMap { VATCategory(rawValue: $0) },
        rate: tax.rate.flatMap { VATRate(percent: $0) },
        taxableAmount: tax.basis.flatMap { Amount(decimal: $0) },
        taxAmount: tax.amount.flatMap { Amount(decimal: $0) })
    }
    invoice.lines = (truth.lines ?? []).map(line)
    return invoice
  }

  private func line(_ truth: Line) -> InvoiceLine {
    var line = InvoiceLine(position: truth.position?.number ?? 0)
    line.articleNumber = truth.article_number
    line.description = truth.description
    line.quantity = truth.quantity.flatMap { Decimal(string: $0) }
    line.unit = truth.unit
    line.unitPrice = truth.unit_price.flatMap { Decimal(string: $0) }
    line.priceUnit = truth.price_unit.flatMap { Decimal(string: $0) }
    line.discountPercent = truth.discount_percent.flatMap { Decimal(string: $0) }
    line.netAmount = truth.net_amount.flatMap { Amount(decimal: $0) }
    line.taxRate = truth.tax_rate.flatMap { VATRate(percent: $0) }
    return line
  }
}
