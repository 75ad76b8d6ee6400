import Accounting
import DATEV
import Delivery
import Invoice
public import JobStore
import Learning
import Logging
import Reading
import Results
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// The life of one job: the one place to read for "what happens to a document?".
///
/// Read, decided, staged, exporting (a row says so), published (renamed), finished (another row). A crash at any
/// point is mended by doing the rest again: staging is emptied and made anew before the row, and after it "is it
/// still staged?" answers "was it published?".
public struct JobProcessor: Sendable {
  let premises: Premises

  public init(_ premises: Premises) { self.premises = premises }

  /// Takes a leased job as far as it goes.
  ///
  /// Never throws: whatever happens is a state of the job and an event.
  public func run(_ job: Job) async {
    await premises.earlyReading.during(job.id) { await work(on: job) }
  }

  private func work(on job: Job) async {
    let log = log(about: job)
    let started = SuspendingClock.now
    do {
      guard let tenant = premises.settings.now.tenant(named: job.tenant) else {
        // Removed while its documents were waiting: they stay in the store and come back with the tenant.
        try await premises.store.deferJob(
          job, until: premises.now().adding(.seconds(300)), reason: "TENANT_UNKNOWN")
        return
      }
      let (outcome, publishedAt) = try await process(job, tenant, log)
      let duration = started.duration(to: .now)
      premises.goOn(job.tenant)
      var fields: Logger.Metadata = [
        LogField.stage: "finish", LogField.outcome: "\(outcome.rawValue)",
        LogField.duration: "\(duration.milliseconds)",
      ]
      // Later attempts come after a wait that is not the machine's.
      if job.attempt == 1 {
        fields[LogField.sinceClaim] = "\(publishedAt.milliseconds - job.receivedAt.milliseconds)"
      }
      log.log(outcome.event, metadata: fields)
      premises.metrics.count(.documents, ["tenant": job.tenant, "outcome": outcome.rawValue])
      premises.metrics.set(
        .lastDocument, ["tenant": job.tenant, "outcome": outcome.rawValue],
        to: Double(premises.now().milliseconds) / 1000)
      premises.metrics.observe(.documentDuration, ["outcome": outcome.rawValue], duration)
    } catch {
      await retreat(from: job, error, log)
    }
  }

  /// Publishes what an earlier run has staged and could not finish.
  public func resume(_ job: Job) async {
    let log = log(about: job)
    do {
      _ = try await publish(job, premises.settings.now.tenant(named: job.tenant))
      premises.goOn(job.tenant)
      if let outcome = job.outcome { log.log(outcome.event, metadata: [LogField.stage: "publish"]) }
    } catch {
      await retreat(from: job, error, log)
    }
  }

  private func log(about job: Job) -> Logger {
    var log = premises.log
    log[metadataKey: LogField.tenant] = "\(job.tenant)"
    log[metadataKey: LogField.job] = "\(job.id)"
    log[metadataKey: LogField.document] = "\(job.sha256)"
    return log
  }

  // MARK: - Steps

  private func process(
    _ job: Job, _ tenant: TenantSettings, _ log: Logger
  ) async throws -> (outcome: JobState, publishedAt: Timestamp) {
    // Whatever comes of a document, people get a copy of it: that is made while the reader is at work.
    async let copied = copyOriginal(of: job, tenant)
    let ending: Ending
    do {
      ending = try await timed("decide") { try await decide(job, tenant, log) }
    } catch {
      // It may be long until the next attempt, and a copy takes room.
      if (try? await copied) != nil {
        let staging = premises.staging(of: job.id, in: tenant)
        try? await offPool { () throws(SpoolError) in try DurableFiles.removeFolder(staging) }
      }
      throw error
    }
    do {
      let copy: Result<OriginalCopy?, any Error>
      do { copy = .success(try await copied) } catch { copy = .failure(error) }
      let end = try await conclude(job, ending, tenant, log, copy)
      await letGo(ending.reader, log)
      return end
    } catch {
      await letGo(ending.reader, log)
      throw error
    }
  }

