import GRDB

/// Who has which creditor account.
extension JobStore {
  /// The supplier that this identity belongs to; `nil` if none is known.
  ///
  /// By VAT id, tax number, IBAN with the same name, name with postcode, in this order. Two different VAT ids are
  /// two suppliers, whatever else agrees.
  public func supplier(
    tenant: String, matching identity: SupplierIdentity
  ) async throws(JobStoreError) -> Supplier? {
    try await read { db in try Self.match(db, tenant, identity) }
  }

  /// All suppliers of a tenant by account.
  public func suppliers(tenant: String) async throws(JobStoreError) -> [Supplier] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM suppliers WHERE tenant = ? AND merged_into IS NULL
          ORDER BY length(creditor_account), creditor_account
          """, arguments: [tenant]
      ).map { try Supplier(db, $0) }
    }
  }

  /// Gives a supplier its account: the one it has, else the lowest free number of the range.
  ///
  /// Fills in what was unknown (a VAT id seen for the first time). An IBAN is remembered for a supplier that has
  /// none; a further one only by ``rememberIBAN(_:tenant:account:)``, after the change was looked at (fault 63).
  public func assignCreditor(
    tenant: String, range: ClosedRange<Int>, _ identity: SupplierIdentity
  )
    async throws(JobStoreError) -> Supplier
  {
    let now = now()
    return try await write("assignCreditor") { db in
      try db.execute(sql: "INSERT OR IGNORE INTO tenants (tenant) VALUES (?)", arguments: [tenant])
      if let known = try Self.match(db, tenant, identity) {
        return try Self.complete(db, known, identity, now)
      }
      guard let account = try Self.freeAccount(db, tenant, range) else {
        throw JobStoreError.rangeExhausted(tenant: tenant, range)
      }
      return try Self.insert(db, tenant, account, identity, now)
    }
  }

  /// Remembers one more IBAN of a supplier.
  public func rememberIBAN(_ iban: String, tenant: String, account: String) async throws(JobStoreError) {
    let now = now()
    try await write("rememberIBAN") { db in
      let id = try Int64.fetchOne(
        db, sql: "SELECT id FROM suppliers WHERE tenant = ? AND creditor_account = ?",
        arguments: [tenant, account])
      guard let id, let iban = SupplierIdentity.code(iban) else { return }
      try Self.remember(db, iban, supplier: id, now)
    }
  }

  // MARK: - Parts

  static func match(
    _ db: Database, _ tenant: String, _ identity: SupplierIdentity
  ) throws -> Supplier? {
    func first(_ condition: String, _ values: String?...) throws -> Supplier? {
      let values = values.compactMap { $0 }
      guard values.count == condition.count(where: { $0 == "?" }) else { return nil }
      for row in try Row.fetchAll(
        db, sql: "SELECT * FROM suppliers WHERE tenant = ? AND \(condition) ORDER BY id",
        arguments: StatementArguments([tenant] + values))
      {
        let supplier = try Supplier(db, row)
        if let one = supplier.vatId, let other = identity.normalisedVAT, one != other { continue }
        return try survivor(db, of: supplier)
      }
      return nil
    }
    let name = SupplierIdentity.folded(identity.name)
    let namePart = name.isEmpty ? nil : "name:\(name)|"
    return try first("vat_id = ?", identity.normalisedVAT)
      ?? first("tax_number = ?", identity.normalisedTaxNumber)
      ?? first(
        "id IN (SELECT supplier FROM supplier_ibans WHERE iban = ?) AND substr(name_key, 1, length(?)) = ?",
        identity.normalisedIBAN, namePart, namePart)
      ?? first("name_key = ?", name.isEmpty ? nil : identity.nameKey)
  }

  /// The supplier itself, or the one that it was merged into.
  private static func survivor(_ db: Database, of supplier: Supplier) throws -> Supplier {
    var supplier = supplier
    while let next = supplier.mergedInto { supplier = try fetch(db, next) }
    return supplier
  }

  /// The lowest number of a range that nobody has had and that the adviser does not use.
  static func freeAccount(
    _ db: Database, _ tenant: String, _ range: ClosedRange<Int>, besides reserved: Set<Int> = []
  ) throws -> String? {
    let used = Set(
      try String.fetchAll(
        db,
        sql: """
          SELECT creditor_account FROM suppliers WHERE tenant = :tenant
          UNION SELECT account FROM master_data WHERE tenant = :tenant AND category = 16
          """, arguments: ["tenant": tenant]
      ).compactMap { Int($0) }
    ).union(reserved)
    return range.first { !used.contains($0) }.map { String($0) }
  }

  static func insert(
    _ db: Database, _ tenant: String, _ account: String, _ identity: SupplierIdentity, _ now: Timestamp
  ) throws -> Supplier {
    // Two suppliers of one name and place with different VAT ids have different keys; the same key cannot happen
    // for an unmatched identity except beside an emptied name, which the account makes unique.
    let isTaken = try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM suppliers WHERE tenant = ? AND key = ?)",
      arguments: [tenant, identity.key])
    let key = isTaken == true ? "\(identity.key)#\(account)" : identity.key
    try db.execute(
      sql: """
        INSERT INTO suppliers (tenant, creditor_account, key, name_key, name, vat_id, tax_number, street, postcode,
          city, country, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        tenant, account, key, identity.nameKey, identity.name, identity.normalisedVAT,
        identity.normalisedTaxNumber,
        identity.street, identity.postcode, identity.city, identity.country, now.description,
      ])
    let id = db.lastInsertedRowID
    try Event.append(
      db, now, "supplier created", job: nil, tenant: tenant, batch: nil, before: nil, after: nil,
      ["account": account, "key": key])
    if let iban = identity.normalisedIBAN { try remember(db, iban, supplier: id, now) }
    return try fetch(db, id)
  }

  static func complete(
    _ db: Database, _ known: Supplier, _ identity: SupplierIdentity, _ now: Timestamp
  )
    throws -> Supplier
  {
    try db.execute(
      sql: """
        UPDATE suppliers SET vat_id = coalesce(vat_id, ?), tax_number = coalesce(tax_number, ?),
          street = coalesce(street, ?), postcode = coalesce(postcode, ?), city = coalesce(city, ?),
          country = coalesce(country, ?) WHERE id = ?
        """,
      arguments: [
        identity.normalisedVAT, identity.normalisedTaxNumber, identity.street, identity.postcode,
        identity.city,
        identity.country, known.id,
      ])
    if known.ibans.isEmpty, let iban = identity.normalisedIBAN {
      try remember(db, iban, supplier: known.id, now)
    }
    return try fetch(db, known.id)
  }

  static func remember(_ db: Database, _ iban: String, supplier: Int64, _ now: Timestamp) throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO supplier_ibans (supplier, iban, seen_at, position)
        VALUES (:id, :iban, :now, (SELECT count(*) FROM supplier_ibans WHERE supplier = :id))
        """, arguments: ["id": supplier, "iban": iban, "now": now.description])
    guard db.changesCount > 0 else { return }
    let owner = try fetch(db, supplier)
    try Event.append(
      db, now, "iban remembered", job: nil, tenant: owner.tenant, batch: nil, before: nil, after: nil,
      ["account": owner.creditorAccount, "key": owner.key, "iban": iban])
  }

  static func fetch(_ db: Database, _ id: Int64) throws -> Supplier {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM suppliers WHERE id = ?", arguments: [id]) else {
      throw JobStoreError.corrupt("suppliers: no row \(id)")
    }
    return try Supplier(db, row)
  }
}
