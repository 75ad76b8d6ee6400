import FoundationEssentials
import Invoice

/// Makes an `Invoice` of the terms, with the XPath of every value that it takes over.
struct InvoiceBuilder {
  /// Lines from this one on have evidence as a whole only.
  static let linesWithEvidencePerField = 500
  private static let textLimit = 64 << 10
  /// The most bytes of one value; a stranger's file may have megabytes in a name.
  private static let valueLimit = 8 << 10
  /// The most bytes of an attribute's value; a Linux file name has 255.
  private static let attributeLimit = 1 << 10

  private let tree: XMLTree
  private let terms: BusinessTerms
  private let rules: EInvoiceRules?
  private var invoice = Invoice()
  private var evidence: [String: Evidence] = [:]
  private var findings: [Finding] = []
  /// Whether the document states money back as positive amounts.
  private var isMirrored = false

  init(tree: XMLTree, terms: BusinessTerms, rules: EInvoiceRules?) {
    self.tree = tree
    self.terms = terms
    self.rules = rules
  }

  mutating func build() -> ReadEInvoice {
    let profile = EInvoiceProfile(stated(terms.specification), syntax: terms.syntax)
    buildHeader(profile)
    buildTotals()
    invoice.seller = party(terms.seller, "seller")
    invoice.buyer = party(terms.buyer, "buyer")
    let customer = (terms.buyer.identifiers + terms.buyer.globalIdentifiers).first { tree.isFilled($0) }
    invoice.buyer.customerNumber = text(customer ?? .none, "buyer.customer_number")
    buildPayment()
    buildBreakdown()
    buildLines()
    checkAdvances()
    buildTerms()
    return ReadEInvoice(
      invoice: invoice, evidence: evidence, syntax: terms.syntax, profile: profile, findings: findings,
      checks: [], verdict: isUnusable ? .unusable : .notChecked, attachments: attachments(),
      text: wholeText())
  }

  // MARK: - Header

  private mutating func buildHeader(_ profile: EInvoiceProfile) {
    invoice.specification = stated(terms.specification)
    invoice.invoiceNumber = text(terms.number, "invoice_number")
    invoice.issueDate = day(terms.issueDate, "issue_date")
    invoice.typeCode = stated(terms.typeCode)
    invoice.deliveryDate = day(terms.delivery.date, "delivery_date")
    invoice.dueDate = terms.dueDates.first.flatMap { day($0, "due_date") }
    let start = day(terms.period.start, "service_period.start")
    let end = day(terms.period.end, "service_period.end")
    if start != nil || end != nil { invoice.servicePeriod = DayPeriod(start: start, end: end) }
    if let code = stated(terms.currency) {
      invoice.currency = CurrencyCode(code.uppercased())
      note("currency", terms.currency)
    }
    invoice.precedingInvoiceNumber = terms.precedingInvoices.first.flatMap { stated($0.number) }
    buildDocumentType()
    if !profile.isInvoice {
      findings.append(Finding("PROFILE_NOT_AN_INVOICE", .asks, arguments: ["profile": profile.name]))
    }
    if case .unknown(let identifier) = profile {
      findings.append(Finding("PROFILE_UNKNOWN", .notes, arguments: ["profile": identifier]))
    }
    if case .zugferd1 = profile {
      findings.append(Finding("EINVOICE_FORMAT_OUTDATED", .notes, arguments: ["profile": profile.name]))
    }
    if isTest { findings.append(Finding("TEST_INVOICE", .asks)) }
  }

  /// The sender's own mark that the document is a trial (CII).
  private var isTest: Bool {
    let context = tree.at(tree.root, "rsm:ExchangedDocumentContext")
      .or(tree.at(tree.root, "rsm:SpecifiedExchangedDocumentContext"))
    return stated(tree.at(context, "ram:TestIndicator", "udt:Indicator")) == "true"
  }

