import Invoice

/// A part of a page with letters of an ink that is fainter than the print, as a stamp's is.
struct FaintInk {
  /// Around the letters, in pixels of the spots.
  private(set) var area: InkSpot
  private var letters: [InkSpot]

  /// Finds them among the letters of a page.
  ///
  /// A stamp over the print ties both into spots that nobody reads. Most of its own letters lie free, and their
  /// darkest pixel is lighter than that of the print by far; faint print gives areas too, in which nothing is left
  /// once it is taken out.
  static func areas(of spots: InkSpots, _ settings: ReadingSettings) -> [FaintInk] {
    let darkest = spots.letters.map(\.darkest).sorted()
    guard !darkest.isEmpty else { return [] }
    let print = Int(darkest[darkest.count / 2])
    let faint = spots.letters.filter { Int($0.darkest) >= print + settings.faintContrast }
    // Where much of the page is as faint, it is blurred, and no other ink.
    guard faint.count >= settings.faintLetters, faint.count * 3 <= darkest.count else { return [] }

    let reach = Int32(spots.dotsPerInch / 4)
    var areas: [FaintInk] = []
    for letter in faint {
      var joined = FaintInk(area: letter, letters: [letter])
      areas.removeAll { other in
        guard joined.area.isNear(other.area, reach) else { return false }
        joined.area = joined.area.union(other.area)
        joined.letters += other.letters
        return true
      }
      areas.append(joined)
    }
    return areas.filter { area in
      area.letters.count >= settings.faintLetters && Int(area.area.width) <= 5 * spots.dotsPerInch
        && Int(area.area.height) <= 3 * spots.dotsPerInch
    }
  }

  /// The grey that parts this ink from the print: a little darker than nearly all of its letters are in the image.
  ///
  /// - Parameter scale: Pixels of the image per pixel of the spots.
  func parting(in image: GreyImage, scale: Double) -> Int {
    let darkest = letters.map { letter in
      image.cropped(
        left: Int(Double(letter.left) * scale), top: Int(Double(letter.top) * scale),
        right: Int(Double(letter.right) * scale), bottom: Int(Double(letter.bottom) * scale)
      ).pixels.min() ?? 255
    }.sorted()
    return darkest.isEmpty ? 0 : Int(darkest[darkest.count / 10]) - 8
  }

  /// Whether a word is written in this ink.
  ///
  /// - Parameters:
  ///   - box: The word's.
  ///   - scale: Pixels of the box per pixel of the spots.
  func writes(_ box: Box, scale: Double) -> Bool {
    let written = letters.reduce(0.0) { sum, letter in
      let (x, y) = (Double(letter.left + letter.right) / 2, Double(letter.top + letter.bottom) / 2)
      let isInside =
        x * scale > box.left && x * scale < box.right && y * scale > box.top && y * scale < box.bottom
      return isInside ? sum + Double(letter.width) * scale : sum
    }
    // White between letters takes a part of a word's width.
    return written * 2 > box.width
  }
}

extension InkSpot {
  fileprivate func isNear(_ other: InkSpot, _ reach: Int32) -> Bool {
    left - reach < other.right && other.left - reach < right && top - reach < other.bottom
      && other.top - reach < bottom
  }

  fileprivate func union(_ other: InkSpot) -> InkSpot {
    InkSpot(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom), darkest: min(darkest, other.darkest))
  }
}

extension GreyImage {
  /// Only the ink that is darker than a grey; `nil` where hardly any is.
  func inkDarker(than parting: Int) -> GreyImage? {
    var dark = 0
    let kept = pixels.map { pixel -> UInt8 in
      guard Int(pixel) <= parting else { return 255 }
      dark += 1
      return pixel
    }
    // A letter of small print has some forty dark pixels at 300 dpi.
    guard dark >= 10 * 40 else { return nil }
    return GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: kept)
  }
}
