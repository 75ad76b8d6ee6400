import Invoice
import Reading

/// Where a form prints its labels: over the values or beneath them.
enum LabelStyle: Sendable {
  case over
  case beneath
}

extension CandidateFinder {
  /// How the columns that a line crosses pair labels and values, where a value has a label on either side.
  ///
  /// Each column is followed upwards and downwards as far as its segments stand close. One that begins with a label and
  /// ends with a value prints labels over values, the other way round beneath. Columns that begin and end alike say
  /// nothing. `nil` where the columns say nothing or contradict each other.
  func labelStyle(of line: TextLine, on page: LayoutPage) -> LabelStyle? {
    var over = 0
    var beneath = 0
    for segment in line.segments {
      let place = SegmentPlace(line: line.index, segment: segment.index)
      let first = end(of: place, on: page, upwards: true)
      let last = end(of: place, on: page, upwards: false)
      guard first != last else { continue }
      switch (isLabel(first, on: page), isLabel(last, on: page)) {
      case (true, false): over += 1
      case (false, true): beneath += 1
      default: continue
      }
    }
    if over > beneath, over >= 2 * beneath { return .over }
    if beneath > over, beneath >= 2 * over { return .beneath }
    return nil
  }

  /// The last segment of a column of labels and values in one direction: alternating, close and aligned.
  private func end(of start: SegmentPlace, on page: LayoutPage, upwards: Bool) -> SegmentPlace {
    var place = start
    var wasLabel = isLabel(start, on: page)
    for _ in 0..<12 {
      let segment = page.segment(place)
      let reach = 1.6 * max(segment.fontSize, page.bodyFontSize)
      let near =
        upwards
        ? page.above(segment.box, before: place.line, within: reach)
        : page.below(segment.box, after: place.line, within: reach)
      guard
        let next = near.first(where: {
          let box = page.segment($0).box
          return abs(box.left - segment.box.left) < 6 || abs(box.right - segment.box.right) < 6
            || abs(box.middleX - segment.box.middleX) < 6
        })
      else { return place }
      let isNextLabel = isLabel(next, on: page)
      guard isNextLabel != wasLabel else { return place }
      wasLabel = isNextLabel
      place = next
    }
    return place
  }

  /// Whether a segment is nothing but a label.
  private func isLabel(_ place: SegmentPlace, on page: LayoutPage) -> Bool {
    let bytes = page.lines[place.line].bytes[page.segment(place).bytes]
    let letters = bytes.count(where: Byte.isLetter)
    guard letters > 1, !bytes.contains(where: Byte.isDigit) else { return false }
    var covered = 0
    for hit in labels[page.index].hits(in: place) {
      covered += page.lines[place.line].bytes[hit.bytes].count(where: Byte.isLetter)
    }
    return covered * 10 >= letters * 6
  }
}