  /// Writes, publishes and records what was decided.
  private func conclude(
    _ job: Job, _ ending: Ending, _ tenant: TenantSettings, _ log: Logger,
    _ copy: Result<OriginalCopy?, any Error>
  ) async throws -> (outcome: JobState, publishedAt: Timestamp) {
    try await removeAnswered(job)
    try await removeSuperseded(by: job)
    let exporting: Job
    do {
      let original = try copy.get()
      exporting = try await timed("stage") { try await stage(job, ending, tenant, original) }
    } catch let error as SpoolError {
      guard case .damaged = error else { throw error }
      // The disk has changed the original: whatever was read from it counts for nothing (fault 79).
      log.log(.storeDamaged, error: error, metadata: [LogField.stage: "stage"])
      var rotten = Ending(outcome: .rejected, findings: [Finding("ORIGINAL_DAMAGED", .blocks)])
      rotten.leavesOriginal = true
      exporting = try await stage(job, rotten, tenant, nil)
    }
    log.debug("staged", metadata: ["stage": "stage"])
    tell(of: ending.contents)
    let publishedAt = try await timed("publish") { try await publish(exporting, tenant) }
    if exporting.outcome == .booked { await link(ending.pictures, log) }
    return (exporting.outcome ?? ending.outcome, publishedAt)
  }

  /// Copies the original into staging; `nil` where people may not get it (fault 24).
  private func copyOriginal(of job: Job, _ tenant: TenantSettings) async throws(SpoolError) -> OriginalCopy? {
    guard job.objection != "HARD_LINK" else { return nil }
    let premises = premises
    return try await offPool { () throws(SpoolError) in
      try premises.requirePlace(of: tenant)
      return try OriginalCopy(
        emptying: premises.staging(of: job.id, in: tenant), of: job, premises.documents(of: job.tenant))
    }
  }

  /// Has scans of an invoice that is booked now read again: their sheets name it then.
  private func link(_ pictures: Set<String>, _ log: Logger) async {
    for id in pictures.sorted() {
      do {
        try await premises.store.retry(id)
      } catch {
        // Somebody has answered meanwhile, or the store fails: it is compared with the booked one all the same.
        log.warning("scan of a booked invoice is not read again, ignoring", error: error)
      }
    }
    if !pictures.isEmpty { premises.jobs.ring() }
  }

  /// Does a step and adds its time to the metrics.
  func timed<Result>(_ stage: String, _ step: () async throws -> Result) async rethrows -> Result {
    let started = SuspendingClock.now
    defer { premises.metrics.observe(.stageDuration, ["stage": stage], started.duration(to: .now)) }
    return try await step()
  }

  /// Reads the document and decides on every invoice in it.
  private func decide(_ job: Job, _ tenant: TenantSettings, _ log: Logger) async throws -> Ending {
    if let earlier = job.duplicateOf {
      let finding = Finding("DUPLICATE_FILE", .asks, arguments: ["of": try await name(of: earlier)])
      return Ending(
        outcome: .duplicate, findings: [finding], reply: try await reply(ofDuplicate: job, tenant))
    }
    let answer = try job.answer.map { text throws in try PersonsAnswer(json: text) }
    if let objection = job.objection, answer?.verdicts[0] != .confirmed {
      if let ending = answer?.ending { return ending }
      let isRejected = objection == "INCOMPLETE" || objection == JobStore.poisonous
      return Ending(
        outcome: isRejected ? .rejected : .review,
        findings: [Finding(objection, isRejected ? .blocks : .asks)])
    }
    guard job.deaths < Self.deathLimit else {
      return Ending(outcome: .rejected, findings: [Finding("READER_DIED", .blocks)])
    }
    guard job.size > 0 else { return Ending(outcome: .rejected, findings: [Finding("EMPTY_FILE", .blocks)]) }

    let limit = premises.settings.now.main.limits.fileSize
    guard job.size <= limit else {
      return Ending(
        outcome: .rejected,
        findings: [Finding("DOCUMENT_TOO_LARGE", .blocks, arguments: ["limit": "\(limit)"])])
    }

    let read = try await read(job, answer, tenant, log)
    do {
      var ending = try await decide(on: read, job, answer, tenant, log)
      // Without a reply its reader has died over the pictures, and that has been told.
      if ending.reply != nil { ending.reader = read }
      return ending
    } catch {
      _ = await read.end(.zero)  // the error says more
      throw error
    }
  }

