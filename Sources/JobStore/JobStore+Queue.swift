import FoundationEssentials
import GRDB

/// The verbs that move a job.
extension JobStore {
  /// Records a stored document, once per claim.
  ///
  /// The same id again, after a crash between row and removal of the claimed file, gives the row that is there.
  /// In the same transaction the store looks for an earlier job of the tenant with the same bytes that is in work,
  /// booked or in review.
  public func enqueue(_ new: NewJob) async throws(JobStoreError) -> Enqueued {
    let now = now()
    return try await write("enqueue") { db in try Self.enqueue(db, new, now) }
  }

  /// Gives the next due job to a worker; `nil` when there is none.
  ///
  /// Of all tenants the one that was served longest ago, of its jobs the oldest: a thousand scans of one tenant do
  /// not delay another's single file (fault 12). What was in work at more than two ends of the service stands behind the
  /// others, or a storm of kills would hit it again and again. Raises ``Job/attempt``.
  ///
  /// - Parameters:
  ///   - duration: The lease ends after this unless it is extended.
  ///   - paused: Tenants to pass over (inbox or outbox away, removed from the settings).
  public func lease(
    worker: String, for duration: Duration = .seconds(600), excluding paused: Set<String> = []
  )
    async throws(JobStoreError) -> Job?
  {
    let now = now()
    let isDue = """
      tenant = tenants.tenant AND state IN ('queued', 'deferred')
        AND (not_before IS NULL OR not_before <= :now OR deferred_at > :now)
      """
    return try await write("lease") { db in
      let excluded = String(decoding: try JSONEncoder().encode(paused.sorted()), as: UTF8.self)
      // A deferral made in the future means that the clock was set back: it is due (fault 28).
      let row = try Row.fetchOne(
        db,
        sql: """
          UPDATE jobs SET state = 'running', attempt = attempt + 1, leased_by = :worker, lease_until = :until,
            not_before = NULL, defer_reason = NULL
          WHERE id = (
            SELECT next FROM (
              SELECT turn, coalesce(
                (SELECT id FROM jobs WHERE \(isDue) AND interruptions <= :patience ORDER BY id LIMIT 1),
                (SELECT id FROM jobs WHERE \(isDue) ORDER BY interruptions, id LIMIT 1)) AS next
              FROM tenants WHERE tenant NOT IN (SELECT value FROM json_each(:paused)))
            WHERE next IS NOT NULL ORDER BY turn, next LIMIT 1)
          RETURNING *
          """,
        arguments: [
          "worker": worker, "until": now.adding(duration).description, "now": now.description,
          "paused": excluded, "patience": Self.killPatience,
        ])
      guard let row else { return nil }
      let job = try Job(row)
      try db.execute(
        sql: "UPDATE tenants SET turn = (SELECT max(turn) + 1 FROM tenants) WHERE tenant = ?",
        arguments: [job.tenant])
      // RETURNING has the new values only; this column still tells where the job came from.
      let wasDeferred = (row["deferred_at"] as String?) != nil
      if wasDeferred {
        try db.execute(sql: "UPDATE jobs SET deferred_at = NULL WHERE id = ?", arguments: [job.id])
      }
      try Event.append(
        db, now, "leased", job, before: wasDeferred ? .deferred : .queued, after: .running,
        ["worker": worker, "attempt": "\(job.attempt)"])
      return job
    }
  }

  /// Prolongs a lease.
  ///
  /// - Throws: ``JobStoreError/leaseLost(job:attempt:)`` when another attempt has begun.
  public func extend(_ job: Job, by duration: Duration) async throws(JobStoreError) {
    let until = now().adding(duration)
    try await write("extend") { db in
      try Self.hold(db, job, .running)
      try db.execute(
        sql: "UPDATE jobs SET lease_until = ? WHERE id = ?", arguments: [until.description, job.id])
    }
  }

