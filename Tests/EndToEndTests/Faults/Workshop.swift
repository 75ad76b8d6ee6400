import DATEV
import Delivery
import Foundation
import Glibc
import Invoice
import JobStore
import Logging
import Reading
import Settings
import Spool
import Synchronization
import SystemPackage
import Testing

@testable import Pipeline

/// The daemon's own parts on a site of their own, driven step by step in one process: the same calls in the same
/// order in every run, so that a call can be named by its number.
///
/// A death is simulated by refusing every file-system and database call from one on: nothing that comes after
/// reaches the disk. Real processes are killed in ``EndToEnd/Crash``.
final class Workshop: Sendable {
  static let start = Timestamp(milliseconds: 1_795_000_000_000)
  static let documents = [
    "a-gebucht.xml": SampleInvoice(number: "FI-1", net: 10_000),
    "c-geprueft.xml": SampleInvoice(number: "FI-1", net: 10_000, remark: "again"),
    "e-auch.xml": SampleInvoice(number: "FI-2", net: 20_000),
    "f-darin.xml": SampleInvoice(number: "FI-3", net: 30_000),
  ]
  /// An archive, and what is inside it; one of them nobody can read.
  private static let archive = Array("an archive".utf8)
  private static let contents = Contents(
    documents: [
      ContainedDocument(
        name: "f-darin.xml", frame: 1, bytes: SampleInvoice(number: "FI-3", net: 30_000).bytes),
      ContainedDocument(name: "Mai › kaputt.pdf", frame: 2, bytes: Array("no document either".utf8)),
    ], leftAside: ["liesmich.txt"])

  /// What all workshops share because it is dear to make.
  struct Tools: Sendable {
    var decider: Decider
    var delivery: DeliveryTools
    /// By the documents' hashes.
    var replies: [String: ReaderReply]
    /// Has its folders, and one document that was booked before anything is disturbed.
    var template: Workshop?
  }

  let folder: FilePath
  private let tools: Tools
  private let clock = Mutex(Workshop.start)
  /// Nothing is let through any more.
  private let dead = Mutex(false)
  private let entries = Entries()
  /// How many calls the last life made until it had taken up what was there.
  let callsToStart = Mutex(0)

  final class Entries: Sendable {
    let lines = Mutex<[String]>([])
  }