  /// BT-3 by the table of the JSON result; credit codes are those that UBL allows in a CreditNote.
  private mutating func buildDocumentType() {
    let code = invoice.typeCode ?? ""
    let gross = tree.decimal(terms.totals.gross) ?? .zero
    note("document_type", terms.typeCode)
    switch code {
    case "381", "81", "83", "261", "262", "296", "308", "396", "420", "458", "502", "503", "532":
      invoice.documentType = .creditNote
    case "384": invoice.documentType = .corrected
    case "326", "386", "875", "876": invoice.documentType = .partial
    case "877": invoice.documentType = .final
    // ZUGFeRD 1.0 has one code for a change of value; the sign of the total says in whose favour.
    case "84": invoice.documentType = gross.isNegative ? .creditNote : .invoice
    default: invoice.documentType = terms.syntax == .ublCreditNote ? .creditNote : .invoice
    }
    if invoice.documentType == .invoice { takeStatedTitle() }
    if invoice.documentType == .creditNote {
      isMirrored = !gross.isNegative
      if gross.isNegative, code != "84" {
        findings.append(Finding("CREDIT_NOTE_NEGATIVE", .asks, field: "gross_total"))
      }
    }
    switch code {
    case "389", "261", "502": findings.append(Finding("SELF_BILLED", .asks, field: "document_type"))
    case "325", "751", "130", "211", "71":
      findings.append(Finding("TYPE_IS_NO_INVOICE", .asks, field: "document_type", arguments: ["code": code]))
    case "384":
      findings.append(
        Finding(
          "CORRECTION_OF_INVOICE", .asks, field: "document_type",
          arguments: ["number": invoice.precedingInvoiceNumber ?? "?"]))
    default: break
    }
  }

  /// What the heading or a note says it is, where BT-3 only says invoice.
  private mutating func takeStatedTitle() {
    guard let rules else { return }
    for term in [terms.heading] + terms.notes.map(\.text) {
      guard let text = stated(term), let kind = rules.titles.kind(statedBy: text) else { continue }
      // The notes of a final invoice list its advances.
      guard invoice.documentType == .invoice || kind == .final else { continue }
      invoice.documentType = kind
      evidence["document_type"] = Evidence(
        source: .xml, confidence: 0.95, text: String(text.prefix(80)), path: tree.path(term))
    }
  }

  /// Asks where advances were billed, or must have been, and the document does not say how much is left to book.
  private mutating func checkAdvances() {
    let isPrepaid = invoice.prepaidTotal.map { $0 != .zero } ?? false
    switch invoice.documentType {
    case .final where !isPrepaid && !deductsOnLines:
      // A final invoice is not to be booked whole, unless nothing was billed before.
      findings.append(Finding("FINAL_WITHOUT_ADVANCES", .asks, field: "prepaid_total"))
    case .partial where isPrepaid, .invoice where isPrepaid && !terms.precedingInvoices.isEmpty:
      findings.append(
        Finding(
          "ADVANCES_UNCLEAR", .asks, field: "prepaid_total",
          arguments: ["amount": invoice.prepaidTotal?.description ?? ""]))
    default: break
    }
  }

  /// Advances as lines of their own; a discount on the document is none.
  private var deductsOnLines: Bool {
    invoice.lines.contains { !$0.isDocumentLevel && ($0.netAmount ?? .zero) < .zero }
  }

  // MARK: - Totals

  private mutating func buildTotals() {
    let totals = terms.totals
    invoice.netTotal = amount(totals.net, "net_total")
    invoice.grossTotal = amount(totals.gross, "gross_total")
    invoice.prepaidTotal = amount(totals.prepaid, "prepaid_total")
    invoice.payable = amount(totals.payable, "payable")
    invoice.roundingAmount = amount(totals.rounding, nil)
    let currency = stated(terms.currency)
    let inCurrency = terms.taxTotals.first { total in
      let stated = tree.attribute(total.amount, "currencyID")
      return stated == nil || stated == currency
    }
    invoice.taxTotal = amount((inCurrency ?? terms.taxTotals.first)?.amount ?? .none, "tax_total")
    if let code = stated(terms.taxCurrency), code != currency {
      invoice.taxCurrency = CurrencyCode(code)
      let total = terms.taxTotals.first { tree.attribute($0.amount, "currencyID") == code }
      invoice.taxTotalInTaxCurrency = amount(total?.amount ?? .none, nil)
    }
    if !terms.thirdPartyPayments.isEmpty {
      let sum = terms.thirdPartyPayments.reduce(ExactDecimal.zero) {
        $0 + (tree.decimal($1.amount) ?? .zero)
      }
      invoice.thirdPartyTotal = sum.amount.map { isMirrored ? -$0 : $0 }
      findings.append(
        Finding("THIRD_PARTY_PAYMENTS", .asks, field: "payable", arguments: ["amount": sum.description]))
    }
  }

