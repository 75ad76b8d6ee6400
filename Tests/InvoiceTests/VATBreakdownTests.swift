import Testing

@testable import Invoice

@Suite("VAT breakdown (EN 16931 BG-23)")
struct VATBreakdownTests {
  struct Case: CustomTestStringConvertible {
    var net: Int64
    var basisPoints: Int64
    var tax: Int64
    var why: String
    var testDescription: String { why }
  }

  @Test(
    "tax is net × rate, rounded half away from zero",
    arguments: [
      Case(net: 100_00, basisPoints: 1900, tax: 19_00, why: "the plain case"),
      Case(net: 0_50, basisPoints: 700, tax: 0_04, why: "3.5 cents round up"),
      Case(net: 0_49, basisPoints: 700, tax: 0_03, why: "3.43 cents round down"),
      Case(net: -0_50, basisPoints: 700, tax: -0_04, why: "a credit note mirrors its invoice"),
      Case(net: 0, basisPoints: 1900, tax: 0, why: "nothing to tax"),
    ])
  func tax(_ row: Case) throws {
    #expect(
      try Amount(minorUnits: row.net).tax(at: VATRate(basisPoints: row.basisPoints)).minorUnits == row.tax)
  }

  @Test("BR-CO-17 names what was stated and what was due")
  func differingTaxAmount() {
    let breakdown = VATBreakdown(
      rate: VATRate(basisPoints: 1900), taxableAmount: Amount(minorUnits: 100_00),
      taxAmount: Amount(minorUnits: 19_02))
    #expect(
      throws: VATError.taxAmountDiffers(
        rate: VATRate(basisPoints: 1900), stated: Amount(minorUnits: 19_02),
        expected: Amount(minorUnits: 19_00))
    ) { try breakdown.checkTaxAmount(tolerance: Amount(minorUnits: 1)) }
    #expect(throws: Never.self) { try breakdown.checkTaxAmount(tolerance: Amount(minorUnits: 2)) }
  }

  @Test("an amount too large to multiply is refused, not wrapped")
  func overflow() {
    let huge = Amount(minorUnits: .max)
    #expect(throws: VATError.amountOutOfRange(huge)) { try huge.tax(at: VATRate(basisPoints: 1900)) }
  }
}
