import FoundationEssentials
import Invoice

/// A number in a row of a table, before it is decided what it means.
struct TableNumber: Sendable {
  /// Digits without separators; negative where the print says so.
  var mantissa: Int64
  /// How many of the digits are decimals.
  var scale: Int
  /// The words of the row that make it up.
  var words: Range<Int>
  /// Straightened.
  var box: Box
  var isPercent = false
  var hasCurrency = false
  /// Printed as `/100` or `per 100` behind a price.
  var isDivisor = false
  /// Euros and cents stand in two columns.
  var hasSplitCents = false
  /// A unit of quantity stands behind.
  var hasUnit = false
  /// The blank between the thousands is so wide that it may part two columns.
  var isLoose = false
  /// The decimal separator is missing, as OCR loses them: only arithmetic makes it one.
  var isRepaired = false
  /// A multiplication mark stands before or behind.
  var isFactor = false
  /// On which row it stands, counted from the row of the amount it explains.
  var rowOffset = 0
  /// Letters printed right behind the digits: a unit or a tax code.
  var suffix: String?

  var decimal: Decimal {
    Decimal(sign: mantissa < 0 ? .minus : .plus, exponent: -scale, significand: Decimal(mantissa.magnitude))
  }

  /// Near enough to pass over what cannot multiply to an amount.
  var approximate: Double {
    var value = Double(mantissa)
    for _ in 0..<scale { value /= 10 }
    return value
  }

  /// What a discount of so many percent leaves over.
  var remainder: Double { 1 - abs(approximate) / 100 }

  /// In cents, where the number has two decimals.
  var cents: Int64? { scale == 2 ? mantissa : nil }

  var looksLikeMoney: Bool { scale == 2 && !isPercent && !isDivisor && !isRepaired }

  func overlaps(_ other: TableNumber) -> Bool { rowOffset == other.rowOffset && words.overlaps(other.words) }

  func at(rowOffset: Int) -> TableNumber {
    var moved = self
    moved.rowOffset = rowOffset
    return moved
  }
}

/// Finds the numbers of a row.
///
/// Whether comma or point parts the decimals is a habit of the whole document, so it is asked for first.
struct TableNumberScanner: Sendable {
  var hasDecimalPoint: Bool
  let vocabulary: TableVocabulary