  private mutating func buildBreakdown() {
    for part in terms.breakdowns {
      let index = invoice.vatBreakdown.count
      let path = "taxes[\(index)]"
      var breakdown = VATBreakdown()
      breakdown.category = category(part.tax.category)
      breakdown.rate = rate(part.tax.rate)
      breakdown.taxableAmount = amount(part.taxable, "\(path).basis")
      breakdown.taxAmount = amount(part.amount, "\(path).amount")
      let code = stated(part.reasonCode)
      breakdown.exemptionReason =
        stated(part.reason) ?? code.map { rules?.lists.meaning(ofExemption: $0) ?? $0 }
      if breakdown.rate != nil { note("\(path).rate", part.tax.rate) }
      if breakdown.category != nil { note("\(path).category", part.tax.category) }
      if breakdown.exemptionReason != nil {
        note("\(path).exemption_reason", tree.isFilled(part.reason) ? part.reason : part.reasonCode)
      }
      invoice.vatBreakdown.append(breakdown)
    }
  }

  // MARK: - Parties and payment

  private mutating func party(_ terms: PartyTerms, _ path: String) -> Party {
    var party = Party()
    party.name = text(tree.isFilled(terms.name) ? terms.name : terms.tradingName, "\(path).name")
    party.statedVATIdentifier = text(terms.vatIdentifier, "\(path).vat_id")
    party.vatIdentifier = party.statedVATIdentifier.flatMap { VATIdentifier($0) }
    party.taxNumber = text(terms.taxNumber, "\(path).tax_number")
    party.street = text(
      tree.isFilled(terms.address.street) ? terms.address.street : terms.address.additional,
      "\(path).street")
    party.postcode = text(terms.address.postcode, "\(path).postcode")
    party.city = text(terms.address.city, "\(path).city")
    party.country = text(terms.address.country, "\(path).country")
    return party
  }

  private mutating func buildPayment() {
    // An account that is called IBAN goes before one that may be any number (CII).
    let accounts = terms.paymentMeans.flatMap(\.accounts)
    for account in accounts.filter(\.iban.exists) + accounts.filter({ !$0.iban.exists }) {
      guard let stated = stated(account.number) else { continue }
      if invoice.seller.statedAccounts.isEmpty { note("seller.iban", account.number) }
      if !invoice.seller.statedAccounts.contains(stated) { invoice.seller.statedAccounts.append(stated) }
      if let iban = IBAN(stated), !invoice.seller.ibans.contains(iban) { invoice.seller.ibans.append(iban) }
    }
    invoice.paymentMeansCode =
      terms.paymentMeans.lazy.compactMap { [tree] in tree.text($0.code, limit: Self.valueLimit) }.first
    if let payee = terms.payees.first, let name = stated(payee.name), name != invoice.seller.name {
      invoice.payeeName = name
      findings.append(Finding("PAYEE_DIFFERS", .notes, field: "seller.iban", arguments: ["payee": name]))
    }
  }

  private mutating func buildTerms() {
    let texts = terms.paymentTerms.compactMap { [tree] in tree.text($0, limit: Self.valueLimit) }
    var found = terms.structuredDiscounts.compactMap { [tree] terms -> CashDiscount? in
      guard let days = tree.decimal(terms.days)?.amount, let percent = tree.decimal(terms.percent)?.amount,
        let rate = VATRate(percent: percent.description), days.minorUnits % 100 == 0,
        0...36_500 ~= days.minorUnits
      else { return nil }
      return CashDiscount(days: Int(days.minorUnits / 100), percent: rate)
    }
    var source = terms.structuredDiscounts.first?.percent ?? .none
    for text in texts where found.isEmpty || text.contains("#") {
      found += PaymentTermsText(text, issueDate: invoice.issueDate).discounts.filter { !found.contains($0) }
    }
    if !source.exists { source = terms.paymentTerms.first ?? .none }
    invoice.cashDiscounts = found
    if !found.isEmpty { note("skonto", source) }
    if invoice.dueDate == nil, let issued = invoice.issueDate {
      let days = texts.lazy.compactMap { PaymentTermsText($0, issueDate: issued).netDays }.first
      if let days, let due = issued.adding(days: days) {
        invoice.dueDate = due
        evidence["due_date"] = Evidence(
          source: .derived, confidence: 0.95, text: texts.first,
          path: terms.paymentTerms.first.map { tree.path($0) })
      }
    }
    invoice.notes += texts
  }

  // MARK: - Lines

