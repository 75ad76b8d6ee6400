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
    guard let rules = Uprights(self, contrast: contrast), !rules.rules.isEmpty else { return self }
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
  /// A rule from its head to its foot, straight but for a few pixels.
  struct Rule {
    var top: Int
    var topColumn: Int
    var bottom: Int
    var bottomColumn: Int
  }

  /// What is known of the ink that ends in a pixel of the row at hand.
  private struct Run {
    var length: Int32 = 0
    /// In how many of its rows it is a ridge.
    var ridges: Int32 = 0
    var topColumn: Int32 = 0
  }

  let image: GreyImage
  let contrast: Int
  /// How far beside a ridge the paper must be bright.
  let reach: Int
  private(set) var rules: [Rule] = []

  /// Of a rule's rows, those where nothing touches it are at least this share.
  private static let freeShare = (of: 2, parts: 5)
  /// A rule of a levelled page leans by at most one in so many; a scanner's streak leans as the sheet lay, and taking
  /// it out would cut through letters.
  private static let lean = 40

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
    var runs = [Run](repeating: Run(), count: width)
    var next = runs
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for row in 0..<height {
        let line = base + row * width
        let thresholds = row / side * blocks.columns
        for column in reach..<width - reach {
          guard line[column] < blocks.thresholds[thresholds + column / side] else {
            next[column].length = 0
            continue
          }
          var best = column
          if runs[column - 1].length > runs[best].length { best = column - 1 }
          if runs[column + 1].length > runs[best].length { best = column + 1 }
          let paper = min(Int(line[column - reach]), Int(line[column + reach]))
          let isRidge = Int(line[column]) + contrast <= paper
          next[column] =
            runs[best].length == 0
            ? Run(length: 1, ridges: isRidge ? 1 : 0, topColumn: Int32(column))
            : Run(
              length: runs[best].length + 1, ridges: runs[best].ridges + (isRidge ? 1 : 0),
              topColumn: runs[best].topColumn)
        }
        for column in reach..<width - reach where Int(runs[column].length) >= least {
          // A rule ends where no ink goes on beneath it.
          let longest = max(next[column].length, next[column - 1].length, next[column + 1].length)
          if longest <= runs[column].length { add(runs[column], row: row - 1, column: column) }
        }
        swap(&runs, &next)
      }
    }
    for column in reach..<width - reach where Int(runs[column].length) >= least {
      add(runs[column], row: height - 1, column: column)
    }
  }

  /// Digits that touch a rule have feet of their own: of the runs with one head, the longest is the rule.
  private mutating func add(_ run: Run, row: Int, column: Int) {
    guard Int(run.ridges) * Self.freeShare.parts >= Int(run.length) * Self.freeShare.of,
      abs(column - Int(run.topColumn)) * Self.lean <= max(Int(run.length), image.dotsPerInch / 2)
    else { return }
    let rule = Rule(
      top: row - Int(run.length) + 1, topColumn: Int(run.topColumn), bottom: row, bottomColumn: column)
    let known = rules.lastIndex {
      abs($0.top - rule.top) <= 2 * reach && abs($0.topColumn - rule.topColumn) <= reach
    }
    if let known {
      if rule.bottom > rules[known].bottom { rules[known] = rule }
    } else {
      rules.append(rule)
    }
  }

  /// Gives the pixels of the rules the brightness of the paper beside them.
  func erase(from pixels: inout [UInt8]) {
    for rule in rules { erase(rule, from: &pixels) }
  }

  private func erase(_ rule: Rule, from pixels: inout [UInt8]) {
    let width = image.width
    let rows = max(1, rule.bottom - rule.top)
    var offset = 0.0
    var paper = UInt8(255)
    var path: [(middle: Int, paper: UInt8, left: Int, right: Int)] = []
    var widths: [(left: Int, right: Int)] = []
    for row in rule.top...rule.bottom {
      let share = Double(row - rule.top) / Double(rows)
      let straight = Double(rule.topColumn) + share * Double(rule.bottomColumn - rule.topColumn)
      var middle = Int((straight + offset).rounded())
      middle = max(3 * reach, min(middle, width - 3 * reach))
      let line = row * width
      let ridge = (middle - 3...middle + 3).filter { column in
        let beside = min(image.pixels[line + column - reach], image.pixels[line + column + reach])
        return Int(image.pixels[line + column]) + contrast <= Int(beside)
      }.min { abs($0 - middle) < abs($1 - middle) }
      var (leftEdge, rightEdge) = (-1, -1)
      if let ridge {
        // Where nothing touches the rule, it shows its place, its width and the paper.
        offset += 0.25 * (Double(ridge) - straight - offset)
        middle = ridge
        paper = min(image.pixels[line + ridge - reach], image.pixels[line + ridge + reach])
        let edge = Int(paper) - contrast / 2
        leftEdge = (1...reach).first { Int(image.pixels[line + ridge - $0]) >= edge } ?? reach
        rightEdge = (1...reach).first { Int(image.pixels[line + ridge + $0]) >= edge } ?? reach
        widths.append((leftEdge, rightEdge))
      }
      path.append((middle, paper, leftEdge, rightEdge))
    }
    guard !widths.isEmpty else { return }
    // What crosses or touches the rule keeps all but the rule's usual width.
    let left = widths.map(\.left).sorted()[widths.count / 2]
    let right = widths.map(\.right).sorted()[widths.count / 2]
    for (step, place) in path.enumerated() {
      let line = (rule.top + step) * width
      let from = place.left < 0 ? left : min(place.left, left + 1)
      let to = place.right < 0 ? right : min(place.right, right + 1)
      for spot in place.middle - from...place.middle + to { pixels[line + spot] = place.paper }
    }
  }
}
