import Foundation
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
      ("process", "no other process can be signalled"),
      ("core", "no core dump is left"),
    ])
  func wall(name: String, why: String) throws {  // faults: 87
    let end = try Reader.run(["--self-test", name])
    #expect(end == .init(code: 0, signal: nil), "\(why)")
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

  static func run(_ arguments: [String]) throws -> End {
    let process = Process()
    let directory = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?
      .deletingLastPathComponent()
    let beside = directory ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    process.executableURL = beside.appendingPathComponent("belegd-reader")
    process.arguments = arguments
    process.environment = ["SWIFT_BACKTRACE": "enable=no", "OMP_THREAD_LIMIT": "1"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
      ? End(signal: process.terminationStatus) : End(code: process.terminationStatus)
  }
}
