/// A file inside the XML (BT-125).
public struct EmbeddedAttachment: Hashable, Sendable {
  /// The file name as stated, or BT-122; never a path.
  public var name: String
  /// The media type as stated.
  public var mediaType: String
  /// Size after decoding, in bytes.
  public var byteCount: Int
  /// BT-123.
  public var description: String?
  /// Base64 as it stands in the document, whose bytes it shares.
  let encoded: ArraySlice<UInt8>

  init(name: String, mediaType: String, description: String?, encoded: ArraySlice<UInt8>) {
    self.name = name
    self.mediaType = mediaType
    self.description = description
    self.encoded = encoded
    let digits = encoded.reduce(0) { XMLTree.isSpace($1) || $1 == Base64.padding ? $0 : $0 + 1 }
    byteCount = digits * 3 / 4
  }

  /// The file itself; `nil` where it has more than `limit` bytes or is no Base64 (RFC 4648, blanks allowed).
  public func bytes(limit: Int) -> [UInt8]? {
    byteCount <= limit ? Base64.decode(encoded, count: byteCount) : nil
  }
}

/// Base64 as XML Schema has it: RFC 4648 with white space anywhere.
enum Base64 {
  static let padding = UInt8(ascii: "=")

  /// The bytes, or `nil` for anything that is not Base64 to its end.
  static func decode(_ text: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var bits: UInt32 = 0
    var digits = 0
    var paddings = 0
    for byte in text where !XMLTree.isSpace(byte) {
      if byte == padding {
        paddings += 1
        continue
      }
      guard paddings == 0, let value = value(of: byte) else { return nil }
      bits = bits << 6 | value
      digits += 1
      guard digits.isMultiple(of: 4) else { continue }
      bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bytes.append(UInt8(truncatingIfNeeded: bits))
    }
    switch (digits % 4, paddings) {
    case (0, 0): break
    case (2, 2): bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case (3, 1):
      bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return bytes
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
