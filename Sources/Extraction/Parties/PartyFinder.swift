import Invoice
import Reading

/// A text that might be the seller's name.
struct NameCandidate: Sendable {
  let text: String
  let page: Int
  let line: Int
  let segment: Int
  let range: Range<Int>
  var features: [Int32]
}

/// Gathers what might be the seller's name and place, and says of each where it stands.
struct PartyFinder {
  let document: LayoutDocument
  let labels: [LabelIndex]
  let own: OwnIdentity?
  let places: [PlaceToken]
  /// Blocks that hold the recipient's name or address, by page.
  private(set) var ownBlocks: [Set<Int>] = []
  /// Where the recipient's name is printed.
  private(set) var ownNames: [(page: Int, line: Int, segment: Int)] = []
  private let ownKey: [UInt8]
  private let isReceipt: Bool
  /// Words of web and mail domains on the document, folded.
  private var domains: [[UInt8]] = []

  init(document: LayoutDocument, labels: [LabelIndex], own: OwnIdentity?, isReceipt: Bool) {
    self.document = document
    self.labels = labels
    self.own = own
    self.isReceipt = isReceipt
    places = PlaceScanner.places(in: document)
    ownKey = own.map { NameKey.key($0.name) } ?? []
    findOwn()
    findDomains()
  }

  // MARK: - The recipient

  private mutating func findOwn() {
    for page in document.pages {
      var blocks: Set<Int> = []
      if ownKey.count >= 4 {
        for line in page.lines {
          for segment in line.segments {
            let text = FoldedText(line.bytes, segment.bytes).letters
            guard NameKey.contains(text, ownKey, isTolerant: page.origin == .ocr) else { continue }
            ownNames.append((page.index, line.index, segment.index))
            blocks.insert(page.blockOfSegment[line.index][segment.index])
          }
        }
      }
      if blocks.isEmpty, page.index == 0, !isReceipt, let window = addressWindow(page) {
        blocks.insert(window)
      }
      ownBlocks.append(blocks)
    }
  }

  /// The block in a letter's address window, for documents whose recipient is not known or not legible.
  private func addressWindow(_ page: LayoutPage) -> Int? {
    var best: (block: Int, score: Double)?
    for place in places where place.page == page.index {
      let block = page.blockOfSegment[place.line][place.segment]
      let box = page.blocks[block].box
      let lines = page.blocks[block].places.count
      guard lines >= 2, box.top > 0.08 * page.height, box.bottom < 0.5 * page.height else { continue }
      var score = 0.0
      if box.left < 0.4 * page.width { score += 1 }
      if 3...7 ~= lines { score += 1 }
      if box.top > 0.13 * page.height, box.bottom < 0.36 * page.height { score += 1 }
      let marks = Meanings([.buyerMark])
      for member in page.blocks[block].places
      where labels[page.index].hits(in: member).contains(where: { !$0.meanings.isDisjoint(with: marks) }) {
        score += 1.5
      }
      if let first = page.blocks[block].places.first {
        let above = page.above(page.segment(first).box, before: first.line, within: 30)
        if above.contains(where: {
          !labels[page.index].hits(in: $0).allSatisfy { $0.meanings.isDisjoint(with: marks) }
        }) {
          score += 1.5
        }
      }
      let text = page.blocks[block].places.flatMap { labels[page.index].hits(in: $0) }
      if text.contains(where: {
        $0.meanings.contains(.vatID) || $0.meanings.contains(.iban) || $0.meanings.contains(.otherNumber)
      }) {
        score -= 1.5
      }
      if score > best?.score ?? 1.5 { best = (block, score) }
    }
    return best?.block
  }

