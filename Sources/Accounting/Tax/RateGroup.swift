package import Invoice

/// What an invoice states at one rate: BG-23 made complete, or made from the totals where there is none.
package struct RateGroup: Hashable, Sendable {
  package var rate: VATRate
  package var category: VATCategory?
  package var basis: Amount
  package var tax: Amount

  package var gross: Amount { basis + tax }

  /// The groups of an invoice, empty ones left out; a missing rate is computed from the amounts.
  package static func groups(of invoice: Invoice, rates: TaxRates) -> [RateGroup] {
    var groups: [RateGroup] = []
    for part in invoice.vatBreakdown {
      let tax = part.taxAmount ?? .zero
      guard let basis = part.taxableAmount ?? Self.onlyBasis(of: invoice), basis != .zero || tax != .zero
      else { continue }
      let rate = part.rate ?? Self.rate(basis: basis, tax: tax, rates: rates) ?? .zero
      if let same = groups.firstIndex(where: { $0.rate == rate && $0.category == part.category }) {
        groups[same].basis += basis
        groups[same].tax += tax
      } else {
        groups.append(RateGroup(rate: rate, category: part.category, basis: basis, tax: tax))
      }
    }
    if groups.isEmpty, let gross = invoice.grossTotal ?? invoice.payable {
      let tax = invoice.taxTotal ?? .zero
      let net = invoice.netTotal ?? gross - tax
      if net != .zero || tax != .zero {
        let rate = Self.rate(basis: net, tax: tax, rates: rates) ?? .zero
        groups.append(RateGroup(rate: rate, category: nil, basis: net, tax: tax))
      }
    }
    return groups
  }

  private static func onlyBasis(of invoice: Invoice) -> Amount? {
    invoice.vatBreakdown.count == 1 ? invoice.netTotal : nil
  }

  /// The German rate whose tax on the basis is the stated one, to a cent per hundred EUR.
  private static func rate(basis: Amount, tax: Amount, rates: TaxRates) -> VATRate? {
    if tax == .zero { return .zero }
    let slack = Amount(minorUnits: 2 + basis.magnitude.minorUnits / 10_000)
    for period in rates.periods.reversed() {
      for rate in [period.standard, period.reduced] {
        if let expected = try? basis.tax(at: rate), (expected - tax).magnitude <= slack { return rate }
      }
    }
    return nil
  }
}