  /// Records what a worker has made of a job: running → exporting, with invoices and postings, at once.
  ///
  /// The staged files must be durable before. The rows of an earlier attempt are replaced.
  ///
  /// - Throws: ``JobStoreError/leaseLost(job:attempt:)``; ``JobStoreError/businessDuplicate(of:)`` when asked to
  ///   refuse and another document in work, booked or in review has one of the invoices.
  @discardableResult
  public func stage(_ job: Job, _ staging: Staging) async throws(JobStoreError) -> Job {
    let now = now()
    return try await write("stage") { db in
      let current = try Self.hold(db, job, .running)
      if staging.refusesBusinessDuplicates {
        var others: [InvoiceRow] = []
        for invoice in staging.invoices {
          others += try Self.businessDuplicates(
            db, tenant: current.tenant, sellerKey: invoice.sellerKey,
            number: invoice.invoiceNumber.flatMap(InvoiceNumber.normalised), excluding: job.id,
            in: [.exporting, .booked, .review])
        }
        others.removeAll { $0.jobState == .review && staging.leadsOver.contains($0.job) }
        guard others.isEmpty else { throw JobStoreError.businessDuplicate(of: others) }
      }
      try db.execute(sql: "DELETE FROM invoices WHERE job = ?", arguments: [job.id])
      try db.execute(
        sql: "DELETE FROM postings WHERE job = ? AND batch IS NULL AND is_withdrawn = 0", arguments: [job.id])
      for invoice in staging.invoices { try Self.insert(db, invoice, current) }
      for posting in staging.postings { try Self.insert(db, posting, current) }
      for document in staging.contents { _ = try Self.enqueue(db, document, now) }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try db.execute(
        sql: """
          UPDATE jobs SET state = 'exporting', outcome = ?, outputs = ?, reasons = ?, pages = ?, read_from = ?,
            durations = ?, leased_by = NULL, lease_until = NULL WHERE id = ?
          """,
        arguments: [
          staging.outcome.rawValue, String(decoding: try encoder.encode(staging.outputs), as: UTF8.self),
          staging.reasons, staging.pages, staging.readFrom, staging.durations, job.id,
        ])
      try Event.append(
        db, now, "staged", current, before: .running, after: .exporting,
        [
          "outcome": staging.outcome.rawValue, "invoices": "\(staging.invoices.count)",
          "postings": "\(staging.postings.count)", "outputs": "\(staging.outputs.count)",
          "content": staging.digest,
        ])
      return try Job.fetch(db, id: job.id)
    }
  }

  /// Ends a job whose outputs are published: exporting → the outcome that was staged.
  ///
  /// A booked job's postings enter the tenant's open batch of their fiscal year and month, which is made when there
  /// is none. A job that has finished already is returned as it is.
  @discardableResult
  public func finish(_ job: Job) async throws(JobStoreError) -> Job {
    let now = now()
    return try await write("finish") { db in
      let current = try Job.fetch(db, id: job.id)
      guard current.attempt == job.attempt else {
        throw JobStoreError.leaseLost(job: job.id, attempt: job.attempt)
      }
      if current.state.isFinal, current.state == current.outcome { return current }
      guard current.state == .exporting, let outcome = current.outcome else {
        throw JobStoreError.wrongState(job: job.id, current.state, wanted: [.exporting])
      }
      if outcome == .booked { try Self.enterBatches(db, current, now) }
      try db.execute(
        sql: """
          UPDATE jobs SET state = outcome, finished_at = ?, not_before = NULL, deferred_at = NULL,
            defer_reason = NULL WHERE id = ?
          """, arguments: [now.description, job.id])
      try Event.append(db, now, "finished", current, before: .exporting, after: outcome)
      return try Job.fetch(db, id: job.id)
    }
  }

