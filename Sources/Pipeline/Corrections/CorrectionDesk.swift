import Invoice
import JobStore
import Logging
import Results
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Keeps each tenant's list of open documents and takes over what people have written into it.
///
/// A list that was saved in place and one that was dropped into the folder for corrections are the same to it. Only
/// these two places are read: whoever may merely drop invoices cannot correct anything (fault 91).
public actor CorrectionDesk {
  private let premises: Premises
  private let taking: CorrectionTaking
  private var desks: [String: Desk] = [:]

  /// What is known of one tenant's files.
  private struct Desk {
    /// Files that are waiting until nobody writes to them, as last seen.
    var waiting: [FilePath: (status: FileStatus, since: SuspendingClock.Instant)] = [:]
    /// Files that were answered and stay where they are.
    var told: [FilePath: FileStatus] = [:]
    /// The list as it was written or looked at last; anything else on disk is somebody's work.
    var list: FileStatus?
    /// The last line of the audit trail that the list knows of.
    var event: Int64 = -1
    var nextList = SuspendingClock.now
    /// The list's bytes, to write only what differs.
    var digest: SHA256.Digest?
  }

  /// No list of answers is longer.
  private static let mostBytes = 16 << 20

  /// So many results are in memory together while the list is made.
  private static let documentsAtOnce = 50

  public init(_ premises: Premises) {
    self.premises = premises
    taking = CorrectionTaking(
      store: premises.store, decider: premises.decider, adviserAccounts: premises.adviserAccounts,
      log: premises.log)
  }

  /// Looks and takes until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      for tenant in premises.settings.now.tenants {
        guard !Task.isCancelled else { break }
        do {
          try await look(after: tenant)
        } catch {
          // A share that is away says so itself, through its inbox.
          premises.log.debug("corrections", error: error, metadata: [LogField.tenant: "\(tenant.name)"])
        }
      }
      premises.pulse.beat("corrections")
      try? await Task.sleep(for: .milliseconds(500))  // cancellation ends the loop
    }
    premises.pulse.rest("corrections")
  }

  private func look(after tenant: TenantSettings) async throws {
    let files = CorrectionFiles(tenant)
    guard try await offPool({ () throws(SpoolError) in try files.areThere() }) else { return }
    try await takeDropped(tenant, files)
    try await takeSaved(tenant, files)
    try await writeList(tenant, files)
  }

  // MARK: - Taking

  private func takeDropped(_ tenant: TenantSettings, _ files: CorrectionFiles) async throws {
    let dropped = try await offPool { () throws(SpoolError) in try files.dropped() }
    var waiting: [FilePath: (status: FileStatus, since: SuspendingClock.Instant)] = [:]
    for entry in dropped {
      if desks[tenant.name]?.told[entry.path]?.isUnchanged(since: entry.status) == true { continue }
      let since = whole(entry.path, entry.status, tenant)
      guard let since, since.duration(to: .now) >= premises.settings.now.main.settle else {
        waiting[entry.path] = (entry.status, since ?? .now)
        continue
      }
      var report = try await report(entry.path, entry.status, entry.name, tenant)
      if report.isEmpty { report = .refusal(Finding("CORRECTION_FILE_EMPTY", .asks)) }
      let isTaken = try await finish(report, entry.path, entry.status, entry.name, tenant, files)
      if !isTaken { desks[tenant.name, default: Desk()].told[entry.path] = entry.status }
    }
    waiting[files.list] = desks[tenant.name]?.waiting[files.list]
    desks[tenant.name, default: Desk()].waiting = waiting
  }

  /// Takes the list in the review folder when somebody has saved answers into it.
  private func takeSaved(_ tenant: TenantSettings, _ files: CorrectionFiles) async throws {
    let list = files.list
    let now = premises.now()
    let found = try await offPool { () throws(SpoolError) in
      (status: try CorrectionFiles.status(list), isOpen: try files.isOpen(now))
    }
    guard let status = found.status, status.kind == .regular else {
      desks[tenant.name]?.list = nil
      return
    }
    if let known = desks[tenant.name]?.list, known.isUnchanged(since: status) { return }
    guard !found.isOpen else { return }
    let since = whole(list, status, tenant)
    guard let since, since.duration(to: .now) >= premises.settings.now.main.settle else {
      if since == nil { desks[tenant.name, default: Desk()].waiting[list] = (status, .now) }
      return
    }
    let report = try await report(list, status, CorrectionList.fileName, tenant)
    desks[tenant.name, default: Desk()].list = status
    // Without an answer in it, it is somebody's half-done work or our own of an earlier run.
    guard !report.isEmpty else { return }
    guard try await finish(report, list, status, CorrectionList.fileName, tenant, files) else { return }
    desks[tenant.name]?.event = -1
    desks[tenant.name]?.digest = nil
  }

  /// Since when a file has not changed; `nil` where it was not seen before or has.
  private func whole(
    _ path: FilePath, _ status: FileStatus, _ tenant: TenantSettings
  ) -> SuspendingClock.Instant? {
    guard let seen = desks[tenant.name]?.waiting[path], seen.status.isUnchanged(since: status) else {
      return nil
    }
    return seen.since
  }

  private func report(
    _ path: FilePath, _ status: FileStatus, _ name: String, _ tenant: TenantSettings
  ) async throws -> CorrectionTaking.Report {
    let ending = name.lowercased().split(separator: ".").last.map(String.init) ?? ""
    guard CorrectionFiles.readable.contains(ending) else {
      return .refusal(
        Finding("CORRECTION_FILE_TYPE", .asks, arguments: ["type": OutputName.readable(ending, limit: 12)]))
    }
    guard status.size <= Self.mostBytes else {
      return .refusal(Finding("CORRECTION_FILE_TOO_LARGE", .asks))
    }
    let bytes = try await offPool { () throws(SpoolError) in
      try DurableFiles.read(path, limit: Self.mostBytes)
    }
    return try await taking.take(
      bytes, name: name, person: CorrectionFiles.person(status.owner), tenant: tenant)
  }

  /// Tells of a file and puts it away.
  ///
  /// - Returns: Whether it was taken; one in which nothing could be read stays where it is.
  private func finish(
    _ report: CorrectionTaking.Report, _ path: FilePath, _ status: FileStatus, _ name: String,
    _ tenant: TenantSettings, _ files: CorrectionFiles
  ) async throws -> Bool {
    tell(report, tenant)
    premises.jobs.ring()
    premises.batches.ring()
    let now = premises.now()
    try await offPool { () throws(SpoolError) in
      try files.answer(report, beside: path, name)
      if report.refusal == nil { try files.keep(path, status, name, now) }
    }
    return report.refusal == nil
  }

  // MARK: - The list

  /// Writes the list anew when something has changed and nobody works on it.
  private func writeList(_ tenant: TenantSettings, _ files: CorrectionFiles) async throws {
    let desk = desks[tenant.name, default: Desk()]
    let event = try await premises.store.lastEvent(tenant: tenant.name)
    guard event != desk.event, desk.nextList <= .now else { return }
    let list = files.list
    let now = premises.now()
    let (there, isOpen) = try await offPool { () throws(SpoolError) in
      (try CorrectionFiles.status(list), try files.isOpen(now))
    }
    if let there, desk.list?.isUnchanged(since: there) != true { return }  // somebody has written to it
    guard !isOpen else { return }
    let started = SuspendingClock.now
    let draft = try await draft(tenant)
    let bytes = draft.csv()
    let digest = SHA256.hash(bytes)
    var updated = desk
    updated.event = event
    if draft.isEmpty {
      if there != nil { try await offPool { () throws(SpoolError) in try DurableFiles.remove(list) } }
      updated.list = nil
      updated.digest = nil
    } else if digest != desk.digest || there == nil {
      try await offPool { () throws(SpoolError) in try DurableFiles.write(bytes, to: list, mode: 0o664) }
      updated.list = try await offPool { () throws(SpoolError) in try CorrectionFiles.status(list) }
      updated.digest = digest
    }
    // A list of thousands is not written for every document that comes.
    updated.nextList = .now + started.duration(to: .now) * 20
    desks[tenant.name] = updated
  }

  private func draft(_ tenant: TenantSettings) async throws -> CorrectionList.Draft {
    var draft = CorrectionList.Draft()
    var last = ""
    while true {
      let documents = try await premises.store.openDocuments(
        tenant: tenant.name, after: last, limit: Self.documentsAtOnce)
      for document in documents {
        let results = try document.invoices.map { try ResultDocument($0) }
        for entry in CorrectionList.Entry.entries(of: document.job, results) { draft.append(entry) }
      }
      guard documents.count == Self.documentsAtOnce, let id = documents.last?.job.id else { return draft }
      last = id
    }
  }

  // MARK: - Telling

  private func tell(_ report: CorrectionTaking.Report, _ tenant: TenantSettings) {
    let refused = report.counts[.refused, default: 0] + report.counts[.stale, default: 0]
    if report.counts[.taken, default: 0] > 0 {
      premises.log.log(
        .correctionTaken,
        metadata: [LogField.tenant: "\(tenant.name)", LogField.count: "\(report.counts[.taken, default: 0])"])
    }
    guard refused > 0 || report.refusal != nil else { return }
    premises.log.log(
      .correctionRefused,
      metadata: [
        LogField.tenant: "\(tenant.name)", LogField.count: "\(refused)",
        LogField.rule: "\(report.refusal?.code ?? "ROWS")",
      ])
  }
}

extension CorrectionTaking.Report {
  /// A file in which nothing could be read.
  static func refusal(_ finding: Finding) -> Self {
    Self(
      answer: Array("\u{FEFF}\(TextCatalogue.german.message(for: finding))\r\n".utf8), refusal: finding)
  }
}