  private func decide(
    on read: StreamedReply, _ job: Job, _ answer: PersonsAnswer?, _ tenant: TenantSettings, _ log: Logger
  ) async throws -> Ending {
    let reply = read.reply
    tell(of: [reply.refusal].compactMap { $0 } + reply.invoices.flatMap(\.findings), log)
    if let refusal = reply.refusal {
      return Ending(outcome: refusal.isOrder ? .other : .rejected, findings: [refusal], reply: reply)
    }
    log.debug("read", metadata: ["stage": "read", "pages": "\(reply.pageCount)"])
    if let contents = reply.contents {
      var ending = Ending(contents, of: reply)
      let taking = ContentsTaking(container: job, documents: premises.documents(of: job.tenant))
      ending.contents = try await offPool { () throws(SpoolError) in try taking.keep(contents) }
      return ending
    }

    let tenant = try await premises.adviserAccounts.completing(tenant)
    let bench = try await premises.models.pair(for: tenant.name)
    var shadows: [ShadowInvoice] = []
    var decisions: [Decider.Decision] = []
    var pictures: Set<String> = []
    for (part, invoice) in reply.invoices.enumerated() {
      var corrected = invoice
      if let answer { corrected.apply(answer, part: part) }
      let history = try await history(of: corrected, job, tenant)
      pictures.formUnion(history.pictures)
      let decision = bench.decider.decide(
        invoice, tenant: tenant, history: history, answer: answer, part: part)
      if let challenger = bench.challenger, answer == nil {
        let other = challenger.decider.decide(invoice, tenant: tenant, history: history)
        shadows.append(ShadowInvoice(job: job.id, part: part, decision.assignment, other.assignment))
      }
      decisions.append(deliverable(decision, tenant))
      if decision.findings.contains(where: { $0.code == "IBAN_CHANGED" }) {
        log.log(
          .accountOfSellerChanged, metadata: [LogField.stage: "decide", LogField.rule: "IBAN_CHANGED"])
      }
    }
    if let challenger = bench.challenger, !shadows.isEmpty {
      try await premises.store.recordShadows(shadows, model: challenger.model)
    }
    if decisions.count > 1 {
      // One of several: what is left of the file is booked all the same.
      for index in decisions.indices where answer?.verdicts[index]?.setsAside == true {
        decisions[index].status = .notAnInvoice
      }
    }
    var ending = Ending(decisions: decisions, reply: reply)
    ending.isNoDuplicate = answer?.isNoDuplicate ?? false
    if ending.isNoDuplicate { ending.referenceSuffixes = try await referenceSuffixes(decisions, job, tenant) }
    ending.pictures = pictures
    do {
      ending.reply?.pictures = try await read.pictures()
    } catch let failure as ReaderFailure {
      let refusal = try await refusal(of: job, after: failure, log)
      return Ending(outcome: .rejected, findings: [refusal])
    }
    return ending
  }

  /// Two numbers of one supplier that a person calls different may look the same in Belegfeld 1 (`A.1`, `A 1`).
  private func referenceSuffixes(
    _ decisions: [Decider.Decision], _ job: Job, _ tenant: TenantSettings
  ) async throws -> [Int: Int] {
    var suffixes: [Int: Int] = [:]
    for (part, decision) in decisions.enumerated() {
      guard let number = decision.read.invoice.invoiceNumber,
        let identity = SupplierIdentity(decision.read.invoice.seller)
      else { continue }
      let reference = Belegfeld1(cleaning: number)
      let others = try await premises.store.businessDuplicates(
        tenant: tenant.name, sellerKey: identity.key, number: number, excluding: job.id)
      let alike = others.filter { $0.jobState == .booked || $0.jobState == .exporting }
        .compactMap(\.invoiceNumber).filter { $0 != number && Belegfeld1(cleaning: $0) == reference }
      if !alike.isEmpty { suffixes[part] = Set(alike).count + 1 }
    }
    return suffixes
  }

  /// The decision, or review where no batch could hold its postings.
  private func deliverable(_ decision: Decider.Decision, _ tenant: TenantSettings) -> Decider.Decision {
    guard decision.status == .booked, let assignment = decision.assignment,
      let today = CalendarDay(iso: premises.now().day)
    else { return decision }
    let findings = premises.delivery.findings(
      decision.read.invoice, assignment.postings, tenant, today: today)
    guard !findings.isEmpty else { return decision }
    var asking = decision
    asking.status = .review
    asking.findings += findings
    return asking
  }

  /// What the reader says that somebody should look at for other reasons than accounting.
  private static let suspicious: Set<String> = [
    "ACTIVE_CONTENT", "EMBEDDED_PROGRAM", "XML_DTD", "HIDDEN_TEXT", "GIROCODE_ACCOUNT_DIFFERS",
  ]

  private func tell(of findings: [Finding], _ log: Logger) {
    for code in Set(findings.map(\.code)).intersection(Self.suspicious).sorted() {
      log.log(.hostileDocument, metadata: [LogField.stage: "read", LogField.rule: "\(code)"])
    }
  }

