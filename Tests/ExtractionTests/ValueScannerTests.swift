import Invoice
import Testing

@testable import Extraction

@Suite("Typed values in a line")
struct ValueScannerTests {
  struct AmountCase: CustomTestStringConvertible, Sendable {
    let text: String
    let cents: Int64?
    let why: String
    var testDescription: String { "\(text): \(why)" }
  }

  @Test(
    "An amount is read in every spelling",
    arguments: [
      AmountCase(text: "Summe 1.234,56 €", cents: 123_456, why: "German"),
      AmountCase(text: "Total EUR 1,234.56", cents: 123_456, why: "English, currency before"),
      AmountCase(text: "Summe 1 234,56", cents: 123_456, why: "blank as thousands separator"),
      AmountCase(text: "CHF 1'234.56", cents: 123_456, why: "Swiss"),
      AmountCase(text: "Gutschrift 12,00-", cents: -1_200, why: "trailing minus"),
      AmountCase(text: "Credit 12.00 CR", cents: -1_200, why: "CR means credit"),
      AmountCase(text: "Betrag −EUR 327,73", cents: -32_773, why: "typographic minus before the currency"),
      AmountCase(text: "Gesamt........414,69 €", cents: 41_469, why: "leader dots glued to it"),
      AmountCase(text: "Version 2..414,69", cents: nil, why: "two dots are no leader"),
      AmountCase(text: "Pauschale 12,-", cents: 1_200, why: "whole units with a stroke"),
      AmountCase(
        text: "12 88", cents: nil, why: "two numbers, no separator: only a column says that it is money"),
      AmountCase(text: "05.03.2026", cents: nil, why: "a day"),
      AmountCase(text: "38.51.7.024.0050", cents: nil, why: "an article number"),
      AmountCase(text: "19,00 %", cents: nil, why: "a rate"),
      AmountCase(text: "HRB 1234/56", cents: nil, why: "a number of a register"),
    ])
  func amounts(_ example: AmountCase) {
    let bytes = Array(LayoutWord.plain(example.text).utf8)
    let found = NumberScanner().numbers(in: bytes).filter(\.looksLikeMoney).compactMap(\.amount?.minorUnits)
    #expect(found == (example.cents.map { [$0] } ?? []))
  }

  @Test("OCR's letters in a number are put right only when asked")
  func repairedDigits() {
    let bytes = Array("Summe 1.2O4,5l".utf8)
    #expect(NumberScanner().numbers(in: bytes).filter(\.looksLikeMoney).isEmpty)
    let found = NumberScanner(isTolerant: true).numbers(in: bytes)
    #expect(found.map(\.amount) == [Amount(minorUnits: 120_451)])
    #expect(found.map(\.isRepaired) == [true])
  }

  @Test(
    "A day is read in every spelling",
    arguments: [
      "05.03.2026", "5.3.26", "5. März 2026", "2026-03-05", "March 5, 2026", "5 Mar 2026", "05-Mar-2026",
      "05. 03. 2026",
      "5 mars 2026",
    ])
  func days(_ text: String) {
    #expect(
      DateScanner.dates(in: Array("vom \(text), x".utf8)).map(\.day) == [CalendarDay(iso: "2026-03-05")])
  }

  @Test("Slashes leave day and month open where both may be months")
  func openOrder() {
    let open = DateScanner.dates(in: Array("05/03/26".utf8))
    #expect(open.map(\.day) == [CalendarDay(iso: "2026-03-05")])
    #expect(open.map(\.alternative) == [CalendarDay(iso: "2026-05-03")])
    let american = DateScanner.dates(in: Array("03/20/2023".utf8))
    #expect(american.map(\.day) == [CalendarDay(iso: "2023-03-20")])
    #expect(american.map(\.isAmerican) == [true])
  }

  @Test(
    "Days that the calendar lacks are none", arguments: ["31.02.2026", "00.01.2026", "12.13.2026", "1.2.3.4"])
  func noDays(_ text: String) { #expect(DateScanner.dates(in: Array(text.utf8)).isEmpty) }

  @Test("An IBAN needs its check digits, its country's length, and may be broken by blanks")
  func ibans() {
    let good = Array("IBAN: DE66 3169 2954 9447 5203 19 BIC".utf8)
    #expect(IdentifierScanner.ibans(in: good).map(\.value.value) == ["DE66316929549447520319"])
    let ocr = Array("IBAN DE66 3169 2954 9447 52O3 l9".utf8)
    #expect(IdentifierScanner.ibans(in: ocr).map(\.value.value) == ["DE66316929549447520319"])
    let wrong = Array("IBAN DE67 3169 2954 9447 5203 19".utf8)
    #expect(IdentifierScanner.ibans(in: wrong).isEmpty)
    let article = Array("EL9768 MOTORSCHUTZSCHALTER 3".utf8)
    #expect(IdentifierScanner.ibans(in: article).isEmpty)
  }

  @Test("A VAT identifier is read with blanks inside; its check digits must hold")
  func vatIdentifiers() {
    let good = Array("Ust-ID-Nr.: DE 761 974 077 - Geschäftsführer".utf8)
    #expect(IdentifierScanner.vatIdentifiers(in: good).map(\.value.value) == ["DE761974077"])
    #expect(IdentifierScanner.vatIdentifiers(in: Array("DE 761 974 078".utf8)).isEmpty)
  }

  @Test(
    "Tax numbers keep their print",
    arguments: ["62/213/24231", "169/125/10016", "37178/88418", "244/5967/7070"])
  func taxNumbers(_ number: String) {
    #expect(IdentifierScanner.taxNumbers(in: Array("St.-Nr. \(number) |".utf8)).map(\.value) == [number])
  }
}
