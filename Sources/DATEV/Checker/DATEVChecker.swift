internal import Invoice

/// Judges any file in DATEV's format: every rule, with line and column.
///
/// It never trusts the writer of this room: its columns, keys and prefixes are the tables under `Config/datev`. A
/// file may be delivered when no violation ``DATEVViolation/isRefusal``.
public struct DATEVChecker: Sendable {
  let tables: FormatTables
  /// Those of the general list; a client's own chart goes before it.
  public var automaticAccounts: AutomaticAccounts
  /// Whether client and adviser want batches that are locked by the import.
  public var acceptsLock = false
  /// Refusals after this many are not looked for: such a file is not near to being right.
  ///
  /// Of notices no more are told, but refusals below them are found.
  public var limit = 10_000

  /// - Throws: when a table is absent or cannot be read.
  public init(dataDirectory: String, automaticAccounts: AutomaticAccounts) throws {
    tables = try FormatTables(directory: dataDirectory)
    self.automaticAccounts = automaticAccounts
  }

  /// All violations by line and column, refusals before notices; empty for a file that imports without a warning.
  public func check(fileName: String, bytes: [UInt8]) -> [DATEVViolation] {
    var run = CheckRun(self, bytes)
    run.checkFileName(fileName)
    run.checkContent()
    return run.violations.enumerated().sorted { one, other in
      let (a, b) = (one.element, other.element)
      return (a.line, a.column, a.isRefusal ? 0 : 1, one.offset)
        < (b.line, b.column, b.isRefusal ? 0 : 1, other.offset)
    }.map(\.element)
  }
}

/// The walk through one file.
struct CheckRun {
  let tables: FormatTables
  let automaticAccounts: AutomaticAccounts
  let acceptsLock: Bool
  let limit: Int
  private(set) var bytes: [UInt8]
  private(set) var violations: [DATEVViolation] = []
  private var noticeCount = 0

  // What the header says, as far as it is valid.
  var format: FormatRule?
  var version = ""
  var sachkontenlaenge: Int?
  var fiscalYear: Geschaeftsjahr?
  var period: ClosedRange<CalendarDay>?
  var currency: [UInt8] = Array("EUR".utf8)
  var chart = ""

  // The record under the eye.
  var record = RawRecord(line: 0, fields: [], bytes: 0..<0, lineEnd: .crlf)
  /// Columns of the record that have been refused: no rule about several columns looks at them again.
  var isBroken: [Bool] = []

  private var linesSeen: [ArraySlice<UInt8>: Int] = [:]
  var accountsSeen: [ArraySlice<UInt8>: Int] = [:]

  init(_ checker: DATEVChecker, _ bytes: [UInt8]) {
    tables = checker.tables
    automaticAccounts = checker.automaticAccounts
    acceptsLock = checker.acceptsLock
    limit = checker.limit
    self.bytes = bytes
  }

  mutating func report(
    _ rule: DATEVRule, line: Int? = nil, column: Int, name: String? = nil, _ arguments: [String: String] = [:]
  ) {
    if rule.isNotice {
      // However many notices there are, a refusal below them is still found.
      guard noticeCount < limit, !(acceptsLock && rule == .locksBatch) else { return }
      noticeCount += 1
    }
    violations.append(
      DATEVViolation(rule, line: line ?? record.line, column: column, columnName: name, arguments: arguments))
    if column > 0, column <= isBroken.count, !rule.isNotice { isBroken[column - 1] = true }
  }

  /// A general finding on a header field gets the sentence that says what the field is.
  mutating func replaceRule(at column: Int, _ general: DATEVRule, _ special: DATEVRule) {
    for index in violations.indices
    where violations[index].line == record.line && violations[index].column == column
      && violations[index].rule == general
    {
      violations[index].rule = special
    }
  }

  /// `EXTF_`, up to 51 characters, `.csv` (datev-format, section 1).
  mutating func checkFileName(_ name: String) {
    let middle = name.count - "EXTF_".count - ".csv".count
    guard name.hasPrefix("EXTF_"), name.hasSuffix(".csv"), 0...51 ~= middle else {
      return report(.fileName, line: 0, column: 0, ["value": name])
    }
  }

  mutating func checkContent() {
    guard !bytes.isEmpty else { return report(.fileEmpty, line: 1, column: 0) }
    if bytes.count > BuchungsstapelFile.byteLimit { report(.fileTooLarge, line: 0, column: 0) }
    checkEncoding()
    var scanner = RecordScanner(bytes)
    guard let header = scanner.next() else { return }
    var ends = LineEnds()
    begin(header)
    checkLineEnd(&ends)
    guard checkHeader(), let format else { return }
    if !format.columns.isEmpty, version == format.version { scanner.expectedFields = format.columns.count }
    guard let headings = scanner.next() else {
      return report(.headingsMissing, line: 2, column: 1)
    }
    begin(headings)
    checkLineEnd(&ends)
    checkHeadings(format)
    var count = 0
    while violations.count - noticeCount < limit, let next = scanner.next() {
      begin(next)
      checkLineEnd(&ends)
      count += 1
      if count == BuchungsstapelFile.rowLimit + 1 { report(.tooManyRows, column: 0) }
      checkRow(format)
    }
  }

