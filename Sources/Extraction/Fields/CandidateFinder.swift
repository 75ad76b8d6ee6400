import Invoice
import Reading

/// Finds all days, identifiers and amounts of a document and says of each what its labels and place are.
struct CandidateFinder {
  let document: LayoutDocument
  let labels: [LabelIndex]
  /// The words' number forms, by page and line.
  private(set) var numbers: [[[NumberToken]]] = []
  private(set) var dates: [[[DateToken]]] = []
  /// Whether a page is as narrow as a till's paper, or holds one in its middle.
  let isReceipt: Bool

  init(document: LayoutDocument, labels: [LabelIndex]) {
    self.document = document
    self.labels = labels
    let separator = Self.decimalSeparator(of: document)
    for page in document.pages {
      let scanner = NumberScanner(decimalSeparator: separator, isTolerant: page.origin == .ocr)
      numbers.append(page.lines.map { scanner.numbers(in: $0.bytes) })
      dates.append(page.lines.map { DateScanner.dates(in: $0.bytes) + Self.brokenDates($0, on: page) })
    }
    if Self.isAmerican(dates) { dates = Self.exchanged(dates) }
    isReceipt =
      document.pages.first.map { page in
        let left = page.lines.map(\.box.left).min() ?? 0
        let right = page.lines.map(\.box.right).max() ?? page.width
        return right - left < 300
      } ?? false
  }

  /// The separator of the document's unmistakable amounts.
  private static func decimalSeparator(of document: LayoutDocument) -> UInt8 {
    var commas = 0
    var dots = 0
    let scanner = NumberScanner()
    for page in document.pages.prefix(3) {
      for line in page.lines {
        for number in scanner.numbers(in: line.bytes) where number.scale == 2 {
          if number.decimalSeparator == Byte.comma { commas += 1 } else { dots += 1 }
        }
      }
    }
    return dots > commas ? Byte.dot : Byte.comma
  }

  /// Whether the document writes the month first: one of its days is possible only so, and none only the other way.
  private static func isAmerican(_ dates: [[[DateToken]]]) -> Bool {
    let tokens = dates.joined().joined()
    return tokens.contains(where: \.isAmerican) && !tokens.contains(where: \.isEuropean)
  }

  /// Days that go on in the line beneath, within their block or that of the label before them, such as "15" with a
  /// dot over "April 2026".
  private static func brokenDates(_ line: TextLine, on page: LayoutPage) -> [DateToken] {
    guard line.index + 1 < page.lines.count else { return [] }
    let below = page.lines[line.index + 1]
    guard below.box.top - line.box.bottom < 0.8 * line.fontSize else { return [] }
    var found: [DateToken] = []
    for segment in line.segments {
      guard let last = line.bytes[segment.bytes].last, last == Byte.dot || Byte.isLetter(last) else {
        continue
      }
      let blocks = page.blockOfSegment[line.index][max(segment.index - 1, 0)...segment.index]
      for next in below.segments where blocks.contains(page.blockOfSegment[below.index][next.index]) {
        guard next.box.left < segment.box.right else { continue }
        let joined = Array(line.bytes[segment.bytes]) + [Byte.blank] + below.bytes[next.bytes]
        for var token in DateScanner.dates(in: joined)
        where token.range.lowerBound < segment.bytes.count && token.range.upperBound > segment.bytes.count + 1
        {
          token.range = segment.bytes.lowerBound + token.range.lowerBound..<segment.bytes.upperBound
          found.append(token)
        }
      }
    }
    return found
  }

  private static func exchanged(_ dates: [[[DateToken]]]) -> [[[DateToken]]] {
    dates.map { lines in lines.map { tokens in tokens.map(\.exchanged) } }
  }

  // MARK: - Days

