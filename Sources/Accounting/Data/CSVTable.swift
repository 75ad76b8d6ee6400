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
    var rows = Self.split(bytes)
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

  /// Rows of fields; quoted fields may hold commas, line ends and doubled quotes.
  private static func split(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var isRowStart = true
    while at < bytes.count {
      if isRowStart, bytes[at] == UInt8(ascii: "#") {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        at += 1
        continue
      }
      isRowStart = false
      if bytes[at] == UInt8(ascii: "\"") {
        at += 1
        var field: [UInt8] = []
        while at < bytes.count {
          if bytes[at] == UInt8(ascii: "\"") {
            guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") else { break }
            at += 1
          }
          field.append(bytes[at])
          at += 1
        }
        at += 1
        row.append(String(decoding: field, as: UTF8.self))
      } else {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != UInt8(ascii: "\n") { at += 1 }
        let end = at > start && bytes[at - 1] == UInt8(ascii: "\r") ? at - 1 : at
        row.append(String(decoding: bytes[start..<end], as: UTF8.self))
      }
      if at < bytes.count, bytes[at] == UInt8(ascii: "\r") { at += 1 }
      if at >= bytes.count || bytes[at] == UInt8(ascii: "\n") {
        if row.count > 1 || row.first?.isEmpty == false { rows.append(row) }
        row = []
        isRowStart = true
        at += 1
      } else {
        at += 1
        if at >= bytes.count { row.append("") }
      }
    }
    if !row.isEmpty { rows.append(row) }
    return rows
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
