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
    var names: [String]?
    var rows: [Row] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let cells = Self.cells(of: line)
      guard let header = names else {
        names = cells
        continue
      }
      guard cells.count == header.count else {
        throw Failure(line: index + 1, problem: "\(cells.count) cells instead of \(header.count)")
      }
      rows.append(Row(line: index + 1, cells: Dictionary(zip(header, cells)) { first, _ in first }))
    }
    self.rows = rows
  }

  private static func cells(of line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var characters = line.makeIterator()
    var pending = characters.next()
    while let character = pending {
      pending = characters.next()
      switch character {
      case "\"" where isQuoted && pending == "\"":
        cell.append("\"")
        pending = characters.next()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(cell)
        cell = ""
      default: cell.append(character)
      }
    }
    return cells + [cell]
  }
}
