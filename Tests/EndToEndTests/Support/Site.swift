import Foundation
import Glibc
import JobStore
import Testing

/// A machine of its own for one test: state, configuration and the tenants' shares in a temporary folder.
final class Site: Sendable {
  /// One tenant's settings, as far as tests vary them.
  struct Tenant: Sendable {
    var name = "muster"
    /// The section `batch`, a line each.
    var batch = ["close: command"]
    /// Further lines of the section `datev`.
    var datev: [String] = []
    var mode = "live"
    var client = 1
    /// Further lines of the section `folders`.
    var folders: [String] = []
  }

  let folder: URL

  /// - Parameter main: Further lines of the main file.
  init(
    _ tenants: [Tenant] = [Tenant()], main: [String] = [], language: String = "deu", log: String = "stderr",
    logLevel: String = "debug", scanInterval: String = "2 s"
  ) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("belegd-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("tenants"), withIntermediateDirectories: true)
    let lines =
      [
        "paths:", "  state: state", "  runtime: run", "  data: \(Binaries.data.path)", "log: \(log)",
        "log_level: \(logLevel)",
      ]
      + ["settle: 200 ms", "scan_interval: \(scanInterval)", "languages: \(language)"] + main
    try write(lines, to: "belegd.yaml")
    for tenant in tenants { try add(tenant) }
  }

  // A leftover in the temporary folder harms nobody.
  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a tenant's file; a running daemon sees it after SIGHUP.
  func add(_ tenant: Tenant) throws {
    try FileManager.default.createDirectory(at: share(of: tenant.name), withIntermediateDirectories: true)
    try write(
      [
        "identity:", "  name: Elektro Sonnleitner GmbH", "  street: Lindenhofstraße 14",
        "  postcode: \"83278\"",
        "  city: Traunstein", "  country: DE", "  vat_ids: [DE430793578]",
        "  tax_numbers: [\"169/125/10016\"]",
        "  ibans: [DE71200915309431173998]", "tax:", "  receives_construction_services: yes",
        "mode: \(tenant.mode)",
        "folders:",
        "  root: ../share-\(tenant.name)",
      ] + tenant.folders.map { "  \($0)" } + [
        "datev:", "  adviser: 1001", "  client: \(tenant.client)",
      ] + tenant.datev.map { "  \($0)" } + ["batch:"] + tenant.batch.map { "  \($0)" },
      to: "tenants/\(tenant.name).yaml")
  }

  func write(_ lines: [String], to name: String) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent(name))
  }

  // MARK: - Places

  var configuration: URL { folder.appendingPathComponent("belegd.yaml") }
  var state: URL { folder.appendingPathComponent("state") }
  func share(of tenant: String = "muster") -> URL { folder.appendingPathComponent("share-\(tenant)") }

  /// A tenant's folder by its German name.
  func place(_ name: String, of tenant: String = "muster") -> URL {
    share(of: tenant).appendingPathComponent(name)
  }

  /// Everything below a folder of the tenant that is not the daemon's own furniture, as relative paths.
  func files(in name: String, of tenant: String = "muster") -> [String] {
    Self.files(below: place(name, of: tenant)).filter {
      !$0.hasSuffix("LIESMICH.txt") && $0 != ".belegd-inbox" && !$0.hasPrefix("Monat-")
        && !["Übersicht.html", "Korrekturen.csv"].contains($0)
    }
  }

  static func files(below folder: URL) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      // A dangling link exists as well, as a name.
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      return !(exists && isFolder.boolValue) && !name.hasSuffix(".belegd.lock")
    }.sorted()
  }

  // MARK: - Dropping

  /// Puts a whole file into the inbox at once, as a mover does.
  func drop(_ bytes: [UInt8], as name: String, for tenant: String = "muster") throws {
    try drop(bytes, asBytes: Array(name.utf8), for: tenant)
  }

  /// The same under a name that need not be text.
  func drop(_ bytes: [UInt8], asBytes name: [UInt8], for tenant: String = "muster") throws {
    let waiting = folder.appendingPathComponent("drop-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: waiting))
    let target = Array(place("Eingang", of: tenant).path.utf8) + [UInt8(ascii: "/")] + name + [0]
    let result = target.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { path in
      path.baseAddress.map { rename(waiting, $0) } ?? -1
    }
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  /// Puts a copy of a sample document into the inbox.
  func drop(sample: String, for tenant: String = "muster") throws {
    try drop(
      [UInt8](Data(contentsOf: Binaries.samples.appendingPathComponent(sample))), as: sample, for: tenant)
  }

  // MARK: - Looking

  func store() throws -> JobStore {
    try JobStore(path: state.appendingPathComponent("belegd.sqlite").path, isChecked: false)
  }

  func jobs(of tenant: String? = nil) async throws -> [Job] {
    let store = try store()
    defer { try? store.close() }
    return try await store.jobs(JobFilter(tenant: tenant, limit: 100_000))
  }

  /// Waits until as many documents as given, or more, have come and all have ended; gives them.
  func ended(
    _ count: Int, of tenant: String? = nil, within limit: Duration = .seconds(180)
  ) async throws -> [Job] {
    var jobs: [Job] = []
    try await wait("for \(count) documents to end", within: limit) {
      jobs = try await self.jobs(of: tenant)
      return jobs.count >= count && jobs.allSatisfy { $0.state.isFinal }
    }
    return jobs
  }

  /// Runs a command of belegd on this site's configuration.
  func command(_ arguments: [String]) async throws -> Output {
    try await Binaries.run(
      Binaries.belegd, arguments + ["--config", configuration.path, "--data", Binaries.data.path])
  }
}

/// What a program printed and how it ended.
struct Output: Sendable {
  var status: Int32
  var output: String
  var errors: String
}

/// Looks every 50 ms until something holds; the test fails when it does not in time.
func wait(
  _ purpose: String, within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
  until condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < end else {
      Issue.record("waited in vain \(purpose)", sourceLocation: sourceLocation)
      throw CancellationError()
    }
    try await Task.sleep(for: .milliseconds(50))
  }
}
