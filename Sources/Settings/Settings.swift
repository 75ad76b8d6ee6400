/// Everything that an administrator decides, read from YAML and checked: the room `Settings`.
///
/// A snapshot is immutable. A reload makes a new one or fails whole; a job keeps the snapshot that it started
/// with. Files become Yams nodes, not Codable values, so that every error names file, line and column; scalars
/// stay text until they are parsed here (`0027` stays an account, `no` stays a word).
public struct Settings: Hashable, Sendable {
  public var main: MainSettings
  /// By name; each tenant's file is `<tenants directory>/<name>.yaml`.
  public var tenants: [TenantSettings]
  /// What works, but not as far as the administrator may think: a tenant without an adviser number.
  public var warnings: [SettingsProblem]

  public init(main: MainSettings, tenants: [TenantSettings] = [], warnings: [SettingsProblem] = []) {
    self.main = main
    self.tenants = tenants.sorted { $0.name < $1.name }
    self.warnings = warnings
  }

  public func tenant(named name: String) -> TenantSettings? { tenants.first { $0.name == name } }
}