  private mutating func findDomains() {
    for page in document.pages {
      for line in page.lines {
        for word in line.words {
          let bytes = Array(word.text.utf8)
          guard bytes.contains(Byte.dot),
            bytes.contains(UInt8(ascii: "@")) || bytes.starts(with: Array("www.".utf8))
              || Self.isDomain(bytes)
          else { continue }
          var name = bytes
          if let at = name.lastIndex(of: UInt8(ascii: "@")) { name.removeFirst(at + 1) }
          if name.starts(with: Array("www.".utf8)) { name.removeFirst(4) }
          guard let dot = name.lastIndex(of: Byte.dot), dot > 2 else { continue }
          for part in name[..<dot].split(whereSeparator: { $0 == Byte.minus || $0 == Byte.dot })
          where part.count >= 4 {
            domains.append(part.map(Byte.lower))
          }
        }
      }
    }
  }

  private static func isDomain(_ bytes: [UInt8]) -> Bool {
    guard let dot = bytes.lastIndex(of: Byte.dot), dot > 3, 2...8 ~= bytes.count - dot - 1 else {
      return false
    }
    return bytes[(dot + 1)...].allSatisfy { 0x61...0x7a ~= $0 } && !bytes.contains(where: { $0 >= 0x80 })
      && bytes.allSatisfy { !Byte.isCapital($0) }
  }

  func isInOwnBlock(page: Int, line: Int, segment: Int) -> Bool {
    ownBlocks[page].contains(document.pages[page].blockOfSegment[line][segment])
  }

  // MARK: - Names

  func names() -> [NameCandidate] {
    var found: [NameCandidate] = []
    for page in document.pages where page.index == 0 || page.index == document.pages.count - 1 {
      var textIndex = 0
      for line in page.lines {
        for segment in line.segments {
          let parts = Self.parts(line, segment)
          for (index, range) in parts.enumerated() {
            guard let candidate = name(page, line, segment, range, index, parts.count, &textIndex) else {
              continue
            }
            found.append(candidate)
          }
        }
      }
    }
    let keys = found.map { NameKey.key($0.text) }
    for index in found.indices {
      let key = keys[index]
      var count = 0
      for other in keys where other.count >= key.count && key.count >= 4 && other.starts(with: key) {
        count += 1
      }
      found[index].features.append((count <= 1 ? PartyTrait.once : count == 2 ? .twice : .often).index)
    }
    return found
  }

