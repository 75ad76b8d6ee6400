import Documents
import Glibc
import Reading

/// A letter of our own that a waiting reader reads before its document comes.
///
/// Libraries, fonts and tables are in memory then, and a document that comes into a quiet house is read in half the
/// time. Nothing of it is kept but what no document decides; where it fails, the document's own reading says why.
enum Rehearsal {
  static func run(_ data: ReaderData) {
    var request = ReaderRequest(own: nil)
    request.pictures = 1
    var reading = DocumentReading(request: request, data: data)
    _ = try? data.rules()
    _ = try? reading.run(.memory(letter))
    var pictures = reading.pictures
    _ = pictures.bytes(of: 1)
    touch(data.settings.rehearsalBytes)
  }

  /// Takes memory as a page and its images need it, and gives it back to the heap, which keeps it.
  ///
  /// The kernel clears memory when it is first used, and below a hypervisor that may cost as much as to read a
  /// document. Where it cannot be had, nothing is lost but that time.
  private static func touch(_ count: Int) {
    let page = sysconf(CInt(_SC_PAGESIZE))
    guard let memory = aligned_alloc(page, count) else { return }
    _ = madvise(memory, count, MADV_POPULATE_WRITE)
    free(memory)
  }

  /// A page with enough letters to count as a text layer.
  static let letter: [UInt8] = {
    let words = [
      "Rechnung Nr. 1 vom 01.02.2025", "Menge Bezeichnung Preis", "1 Kabel 10,00", "Summe 10,00 EUR",
    ]
    let lines = words.map { "(\($0)) Tj 0 -20 Td" }.joined(separator: " ")
    let content = "BT /F 12 Tf 60 780 Td \(lines) ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", "<< /Font << /F 5 0 R >> >>",
    ]
    var file = "%PDF-1.4\n"
    var offsets = ""
    for (index, object) in objects.enumerated() {
      let offset = String(file.utf8.count)
      offsets += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(offsets)"
    let trailer = "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\n"
    return Array((file + table + trailer + "startxref\n\(file.utf8.count)\n%%EOF\n").utf8)
  }()
}
