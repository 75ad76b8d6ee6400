import DATEV
public import FoundationEssentials
import Spool
public import SystemPackage

/// Which `document.xml` DATEV's XML interface online gets (datev-format, sections 10 and 13).
public enum DocumentFormat: String, Hashable, Sendable, CaseIterable {
  /// Version 5.0, checked against the published schema.
  case v05
  /// Version 6.0; its schema is not in a package registry, see `Delivery.md`.
  case v06

  var version: String { self == .v05 ? "5.0" : "6.0" }
  var namespace: String { "http://xml.datev.de/bedi/tps/document/\(rawValue).0" }
}

/// A document that travels with a batch.
public struct PackagedDocument: Hashable, Sendable {
  /// The job that it came by.
  public var job: String
  /// Of the posting's Beleglink as well.
  public var guid: UUID
  /// In the archive, as DATEV allows it.
  public var name: String
  public var file: FilePath
  public var size: Int64
  /// What the bookkeeper sees: 40 characters.
  public var label: String
  /// What it is searched by: 255 characters.
  public var keywords: String

  public init(
    job: String, guid: UUID, name: String, file: FilePath, size: Int64, label: String, keywords: String
  ) {
    self.job = job
    self.guid = guid
    self.name = name
    self.file = file
    self.size = size
    self.label = label
    self.keywords = keywords
  }
}

/// The documents of a batch as ZIP files for Belegtransfer: flat, with a `document.xml` that gives each its GUID.
public enum DocumentPackage {
  /// DATEV takes 465 MB and advises much less.
  public static let byteLimit: Int64 = 100_000_000
  /// The schema's limit of one archive.
  public static let countLimit = 4_999

  /// The documents cut into archives that the service takes, in order.
  public static func parts(
    of documents: [PackagedDocument], byteLimit: Int64 = byteLimit, countLimit: Int = countLimit
  ) -> [[PackagedDocument]] {
    var parts: [[PackagedDocument]] = []
    var size: Int64 = 0
    for document in documents {
      let isFull = parts.last.map { $0.count >= countLimit || size + document.size > byteLimit } ?? true
      if isFull {
        parts.append([])
        size = 0
      }
      parts[parts.count - 1].append(document)
      size += document.size
    }
    return parts
  }

  /// Writes one archive; durable but for its name in the folder.
  static func write(
    _ documents: [PackagedDocument], _ head: DocumentXML.Head, to path: FilePath, dated seconds: Int64
  ) throws {
    var archive = try ZipArchive(creating: path, dated: seconds)
    try archive.add("document.xml", Array(DocumentXML.text(head, documents).utf8))
    for document in documents {
      let isText = document.name.hasSuffix(".xml") || document.name.hasSuffix(".tif")
      try archive.add(document.name, file: document.file, compresses: isText)
    }
    try archive.close()
    try DurableFiles.synchronise(file: path)
  }

  /// The identity of a job's document: always the same, and another one when it is booked anew.
  public static func guid(job: String, sha256: String) -> UUID {
    var bytes = Array(SHA256.hash(Array("belegd document \(job) \(sha256)".utf8)).bytes.prefix(16))
    // Version 8 of RFC 9562: made by a rule of our own.
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    return UUID(
      uuid: (
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
        bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
      ))
  }

  /// A file's name as the service takes it: letters of Latin-1, digits, blank and `& ( ) + - . _`.
  ///
  /// - Parameter id: Keeps two documents of one name apart.
  public static func name(
    day: String, supplier: String?, number: String?, id: String, ending: String
  ) -> String {
    let readable = [day, supplier ?? "", number ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    var stem = ""
    for byte in Windows1252.encode(readable) where stem.utf8.count < 90 {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x20, 0x26, 0x28...0x29, 0x2B, 0x2D, 0x2E, 0xC0...0xD6,
        0xD8...0xF6, 0xF8...0xFF:
        stem += Windows1252.decode([byte])
      default: stem += "_"
      }
    }
    return "\(stem)_\(id).\(ending)"
  }
}

/// The manifest of an archive.
enum DocumentXML {
  struct Head: Hashable, Sendable {
    var format: DocumentFormat
    /// `YYYY-MM-DDTHH:MM:SS`, without a zone.
    var date: String
    var description: String
    var adviserNumber: Int
    var clientNumber: Int
    var clientName: String
  }

  static func text(_ head: Head, _ documents: [PackagedDocument]) -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <archive xmlns="\(head.format.namespace)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      version="\(head.format.version)" generatingSystem="belegd">
      <header>
      <date>\(head.date)</date>

      """
    text += element("description", head.description, limit: 255)
    // With other numbers than those of the client that it is sent to, the service refuses the archive.
    text += "<consultantNumber>\(head.adviserNumber)</consultantNumber>\n"
    text += "<clientNumber>\(head.clientNumber)</clientNumber>\n"
    text += element("clientName", head.clientName, limit: 36)
    text += "</header>\n<content>\n"
    for document in documents {
      // type 1: incoming invoice; processID 1: relevant for booking.
      text += "<document guid=\"\(document.guid.uuidString)\" type=\"1\" processID=\"1\">\n"
      text += element("description", document.label, limit: 40)
      text += element("keywords", document.keywords, limit: 255)
      text += "<extension xsi:type=\"File\" name=\"\(escaped(document.name))\"/>\n</document>\n"
    }
    return text + "</content>\n</archive>\n"
  }

  private static func element(_ name: String, _ value: String, limit: Int) -> String {
    // The schema counts code points.
    let text = String(String.UnicodeScalarView(value.unicodeScalars.prefix(limit)))
    return text.isEmpty ? "" : "<\(name)>\(escaped(text))</\(name)>\n"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // XML 1.0 has no other control characters, and no line belongs in a name.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
