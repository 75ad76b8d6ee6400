public import Accounting
public import Invoice
public import JobStore

/// Every tenant's model, brought up to date with the log before each use: a correction holds for the next document.
///
/// The log is the truth; a model is kept only to spare reading it again. Another process may append to the log
/// (`belegd correct` beside the daemon), so the tail is asked for each time: one look into an index.
public actor Memories {
  private let store: JobStore
  private var models: [String: TenantModel] = [:]
  /// The last row of the log that was looked at, by tenant.
  private var read: [String: Int64] = [:]

  public init(store: JobStore) { self.store = store }

  /// What is remembered for the lines of one invoice of a tenant; nothing of another tenant's.
  public func memory(
    for invoice: Invoice, tenant: String, suppliers: [String], creditor: AccountNumber?
  ) async throws -> SupplierMemory? {
    try await catchUp(tenant)
    return models[tenant]?.memory(for: invoice, suppliers: suppliers, creditor: creditor)
  }

  /// The tenant's model as of now.
  public func model(of tenant: String) async throws -> TenantModel {
    try await catchUp(tenant)
    return models[tenant] ?? TenantModel()
  }

  private func catchUp(_ tenant: String) async throws {
    let rows = try await store.corrections(tenant: tenant, after: read[tenant] ?? 0)
    // Another call may have got here first while this one waited for the store.
    let news = rows.filter { $0.id > read[tenant] ?? 0 }
    guard let last = news.last else { return }
    if news.contains(where: { $0.undoes != nil }) {
      let log = try await store.corrections(tenant: tenant)
      models[tenant] = TenantModel(replaying: log)
      read[tenant] = max(log.last?.id ?? 0, read[tenant] ?? 0)
      return
    }
    for row in news where row.undoneBy == nil { models[tenant, default: TenantModel()].learn(row) }
    read[tenant] = last.id
  }
}

extension TenantModel {
  /// The model that a log gives: what was taken back counts as never said.
  public init(replaying log: [CorrectionRow]) {
    self.init()
    for row in log where row.undoes == nil && row.undoneBy == nil { learn(row) }
  }

  /// Takes in one row; one that cannot be read teaches nothing, as nobody can be asked about it.
  mutating func learn(_ row: CorrectionRow) {
    guard let correction = try? Correction(json: row.entry) else { return }
    learn(correction, entry: row.id)
  }
}
