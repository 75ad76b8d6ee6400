import Foundation
import Invoice
import Reading
import Testing

/// Starts the real program in its jail, as the daemon does: a file on standard input, a frame on standard output.
@Suite("the reader program")
struct ReaderProgramTests {
  private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private struct Output {
    var reply: ReaderReply?
    var code: Int32
    var frameIsWhole: Bool
  }

  private func read(
    _ content: Data, request: ReaderRequest = ReaderRequest(own: nil), pipe: Bool = false
  ) throws
    -> Output
  {
    let name = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try content.write(to: name)
    defer { try? FileManager.default.removeItem(at: name) }  // the test is over
    let process = Process()
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let beside = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    process.executableURL = beside.deletingLastPathComponent().appendingPathComponent("belegd-reader")
    let json = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
    process.arguments = [
      "--request", json, "--data", Self.checkout.appendingPathComponent("Config").path,
    ]
    process.environment = ["SWIFT_BACKTRACE": "enable=no", "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"]
    let input = Pipe()
    if pipe {
      process.standardInput = input
    } else {
      process.standardInput = try FileHandle(forReadingFrom: name)
    }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    if pipe {
      try input.fileHandleForWriting.write(contentsOf: content)
      try input.fileHandleForWriting.close()
    }
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return Output(
      reply: try? JSONDecoder().decode(ReaderReply.self, from: bytes.dropFirst(4)),  // nil is the finding
      code: process.terminationStatus, frameIsWhole: bytes.count == length + 4)
  }

  /// Objects of a PDF without a cross-reference table.
  private static func pdf(_ objects: String) -> Data {
    Data("%PDF-1.4\n\(objects)\ntrailer <</Root 1 0 R>>\n".utf8)
  }

  private static let page = """
    1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
    3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
    4 0 obj <</Length 52>> stream
    BT /F 18 Tf 72 742 Td (Rechnung Nr. 4711 vom) Tj ET 
    endstream endobj
    5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
    """

  struct RefusalCase: Sendable {
    var content: Data
    var code: String
    var why: String
  }

  static let refusals: [RefusalCase] = [
    RefusalCase(content: Data(), code: "EMPTY_FILE", why: "no bytes"),
    RefusalCase(content: Data("%PDF-1.7\n".utf8), code: "DAMAGED", why: "a header and nothing else"),
    RefusalCase(content: Data("Guten Tag".utf8), code: "UNSUPPORTED_TYPE", why: "plain text"),
    RefusalCase(content: Data([0x50, 0x4B, 3, 4]), code: "DAMAGED", why: "the head of an archive"),
    RefusalCase(
      content: Data("From: a@b.example\nSubject: Hallo\n\nGuten Tag\n".utf8), code: "MAIL_WITHOUT_DOCUMENT",
      why: "an e-mail of words"),
    RefusalCase(content: Data("<html></html>".utf8), code: "UNSUPPORTED_TYPE", why: "a web page"),
    RefusalCase(
      content: Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16]), code: "DAMAGED", why: "the head of a photograph"),
    RefusalCase(content: Data("<rss/>".utf8), code: "NOT_AN_EINVOICE", why: "XML of another kind"),
    RefusalCase(
      content: Data("<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><a>&b;</a>".utf8), code: "XML_DTD",
      why: "an external entity"),
    RefusalCase(
      content: pdf(
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj"),
      code: "NO_PAGES", why: "an empty page tree"),
    RefusalCase(
      content: pdf(
        """
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>> endobj
        """), code: "PAGE_TOO_LARGE", why: "five metres, drawn it would take the machine's memory"),
  ]

  @Test("what cannot be read is refused with a reason and exit code 0", arguments: refusals)
  func refused(_ row: RefusalCase) throws {  // faults: 22, 35, 36, 37, 47
    let output = try read(row.content)
    #expect(output.code == 0)
    #expect(output.frameIsWhole)
    #expect(output.reply?.refusal?.code == row.code, "\(row.why)")
    #expect(output.reply?.invoices.isEmpty == true)
  }

  @Test("a page's words come back on request, from a file and from a pipe", arguments: [false, true])
  func words(pipe: Bool) throws {
    var request = ReaderRequest(own: nil)
    request.wantsWords = true
    let output = try read(Self.pdf(Self.page), request: request, pipe: pipe)
    #expect(output.code == 0)
    #expect(output.frameIsWhole)
    let reply = try #require(output.reply)
    #expect(reply.refusal == nil)
    #expect(reply.mediaType == "application/pdf")
    #expect(reply.pageCount == 1)
    #expect(reply.pages.first?.words.map(\.text) == ["Rechnung", "Nr.", "4711", "vom"])
    #expect(reply.timings.keys.contains("text"))
  }

  @Test("without being asked the reply holds no words")
  func noWords() throws {
    let reply = try #require(try read(Self.pdf(Self.page)).reply)
    #expect(reply.pages.count == 1)
    #expect(reply.pages.first?.words.isEmpty == true)
  }

  @Test("more pages than allowed are refused, not read in part")  // faults: 37
  func pageLimit() throws {
    let two = Self.page.replacingOccurrences(of: "[3 0 R]/Count 1", with: "[3 0 R 3 0 R]/Count 2")
    var request = ReaderRequest(own: nil)
    request.pageLimit = 1
    let refusal = try #require(try read(Self.pdf(two), request: request).reply?.refusal)
    #expect(refusal.code == "TOO_MANY_PAGES")
    #expect(refusal.arguments == ["pages": "2", "limit": "1"])
  }
}
