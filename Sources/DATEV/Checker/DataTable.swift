internal import Accounting

/// A table of the data directory: comma-separated, quoted where needed, `#` begins a comment line; LF or CR LF.
public struct DataTable: Sendable {
  /// What is wrong with a table, and where.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var problem: String
    public var description: String { "line \(line): \(problem)" }
  }

  /// A row with the names of its columns.
  public struct Row: Sendable {
    let line: Int
    let cells: [String: String]

    /// A cell by its column's name.
    public func text(_ name: String) throws(Failure) -> String {
      guard let cell = cells[name] else { throw Failure(line: line, problem: "no column \(name)") }
      return cell
    }

    func integer(_ name: String) throws(Failure) -> Int {
      guard let number = Int(try text(name)) else {
        throw Failure(line: line, problem: "\(name) is no number")
      }
      return number
    }
  }

  /// Below the line of names.
  public let rows: [Row]

  /// Reads a table; the first line names the columns.
  public init(_ text: String) throws(Failure) {
    var rows: [Row] = []
    let records = CSVRecords.records(of: Array(text.utf8))
    let header = records.first?.fields ?? []
    for record in records.dropFirst() {
      guard record.fields.count == header.count else {
        throw Failure(
          line: record.line, problem: "\(record.fields.count) cells instead of \(header.count)")
      }
      rows.append(
        Row(line: record.line, cells: Dictionary(zip(header, record.fields)) { first, _ in first }))
    }
    self.rows = rows
  }
}
