/// Why a file cannot be read as values; `DATEVChecker` says more about such a file.
public struct DATEVReadError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Reason: String, Hashable, Sendable {
    case noHeader = "no DATEV header"
    case otherFormat = "another format category or version"
    case columnCount = "wrong number of columns"
    case quotes = "broken quotes"
    case value = "not a value of this column"
    case missing = "value missing"
  }

  /// From 1; 0 is the whole file.
  public var line: Int
  /// From 1; 0 is the whole line.
  public var column: Int
  public var reason: Reason

  public var description: String { "line \(line), column \(column): \(reason.rawValue)" }
}
