import JobStore
import Logging
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Watches every tenant's inbox and takes what is whole: claimed, stored, then a row, then out of the inbox.
///
/// Events of the kernel only ring a bell; a look into the folder says what is there. Tenants take turns in
/// small portions, so that ten thousand files of one do not keep another's single file waiting. What keeps one file
/// from being taken puts off that file alone; a full disk holds back its tenant; only an inbox that is away
/// closes it.
public actor Intake {
  /// How long to wait before what failed is tried again.
  public struct Pace: Sendable {
    /// An inbox that is away.
    public var opening: Duration = .seconds(2)
    /// The first pause of a file that is put off; each further one is longer.
    public var file: Duration = .seconds(2)
    /// Looks into an inbox whose writers raise no events here (NFS, SMB, FUSE).
    public var polling: Duration = .seconds(10)

    public init() {}
  }

  private let premises: Premises
  private let pace: Pace
  private var inboxes: [String: TenantInbox] = [:]
  private var nextLook: [String: SuspendingClock.Instant] = [:]
  private var nextOpening: [String: SuspendingClock.Instant] = [:]
  /// Finished files that the last look has found, until they are taken.
  private var backlog: [String: ArraySlice<TenantInbox.Ready>] = [:]
  /// Claimed files that could not be stored yet; on disk they are what a restart would find.
  private var pending: [String: [Pending]] = [:]
  private var putOff: [String: [FilePath: Delay]] = [:]
  /// What was reported once and still lies there.
  private var reported: [String: Set<FilePath>] = [:]
  /// The same among the claimed files.
  private var foreign: [String: Set<FilePath>] = [:]
  private var misplaced: [String: Set<FilePath>] = [:]
  private var nextInspection: [String: SuspendingClock.Instant] = [:]
  /// Tenants whose originals were not compared with the rows since the start.
  private var uncompared: Set<String> = []
  private var nextSweep: [String: SuspendingClock.Instant] = [:]
  private var isAway: Set<String> = []
  private var events: InotifyEvents?

  /// When something is tried again, and how often it was tried.
  private struct Delay {
    var until: SuspendingClock.Instant
    var tries = 0

    /// Doubling up to 32 times the first pause.
    mutating func fail(_ first: Duration) {
      until = .now + first * (1 << min(tries, 5))
      tries += 1
    }
  }

  private struct Pending {
    var claim: Claims.Claim
    var delay = Delay(until: .now)
    /// Claimed a moment ago, and not found after a crash or a failure.
    var isFresh = false
  }

  /// How many files of one tenant are taken before the next tenant's turn.
  private static let portion = 8
  /// How many finished files a look gives, so that thousands do not mean a look per portion.
  private static let mostReady = 2000
  /// Bursts of events lead to one look per this time.
  private static let leastPause: Duration = .milliseconds(100)

  public init(_ premises: Premises, pace: Pace = Pace()) {
    self.premises = premises
    self.pace = pace
  }

  /// Takes up what a crash has left between claim and row; call it once, before ``run()``.
  public func recover() async {
    do {
      events = try InotifyEvents()
    } catch {
      premises.log.log(.watchLimit, error: error)
    }
    await openInboxes()
    uncompared = Set(inboxes.keys)
    for tenant in inboxes.keys.sorted() { await adoptOriginals(tenant) }
  }

  /// Looks and takes until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      if let events { group.addTask { await self.follow(events) } }
      group.addTask { await self.look() }
      await group.waitForAll()
    }
    await premises.earlyReading.stop()
    premises.pulse.rest("intake")
  }

  /// One look into every inbox, whatever is due (SIGHUP, `belegd scan`).
  public func lookNow() {
    nextLook = [:]
    nextSweep = [:]
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
      let interval = premises.settings.now.main.scanInterval
      await round(interval)
      premises.pulse.beat("intake")
      // Of open inboxes only: one that is away would always be due.
      let next = inboxes.keys.compactMap { nextLook[$0] }.min() ?? SuspendingClock.now + interval
      await premises.inboxes.wait(
        upTo: max(.milliseconds(1), min(SuspendingClock.now.duration(to: next), .seconds(5))))
    }
  }

  /// A turn of every tenant that is due.
  func round(_ interval: Duration) async {
    await openInboxes()
    for tenant in inboxes.keys.sorted() where (nextLook[tenant] ?? .now) <= .now {
      guard !Task.isCancelled else { return }
      var most = interval
      if inboxes[tenant]?.watching == .looks { most = min(most, pace.polling) }
      // Set before the turn: what a hint says during it must not be overwritten after it.
      nextLook[tenant] = .now + most
      let pause = await takeTurn(tenant, interval) ?? most
      if let hinted = nextLook[tenant] {
        nextLook[tenant] = min(hinted, .now + max(min(pause, most), .milliseconds(10)))
      }
      await inspect(tenant, interval)
    }
  }

  // MARK: - Inboxes

  /// Opens the inboxes of new tenants and of those that were away, closes those of removed ones.
  private func openInboxes() async {
    let settings = premises.settings.now
    let wanted = Dictionary(
      uniqueKeysWithValues: settings.tenants.map { ($0.name, FilePath($0.folders.inbox)) })
    for tenant in inboxes.keys where wanted[tenant] != inboxes[tenant]?.path { close(tenant) }
    for tenant in settings.tenants
    where inboxes[tenant.name] == nil && (nextOpening[tenant.name] ?? .now) <= .now {
      nextOpening[tenant.name] = SuspendingClock.now + pace.opening
      do {
        try await open(tenant, settings.main)
        if isAway.remove(tenant.name) != nil {
          premises.log.log(.inboxAvailable, metadata: [LogField.tenant: "\(tenant.name)"])
        }
      } catch {
        close(tenant.name)
        reportAway(tenant.name, error)
      }
    }
    premises.metrics.replace(
      .inboxAvailable,
      settings.tenants.map { (labels: ["tenant": $0.name], value: inboxes[$0.name] == nil ? 0 : 1) })
  }

  /// Forgets an inbox; what is claimed in it is found when it is opened again.
  private func close(_ tenant: String) {
    if let path = inboxes[tenant]?.path { events?.unwatch(path) }
    inboxes[tenant] = nil
    nextLook[tenant] = nil
    backlog[tenant] = nil
    pending[tenant] = nil
    putOff[tenant] = nil
  }

  private func reportAway(_ tenant: String, _ error: (any Error)? = nil) {
    guard isAway.insert(tenant).inserted else { return }
    premises.log.log(.inboxUnavailable, error: error, metadata: [LogField.tenant: "\(tenant)"])
  }

  private func open(_ tenant: TenantSettings, _ main: MainSettings) async throws {
    let premises = premises
    let documents = premises.documents(of: tenant.name)
    let inbox = try await offPool { () throws(SpoolError) in
      let marks = InboxMarks(state: premises.state)
      let path = FilePath(tenant.folders.inbox)
      let known = try marks.identity(of: tenant.name)
      // Before anything is written: below an empty mount point nothing must appear (fault 17).
      try known?.requirePlace(of: path)
      try TenantFolders.prepare(tenant, documents: documents)
      if !tenant.folders.mayCopy {
        try TenantFolders.requireRenames(tenant, from: premises.staging(of: "probe", in: tenant))
      }
      let inbox = try TenantInbox(
        tenant: tenant.name, inbox: path, known: known,
        policy: .init(
          settle: main.settle, emptyLimit: main.emptyAfter, incompleteLimit: main.incompleteAfter),
        identifiers: premises.identifiers)
      try marks.remember(inbox.identity, of: tenant.name)
      return inbox
    }
    inboxes[tenant.name] = inbox
    nextLook[tenant.name] = nil
    watch([inbox.path], inbox)
    // What a crash left claimed is stored again (the hash makes that idempotent) and enqueued under its own id.
    try await adoptClaims(tenant.name, inbox)
    await settlePending(tenant.name)
  }

  /// Takes up what lies claimed and is in nobody's hands.
  private func adoptClaims(_ tenant: String, _ inbox: TenantInbox) async throws {
    let claims = inbox.claims
    let recovery = try await offPool { () throws(SpoolError) in try claims.recover() }
    for path in recovery.foreign where foreign[tenant]?.contains(path) != true {
      tell(.fileRefused, path, tenant, reason: "FOREIGN_CLAIM")
    }
    foreign[tenant] = Set(recovery.foreign)
    let known = Set(pending[tenant]?.map(\.claim.id) ?? [])
    pending[tenant, default: []] += recovery.claims.filter { !known.contains($0.id) }.map {
      Pending(claim: $0)
    }
  }

  /// Gives a row to each original that has none: the database has forgotten what it had acknowledged (fault 75).
  ///
  /// A lost write-ahead log or an older backup leaves that. What became of the document nobody here knows, so a
  /// person looks at it.
  private func adoptOriginals(_ tenant: String) async {
    // Claimed files may have been stored a moment before the crash; they get their rows under their own ids.
    guard uncompared.contains(tenant), pending[tenant]?.isEmpty ?? true else { return }
    let documents = premises.documents(of: tenant)
    let identifiers = premises.identifiers
    do {
      // So may what is in an e-mail or an archive that was in work; it is looked at again when that has ended.
      let unfinished = JobFilter(
        tenant: tenant, states: [.queued, .running, .deferred, .exporting], limit: 1)
      guard try await premises.store.jobs(unfinished).isEmpty else { return }
      let known = try await premises.store.knownDocuments(tenant: tenant)
      let strays = try await offPool { () throws(SpoolError) -> [NewJob] in
        try documents.names().filter { !known.contains($0.sha256) }.map { name throws(SpoolError) -> NewJob in
          let status = try FileStatus(
            of: documents.path(sha256: name.sha256, fileExtension: name.fileExtension))
          return NewJob(
            id: identifiers.next().description, tenant: tenant, sha256: name.sha256,
            originalName: Array("\(name.sha256.prefix(12)).\(name.fileExtension)".utf8),
            fileExtension: name.fileExtension, size: status.size,
            receivedAt: Timestamp(milliseconds: status.modified / 1_000_000), objection: JobStore.forgotten)
        }
      }
      for stray in strays { _ = try await premises.store.enqueue(stray) }
      uncompared.remove(tenant)
      guard !strays.isEmpty else { return }
      premises.log.log(
        .rowsMissing, metadata: [LogField.tenant: "\(tenant)", LogField.count: "\(strays.count)"])
    } catch {
      // It is looked at again.
      premises.log.warning(
        "originals cannot be compared with the rows, ignoring", error: error,
        metadata: [LogField.tenant: "\(tenant)"])
    }
  }

  // MARK: - One tenant

  /// Looks into one inbox or goes on with what the last look has found, a portion at a time.
  ///
  /// - Returns: The time until the next turn.
  private func takeTurn(_ tenant: String, _ interval: Duration) async -> Duration? {
    guard let inbox = inboxes[tenant] else { return nil }
    do {
      let presence = try await offPool { () throws(SpoolError) in try inbox.presence() }
      guard presence == .present else {
        // An unmounted share looks like an empty inbox: nothing is written below it until it is back.
        close(tenant)
        reportAway(tenant)
        return nil
      }
      if let wait = premises.storage.wait(for: tenant) { return wait }
      if (nextSweep[tenant] ?? .now) <= .now {
        // What a failed call has left claimed, a name without its file: it does not wait for the next start.
        try await adoptClaims(tenant, inbox)
        await adoptOriginals(tenant)
        nextSweep[tenant] = .now + interval
      }
      let waitOfPending = await settlePending(tenant)
      if let wait = premises.storage.wait(for: tenant) { return wait }
      // At the end of a backlog the look that gave it is old: what settled meanwhile shows in the next.
      let isBacklog = backlog[tenant]?.isEmpty == false
      var pause: Duration? = isBacklog ? .zero : nil
      if !isBacklog { pause = try await lookInto(tenant) }
      for ready in backlog[tenant]?.prefix(Self.portion) ?? [] {
        guard !Task.isCancelled else { return nil }
        backlog[tenant]?.removeFirst()
        if let wait = await take(ready, tenant) { pause = min(pause ?? wait, wait) }
        guard inboxes[tenant] != nil else { return nil }
        if let wait = premises.storage.wait(for: tenant) { return wait }
      }
      if backlog[tenant]?.isEmpty == false { return .zero }
      return [pause, waitOfPending].compactMap { $0 }.min()
    } catch {
      close(tenant)
      reportAway(tenant, error)
      return nil
    }
  }

  /// - Returns: When to look again, if no hint comes first.
  private func lookInto(_ tenant: String) async throws -> Duration? {
    guard let inbox = inboxes[tenant] else { return nil }
    let most = Self.mostReady
    let (looked, look) = try await offPool { () throws(SpoolError) -> (TenantInbox, TenantInbox.Look) in
      var inbox = inbox
      let look = try inbox.look(at: .now, takingAtMost: most)
      return (inbox, look)
    }
    inboxes[tenant] = looked
    watch(look.folders, looked)
    report(look.waiting, tenant)
    let now = SuspendingClock.now
    // What is no longer there, or has become another file, is nobody's to wait for.
    let there = Set(look.ready.map(\.entry.path))
    putOff[tenant] = putOff[tenant]?.filter { there.contains($0.key) }
    backlog[tenant] = look.ready.filter { (putOff[tenant]?[$0.entry.path]?.until ?? now) <= now }[...]
    let waits = (putOff[tenant] ?? [:]).values.map { now.duration(to: $0.until) }.filter { $0 > .zero }
    return ([look.lookAgain].compactMap { $0 } + waits).min()
  }

  /// Takes one file out of the inbox, into the store and the queue.
  ///
  /// - Returns: When to look at it again; `nil` when it is taken or gone.
  private func take(_ ready: TenantInbox.Ready, _ tenant: String) async -> Duration? {
    guard let inbox = inboxes[tenant] else { return nil }
    let path = ready.entry.path
    let id = premises.identifiers.next()
    do {
      var claim = try await offPool { () throws(SpoolError) in try inbox.claim(ready, id: id) }
      claim.objection = ready.objection
      inboxes[tenant]?.forget(ready)
      putOff[tenant]?[path] = nil
      pending[tenant, default: []].append(Pending(claim: claim, isFresh: true))
      return await settlePending(tenant)
    } catch {
      switch Hindrance(error, inbox: inbox.path) {
      case .gone: return nil  // its owner has removed it
      case .file(let event, let reason):
        var delay = putOff[tenant]?[path] ?? Delay(until: .now)
        delay.fail(pace.file)
        putOff[tenant, default: [:]][path] = delay
        if delay.tries == 1 {
          tell(event, path, tenant, reason: reason, error)
        }
        return SuspendingClock.now.duration(to: delay.until)
      case .inbox, .storage:
        // The rename may have happened: the claims tell.
        do { try await adoptClaims(tenant, inbox) } catch { close(tenant) }
        return fail(error, tenant)
      }
    }
  }

  /// Brings claimed files into store and queue, those that are due.
  ///
  /// - Returns: When the next one is due.
  @discardableResult
  private func settlePending(_ tenant: String) async -> Duration? {
    var next: Duration?
    for item in pending[tenant] ?? [] where item.delay.until <= .now {
      guard let inbox = inboxes[tenant], !Task.isCancelled else { return nil }
      do {
        try await settle(item.claim, tenant, inbox, isFresh: item.isFresh && item.delay.tries == 0)
        pending[tenant]?.removeAll { $0.claim.id == item.claim.id }
        premises.goOn(tenant)
      } catch {
        switch Hindrance(error, inbox: inbox.path) {
        case .gone: pending[tenant]?.removeAll { $0.claim.id == item.claim.id }
        case .file(let event, let reason):
          delay(item, tenant)
          if item.delay.tries == 0 { tell(event, item.claim.path, tenant, reason: reason, error) }
        case .inbox, .storage:
          delay(item, tenant)
          return fail(error, tenant)
        }
      }
    }
    let now = SuspendingClock.now
    for item in pending[tenant] ?? [] {
      let wait = max(.zero, now.duration(to: item.delay.until))
      next = min(next ?? wait, wait)
    }
    return next
  }

  private func delay(_ item: Pending, _ tenant: String) {
    guard let index = pending[tenant]?.firstIndex(where: { $0.claim.id == item.claim.id }) else { return }
    pending[tenant]?[index].delay.fail(pace.file)
  }

  /// Tells of a failure that is not one file's, and holds the tenant back.
  ///
  /// - Returns: When to try again.
  private func fail(_ error: any Error, _ tenant: String) -> Duration? {
    if premises.holdBack(tenant, for: error, stage: "intake") { return premises.storage.wait(for: tenant) }
    if let path = inboxes[tenant]?.path, case .inbox = Hindrance(error, inbox: path) {
      close(tenant)
      reportAway(tenant, error)
      return nil
    }
    if premises.storage.close(tenant) {
      premises.log.log(
        .storageFailed, error: error,
        metadata: [LogField.tenant: "\(tenant)", LogField.stage: "intake"])
    }
    return premises.storage.wait(for: tenant)
  }

  /// Stored, then a row, then out of the inbox; doing it again after a failure anywhere changes nothing.
  ///
  /// - Parameter isFresh: Whether its reading may begin before its row is written.
  private func settle(
    _ claim: Claims.Claim, _ tenant: String, _ inbox: TenantInbox, isFresh: Bool
  ) async throws {
    let documents = premises.documents(of: tenant)
    let claims = inbox.claims
    let stored = try await offPool { () throws(SpoolError) in try documents.store(claim) }
    if isFresh { readEarly(claim, stored, tenant) }
    do {
      try await enqueue(claim, stored, tenant)
    } catch {
      premises.earlyReading.forget(claim.id.description)
      throw error
    }
    try await offPool { () throws(SpoolError) in try claims.remove(claim, stored: stored) }
  }

  private func readEarly(_ claim: Claims.Claim, _ stored: DocumentStore.Stored, _ tenant: String) {
    let settings = premises.settings.now
    guard claim.objection == nil, stored.size > 0, stored.size <= settings.main.limits.fileSize,
      let tenant = settings.tenant(named: tenant)
    else { return }
    premises.earlyReading.begin(
      for: claim.id.description, stored.path, premises.request(for: tenant), with: premises.read)
  }

  private func enqueue(_ claim: Claims.Claim, _ stored: DocumentStore.Stored, _ tenant: String) async throws {
    if try await readAnew(claim, stored, tenant) {
      premises.earlyReading.forget(claim.id.description)
      return
    }
    let new = NewJob(
      id: claim.id.description, tenant: tenant, sha256: stored.sha256.hex, originalName: claim.originalName,
      fileExtension: stored.fileExtension, size: stored.size,
      receivedAt: Timestamp(milliseconds: claim.id.milliseconds), objection: claim.objection)
    var job = try await premises.store.enqueue(new).job
    if job.sha256 != new.sha256 { job = try await enqueueGrown(new, job) }
    premises.log.log(
      .documentTaken,
      metadata: [
        LogField.tenant: "\(tenant)", LogField.job: "\(job.id)", LogField.stage: "intake",
        LogField.document: "\(stored.sha256.hex)",
      ])
    premises.jobs.ring()
  }

  /// A writer has gone on after the row was written: the row gets the whole bytes, or they a row of their own.
  private func enqueueGrown(_ new: NewJob, _ job: Job) async throws -> Job {
    let store = premises.store
    if try await store.replaceDocument(of: job.id, by: new) {
      let others = try await store.jobs(JobFilter(tenant: job.tenant, sha256: job.sha256, limit: 1))
      if others.isEmpty {
        let stale = premises.documents(of: job.tenant).path(
          sha256: job.sha256, fileExtension: job.fileExtension)
        try await offPool { () throws(SpoolError) in try DurableFiles.remove(stale) }
      }
      return try await store.job(job.id)
    }
    // Somebody reads the shorter bytes already. After a crash here the grown ones have their row.
    let there = try await store.jobs(JobFilter(tenant: job.tenant, sha256: new.sha256, limit: 1))
    if let there = there.first { return there }
    var grown = new
    grown.id = premises.identifiers.next().description
    return try await store.enqueue(grown).job
  }

  /// Whether these bytes are a document that somebody has moved from review back into the inbox.
  ///
  /// Its copy is gone from the review folder then; a second copy of it, dropped while the first still lies there, is
  /// a duplicate.
  private func readAnew(
    _ claim: Claims.Claim, _ stored: DocumentStore.Stored, _ tenant: String
  ) async throws -> Bool {
    let same = try await premises.store.jobs(
      JobFilter(tenant: tenant, sha256: stored.sha256.hex, limit: 100))
    // A crash may have come between that and the removal of this file.
    for job in same {
      if try await premises.store.wasRetried(job.id, for: claim.id.description) { return true }
    }
    guard let job = same.first(where: { $0.state == .review }),
      let original = job.outputs.first(where: { $0.sha256 == job.sha256 })?.target
    else { return false }
    let isThere = try await offPool { () throws(SpoolError) in try DurableFiles.exists(FilePath(original)) }
    guard !isThere else { return false }
    try await premises.store.retry(job.id, claim: claim.id.description)
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

  private func watch(_ folders: [FilePath], _ inbox: TenantInbox) {
    guard let events, inbox.watching == .events else { return }
    for folder in folders where !events.directories.contains(folder) {
      do throws(SpoolError) {
        try events.watch(folder)
        // What came before the watch gave no event.
        premises.inboxes.ring()
      } catch {
        // A path too long for the call, or a folder that is gone again: the looks find what is in it.
        guard case .watchesExhausted = error else { continue }
        premises.log.log(.watchLimit, error: error)
      }
    }
  }

  /// Names what cannot be taken once, for as long as it lies there.
  private func report(_ waiting: [(path: FilePath, reason: String)], _ tenant: String) {
    for (path, reason) in waiting where reported[tenant]?.contains(path) != true {
      tell(reason == "NO_READ_PERMISSION" ? .fileUnreadable : .fileRefused, path, tenant, reason: reason)
    }
    reported[tenant] = Set(waiting.map(\.path))
  }

  /// Tells of a file that a person must look at: where it lies, and its name at the level debug only.
  private func tell(
    _ event: JournalEvent, _ path: FilePath, _ tenant: String, reason: String, _ error: (any Error)? = nil
  ) {
    premises.log.log(
      event, error: error,
      metadata: [
        LogField.tenant: "\(tenant)", LogField.folder: "\(path.folder)", LogField.reason: "\(reason)",
      ])
    premises.log.debug(
      "the file", metadata: [LogField.tenant: "\(tenant)", "path": "\(path.display)"])
  }

  /// Looks now and then for documents in the outbox, where nobody reads them.
  private func inspect(_ tenant: String, _ interval: Duration) async {
    guard (nextInspection[tenant] ?? .now) <= .now else { return }
    nextInspection[tenant] = .now + interval
    guard let settings = premises.settings.now.tenant(named: tenant) else { return }
    // An outbox that is away has nothing in it to tell of; publishing tells that it is away.
    let found =
      (try? await offPool { () throws(SpoolError) in try TenantFolders.misplaced(in: settings) }) ?? []
    for path in found where misplaced[tenant]?.contains(path) != true {
      tell(.fileMisplaced, path, tenant, reason: "NOT_READ")
    }
    misplaced[tenant] = Set(found)
  }
}

