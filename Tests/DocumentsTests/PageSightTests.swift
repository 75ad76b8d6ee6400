import Reading
import Testing

@testable import Documents

@Suite("what of a text layer is seen")
struct PageSightTests {
  private let settings: ReadingSettings

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  private func read(_ more: String) throws -> Page {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice() + "\n" + more))
    let page = try document.page(at: 0)
    var reader = PageReader(settings: settings, languages: "deu")
    return try reader.read(page, number: 1)
  }

  struct Trick: Sendable, CustomTestStringConvertible {
    var content: String
    var testDescription: String
  }

  private static let tricks = [
    Trick(content: "BT 1 g /F 11 Tf 72 200 Td (999,99) Tj ET", testDescription: "white on white"),
    Trick(content: "BT 0.97 g /F 11 Tf 72 200 Td (999,99) Tj ET", testDescription: "nearly white"),
    Trick(content: "BT 3 Tr /F 11 Tf 72 200 Td (999,99) Tj ET", testDescription: "drawn invisibly"),
    Trick(content: "BT /F 11 Tf 72 -40 Td (999,99) Tj ET", testDescription: "below the page"),
    Trick(content: "BT /F 0.8 Tf 72 200 Td (999,99) Tj ET", testDescription: "too small for any eye"),
    Trick(
      content: "BT /F 11 Tf 72 200 Td (999,99) Tj ET 1 g 60 190 120 30 re f",
      testDescription: "under a white box"),
    Trick(
      content: "0 g 60 190 120 30 re f BT 0 g /F 11 Tf 72 200 Td (999,99) Tj ET",
      testDescription: "black on black"),
  ]

  @Test("a figure that nobody sees is no word of the page", arguments: tricks)
  func hidden(_ trick: Trick) throws {  // faults: 44
    let page = try read(trick.content)
    #expect(!page.words.contains { $0.text == "999,99" })
    // Poppler may leave out what lies beyond the page by itself.
    if trick.testDescription != "below the page" { #expect(page.hidden?.map(\.text) == ["999,99"]) }
    #expect(page.words.count > 100, "the rest stays")
  }

  @Test(
    "what is seen stays, however it is drawn",
    arguments: [
      "BT /F 11 Tf 72 200 Td (999,99) Tj ET", "BT 0.6 g /F 6 Tf 72 200 Td (999,99) Tj ET",
      "0.1 0.2 0.5 rg 60 190 120 30 re f BT 1 g /F 11 Tf 72 200 Td (999,99) Tj ET",
      "BT 1 0.9 0 rg /F 14 Tf 72 200 Td (999,99) Tj ET",
    ])
  func shown(content: String) throws {
    let page = try read(content)
    #expect(page.words.contains { $0.text == "999,99" })
    #expect(page.hidden == nil)
  }

  @Test("a page of which nothing shows is not judged by its drawing")
  func nothingShows() throws {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice(mode: 3)))
    let page = try document.page(at: 0)
    let text = Page(number: 1, width: 595, height: 842, origin: .text, words: page.words())
    let image = try page.render(dotsPerInch: 100, pixelLimit: 40_000_000)
    #expect(PageSight(image, settings).seen(text) == text)
  }
}
