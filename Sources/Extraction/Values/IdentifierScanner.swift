import Invoice

/// An identifier as found in a line, and where.
struct IdentifierToken<Value: Hashable & Sendable>: Hashable, Sendable {
  var range: Range<Int>
  var value: Value
}

/// Finds IBANs, VAT identifiers and tax numbers in a line's bytes.
enum IdentifierScanner {
  /// Account numbers with right check digits; blanks inside are passed over, and OCR's letters put right.
  static func ibans(in bytes: [UInt8]) -> [IdentifierToken<IBAN>] {
    var found: [IdentifierToken<IBAN>] = []
    var place = 0
    while place + 15 <= bytes.count {
      guard Byte.isCapital(Byte.upper(bytes[place])), Byte.isCapital(Byte.upper(bytes.at(place + 1))),
        !startsInsideWord(bytes, place), let (iban, end) = iban(bytes, place)
      else {
        place += 1
        continue
      }
      found.append(.init(range: place..<end, value: iban))
      place = end
    }
    return found
  }

  /// An IBAN may follow its label without a blank: `IBANDE…`, `IBAN:DE…`.
  private static func startsInsideWord(_ bytes: [UInt8], _ place: Int) -> Bool {
    guard place > 0, Byte.isLetter(bytes[place - 1]) || Byte.isDigit(bytes[place - 1]) else { return false }
    return !(place >= 4 && (bytes.has("IBAN", at: place - 4) || bytes.has("iban", at: place - 4)))
  }

  private static func iban(_ bytes: [UInt8], _ start: Int) -> (IBAN, end: Int)? {
    var letters: [UInt8] = [Byte.upper(bytes[start]), Byte.upper(bytes[start + 1])]
    var ends: [Int] = [start + 1, start + 2]
    var place = start + 2
    while place < bytes.count, letters.count < 34 {
      let byte = bytes[place]
      if Byte.isDigit(byte) || (byte < 0x80 && Byte.isLetter(byte)) || byte == UInt8(ascii: "|") {
        letters.append(Byte.upper(byte))
        ends.append(place + 1)
      } else if byte == Byte.blank || byte == Byte.dot || byte == Byte.minus {
        if byte == Byte.blank, bytes.at(place + 1) == Byte.blank, letters.count < 4 { break }
      } else {
        break
      }
      place += 1
    }
    guard letters.count >= 15 else { return nil }
    let country = String(decoding: letters[..<2], as: UTF8.self)
    let isNumeric = numericCountries.contains(country)
    guard let length = ibanLengths[country] else { return nil }
    for count in [length] where letters.count >= count {
      let end = ends[count - 1]
      // The next letter or digit right behind would belong to it.
      if end < bytes.count, Byte.isDigit(bytes[end]) { continue }
      var candidate = Array(letters[..<count])
      if isNumeric {
        for index in 2..<count { candidate[index] = digitLike(candidate[index]) }
        guard candidate[2...].allSatisfy(Byte.isDigit) else { continue }
      }
      if let iban = IBAN(String(decoding: candidate, as: UTF8.self)) { return (iban, end) }
    }
    return nil
  }

  private static let numericCountries: Set<String> = [
    "DE", "AT", "BE", "CZ", "DK", "ES", "FI", "LT", "PL", "PT", "SE",
  ]
  private static let ibanLengths: [String: Int] = [
    "DE": 22, "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "NL": 18, "PL": 28, "PT": 25, "SE": 24, "HU": 28,
    "SK": 24, "SI": 19, "RO": 24, "BG": 22, "HR": 21, "EE": 20, "LV": 21, "GR": 27, "CY": 28, "MT": 31,
    "NO": 15,
  ]

