public import Accounting
public import FoundationEssentials
public import Invoice

/// One row of a future batch as the database keeps it: the posting and what its DATEV row says of the invoice.
///
/// The room `Delivery` gathers postings into batches, writes them in DATEV's format and puts them, checked, where
/// the tax adviser collects them.
public struct BookedPosting: Hashable, Sendable, Codable {
  public var posting: Posting
  /// BT-1.
  public var invoiceNumber: String?
  /// BT-2.
  public var issueDate: CalendarDay
  /// BT-72, or the end of the period of service.
  public var serviceDate: CalendarDay?
  /// BT-9.
  public var dueDate: CalendarDay?
  /// BT-5.
  public var currency: CurrencyCode
  /// BT-27.
  public var sellerName: String
  /// BT-31.
  public var sellerVATIdentifier: VATIdentifier?
  /// The document's stable id, for the link between booking and picture.
  public var document: String

  /// The row of one posting of an invoice; `nil` where the invoice lacks what a row must say.
  public init?(_ posting: Posting, of invoice: Invoice, document: String) {
    guard let issueDate = invoice.issueDate, let currency = invoice.currency, let name = invoice.seller.name,
      posting.contraAccount != nil
    else { return nil }
    self.posting = posting
    invoiceNumber = invoice.invoiceNumber
    self.issueDate = issueDate
    serviceDate = invoice.deliveryDate ?? invoice.servicePeriod?.end
    dueDate = invoice.dueDate
    self.currency = currency
    sellerName = name
    sellerVATIdentifier = invoice.seller.vatIdentifier
    self.document = document
  }

  /// With sorted keys, so that the same posting is always the same text.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  public init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }
}
