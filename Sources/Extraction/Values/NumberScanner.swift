import Invoice

/// Finds numbers in a line's bytes, in every German, English and Swiss spelling.
///
/// `1.234,56`, `1,234.56`, `1 234,56`, `1'234.56`, `12,-`, `12,00-`, `€ 12`, `12.00 CR`. It never reads across two
/// blanks. Dates, versions and telephone numbers are no numbers.
struct NumberScanner: Sendable {
  /// Which separator parts the decimals where `1.234` or `1,234` leaves it open; German is the default.
  var decimalSeparator = Byte.comma
  /// Whether to read letters that OCR takes for digits, and blanks inside a number.
  var isTolerant = false

  func numbers(in bytes: [UInt8]) -> [NumberToken] { numbers(in: bytes, bytes.indices) }

  func numbers(in original: [UInt8], _ range: Range<Int>) -> [NumberToken] {
    let bytes = isTolerant ? Self.repaired(original, range) : original
    var found: [NumberToken] = []
    var place = range.lowerBound
    while place < range.upperBound {
      guard Byte.isDigit(bytes[place]) else {
        place += 1
        continue
      }
      if place > range.lowerBound, Self.tiesToNext(bytes, place, range.lowerBound) {
        place = Self.endOfWord(bytes, place, range.upperBound)
        continue
      }
      guard let (number, next) = number(bytes, at: place, range) else {
        place = Self.endOfWord(bytes, place, range.upperBound)
        continue
      }
      var token = number
      if isTolerant, original[token.range] != bytes[token.range] { token.isRepaired = true }
      found.append(token)
      place = next
    }
    return found
  }

