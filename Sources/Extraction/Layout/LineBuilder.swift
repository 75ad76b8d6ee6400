import Invoice
import Reading

/// Makes lines from placed words: takes out the skew of a scan, then gathers words of one height.
struct LineBuilder {
  let page: Page
  let index: Int

  func lines() -> [TextLine] {
    let skew = page.origin == .ocr ? Self.skew(of: page.words) : 0
    var words: [LayoutWord] = []
    words.reserveCapacity(page.words.count)
    for word in page.words {
      let text = LayoutWord.plain(word.text)
      guard text.utf8.contains(where: { $0 > 0x20 }) else { continue }
      // Writing along the margin would tie unrelated lines together.
      if text.count >= 3, word.box.height > 2.2 * word.box.width { continue }
      var box = word.box
      let shift = skew * (word.box.middleX - page.width / 2)
      box.top -= shift
      box.bottom -= shift
      let size = LayoutWord.fontSize(of: text, height: box.height, origin: page.origin)
      words.append(
        LayoutWord(
          text: text, printed: text == word.text ? nil : word.text, box: box, source: word.box,
          confidence: word.confidence ?? 1, fontSize: size))
    }
    return gather(words).enumerated().map { line(LetterSpacing.closed($1), number: $0) }
  }

  /// The median slope between neighbours on a line, as OCR's reading order gives them.
  private static func skew(of words: [PlacedWord]) -> Double {
    var slopes: [Double] = []
    for (first, second) in zip(words, words.dropFirst()) {
      let run = second.box.middleX - first.box.middleX
      let gap = second.box.left - first.box.right
      let height = max(first.box.height, second.box.height)
      guard run > 1.5 * height, gap > -height, gap < 6 * height,
        abs(second.box.bottom - first.box.bottom) < 0.8 * height
      else { continue }
      slopes.append((second.box.bottom - first.box.bottom) / run)
    }
    guard slopes.count >= 12 else { return 0 }
    slopes.sort()
    let median = slopes[slopes.count / 2]
    return abs(median) < 0.12 ? median : 0
  }

  private struct Row {
    var words: [LayoutWord]
    var middle: Double
    var bottom: Double
    var height: Double
  }

  private func gather(_ words: [LayoutWord]) -> [[LayoutWord]] {
    let sorted = words.sorted {
      ($0.box.middleY, $0.box.left) < ($1.box.middleY, $1.box.left)
    }
    var rows: [Row] = []
    var firstOpen = 0
    for word in sorted {
      while firstOpen < rows.count, rows[firstOpen].middle < word.box.middleY - 40 { firstOpen += 1 }
      var best: (row: Int, distance: Double)?
      for row in firstOpen..<max(rows.count, firstOpen) {
        let smaller = min(rows[row].height, word.fontSize)
        let distance = min(
          abs(rows[row].bottom - word.box.bottom), abs(rows[row].middle - word.box.middleY))
        guard distance < 0.45 * smaller, abs(rows[row].middle - word.box.middleY) < 0.8 * smaller,
          distance < best?.distance ?? .infinity, !overlaps(word, rows[row])
        else { continue }
        best = (row, distance)
      }
      guard let found = best?.row else {
        rows.append(
          Row(words: [word], middle: word.box.middleY, bottom: word.box.bottom, height: word.fontSize))
        continue
      }
      // Bold by printing twice leaves the same word twice.
      let isDouble = rows[found].words.contains {
        $0.text == word.text && abs($0.box.left - word.box.left) < 1.5
      }
      if isDouble { continue }
      rows[found].words.append(word)
      let count = Double(rows[found].words.count)
      rows[found].middle += (word.box.middleY - rows[found].middle) / count
      rows[found].bottom += (word.box.bottom - rows[found].bottom) / count
      rows[found].height += (word.fontSize - rows[found].height) / count
    }
    rows.sort { $0.middle < $1.middle }
    return rows.map { $0.words.sorted { $0.box.left < $1.box.left } }
  }

  /// Whether the word would stand on another one; the same word printed twice may.
  private func overlaps(_ word: LayoutWord, _ row: Row) -> Bool {
    row.words.contains { other in
      let shared = min(other.box.right, word.box.right) - max(other.box.left, word.box.left)
      return shared > 0.4 * min(other.box.width, word.box.width)
        && !(other.text == word.text && abs(other.box.left - word.box.left) < 1.5)
    }
  }

  private func line(_ words: [LayoutWord], number: Int) -> TextLine {
    let sizes = words.map(\.fontSize).sorted()
    let median = sizes[sizes.count / 2]
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    var segments: [TextSegment] = []
    var start = 0
    func close(at end: Int) {
      let box = words[start..<end].dropFirst().reduce(words[start].box) { $0.union($1.box) }
      let own = words[start..<end].map(\.fontSize).sorted()
      segments.append(
        TextSegment(
          line: number, index: segments.count, words: start..<end,
          bytes: ranges[start].lowerBound..<ranges[end - 1].upperBound, box: box,
          fontSize: own[own.count / 2]))
      start = end
    }
    for (place, word) in words.enumerated() {
      if place > 0 {
        let gap = word.box.left - words[place - 1].box.right
        let size = min(max(words[place - 1].fontSize, word.fontSize), 1.5 * median)
        if gap > 0.95 * size {
          close(at: place)
          bytes.append(0x20)
        }
        bytes.append(0x20)
      }
      let from = bytes.count
      bytes.append(contentsOf: word.text.utf8)
      ranges.append(from..<bytes.count)
    }
    close(at: words.count)
    let box = words.dropFirst().reduce(words[0].box) { $0.union($1.box) }
    return TextLine(
      page: index, index: number, words: words, box: box, fontSize: median, bytes: bytes, wordRanges: ranges,
      segments: segments)
  }
}
