import Documents
import Testing

/// The start of a file, what it is, and why.
struct FormatCase: Sendable {
  var head: [UInt8]
  var format: FileFormat
  var why: String

  init(_ head: [UInt8], _ format: FileFormat, _ why: String) {
    self.head = head
    self.format = format
    self.why = why
  }

  init(_ text: String, _ format: FileFormat, _ why: String) { self.init(Array(text.utf8), format, why) }

  /// Text as UTF-16 behind a mark.
  init(mark: [UInt8], utf16 text: String, isBig: Bool, _ format: FileFormat, _ why: String) {
    let units = text.utf16.map { isBig ? $0.bigEndian : $0.littleEndian }
    self.init(mark + units.flatMap { unit in withUnsafeBytes(of: unit) { Array($0) } }, format, why)
  }

  static let all: [FormatCase] = [
    .init("%PDF-1.7\n", .pdf, "a header"),
    .init("junk\r\n\r\n%PDF-1.4", .pdf, "a header behind junk"),
    .init(String(repeating: " ", count: 1025) + "%PDF-1.4", .unknown, "too much junk"),
    .init("<?xml version=\"1.0\"?><a/>", .xml, "a declaration"),
    .init("\u{FEFF}<Invoice/>", .xml, "a byte order mark"),
    .init(mark: [0xFF, 0xFE], utf16: "<?xml?>", isBig: false, .xml, "UTF-16, little"),
    .init(mark: [0xFE, 0xFF], utf16: "<?xml?>", isBig: true, .xml, "UTF-16, big"),
    .init(mark: [], utf16: "<?xml?>", isBig: false, .xml, "UTF-16 without a mark"),
    .init("\n  <rsm:CrossIndustryInvoice>", .xml, "a root element after blanks"),
    .init("<a><!-- %PDF-1.4 --></a>", .xml, "XML that quotes a PDF's header"),
    .init("<!DOCTYPE HTML><html>", .html, "a web page"),
    .init("<html lang=\"de\">", .html, "a web page without a declaration"),
    .init([0xFF, 0xD8, 0xFF, 0xE0], .jpeg, "SOI"),
    .init([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png, "PNG's signature"),
    .init([0x49, 0x49, 0x2A, 0x00], .tiff, "TIFF, little"),
    .init([0x4D, 0x4D, 0x00, 0x2A], .tiff, "TIFF, big"),
    .init([0x50, 0x4B, 0x03, 0x04], .zip, "a ZIP archive"),
    .init("Return-Path: <a@b>\r\nFrom: a@b\r\n\r\nHello", .mail, "header fields of a mail"),
    .init("From: the desk of somebody\n", .mail, "a first field From"),
    .init("Subject: without a sender\n", .unknown, "no sender"),
    .init("Sehr geehrte Damen und Herren", .unknown, "plain text"),
    .init("< 5 Teile", .unknown, "a lone angle bracket"),
    .init([], .empty, "nothing"),
  ]
}

@Suite("telling files apart by content")
struct FileFormatTests {
  @Test("the first bytes decide", arguments: FormatCase.all)  // faults: 22
  func detection(_ row: FormatCase) {
    #expect(FileFormat(head: row.head) == row.format, "\(row.why)")
  }
}
