import Invoice
import JobStore
import Results

extension PersonsAnswer {
  /// The end of a document that is not read at all, or not any more; `nil` where the answer wants it to be read.
  var ending: Ending? {
    switch verdicts[0] {
    case .discarded: Ending(outcome: .rejected, findings: [Finding("DISCARDED_BY_PERSON", .blocks)])
    case .notAnInvoice: Ending(outcome: .other, findings: [Finding("NOT_AN_INVOICE_BY_PERSON", .asks)])
    case .sameAs, .confirmed, nil: nil
    }
  }
}

extension PersonsAnswer.Verdict {
  /// Whether the invoice is not to be booked.
  var setsAside: Bool { self != .confirmed }
}
