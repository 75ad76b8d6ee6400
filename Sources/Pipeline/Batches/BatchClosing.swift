import Accounting
import DATEV
import Delivery
import Invoice
public import JobStore
import Logging
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Closes each tenant's open batches when his settings say so, and delivers them.
public struct BatchClosing: Sendable {
  private let premises: Premises
  private let repeats = RepeatFilter<String>(limit: 1, interval: .seconds(600))
  private let failed = FailedBatches()

  public init(_ premises: Premises) { self.premises = premises }

  /// Delivers what an earlier run has begun to close; call it once, before ``run()``.
  public func recover() async throws {
    for batch in try await premises.store.closingBatches() { await deliver(batch) }
  }

  /// Looks for due batches until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      do {
        for batch in try await premises.store.closingBatches() where !failed.isHeld(batch.id) {
          await deliver(batch)
        }
        for batch in try await premises.store.openBatches() where try await isDue(batch) {
          await deliver(batch)
        }
        premises.pulse.beat("batches")
      } catch {
        premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "batch"])
      }
      await premises.batches.wait(upTo: .seconds(1))
    }
    premises.pulse.rest("batches")
  }

  /// Closes and delivers one batch now, by command.
  ///
  /// - Throws: What keeps it from being delivered.
  public func close(_ batch: Batch) async throws -> Batch {
    guard let tenant = premises.settings.now.tenant(named: batch.tenant) else {
      throw DeliveryRefusal.unknownTenant(batch.tenant)
    }
    guard let terms = terms(of: tenant) else { throw DeliveryRefusal.numbersMissing(tenant.name) }
    let places = Dispatch.Places(
      staging: premises.staging(of: Dispatch.folderName(of: batch.id), in: tenant),
      outbox: FilePath(tenant.folders.outbox), mayCopy: tenant.folders.mayCopy,
      documents: premises.documents(of: tenant.name))
    let chart = premises.delivery.chart(of: tenant)
    let dispatch = Dispatch(
      store: premises.store, checker: premises.delivery.checker, simulator: premises.delivery.simulator,
      accountName: { chart.name(of: $0) })
    let premises = premises
    try await offPool { () throws(SpoolError) in try premises.requirePlace(of: tenant) }
    return try await dispatch.deliver(batch, terms: terms, places: places)
  }

  private func deliver(_ batch: Batch) async {
    let metadata: [String: String] = [LogField.tenant: batch.tenant, LogField.batch: "\(batch.id)"]
    let fields = metadata.mapValues { "\($0)" as Logger.MetadataValue }
    do {
      let published = try await close(batch)
      guard published.state == .published else { return }
      premises.log.log(
        .batchPublished,
        metadata: fields.merging([
          "file": "\(published.fileName ?? "")", LogField.count: "\(published.postingCount)",
        ]) { $1 })
      premises.metrics.count(.batches, ["tenant": batch.tenant])
      premises.metrics.count(.batchRows, ["tenant": batch.tenant], by: Double(published.postingCount))
    } catch JobStoreError.emptyBatch {
      return  // everything in it was withdrawn; nothing is to be delivered
    } catch {
      if error is BatchError { failed.hold(batch.id) }
      guard case .pass = repeats.check("\(batch.id) \(error)") else { return }
      switch error {
      case DeliveryRefusal.numbersMissing: premises.log.log(.batchWithheld, metadata: fields)
      case DeliveryRefusal.unknownTenant: return
      case is BatchError: premises.log.log(.batchFailed, error: error, metadata: fields)
      default: premises.log.log(.outboxUnavailable, error: error, metadata: fields)
      }
    }
  }

  private func isDue(_ batch: Batch) async throws -> Bool {
    guard let tenant = premises.settings.now.tenant(named: batch.tenant), batch.postingCount > 0 else {
      return false
    }
    switch tenant.batch {
    case .command: return false
    case .perDocument: return true
    case .idle(let quiet):
      guard batch.lastPostingAt.adding(quiet) <= premises.now() else { return false }
      let counts = try await premises.store.counts()[tenant.name] ?? [:]
      return [JobState.queued, .running, .exporting].allSatisfy { counts[$0, default: 0] == 0 }
    case .daily(let minuteOfDay):
      let due = ClosingTime.next(minuteOfDay: minuteOfDay, after: batch.createdAt.milliseconds / 1000)
      return premises.now().milliseconds >= due * 1000
    }
  }

  private func terms(of tenant: TenantSettings) -> DeliveryTerms? {
    guard let numbers = tenant.datev.exportNumbers, let rows = premises.delivery.rows(tenant) else {
      return nil
    }
    let today = CalendarDay(iso: premises.now().day)
    return DeliveryTerms(
      adviserNumber: numbers.adviser, clientNumber: numbers.client, clientName: tenant.identity.name,
      rows: rows,
      documents: DocumentFormat(rawValue: tenant.datev.documents.rawValue),
      deliversCreditors: tenant.datev.deliversCreditors, deliversLabels: tenant.datev.deliversLabels,
      closedThrough: today.flatMap { tenant.closedThrough(on: $0) })
  }
}

/// Why nothing was delivered although nothing failed.
public enum DeliveryRefusal: Error, Hashable, CustomStringConvertible {
  case unknownTenant(String)
  /// Adviser or client number is not configured.
  case numbersMissing(String)

  public var description: String {
    switch self {
    case .unknownTenant(let name): "tenant \(name): not in the settings"
    case .numbersMissing(let name): "tenant \(name): datev.adviser and datev.client are not set"
    }
  }
}
