/// One thing wrong in a settings file, as `file:line:column: key: message`.
public struct SettingsProblem: Hashable, Sendable, CustomStringConvertible {
  /// The path as it was given, or `environment`.
  public var file: String
  /// From 1; `nil` where the problem is the file or a variable as a whole.
  public var line: Int?
  /// From 1, in Unicode scalars.
  public var column: Int?
  /// The keys that lead to the value, joined by dots: `datev.adviser`; empty for the file as a whole.
  public var key: String
  /// English, for the administrator.
  public var message: String

  public init(file: String, line: Int? = nil, column: Int? = nil, key: String = "", message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.message = message
  }

  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
  }
}

/// Every problem of the main file and all tenants' files, found in one go.
public struct SettingsErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// At least one, by file and line.
  public var problems: [SettingsProblem]

  public init(_ problems: [SettingsProblem]) {
    self.problems = problems.sorted {
      ($0.file, $0.line ?? 0, $0.column ?? 0, $0.key) < ($1.file, $1.line ?? 0, $1.column ?? 0, $1.key)
    }
  }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
