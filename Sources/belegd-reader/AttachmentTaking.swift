import Documents
import EInvoice
import Invoice
import Reading

/// Unpacks the files inside e-invoices (BT-125) and PDFs, as far as the limits allow, and numbers their frames.
struct AttachmentTaking {
  /// What was left out, and why.
  private(set) var findings: [Finding] = []
  private var frames = 0
  private var total = 0

  /// The files of one e-invoice; those that are left out are named without bytes.
  mutating func take(from read: ReadEInvoice) -> [AttachedFile] {
    var taken: [AttachedFile] = []
    for attachment in read.attachments {
      guard taken.count < AttachedFile.countLimit else {
        leaveOut(attachment.name)
        break
      }
      var file = AttachedFile(
        name: attachment.name, mediaType: attachment.mediaType, description: attachment.description,
        byteCount: attachment.byteCount)
      fill(&file, attachment.bytes(limit: room))
      taken.append(file)
    }
    return taken
  }

  /// The files of a PDF that are no e-invoice; their type is told by what they hold.
  mutating func take(from embedded: [EmbeddedFile]) -> [AttachedFile] {
    embedded.prefix(AttachedFile.countLimit).map { embedded in
      var file = AttachedFile(
        name: embedded.name, mediaType: embedded.mediaType, description: nil,
        byteCount: embedded.bytes.count, origin: .pdf)
      fill(&file, embedded.bytes.count <= room ? embedded.bytes : nil)
      return file
    }
  }

  private var room: Int { min(AttachedFile.byteLimit, AttachedFile.totalLimit - total) }

  private mutating func fill(_ file: inout AttachedFile, _ bytes: [UInt8]?) {
    guard frames < AttachedFile.countLimit, let bytes, !bytes.isEmpty else { return leaveOut(file.name) }
    guard !EmbeddedFile.isProgram(bytes) else {
      // The original keeps it, people get no copy to click on.
      findings.append(Finding("EMBEDDED_PROGRAM", .notes, arguments: ["name": file.name]))
      return
    }
    frames += 1
    total += bytes.count
    file.frame = frames
    file.bytes = bytes
  }

  private mutating func leaveOut(_ name: String) {
    findings.append(Finding("ATTACHMENT_LEFT_OUT", .notes, arguments: ["name": name]))
  }
}