  /// Says of each document that was in a container that it has come, as intake does of the others.
  private func tell(of contents: [NewJob]) {
    for document in contents {
      premises.log.log(
        .documentTaken,
        metadata: [
          LogField.tenant: "\(document.tenant)", LogField.job: "\(document.id)", LogField.stage: "unpack",
          LogField.document: "\(document.sha256)", "container": "\(document.container ?? "")",
        ])
    }
    if !contents.isEmpty { premises.jobs.ring() }
  }

  private func history(of read: ReadInvoice, _ job: Job, _ tenant: TenantSettings) async throws -> History {
    let invoice = read.invoice
    var history = History(receivedOn: CalendarDay(iso: job.receivedAt.day))
    guard let identity = SupplierIdentity(invoice.seller) else { return history }
    let supplier = try await premises.store.supplier(tenant: tenant.name, matching: identity)
    if let supplier { history.knownIBANs = supplier.ibans.compactMap { IBAN($0) } }
    history.memory = try await premises.memories.memory(
      for: invoice, tenant: tenant.name, suppliers: [supplier?.key, identity.key].compactMap { $0 },
      creditor: supplier.flatMap { AccountNumber($0.creditorAccount) })
    if let number = invoice.invoiceNumber {
      let earlier = try await premises.store.businessDuplicates(
        tenant: tenant.name, sellerKey: identity.key, number: number, excluding: job.id)
      for other in earlier {
        // An e-invoice leads over scans and prints of it that wait for a person (fault 11).
        if read.readFrom == .eInvoice, other.jobState == .review,
          other.readFrom != ReadFrom.eInvoice.rawValue
        {
          history.pictures.insert(other.job)
        } else if history.sameInvoice == nil {
          history.sameInvoice = try await name(of: other.job)
        }
      }
    }
    return history
  }

  private func name(of job: String) async throws -> String {
    try await premises.store.job(job).designation
  }

  /// Takes back what an earlier decision has put into the review folder, now that there is a new one.
  ///
  /// Only files that are still as they were published: what somebody has edited is his.
  private func removeAnswered(_ job: Job) async throws {
    let stale = job.outputs
    guard !stale.isEmpty else { return }
    try await offPool { () throws(SpoolError) in
      for output in stale {
        let path = FilePath(output.target)
        guard try DurableFiles.exists(path), try DurableFiles.hash(of: path).hex == output.sha256 else {
          continue
        }
        try DurableFiles.remove(path)
      }
    }
  }

  /// Takes back what was said beside a file that somebody has moved out of its folder to have it read again.
  private func removeSuperseded(by job: Job) async throws {
    let earlier = try await premises.store.jobs(
      JobFilter(
        tenant: job.tenant, states: [.rejected, .other, .duplicate], sha256: job.sha256, limit: 20))
    for other in earlier where other.id != job.id {
      guard let original = other.outputs.first(where: { $0.sha256 == job.sha256 })?.target else { continue }
      let isThere = try await offPool { () throws(SpoolError) in try DurableFiles.exists(FilePath(original)) }
      if !isThere { try await removeAnswered(other) }
    }
  }

  /// Staged files and the row that says so.
  private func stage(
    _ job: Job, _ ending: Ending, _ tenant: TenantSettings, _ copy: OriginalCopy?
  ) async throws -> Job {
    let staging = try await outputs(of: job, ending, tenant, copy)
    let duplicates: [InvoiceRow]
    do throws(JobStoreError) {
      return try await premises.store.stage(job, staging)
    } catch {
      guard case .businessDuplicate(let rows) = error else { throw error }
      duplicates = rows
    }
    // Two copies of one invoice were decided side by side; the first to be staged is the booking.
    let earlier = duplicates.first?.job ?? ""
    let asking = ending.asking(
      Finding(
        "POSSIBLE_DUPLICATE", .asks, field: "invoice_number", arguments: ["of": try await name(of: earlier)]))
    return try await premises.store.stage(job, try await outputs(of: job, asking, tenant, nil))
  }

  /// Writes everything that the document leaves into staging and says what the row must hold.
  private func outputs(
    of job: Job, _ ending: Ending, _ tenant: TenantSettings, _ copy: OriginalCopy?
  ) async throws -> Staging {
    var creditors: [AccountNumber?] = []
    for decision in ending.decisions {
      creditors.append(try await creditor(decision, ending.outcome, tenant))
    }
    let known = creditors
    let premises = premises
    let received = job.receivedAt.description
    return try await offPool { () throws(SpoolError) in
      try premises.requirePlace(of: tenant)
      return try ending.stage(
        job, tenant, creditors: known, receivedAt: received,
        staging: premises.staging(of: job.id, in: tenant),
        documents: premises.documents(of: job.tenant), copy: copy, accountNames: premises.decider.name)
    }
  }

