import GRDB

/// What the store knows of one tenant's month, for reconciliation.
public struct LedgerRows: Sendable {
  /// Received in the month, in the order of their ids.
  public var jobs: [Job] = []
  public var invoices: [InvoiceRow] = []
  /// Of those jobs, in no batch too.
  public var postings: [PostingRow] = []
  /// Of those jobs.
  public var events: [Event] = []
  /// Of the tenant, whatever month.
  public var batches: [Batch] = []
  public var batchEvents: [Event] = []
  /// Jobs that the audit trail has seen coming in that month and that have no row.
  public var lostJobs: [String] = []
  /// Lines that are missing from the whole audit trail.
  public var missingEvents: Int64 = 0
}

/// Questions of the ledger.
extension JobStore {
  /// Everything about the documents that a tenant has received in a month, read in one transaction.
  ///
  /// - Parameter month: `YYYY-MM`, in universal time as the rows are.
  public func ledgerRows(tenant: String, month: String) async throws(JobStoreError) -> LedgerRows {
    try await read { db in
      let inMonth = "SELECT id FROM jobs WHERE tenant = :tenant AND substr(received_at, 1, 7) = :month"
      let arguments: StatementArguments = ["tenant": tenant, "month": month]
      var rows = LedgerRows()
      rows.jobs = try Job.fetchAll(
        db, "SELECT * FROM jobs WHERE id IN (\(inMonth)) ORDER BY id", arguments)
      rows.invoices = try Row.fetchAll(
        db, sql: "\(InvoiceRow.select) WHERE job IN (\(inMonth)) ORDER BY job, part", arguments: arguments
      ).map { try InvoiceRow($0) }
      rows.postings = try Row.fetchAll(
        db, sql: "\(PostingRow.select) WHERE job IN (\(inMonth)) ORDER BY job, part, ordinal, postings.id",
        arguments: arguments
      ).map { PostingRow($0) }
      rows.events = try Row.fetchAll(
        db, sql: "SELECT * FROM events WHERE job IN (\(inMonth)) ORDER BY id", arguments: arguments
      ).map { try Event($0) }
      rows.batches = try Row.fetchAll(
        db, sql: "\(Batch.select) WHERE tenant = ? ORDER BY id", arguments: [tenant]
      ).map { try Batch($0) }
      rows.batchEvents = try Row.fetchAll(
        db, sql: "SELECT * FROM events WHERE tenant = ? AND batch IS NOT NULL ORDER BY id",
        arguments: [tenant]
      ).map { try Event($0) }
      rows.lostJobs = try String.fetchAll(
        db,
        sql: """
          SELECT job FROM events WHERE tenant = :tenant AND kind = 'enqueued'
            AND substr(json_extract(detail, '$.received_at'), 1, 7) = :month
            AND job NOT IN (SELECT id FROM jobs) ORDER BY id
          """, arguments: arguments)
      rows.missingEvents =
        try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) - count(*) FROM events") ?? 0
      return rows
    }
  }

  /// The number of the newest line of a tenant's audit trail: nothing has happened while it stays the same.
  public func lastEvent(tenant: String) async throws(JobStoreError) -> Int64 {
    try await read { db in
      try Int64.fetchOne(
        db, sql: "SELECT coalesce(max(id), 0) FROM events WHERE tenant = ?", arguments: [tenant]) ?? 0
    }
  }

  /// Marks an unfinished job that may have ended after the backup that it comes from: a person looks at it.
  public func doubt(_ id: String) async throws(JobStoreError) {
    let now = now()
    try await write("doubt") { db in
      let job = try Job.fetch(db, id: id)
      guard !job.state.isFinal else { return }
      try db.execute(
        sql: """
          UPDATE jobs SET state = 'queued', objection = coalesce(objection, ?), leased_by = NULL,
            lease_until = NULL, not_before = NULL, outcome = NULL WHERE id = ?
          """, arguments: [Self.doubtful, id])
      try Event.append(db, now, "restored", job, before: job.state, after: .queued)
    }
  }

  /// Puts a job back whose staged files did not come along with a backup: it is read again.
  public func restage(_ id: String) async throws(JobStoreError) {
    let now = now()
    try await write("restage") { db in
      let job = try Job.fetch(db, id: id)
      guard job.state == .exporting else {
        throw JobStoreError.wrongState(job: id, job.state, wanted: [.exporting])
      }
      try db.execute(
        sql: "UPDATE jobs SET state = 'queued', not_before = NULL, outcome = NULL WHERE id = ?",
        arguments: [id])
      try Event.append(db, now, "restored", job, before: .exporting, after: .queued)
    }
  }

  /// The objection of a document whose row was lost with a part of the database: a person looks at it.
  public static let forgotten = "ROW_LOST"

  /// The objection of a job that a restored backup knows as unfinished although its results are there.
  public static let doubtful = "RESTORED"
}