  /// A segment cut at the separators of sender lines and footers.
  private static func parts(_ line: TextLine, _ segment: TextSegment) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = segment.bytes.lowerBound
    var place = start
    let end = segment.bytes.upperBound
    func close(_ stop: Int) {
      var lower = start
      var upper = stop
      while lower < upper, line.bytes[lower] == Byte.blank { lower += 1 }
      while upper > lower, line.bytes[upper - 1] == Byte.blank { upper -= 1 }
      if lower < upper { parts.append(lower..<upper) }
    }
    while place < end {
      let byte = line.bytes[place]
      var width = 0
      switch byte {
      case UInt8(ascii: "|"), UInt8(ascii: "*"), UInt8(ascii: ";"): width = 1
      case Byte.comma: width = 1
      case Byte.minus where line.bytes.at(place - 1) == Byte.blank && line.bytes.at(place + 1) == Byte.blank:
        width = 1
      case Byte.slash where line.bytes.at(place - 1) == Byte.blank && line.bytes.at(place + 1) == Byte.blank:
        width = 1
      // · and •
      case 0xc2 where line.bytes.at(place + 1) == 0xb7: width = 2
      case 0xe2 where line.bytes.at(place + 1) == 0x80 && line.bytes.at(place + 2) == 0xa2: width = 3
      default: break
      }
      if width > 0 {
        close(place)
        start = place + width
        place += width
      } else {
        place += 1
      }
    }
    close(end)
    return parts
  }

  private func name(
    _ page: LayoutPage, _ line: TextLine, _ segment: TextSegment, _ original: Range<Int>, _ index: Int,
    _ partCount: Int, _ textIndex: inout Int
  ) -> NameCandidate? {
    var range = original
    let hits = labels[page.index].hits[line.index].filter { $0.segment == segment.index }
    var traits: [PartyTrait] = []
    // A label before a colon is cut off.
    if let colon = line.bytes[range].firstIndex(of: Byte.colon), colon + 2 < range.upperBound {
      let mark = hits.last { $0.bytes.upperBound <= colon + 1 && $0.bytes.lowerBound >= range.lowerBound }
      if let mark {
        traits.append(.beginsWithLabel)
        if mark.meanings.contains(.sellerMark) { traits.append(.sellerMark) }
        if mark.meanings.contains(.buyerMark) { traits.append(.buyerMark) }
        if mark.meanings.contains(.managerMark) { traits.append(.managerMark) }
        if mark.meanings.contains(.deliveryMark) { traits.append(.deliveryMark) }
      }
      range = colon + 1..<range.upperBound
      while range.lowerBound < range.upperBound, line.bytes[range.lowerBound] == Byte.blank {
        range = range.lowerBound + 1..<range.upperBound
      }
    }
    let bytes = line.bytes[range]
    let letters = bytes.count(where: Byte.isLetter)
    let digits = bytes.count(where: Byte.isDigit)
    guard letters >= 3, bytes.count <= 90, digits <= letters, !bytes.contains(UInt8(ascii: "@")) else {
      return nil
    }
    textIndex += 1
    switch textIndex {
    case 1: traits.append(.firstText)
    case 2: traits.append(.secondText)
    case 3: traits.append(.thirdText)
    default: break
    }
    let words = bytes.split(separator: Byte.blank)
    switch words.count {
    case 1: traits.append(.oneWord)
    case 2: traits.append(.twoWords)
    case 3: traits.append(.threeWords)
    case 4...8: traits.append(.moreWords)
    default: traits.append(.sentence)
    }
    // Only label hits inside the part count.
    for hit in hits where hit.bytes.lowerBound >= range.lowerBound && hit.bytes.upperBound <= range.upperBound
    {
      if hit.meanings.contains(.legalForm) {
        traits.append(hit.bytes.upperBound >= range.upperBound - 1 ? .legalFormEnds : .legalFormInside)
      }
      if hit.meanings.contains(.bankWord) { traits.append(.bankWord) }
      if hit.meanings.contains(.managerMark) { traits.append(.managerMark) }
      if hit.meanings.contains(.kindLetter) { traits.append(.greeting) }
      if hit.meanings.contains(.buyerMark) { traits.append(.buyerMark) }
      if hit.meanings.isDisjoint(
        with: Meanings([.legalForm, .bankWord, .managerMark, .kindLetter, .buyerMark]))
      {
        traits.append(hit.bytes.lowerBound == range.lowerBound ? .label : .otherMark)
      }
    }
    if bytes.count >= 4 {
      let folded = FoldedText(line.bytes, range)
      if TermReader.contains(folded.letters, "bank") || TermReader.contains(folded.letters, "sparkasse") {
        traits.append(.bankWord)
      }
      if domains.contains(where: { domain in
        TermReader.contains(folded.letters, String(decoding: domain, as: UTF8.self))
      }) {
        traits.append(.domainMatch)
      }
      if ownKey.count >= 4, NameKey.contains(folded.letters, ownKey, isTolerant: page.origin == .ocr) {
        traits.append(.isOwn)
      }
    }
    if digits > 0 { traits.append(digits > 3 ? .manyDigits : .digits) }
    if let lead = bytes.first, !(Byte.isCapital(lead) || lead >= 0x80) { traits.append(.lowercaseStart) }
    if letters > 3, !bytes.contains(where: { 0x61...0x7a ~= $0 }) { traits.append(.capitals) }
    traits.append(partCount == 1 ? .onlyPart : index == 0 ? .firstPart : .laterPart)
    if partCount >= 4 { traits.append(.manyParts) }
    if original.upperBound < segment.bytes.upperBound { traits.append(.separatorBehind) }
    addPlaces(&traits, page, line, segment, range)
    addPosition(&traits, page, line, segment, range)
    return NameCandidate(
      text: Self.tidy(line.text(range)), page: page.index, line: line.index, segment: segment.index,
      range: range,
      features: Set(traits).map(\.index))
  }

  private static func tidy(_ text: String) -> String {
    var result = Substring(text)
    while let last = result.last, " ,;:|-–·*".contains(last) { result.removeLast() }
    while let first = result.first, " ,;:|-–·*.".contains(first) { result.removeFirst() }
    return String(result)
  }

  private func addPlaces(
    _ traits: inout [PartyTrait], _ page: LayoutPage, _ line: TextLine, _ segment: TextSegment,
    _ range: Range<Int>
  ) {
    for place in places where place.page == page.index {
      if place.line == line.index, place.segment == segment.index {
        traits.append(.postcodeInSegment)
        if place.range.lowerBound >= range.upperBound { traits.append(.postcodeBehind) }
      }
      let box = page.lines[place.line].segments[place.segment].box
      if place.line > line.index, place.line <= line.index + 8,
        abs(box.left - segment.box.left) < 14 || abs(box.middleX - segment.box.middleX) < 14
          || abs(box.right - segment.box.right) < 14
      {
        let steps = (box.top - segment.box.top) / max(segment.box.height, 1)
        if steps < 2 {
          traits.append(.postcodeNextLine)
        } else if steps < 3.5 {
          traits.append(.postcodeSecondNext)
        } else if steps < 5 {
          traits.append(.postcodeThirdNext)
        }
      }
    }
  }

  private func addPosition(
    _ traits: inout [PartyTrait], _ page: LayoutPage, _ line: TextLine, _ segment: TextSegment,
    _ range: Range<Int>
  ) {
    let box = segment.box
    switch box.middleY / max(page.height, 1) {
    case ..<0.08: traits.append(.top8)
    case ..<0.15: traits.append(.top15)
    case ..<0.25: traits.append(.top25)
    case ..<0.40: traits.append(.top40)
    case ..<0.80: traits.append(.middle)
    case ..<0.92: traits.append(.bottom20)
    default: traits.append(.bottom8)
    }
    traits.append(page.index == 0 ? .firstPage : .laterPage)
    switch box.middleX / max(page.width, 1) {
    case ..<0.4: traits.append(.left)
    case ..<0.62: traits.append(.centre)
    default: traits.append(.right)
    }
    if segment.fontSize > 2 * page.bodyFontSize {
      traits.append(.biggest)
    } else if segment.fontSize > 1.5 * page.bodyFontSize {
      traits.append(.bigger)
    } else if segment.fontSize > 1.15 * page.bodyFontSize {
      traits.append(.big)
    } else if segment.fontSize < 0.87 * page.bodyFontSize {
      traits.append(.small)
    }
    let block = page.blockOfSegment[line.index][segment.index]
    if page.blocks[block].places.first == SegmentPlace(line: line.index, segment: segment.index) {
      traits.append(.blockFirstLine)
    }
    if ownBlocks[page.index].contains(block) { traits.append(.inOwnBlock) }
    for ownBlock in ownBlocks[page.index] {
      let ownBox = page.blocks[ownBlock].box
      if box.bottom <= ownBox.top + 4, ownBox.top - box.bottom < 45, abs(ownBox.left - box.left) < 30 {
        traits.append(.aboveOwnBlock)
      }
    }
    let identifiers = Meanings([.vatID, .taxNumber, .iban])
    if labels[page.index].hits[line.index].contains(where: { !$0.meanings.isDisjoint(with: identifiers) }) {
      traits.append(.lineHasIdentifier)
    }
    if page.blocks[block].places.contains(where: { place in
      labels[page.index].hits(in: place).contains { !$0.meanings.isDisjoint(with: identifiers) }
    }) {
      traits.append(.sameBlockAsIdentifier)
    }
    // What announces the block.
    if let first = page.blocks[block].places.first {
      for place in page.above(page.segment(first).box, before: first.line, within: 16) {
        for hit in labels[page.index].hits(in: place) {
          if hit.meanings.contains(.deliveryMark) { traits.append(.deliveryMark) }
          if hit.meanings.contains(.buyerMark) { traits.append(.buyerMark) }
          if hit.meanings.contains(.sellerMark) { traits.append(.sellerMark) }
        }
      }
      for hit in labels[page.index].hits(in: first) where first.line < line.index {
        if hit.meanings.contains(.deliveryMark) { traits.append(.deliveryMark) }
        if hit.meanings.contains(.buyerMark) { traits.append(.buyerMark) }
      }
    }
    if page.origin == .ocr { traits.append(.scanned) }
    if isReceipt { traits.append(.receipt) }
  }

  // MARK: - Places

  /// The features of a place as the seller's, given where his name stands.
  func features(of place: PlaceToken, sellerName: String?) -> [Int32] {
    let page = document.pages[place.page]
    let line = page.lines[place.line]
    let segment = line.segments[place.segment]
    var traits: [PartyTrait] = []
    addPosition(&traits, page, line, segment, place.range)
    let key = sellerName.map(NameKey.key) ?? []
    if key.count >= 4 {
      let text = FoldedText(line.bytes, segment.bytes).letters
      if NameKey.contains(text, key, isTolerant: true) { traits.append(.sellerNameInSegment) }
      let block = page.block(of: SegmentPlace(line: place.line, segment: place.segment))
      let inBlock = block.places.contains { member in
        let bytes = page.lines[member.line].bytes
        return NameKey.contains(FoldedText(bytes, page.segment(member).bytes).letters, key, isTolerant: true)
      }
      if inBlock { traits.append(.sellerNameInBlock) }
      let near = page.lines[max(0, place.line - 4)..<min(page.lines.count, place.line + 2)].contains {
        other in
        other.segments.contains { candidate in
          abs(candidate.box.left - segment.box.left) < 40
            && NameKey.contains(FoldedText(other.bytes, candidate.bytes).letters, key, isTolerant: true)
        }
      }
      if near { traits.append(.nearSellerName) }
    }
    if let own, own.postcode == place.postcode { traits.append(.ownPlace) }
    if place.country != nil { traits.append(.foreignPlace) }
    let count = places.count { $0.postcode == place.postcode }
    traits.append(count == 1 ? .once : count == 2 ? .twice : .often)
    if place.range == segment.bytes { traits.append(.alone) }
    if place.range.upperBound < segment.bytes.upperBound { traits.append(.separatorBehind) }
    if place.range.lowerBound > segment.bytes.lowerBound { traits.append(.laterPart) }
    return Set(traits).map(\.index)
  }
}

