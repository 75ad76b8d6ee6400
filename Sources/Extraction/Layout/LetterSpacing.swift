import Invoice
import Reading

/// Puts together what is printed with spaces between its letters, such as "R e c h n u n g  4 7 1 1".
///
/// Such letters come as words of their own, parted by one and the same narrow gap; between words that gap is wider.
enum LetterSpacing {
  /// The words of one line, from left to right, with spaced letters joined.
  static func closed(_ words: [LayoutWord]) -> [LayoutWord] {
    guard words.count >= 5, let gap = gap(of: words) else { return words }
    var result: [LayoutWord] = []
    for (index, word) in words.enumerated() {
      if index > 0, isShort(words[index - 1]), isShort(word), fits(words[index - 1], word, gap),
        let last = result.last
      {
        result[result.count - 1] = joined(last, word)
      } else {
        result.append(word)
      }
    }
    return result
  }

  /// The gap between the letters of the first five or more words of one or two letters that stand equally close.
  private static func gap(of words: [LayoutWord]) -> Double? {
    var start = 0
    while start + 4 < words.count {
      let first = words[start]
      let gap = words[start + 1].box.left - first.box.right
      var end = start
      while end + 1 < words.count, isShort(words[end]), isShort(words[end + 1]),
        fits(words[end], words[end + 1], gap)
      { end += 1 }
      let run = words[start...end]
      // Digits in narrow columns and lists of short words have wider gaps; most of spaced print is single letters.
      if run.count >= 5, gap > 0, gap < 0.2 * first.fontSize,
        run.count(where: { $0.text.unicodeScalars.count == 1 }) * 5 >= run.count * 3
      {
        return gap
      }
      start = max(end, start + 1)
    }
    return nil
  }

  private static func isShort(_ word: LayoutWord) -> Bool { word.text.unicodeScalars.count <= 2 }

  private static func fits(_ first: LayoutWord, _ second: LayoutWord, _ gap: Double) -> Bool {
    abs(second.box.left - first.box.right - gap) <= max(0.25 * gap, 0.2)
  }

  private static func joined(_ first: LayoutWord, _ second: LayoutWord) -> LayoutWord {
    var word = first
    word.text += second.text
    word.printed = "\(first.printed ?? first.text) \(second.printed ?? second.text)"
    word.box = first.box.union(second.box)
    word.source = first.source.union(second.source)
    word.confidence = min(first.confidence, second.confidence)
    return word
  }
}
