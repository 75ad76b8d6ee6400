import Invoice
public import Reading

extension PageReader {
  /// Recognises rows of a page of a PDF once more, at another resolution, where the values of a first reading don't
  /// fit.
  ///
  /// Both readings are candidates: at another resolution Tesseract divides the page otherwise, and errors of the
  /// one are seldom those of the other.
  ///
  /// - Parameters:
  ///   - first: The page as it was read by ``read(_:number:)``; its turn is kept.
  ///   - rows: From where to where, in points from the top of the page after the turn.
  /// - Returns: The second reading alone, with the first one's words of other rows; and the first one mended by it.
  public mutating func readAgain(
    _ page: borrowing PDFPage, first: Page, rows: ClosedRange<Double>
  ) throws(PageError) -> (alone: Page, together: Page) {
    let turn = QuarterTurn(rawValue: first.turned) ?? .none
    let isQuarter = turn == .right || turn == .left
    // A page larger than paper was read on a smaller sheet.
    let (width, height) = isQuarter ? (first.height, first.width) : (first.width, first.height)
    let resolution = Double(settings.secondDPI) * width / max(page.width, 1)
    let drawn: GreyImage
    do throws(PDFError) {
      drawn = try page.render(
        dotsPerInch: max(1, Int(resolution.rounded())), pixelLimit: settings.pagePixels)
    } catch {
      throw .drawing(page: first.number)
    }
    let source = PageImage(
      image: drawn.with(dotsPerInch: settings.secondDPI),
      box: Box(left: 0, top: 0, right: width, bottom: height),
      pageWidth: width, pageHeight: height)
    let upright = drawn.turned(turn)
    let spots = InkSpots(upright, dotsPerInch: settings.spotsDPI, contrast: settings.spotsContrast)
    let slope = PageBearing(spots).slope
    let isLevelled = abs(slope) >= settings.levelSlope
    let even = cleared(upright, slope: slope)
    let scale = Double(even.height) / max(first.height, 1)
    let (top, bottom) = (Int(rows.lowerBound * scale), Int((rows.upperBound * scale).rounded(.up)))
    let part = even.cropped(left: 0, top: top, right: even.width, bottom: bottom)
    var alone = first
    if part.height > 3, part.width > 3 {
      var words = try run(part, as: .page)
      for index in words.indices { words[index].word.box.move(down: Double(max(0, top))) }
      let again = source.page(number: first.number, turn: turn, words: words, slope: isLevelled ? 0 : slope)
      alone.words.removeAll { rows.contains($0.box.middleY) }
      alone.words += again.words.filter { rows.contains($0.box.middleY) }
    }
    return (alone, first.mended(by: alone, settings))
  }
}

extension Page {
  /// The words of this reading, those of another where they are surer, and what only the other one saw.
  func mended(by other: Page, _ settings: ReadingSettings) -> Page {
    var page = self
    for word in other.words {
      let touching = words.indices.filter { words[$0].box.shares(0.3, with: word.box) }
      guard let first = touching.first else {
        if word.confidence ?? 0 >= settings.missedConfidence { page.words.append(word) }
        continue
      }
      // A word that one reading broke in two is left as it is.
      let box = words[first].box
      guard touching.count == 1, box.shares(0.7, with: word.box),
        other.words.count(where: { $0.box.shares(0.3, with: box) }) == 1
      else { continue }
      if word.confidence ?? 0 >= (words[first].confidence ?? 0) + settings.doubtGain {
        page.words[first].text = word.text
        page.words[first].confidence = word.confidence
      }
    }
    return page
  }
}

extension Box {
  fileprivate mutating func move(down distance: Double) {
    top += distance
    bottom += distance
  }

  /// Whether both boxes have at least a share of the smaller one's width and height in common.
  fileprivate func shares(_ share: Double, with other: Box) -> Bool {
    let across = min(right, other.right) - max(left, other.left)
    let down = min(bottom, other.bottom) - max(top, other.top)
    let isWide = across > share * (share > 0.5 ? max(width, other.width) : min(width, other.width))
    return isWide && down > share * min(height, other.height)
  }
}
