import GRDB

/// The adviser's creditors against ours: his number stays.
extension JobStore {
  /// Takes the adviser's list of creditors; each gives an outcome, in order.
  ///
  /// A supplier of ours moves to the adviser's number, with his postings that are still here. What has left under
  /// another number is never changed: that is a conflict, and a person merges or rebooks.
  ///
  /// - Parameters:
  ///   - range: From which suppliers get new numbers whose own turn out to be the adviser's for somebody else.
  ///   - sha256: The file's; `nil` is given when it was taken before.
  public func importCreditors(
    tenant: String, _ creditors: [AdviserCreditor], range: ClosedRange<Int>, sha256: String
  ) async throws(JobStoreError) -> [CreditorImport]? {
    let now = now()
    return try await write("importCreditors") { db in
      try db.execute(sql: "INSERT OR IGNORE INTO tenants (tenant) VALUES (?)", arguments: [tenant])
      guard try Self.noteHistoryFile(db, tenant, sha256, category: 16, now) else { return nil }
      let reserved = Set(creditors.compactMap { Int($0.account) })
      var outcomes: [CreditorImport] = []
      for creditor in creditors {
        let outcome = try Self.take(db, tenant, creditor, range, reserved, now)
        // The adviser's number is his, whoever we took it for.
        try Self.keep(
          db,
          MasterRecord(category: 16, account: creditor.account, content: creditor.content, isAdviser: true),
          tenant: tenant, batch: nil, now)
        outcomes.append(outcome)
      }
      let conflicts = outcomes.count { $0.isConflict }
      try Event.append(
        db, now, "creditors imported", job: nil, tenant: tenant, batch: nil, before: nil, after: nil,
        ["sha256": sha256, "creditors": "\(creditors.count)", "conflicts": "\(conflicts)"])
      return outcomes
    }
  }

