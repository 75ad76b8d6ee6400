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
  /// A stack of several invoices is taken apart; where that is unsure, the parts concerned ask with `SPLIT_UNSURE`.
  ///
  /// - Parameters:
  ///   - pages: upright, in order.
  ///   - own: the recipient, or `nil` when nobody said who it is.
  ///   - starts: the first pages of the invoices, from 1, where a person has said so.
  public func extract(pages: [Page], own: OwnIdentity?, starts: [Int]? = nil) -> [ReadInvoice] {
    if let starts { return cut(pages, at: starts, own: own) }
    let reading = DocumentReading(pages: pages, own: own, catalogue: data.catalogue)
    guard pages.count > 1 else {
      return [read(reading, pages, own)]
    }
    let parts = StackSplitter(reading: reading, own: own, data: data).parts()
    guard parts.count > 1 else {
      return [Self.asking(read(reading, pages, own), parts.first?.unsurePage)]
    }
    return parts.map { part in
      let members = part.pages.map { pages[$0] }
      let reading = DocumentReading(pages: members, own: own, catalogue: data.catalogue)
      return Self.asking(read(reading, members, own, isWhole: false), part.unsurePage)
    }
  }

  /// The invoices between the cuts that somebody has made.
  private func cut(_ pages: [Page], at starts: [Int], own: OwnIdentity?) -> [ReadInvoice] {
    let places = Set(starts.map { $0 - 1 }).union([0]).filter { pages.indices.contains($0) }.sorted()
    return zip(places, places.dropFirst() + [pages.count]).map { start, end in
      let members = Array(pages[start..<end])
      let reading = DocumentReading(pages: members, own: own, catalogue: data.catalogue)
      return read(reading, members, own, isWhole: false)
    }
  }

  /// One invoice by its words and by what a GiroCode says beside them.
  private func read(
    _ reading: DocumentReading, _ pages: [Page], _ own: OwnIdentity?, isWhole: Bool = true
  ) -> ReadInvoice {
    var result = InvoiceReader(reading: reading, pages: pages, own: own, data: data, isWhole: isWhole).read()
    GiroCodeEvidence(pages: pages, own: own, data.thresholds)?.apply(to: &result)
    result.findings += SecondOpinion(of: result, in: pages).findings
    return result
  }

  private static func asking(_ invoice: ReadInvoice, _ page: Int?) -> ReadInvoice {
    guard let page else { return invoice }
    var result = invoice
    result.findings.append(Finding("SPLIT_UNSURE", .asks, arguments: ["page": "\(page)"]))
    return result
  }
}
