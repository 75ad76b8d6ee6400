/// One VAT category and rate of an invoice (EN 16931, BG-23).
public struct VATBreakdown: Hashable, Sendable, Codable {
  /// BT-118, the category; `nil` where the page does not say it.
  public var category: VATCategory?
  /// BT-119; a category without a rate (BT-118 = O) has none.
  public var rate: VATRate?
  /// BT-116, the sum of the net amounts at this rate.
  public var taxableAmount: Amount?
  /// BT-117, as the invoice states it.
  public var taxAmount: Amount?
  /// BT-120, or the meaning of BT-121.
  public var exemptionReason: String?

  public init(
    category: VATCategory? = nil, rate: VATRate? = nil, taxableAmount: Amount? = nil,
    taxAmount: Amount? = nil, exemptionReason: String? = nil
  ) {
    self.category = category
    self.rate = rate
    self.taxableAmount = taxableAmount
    self.taxAmount = taxAmount
    self.exemptionReason = exemptionReason
  }

  /// Checks BR-CO-17: BT-117 = BT-116 × BT-119 / 100, rounded to two decimals.
  ///
  /// The rule's text allows no difference; its reference Schematron allows one whole currency unit. The
  /// caller decides, because a cent per line is usual where the seller rounds every line. Nothing is checked
  /// where a part is not stated.
  public func checkTaxAmount(tolerance: Amount = .zero) throws(VATError) {
    guard let rate, let taxableAmount, let taxAmount else { return }
    let expected = try taxableAmount.tax(at: rate)
    guard (taxAmount - expected).magnitude <= tolerance else {
      throw .taxAmountDiffers(rate: rate, stated: taxAmount, expected: expected)
    }
  }
}

/// The VAT category code (BT-118, BT-151; UNCL 5305).
public enum VATCategory: String, Hashable, Sendable, Codable, CaseIterable {
  case standard = "S"
  case zeroRated = "Z"
  case exempt = "E"
  case reverseCharge = "AE"
  case intraCommunity = "K"
  case export = "G"
  case outsideScope = "O"
  case canaryIslands = "L"
  case ceutaMelilla = "M"
}

extension Amount {
  /// This amount × rate, rounded half away from zero as BR-CO-17's Schematron does, which rounds the
  /// absolute value: a credit note then mirrors its invoice to the cent.
  public func tax(at rate: VATRate) throws(VATError) -> Amount {
    let (product, overflow) = minorUnits.multipliedReportingOverflow(by: rate.basisPoints)
    guard !overflow else { throw .amountOutOfRange(self) }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 10_000)
    return Amount(minorUnits: abs(remainder) >= 5_000 ? quotient + product.signum() : quotient)
  }
}

/// Why an invoice's VAT does not add up.
public enum VATError: Error, Hashable {
  /// BR-CO-17.
  case taxAmountDiffers(rate: VATRate, stated: Amount, expected: Amount)
  case amountOutOfRange(Amount)
}