  /// Whether the byte before ties the digit to something that is no number.
  private static func tiesToNext(_ bytes: [UInt8], _ place: Int, _ start: Int) -> Bool {
    let before = bytes[place - 1]
    switch before {
    case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: "="),
      UInt8(ascii: "*"), UInt8(ascii: "$"), UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: ";"),
      UInt8(ascii: "~"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"):
      return false
    case Byte.dot:
      // Leader dots: `Gesamt........414,69`.
      return place - 3 < start || bytes[place - 2] != Byte.dot || bytes[place - 3] != Byte.dot
    case Byte.minus, Byte.plus:
      // A sign has nothing, or a currency, before itself.
      let earlier = place - 2 >= start ? bytes[place - 2] : Byte.blank
      return Byte.isDigit(earlier) || (Byte.isLetter(earlier) && !endsCurrency(bytes, place - 1, start))
        || earlier == Byte.slash
    case 0x80...: return !endsCurrency(bytes, place, start)
    default:
      if Byte.isLetter(before) { return !endsCurrency(bytes, place, start) }
      return true
    }
  }

  private static func endsCurrency(_ bytes: [UInt8], _ end: Int, _ start: Int) -> Bool {
    currency(bytes, endingAt: end, from: start) != nil
  }

  private static func endOfWord(_ bytes: [UInt8], _ place: Int, _ end: Int) -> Int {
    var next = place
    while next < end, bytes[next] != Byte.blank { next += 1 }
    return max(next, place + 1)
  }

  private func number(_ bytes: [UInt8], at start: Int, _ range: Range<Int>) -> (NumberToken, next: Int)? {
    let end = range.upperBound
    var groups: [Range<Int>] = []
    var separators: [UInt8] = []
    var place = start
    var passedBlank = false
    while true {
      let from = place
      while place < end, Byte.isDigit(bytes[place]) { place += 1 }
      groups.append(from..<place)
      guard place < end else { break }
      let separator = bytes[place]
      switch separator {
      case Byte.dot, Byte.comma, Byte.apostrophe:
        if place + 1 < end, Byte.isDigit(bytes[place + 1]) {
          separators.append(separator)
          place += 1
          continue
        }
        if isTolerant, separator != Byte.apostrophe, bytes.at(place + 1) == Byte.blank,
          digits(bytes, place + 2, end) == 2, isBoundary(bytes, place + 4, end),
          !separators.contains(separator)
        {
          separators.append(separator)
          place += 2
          passedBlank = true
          continue
        }
      case Byte.blank:
        // A blank groups only three digits, after one to three, and decimals must follow.
        let run = digits(bytes, place + 1, end)
        let first = groups[0].count
        if run == 3, first <= 3, separators.allSatisfy({ $0 == Byte.blank }),
          bytes[groups[0].lowerBound] != 0x30,
          groupedTailHasDecimals(bytes, place + 1, end)
        {
          separators.append(Byte.blank)
          place += 1
          continue
        }
      default: break
      }
      break
    }
    guard let shape = shape(bytes, groups, separators) else { return nil }
    var token = NumberToken(
      range: start..<place, digitRange: start..<place, mantissa: 0, scale: shape.scale,
      alternativeScale: shape.alternative, decimalSeparator: shape.decimal, isGrouped: shape.isGrouped,
      hasSign: false, currency: nil, isPercent: false, isRepaired: passedBlank || shape.isRepaired)
    var count = 0
    for group in groups {
      for byte in bytes[group] {
        count += 1
        guard count <= 15 else { return nil }
        token.mantissa = token.mantissa * 10 + Int64(Byte.digit(byte))
      }
    }
    // `12,-` and `12.--` are whole units.
    if separators.isEmpty || shape.decimal == nil, place + 1 < end,
      bytes[place] == Byte.comma || bytes[place] == Byte.dot, bytes[place + 1] == Byte.minus
    {
      place += 2
      while place < end, bytes[place] == Byte.minus { place += 1 }
      token.mantissa *= 100
      token.scale = 2
      token.decimalSeparator = bytes[token.digitRange.upperBound]
      token.range = start..<place
    }
    guard finish(bytes, &token, range, &place) else { return nil }
    return (token, max(place, token.range.upperBound))
  }

  private struct Shape {
    var scale: Int
    var alternative: Int?
    var decimal: UInt8?
    var isGrouped: Bool
    var isRepaired = false
  }

  private func shape(_ bytes: [UInt8], _ groups: [Range<Int>], _ separators: [UInt8]) -> Shape? {
    guard let last = separators.last else { return Shape(scale: 0, decimal: nil, isGrouped: false) }
    let lastCount = groups[groups.count - 1].count
    let head = separators.dropLast()
    let middleIsGrouped =
      groups[0].count <= 3 && groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
      && head.allSatisfy { $0 == head.first }
    if let grouping = head.first {
      guard middleIsGrouped else { return nil }
      if grouping == last {
        if lastCount == 3 { return Shape(scale: 0, decimal: nil, isGrouped: true) }
        // OCR's `1.234.56`.
        if isTolerant, lastCount == 2, last != Byte.apostrophe {
          return Shape(scale: 2, decimal: last, isGrouped: true, isRepaired: true)
        }
        return nil
      }
      guard last == Byte.dot || last == Byte.comma, lastCount <= 6 else { return nil }
      return Shape(scale: lastCount, decimal: last, isGrouped: true)
    }
    if last == Byte.apostrophe || last == Byte.blank {
      return lastCount == 3 && groups[0].count <= 3 ? Shape(scale: 0, decimal: nil, isGrouped: true) : nil
    }
    guard lastCount <= 6 else { return nil }
    let isOpen = lastCount == 3 && groups[0].count <= 3 && bytes[groups[0].lowerBound] != 0x30
    guard isOpen else { return Shape(scale: lastCount, decimal: last, isGrouped: false) }
    return last == decimalSeparator
      ? Shape(scale: 3, alternative: 0, decimal: last, isGrouped: false)
      : Shape(scale: 0, alternative: 3, decimal: nil, isGrouped: true)
  }

  /// Takes in sign, currency and percent around the digits; `false` where the number is part of something else.
  private func finish(
    _ bytes: [UInt8], _ token: inout NumberToken, _ range: Range<Int>, _ place: inout Int
  ) -> Bool {
    let end = range.upperBound
    var isNegative = false
    // Behind.
    if place < end {
      let next = bytes[place]
      if next == Byte.minus,
        isBoundary(bytes, place + 1, end) || Self.currencyLength(bytes, place + 1, end) > 0
      {
        isNegative = true
        token.hasSign = true
        place += 1
      } else if next == Byte.slash || next == Byte.minus || next == UInt8(ascii: "_") {
        return false
      } else if next == Byte.dot || next == Byte.comma || next == Byte.colon, place + 1 < end,
        bytes[place + 1] != Byte.blank
      {
        return false
      }
    }
    var behind = place
    if behind < end, bytes[behind] == Byte.blank { behind += 1 }
    if behind < end {
      let length = Self.currencyLength(bytes, behind, end)
      if bytes[behind] == Byte.percent || bytes.has("v.H", at: behind) {
        token.isPercent = true
        place = behind + 1
      } else if length > 0 {
        token.currency = Self.currency(bytes, behind, length)
        place = behind + length
        if place < end, bytes[place] == Byte.minus, isBoundary(bytes, place + 1, end) {
          isNegative = true
          token.hasSign = true
          place += 1
        }
      } else if bytes[behind] == Byte.minus, behind > place,
        behind + 1 >= end || (bytes.at(behind + 1) == Byte.blank && bytes.at(behind + 2) == Byte.blank),
        token.scale == 2
      {
        isNegative = true
        token.hasSign = true
        place = behind + 1
      }
    }
    let credit = place < end && bytes[place] == Byte.blank ? place + 1 : place
    if token.scale == 2, bytes.has("CR", at: credit) || bytes.has("Cr", at: credit),
      isBoundary(bytes, credit + 2, end) || bytes.at(credit + 2) == Byte.dot
    {
      isNegative = true
      token.hasSign = true
      place = min(credit + 2, end)
    }
    // Before.
    var first = token.digitRange.lowerBound
    func takeSign() {
      guard first > range.lowerBound else { return }
      if bytes[first - 1] == Byte.minus || bytes[first - 1] == Byte.plus {
        let earlier = first - 2 >= range.lowerBound ? bytes[first - 2] : Byte.blank
        guard !Byte.isDigit(earlier), earlier != Byte.minus, earlier != Byte.dot else { return }
        isNegative = isNegative || bytes[first - 1] == Byte.minus
        token.hasSign = true
        first -= 1
      } else if token.scale == 2, first - 2 >= range.lowerBound, bytes[first - 1] == Byte.blank,
        bytes[first - 2] == Byte.minus,
        first - 2 == range.lowerBound
          || (bytes[first - 3] == Byte.blank
            && (first - 3 == range.lowerBound || bytes[first - 4] == Byte.blank))
      {
        isNegative = true
        token.hasSign = true
        first -= 2
      }
    }
    takeSign()
    if token.currency == nil {
      var before = first
      if before > range.lowerBound, bytes[before - 1] == Byte.blank { before -= 1 }
      if let found = Self.currency(bytes, endingAt: before, from: range.lowerBound) {
        token.currency = found.code
        first = found.start
        takeSign()
      }
    }
    if isNegative { token.mantissa = -abs(token.mantissa) }
    token.range = first..<place
    return true
  }

  private func digits(_ bytes: [UInt8], _ place: Int, _ end: Int) -> Int {
    var next = place
    while next < end, next < bytes.count, Byte.isDigit(bytes[next]) { next += 1 }
    return next - place
  }

  private func groupedTailHasDecimals(_ bytes: [UInt8], _ place: Int, _ end: Int) -> Bool {
    var next = place
    while digits(bytes, next, end) == 3 {
      next += 3
      guard next < end else { return false }
      if bytes[next] == Byte.comma || bytes[next] == Byte.dot {
        return digits(bytes, next + 1, end) == 2 && !Byte.isDigit(bytes.at(next + 3))
      }
      guard bytes[next] == Byte.blank else { return false }
      next += 1
    }
    return false
  }

  private func isBoundary(_ bytes: [UInt8], _ place: Int, _ end: Int) -> Bool {
    guard place < end else { return true }
    switch bytes[place] {
    case Byte.blank, UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "*"), UInt8(ascii: "|"): return true
    default: return false
    }
  }
}

