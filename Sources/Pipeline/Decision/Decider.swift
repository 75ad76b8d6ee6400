public import Accounting
public import Invoice
public import Reading
public import Results
public import Settings

/// Decides what becomes of an invoice: booked, review, rejected or no invoice.
///
/// Pure, but for the data loaded once.
///
/// A wrong booking costs more than an unbooked one: whatever asks, whatever is missing, and whatever is less sure
/// than the threshold goes to a person with its reason.
public struct Decider: Sendable {
  private var accountant: Accountant
  private let threshold: Double

  /// - Parameter dataDirectory: Where the chart, the rules and the booking threshold lie.
  public init(dataDirectory: String) throws {
    accountant = try Accountant(dataDirectory: dataDirectory)
    threshold = accountant.bookingThreshold
  }

  /// The same rules with another text classifier.
  package func using(_ classifier: TextClassifier) -> Decider {
    var copy = self
    copy.accountant = accountant.using(classifier)
    return copy
  }

  /// The same rules over a chart that has a tenant's own accounts as well.
  func knowing(_ tenant: TenantSettings) -> Decider {
    var copy = self
    copy.accountant.chart = accountant.chart.extended(by: tenant.profile.ownAccounts)
    return copy
  }

  /// Lines on which champion and challenger must have been compared before the rule may promote.
  var promotionLines: Int { accountant.promotionLines }

  /// One invoice of a document, decided.
  public struct Decision: Sendable {
    public var read: ReadInvoice
    public var assignment: Assignment?
    public var status: ResultDocument.Status
    /// What neither reader nor accountant knew: duplicates, a changed bank account, trial mode.
    public var findings: [Finding]
    /// The chance that number, date, seller, totals and every booking are right.
    public var confidence: Double
    /// Other accounts that fit, by line, where somebody is asked about the account.
    public var alternatives: [Int: [ResultDocument.Line.Alternative]] = [:]
  }

  /// Decides on one invoice.
  ///
  /// - Parameters:
  ///   - tenant: `nil` when nobody said who receives it: then the recipient and the tenant's own policy are not
  ///     checked.
  ///   - answer: What a person has said about it; `part` is its place in the document.
  public func decide(
    _ read: ReadInvoice, tenant: TenantSettings?, history: History = History(),
    answer: PersonsAnswer? = nil, part: Int = 0
  ) -> Decision {
    guard let answer else { return decide(read, tenant, history, given: GivenAccounts()) }
    var corrected = read
    corrected.apply(answer, part: part)
    switch answer.verdicts[part] {
    case .notAnInvoice:
      return Decision(
        read: corrected, status: .notAnInvoice, findings: [Finding("NOT_AN_INVOICE_BY_PERSON", .asks)],
        confidence: 1)
    case .discarded:
      return Decision(
        read: corrected, status: .rejected, findings: [Finding("DISCARDED_BY_PERSON", .blocks)], confidence: 1
      )
    case .sameAs:
      return Decision(
        read: corrected, status: .duplicate,
        findings: [Finding("DUPLICATE_BY_PERSON", .asks, arguments: ["of": answer.counterpart ?? ""])],
        confidence: 1)
    case .confirmed:
      // Somebody has looked at it: it is an invoice, whatever it seemed to be.
      corrected.kind = .invoice
      return decide(corrected, tenant, history, given: answer.given(part: part)).confirmed(by: answer, part)
    case nil:
      return decide(corrected, tenant, history, given: answer.given(part: part))
        .relieved(by: answer, part, threshold: tenant?.policy.threshold ?? threshold)
    }
  }

  private func decide(
    _ read: ReadInvoice, _ tenant: TenantSettings?, _ history: History, given: GivenAccounts
  ) -> Decision {
    guard read.kind == .invoice else {
      let finding = Finding("NOT_AN_INVOICE", .asks, arguments: ["kind": read.kind.rawValue])
      return Decision(read: read, status: .notAnInvoice, findings: [finding], confidence: 0)
    }
    var assignment = accountant.assign(
      read.invoice, text: read.text, profile: tenant?.profile ?? Self.unknownRecipient,
      memory: history.memory, given: given)
    var read = read
    var findings = Self.missingCore(read)
    if let tenant {
      if read.readFrom == .eInvoice { findings += checkRecipient(of: &read, tenant.profile.identity) }
      findings += policyFindings(read.invoice, assignment, tenant)
      assignment.findings = assignment.findings.map(tenant.policy.weighed)
    }
    findings += historyFindings(read.invoice, history)

    let confidence = read.confidence * assignment.confidence
    let all = read.findings + assignment.findings + findings
    let least = tenant?.policy.threshold ?? threshold
    let status: ResultDocument.Status
    if all.contains(where: { $0.severity == .blocks }) {
      status = .rejected
    } else if all.contains(where: { $0.severity == .asks }) {
      status = .review
    } else if min(read.confidence, assignment.confidence) < least || assignment.postings.isEmpty {
      findings.append(Finding("LOW_CONFIDENCE", .asks, arguments: ["confidence": "\(Int(confidence * 100))"]))
      status = .review
    } else {
      status = .booked
    }
    return Decision(
      read: read, assignment: assignment, status: status, findings: findings, confidence: confidence,
      alternatives: status == .review ? alternatives(to: assignment, read.invoice, tenant) : [:])
  }

