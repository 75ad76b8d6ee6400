public import FoundationEssentials

/// Column 20: the link to the document's picture.
public struct Beleglink: Hashable, Sendable {
  /// Where the document lies.
  public enum Archive: String, Hashable, Sendable, CaseIterable {
    /// Unternehmen online.
    case unternehmenOnline = "BEDI"
    /// DATEV DMS.
    case dms = "DDMS"
    /// Older document storage.
    case dokumentenorganisation = "DORG"
  }

  public let archive: Archive
  /// 36 characters; as written, because a file must be reproducible.
  public let guid: String

  /// A link with a fresh or known identifier, written in capitals as DATEV's sample does.
  public init(_ archive: Archive = .unternehmenOnline, _ identifier: UUID) {
    self.archive = archive
    guid = identifier.uuidString
  }

  /// Reads `BEDI "6F9619FF-8B86-D011-B42D-00C04FC964FF"`, and nothing else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard Self.isWellFormed(bytes),
      let archive = Archive(rawValue: String(decoding: bytes[..<4], as: UTF8.self))
    else { return nil }
    self.archive = archive
    guid = String(decoding: bytes[6..<42], as: UTF8.self)
  }

  /// The column's text without the outer quotes.
  public var text: String { "\(archive.rawValue) \"\(guid)\"" }

  static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 43, bytes[4] == UInt8(ascii: " "), bytes[5] == UInt8(ascii: "\""),
      bytes[42] == UInt8(ascii: "\"")
    else { return false }
    for (place, byte) in bytes[6..<42].enumerated() {
      switch place {
      case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
      default: guard Character(Unicode.Scalar(byte)).isHexDigit else { return false }
      }
    }
    return true
  }
}
