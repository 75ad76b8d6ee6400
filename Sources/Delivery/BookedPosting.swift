public import Accounting
import DATEV
public import FoundationEssentials
public import Invoice

/// One row of a future batch as the database keeps it: the posting and what its DATEV row says of the invoice.
///
/// The room `Delivery` gathers postings into batches, writes them in DATEV's format and puts them, checked, where
/// the tax adviser collects them.
public struct BookedPosting: Hashable, Sendable, Codable {
  public var posting: Posting
  /// The invoice without its lines and notes, which no row shows.
  public var invoice: Invoice
  /// Units of the invoice's currency per unit of the batch's, as it was when the document was booked.
  public var exchangeRate: Decimal?
  /// From 2 on for an invoice whose number another of its supplier's has as well once both are cleaned for DATEV.
  public var referenceSuffix: Int?

  /// The row of one posting; `nil` where the invoice lacks what a row must say.
  public init?(_ posting: Posting, of invoice: Invoice, exchangeRate: Decimal? = nil) {
    guard invoice.issueDate != nil, invoice.currency != nil, posting.contraAccount != nil else { return nil }
    self.posting = posting
    self.invoice = invoice
    self.invoice.lines = []
    self.invoice.notes = []
    self.exchangeRate = exchangeRate
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

  /// The invoice as DATEV's rows are made of it, with this posting alone.
  func posted(link: Beleglink?, reference: String?, isReversal: Bool) -> PostedInvoice {
    var posted = PostedInvoice(
      invoice: invoice, postings: [posting], beleglink: link,
      kurs: exchangeRate.flatMap { Festkomma($0, places: 6) }, isGeneralumkehr: isReversal)
    if let referenceSuffix {
      posted.belegfeld1 = Belegfeld1(cleaning: invoice.invoiceNumber ?? "", suffix: referenceSuffix)
    }
    if let reference { posted.zusatzinformationen = [Information(art: "Beleg", inhalt: reference)] }
    return posted
  }
}
