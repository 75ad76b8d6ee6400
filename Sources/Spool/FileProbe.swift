import CLinux
import Glibc

/// Signs, beyond size and time, that a file is finished.
public struct FileProbe: Hashable, Sendable {
  /// Whether some process holds the file open for writing.
  public enum Writer: Hashable, Sendable {
    /// A read lease was granted: proof for this machine's processes.
    case none
    /// A read lease was refused because of a writer.
    case present
    /// The kernel cannot say: another's file without CAP_LEASE, or a file system without leases.
    case unknown
  }

  /// What the content says about its own end.
  public enum Ending: Hashable, Sendable {
    /// A PDF with its end marker, or a format that has none to look for.
    case complete
    /// A PDF without `%%EOF` in its last 2 KiB.
    case missing
  }

  public var writer: Writer
  public var ending: Ending
  /// By the first bytes; `nil` for what nobody here reads.
  public var content: ContentKind?

  public init(writer: Writer, ending: Ending, content: ContentKind?) {
    self.writer = writer
    self.ending = ending
    self.content = content
  }

  init(of file: borrowing Descriptor) throws(SpoolError) {
    let status = try Calls.status(of: file)
    guard status.kind == .regular else { throw .notRegularFile(file.path, status.kind) }
    writer =
      switch clinux_has_no_writer(file.raw) {
      case 1: .none
      case 0: .present
      default: .unknown
      }
    content = ContentKind(start: try Calls.read(file, at: 0, count: 2048))
    ending = .complete
    if content == .pdf {
      let tail = try Calls.read(file, at: max(0, status.size - 2048), count: 2048)
      if !ContentKind.contains(tail, "%%EOF") { ending = .missing }
    }
  }
}

/// What a file is, by its content: suffixes lie (fault 22).
public enum ContentKind: String, Hashable, Sendable, CaseIterable {
  case pdf
  case xml
  case tiff
  case jpeg
  case png
  case zip
  case mail

  /// The suffix under which the store keeps it.
  public var fileExtension: String {
    switch self {
    case .jpeg: "jpg"
    case .tiff: "tif"
    case .mail: "eml"
    default: rawValue
    }
  }

  /// Looks at the first bytes, 2 KiB are enough: a PDF may have 1 KiB of junk before its header.
  public init?(start: some Collection<UInt8>) {
    let start = Array(start)
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if start.starts(with: [0x49, 0x49, 0x2A, 0]) || start.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
      self = .tiff
    } else if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      self = .zip
    } else if Self.looksLikeXML(start) {
      self = .xml
    } else if Self.contains(start.prefix(1536), "%PDF-") {
      self = .pdf
    } else if ["Received: ", "Return-Path: ", "MIME-Version: ", "From: ", "Delivered-To: "].contains(where: {
      start.starts(with: $0.utf8)
    }) {
      self = .mail
    } else {
      return nil
    }
  }

  /// An opening `<` and a name or declaration after byte order mark and white space, in UTF-8 or UTF-16.
  private static func looksLikeXML(_ start: [UInt8]) -> Bool {
    var bytes = start.prefix(512)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let text = isWide ? bytes.dropFirst(2).filter { $0 != 0 }[...] : bytes
    let content = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard content.first == UInt8(ascii: "<"), let second = content.dropFirst().first else { return false }
    return second == UInt8(ascii: "?") || second == UInt8(ascii: "!") || second | 0x20 >= UInt8(ascii: "a")
  }

  static func contains(_ bytes: some Collection<UInt8>, _ text: StaticString) -> Bool {
    let needle = Array(text.description.utf8)
    let bytes = Array(bytes)
    guard bytes.count >= needle.count else { return false }
    return (0...(bytes.count - needle.count)).contains { start in
      bytes[start] == needle[0] && bytes[start..<(start + needle.count)].elementsEqual(needle)
    }
  }
}