  private mutating func buildLines() {
    let root = tree.path(tree.root)
    let linePrefix =
      root + (terms.syntax.isUBL ? "" : "/" + tree.name(tree.parent(terms.lines.first?.group ?? .none)))
    for (offset, line) in terms.lines.enumerated() where countsTowardsTotal(line) {
      let prefix = "\(linePrefix)/\(tree.name(line.group))[\(offset + 1)]"
      add(line, prefix)
    }
    for allowance in terms.allowances { add(allowance) }
  }

  /// Group and information lines repeat what their detail lines state (CII extended); a line of ZUGFeRD 1.0
  /// may be nothing but a text.
  private func countsTowardsTotal(_ line: LineTerms) -> Bool {
    guard line.net.exists || line.quantity.exists || line.name.exists else { return false }
    guard let status = stated(line.status)?.uppercased() else { return true }
    return status != "GROUP" && status != "INFORMATION"
  }

  private mutating func add(_ terms: LineTerms, _ prefix: String) {
    let index = invoice.lines.count
    var line = InvoiceLine(position: index + 1)
    line.articleNumber = stated(terms.sellerArticle)
    let name = stated(terms.name)
    let more = stated(terms.description)
    line.description = name ?? more
    if let name, let more, !name.contains(more) { line.description = "\(name)\n\(more)" }
    line.quantity = tree.decimal(terms.quantity).map { isMirrored ? -$0 : $0 }?.decimal
    line.unit = attribute(terms.quantity, "unitCode").flatMap { $0.isEmpty ? nil : $0 }
    line.unitPrice = tree.decimal(terms.price)?.decimal
    line.priceUnit = tree.decimal(terms.baseQuantity)?.decimal
    if terms.allowances.count == 1, let allowance = terms.allowances.first, !allowance.isCharge {
      line.discountPercent = tree.decimal(allowance.percent)?.decimal
    }
    line.netAmount = amount(terms.net, nil)
    if terms.net.exists, line.netAmount == nil { unreadable(terms.net, "lines[\(index)].net_amount") }
    line.taxCategory = category(terms.tax.category)
    line.taxRate = rate(terms.tax.rate)
    invoice.lines.append(line)
    guard index < Self.linesWithEvidencePerField else {
      evidence["lines[\(index)]"] = Evidence(source: .xml, confidence: 1, path: prefix)
      return
    }
    let values: [(String, Term)] = [
      ("article_number", terms.sellerArticle),
      ("description", tree.isFilled(terms.name) ? terms.name : terms.description),
      ("quantity", terms.quantity), ("unit_price", terms.price), ("price_unit", terms.baseQuantity),
      ("net_amount", terms.net), ("tax_category", terms.tax.category), ("tax_rate", terms.tax.rate),
    ]
    for (field, term) in values where tree.isFilled(term) {
      evidence["lines[\(index)].\(field)"] = Evidence(
        source: .xml, confidence: 1, path: tree.path(term, below: terms.group, prefix))
    }
    if line.unit != nil {
      evidence["lines[\(index)].unit"] = Evidence(
        source: .xml, confidence: 1,
        path: tree.path(terms.quantity, below: terms.group, prefix) + "/@unitCode")
    }
  }

  /// A charge or allowance of the whole document as a line of its own, so that lines add up to the net total.
  private mutating func add(_ allowance: AllowanceTerms) {
    let index = invoice.lines.count
    var line = InvoiceLine(position: index + 1)
    line.isDocumentLevel = true
    line.description =
      stated(allowance.reason)
      ?? stated(allowance.reasonCode).map { allowance.isCharge ? "Zuschlag (\($0))" : "Nachlass (\($0))" }
      ?? (allowance.isCharge ? "Zuschlag" : "Nachlass")
    line.netAmount = amount(allowance.amount, nil).map { allowance.isCharge ? $0 : -$0 }
    line.taxCategory = category(allowance.tax.category)
    line.taxRate = rate(allowance.tax.rate)
    invoice.lines.append(line)
    note("lines[\(index)].net_amount", allowance.amount)
    if tree.isFilled(allowance.reason) { note("lines[\(index)].description", allowance.reason) }
  }

  // MARK: - Attachments and text

  private func attachments() -> [EmbeddedAttachment] {
    terms.documents.filter(\.attachment.exists).map { document in
      EmbeddedAttachment(
        name: attribute(document.attachment, "filename") ?? stated(document.number) ?? "",
        mediaType: attribute(document.attachment, "mimeCode") ?? "",
        description: stated(document.description), encoded: tree.trimmedBytes(document.attachment))
    }
  }