  func days() -> [Candidate] {
    var found: [Candidate] = []
    for page in document.pages {
      for line in page.lines {
        for token in dates[page.index][line.index] {
          found.append(candidate(.day(token.day), page, line, token.range))
        }
      }
    }
    let all = found.compactMap(\.day)
    let latest = all.max()
    let earliest = all.min()
    for index in found.indices {
      guard let day = found[index].day else { continue }
      let line = document.pages[found[index].page].lines[found[index].line]
      var traits: [Trait] = []
      if day == latest { traits.append(.latest) }
      if day == earliest { traits.append(.earliest) }
      let end = found[index].bytes.upperBound
      if Self.isClock(line.bytes, end) { traits.append(.clockBehind) }
      if Self.isPlaceBefore(line.bytes, found[index].bytes.lowerBound) { traits.append(.placeBefore) }
      if let role = rangeRole(found, index) { traits.append(role) }
      found[index].features += traits.map(FeatureName.trait)
      addShared(&found, index)
    }
    return found
  }

  private static func isClock(_ bytes: [UInt8], _ end: Int) -> Bool {
    var place = end
    while place < bytes.count, place < end + 4,
      bytes[place] == Byte.blank || bytes[place] == Byte.comma || bytes[place] == UInt8(ascii: "T")
    {
      place += 1
    }
    return Byte.isDigit(bytes.at(place))
      && (Byte.isDigit(bytes.at(place + 1)) ? bytes.at(place + 2) : bytes.at(place + 1)) == Byte.colon
  }

  /// `Traunstein, 29.03.2025`, `Traunstein, den 29.03.2025`.
  private static func isPlaceBefore(_ bytes: [UInt8], _ start: Int) -> Bool {
    var place = start - 1
    while place >= 0, bytes[place] == Byte.blank { place -= 1 }
    if place >= 2, bytes.has("den", at: place - 2) {
      place -= 3
      while place >= 0, bytes[place] == Byte.blank { place -= 1 }
    }
    guard place > 2, bytes[place] == Byte.comma else { return false }
    return Byte.isLetter(bytes[place - 1]) || bytes[place - 1] == UInt8(ascii: ")")
      || bytes[place - 1] == Byte.dot
  }

  /// Whether a day is the first or the second of two with a hyphen or "bis" between.
  private func rangeRole(_ found: [Candidate], _ index: Int) -> Trait? {
    func isRange(_ first: Candidate, _ second: Candidate) -> Bool {
      guard first.page == second.page, let start = first.day, let end = second.day, start <= end else {
        return false
      }
      let page = document.pages[first.page]
      if first.line == second.line {
        let line = page.lines[first.line]
        guard first.bytes.upperBound <= second.bytes.lowerBound else { return false }
        return Self.isRangeMark(line.bytes[first.bytes.upperBound..<second.bytes.lowerBound])
      }
      guard second.line - first.line <= 2, first.line < second.line else { return false }
      let head = page.lines[first.line]
      let tail = head.bytes[first.bytes.upperBound..<head.segments[first.segment].bytes.upperBound]
      let next = page.lines[second.line]
      let lead = next.bytes[next.segments[second.segment].bytes.lowerBound..<second.bytes.lowerBound]
      return abs(first.box.left - second.box.left) < 60 && Self.isRangeMark(tail + lead)
    }
    if index + 1 < found.count, isRange(found[index], found[index + 1]) { return .rangeStart }
    if index > 0, isRange(found[index - 1], found[index]) { return .rangeEnd }
    return nil
  }