  /// Puts a job off because of the machine's fault; it comes back by itself.
  ///
  /// A running job is read again, an exporting one only published again: see ``exporting(dueOnly:)``.
  public func deferJob(_ job: Job, until: Timestamp, reason: String) async throws(JobStoreError) {
    let now = now()
    try await write("defer") { db in
      let current = try Self.hold(db, job, .running, .exporting)
      let after = current.state == .running ? JobState.deferred : .exporting
      try db.execute(
        sql: """
          UPDATE jobs SET state = ?, not_before = ?, deferred_at = ?, defer_reason = ?, leased_by = NULL,
            lease_until = NULL WHERE id = ?
          """, arguments: [after.rawValue, until.description, now.description, reason, job.id])
      try Event.append(
        db, now, "deferred", current, before: current.state, after: after,
        ["until": until.description, "reason": reason])
    }
  }

  /// Puts a running job back unfinished, for a drain; the attempt does not count.
  public func release(_ job: Job) async throws(JobStoreError) {
    let now = now()
    try await write("release") { db in
      let current = try Self.hold(db, job, .running)
      try db.execute(
        sql: "UPDATE jobs SET state = 'queued', leased_by = NULL, lease_until = NULL WHERE id = ?",
        arguments: [job.id])
      try Event.append(db, now, "released", current, before: .running, after: .queued)
    }
  }

  /// Counts a reader that died over this job.
  ///
  /// - Returns: All deaths so far.
  @discardableResult
  public func recordDeath(_ job: Job, cause: String) async throws(JobStoreError) -> Int {
    let now = now()
    return try await write("recordDeath") { db in
      let current = try Self.hold(db, job, .running)
      try db.execute(sql: "UPDATE jobs SET deaths = deaths + 1 WHERE id = ?", arguments: [job.id])
      try Event.append(db, now, "reader died", current, ["cause": cause])
      return current.deaths + 1
    }
  }

  /// Counts a reader that was killed from outside, as by the machine for want of memory.
  ///
  /// - Returns: All kills since a person last asked for this document.
  @discardableResult
  public func recordKill(_ job: Job) async throws(JobStoreError) -> Int {
    let now = now()
    return try await write("recordKill") { db in
      let current = try Self.hold(db, job, .running)
      try Event.append(db, now, Self.killed, current)
      return try Self.count(db, Self.killed, of: job.id)
    }
  }

  /// Gives a job that nobody has read yet the bytes that its file has by now (fault 4).
  ///
  /// - Returns: `false` when it is no longer queued unread: what was added is a document of its own then.
  public func replaceDocument(of id: String, by new: NewJob) async throws(JobStoreError) -> Bool {
    let now = now()
    return try await write("replaceDocument") { db in
      let job = try Job.fetch(db, id: id)
      guard job.state == .queued, job.attempt == 0 else { return false }
      try db.execute(
        sql:
          "UPDATE jobs SET sha256 = ?, extension = ?, size = ?, objection = ?, duplicate_of = NULL WHERE id = ?",
        arguments: [new.sha256, new.fileExtension, new.size, new.objection, id])
      try Event.append(
        db, now, "replaced", job: id, tenant: job.tenant, batch: nil, before: job.sha256, after: new.sha256)
      return true
    }
  }

  /// How the last run has ended that ``recover(onlyExpired:after:)`` cleans up behind.
  public enum LastEnd: String, Hashable, Sendable {
    /// By a kill from outside or a power cut: the documents in work are not to blame.
    case killed
    /// Of a fault of its own, for which one of the documents in work may be the cause.
    case crashed
  }

  /// The objection of a document over which the service itself has died again and again (fault 83).
  public static let poisonous = "SERVICE_DIED"
  /// So many crashes of our own, or so many ends of any kind, make a document suspicious enough to reject it.
  private static let crashLimit = 2
  private static let interruptionLimit = 8
  /// So many kills from outside are followed by another attempt at once.
  private static let killPatience = 2
  private static let killed = "reader killed"

