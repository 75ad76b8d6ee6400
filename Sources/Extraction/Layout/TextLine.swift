import Invoice

/// Words that stand on one line of a page, from left to right over its whole width.
///
/// `bytes` is the line's text in UTF-8: words are joined by one blank, segments by two, so that a scanner that
/// never reads across two blanks never reads across a column gap.
struct TextLine: Sendable {
  /// Index into the document's pages.
  let page: Int
  /// Index into the page's lines.
  let index: Int
  let words: [LayoutWord]
  let box: Box
  let fontSize: Double
  let bytes: [UInt8]
  /// Where each word stands in `bytes`.
  let wordRanges: [Range<Int>]
  /// The line's parts between gaps, from left to right.
  let segments: [TextSegment]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A range of `bytes` as it is printed: dashes, quotes and ligatures in their own spelling.
  ///
  /// A word whose letters cannot be told apart by position, such as one with a ligature, stays in its plain
  /// spelling where only a part of it is asked for.
  func printed(_ range: Range<Int>) -> String {
    let touched = words(touching: range)
    guard words[touched].contains(where: { $0.printed != nil }) else { return text(range) }
    var result = ""
    var end = range.lowerBound
    for index in touched {
      let part = wordRanges[index].clamped(to: range)
      result += text(end..<max(end, part.lowerBound))
      end = max(end, part.upperBound)
      guard let printed = words[index].printed else {
        result += text(part)
        continue
      }
      let letters = words[index].text.unicodeScalars.count
      if part == wordRanges[index] {
        result += printed
      } else if printed.unicodeScalars.count == letters {
        let before = text(wordRanges[index].lowerBound..<part.lowerBound).unicodeScalars.count
        let scalars = printed.unicodeScalars.dropFirst(before).prefix(text(part).unicodeScalars.count)
        result += String(String.UnicodeScalarView(scalars))
      } else {
        result += text(part)
      }
    }
    return result + text(end..<max(end, range.upperBound))
  }

  /// The words that a range of `bytes` touches.
  func words(touching range: Range<Int>) -> Range<Int> {
    var first = 0
    while first < wordRanges.count, wordRanges[first].upperBound <= range.lowerBound { first += 1 }
    var end = first
    while end < wordRanges.count, wordRanges[end].lowerBound < range.upperBound { end += 1 }
    return first..<end
  }

  /// The straightened box around a range of `bytes`; words that are only partly in it count by their letters.
  func box(of range: Range<Int>) -> Box {
    let touched = words(touching: range)
    guard let first = touched.first, let last = touched.last else { return box }
    var result = words[touched].dropFirst().reduce(words[first].box) { $0.union($1.box) }
    result.left =
      words[first].box.left + Self.offset(of: range.lowerBound, in: wordRanges[first], words[first])
    result.right = words[last].box.left + Self.offset(of: range.upperBound, in: wordRanges[last], words[last])
    return result
  }

  /// The box as the reader placed it, and the least certainty of its words.
  func evidence(of range: Range<Int>) -> (box: Box, confidence: Double) {
    let touched = words[words(touching: range)]
    guard let first = touched.first else { return (box, 1) }
    return touched.dropFirst().reduce((first.source, first.confidence)) {
      ($0.0.union($1.source), min($0.1, $1.confidence))
    }
  }

  /// Whether a word stands so close behind the one before it that print has no blank there.
  func touches(_ word: Int) -> Bool {
    word > 0 && words[word].box.left - words[word - 1].box.right < 0.18 * fontSize
  }

  /// The segment that holds a byte.
  func segment(at byte: Int) -> Int {
    segments.lastIndex { $0.bytes.lowerBound <= byte } ?? 0
  }

  private static func offset(of byte: Int, in range: Range<Int>, _ word: LayoutWord) -> Double {
    let share = Double(min(max(byte, range.lowerBound), range.upperBound) - range.lowerBound)
    return share / Double(max(range.count, 1)) * word.box.width
  }
}

/// A run of words in a line without a column gap.
struct TextSegment: Sendable {
  /// Index into the page's lines, and into that line's segments.
  let line: Int
  let index: Int
  /// Its words in the line, and its text in the line's bytes.
  let words: Range<Int>
  let bytes: Range<Int>
  let box: Box
  let fontSize: Double
}

/// Where a segment stands in its page.
struct SegmentPlace: Hashable, Sendable {
  var line: Int
  var segment: Int
}
