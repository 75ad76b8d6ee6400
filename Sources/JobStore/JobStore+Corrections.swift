import GRDB

/// A line of the log of corrections, before it stands there.
public struct NewCorrection: Hashable, Sendable {
  /// The document that was corrected, where there is one.
  public var job: String?
  /// The room `Learning` reads it.
  public var entry: String

  public init(job: String? = nil, entry: String) {
    self.job = job
    self.entry = entry
  }
}

/// A line of the log of corrections.
public struct CorrectionRow: Hashable, Sendable, Identifiable {
  public var id: Int64
  public var tenant: String
  public var at: Timestamp
  public var job: String?
  /// SHA-256 of the file that it came from.
  public var source: String?
  /// The correction that this one takes back.
  public var undoes: Int64?
  /// The correction that takes this one back.
  public var undoneBy: Int64?
  public var entry: String
}

extension CorrectionRow {
  init(_ row: Row) throws {
    self.init(
      id: row["id"], tenant: row["tenant"], at: try row.timestamp("at"), job: row["job"],
      source: row["source_sha256"], undoes: row["undoes"], undoneBy: row["undone_by"], entry: row["entry"])
  }
}

/// The log of corrections: per tenant, only appended (GoBD: a correction is a record of its own).
extension JobStore {
  /// Appends corrections in one transaction.
  ///
  /// - Parameter source: SHA-256 of the file they came from: what a known file says is not said twice.
  /// - Returns: Their numbers; none where the file is known.
  @discardableResult
  public func appendCorrections(
    _ corrections: [NewCorrection], tenant: String, source: String? = nil
  ) async throws(JobStoreError) -> [Int64] {
    let now = now()
    return try await write("appendCorrections") { db in
      try db.execute(sql: "INSERT OR IGNORE INTO tenants (tenant) VALUES (?)", arguments: [tenant])
      if let source {
        let isKnown = try Bool.fetchOne(
          db, sql: "SELECT EXISTS (SELECT 1 FROM corrections WHERE tenant = ? AND source_sha256 = ?)",
          arguments: [tenant, source])
        if isKnown == true { return [] }
      }
      return try Self.insert(db, now, corrections, tenant: tenant, source: source)
    }
  }

  /// Takes a correction back, which stays in the log with the line that says so.
  ///
  /// - Throws: ``JobStoreError/noSuchCorrection(_:)`` for one that the tenant does not have, that is a taking back
  ///   itself, or that was taken back already.
  @discardableResult
  public func undoCorrection(
    _ id: Int64, tenant: String, entry: String
  ) async throws(JobStoreError) -> Int64 {
    let now = now()
    return try await write("undoCorrection") { db in
      let isStanding = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM corrections WHERE id = ? AND tenant = ? AND \(Self.stands))",
        arguments: [id, tenant])
      guard isStanding == true else { throw JobStoreError.noSuchCorrection(id) }
      return try Self.undo(db, now, id, tenant: tenant, entry: entry)
    }
  }

  // MARK: - Within a transaction

  /// A line of the log that takes nothing back and was not taken back.
  private static let stands =
    "undoes IS NULL AND NOT EXISTS (SELECT 1 FROM corrections AS later WHERE later.undoes = corrections.id)"

  /// Appends corrections, and to the audit trail what the ledger holds against them.
  static func insert(
    _ db: Database, _ now: Timestamp, _ corrections: [NewCorrection], tenant: String, source: String?
  ) throws -> [Int64] {
    let statement = try db.cachedStatement(
      sql: "INSERT INTO corrections (tenant, at, job, source_sha256, entry) VALUES (?, ?, ?, ?, ?)")
    let ids = try corrections.map { correction in
      try statement.execute(
        arguments: [tenant, now.description, correction.job, source, correction.entry])
      return db.lastInsertedRowID
    }
    let jobs = Set(corrections.compactMap(\.job))
    try Event.append(
      db, now, "corrected", job: jobs.count == 1 ? jobs.first : nil, tenant: tenant, batch: nil,
      before: nil, after: nil,
      [
        "count": "\(ids.count)", "first": ids.first.map { "\($0)" }, "source": source,
        "content": Checksum.text(of: corrections.map(\.entry)),
      ])
    return ids
  }

  private static func undo(
    _ db: Database, _ now: Timestamp, _ id: Int64, tenant: String, entry: String
  ) throws -> Int64 {
    try db.execute(
      sql: "INSERT INTO corrections (tenant, at, undoes, entry) VALUES (?, ?, ?, ?)",
      arguments: [tenant, now.description, id, entry])
    let undoing = db.lastInsertedRowID
    try Event.append(
      db, now, "correction taken back", job: nil, tenant: tenant, batch: nil, before: nil, after: nil,
      ["correction": "\(id)", "first": "\(undoing)", "count": "1", "content": Checksum.text(of: [entry])])
    return undoing
  }

  /// Takes back what answers to a document have taught: they stand as long as the answer does.
  ///
  /// What was said elsewhere about the same document, by command or in the adviser's batches, stays. The line that
  /// takes back repeats what it takes back.
  static func undoLessons(_ db: Database, _ now: Timestamp, of job: Job) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, entry FROM corrections WHERE job = :job AND \(stands) AND source_sha256 IN
          (SELECT json_extract(detail, '$.source') FROM events WHERE job = :job AND kind = :kind)
        ORDER BY id
        """, arguments: ["job": job.id, "kind": answered])
    for row in rows {
      _ = try undo(db, now, row["id"], tenant: job.tenant, entry: row["entry"])
    }
  }

  /// The tenant's log behind a number, oldest first.
  public func corrections(
    tenant: String, after id: Int64 = 0, limit: Int = .max
  ) async throws(JobStoreError) -> [CorrectionRow] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT c.*, u.id AS undone_by FROM corrections c LEFT JOIN corrections u ON u.undoes = c.id
          WHERE c.tenant = ? AND c.id > ? ORDER BY c.id LIMIT ?
          """, arguments: [tenant, id, limit]
      ).map { try CorrectionRow($0) }
    }
  }

  /// Invoices of a tenant with this number, whatever the seller: what an adviser's posting may speak of.
  ///
  /// - Parameter number: As printed; compared as ``InvoiceNumber/normalised(_:)`` has it.
  public func invoices(tenant: String, number: String) async throws(JobStoreError) -> [InvoiceRow] {
    guard let number = InvoiceNumber.normalised(number) else { return [] }
    return try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          \(InvoiceRow.select) WHERE invoices.tenant = ? AND normalised_number = ?
            AND jobs.state IN ('booked', 'review', 'withdrawn') ORDER BY job, part
          """, arguments: [tenant, number]
      ).map { try InvoiceRow($0) }
    }
  }

  /// The supplier that a creditor's number belongs to.
  public func supplier(tenant: String, creditor account: String) async throws(JobStoreError) -> Supplier? {
    try await read { db in
      try Row.fetchOne(
        db, sql: "SELECT * FROM suppliers WHERE tenant = ? AND creditor_account = ?",
        arguments: [tenant, account]
      ).map { try Supplier(db, $0) }
    }
  }
}
