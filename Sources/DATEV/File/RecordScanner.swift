/// One field of a record, as a range of the file's bytes.
struct RawField: Hashable, Sendable {
  enum Fault: Hashable, Sendable {
    /// A quote inside a quoted text that is not doubled.
    case innerQuote
    /// The closing quote is missing at the end of the line.
    case notClosed
    /// The text goes on in the next line.
    case lineBreak
    /// A quote in a field that does not begin with one.
    case strayQuote
  }

  /// The content without the outer quotes; inner quotes still doubled.
  var content: Range<Int>
  var isQuoted: Bool
  var hasInnerQuotes = false
  var fault: Fault?

  var isEmpty: Bool { content.isEmpty }
}

/// One record: a physical line, or several where a text has line breaks.
struct RawRecord: Sendable {
  enum LineEnd: Hashable, Sendable {
    case crlf
    case lf
    /// The file ends here without a line end.
    case none
  }

  /// From 1.
  var line: Int
  var fields: [RawField]
  var bytes: Range<Int>
  var lineEnd: LineEnd
}

/// Cuts a DATEV file into records and fields without losing its faults.
///
/// A broken quote must not swallow the lines below: a line is looked at by itself first, and is only joined with
/// the next one where both together have the number of columns that the file's other lines have.
struct RecordScanner {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var fields: [RawField] = []

  /// How many fields a whole record has, once that is known.
  var expectedFields: Int?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next record; `nil` at the end of the file.
  mutating func next() -> RawRecord? {
    guard position < bytes.count else { return nil }
    let start = position
    let first = line
    var physical = physicalLine(from: start)
    var fault = split(physical.content)
    var joined = 0
    while fault == .notClosed, let expectedFields, fields.count < expectedFields, joined < 20,
      physical.next < bytes.count
    {
      let following = physicalLine(from: physical.next)
      // A next line that is whole by itself shows that this one only lacks its closing quote.
      let missing = fields.count
      if split(following.content) != .notClosed, fields.count >= expectedFields { break }
      let broken = start..<following.content.upperBound
      fault = split(broken)
      guard fields.count > missing || fault == .notClosed else { break }
      physical = (broken, following.next, following.lineEnd)
      joined += 1
    }
    if joined > 0 || fault == .notClosed {
      // The trial above may have left the other line's fields.
      _ = split(physical.content)
    }
    position = physical.next
    line = first + joined + 1
    return RawRecord(line: first, fields: fields, bytes: physical.content, lineEnd: physical.lineEnd)
  }

  private func physicalLine(from start: Int) -> (content: Range<Int>, next: Int, lineEnd: RawRecord.LineEnd) {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    guard end < bytes.count else { return (start..<end, end, .none) }
    if end > start, bytes[end - 1] == 0x0D { return (start..<end - 1, end + 1, .crlf) }
    return (start..<end, end + 1, .lf)
  }

  /// Fills `fields` from a range; answers the fault of the last field.
  private mutating func split(_ range: Range<Int>) -> RawField.Fault? {
    fields.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    while true {
      var field: RawField
      if index < range.upperBound, bytes[index] == Self.quote {
        field = quotedField(from: index, to: range.upperBound)
        index = field.fault == .notClosed ? field.content.upperBound : field.content.upperBound + 1
      } else {
        let start = index
        while index < range.upperBound, bytes[index] != Self.separator { index += 1 }
        field = RawField(content: start..<index, isQuoted: false)
        if bytes[field.content].contains(Self.quote) { field.fault = .strayQuote }
      }
      fields.append(field)
      guard index < range.upperBound else { return field.fault }
      index += 1
    }
  }

  /// A quote closes its field only before a separator or the end; doubled ones belong to the text.
  private func quotedField(from start: Int, to end: Int) -> RawField {
    var field = RawField(content: start + 1..<start + 1, isQuoted: true)
    var index = start + 1
    while index < end {
      switch bytes[index] {
      case Self.quote:
        let next = index + 1 < end ? bytes[index + 1] : Self.separator
        if next == Self.quote {
          field.hasInnerQuotes = true
          index += 2
          continue
        }
        if next == Self.separator {
          field.content = start + 1..<index
          return field
        }
        field.fault = field.fault ?? .innerQuote
      case 0x0A: field.fault = field.fault ?? .lineBreak
      default: break
      }
      index += 1
    }
    field.content = start + 1..<end
    field.fault = .notClosed
    return field
  }

  static let quote = UInt8(ascii: "\"")
  static let separator = UInt8(ascii: ";")
}
