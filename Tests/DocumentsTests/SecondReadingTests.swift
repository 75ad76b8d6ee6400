import Invoice
import Reading
import Testing

@testable import Documents

@Suite("second readings")
struct SecondReadingTests {
  let settings: ReadingSettings

  init() throws { settings = try ReadingSettings(dataDirectory: dataDirectory) }

  private func word(_ text: String, at left: Double, _ confidence: Double, width: Double = 30) -> PlacedWord {
    PlacedWord(
      text: text, box: Box(left: left, top: 100, right: left + width, bottom: 110), confidence: confidence)
  }

  private func page(_ words: [PlacedWord]) -> Page {
    Page(number: 1, width: 595, height: 842, origin: .ocr, words: words)
  }

  struct Case: Sendable {
    var first: (String, Double)
    var second: (String, Double)
    var result: String
    var why: String
  }

  @Test(
    "the surer of two readings of one place stays",
    arguments: [
      Case(first: ("19,80", 0.5), second: ("19,00", 0.9), result: "19,00", why: "the second is surer"),
      Case(first: ("19,80", 0.9), second: ("19,00", 0.5), result: "19,80", why: "the first is surer"),
      Case(first: ("19,80", 0.8), second: ("19,00", 0.82), result: "19,80", why: "hardly a difference"),
    ])
  func surer(_ row: Case) {
    let mended = page([word(row.first.0, at: 100, row.first.1)])
      .mended(by: page([word(row.second.0, at: 101, row.second.1)]), settings)
    #expect(mended.words.map(\.text) == [row.result], "\(row.why)")
  }

  @Test("what only the second reading saw is added, unless it is doubtful")
  func added() {
    let first = page([word("Kabel", at: 100, 0.9)])
    let second = page([word("49,95", at: 400, 0.9), word("~", at: 500, 0.2)])
    #expect(first.mended(by: second, settings).words.map(\.text) == ["Kabel", "49,95"])
  }

  @Test("a word that one of the readings broke in two stays as it is")
  func broken() {
    let first = page([word("1.234,56", at: 100, 0.6, width: 60)])
    let second = page([word("1.", at: 100, 0.95, width: 10), word("234,56", at: 112, 0.95, width: 48)])
    #expect(first.mended(by: second, settings).words.map(\.text) == ["1.234,56"])
  }

  @Test("only the rows in question are recognised again; the words of other rows stay")
  func rows() throws {
    let document = try PDFDocument(PDFFixture.page(PDFFixture.invoice()))
    let outside = word("OBEN", at: 100, 0.9)
    var inside = word("FALSCH", at: 100, 0.9)
    inside.box.top = 300
    inside.box.bottom = 310
    var reader = PageReader(settings: settings, languages: "deu")
    let read = try reader.readAgain(document.page(at: 0), first: page([outside, inside]), rows: 200...400)
    let again = read.alone.words.filter { $0.text != "OBEN" }
    #expect(read.alone.words.contains(outside))
    #expect(!again.contains { $0.text == "FALSCH" })
    #expect(again.contains { $0.text == "Kabel" })
    #expect(again.allSatisfy { 200...400 ~= $0.box.middleY })
    // The fifth line stands at 196 points, the sixth at 220, …, the thirteenth at 388.
    #expect(again.count { $0.text == "Position" } == 8)
    #expect(read.together.words.contains(outside) && read.together.words.contains { $0.text == "Kabel" })
  }

  @Test(
    "single words are read again as they stand, whichever way up the page was and whichever was read last",
    .tags(.ocr), arguments: [QuarterTurn.none, .half, .right])
  func wordsAgain(_ turn: QuarterTurn) throws {
    let image = try PDFDocument(PDFFixture.page(PDFFixture.invoice())).page(at: 0)
      .render(dotsPerInch: 300, pixelLimit: 40_000_000).turned(turn)
    var reader = PageReader(settings: settings, languages: "deu")
    var first = try reader.read(image, number: 1)
    let amounts = first.words.indices.filter { first.words[$0].text.hasSuffix(",50") }
    #expect(amounts.count == 20)
    let wanted = Dictionary(uniqueKeysWithValues: amounts.map { ($0, first.words[$0].text) })
    // What recognition has made of them does not matter, nor a place that another reading says.
    for index in amounts {
      first.words[index].text = "9,99"
      first.words[index].box.left -= 0.01
    }
    #expect(try reader.readAgain(words: amounts, of: first, image) == wanted)
    let blank = GreyImage(
      width: 2480, height: 3508, dotsPerInch: 300, pixels: Array(repeating: 255, count: 2480 * 3508))
    _ = try reader.read(blank, number: 2)
    #expect(try reader.readAgain(words: amounts, of: first, image) == wanted)
    #expect(try reader.readAgain(words: amounts, of: page([]), blank).isEmpty)
  }

  @Test("ink that no word covers is gathered to pieces of lines, and dust is passed over")
  func missed() {
    var pixels = [UInt8](repeating: 255, count: 600 * 200)
    func ink(_ columns: Range<Int>, _ rows: Range<Int>) {
      for row in rows { for column in columns { pixels[row * 600 + column] = 0 } }
    }
    for letter in 0..<5 { ink(50 + letter * 14..<58 + letter * 14, 40..<60) }
    for letter in 0..<3 { ink(400 + letter * 14..<408 + letter * 14, 40..<60) }
    ink(500..<503, 150..<153)
    let image = GreyImage(width: 600, height: 200, dotsPerInch: 150, pixels: pixels)
    let spots = InkSpots(image, dotsPerInch: 150, contrast: 60)
    let read = Box(left: 50, top: 40, right: 114, bottom: 60)
    let missed = spots.clusters(outside: [read], scale: 1, usualHeight: 20)
    #expect(missed == [Box(left: 400, top: 40, right: 436, bottom: 60)])
  }

  @Test("a dash takes the height of the word beside it, a rule far below it does not")
  func marks() {
    var words = [
      PlacedWord(text: "27.05.2026", box: Box(left: 436, top: 156, right: 475, bottom: 162)),
      PlacedWord(text: "-", box: Box(left: 478, top: 159, right: 482, bottom: 160)),
      PlacedWord(text: "_", box: Box(left: 100, top: 300, right: 150, bottom: 301)),
    ]
    words.raiseMarks()
    #expect(words[1].box == Box(left: 478, top: 156, right: 482, bottom: 162))
    #expect(words[2].box.height == 1)
  }

  @Test(
    "an image is brought near to a size by a simple ratio",
    arguments: [(0.1, 0.25), (0.4, 1.0 / 3), (0.55, 0.5), (0.9, 1), (1.4, 1.5), (9, 4)] as [(Double, Double)])
  func scaled(_ wanted: Double, _ factor: Double) {
    let image = GreyImage(width: 120, height: 60, dotsPerInch: 300, pixels: Array(repeating: 90, count: 7200))
    let scaled = image.scaled(near: wanted)
    #expect(scaled.factor == factor)
    #expect(Double(scaled.image.width) == 120 * factor && Double(scaled.image.height) == 60 * factor)
    #expect(scaled.image.pixels.allSatisfy { $0 == 90 })
  }

  @Test("enlarging keeps grey levels and gives every pixel its square")
  func enlarged() {
    let image = GreyImage(width: 2, height: 1, dotsPerInch: 100, pixels: [0, 200])
    let large = image.enlarged(by: 2)
    #expect((large.width, large.height, large.dotsPerInch) == (4, 2, 200))
    #expect(large.pixels == [0, 50, 150, 200, 0, 50, 150, 200])
  }
}
