import CLinux
import Foundation
import Glibc
import Testing

/// The jail cannot be left again, so each wall is tried by a process of its own: the reader's `--self-test`.
@Suite("the jail")
struct JailTests {
  @Test(
    "a wall holds",
    arguments: [
      ("files", "a file of the system cannot be read"),
      ("fonts", "what libraries need can be read"),
      ("write", "nothing can be created"),
      ("network", "there is no socket of any family"),
      ("program", "no other program can be started"),
      ("process", "no other process can be signalled or limited"),
      ("children", "neither a thread nor a child can be started, let alone a bomb of them"),
      ("calls", "every call of the list is refused"),
      ("descriptors", "nothing is open but the document and the two outputs"),
      ("core", "no core dump is left"),
    ])
  func wall(name: String, why: String) throws {  // faults: 87
    let end = try Reader.run(["--self-test", name])
    #expect(end == .init(code: 0, signal: nil), "\(why)")
  }

  @Test("a file of the same user can neither be read nor changed in any way")
  func path() throws {  // faults: 87
    // Truncation and rights are what Landlock of Debian 12's kernel does not know: the database would be gone.
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("jail-\(UUID().uuidString)")
    try Data("rows".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
    let before = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(try Reader.run(["--self-test", "path:\(file.path)"]) == .init(code: 0, signal: nil))
    #expect(try Data(contentsOf: file) == Data("rows".utf8))
    let after = try FileManager.default.attributesOfItem(atPath: file.path)
    for key in [FileAttributeKey.posixPermissions, .ownerAccountID, .modificationDate] {
      #expect(before[key] as? NSObject == after[key] as? NSObject, "\(key.rawValue)")
    }
    #expect(!FileManager.default.fileExists(atPath: file.path + ".moved"))
  }

  @Test("no file grows, not even one that is standard output")
  func output() throws {  // faults: 87
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("jail-\(UUID().uuidString)")
    #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try FileHandle(forWritingTo: file)
    #expect(try Reader.run(["--self-test", "output"], output: output) == .init(code: 0, signal: nil))
    #expect(try Data(contentsOf: file).isEmpty)
  }

  @Test("taking memory without end ends", .timeLimit(.minutes(1)))  // faults: 40
  func memory() throws {
    let end = try Reader.run(["--self-test", "memory"])
    #expect(end.signal != nil)
  }

  @Test("an endless loop ends by the limit of processor time", .timeLimit(.minutes(1)))  // faults: 39
  func processor() throws {
    let end = try Reader.run(["--self-test", "processor"])
    #expect(end.signal == SIGXCPU)
  }

  @Test("while it waits for its document only the call that brings it is open besides")
  func waitingCalls() throws {  // faults: 87
    #expect(try Reader.run(["--wait", "--self-test", "calls"]) == .init(code: 0, signal: nil))
  }

  @Test(
    "a document comes in one packet with one descriptor, or not at all",
    arguments: [
      (1, Reader.request, 0, "as the daemon hands it over"),
      (0, Reader.request, 66, "nothing to read"),
      (2, Reader.request, 66, "one more than the jail is for"),
      (1, "", 66, "a descriptor that nobody asked to read"),
      (1, Reader.request + String(repeating: " ", count: 64 << 10), 66, "longer than any request"),
      (1, "{}", 64, "no request"),
    ])
  func handover(descriptors: Int, request: String, code: Int32, why: String) throws {  // faults: 87
    let end = try Reader.handOver(request, descriptors: descriptors)
    #expect(end == .init(code: code, signal: nil), "\(why)")
  }

  @Test("a reader whose parent has gone ends by itself", .timeLimit(.minutes(1)))
  func nobody() throws { #expect(try Reader.handOver(nil, descriptors: 0) == .init(code: 0, signal: nil)) }

  @Test("an unknown wall is an error, not a success")
  func unknown() throws {
    #expect(try Reader.run(["--self-test", "moon"]).code == 64)
  }
}

/// The program beside the test bundle.
enum Reader {
  struct End: Equatable {
    var code: Int32?
    var signal: Int32?
  }

  static let request = #"{"version":1,"pageLimit":200,"languages":"deu","wantsWords":false}"#

  /// Lets it wait behind a socket with one packet in it, or with its other end shut.
  static func handOver(_ request: String?, descriptors: Int) throws -> End {
    var ends: [CInt] = [-1, -1]
    try #require(socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    let document = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { for descriptor in ends + [document] { close(descriptor) } }
    if let request {
      let bytes = Array(request.utf8)
      let documents = [CInt](repeating: document, count: descriptors)
      try #require(clinux_send(ends[0], bytes, bytes.count, documents, documents.count) == bytes.count)
    } else {
      shutdown(ends[0], CInt(SHUT_WR))
    }
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Config").path
    return try run(["--wait", "--data", data], input: FileHandle(fileDescriptor: ends[1]))
  }

  static func run(
    _ arguments: [String], input: FileHandle = .nullDevice, output: FileHandle = .nullDevice
  ) throws -> End {
    let process = Process()
    let directory = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?
      .deletingLastPathComponent()
    let beside = directory ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    process.executableURL = beside.appendingPathComponent("belegd-reader")
    process.arguments = arguments
    process.environment = ["SWIFT_BACKTRACE": "enable=no", "OMP_THREAD_LIMIT": "1"]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
      ? End(signal: process.terminationStatus) : End(code: process.terminationStatus)
  }
}
