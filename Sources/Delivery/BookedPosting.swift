public import Accounting
import FoundationEssentials
public import Invoice

/// One row of a future batch as the database keeps it: the posting and what its DATEV row says of the invoice.
///
/// The room `Delivery` gathers postings into batches, writes them in DATEV's format and puts them, checked, where
/// the tax adviser collects them.
public struct BookedPosting: Hashable, Sendable, Codable {
  public var posting: Posting
  /// The invoice without its lines and notes, which no row shows.
  public var invoice: Invoice

  /// The row of one posting; `nil` where the invoice lacks what a row must say.
  public init?(_ posting: Posting, of invoice: Invoice) {
    guard invoice.issueDate != nil, invoice.currency != nil, posting.contraAccount != nil else { return nil }
    self.posting = posting
    self.invoice = invoice
    self.invoice.lines = []
    self.invoice.notes = []
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
