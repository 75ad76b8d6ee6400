import Invoice
import JobStore
import Results
import SystemPackage

extension DocumentRow {
  /// - Parameter outbox: Where the list lies that the row is for.
  init(_ summary: DocumentSummary, listsIn outbox: FilePath) {
    let job = String(summary.job.suffix(8))
    let standing: Standing =
      switch summary.state {
      case .queued, .running, .exporting: .inWork
      case .deferred: .deferred
      case .booked: .booked
      case .review: .review
      case .rejected: .rejected
      case .other: .other
      case .duplicate: .duplicate
      case .withdrawn: .withdrawn
      }
    self.init(
      key: summary.parts > 1 ? "B-\(job)/\(summary.part + 1)" : "B-\(job)", version: summary.attempt,
      standing: standing, file: summary.file, receivedOn: LocalTime(summary.receivedAt).day)
    seller = summary.seller
    invoiceNumber = summary.invoiceNumber
    issueDate = summary.issueDate.flatMap { CalendarDay(iso: $0) }
    currency = summary.currency
    gross = summary.gross.map { Amount(minorUnits: $0) }
    accounts = summary.accounts
    batches = summary.batches
    isAnswered = summary.isAnswered
    waitsFor = summary.deferReason
    if standing != .booked, standing != .withdrawn {
      // Without the remedy: that stands on the sheet.
      let message = summary.reason ?? summary.codes.first.map(TextCatalogue.german.message(forCode:))
      reason = message.map { $0.split(separator: " – ").first.map(String.init) ?? $0 }
    }
    let sheets = summary.files.filter { $0.hasSuffix(".html") }
    // What is booked may have been fetched from the outbox; everything else stays where it is.
    guard standing != .booked, standing != .withdrawn, sheets.indices.contains(summary.part) else { return }
    sheet = Self.address(of: FilePath(sheets[summary.part]), from: outbox)
  }

  /// `../Pr%C3%BCfen/Rechnung.html`; `nil` for what has not the same folder above it.
  private static func address(of file: FilePath, from folder: FilePath) -> String? {
    let place = file.removingLastComponent()
    guard place.removingLastComponent() == folder.removingLastComponent(), let name = file.lastComponent,
      let last = place.lastComponent
    else { return nil }
    return "../\(escaped(last.string))/\(escaped(name.string))"
  }

  /// Percent-encoded but for what RFC 3986 calls unreserved.
  private static func escaped(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return text
  }
}
