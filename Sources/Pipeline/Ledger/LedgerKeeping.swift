public import JobStore
import Logging
import Results
import ServiceSupport
import Settings
public import Spool
import SystemPackage

/// Keeps a file per month in each tenant's outbox that says what came in and what became of it.
public struct LedgerKeeping: Sendable {
  private let premises: Premises
  private let repeats = RepeatFilter<String>(limit: 1, interval: .seconds(3600))

  public init(_ premises: Premises) { self.premises = premises }

  /// Writes what is due until the task is cancelled.
  public func run() async {
    var seen: [String: Int64] = [:]
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(60))  // cancellation ends the loop
      guard !Task.isCancelled else { return }
      for tenant in premises.settings.now.tenants {
        do {
          try await keep(tenant, &seen)
        } catch {
          premises.log.warning(
            "ledger cannot be written, ignoring", error: error,
            metadata: [LogField.tenant: "\(tenant.name)"])
        }
      }
    }
  }

  /// When the tenant rests and something has happened since.
  private func keep(_ tenant: TenantSettings, _ seen: inout [String: Int64]) async throws {
    let last = try await premises.store.lastEvent(tenant: tenant.name)
    guard last > 0, seen[tenant.name] != last else { return }
    let counts = try await premises.store.counts()[tenant.name] ?? [:]
    guard [JobState.queued, .running, .exporting].allSatisfy({ counts[$0, default: 0] == 0 }) else { return }
    for month in Self.months(before: premises.now()) { try await write(month, of: tenant) }
    seen[tenant.name] = last
  }

  /// This month and the last, whose late reviews end now.
  static func months(before now: Timestamp) -> [String] {
    let this = String(now.description.prefix(7))
    guard let year = Int(this.prefix(4)), let month = Int(this.suffix(2)) else { return [this] }
    let last = month == 1 ? (year - 1, 12) : (year, month - 1)
    return ["\(last.0)-\(last.1 < 10 ? "0" : "")\(last.1)", this]
  }

  /// Writes one month's file, if it says something new; nothing for a month without documents.
  func write(_ month: String, of tenant: TenantSettings) async throws {
    let ledger = try await Self.ledger(
      premises.store, tenant.name, month, documents: premises.documents(of: tenant.name),
      readsOriginals: false)
    if !ledger.isBalanced, case .pass = repeats.check("\(tenant.name) \(month)") {
      premises.log.log(
        .ledgerDiffers,
        metadata: [
          LogField.tenant: "\(tenant.name)", "month": "\(month)",
          LogField.count: "\(ledger.differences.count)",
        ])
    }
    guard ledger.received > 0 || !ledger.isBalanced else { return }
    let bytes = Array(ledger.text.utf8)
    let path = FilePath(tenant.folders.outbox).appending(LedgerText.fileName(month: month))
    try await offPool { () throws(SpoolError) in
      // A reader may have it open or have taken it; what says the same is left alone.
      if try DurableFiles.exists(path), try DurableFiles.read(path) == bytes { return }
      try DurableFiles.write(bytes, to: path, mode: 0o640)
    }
  }

  /// Adds up one month of one tenant.
  public static func ledger(
    _ store: JobStore, _ tenant: String, _ month: String, documents: DocumentStore, readsOriginals: Bool
  ) async throws -> Ledger {
    let rows = try await store.ledgerRows(tenant: tenant, month: month)
    return try await offPool { () throws(SpoolError) in
      try Ledger(rows, tenant: tenant, month: month, documents: documents, readsOriginals: readsOriginals)
    }
  }
}

extension Ledger {
  /// For people, in German.
  public var text: String {
    LedgerText.text(
      tenant: tenant, month: month, received: received, counts: counts,
      rates: rates.map { .init(rate: $0.rate, count: $0.count, net: $0.net, tax: $0.tax, gross: $0.gross) },
      differences: differences.map { ($0.kind.rawValue, $0.subject) })
  }
}
