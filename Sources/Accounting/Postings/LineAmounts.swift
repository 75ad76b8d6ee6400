package import Invoice

/// The lines' net amounts and rates as far as they are sure, matched to what the invoice states per rate.
package struct LineAmounts: Sendable {
  /// Per line; `nil` where the rate stays unknown.
  package var rates: [VATRate?]
  /// Per line, net of tax.
  package var nets: [Amount]
  package var findings: [Finding]
  /// Rates whose lines do not add up to what is stated.
  package var brokenRates: Set<VATRate>

  package init(_ invoice: Invoice, groups: [RateGroup], rounding: Amount) {
    rates = invoice.lines.map(\.taxRate)
    nets = invoice.lines.map { $0.netAmount ?? .zero }
    findings = []
    brokenRates = []
    let stated = Self.statedByRate(groups)
    giveRates(invoice, stated, rounding)
    if invoice.lines.contains(where: { $0.netAmount == nil }) {
      findings.append(Finding("LINE_AMOUNT_MISSING", .asks, field: "lines"))
    }
    for (rate, group) in stated { reconcile(rate, group, rounding) }
  }

  /// Category plays no part for amounts: two zero-rated categories are one sum of lines.
  package static func statedByRate(_ groups: [RateGroup]) -> [(rate: VATRate, group: RateGroup)] {
    var byRate: [VATRate: RateGroup] = [:]
    for group in groups {
      if byRate[group.rate] == nil {
        byRate[group.rate] = group
      } else {
        byRate[group.rate]?.basis += group.basis
        byRate[group.rate]?.tax += group.tax
      }
    }
    return byRate.map { (rate: $0.key, group: $0.value) }.sorted { $0.rate > $1.rate }
  }

  private mutating func giveRates(
    _ invoice: Invoice, _ stated: [(rate: VATRate, group: RateGroup)], _ rounding: Amount
  ) {
    let known = Set(stated.map(\.rate))
    for index in rates.indices {
      if let rate = rates[index], known.contains(rate) || known.isEmpty { continue }
      // A line at a rate that the totals do not have: § 13b invoices often print 19 % on lines all the same.
      rates[index] = stated.count == 1 ? stated[0].rate : nil
    }
    let unknown = rates.indices.filter { rates[$0] == nil }
    guard !unknown.isEmpty, stated.count > 1 else { return }
    if unknown.count <= 16, let solution = solve(unknown, stated, rounding) {
      for (index, rate) in zip(unknown, solution) { rates[index] = rate }
      findings.append(Finding("LINE_RATES_SOLVED", .asks, field: "lines"))
    } else {
      let largest = stated.max { $0.group.basis.magnitude < $1.group.basis.magnitude }
      for index in unknown { rates[index] = largest?.rate }
      findings.append(Finding("LINE_RATES_UNKNOWN", .asks, field: "lines"))
    }
  }

  /// With two rates: the only set of lines whose sum is what the first rate still lacks.
  private func solve(
    _ unknown: [Int], _ stated: [(rate: VATRate, group: RateGroup)], _ rounding: Amount
  ) -> [VATRate]? {
    guard stated.count == 2 else { return nil }
    for isGross in [false, true] {
      var target = isGross ? stated[0].group.gross : stated[0].group.basis
      for index in rates.indices where rates[index] == stated[0].rate { target = target - nets[index] }
      var solution: Int?
      for subset in 0..<(1 << unknown.count) {
        var sum = Amount.zero
        for (bit, index) in unknown.enumerated() where subset & (1 << bit) != 0 { sum += nets[index] }
        guard (sum - target).magnitude <= rounding else { continue }
        if solution != nil { return nil }
        solution = subset
      }
      if let solution {
        return unknown.indices.map { solution & (1 << $0) != 0 ? stated[0].rate : stated[1].rate }
      }
    }
    return nil
  }

  /// Lines that add up to the gross of their rate are gross; they become net in proportion.
  private mutating func reconcile(_ rate: VATRate, _ group: RateGroup, _ rounding: Amount) {
    let mine = rates.indices.filter { rates[$0] == rate }
    let sum = mine.reduce(Amount.zero) { $0 + nets[$1] }
    let slack = max(rounding, Amount(minorUnits: Int64(mine.count)))
    if (sum - group.basis).magnitude <= slack { return }
    if group.tax != .zero, (sum - group.gross).magnitude <= slack {
      let shares = Shares.split(group.basis, by: mine.map { nets[$0] })
      for (index, share) in zip(mine, shares) { nets[index] = share }
      return
    }
    brokenRates.insert(rate)
    findings.append(
      Finding(
        "LINES_DO_NOT_ADD_UP", .asks, field: "lines",
        arguments: ["rate": "\(rate)", "lines": "\(sum)", "stated": "\(group.basis)"]))
  }
}

/// Divides an amount in proportion, to the cent.
package enum Shares {
  /// Parts in proportion to the weights that sum to the amount exactly; the largest takes what rounding leaves.
  package static func split(_ amount: Amount, by weights: [Amount]) -> [Amount] {
    guard let largest = weights.indices.max(by: { weights[$0].magnitude < weights[$1].magnitude }) else {
      return []
    }
    let total = weights.reduce(Amount.zero, +)
    guard total != .zero else {
      return weights.indices.map { $0 == largest ? amount : .zero }
    }
    var parts = weights.map { rounded(amount.minorUnits, $0.minorUnits, total.minorUnits) }
    parts[largest] = parts[largest] + (amount - parts.reduce(.zero, +))
    return parts
  }

  /// value × numerator ÷ denominator, half away from zero, without overflow for any amount that an invoice has.
  private static func rounded(_ value: Int64, _ numerator: Int64, _ denominator: Int64) -> Amount {
    let isNegative = ((value < 0) != (numerator < 0)) != (denominator < 0)
    let product = value.magnitude.multipliedFullWidth(by: numerator.magnitude)
    let divisor = denominator.magnitude
    guard product.high < divisor else { return .zero }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    let units = Int64(clamping: remainder >= divisor - remainder ? quotient + 1 : quotient)
    return Amount(minorUnits: isNegative ? -units : units)
  }
}
