/// A grey page image, 8 bits per pixel, rows without padding, 255 is white.
public struct GreyImage: Sendable {
  public let width: Int
  public let height: Int
  public let dotsPerInch: Int
  public let pixels: [UInt8]

  public init(width: Int, height: Int, dotsPerInch: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height, "one byte per pixel")
    self.width = width
    self.height = height
    self.dotsPerInch = dotsPerInch
    self.pixels = pixels
  }

  func with(dotsPerInch: Int) -> GreyImage {
    GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: pixels)
  }
}

extension GreyImage {
  /// The image without shadows: each pixel as a share of the paper's brightness around it.
  ///
  /// - Parameter unevenness: How many grey levels the paper must differ across the page for that to be worth it;
  ///   the image is returned as it is below.
  func evened(from unevenness: Int) -> GreyImage {
    let side = max(16, dotsPerInch / 6)
    let paper = paperBrightness(side: side)
    // The darkest twentieth may be a photograph or the scanner's lid.
    let sorted = paper.values.sorted()
    guard let brightest = sorted.last, sorted.count >= 20, brightest - sorted[sorted.count / 20] >= unevenness
    else { return self }
    let evenedPixels = pixels.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
        count = width * height
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for row in 0..<height {
          // Between the middles of squares the paper changes steadily.
          let y = max(0, row - side / 2)
          let (upper, weightY) = (min(y / side, paper.rows - 1), y % side)
          let lower = min(upper + 1, paper.rows - 1)
          for column in 0..<width {
            let x = max(0, column - side / 2)
            let (left, weightX) = (min(x / side, paper.columns - 1), x % side)
            let right = min(left + 1, paper.columns - 1)
            let above =
              paper.values[upper * paper.columns + left] * (side - weightX)
              + paper.values[upper * paper.columns + right] * weightX
            let below =
              paper.values[lower * paper.columns + left] * (side - weightX)
              + paper.values[lower * paper.columns + right] * weightX
            let local = max(1, (above * (side - weightY) + below * weightY) / (side * side))
            let place = row * width + column
            to[place] = UInt8(truncatingIfNeeded: min(255, Int(from[place]) * 245 / local))
          }
        }
      }
    }
    return GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: evenedPixels)
  }

  /// The paper's grey in squares: the brightest mean of a square and its neighbours, which print does not move.
  func paperBrightness(side: Int) -> (columns: Int, rows: Int, values: [Int]) {
    let columns = (width + side - 1) / side
    let rows = (height + side - 1) / side
    var means = [Int](repeating: 0, count: columns * rows)
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for row in 0..<height {
        let line = base + row * width
        for block in 0..<columns {
          var sum = 0
          for column in block * side..<min(block * side + side, width) { sum += Int(line[column]) }
          means[row / side * columns + block] += sum
        }
      }
    }
    for row in 0..<rows {
      for block in 0..<columns {
        let area = min(side, width - block * side) * min(side, height - row * side)
        means[row * columns + block] /= area
      }
    }
    var values = means
    for row in 0..<rows {
      for block in 0..<columns {
        for near in max(0, row - 1)...min(rows - 1, row + 1) {
          for beside in max(0, block - 1)...min(columns - 1, block + 1) {
            values[row * columns + block] = max(
              values[row * columns + block], means[near * columns + beside])
          }
        }
      }
    }
    return (columns, rows, values)
  }
}
