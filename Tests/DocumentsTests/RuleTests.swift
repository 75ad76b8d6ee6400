import Testing

@testable import Documents

@Suite("rules are taken out of page images")
struct RuleTests {
  /// White paper at 300 dpi with ink in rectangles.
  private func image(_ width: Int, _ height: Int, ink: [(columns: Range<Int>, rows: Range<Int>)]) -> GreyImage
  {
    var pixels = [UInt8](repeating: 250, count: width * height)
    for (columns, rows) in ink {
      for row in rows { for column in columns { pixels[row * width + column] = 20 } }
    }
    return GreyImage(width: width, height: height, dotsPerInch: 300, pixels: pixels)
  }

  private func dark(_ image: GreyImage, _ columns: Range<Int>, _ rows: Range<Int>) -> Int {
    rows.reduce(0) { sum, row in
      sum + columns.count { image.pixels[row * image.width + $0] < 128 }
    }
  }

  @Test("a vertical rule goes, and the digits that touch it stay")
  func rule() {
    let digit = (columns: 103..<118, rows: 150..<175)
    let page = image(300, 400, ink: [(100..<103, 20..<380), digit])
    let cleared = page.withoutUprights(contrast: 40)
    #expect(dark(cleared, 100..<103, 20..<140) == 0)
    #expect(dark(cleared, 100..<103, 190..<380) == 0)
    #expect(dark(cleared, 104..<118, 150..<175) >= 13 * 25)
  }

  @Test("a rule that leans by a pixel in fifty rows goes as well, a scanner's streak that leans more stays")
  func leaning() {
    func page(_ rows: Int) -> GreyImage {
      let pieces = (0..<7).map {
        (columns: 100 + $0..<102 + $0, rows: 20 + rows * $0..<20 + rows + rows * $0)
      }
      return image(300, 420, ink: pieces)
    }
    #expect(dark(page(50).withoutUprights(contrast: 40), 90..<120, 20..<370) < 20)
    let streak = page(25)
    #expect(streak.withoutUprights(contrast: 40).pixels == streak.pixels)
  }

  @Test("strokes of letters and dark bars stay")
  func letters() {
    let stroke = (columns: 50..<54, rows: 100..<180)
    let bar = (columns: 150..<200, rows: 50..<350)
    let page = image(300, 400, ink: [stroke, bar])
    #expect(page.withoutUprights(contrast: 40).pixels == page.pixels)
  }

  @Test("an underline goes, and light print on a dark bar stays")
  func underline() {
    let letters = (0..<5).map { (columns: 10 + $0 * 20..<20 + $0 * 20, rows: 5..<25) }
    let line = image(120, 40, ink: letters + [(2..<118, 30..<32)])
    let cleared = line.withoutUnderline()
    #expect(dark(cleared, 0..<120, 28..<36) == 0)
    #expect(dark(cleared, 0..<120, 5..<25) == 5 * 10 * 20)
    let bar = image(120, 40, ink: [(0..<120, 5..<35)])
    #expect(bar.withoutUnderline().pixels == bar.pixels)
  }
}
