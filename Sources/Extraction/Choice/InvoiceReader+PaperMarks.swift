import Invoice
import Reading

/// What a paper says of itself, of what an invoice never lacks altogether.
///
/// Which marks these are follows from § 14 Abs. 4 UStG and § 33 UStDV.
struct PaperMarks: Sendable {
  /// An invoice, a credit note or a receipt by a title.
  var isNamedInvoice = false
  /// A protocol, a form, a contract or another paper by its title.
  var isNamedOther = false
  /// The number of an invoice with a label of its own.
  var hasNumber = false
  /// A tax number or a VAT identifier of somebody else than the recipient.
  var hasTaxIdentifier = false
  /// A sum labelled as a gross total or as what is to be paid; tax, and a day or a term by which to pay.
  var hasTotal = false
  var hasTax = false
  var hasTerm = false

  /// Whether the paper is none that is posted.
  ///
  /// Its title says so and nothing asks for money; or it has neither a name, a number nor a seller known to the tax
  /// office. None of the 937 digital invoices of the three corpora is like that, nor one of their 246 scans.
  ///
  /// - Parameter isPrinted: letters are certain; a scan loses marks, so only its title counts.
  func isNoInvoice(isPrinted: Bool) -> Bool {
    if isNamedInvoice || hasNumber { return false }
    if isNamedOther {
      return isPrinted ? !(hasTotal && (hasTax || hasTerm)) : !hasTotal && !hasTax && !hasTerm
    }
    return isPrinted && !hasTaxIdentifier && !(hasTotal && hasTax)
  }
}

extension InvoiceReader {
  func paperMarks() -> PaperMarks {
    PaperMarks(
      isNamedInvoice: isTitled(Self.invoiceTitles), isNamedOther: namesOther(),
      hasNumber: reading.identifiers.contains { $0.isLabelled(.number) }, hasTaxIdentifier: hasTaxIdentifier,
      hasTotal: reading.amounts.contains { $0.isLabelled(.gross) || $0.isLabelled(.payable) },
      hasTax: reading.amounts.contains(where: Self.isTax), hasTerm: hasTerm)
  }

  private var hasTaxIdentifier: Bool {
    let seller = result.invoice.seller
    return seller.vatIdentifier != nil || seller.statedVATIdentifier != nil || seller.taxNumber != nil
  }

  private var hasTerm: Bool {
    if !terms.discounts.isEmpty || terms.netDays != nil || terms.isDueAtOnce { return true }
    return reading.days.contains { $0.isLabelled(.dueDate) }
  }

  private static func isTax(_ candidate: Candidate) -> Bool {
    candidate.isLabelled(.tax) && (candidate.amount ?? .zero) != .zero
  }

  private static let invoiceTitles = Meanings([
    .titleInvoice, .titleCredit, .titleCorrected, .titlePartial, .titleFinal, .titleReceipt,
  ])

  /// Whether a label stands where a title does: at the head of a short segment in the upper part of a first page.
  private func isTitled(_ meanings: Meanings) -> Bool {
    guard let page = reading.document.pages.first else { return false }
    for line in page.lines where line.box.middleY < 0.6 * page.height {
      for hit in reading.labels[0].hits[line.index] where !hit.meanings.isDisjoint(with: meanings) {
        if hit.bytes.lowerBound <= line.segments[hit.segment].bytes.lowerBound + 1 { return true }
      }
    }
    return false
  }

  /// Whether the title of the first page names another kind of paper.
  private func namesOther() -> Bool {
    guard let page = reading.document.pages.first, let phrases = data.phrases["other_paper"],
      let endings = data.phrases["other_paper_ending"]
    else { return false }
    for line in page.lines where line.box.middleY < 0.5 * page.height {
      for segment in line.segments where segment.words.count <= 7 {
        let isBig = segment.fontSize > 1.2 * page.bodyFontSize
        guard isBig || line.segments.count == 1 || segment.words.count <= 4 else { continue }
        let text = FoldedText(line.bytes, segment.bytes)
        guard let end = text.ends.firstIndex(of: true) else { continue }
        let first = Array(text.letters[...end])
        for phrase in phrases where text.letters.starts(with: phrase) {
          if text.ends[phrase.count - 1] { return true }
        }
        for ending in endings where first.count > ending.count {
          if first.suffix(ending.count).elementsEqual(ending) { return true }
        }
      }
    }
    return false
  }
}
