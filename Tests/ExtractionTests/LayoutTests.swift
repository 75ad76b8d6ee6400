import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("Words become lines and labels")
struct LayoutTests {
  /// Words from rows of text in a fixed pitch of 6 points; two blanks leave a gap.
  static func page(_ rows: [String], origin: Page.Origin = .text, slope: Double = 0) -> Page {
    var words: [PlacedWord] = []
    for (row, text) in rows.enumerated() {
      var column = 0
      for part in text.split(separator: " ", omittingEmptySubsequences: false) {
        if !part.isEmpty {
          let left = 40 + Double(column) * 6
          let top = 50 + Double(row) * 14 + slope * left
          words.append(
            PlacedWord(
              text: String(part),
              box: Box(left: left, top: top, right: left + Double(part.count) * 6, bottom: top + 10)))
        }
        column += part.count + 1
      }
    }
    return Page(number: 1, width: 595, height: 842, origin: origin, words: words)
  }

  @Test("A wide gap parts a line into segments, and their text keeps two blanks")
  func segments() {
    let layout = LayoutPage(Self.page(["Rechnungs-Nr.      4711     Datum  05.03.2026"]), index: 0)
    #expect(layout.lines.count == 1)
    #expect(layout.lines[0].text == "Rechnungs-Nr.  4711  Datum  05.03.2026")
    #expect(layout.lines[0].segments.count == 4)
  }

  @Test(
    "Scanners read a plain spelling, evidence keeps that of the page",
    arguments: [
      ("−EUR390,00", "-EUR390,00", 0..<10, "−EUR390,00", "a whole word"),
      ("01.03.–04.03.2025", "01.03.-04.03.2025", 0..<7, "01.03.–", "a part of a word, letter by letter"),
      ("01.03.–04.03.2025", "01.03.-04.03.2025", 7..<17, "04.03.2025", "a part behind the dash"),
      ("ﬂach‑Nr. 7", "flach-Nr. 7", 6..<9, "Nr.", "a part of a word with a ligature stays plain"),
      ("Nr. 7‐8 a", "Nr. 7-8 a", 0..<9, "Nr. 7‐8 a", "several words"),
    ])
  func printed(_ row: String, _ plain: String, _ range: Range<Int>, _ expected: String, _ why: String) {
    let line = LayoutPage(Self.page([row]), index: 0).lines[0]
    #expect(line.text == plain)
    #expect(line.printed(range) == expected, "\(why)")
  }

  @Test("A skewed scan still has straight lines")
  func skew() {
    let rows = (0..<12).map { "Zeile \($0) mit vielen Wörtern die fast über die ganze Breite gehen   12,00" }
    let layout = LayoutPage(Self.page(rows, origin: .ocr, slope: 0.035), index: 0)
    #expect(layout.lines.count == 12)
  }

  @Test(
    "A label is found in every spelling",
    arguments: [
      "Rechnungs-Nr.:", "RECHNUNGSNR", "Rechnungs Nr", "R e c h n u n g s n r.", "Rechnungs-№",
      "rechnungsnummer",
    ])
  func spelling(_ text: String) {
    let catalogue = LabelCatalogue(rows: [(.number, "Rechnungs-Nr."), (.number, "Rechnungsnummer")])
    let layout = LayoutPage(Self.page([text + " 4711"]), index: 0)
    let index = LabelIndex(page: layout, catalogue: catalogue)
    #expect(index.contains(.number, line: 0))
  }

  @Test("OCR's wrong letter is forgiven in a long label, never in a text layer")
  func tolerance() {
    let catalogue = LabelCatalogue(rows: [(.issueDate, "Rechnungsdatum")])
    let scanned = LayoutPage(Self.page(["Rechnunqsdatum 05.03.2026"], origin: .ocr), index: 0)
    #expect(LabelIndex(page: scanned, catalogue: catalogue).contains(.issueDate, line: 0))
    let given = LayoutPage(Self.page(["Rechnunqsdatum 05.03.2026"]), index: 0)
    #expect(!LabelIndex(page: given, catalogue: catalogue).contains(.issueDate, line: 0))
  }
}
