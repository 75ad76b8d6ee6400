import Invoice

/// Tries every rule that the profile knows on one document.
///
/// The rules look at the values as printed, never at the rounded `Invoice`. The tables are in
/// `Rules+….swift`: an id and what it asks, in the words of the reference, whose tolerances and gaps are kept.
struct Validation {
  let tree: XMLTree
  let terms: BusinessTerms
  let profile: EInvoiceProfile
  let rules: EInvoiceRules
  let usage: CategoryUsage

  init(tree: XMLTree, terms: BusinessTerms, profile: EInvoiceProfile, rules: EInvoiceRules) {
    self.tree = tree
    self.terms = terms
    self.profile = profile
    self.rules = rules
    usage = CategoryUsage(tree, terms)
  }

  var lists: CodeLists { rules.lists }
  var isUBL: Bool { terms.syntax.isUBL }

  /// Adds checks, findings and the verdict.
  func run(_ result: inout ReadEInvoice) {
    var fatal: [String] = []
    var noted: [String] = []
    for rule in Rule.all {
      guard let severity = rules.severity(of: rule.id, in: profile, syntax: terms.syntax) else { continue }
      var outcome = RuleOutcome()
      rule.test(self, &outcome)
      guard outcome.wasTried else { continue }
      guard let failure = outcome.first else {
        result.checks.append(Check(rule.id, .ok))
        continue
      }
      let asks = severity == .fatal && rules.rows[rule.id]?.asks == true
      result.checks.append(Check(rule.id, .failed, detail: failure.detail.isEmpty ? nil : failure.detail))
      result.findings.append(
        finding(rule.id, asks ? .asks : .notes, failure, count: outcome.count, severity, result.evidence))
      if asks { fatal.append(rule.id) } else if severity != .information { noted.append(rule.id) }
    }
    guard result.verdict != .unusable else {
      result.findings.append(Finding("EINVOICE_UNUSABLE", .blocks))
      return
    }
    result.verdict = fatal.isEmpty && noted.isEmpty ? .valid : .deviates(fatal: fatal, noted: noted)
  }

  private func finding(
    _ id: String, _ effect: Finding.Severity, _ failure: RuleOutcome.Failure, count: Int,
    _ severity: EInvoiceRules.Severity, _ evidence: [String: Evidence]
  ) -> Finding {
    var arguments = ["rule_severity": severity.rawValue, "count": String(count)]
    if !failure.detail.isEmpty { arguments["detail"] = failure.detail }
    var field: String?
    if failure.term.exists {
      let path = tree.path(failure.term)
      arguments["path"] = path
      field = evidence.lazy.filter { $0.value.path == path }.map(\.key).min()
    }
    return Finding(id, effect, field: field, arguments: arguments)
  }
}

/// One rule of the tables.
struct Rule: Sendable {
  typealias Test = @Sendable (borrowing Validation, inout RuleOutcome) -> Void

  let id: String
  let test: Test

  init(_ id: String, _ test: @escaping Test) {
    self.id = id
    self.test = test
  }

  /// Every rule, in the order of the reference.
  static let all: [Rule] =
    presence + groups + calculation + decimals + codes + categoryRules + german + extensions + peppol + syntax
}

/// What came of one rule: whether there was anything to test, and where it failed first.
struct RuleOutcome {
  struct Failure {
    let term: Term
    let detail: String
  }

  private static let detailLimit = 200

  private(set) var wasTried = false
  private(set) var count = 0
  private(set) var first: Failure?

  /// States that a condition holds for a term; the detail says what was found where it does not.
  mutating func expect(_ condition: Bool, _ term: Term = .none, _ detail: @autoclosure () -> String = "") {
    wasTried = true
    guard !condition else { return }
    count += 1
    // What was found may be megabytes long; the first words of it tell enough.
    if first == nil { first = Failure(term: term, detail: String(detail().prefix(Self.detailLimit))) }
  }
}