extension NumberScanner {
  /// ISO code by spelling; longer spellings first.
  private static let currencies: [(spelling: StaticString, code: String)] = [
    ("EURO", "EUR"), ("Euro", "EUR"), ("euro", "EUR"), ("EUR", "EUR"), ("Eur", "EUR"), ("€", "EUR"),
    ("CHF", "CHF"), ("SFr.", "CHF"), ("Fr.", "CHF"), ("USD", "USD"), ("US$", "USD"), ("$", "USD"),
    ("GBP", "GBP"), ("£", "GBP"), ("SEK", "SEK"), ("NOK", "NOK"), ("DKK", "DKK"), ("PLN", "PLN"),
    ("CZK", "CZK"), ("HUF", "HUF"), ("JPY", "JPY"),
  ]

  private static func currencyLength(_ bytes: [UInt8], _ place: Int, _ end: Int) -> Int {
    guard place < end, bytes[place] >= 0x24 else { return 0 }
    for entry in currencies where bytes.has(entry.spelling, at: place) {
      let length = entry.spelling.utf8CodeUnitCount
      guard place + length <= end else { continue }
      if Byte.isLetter(bytes.at(place + length)), bytes[place + length - 1] < 0x80 { continue }
      return length
    }
    return 0
  }

  private static func currency(_ bytes: [UInt8], _ place: Int, _ length: Int) -> String? {
    currencies.first {
      $0.spelling.utf8CodeUnitCount == length && bytes.has($0.spelling, at: place)
    }?.code
  }

