internal import Accounting
internal import Invoice

/// Reads the columns of one record.
struct ColumnReader: ColumnVisitor {
  private let bytes: [UInt8]
  private let record: RawRecord
  private let fiscalYear: Geschaeftsjahr?
  private(set) var column = 0

  init(_ bytes: [UInt8], _ record: RawRecord, fiscalYear: Geschaeftsjahr?) {
    self.bytes = bytes
    self.record = record
    self.fiscalYear = fiscalYear
  }

  func error(_ reason: DATEVReadError.Reason) -> DATEVReadError {
    DATEVReadError(line: record.line, column: column, reason: reason)
  }

  /// The next column's text.
  mutating func next() throws(DATEVReadError) -> String {
    column += 1
    guard column <= record.fields.count else {
      throw DATEVReadError(line: record.line, column: 0, reason: .columnCount)
    }
    let field = record.fields[column - 1]
    guard field.fault == nil else { throw error(.quotes) }
    if field.isEmpty { return "" }
    let text = Windows1252.decode(bytes[field.content])
    return field.hasInnerQuotes ? Self.undoubled(text) : text
  }

  private static func undoubled(_ text: String) -> String {
    var result = ""
    var wasQuote = false
    for scalar in text.unicodeScalars {
      if scalar == "\"", wasQuote {
        wasQuote = false
        continue
      }
      wasQuote = scalar == "\""
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// The next column's value, `nil` when it is empty.
  private mutating func value<Value>(_ make: (String) -> Value?) throws(DATEVReadError) -> Value? {
    let text = try next()
    if text.isEmpty { return nil }
    guard let value = make(text) else { throw error(.value) }
    return value
  }

  mutating func text(_ value: inout String, limit: Int) throws(DATEVReadError) { value = try next() }
  mutating func raw(_ value: inout String, isQuoted: Bool) throws(DATEVReadError) { value = try next() }
  mutating func option<Option: RawRepresentable<String>>(_ value: inout Option?) throws(DATEVReadError) {
    value = try self.value { Option(rawValue: $0) }
  }
  mutating func currency(_ value: inout CurrencyCode?) throws(DATEVReadError) {
    value = try self.value { CurrencyCode($0) }
  }
  mutating func key(_ value: inout BUSchluessel?) throws(DATEVReadError) {
    value = try self.value { BUSchluessel($0) }
  }
  mutating func link(_ value: inout Beleglink?) throws(DATEVReadError) {
    value = try self.value { Beleglink($0) }
  }
  mutating func iban(_ value: inout IBAN?) throws(DATEVReadError) { value = try self.value { IBAN($0) } }
  mutating func amount(_ value: inout Umsatz?) throws(DATEVReadError) {
    value = try self.value { text in
      Self.decimal(text).flatMap { $0.places == 2 ? Umsatz(Amount(minorUnits: $0.unscaled)) : nil }
    }
  }
  mutating func decimal(_ value: inout Festkomma?) throws(DATEVReadError) {
    value = try self.value(Self.decimal)
  }
  mutating func number(_ value: inout Int?, limit: Int) throws(DATEVReadError) {
    value = try self.value { $0.utf8.count <= limit ? Self.digits($0.utf8).map(Int.init) : nil }
  }
  mutating func flag(_ value: inout Bool?) throws(DATEVReadError) {
    value = try self.value { $0 == "0" ? false : $0 == "1" ? true : nil }
  }
  mutating func account(_ value: inout AccountNumber?) throws(DATEVReadError) {
    value = try self.value { AccountNumber($0) }
  }
  mutating func date(_ value: inout CalendarDay?) throws(DATEVReadError) {
    value = try self.value { Self.date($0, [4..<8, 2..<4, 0..<2]) }
  }
  mutating func headerDate(_ value: inout CalendarDay?) throws(DATEVReadError) {
    value = try self.value { Self.date($0, [0..<4, 4..<6, 6..<8]) }
  }
  mutating func dayOfFiscalYear(_ value: inout CalendarDay?) throws(DATEVReadError) {
    let fiscalYear = fiscalYear
    value = try self.value { text in
      let digits = Array(text.utf8)
      guard digits.count == 4, let day = Self.digits(digits[..<2]), let month = Self.digits(digits[2...])
      else {
        return nil
      }
      return fiscalYear?.day(Int(day), month: Int(month))
    }
  }

  mutating func timestamp() throws(DATEVReadError) -> DATEVHeader.Timestamp {
    let value = try self.value { text -> DATEVHeader.Timestamp? in
      let digits = Array(text.utf8)
      guard digits.count == 17,
        let day = Self.date(String(decoding: digits[..<8], as: UTF8.self), [0..<4, 4..<6, 6..<8]),
        let hour = Self.digits(digits[8..<10]), let minute = Self.digits(digits[10..<12]),
        let second = Self.digits(digits[12..<14]), let millisecond = Self.digits(digits[14...]),
        hour < 24, minute < 60, second < 60
      else { return nil }
      let milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
      return DATEVHeader.Timestamp(day: day, millisecondOfDay: Int(milliseconds))
    }
    guard let value else { throw error(.missing) }
    return value
  }

  mutating func missing() throws(DATEVReadError) { throw error(.missing) }

  private static func digits(_ text: some Sequence<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in text {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte, value < 100_000_000_000_000_000 else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private static func decimal(_ text: String) -> Festkomma? {
    let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return digits(whole).flatMap { Festkomma(unscaled: $0, places: 0) } }
    guard !parts[1].isEmpty, parts[1].count <= 6, let unscaled = digits(Array(whole) + Array(parts[1])) else {
      return nil
    }
    return Festkomma(unscaled: unscaled, places: parts[1].count)
  }

  /// The ranges of year, month and day in eight digits.
  private static func date(_ text: String, _ ranges: [Range<Int>]) -> CalendarDay? {
    let bytes = Array(text.utf8)
    guard bytes.count == 8 else { return nil }
    let numbers = ranges.compactMap { digits(bytes[$0]).map(Int.init) }
    guard numbers.count == 3 else { return nil }
    return CalendarDay(year: numbers[0], month: numbers[1], day: numbers[2])
  }
}
