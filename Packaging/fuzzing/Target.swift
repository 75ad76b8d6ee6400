import EInvoice
import Invoice

/// The entry that libFuzzer calls: whatever the bytes are, reading ends, and never by a trap.
///
/// An invoice that raises no question must add up; anything else is a crash for libFuzzer to minimise.
private let rules = try? EInvoiceRules(directory: "Config")

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = EInvoiceReader.looksLikeEInvoice(bytes)
  guard let read = try? EInvoiceReader.read(bytes, rules: rules) else { return 0 }
  for attachment in read.attachments { _ = attachment.bytes(limit: 1 << 20) }
  guard read.findings.allSatisfy({ $0.severity == .notes }) else { return 0 }
  guard let net = read.invoice.netTotal, let gross = read.invoice.grossTotal else {
    preconditionFailure("accepted without totals")
  }
  precondition(net + (read.invoice.taxTotal ?? .zero) == gross, "accepted although it does not add up")
  return 0
}
