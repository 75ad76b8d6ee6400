public import Accounting
public import Invoice
public import Reading

/// Makes the JSON result out of what the reader read and what accounting decided.
public enum ResultBuilder {
  /// The result of an invoice that was read.
  ///
  /// Reasons are the findings that block or ask, of the reading, the assignment and `findings`, in this order
  /// and each once; those that only note become notes. A status that needs a reason and has none gets
  /// `LOW_CONFIDENCE`.
  ///
  /// - Parameters:
  ///   - findings: What the caller noticed besides: duplicates, a changed IBAN, trial mode.
  ///   - creditor: The account of the seller, which also fills postings without a contra account.
  ///   - confidence: Of the document; `nil` takes the least of the core values' and the assignment's.
  ///   - alternatives: Other accounts, by the line's place in the invoice.
  ///   - timings: Milliseconds by stage.
  public static func build(
    _ read: ReadInvoice, assignment: Assignment? = nil, status: ResultDocument.Status,
    findings: [Finding] = [], document: ResultDocument.DocumentInfo, creditor: AccountNumber? = nil,
    confidence: Double? = nil, alternatives: [Int: [ResultDocument.Line.Alternative]] = [:],
    timings: [String: Double] = [:]
  ) -> ResultDocument {
    var result = ResultDocument(document: document, status: status)
    let invoice = read.invoice
    result.readFrom = read.readFrom
    if result.document.pageRange == nil, let first = read.firstPage, let last = read.lastPage, first <= last {
      result.document.pageRange = first...last
    }
    result.take(invoice, assignment, alternatives)
    result.seller.creditorAccount = creditor
    result.bookings =
      assignment?.postings.map { posting in
        var booking = ResultDocument.Booking(posting)
        booking.contraAccount = booking.contraAccount ?? creditor
        return booking
      } ?? []
    result.taxCase = assignment?.taxCase
    result.attachments = read.attachments.map(ResultDocument.Attachment.init)
    result.evidence = read.evidence
    result.checks = read.checks
    result.confidence = confidence ?? leastConfidence(read, assignment)
    result.timings = timings
    result.explain(by: read.findings + (assignment?.findings ?? []) + findings)
    return result
  }

  /// The result of a document in which no invoice could be read.
  public static func build(
    status: ResultDocument.Status, findings: [Finding], document: ResultDocument.DocumentInfo,
    timings: [String: Double] = [:]
  ) -> ResultDocument {
    var result = ResultDocument(document: document, status: status)
    result.timings = timings
    result.explain(by: findings)
    return result
  }

  /// The least of what the document rests on; a value without evidence does not count.
  private static func leastConfidence(_ read: ReadInvoice, _ assignment: Assignment?) -> Double {
    let core = ["invoice_number", "issue_date", "seller.name", "net_total", "tax_total", "gross_total"]
    let values = core.compactMap { read.evidence[$0]?.confidence }
    guard let least = (values + (assignment.map { [$0.confidence] } ?? [])).min() else { return 0 }
    return min(max(least, 0), 1)
  }
}

extension ResultDocument {
  fileprivate mutating func take(
    _ invoice: Invoice, _ assignment: Assignment?, _ alternatives: [Int: [Line.Alternative]]
  ) {
    documentType = invoice.documentType
    invoiceNumber = invoice.invoiceNumber?.nonEmpty
    issueDate = invoice.issueDate
    deliveryDate = invoice.deliveryDate
    dueDate = invoice.dueDate
    if let period = invoice.servicePeriod, period.start != nil || period.end != nil { servicePeriod = period }
    currency = invoice.currency
    seller.name = invoice.seller.name?.nonEmpty
    seller.vatIdentifier =
      (invoice.seller.statedVATIdentifier ?? invoice.seller.vatIdentifier?.value)?.nonEmpty
    seller.taxNumber = invoice.seller.taxNumber?.nonEmpty
    seller.iban = (invoice.seller.statedAccounts.first ?? invoice.seller.ibans.first?.value)?.nonEmpty
    seller.street = invoice.seller.street?.nonEmpty
    seller.postcode = invoice.seller.postcode?.nonEmpty
    seller.city = invoice.seller.city?.nonEmpty
    seller.country = invoice.seller.country?.nonEmpty
    buyer.name = invoice.buyer.name?.nonEmpty
    buyer.vatIdentifier = (invoice.buyer.statedVATIdentifier ?? invoice.buyer.vatIdentifier?.value)?.nonEmpty
    buyer.customerNumber = invoice.buyer.customerNumber?.nonEmpty
    netTotal = invoice.netTotal
    taxTotal = invoice.taxTotal
    grossTotal = invoice.grossTotal
    prepaidTotal = invoice.prepaidTotal
    tip = invoice.tip
    payable = invoice.payable
    taxes = invoice.vatBreakdown.map(Tax.init)
    skonto = invoice.cashDiscounts
    // Charges and allowances of the whole document (BG-20, BG-21) are posted like lines, but are none.
    lines = invoice.lines.enumerated().filter { !$0.element.isDocumentLevel }.map { index, line in
      var row = Line(line, assignment: assignment.flatMap { index < $0.lines.count ? $0.lines[index] : nil })
      row.alternatives = alternatives[index]
      return row
    }
  }

  fileprivate mutating func explain(by findings: [Finding]) {
    var seen: Set<Reason> = []
    for finding in findings {
      let reason = Reason(finding)
      guard seen.insert(reason).inserted else { continue }
      if finding.severity == .notes { notes.append(reason) } else { reasons.append(reason) }
    }
    // What asks has the last word only where somebody is asked: a booked document's doubts are notes.
    if status == .booked {
      notes = reasons + notes
      reasons = []
    } else if reasons.isEmpty {
      reasons = [Reason(Finding(Self.fallbackCode(for: status), .asks))]
    }
  }

  private static func fallbackCode(for status: Status) -> String {
    switch status {
    case .booked, .review: "LOW_CONFIDENCE"
    case .rejected: "DAMAGED"
    case .notAnInvoice: "NOT_AN_INVOICE"
    case .duplicate: "DUPLICATE_FILE"
    }
  }
}

extension ResultDocument.Reason {
  /// The finding with its sentence from the German catalogue.
  public init(_ finding: Finding) {
    self.init(code: finding.code, field: finding.field, message: TextCatalogue.german.message(for: finding))
  }
}

extension ResultDocument.Tax {
  fileprivate init(_ breakdown: VATBreakdown) {
    self.init()
    category = breakdown.category
    rate = breakdown.rate
    basis = breakdown.taxableAmount
    amount = breakdown.taxAmount
    exemptionReason = breakdown.exemptionReason?.nonEmpty
  }
}

extension ResultDocument.Line {
  fileprivate init(_ line: InvoiceLine, assignment: LineAssignment?) {
    self.init(position: line.position)
    articleNumber = line.articleNumber?.nonEmpty
    description = line.description?.nonEmpty
    quantity = line.quantity.map(DecimalText.init)
    unit = line.unit?.nonEmpty
    unitPrice = line.unitPrice.map(DecimalText.init)
    priceUnit = line.priceUnit.map(DecimalText.init)
    discountPercent = line.discountPercent.map(DecimalText.init)
    netAmount = line.netAmount
    taxCategory = line.taxCategory
    taxRate = line.taxRate
    guard let assignment else { return }
    account = assignment.account
    accountConfidence = assignment.account == nil ? nil : assignment.confidence
    accountReason = assignment.reason.nonEmpty
  }
}

extension String {
  var nonEmpty: String? { isEmpty ? nil : self }
}
