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
  /// By batch, in the order of their ids.
  public var members: [Int64: BatchMembers] = [:]
  public var batchEvents: [Event] = []
  public var suppliers: [SupplierRow] = []
  /// What the audit trail tells of suppliers.
  public var supplierEvents: [Event] = []
  public var corrections: [CorrectionRow] = []
  public var correctionEvents: [Event] = []
  /// Jobs that the audit trail has seen coming in that month and that have no row in it.
  public var lostJobs: [String] = []
  /// Lines that are missing from the whole audit trail.
  public var missingEvents: Int64 = 0

  /// What stands in a batch.
  public struct BatchMembers: Hashable, Sendable {
    public var postings: [Int64] = []
    public var files: [BatchOutput] = []

    public init() {}
  }

  /// A supplier as far as money depends on it.
  public struct SupplierRow: Hashable, Sendable {
    public var account: String
    public var key: String
    public var ibans: [String]
  }
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
            AND job NOT IN (\(inMonth)) ORDER BY id
          """, arguments: arguments)
      // SQLite keeps the highest number that was ever given, so that the newest lines cannot go unnoticed.
      rows.missingEvents =
        try Int64.fetchOne(
          db,
          sql: """
            SELECT max((SELECT coalesce(max(id), 0) FROM events),
              coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)) - (SELECT count(*) FROM events)
            """) ?? 0
      try Self.addTenantsRows(db, tenant, to: &rows)
      return rows
    }
  }

  /// Those that belong to no month: suppliers, corrections, what stands in batches.
  private static func addTenantsRows(_ db: Database, _ tenant: String, to rows: inout LedgerRows) throws {
    func events(_ kinds: String) throws -> [Event] {
      try Row.fetchAll(
        db, sql: "SELECT * FROM events WHERE tenant = ? AND kind IN (\(kinds)) ORDER BY id",
        arguments: [tenant]
      ).map { try Event($0) }
    }
    for row in try Row.fetchAll(
      db, sql: "SELECT batch, id FROM postings WHERE tenant = ? AND batch IS NOT NULL ORDER BY batch, id",
      arguments: [tenant])
    { rows.members[row["batch"], default: .init()].postings.append(row["id"]) }
    for row in try Row.fetchAll(
      db,
      sql: """
        SELECT batch, name, batch_files.sha256 FROM batch_files JOIN batches ON batches.id = batch
        WHERE tenant = ? ORDER BY batch, position
        """, arguments: [tenant])
    {
      rows.members[row["batch"], default: .init()].files.append(
        BatchOutput(name: row["name"], sha256: row["sha256"]))
    }
    rows.suppliers = try Row.fetchAll(
      db, sql: "SELECT * FROM suppliers WHERE tenant = ? ORDER BY id", arguments: [tenant]
    ).map { row in
      let supplier = try Supplier(db, row)
      return .init(account: supplier.creditorAccount, key: supplier.key, ibans: supplier.ibans)
    }
    rows.supplierEvents = try events(
      "'supplier created', 'supplier renumbered', 'suppliers merged', 'iban remembered'")
    rows.corrections = try Row.fetchAll(
      db, sql: "SELECT *, NULL AS undone_by FROM corrections WHERE tenant = ? ORDER BY id",
      arguments: [tenant]
    ).map { try CorrectionRow($0) }
    rows.correctionEvents = try events("'corrected', 'correction taken back'")
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