  private static func currency(
    _ bytes: [UInt8], endingAt end: Int, from start: Int
  ) -> (code: String, start: Int)? {
    guard end > start, bytes[end - 1] != Byte.blank, !Byte.isDigit(bytes[end - 1]) else { return nil }
    for entry in currencies {
      let from = end - entry.spelling.utf8CodeUnitCount
      guard from >= start, bytes.has(entry.spelling, at: from) else { continue }
      if from > start, Byte.isLetter(bytes[from - 1]), Byte.isLetter(bytes[from]) { continue }
      return (entry.code, from)
    }
    return nil
  }

  /// Letters that OCR takes for digits, put right in words that are numbers otherwise; the length stays.
  static func repaired(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var result = bytes
    var place = range.lowerBound
    while place < range.upperBound {
      guard bytes[place] != Byte.blank else {
        place += 1
        continue
      }
      var end = place
      var digits = 0
      var separators = 0
      var others = 0
      var swaps = 0
      while end < range.upperBound, bytes[end] != Byte.blank {
        let byte = bytes[end]
        if Byte.isDigit(byte) {
          digits += 1
        } else if byte == Byte.comma || byte == Byte.dot {
          separators += 1
        } else if confusable(byte) != nil {
          swaps += 1
        } else if byte != Byte.minus {
          others += 1
        }
        end += 1
      }
      if swaps > 0, others == 0, separators > 0, digits >= 2, digits >= 2 * swaps {
        for spot in place..<end { result[spot] = confusable(bytes[spot]) ?? bytes[spot] }
      }
      place = end
    }
    return result
  }

  private static func confusable(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "O"), UInt8(ascii: "o"), UInt8(ascii: "Q"), UInt8(ascii: "D"): UInt8(ascii: "0")
    case UInt8(ascii: "l"), UInt8(ascii: "I"), UInt8(ascii: "|"), UInt8(ascii: "i"), UInt8(ascii: "!"):
      UInt8(ascii: "1")
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): UInt8(ascii: "2")
    case UInt8(ascii: "S"), UInt8(ascii: "s"): UInt8(ascii: "5")
    case UInt8(ascii: "B"): UInt8(ascii: "8")
    default: nil
    }
  }
}
