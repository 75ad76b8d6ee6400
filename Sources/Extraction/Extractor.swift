import FoundationEssentials
public import Invoice
public import Reading

/// Reads invoices from placed words: the room `Extraction`.
///
/// Words become lines, segments and blocks; lines are scanned for days, amounts and identifiers; every such
/// candidate is scored for every field by learned weights over its labels and place; then the values are chosen
/// together under the rules that an invoice obeys (net + tax = gross by rate, due after issue, seller is not the
/// recipient). No supplier, layout or file has a name here.
public struct Extractor: Sendable {
  let data: ExtractionData

  /// - Parameter dataDirectory: holds `extraction/*.csv`.
  /// - Throws: which file and line could not be read.
  public init(dataDirectory: String) throws(ExtractionDataError) {
    data = try ExtractionData(directory: dataDirectory)
  }

  /// The invoices of a document's pages, at least one; what is no invoice says so by its `kind`.
  ///
  /// - Parameters:
  ///   - pages: upright, in order.
  ///   - own: the recipient, or `nil` when nobody said who it is.
  public func extract(pages: [Page], own: OwnIdentity?) -> [ReadInvoice] {
    [InvoiceReader(pages: pages, own: own, data: data).read()]
  }
}
