import Invoice
import Reading

/// The pixels of a page and where they lie on it.
struct PageImage {
  var image: GreyImage
  /// Where the image lies, in points of the page as shown, before any turn.
  var box: Box
  var pageWidth: Double
  var pageHeight: Double

  /// The page with the words of the turned image, in points of the page after the turn.
  ///
  /// - Parameter slope: How far lines still fall to the right. Words are moved as if the page had been turned
  ///   level about its middle, so that a row of a table has one height.
  func page(number: Int, turn: QuarterTurn, words: [RecognisedWord], slope: Double) -> Page {
    let isQuarter = turn == .right || turn == .left
    let (width, height) = isQuarter ? (pageHeight, pageWidth) : (pageWidth, pageHeight)
    let place = turned(turn)
    let pixelWidth = Double(isQuarter ? image.height : image.width)
    let pixelHeight = Double(isQuarter ? image.width : image.height)
    let (scaleX, scaleY) = (place.width / pixelWidth, place.height / pixelHeight)
    let length = (1 + slope * slope).squareRoot()
    var page = Page(number: number, width: width, height: height, origin: .ocr, turned: turn.degrees)
    page.words = words.map { recognised in
      var word = recognised.word
      var box = word.box
      box.left = place.left + box.left * scaleX
      box.right = place.left + box.right * scaleX
      box.top = place.top + box.top * scaleY
      box.bottom = place.top + box.bottom * scaleY
      if slope != 0 {
        let (x, y) = (box.middleX - width / 2, box.middleY - height / 2)
        let (moveX, moveY) = ((x + y * slope) / length - x, (y - x * slope) / length - y)
        // A long word's box grows with the slope; its height shall be that of its letters.
        let excess = min(box.width * abs(slope), box.height / 2) / 2
        box = Box(
          left: box.left + moveX, top: box.top + moveY + excess, right: box.right + moveX,
          bottom: box.bottom + moveY - excess)
      }
      word.box = box
      return word
    }
    page.words.raiseMarks()
    return page
  }

  /// The whole page, coarser, before any turn: white where the image does not reach.
  ///
  /// - Parameter dotsPerInch: What it has at least, as near as whole divisions of the image come to it.
  func sheet(dotsPerInch: Int) -> GreyImage {
    let coarse = image.reduced(by: max(1, image.dotsPerInch / dotsPerInch))
    let scale = Double(coarse.dotsPerInch) / 72
    let width = Int((pageWidth * scale).rounded())
    let height = Int((pageHeight * scale).rounded())
    let left = Int((box.left * scale).rounded())
    let top = Int((box.top * scale).rounded())
    if abs(left) <= 1, abs(top) <= 1, abs(width - coarse.width) <= 2, abs(height - coarse.height) <= 2 {
      return coarse
    }
    var pixels = [UInt8](repeating: 255, count: width * height)
    let columns = max(0, left)..<max(max(0, left), min(width, left + coarse.width))
    for row in max(0, top)..<max(max(0, top), min(height, top + coarse.height)) {
      let line = (row - top) * coarse.width - left
      pixels.replaceSubrange(
        row * width + columns.lowerBound..<row * width + columns.upperBound,
        with: coarse.pixels[line + columns.lowerBound..<line + columns.upperBound])
    }
    return GreyImage(width: width, height: height, dotsPerInch: coarse.dotsPerInch, pixels: pixels)
  }

  private func turned(_ turn: QuarterTurn) -> Box {
    switch turn {
    case .none: box
    case .right:
      Box(left: pageHeight - box.bottom, top: box.left, right: pageHeight - box.top, bottom: box.right)
    case .half:
      Box(
        left: pageWidth - box.right, top: pageHeight - box.bottom, right: pageWidth - box.left,
        bottom: pageHeight - box.top)
    case .left:
      Box(left: box.top, top: pageWidth - box.right, right: box.bottom, bottom: pageWidth - box.left)
    }
  }
}

