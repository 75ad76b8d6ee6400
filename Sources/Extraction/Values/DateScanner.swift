import Invoice

/// A day as printed, and the other reading where `05/03/26` leaves it open.
struct DateToken: Hashable, Sendable {
  var range: Range<Int>
  var day: CalendarDay
  /// Month and day exchanged, where both are possible and slashes part them.
  var alternative: CalendarDay?
  /// Whether only the American order makes a day of it.
  var isAmerican = false
  /// Whether slashes part it and only day before month makes a day of it.
  var isEuropean = false

  /// Month and day the other way round, where that is possible.
  var exchanged: DateToken {
    guard let other = alternative else { return self }
    return DateToken(range: range, day: other, alternative: day)
  }
}

/// Finds days in a line's bytes.
///
/// `05.03.2026`, `5.3.26`, `5. März 2026`, `2026-03-05`, `05/03/26`, `March 5, 2026`, `5 Mar 2026`, and the first and
/// last day of `März 2026` by ``months(in:)``. It never reads across two blanks, but between a day's dot and its month.
enum DateScanner {
  static func dates(in bytes: [UInt8]) -> [DateToken] {
    var found: [DateToken] = []
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      let before = place > 0 ? bytes[place - 1] : Byte.blank
      if Byte.isDigit(byte), !Byte.isDigit(before),
        before != Byte.slash || place < 2 || !Byte.isDigit(bytes[place - 2])
      {
        if let token = numeric(bytes, place) ?? dayFirst(bytes, place) {
          found.append(token)
          place = token.range.upperBound
          continue
        }
      } else if Byte.isLetter(byte), !Byte.isLetter(before) {
        if let token = monthFirst(bytes, place) {
          found.append(token)
          place = token.range.upperBound
          continue
        }
      }
      place += 1
    }
    return found
  }

  /// Months without a day, such as `März 2026`, `03/2026` or `03.2026`, as their first and last day.
  static func months(in bytes: [UInt8]) -> [(range: Range<Int>, period: DayPeriod)] {
    var found: [(range: Range<Int>, period: DayPeriod)] = []
    var place = 0
    while place < bytes.count {
      let before = place > 0 ? bytes[place - 1] : Byte.blank
      var month: Int?
      var next = place
      if Byte.isLetter(bytes[place]), !Byte.isLetter(before), let (named, end) = monthName(bytes, place) {
        month = named
        next = end
        if next < bytes.count, bytes[next] == Byte.dot { next += 1 }
        if next < bytes.count, bytes[next] == Byte.blank || bytes[next] == Byte.slash { next += 1 }
      } else if Byte.isDigit(bytes[place]), before == Byte.blank || before == UInt8(ascii: "("),
        let (number, end) = number(bytes, place, 2), 1...12 ~= number, end < bytes.count,
        bytes[end] == Byte.slash || bytes[end] == Byte.dot
      {
        month = number
        next = end + 1
      }
      if let month, let (year, end) = number(bytes, next, 4), end - next == 4,
        !Byte.isDigit(bytes.at(end)), !(bytes.at(end) == Byte.dot && Byte.isDigit(bytes.at(end + 1))),
        let first = CalendarDay(year: year, month: month, day: 1), 1990...2099 ~= year
      {
        found.append((place..<end, DayPeriod(start: first, end: first.lastOfMonth)))
        place = end
      } else {
        place += 1
      }
    }
    return found
  }

  /// `05.03.2026`, `05/03/26`, `05-03-2026`, `2026-03-05`, `2026/03/05`, with stray blanks after the separators.
  private static func numeric(_ bytes: [UInt8], _ start: Int) -> DateToken? {
    guard let (first, afterFirst) = number(bytes, start, 4), afterFirst < bytes.count else { return nil }
    var separator = bytes[afterFirst]
    // OCR often reads the dot as a comma.
    if separator == Byte.comma { separator = Byte.dot }
    guard separator == Byte.dot || separator == Byte.slash || separator == Byte.minus else { return nil }
    func step(_ place: Int) -> Int? {
      guard place < bytes.count else { return nil }
      let byte = bytes[place] == Byte.comma ? Byte.dot : bytes[place]
      guard byte == separator else { return nil }
      let next = place + 1
      if separator == Byte.dot, bytes.at(next) == Byte.blank, Byte.isDigit(bytes.at(next + 1)) {
        return next + 1
      }
      return next
    }
    guard let secondStart = step(afterFirst), let (second, afterSecond) = number(bytes, secondStart, 2),
      let thirdStart = step(afterSecond), let (third, end) = number(bytes, thirdStart, 4)
    else { return nil }
    guard !Byte.isDigit(bytes.at(end)), bytes.at(end) != separator || !Byte.isDigit(bytes.at(end + 1)) else {
      return nil
    }
    let thirdCount = end - thirdStart
    if afterFirst - start == 4 {
      guard thirdCount <= 2, let day = CalendarDay(year: first, month: second, day: third),
        isPlausible(first)
      else { return nil }
      return DateToken(range: start..<end, day: day)
    }
    guard afterFirst - start <= 2, thirdCount == 4 || thirdCount == 2 else { return nil }
    let year = thirdCount == 4 ? third : (third < 70 ? 2000 + third : 1900 + third)
    guard isPlausible(year) else { return nil }
    let european = CalendarDay(year: year, month: second, day: first)
    let american = separator == Byte.slash ? CalendarDay(year: year, month: first, day: second) : nil
    guard let day = european ?? american else { return nil }
    return DateToken(
      range: start..<end, day: day, alternative: european != nil && american != european ? american : nil,
      isAmerican: european == nil, isEuropean: separator == Byte.slash && american == nil)
  }

  /// `5. März 2026`, `5 Mar 2026`, `5-Mar-2026`, `5th March 2026`.
  private static func dayFirst(_ bytes: [UInt8], _ start: Int) -> DateToken? {
    guard let (day, afterDay) = number(bytes, start, 2), 1...31 ~= day else { return nil }
    var place = afterDay
    if bytes.has("st", at: place) || bytes.has("nd", at: place) || bytes.has("rd", at: place)
      || bytes.has("th", at: place)
    {
      place += 2
    }
    place = gap(bytes, place, [Byte.dot, Byte.minus])
    if bytes.has("de ", at: place) { place += 3 }
    guard place < bytes.count, let (month, afterMonth) = monthName(bytes, place) else { return nil }
    place = gap(bytes, afterMonth, [Byte.dot, Byte.minus, Byte.comma])
    if bytes.has("de ", at: place) { place += 3 }
    guard let (year, end) = number(bytes, place, 4), end - place == 4 || end - place == 2,
      !Byte.isDigit(bytes.at(end))
    else { return nil }
    let full = end - place == 2 ? 2000 + year : year
    guard isPlausible(full), let found = CalendarDay(year: full, month: month, day: day) else { return nil }
    return DateToken(range: start..<end, day: found)
  }

  /// `March 5, 2026`, `Mar 5 2026`.
  private static func monthFirst(_ bytes: [UInt8], _ start: Int) -> DateToken? {
    guard let (month, afterMonth) = monthName(bytes, start) else { return nil }
    var place = gap(bytes, afterMonth, [Byte.dot])
    guard let (day, afterDay) = number(bytes, place, 2), 1...31 ~= day else { return nil }
    place = afterDay
    if bytes.has("st", at: place) || bytes.has("nd", at: place) || bytes.has("rd", at: place)
      || bytes.has("th", at: place)
    {
      place += 2
    }
    place = gap(bytes, place, [Byte.comma])
    guard let (year, end) = number(bytes, place, 4), end - place == 4, !Byte.isDigit(bytes.at(end)),
      isPlausible(year), let found = CalendarDay(year: year, month: month, day: day)
    else { return nil }
    return DateToken(range: start..<end, day: found)
  }

  private static func isPlausible(_ year: Int) -> Bool { 1990...2099 ~= year }

  private static func gap(_ bytes: [UInt8], _ place: Int, _ allowed: [UInt8]) -> Int {
    var next = place
    let hasMark = next < bytes.count && allowed.contains(bytes[next])
    if hasMark { next += 1 }
    if next < bytes.count, bytes[next] == Byte.blank { next += 1 }
    // "29.  November": behind the dot of a day a wide gap parts no columns.
    if hasMark, bytes.at(next) == Byte.blank, Byte.isLetter(bytes.at(next + 1)) { next += 1 }
    return next
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ most: Int) -> (Int, end: Int)? {
    var place = start
    var value = 0
    while place < bytes.count, place - start < most, Byte.isDigit(bytes[place]) {
      value = value * 10 + Byte.digit(bytes[place])
      place += 1
    }
    return place > start ? (value, place) : nil
  }

  private static func monthName(_ bytes: [UInt8], _ start: Int) -> (Int, end: Int)? {
    var end = start
    var folded: [UInt8] = []
    while end < bytes.count, Byte.isLetter(bytes[end]), folded.count < 12 {
      let byte = bytes[end]
      // Umlauts and accents of month names: ä é û are C3 A4, C3 A9, C3 BB.
      if byte == 0xc3, end + 1 < bytes.count {
        switch bytes[end + 1] {
        case 0xa4, 0x84: folded.append(UInt8(ascii: "a"))
        case 0xa9: folded.append(UInt8(ascii: "e"))
        case 0xbb: folded.append(UInt8(ascii: "u"))
        default: return nil
        }
        end += 2
      } else if byte >= 0x80 {
        return nil
      } else {
        folded.append(Byte.lower(byte))
        end += 1
      }
    }
    guard folded.count >= 3, let month = names[String(decoding: folded, as: UTF8.self)] else { return nil }
    return (month, end)
  }

  /// German, English, French, Italian, Spanish and Dutch, whole and cut, accents dropped.
  private static let names: [String: Int] = {
    let table: [[String]] = [
      ["januar", "jan", "jaenner", "janner", "january", "janvier", "janv", "gennaio", "enero", "januari"],
      ["februar", "feb", "february", "fevrier", "fevr", "febbraio", "febrero", "februari"],
      ["marz", "maerz", "mar", "mrz", "march", "mars", "marzo", "maart"],
      ["april", "apr", "avril", "avr", "aprile", "abril"],
      ["mai", "may", "maggio", "mayo", "mei"],
      ["juni", "jun", "june", "juin", "giugno", "junio"],
      ["juli", "jul", "july", "juillet", "juil", "luglio", "julio"],
      ["august", "aug", "aout", "agosto", "augustus"],
      ["september", "sep", "sept", "septembre", "settembre", "septiembre"],
      ["oktober", "okt", "october", "oct", "octobre", "ottobre", "octubre"],
      ["november", "nov", "novembre", "noviembre"],
      ["dezember", "dez", "december", "dec", "decembre", "dicembre", "diciembre"],
    ]
    var names: [String: Int] = [:]
    for (index, row) in table.enumerated() {
      for name in row { names[name] = index + 1 }
    }
    return names
  }()
}
