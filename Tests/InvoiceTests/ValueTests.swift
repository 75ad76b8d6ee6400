import Testing

@testable import Invoice

@Suite("amounts, days and identifiers")
struct ValueTests {
  @Test(
    "amounts read plain decimals and round the third decimal away from zero",
    arguments: [
      ("1190.00", 119_000), ("-0.5", -50), ("7", 700), ("1.005", 101), ("-1.005", -101), ("148.7300", 14_873),
    ] as [(String, Int64)])
  func amounts(text: String, cents: Int64) {
    #expect(Amount(decimal: text) == Amount(minorUnits: cents))
  }

  @Test(
    "other spellings are no amount",
    arguments: ["", "-", "1,00", "1.", ".5", "1e3", "1 000.00", "99999999999999999"])
  func noAmounts(text: String) { #expect(Amount(decimal: text) == nil) }

  @Test("amounts print with two decimals", arguments: [("0.05", 5), ("-12.30", -1230)] as [(String, Int64)])
  func printing(text: String, cents: Int64) { #expect(Amount(minorUnits: cents).description == text) }

  @Test(
    "days of the calendar only",
    arguments: [("2024-02-29", true), ("2025-02-29", false), ("2025-13-01", false), ("25-01-01", false)])
  func days(text: String, exists: Bool) { #expect((CalendarDay(iso: text) != nil) == exists) }

  @Test("adding days crosses months and leap days")
  func adding() {
    #expect(CalendarDay(iso: "2024-02-28")?.adding(days: 2) == CalendarDay(iso: "2024-03-01"))
    #expect(CalendarDay(iso: "2025-01-31")?.adding(days: -31) == CalendarDay(iso: "2024-12-31"))
    #expect(CalendarDay(iso: "1970-01-01")?.daysSinceEpoch == 0)
  }

  @Test(
    "VAT identifiers with right check digits",
    arguments: [
      "DE136695976", "de 811 128 135", "ATU13585627", "BE0411905847", "DK13585628", "FR40303265045",
      "IT00743110157", "LU15027442", "NL000099998B57", "PL8567346215",
    ])
  func vatIdentifiers(text: String) { #expect(VATIdentifier(text) != nil) }

  @Test("wrong VAT identifiers", arguments: ["DE123456789", "DE812345671", "DE811234567", "XX123", "DE"])
  func wrongVATIdentifiers(text: String) { #expect(VATIdentifier(text) == nil) }

  @Test(
    "IBANs with right check digits",
    arguments: [
      "DE89 3704 0044 0532 0130 00", "AT611904300234573201", "NL91ABNA0417164300",
      "FR1420041010050500013M02606",
      "LU280019400644750000", "CH9300762011623852957", "BE68539007547034",
    ])
  func ibans(text: String) { #expect(IBAN(text) != nil) }

  @Test("wrong IBANs", arguments: ["DE02120300000000202052", "DE0212030000000020205", "", "1234"])
  func wrongIBANs(text: String) { #expect(IBAN(text) == nil) }
}