/// What a failed step of intake means for everything else.
private enum Hindrance {
  /// The file is nobody's any more.
  case gone
  /// Only this file waits.
  case file(JournalEvent, reason: String)
  /// The folder itself is away or gone stale.
  case inbox
  /// The state, the store or the database: everything of this tenant waits.
  case storage

  init(_ error: any Error, inbox: FilePath) {
    guard let error = error as? SpoolError else {
      self = .storage
      return
    }
    let isInInbox = error.path?.starts(with: inbox) ?? false
    switch error {
    case .alreadyClaimed: self = .gone
    case .stillWritten, .replaced: self = .file(.fileStillWritten, reason: "STILL_WRITTEN")
    case .notRegularFile: self = .file(.fileRefused, reason: "NOT_A_FILE")
    case .hasFurtherNames: self = .file(.fileRefused, reason: "HARD_LINK")
    case .targetExists where isInInbox: self = .file(.fileRefused, reason: "NAME_TAKEN")
    case .directoryMissing, .inboxExchanged: self = isInInbox ? .inbox : .storage
    case .system(_, _, let reason) where isInInbox:
      switch reason {
      case .permissionDenied, .notPermitted, .textFileBusy, .resourceBusy, .fileTooLarge:
        self = .file(.fileUnreadable, reason: "\(reason)")
      case .noSpace, .diskQuotaExceeded: self = .storage
      default: self = .inbox
      }
    default: self = .storage
    }
  }
}