extension [PlacedWord] {
  /// Gives dashes and other marks that stand alone the height of the word beside them.
  ///
  /// A box hugs the ink, and that of a dash is a hair: by its height it would be a line of its own, and a period
  /// of two days would lose what ties them together.
  mutating func raiseMarks() {
    for index in indices where !self[index].text.unicodeScalars.contains(where: \.isLetterOrDigit) {
      let mark = self[index].box
      let beside = [index - 1, index + 1].first { other in
        guard indices.contains(other) else { return false }
        let box = self[other].box
        let gap = Swift.max(mark.left, box.left) - Swift.min(mark.right, box.right)
        return mark.height < 0.6 * box.height && mark.middleY > box.top && mark.middleY < box.bottom
          && gap < 2 * box.height && self[other].text.unicodeScalars.contains(where: \.isLetterOrDigit)
      }
      guard let beside else { continue }
      self[index].box.top = self[beside].box.top
      self[index].box.bottom = self[beside].box.bottom
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool { properties.isAlphabetic || 0x30...0x39 ~= value }
}

extension PDFPage {
  /// Whether the words lie invisibly over a picture of the page: an old OCR layer, whose errors nobody sees.
  func isScan(under layer: [PlacedWord], _ settings: ReadingSettings) -> Bool {
    guard images().contains(where: { coverage($0.box) >= settings.scanCoverage }) else { return false }
    return Double(visibleRuns()) < Double(layer.count) * settings.visibleShare
  }

  /// The one image that is the page, at its own resolution; `nil` where the page must be drawn.
  func scan(_ settings: ReadingSettings) -> PageImage? {
    let images = self.images()
    guard images.count == 1, let placed = images.first, coverage(placed.box) >= settings.embeddedCoverage,
      let image = embeddedImage(placed.number)
    else { return nil }
    let across = Double(image.width) / placed.box.width * 72
    let down = Double(image.height) / placed.box.height * 72
    // Unequal resolutions: the page turns or stretches the image, as a fax does.
    guard abs(across - down) <= 0.02 * across,
      across >= Double(settings.embeddedLeastDPI), across <= Double(settings.embeddedMostDPI),
      image.width * image.height <= settings.pagePixels
    else { return nil }
    return PageImage(
      image: image.with(dotsPerInch: Int(across.rounded())), box: placed.box, pageWidth: width,
      pageHeight: height)
  }

  /// The one image that is a page larger than paper, on the paper that it shows.
  ///
  /// Who packs a scan into a PDF without a resolution gets a page of as many points as the scan has pixels: a sheet of
  /// a metre. Its words are then placed on the sheet of A4, as those of a picture without a resolution are.
  func scanOfUnknownSize(_ settings: ReadingSettings) -> PageImage? {
    guard max(width, height) > settings.paperInches.upperBound * 72 else { return nil }
    let images = self.images()
    guard images.count == 1, let placed = images.first, coverage(placed.box) >= settings.embeddedCoverage,
      let image = embeddedImage(placed.number), image.width * image.height <= settings.pagePixels
    else { return nil }
    let scale = Double(image.width) / placed.box.width
    guard abs(scale - Double(image.height) / placed.box.height) <= 0.02 * scale else { return nil }
    let scaled = image.with(dotsPerInch: 0).scaled(for: settings)
    let points = 72 / Double(scaled.dotsPerInch)
    let (across, down) = (Double(scaled.width) * points, Double(scaled.height) * points)
    return PageImage(
      image: scaled, box: Box(left: 0, top: 0, right: across, bottom: down), pageWidth: across,
      pageHeight: down)
  }

  /// Share of the page that lies below a box.
  private func coverage(_ box: Box) -> Double {
    let across = max(0, min(box.right, width) - max(box.left, 0))
    let down = max(0, min(box.bottom, height) - max(box.top, 0))
    return across * down / (width * height)
  }
}
