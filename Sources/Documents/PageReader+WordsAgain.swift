import Invoice
public import Reading

/// How a page was recognised, to look at single words of it once more.
struct RecognisedPage {
  var turn: QuarterTurn
  /// The slope of the lines before the pixels were levelled, if they were.
  var slope: Double
  /// Where words with digits stand in the image, by their place on the page.
  var pixels: [Box: Box] = [:]
  /// What was recognised; kept of the page read last.
  var image: GreyImage?

  init(turn: QuarterTurn, slope: Double, image: GreyImage) {
    self.turn = turn
    self.slope = slope
    self.image = image
  }

  mutating func place(_ words: [PlacedWord], at recognised: [RecognisedWord]) {
    for (word, found) in zip(words, recognised) where found.hasDigit { pixels[word.box] = found.word.box }
  }
}

extension PageReader {
  /// What single words of a recognised page are read as when each is looked at by itself.
  ///
  /// Recognition is sure of many a digit that it has misread; without its neighbours and at the height that suits it
  /// best the same word is seldom misread the same way.
  ///
  /// - Parameters:
  ///   - words: Their places among the words of `page`.
  ///   - page: As it was read by this reader.
  /// - Returns: By place among the words; nothing of a page that was not recognised.
  public mutating func readAgain(
    words: [Int], of page: Page, _ document: borrowing PDFPage
  ) throws(PageError) -> [Int: String] {
    guard let recognised = recognisedPages[page.number] else { return [:] }
    if let image = recognised.image { return try readAgain(words, of: page, recognised, on: image) }
    let source = try image(of: document, number: page.number)
    return try readAgain(
      words, of: page, recognised,
      on: cleared(source.image.turned(recognised.turn), slope: recognised.slope))
  }

  /// Whether the image of a page is still there, as that of the page read last is.
  public func holdsImage(ofPage number: Int) -> Bool { recognisedPages[number]?.image != nil }

  /// The same of an image that is a page of its own; `nil` where it is still there.
  public mutating func readAgain(
    words: [Int], of page: Page, _ image: GreyImage?
  ) throws(PageError) -> [Int: String] {
    guard let recognised = recognisedPages[page.number],
      let image = recognised.image
        ?? image.map({ cleared($0.turned(recognised.turn), slope: recognised.slope) })
    else { return [:] }
    return try readAgain(words, of: page, recognised, on: image)
  }

  private mutating func readAgain(
    _ words: [Int], of page: Page, _ recognised: RecognisedPage, on image: GreyImage
  ) throws(PageError) -> [Int: String] {
    var texts: [Int: String] = [:]
    guard page.height > 0 else { return texts }
    for index in words where page.words.indices.contains(index) {
      // Words of a second reading were recognised in another image, and lie in this one as far as it is the whole page.
      let place = page.words[index].box
      let known = recognised.pixels[place]
      let box = known ?? place.scaled(by: Double(image.height) / page.height)
      guard box.height > 0 else { continue }
      let read = try look(
        at: box, on: image, margin: settings.doubtMargin * box.height, slope: 0,
        scale: settings.againHeight / box.height)
      let text = read.map(\.word.text).joined(separator: " ")
      // What shows no digit there may be another word.
      texts[index] = known != nil || read.contains(where: \.hasDigit) ? text : ""
    }
    return texts
  }
}