  static func digitLike(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "O"), UInt8(ascii: "Q"), UInt8(ascii: "D"): UInt8(ascii: "0")
    case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "|"): UInt8(ascii: "1")
    case UInt8(ascii: "Z"): UInt8(ascii: "2")
    case UInt8(ascii: "S"): UInt8(ascii: "5")
    case UInt8(ascii: "G"): UInt8(ascii: "6")
    case UInt8(ascii: "B"): UInt8(ascii: "8")
    default: byte
    }
  }

  /// VAT identifiers with right shape and check digits; blanks and dots inside are passed over.
  static func vatIdentifiers(in bytes: [UInt8]) -> [IdentifierToken<VATIdentifier>] {
    var found: [IdentifierToken<VATIdentifier>] = []
    var place = 0
    while place + 4 <= bytes.count {
      guard Byte.isCapital(bytes[place]), Byte.isCapital(bytes[place + 1]),
        place == 0 || !(Byte.isLetter(bytes[place - 1]) || Byte.isDigit(bytes[place - 1])),
        let (identifier, end) = vatIdentifier(bytes, place)
      else {
        place += 1
        continue
      }
      found.append(.init(range: place..<end, value: identifier))
      place = end
    }
    return found
  }

  private static func vatIdentifier(_ bytes: [UInt8], _ start: Int) -> (VATIdentifier, end: Int)? {
    var letters: [UInt8] = []
    var ends: [Int] = []
    var place = start
    var digits = 0
    while place < bytes.count, letters.count < 14 {
      let byte = bytes[place]
      if Byte.isDigit(byte) || (byte < 0x80 && Byte.isLetter(byte)) {
        letters.append(Byte.upper(byte))
        ends.append(place + 1)
        digits += Byte.isDigit(byte) ? 1 : 0
      } else if byte == Byte.blank || byte == Byte.dot || byte == Byte.minus || byte == Byte.slash {
        if byte == Byte.blank, bytes.at(place + 1) == Byte.blank { break }
      } else {
        break
      }
      place += 1
    }
    guard digits >= 4 else { return nil }
    let isGerman = letters[0] == UInt8(ascii: "D") && letters[1] == UInt8(ascii: "E")
    // The longest first: a shorter country's shape may be a beginning of it.
    for count in stride(from: letters.count, through: 7, by: -1) {
      let end = ends[count - 1]
      if end < bytes.count, Byte.isDigit(bytes[end]) || (bytes[end] < 0x80 && Byte.isLetter(bytes[end])) {
        continue
      }
      if isGerman {
        guard count == 11 else { continue }
        for index in 2..<11 { letters[index] = digitLike(letters[index]) }
      }
      if let identifier = VATIdentifier(String(decoding: letters[..<count], as: UTF8.self)) {
        // `IE`, `SE` or `AT` also begin words: at least half of it are digits.
        if letters[2..<count].filter(Byte.isDigit).count * 2 >= count - 2 { return (identifier, end) }
      }
    }
    return nil
  }

  /// What has a VAT identifier's shape right behind its label, but wrong check digits.
  static func statedVATIdentifier(in bytes: [UInt8], behind label: Int) -> IdentifierToken<String>? {
    guard let (text, range) = labelled(bytes, label), VATIdentifier(text) == nil else { return nil }
    let digits = text.utf8.dropFirst(2)
    let count = digits.count(where: Byte.isDigit)
    let isShaped =
      switch String(text.prefix(2)) {
      case "DE", "PT", "EL": digits.count == 9 && count == 9
      case "AT": digits.count == 9 && count == 8 && digits.first == UInt8(ascii: "U")
      case "NL": digits.count == 12 && count == 11
      case "FR": digits.count == 11 && count >= 9
      case "IT", "HR": digits.count == 11 && count == 11
      case "BE", "PL", "SK": digits.count == 10 && count == 10
      case "LU", "DK", "FI": digits.count == 8 && count == 8
      case "SE": digits.count == 12 && count == 12
      default: false
      }
    return isShaped ? .init(range: range, value: text) : nil
  }

  /// What has an IBAN's length right behind its label, but wrong check digits.
  static func statedIBAN(in bytes: [UInt8], behind label: Int) -> IdentifierToken<String>? {
    guard let (text, range) = labelled(bytes, label), IBAN(text) == nil,
      let length = ibanLengths[String(text.prefix(2))], text.utf8.count == length,
      text.utf8.dropFirst(2).prefix(2).allSatisfy(Byte.isDigit),
      text.utf8.count(where: Byte.isDigit) * 2 > text.utf8.count
    else { return nil }
    return .init(range: range, value: text)
  }

  /// Two capitals and what goes on behind them in capitals and digits, single blanks passed over.
  private static func labelled(_ bytes: [UInt8], _ label: Int) -> (text: String, range: Range<Int>)? {
    var start = label
    while start < bytes.count, start < label + 6, !Byte.isCapital(bytes[start]) {
      guard !Byte.isDigit(bytes[start]), !Byte.isLetter(bytes[start]) else { return nil }
      start += 1
    }
    guard start + 1 < bytes.count, Byte.isCapital(bytes[start]), Byte.isCapital(bytes[start + 1]) else {
      return nil
    }
    var letters: [UInt8] = []
    var end = start
    var place = start
    while place < bytes.count, letters.count < 35 {
      let byte = bytes[place]
      if Byte.isDigit(byte) || Byte.isCapital(byte) {
        letters.append(byte)
        end = place + 1
      } else if byte != Byte.blank || bytes.at(place + 1) == Byte.blank
        || !(Byte.isDigit(bytes.at(place + 1)) || (letters.count > 4 && Byte.isCapital(bytes.at(place + 1))))
      {
        break
      } else if Byte.isCapital(bytes.at(place + 1)), Byte.isLetter(bytes.at(place + 3)) {
        // The next word: "DE123456789 IBAN …".
        break
      }
      place += 1
    }
    guard letters.count >= 8 else { return nil }
    return (String(decoding: letters, as: UTF8.self), start..<end)
  }

  /// German tax numbers by their shape: `62/213/24231`, `169 / 125 / 10016`, `201/5678/1234`, or 10, 11 or 13 digits.
  ///
  /// The shape alone says little about plain digits: ask only beside a label.
  static func taxNumbers(in bytes: [UInt8]) -> [IdentifierToken<String>] {
    var found: [IdentifierToken<String>] = []
    var place = 0
    while place < bytes.count {
      guard Byte.isDigit(bytes[place]), place == 0 || !isNumberPart(bytes[place - 1]) else {
        place += 1
        continue
      }
      var end = place
      var groups: [Int] = [0]
      var separators: Set<UInt8> = []
      while end < bytes.count {
        if Byte.isDigit(bytes[end]) {
          groups[groups.count - 1] += 1
          end += 1
        } else if bytes[end] == Byte.slash, Byte.isDigit(bytes.at(end + 1)) {
          separators.insert(bytes[end])
          groups.append(0)
          end += 1
        } else if bytes.has(" / ", at: end), Byte.isDigit(bytes.at(end + 3)) {
          separators.insert(Byte.slash)
          groups.append(0)
          end += 3
        } else if bytes[end] == Byte.blank, Byte.isDigit(bytes.at(end + 1)), !separators.contains(Byte.slash)
        {
          separators.insert(Byte.blank)
          groups.append(0)
          end += 1
        } else {
          break
        }
      }
      let total = groups.reduce(0, +)
      let isSlashed =
        separators == [Byte.slash]
        && (groups.count == 3 && 2...3 ~= groups[0] && 3...4 ~= groups[1] && 4...5 ~= groups[2]
          || groups.count == 2 && 3...5 ~= groups[0] && 5...8 ~= groups[1] && 10...11 ~= total)
      let isPlain = separators.count <= 1 && !separators.contains(Byte.slash) && [10, 11, 13].contains(total)
      if isSlashed || isPlain {
        found.append(.init(range: place..<end, value: String(decoding: bytes[place..<end], as: UTF8.self)))
      }
      place = end
    }
    return found
  }

  private static func isNumberPart(_ byte: UInt8) -> Bool {
    Byte.isDigit(byte) || byte == Byte.slash || byte == Byte.dot || byte == Byte.comma
  }
}
