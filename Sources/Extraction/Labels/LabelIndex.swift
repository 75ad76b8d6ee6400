import Invoice
import Reading

/// A label found on a page.
struct LabelHit: Sendable {
  let line: Int
  let segment: Int
  /// In the line's bytes.
  let bytes: Range<Int>
  let box: Box
  let meanings: Meanings
  /// Letters that differ from the catalogue's.
  let errors: Int
  /// Folded letters of the label.
  let length: Int
}

/// All labels of a page, by line.
struct LabelIndex: Sendable {
  /// For each line, from left to right.
  let hits: [[LabelHit]]

  init(page: LayoutPage, catalogue: LabelCatalogue) {
    let isTolerant = page.origin == .ocr
    hits = page.lines.map { line in
      line.segments.flatMap { Self.hits(in: line, $0, catalogue, isTolerant) }
    }
  }

  func contains(_ meaning: Meaning, line: Int) -> Bool {
    hits[line].contains { $0.meanings.contains(meaning) }
  }

  func hits(in place: SegmentPlace) -> [LabelHit] { hits[place.line].filter { $0.segment == place.segment } }

  private static func hits(
    in line: TextLine, _ segment: TextSegment, _ catalogue: LabelCatalogue, _ isTolerant: Bool
  ) -> [LabelHit] {
    let text = FoldedText(line.bytes, segment.bytes)
    var found: [LabelHit] = []
    func add(_ start: Int, _ length: Int, _ meanings: Meanings, _ errors: Int) {
      var end = text.origins[start + length - 1] + 1
      // A letter beyond ASCII takes two or three bytes.
      while end < segment.bytes.upperBound, line.bytes[end] & 0xc0 == 0x80 { end += 1 }
      let bytes = text.origins[start]..<end
      found.append(
        LabelHit(
          line: line.index, segment: segment.index, bytes: bytes, box: line.box(of: bytes),
          meanings: meanings, errors: errors, length: length))
    }
    var place = 0
    while place < text.letters.count {
      guard text.starts[place], !Byte.isDigit(text.letters[place]) || text.letters.count > place + 3 else {
        place += 1
        continue
      }
      if var match = catalogue.longest(in: text, at: place) {
        // "Rechnung Ne": the word that is spelled right is the beginning of a longer label with one error.
        if isTolerant, let near = catalogue.nearest(in: text, at: place), near.errors == 1,
          near.length >= match.length + 2
        {
          match = near
        }
        add(place, match.length, match.meanings, match.errors)
        place += match.length
        continue
      }
      if isTolerant, !Byte.isDigit(text.letters[place]), let match = catalogue.nearest(in: text, at: place) {
        add(place, match.length, match.meanings, match.errors)
        place += match.length
        continue
      }
      var end = place
      while end < text.letters.count, !text.ends[end] { end += 1 }
      end = min(end + 1, text.letters.count)
      if let meaning = catalogue.suffix(of: text.letters[place..<end]) {
        add(place, end - place, Meanings([meaning]), 0)
      }
      place = end
    }
    return found
  }
}
