import EInvoice
import Invoice
import Reading

/// Unpacks the files inside e-invoices (BT-125), as far as the limits allow, and numbers their frames.
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
      let room = min(AttachedFile.byteLimit, AttachedFile.totalLimit - total)
      if frames < AttachedFile.countLimit, let bytes = attachment.bytes(limit: room), !bytes.isEmpty {
        if isProgram(bytes) {
          findings.append(Finding("EMBEDDED_PROGRAM", .notes, arguments: ["name": attachment.name]))
        } else {
          frames += 1
          total += bytes.count
          file.frame = frames
          file.bytes = bytes
        }
      } else {
        leaveOut(attachment.name)
      }
      taken.append(file)
    }
    return taken
  }

  private mutating func leaveOut(_ name: String) {
    findings.append(Finding("ATTACHMENT_LEFT_OUT", .notes, arguments: ["name": name]))
  }

  /// For Linux, Windows or a shell; the original XML keeps it, people get no copy to click on.
  private func isProgram(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) || bytes.starts(with: [0x4D, 0x5A])
      || bytes.starts(with: [0x23, 0x21])
  }
}
