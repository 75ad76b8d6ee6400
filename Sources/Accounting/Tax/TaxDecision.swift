package import Invoice

/// How VAT treats one document, and what a person must be asked about it.
package struct TaxDecision: Sendable {
  /// What tells purchases of one case apart where their accounts differ.
  package enum Variant: String, Sendable {
    /// The supplier sits in another member state.
    case eu
    /// The supplier sits outside the EU.
    case third
    /// A foreign supplier delivers and installs here (§ 13b (2) no. 1 UStG).
    case works
    /// An acquisition that is exempt itself (§ 4b UStG).
    case exempt
    /// The last buyer of a triangular transaction (§ 25b UStG).
    case triangular
  }

  /// The case of the whole document; `nil` where it is no purchase.
  package var taxCase: TaxCase?
  /// The case of what carries no printed tax.
  package var zeroCase: TaxCase?
  /// The case of printed tax that is no input tax, such as the tax on insurance premiums.
  package var printedCase: TaxCase?
  /// `nil` for a domestic supplier.
  package var variant: Variant?
  package var confidence: Double
  package var findings: [Finding] = []

  /// The case of a line or posting at a printed rate.
  package func taxCase(at rate: VATRate) -> TaxCase? {
    guard let taxCase else { return nil }
    switch taxCase {
    case .foreignVAT, .marginScheme, .import: return taxCase
    default: break
    }
    if rate == .zero { return zeroCase ?? .taxFree }
    return printedCase ?? (taxCase == .smallAmount ? .smallAmount : .domestic)
  }

  /// Whether the recipient owes the tax of what carries none.
  package var isSelfAssessed: Bool {
    guard variant != .exempt else { return false }
    return switch zeroCase {
    case .reverseChargeConstruction, .reverseChargeForeignService, .reverseChargeGoods, .intraEUAcquisition:
      true
    default: false
    }
  }
}

