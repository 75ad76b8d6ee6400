import Accounting
import Invoice

/// Values as people and their spreadsheet programs write them into a cell.
enum WrittenValue {
  /// `1.190,00`, `1190,00 €`, `1,190.00`, `1190`, `-12,5`, `12,50-`; `nil` for more than two decimals of cents.
  ///
  /// The last separator is the decimal one, unless it stands before exactly three digits: `1.190` is a thousand in
  /// German, and nobody writes amounts with three decimals.
  static func amount(_ text: String) -> Amount? {
    var bytes = Array(text.utf8.filter { $0 != 0x20 && $0 != UInt8(ascii: "'") })
    // Blanks that spreadsheets put between thousands (U+00A0, U+202F), and the currency.
    for mark in ["\u{A0}", "\u{202F}", "€", "EUR"] { bytes.removeAll(of: Array(mark.utf8)) }
    var isNegative = false
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      bytes.removeFirst()
    } else if bytes.last == UInt8(ascii: "-") {
      isNegative = true
      bytes.removeLast()
    }
    let isSeparator: (UInt8) -> Bool = { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
    guard bytes.contains(where: isDigit), bytes.allSatisfy({ isDigit($0) || isSeparator($0) }),
      let first = bytes.first, isDigit(first), bytes.last.map(isDigit) == true
    else { return nil }
    let places = bytes.indices.filter { isSeparator(bytes[$0]) }
    var decimal = places.last
    if let last = places.last {
      let behind = bytes.count - last - 1
      let kinds = Set(places.map { bytes[$0] })
      if behind == 3, kinds.count == 1 { decimal = nil }  // only thousands
      if kinds.count == 1, places.count > 1, behind != 3 { return nil }
    }
    // Every separator before the decimal one parts three digits.
    let thousands = places.filter { $0 != decimal }
    for (place, next) in zip(thousands, thousands.dropFirst() + [decimal ?? bytes.count]) {
      guard next - place == 4 else { return nil }
    }
    let whole = bytes[..<(decimal ?? bytes.count)].filter(isDigit)
    let fraction = decimal.map { Array(bytes[($0 + 1)...]) } ?? []
    guard fraction.count <= 2 || fraction.dropFirst(2).allSatisfy({ $0 == UInt8(ascii: "0") }) else {
      return nil
    }
    let plain = whole + [UInt8(ascii: ".")] + (fraction.isEmpty ? [UInt8(ascii: "0")] : fraction)
    return Amount(decimal: (isNegative ? "-" : "") + String(decoding: plain, as: UTF8.self))
  }

  /// `05.03.2026`, `5.3.26`, `2026-03-05`, either with a time of midnight behind, `5. März 2026`, `05-Mrz-26`, and
  /// the number of the day that a spreadsheet keeps.
  ///
  /// With slashes day and month may be either way round: `nil` where both would do.
  static func day(_ text: String) -> CalendarDay? {
    let text = withoutMidnight(text.trimmingBlanks.lowercased())
    if let iso = CalendarDay(iso: text) { return iso }
    // Day 1 is 1900-01-01 and 1900 has a 29 February there, so that 25569 is 1970-01-01.
    if let serial = Int(text), 20_000...80_000 ~= serial {
      return CalendarDay(daysSinceEpoch: serial - 25_569)
    }
    let hasSlashes = text.contains("/")
    let parts = text.split { " ./-\u{A0}".contains($0) }.map(String.init)
    guard parts.count == 3, let year = year(parts[2]) ?? yearFirst(parts) else { return nil }
    if parts[0].count == 4 {
      guard let month = month(parts[1]), let day = Int(parts[2]) else { return nil }
      return CalendarDay(year: year, month: month, day: day)
    }
    guard let first = Int(parts[0]) else { return nil }
    let german = month(parts[1]).flatMap { CalendarDay(year: year, month: $0, day: first) }
    guard hasSlashes, let second = Int(parts[1]) else { return german }
    let american = CalendarDay(year: year, month: first, day: second)
    if let german, let american, german != american { return nil }
    return german ?? american
  }

  private static func yearFirst(_ parts: [String]) -> Int? { parts[0].count == 4 ? year(parts[0]) : nil }

  private static func year(_ text: String) -> Int? {
    guard let number = Int(text), text.count == 2 || text.count == 4 else { return nil }
    return text.count == 4 ? number : 2000 + number
  }

  private static func month(_ text: String) -> Int? {
    if let number = Int(text) { return 1...12 ~= number ? number : nil }
    let names = [
      ["jan", "jän"], ["feb"], ["mär", "mrz", "mar", "mae"], ["apr"], ["mai", "may"], ["jun"], ["jul"],
      ["aug"],
      ["sep"], ["okt", "oct"], ["nov"], ["dez", "dec"],
    ]
    return names.firstIndex { $0.contains { text.hasPrefix($0) } }.map { $0 + 1 }
  }

  private static func withoutMidnight(_ text: String) -> String {
    for time in [" 00:00:00", " 00:00", " 0:00:00", " 0:00", "t00:00:00"] where text.hasSuffix(time) {
      return String(text.dropLast(time.count))
    }
    return text
  }

  /// An account: digits, with what a spreadsheet makes of them (`4.980`, `4980,00`).
  ///
  /// Zeros in front may be lost; whoever knows the length of accounts puts them back.
  static func account(_ text: String) -> AccountNumber? {
    // "4980 Sonstiger Betriebsbedarf" as it stands in the chart.
    let word = text.split { $0 == " " || $0 == "\u{A0}" }.first.map(String.init) ?? text
    if word.utf8.allSatisfy(isDigit) { return AccountNumber(word) }
    guard let amount = amount(word), amount > .zero, amount.minorUnits % 100 == 0 else { return nil }
    return AccountNumber("\(amount.minorUnits / 100)")
  }

  /// A number that is a name, such as an invoice's: `nil` for what a spreadsheet has made a power of ten.
  static func identifier(_ text: String) -> String? {
    guard text.unicodeScalars.allSatisfy(SafeText.isHarmless) else { return nil }
    let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
    if parts.count == 2, let sign = parts[1].first, sign == "+",
      parts[1].dropFirst().allSatisfy(\.isNumber),
      !parts[1].dropFirst().isEmpty, parts[0].contains(where: \.isNumber),
      parts[0].allSatisfy({ $0.isNumber || $0 == "," || $0 == "." })
    {
      return nil
    }
    return text
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}

extension [UInt8] {
  fileprivate mutating func removeAll(of part: [UInt8]) {
    while let range = firstRange(of: part) { removeSubrange(range) }
  }
}
