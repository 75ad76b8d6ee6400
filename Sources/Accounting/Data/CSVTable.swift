import FoundationEssentials

/// A data file under `Config/`: UTF-8, commas, double quotes, a header row, and `#` lines that say where it is from.
package struct CSVTable {
  private let path: String
  private let columns: [String: Int]
  private let rows: [[String]]

  /// Reads the file and refuses a row whose number of fields differs from the header's.
  package init(path: String) throws(AccountingDataError) {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw .unreadable(path: path) }
    try self.init(path: path, bytes: [UInt8](data))
  }

  package init(path: String, bytes: [UInt8]) throws(AccountingDataError) {
    self.path = path
    var rows = CSVRecords.records(of: bytes).map(\.fields)
    guard !rows.isEmpty else { throw .empty(path: path) }
    let header = rows.removeFirst()
    for (index, row) in rows.enumerated() where row.count != header.count {
      throw .fieldCount(path: path, row: index + 2, expected: header.count, found: row.count)
    }
    columns = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.rows = rows
  }

  /// The place of a column, for ``forEach(_:)``.
  package func column(_ name: String) throws(AccountingDataError) -> Int {
    guard let column = columns[name] else { throw .missingColumn(path: path, column: name) }
    return column
  }

  package func hasColumn(_ name: String) -> Bool { columns[name] != nil }

  package func map<T>(
    _ transform: (_ row: [String]) throws(AccountingDataError) -> T
  ) throws(AccountingDataError) -> [T] {
    var result: [T] = []
    result.reserveCapacity(rows.count)
    for row in rows { result.append(try transform(row)) }
    return result
  }
}

/// Why the accounting data can't be used.
public enum AccountingDataError: Error, Hashable, CustomStringConvertible {
  case unreadable(path: String)
  case empty(path: String)
  case fieldCount(path: String, row: Int, expected: Int, found: Int)
  case missingColumn(path: String, column: String)
  case badValue(path: String, column: String, value: String)

  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): can't be read"
    case .empty(let path): "\(path): holds no header"
    case .fieldCount(let path, let row, let expected, let found):
      "\(path): row \(row) has \(found) fields instead of \(expected)"
    case .missingColumn(let path, let column): "\(path): no column \"\(column)\""
    case .badValue(let path, let column, let value): "\(path): \(column) can't be \"\(value)\""
    }
  }
}
