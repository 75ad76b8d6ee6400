package import Invoice

/// Groups lines into postings: per account, tax case, rate and cost centre, gross to the cent per rate.
package struct PostingBuilder: Sendable {
  package let chart: ChartOfAccounts
  package let taxAccounts: TaxAccounts

  package init(chart: ChartOfAccounts, taxAccounts: TaxAccounts) {
    self.chart = chart
    self.taxAccounts = taxAccounts
  }

  /// A line that is ready to be grouped.
  package struct Part: Sendable {
    package var account: AccountNumber
    package var rate: VATRate
    package var net: Amount
    package var reason: String
    package var confidence: Double
    package var description: String?
    package var costCentre: String?
  }

  private struct Group: Hashable {
    var account: AccountNumber
    var rate: VATRate
    var costCentre: String?
  }

  package func postings(
    of invoice: Invoice, parts: [Part], groups: [RateGroup], tax: TaxDecision, profile: TenantProfile
  ) -> (postings: [Posting], findings: [Finding]) {
    var order: [Group] = []
    var members: [Group: [Part]] = [:]
    for part in parts where part.net != .zero || parts.count == 1 {
      let group = Group(account: part.account, rate: part.rate, costCentre: part.costCentre)
      if members[group] == nil { order.append(group) }
      members[group, default: []].append(part)
    }
    var findings: [Finding] = []
    var postings: [Posting] = []
    for group in order {
      guard let mine = members[group], let largest = mine.max(by: { $0.net.magnitude < $1.net.magnitude })
      else {
        continue
      }
      postings.append(posting(group, mine, largest, invoice, tax, profile, &findings))
    }
    for (rate, group) in LineAmounts.statedByRate(groups) { settle(rate, group, &postings) }
    if invoice.documentType == .final, let prepaid = invoice.prepaidTotal, prepaid != .zero {
      keepRemainder(prepaid, &postings)
    }
    if let tip = invoice.tip, tip != .zero { addTip(tip, &postings) }
    return (postings.filter { $0.gross != .zero || postings.count == 1 }, findings)
  }

  private func posting(
    _ group: Group, _ mine: [Part], _ largest: Part, _ invoice: Invoice, _ tax: TaxDecision,
    _ profile: TenantProfile, _ findings: inout [Finding]
  ) -> Posting {
    let taxCase = tax.taxCase(at: group.rate)
    let deducts = Accountant.deducts(profile)
    let net = mine.reduce(Amount.zero) { $0 + $1.net }
    let key = taxCase.map {
      taxAccounts.key(
        account: group.account, taxCase: $0, rate: group.rate, variant: tax.variant, deducts: deducts,
        day: invoice.deliveryDate ?? invoice.issueDate, chart: chart)
    }
    if case .some(.none) = key {
      findings.append(
        Finding(
          "ACCOUNT_TAKES_NO_KEY", .asks, field: "bookings",
          arguments: ["account": "\(group.account)", "rate": "\(group.rate)"]))
    }
    var posting = Posting(
      account: group.account, net: net, gross: net, taxRate: group.rate,
      taxKey: (key ?? nil) ?? "", text: text(invoice, largest), reason: largest.reason,
      confidence: mine.map(\.confidence).min() ?? 0)
    posting.taxCase = taxCase
    posting.costCentre = group.costCentre
    if group.rate == .zero, tax.isSelfAssessed {
      posting.selfAssessedRate = chart[group.account]?.automatic?.rate ?? VATRate(percent: 19)
    }
    return posting
  }

  /// Net and gross of one rate become exactly what is stated; the largest posting takes what rounding leaves.
  private func settle(_ rate: VATRate, _ group: RateGroup, _ postings: inout [Posting]) {
    let mine = postings.indices.filter { postings[$0].taxRate == rate }
    guard let largest = mine.max(by: { postings[$0].net.magnitude < postings[$1].net.magnitude }) else {
      return
    }
    let nets = mine.map { postings[$0].net }
    let difference = group.basis - nets.reduce(.zero, +)
    postings[largest].net += difference
    for index in mine {
      let tax = (try? postings[index].net.tax(at: rate)) ?? .zero
      postings[index].gross = postings[index].net + tax
    }
    let gross = mine.reduce(Amount.zero) { $0 + postings[$1].gross }
    postings[largest].gross += group.gross - gross
  }

  /// A final invoice, whose advances were posted before, books what is left.
  private func keepRemainder(_ prepaid: Amount, _ postings: inout [Posting]) {
    let total = postings.reduce(Amount.zero) { $0 + $1.gross }
    let shares = Shares.split(total - prepaid, by: postings.map(\.gross))
    for (index, share) in zip(postings.indices, shares) {
      postings[index].gross = share
      postings[index].net = Self.net(of: share, at: postings[index].taxRate)
    }
  }

  /// gross ÷ (1 + rate), half away from zero.
  package static func net(of gross: Amount, at rate: VATRate) -> Amount {
    let divisor = 10_000 + rate.basisPoints
    let (quotient, remainder) = (gross.minorUnits * 10_000).quotientAndRemainder(dividingBy: divisor)
    return Amount(minorUnits: 2 * abs(remainder) >= divisor ? quotient + remainder.signum() : quotient)
  }

  /// A tip has no input tax; it goes where the bill goes.
  private func addTip(_ tip: Amount, _ postings: inout [Posting]) {
    guard let main = postings.max(by: { $0.gross.magnitude < $1.gross.magnitude }) else { return }
    if let same = postings.firstIndex(where: {
      $0.account == main.account && $0.taxRate == .zero && $0.costCentre == main.costCentre
    }) {
      postings[same].net += tip
      postings[same].gross += tip
      return
    }
    var posting = Posting(
      account: main.account, net: tip, gross: tip, taxRate: .zero, text: main.text, reason: Reasons.tip,
      confidence: main.confidence)
    posting.taxCase = .taxFree
    posting.costCentre = main.costCentre
    postings.append(posting)
  }

  /// A suggestion for Buchungstext: who and what, at most 60 characters (DATEV column 14), cut between words.
  private func text(_ invoice: Invoice, _ largest: Part) -> String {
    let limit = 60
    let parts = [invoice.seller.name, largest.description].compactMap { $0 }.filter { !$0.isEmpty }
    let joined = parts.joined(separator: ", ")
    guard joined.count > limit, parts.count == 2 else { return Self.words(of: joined, within: limit) }
    // What was bought gets half of it at most; who sold it has the rest.
    let seller = Self.words(of: parts[0], within: limit - 2 - min(parts[1].count, limit / 2 - 2))
    return "\(seller), \(Self.words(of: parts[1], within: limit - 2 - seller.count))"
  }

  /// As many whole words as fit; a single longer word is cut.
  private static func words(of text: String, within limit: Int) -> String {
    guard text.count > limit else { return text }
    let fitting = text.prefix(limit + 1)
    guard let end = fitting.lastIndex(of: " "), end > fitting.startIndex else {
      return String(text.prefix(limit))
    }
    return String(fitting[..<end])
  }
}