  /// A booked supplier gets his number for good; for others the number that he has already, if any.
  private func creditor(
    _ decision: Decider.Decision, _ outcome: JobState, _ tenant: TenantSettings
  ) async throws -> AccountNumber? {
    guard let identity = SupplierIdentity(decision.read.invoice.seller) else { return nil }
    if outcome == .booked {
      let supplier = try await premises.store.assignCreditor(
        tenant: tenant.name, range: tenant.datev.creditors, identity)
      return AccountNumber(supplier.creditorAccount)
    }
    return try await premises.store.supplier(tenant: tenant.name, matching: identity)
      .flatMap { AccountNumber($0.creditorAccount) }
  }

  /// Renames every staged file to its place, then says that the job has ended.
  ///
  /// - Returns: When the files lay in their places for good.
  private func publish(_ job: Job, _ tenant: TenantSettings?) async throws -> Timestamp {
    let mayCopy = tenant?.folders.mayCopy ?? false
    try await offPool { () throws(SpoolError) in
      try Publication.publish(
        job.outputs.map { (FilePath($0.staged), FilePath($0.target)) }, mayCopy: mayCopy)
    }
    let publishedAt = premises.now()
    try await premises.store.finish(job)
    // After the row: until then the empty folder is what says "published".
    if let staging = job.outputs.first.map({ FilePath($0.staged).removingLastComponent() }) {
      try? await offPool { () throws(SpoolError) in try DurableFiles.removeFolder(staging) }
    }
    premises.batches.ring()
    return publishedAt
  }

  // MARK: - When it does not go on

  /// Puts a job back: at once after a first reader death or a lost lease, later where the machine is at fault.
  private func retreat(from job: Job, _ error: any Error, _ log: Logger) async {
    do {
      if error is RetryAtOnce || Task.isCancelled {
        try await premises.store.release(job)
        return
      }
      if case JobStoreError.leaseLost = error {
        log.warning("lease lost, leaving the job to its new owner", error: error)
        return
      }
      let wait = Backoff.wait(afterAttempt: job.attempt, key: job.id)
      try await premises.store.deferJob(
        job, until: premises.now().adding(wait), reason: Self.reason(for: error))
      premises.holdBack(job.tenant, for: error, stage: "work")
      log.log(.documentDeferred, error: error, metadata: [LogField.stage: "retreat"])
    } catch {
      // The database itself fails: the lease runs out, and the job is taken up again then.
      if !premises.holdBack(job.tenant, for: error, stage: "retreat") {
        log.log(.storageFailed, error: error, metadata: [LogField.stage: "retreat"])
      }
    }
  }

  private static func reason(for error: any Error) -> String {
    switch error {
    case let error as SpoolError where error.isStorageFull: "STORAGE_FULL"
    case is SpoolError: "STORAGE_FAILED"
    case JobStoreError.full: "STORAGE_FULL"
    case ReaderFailure.notStarted: "READER_NOT_STARTED"
    case let failure as ReaderFailure where failure.isKill: "READER_KILLED"
    default: "INTERNAL"
    }
  }
}

extension ShadowInvoice {
  fileprivate init(job: String, part: Int, _ champion: Assignment?, _ challenger: Assignment?) {
    let lines = zip(champion?.lines ?? [], challenger?.lines ?? []).map {
      Line(champion: $0.account?.digits, challenger: $1.account?.digits)
    }
    self.init(job: job, part: part, lines: lines)
  }
}

/// How long a job waits that the machine could not finish: doubling, bounded, spread by the job's own id.
enum Backoff {
  static func wait(afterAttempt attempt: Int, key: String) -> Duration {
    let seconds = min(300, 2 << min(attempt, 8))
    let jitter = key.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 250 }
    return .seconds(seconds) + .milliseconds(seconds * jitter)
  }
}

extension JobState {
  /// How a job's end is told in the journal.
  var event: JournalEvent {
    switch self {
    case .booked: .documentBooked
    case .review: .documentInReview
    case .rejected: .documentRejected
    case .other: .documentSetAside
    case .duplicate: .documentDuplicate
    case .withdrawn: .documentWithdrawn
    case .queued, .running, .deferred, .exporting: .documentDeferred
    }
  }
}

extension ReaderFailure {
  /// Killed from outside: neither the deadline, which is told apart, nor a limit of the reader's own.
  var isKill: Bool { self == .died(signal: 9) }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
