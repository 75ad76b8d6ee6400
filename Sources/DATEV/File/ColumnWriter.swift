internal import Accounting
internal import Invoice

/// Writes the columns of one record after another into a file's bytes.
struct ColumnWriter: ColumnVisitor {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    isFirst = true
  }

  /// Takes back what was written from a record's beginning on.
  mutating func removeAll(from mark: Int) {
    bytes.removeSubrange(mark...)
    isFirst = true
  }

  mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Bytes that end a record.
  mutating func endRecord() {
    bytes.append(0x0D)
    bytes.append(0x0A)
    isFirst = true
  }

  /// Text without quotes, such as a heading.
  mutating func plain(_ text: String) {
    begin()
    Windows1252.append(text, to: &bytes)
  }

  mutating func text(_ value: inout String, limit: Int) { quoted(value, limit: limit) }
  mutating func option<Option: RawRepresentable<String>>(_ value: inout Option?) {
    quoted(value?.rawValue ?? "", limit: .max)
  }
  mutating func currency(_ value: inout CurrencyCode?) { quoted(value?.code ?? "", limit: 3) }
  mutating func key(_ value: inout BUSchluessel?) { quoted(value?.digits ?? "", limit: 4) }
  mutating func link(_ value: inout Beleglink?) { quoted(value?.text ?? "", limit: 210) }
  mutating func iban(_ value: inout IBAN?) { quoted(value?.value ?? "", limit: 34) }

  mutating func amount(_ value: inout Umsatz?) {
    begin()
    guard let value else { return }
    digits(value.amount.minorUnits, places: 2)
  }

  mutating func decimal(_ value: inout Festkomma?) {
    begin()
    guard let value else { return }
    digits(value.unscaled, places: value.places)
  }

  mutating func number(_ value: inout Int?, limit: Int) {
    begin()
    guard let value else { return }
    digits(Int64(value), places: 0)
  }

  mutating func flag(_ value: inout Bool?) {
    begin()
    guard let value else { return }
    bytes.append(UInt8(ascii: value ? "1" : "0"))
  }

  mutating func account(_ value: inout AccountNumber?) {
    begin()
    guard let value else { return }
    bytes.append(contentsOf: value.digits.utf8)
  }

  mutating func date(_ value: inout CalendarDay?) {
    begin()
    guard let value else { return }
    fixed(value.day, 2)
    fixed(value.month, 2)
    fixed(value.year, 4)
  }

  mutating func dayOfFiscalYear(_ value: inout CalendarDay?) {
    begin()
    guard let value else { return }
    fixed(value.day, 2)
    fixed(value.month, 2)
  }

  mutating func headerDate(_ value: inout CalendarDay?) {
    begin()
    guard let value else { return }
    fixed(value.year, 4)
    fixed(value.month, 2)
    fixed(value.day, 2)
  }

  mutating func timestamp(_ value: DATEVHeader.Timestamp) {
    var day: CalendarDay? = value.day
    headerDate(&day)
    let seconds = value.millisecondOfDay / 1000
    fixed(seconds / 3600, 2)
    fixed(seconds / 60 % 60, 2)
    fixed(seconds % 60, 2)
    fixed(value.millisecondOfDay % 1000, 3)
  }

  mutating func raw(_ value: inout String, isQuoted: Bool) {
    if isQuoted { quoted(value, limit: .max) } else { plain(value) }
  }

  mutating func missing() {}

  private mutating func begin() {
    if isFirst { isFirst = false } else { bytes.append(RecordScanner.separator) }
  }

  /// A text in quotes, inner ones doubled, not longer than the column allows.
  private mutating func quoted(_ text: String, limit: Int) {
    begin()
    bytes.append(RecordScanner.quote)
    let start = bytes.count
    Windows1252.append(text, to: &bytes)
    if bytes.count - start > limit { bytes.removeSubrange((start + limit)...) }
    var index = start
    while let quote = bytes[index...].firstIndex(of: RecordScanner.quote) {
      bytes.insert(RecordScanner.quote, at: quote)
      index = quote + 2
    }
    bytes.append(RecordScanner.quote)
  }

  /// An integer with a comma before its last places.
  private mutating func digits(_ value: Int64, places: Int) {
    let text = String(value.magnitude)
    let padded =
      text.utf8.count <= places ? String(repeating: "0", count: places + 1 - text.utf8.count) + text : text
    let utf8 = padded.utf8
    for (index, byte) in utf8.enumerated() {
      if places > 0, index == utf8.count - places { bytes.append(UInt8(ascii: ",")) }
      bytes.append(byte)
    }
  }

  private mutating func fixed(_ value: Int, _ width: Int) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}