  /// How many files of a category were taken from a tenant's history folder.
  public func historyFiles(tenant: String, category: Int) async throws(JobStoreError) -> Int {
    try await read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM history_files WHERE tenant = ? AND category = ?",
        arguments: [tenant, category]) ?? 0
    }
  }

  /// Takes the adviser's labels of accounts; `false` when the file was taken before.
  public func importLabels(
    tenant: String, _ labels: [MasterRecord], sha256: String
  ) async throws(JobStoreError) -> Bool {
    let now = now()
    return try await write("importLabels") { db in
      try db.execute(sql: "INSERT OR IGNORE INTO tenants (tenant) VALUES (?)", arguments: [tenant])
      guard try Self.noteHistoryFile(db, tenant, sha256, category: 20, now) else { return false }
      for label in labels { try Self.keep(db, label, tenant: tenant, batch: nil, now) }
      try Event.append(
        db, now, "labels imported", job: nil, tenant: tenant, batch: nil, before: nil, after: nil,
        ["sha256": sha256, "labels": "\(labels.count)"])
      return true
    }
  }

  /// Makes two suppliers of a tenant one; what is dropped keeps leading to the one that stays.
  ///
  /// The number that the adviser knows stays; where he knows both or neither, the second.
  ///
  /// - Throws: ``JobStoreError/noSuchSupplier(_:)``.
  public func mergeSuppliers(
    tenant: String, _ first: String, into second: String
  ) async throws(JobStoreError) -> SupplierMerge {
    let now = now()
    return try await write("mergeSuppliers") { db in
      let one = try Self.supplier(db, tenant, account: first)
      let other = try Self.supplier(db, tenant, account: second)
      guard one.id != other.id else { throw JobStoreError.noSuchSupplier(second) }
      let keepsFirst = try Self.isAdvisers(db, tenant, first) && !Self.isAdvisers(db, tenant, second)
      let (dropped, kept) = keepsFirst ? (other, one) : (one, other)
      try Self.moveOpenPostings(db, tenant, from: dropped.creditorAccount, to: kept.creditorAccount)
      try db.execute(
        sql: "UPDATE suppliers SET merged_into = :kept WHERE id = :dropped OR merged_into = :dropped",
        arguments: ["kept": kept.id, "dropped": dropped.id])
      try db.execute(
        sql: """
          UPDATE suppliers SET vat_id = coalesce(vat_id, ?), tax_number = coalesce(tax_number, ?),
            street = coalesce(street, ?), postcode = coalesce(postcode, ?), city = coalesce(city, ?),
            country = coalesce(country, ?) WHERE id = ?
          """,
        arguments: [
          dropped.vatId, dropped.taxNumber, dropped.street, dropped.postcode, dropped.city, dropped.country,
          kept.id,
        ])
      for iban in dropped.ibans { try Self.remember(db, iban, supplier: kept.id, now) }
      // Invoices of either are the same seller's when the next one is compared with them.
      try db.execute(
        sql: "UPDATE invoices SET seller_key = ? WHERE tenant = ? AND seller_key = ?",
        arguments: [kept.key, tenant, dropped.key])
      let delivered = try Self.delivered(db, tenant, dropped.creditorAccount)
      try Event.append(
        db, now, "suppliers merged", job: nil, tenant: tenant, batch: nil, before: dropped.creditorAccount,
        after: kept.creditorAccount, ["key": dropped.key, "delivered": "\(delivered)"])
      return SupplierMerge(
        kept: try Self.fetch(db, kept.id), dropped: dropped.creditorAccount, delivered: delivered)
    }
  }

  /// Appends zeros to a tenant's creditor numbers, as DATEV does when a client's accounts become longer.
  ///
  /// Gives how many suppliers have a longer number now; doing it twice changes nothing.
  public func lengthenCreditors(tenant: String, to length: Int) async throws(JobStoreError) -> Int {
    let now = now()
    return try await write("lengthenCreditors") { db in
      let short = try Row.fetchAll(
        db, sql: "SELECT * FROM suppliers WHERE tenant = ? AND length(creditor_account) < ?",
        arguments: [tenant, length]
      ).map { try Supplier(db, $0) }
      for supplier in short {
        let missing = length - supplier.creditorAccount.utf8.count
        try Self.renumberLonger(db, tenant, supplier, String(repeating: "0", count: missing), now)
      }
      return short.count { $0.mergedInto == nil }
    }
  }

  private static func renumberLonger(
    _ db: Database, _ tenant: String, _ supplier: Supplier, _ zeros: String, _ now: Timestamp
  ) throws {
    let account = supplier.creditorAccount
    try Self.renumber(db, tenant, supplier, to: account + zeros, now)
    // The record itself still has the short number; who writes it next lengthens it.
    try db.execute(
      sql: "UPDATE master_data SET account = account || ? WHERE tenant = ? AND category = 16 AND account = ?",
      arguments: [zeros, tenant, account])
  }

  /// The creditor numbers of a tenant that do not have so many digits: those of suppliers and of what waits.
  public func creditors(
    ofTenant tenant: String, notOfLength length: Int
  ) async throws(JobStoreError) -> [String] {
    try await read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT creditor_account FROM suppliers
          WHERE tenant = :tenant AND merged_into IS NULL AND length(creditor_account) <> :length
          UNION
          SELECT creditor FROM postings LEFT JOIN batches ON batches.id = postings.batch
          WHERE postings.tenant = :tenant AND creditor IS NOT NULL AND length(creditor) <> :length
            AND is_withdrawn = 0 AND (postings.batch IS NULL OR batches.state IN ('open', 'closing'))
          ORDER BY 1
          """, arguments: ["tenant": tenant, "length": length])
    }
  }

  // MARK: - Parts

  private static func take(
    _ db: Database, _ tenant: String, _ creditor: AdviserCreditor, _ range: ClosedRange<Int>,
    _ reserved: Set<Int>, _ now: Timestamp
  ) throws -> CreditorImport {
    let known = try match(db, tenant, creditor.identity)
    if let known, known.creditorAccount == creditor.account {
      _ = try complete(db, known, creditor.identity, now)
      return .known
    }
    let holder = try holder(db, tenant, creditor.account)
    if let known {
      if try isAdvisers(db, tenant, known.creditorAccount) { return .twice(known.creditorAccount) }
      if let holder { return .numberTaken(by: holder.name) }
      guard try !hasLeft(db, tenant, known.creditorAccount) else {
        return .otherNumber(known.creditorAccount)
      }
      try renumber(db, tenant, known, to: creditor.account, now)
      _ = try complete(db, known, creditor.identity, now)
      return .renumbered(from: known.creditorAccount)
    }
    guard let holder else {
      _ = try insert(db, tenant, creditor.account, creditor.identity, now)
      return .added
    }
    // The adviser's own, whom he has renamed or given a VAT id since.
    if try isAdvisers(db, tenant, holder.creditorAccount) {
      _ = try complete(db, holder, creditor.identity, now)
      return .known
    }
    guard try !hasLeft(db, tenant, holder.creditorAccount),
      let free = try freeAccount(db, tenant, range, besides: reserved)
    else { return .numberTaken(by: holder.name) }
    try renumber(db, tenant, holder, to: free, now)
    _ = try insert(db, tenant, creditor.account, creditor.identity, now)
    return .displaced(name: holder.name, to: free)
  }

  /// Whether this file is new.
  private static func noteHistoryFile(
    _ db: Database, _ tenant: String, _ sha256: String, category: Int, _ now: Timestamp
  ) throws -> Bool {
    try db.execute(
      sql: "INSERT OR IGNORE INTO history_files (tenant, sha256, category, taken_at) VALUES (?, ?, ?, ?)",
      arguments: [tenant, sha256, category, now.description])
    return db.changesCount > 0
  }

  private static func holder(_ db: Database, _ tenant: String, _ account: String) throws -> Supplier? {
    try Row.fetchOne(
      db, sql: "SELECT * FROM suppliers WHERE tenant = ? AND creditor_account = ?",
      arguments: [tenant, account]
    ).map { try Supplier(db, $0) }
  }

  private static func supplier(_ db: Database, _ tenant: String, account: String) throws -> Supplier {
    guard let supplier = try holder(db, tenant, account), supplier.mergedInto == nil else {
      throw JobStoreError.noSuchSupplier(account)
    }
    return supplier
  }

  private static func isAdvisers(_ db: Database, _ tenant: String, _ account: String) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM master_data WHERE tenant = ? AND category = 16 AND account = ?
          AND is_adviser = 1)
        """, arguments: [tenant, account]) ?? false
  }

  /// Whether the adviser may have seen the number: postings or master data with it are out or on their way.
  private static func hasLeft(_ db: Database, _ tenant: String, _ account: String) throws -> Bool {
    if try delivered(db, tenant, account) > 0 { return true }
    return try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM master_data WHERE tenant = ? AND category = 16 AND account = ?)",
      arguments: [tenant, account]) ?? false
  }

  private static func delivered(_ db: Database, _ tenant: String, _ account: String) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM postings JOIN batches ON batches.id = postings.batch
        WHERE postings.tenant = ? AND creditor = ? AND batches.state <> 'open'
        """, arguments: [tenant, account]) ?? 0
  }

  private static func renumber(
    _ db: Database, _ tenant: String, _ supplier: Supplier, to account: String, _ now: Timestamp
  ) throws {
    try db.execute(
      sql: "UPDATE suppliers SET creditor_account = ? WHERE id = ?", arguments: [account, supplier.id])
    try moveOpenPostings(db, tenant, from: supplier.creditorAccount, to: account)
    try Event.append(
      db, now, "supplier renumbered", job: nil, tenant: tenant, batch: nil, before: supplier.creditorAccount,
      after: account, ["key": supplier.key])
  }

  /// Postings that nobody outside has seen get the new number; closed batches are frozen.
  private static func moveOpenPostings(
    _ db: Database, _ tenant: String, from: String, to: String
  ) throws {
    try db.execute(
      sql: """
        UPDATE postings SET row = json_set(row, '$.posting.contraAccount', :to)
        WHERE tenant = :tenant AND creditor = :from
          AND (batch IS NULL OR (SELECT state FROM batches WHERE id = postings.batch) = 'open')
        """, arguments: ["to": to, "tenant": tenant, "from": from])
  }
}
