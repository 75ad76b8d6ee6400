internal import Invoice

/// What the unquoted value of a column may be; the words are those of the tables under `Config/datev`.
///
/// A class is scanned byte by byte: a file has millions of fields.
enum FieldClass: Hashable, Sendable {
  enum DateFormat: String, Sendable {
    case ddmm = "DDMM", ddmmyyyy = "DDMMYYYY", yyyy = "YYYY", yyyymmdd = "YYYYMMDD"
  }

  case text
  case word
  case wordOrBlank
  case label
  case reference
  case upper(Set<Int>)
  case digits(ClosedRange<Int>)
  case digitGroups(Set<Int>)
  case digitsAndDots
  case number(ClosedRange<Int>)
  case decimal(whole: ClosedRange<Int>, places: ClosedRange<Int>)
  case choice([[UInt8]])
  case date(DateFormat)
  case timestamp
  case account
  case beleglink
  case euVATIdentifier
  case iban
  case bic
  case empty

  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let argument = parts.count == 2 ? parts[1] : ""
    switch parts.first {
    case "text": self = .text
    case "word": self = .word
    case "word-blank": self = .wordOrBlank
    case "label": self = .label
    case "reference": self = .reference
    case "digits-and-dots": self = .digitsAndDots
    case "timestamp": self = .timestamp
    case "account": self = .account
    case "beleglink": self = .beleglink
    case "eu-vat-id": self = .euVATIdentifier
    case "iban": self = .iban
    case "bic": self = .bic
    case "empty": self = .empty
    case "upper": self = .upper(Set(argument.split(separator: "|").compactMap { Int($0) }))
    case "choice": self = .choice(argument.split(separator: "|").map { Array($0.utf8) })
    case "digits" where argument.contains("|"):
      self = .digitGroups(Set(argument.split(separator: "|").compactMap { Int($0) }))
    case "digits":
      guard let range = Self.range(argument) else { return nil }
      self = .digits(range)
    case "number":
      guard let range = Self.range(argument) else { return nil }
      self = .number(range)
    case "decimal":
      let ranges = argument.split(separator: ":").compactMap { Self.range(String($0)) }
      guard ranges.count == 2 else { return nil }
      self = .decimal(whole: ranges[0], places: ranges[1])
    case "date":
      guard let format = DateFormat(rawValue: argument) else { return nil }
      self = .date(format)
    default: return nil
    }
  }

  private static func range(_ text: String) -> ClosedRange<Int>? {
    let bounds = text.split(separator: "-").compactMap { Int($0) }
    guard let first = bounds.first, let last = bounds.last, first <= last else { return nil }
    return first...last
  }

  /// The rule that a value, which is not empty, breaks.
  func violation(of value: ArraySlice<UInt8>) -> DATEVRule? {
    switch self {
    case .text: return nil
    case .word: return value.allSatisfy(Self.isWord) ? nil : .characters
    case .wordOrBlank: return value.allSatisfy { Self.isWord($0) || $0 == 0x20 } ? nil : .characters
    case .label:
      return value.allSatisfy { Self.isWord($0) || Self.labelMarks.contains($0) } ? nil : .characters
    case .reference: return value.allSatisfy(Self.isReference) ? nil : .referenceCharacters
    case .upper(let counts):
      return counts.contains(value.count) && value.allSatisfy(Self.isUpper) ? nil : .capitalLetters
    case .digits(let range): return range ~= value.count && value.allSatisfy(Self.isDigit) ? nil : .digits
    case .digitGroups(let counts):
      return counts.contains(value.count) && value.allSatisfy(Self.isDigit) ? nil : .digits
    case .digitsAndDots:
      return value.allSatisfy { Self.isDigit($0) || $0 == UInt8(ascii: ".") } ? nil : .digits
    case .number(let range):
      guard value.count < 10, let number = Self.integer(value) else { return .digits }
      return range ~= number ? nil : .numberRange
    case .decimal(let whole, let places): return Self.decimalViolation(value, whole, places)
    case .choice(let allowed): return allowed.contains { $0.elementsEqual(value) } ? nil : .choice
    case .date(let format): return Self.dateViolation(value, format)
    case .timestamp: return Self.timestampViolation(value)
    case .account:
      guard value.count <= 9, value.allSatisfy(Self.isDigit) else { return .accountFormat }
      return value.allSatisfy { $0 == UInt8(ascii: "0") } ? .accountZero : nil
    case .beleglink:
      let isLink = ["BEDI", "DDMS", "DORG"].contains { value.starts(with: $0.utf8) }
      return isLink && !Beleglink.isWellFormed(Array(value)) ? .beleglink : nil
    case .euVATIdentifier:
      return value.count >= 4 && value.prefix(2).allSatisfy(Self.isUpper)
        && value.dropFirst(2).allSatisfy {
          Self.isUpper($0) || Self.isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "*")
        }
        ? nil : .euVATIdentifier
    case .iban:
      return IBAN(String(decoding: value, as: UTF8.self))?.value.utf8.elementsEqual(value) == true
        ? nil : .iban
    case .bic:
      return (value.count == 8 || value.count == 11)
        && value.allSatisfy { Self.isUpper($0) || Self.isDigit($0) } ? nil : .bic
    case .empty: return .reserved
    }
  }

  private static func decimalViolation(
    _ value: ArraySlice<UInt8>, _ whole: ClosedRange<Int>, _ places: ClosedRange<Int>
  ) -> DATEVRule? {
    if value.contains(UInt8(ascii: "-")) || value.contains(UInt8(ascii: "+")) { return .sign }
    if value.contains(UInt8(ascii: ".")) {
      return value.contains(UInt8(ascii: ",")) ? .thousandsSeparator : .decimalPoint
    }
    let parts = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy(isDigit) }) else { return .decimal }
    guard whole ~= parts[0].count else { return .decimalSize }
    let count = parts.count == 2 ? parts[1].count : 0
    // A comma without places behind it is no number, even where places are optional.
    return places ~= count && !(parts.count == 2 && count == 0) ? nil : .decimalPlaces
  }

  /// Shape first, then the calendar; `DDMM` is judged with its year by the caller.
  private static func dateViolation(_ value: ArraySlice<UInt8>, _ format: DateFormat) -> DATEVRule? {
    guard value.count == format.rawValue.utf8.count, value.allSatisfy(isDigit) else { return .dateFormat }
    let first = value.startIndex
    func number(_ offset: Int, _ count: Int) -> Int {
      integer(value[first + offset..<first + offset + count]) ?? 0
    }
    switch format {
    case .ddmm: return (1...31 ~= number(0, 2)) && (1...12 ~= number(2, 2)) ? nil : .dateNotInCalendar
    case .yyyy: return number(0, 2) == 20 ? nil : .dateFormat
    case .ddmmyyyy:
      return number(4, 2) == 20
        && CalendarDay(year: number(4, 4), month: number(2, 2), day: number(0, 2)) != nil
        ? nil : .dateNotInCalendar
    case .yyyymmdd:
      return number(0, 2) == 20
        && CalendarDay(year: number(0, 4), month: number(4, 2), day: number(6, 2)) != nil
        ? nil : .dateNotInCalendar
    }
  }

  private static func timestampViolation(_ value: ArraySlice<UInt8>) -> DATEVRule? {
    guard value.count == 17, value.allSatisfy(isDigit), dateViolation(value.prefix(8), .yyyymmdd) == nil
    else {
      return .timestamp
    }
    let time = value.dropFirst(8)
    func number(_ offset: Int) -> Int {
      integer(time[time.startIndex + offset..<time.startIndex + offset + 2]) ?? 99
    }
    return number(0) < 24 && number(2) < 60 && number(4) < 60 ? nil : .timestamp
  }

  static func integer(_ value: ArraySlice<UInt8>) -> Int? {
    guard !value.isEmpty, value.count <= 17 else { return nil }
    var number = 0
    for byte in value {
      guard isDigit(byte) else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }

  private static let labelMarks: Set<UInt8> = Set(".-/ ".utf8)
  private static let referenceMarks: Set<UInt8> = Set("_$&%*+-/".utf8)
  static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  static func isUpper(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
  static func isLower(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
  static func isReference(_ byte: UInt8) -> Bool {
    isDigit(byte) || isUpper(byte) || isLower(byte) || referenceMarks.contains(byte)
  }

  /// Letters of the code page, digits and the underscore.
  static func isWord(_ byte: UInt8) -> Bool {
    if isDigit(byte) || isUpper(byte) || isLower(byte) || byte == UInt8(ascii: "_") { return true }
    switch byte {
    case 0xD7, 0xF7: return false
    case 0xC0...: return true
    case 0x83, 0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F, 0xAA, 0xB5, 0xBA: return true
    default: return false
    }
  }
}
