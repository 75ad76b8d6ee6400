import Glibc
import Invoice
import Reading

/// Reads one invoice from the pages that belong to it.
struct InvoiceReader {
  let reading: DocumentReading
  let own: OwnIdentity?
  let data: ExtractionData
  private let pages: [Page]
  var result: ReadInvoice

  init(pages: [Page], own: OwnIdentity?, data: ExtractionData) {
    self.pages = pages
    self.own = own
    self.data = data
    reading = DocumentReading(pages: pages, own: own, catalogue: data.catalogue)
    result = ReadInvoice(invoice: Invoice(), kind: .unknown, readFrom: .text)
  }

  func read() -> ReadInvoice {
    var reader = self
    reader.run()
    return reader.result
  }

  private mutating func run() {
    let origins = Set(pages.filter { !$0.words.isEmpty }.map(\.origin))
    result.readFrom = origins == [.ocr] ? .ocr : origins.contains(.ocr) ? .mixed : .text
    result.firstPage = pages.first?.number
    result.lastPage = pages.last?.number
    result.text = text()
    chooseKind()
    guard result.kind == .invoice || result.kind == .unknown else {
      // The sender and the recipient are worth knowing of any paper.
      chooseParties()
      return
    }
    chooseNumbers()
    chooseDays()
    chooseTotals()
    chooseParties()
    chooseCurrency()
    readLines()
    judge()
  }

