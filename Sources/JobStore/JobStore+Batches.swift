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
      try Event.append(
        db, now, "batch closing", job: nil, tenant: batch.tenant, batch: id, before: "open", after: "closing",
        ["number": closed.number.map(String.init), "postings": "\(batch.postingCount)"])
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

  /// Every posting of a job, those taken back included.
  public func postings(ofJob job: String) async throws(JobStoreError) -> [PostingRow] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "\(PostingRow.select) WHERE job = ? ORDER BY part, ordinal, postings.id", arguments: [job]
      ).map { PostingRow($0) }
    }
  }

  /// Notes the file that is staged for a closing batch, before it is renamed into the outbox.
  ///
  /// - Throws: ``JobStoreError/wrongBatchState(_:_:wanted:)`` when it is not closing.
  @discardableResult
  public func stageBatch(_ id: Int64, fileName: String, sha256: String) async throws(JobStoreError) -> Batch {
    let now = now()
    return try await write("stageBatch") { db in
      let batch = try Batch.fetch(db, id: id)
      if batch.fileName == fileName, batch.sha256 == sha256 { return batch }
      guard batch.state == .closing else {
        throw JobStoreError.wrongBatchState(id, batch.state, wanted: [.closing])
      }
      try db.execute(
        sql: "UPDATE batches SET file_name = ?, sha256 = ? WHERE id = ?", arguments: [fileName, sha256, id])
      try Event.append(
        db, now, "batch staged", job: nil, tenant: batch.tenant, batch: id, before: nil, after: nil,
        ["file": fileName, "sha256": sha256])
      return try Batch.fetch(db, id: id)
    }
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
  @discardableResult
  public func withdrawBatch(_ id: Int64, reason: String) async throws(JobStoreError) -> Batch {
    let now = now()
    return try await write("withdrawBatch") { db in
      let batch = try Batch.fetch(db, id: id)
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
