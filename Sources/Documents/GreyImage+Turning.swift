import Glibc

/// A turn clockwise, in quarters.
public enum QuarterTurn: Int, Sendable, Hashable, CaseIterable {
  case none = 0
  case right = 90
  case half = 180
  case left = 270

  public var degrees: Int { rawValue }

  /// One turn after the other.
  public func followed(by other: QuarterTurn) -> QuarterTurn {
    QuarterTurn(rawValue: (rawValue + other.rawValue) % 360) ?? .none
  }
}

extension GreyImage {
  /// The image turned clockwise.
  public func turned(_ turn: QuarterTurn) -> GreyImage {
    guard turn != .none else { return self }
    let (width, height) = (self.width, self.height)
    let isQuarter = turn != .half
    let turnedPixels = pixels.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
        count = width * height
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        switch turn {
        case .none: break
        case .half:
          for index in 0..<count { to[count - 1 - index] = from[index] }
        case .right, .left:
          // In squares, so that reading rows and writing columns both stay within the cache.
          let side = 64
          for top in stride(from: 0, to: height, by: side) {
            for left in stride(from: 0, to: width, by: side) {
              for row in top..<min(top + side, height) {
                for column in left..<min(left + side, width) {
                  let place =
                    turn == .right
                    ? column * height + (height - 1 - row) : (width - 1 - column) * height + row
                  to[place] = from[row * width + column]
                }
              }
            }
          }
        }
      }
    }
    return GreyImage(
      width: isQuarter ? height : width, height: isQuarter ? width : height, dotsPerInch: dotsPerInch,
      pixels: turnedPixels)
  }

  /// A part of the image, cut to its bounds.
  func cropped(left: Int, top: Int, right: Int, bottom: Int) -> GreyImage {
    let columns = max(0, left)..<max(min(right, width), max(0, left))
    let rows = max(0, top)..<max(min(bottom, height), max(0, top))
    var cut: [UInt8] = []
    cut.reserveCapacity(columns.count * rows.count)
    for row in rows {
      cut.append(contentsOf: pixels[row * width + columns.lowerBound..<row * width + columns.upperBound])
    }
    return GreyImage(width: columns.count, height: rows.count, dotsPerInch: dotsPerInch, pixels: cut)
  }

  /// Enlarged or reduced by the simple ratio that is nearest to `factor`.
  ///
  /// - Returns: With the ratio.
  func scaled(near factor: Double) -> (image: GreyImage, factor: Double) {
    let ratios = [(1, 4), (1, 3), (1, 2), (2, 3), (1, 1), (3, 2), (2, 1), (3, 1), (4, 1)]
    func distance(_ ratio: (up: Int, down: Int)) -> Double {
      abs(log2(Double(ratio.up) / Double(ratio.down)) - log2(max(factor, 0.01)))
    }
    let (up, down) = ratios.min { distance($0) < distance($1) } ?? (1, 1)
    return (enlarged(by: up).reduced(by: down), Double(up) / Double(down))
  }

  /// Each pixel becomes `factor` by `factor`, and grey changes steadily between the middles of the old ones.
  func enlarged(by factor: Int) -> GreyImage {
    guard factor > 1, width > 0, height > 0 else { return self }
    let (wide, high) = (width * factor, height * factor)
    // Where the middle of a new pixel lies among the old ones, in shares of 2 × factor.
    let unit = 2 * factor
    func place(_ position: Int, limit: Int) -> (first: Int, second: Int, share: Int) {
      let at = max(0, 2 * position + 1 - factor)
      let first = min(at / unit, limit - 1)
      return (first, min(first + 1, limit - 1), at % unit)
    }
    var enlargedPixels: [UInt8] = []
    enlargedPixels.reserveCapacity(wide * high)
    let columns = (0..<wide).map { place($0, limit: width) }
    for row in 0..<high {
      let (upper, lower, share) = place(row, limit: height)
      for (left, right, beside) in columns {
        let above =
          Int(pixels[upper * width + left]) * (unit - beside) + Int(pixels[upper * width + right]) * beside
        let below =
          Int(pixels[lower * width + left]) * (unit - beside) + Int(pixels[lower * width + right]) * beside
        enlargedPixels.append(
          UInt8(truncatingIfNeeded: (above * (unit - share) + below * share) / (unit * unit)))
      }
    }
    return GreyImage(width: wide, height: high, dotsPerInch: dotsPerInch * factor, pixels: enlargedPixels)
  }

  /// Turns by a small angle around the middle; what comes in from outside is white.
  ///
  /// - Parameter slope: How far lines of text rise to the right, height per width; the result has level lines.
  func levelled(slope: Double) -> GreyImage {
    let (width, height) = (self.width, self.height)
    let length = (1 + slope * slope).squareRoot()
    // Steps through the source in 1/65536 pixel for each pixel to the right in the result.
    let cosine = Int(65536 / length)
    let sine = Int(65536 * slope / length)
    let levelledPixels = pixels.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
        count = width * height
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for row in 0..<height {
          let y = row - height / 2
          var sourceX = -(width / 2) * cosine - y * sine + (width / 2) << 16
          var sourceY = -(width / 2) * sine + y * cosine + (height / 2) << 16
          for column in 0..<width {
            let left = sourceX >> 16
            let top = sourceY >> 16
            var value = 255
            if left >= 0, top >= 0, left < width - 1, top < height - 1 {
              let right = sourceX >> 8 & 255
              let below = sourceY >> 8 & 255
              let corner = from + top * width + left
              let upper = Int(corner[0]) * (256 - right) + Int(corner[1]) * right
              let lower = Int(corner[width]) * (256 - right) + Int(corner[width + 1]) * right
              value = (upper * (256 - below) + lower * below) >> 16
            }
            to[row * width + column] = UInt8(truncatingIfNeeded: value)
            sourceX += cosine
            sourceY += sine
          }
        }
      }
    }
    return GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: levelledPixels)
  }
}
