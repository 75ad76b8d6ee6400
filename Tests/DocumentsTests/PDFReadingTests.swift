import CStandIn
import Documents
import Foundation
import Glibc
import Invoice
import Reading
import SystemPackage
import Testing

extension Tag {
  @Tag static var ocr: Self
}

/// The data files of the checkout that these tests belong to.
let dataDirectory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("Config").path

@Suite("reading PDFs")
struct PDFReadingTests {
  let settings: ReadingSettings

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  private func read(_ content: [UInt8]) throws -> Page {
    let document = try PDFDocument(content)
    let page = try document.page(at: 0)
    var reader = PageReader(settings: settings, languages: "deu")
    return try reader.read(page, number: 1)
  }

  @Test("words carry their place, from the top left in points")
  func words() throws {
    let document = try PDFDocument(
      consuming: PDFFixture.file(PDFFixture.page(PDFFixture.line("Rechnung Nr. 4711"))))
    #expect(document.pageCount == 1)
    let words = try document.page(at: 0).words()
    #expect(words.map(\.text) == ["Rechnung", "Nr.", "4711"])
    let first = try #require(words.first)
    #expect(abs(first.box.left - 72) < 1)
    // The fixture's baseline is 100 pt below the top.
    #expect(first.box.top > 60 && first.box.bottom < 110)
  }

  @Test(
    "a page that /Rotate turns gives upright words on an upright page",
    arguments: [(90, 842.0, 595.0), (180, 595.0, 842.0), (270, 842.0, 595.0)])
  func rotated(degrees: Int, width: Double, height: Double) throws {
    // Text that runs so that the turned page shows it from left to right.
    let matrices = [90: "0 1 -1 0 200 100", 180: "-1 0 0 -1 500 700", 270: "0 -1 1 0 300 700"]
    let content = "BT /F 18 Tf \(matrices[degrees] ?? "") Tm (Rechnung Nummer) Tj ET"
    let document = try PDFDocument(PDFFixture.page(content, pageEntries: "/Rotate \(degrees)"))
    let page = try document.page(at: 0)
    #expect(page.width == width)
    #expect(page.height == height)
    let words = page.words()
    #expect(words.map(\.text) == ["Rechnung", "Nummer"])
    let first = try #require(words.first)
    let second = try #require(words.last)
    #expect(first.box.width > first.box.height * 2)
    #expect(first.box.right < second.box.left)
    #expect(abs(first.box.middleY - second.box.middleY) < 1)
  }

  @Test(
    "files that are no readable PDF throw, and close their descriptor",
    arguments: ["", "%PDF-1.7\n", "<?xml version=\"1.0\"?>"])
  func damaged(content: String) throws {
    let descriptor = try PDFFixture.file(Array(content.utf8))
    // The lock lives as long as the open file; the number alone proves nothing, another test may get it.
    let witness = try FileDescriptor.open("/proc/self/fd/\(descriptor.rawValue)", .readOnly)
    defer { try? witness.close() }  // the test is over
    flock(descriptor.rawValue, LOCK_EX)
    #expect(throws: PDFError.self) { _ = try PDFDocument(consuming: descriptor).pageCount }
    #expect(flock(witness.rawValue, LOCK_EX | LOCK_NB) == 0)
  }

