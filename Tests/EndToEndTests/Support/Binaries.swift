import Foundation

/// Where the test run finds the programs that it starts: beside the test bundle that it is part of.
enum Binaries {
  static let folder: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while !FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("belegd").path),
      folder.path != "/"
    {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  static var belegd: URL { folder.appendingPathComponent("belegd") }
  static var reader: URL { folder.appendingPathComponent("belegd-reader") }

  /// The checkout that this file belongs to.
  static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static var data: URL { checkout.appendingPathComponent("Config") }
  static var samples: URL { checkout.appendingPathComponent("Inbox/muster") }
  static var schema: URL { data.appendingPathComponent("schema/result-v1.schema.json") }

  /// Specifications and corpora beside the checkout, where they are.
  static let shared: URL? = {
    let given = ProcessInfo.processInfo.environment["BELEGD_SHARED"].map { URL(fileURLWithPath: $0) }
    let folder = given ?? checkout.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent("corpus-elektro").path)
      ? folder : nil
  }()

  /// Runs a program to its end.
  static func run(_ program: URL, _ arguments: [String], input: URL? = nil) async throws -> Output {
    let folder = FileManager.default.temporaryDirectory
    // Files instead of pipes: no output is too long for them.
    let names = ["out", "err"].map { folder.appendingPathComponent("belegd-\($0)-\(UUID().uuidString)") }
    for name in names { try Data().write(to: name) }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: names[0])
    process.standardError = try FileHandle(forWritingTo: names[1])
    process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return Output(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: names[0]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self))
  }
}