  private mutating func wholeText() -> String {
    var parts: [String] = []
    var count = 0
    func add(_ term: Term) {
      guard count < Self.textLimit, let text = stated(term) else { return }
      parts.append(text)
      count += text.utf8.count + 1
    }
    add(terms.heading)
    for note in terms.notes { add(note.text) }
    invoice.notes.insert(
      contentsOf: terms.notes.compactMap { [tree] in tree.text($0.text, limit: Self.valueLimit) }, at: 0)
    for part in terms.breakdowns {
      add(part.reason)
      if let code = stated(part.reasonCode), let meaning = rules?.lists.meaning(ofExemption: code) {
        parts.append(meaning)
      }
    }
    for text in terms.paymentTerms { add(text) }
    func add(_ line: LineTerms) {
      add(line.name)
      add(line.description)
      for note in line.notes { add(note) }
      for subLine in line.subLines where count < Self.textLimit { add(subLine) }
    }
    for line in terms.lines where count < Self.textLimit { add(line) }
    for allowance in terms.allowances { add(allowance.reason) }
    let text = parts.joined(separator: "\n")
    guard text.utf8.count > Self.textLimit else { return text }
    return String(decoding: Array(text.utf8.prefix(Self.textLimit)), as: UTF8.self)
  }

  /// Without a number and a sum, or without any totals, there is nothing to post and nothing to correct.
  private var isUnusable: Bool {
    !terms.totals.group.exists || (invoice.invoiceNumber == nil && invoice.grossTotal == nil)
  }

  // MARK: - Values

  /// The text of a term as far as a value may be long.
  private func stated(_ term: Term) -> String? { tree.text(term, limit: Self.valueLimit) }

  /// The same of an attribute, which names a file, a type or a unit.
  private func attribute(_ term: Term, _ name: String) -> String? {
    tree.attribute(term, name).map { value in
      value.utf8.count <= Self.attributeLimit ? value : String(value.prefix(Self.attributeLimit / 4))
    }
  }

  private mutating func note(_ field: String, _ term: Term) {
    guard term.exists else { return }
    evidence[field] = Evidence(source: .xml, confidence: 1, path: tree.path(term))
  }

  private mutating func unreadable(_ term: Term, _ field: String) {
    findings.append(
      Finding(
        "VALUE_UNREADABLE", .asks, field: field,
        arguments: ["text": String((stated(term) ?? "").prefix(60)), "path": tree.path(term)]))
  }

  private mutating func text(_ term: Term, _ field: String) -> String? {
    guard let text = stated(term) else { return nil }
    note(field, term)
    return text
  }

  private mutating func day(_ term: Term, _ field: String) -> CalendarDay? {
    guard tree.isFilled(term) else { return nil }
    guard let day = tree.day(term) else {
      unreadable(term, field)
      return nil
    }
    note(field, term)
    return day
  }

  /// The amount with the sign of a credit note; `nil` and a finding where it is no number.
  private mutating func amount(_ term: Term, _ field: String?) -> Amount? {
    guard tree.isFilled(term) else { return nil }
    guard let value = tree.decimal(term)?.amount else {
      if let field { unreadable(term, field) }
      return nil
    }
    if let field { note(field, term) }
    return isMirrored ? -value : value
  }

  private func category(_ term: Term) -> VATCategory? {
    stated(term).flatMap { VATCategory(rawValue: $0) }
  }

  private func rate(_ term: Term) -> VATRate? {
    guard let percent = tree.decimal(term)?.amount, 0...10_000 ~= percent.minorUnits else { return nil }
    return VATRate(basisPoints: percent.minorUnits)
  }
}

extension XMLTree {
  /// A day as UBL writes it (ISO 8601, a time zone may follow) or CII (eight digits, whatever the format says).
  func day(_ term: Term) -> CalendarDay? {
    let bytes = trimmedBytes(term)
    let digits = bytes.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    if digits.count >= 8 {
      let text = String(decoding: digits, as: UTF8.self)
      return CalendarDay(
        iso: "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.dropFirst(6).prefix(2))")
    }
    guard bytes.count >= 10 else { return nil }
    return CalendarDay(iso: String(decoding: bytes.prefix(10), as: UTF8.self))
  }
}
