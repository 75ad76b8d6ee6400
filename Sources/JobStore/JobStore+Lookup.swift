import FoundationEssentials
import GRDB

/// Questions that change nothing.
extension JobStore {
  /// Hashes of all bytes that a tenant's rows have ever spoken of, with those that their writer went on to change.
  public func knownDocuments(tenant: String) async throws(JobStoreError) -> Set<String> {
    try await read { db in
      try String.fetchSet(
        db,
        sql: """
          SELECT sha256 FROM jobs WHERE tenant = :tenant
          UNION SELECT before FROM events WHERE tenant = :tenant AND kind = 'replaced'
          """, arguments: ["tenant": tenant])
    }
  }

  /// The job of an id, of its unambiguous beginning, or of the eight last characters that file names carry.
  ///
  /// - Throws: ``JobStoreError/noSuchJob(_:)``, ``JobStoreError/ambiguous(_:matches:)``.
  public func job(_ text: String) async throws(JobStoreError) -> Job {
    let wanted = text.uppercased()
    return try await read { db in
      let found = try Job.fetchAll(
        db,
        """
        SELECT * FROM jobs WHERE substr(id, 1, length(:text)) = :text OR substr(id, -8) = :text ORDER BY id LIMIT 9
        """, ["text": wanted])
      if let exact = found.first(where: { $0.id == wanted }) { return exact }
      guard let first = found.first, !wanted.isEmpty else { throw JobStoreError.noSuchJob(text) }
      guard found.count == 1 else { throw JobStoreError.ambiguous(text, matches: found.map(\.id)) }
      return first
    }
  }

  /// Jobs whose file was dropped under this name, with or without its folders; newest first.
  public func jobs(named name: [UInt8], tenant: String? = nil) async throws(JobStoreError) -> [Job] {
    try await read { db in
      try Job.fetchAll(
        db,
        """
        SELECT * FROM jobs WHERE (original_name = :name OR substr(original_name, -:length) = :suffix)
          AND (:tenant IS NULL OR tenant = :tenant) ORDER BY id DESC
        """,
        [
          "name": Data(name), "suffix": Data([UInt8(ascii: "/")] + name), "length": name.count + 1,
          "tenant": tenant,
        ])
    }
  }

  public func jobs(_ filter: JobFilter = .init()) async throws(JobStoreError) -> [Job] {
    try await read { db in
      let states = filter.states.isEmpty ? Set(JobState.allCases) : filter.states
      return try Job.fetchAll(
        db,
        """
        SELECT * FROM jobs WHERE (:tenant IS NULL OR tenant = :tenant) AND state IN (\(Self.list(states)))
          AND (:sha256 IS NULL OR sha256 = :sha256) AND (:from IS NULL OR received_at >= :from)
          AND (:before IS NULL OR received_at < :before)
        ORDER BY id DESC LIMIT :limit OFFSET :offset
        """,
        [
          "tenant": filter.tenant, "sha256": filter.sha256, "from": filter.receivedFrom?.description,
          "before": filter.receivedBefore?.description, "limit": filter.limit, "offset": filter.offset,
        ])
    }
  }

  /// How many jobs stand where, per tenant.
  public func counts() async throws(JobStoreError) -> [String: [JobState: Int]] {
    try await read { db in
      var counts: [String: [JobState: Int]] = [:]
      for row in try Row.fetchAll(
        db, sql: "SELECT tenant, state, count(*) AS n FROM jobs GROUP BY tenant, state")
      {
        guard let state = JobState(rawValue: row["state"]) else { continue }
        counts[row["tenant"], default: [:]][state] = row["n"]
      }
      return counts
    }
  }

  /// When the oldest job that still waits was received, per tenant.
  public func oldestQueued() async throws(JobStoreError) -> [String: Timestamp] {
    try await read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT tenant, min(received_at) AS oldest FROM jobs WHERE state IN ('queued', 'deferred') GROUP BY tenant
          """)
      return rows.reduce(into: [:]) { $0[$1["tenant"]] = Timestamp($1["oldest"] as String) }
    }
  }

  /// When the earliest job that is put off becomes due, so that a scheduler knows how long to sleep.
  public func nextDue() async throws(JobStoreError) -> Timestamp? {
    try await read { db in
      try String.fetchOne(
        db, sql: "SELECT min(not_before) FROM jobs WHERE state IN ('deferred', 'exporting')"
      ).flatMap { Timestamp($0) }
    }
  }

  /// A job's invoices in order.
  public func invoices(of job: String) async throws(JobStoreError) -> [InvoiceRow] {
    try await read { db in
      try Row.fetchAll(db, sql: "\(InvoiceRow.select) WHERE job = ? ORDER BY part", arguments: [job]).map {
        try InvoiceRow($0)
      }
    }
  }

  /// Invoices of one seller with the same number in other documents that are in work, booked or in review.
  ///
  /// - Parameter number: As printed; compared as ``InvoiceNumber/normalised(_:)`` has it.
  public func businessDuplicates(
    tenant: String, sellerKey: String?, number: String, excluding job: String
  )
    async throws(JobStoreError) -> [InvoiceRow]
  {
    try await read { db in
      try Self.businessDuplicates(
        db, tenant: tenant, sellerKey: sellerKey, number: InvoiceNumber.normalised(number), excluding: job,
        in: JobState.allCases.filter(\.blocksSameDocument))
    }
  }

  /// The audit trail, oldest first.
  public func events(
    job: String? = nil, tenant: String? = nil, after id: Int64 = 0, limit: Int = 10_000
  )
    async throws(JobStoreError) -> [Event]
  {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM events WHERE (:job IS NULL OR job = :job) AND (:tenant IS NULL OR tenant = :tenant)
            AND id > :id ORDER BY id LIMIT :limit
          """, arguments: ["job": job, "tenant": tenant, "id": id, "limit": limit]
      ).map { try Event($0) }
    }
  }

  /// Appends a line of the caller's own: a correction, an export, a command.
  public func record(
    _ kind: String, tenant: String?, job: String? = nil, batch: Int64? = nil, detail: [String: String]
  )
    async throws(JobStoreError)
  {
    let now = now()
    try await write("record") { db in
      try Event.append(
        db, now, kind, job: job, tenant: tenant, batch: batch, before: nil, after: nil,
        detail.mapValues { $0 })
    }
  }

  /// `sellerKey` or `number` unknown means that nothing can be said.
  static func businessDuplicates(
    _ db: Database, tenant: String, sellerKey: String?, number: String?, excluding job: String,
    in states: [JobState]
  ) throws -> [InvoiceRow] {
    guard let sellerKey, let number else { return [] }
    return try Row.fetchAll(
      db,
      sql: """
        \(InvoiceRow.select) WHERE invoices.tenant = ? AND normalised_number = ? AND seller_key = ? AND job <> ?
          AND jobs.state IN (\(list(states))) ORDER BY job, part
        """, arguments: [tenant, number, sellerKey, job]
    ).map { try InvoiceRow($0) }
  }
}
