/// What kind of file a document is, decided by its content and never by its name.
public enum FileFormat: Sendable, Hashable {
  case empty
  case pdf
  case xml
  case html
  case jpeg
  case png
  case tiff
  case zip
  /// An e-mail as RFC 5322 writes it.
  case mail
  case unknown

  /// How many bytes from the start ``init(head:)`` wants to see, if the file has them.
  public static let headLength = 4096

  /// A PDF's header may stand behind this much junk (PDF 1.7, implementation note 13).
  private static let pdfJunk = 1024

  /// The media type as IANA registers it; `nil` where the content does not tell.
  public var mediaType: String? {
    switch self {
    case .pdf: "application/pdf"
    case .xml: "application/xml"
    case .html: "text/html"
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .tiff: "image/tiff"
    case .zip: "application/zip"
    case .mail: "message/rfc822"
    case .empty, .unknown: nil
    }
  }

  /// Decides by the first bytes of a file.
  public init(head: some Collection<UInt8>) {
    let head = Array(head.prefix(Self.headLength))
    self = Self.bySignature(head) ?? Self.byText(head) ?? .unknown
  }

  private static func bySignature(_ head: [UInt8]) -> FileFormat? {
    if head.isEmpty { return .empty }
    let signatures: [([UInt8], FileFormat)] = [
      ([0xFF, 0xD8, 0xFF], .jpeg),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png),
      ([0x49, 0x49, 0x2A, 0x00], .tiff), ([0x4D, 0x4D, 0x00, 0x2A], .tiff),
      ([0x49, 0x49, 0x2B, 0x00], .tiff), ([0x4D, 0x4D, 0x00, 0x2B], .tiff),
      ([0x50, 0x4B, 0x03, 0x04], .zip), ([0x50, 0x4B, 0x05, 0x06], .zip),
    ]
    for (signature, format) in signatures where head.starts(with: signature) { return format }
    // An XML file may quote a PDF's header; it starts with markup, which junk before a PDF does not.
    if isMarkup(plain(head)) { return nil }
    return Self.position(of: "%PDF-", in: head.prefix(pdfJunk + 5)) == nil ? nil : .pdf
  }

  private static func byText(_ head: [UInt8]) -> FileFormat? {
    let text = plain(head)
    if isMarkup(text) {
      let lower = text.prefix(512).map { 0x41...0x5A ~= $0 ? $0 + 32 : $0 }
      return position(of: "<!doctype html", in: lower[...]) != nil
        || position(of: "<html", in: lower[...]) != nil
        ? .html : .xml
    }
    return isMail(text) ? .mail : nil
  }

  /// The text as single bytes without byte order mark and leading white space.
  ///
  /// UTF-16 and UTF-32 are told by their mark or by the zero bytes around the first `<` (XML 1.0, appendix F).
  private static func plain(_ head: [UInt8]) -> ArraySlice<UInt8> {
    var bytes = head[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = bytes.dropFirst(3)
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || bytes.starts(with: [0x3C, 0x00]) || bytes.starts(with: [0x00, 0x3C])
      || bytes.starts(with: [0x00, 0x00, 0xFE, 0xFF])
    {
      bytes = bytes.filter { $0 != 0 && $0 < 0xFE }[...]
    }
    return bytes.drop { $0 == 0x20 || 0x09...0x0D ~= $0 }
  }

  private static func isMarkup(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first == UInt8(ascii: "<"), let second = text.dropFirst().first else { return false }
    return switch second {
    case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "_"), 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// Starts with a header field that every mail has somewhere at its top, and names its sender or goes on like that.
  private static func isMail(_ whole: ArraySlice<UInt8>) -> Bool {
    // A mailbox file puts a line of its own before each message.
    let text = whole.starts(with: "From ".utf8) ? whole.drop { $0 != 0x0A }.dropFirst() : whole
    let fields = [
      "return-path:", "received:", "delivered-to:", "from:", "to:", "date:", "subject:", "mime-version:",
      "message-id:", "x-", "reply-to:", "dkim-signature:", "content-type:",
    ]
    let first = text.prefix { $0 != 0x0A }.map { 0x41...0x5A ~= $0 ? $0 + 32 : $0 }
    guard first.contains(UInt8(ascii: ":")), fields.contains(where: { first.starts(with: $0.utf8) })
    else { return false }
    let lower = text.map { 0x41...0x5A ~= $0 ? $0 + 32 : $0 }
    return position(of: "\nfrom:", in: lower[...]) != nil || first.starts(with: "from:".utf8)
      || isHeader(text)
  }

  /// Whether all lines are header fields or go on with one (RFC 5322, 2.2): the stations of a mail's way alone can
  /// fill the head of the file.
  private static func isHeader(_ text: ArraySlice<UInt8>) -> Bool {
    let lines = text.split(separator: 0x0A).dropLast()
    return lines.count >= 8
      && lines.allSatisfy { line in
        if line.first == 0x20 || line.first == 0x09 { return true }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
          return false
        }
        return line[..<colon].allSatisfy { 0x21...0x7E ~= $0 }
      }
  }

  private static func position(of word: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let word = Array(word.utf8)
    guard bytes.count >= word.count else { return nil }
    return (bytes.startIndex...bytes.endIndex - word.count).first {
      bytes[$0] == word[0] && bytes[$0..<$0 + word.count].elementsEqual(word)
    }
  }
}
