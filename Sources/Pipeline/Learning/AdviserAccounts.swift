import Accounting
public import JobStore
public import Settings

/// Each tenant's accounts as the adviser has named them in his file of labels.
///
/// They stand in the tenant's chart like those of his settings, which go before them.
public actor AdviserAccounts {
  private let store: JobStore
  private var known: [String: (files: Int, accounts: [OwnAccount])] = [:]

  public init(store: JobStore) { self.store = store }

  /// The tenant with what the adviser has named; read again only when another file was taken.
  public func completing(_ tenant: TenantSettings) async throws -> TenantSettings {
    let files = try await store.historyFiles(tenant: tenant.name, category: 20)
    if known[tenant.name]?.files != files {
      let records = try await store.masterData(tenant: tenant.name, category: 20)
      known[tenant.name] = (files, records.compactMap { OwnAccount($0, length: tenant.datev.accountLength) })
    }
    guard let accounts = known[tenant.name]?.accounts, !accounts.isEmpty else { return tenant }
    var completed = tenant
    completed.profile.ownAccounts = accounts + tenant.profile.ownAccounts
    return completed
  }
}

extension OwnAccount {
  /// A ledger account of the adviser's; `nil` for personal accounts, and for what we have named ourselves.
  fileprivate init?(_ record: MasterRecord, length: Int) {
    guard record.isAdviser, let account = AccountNumber(record.account), account.digits.utf8.count <= length
    else { return nil }
    self.init(
      number: AdviserPostings.shortened(account, from: length), like: nil, name: record.content)
  }
}
