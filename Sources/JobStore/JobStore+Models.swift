import FoundationEssentials
import GRDB

/// Champion and challenger: which text classifiers there are, and what the challenger would have answered.
extension JobStore {
  /// Every model, oldest first, without its weights.
  public func models() async throws(JobStoreError) -> [ModelRow] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT id, tenant, name, sha256, added_at, role FROM models ORDER BY id").map
      {
        try ModelRow($0)
      }
    }
  }

  /// Those that answer: at most a champion and a challenger per tenant, and of everybody.
  public func modelsInUse() async throws(JobStoreError) -> [ModelRow] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT id, tenant, name, sha256, added_at, role FROM models WHERE role <> 'retired' ORDER BY id"
      ).map { try ModelRow($0) }
    }
  }

  /// The file of a model.
  ///
  /// - Throws: ``JobStoreError/noSuchModel(_:)``.
  public func weights(ofModel id: Int64) async throws(JobStoreError) -> [UInt8] {
    try await read { db in
      let weights = try Data.fetchOne(db, sql: "SELECT weights FROM models WHERE id = ?", arguments: [id])
      guard let weights else { throw JobStoreError.noSuchModel(id) }
      return [UInt8](weights)
    }
  }

  /// Adds a model as the challenger; the one before it retires.
  ///
  /// - Parameter tenant: Empty for everybody who has none of his own.
  @discardableResult
  public func addModel(
    tenant: String, name: String, sha256: String, weights: [UInt8]
  ) async throws(JobStoreError) -> Int64 {
    let now = now()
    return try await write("addModel") { db in
      try Self.retire(db, .challenger, of: tenant)
      try db.execute(
        sql: """
          INSERT INTO models (tenant, name, sha256, weights, added_at, role) VALUES (?, ?, ?, ?, ?, 'challenger')
          """, arguments: [tenant, name, sha256, Data(weights), now.description])
      let id = db.lastInsertedRowID
      try Self.note(db, now, "model added", id, tenant)
      return id
    }
  }

  /// Makes a model the champion, also one that had retired; the one before it retires.
  ///
  /// - Throws: ``JobStoreError/noSuchModel(_:)``.
  public func promoteModel(_ id: Int64) async throws(JobStoreError) {
    try await change(id, "model promoted") { db, tenant in
      try Self.retire(db, .champion, of: tenant)
      try db.execute(sql: "UPDATE models SET role = 'champion' WHERE id = ?", arguments: [id])
    }
  }

  /// Takes a model out of use: a challenger that is of no worth, or a champion in favour of the installed one.
  ///
  /// - Throws: ``JobStoreError/noSuchModel(_:)``.
  public func retireModel(_ id: Int64) async throws(JobStoreError) {
    try await change(id, "model retired") { db, _ in
      try db.execute(sql: "UPDATE models SET role = 'retired' WHERE id = ?", arguments: [id])
    }
  }

  /// Keeps what both have answered; a later reading of the same invoice, which may know corrections, adds nothing.
  public func recordShadows(_ invoices: [ShadowInvoice], model: Int64) async throws(JobStoreError) {
    _ = try await write("recordShadows") { db in
      let statement = try db.makeStatement(
        sql: """
          INSERT OR IGNORE INTO shadow_lines (model, job, part, line, champion, challenger) VALUES (?, ?, ?, ?, ?, ?)
          """)
      for invoice in invoices {
        for (index, line) in invoice.lines.enumerated() {
          try statement.execute(
            arguments: [model, invoice.job, invoice.part, index, line.champion, line.challenger])
        }
      }
      return true
    }
  }

  /// What a model and its champion have answered about documents that were corrected since, with the corrections.
  ///
  /// - Parameter tenant: `nil` for every tenant's.
  public func shadows(
    ofModel id: Int64, tenant: String? = nil
  ) async throws(JobStoreError) -> (invoices: [ShadowInvoice], corrections: [CorrectionRow]) {
    try await read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT s.* FROM shadow_lines s JOIN jobs ON jobs.id = s.job
          WHERE s.model = :model AND (:tenant IS NULL OR jobs.tenant = :tenant)
            AND EXISTS (SELECT 1 FROM corrections c WHERE c.job = s.job)
          ORDER BY s.job, s.part, s.line
          """, arguments: ["model": id, "tenant": tenant])
      var invoices: [ShadowInvoice] = []
      for row in rows {
        let (job, part): (String, Int) = (row["job"], row["part"])
        if invoices.last?.job != job || invoices.last?.part != part {
          invoices.append(ShadowInvoice(job: job, part: part, lines: []))
        }
        invoices[invoices.count - 1].lines.append(
          ShadowInvoice.Line(champion: row["champion"], challenger: row["challenger"]))
      }
      let corrections = try Row.fetchAll(
        db,
        sql: """
          SELECT c.*, u.id AS undone_by FROM corrections c LEFT JOIN corrections u ON u.undoes = c.id
          WHERE c.job IN (SELECT job FROM shadow_lines WHERE model = ?) ORDER BY c.id
          """, arguments: [id]
      ).map { try CorrectionRow($0) }
      return (invoices, corrections)
    }
  }

  // MARK: Parts

  private func change(
    _ id: Int64, _ what: String, _ body: @escaping @Sendable (Database, String) throws -> Void
  ) async throws(JobStoreError) {
    let now = now()
    _ = try await write(what) { db in
      let tenant = try String.fetchOne(db, sql: "SELECT tenant FROM models WHERE id = ?", arguments: [id])
      guard let tenant else { throw JobStoreError.noSuchModel(id) }
      try body(db, tenant)
      try Self.note(db, now, what, id, tenant)
      return true
    }
  }

  private static func retire(_ db: Database, _ role: ModelRow.Role, of tenant: String) throws {
    try db.execute(
      sql: "UPDATE models SET role = 'retired' WHERE tenant = ? AND role = ?",
      arguments: [tenant, role.rawValue])
  }

  private static func note(
    _ db: Database, _ now: Timestamp, _ what: String, _ id: Int64, _ tenant: String
  ) throws {
    try Event.append(
      db, now, what, job: nil, tenant: tenant.isEmpty ? nil : tenant, batch: nil, before: nil, after: nil,
      ["model": "\(id)"])
  }
}

extension ModelRow {
  fileprivate init(_ row: Row) throws {
    guard let role = Role(rawValue: row["role"]) else { throw JobStoreError.noSuchModel(row["id"]) }
    self.init(
      id: row["id"], tenant: row["tenant"], name: row["name"], sha256: row["sha256"],
      addedAt: try row.timestamp("added_at"), role: role)
  }
}
