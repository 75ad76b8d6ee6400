import Invoice

/// Segments beneath each other, close and aligned: an address, a paragraph, a footer's column.
struct TextBlock: Sendable {
  /// From top to bottom, and from left to right where two stand on one line.
  let places: [SegmentPlace]
  let box: Box

  /// The blocks of a page, and for each line's segments the block's index.
  static func blocks(of lines: [TextLine]) -> ([TextBlock], [[Int]]) {
    var blockOf = lines.map { [Int](repeating: -1, count: $0.segments.count) }
    var members: [[SegmentPlace]] = []
    for line in lines {
      for segment in line.segments {
        let place = SegmentPlace(line: line.index, segment: segment.index)
        var joined = -1
        search: for above in lines[..<line.index].reversed() {
          if above.box.bottom < segment.box.top - 2 * segment.fontSize { break }
          for candidate in above.segments where belongs(segment, under: candidate) {
            let block = blockOf[above.index][candidate.index]
            // Two segments of one line side by side are columns, not one block.
            if let last = members[block].last, last.line == line.index { continue }
            joined = block
            break search
          }
        }
        if joined < 0 {
          joined = members.count
          members.append([])
        }
        blockOf[line.index][segment.index] = joined
        members[joined].append(place)
      }
    }
    let blocks = members.map { places in
      let boxes = places.map { lines[$0.line].segments[$0.segment].box }
      return TextBlock(places: places, box: boxes.dropFirst().reduce(boxes[0]) { $0.union($1) })
    }
    return (blocks, blockOf)
  }

  private static func belongs(_ lower: TextSegment, under upper: TextSegment) -> Bool {
    let size = max(lower.fontSize, upper.fontSize)
    let gap = lower.box.top - upper.box.bottom
    guard gap < 0.75 * min(lower.fontSize, upper.fontSize), gap > -0.6 * size,
      lower.fontSize < 1.6 * upper.fontSize, upper.fontSize < 1.6 * lower.fontSize
    else { return false }
    let isLeftAligned = abs(lower.box.left - upper.box.left) < 0.5 * size
    let isRightAligned = abs(lower.box.right - upper.box.right) < 0.5 * size
    let isCentred = abs(lower.box.middleX - upper.box.middleX) < 0.5 * size
    return isLeftAligned || isRightAligned || isCentred
  }
}
