import Invoice
import Reading

/// A page as a person sees it, to tell which words of its text layer show.
///
/// White on white, drawn invisibly, beyond the edge, under a box or too small for any eye: whatever the trick, the
/// page looks the same where such a word stands as where there is nothing.
struct PageSight {
  let image: GreyImage
  private let settings: ReadingSettings

  init(_ image: GreyImage, _ settings: ReadingSettings) {
    self.image = image
    self.settings = settings
  }

  /// The page without the words that do not show; those with figures are looked at, since values are made of them.
  ///
  /// Where most of them are out of sight the drawing is not believed: a font may be missing here.
  func seen(_ page: Page) -> Page {
    let figures = page.words.filter { $0.text.utf8.count { 0x30...0x39 ~= $0 } >= 2 }
    let hidden = figures.filter { !shows($0) }
    guard !hidden.isEmpty, Double(hidden.count) <= Double(figures.count) * settings.hiddenMost else {
      return page
    }
    let all = Set(hidden)
    var seen = page
    seen.words = page.words.filter { !all.contains($0) }
    seen.hidden = hidden
    return seen
  }

  /// Whether the word's place has both ink and paper on it.
  private func shows(_ word: PlacedWord) -> Bool {
    guard min(word.box.width, word.box.height) >= settings.hiddenPoints else { return false }
    let scale = Double(image.dotsPerInch) / 72
    func pixels(_ from: Double, _ to: Double, _ limit: Int) -> Range<Int> {
      let start = max(0, Int((from * scale).rounded(.down)))
      return start..<max(start, min(limit, Int((to * scale).rounded(.up))))
    }
    let columns = pixels(word.box.left, word.box.right, image.width)
    let rows = pixels(word.box.top, word.box.bottom, image.height)
    var (darkest, brightest) = (UInt8.max, UInt8.min)
    for row in rows {
      for pixel in image.pixels[
        (row * image.width + columns.lowerBound)..<(row * image.width + columns.upperBound)]
      {
        darkest = min(darkest, pixel)
        brightest = max(brightest, pixel)
      }
    }
    return Int(brightest) - Int(darkest) >= settings.hiddenContrast
  }
}
