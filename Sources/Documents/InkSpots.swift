/// A connected spot of ink, in pixels of the image it was found in; right and bottom are exclusive.
struct InkSpot: Equatable {
  var left: Int32
  var top: Int32
  var right: Int32
  var bottom: Int32
  /// Grey of its darkest pixel.
  var darkest: UInt8 = 0

  var width: Int32 { right - left }
  var height: Int32 { bottom - top }
}

/// The spots of a page that have the size of letters.
struct InkSpots {
  /// Of the scale in which spots are measured.
  let dotsPerInch: Int
  let width: Int
  let height: Int
  let letters: [InkSpot]
  /// Longer spots that are no higher than a line: words that an underline ties together, and bars.
  let joined: [InkSpot]

  /// Letters are looked for between these parts of an inch: from the x-height of small print to a headline.
  private static let letterSizes = (least: 0.03, most: 0.3)

  /// Finds them on a coarse copy of the image, which is enough to see letters as spots.
  init(_ image: GreyImage, dotsPerInch wanted: Int, contrast: Int) {
    let factor = max(1, image.dotsPerInch / wanted)
    let coarse = factor == 1 ? image : image.reduced(by: factor)
    dotsPerInch = coarse.dotsPerInch
    width = coarse.width
    height = coarse.height
    let least = Int32((Double(coarse.dotsPerInch) * Self.letterSizes.least).rounded())
    let most = Int32((Double(coarse.dotsPerInch) * Self.letterSizes.most).rounded())
    var letters: [InkSpot] = []
    var joined: [InkSpot] = []
    for spot in Self.spots(in: coarse, contrast: contrast) {
      let size = max(spot.width, spot.height)
      guard size >= least else { continue }
      if size <= most {
        letters.append(spot)
      } else if spot.height <= most, spot.height > 2 * least {
        joined.append(spot)
      }
    }
    self.letters = letters
    self.joined = joined
  }

  /// Connects runs of dark pixels, row by row (eight neighbours).
  private static func spots(in image: GreyImage, contrast: Int) -> [InkSpot] {
    var spots: [InkSpot] = []
    var parents: [Int32] = []
    func root(_ start: Int32) -> Int32 {
      var node = start
      while parents[Int(node)] != node {
        parents[Int(node)] = parents[Int(parents[Int(node)])]
        node = parents[Int(node)]
      }
      return node
    }
    var previous: [(left: Int32, right: Int32, spot: Int32)] = []
    var current: [(left: Int32, right: Int32, spot: Int32)] = []
    let side = 16
    let blocks = image.inkThresholds(side: side, contrast: contrast)
    image.pixels.withUnsafeBufferPointer { pixels in
      blocks.thresholds.withUnsafeBufferPointer { local in
        guard let base = pixels.baseAddress, let local = local.baseAddress else { return }
        for row in 0..<image.height {
          let line = base + row * image.width
          let thresholds = local + row / side * blocks.columns
          current.removeAll(keepingCapacity: true)
          var above = 0
          var column = 0
          while column < image.width {
            guard line[column] < thresholds[column / side] else {
              column += 1
              continue
            }
            let left = Int32(column)
            var darkest = line[column]
            while column < image.width, line[column] < thresholds[column / side] {
              darkest = min(darkest, line[column])
              column += 1
            }
            let right = Int32(column)
            var spot: Int32 = -1
            while above < previous.count, previous[above].right < left { above += 1 }
            var touching = above
            while touching < previous.count, previous[touching].left <= right {
              let other = root(previous[touching].spot)
              if spot < 0 {
                spot = other
              } else if spot != other {
                parents[Int(max(spot, other))] = min(spot, other)
                spot = min(spot, other)
              }
              touching += 1
            }
            if spot < 0 {
              spot = Int32(spots.count)
              spots.append(
                InkSpot(left: left, top: Int32(row), right: right, bottom: Int32(row + 1), darkest: darkest))
              parents.append(spot)
            } else {
              spots[Int(spot)].left = min(spots[Int(spot)].left, left)
              spots[Int(spot)].right = max(spots[Int(spot)].right, right)
              spots[Int(spot)].bottom = Int32(row + 1)
              spots[Int(spot)].darkest = min(spots[Int(spot)].darkest, darkest)
            }
            current.append((left, right, spot))
          }
          swap(&previous, &current)
        }
      }
    }
    for index in spots.indices where parents[index] != index {
      let whole = Int(root(Int32(index)))
      spots[whole].left = min(spots[whole].left, spots[index].left)
      spots[whole].top = min(spots[whole].top, spots[index].top)
      spots[whole].right = max(spots[whole].right, spots[index].right)
      spots[whole].bottom = max(spots[whole].bottom, spots[index].bottom)
      spots[whole].darkest = min(spots[whole].darkest, spots[index].darkest)
    }
    return spots.indices.filter { parents[$0] == $0 }.map { spots[$0] }
  }
}

extension GreyImage {
  /// Each pixel the mean of a square.
  func reduced(by factor: Int) -> GreyImage {
    let (narrow, low) = (width / factor, height / factor)
    guard narrow > 0, low > 0 else { return self }
    let reducedPixels = pixels.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: narrow * low) { target, count in
        count = narrow * low
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        let area = factor * factor
        for row in 0..<low {
          for column in 0..<narrow {
            var sum = 0
            for inner in 0..<factor {
              let line = from + (row * factor + inner) * width + column * factor
              for step in 0..<factor { sum += Int(line[step]) }
            }
            to[row * narrow + column] = UInt8(truncatingIfNeeded: sum / area)
          }
        }
      }
    }
    return GreyImage(width: narrow, height: low, dotsPerInch: dotsPerInch / factor, pixels: reducedPixels)
  }

  /// For each square of `side` pixels the grey below which something is ink on the paper around it.
  ///
  /// One threshold for the page would take a shadow, or the noise of a blank page, for ink.
  func inkThresholds(side: Int, contrast: Int) -> (columns: Int, thresholds: [UInt8]) {
    let paper = paperBrightness(side: side)
    return (paper.columns, paper.values.map { UInt8(clamping: $0 - contrast) })
  }
}