  init(_ document: LayoutDocument, vocabulary: TableVocabulary) {
    self.vocabulary = vocabulary
    var commas = 0
    var points = 0
    for page in document.pages {
      for line in page.lines {
        for word in line.words {
          let bytes = Array(word.text.utf8)
          var end = bytes.count
          while end > 0, !Self.isDigit(bytes[end - 1]) { end -= 1 }
          guard end >= 4, Self.isDigit(bytes[end - 2]), !Self.isDigit(bytes[end - 3]) else { continue }
          let separator = bytes[end - 3]
          let before = bytes[..<(end - 3)].filter { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
          if separator == UInt8(ascii: ","), !before.contains(separator) { commas += 1 }
          if separator == UInt8(ascii: "."), !before.contains(separator), Self.isDigit(bytes[end - 4]) {
            points += 1
          }
        }
      }
    }
    hasDecimalPoint = points > commas
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// Digits and separators of one word, without currency, sign and marks.
  struct Core {
    var mantissa: Int64 = 0
    var scale = 0
    var digits = 0
    var hasSeparator = false
    var isGrouped = false
    var isNegative = false
    var isPercent = false
    var hasCurrency = false
    var isDivisor = false
    var isFactor = false
    var divisor: Int64?
    var suffix: String?
  }

  func core(_ text: String) -> Core? {
    var bytes = Array(text.utf8)[...]
    var core = Core()
    // Marks in front.
    while let first = bytes.first, !Self.isDigit(first) {
      switch first {
      case UInt8(ascii: "-"):
        if bytes.count == 1 { return nil }
        core.isNegative = true
      case UInt8(ascii: "+"), UInt8(ascii: "("), UInt8(ascii: "*"), UInt8(ascii: ":"), UInt8(ascii: "="),
        UInt8(ascii: "|"):
        break
      case UInt8(ascii: "$"): core.hasCurrency = true
      case UInt8(ascii: "/"): core.isDivisor = true
      case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "@"): core.isFactor = true
      case UInt8(ascii: "E"), UInt8(ascii: "e"):
        guard bytes.count > 3,
          bytes.prefix(3).elementsEqual("EUR".utf8) || bytes.prefix(3).elementsEqual("eur".utf8)
        else { return nil }
        core.hasCurrency = true
        bytes = bytes.dropFirst(2)
      case 0xe2:
        guard bytes.prefix(3).elementsEqual("€".utf8) else { return nil }
        core.hasCurrency = true
        bytes = bytes.dropFirst(2)
      case 0xc2:
        guard bytes.prefix(2).elementsEqual("£".utf8) else { return nil }
        core.hasCurrency = true
        bytes = bytes.dropFirst(1)
      default: return nil
      }
      bytes = bytes.dropFirst()
    }
    guard !bytes.isEmpty else { return nil }
    // Digits with separators between them.
    var groups: [(separator: UInt8, digits: ArraySlice<UInt8>)] = []
    var separator: UInt8 = 0
    var start = bytes.startIndex
    var index = bytes.startIndex
    scan: while index < bytes.endIndex {
      let byte = bytes[index]
      if Self.isDigit(byte) {
        index += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: " "):
        guard index + 1 < bytes.endIndex, Self.isDigit(bytes[index + 1]), index > start else { break scan }
        groups.append((separator, bytes[start..<index]))
        separator = byte
        index += 1
        start = index
      default: break scan
      }
    }
    guard index > start else { return nil }
    groups.append((separator, bytes[start..<index]))
    guard read(groups, into: &core) else { return nil }
    var rest = bytes[index...]
    // Marks behind.
    if rest.first == UInt8(ascii: ","), rest.dropFirst().allSatisfy({ $0 == UInt8(ascii: "-") }),
      rest.count > 1
    {
      // "50,-" and "50,--" are whole euros.
      guard core.scale == 0 else { return nil }
      core.mantissa *= 100
      core.scale = 2
      core.hasSeparator = true
      return core
    }
    while let next = rest.first {
      switch next {
      case UInt8(ascii: "-"): core.isNegative = true
      case UInt8(ascii: "%"): core.isPercent = true
      case UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: ","),
        UInt8(ascii: "|"):
        break
      case UInt8(ascii: "."):
        if rest.count > 1 { return nil }
      case UInt8(ascii: "/"):
        // "78.52/100": a price per hundred.
        guard let below = Int64(String(decoding: rest.dropFirst().filter(Self.isDigit), as: UTF8.self)),
          [1, 10, 100, 1000].contains(below)
        else { return nil }
        core.divisor = below
        return core
      case 0xe2 where rest.prefix(3).elementsEqual("€".utf8):
        core.hasCurrency = true
        rest = rest.dropFirst(2)
      case 0xc3 where rest.prefix(2).elementsEqual("×".utf8) && rest.count == 2:
        core.isFactor = true
        rest = rest.dropFirst()
      default:
        let tail = String(decoding: rest, as: UTF8.self)
        if tail == "x" || tail == "X" {
          core.isFactor = true
          return core
        }
        if tail == "EUR" {
          core.hasCurrency = true
          return core
        }
        if vocabulary.isUnit(tail) || (tail.utf8.count == 1 && core.scale == 2) {
          core.suffix = tail
          return core
        }
        return nil
      }
      rest = rest.dropFirst()
    }
    return core
  }

  /// Which separators group thousands and which parts the decimals.
  private func read(_ groups: [(separator: UInt8, digits: ArraySlice<UInt8>)], into core: inout Core) -> Bool
  {
    let point = UInt8(ascii: hasDecimalPoint ? "." : ",")
    var scale = 0
    if groups.count > 1, let last = groups.last {
      core.hasSeparator = true
      let separators = groups.dropFirst().map(\.separator)
      let isAlone = separators.filter { $0 == last.separator }.count == 1
      let isApostrophe = last.separator == UInt8(ascii: "'") || last.separator == UInt8(ascii: " ")
      let others = groups.dropFirst().dropLast()
      let isThousands =
        last.digits.count == 3 && groups[0].digits.count <= 3 && groups[0].digits.first != 0x30
      if isAlone, !isApostrophe, last.separator == point || groups.count > 2 || !isThousands {
        // A decimal separator; what stands before must be groups of three.
        guard others.allSatisfy({ $0.digits.count == 3 }), others.isEmpty || groups[0].digits.count <= 3
        else { return false }
        guard last.digits.count <= 4 else { return false }
        scale = last.digits.count
        core.isGrouped = !others.isEmpty
      } else {
        guard groups.dropFirst().allSatisfy({ $0.digits.count == 3 }), groups[0].digits.count <= 3 else {
          return false
        }
        core.isGrouped = true
      }
    }
    var value: Int64 = 0
    var count = 0
    for group in groups {
      for digit in group.digits {
        value = value * 10 + Int64(digit - 0x30)
        count += 1
        if count > 15 { return false }
      }
    }
    core.mantissa = value
    core.scale = scale
    core.digits = count
    return true
  }

  private static let currencies: Set<String> = [
    "€", "EUR", "Euro", "EURO", "eur", "$", "£", "USD", "GBP", "CHF",
  ]

  /// The numbers of a row, from left to right; readings that share words stand beside each other.
  ///
  /// - Parameter isRecognised: the words come from OCR, which loses commas and points.
  func numbers(in line: TextLine, isRecognised: Bool = false) -> [TableNumber] {
    var found: [TableNumber] = []
    let words = line.words
    let cores = words.map { core($0.text) }
    func gap(_ left: Int) -> Double { words[left + 1].box.left - words[left].box.right }
    var index = 0
    while index < words.count {
      defer { index += 1 }
      guard let core = cores[index] else { continue }
      let size = words[index].fontSize
      var number = TableNumber(
        mantissa: core.mantissa, scale: core.scale, words: index..<index + 1, box: words[index].box)
      number.isPercent = core.isPercent
      number.hasCurrency = core.hasCurrency
      number.isDivisor = core.isDivisor
      number.isFactor = core.isFactor
      number.suffix = core.suffix
      if core.isNegative { number.mantissa = -number.mantissa }
      var next = index + 1
      if next < words.count, gap(index) < 1.2 * size {
        switch words[next].text {
        case "-" where core.scale == 2 && gap(index) < 0.8 * size:
          number.mantissa = -abs(number.mantissa)
          number.words = number.words.lowerBound..<next + 1
          number.box = number.box.union(words[next].box)
          next += 1
        case "%", "%,", "%.", "%)", "%:": number.isPercent = true
        case "x", "X", "×", "*", "@", "à", "a": number.isFactor = true
        case "CR" where core.scale == 2: number.mantissa = -abs(number.mantissa)
        default: number.hasUnit = !core.isPercent && vocabulary.isUnit(words[next].text)
        }
      }
      if let suffix = core.suffix {
        // "0,75l" is a measure, "12,50A" an amount with its tax code.
        number.hasUnit =
          suffix.utf8.count > 1 || core.scale != 2 || suffix.utf8.first.map { $0 >= 0x61 } == true
      }
      if next < words.count, Self.currencies.contains(words[next].text), next < words.count,
        words[next].box.left - words[next - 1].box.right < 1.2 * size
      {
        number.hasCurrency = true
        if next + 1 < words.count, words[next + 1].text == "-", gap(next) < 0.8 * size {
          number.mantissa = -abs(number.mantissa)
        }
      }
      if index > 0 {
        let before = words[index - 1]
        let distance = gap(index - 1)
        if Self.currencies.contains(before.text), distance < 1.2 * size {
          // Between two numbers it belongs to the nearer one.
          let isOthers = index > 1 && cores[index - 2] != nil && gap(index - 2) <= distance + 0.2 * size
          if !isOthers { number.hasCurrency = true }
        }
        if before.text == "-", distance < 0.8 * size, core.scale == 2 {
          number.mantissa = -abs(number.mantissa)
          number.words = index - 1..<number.words.upperBound
          number.box = number.box.union(before.box)
        }
        if ["x", "X", "×", "*", "@", "à", "a"].contains(before.text), distance < 1.2 * size {
          number.isFactor = true
        }
        if ["/", "per", "je", "pro", "per:", "p."].contains(before.text), distance < 1.2 * size,
          core.scale == 0,
          [10, 100, 1000].contains(core.mantissa)
        {
          number.isDivisor = true
        }
      }
      // "1 234,56": a blank between the thousands.
      if core.scale == 0, !core.isGrouped, core.digits <= 3, core.mantissa > 0, !core.isDivisor,
        !core.isPercent,
        index + 1 < words.count, gap(index) < 1.4 * size
      {
        var last = index + 1
        var value = core.mantissa
        var closing: Core?
        while last < words.count, let part = cores[last], !part.isNegative || part.scale == 2,
          last == index + 1 || gap(last - 1) < 0.62 * size
        {
          if part.scale == 0, part.digits == 3, !part.hasSeparator {
            value = value * 1000 + part.mantissa
            last += 1
            continue
          }
          if part.scale > 0, part.digits == 3 + part.scale, !part.isGrouped {
            value = value * (part.scale == 2 ? 100_000 : 1_000_000_000) + part.mantissa
            closing = part.scale == 2 ? part : nil
          }
          break
        }
        if let closing, value < 1_000_000_000_000 {
          var merged = number
          merged.mantissa = core.isNegative || closing.isNegative ? -value : value
          merged.scale = 2
          merged.words = index..<last + 1
          merged.box = words[index].box.union(words[last].box)
          merged.isLoose = gap(index) > 0.62 * size
          merged.hasCurrency =
            number.hasCurrency || closing.hasCurrency
            || (last + 1 < words.count && Self.currencies.contains(words[last + 1].text))
          found.append(merged)
        }
      }
      found.append(number)
      if isRecognised, core.scale == 0, !core.hasSeparator, core.digits >= 3, core.digits <= 9,
        !core.isPercent,
        !core.isDivisor
      {
        for scale in [2, 3] where core.digits > scale || scale == 2 {
          var repaired = number
          repaired.scale = scale
          repaired.isRepaired = true
          found.append(repaired)
        }
      }
      if let below = core.divisor {
        found.append(
          TableNumber(
            mantissa: below, scale: 0, words: index..<index + 1, box: words[index].box, isDivisor: true))
      }
      // "738 05": cents in a column of their own.
      if core.scale == 0, !core.isPercent, !core.isDivisor, index + 1 < words.count,
        let cents = cores[index + 1],
        cents.scale == 0, cents.digits == 2, !cents.isPercent, !cents.isDivisor,
        words[index + 1].text.utf8.count <= 3,
        gap(index) < 3.5 * size
      {
        var split = number
        split.mantissa =
          (abs(core.mantissa) * 100 + cents.mantissa) * (core.isNegative || cents.isNegative ? -1 : 1)
        split.scale = 2
        split.words = index..<index + 2
        split.box = words[index].box.union(words[index + 1].box)
        split.hasSplitCents = true
        found.append(split)
      }
    }
    return found
  }
}
