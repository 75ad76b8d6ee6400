public import Invoice

/// Tries the contents that UStG § 14 (4) and § 14a ask of an invoice, and the arithmetic of its totals.
///
/// A missing item puts the deduction at risk, not the payment, so a missing item is a failed ``Check`` and a
/// note; only totals that contradict each other are asked about (tax-rules sections 1 and 8).
public struct InvoiceContents: Sendable {
  /// UStDV § 33: receipts up to this gross amount need less.
  private let smallAmount: Amount
  private let rounding: Amount

  init(figures: Figures) {
    smallAmount = figures.smallAmount
    rounding = figures.rounding
  }

  /// Every rule that was tried, and a finding for each that failed.
  ///
  /// `saysWhen`: the text names the date of supply in words, such as "Leistungsdatum entspricht Rechnungsdatum".
  public func check(
    _ invoice: Invoice, taxCase: TaxCase?, saysWhen: Bool = false
  ) -> (checks: [Check], findings: [Finding]) {
    var checks = contents(invoice, taxCase, saysWhen)
    let missing = checks.filter { $0.outcome == .failed }
    var findings: [Finding] = []
    if !missing.isEmpty {
      findings.append(
        Finding(
          "INVOICE_CONTENT_MISSING", .notes,
          arguments: ["rules": missing.map(\.rule).joined(separator: ", ")]))
    }
    checks += totals(invoice, &findings)
    return (checks, findings)
  }

  private func isSmall(_ invoice: Invoice) -> Bool {
    guard let gross = invoice.grossTotal ?? invoice.payable else { return false }
    return gross.magnitude <= smallAmount
  }

  // MARK: § 14 (4), § 14a

  private func contents(_ invoice: Invoice, _ taxCase: TaxCase?, _ saysWhen: Bool) -> [Check] {
    // Small business: UStDV § 34a asks for less; fees and the like are no invoices in the sense of § 14.
    let isSmall = isSmall(invoice) && !isCrossBorderOrReverseCharge(taxCase)
    let isReduced = isSmall || taxCase == .smallBusiness || taxCase == .taxFree
    let seller = invoice.seller
    var checks = [
      item(
        "§14(4) Nr. 1 UStG", seller.name != nil && (isSmall || seller.city != nil || seller.postcode != nil)),
      item("§14(4) Nr. 1 UStG Empfänger", invoice.buyer.name != nil, applies: !isReduced),
      item(
        "§14(4) Nr. 2 UStG", seller.vatIdentifier != nil || seller.taxNumber != nil,
        applies: !isSmall && taxCase != .taxFree),
      item("§14(4) Nr. 3 UStG", invoice.issueDate != nil),
      item("§14(4) Nr. 4 UStG", invoice.invoiceNumber != nil, applies: !isReduced),
      item("§14(4) Nr. 5 UStG", invoice.lines.contains { $0.description?.isEmpty == false }),
      item(
        "§14(4) Nr. 6 UStG",
        saysWhen || invoice.deliveryDate != nil || invoice.servicePeriod != nil
          || invoice.documentType == .partial,
        applies: !isReduced),
      item("§14(4) Nr. 7 UStG", invoice.netTotal != nil || !invoice.vatBreakdown.isEmpty, applies: !isSmall),
      item(
        "§14(4) Nr. 8 UStG",
        invoice.vatBreakdown.contains { $0.rate != nil } || invoice.taxTotal != nil
          || taxCase.map { $0 != .domestic && $0 != .smallAmount && $0 != .mixed } ?? false),
    ]
    if taxCase == .intraEUAcquisition || taxCase == .reverseChargeForeignService {
      checks.append(
        item(
          "§14a(1)-(3) UStG", seller.vatIdentifier != nil && invoice.buyer.vatIdentifier != nil,
          applies: taxCase == .intraEUAcquisition
            || TaxRules.memberStates.contains(TaxRules.country(of: seller) ?? "")))
    }
    return checks
  }

  private func isCrossBorderOrReverseCharge(_ taxCase: TaxCase?) -> Bool {
    switch taxCase {
    case .reverseChargeConstruction, .reverseChargeForeignService, .reverseChargeGoods, .intraEUAcquisition:
      true
    default: false
    }
  }

  private func item(_ rule: String, _ isPresent: Bool, applies: Bool = true) -> Check {
    Check(rule, !applies ? .notApplicable : isPresent ? .ok : .failed)
  }

  // MARK: Totals

  private func totals(_ invoice: Invoice, _ findings: inout [Finding]) -> [Check] {
    var checks: [Check] = []
    // BR-CO-15: gross = net + tax.
    if let net = invoice.netTotal, let tax = invoice.taxTotal, let gross = invoice.grossTotal {
      checks.append(sum("BR-CO-15", stated: gross, expected: net + tax, field: "gross_total", &findings))
    }
    // BR-CO-14: the tax total is the sum of the breakdown's taxes.
    let taxes = invoice.vatBreakdown.compactMap(\.taxAmount)
    if let tax = invoice.taxTotal, !taxes.isEmpty, taxes.count == invoice.vatBreakdown.count {
      let expected = taxes.reduce(.zero, +)
      checks.append(sum("BR-CO-14", stated: tax, expected: expected, field: "tax_total", &findings))
    }
    // BR-CO-13 in its simple form: the net total is the sum of the breakdown's bases.
    let bases = invoice.vatBreakdown.compactMap(\.taxableAmount)
    if let net = invoice.netTotal, !bases.isEmpty, bases.count == invoice.vatBreakdown.count {
      let expected = bases.reduce(.zero, +)
      checks.append(sum("BR-CO-13", stated: net, expected: expected, field: "net_total", &findings))
    }
    // BR-CO-16: what is to pay, less what was paid (BT-113), with the supplier's
    // rounding (BT-114) and what he collects for others (BT-DEX-002).
    if let gross = invoice.grossTotal, let payable = invoice.payable {
      let expected =
        gross - (invoice.prepaidTotal ?? .zero) + (invoice.roundingAmount ?? .zero)
        + (invoice.thirdPartyTotal ?? .zero) + (invoice.tip ?? .zero)
      // An invoice that is paid already says 0.00 to pay.
      let isPaid = payable == .zero && invoice.prepaidTotal == nil
      checks.append(
        isPaid
          ? Check("BR-CO-16", .notApplicable)
          : sum("BR-CO-16", stated: payable, expected: expected, field: "payable", &findings))
    }
    return checks
  }

  private func sum(
    _ rule: String, stated: Amount, expected: Amount, field: String, _ findings: inout [Finding]
  ) -> Check {
    guard (stated - expected).magnitude > rounding else { return Check(rule, .ok) }
    findings.append(
      Finding(
        "TOTALS_DO_NOT_ADD_UP", .asks, field: field,
        arguments: ["rule": rule, "stated": "\(stated)", "expected": "\(expected)"]))
    return Check(rule, .failed, detail: "\(stated) ≠ \(expected)")
  }
}
