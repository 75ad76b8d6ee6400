import DATEV
import Foundation
import Spool
import SystemPackage
import Testing

@testable import Delivery

/// The documents of a batch as DATEV takes them.
@Suite struct DocumentPackageTests {
  static func document(_ number: Int, size: Int64 = 10, file: FilePath = "/dev/null") -> PackagedDocument {
    let job = "01JOB\(number)"
    return PackagedDocument(
      job: job, guid: DocumentPackage.guid(job: job, sha256: "ab"),
      name: DocumentPackage.name(
        day: "2026-07-01", supplier: "Müller & Söhne", number: "RE/\(number)", id: job, ending: "pdf"),
      file: file, size: size, label: "RE/\(number) Müller & Söhne <Test> mit einem langen Namen 👩🏽‍🔧",
      keywords: "Müller \"70001\"")
  }

  @Test(
    "Archives are cut by size and by number of documents; a larger document goes alone",
    arguments: [
      (sizes: [40, 40, 40] as [Int64], count: 10, cut: [2, 1], why: "the third would pass the limit"),
      (sizes: [10, 10, 10, 10], count: 3, cut: [3, 1], why: "three documents are allowed"),
      (sizes: [10, 500, 10], count: 10, cut: [1, 1, 1], why: "one is larger than an archive may be"),
      (sizes: [], count: 10, cut: [], why: "nothing to send"),
    ])
  func parts(sizes: [Int64], count: Int, cut: [Int], why: String) {
    let documents = sizes.enumerated().map { Self.document($0, size: $1) }
    let parts = DocumentPackage.parts(of: documents, byteLimit: 100, countLimit: count)
    #expect(parts.map(\.count) == cut, "\(why)")
    #expect(parts.flatMap { $0 } == documents)
  }

  @Test(
    "Names hold only what DATEV allows",
    arguments: [
      ("Müller & Söhne", "RE/47", "2026-07-01 Müller & Söhne RE_47_ID.pdf", "a slash would be a folder"),
      (
        "Łódź: \"Kabel\"", "a*b?", "2026-07-01 Lódz_ _Kabel_ a_b__ID.pdf",
        "letters beyond Latin-1 lose their mark"
      ),
      ("Mu\u{308}ller", "1", "2026-07-01 Müller 1_ID.pdf", "precomposed"),
      ("Preis € 5–6", "", "2026-07-01 Preis _ 5_6_ID.pdf", "the euro sign is not in Latin-1"),
    ])
  func names(supplier: String, number: String, expected: String, why: String) {
    let name = DocumentPackage.name(
      day: "2026-07-01", supplier: supplier, number: number, id: "ID", ending: "pdf")
    #expect(name == expected, "\(why)")
    #expect(Array(name.unicodeScalars) == Array(expected.unicodeScalars), "\(why)")
  }

  @Test("The same job has the same GUID, another job of the same bytes another one")
  func identity() {
    let one = DocumentPackage.guid(job: "A", sha256: "00")
    #expect(one == DocumentPackage.guid(job: "A", sha256: "00"))
    #expect(one != DocumentPackage.guid(job: "B", sha256: "00"))
    #expect(one.uuidString.dropFirst(14).first == "8")
    #expect(Beleglink("BEDI \"\(one.uuidString)\"") != nil)
  }

  @Test("document.xml follows the public schema", arguments: [DocumentFormat.v05, .v06])
  func schema(format: DocumentFormat) throws {
    let head = DocumentXML.Head(
      format: format, date: "2026-07-01T10:11:12", description: "Belege <1> & mehr", adviserNumber: 29098,
      clientNumber: 55003, clientName: "Ein Mandant mit einem ziemlich langen Namen & Co. KG")
    let text = DocumentXML.text(head, (1...3).map { Self.document($0) })
    #expect(try Self.lint(text, schema: nil) == "")
    let folder = ProcessInfo.processInfo.environment["BELEGD_DATEV_XSD"] ?? ""
    let schema = "\(folder)/Document_\(format.rawValue)0.xsd"
    guard !folder.isEmpty, FileManager.default.fileExists(atPath: schema) else {
      print("skipped: BELEGD_DATEV_XSD names no folder with Document_\(format.rawValue)0.xsd (Delivery.md)")
      return
    }
    #expect(try Self.lint(text, schema: schema) == "")
    // The schema has teeth.
    let broken = text.replacingOccurrences(of: "type=\"1\"", with: "type=\"3\"")
    #expect(try Self.lint(broken, schema: schema) != "")
  }

  @Test("An archive is flat, holds manifest and documents, and the same content gives the same bytes")
  func archive() throws {
    let folder = FilePath(FileManager.default.temporaryDirectory.path).appending(
      "belegd-zip-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let content = Array("%PDF-1.4 nothing in it".utf8)
    try DurableFiles.write(content, to: folder.appending("stored.pdf"))
    let documents = (1...2).map { Self.document($0, size: 22, file: folder.appending("stored.pdf")) }
    let head = DocumentXML.Head(
      format: .v05, date: "2026-07-01T10:11:12", description: "", adviserNumber: 29098, clientNumber: 55003,
      clientName: "")
    for name in ["a.zip", "b.zip"] {
      try DocumentPackage.write(documents, head, to: folder.appending(name), dated: 1_782_900_672)
    }
    #expect(
      try DurableFiles.read(folder.appending("a.zip")) == DurableFiles.read(folder.appending("b.zip")))
    let bytes = try DurableFiles.read(folder.appending("a.zip"))
    #expect(try Self.run("/usr/bin/unzip", ["-tqq", folder.appending("a.zip").string]).status == 0)
    for name in ["document.xml"] + documents.map(\.name) { #expect(Self.contains(bytes, name), "\(name)") }
    #expect(Self.contains(bytes, "%PDF-1.4 nothing in it"), "what is compressed already is stored as it is")
    let manifest = try Self.run("/usr/bin/unzip", ["-p", folder.appending("a.zip").string, "document.xml"])
    #expect(manifest.output == DocumentXML.text(head, documents))
    #expect(throws: ZipError.self) {
      try DocumentPackage.write(documents, head, to: folder.appending("a.zip"), dated: 0)
    }
  }

  static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(text)
  }

  /// What xmllint has to say; nothing when all is well.
  static func lint(_ text: String, schema: String?) throws -> String {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "belegd-\(UUID().uuidString).xml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try run(
      "/usr/bin/xmllint", ["--noout"] + (schema.map { ["--schema", $0] } ?? []) + [file.path])
    return result.status == 0 ? "" : result.output
  }

  @discardableResult
  static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
