public import Invoice

/// Turns an invoice into postings: the tax case first, then an account per line that this case allows.
///
/// It is built once from the data directory and then only computes: no file, no clock, no history but what
/// the caller passes in as ``SupplierMemory``.
public struct Accountant: Sendable {
  public let chart: ChartOfAccounts
  public let rates: TaxRates
  package let figures: Figures
  package let lineAccounts: LineAccounts
  package let taxRules: TaxRules
  package let taxAccounts: TaxAccounts
  /// The contents that the law asks of an invoice, and its arithmetic.
  public let contents: InvoiceContents
  private let policies: AccountPolicies
  private let splitting: SplittingRules

  /// Loads `accounts/` and `rules/` of the data directory: `Config` in a checkout, `/usr/share/belegd` installed.
  public init(dataDirectory: String) throws(AccountingDataError) {
    try self.init(dataDirectory: dataDirectory, classifier: nil)
  }

  /// As above, with a classifier that stands in no file, for training and measuring.
  package init(dataDirectory: String, classifier: TextClassifier?) throws(AccountingDataError) {
    chart = try ChartOfAccounts(dataDirectory: dataDirectory)
    figures = try Figures(dataDirectory: dataDirectory)
    let shipped = if let classifier { classifier } else { try TextClassifier(dataDirectory: dataDirectory) }
    lineAccounts = try LineAccounts(dataDirectory: dataDirectory, figures: figures, classifier: shipped)
    taxRules = try TaxRules(dataDirectory: dataDirectory, figures: figures)
    rates = taxRules.rates
    let kinds = lineAccounts.kinds
    taxAccounts = try TaxAccounts(dataDirectory: dataDirectory, goods: kinds.kinds[kinds.goods].account)
    contents = InvoiceContents(figures: figures)
    policies = try AccountPolicies(dataDirectory: dataDirectory)
    splitting = try SplittingRules(dataDirectory: dataDirectory)
  }

  /// The least confidence of a whole document that is booked unseen, 0…1, unless a tenant asks for more.
  public var bookingThreshold: Double { figures.bookFrom }

  package static func deducts(_ profile: TenantProfile) -> Bool {
    !profile.isSmallBusiness && profile.inputTaxDeduction == .full
  }

  /// Tax case, accounts, postings and questions of one invoice.
  ///
  /// `text` is the document's text in reading order, for the phrases that decide the tax case; `memory` is what
  /// was posted before for this supplier; `given` is what a person has said about this very invoice.
  public func assign(
    _ invoice: Invoice, text: String, profile: TenantProfile, memory: SupplierMemory? = nil,
    given: GivenAccounts = GivenAccounts()
  ) -> Assignment {
    let chart = chart.extended(by: profile.ownAccounts)
    let words = FoldedText(text)
    let lines = invoice.lines.map { FoldedText($0.description ?? "") }
    let found = taxRules.signals.find(in: Self.allText(invoice, words))
    let kind = lineAccounts.kind(of: invoice, lines: lines, text: words)
    let groups = RateGroup.groups(of: invoice, rates: rates)
    let amounts = LineAmounts(invoice, groups: groups, rounding: figures.rounding)
    let choices = lineAccounts.choose(
      invoice, lines: lines, kind: kind, memory: memory, rules: profile.accountRules)
    let circumstances = circumstances(invoice, groups, amounts, found, kind, choices, profile)
    let tax = given.overrule(taxRules.decide(invoice, circumstances))

    var findings = tax.findings + amounts.findings
    let assignments = given.overrule(
      assignLines(invoice, choices, amounts, tax, profile, chart, &findings), &findings)
    let parts = parts(of: invoice, assignments, amounts)
    let builder = PostingBuilder(chart: chart, taxAccounts: taxAccounts)
    var (postings, more) = builder.postings(
      of: invoice, parts: parts, groups: groups, tax: tax, profile: profile)
    findings += more
    findings += policies.findings(
      postings, filledIn: Self.hasOccasion(found, words), lines: assignments)
    if let difference = Self.difference(invoice, postings), !postings.isEmpty {
      findings.append(
        Finding(
          "POSTINGS_DO_NOT_ADD_UP", .asks, field: "bookings", arguments: ["difference": "\(difference)"]))
    }
    postings = tax.taxCase == nil ? [] : splitting.split(postings, for: profile)
    let (checks, notes) = contents.check(
      invoice, taxCase: tax.taxCase, saysWhen: found.has(.serviceDate))
    findings += notes
    let weakest = assignments.map(\.confidence).min() ?? 0
    var assignment = Assignment(
      taxCase: tax.taxCase, lines: assignments, postings: postings, findings: findings,
      confidence: tax.confidence * weakest)
    assignment.checks = checks
    return assignment
  }

