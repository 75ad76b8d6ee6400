import Delivery
public import JobStore
import Logging
import ServiceSupport
import Settings
import Spool
import Synchronization
import SystemPackage

/// Leases jobs to as many workers as the settings say and keeps them going until it is told to stop.
///
/// The queue is the database; only the jobs in work are in memory.
public struct Scheduler: Sendable {
  private let premises: Premises
  private let processor: JobProcessor
  private let workers: Int
  private let drain = Drain()

  private final class Drain: Sendable {
    let isDraining = Mutex(false)
  }

  public init(_ premises: Premises, workers: Int) {
    self.premises = premises
    self.workers = workers
    processor = JobProcessor(premises)
  }

  /// Puts back what a crash has interrupted and publishes again what was staged; call it once, before ``run()``.
  ///
  /// - Parameter end: How the last run ended, if that is known.
  public func recover(after end: JobStore.LastEnd = .killed) async throws {
    let recovery = try await premises.store.recover(after: end)
    for job in recovery.exporting { await processor.resume(job) }
    try await sweepStaging()
    guard !recovery.requeued.isEmpty || !recovery.exporting.isEmpty else { return }
    premises.log.log(
      .recovered,
      metadata: [
        "requeued": "\(recovery.requeued.count)", "exporting": "\(recovery.exporting.count)",
        "poisonous": "\(recovery.poisonous.joined(separator: " "))", "end": "\(end.rawValue)",
      ])
  }

  /// Removes what a crash has left in staging: half-made outputs, and folders emptied by publishing.
  private func sweepStaging() async throws {
    let needed = Set(
      try await premises.store.exporting(dueOnly: false).map(\.id)
        + premises.store.closingBatches().map { Dispatch.folderName(of: $0.id) })
    for tenant in premises.settings.now.tenants {
      let staging = premises.staging(of: "", in: tenant)
      // A share that is away is swept when it is back, by the jobs that use the same names.
      try? await offPool { () throws(SpoolError) in
        try DurableFiles.removeFolders(in: staging) { !needed.contains($0) }
      }
    }
  }

  /// Works until the task is cancelled; then the jobs in work are put back.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await publishDeferred() }
      await withTaskGroup(of: Void.self) { workers in
        for number in 1...max(1, self.workers) { workers.addTask { await work("worker \(number)") } }
      }
      group.cancelAll()
    }
  }

  /// Leases nothing more; ``run()`` returns when the jobs in work have ended.
  public func stopLeasing() {
    drain.isDraining.withLock { $0 = true }
    premises.jobs.ring()
  }

  private var goesOn: Bool { !Task.isCancelled && !drain.isDraining.withLock { $0 } }

  private func work(_ name: String) async {
    // Longer than any reader may live, so that no job has two workers.
    let patience = premises.settings.now.main.limits.deadline + .seconds(120)
    while goesOn {
      do {
        premises.pulse.beat(name, allowing: patience)
        if try await workOnce(name, for: patience) { continue }
        premises.pulse.beat(name, allowing: .seconds(60))
        await premises.jobs.wait(upTo: .seconds(2))
      } catch {
        if !premises.holdBack(StorageGate.everybody, for: error, stage: "lease") {
          premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "lease"])
        }
        try? await Task.sleep(for: .seconds(2))  // cancellation ends the loop
      }
    }
    premises.pulse.rest(name)
  }

  /// Takes the next job as far as it goes; `false` when there is none.
  func workOnce(_ name: String, for patience: Duration) async throws -> Bool {
    let waiting = premises.storage.waiting
    guard !waiting.contains(StorageGate.everybody),
      let job = try await premises.store.lease(worker: name, for: patience, excluding: waiting)
    else { return false }
    await processor.run(job)
    return true
  }

  /// Outputs that could not be published (outbox away, no room) are tried again when their time has come; those
  /// without a time are in a worker's hands.
  private func publishDeferred() async {
    while !Task.isCancelled {
      do {
        try await takeUpDeferred()
      } catch {
        premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "publish"])
      }
      try? await Task.sleep(for: .seconds(5))  // cancellation ends the loop
    }
  }

  func takeUpDeferred() async throws {
    // A worker that could not even write that it gives a job back has left it to its lease.
    let expired = try await premises.store.recover(onlyExpired: true)
    if !expired.requeued.isEmpty { premises.jobs.ring() }
    for job in try await premises.store.exporting() where job.notBefore != nil {
      guard premises.storage.wait(for: job.tenant) == nil else { continue }
      await processor.resume(job)
    }
  }
}