  /// Accounts that the accountant would take next for the lines that are asked about.
  private func alternatives(
    to assignment: Assignment, _ invoice: Invoice, _ tenant: TenantSettings?
  ) -> [Int: [ResultDocument.Line.Alternative]] {
    var alternatives: [Int: [ResultDocument.Line.Alternative]] = [:]
    for (index, (line, given)) in zip(invoice.lines, assignment.lines).enumerated() {
      guard alternatives.count < Self.mostAdvised, let text = line.description,
        CorrectionList.asks(about: given.account, given.confidence)
      else { continue }
      let advice = accountant.advise(
        text, supplier: invoice.seller.name,
        amount: line.netUnitPrice(pricesIncludeTax: invoice.pricesIncludeTax),
        profile: tenant?.profile)
      let others = advice.filter { $0.account != given.account }.prefix(3)
      guard !others.isEmpty else { continue }
      alternatives[index] = others.map { .init(account: $0.account, name: $0.name) }
    }
    return alternatives
  }

  /// Nobody looks for another account line by line in a longer document.
  private static let mostAdvised = 50

  /// Whether the chart has an account that a person names.
  public func hasAccount(_ account: AccountNumber) -> Bool { accountant.chart[account] != nil }

  /// The account's name in the chart.
  func name(of account: AccountNumber) -> String { accountant.chart.name(of: account) }

  /// `4980 Sonstiger Betriebsbedarf`, or the digits alone.
  public func accountName(_ digits: String) -> String {
    guard let account = AccountNumber(digits) else { return digits }
    let name = accountant.chart.name(of: account)
    return name.isEmpty ? digits : "\(digits) \(name)"
  }

  private static let unknownRecipient = TenantProfile(identity: OwnIdentity(name: ""))

  /// A document without these can't be posted, whoever else has overlooked it.
  private static func missingCore(_ read: ReadInvoice) -> [Finding] {
    let invoice = read.invoice
    let isMissing = [
      ("invoice_number", invoice.invoiceNumber == nil && invoice.documentType != .receipt),
      ("issue_date", invoice.issueDate == nil),
      ("seller.name", invoice.seller.name == nil),
      ("gross_total", invoice.grossTotal == nil),
      ("net_total", invoice.netTotal == nil),
      ("currency", invoice.currency == nil),
    ]
    let known = Set(read.findings.filter { $0.code == "FIELD_MISSING" }.compactMap(\.field))
    return isMissing.filter { $0.1 && !known.contains($0.0) }.map {
      Finding("FIELD_MISSING", .asks, field: $0.0)
    }
  }

  /// An e-invoice says by itself to whom it is addressed; of everything else the reader has judged.
  private func checkRecipient(of read: inout ReadInvoice, _ identity: OwnIdentity) -> [Finding] {
    let rule = "recipient is the tenant"
    guard !accountant.isBuyer(identity, of: read.invoice) else {
      read.checks.append(Check(rule, .ok))
      return []
    }
    read.checks.append(Check(rule, .failed))
    return [
      Finding(
        "RECIPIENT_DIFFERS", .asks, field: "buyer.name",
        arguments: ["printed": read.invoice.buyer.name ?? ""])
    ]
  }

  private func historyFindings(_ invoice: Invoice, _ history: History) -> [Finding] {
    var findings: [Finding] = []
    if let received = history.receivedOn, let issued = invoice.issueDate,
      issued.daysSinceEpoch - received.daysSinceEpoch > accountant.issueDaysAhead
    {
      findings.append(
        Finding("ISSUE_DATE_AHEAD", .asks, field: "issue_date", arguments: ["issued": issued.description]))
    }
    if let sameInvoice = history.sameInvoice {
      findings.append(
        Finding("POSSIBLE_DUPLICATE", .asks, field: "invoice_number", arguments: ["of": sameInvoice]))
    }
    // A changed account of a known supplier is a fraud pattern.
    if let iban = invoice.seller.ibans.first, !history.knownIBANs.isEmpty,
      !invoice.seller.ibans.contains(where: history.knownIBANs.contains)
    {
      findings.append(
        Finding("IBAN_CHANGED", .asks, field: "seller.iban", arguments: ["iban": iban.value]))
    }
    return findings
  }

  /// What the tenant's own settings say about an invoice that is otherwise in order.
  private func policyFindings(
    _ invoice: Invoice, _ assignment: Assignment, _ tenant: TenantSettings
  ) -> [Finding] {
    var findings: [Finding] = []
    if tenant.mode == .trial { findings.append(Finding("TRIAL_MODE", .asks)) }
    var cases: [BookingPolicy.Case] = []
    if let taxCase = assignment.taxCase, let kind = BookingPolicy.Case(rawValue: taxCase.rawValue) {
      cases.append(kind)
    }
    switch invoice.documentType {
    case .creditNote: cases.append(.creditNote)
    case .partial: cases.append(.partialInvoice)
    case .final: cases.append(.finalInvoice)
    default: break
    }
    if assignment.postings.contains(where: { accountant.isEntertainment($0.account) }) {
      cases.append(.entertainment)
    }
    for kind in cases where !tenant.policy.mayBookUnseen(kind) && !BookingPolicy.houseReviews.contains(kind) {
      findings.append(Finding("REVIEW_BY_POLICY", .asks, arguments: ["case": kind.rawValue]))
    }
    return findings
  }
}