  private mutating func begin(_ record: RawRecord) {
    self.record = record
    isBroken = Array(repeating: false, count: record.fields.count)
  }

  /// A file with other line ends is told so once.
  private struct LineEnds { var isReported = false }

  private mutating func checkLineEnd(_ ends: inout LineEnds) {
    switch record.lineEnd {
    case .crlf: break
    case .lf:
      if !ends.isReported { report(.lineEnd, column: 0) }
      ends.isReported = true
    case .none:
      // Old files with CR alone are one long line.
      let isCarriageReturnOnly = bytes[record.bytes].contains(0x0D)
      report(isCarriageReturnOnly ? .lineEnd : .lineEndMissing, column: 0)
    }
  }

  private mutating func checkRow(_ format: FormatRule) {
    if record.bytes.isEmpty { return report(.lineEmpty, column: 0) }
    let hasBrokenQuotes = record.fields.contains { $0.fault != nil }
    let expected = version == format.version ? format.columns.count : 0
    if expected > 0, record.fields.count != expected, !hasBrokenQuotes {
      return report(
        .columnCount, column: 0, ["value": String(record.fields.count), "expected": String(expected)])
    }
    for (index, field) in record.fields.enumerated() {
      let rule = index < format.columns.count ? format.columns[index] : nil
      check(field, rule, column: index + 1)
      // What a broken quote has swallowed shifts all that follows.
      if field.fault == .innerQuote || field.fault == .notClosed { break }
    }
    guard record.fields.count == format.columns.count, !hasBrokenQuotes else { return }
    checkPartners(format)
    switch format.category {
    case 21: checkBuchungssatz(format)
    case 16: checkKreditor(format)
    case 20: checkKontenbeschriftung()
    default: break
    }
    if format.category == 21 {
      let line = bytes[record.bytes]
      if let first = linesSeen.updateValue(record.line, forKey: line) {
        linesSeen[line] = first
        report(.duplicateRow, column: 0, ["expected": String(first)])
      }
    }
  }

  /// A column whose partner is empty (Art and Inhalt, bank and mandate, Leistungsdatum and period).
  private mutating func checkPartners(_ format: FormatRule) {
    for rule in format.columns {
      guard let partner = rule.partner, isFilled(rule.number), !isFilled(partner) else { continue }
      report(
        .partnerColumn, column: partner, name: format.columns[partner - 1].name,
        ["expected": String(rule.number)])
    }
  }
}

extension CheckRun {
  func isFilled(_ column: Int) -> Bool { column <= record.fields.count && !record.fields[column - 1].isEmpty }

  /// The bytes of a column without quotes, inner quotes single.
  func content(_ column: Int) -> ArraySlice<UInt8> { content(record.fields[column - 1]) }

  func content(_ field: RawField) -> ArraySlice<UInt8> {
    guard field.hasInnerQuotes else { return bytes[field.content] }
    var result: [UInt8] = []
    var wasQuote = false
    for byte in bytes[field.content] {
      if byte == RecordScanner.quote, wasQuote {
        wasQuote = false
        continue
      }
      wasQuote = byte == RecordScanner.quote
      result.append(byte)
    }
    return result[...]
  }

  func integer(_ column: Int) -> Int? {
    isBroken[column - 1] ? nil : FieldClass.integer(content(column))
  }

  func text(_ bytes: ArraySlice<UInt8>) -> String { Windows1252.decode(bytes.prefix(60)) }

  /// The bytes as Windows-1252, whatever they were: one finding about the encoding, then the content is judged.
  fileprivate mutating func checkEncoding() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      report(.byteOrderMark, line: 1, column: 0, ["value": "UTF-8"])
      bytes = Windows1252.encodeFile(String(decoding: bytes.dropFirst(3), as: UTF8.self))
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      report(.byteOrderMark, line: 1, column: 0, ["value": "UTF-16"])
      let isLittle = bytes[0] == 0xFF
      let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return isLittle ? first | second << 8 : first << 8 | second
      }
      bytes = Windows1252.encodeFile(String(decoding: units, as: UTF16.self))
    } else if let first = bytes.firstIndex(where: { $0 >= 0x80 }) {
      if let decoded = String(validating: bytes, as: UTF8.self) {
        let line = bytes[..<first].count { $0 == 0x0A } + 1
        report(.utf8WithoutMark, line: line, column: 0)
        bytes = Windows1252.encodeFile(decoded)
      } else {
        checkCodePage()
      }
    }
  }

  private mutating func checkCodePage() {
    var line = 1
    var reported = 0
    for byte in bytes {
      if byte == 0x0A { line += 1 }
      guard !Windows1252.isDefined(byte), line != reported else { continue }
      reported = line
      report(
        .byteNotInCodePage, line: line, column: 0, ["value": "0x" + String(byte, radix: 16, uppercase: true)])
      if violations.count - noticeCount >= limit { return }
    }
  }
}
