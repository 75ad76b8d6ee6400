import GRDB

/// The verbs of batches.
extension JobStore {
  /// Batches that still take postings, the oldest first.
  public func openBatches(tenant: String? = nil) async throws(JobStoreError) -> [Batch] {
    try await batches(tenant: tenant, states: [.open])
  }

  /// Batches whose file may not be out yet: to be written and published again at start.
  public func closingBatches() async throws(JobStoreError) -> [Batch] {
    try await batches(tenant: nil, states: [.closing])
  }

  /// Batches in the order in which they began; no states means all.
  public func batches(
    tenant: String? = nil, states: Set<BatchState> = []
  ) async throws(JobStoreError) -> [Batch] {
    try await read { db in
      let words = states.isEmpty ? BatchState.allCases : states.sorted { $0.rawValue < $1.rawValue }
      let list = words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      return try Row.fetchAll(
        db,
        sql: "\(Batch.select) WHERE (:tenant IS NULL OR tenant = :tenant) AND state IN (\(list)) ORDER BY id",
        arguments: ["tenant": tenant]
      ).map { try Batch($0) }
    }
  }

  public func batch(_ id: Int64) async throws(JobStoreError) -> Batch {
    try await read { db in try Batch.fetch(db, id: id) }
  }

  /// Freezes a batch's postings and gives it the tenant's next number; twice is once.
  ///
  /// What is booked from now on enters a new open batch.
  ///
  /// - Throws: ``JobStoreError/emptyBatch(_:)`` when everything in it was withdrawn.
  public func beginClosing(_ id: Int64) async throws(JobStoreError) -> Batch {
    let now = now()
    return try await write("beginClosing") { db in
      let batch = try Batch.fetch(db, id: id)
      if batch.state == .closing || batch.state == .published { return batch }
      guard batch.state == .open else {
        throw JobStoreError.wrongBatchState(id, batch.state, wanted: [.open])
      }
      guard batch.postingCount > 0 else { throw JobStoreError.emptyBatch(id) }
      try db.execute(
        sql: """
          UPDATE batches SET state = 'closing', closed_at = ?,
            number = (SELECT coalesce(max(number), 0) + 1 FROM batches WHERE tenant = ?) WHERE id = ?
          """, arguments: [now.description, batch.tenant, id])
      let closed = try Batch.fetch(db, id: id)
      let members = try Int64.fetchAll(
        db, sql: "SELECT id FROM postings WHERE batch = ? ORDER BY id", arguments: [id])
      try Event.append(
        db, now, "batch closing", job: nil, tenant: batch.tenant, batch: id, before: "open", after: "closing",
        [
          "number": closed.number.map(String.init), "postings": "\(batch.postingCount)",
          "members": Checksum.text(of: members.map(String.init)),
        ])
      return closed
    }
  }

