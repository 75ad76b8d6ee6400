extension GreyImage {
  /// A line of text without the rule that runs beneath or through it: rows that are dark nearly from end to end.
  ///
  /// Light print on a dark bar stays as it is.
  func withoutUnderline() -> GreyImage {
    let dark = UInt8(128)
    let rows = (0..<height).filter { row in
      pixels[row * width..<(row + 1) * width].count(where: { $0 < dark }) * 4 > 3 * width
    }
    guard !rows.isEmpty, rows.count * 4 < height else { return self }
    var cleared = pixels
    // The rule's edges are grey.
    for row in Set(rows.flatMap { [$0 - 1, $0, $0 + 1] }) where (0..<height).contains(row) {
      for place in row * width..<(row + 1) * width { cleared[place] = 255 }
    }
    return GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: cleared)
  }

  /// A page without its vertical rules, which OCR takes for ones and slashes where they part euros from cents.
  ///
  /// - Parameter contrast: Grey levels by which ink is darker than the paper around it.
  func withoutUprights(contrast: Int) -> GreyImage {
    guard let rules = Uprights(self, contrast: contrast), !rules.feet.isEmpty else { return self }
    var cleared = pixels
    rules.erase(from: &cleared)
    return GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: cleared)
  }
}

/// The vertical rules of a page: ink that runs down for half an inch, a thin ridge for the most part.
///
/// No letter has a stroke of that length, a bar is no ridge, and letters beneath each other do not touch. A rule may
/// wander a pixel from row to row, since no scan is quite straight, and digits may touch it.
private struct Uprights {
  struct Foot {
    var row: Int
    var column: Int
    var length: Int
  }

  let image: GreyImage
  let contrast: Int
  /// How far beside a ridge the paper must be bright.
  let reach: Int
  /// Where rules end at their feet.
  private(set) var feet: [Foot] = []

  /// Of a rule's rows, those where nothing touches it are at least this share.
  private static let freeShare = (of: 2, parts: 5)

  init?(_ image: GreyImage, contrast: Int) {
    self.image = image
    self.contrast = contrast
    reach = max(3, image.dotsPerInch / 60)
    let least = image.dotsPerInch / 2
    guard image.width > 4 * reach, image.height > least else { return nil }
    find(least: least)
  }

  private mutating func find(least: Int) {
    let (width, height, reach, contrast) = (image.width, image.height, reach, contrast)
    let side = 32
    let blocks = image.inkThresholds(side: side, contrast: contrast)
    // How long the ink above a pixel is, and in how many of its rows it is a ridge.
    var lengths = [Int32](repeating: 0, count: width)
    var ridges = [Int32](repeating: 0, count: width)
    var nextLengths = lengths
    var nextRidges = ridges
    var found: [Foot] = []
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for row in 0..<height {
        let line = base + row * width
        let thresholds = row / side * blocks.columns
        for column in reach..<width - reach {
          guard line[column] < blocks.thresholds[thresholds + column / side] else {
            nextLengths[column] = 0
            nextRidges[column] = 0
            continue
          }
          var best = column
          if lengths[column - 1] > lengths[best] { best = column - 1 }
          if lengths[column + 1] > lengths[best] { best = column + 1 }
          nextLengths[column] = lengths[best] + 1
          let paper = min(Int(line[column - reach]), Int(line[column + reach]))
          nextRidges[column] = ridges[best] + (Int(line[column]) + contrast <= paper ? 1 : 0)
        }
        // A rule ends where no ink goes on beneath it.
        for column in reach..<width - reach where Int(lengths[column]) >= least {
          let goesOn =
            max(nextLengths[column], nextLengths[column - 1], nextLengths[column + 1]) > lengths[column]
          let free = Int(ridges[column]) * Self.freeShare.parts >= Int(lengths[column]) * Self.freeShare.of
          let isKnown = found.last.map { $0.row == row - 1 && column - $0.column <= reach } ?? false
          if !goesOn, free, !isKnown {
            found.append(Foot(row: row - 1, column: column, length: Int(lengths[column])))
          }
        }
        swap(&lengths, &nextLengths)
        swap(&ridges, &nextRidges)
      }
    }
    for column in reach..<width - reach where Int(lengths[column]) >= least {
      let free = Int(ridges[column]) * Self.freeShare.parts >= Int(lengths[column]) * Self.freeShare.of
      let isKnown = found.last.map { $0.row == height - 1 && column - $0.column <= reach } ?? false
      if free, !isKnown { found.append(Foot(row: height - 1, column: column, length: Int(lengths[column]))) }
    }
    feet = found
  }

  /// Takes the rules out, from the lowest foot on.
  func erase(from pixels: inout [UInt8]) {
    var paths: [(rows: ClosedRange<Int>, columns: [Int])] = []
    let apart = image.dotsPerInch / 8
    for foot in feet.reversed() {
      // A digit that touches a rule has a foot of its own, beside the rule that goes on.
      let isBranch = paths.contains { path in
        guard path.rows.contains(foot.row) else { return false }
        let distance = abs(path.columns[path.rows.upperBound - foot.row] - foot.column)
        return distance > reach && distance <= apart
      }
      guard !isBranch else { continue }
      let columns = erase(foot, from: &pixels)
      if !columns.isEmpty { paths.append((foot.row - columns.count + 1...foot.row, columns)) }
    }
  }

  /// Follows a rule upwards and gives its pixels the brightness of the paper beside it.
  ///
  /// - Returns: the rule's column in each row, from its foot on.
  private func erase(_ foot: Foot, from pixels: inout [UInt8]) -> [Int] {
    let width = image.width
    var columns: [Int] = []
    var place = Double(foot.column)
    var drift = 0.0
    var paper = UInt8(255)
    var (left, right) = (1, 1)
    for step in 0..<foot.length {
      let row = foot.row - step
      guard row >= 0 else { break }
      let middle = Int(place.rounded())
      guard middle - 1 > reach, middle + 1 < width - reach else { break }
      let line = row * width
      let ridge = (middle - 1...middle + 1).filter { column in
        let beside = min(image.pixels[line + column - reach], image.pixels[line + column + reach])
        return Int(image.pixels[line + column]) + contrast <= Int(beside)
      }.min { image.pixels[line + $0] < image.pixels[line + $1] }
      if let ridge {
        // Where nothing touches the rule, it shows its place, its width and the paper.
        drift += 0.02 * (Double(ridge) - place - drift)
        place += max(-1, min(Double(ridge) - place, 1))
        paper = min(image.pixels[line + ridge - reach], image.pixels[line + ridge + reach])
        let edge = Int(paper) - contrast / 2
        left = (1..<reach).last { step in
          (1...step).allSatisfy { Int(image.pixels[line + ridge - $0]) < edge }
        } ?? 0
        right = (1..<reach).last { step in
          (1...step).allSatisfy { Int(image.pixels[line + ridge + $0]) < edge }
        } ?? 0
      } else {
        place += drift
      }
      let column = Int(place.rounded())
      columns.append(column)
      for spot in max(0, column - left)...min(width - 1, column + right) { pixels[line + spot] = paper }
    }
    return columns
  }
}