  /// The text with what only structured invoices say: notes, exemption reasons, line texts.
  private static func allText(_ invoice: Invoice, _ words: FoldedText) -> FoldedText {
    let more = invoice.notes + invoice.vatBreakdown.compactMap(\.exemptionReason)
    guard !more.isEmpty else { return words }
    return FoldedText("\(words) \(more.joined(separator: " "))")
  }

  private func circumstances(
    _ invoice: Invoice, _ groups: [RateGroup], _ amounts: LineAmounts, _ found: TaxSignals.Found,
    _ kind: LineAccounts.KindOfSupplier, _ choices: [LineAccounts.Choice], _ profile: TenantProfile
  ) -> TaxRules.Circumstances {
    let kinds = lineAccounts.kinds
    let name = kind.kind.map { kinds.kinds[$0].name } ?? ""
    let zeroLines = invoice.lines.indices.filter { amounts.rates[$0] == .zero }
    let photovoltaic = zeroLines.contains { index in
      policies.isPhotovoltaic(FoldedText(invoice.lines[index].description ?? ""))
    }
    let isConstruction = kind.kind == kinds.subcontract
    return TaxRules.Circumstances(
      groups: groups, found: found, isConstruction: isConstruction,
      isCoveredConstruction: isConstruction && !policies.isOutside13b(invoice),
      isGoods: policies.goodsKinds.contains(name), isRestaurant: name == policies.restaurantKind,
      isUsuallyExempt: policies.exemptKinds.contains(name), isPhotovoltaic: photovoltaic, profile: profile)
  }

  private func assignLines(
    _ invoice: Invoice, _ choices: [LineAccounts.Choice], _ amounts: LineAmounts, _ tax: TaxDecision,
    _ profile: TenantProfile, _ chart: ChartOfAccounts, _ findings: inout [Finding]
  ) -> [LineAssignment] {
    var result: [LineAssignment] = []
    for (index, choice) in choices.enumerated() {
      let assignment = assignLine(choice, rate: amounts.rates[index] ?? .zero, tax, profile, chart)
      result.append(assignment)
      let field = "lines[\(index)].skr03"
      if let account = assignment.account, assignment.confidence < figures.askBelow {
        findings.append(
          Finding(
            "ACCOUNT_UNCERTAIN", .asks, field: field,
            arguments: [
              "account": "\(account)", "name": chart.name(of: account),
              "description": invoice.lines[index].description ?? "",
              "percent": "\(Int(assignment.confidence * 100))",
            ]))
      } else if assignment.account == nil {
        findings.append(
          Finding(
            "ACCOUNT_UNKNOWN", .asks, field: field,
            arguments: ["description": invoice.lines[index].description ?? ""]))
      }
    }
    if invoice.lines.isEmpty { findings.append(Finding("LINES_MISSING", .asks, field: "lines")) }
    return result
  }

  private func assignLine(
    _ choice: LineAccounts.Choice, rate: VATRate, _ tax: TaxDecision, _ profile: TenantProfile,
    _ chart: ChartOfAccounts
  ) -> LineAssignment {
    guard let best = choice.candidates.first, choice.confidence >= figures.abstainBelow else {
      return LineAssignment(account: nil, confidence: 0, reason: Reasons.unknown)
    }
    let (reason, rule) = reason(for: best, in: chart)
    guard let taxCase = tax.taxCase(at: rate) else {
      return LineAssignment(account: best.account, confidence: choice.confidence, reason: reason, rule: rule)
    }
    if taxCase == .intraEUAcquisition, !best.isRemembered {
      return intraEU(best, choice.confidence, tax, profile)
    }
    if taxCase == .reverseChargeConstruction, !best.isRemembered, !policies.isConstruction(best.account) {
      return construction(choice.confidence, tax, profile)
    }
    let wanted = profile.lowValueAssets == .pool ? policies.pooled(best.account) : best.account
    let account = taxAccounts.account(
      for: wanted, taxCase: taxCase, rate: rate, region: tax.region, deducts: Self.deducts(profile),
      chart: chart)
    guard let account else {
      return LineAssignment(account: nil, confidence: 0, reason: Reasons.unknown)
    }
    let sentence = account == wanted ? reason : Reasons.movedByTaxCase(reason, taxCase: taxCase)
    return LineAssignment(account: account, confidence: choice.confidence, reason: sentence, rule: rule)
  }

