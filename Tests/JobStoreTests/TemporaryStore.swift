import Foundation
import JobStore
import Synchronization

/// A store in a folder of its own with a clock that the test moves.
final class TemporaryStore: Sendable {
  let directory: String
  let store: JobStore
  let clock: Mutex<Timestamp>
  private let serial = Mutex(0)

  var path: String { directory + "/jobs.sqlite" }

  init(hook: JobStore.Hook? = nil) throws {
    let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    directory = base + "/jobs-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let holder = ClockHolder()
    clock = Mutex(ClockHolder.start)
    store = try JobStore(path: directory + "/jobs.sqlite", clock: { holder.now() }, hook: hook)
    holder.source.withLock { $0 = { [weak self] in self?.clock.withLock { $0 } ?? ClockHolder.start } }
  }

  deinit {
    try? store.close()
    try? FileManager.default.removeItem(atPath: directory)
  }

  var now: Timestamp { clock.withLock { $0 } }

  func advance(by duration: Duration) { clock.withLock { $0 = $0.adding(duration) } }

  /// The next claim of a tenant; the content decides the hash.
  func job(_ tenant: String = "muster", content: Int? = nil, name: String = "a.pdf") -> NewJob {
    let number = serial.withLock { serial in
      serial += 1
      return serial
    }
    return NewJob(
      id: "01K" + String(repeating: "0", count: 23 - "\(number)".count) + "\(number)", tenant: tenant,
      sha256: hash(content ?? number), originalName: Array(name.utf8), fileExtension: "pdf", size: 10,
      receivedAt: clock.withLock { $0 })
  }

  func hash(_ content: Int) -> String {
    let text = String(content, radix: 16)
    return String(repeating: "0", count: 64 - text.count) + text
  }

  /// Enqueues, leases and stages one document with one posting.
  @discardableResult
  func staged(
    _ tenant: String = "muster", outcome: JobState = .booked, content: Int? = nil, day: String = "2026-03-15",
    number: String = "R-1", seller: String? = "vat:DE1", creditor: String? = nil
  ) async throws -> Job {
    _ = try await store.enqueue(job(tenant, content: content))
    guard let leased = try await store.lease(worker: "w") else { throw CancellationError() }
    let postings =
      outcome == .booked
      ? [
        NewPosting(
          part: 0, ordinal: 0, postingDate: day, fiscalYearStart: "\(day.prefix(4))-01-01",
          rowJSON: creditor.map { #"{"posting":{"contraAccount":"\#($0)"}}"# } ?? "{}")
      ] : []
    return try await store.stage(
      leased,
      Staging(
        outcome: outcome, outputs: [StagedOutput(staged: "/s/a", target: "/o/a", sha256: "x")],
        invoices: [
          NewInvoice(
            part: 0, status: outcome.rawValue, invoiceNumber: number, sellerKey: seller, gross: 11_900,
            resultJSON: "{}")
        ], postings: postings, reasons: "[]", pages: 2, readFrom: "text", durations: "{}"))
  }

  @discardableResult
  func booked(
    _ tenant: String = "muster", day: String = "2026-03-15", content: Int? = nil, number: String = "R-1",
    creditor: String? = nil
  )
    async throws -> Job
  {
    try await store.finish(
      try await staged(tenant, content: content, day: day, number: number, creditor: creditor))
  }
}

/// Breaks the circle between a store that wants a clock and its owner that has it.
private final class ClockHolder: Sendable {
  static let start = Timestamp(milliseconds: 1_795_000_000_000)
  let source = Mutex<@Sendable () -> Timestamp>({ ClockHolder.start })
  func now() -> Timestamp { source.withLock { $0 }() }
}
