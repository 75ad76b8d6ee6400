import Foundation
import Glibc
import Logging
import ServiceSupport
import Testing

/// A running `belegd run`.
final class Daemon {
  private let process = Process()
  let site: Site
  /// What it has logged; runs on one site add to one file.
  let journalFile: URL

  /// - Parameters:
  ///   - reader: A program in the reader's place.
  ///   - data: Another data directory than the checkout's.
  ///   - asNobody: Runs as user 65534, which takes root and setpriv.
  init(_ site: Site, reader: URL? = nil, data: URL = Binaries.data, asNobody: Bool = false) throws {
    self.site = site
    journalFile = site.folder.appendingPathComponent("journal.txt")
    if !FileManager.default.fileExists(atPath: journalFile.path) { try Data().write(to: journalFile) }
    let journal = try FileHandle(forWritingTo: journalFile)
    try journal.seekToEnd()
    process.executableURL = Binaries.belegd
    process.arguments =
      ["run", "--config", site.configuration.path, "--data", data.path]
      + (reader.map { ["--reader", $0.path] } ?? [])
    if asNobody {
      process.arguments =
        ["--reuid=65534", "--regid=65534", "--clear-groups", Binaries.belegd.path]
        + (process.arguments ?? [])
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    }
    process.standardError = journal
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Starts the daemon and waits until it watches.
  static func ready(_ site: Site, reader: URL? = nil, asNobody: Bool = false) async throws -> Daemon {
    let daemon = try Daemon(site, reader: reader, asNobody: asNobody)
    let before = daemon.lines(.serviceReady).count
    try await wait("for the daemon to be ready") {
      #expect(daemon.isRunning, "\(daemon.journal)")
      return daemon.lines(.serviceReady).count > before || !daemon.isRunning
    }
    return daemon
  }

  var isRunning: Bool { process.isRunning }
  var processIdentifier: Int32 { process.processIdentifier }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end and gives the exit status.
  func end(within limit: Duration = .seconds(30)) async throws -> Int32 {
    try await wait("for the daemon to end", within: limit) { !process.isRunning }
    return process.terminationStatus
  }

  /// The power cut.
  func die() async throws {
    send(SIGKILL)
    _ = try await end()
  }

  /// The service manager's way.
  func stop() async throws {
    send(SIGTERM)
    #expect(try await end(within: .seconds(12)) == 0)
  }

  // MARK: - Journal

  var journal: String { (try? String(contentsOf: journalFile, encoding: .utf8)) ?? "" }

  /// The lines of one kind of event that have all the fields.
  ///
  /// The daemon tells of a step after its row is committed, so the first line is waited for a moment.
  func entries(_ event: JournalEvent, _ fields: [String: String] = [:]) -> [Substring] {
    for _ in 0..<250 {
      let found = lines(event, fields)
      if !found.isEmpty { return found }
      usleep(20_000)
    }
    return []
  }

  private func lines(_ event: JournalEvent, _ fields: [String: String] = [:]) -> [Substring] {
    journal.split(separator: "\n").filter { line in
      line.contains(" \(event.level.rawValue) \(event.message)")
        && fields.allSatisfy { line.contains(" \($0.key)=\($0.value)") }
    }
  }
}
