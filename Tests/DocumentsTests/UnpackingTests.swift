import Foundation
import TestSupport
import Testing

@testable import Documents

@Suite("e-mails and archives")
struct UnpackingTests {
  private let settings: ReadingSettings
  private let pdf = Array("%PDF-1.7\nJust the head of it".utf8)
  private let xml = Array("<?xml version=\"1.0\"?><Invoice/>".utf8)

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  private func unpack(
    _ bytes: [UInt8], documents: Int = 100, size: Int = 64 << 20
  ) throws(UnpackingError) -> Unpacking {
    try Unpacking(
      bytes, format: FileFormat(head: bytes), settings: settings,
      limits: .init(documents: documents, bytes: size))
  }

  private func paths(_ unpacking: Unpacking) -> [String] {
    unpacking.documents.map { $0.path.joined(separator: "|") }
  }

  @Test("an archive gives its documents by content, each with its place as a name")
  func archive() throws {
    let unpacked = try unpack(
      ZipFixture.archive([
        .init("Mai/", []), .init("Mai/Rechnung.dat", pdf), .init("e-rechnung.txt", xml),
        .init("../../etc/passwd", pdf), .init("C:\\Users\\Büro\\Beleg.pdf", pdf),
        .init("liesmich.txt", [0x41]),
        .init("__MACOSX/._Rechnung.pdf", pdf), .init("Thumbs.db", [0xD0, 0xCF]), .init("leer.pdf", []),
      ]))
    #expect(
      paths(unpacked) == ["Mai|Rechnung.dat", "e-rechnung.txt", "etc|passwd", "C:|Users|Büro|Beleg.pdf"])
    #expect(unpacked.documents.map(\.bytes) == [pdf, xml, pdf, pdf])
    #expect(unpacked.leftAside == [["liesmich.txt"], ["leer.pdf"]])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var archive: [UInt8]
    var error: UnpackingError
    var testDescription: String
  }

  private static let refusals: [Refusal] = [
    Refusal(
      archive: ZipFixture.archive([.init("a.pdf", Array("%PDF-1".utf8), isEncrypted: true)]),
      error: .encrypted,
      testDescription: "with a password"),
    Refusal(
      archive: Array(ZipFixture.archive([.init("a.pdf", Array("%PDF-1".utf8))]).dropLast(8)),
      error: .damaged(reason: "no directory"), testDescription: "cut off"),
    Refusal(
      archive: ZipFixture.archive([
        .init("[Content_Types].xml", Array("<Types/>".utf8)), .init("word/document.xml", Array("<w/>".utf8)),
      ]), error: .noContainer, testDescription: "an office document"),
    Refusal(
      archive: ZipFixture.archive((0..<101).map { .init("\($0).pdf", Array("%PDF-1.\($0)".utf8)) }),
      error: .tooMany, testDescription: "more documents than are taken"),
    Refusal(archive: nested(4), error: .tooDeep, testDescription: "archives within archives"),
  ]

  /// A document inside so many archives.
  private static func nested(_ depth: Int) -> [UInt8] {
    (0..<depth).reduce(Array("%PDF-1.4".utf8)) { bytes, _ in ZipFixture.archive([.init("inner", bytes)]) }
  }

  @Test("an archive that must not be unpacked gives nothing", arguments: refusals)
  func refused(_ row: Refusal) {  // faults: 36
    #expect(throws: row.error) { try unpack(row.archive) }
  }

  @Test("an archive is unpacked as deep as people pack, and no larger than allowed")
  func limits() throws {  // faults: 36
    #expect(paths(try unpack(Self.nested(3))) == ["inner|inner|inner"])
    let archive = ZipFixture.archive([.init("a.pdf", pdf), .init("b.pdf", pdf)])
    #expect(throws: UnpackingError.tooLarge) { try unpack(archive, size: pdf.count + 1) }
    #expect(throws: UnpackingError.tooMany) { try unpack(archive, documents: 1) }
  }

  @Test("a bomb is given up when it has unpacked to the limit")
  func bomb() throws {  // faults: 36
    // A block of method 8 that repeats one byte without end: fixed codes, 258 bytes for 13 bits.
    let packed = RepeatedByte.deflated(count: 400_000_000)
    #expect(packed.count < 4 << 20)
    #expect(throws: UnpackingError.tooLarge) {
      try unpack(ZipFixture.archive([.init("bombe.pdf", packed, unpackedSize: 1000)]))
    }
  }

  @Test("an inner container that cannot be opened is handed on to say so itself")
  func innerTrouble() throws {
    let locked = ZipFixture.archive([.init("a.pdf", pdf, isEncrypted: true)])
    let unpacked = try unpack(ZipFixture.archive([.init("gut.pdf", pdf), .init("zu.zip", locked)]))
    #expect(paths(unpacked) == ["gut.pdf", "zu.zip"])
    #expect(unpacked.documents.last?.bytes == locked)
  }

  @Test("attachments are found in every coding, with the names that people gave them")
  func mail() throws {
    let quoted = MailFixture.Part(
      "Content-Type: text/xml\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        + "Content-Disposition: attachment; filename*=utf-8''E%2DRechnung%20M%C3%A4rz.xml",
      "<?xml version=3D\"1.0\"?><Invoice><!-- =C3=A4 --></Invoice>")
    let encoded = MailFixture.Part(
      "Content-Type: application/pdf; name=\"=?utf-8?B?UmVjaG51bmcgRsO8bmYucGRm?=\"\r\n"
        + "Content-Transfer-Encoding: base64", Data(pdf).base64EncodedString())
    let continued = MailFixture.Part(
      "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n"
        + " filename*0*=utf-8''Sehr%20lange%20; filename*1*=R%C3%B6hre.pdf",
      Data(pdf).base64EncodedString())
    let path = MailFixture.Part.file("..\\..\\Ordner/Beleg.pdf", pdf)
    let unpacked = try unpack(
      MailFixture.mail([.text("From: nobody\nAnbei die Rechnung."), quoted, encoded, continued, path]))
    #expect(
      paths(unpacked) == ["E-Rechnung März.xml", "Rechnung Fünf.pdf", "Sehr lange Röhre.pdf", "Beleg.pdf"])
    #expect(String(decoding: unpacked.documents[0].bytes, as: UTF8.self).contains("<!-- ä -->"))
    #expect(unpacked.documents.dropFirst().allSatisfy { $0.bytes == pdf })
    #expect(unpacked.leftAside.isEmpty)
  }

  @Test("multiparts, forwarded messages and archives inside a mail are gone through")
  func nestedMail() throws {
    let inner = MailFixture.mail([.text("Weiter"), .file("alt.pdf", pdf)])
    let forwarded = MailFixture.Part(
      "Content-Type: message/rfc822",
      String(decoding: inner, as: UTF8.self).replacing("=_grenze_4711", with: "=_innen"))
    let alternative = MailFixture.Part(
      "Content-Type: multipart/alternative; boundary=\"alt\"",
      "--alt\r\nContent-Type: text/plain\r\n\r\nHallo\r\n--alt\r\nContent-Type: text/html\r\n\r\n<p>Hallo</p>\r\n--alt--"
    )
    let zip = ZipFixture.archive([.init("Mai/neu.pdf", pdf), .init("mail.eml", inner)])
    let unpacked = try unpack(MailFixture.mail([alternative, forwarded, .file("belege.zip", zip)]))
    #expect(paths(unpacked) == ["alt.pdf", "belege.zip|Mai|neu.pdf", "belege.zip|mail.eml|alt.pdf"])
  }

  @Test("logos, signatures and words are no documents, a photograph is one")
  func ornaments() throws {
    let logo = PNGFixture.header(width: 320, height: 90)
    let photograph = PNGFixture.header(width: 1500, height: 2100)
    let unpacked = try unpack(
      MailFixture.mail([
        .text("Hallo"), .file("logo.png", logo, type: "image/png"),
        .file("Foto.png", photograph, type: "image/png"),
        .file("smime.p7s", [0x30, 0x82, 1], type: "application/pkcs7-signature"),
        .file("brief.docx", ZipFixture.archive([.init("[Content_Types].xml", xml)])),
      ]))
    #expect(paths(unpacked) == ["Foto.png", "brief.docx"], "what nobody can read is handed on to be refused")
    #expect(unpacked.leftAside == [["logo.png"], ["smime.p7s"]])
  }

  @Test("a mail that is locked as a whole says so")
  func locked() {
    let secret = MailFixture.mail(
      [.init("Content-Type: application/pgp-encrypted", "Version: 1"), .file("a.asc", [0x41])],
      type: "multipart/encrypted; protocol=\"application/pgp-encrypted\"")
    #expect(throws: UnpackingError.encrypted) { try unpack(secret) }
  }
}

/// As much of RFC 1951 as one byte over and over needs.
private enum RepeatedByte {
  static func deflated(count: Int) -> [UInt8] {
    var bits = Bits()
    bits.put(0b011, 3)
    bits.code(0x30 + 0x20, 8)
    for _ in 0..<(count / 258) {
      bits.code(0b1100_0101, 8)
      bits.code(0, 5)
    }
    bits.code(0, 7)
    bits.put(0, 7)
    return bits.bytes
  }

  private struct Bits {
    var bytes: [UInt8] = []
    private var pending: UInt32 = 0
    private var count: UInt32 = 0

    mutating func put(_ value: UInt32, _ bits: UInt32) {
      pending |= value << count
      count += bits
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        count -= 8
      }
    }

    /// Huffman codes go with their highest bit first.
    mutating func code(_ value: UInt32, _ bits: UInt32) {
      for bit in (0..<bits).reversed() { put(value >> bit & 1, 1) }
    }
  }
}

/// A PNG's signature and first chunk, which state the size.
private enum PNGFixture {
  static func header(width: Int, height: Int) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + number(13) + Array("IHDR".utf8) + number(width)
      + number(height) + [8, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 64)
  }
}