  private static func isRangeMark(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: bytes.filter { $0 != Byte.blank }, as: UTF8.self).lowercased()
    return ["-", "--", "bis", "biszum", "to", "until", "through", "bis:", "/", "t/m", "au", "→"].contains(
      text)
  }

  // MARK: - Amounts

  func amounts() -> [Candidate] {
    var found: [Candidate] = []
    for page in document.pages {
      for line in page.lines {
        let days = dates[page.index][line.index]
        for token in numbers[page.index][line.index] {
          guard !token.isPercent, token.scale == 2 || (token.scale == 0 && token.currency != nil),
            let amount = token.amount,
            !days.contains(where: { $0.range.overlaps(token.range) }),
            !Self.isPerUnit(line.bytes, token.range.upperBound)
          else { continue }
          var candidate = candidate(.amount(amount), page, line, token.range)
          candidate.isRepaired = token.isRepaired
          if token.currency != nil { candidate.features.append(FeatureName.trait(.currencyBeside)) }
          if token.scale == 0 { candidate.features.append(FeatureName.trait(.wholeUnits)) }
          if amount.minorUnits < 0 { candidate.features.append(FeatureName.trait(.negative)) }
          if amount == .zero { candidate.features.append(FeatureName.trait(.zero)) }
          found.append(candidate)
        }
      }
    }
    for split in splitAmounts() {
      let page = document.pages[split.page]
      found.append(candidate(.amount(split.amount), page, page.lines[split.line], split.range))
    }
    let distinct = Set(found.compactMap { $0.amount?.magnitude }).sorted(by: >)
    let rightEdge = found.map(\.box.right).max() ?? 0
    let sums = sumsOfColumns(found)
    let magnitudes = Set(distinct)
    let half = found.count / 2
    for index in found.indices {
      guard let amount = found[index].amount?.magnitude else { continue }
      let page = document.pages[found[index].page]
      let line = page.lines[found[index].line]
      var traits: [Trait] = []
      if amount == distinct.first { traits.append(.largest) }
      if distinct.count > 1, amount == distinct[1] { traits.append(.secondLargest) }
      if distinct.count > 2, amount == distinct[2] { traits.append(.thirdLargest) }
      if found[index].box.right > rightEdge - 6 { traits.append(.rightmost) }
      if sums.contains(index) { traits.append(.sumOfAbove) }
      if index >= half { traits.append(.lowerHalfOfAmounts) }
      if index == found.count - 1 { traits.append(.lastAmountLine) }
      let tokens = numbers[page.index][line.index]
      if tokens.contains(where: \.isPercent) { traits.append(.percentOnLine) }
      if tokens.contains(where: { $0.isPercent && $0.mantissa == 0 }) { traits.append(.zeroPercentOnLine) }
      if tokens.count(where: { $0.scale == 2 }) >= 3 { traits.append(.manyAmountsOnLine) }
      // Arithmetic with the usual rates: is there a net, a tax or a gross to it on the page?
      for rate in [1900, 700, 1600, 500, 2000, 2100] as [Int64] where amount.minorUnits > 0 {
        let tax = (amount.minorUnits * rate + 5_000) / 10_000
        if magnitudes.contains(Amount(minorUnits: tax)),
          magnitudes.contains(Amount(minorUnits: amount.minorUnits + tax))
        {
          traits.append(.isTaxedBasis)
          break
        }
      }
      for rate in [1900, 700, 1600, 500, 2000, 2100] as [Int64] where amount.minorUnits > 0 {
        let net = (amount.minorUnits * 10_000 + (10_000 + rate) / 2) / (10_000 + rate)
        if magnitudes.contains(Amount(minorUnits: amount.minorUnits - net)),
          magnitudes.contains(Amount(minorUnits: net))
        {
          traits.append(.isTaxedGross)
          break
        }
      }
      for rate in [1900, 700, 1600, 500, 2000, 2100] as [Int64] where amount.minorUnits > 0 {
        let guess = amount.minorUnits * 10_000 / rate
        let slack = 5_000 / rate + 1
        if distinct.contains(where: { abs($0.minorUnits - guess) <= slack }) {
          traits.append(.equalsTaxShare)
          break
        }
      }
      found[index].features += traits.map(FeatureName.trait)
      addShared(&found, index)
    }
    return found
  }

  /// A price per unit, such as the metal's in `850,00 EUR/100 kg`, is no total.
  private static func isPerUnit(_ bytes: [UInt8], _ end: Int) -> Bool {
    var place = end
    while bytes.at(place) == Byte.blank, bytes.at(place + 1) != Byte.blank { place += 1 }
    if bytes.has("EUR", at: place) || bytes.has("€", at: place) {
      place += 3
    } else if bytes.has("Euro", at: place) {
      place += 4
    }
    while bytes.at(place) == Byte.blank, bytes.at(place + 1) != Byte.blank { place += 1 }
    guard bytes.at(place) == Byte.slash else { return false }
    place += 1
    while bytes.at(place) == Byte.blank { place += 1 }
    return Byte.isDigit(bytes.at(place)) || Byte.isLetter(bytes.at(place))
  }

  /// Amounts that are the sum of the run right above them in their column.
  private func sumsOfColumns(_ found: [Candidate]) -> Set<Int> {
    var columns: [[Int]] = []
    for index in found.indices {
      if let column = columns.firstIndex(where: { abs(found[$0[0]].box.right - found[index].box.right) < 6 })
      {
        columns[column].append(index)
      } else {
        columns.append([index])
      }
    }
    var result: Set<Int> = []
    for column in columns where column.count >= 3 {
      for end in 2..<column.count {
        guard let wanted = found[column[end]].amount?.minorUnits, wanted != 0 else { continue }
        var sum: Int64 = 0
        for (count, index) in column[..<end].reversed().enumerated() {
          sum += found[index].amount?.minorUnits ?? 0
          if count >= 1, sum == wanted {
            result.insert(column[end])
            break
          }
          if count > 80 { break }
        }
      }
    }
    return result
  }

  // MARK: - Identifiers

  func identifiers() -> [Candidate] {
    var found: [Candidate] = []
    let years = Set(dates.joined().joined().map(\.day.year))
    for page in document.pages {
      for line in page.lines {
        for segment in line.segments {
          for first in segment.words {
            var text = ""
            var isMended = false
            for last in first..<min(first + 4, segment.words.upperBound) {
              let word = line.words[last].text
              if last > first {
                let touches = page.origin == .ocr && line.touches(last)
                guard Self.continues(word, after: line.words[last - 1].text) || (touches && Self.isTail(word))
                else { break }
                if touches, Self.isTail(word) {
                  // "10840, /25/695": recognition broke the number at a mark.
                  while let end = text.last, end == "," || end == "." { text.removeLast() }
                  isMended = true
                } else {
                  text += " "
                }
              }
              text += word
              if case (let value, var range)? = Self.trimmed(text, at: line.wordRanges[first].lowerBound) {
                guard Self.isIdentifier(value), !isTime(value, page, line, range, years) else { continue }
                let whole = value + rest(of: range, segment, line, page)
                if isMended { range = line.wordRanges[first].lowerBound..<line.wordRanges[last].upperBound }
                let meant = page.origin == .ocr ? Self.withZeros(whole) : whole
                var candidate = candidate(.identifier(meant), page, line, range)
                candidate.features += identifierTraits(
                  value, page, line, range, words: last - first + 1, years)
                found.append(candidate)
              }
            }
          }
        }
      }
    }
    for index in found.indices { addShared(&found, index) }
    return found
  }

  /// What an identifier that a hyphen breaks off at the end of its segment goes on with in the next line.
  private func rest(
    of range: Range<Int>, _ segment: TextSegment, _ line: TextLine, _ page: LayoutPage
  ) -> String {
    guard line.bytes.at(range.upperBound) == Byte.minus, range.upperBound + 1 == segment.bytes.upperBound,
      let next = page.below(segment.box, after: line.index, within: 1.5 * line.fontSize).first,
      abs(page.segment(next).box.left - segment.box.left) < 6
    else { return "" }
    let below = page.lines[next.line]
    let word = below.words[page.segment(next).words.lowerBound].text
    guard 1...8 ~= word.utf8.count,
      word.utf8.allSatisfy({ Byte.isDigit($0) || Byte.isCapital($0) || $0 == Byte.slash })
    else { return "" }
    return "-" + word
  }

  /// Whether a word may go on with an identifier: short groups of digits, or digits after a short prefix.
  private static func continues(_ word: String, after previous: String) -> Bool {
    guard word.utf8.count <= 10, word.utf8.contains(where: Byte.isDigit), previous.utf8.count <= 10 else {
      return false
    }
    let digits = word.utf8.allSatisfy {
      Byte.isDigit($0) || $0 == Byte.slash || $0 == Byte.minus || $0 == Byte.dot
    }
    let previousIsPrefix =
      previous.utf8.count <= 4
      && previous.utf8.allSatisfy { Byte.isCapital($0) || Byte.isDigit($0) || $0 == Byte.minus }
    let previousHasDigits = previous.utf8.contains(where: Byte.isDigit)
    return (digits && (previousIsPrefix || previousHasDigits)) || (previousIsPrefix && previousHasDigits)
  }

  /// Whether a word looks like the rest of a number: a slash or hyphen, then digits.
  private static func isTail(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    return bytes.count >= 2 && (bytes[0] == Byte.slash || bytes[0] == Byte.minus) && Byte.isDigit(bytes[1])
  }

  /// A code that changes between letters and digits with zeros for the letter O, which such codes avoid and OCR
  /// cannot tell from a zero.
  private static func withZeros(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "O")) else { return text }
    var bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      var end = start
      var changes = 0
      while end < bytes.count, Byte.isDigit(bytes[end]) || Byte.isCapital(bytes[end]) {
        if end > start, Byte.isDigit(bytes[end]) != Byte.isDigit(bytes[end - 1]) { changes += 1 }
        end += 1
      }
      if changes >= 2 {
        for place in start..<end where bytes[place] == UInt8(ascii: "O") { bytes[place] = Byte.zero }
      }
      start = max(end, start + 1)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func trimmed(_ text: String, at start: Int) -> (String, Range<Int>)? {
    let bytes = Array(text.utf8)
    var lower = 0
    var upper = bytes.count
    let noise: Set<UInt8> = [
      UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "("),
      UInt8(ascii: ")"),
      UInt8(ascii: "|"), UInt8(ascii: "#"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "/"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="),
      UInt8(ascii: "_"), Byte.blank,
    ]
    while lower < upper, noise.contains(bytes[lower]) { lower += 1 }
    while upper > lower, noise.contains(bytes[upper - 1]) { upper -= 1 }
    // A label glued to its value: `Nr.:4711`.
    if let colon = bytes[lower..<upper].lastIndex(of: Byte.colon), colon + 1 < upper,
      !bytes[lower..<colon].contains(where: Byte.isDigit)
    {
      lower = colon + 1
      while lower < upper, bytes[lower] == Byte.blank { lower += 1 }
    }
    if bytes[lower..<upper].starts(with: [0xe2, 0x84, 0x96]) { lower += 3 }
    guard lower < upper else { return nil }
    return (String(decoding: bytes[lower..<upper], as: UTF8.self), start + lower..<start + upper)
  }

  private static func isIdentifier(_ text: String) -> Bool {
    let bytes = text.utf8
    guard 1...32 ~= bytes.count, bytes.contains(where: Byte.isDigit) else { return false }
    guard
      bytes.allSatisfy({
        $0 < 0x80 && $0 != Byte.percent && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: ",")
      })
    else {
      return false
    }
    return true
  }

  /// Whether a value is a month or a year of the document's days, or one of its words is a day, all with four digits
  /// of the year.
  ///
  /// None of the 2,000 numbers in the truth of the three corpora is one, and a period that is broken over lines
  /// leaves its year alone under a title.
  private func isTime(
    _ text: String, _ page: LayoutPage, _ line: TextLine, _ range: Range<Int>, _ years: Set<Int>
  ) -> Bool {
    let parts = text.utf8.split(separator: Byte.dot, omittingEmptySubsequences: false)
    if parts.count <= 2, let last = parts.last, last.count == 4,
      let year = Int(String(decoding: last, as: UTF8.self)),
      years.contains(year)
    {
      guard parts.count == 2 else { return true }
      if let month = Int(String(decoding: parts[0], as: UTF8.self)), 1...12 ~= month { return true }
    }
    return line.words(touching: range).contains { word in
      dates[page.index][line.index].contains { token in
        let within = line.wordRanges[word].clamped(to: range)
        return token.range == within && within.count >= 8
          && String(decoding: line.bytes[within], as: UTF8.self).contains(String(token.day.year))
      }
    }
  }

  private func identifierTraits(
    _ text: String, _ page: LayoutPage, _ line: TextLine, _ range: Range<Int>, words: Int, _ years: Set<Int>
  ) -> [Int32] {
    let bytes = Array(text.utf8)
    var traits: [Trait] = []
    let digits = bytes.count(where: Byte.isDigit)
    let letters = bytes.count { $0 < 0x80 && Byte.isLetter($0) }
    if digits == bytes.count { traits.append(.digitsOnly) }
    switch bytes.count {
    case ...2: traits.append(.length2)
    case ...4: traits.append(.length4)
    case ...6: traits.append(.length6)
    case ...8: traits.append(.length8)
    case ...10: traits.append(.length10)
    default: traits.append(.lengthMore)
    }
    if bytes.contains(Byte.slash) { traits.append(.hasSlash) }
    if bytes.contains(Byte.minus) { traits.append(.hasHyphen) }
    if letters > 0 { traits.append(.hasLetters) }
    if bytes.contains(where: { 0x61...0x7a ~= $0 }) { traits.append(.lowercase) }
    let prefix = String(decoding: bytes.prefix { Byte.isLetter($0) }, as: UTF8.self).uppercased()
    if ["R", "RE", "RG", "RN", "INV", "AR", "FA", "F", "VR", "GS", "RNR", "RECH", "BE"].contains(prefix) {
      traits.append(.invoicePrefix)
    }
    if dates[page.index][line.index].contains(where: { $0.range.overlaps(range) }) {
      traits.append(.dateLike)
    }
    if numbers[page.index][line.index].contains(where: {
      $0.range.overlaps(range) && ($0.scale > 0 || $0.currency != nil)
    }) {
      traits.append(.moneyLike)
    }
    if numbers[page.index][line.index].contains(where: { $0.range.overlaps(range) && $0.isPercent }) {
      traits.append(.percentBehind)
    }
    if digits == bytes.count, bytes.count == 5, line.bytes.at(range.upperBound) == Byte.blank,
      Byte.isLetter(line.bytes.at(range.upperBound + 1))
    {
      traits.append(.postcodeLike)
    }
    if digits == 4, bytes.count == 4, let year = Int(text), 1990...2040 ~= year { traits.append(.year) }
    if words > 1 { traits.append(.severalWords) }
    if text.hasPrefix("+") || (text.hasPrefix("0") && bytes.contains(Byte.slash)) {
      traits.append(.phoneLike)
    }
    if years.contains(where: { year in
      text.contains(String(year))
        || (digits > 4 && (text.contains("\(year % 100)-") || text.contains("\(year % 100)/")))
    }) {
      traits.append(.documentYear)
    }
    let touched = line.words(touching: range)
    // The next column's word does not go on with it.
    let end = line.segments[line.segment(at: range.lowerBound)].words.upperBound
    if let last = touched.last, last + 1 < end,
      Self.continues(line.words[last + 1].text, after: line.words[last].text)
    {
      traits.append(.insideLonger)
    }
    return traits.map(FeatureName.trait)
  }
}
