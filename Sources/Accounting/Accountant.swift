public import Invoice

/// Turns an invoice into postings: the tax case first, then an account per line that this case allows.
///
/// It is built once from the data directory and then only computes: no file, no clock, no history but what
/// the caller passes in as ``SupplierMemory``.
public struct Accountant: Sendable {
  public package(set) var chart: ChartOfAccounts
  public let rates: TaxRates
  package let figures: Figures
  package private(set) var lineAccounts: LineAccounts
  package let taxRules: TaxRules
  package let taxAccounts: TaxAccounts
  /// The contents that the law asks of an invoice, and its arithmetic.
  public let contents: InvoiceContents
  private let policies: AccountPolicies
  let words: WordLists
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
    words = try WordLists(dataDirectory: dataDirectory)
    splitting = try SplittingRules(dataDirectory: dataDirectory)
  }

  /// Lines on which champion and challenger must have been compared before the rule may promote.
  package var promotionLines: Int { figures.promotionLines }

  /// The same house with another text classifier.
  package func using(_ classifier: TextClassifier) -> Accountant {
    var copy = self
    copy.lineAccounts.classifier = classifier
    return copy
  }

  /// The least confidence of a whole document that is booked unseen, 0…1, unless a tenant asks for more.
  public var bookingThreshold: Double { figures.bookFrom }

  /// Below this confidence no account is named at all, 0…1.
  public var abstentionThreshold: Double { figures.abstainBelow }

  /// How many days an invoice's day of issue may lie after the day on which it came.
  public var issueDaysAhead: Int { Int(figures.issueDaysAhead) }

  /// Whether an account is that of entertainment, which a tenant may want to see before it is booked.
  public func isEntertainment(_ account: AccountNumber) -> Bool { policies.needsOccasion(account) }

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
    let folded = FoldedText(text)
    let lines = invoice.lines.map { FoldedText($0.description ?? "") }
    let found = taxRules.signals.find(in: Self.allText(invoice, folded))
    let kind = lineAccounts.kind(of: invoice, lines: lines, text: folded)
    let groups = RateGroup.groups(of: invoice, rates: rates)
    let amounts = LineAmounts(invoice, groups: groups, rounding: figures.rounding)
    let choices = lineAccounts.choose(
      invoice, lines: lines, kind: kind, memory: memory, rules: profile.accountRules)
    // What would be said if nothing were remembered: where the two agree, the surer one counts.
    let house =
      memory == nil
      ? choices
      : lineAccounts.choose(invoice, lines: lines, kind: kind, memory: nil, rules: profile.accountRules)
    let circumstances = circumstances(lines, groups, amounts, found, kind, profile)
    var tax = given.overrule(taxRules.decide(invoice, circumstances))

    var findings = tax.findings + amounts.findings
    let assignments = given.overrule(
      assignLines(invoice, choices, house, amounts, tax, profile, chart, &findings), &findings)
    if given.isEmpty, assignments.contains(where: { $0.account != nil }),
      assignments.allSatisfy({ $0.account.map(words.isPrivate) ?? false })
    {
      // No purchase of the business, until somebody says so.
      tax.taxCase = nil
    }
    let parts = parts(of: invoice, assignments, amounts, lines, profile)
    let builder = PostingBuilder(chart: chart, taxAccounts: taxAccounts)
    var (postings, more) = builder.postings(
      of: invoice, parts: parts, groups: groups, tax: tax, profile: profile)
    findings += more
    findings += policies.findings(
      postings, lines: assignments, rates: amounts.rates,
      AccountPolicies.Circumstances(
        hasOccasion: Self.hasOccasion(found, folded),
        plates: LicencePlate.plates(behind: found.ends[.licencePlate] ?? [], in: folded), profile: profile))
    findings += Self.outOfUse(postings, invoice, chart)
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
    _ lines: [FoldedText], _ groups: [RateGroup], _ amounts: LineAmounts, _ found: TaxSignals.Found,
    _ kind: LineAccounts.KindOfSupplier, _ profile: TenantProfile
  ) -> TaxRules.Circumstances {
    let kinds = lineAccounts.kinds
    let name = kind.kind.map { kinds.kinds[$0].name } ?? ""
    let isConstruction = kind.kind == kinds.subcontract
    let rated = zip(lines, amounts.rates)
    return TaxRules.Circumstances(
      groups: groups, found: found, isConstruction: isConstruction,
      isCoveredConstruction: isConstruction && !words.isOutside13b(lines),
      isGoods: words.goodsKinds.contains(name), isRestaurant: name == words.restaurantKind,
      foodRates: Set(rated.filter { words.isFood($0.0) }.compactMap(\.1)),
      isCleaning: name == words.cleaningKind, isInsurance: name == words.insuranceKind,
      isTicket: words.isTicket(lines), isUsuallyExempt: words.exemptKinds.contains(name),
      isPhotovoltaic: rated.contains { $0.1 == .zero && words.isPhotovoltaic($0.0) }, profile: profile)
  }

  private func assignLines(
    _ invoice: Invoice, _ choices: [LineAccounts.Choice], _ house: [LineAccounts.Choice],
    _ amounts: LineAmounts, _ tax: TaxDecision, _ profile: TenantProfile, _ chart: ChartOfAccounts,
    _ findings: inout [Finding]
  ) -> [LineAssignment] {
    var result: [LineAssignment] = []
    for (index, choice) in choices.enumerated() {
      let rate = amounts.rates[index] ?? .zero
      var assignment = assignLine(choice, rate: rate, tax, profile, chart)
      if let best = choice.candidates.first, best.isRemembered || best.followsMain {
        let own = assignLine(house[index], rate: rate, tax, profile, chart)
        if own.account == assignment.account {
          assignment.confidence = max(assignment.confidence, own.confidence)
        }
      }
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
    if taxCase == .reverseChargeConstruction, !best.isRemembered, !words.isConstruction(best.account) {
      return construction(choice.confidence, tax, profile)
    }
    let wanted = profile.lowValueAssets == .pool ? words.pooled(best.account) : best.account
    let account = taxAccounts.account(
      for: wanted, taxCase: taxCase, rate: rate, variant: tax.variant,
      deducts: Self.deducts(profile), chart: chart)
    guard let account else {
      return LineAssignment(account: nil, confidence: 0, reason: Reasons.unknown)
    }
    let sentence = account == wanted ? reason : Reasons.movedByTaxCase(reason, taxCase: taxCase)
    return LineAssignment(account: account, confidence: choice.confidence, reason: sentence, rule: rule)
  }

  /// House rule: an EU delivery with its freight is an acquisition of goods, whatever the words say, but for what
  /// has a rate of its own (books).
  private func intraEU(
    _ best: LineAccounts.Candidate, _ confidence: Double, _ tax: TaxDecision, _ profile: TenantProfile
  ) -> LineAssignment {
    let kinds = lineAccounts.kinds
    let goods = kinds.kinds[kinds.goods].account
    let wanted = taxAccounts.moves(best.account, in: .intraEUAcquisition) ? best.account : goods
    let account = taxAccounts.account(
      for: wanted, taxCase: .intraEUAcquisition, rate: .zero, variant: tax.variant,
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
      variant: tax.variant, deducts: Self.deducts(profile), chart: chart)
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
    case .kind(let index, _): return (Reasons.kind(lineAccounts.kinds.kinds[index].title), nil)
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
    of invoice: Invoice, _ assignments: [LineAssignment], _ amounts: LineAmounts, _ lines: [FoldedText],
    _ profile: TenantProfile
  ) -> [PostingBuilder.Part] {
    let seller = invoice.seller.name.map { FoldedText($0) }
    var parts: [PostingBuilder.Part] = []
    for (index, assignment) in assignments.enumerated() {
      guard let account = assignment.account else { return [] }
      parts.append(
        PostingBuilder.Part(
          account: account, rate: amounts.rates[index] ?? .zero, net: amounts.nets[index],
          reason: assignment.reason, confidence: assignment.confidence,
          description: invoice.lines[index].description,
          costCentre: profile.costCentreRules.first {
            $0.condition.matches(seller: seller, line: lines[index])
          }?
          .costCentre))
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

  /// Accounts that the chart has not had, or no longer has, on the days of the invoice.
  private static func outOfUse(
    _ postings: [Posting], _ invoice: Invoice, _ chart: ChartOfAccounts
  ) -> [Finding] {
    let days = [invoice.issueDate, invoice.deliveryDate].compactMap { $0 }
    guard let first = days.first else { return [] }
    return Set(postings.map(\.account)).sorted().filter { number in
      guard let account = chart[number] else { return false }
      return !days.contains(where: account.isInUse)
    }.map { number in
      Finding(
        "ACCOUNT_NOT_IN_USE", .asks, field: "bookings",
        arguments: ["account": "\(number)", "date": "\(first)"])
    }
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
