import Invoice
import Reading

/// A document's pages as lines, segments and blocks.
///
/// Everything above works on this: labels, candidates, the table of lines. Coordinates are straightened points
/// from the page's top left.
struct LayoutDocument: Sendable {
  let pages: [LayoutPage]

  /// - Parameter stampWords: folded words that stamps begin with; what stands in a stamp is left out.
  init(pages: [Page], stampWords: [[UInt8]] = []) {
    let stamps = StampFinder(vocabulary: stampWords)
    self.pages = pages.enumerated().map { LayoutPage(stamps.cleared($1), index: $0) }
  }

  /// All lines in page order.
  var lines: [TextLine] { pages.flatMap(\.lines) }
}

/// One page: its lines from top to bottom, and the blocks of segments that belong together.
struct LayoutPage: Sendable {
  let index: Int
  /// From 1, as in the evidence.
  let number: Int
  let width: Double
  let height: Double
  let origin: Page.Origin
  let lines: [TextLine]
  /// Paragraphs, addresses, columns of a table: segments beneath each other without a gap.
  let blocks: [TextBlock]
  /// The index into `blocks` of each line's segments.
  let blockOfSegment: [[Int]]
  /// The letter size of most of the text.
  let bodyFontSize: Double

  init(_ page: Page, index: Int) {
    self.index = index
    number = page.number
    width = page.width
    height = page.height
    origin = page.origin
    let built = LineBuilder(page: page, index: index).lines()
    lines = built
    (blocks, blockOfSegment) = TextBlock.blocks(of: built)
    var letters: [(size: Double, count: Int)] = []
    for line in built {
      for word in line.words { letters.append((word.fontSize, word.text.utf8.count)) }
    }
    letters.sort { $0.size < $1.size }
    let half = letters.reduce(0) { $0 + $1.count } / 2
    var passed = 0
    var median = 10.0
    for letter in letters {
      passed += letter.count
      median = letter.size
      if passed > half { break }
    }
    bodyFontSize = median
  }

  func segment(_ place: SegmentPlace) -> TextSegment { lines[place.line].segments[place.segment] }

  func text(_ place: SegmentPlace) -> String { lines[place.line].text(segment(place).bytes) }

  func block(of place: SegmentPlace) -> TextBlock { blocks[blockOfSegment[place.line][place.segment]] }

  /// The segments right of this one on its line, nearest first.
  func rightOf(_ place: SegmentPlace) -> [SegmentPlace] {
    (place.segment + 1..<max(place.segment + 1, lines[place.line].segments.count)).map {
      SegmentPlace(line: place.line, segment: $0)
    }
  }

  /// The segments beneath a box that share a part of its width, nearest line first.
  ///
  /// - Parameters:
  ///   - box: straightened.
  ///   - line: the line from which to look downwards, itself excluded.
  ///   - distance: how many points beneath the box a segment may start.
  func below(_ box: Box, after line: Int, within distance: Double) -> [SegmentPlace] {
    var found: [SegmentPlace] = []
    for next in lines[min(line + 1, lines.count)...] {
      if next.box.top > box.bottom + distance + 2 { break }
      for segment in next.segments
      where segment.box.left < box.right && segment.box.right > box.left
        && segment.box.middleY > box.bottom - 2 && segment.box.top <= box.bottom + distance
      {
        found.append(SegmentPlace(line: next.index, segment: segment.index))
      }
    }
    return found
  }

  /// The segments above a box that share a part of its width, nearest line first.
  func above(_ box: Box, before line: Int, within distance: Double) -> [SegmentPlace] {
    var found: [SegmentPlace] = []
    for previous in lines[..<min(line, lines.count)].reversed() {
      if previous.box.bottom < box.top - distance - 2 { break }
      for segment in previous.segments
      where segment.box.left < box.right && segment.box.right > box.left
        && segment.box.middleY < box.top + 2 && segment.box.bottom >= box.top - distance
      {
        found.append(SegmentPlace(line: previous.index, segment: segment.index))
      }
    }
    return found
  }
}
