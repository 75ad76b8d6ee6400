/// How a page lies, told from the shapes of its letters without reading them.
///
/// Letters of a line stand closer to each other than to those of the next line: that tells rows from columns.
/// Neighbours in a line share their foot far more often than their head, since Latin print has more
/// ascenders, capitals and digits than descenders: that tells up from down. Both take a few milliseconds,
/// where Tesseract's own detection costs up to one and a half passes of recognition.
struct PageBearing {
  /// Clockwise turn that makes the lines horizontal; up and down are a separate question.
  var axis: QuarterTurn
  /// How many letters have their nearest neighbour beside or below them, after `axis`.
  var rowVotes = 0
  var columnVotes = 0
  /// Neighbours that share only their foot, or only their head.
  var uprightVotes = 0
  var overturnedVotes = 0
  /// How far lines fall to the right, height per width, after `axis`; 0 where nothing can be said.
  var slope = 0.0
  /// Boxes of whole lines after `axis` with their letters, longest first, in pixels of the ink spots.
  private var lines: [(box: InkSpot, letters: Int)] = []
  /// Letters on the page.
  var letterCount = 0

  /// Standard deviations by which the votes differ from even; positive for upright.
  var uprightScore: Double {
    let total = uprightVotes + overturnedVotes
    return total == 0 ? 0 : Double(uprightVotes - overturnedVotes) / Double(total).squareRoot()
  }

  /// Lines with at most so many letters, longest first.
  func lines(atMost letters: Int) -> [InkSpot] { lines.filter { $0.letters <= letters }.map(\.box) }

  init(_ spots: InkSpots) {
    letterCount = spots.letters.count
    let rows = Neighbours(spots.letters, reach: spots.dotsPerInch / 4)
    let turnedLetters = spots.letters.map { $0.turnedRight(height: Int32(spots.height)) }
    let columns = Neighbours(turnedLetters, reach: spots.dotsPerInch / 4)
    var beside = 0
    var below = 0
    for index in spots.letters.indices {
      let (across, down) = (rows.gaps[index], columns.leftGaps[index])
      guard across != down else { continue }
      if across < down { beside += 1 } else { below += 1 }
    }
    if below > beside {
      axis = .right
      (rowVotes, columnVotes) = (below, beside)
      judge(turnedLetters, columns)
    } else {
      axis = .none
      (rowVotes, columnVotes) = (beside, below)
      judge(spots.letters, rows)
    }
  }

  private mutating func judge(_ letters: [InkSpot], _ neighbours: Neighbours) {
    for (index, other) in neighbours.right.enumerated() where other >= 0 {
      let (one, two) = (letters[index], letters[Int(other)])
      let height = max(one.height, two.height)
      let foot = abs(one.bottom - two.bottom)
      let head = abs(one.top - two.top)
      let equal = max(1, height / 12)
      let different = max(3, height / 5)
      if foot <= equal, head >= different { uprightVotes += 1 }
      if head <= equal, foot >= different { overturnedVotes += 1 }
    }
    chain(letters, neighbours)
  }

  private mutating func chain(_ letters: [InkSpot], _ neighbours: Neighbours) {
    var hasLeft = [Bool](repeating: false, count: letters.count)
    for other in neighbours.right where other >= 0 { hasLeft[Int(other)] = true }
    var slopes: [(slope: Double, weight: Double)] = []
    var found: [(box: InkSpot, letters: Int)] = []
    for start in letters.indices where !hasLeft[start] {
      var box = letters[start]
      var count = 0
      var index = Int32(start)
      var (sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0)
      while index >= 0, count < letters.count {
        let letter = letters[Int(index)]
        box.left = min(box.left, letter.left)
        box.top = min(box.top, letter.top)
        box.right = max(box.right, letter.right)
        box.bottom = max(box.bottom, letter.bottom)
        let (x, y) = (Double(letter.left), Double(letter.top + letter.bottom) / 2)
        sumX += x
        sumY += y
        sumXX += x * x
        sumXY += x * y
        count += 1
        index = neighbours.right[Int(index)]
      }
      guard count >= 6 else { continue }
      found.append((box, count))
      let spread = sumXX - sumX * sumX / Double(count)
      if spread > 0 {
        slopes.append(((sumXY - sumX * sumY / Double(count)) / spread, spread.squareRoot()))
      }
    }
    lines = found.sorted { $0.letters > $1.letters }
    slopes.sort { $0.slope < $1.slope }
    let half = slopes.reduce(0) { $0 + $1.weight } / 2
    var sum = 0.0
    for entry in slopes {
      sum += entry.weight
      if sum >= half {
        slope = entry.slope
        break
      }
    }
  }
}

/// For each letter the next one to its right in the same line.
private struct Neighbours {
  /// Index of the neighbour, or -1.
  var right: [Int32]
  /// White pixels to it.
  var gaps: [Int32]
  /// White pixels to the next letter at the left.
  var leftGaps: [Int32]

  init(_ letters: [InkSpot], reach: Int) {
    right = Array(repeating: -1, count: letters.count)
    gaps = Array(repeating: .max, count: letters.count)
    leftGaps = Array(repeating: .max, count: letters.count)
    let reach = Int32(reach)
    // Bands of rows: a letter is entered in each band that it touches.
    let side: Int32 = 32
    let bandCount = Int((letters.map(\.bottom).max() ?? 0) / side) + 1
    var bands = [[Int32]](repeating: [], count: bandCount)
    let order = letters.indices.sorted { letters[$0].left < letters[$1].left }
    for index in order {
      for band in letters[index].top / side...(letters[index].bottom - 1) / side {
        bands[Int(band)].append(Int32(index))
      }
    }
    for band in bands {
      for (position, index) in band.enumerated() {
        let one = letters[Int(index)]
        for other in band[(position + 1)...] {
          let two = letters[Int(other)]
          guard two.left - one.right <= reach else { break }
          let gap = two.left - one.right
          let shared = min(one.bottom, two.bottom) - max(one.top, two.top)
          guard gap >= -2, shared * 2 >= min(one.height, two.height), two.left > one.left,
            max(one.height, two.height) <= 3 * min(one.height, two.height)
          else { continue }
          let distance = max(gap, 0)
          if distance < gaps[Int(index)] {
            gaps[Int(index)] = distance
            right[Int(index)] = other
          }
          if distance < leftGaps[Int(other)] { leftGaps[Int(other)] = distance }
        }
      }
    }
  }
}

extension InkSpot {
  /// After a page of that height was turned clockwise by a quarter.
  fileprivate func turnedRight(height: Int32) -> InkSpot {
    InkSpot(left: height - bottom, top: left, right: height - top, bottom: right)
  }
}
