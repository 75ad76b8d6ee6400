/// Cuts delimited text into records: the data directory's tables, and what people save from a spreadsheet.
package enum CSVRecords {
  /// One record with the line that it begins on, from 1.
  package struct Record: Hashable, Sendable {
    package var line: Int
    package var fields: [String]
  }

  /// The records of UTF-8 text; lines without content are passed over.
  ///
  /// Fields in quotes may hold separators, line ends and doubled quotes. A line ends with LF, CR LF or CR; a byte
  /// order mark at the beginning is none of the text's.
  ///
  /// - Parameter hasComments: Lines that begin with `#` say where the data is from.
  package static func records(
    of bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","), hasComments: Bool = true
  ) -> [Record] {
    var records: [Record] = []
    var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while at < bytes.count {
      if hasComments, bytes[at] == UInt8(ascii: "#") {
        while at < bytes.count, !isLineEnd(bytes[at]) { at += 1 }
        passLineEnd(bytes, &at, &line)
        continue
      }
      var record = Record(line: line, fields: [])
      repeat {
        record.fields.append(field(of: bytes, separator, &at, &line))
      } while passSeparator(bytes, separator, &at)
      passLineEnd(bytes, &at, &line)
      if record.fields != [""] { records.append(record) }
    }
    return records
  }

  /// The fields as a line that ``records(of:separator:hasComments:)`` reads back, without its end.
  package static func line(_ fields: [String], separator: Character = ",") -> String {
    fields.map { field in
      let needsQuotes =
        field.hasPrefix("#") || field.contains { $0 == separator || $0 == "\"" || $0.isNewline }
      return needsQuotes ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }.joined(separator: String(separator))
  }

  private static func field(
    of bytes: [UInt8], _ separator: UInt8, _ at: inout Int, _ line: inout Int
  )
    -> String
  {
    var field: [UInt8] = []
    if at < bytes.count, bytes[at] == quote {
      at += 1
      while at < bytes.count {
        if bytes[at] == quote {
          at += 1
          guard at < bytes.count, bytes[at] == quote else { break }
        }
        if bytes[at] == UInt8(ascii: "\n") { line += 1 }
        field.append(bytes[at])
        at += 1
      }
    }
    let start = at
    while at < bytes.count, bytes[at] != separator, !isLineEnd(bytes[at]) { at += 1 }
    field += bytes[start..<at]
    return String(decoding: field, as: UTF8.self)
  }

  private static func passSeparator(_ bytes: [UInt8], _ separator: UInt8, _ at: inout Int) -> Bool {
    guard at < bytes.count, bytes[at] == separator else { return false }
    at += 1
    return true
  }

  private static func passLineEnd(_ bytes: [UInt8], _ at: inout Int, _ line: inout Int) {
    guard at < bytes.count else { return }
    let isPair = bytes[at...].starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    at += isPair ? 2 : 1
    line += 1
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private static let quote = UInt8(ascii: "\"")
}