  /// What ``recover(onlyExpired:after:)`` found.
  public struct Recovery: Hashable, Sendable {
    /// Ids of running jobs that are queued again.
    public var requeued: [String] = []
    /// Those of them that are not read again; see ``poisonous``.
    public var poisonous: [String] = []
    /// Jobs whose outputs must be published again, then finished.
    public var exporting: [Job] = []
  }

  /// Makes running jobs queued: all at start, when nobody can hold a lease; or only those whose lease is over.
  ///
  /// After a crash of our own the documents that were in work come back one after the other, so that an innocent
  /// one is not in work again beside the one that is to blame. What kills from outside hit again and again waits
  /// longer each time: others get their turn, and a storm of kills does not make it suspicious.
  @discardableResult
  public func recover(
    onlyExpired: Bool = false, after end: LastEnd = .killed
  ) async throws(JobStoreError) -> Recovery {
    let now = now()
    return try await write("recover") { db in
      let condition = onlyExpired ? "AND lease_until <= '\(now)'" : ""
      var recovery = Recovery()
      for job in try Job.fetchAll(db, "SELECT * FROM jobs WHERE state = 'running' \(condition) ORDER BY id") {
        let kind = onlyExpired ? "lease expired" : end == .crashed ? "crashed" : "recovered"
        let crashes = try Self.count(db, "crashed", of: job.id) + (kind == "crashed" ? 1 : 0)
        let kills = try Self.count(db, "recovered", of: job.id) + (kind == "recovered" ? 1 : 0)
        let isPoisonous = crashes >= Self.crashLimit || crashes + kills >= Self.interruptionLimit
        var pause = Duration.zero
        if kind == "crashed" {
          pause = .seconds(10 * recovery.requeued.count)
        } else if kind == "recovered", !isPoisonous, kills > Self.killPatience {
          pause = .seconds(min(300, 5 << (kills - Self.killPatience - 1)))
        }
        let after: JobState = pause > .zero ? .deferred : .queued
        try Event.append(
          db, now, kind, job, before: .running, after: after, ["attempt": "\(job.attempt)"])
        try db.execute(
          sql: """
            UPDATE jobs SET state = :state, interruptions = interruptions + :count, leased_by = NULL,
              lease_until = NULL, not_before = :until, deferred_at = :now, defer_reason = :reason,
              objection = CASE WHEN :poisonous THEN coalesce(objection, :objection) ELSE objection END
            WHERE id = :id
            """,
          arguments: [
            "state": after.rawValue, "count": onlyExpired ? 0 : 1,
            "until": after == .deferred ? now.adding(pause).description : nil,
            "now": after == .deferred ? now.description : nil,
            "reason": after == .deferred ? (end == .crashed ? "SERVICE_CRASHED" : "SERVICE_KILLED") : nil,
            "poisonous": isPoisonous,
            "objection": Self.poisonous, "id": job.id,
          ])
        recovery.requeued.append(job.id)
        if isPoisonous { recovery.poisonous.append(job.id) }
      }
      recovery.exporting = try Job.fetchAll(db, "SELECT * FROM jobs WHERE state = 'exporting' ORDER BY id")
      return recovery
    }
  }

  /// Jobs between staging and publishing, oldest first; with `dueOnly` those that are not put off.
  public func exporting(dueOnly: Bool = true) async throws(JobStoreError) -> [Job] {
    let now = now().description
    return try await read { db in
      try Job.fetchAll(
        db,
        """
        SELECT * FROM jobs WHERE state = 'exporting'
          AND (? OR not_before IS NULL OR not_before <= ? OR deferred_at > ?) ORDER BY id
        """, [!dueOnly, now, now])
    }
  }

  /// Takes a person's answer: review → queued.
  @discardableResult
  public func resolve(_ id: String, answer: String) async throws(JobStoreError) -> Job {
    try await requeue(id, from: [.review], verb: Self.answered, answer: answer)
  }

