import Invoice
import Reading
import Testing

@testable import Documents

@Suite("GiroCodes")
struct GiroCodeTests {
  private let settings: ReadingSettings

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  private func expectSample(_ code: GiroCode?, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(code?.name == "Muster & Söhne GmbH", sourceLocation: sourceLocation)
    #expect(code?.iban.value == "DE89370400440532013000", sourceLocation: sourceLocation)
    #expect(code?.amount == Amount(decimal: "1190.00"), sourceLocation: sourceLocation)
    #expect(code?.reference == "Rechnung 4711", sourceLocation: sourceLocation)
  }

  @Test("the content of a code is read by its lines")
  func content() {
    expectSample(GiroCode(Array(GiroCodeFixture.content.utf8)))
    let latin = GiroCodeFixture.content.replacing("\n1\n", with: "\n2\n").unicodeScalars
      .map { UInt8(truncatingIfNeeded: $0.value) }
    expectSample(GiroCode(latin))
    let mislabelled = GiroCodeFixture.content.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    expectSample(GiroCode(mislabelled))
  }

  @Test(
    "a code that asks for no credit transfer in euros is none",
    arguments: [
      ("BCD", "https://example.com"), ("002", "003"), ("SCT", "SDD"), ("DE89", "DE88"),
      ("EUR1190", "USD1190"),
      ("1190.00", "0.00"), ("1190.00", "1190,00"),
    ])
  func others(old: String, new: String) {
    #expect(GiroCode(Array(GiroCodeFixture.content.replacing(old, with: new).utf8)) == nil)
  }

  @Test("a code is found on a scanned page, however it is turned", arguments: QuarterTurn.allCases)
  func scanned(turn: QuarterTurn) {
    let page = GiroCodeFixture.page(
      width: 1200, height: 1700, left: 700, top: 1200, module: 6, dotsPerInch: 200
    ).turned(turn)
    var reader = CodeReader()
    let code = reader.giroCode(in: page)
    expectSample(code)
    if turn == .none, let box = code?.box {
      #expect(abs(box.left - 700 * 0.36) < 30 && abs(box.bottom - (1200 + 37 * 6) * 0.36) < 30, "\(box)")
    }
  }

  @Test("a page without a code is not handed to zbar")
  func noCode() throws {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice()))
    let image = try document.page(at: 0).render(dotsPerInch: 100, pixelLimit: 40_000_000)
    #expect(FinderPatterns(image).codes.isEmpty)
  }

  @Test("a code that is drawn beside a text layer is read")
  func drawn() throws {
    let content = PDFFixture.invoice() + "\n" + GiroCodeFixture.drawing(left: 400, bottom: 90, side: 75)
    let document = try PDFDocument(PDFFixture.page(content))
    let drawn = try document.page(at: 0)
    var reader = PageReader(settings: settings, languages: "deu")
    let page = try reader.read(drawn, number: 1)
    #expect(page.origin == .text)
    expectSample(page.giroCode)
  }
}
