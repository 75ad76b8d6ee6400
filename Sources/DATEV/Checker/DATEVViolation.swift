/// A place in a file where it breaks a rule.
public struct DATEVViolation: Hashable, Sendable, Codable, CustomStringConvertible {
  /// From 1; 0 is the file.
  public var line: Int
  /// From 1; 0 is the whole line.
  public var column: Int
  /// DATEV's heading of the column.
  public var columnName: String?
  public var rule: DATEVRule
  /// What the sentence names: `value`, `expected`, `account`.
  public var arguments: [String: String]

  init(
    _ rule: DATEVRule, line: Int, column: Int, columnName: String? = nil, arguments: [String: String] = [:]
  ) {
    self.line = line
    self.column = column
    self.columnName = columnName
    self.rule = rule
    self.arguments = arguments
  }

  /// Whether the file must not be delivered for it.
  public var isRefusal: Bool { !rule.isNotice }

  public var germanText: String { rule.germanText(arguments) }

  /// One line for people: `Zeile 3, Spalte 9 (BU-Schlüssel): …`.
  public var description: String {
    let place =
      line == 0
      ? "Datei"
      : column == 0
        ? "Zeile \(line)" : "Zeile \(line), Spalte \(column)\(columnName.map { " (\($0))" } ?? "")"
    return "\(place): \(germanText) [\(rule.rawValue)]"
  }
}