  /// A batch's rows in an order that depends on their content alone, so that a replay gives the same bytes.
  public func postings(of batch: Int64) async throws(JobStoreError) -> [PostingRow] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          \(PostingRow.select) WHERE postings.batch = ?
          ORDER BY posting_date, sha256, reversal_of IS NOT NULL, job, part, ordinal
          """, arguments: [batch]
      ).map { PostingRow($0) }
    }
  }

  /// The numbers of a batch's rows in the order of ``postings(of:)``, for batches too large for one answer.
  public func postingIDs(of batch: Int64) async throws(JobStoreError) -> [Int64] {
    try await read { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT postings.id FROM postings JOIN jobs ON jobs.id = postings.job WHERE postings.batch = ?
          ORDER BY posting_date, sha256, reversal_of IS NOT NULL, job, part, ordinal
          """, arguments: [batch])
    }
  }

  /// Rows by their numbers, in the order of the numbers.
  public func postings(ids: [Int64]) async throws(JobStoreError) -> [PostingRow] {
    try await read { db in
      let list = ids.map(String.init).joined(separator: ", ")
      let rows = try Row.fetchAll(db, sql: "\(PostingRow.select) WHERE postings.id IN (\(list))").map {
        PostingRow($0)
      }
      let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      return ids.compactMap { byID[$0] }
    }
  }

  /// Jobs of a batch whose document has not left with an earlier batch, in the order of its rows.
  ///
  /// Reversals bring no document: theirs is in the adviser's archive already.
  public func documentsOwed(by batch: Int64) async throws(JobStoreError) -> [Job] {
    try await read { db in
      try Job.fetchAll(
        db,
        """
        SELECT jobs.* FROM jobs JOIN (
          SELECT job, min(posting_date) AS day FROM postings WHERE batch = :batch AND reversal_of IS NULL
          GROUP BY job) AS mine ON mine.job = jobs.id
        WHERE NOT EXISTS (
          SELECT 1 FROM postings JOIN batches AS other ON other.id = postings.batch
          WHERE postings.job = jobs.id AND postings.reversal_of IS NULL AND other.id <> :batch
            AND other.number < (SELECT number FROM batches WHERE id = :batch))
        ORDER BY mine.day, jobs.sha256, jobs.id
        """, ["batch": batch])
    }
  }

  /// The files that a batch has left or will leave in the outbox.
  public func files(of batch: Int64) async throws(JobStoreError) -> [BatchOutput] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT name, sha256 FROM batch_files WHERE batch = ? ORDER BY position", arguments: [batch]
      ).map { BatchOutput(name: $0["name"], sha256: $0["sha256"]) }
    }
  }

  /// What the adviser has of a tenant's accounts.
  public func masterData(tenant: String, category: Int) async throws(JobStoreError) -> [MasterRecord] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM master_data WHERE tenant = ? AND category = ? ORDER BY account",
        arguments: [tenant, category]
      ).map { row in
        MasterRecord(
          category: row["category"], account: row["account"], content: row["content"],
          isAdviser: row["is_adviser"])
      }
    }
  }

  /// Every posting of a job, those taken back included.
  public func postings(ofJob job: String) async throws(JobStoreError) -> [PostingRow] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "\(PostingRow.select) WHERE job = ? ORDER BY part, ordinal, postings.id", arguments: [job]
      ).map { PostingRow($0) }
    }
  }

  /// Notes the files that are staged for a closing batch, before they are renamed into the outbox.
  ///
  /// - Parameters:
  ///   - fileName: The (first) posting file, by which people name the batch.
  ///   - files: All of them, in the order of publishing.
  ///   - masterData: What the adviser has once they are out.
  /// - Throws: ``JobStoreError/wrongBatchState(_:_:wanted:)`` when it is not closing.
  @discardableResult
  public func stageBatch(
    _ id: Int64, fileName: String, sha256: String, files: [BatchOutput] = [], masterData: [MasterRecord] = []
  ) async throws(JobStoreError) -> Batch {
    let now = now()
    return try await write("stageBatch") { db in
      let batch = try Batch.fetch(db, id: id)
      if batch.fileName == fileName, batch.sha256 == sha256 { return batch }
      guard batch.state == .closing else {
        throw JobStoreError.wrongBatchState(id, batch.state, wanted: [.closing])
      }
      try db.execute(
        sql: "UPDATE batches SET file_name = ?, sha256 = ? WHERE id = ?", arguments: [fileName, sha256, id])
      try db.execute(sql: "DELETE FROM batch_files WHERE batch = ?", arguments: [id])
      for (position, file) in files.enumerated() {
        try db.execute(
          sql: "INSERT INTO batch_files (batch, position, name, sha256) VALUES (?, ?, ?, ?)",
          arguments: [id, position, file.name, file.sha256])
      }
      for record in masterData { try Self.keep(db, record, tenant: batch.tenant, batch: id, now) }
      try Event.append(
        db, now, "batch staged", job: nil, tenant: batch.tenant, batch: id, before: nil, after: nil,
        [
          "file": fileName, "sha256": sha256, "files": "\(max(1, files.count))",
          "listing": Checksum.text(of: files.flatMap { [$0.name, $0.sha256] }),
        ])
      return try Batch.fetch(db, id: id)
    }
  }

  /// Puts a record in the place of what was known of its account; who named the account first stays.
  static func keep(
    _ db: Database, _ record: MasterRecord, tenant: String, batch: Int64?, _ now: Timestamp
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO master_data (tenant, category, account, content, is_adviser, batch, at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, category, account) DO UPDATE SET content = excluded.content,
          is_adviser = max(is_adviser, excluded.is_adviser), batch = excluded.batch, at = excluded.at
        """,
      arguments: [
        tenant, record.category, record.account, record.content, record.isAdviser, batch, now.description,
      ])
  }

  /// Ends a closing batch whose file stands in the outbox; twice is once.
  @discardableResult
  public func markPublished(_ id: Int64, sha256: String) async throws(JobStoreError) -> Batch {
    let now = now()
    return try await write("markPublished") { db in
      let batch = try Batch.fetch(db, id: id)
      if batch.state == .published, batch.sha256 == sha256 { return batch }
      guard batch.state == .closing else {
        throw JobStoreError.wrongBatchState(id, batch.state, wanted: [.closing])
      }
      try db.execute(
        sql: "UPDATE batches SET state = 'published', sha256 = ?, published_at = ? WHERE id = ?",
        arguments: [sha256, now.description, id])
      try Event.append(
        db, now, "batch published", job: nil, tenant: batch.tenant, batch: id, before: "closing",
        after: "published",
        ["sha256": sha256, "file": batch.fileName])
      return try Batch.fetch(db, id: id)
    }
  }

  /// Marks a published batch as taken back by a person; its number stays used.
  ///
  /// Its documents are taken back one by one before, by ``withdraw(_:reason:reversal:)``; doing both twice is once.
  @discardableResult
  public func withdrawBatch(_ id: Int64, reason: String) async throws(JobStoreError) -> Batch {
    let now = now()
    return try await write("withdrawBatch") { db in
      let batch = try Batch.fetch(db, id: id)
      if batch.state == .withdrawn { return batch }
      guard batch.state == .published else {
        throw JobStoreError.wrongBatchState(id, batch.state, wanted: [.published])
      }
      try db.execute(sql: "UPDATE batches SET state = 'withdrawn' WHERE id = ?", arguments: [id])
      try Event.append(
        db, now, "batch withdrawn", job: nil, tenant: batch.tenant, batch: id, before: "published",
        after: "withdrawn", ["reason": reason])
      return try Batch.fetch(db, id: id)
    }
  }
}