/// Decides the tax case by the order of tax-rules section 1 and the house policy of the JSON contract.
package struct TaxRules: Sendable {
  package let rates: TaxRates
  package let signals: TaxSignals
  package let figures: Figures

  package init(dataDirectory: String, figures: Figures) throws(AccountingDataError) {
    rates = try TaxRates(dataDirectory: dataDirectory)
    signals = try TaxSignals(dataDirectory: dataDirectory)
    self.figures = figures
  }

  /// What the decision looks at besides the invoice's own values.
  package struct Circumstances {
    package var groups: [RateGroup]
    package var found: TaxSignals.Found
    /// The invoice is about building work.
    package var isConstruction: Bool
    /// Some construction line is of a kind that § 13b covers (not scaffolding, planning, waste, staff).
    package var isCoveredConstruction: Bool
    package var isGoods: Bool
    package var isRestaurant: Bool
    /// Printed rates of lines that are food and not drink.
    package var foodRates: Set<VATRate> = []
    /// Rooms are cleaned: § 13b (2) no 8 UStG is between cleaning companies only.
    package var isCleaning = false
    package var isInsurance = false
    /// Every line is a ticket of a carrier (UStDV § 34).
    package var isTicket = false
    /// The kind of supplier is one that is exempt by law: insurance, bank, post, rent, authorities, training.
    package var isUsuallyExempt: Bool
    /// The zero-rated lines are photovoltaic parts.
    package var isPhotovoltaic: Bool
    package var profile: TenantProfile
  }

  package func decide(_ invoice: Invoice, _ seen: Circumstances) -> TaxDecision {
    var decision = TaxDecision(confidence: figures.taxCertain)
    if let stop = stops(invoice, seen) { return stop }
    let taxed = seen.groups.filter { $0.rate != .zero || $0.tax != .zero }
    let untaxed = seen.groups.filter { $0.rate == .zero && $0.tax == .zero }
    let country = Self.country(of: invoice.seller)
    if let country, country != "DE" {
      decideForeign(invoice, country, taxed, untaxed, seen, &decision)
    } else {
      decideDomestic(invoice, taxed, untaxed, seen, &decision)
    }
    if decision.variant == nil, decision.printedCase == nil { checkRates(invoice, taxed, seen, &decision) }
    checkArithmetic(seen.groups, &decision)
    noteTiming(invoice, seen, &decision)
    return decision
  }

  /// What is no purchase at all, or never booked by a program.
  private func stops(_ invoice: Invoice, _ seen: Circumstances) -> TaxDecision? {
    if invoice.typeCode == "389" || seen.found.has(.selfBilling) {
      return TaxDecision(
        taxCase: nil, confidence: figures.taxContradiction,
        findings: [
          Finding(
            "TAX_SELF_BILLING", .asks, field: "tax_case",
            arguments: ["phrase": seen.found.strong[.selfBilling] ?? "389"])
        ])
    }
    if seen.found.has(.ownReceipt) {
      return TaxDecision(
        taxCase: nil, confidence: figures.taxContradiction,
        findings: [
          Finding(
            "TAX_OWN_RECEIPT", .asks, field: "tax_case",
            arguments: ["phrase": seen.found.strong[.ownReceipt] ?? ""])
        ])
    }
    return nil
  }

  /// The seller's country: by VAT id first, because it says where he is registered.
  package static func country(of seller: Party) -> String? {
    if let identifier = seller.vatIdentifier { return identifier.country }
    if let country = seller.country, !country.isEmpty { return country }
    if seller.taxNumber != nil { return "DE" }
    return seller.ibans.first?.country
  }

  /// EU member states by ISO code; Northern Ireland counts for goods only and is left to a person.
  package static let memberStates: Set<String> = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
  ]

  // MARK: Foreign suppliers

  private func decideForeign(
    _ invoice: Invoice, _ country: String, _ taxed: [RateGroup], _ untaxed: [RateGroup],
    _ seen: Circumstances, _ decision: inout TaxDecision
  ) {
    let isMember = Self.memberStates.contains(country)
    decision.variant = isMember ? .eu : .third
    if let group = taxed.first {
      decision.taxCase = .foreignVAT
      decision.zeroCase = .foreignVAT
      decision.ask("TAX_FOREIGN_VAT", ["country": country, "rate": "\(group.rate)"])
      return
    }
    if isMember {
      decideMemberState(invoice, country, untaxed, seen, &decision)
      return
    }
    if seen.found.has(.export) || untaxed.contains(where: { $0.category == .export }) && seen.isGoods
      || seen.isGoods && !seen.found.has(.reverseCharge)
    {
      decision.taxCase = .import
      decision.ask("TAX_IMPORT", ["country": country])
      return
    }
    setForeignService(invoice, country, untaxed, seen, &decision)
  }

  private func decideMemberState(
    _ invoice: Invoice, _ country: String, _ untaxed: [RateGroup], _ seen: Circumstances,
    _ decision: inout TaxDecision
  ) {
    for (signal, variant, code) in [
      (TaxSignals.Signal.triangular, TaxDecision.Variant.triangular, "TAX_TRIANGULAR"),
      (.intraCommunityExempt, .exempt, "TAX_INTRA_EU_EXEMPT"),
    ] where seen.found.has(signal) {
      decision.taxCase = .intraEUAcquisition
      decision.zeroCase = .intraEUAcquisition
      decision.variant = variant
      decision.ask(code, ["country": country])
      return
    }
    let isDelivery = untaxed.contains { $0.category == .intraCommunity } || seen.found.has(.intraCommunity)
    let isService = untaxed.contains { $0.category == .reverseCharge } || seen.found.has(.reverseCharge)
    if isDelivery && isService {
      decision.note("TAX_PHRASES_DIFFER", ["first": "intra_eu_acquisition", "second": "reverse_charge"])
      decision.confidence = figures.taxInferred
    }
    if isDelivery && !(isService && !seen.isGoods) || !isService && seen.isGoods {
      decision.taxCase = .intraEUAcquisition
      decision.zeroCase = .intraEUAcquisition
      if !isDelivery {
        decision.confidence = figures.taxInferred
        decision.ask("TAX_INTRA_EU_WORDING_MISSING", ["country": country])
      }
      if invoice.seller.vatIdentifier == nil || !hasOwnIdentifier(invoice, seen.profile) {
        decision.ask(
          "TAX_INTRA_EU_IDS_MISSING",
          ["missing": invoice.seller.vatIdentifier == nil ? "seller.vat_id" : "buyer.vat_id"])
      }
      return
    }
    setForeignService(invoice, country, untaxed, seen, &decision)
  }

  private func setForeignService(
    _ invoice: Invoice, _ country: String, _ untaxed: [RateGroup], _ seen: Circumstances,
    _ decision: inout TaxDecision
  ) {
    decision.taxCase = .reverseChargeForeignService
    decision.zeroCase = .reverseChargeForeignService
    if seen.found.has(.worksSupply) { decision.variant = .works }
    let hasWording =
      seen.found.has(.reverseCharge) || untaxed.contains { $0.category == .reverseCharge }
    let hasBothIdentifiers = invoice.seller.vatIdentifier != nil && hasOwnIdentifier(invoice, seen.profile)
    if !hasWording && !hasBothIdentifiers {
      decision.confidence = figures.taxInferred
      decision.ask("TAX_FOREIGN_SERVICE_UNPROVEN", ["country": country])
    }
  }

  private func hasOwnIdentifier(_ invoice: Invoice, _ profile: TenantProfile) -> Bool {
    guard let buyer = invoice.buyer.vatIdentifier else { return false }
    return profile.identity.vatIdentifiers.isEmpty || profile.identity.vatIdentifiers.contains(buyer)
  }

  // MARK: Domestic suppliers

  private func decideDomestic(
    _ invoice: Invoice, _ taxed: [RateGroup], _ untaxed: [RateGroup], _ seen: Circumstances,
    _ decision: inout TaxDecision
  ) {
    if seen.isInsurance, seen.found.has(.insuranceTax), !taxed.isEmpty {
      // The tax on premiums looks like VAT; nobody deducts it.
      decision.taxCase = .taxFree
      decision.zeroCase = .taxFree
      decision.printedCase = .taxFree
      let tax = taxed.reduce(Amount.zero) { $0 + $1.tax }
      decision.ask("TAX_INSURANCE_TAX", ["tax": "\(tax)"])
      return
    }
    if !untaxed.isEmpty {
      decideZero(invoice, untaxed, isMixed: !taxed.isEmpty, seen, &decision)
    } else if taxed.isEmpty {
      decision.taxCase = .domestic
      decision.confidence = figures.taxContradiction
      decision.ask("TAX_AMOUNTS_MISSING", [:])
      return
    }
    if !taxed.isEmpty { checkPrintedTax(invoice, taxed, seen, &decision) }
    if seen.groups.count > 1 {
      decision.taxCase = .mixed
    } else if taxed.isEmpty {
      decision.taxCase = decision.zeroCase
    } else {
      // A ticket is an invoice whatever its amount.
      decision.taxCase = isSmallAmount(invoice) || seen.isTicket ? .smallAmount : .domestic
    }
  }

  /// UStDV § 33: a receipt up to 250 EUR gross with one rate.
  private func isSmallAmount(_ invoice: Invoice) -> Bool {
    guard invoice.documentType == .receipt, let gross = invoice.grossTotal ?? invoice.payable else {
      return false
    }
    return gross.magnitude <= figures.smallAmount
  }

  private func decideZero(
    _ invoice: Invoice, _ untaxed: [RateGroup], isMixed: Bool, _ seen: Circumstances,
    _ decision: inout TaxDecision
  ) {
    let categories = Set(untaxed.compactMap(\.category))
    let found = seen.found
    if found.has(.photovoltaic) || categories.contains(.zeroRated)
      || seen.isPhotovoltaic && !found.has(.smallBusiness)
    {
      decision.zeroCase = .photovoltaicZeroRate
      let basis = untaxed.reduce(Amount.zero) { $0 + $1.basis }
      decision.ask("TAX_PV_ZERO_RATE", ["basis": "\(basis)"])
      if found.has(.reverseCharge) {
        decision.ask("TAX_PHRASES_DIFFER", ["first": "pv_zero_rate", "second": "reverse_charge"])
      }
    } else if found.has(.marginGoods) || found.has(.marginTravel) {
      decision.zeroCase = .marginScheme
      decision.ask(
        "TAX_MARGIN_SCHEME", ["phrase": found.strong[.marginGoods] ?? found.strong[.marginTravel] ?? ""])
    } else if found.has(.smallBusiness) && !categories.contains(.reverseCharge) {
      decision.zeroCase = .smallBusiness
      if found.has(.reverseCharge) {
        decision.confidence = figures.taxContradiction
        decision.ask("TAX_PHRASES_DIFFER", ["first": "small_business_19", "second": "reverse_charge"])
      }
    } else if categories.contains(.reverseCharge) || found.has(.reverseCharge) {
      decideDomesticReverseCharge(seen, isMixed: isMixed, &decision)
    } else if categories.contains(.intraCommunity) || found.has(.intraCommunity) {
      decision.zeroCase = .intraEUAcquisition
      decision.confidence = figures.taxContradiction
      decision.ask("TAX_INTRA_EU_FROM_GERMANY", [:])
    } else if found.has(.importNotice) {
      decision.zeroCase = .import
      decision.ask("TAX_IMPORT_VAT_NOTICE", ["phrase": found.strong[.importNotice] ?? ""])
    } else if !categories.isDisjoint(with: [.exempt, .outsideScope]) || found.has(.exempt)
      || found.has(.outsideScope)
    {
      decision.zeroCase = .taxFree
    } else if seen.isUsuallyExempt || isMixed {
      // A town's tourist tax or a deposit at 0 % beside taxed lines is small and carries no wording.
      decision.zeroCase = .taxFree
      decision.confidence = figures.taxInferred
      if isMixed && !seen.isUsuallyExempt { decision.ask("TAX_ZERO_WITHOUT_REASON", [:]) }
    } else if seen.isConstruction && seen.profile.receivesConstructionServices {
      decision.zeroCase = .reverseChargeConstruction
      decision.confidence = figures.taxInferred
      decision.ask("TAX_13B_WORDING_MISSING", [:])
    } else {
      decision.zeroCase = .taxFree
      decision.confidence = figures.taxContradiction
      decision.ask("TAX_ZERO_WITHOUT_REASON", [:])
    }
    if decision.zeroCase == .import { decision.taxCase = .import }
  }

  private func decideDomesticReverseCharge(
    _ seen: Circumstances, isMixed: Bool, _ decision: inout TaxDecision
  ) {
    if seen.found.has(.reverseChargeGoods) {
      decision.zeroCase = .reverseChargeGoods
      decision.ask("TAX_13B_GOODS", ["phrase": seen.found.strong[.reverseChargeGoods] ?? ""])
      return
    }
    decision.zeroCase = .reverseChargeConstruction
    if seen.isCleaning || seen.found.has(.reverseChargeCleaning) {
      decision.confidence = figures.taxInferred
      decision.ask("TAX_13B_CLEANING", [:])
      return
    }
    if seen.isGoods && !seen.isConstruction && !seen.found.has(.reverseChargeConstruction) {
      decision.confidence = figures.taxInferred
      decision.ask("TAX_13B_ON_GOODS", [:])
    } else if !seen.profile.receivesConstructionServices {
      decision.ask("TAX_13B_TENANT_IS_NOT_LIABLE", [:])
    }
    if !seen.found.has(.reverseCharge) { decision.ask("TAX_13B_WORDING_MISSING", [:]) }
    if seen.found.has(.withholding) { decision.note("TAX_48B_CERTIFICATE", [:]) }
  }

  /// Asks whether the supplier was allowed to print tax.
  private func checkPrintedTax(
    _ invoice: Invoice, _ taxed: [RateGroup], _ seen: Circumstances, _ decision: inout TaxDecision
  ) {
    let tax = taxed.reduce(Amount.zero) { $0 + $1.tax }
    if seen.isCoveredConstruction && seen.profile.receivesConstructionServices {
      decision.ask("TAX_CONSTRUCTION_WITH_PRINTED_TAX", ["tax": "\(tax)"])
    } else if let phrase = seen.found.strong[.reverseCharge],
      decision.zeroCase == nil || decision.zeroCase == .reverseChargeConstruction
    {
      decision.confidence = figures.taxInferred
      decision.ask("TAX_13B_WITH_PRINTED_TAX", ["tax": "\(tax)", "phrase": phrase])
    }
    if let phrase = seen.found.strong[.smallBusiness] {
      decision.confidence = figures.taxInferred
      decision.ask("TAX_SMALL_BUSINESS_WITH_TAX", ["tax": "\(tax)", "phrase": phrase])
    }
    if decision.zeroCase == nil, let phrase = seen.found.strong[.marginGoods] {
      decision.ask("TAX_MARGIN_SCHEME_WITH_TAX", ["tax": "\(tax)", "phrase": phrase])
    }
    if decision.zeroCase == nil, let phrase = seen.found.strong[.photovoltaic] {
      decision.ask("TAX_ZERO_RATE_WITH_TAX", ["tax": "\(tax)", "phrase": phrase])
    }
    if let phrase = seen.found.strong[.importNotice] {
      decision.ask("TAX_IMPORT_VAT_NOTICE", ["phrase": phrase])
    }
  }

  /// Section 2: the rate must be one of the day of supply.
  private func checkRates(
    _ invoice: Invoice, _ taxed: [RateGroup], _ seen: Circumstances, _ decision: inout TaxDecision
  ) {
    let start =
      invoice.deliveryDate ?? invoice.servicePeriod?.start ?? invoice.servicePeriod?.end ?? invoice.issueDate
    let end = invoice.deliveryDate ?? invoice.servicePeriod?.end ?? start
    for group in taxed {
      guard rates.isGerman(group.rate) else {
        decision.ask("TAX_RATE_UNKNOWN", ["rate": "\(group.rate)"])
        decision.confidence = figures.taxContradiction
        continue
      }
      guard let start, let end, let period = rates.period(on: end) else { continue }
      if !rates.isValid(group.rate, from: min(start, end), to: max(start, end)) {
        decision.ask(
          "TAX_RATE_NOT_VALID_ON_DATE",
          [
            "rate": "\(group.rate)", "date": "\(end)",
            "expected": group.rate < VATRate(percent: 10) ? "\(period.reduced)" : "\(period.standard)",
          ])
      } else if seen.isRestaurant, group.rate == period.reduced, period.restaurantFood == period.standard {
        decision.ask("TAX_RESTAURANT_RATE", ["rate": "\(group.rate)", "date": "\(end)"])
      } else if seen.isRestaurant, group.rate == period.standard, period.restaurantFood == period.reduced,
        seen.foodRates.contains(group.rate)
      {
        decision.ask("TAX_FOOD_AT_STANDARD_RATE", ["rate": "\(group.rate)", "date": "\(end)"])
      }
    }
  }

  private func checkArithmetic(_ groups: [RateGroup], _ decision: inout TaxDecision) {
    let slack = figures.rounding
    for group in groups where group.rate != .zero {
      guard let expected = try? group.basis.tax(at: group.rate) else { continue }
      if (expected - group.tax).magnitude > slack {
        decision.ask(
          "TAX_AMOUNT_DIFFERS",
          ["rate": "\(group.rate)", "stated": "\(group.tax)", "expected": "\(expected)"])
      }
    }
  }

  /// What belongs to another month or year; worth a note, booked all the same.
  private func noteTiming(_ invoice: Invoice, _ seen: Circumstances, _ decision: inout TaxDecision) {
    if invoice.documentType == .partial || seen.found.has(.advance) && invoice.documentType == .invoice {
      decision.note("TAX_ADVANCE_PAYMENT", [:])
    }
    if let issued = invoice.issueDate, let start = invoice.servicePeriod?.start, start.year > issued.year {
      decision.note("SERVICE_IN_OTHER_YEAR", ["year": "\(start.year)"])
    }
  }
}

extension TaxDecision {
  mutating func ask(_ code: String, _ arguments: [String: String]) {
    findings.append(Finding(code, .asks, field: "tax_case", arguments: arguments))
  }

  mutating func note(_ code: String, _ arguments: [String: String]) {
    findings.append(Finding(code, .notes, field: "tax_case", arguments: arguments))
  }
}