  /// House rule: an EU delivery with its freight is an acquisition of goods, whatever the words say.
  private func intraEU(
    _ best: LineAccounts.Candidate, _ confidence: Double, _ tax: TaxDecision, _ profile: TenantProfile
  ) -> LineAssignment {
    let kinds = lineAccounts.kinds
    let goods = kinds.kinds[kinds.goods].account
    let account = taxAccounts.account(
      for: goods, taxCase: .intraEUAcquisition, rate: .zero, region: .eu,
      deducts: Self.deducts(profile), chart: chart)
    let isAsset = best.account.digits.hasPrefix("0")
    return LineAssignment(
      account: account, confidence: isAsset ? figures.intraEUAsset : figures.taxCertain,
      reason: Reasons.movedByTaxCase(
        Reasons.kind(kinds.kinds[kinds.goods].title), taxCase: .intraEUAcquisition))
  }

  /// The tax case limits the accounts: what is § 13b building work goes to its account, as surely as the line was
  /// judged.
  private func construction(
    _ confidence: Double, _ tax: TaxDecision, _ profile: TenantProfile
  ) -> LineAssignment {
    let kinds = lineAccounts.kinds
    let account = taxAccounts.account(
      for: kinds.kinds[kinds.goods].account, taxCase: .reverseChargeConstruction, rate: .zero,
      region: tax.region, deducts: Self.deducts(profile), chart: chart)
    return LineAssignment(
      account: account, confidence: account == nil ? 0 : max(confidence, figures.taxInferred),
      reason: Reasons.movedByTaxCase(
        Reasons.kind(kinds.kinds[kinds.goods].title), taxCase: .reverseChargeConstruction))
  }

  func reason(
    for candidate: LineAccounts.Candidate, in chart: ChartOfAccounts
  ) -> (sentence: String, rule: String?) {
    let name = chart.name(of: candidate.account)
    switch candidate.origin {
    case .tenant: return (Reasons.tenantRule, nil)
    case .rule(let index, let keyword):
      let rule = lineAccounts.tables.rules[index]
      return rule.reason.isEmpty
        ? (Reasons.keyword(keyword, account: name, rule: rule.id), rule.id)
        : (Reasons.houseRule(rule.reason, rule: rule.id), rule.id)
    case .kind:
      let kinds = lineAccounts.kinds.kinds
      let kind = kinds.first { $0.account == candidate.account }
      return (Reasons.kind(kind?.title ?? name), nil)
    case .classifier: return (Reasons.wording(name), nil)
    case .article(let count): return (Reasons.article(count), nil)
    case .instead(let count): return (Reasons.instead(count), nil)
    case .elsewhere(let count): return (Reasons.elsewhere(count), nil)
    case .supplier(let count): return (Reasons.supplier(count), nil)
    case .mainItem(let index):
      let rule = lineAccounts.tables.rules[index]
      return (Reasons.houseRule(rule.reason, rule: rule.id), rule.id)
    }
  }

  private func parts(
    of invoice: Invoice, _ assignments: [LineAssignment], _ amounts: LineAmounts
  ) -> [PostingBuilder.Part] {
    var parts: [PostingBuilder.Part] = []
    for (index, assignment) in assignments.enumerated() {
      guard let account = assignment.account else { return [] }
      parts.append(
        PostingBuilder.Part(
          account: account, rate: amounts.rates[index] ?? .zero, net: amounts.nets[index],
          reason: assignment.reason, confidence: assignment.confidence,
          description: invoice.lines[index].description))
    }
    return parts
  }

  /// Whether something is written behind "Anlass" and "Teilnehmer", and not only lines to write on.
  private static func hasOccasion(_ found: TaxSignals.Found, _ text: FoldedText) -> Bool {
    func isFilled(_ signal: TaxSignals.Signal) -> Bool {
      (found.ends[signal] ?? []).contains { end in
        let rest = text.bytes[min(end, text.bytes.count)...].prefix(24)
        let words = rest.drop { !FoldedText.isWord($0) }
        let blanks = rest.count - words.count
        return blanks <= 6 && words.prefix(12).count(where: FoldedText.isLetter) >= 4
      }
    }
    return isFilled(.occasion) && isFilled(.participants)
  }

  /// What the postings lack to the invoice's total; `nil` where they agree or there is no total.
  private static func difference(_ invoice: Invoice, _ postings: [Posting]) -> Amount? {
    guard var total = invoice.grossTotal else { return nil }
    if invoice.documentType == .final, let prepaid = invoice.prepaidTotal { total = total - prepaid }
    total += invoice.tip ?? .zero
    let posted = postings.reduce(Amount.zero) { $0 + $1.gross }
    return posted == total ? nil : total - posted
  }
}
