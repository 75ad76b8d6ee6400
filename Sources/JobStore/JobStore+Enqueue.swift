import FoundationEssentials
import GRDB

extension JobStore {
  /// Inserts a queued job within a transaction, or finds the one that is there.
  static func enqueue(_ db: Database, _ new: NewJob, _ now: Timestamp) throws -> Enqueued {
    if let row = try Row.fetchOne(db, sql: "SELECT * FROM jobs WHERE id = ?", arguments: [new.id]) {
      let job = try Job(row)
      guard let original = job.duplicateOf else { return .queued(job) }
      return .duplicate(job, of: try Job.fetch(db, id: original))
    }
    try db.execute(sql: "INSERT OR IGNORE INTO tenants (tenant) VALUES (?)", arguments: [new.tenant])
    let original = try Row.fetchOne(
      db,
      sql: """
        SELECT * FROM jobs WHERE tenant = ? AND sha256 = ? AND duplicate_of IS NULL
          AND state IN (\(Self.list(JobState.allCases.filter(\.blocksSameDocument)))) ORDER BY id LIMIT 1
        """, arguments: [new.tenant, new.sha256]
    ).map { try Job($0) }
    try db.execute(
      sql: """
        INSERT INTO jobs (id, tenant, sha256, original_name, extension, size, received_at, objection, container,
          state, duplicate_of)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)
        """,
      arguments: [
        new.id, new.tenant, new.sha256, Data(new.originalName), new.fileExtension, new.size,
        new.receivedAt.description, new.objection, new.container, original?.id,
      ])
    let job = try Job.fetch(db, id: new.id)
    try Event.append(
      db, now, "enqueued", job, after: .queued,
      [
        "sha256": new.sha256, "duplicate_of": original?.id, "received_at": new.receivedAt.description,
        "container": new.container,
      ])
    return original.map { .duplicate(job, of: $0) } ?? .queued(job)
  }
}