/// Names compared without their legal form.
enum NameKey {
  /// Folded, legal forms at the end dropped.
  static func key(_ name: String) -> [UInt8] {
    var letters = FoldedText(name).letters
    for form in [
      "gmbhcokg", "gmbh", "mbh", "kg", "ag", "ohg", "ek", "gbr", "ug", "haftungsbeschraenkt", "ev", "eg",
      "ltd", "se",
    ] {
      let suffix = Array(form.utf8)
      if letters.count > suffix.count + 3, letters.suffix(suffix.count).elementsEqual(suffix) {
        letters.removeLast(suffix.count)
      }
    }
    return letters
  }

  /// Whether the key stands in the text; with tolerance, one letter in six may differ.
  static func contains(_ text: [UInt8], _ key: [UInt8], isTolerant: Bool) -> Bool {
    guard key.count >= 4, text.count + 2 >= key.count else { return false }
    if text.count >= key.count {
      for start in 0...(text.count - key.count)
      where text[start] == key[0] && text[start..<start + key.count].elementsEqual(key) {
        return true
      }
    }
    guard isTolerant, key.count >= 8, text.count < 200 else { return false }
    // The least edits to find the key anywhere in the text.
    var row = Array(repeating: 0, count: text.count + 1)
    for (index, letter) in key.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for place in text.indices {
        let above = row[place + 1]
        row[place + 1] = min(diagonal + (text[place] == letter ? 0 : 1), min(above, row[place]) + 1)
        diagonal = above
      }
    }
    return (row.min() ?? key.count) * 6 <= key.count
  }
}
