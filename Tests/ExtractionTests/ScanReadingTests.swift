import Foundation
import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("Scans are read in spite of stamps and misread digits")
struct ScanReadingTests {
  // MARK: Stamps

  private static func word(_ text: String, _ left: Double, _ top: Double, width: Double) -> PlacedWord {
    PlacedWord(text: text, box: Box(left: left, top: top, right: left + width, bottom: top + 10))
  }

  struct StampCase: Sendable {
    var words: [PlacedWord]
    var left: [String]
    var why: String
  }

  @Test(
    "the words of a stamp are taken out of a scanned page, and no others",
    arguments: [
      StampCase(
        words: [
          word("EINGEGANGEN", 265, 148, width: 90), word("28.", 274, 166, width: 15),
          word("FEB.", 297, 165, width: 22), word("2025", 325, 164, width: 23),
          word("Konto", 278, 181, width: 18), word("26.02.2025", 440, 166, width: 50),
        ], left: ["26.02.2025"], why: "a day in capitals beneath the stamp's word"),
      StampCase(
        words: [
          word("EINGEGAN,", 314, 140, width: 68), word("11.", 322, 160, width: 14),
          word("SEP.", 341, 163, width: 23), word("2095", 368, 158, width: 28),
          word("Rechnung", 60, 163, width: 50),
        ], left: ["Rechnung"], why: "the end of the word was lost under a line"),
      StampCase(
        words: [word("EINGANG", 330, 180, width: 48), word("01.09.2024", 331, 192, width: 45)],
        left: [], why: "a day in figures right beneath the middle"),
      StampCase(
        words: [
          word("BEZAHLT", 40, 180, width: 48), word("12,40", 180, 180, width: 30),
          word("24.05.2025", 140, 192, width: 60),
        ], left: ["BEZAHLT", "12,40", "24.05.2025"], why: "a till receipt says so in print"),
      StampCase(
        words: [word("RECHNUNG", 60, 180, width: 60), word("01.09.2024", 62, 192, width: 50)],
        left: ["RECHNUNG", "01.09.2024"], why: "a title is no stamp"),
    ])
  func stamps(_ row: StampCase) {
    let finder = StampFinder(
      vocabulary: ["Eingegangen", "Eingang", "Bezahlt"].map { FoldedText($0).letters })
    let page = Page(number: 1, width: 595, height: 842, origin: .ocr, words: row.words)
    #expect(finder.cleared(page).words.map(\.text) == row.left, "\(row.why)")
  }

  @Test("a text layer has no stamps")
  func textLayer() {
    let finder = StampFinder(vocabulary: [FoldedText("Eingang").letters])
    let words = [
      Self.word("EINGANG", 330, 180, width: 48), Self.word("01.09.2024", 331, 192, width: 45),
    ]
    let page = Page(number: 1, width: 595, height: 842, origin: .text, words: words)
    #expect(finder.words(on: page).isEmpty)
  }

  // MARK: Labels and numbers

  @Test("a longer label with one error wins over its beginning that is spelled right")
  func longerLabel() {
    let catalogue = LabelCatalogue(rows: [(.titleInvoice, "Rechnung"), (.number, "Rechnung Nr.")])
    let page = LayoutPage(LayoutTests.page(["Rechnung Ne 4711"], origin: .ocr), index: 0)
    #expect(LabelIndex(page: page, catalogue: catalogue).contains(.number, line: 0))
    let printed = LayoutPage(LayoutTests.page(["Rechnung Ne 4711"]), index: 0)
    #expect(!LabelIndex(page: printed, catalogue: catalogue).contains(.number, line: 0))
  }

  @Test("a number that recognition broke at a slash is one number again")
  func brokenNumber() {
    let words = [
      Self.word("Rechnung", 74, 254, width: 44), Self.word("Nr.", 121, 254, width: 11),
      Self.word("10840,", 135, 254, width: 24), Self.word("/25/695", 160, 254, width: 36),
    ]
    let page = Page(number: 1, width: 595, height: 842, origin: .ocr, words: words)
    let document = LayoutDocument(pages: [page])
    let finder = CandidateFinder(
      document: document,
      labels: document.pages.map { LabelIndex(page: $0, catalogue: LabelCatalogue(rows: [])) })
    #expect(finder.identifiers().compactMap(\.identifier).contains("10840/25/695"))
  }

  @Test(
    "a letter O among digits is a zero in a scan",
    arguments: [
      ("LT-OF71E31-0016", "LT-0F71E31-0016", "letters and digits take turns"),
      ("PO-12345", "PO-12345", "letters only before the hyphen"),
      ("RO24117", "RO24117", "a prefix of letters"),
    ])
  func zeros(_ row: (read: String, meant: String, why: String)) {
    let page = LayoutTests.page([row.read], origin: .ocr)
    let document = LayoutDocument(pages: [page])
    let finder = CandidateFinder(
      document: document,
      labels: document.pages.map { LabelIndex(page: $0, catalogue: LabelCatalogue(rows: [])) })
    #expect(finder.identifiers().compactMap(\.identifier).contains(row.meant), "\(row.why)")
  }

  @Test("behind a day's dot a wide gap is passed over, between columns it is not")
  func wideDay() {
    #expect(DateScanner.dates(in: Array("29.  November 2024".utf8)).map(\.day.description) == ["2024-11-29"])
    #expect(DateScanner.dates(in: Array("29  November 2024".utf8)).isEmpty)
  }

  // MARK: Totals

