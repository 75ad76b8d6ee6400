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
  /// What speaks for each stated value; its confidence follows from it at the end.
  var grounds: [String: Grounds] = [:]
  /// Fields whose value is contested, or stands on a scan without a label of its own, and the threshold that bounds
  /// their chance.
  private var doubted: [String: String] = [:]
  /// Whether doubtful values are stated too, for those who fit what is doubtful.
  private var keepsAll = false
  /// The totals as chosen; how sure they are is known when the lines are read.
  private var totals: Totals?
  /// The printed terms of payment.
  private(set) var terms = PaymentTerms()
  /// Whether the pages are the whole document; a part of a stack may be the rest of an invoice.
  private let isWhole: Bool

  init(
    reading: DocumentReading, pages: [Page], own: OwnIdentity?, data: ExtractionData, isWhole: Bool = true
  ) {
    self.isWhole = isWhole
    self.reading = reading
    self.pages = pages
    self.own = own
    self.data = data
    result = ReadInvoice(invoice: Invoice(), kind: .unknown, readFrom: .text)
  }

  func read() -> ReadInvoice {
    var reader = self
    reader.run()
    return reader.result
  }

  /// What an invoice's confidences rest on.
  struct Basis {
    var totals: [(feature: Int32, value: Double)]?
    var document: [(feature: Int32, value: Double)]
    var values: [String: Grounds]
  }

  /// The invoice, and what its confidences rest on, for those who fit them.
  func readWithGrounds() -> (invoice: ReadInvoice, basis: Basis) {
    var reader = self
    reader.keepsAll = true
    reader.run()
    let basis = Basis(
      totals: reader.totals.map { reader.features(of: $0) }, document: reader.documentFeatures(),
      values: reader.grounds)
    return (reader.result, basis)
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
      weighGrounds()
      return
    }
    chooseNumbers()
    chooseDays()
    chooseTotals()
    chooseParties()
    if isWhole, paperMarks().isNoInvoice(isPrinted: result.readFrom == .text) {
      setAside()
      return
    }
    chooseCurrency()
    readLines()
    noteTotals()
    weighGrounds()
    if data.documentConfidence.isFitted, totals != nil {
      result.jointConfidence = Self.rounded(data.documentConfidence.chance(documentFeatures()))
    }
    judge()
  }

  /// States of a paper that is no invoice who sent it to whom, and nothing that an invoice would say.
  private mutating func setAside() {
    let (seller, buyer) = (result.invoice.seller, result.invoice.buyer)
    result.invoice = Invoice()
    (result.invoice.seller, result.invoice.buyer) = (seller, buyer)
    result.findings = []
    result.kind = .unknown
    totals = nil
    grounds = grounds.filter { Self.isOfParty($0.key) }
    result.evidence = result.evidence.filter { Self.isOfParty($0.key) }
    weighGrounds()
  }

  private static func isOfParty(_ path: String) -> Bool {
    path.hasPrefix("seller.") || path.hasPrefix("buyer.")
  }

  private static let optional: Set<String> = ["buyer.customer_number", "delivery_date", "due_date"]

  private mutating func withdraw(_ path: String) {
    result.evidence[path] = nil
    switch path {
    case "buyer.customer_number": result.invoice.buyer.customerNumber = nil
    case "delivery_date": result.invoice.deliveryDate = nil
    default: result.invoice.dueDate = nil
    }
  }

  /// The lines in reading order, at most 64 KiB.
  private func text() -> String {
    var bytes: [UInt8] = []
    for page in reading.document.pages {
      for line in page.lines {
        guard bytes.count + line.bytes.count < 65_535 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += page.origin == .ocr ? ParagraphSign.mended(line.bytes) : line.bytes
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Evidence

  static func chance(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

  /// States where the best candidate of a field stands, and what speaks for it.
  private mutating func note(_ path: String, _ scored: DocumentReading.Scored, as field: ScoredField) {
    let candidate = scored.candidate
    var basis = Grounds(score: scored.score, rival: scored.rival)
    basis.add(.labelled, if: candidate.isLabelled(field.announcers))
    basis.add(.contested, if: scored.isContested)
    if scored.isContested, field == .invoiceNumber { doubted[path] = "contested.number.chance" }
    basis.add(.claimed, if: candidate.isLabelled(field.strangers))
    basis.add(.hinted, if: candidate.isLabelled(field.hints))
    basis.add(.unlabelled, if: candidate.features.contains(FeatureName.trait(.noLabel)))
    basis.add(.inside, if: candidate.features.contains(FeatureName.trait(.insideLonger)))
    basis.add(.joined, if: candidate.features.contains(FeatureName.trait(.severalWords)))
    basis.add(.alone, if: candidate.features.contains(FeatureName.trait(.alone)))
    basis.add(.repeated, if: !candidate.features.contains(FeatureName.trait(.once)))
    basis.add(.receipt, if: reading.finder.isReceipt)
    note(path, page: candidate.page, line: candidate.line, candidate.bytes, basis)
    if let second = scored.second {
      let line = reading.document.pages[second.page].lines[second.line]
      result.evidence[path]?.alternatives = [line.printed(second.bytes)]
    }
  }

  /// States where a value stands, and what speaks for it.
  mutating func note(_ path: String, page: Int, line: Int, _ range: Range<Int>, _ basis: Grounds) {
    let layout = reading.document.pages[page]
    let found = layout.lines[line].evidence(of: range)
    var basis = basis
    if layout.origin == .ocr {
      basis.add(.scanned)
      basis.add(.doubt, 1 - found.confidence)
    }
    grounds[path] = basis
    result.evidence[path] = Evidence(
      source: layout.origin == .ocr ? .ocr : .text, confidence: 0, page: layout.number, box: found.box,
      text: layout.lines[line].printed(range))
  }

  private mutating func note(_ path: String, at candidate: Candidate, _ basis: Grounds) {
    note(path, page: candidate.page, line: candidate.line, candidate.bytes, basis)
  }

  /// States where an amount stands, whose chance counts the certainty of OCR already.
  private mutating func place(_ path: String, _ candidate: Candidate, _ confidence: Double) {
    note(path, page: candidate.page, line: candidate.line, candidate.bytes, Grounds())
    grounds[path] = nil
    result.evidence[path]?.confidence = Self.rounded(confidence)
  }

  /// States a value that is concluded and not printed.
  mutating func derive(_ path: String, _ basis: Grounds = Grounds()) {
    var basis = basis
    basis.add(.derived)
    basis.add(.scanned, if: result.readFrom != .text)
    grounds[path] = basis
    result.evidence[path] = Evidence(source: .derived, confidence: 0)
  }

  /// As above, where the chance is known.
  private mutating func derive(_ path: String, sure confidence: Double) {
    result.evidence[path] = Evidence(source: .derived, confidence: Self.rounded(confidence))
  }

  /// Turns what speaks for each value into its confidence.
  ///
  /// What need not be there and is more likely wrong than right is not stated.
  private mutating func weighGrounds() {
    let usual = data.thresholds["trust.unfitted"]
    for (path, basis) in grounds {
      var basis = basis
      basis.add(.addressee, if: own != nil)
      if path == "seller.name" {
        basis.add(.known, if: result.invoice.seller.vatIdentifier != nil)
      }
      grounds[path] = basis
      // No corpus has enough wrong check digits to learn from.
      var chance =
        basis.contains(.unchecked)
        ? data.thresholds["identifier.stated.chance"] : data.trust.chance(path, basis) ?? usual
      if let doubt = doubted[path] { chance = min(chance, data.thresholds[doubt]) }
      result.evidence[path]?.confidence = Self.rounded(chance)
      // Of use to who is asked about the value.
      if chance >= data.thresholds["ask.below.field"] { result.evidence[path]?.alternatives = nil }
      if !keepsAll, Self.optional.contains(path), chance < data.thresholds["state.least"] { withdraw(path) }
    }
  }

  /// Asks for a person where a scanned value has no label of its own: the right one may be covered by a stamp or a
  /// stroke, and the best of what is left is no sure value however far it leads.
  ///
  /// - Parameter doubt: The threshold that such a value's chance does not pass.
  private mutating func doubt(_ path: String, _ candidate: Candidate, isSaid: Bool, _ doubt: String) {
    if reading.document.pages[candidate.page].origin == .ocr, !isSaid { doubted[path] = doubt }
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
    if kind.documentType != nil, let own, reading.isBilled(by: own) { kind = .ownOutgoing }
    // A paper is only set aside when that is sure: an invoice in the wrong tray is worse than a question.
    if kind.documentType == nil, best.score < data.thresholds["kind.least"] {
      result.findings.append(Finding("KIND_UNSURE", .asks, arguments: ["kind": kind.kind.rawValue]))
      kind = .invoice
    }
    result.kind = kind.kind
    result.invoice.documentType = kind.documentType
    if kind.documentType != nil {
      derive("document_type", Grounds(score: best.score, rival: best.second))
    }
  }

  // MARK: - Numbers and days

  private mutating func chooseNumbers() {
    if let best = reading.best(
      .invoiceNumber, among: reading.identifiers, data.weights, where: { !$0.isNumberOfParty }),
      best.score > data.thresholds["field.least.invoice_number"], let text = best.candidate.identifier
    {
      result.invoice.invoiceNumber = text
      note("invoice_number", best, as: .invoiceNumber)
      let isSaid = [.number, .numberWord, .titleInvoice, .titleCredit].contains {
        best.candidate.isLabelled($0)
      }
      doubt("invoice_number", best.candidate, isSaid: isSaid, "scan.unlabelled.number.chance")
    }
    let number = result.invoice.invoiceNumber
    if let best = reading.best(
      .customerNumber, among: reading.identifiers, data.weights, where: { $0.identifier != number }),
      best.score
        > data.thresholds[
          best.candidate.mentions(.customerNumber) || best.candidate.stands(over: .customerNumber)
            ? "field.least.customer_number.labelled" : "field.least.customer_number"],
      let text = best.candidate.identifier
    {
      result.invoice.buyer.customerNumber = text
      note("buyer.customer_number", best, as: .customerNumber)
    }
  }

  private mutating func chooseDays() {
    let days = reading.days
    if let best = reading.best(.issueDate, among: days, data.weights),
      best.score > data.thresholds["field.least.issue_date"]
    {
      result.invoice.issueDate = best.candidate.day
      note("issue_date", best, as: .issueDate)
      let isSaid = best.candidate.isLabelled(.issueDate) || best.candidate.isLabelled(.dateWord)
      // Where the label stands on the paper after all, what stood beside it is lost.
      doubt(
        "issue_date", best.candidate, isSaid: isSaid,
        reading.says([.issueDate]) ? "scan.unanswered.day.chance" : "scan.unlabelled.day.chance")
    }
    let issue = result.invoice.issueDate
    let due = reading.best(.dueDate, among: days, data.weights) { candidate in
      guard let issue, let day = candidate.day else { return true }
      // Nobody waits longer for his money.
      return day >= issue && issue.adding(days: 400).map { day <= $0 } ?? true
    }
    if let due {
      // A label of its own makes up for what a day that is also the issue's loses.
      let least =
        due.candidate.isLabelled(.dueDate) ? "field.least.due_date.labelled" : "field.least.due_date"
      if due.score > data.thresholds[least] {
        result.invoice.dueDate = due.candidate.day
        note("due_date", due, as: .dueDate)
      }
    }
    terms = TermReader(document: reading.document, labels: reading.labels, issueDate: issue).read()
    result.invoice.cashDiscounts = terms.discounts
    if !terms.discounts.isEmpty { derive("skonto") }
    if result.invoice.dueDate == nil, let count = terms.netDays, let issue {
      result.invoice.dueDate = issue.adding(days: count)
      derive("due_date")
    } else if result.invoice.dueDate == nil, terms.isDueAtOnce, let issue {
      result.invoice.dueDate = issue
      derive("due_date")
    }
    choosePeriod()
    if result.invoice.servicePeriod == nil,
      let best = reading.best(.deliveryDate, among: days, data.weights),
      best.score > data.thresholds["field.least.delivery_date"]
    {
      result.invoice.deliveryDate = best.candidate.day
      note("delivery_date", best, as: .deliveryDate)
    } else if result.invoice.servicePeriod == nil, result.invoice.documentType == .receipt, let issue {
      // Over the counter, the goods change hands on the receipt's day (§ 33 UStDV asks for one date only).
      result.invoice.deliveryDate = issue
      derive("delivery_date", sure: data.thresholds["delivery.over.counter"])
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
      note("service_period", at: best.start, Grounds(chance: Self.chance(best.score)))
      return
    }
    // Two days with a label of their own each, such as "Start of service" and "End of service".
    let named = days.filter { $0.isLabelled(ScoredField.periodStart.announcers) }
    if named.count == 2, let first = named[0].day, let last = named[1].day, first < last {
      result.invoice.servicePeriod = DayPeriod(start: first, end: last)
      var basis = Grounds()
      basis.add(.labelled)
      note("service_period", at: named[0], basis)
      return
    }
    // Start and end far apart, such as "Anreise" and "Abreise".
    if let start = reading.best(.periodStart, among: days, data.weights),
      let end = reading.best(.periodEnd, among: days, data.weights), let first = start.candidate.day,
      let last = end.candidate.day, first < last,
      min(start.score, end.score) > data.thresholds["field.least.period.apart"]
    {
      result.invoice.servicePeriod = DayPeriod(start: first, end: last)
      note(
        "service_period", at: start.candidate, Grounds(chance: Self.chance(min(start.score, end.score))))
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
          var basis = Grounds()
          basis.add(.joined)
          note("service_period", page: page.index, line: line.index, month.range, basis)
          return
        }
      }
    }
  }

  // MARK: - Totals

  private mutating func chooseTotals() {
    let amounts = reading.amounts
    let choice = TotalsChoice(
      candidates: amounts, weights: data.weights, thresholds: data.thresholds,
      circumstances: .init(
        printedRates: printedRates(), usualRates: data.usualRates, saysTaxFree: saysTaxFree,
        isRecognised: result.readFrom != .text))
    guard let totals = choice.best(), totals.score > data.thresholds["totals.least"] else { return }
    // Amounts that are printed negative stay so, whatever the paper calls itself; a credit note's are negative whatever
    // the print shows, but not where the recipient of the goods bills himself.
    if result.invoice.documentType == .creditNote, says("self_billed") {
      result.invoice.documentType = .invoice
      result.invoice.typeCode = "389"
    }
    let printed = [totals.netCandidate, totals.grossCandidate].compactMap {
      $0.flatMap { amounts[$0].amount }
    }
    let isCredit =
      result.invoice.documentType == .creditNote || (!printed.isEmpty && printed.allSatisfy { $0 < .zero })
    if isCredit, result.invoice.documentType == .invoice { result.invoice.documentType = .creditNote }
    func signed(_ amount: Amount) -> Amount { isCredit ? -amount : amount }
    result.invoice.netTotal = signed(totals.net)
    result.invoice.taxTotal = signed(totals.tax)
    result.invoice.grossTotal = signed(totals.gross)
    self.totals = totals
    result.invoice.vatBreakdown = totals.rates.sorted { $0.rate > $1.rate }.map { rate in
      let category: VATCategory? = rate.rate > .zero ? .standard : freeCategory()
      return VATBreakdown(
        category: category, rate: rate.rate, taxableAmount: signed(rate.basis), taxAmount: signed(rate.tax))
    }
    choosePayable(totals, isCredit)
  }

  /// Whether one of the phrases of a name stands in the document.
  private func says(_ name: String) -> Bool {
    guard let phrases = data.phrases[name] else { return false }
    let text = FoldedText(result.text).letters
    return phrases.contains { TermReader.contains(text, $0[...]) }
  }

  /// Rates of VAT that stand somewhere with a percent sign, in hundredths of a percent.
  private func printedRates() -> Set<Int64> {
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
    return printed
  }

  /// Whether words say that no tax is charged.
  private var saysTaxFree: Bool {
    reading.says([
      .phraseReverse, .phraseIntra, .phraseSmall, .phraseExempt, .phraseOutside, .phraseZero, .phraseExport,
      .insuranceTax,
    ])
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
      note("tip", tip, as: .tip)
      payable = payable + amount
    }
    let isFinal = result.invoice.documentType == .final
    if let paid = prepaid(totals, values, isFinal: isFinal), let amount = paid.candidate.amount?.magnitude {
      result.invoice.prepaidTotal = amount
      note("prepaid_total", paid, as: .prepaidTotal)
      payable = payable - amount
      // A yearly account or the like that takes advance payments off is a final one.
      if result.invoice.documentType == .invoice, says("advance") { result.invoice.documentType = .final }
    } else {
      noteNothingPaid()
    }
    result.invoice.payable = payable
  }

  /// Zero, where it is printed as what was paid before.
  private mutating func noteNothingPaid() {
    guard let place = nothingPaid() else { return }
    result.invoice.prepaidTotal = .zero
    note("prepaid_total", page: place.page, line: place.line, place.bytes, Grounds())
  }

  private func nothingPaid() -> (page: Int, line: Int, bytes: Range<Int>)? {
    guard
      let index = reading.amounts.firstIndex(where: { $0.amount?.minorUnits == 0 && $0.isLabelled(.prepaid) })
    else { return nil }
    return (reading.amounts[index].page, reading.amounts[index].line, reading.amounts[index].bytes)
  }

  /// What was paid before: an amount that the gross total less it proves by what is left to pay.
  ///
  /// The remainder must be printed; where it has a label of its own ("Zahlbetrag", "Ihr Guthaben"), a weaker score of
  /// the amount itself will do.
  private func prepaid(
    _ totals: Totals, _ values: Set<Amount>, isFinal: Bool
  ) -> DocumentReading.Scored? {
    let amounts = reading.amounts
    var rests: Set<Amount> = []
    for candidate in amounts {
      guard let amount = candidate.amount?.magnitude, amount != .zero, amount != totals.gross else {
        continue
      }
      if candidate.isLabelled(.payable) { rests.insert(amount) }
    }
    let least = data.thresholds[isFinal ? "field.least.prepaid_total.final" : "field.least.prepaid_total"]
    let leastProven = data.thresholds["field.least.prepaid_total.proven"]
    return reading.best(
      .prepaidTotal, among: amounts, data.weights,
      where: { candidate in
        guard let amount = candidate.amount?.magnitude, amount != totals.net, amount != totals.tax,
          amount != .zero, amount != totals.gross || isFinal
        else { return false }
        let rest = (totals.gross - amount).magnitude
        guard values.contains(rest) else { return false }
        let isProven = rests.contains(rest) && candidate.mentions(.prepaid)
        return data.weights.score(candidate, as: .prepaidTotal) > (isProven ? leastProven : least)
      })
  }

  /// Evidence of the totals: their places, and one chance for all, as they stand or fall together.
  private mutating func noteTotals() {
    guard let totals else { return }
    let amounts = reading.amounts
    var sure = data.totalsConfidence.chance(features(of: totals))
    if totals.isRepaired { sure = min(sure, data.thresholds["totals.repaired.chance"]) }
    for (path, index) in [
      ("net_total", totals.netCandidate), ("tax_total", totals.taxCandidate),
      ("gross_total", totals.grossCandidate),
    ] {
      if let index { place(path, amounts[index], sure) } else { derive(path, sure: sure) }
    }
    for index in result.invoice.vatBreakdown.indices { derive("taxes[\(index)].amount", sure: sure) }
    let payable = result.invoice.payable?.magnitude
    var best: (candidate: Candidate, score: Double)?
    for candidate in amounts where payable != nil && candidate.amount?.magnitude == payable {
      let score = data.weights.score(candidate, as: .payable)
      if score >= best?.score ?? -.infinity { best = (candidate, score) }
    }
    if let best { place("payable", best.candidate, sure) } else { derive("payable", sure: sure) }
  }

  private func features(of totals: Totals) -> [(feature: Int32, value: Double)] {
    var features: [(feature: Int32, value: Double)] = []
    func add(_ trait: TotalsTrait, _ value: Double = 1) { features.append((trait.index, value)) }
    add(.score, max(-10, min(totals.score, 20)) / 10)
    add(.margin, max(0, min(totals.margin, 12)) / 10)
    if totals.isProven { add(.proven) }
    let places = [totals.netCandidate, totals.taxCandidate, totals.grossCandidate]
    if totals.tax == .zero {
      add(.taxFree)
      if saysTaxFree { add(.taxFreeSaid) }
    } else if places.allSatisfy({ $0 != nil }) {
      add(.allPrinted)
    } else if totals.netCandidate == nil, totals.taxCandidate == nil {
      add(.onlyGross)
    } else if totals.netCandidate == nil {
      add(.netUnprinted)
    }
    if totals.rates.count > 1 { add(.severalRates) }
    let printed = printedRates()
    if totals.rates.contains(where: { $0.rate > .zero && !printed.contains($0.rate.basisPoints) }) {
      add(.rateUnprinted)
    }
    let lines = result.invoice.lines
    if !lines.isEmpty {
      if doLinesFit(totals) {
        add(lines.count > 1 ? .severalLinesFit : .linesFit)
      } else if lines.count > 1 {
        add(.linesContradict)
      }
    }
    let doubt = doubt(of: totals)
    if doubt > 0 {
      add(.scanned)
      add(.doubt, doubt)
    }
    return features
  }

  /// Whether the lines add up to the net or the gross total.
  private func doLinesFit(_ totals: Totals) -> Bool {
    let sum = result.invoice.lines.compactMap(\.netAmount).reduce(.zero, +).magnitude
    return sum == totals.net || sum == totals.gross
  }

  /// What OCR lacks in certainty at the least sure of the totals.
  private func doubt(of totals: Totals) -> Double {
    var least = 1.0
    for index in [totals.netCandidate, totals.taxCandidate, totals.grossCandidate] {
      guard let index else { continue }
      let candidate = reading.amounts[index]
      let page = reading.document.pages[candidate.page]
      if page.origin == .ocr {
        least = min(least, page.lines[candidate.line].evidence(of: candidate.bytes).confidence)
      }
    }
    return 1 - least
  }

  var doLinesFit: Bool { result.invoice.lines.count > 1 && (totals.map { doLinesFit($0) } ?? false) }

  var areTotalsProven: Bool { totals?.isProven ?? false }

  var totalsDoubt: Double { totals.map { doubt(of: $0) } ?? 0 }

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
    totals.rounding = Amount(minorUnits: Int64(data.thresholds["lines.rounding.cents"]))
    let table = LineReader(vocabulary: data.tables).read(reading.document, totals: totals)
    result.invoice.lines = table.lines
    result.invoice.pricesIncludeTax = table.pricesIncludeTax
    for (path, evidence) in table.evidence { result.evidence[path] = evidence }
    result.findings += table.findings
    if invoice.documentType == .creditNote || (invoice.grossTotal ?? .zero) < .zero {
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
    // What the amount would be in other money does not count.
    func isAside(_ page: Int, _ line: Int) -> Bool { reading.labels[page].contains(.otherAmount, line: line) }
    for (page, lines) in reading.finder.numbers.enumerated() {
      for (line, tokens) in lines.enumerated() where !isAside(page, line) {
        for token in tokens {
          if let currency = token.currency { counts[currency, default: 0] += 1 }
        }
      }
    }
    for page in reading.document.pages {
      for line in page.lines where !isAside(page.index, line.index) {
        for word in line.words where word.text.utf8.count <= 6 {
          let text = word.text.filter { $0.isLetter || $0 == "€" || $0 == "$" || $0 == "£" }
          // OCR makes "$" of "§", and "£" of smudges: alone they are no currency.
          if page.origin == .ocr, text == "$" || text == "£" { continue }
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
      var basis = Grounds()
      basis.add(.rivals, if: counts.count > 1)
      derive("currency", basis)
    } else if result.invoice.grossTotal != nil, result.invoice.seller.country == "DE" {
      // A German seller who names no currency means euros.
      result.invoice.currency = .euro
      var basis = Grounds()
      basis.add(.unlabelled)
      derive("currency", basis)
    }
  }
}
