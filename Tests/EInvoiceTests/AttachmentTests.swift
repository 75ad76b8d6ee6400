import Testing

@testable import EInvoice

@Suite("Files inside the XML")
struct AttachmentTests {
  private static let rows: [(String, [UInt8]?, String)] = [
    ("", [], "nothing"), ("TWFu", Array("Man".utf8), "RFC 4648"), ("TWE=", Array("Ma".utf8), "one padding"),
    ("TQ==", Array("M".utf8), "two paddings"), (" T W\n\tFu ", Array("Man".utf8), "blanks anywhere"),
    ("TWE", nil, "padding missing"), ("T", nil, "one digit"), ("TQ=", nil, "half a padding"),
    ("TWE=TWFu", nil, "padding inside"), ("TW*u", nil, "no digit"), ("TWFu====", nil, "too much padding"),
    ("+/+/", [0xFB, 0xFF, 0xBF], "the last digits"),
  ]

  @Test("are decoded as RFC 4648 has it, or not at all", arguments: rows)
  func decoding(text: String, bytes: [UInt8]?, why: String) {
    let attachment = EmbeddedAttachment(
      name: "x", mediaType: "", description: nil, encoded: Array(text.utf8)[...])
    #expect(attachment.bytes(limit: 100) == bytes, "\(why)")
  }

  @Test("are not decoded beyond the limit")
  func limit() {
    let attachment = EmbeddedAttachment(
      name: "x", mediaType: "", description: nil, encoded: Array("TWFuTWFu".utf8)[...])
    #expect(attachment.byteCount == 6)
    #expect(attachment.bytes(limit: 6)?.count == 6)
    #expect(attachment.bytes(limit: 5) == nil)
  }
}