  private static let head = [
    "Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden", "", "Elektro Muster GmbH", "Lindenhofstr. 14",
    "83278 Traunstein", "", "Rechnung", "",
    "Rechnungs-Nr.: 243363        Rechnungsdatum: 26.02.2025", "",
  ]

  private func totals(_ rows: [String], _ origin: Page.Origin = .ocr) throws -> ReadInvoice {
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    let page = LayoutTests.page(Self.head + rows, origin: origin)
    return try #require(extractor.extract(pages: [page], own: ExtractorTests.own).first)
  }

  @Test("a misread digit is put right where net, tax and gross then agree, and a person is asked")
  func misreadDigit() throws {
    let read = try totals([
      "Nettobetrag          649,58 EUR", "19 % MwSt.           123,42 EUR",
      "Rechnungsbetrag      773,08 EUR",
    ])
    #expect(read.invoice.grossTotal == Amount(decimal: "773.00"))
    #expect(read.invoice.netTotal == Amount(decimal: "649.58"))
    #expect(read.findings.contains { $0.code == "FIELD_UNSURE" && $0.field == "gross_total" })
  }

  @Test("a share of one rate is no total where the sums of all rates are printed")
  func shares() throws {
    let read = try totals([
      "Code  MwSt-Satz   Warenwert     MwSt    Brutto", "1     19,00        209,60    39,82    249,42",
      "2     7,00          59,43     4,16     63,59", "Summe              269,03    43,98    313,01", "",
      "Endbetrag EUR 313,01",
    ])
    #expect(read.invoice.grossTotal == Amount(decimal: "313.01"))
    #expect(read.invoice.taxTotal == Amount(decimal: "43.98"))
  }

  @Test("a share of the tax that a stroke covers follows from its basis and the printed sums")
  func coveredShare() throws {
    let read = try totals([
      "Gesamt netto                    1358,65 EUR", "MwSt. 19 % von 1163,61 EUR       221,09 EUR",
      "MwSt. 7 % von 195,04 EUR           1/65 EUR", "Total                           1593,39 EUR",
    ])
    #expect(read.invoice.netTotal == Amount(decimal: "1358.65"))
    #expect(read.invoice.taxTotal == Amount(decimal: "234.74"))
    #expect(read.findings.contains { $0.code == "FIELD_UNSURE" })
  }

  @Test("a scanned day without a label of its own is less sure than with one")
  func unlabelledDay() throws {
    var rows = Self.head
    rows[8] = "Rechnungs-Nr.: 243363"
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    let page = LayoutTests.page(
      rows + ["", "     23.01.2025", "", "Rechnungsbetrag      773,00 EUR"], origin: .ocr)
    let read = try #require(extractor.extract(pages: [page], own: ExtractorTests.own).first)
    let bare = try #require(read.evidence["issue_date"])
    let labelled = LayoutTests.page(Self.head + ["", "Rechnungsbetrag      773,00 EUR"], origin: .ocr)
    let other = try #require(extractor.extract(pages: [labelled], own: ExtractorTests.own).first)
    #expect(bare.text == "23.01.2025" && bare.confidence <= 0.97)
    #expect(bare.confidence < other.evidence["issue_date"]?.confidence ?? 0)
  }

  @Test("a scanned day that stands elsewhere than at its label is less sure still, a printed one is not")
  func unansweredLabel() throws {
    var rows = Self.head
    rows[8] = "Rechnungs-Nr.: 243363        Rechnungsdatum: ZU. Jamar ZzuU"
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    func day(_ origin: Page.Origin) throws -> Evidence {
      let page = LayoutTests.page(
        rows + ["", "     23.01.2025", "", "Rechnungsbetrag      773,00 EUR"], origin: origin)
      let read = try #require(extractor.extract(pages: [page], own: ExtractorTests.own).first)
      return try #require(read.evidence["issue_date"])
    }
    #expect(try day(.ocr).text == "23.01.2025" && day(.ocr).confidence <= 0.85)
    #expect(try day(.text).confidence > 0.85)
  }

  @Test(
    "a paragraph sign that was taken for another sign is put back before a law, and nowhere else",
    arguments: [
      (
        "Gemäß 8 19 UStG wird keine Umsatzsteuer berechnet",
        "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet"
      ),
      ("nach S 13b Abs. 2 UStG", "nach § 13b Abs. 2 UStG"), ("nach S13b UStG", "nach §13b UStG"),
      ("gem. 819 UStG.", "gem. §19 UStG."),
      ("steuerfrei nach $ 4 Nr. 11 UStG", "steuerfrei nach § 4 Nr. 11 UStG"),
      ("§ 8 Abs. 1 UStG", "§ 8 Abs. 1 UStG"), ("8 19 Stück", "8 19 Stück"), ("8", "8"), ("", ""),
      ("S 250 Abs. 3 UStG", "S 250 Abs. 3 UStG"), ("Schrank S4 Nr. 12", "Schrank S4 Nr. 12"),
      ("Los 84 Nr. 14", "Los 84 Nr. 14"), ("§ 13b Abs. 5 S 1 UStG", "§ 13b Abs. 5 S 1 UStG"),
    ])
  func paragraphSign(_ line: String, _ mended: String) {
    #expect(String(decoding: ParagraphSign.mended(Array(line.utf8)), as: UTF8.self) == mended)
  }

  @Test("OCR's dollar signs are no currency")
  func dollars() throws {
    let read = try totals(["Rechnungsbetrag      773,00 EUR", "steuerfrei nach $ 4 Nr. 11 UStG", "$"])
    #expect(read.invoice.currency == .euro)
  }
}
