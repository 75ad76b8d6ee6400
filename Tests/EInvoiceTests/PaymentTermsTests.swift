import Invoice
import Testing

@testable import EInvoice

@Suite("Terms of payment")
struct PaymentTermsTests {
  @Test(
    "give cash discounts",
    arguments: [
      ("#SKONTO#TAGE=14#PROZENT=2.00#\n", [14: "2"], "XRechnung"),
      (
        "#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=14#PROZENT=1.50#BASISBETRAG=100.00#\n",
        [7: "2", 14: "1.5"], "two"
      ),
      ("#VERZUG#TAGE=30#PROZENT=9.00#", [:], "default interest is none"),
      ("2 % Skonto innerhalb 10 Tagen, 30 Tage netto", [10: "2"], "text"),
      ("innerhalb von 8 Tagen mit 3% Skonto, 30 Tage netto", [8: "3"], "the other way round"),
      ("10 days 2%, 30 days net", [10: "2"], "English"),
      ("bis 14.03.2026 abzgl. 3 % = 1.164,00 EUR", [13: "3"], "by a date"),
      ("zahlbar sofort ohne Abzug", [:], "none"),
      ("Bei Verzug 9 % Zinsen nach 30 Tagen", [:], "interest"),
      ("Zahlbar innerhalb 30 Tagen netto", [:], "net only"),
      ("14 Tage 2,5 % Skonto; 30 Tage ohne Abzug", [14: "2.5"], "a decimal comma"),
    ] as [(String, [Int: String], Comment)])
  func discounts(text: String, expected: [Int: String], why: Comment) throws {
    let issued = try #require(CalendarDay(iso: "2026-03-01"))
    let found = PaymentTermsText(text, issueDate: issued).discounts
    #expect(Dictionary(found.map { ($0.days, $0.percent.description) }) { $1 } == expected, why)
  }

  @Test(
    "give the days until the whole sum is due",
    arguments: [
      ("2 % Skonto innerhalb 10 Tagen, 30 Tage netto", 30), ("Zahlbar innerhalb 30 Tagen netto", 30),
      ("14 Tage 2 % Skonto; 30 Tage ohne Abzug", 30), ("10 days 2%, 30 days net", 30),
      ("zahlbar sofort", nil), ("Vielen Dank für Ihren Auftrag", nil),
    ] as [(String, Int?)])
  func netDays(text: String, expected: Int?) throws {
    #expect(PaymentTermsText(text, issueDate: nil).netDays == expected)
  }
}
