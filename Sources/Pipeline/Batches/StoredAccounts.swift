public import JobStore
public import Settings

/// The settings against what is in the database: numbers that no batch could hold are found before one is closed.
public enum StoredAccounts {
  /// Problems of the settings, as of a file that is wrong.
  public static func problems(_ settings: Settings, _ store: JobStore) async throws -> [SettingsProblem] {
    var problems: [SettingsProblem] = []
    for tenant in settings.tenants {
      let length = tenant.datev.accountLength + 1
      let wrong = try await store.creditors(ofTenant: tenant.name, notOfLength: length)
      guard let first = wrong.first else { continue }
      problems.append(
        SettingsProblem(
          file: "tenants/\(tenant.name).yaml", key: "datev.account_length",
          message: """
            creditors have \(length) digits then, but \(wrong.count) have not, such as \(first); \
            'belegd supplier lengthen --tenant \(tenant.name)' appends zeros
            """))
    }
    return problems
  }
}