  @Test("a page beyond the last throws")
  func noPage() throws {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.line("x")))
    do throws(PDFError) {
      _ = try document.page(at: 7).width
      Issue.record("page 7 of 1 was found")
    } catch {
      #expect(error == .noPage(7))
    }
  }

  @Test("a kilobyte of junk before the header does no harm")  // faults: 22
  func junk() throws {
    let junk = [UInt8](repeating: UInt8(ascii: "x"), count: 1000) + [UInt8(ascii: "\n")]
    let content = junk + PDFFixture.page(PDFFixture.line("Rechnung"))
    #expect(FileFormat(head: content) == .pdf)
    #expect(try PDFDocument(content).page(at: 0).words().map(\.text) == ["Rechnung"])
  }

  @Test("text is as printed: hyphens where fonts say soft hyphen, ligatures spelled out")
  func normalised() throws {
    // 255 octal is the soft hyphen of WinAnsi, 240 the no-break space.
    let document = try PDFDocument(PDFFixture.page(PDFFixture.line("Kunden\\255Nr. 1\\240234,56")))
    #expect(try document.page(at: 0).words().map(\.text) == ["Kunden-Nr.", "1", "234,56"])
  }

  // MARK: - Text layer or OCR

  @Test("a text layer is taken as it is")
  func textLayer() throws {
    let page = try read(PDFFixture.page(PDFFixture.invoice()))
    #expect(page.origin == .text)
    #expect(page.words.count == 20 * 10)
    #expect(page.words.allSatisfy { $0.confidence == nil })
  }

  @Test("two words on an otherwise empty page are all there is")
  func tinyLayer() throws {
    let page = try read(PDFFixture.page(PDFFixture.line("Seite 2")))
    #expect(page.origin == .text)
    #expect(page.words.map(\.text) == ["Seite", "2"])
  }

  @Test("an empty page has no words and costs no recognition")
  func blank() throws {
    var reader = PageReader(settings: settings, languages: "no such language")
    let document = try PDFDocument(PDFFixture.page(""))
    let page = try document.page(at: 0)
    #expect(try reader.read(page, number: 1).words.isEmpty)
  }

  @Test("text that no viewer draws over a picture of the page is not believed", .tags(.ocr))  // faults: 43
  func invisibleLayer() throws {
    let page = try read(Self.pageUnderImage(PDFFixture.invoice(mode: 3)))
    #expect(page.origin == .ocr)
    #expect(page.words.isEmpty)
  }

  @Test("colour profiles are passed over, whether words are read or the page is drawn")
  func profiles() throws {
    let document = try PDFDocument(
      PDFFixture.page(
        "/C cs 0.2 0.4 0.6 sc\n" + PDFFixture.invoice(), resources: "/ColorSpace<</C[/ICCBased 6 0 R]>>",
        objects: "6 0 obj <</N 3/Alternate/DeviceRGB/Length 4>> stream\nnone\nendstream endobj"))
    let page = try document.page(at: 0)
    let before = cstandin_profiles_passed_over()
    #expect(!page.words().isEmpty)
    let image = try page.render(dotsPerInch: 20, pixelLimit: 1_000_000)
    #expect(image.pixels.contains { $0 < 160 })
    #expect(cstandin_profiles_passed_over() > before)
  }

  @Test("text over a letterhead that fills the page is believed")
  func letterhead() throws {
    let page = try read(Self.pageUnderImage(PDFFixture.invoice()))
    #expect(page.origin == .text)
  }

  /// A white picture of 10 × 14 pixels that covers the page, and the content over it.
  private static func pageUnderImage(_ content: String) -> [UInt8] {
    let hex = String(repeating: "FF", count: 140)
    return PDFFixture.page(
      "q 595 0 0 842 0 0 cm /I Do Q\n" + content, resources: "/XObject<</I 6 0 R>>",
      objects: """
        6 0 obj <</Type/XObject/Subtype/Image/Width 10/Height 14/ColorSpace/DeviceGray/BitsPerComponent 8
        /Filter/ASCIIHexDecode/Length 281>> stream
        \(hex)>
        endstream endobj
        """)
  }

  @Test("letters without meaning go to OCR, which reads what was drawn", .tags(.ocr))
  func garbage() throws {
    // Each letter shifted by 3, as a font with its own encoding and no map gives it; what is drawn are
    // letters all the same, so that OCR sees them too.
    let shifted = (1...12).map { "UHFKQXQJV\($0) QXPPHU OLHIHUVFKHLQ GDWXP 3RVLWLRQ1" }
    let content = shifted.enumerated().map { index, text in
      "BT /F 11 Tf 72 \(742 - index * 24) Td (\(text)) Tj ET"
    }.joined(separator: "\n")
    #expect(try read(PDFFixture.page(content)).origin == .ocr)
  }

  // MARK: - OCR

  @Test("a page is read the right way up, however it lies", .tags(.ocr), arguments: QuarterTurn.allCases)
  func orientation(turn: QuarterTurn) throws {  // faults: 42
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice()))
    let page = try document.page(at: 0)
    let image = try page.render(dotsPerInch: 200, pixelLimit: 40_000_000).turned(turn)
    var reader = PageReader(settings: settings, languages: "deu")
    let result = try reader.read(image, number: 1)
    #expect((result.turned + turn.degrees) % 360 == 0)
    #expect(result.origin == .ocr)
    #expect(result.words.prefix(4).map(\.text) == ["Position", "1", "Kabel", "NYM"])
    let first = try #require(result.words.first)
    let drawn = try #require(page.words().first)
    #expect(abs(first.box.left - drawn.box.left) < 3)
    #expect(abs(first.box.middleY - drawn.box.middleY) < 4)
    #expect((first.confidence ?? 0) > 0.8)
  }

  @Test("a shadow over half the page hides no line", .tags(.ocr))
  func shadow() throws {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice()))
    let page = try document.page(at: 0)
    let image = try page.render(dotsPerInch: 200, pixelLimit: 40_000_000)
    // Falls from white at the right edge to a third of it at the left.
    var pixels = image.pixels
    for index in pixels.indices {
      pixels[index] = UInt8(Int(pixels[index]) * (85 + 170 * (index % image.width) / image.width) / 255)
    }
    let shaded = GreyImage(
      width: image.width, height: image.height, dotsPerInch: image.dotsPerInch, pixels: pixels)
    var reader = PageReader(settings: settings, languages: "deu")
    let words = try reader.read(shaded, number: 1).words.map(\.text)
    #expect(words.count { $0 == "Position" } == 20)
    #expect(words.count { $0 == "EUR" } == 20)
  }

  @Test("Tesseract's pictures of lines are not packed as PNG", .tags(.ocr))
  func plainLines() throws {
    let page = try PDFDocument(PDFFixture.page(PDFFixture.invoice())).page(at: 0)
    var reader = PageReader(settings: settings, languages: "deu")
    let before = cstandin_pictures_kept_plain()
    let image = try page.render(dotsPerInch: 200, pixelLimit: 40_000_000)
    #expect(try reader.read(image, number: 1).words.count > 100)
    #expect(cstandin_pictures_kept_plain() >= before + 20)
  }

  @Test("the picture of a page for people is small and upright", .tags(.ocr), arguments: QuarterTurn.allCases)
  func picture(turn: QuarterTurn) throws {
    let page = try PDFDocument(PDFFixture.page(PDFFixture.invoice())).page(at: 0)
    let image = try page.render(dotsPerInch: 200, pixelLimit: 40_000_000).turned(turn)
    var reader = PageReader(settings: settings, languages: "deu")
    let read = try reader.read(image, number: 1)
    let found = reader.drawing(turned: read.turned)
    let drawing = try #require(found)
    let bytes = try #require(try PagePainter().jpeg(of: drawing))
    #expect(bytes.count < PagePainter.byteLimit)
    let picture = try PictureDocument(bytes, format: .jpeg, pageLimit: 1, settings: settings).page(at: 0)
    // The fixture's lines begin in the upper half, at the left.
    let isInk = { (row: Int, column: Int) in picture.pixels[row * picture.width + column] < 128 }
    let rows = (0..<picture.height).filter { row in (0..<picture.width).contains { isInk(row, $0) } }
    let columns = (0..<picture.width).filter { column in (0..<picture.height).contains { isInk($0, column) } }
    #expect(picture.width < picture.height)
    #expect(try #require(rows.first) < picture.height / 7)
    #expect(try #require(columns.first) < picture.width / 6)
  }

  @Test("lines that slope are read, and a row has one height", .tags(.ocr), arguments: [1.2, 4.0])
  func skewed(degrees: Double) throws {  // faults: 42
    let angle = degrees * .pi / 180
    let turn = "\(cos(angle)) \(-sin(angle)) \(sin(angle)) \(cos(angle)) -20 30 cm\n"
    let page = try PDFDocument(PDFFixture.page(turn + PDFFixture.invoice())).page(at: 0)
    let image = try page.render(dotsPerInch: 200, pixelLimit: 40_000_000)
    var reader = PageReader(settings: settings, languages: "deu")
    let words = try reader.read(image, number: 1).words
    #expect(words.count { $0.text == "Position" } == 20)
    let first = try #require(words.first { $0.text == "Position" })
    let last = try #require(words.first { $0.text == "EUR" })
    #expect(abs(first.box.middleY - last.box.middleY) < 4)
  }

  @Test("a missing language is named", .tags(.ocr))  // faults: 41
  func missingModel() throws {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice()))
    let page = try document.page(at: 0)
    let image = try page.render(dotsPerInch: 200, pixelLimit: 40_000_000)
    var reader = PageReader(settings: settings, languages: "tlh")
    #expect(throws: PageError.recognition(.modelMissing(languages: "tlh"))) {
      _ = try reader.read(image, number: 1)
    }
  }

  @Test("a page beyond the limits is refused before anything is allocated")  // faults: 37
  func hugePage() throws {
    let content = PDFFixture.page("", pageEntries: "/MediaBox[0 0 20000 20000]")
    #expect(throws: PageError.size(page: 1, width: 20000, height: 20000)) { _ = try read(content) }
    let poster = PDFFixture.page("", pageEntries: "/MediaBox[0 0 14400 14400]")
    #expect(throws: PageError.size(page: 1, width: 14400, height: 14400)) { _ = try read(poster) }
  }

  // MARK: - Embedded files

  @Test("embedded files are given whatever their name, and within limits")
  func embedded() throws {
    let content = """
      %PDF-1.4
      1 0 obj <</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R (b) 6 0 R]>>>>>> endobj
      2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
      3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj
      4 0 obj <</Type/Filespec/F(../../etc/x.dat)/EF<</F 5 0 R>>>> endobj
      5 0 obj <</Type/EmbeddedFile/Length 5>> stream
      <a/>
      endstream endobj
      6 0 obj <</Type/Filespec/F(run.xml)/EF<</F 7 0 R>>>> endobj
      7 0 obj <</Type/EmbeddedFile/Length 20>> stream
      MZ34567890123456789
      endstream endobj
      trailer <</Root 1 0 R>>
      """
    let document = try PDFDocument(Array(content.utf8))
    let all = document.embeddedFiles(limit: 8, sizeLimit: 100, annotatedPages: 1)
    #expect(all.files.map(\.format) == [.xml, .unknown])
    #expect(all.files.map(\.isProgram) == [false, true])
    #expect(all.files.first?.name == "../../etc/x.dat")
    #expect(all.leftOut == 0)
    let small = document.embeddedFiles(limit: 8, sizeLimit: 10, annotatedPages: 1)
    #expect(small.files.count == 1)
    #expect(small.leftOut == 1)
    #expect(document.embeddedFiles(limit: 1, sizeLimit: 100, annotatedPages: 1).leftOut == 1)
  }
}
