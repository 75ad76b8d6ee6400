import Documents
import Reading
import Testing

@Suite("reading pictures")
struct PictureDocumentTests {
  let settings: ReadingSettings

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  /// A page drawn at a resolution, as a scanner would give it.
  private func scan(of text: String, dotsPerInch: Int) throws -> GreyImage {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.line(text)))
    return try document.page(at: 0).render(dotsPerInch: dotsPerInch, pixelLimit: 40_000_000)
  }

  private func open(_ bytes: [UInt8], _ format: FileFormat) throws -> PictureDocument {
    try PictureDocument(bytes, format: format, pageLimit: 10, settings: settings)
  }

  @Test("each page of a TIFF is a page, in its order", .tags(.ocr))
  func pages() throws {
    let pages = [
      try scan(of: "Rechnung Nr. 4711", dotsPerInch: 300), try scan(of: "Summe 12,50", dotsPerInch: 300),
    ]
    let document = try open(TIFFFixture.file(pages), .tiff)
    #expect(document.pageCount == 2)
    var reader = PageReader(settings: settings, languages: "deu")
    let first = try reader.read(document.page(at: 0), number: 1)
    let second = try reader.read(document.page(at: 1), number: 2)
    #expect(first.words.map(\.text) == ["Rechnung", "Nr.", "4711"])
    #expect(second.words.map(\.text) == ["Summe", "12,50"])
    #expect(abs(first.width - 595) < 2 && abs(first.height - 842) < 2)
  }

  struct Resolution: Sendable {
    var stated: Int
    var why: String
  }

  @Test(
    "a page has the size of paper whatever the file says of its resolution",
    arguments: [
      Resolution(stated: 100, why: "a coarse scan is enlarged"),
      Resolution(stated: 0, why: "no resolution is stated"),
      Resolution(stated: 1, why: "a sheet of twenty metres is none"),
    ])
  func resolution(_ row: Resolution) throws {
    let drawn = try scan(of: "Rechnung", dotsPerInch: 100)
    let stated = GreyImage(
      width: drawn.width, height: drawn.height, dotsPerInch: row.stated, pixels: drawn.pixels)
    let image = try open(TIFFFixture.file([stated]), .tiff).page(at: 0)
    let inches = Double(image.height) / Double(image.dotsPerInch)
    #expect(abs(inches - 11.69) < 0.2, "\(row.why)")
    #expect(image.dotsPerInch >= 250, "small letters want more pixels")
  }

  @Test("a picture that claims too many pixels is refused before it is unpacked")
  func bomb() throws {
    let dot = GreyImage(width: 1, height: 1, dotsPerInch: 300, pixels: [0])
    let document = try open(TIFFFixture.file([dot], claiming: (100_000, 100_000)), .tiff)
    #expect(throws: PictureError.tooLarge(page: 1, width: 100_000, height: 100_000)) {
      try document.page(at: 0)
    }
  }

  @Test("counting a TIFF's pages ends one beyond the limit")
  func limit() throws {
    let dot = GreyImage(width: 1, height: 1, dotsPerInch: 300, pixels: [0])
    let bytes = TIFFFixture.file(Array(repeating: dot, count: 20))
    #expect(try open(bytes, .tiff).pageCount == 11)
  }

  @Test("a broken picture is refused", arguments: [FileFormat.jpeg, .png, .tiff])
  func broken(format: FileFormat) {
    let heads: [FileFormat: [UInt8]] = [
      .jpeg: [0xFF, 0xD8, 0xFF, 0xE0], .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
      .tiff: [0x49, 0x49, 42, 0, 8, 0, 0, 0],
    ]
    #expect(throws: PictureError.damaged(page: 1)) {
      try open((heads[format] ?? []) + [UInt8](repeating: 0x20, count: 40), format)
    }
  }
}