  /// Tries again what was held for a person, rejected, set aside or put off; it is read anew, as no duplicate.
  ///
  /// - Parameter claim: The file in the inbox that asks for it, so that the same file asks once.
  @discardableResult
  public func retry(_ id: String, claim: String? = nil) async throws(JobStoreError) -> Job {
    try await requeue(
      id, from: [.review, .rejected, .other, .duplicate, .deferred], verb: "retried", answer: nil,
      claim: claim)
  }

  /// Whether this file in the inbox has asked for the job to be tried again.
  public func wasRetried(_ id: String, for claim: String) async throws(JobStoreError) -> Bool {
    try await read { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM events WHERE job = ? AND kind = 'retried'
            AND json_extract(detail, '$.claim') = ?)
          """, arguments: [id, claim]) ?? false
    }
  }

  /// Takes a booked job back: what is in an open batch leaves it, the rest is reversed in the open one.
  ///
  /// - Parameter reversal: Makes the counter-posting of one that stands in a closed batch.
  @discardableResult
  public func withdraw(
    _ id: String, reason: String, reversal: @escaping @Sendable (PostingRow) throws -> NewPosting
  ) async throws(JobStoreError) -> Job {
    let now = now()
    return try await write("withdraw") { db in
      let job = try Job.fetch(db, id: id)
      guard job.state == .booked else {
        throw JobStoreError.wrongState(job: id, job.state, wanted: [.booked])
      }
      var reversed = 0
      for row in try Row.fetchAll(
        db,
        sql:
          "\(PostingRow.select) WHERE job = ? AND reversal_of IS NULL AND is_withdrawn = 0 ORDER BY postings.id",
        arguments: [id])
      {
        let posting = PostingRow(row)
        guard let batch = posting.batch else { continue }
        if try Batch.fetch(db, id: batch).state == .open {
          try db.execute(
            sql: "UPDATE postings SET batch = NULL, is_withdrawn = 1 WHERE id = ?", arguments: [posting.id])
        } else {
          try Self.insert(db, try reversal(posting), job, reversalOf: posting.id)
          reversed += 1
        }
      }
      try Self.enterBatches(db, job, now)
      if job.answer != nil { try Self.undoLessons(db, now, of: job) }
      try db.execute(sql: "UPDATE jobs SET state = 'withdrawn' WHERE id = ?", arguments: [id])
      try Event.append(
        db, now, "withdrawn", job, before: .booked, after: .withdrawn,
        ["reason": reason, "reversed": "\(reversed)"])
      return try Job.fetch(db, id: id)
    }
  }

  // MARK: - Parts

  private func requeue(
    _ id: String, from states: [JobState], verb: String, answer: String?, claim: String? = nil
  )
    async throws(JobStoreError) -> Job
  {
    let now = now()
    return try await write(verb) { db in
      let job = try Job.fetch(db, id: id)
      guard states.contains(job.state) else {
        throw JobStoreError.wrongState(job: id, job.state, wanted: states)
      }
      try db.execute(
        sql: """
          UPDATE jobs SET state = 'queued', answer = coalesce(?, answer), deaths = 0, duplicate_of = NULL,
            outcome = NULL, not_before = NULL, deferred_at = NULL, defer_reason = NULL, finished_at = NULL,
            objection = nullif(objection, ?)
          WHERE id = ?
          """, arguments: [answer, Self.poisonous, id])
      try Event.append(
        db, now, verb, job, before: job.state, after: .queued, ["answer": answer, "claim": claim])
      return try Job.fetch(db, id: id)
    }
  }

  /// The row, if it is still this attempt's and in one of the states.
  @discardableResult
  private static func hold(_ db: Database, _ job: Job, _ states: JobState...) throws -> Job {
    let current = try Job.fetch(db, id: job.id)
    guard current.attempt == job.attempt, states.contains(current.state) else {
      throw JobStoreError.leaseLost(job: job.id, attempt: job.attempt)
    }
    return current
  }

  private static func insert(_ db: Database, _ invoice: NewInvoice, _ job: Job) throws {
    try db.execute(
      sql: """
        INSERT INTO invoices (job, part, tenant, status, invoice_number, normalised_number, seller_key, issue_date,
          currency, gross, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        job.id, invoice.part, job.tenant, invoice.status, invoice.invoiceNumber,
        invoice.invoiceNumber.flatMap(InvoiceNumber.normalised), invoice.sellerKey, invoice.issueDate,
        invoice.currency, invoice.gross, invoice.resultJSON,
      ])
  }

  private static func insert(
    _ db: Database, _ posting: NewPosting, _ job: Job, reversalOf: Int64? = nil
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO postings (job, part, ordinal, tenant, posting_date, fiscal_year_start, row, reversal_of)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        job.id, posting.part, posting.ordinal, job.tenant, posting.postingDate, posting.fiscalYearStart,
        posting.rowJSON, reversalOf,
      ])
  }

  /// Puts the job's postings that stand in no batch into the open ones of their months.
  private static func enterBatches(_ db: Database, _ job: Job, _ now: Timestamp) throws {
    let periods = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT fiscal_year_start AS year, substr(posting_date, 1, 7) AS month FROM postings
        WHERE job = ? AND batch IS NULL AND is_withdrawn = 0 ORDER BY 1, 2
        """, arguments: [job.id])
    for period in periods {
      let (year, month): (String, String) = (period["year"], period["month"])
      try db.execute(
        sql: """
          INSERT INTO batches (tenant, fiscal_year_start, month, state, last_posting_at, created_at)
          VALUES (:tenant, :year, :month, 'open', :now, :now)
          ON CONFLICT (tenant, fiscal_year_start, month) WHERE state = 'open'
          DO UPDATE SET last_posting_at = excluded.last_posting_at
          """, arguments: ["tenant": job.tenant, "year": year, "month": month, "now": now.description])
      try db.execute(
        sql: """
          UPDATE postings SET batch = (SELECT id FROM batches WHERE tenant = :tenant AND fiscal_year_start = :year
            AND month = :month AND state = 'open')
          WHERE job = :job AND batch IS NULL AND is_withdrawn = 0 AND fiscal_year_start = :year
            AND substr(posting_date, 1, 7) = :month
          """, arguments: ["tenant": job.tenant, "year": year, "month": month, "job": job.id])
    }
  }

  /// How often something has happened to a job since a person last asked for it.
  private static func count(_ db: Database, _ kind: String, of job: String) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM events WHERE job = :job AND kind = :kind AND id > (
          SELECT coalesce(max(id), 0) FROM events WHERE job = :job AND kind IN ('resolved', 'retried'))
        """, arguments: ["job": job, "kind": kind]) ?? 0
  }

  static func list(_ states: some Sequence<JobState>) -> String {
    states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
  }
}

extension Event {
  /// Appends a line; keys without a value are left out.
  static func append(
    _ db: Database, _ now: Timestamp, _ kind: String, _ job: Job? = nil, tenant: String? = nil,
    batch: Int64? = nil,
    before: JobState? = nil, after: JobState? = nil, _ detail: [String: String?] = [:]
  ) throws {
    try append(
      db, now, kind, job: job?.id, tenant: tenant ?? job?.tenant, batch: batch,
      before: before?.rawValue ?? (after != nil && job?.state != after ? job?.state.rawValue : nil),
      after: after?.rawValue, detail)
  }

  static func append(
    _ db: Database, _ now: Timestamp, _ kind: String, job: String?, tenant: String?, batch: Int64?,
    before: String?,
    after: String?, _ detail: [String: String?] = [:]
  ) throws {
    let present = detail.compactMapValues { $0 }
    var text: String?
    if !present.isEmpty {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      text = String(decoding: try encoder.encode(present), as: UTF8.self)
    }
    try db.cachedStatement(
      sql: """
        INSERT INTO events (at, tenant, job, batch, kind, before, after, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [now.description, tenant, job, batch, kind, before, after, text])
  }
}