/// How often each tax category occurs, for the rules that tie lines, charges and breakdown together.
struct CategoryUsage {
  private(set) var lines: [String: Int] = [:]
  private(set) var allowances: [String: Int] = [:]
  private(set) var charges: [String: Int] = [:]
  private(set) var breakdowns: [String: Int] = [:]

  init(_ tree: XMLTree, _ terms: BusinessTerms) {
    for line in terms.lines { count(tree.text(line.tax.category), &lines) }
    for allowance in terms.allowances {
      let category = tree.text(allowance.tax.category)
      if allowance.isCharge { count(category, &charges) } else { count(category, &allowances) }
    }
    for breakdown in terms.breakdowns { count(tree.text(breakdown.tax.category), &breakdowns) }
  }

  private func count(_ category: String?, _ counts: inout [String: Int]) {
    if let category { counts[category, default: 0] += 1 }
  }

  /// On a line, allowance or charge.
  func isUsed(_ category: String) -> Bool {
    lines[category] != nil || allowances[category] != nil || charges[category] != nil
  }

  func breakdownCount(_ category: String) -> Int { breakdowns[category] ?? 0 }
}

// MARK: - Words of the rules

extension Validation {
  func isFilled(_ term: Term) -> Bool { tree.isFilled(term) }
  func text(_ term: Term) -> String { tree.text(term) ?? "" }
  func decimal(_ term: Term) -> ExactDecimal { tree.decimal(term) ?? .invalid }

  /// The number, or 0 where the term is missing; not a number stays so.
  func decimalOrZero(_ term: Term) -> ExactDecimal { term.exists ? decimal(term) : .zero }

  func sum(_ terms: some Sequence<Term>) -> ExactDecimal {
    terms.reduce(.zero) { $1.exists ? $0 + decimal($1) : $0 }
  }

  var documentAllowances: [AllowanceTerms] { terms.allowances.filter { !$0.isCharge && !$0.isLogistics } }
  var documentCharges: [AllowanceTerms] { terms.allowances.filter { $0.isCharge && !$0.isLogistics } }

  /// Charges as they count in sums: freight too, where the profile has it.
  var summedCharges: [AllowanceTerms] { terms.allowances.filter(\.isCharge) }

  /// Lines as they count in sums.
  var summedLines: [LineTerms] {
    terms.lines.filter {
      guard $0.status.exists else { return true }
      let status = text($0.status).uppercased()
      return status != "GROUP" && status != "INFORMATION"
    }
  }

  /// In CII an earlier rule of the same pattern takes the groups of these categories.
  var testedBreakdowns: [BreakdownTerms] {
    isUBL
      ? terms.breakdowns : terms.breakdowns.filter { !["L", "M", "O"].contains(text($0.tax.category)) }
  }

  func isVAT(_ tax: TaxTerms) -> Bool { text(tax.scheme).uppercased() == "VAT" }

  /// Seller's VAT id, tax number or representative's VAT id.
  var hasSellerTaxIdentifier: Bool {
    terms.seller.vatIdentifier.exists || terms.seller.taxNumber.exists || hasRepresentativeIdentifier
  }

  var hasRepresentativeIdentifier: Bool {
    terms.taxRepresentatives.contains { $0.vatIdentifier.exists }
  }

  /// The VAT totals in a currency; ZUGFeRD 1.0 has one and need not say which.
  func taxTotals(in currency: String) -> [TaxTotalTerms] {
    if terms.syntax == .zugferd1 { return terms.taxTotals }
    return terms.taxTotals.filter { tree.attribute($0.amount, "currencyID") == currency }
  }

  /// Charges and allowances of document and lines, without freight.
  var everyAllowance: [AllowanceTerms] {
    terms.allowances.filter { !$0.isLogistics } + terms.lines.flatMap(\.allowances)
  }

  func isFormat102(_ term: Term) -> Bool { tree.attribute(term, "format") == "102" }

  /// Whether the second day is not before the first, as the syntax compares them.
  func isOrdered(_ start: Term, _ end: Term) -> Bool {
    if isUBL { return text(start) <= text(end) }
    return isFormat102(start) && isFormat102(end) && text(start) <= text(end)
  }
}
