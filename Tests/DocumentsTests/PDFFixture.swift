import Glibc
import SystemPackage

/// PDFs written by hand, without a cross-reference table (Poppler rebuilds it).
enum PDFFixture {
  /// One A4 page with a content stream and more entries of its page object.
  static func page(
    _ content: String, pageEntries: String = "", resources: String = "", objects: String = ""
  )
    -> [UInt8]
  {
    Array(
      """
      %PDF-1.4
      1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
      2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
      3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R \(pageEntries)
      /Resources<</Font<</F 5 0 R>>\(resources)>>>> endobj
      4 0 obj <</Length \(content.utf8.count)>> stream
      \(content)
      endstream endobj
      5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
      \(objects)
      trailer <</Root 1 0 R>>

      """.utf8)
  }

  /// One line of text near the top.
  static func line(_ text: String, mode: Int = 0) -> String {
    "BT \(mode) Tr /F 18 Tf 72 742 Td (\(text)) Tj ET"
  }

  /// Many lines of an invoice, so that a text layer has weight.
  static func invoice(mode: Int = 0) -> String {
    let lines = (1...20).map { "Position \($0) Kabel NYM Lieferung und Montage netto \($0 * 3),50 EUR" }
    return lines.enumerated().map { index, text in
      "BT \(mode) Tr /F 11 Tf 72 \(742 - index * 24) Td (\(text)) Tj ET"
    }.joined(separator: "\n")
  }

  /// A file that is gone when its descriptor is closed.
  static func file(_ content: [UInt8]) throws -> FileDescriptor {
    var template = Array("/tmp/pdf-fixture-XXXXXX".utf8CString)
    let descriptor = FileDescriptor(rawValue: mkstemp(&template))
    unlink(template)
    try descriptor.writeAll(content)
    try descriptor.seek(offset: 0, from: .start)
    return descriptor
  }
}
