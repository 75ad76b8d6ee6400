import JobStore
import Logging
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Watches every tenant's inbox and takes what is whole: claimed, stored, then a row, then out of the inbox.
///
/// Events of the kernel only ring a bell; a look into the folder says what is there. Tenants take turns in
/// small portions, so that ten thousand files of one do not keep another's single file waiting.
public actor Intake {
  private let premises: Premises
  private var inboxes: [String: TenantInbox] = [:]
  private var nextLook: [String: SuspendingClock.Instant] = [:]
  private var nextOpening: [String: SuspendingClock.Instant] = [:]
  /// What was reported once and still lies there.
  private var reported: [String: Set<FilePath>] = [:]
  private var isAway: Set<String> = []
  private var events: InotifyEvents?

  /// How many files of one tenant are taken before the next tenant's turn.
  private static let portion = 32
  /// An inbox that is away is tried again after this.
  private static let openingPause: Duration = .seconds(2)
  /// Bursts of events lead to one look per this time.
  private static let leastPause: Duration = .milliseconds(100)

  public init(_ premises: Premises) { self.premises = premises }

  /// Takes up what a crash has left between claim and row; call it once, before ``run()``.
  public func recover() async {
    do {
      events = try InotifyEvents()
    } catch {
      premises.log.log(.watchLimit, error: error)
    }
    await openInboxes()
  }

  /// Looks and takes until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      if let events { group.addTask { await self.follow(events) } }
      group.addTask { await self.look() }
      await group.waitForAll()
    }
    premises.pulse.rest("intake")
  }

  /// One look into every inbox, whatever is due (SIGHUP, `belegd scan`).
  public func lookNow() {
    nextLook = [:]
    premises.inboxes.ring()
  }

  // MARK: - Loops

  private func follow(_ events: InotifyEvents) async {
    var iterator = events.makeAsyncIterator()
    while !Task.isCancelled {
      do {
        guard let hint = try await iterator.next(isolation: self) else { return }
        switch hint {
        case .lost:
          premises.log.log(.eventsLost)
          premises.metrics.count(.eventOverflows)
          nextLook = [:]
        case .appeared(let directory, _), .created(let directory, _), .folderAppeared(let directory, _),
          .gone(let directory):
          for (tenant, inbox) in inboxes where directory.starts(with: inbox.path) {
            let due = SuspendingClock.now + Self.leastPause
            nextLook[tenant] = min(nextLook[tenant] ?? due, due)
          }
        }
        premises.inboxes.ring()
      } catch {
        premises.log.log(.watchLimit, error: error)
        return
      }
    }
  }

  private func look() async {
    while !Task.isCancelled {
      await openInboxes()
      let interval = premises.settings.now.main.scanInterval
      for tenant in inboxes.keys.sorted() where (nextLook[tenant] ?? .now) <= .now {
        guard !Task.isCancelled else { return }
        let pause = await takeTurn(tenant) ?? interval
        nextLook[tenant] = SuspendingClock.now + max(min(pause, interval), .milliseconds(10))
      }
      premises.pulse.beat("intake")
      // Of open inboxes only: one that is away would always be due.
      let next = inboxes.keys.compactMap { nextLook[$0] }.min() ?? SuspendingClock.now + interval
      await premises.inboxes.wait(
        upTo: max(.milliseconds(1), min(SuspendingClock.now.duration(to: next), .seconds(5))))
    }
  }

  // MARK: - One tenant

  /// Opens the inboxes of new tenants and of those that were away, closes those of removed ones.
  private func openInboxes() async {
    let settings = premises.settings.now
    let wanted = Dictionary(
      uniqueKeysWithValues: settings.tenants.map { ($0.name, FilePath($0.folders.inbox)) })
    for tenant in inboxes.keys where wanted[tenant] != inboxes[tenant]?.path {
      if let path = inboxes[tenant]?.path { events?.unwatch(path) }
      inboxes[tenant] = nil
      nextLook[tenant] = nil
    }
    for tenant in settings.tenants
    where inboxes[tenant.name] == nil && (nextOpening[tenant.name] ?? .now) <= .now {
      nextOpening[tenant.name] = SuspendingClock.now + Self.openingPause
      do {
        try await open(tenant, settings.main)
        if isAway.remove(tenant.name) != nil {
          premises.log.log(.inboxAvailable, metadata: [LogField.tenant: "\(tenant.name)"])
        }
      } catch {
        guard isAway.insert(tenant.name).inserted else { continue }
        premises.log.log(.inboxUnavailable, error: error, metadata: [LogField.tenant: "\(tenant.name)"])
      }
    }
  }

  private func open(_ tenant: TenantSettings, _ main: MainSettings) async throws {
    let premises = premises
    let documents = premises.documents(of: tenant.name)
    let inbox = try await offPool { () throws(SpoolError) in
      try TenantFolders.prepare(tenant, documents: documents)
      if !tenant.folders.mayCopy {
        try TenantFolders.requireRenames(tenant, from: premises.staging(of: "probe", in: tenant))
      }
      let marks = InboxMarks(state: premises.state)
      let inbox = try TenantInbox(
        tenant: tenant.name, inbox: FilePath(tenant.folders.inbox), mark: try marks.mark(of: tenant.name),
        policy: .init(
          settle: main.settle, emptyLimit: main.emptyAfter, incompleteLimit: main.incompleteAfter),
        identifiers: premises.identifiers)
      try marks.remember(inbox.mark, of: tenant.name)
      return inbox
    }
    // What a crash left claimed is stored again (the hash makes that idempotent) and enqueued under its own id.
    let recovery = try await offPool { () throws(SpoolError) in try inbox.claims.recover() }
    for path in recovery.foreign {
      premises.log.log(
        .fileRefused, metadata: [LogField.tenant: "\(tenant.name)", "path": "\(path.display)"])
    }
    for claim in recovery.claims {
      let stored = try await offPool { () throws(SpoolError) in try documents.store(claim) }
      try await enqueue(claim, stored, objection: claim.objection, tenant.name)
      try await offPool { () throws(SpoolError) in try inbox.claims.remove(claim) }
    }
    inboxes[tenant.name] = inbox
    watch([inbox.path])
    nextLook[tenant.name] = nil
  }

  /// Looks into one inbox and takes a portion; gives the time until the next look.
  private func takeTurn(_ tenant: String) async -> Duration? {
    guard var inbox = inboxes[tenant] else { return nil }
    do {
      let (looked, look) = try await offPool {
        [inbox] () throws(SpoolError) -> (TenantInbox, TenantInbox.Look?) in
        var inbox = inbox
        guard try inbox.presence() == .present else { return (inbox, nil) }
        let look = try inbox.look(at: .now, takingAtMost: Self.portion)
        return (inbox, look)
      }
      inbox = looked
      inboxes[tenant] = inbox
      guard let look else {
        // An unmounted share looks like an empty inbox: nothing is written below it until it is back.
        inboxes[tenant] = nil
        if isAway.insert(tenant).inserted {
          premises.log.log(.inboxUnavailable, metadata: [LogField.tenant: "\(tenant)"])
        }
        return nil
      }
      watch(look.folders)
      report(look.waiting, tenant)
      var lookAgain = look.lookAgain
      for ready in look.ready {
        guard !Task.isCancelled else { return nil }
        if await !take(ready, tenant) { lookAgain = .seconds(2) }
      }
      return lookAgain
    } catch {
      premises.log.log(.inboxUnavailable, error: error, metadata: [LogField.tenant: "\(tenant)"])
      inboxes[tenant] = nil
      return .seconds(2)
    }
  }

  /// Takes one file through "stored" and "row"; `false` when it must be looked at again.
  private func take(_ ready: TenantInbox.Ready, _ tenant: String) async -> Bool {
    guard var inbox = inboxes[tenant] else { return false }
    let id = premises.identifiers.next()
    let documents = premises.documents(of: tenant)
    do {
      let (claim, stored) = try await offPool { [inbox] () throws(SpoolError) in
        try inbox.take(ready, id: id, into: documents)
      }
      try await enqueue(claim, stored, objection: ready.objection, tenant)
      let claims = inbox.claims
      try await offPool { () throws(SpoolError) in try claims.remove(claim, stored: stored) }
      inbox.forget(ready)
      inboxes[tenant] = inbox
      return true
    } catch SpoolError.alreadyClaimed {
      return true  // its owner has removed it
    } catch {
      let isFull = (error as? SpoolError)?.isStorageFull ?? false
      premises.log.log(
        isFull ? .outOfSpace : .storageFailed, error: error,
        metadata: [LogField.tenant: "\(tenant)", LogField.stage: "intake"])
      // Opened anew, which takes up what was claimed already.
      inboxes[tenant] = nil
      return false
    }
  }

  private func enqueue(
    _ claim: Claims.Claim, _ stored: DocumentStore.Stored, objection: String?, _ tenant: String
  ) async throws {
    if try await readAnew(stored, tenant) { return }
    let enqueued = try await premises.store.enqueue(
      NewJob(
        id: claim.id.description, tenant: tenant, sha256: stored.sha256.hex, originalName: claim.originalName,
        fileExtension: stored.fileExtension, size: stored.size,
        receivedAt: Timestamp(milliseconds: claim.id.milliseconds), objection: objection))
    premises.log.log(
      .documentTaken,
      metadata: [
        LogField.tenant: "\(tenant)", LogField.job: "\(enqueued.job.id)", LogField.stage: "intake",
        LogField.document: "\(stored.sha256.hex)",
      ])
    premises.jobs.ring()
  }

  /// Whether these bytes are a document that somebody has moved from review back into the inbox.
  ///
  /// Its copy is gone from the review folder then; a second copy of it, dropped while the first still lies there, is
  /// a duplicate.
  private func readAnew(_ stored: DocumentStore.Stored, _ tenant: String) async throws -> Bool {
    let waiting = try await premises.store.jobs(
      JobFilter(tenant: tenant, states: [.review], sha256: stored.sha256.hex, limit: 1))
    guard let job = waiting.first,
      let original = job.outputs.first(where: { $0.sha256 == job.sha256 })?.target
    else { return false }
    let isThere = try await offPool { () throws(SpoolError) in try DurableFiles.exists(FilePath(original)) }
    guard !isThere else { return false }
    try await premises.store.retry(job.id)
    premises.log.log(
      .documentTaken,
      metadata: [
        LogField.tenant: "\(tenant)", LogField.job: "\(job.id)", LogField.stage: "intake",
        LogField.document: "\(job.sha256)", "again": "yes",
      ])
    premises.jobs.ring()
    return true
  }

  // MARK: - Parts

  private func watch(_ folders: [FilePath]) {
    guard let events else { return }
    for folder in folders where !events.directories.contains(folder) {
      do {
        try events.watch(folder)
        // What came before the watch gave no event.
        premises.inboxes.ring()
      } catch {
        premises.log.log(.watchLimit, error: error)
      }
    }
  }

  /// Names what cannot be taken once, for as long as it lies there.
  private func report(_ waiting: [(entry: InboxEntry, reason: String)], _ tenant: String) {
    let paths = Set(waiting.map(\.entry.path))
    for (entry, reason) in waiting where reported[tenant]?.contains(entry.path) != true {
      premises.log.log(
        reason == "NO_READ_PERMISSION" ? .fileUnreadable : .fileRefused,
        metadata: [LogField.tenant: "\(tenant)", "reason": "\(reason)"])
    }
    reported[tenant] = paths
  }
}