  private struct EntryHandler: LogHandler {
    let entries: Entries
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      entries.lines.withLock { $0.append("\(event.level) \(event.message)") }
    }
  }

  init(_ tools: Tools) throws {
    self.tools = tools
    let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    folder = FilePath("\(base)/belegd-workshop-\(UUID().uuidString)")
    if let template = tools.template {
      try FileManager.default.copyItem(atPath: template.folder.string, toPath: folder.string)
      return
    }
    for name in ["tenants", "share", "state/documents"] {
      try FileManager.default.createDirectory(
        atPath: folder.appending(name).string, withIntermediateDirectories: true)
    }
    let site = try Site()
    for name in ["belegd.yaml", "tenants/muster.yaml"] {
      let text = try String(contentsOf: site.folder.appendingPathComponent(name), encoding: .utf8)
        .replacingOccurrences(of: "../share-muster", with: "../share")
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.appending(name).string))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder.string) }

  /// Loads what is dear, and reads each document once with the real reader.
  static func tools() async throws -> Tools {
    let data = Binaries.data.path
    var replies: [String: ReaderReply] = [:]
    for invoice in documents.values {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("doc-\(UUID().uuidString)")
      try Data(invoice.bytes).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let request = String(decoding: try JSONEncoder().encode(ReaderRequest(own: nil)), as: UTF8.self)
      // Its jail lets it write into a pipe and into no file.
      let output = try await Binaries.run(
        URL(fileURLWithPath: "/bin/sh"),
        ["-c", "\"$0\" \"$@\" | cat", Binaries.reader.path, "--request", request, "--data", data], input: file
      )
      let json = try #require(output.output.firstIndex(of: "{").map { output.output[$0...] }, "\(output)")
      var reply = try JSONDecoder().decode(ReaderReply.self, from: Data(json.utf8))
      reply.timings = [:]
      replies[SHA256.hash(invoice.bytes).hex] = reply
    }
    var unpacked = ReaderReply()
    unpacked.mediaType = "application/zip"
    unpacked.contents = contents
    replies[SHA256.hash(archive).hex] = unpacked
    var tools = Tools(
      decider: try Decider(dataDirectory: data), delivery: try DeliveryTools(dataDirectory: data),
      replies: replies)
    let template = try Workshop(tools)
    _ = try? await template.work(.opening)
    try template.put("a-gebucht.xml", as: "a-gebucht.xml")
    _ = try await template.work(.reading(1))
    tools.template = template
    return tools
  }

  var share: FilePath { folder.appending("share") }
  var inbox: FilePath { share.appending("Eingang") }

  /// A copy of what is booked already, the same invoice in other bytes, one that nobody can read, a new one, an
  /// archive of two.
  ///
  /// None of them depends on the order in which they are taken.
  func drop() throws {
    try put("a-gebucht.xml", as: "b-doppelt.xml")
    try put("c-geprueft.xml", as: "c-geprueft.xml")
    try put("e-auch.xml", as: "e-auch.xml")
    try Data(Self.archive).write(to: URL(fileURLWithPath: inbox.appending("f-archiv.zip").string))
    try Data("no document".utf8).write(to: URL(fileURLWithPath: inbox.appending("d-unlesbar.pdf").string))
  }

  private func put(_ document: String, as name: String) throws {
    let invoice = try #require(Self.documents[document])
    try Data(invoice.bytes).write(to: URL(fileURLWithPath: inbox.appending(name).string))
  }

  /// How far a life goes.
  private enum Extent {
    /// Until the folders are there.
    case opening
    /// Until so many documents have ended.
    case reading(Int)
    case whole
  }

  /// One life of the daemon: it starts, takes up what is there, works until nothing is left, closes its batches.
  ///
  /// - Parameter plan: Which call fails, or from which on all do.
  /// - Returns: Whether every document has ended and every batch is out.
  @discardableResult
  func live(_ plan: FaultPlan? = nil) async -> Bool {
    dead.withLock { $0 = false }
    return await FaultPlan.$current.withValue(plan) { (try? await work()) ?? false }
  }

  /// What was logged so far, a level and a text each.
  var log: [String] { entries.lines.withLock { $0 } }

  /// Notes that every call is refused from now on.
  func die() { dead.withLock { $0 = true } }

  func moveClock(by duration: Duration) { clock.withLock { $0 = $0.adding(duration) } }

  private func work(_ extent: Extent = .whole) async throws -> Bool {
    var settings = try SettingsLoader.load(main: folder.appending("belegd.yaml").string, environment: [:])
    settings.main.settle = .zero
    settings.main.emptyAfter = .zero
    let store = try JobStore(
      path: folder.appending("state/belegd.sqlite").string, isChecked: false,
      clock: { [weak self] in self?.clock.withLock { $0 } ?? Self.start },
      hook: { (point: String) throws(JobStoreError) in
        do throws(SpoolError) { try FaultPlan.check("database \(point)", nil) } catch {
          throw error.isStorageFull ? .full : .sqlite(code: 10, "disk I/O error")
        }
      })
    defer { try? store.close() }
    let tools = tools
    let premises = Premises(
      store: store, settings: CurrentSettings(settings), decider: tools.decider, delivery: tools.delivery,
      read: { path, _ in
        let hash = path.lastComponent?.stem ?? ""
        if let reply = tools.replies[hash] { return StreamedReply(reply) }
        var reply = ReaderReply()
        reply.refusal = .init("DAMAGED", .blocks)
        return StreamedReply(reply)
      },
      identifiers: ULID.Generator(now: { Self.start.milliseconds }),
      now: { [weak self] in self?.clock.withLock { $0 } ?? Self.start },
      log: Logger(label: "workshop") { [entries] _ in EntryHandler(entries: entries) },
      storage: StorageGate(first: .zero))
    var pace = Intake.Pace()
    (pace.opening, pace.file) = (.zero, .zero)
    let intake = Intake(premises, pace: pace)
    let scheduler = Scheduler(premises, workers: 1)
    let batches = BatchClosing(premises)
    try await scheduler.recover()
    try await batches.recover()
    await intake.recover()
    if case .opening = extent { return true }
    callsToStart.withLock { $0 = FaultPlan.current?.trace.count ?? 0 }
    var expected = 8
    if case .reading(let count) = extent { expected = count }
    // A failure puts something off; the clock goes on and it is tried again.
    var isDone = false
    for _ in 0..<12 where !isDone {
      await intake.lookNow()
      await intake.round(.seconds(60))
      while (try? await scheduler.workOnce("worker", for: .seconds(60))) ?? true, !isDead {}
      try? await scheduler.takeUpDeferred()
      isDone = (try? await hasEnded(store, expected)) ?? false
      if isDead { return false }
      if !isDone { clock.withLock { $0 = $0.adding(.seconds(3600)) } }
    }
    guard isDone, case .whole = extent else { return isDone }
    clock.withLock { $0 = Self.start.adding(.seconds(86_400)) }
    for _ in 0..<6 {
      let open = ((try? await store.closingBatches()) ?? []) + ((try? await store.openBatches()) ?? [])
      for batch in open { _ = try? await batches.close(batch) }
      if isDead { return false }
      let all = (try? await store.batches()) ?? []
      if !all.isEmpty, all.allSatisfy({ $0.state == .published }) { return true }
    }
    return false
  }

  private var isDead: Bool { dead.withLock { $0 } }

  /// The reason of every call after a death.
  static let death = Errno.canceled

  private func hasEnded(_ store: JobStore, _ count: Int) async throws -> Bool {
    let jobs = try await store.jobs()
    // Past the counted calls; the lock's file stays among the claimed ones.
    let names = try FileManager.default.subpathsOfDirectory(atPath: inbox.string)
    let left = names.filter { !$0.hasPrefix(".") || $0.hasPrefix("\(Claims.directoryName)/") }
      .filter { !$0.hasSuffix("/.belegd.lock") && !$0.hasSuffix("LIESMICH.txt") }
    return left.isEmpty && jobs.count >= count && jobs.allSatisfy(\.state.isFinal)
  }

  /// All that people and programs find afterwards, without the ids that chance has made: files with the hashes of
  /// their content, rows, batches.
  func end() async throws -> [String] {
    let store = try JobStore(path: folder.appending("state/belegd.sqlite").string)
    defer { try? store.close() }
    let jobs = try await store.jobs().sorted { $0.displayName < $1.displayName }
    func named(_ text: String) -> String {
      jobs.reduce(text) { text, job in
        text.replacingOccurrences(of: job.id, with: "<\(job.displayName)>")
          .replacingOccurrences(of: job.id.suffix(8), with: "<\(job.displayName)>")
          .replacingOccurrences(
            of: DocumentPackage.guid(job: job.id, sha256: job.sha256).uuidString,
            with: "<\(job.displayName)>"
          )
          // A death is an attempt more, and sheets name it so that answers can be told from older ones.
          .replacingOccurrences(of: ", Stand \(job.attempt)<", with: ", Stand<")
      }
    }
    var lines: [String] = []
    for place in ["share", "state/documents"] {
      let root = folder.appending(place).string
      for name in FileManager.default.enumerator(atPath: root)?.compactMap({ $0 as? String }) ?? [] {
        let path = "\(root)/\(name)"
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
          !name.hasSuffix(".belegd-inbox"), !name.hasSuffix(".belegd.lock")
        else { continue }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        // An archive packs and sums those names too: that it is there must do, its documents are compared above.
        let shown = Array(named(String(decoding: bytes, as: UTF8.self)).utf8)
        let content = name.hasSuffix(".zip") ? "archive" : SHA256.hash(shown).hex
        lines.append("\(place)/\(named(name)) \(content)")
      }
    }
    for job in jobs {
      let original = jobs.first { $0.id == job.duplicateOf }?.displayName ?? "-"
      lines.append("job \(job.displayName) \(job.state) \(original) deaths \(job.deaths)")
    }
    for batch in try await store.batches() {
      lines.append("batch \(batch.number ?? 0) \(batch.state) \(batch.postingCount)")
      for posting in try await store.postings(of: batch.id) {
        lines.append("posting \(named(posting.rowJSON))")
      }
    }
    return lines.sorted()
  }
}