  /// The lines in reading order, at most 64 KiB.
  private func text() -> String {
    var bytes: [UInt8] = []
    for page in reading.document.pages {
      for line in page.lines {
        guard bytes.count + line.bytes.count < 65_535 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += line.bytes
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Evidence

  static func chance(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

  /// The calibrated chance that a scored value is right.
  private func confidence(_ scored: DocumentReading.Scored, as field: ScoredField) -> Double {
    data.weights.chance(scored.score, rival: scored.rival, as: field)
  }

  mutating func note(_ path: String, _ candidate: Candidate, _ confidence: Double) {
    note(path, page: candidate.page, line: candidate.line, candidate.bytes, confidence)
  }

  mutating func note(_ path: String, page: Int, line: Int, _ range: Range<Int>, _ confidence: Double) {
    let layout = reading.document.pages[page]
    let found = layout.lines[line].evidence(of: range)
    result.evidence[path] = Evidence(
      source: layout.origin == .ocr ? .ocr : .text,
      confidence: Self.rounded(confidence * min(found.confidence + 0.05, 1)),
      page: layout.number, box: found.box, text: layout.lines[line].text(range))
  }

  mutating func derive(_ path: String, _ confidence: Double) {
    result.evidence[path] = Evidence(source: .derived, confidence: Self.rounded(confidence))
  }

  private static func rounded(_ value: Double) -> Double {
    (max(0, min(value, 0.999)) * 1000).rounded() / 1000
  }

  // MARK: - Kind

  private mutating func chooseKind() {
    let features = reading.kindFeatures(own: own, weights: data.weights)
    let best = data.kindWeights.best(features)
    let words = pages.reduce(0) { $0 + $1.words.count }
    guard words >= 5 else {
      result.kind = .unknown
      return
    }
    var kind = best.kind
    // A paper is only set aside when that is sure: an invoice in the wrong tray is worse than a question.
    if kind.documentType == nil, best.score < data.thresholds["kind.least"] {
      result.findings.append(Finding("KIND_UNSURE", .asks, arguments: ["kind": kind.kind.rawValue]))
      kind = .invoice
    }
    result.kind = kind.kind
    result.invoice.documentType = kind.documentType
    if kind.documentType != nil {
      derive("document_type", min(Self.chance(best.score), Self.chance(best.score - best.second)))
    }
  }

  // MARK: - Numbers and days

  private mutating func chooseNumbers() {
    if let best = reading.best(.invoiceNumber, among: reading.identifiers, data.weights),
      best.score > data.thresholds["field.least.invoice_number"], let text = best.candidate.identifier
    {
      result.invoice.invoiceNumber = text
      note("invoice_number", best.candidate, confidence(best, as: .invoiceNumber))
    }
    let number = result.invoice.invoiceNumber
    if let best = reading.best(
      .customerNumber, among: reading.identifiers, data.weights, where: { $0.identifier != number }),
      best.score > data.thresholds["field.least.customer_number"], let text = best.candidate.identifier
    {
      result.invoice.buyer.customerNumber = text
      note("buyer.customer_number", best.candidate, confidence(best, as: .customerNumber))
    }
  }

  private mutating func chooseDays() {
    let days = reading.days
    if let best = reading.best(.issueDate, among: days, data.weights),
      best.score > data.thresholds["field.least.issue_date"]
    {
      result.invoice.issueDate = best.candidate.day
      note("issue_date", best.candidate, confidence(best, as: .issueDate))
    }
    let issue = result.invoice.issueDate
    let due = reading.best(.dueDate, among: days, data.weights) { candidate in
      guard let issue, let day = candidate.day else { return true }
      return day >= issue
    }
    if let due {
      // A label of its own makes up for what a day that is also the issue's loses.
      let least =
        due.candidate.isLabelled(.dueDate) ? "field.least.due_date.labelled" : "field.least.due_date"
      if due.score > data.thresholds[least] {
        result.invoice.dueDate = due.candidate.day
        note("due_date", due.candidate, confidence(due, as: .dueDate))
      }
    }
    let terms = TermReader(document: reading.document, labels: reading.labels, issueDate: issue).read()
    result.invoice.cashDiscounts = terms.discounts
    if !terms.discounts.isEmpty { derive("skonto", 0.9) }
    if result.invoice.dueDate == nil, let count = terms.netDays, let issue {
      result.invoice.dueDate = issue.adding(days: count)
      derive("due_date", 0.9)
    }
    choosePeriod()
    if result.invoice.servicePeriod == nil,
      let best = reading.best(.deliveryDate, among: days, data.weights),
      best.score > data.thresholds["field.least.delivery_date"]
    {
      result.invoice.deliveryDate = best.candidate.day
      note("delivery_date", best.candidate, confidence(best, as: .deliveryDate))
    }
  }

  /// Two days with "bis" between them, or a month by name beside a label of a period.
  private mutating func choosePeriod() {
    let days = reading.days
    var best: (start: Candidate, end: Candidate, score: Double)?
    for index in days.indices.dropLast() {
      let start = days[index]
      let end = days[index + 1]
      guard let first = start.day, let last = end.day, first <= last,
        start.features.contains(FeatureName.trait(.rangeStart))
      else { continue }
      let score =
        (data.weights.score(start, as: .periodStart) + data.weights.score(end, as: .periodEnd)) / 2
      if score > best?.score ?? data.thresholds["field.least.period"] { best = (start, end, score) }
    }
    if let best, let first = best.start.day, let last = best.end.day {
      result.invoice.servicePeriod = DayPeriod(start: first, end: last)
      note("service_period", best.start, Self.chance(best.score))
      return
    }
    // Start and end far apart, such as "Anreise" and "Abreise".
    if let start = reading.best(.periodStart, among: days, data.weights),
      let end = reading.best(.periodEnd, among: days, data.weights), let first = start.candidate.day,
      let last = end.candidate.day, first < last,
      min(start.score, end.score) > data.thresholds["field.least.period.apart"]
    {
      result.invoice.servicePeriod = DayPeriod(start: first, end: last)
      note("service_period", start.candidate, Self.chance(min(start.score, end.score)))
      return
    }
    for page in reading.document.pages {
      for line in page.lines {
        let hits = reading.labels[page.index].hits[line.index].filter { $0.meanings.contains(.period) }
        guard let hit = hits.first else { continue }
        for month in DateScanner.months(in: line.bytes)
        where month.range.lowerBound >= hit.bytes.upperBound
          && !reading.finder.dates[page.index][line.index].contains(where: { $0.range.overlaps(month.range) })
        {
          result.invoice.servicePeriod = month.period
          note("service_period", page: page.index, line: line.index, month.range, 0.85)
          return
        }
      }
    }
  }

  // MARK: - Totals

  private mutating func chooseTotals() {
    let amounts = reading.amounts
    var printed: Set<Int64> = []
    for (page, lines) in reading.finder.numbers.enumerated() {
      for (line, tokens) in lines.enumerated() where !reading.labels[page].contains(.insuranceTax, line: line)
      {
        for token in tokens where token.isPercent {
          var rate = token.mantissa
          guard token.scale <= 2 else { continue }
          for _ in token.scale..<2 { rate *= 10 }
          if data.knownRates.contains(rate) { printed.insert(rate) }
        }
      }
    }
    let taxFree: [Meaning] = [
      .phraseReverse, .phraseIntra, .phraseSmall, .phraseExempt, .phraseOutside, .phraseZero, .phraseExport,
      .insuranceTax,
    ]
    let choice = TotalsChoice(
      candidates: amounts, weights: data.weights, thresholds: data.thresholds,
      circumstances: .init(
        printedRates: printed, usualRates: data.usualRates, saysTaxFree: reading.says(taxFree)))
    guard let totals = choice.best(), totals.score > data.thresholds["totals.least"] else { return }
    let isCredit = result.invoice.documentType == .creditNote
    func signed(_ amount: Amount) -> Amount { isCredit ? -amount : amount }
    result.invoice.netTotal = signed(totals.net)
    result.invoice.taxTotal = signed(totals.tax)
    result.invoice.grossTotal = signed(totals.gross)
    let sure = min(Self.chance(totals.margin), totals.isProven ? 0.99 : Self.chance(totals.score / 3))
    for (path, index) in [
      ("net_total", totals.netCandidate), ("tax_total", totals.taxCandidate),
      ("gross_total", totals.grossCandidate),
    ] {
      if let index { note(path, amounts[index], sure) } else { derive(path, sure) }
    }
    result.invoice.vatBreakdown = totals.rates.sorted { $0.rate > $1.rate }.map { rate in
      let category: VATCategory? = rate.rate > .zero ? .standard : freeCategory()
      return VATBreakdown(
        category: category, rate: rate.rate, taxableAmount: signed(rate.basis), taxAmount: signed(rate.tax))
    }
    for index in result.invoice.vatBreakdown.indices { derive("taxes[\(index)].amount", sure) }
    choosePayable(totals, isCredit)
  }

  private func freeCategory() -> VATCategory? {
    if reading.says([.phraseIntra]) { return .intraCommunity }
    if reading.says([.phraseReverse]) { return .reverseCharge }
    if reading.says([.phraseZero]) { return .zeroRated }
    if reading.says([.phraseExport]) { return .export }
    if reading.says([.phraseOutside]) { return .outsideScope }
    if reading.says([.phraseSmall, .phraseExempt, .insuranceTax]) { return .exempt }
    return nil
  }

  private mutating func choosePayable(_ totals: Totals, _ isCredit: Bool) {
    let amounts = reading.amounts
    let gross = totals.gross
    var payable = isCredit ? -gross : gross
    let values = Set(amounts.compactMap { $0.amount?.magnitude })
    if let tip = reading.best(.tip, among: amounts, data.weights),
      tip.score > data.thresholds["field.least.tip"],
      reading.says([.tip]),
      let amount = tip.candidate.amount?.magnitude, amount < gross, values.contains(gross + amount)
    {
      result.invoice.tip = amount
      note("tip", tip.candidate, confidence(tip, as: .tip))
      payable = payable + amount
    }
    let isFinal = result.invoice.documentType == .final
    if let paid = reading.best(
      .prepaidTotal, among: amounts, data.weights,
      where: { candidate in
        guard let amount = candidate.amount?.magnitude else { return false }
        return amount != totals.net && amount != totals.tax && (amount != gross || isFinal)
      }),
      paid.score > data.thresholds[isFinal ? "field.least.prepaid_total.final" : "field.least.prepaid_total"],
      let amount = paid.candidate.amount?.magnitude, values.contains((gross - amount).magnitude)
    {
      result.invoice.prepaidTotal = amount
      note("prepaid_total", paid.candidate, confidence(paid, as: .prepaidTotal))
      payable = payable - amount
    }
    // A yearly account or the like that takes advance payments off is a final one.
    if result.invoice.prepaidTotal != nil, result.invoice.documentType == .invoice {
      result.invoice.documentType = .final
    }
    result.invoice.payable = payable
    if let found = amounts.filter({ $0.amount?.magnitude == payable.magnitude }).max(by: {
      data.weights.score($0, as: .payable) < data.weights.score($1, as: .payable)
    }) {
      note("payable", found, result.evidence["gross_total"]?.confidence ?? 0)
    } else {
      derive("payable", result.evidence["gross_total"]?.confidence ?? 0)
    }
  }

  /// The table of lines, under the totals as chosen.
  private mutating func readLines() {
    var totals = TotalsHypothesis()
    let invoice = result.invoice
    if let net = invoice.netTotal { totals.net = [net.magnitude] }
    if let gross = invoice.grossTotal { totals.gross = [gross.magnitude] }
    totals.breakdown = invoice.vatBreakdown.map { entry in
      var printed = entry
      printed.taxableAmount = entry.taxableAmount?.magnitude
      printed.taxAmount = entry.taxAmount?.magnitude
      return printed
    }
    let table = LineReader(vocabulary: data.tables).read(reading.document, totals: totals)
    result.invoice.lines = table.lines
    result.invoice.pricesIncludeTax = table.pricesIncludeTax
    for (path, evidence) in table.evidence { result.evidence[path] = evidence }
    result.findings += table.findings
    if invoice.documentType == .creditNote {
      let sum = table.lines.compactMap(\.netAmount).reduce(.zero, +)
      if sum > .zero {
        for index in result.invoice.lines.indices {
          result.invoice.lines[index].netAmount = result.invoice.lines[index].netAmount.map { -$0 }
        }
      }
    }
  }

  private mutating func chooseCurrency() {
    var counts: [String: Int] = [:]
    for page in reading.finder.numbers {
      for tokens in page {
        for token in tokens {
          if let currency = token.currency { counts[currency, default: 0] += 1 }
        }
      }
    }
    for page in reading.document.pages {
      for line in page.lines {
        for word in line.words where word.text.utf8.count <= 6 {
          let text = word.text.filter { $0.isLetter || $0 == "€" || $0 == "$" || $0 == "£" }
          switch text {
          case "EUR", "€", "Euro", "EURO": counts["EUR", default: 0] += 1
          case "CHF": counts["CHF", default: 0] += 1
          case "USD", "$": counts["USD", default: 0] += 1
          case "GBP", "£": counts["GBP", default: 0] += 1
          default: break
          }
        }
      }
    }
    if let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      let code = CurrencyCode(best.key)
    {
      result.invoice.currency = code
      derive("currency", counts.count == 1 ? 0.99 : 0.9)
    } else if result.invoice.grossTotal != nil, result.invoice.seller.country == "DE" {
      // A German seller who names no currency means euros.
      result.invoice.currency = .euro
      derive("currency", 0.97)
    }
  }
}
