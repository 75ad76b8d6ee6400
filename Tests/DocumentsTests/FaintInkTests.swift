import Reading
import Testing

@testable import Documents

@Suite("ink that is fainter than the print")
struct FaintInkTests {
  private let settings: ReadingSettings
  private let print = PDFFixture.invoice() + "\nBT /F 11 Tf 300 778 Td (RG 24/554) Tj ET\n"
  /// Under the print, as ink does not hide what is darker.
  private let stamp =
    "0.4 g 0.4 G BT /F 16 Tf 290 805 Td (EINGANG 01.09.2024) Tj ET\n"
    + "BT /F 9 Tf 290 780 Td (Elektromeisterbetrieb Mustermann) Tj ET\n2 w 280 774 180 50 re S 0 g 0 G\n"

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  @Test("a stamp is told from the print that it lies over")
  func parting() throws {
    let plain = try rendered(print)
    let stamped = try rendered(stamp + print)
    let spots = { image in InkSpots(image, dotsPerInch: settings.spotsDPI, contrast: settings.spotsContrast) }
    #expect(FaintInk.areas(of: spots(plain), settings).isEmpty)
    let area = try #require(FaintInk.areas(of: spots(stamped), settings).first)
    let scale = Double(stamped.dotsPerInch) / Double(settings.spotsDPI)
    let kept = try #require(stamped.inkDarker(than: area.parting(in: stamped, scale: scale))).pixels
    // Without the stamp's ink the print is left as it was, to its last dark pixel, and nothing else.
    #expect(zip(plain.pixels, kept).count { $0.0 < 60 && $0.1 == 255 } == 0)
    #expect(zip(plain.pixels, kept).count { $0.0 == 255 && $0.1 < 255 } == 0)
  }

  @Test("print is read through a stamp over it", .tags(.ocr))
  func reading() throws {
    var reader = PageReader(settings: settings, languages: "deu")
    let words = try reader.read(try rendered(stamp + print), number: 1).words.map(\.text)
    #expect(words.contains("24/554"))
    #expect(words.count { $0 == "Position" } == 20)
  }

  private func rendered(_ content: String) throws -> GreyImage {
    try PDFDocument(PDFFixture.page(content)).page(at: 0).render(dotsPerInch: 300, pixelLimit: 40_000_000)
  }
}
