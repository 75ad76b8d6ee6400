import Documents
import FoundationEssentials
import Glibc
import Jail
import Reading

/// The program `belegd-reader`: one document on standard input, one framed reply on standard output.
///
///     belegd-reader --request JSON [--data DIRECTORY] < document
///     belegd-reader --wait [--request JSON] [--data DIRECTORY] < socket
///     belegd-reader --check [--request JSON] [--data DIRECTORY]
///     belegd-reader --self-test files|fonts|write|path:FILE|output|network|program|process|children|calls|
///                               descriptors|core|memory|processor
///
/// A frame is its length (four bytes, big endian) and that many bytes; the first is the `ReaderReply` as JSON, the
/// others are the files inside an e-invoice that it numbers (at most 32, each 20 MiB, together 40 MiB), and pictures
/// of pages where they are asked for (at most 8, each 300 KiB, empty where there is none after all): these may be
/// made only when the others are out. Of an e-mail or an archive they are the documents
/// that were in it (at most 100, together 64 MiB).
/// With `--wait` it gets ready, says so with one byte, and takes one packet from the socket: the request, and with it
/// the document's descriptor. Of the first request only its limits count then. Without a packet it ends with 0.
/// A document that cannot be read is a reply with a refusal and exit code 0. Other codes are about the
/// program: 64 for its arguments, 66 for standard input, 69 for missing OCR, 74 for standard output, 78 for its
/// data directory. Processor time beyond the limit ends the process with SIGXCPU, memory with SIGABRT.
enum ReaderCommand {
  /// The most bytes of a reply that the daemon takes.
  private static let frameLimit = 64 << 20
  /// The most bytes of a request that comes with a document.
  private static let handoverLimit = 64 << 10

  static func run(_ words: [String]) -> CInt {
    // Arguments come from the parent and say what else may be read; nothing of the document is touched here.
    guard let arguments = ReaderArguments(words.dropFirst()) else {
      say("usage: belegd-reader --request JSON [--data DIRECTORY] < document")
      return EX_USAGE
    }
    var request = request(arguments)
    var limits = Jail.Limits()
    limits.readable = [arguments.dataDirectory]
    limits.awaitsDocument = arguments.isWaiting
    if let seconds = request?.processorSeconds, seconds > 0 { limits.mostProcessorSeconds = UInt64(seconds) }
    if let bytes = request?.memoryBytes, bytes > 0 { limits.addressSpace = UInt64(bytes) }
    let walls = Jail.enter(limits)
    if let wall = arguments.selfTest { return SelfTest.run(wall, isWaiting: arguments.isWaiting) }
    for step in walls.missing { say("jail: \(step), ignoring") }

    let data: ReaderData
    do throws(DataFault) {
      data = try ReaderData(directory: arguments.dataDirectory)
    } catch {
      say("data directory: \(error.reason)")
      return EX_CONFIG
    }
    if arguments.isWaiting, request != nil {
      // Its end may have been closed meanwhile; then nobody comes either.
      _ = write([UInt8(ascii: "r")], to: STDIN_FILENO)
      // Under load documents come at once, and what one of them does not need is not loaded for it.
      if !Jail.hears(within: data.settings.rehearsalDelay) { Rehearsal.run(data) }
      switch Jail.receive(limit: handoverLimit) {
      case .document(let words): request = Self.request(words)
      case .nobody: return EX_OK
      case .refused(let reason):
        say("handover: \(reason)")
        return EX_NOINPUT
      }
    }
    guard let request else {
      say("request: not understood")
      return EX_USAGE
    }
    if arguments.isCheck { return check(request) }

    var reading = DocumentReading(request: request, data: data)
    do throws(DataFault) {
      let reply = try reading.run(Input(limit: data.settings.documentBytes))
      return send(reply, reading.pictures)
    } catch {
      say("data directory: \(error.reason)")
      return EX_CONFIG
    }
  }

  private static func request(_ arguments: ReaderArguments) -> ReaderRequest? {
    guard let text = arguments.request else { return ReaderRequest(own: nil) }
    return request(Array(text.utf8))
  }

  private static func request(_ words: [UInt8]) -> ReaderRequest? {
    // The parent's own words, not the document's: what exactly is wrong with them is of no use at run time.
    try? JSONDecoder().decode(ReaderRequest.self, from: Data(words))
  }

  /// Whether a scan could be read: a missing language must show at start, not as an empty text.
  private static func check(_ request: ReaderRequest) -> CInt {
    do throws(OCRError) {
      _ = try OCREngine(languages: request.languages)
      return EX_OK
    } catch {
      say("ocr: \(error)")
      return EX_UNAVAILABLE
    }
  }

  private static func send(_ reply: ReaderReply, _ pictures: PagePictures) -> CInt {
    guard let body = try? JSONEncoder().encode(reply), body.count <= frameLimit else {
      // Numbers that JSON cannot hold, or text without end: the document is hostile and the reply is small.
      var refusal = ReaderReply()
      refusal.mediaType = reply.mediaType
      refusal.refusal = Refusal("TOO_COMPLEX").finding
      guard let body = try? JSONEncoder().encode(refusal) else { return EX_SOFTWARE }
      return write(frame: Array(body))
    }
    var status = write(frame: Array(body))
    let files = reply.invoices.flatMap(\.attachments).compactMap { file in file.frame.map { ($0, file.bytes) }
    }
    for (_, bytes) in files.sorted(by: { $0.0 < $1.0 }) where status == EX_OK { status = write(frame: bytes) }
    for document in reply.contents?.documents ?? [] where status == EX_OK {
      status = write(frame: document.bytes)
    }
    var pictures = pictures
    for picture in reply.pictures ?? [] where status == EX_OK {
      status = write(frame: pictures.bytes(of: picture.number))
    }
    return status
  }

  private static func write(frame body: [UInt8]) -> CInt {
    let status = write(withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) })
    return status == EX_OK ? write(body) : status
  }

  private static func write(_ bytes: [UInt8], to descriptor: CInt = STDOUT_FILENO) -> CInt {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return EX_IOERR }
      sent += count
    }
    return EX_OK
  }

  /// One line for the daemon's log.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}

/// Exit codes of sysexits.h, which Glibc's module leaves out.
let EX_OK: CInt = 0
let EX_USAGE: CInt = 64
let EX_NOINPUT: CInt = 66
let EX_UNAVAILABLE: CInt = 69
let EX_SOFTWARE: CInt = 70
let EX_IOERR: CInt = 74
let EX_CONFIG: CInt = 78
