import Invoice
public import Reading

/// Reads pages one after the other: from the text layer where it deserves trust, else by OCR.
///
/// Holds Tesseract from the first page that needs it, so that a document with a text layer never pays for it.
public struct PageReader: ~Copyable {
  let settings: ReadingSettings
  private let languages: String
  private let images: ImageSizes?
  private var engine: OCREngine?
  /// What the page read last was recognised from.
  private var source: PageImage?
  private var codes = CodeReader()
  /// The page read last as it was drawn to see what of its text layer shows.
  private var sight: GreyImage?
  /// By number; see ``readAgain(words:of:_:)``.
  private(set) var recognisedPages: [Int: RecognisedPage] = [:]

  /// - Parameters:
  ///   - languages: Tesseract's codes joined by `+`.
  ///   - images: What images the document holds; without it any page may be one.
  public init(settings: ReadingSettings, languages: String, images: ImageSizes? = nil) {
    self.settings = settings
    self.languages = languages
    self.images = images
  }

  /// Reads a page of a PDF.
  ///
  /// - Parameter number: From 1.
  public mutating func read(_ page: borrowing PDFPage, number: Int) throws(PageError) -> Page {
    forgetImages()
    guard max(page.width, page.height) <= settings.pagePoints, page.width > 0, page.height > 0 else {
      throw .size(page: number, width: page.width, height: page.height)
    }
    let layer = page.words()
    let quality = TextQuality(layer)
    let asText = Page(number: number, width: page.width, height: page.height, origin: .text, words: layer)
    let isReadable = quality.isReadable(settings)
    if isReadable, quality.letters >= settings.layerLetters {
      let mayBeScan = images?.mayBePage(width: page.width, height: page.height, settings) ?? true
      if !mayBeScan || !page.isScan(under: layer, settings) { return seen(page, asText) }
    }

    let source = try image(of: page, number: number)
    let spots = InkSpots(source.image, dotsPerInch: settings.spotsDPI, contrast: settings.spotsContrast)
    // A page with a line or two, such as the last of a digital invoice, hides nothing behind its layer.
    let isAll = Double(spots.letters.count) <= Double(quality.letters) * settings.layerSpotRatio
    if isReadable, quality.letters > 0, quality.letters < settings.layerLetters, isAll {
      return seen(page, asText)
    }
    var recognised = try recognise(source, spots: spots, number: number)
    recognised.giroCode = codes.giroCode(in: source.image)
    // Only a layer that lies where the page is drawn can be compared with it.
    let isInPlace = recognised.turned == 0 && recognised.width == page.width
    return isReadable && isInPlace ? recognised.checked(against: layer, settings) : recognised
  }

  /// Reads an image that is a page of its own.
  public mutating func read(_ image: GreyImage, number: Int) throws(PageError) -> Page {
    forgetImages()
    let scale = 72 / Double(image.dotsPerInch)
    let box = Box(left: 0, top: 0, right: Double(image.width) * scale, bottom: Double(image.height) * scale)
    let spots = InkSpots(image, dotsPerInch: settings.spotsDPI, contrast: settings.spotsContrast)
    var page = try recognise(
      PageImage(image: image, box: box, pageWidth: box.width, pageHeight: box.height), spots: spots,
      number: number)
    page.giroCode = codes.giroCode(in: image)
    return page
  }

  /// The page read last as people see it, small and upright; `nil` where it cannot be drawn.
  ///
  /// - Parameter turned: By which the page was read, in degrees.
  public func drawing(of page: borrowing PDFPage, turned: Int) -> GreyImage? {
    drawing(turned: turned) ?? sight ?? PagePainter.draw(page, settings)
  }

  /// The same of an image that is a page of its own.
  public func drawing(turned: Int) -> GreyImage? {
    source?.sheet(dotsPerInch: PagePainter.dotsPerInch).turned(QuarterTurn(rawValue: turned) ?? .none)
  }

  // MARK: - The look of a page

  /// A page with a text layer as people see it: without words that do not show, with the GiroCode that does.
  private mutating func seen(_ page: borrowing PDFPage, _ text: Page) -> Page {
    guard let image = PagePainter.draw(page, settings) else { return text }
    sight = image
    var seen = PageSight(image, settings).seen(text)
    let scale = 72 / Double(image.dotsPerInch)
    for place in FinderPatterns(image).codes where seen.giroCode == nil {
      let part = place.scaled(by: scale)
      let sharp = try? page.render(part: part, dotsPerInch: settings.codeDPI, pixelLimit: settings.pagePixels)
      seen.giroCode = sharp.flatMap { codes.giroCode(read: $0, at: part) }
    }
    return seen
  }

  // MARK: - The image of a page

  /// The pixels of the one image that is the page, else the page drawn.
  func image(of page: borrowing PDFPage, number: Int) throws(PageError) -> PageImage {
    if let image = page.scanOfUnknownSize(settings) { return image }
    // To learn an image's resolution from Poppler means to unpack it.
    if images?.mayReplacePage(width: page.width, height: page.height, settings) ?? true,
      let image = page.scan(settings)
    {
      return image
    }
    do {
      let image = try page.render(dotsPerInch: settings.renderDPI, pixelLimit: settings.pagePixels)
      return PageImage(
        image: image, box: Box(left: 0, top: 0, right: page.width, bottom: page.height),
        pageWidth: page.width,
        pageHeight: page.height)
    } catch {
      guard case .unreasonablePageSize(let width, let height) = error else { throw .drawing(page: number) }
      throw .size(page: number, width: width, height: height)
    }
  }

  // MARK: - Recognition

  private mutating func recognise(_ source: PageImage, spots: InkSpots, number: Int) throws(PageError) -> Page
  {
    self.source = source
    guard spots.letters.count >= settings.blankSpots else {
      return Page(number: number, width: source.pageWidth, height: source.pageHeight, origin: .ocr)
    }
    let bearing = PageBearing(spots)
    let lying = source.image.turned(bearing.axis)
    // The vote is cheap; a trial of a few lines speaks where it does not decide.
    let isVoteClear = abs(bearing.uprightScore) >= settings.uprightScore
    let trial = isVoteClear ? 0 : try trialOfLines(lying, bearing, spots)
    let isOverturned = trial == 0 ? bearing.uprightScore < 0 : trial < 0
    var image = isOverturned ? lying.turned(.half) : lying
    var turn = isOverturned ? bearing.axis.followed(by: .half) : bearing.axis
    let slope = bearing.slope  // the same upside down
    image = cleared(image, slope: slope)
    var words = try run(image, as: .page)
    var read = image
    var isTurnDoubtful = ReadingScore(words).confidence < settings.retryConfidence
    // A whole pass the other way round is dear: a few lines say whether the vote was wrong.
    if isTurnDoubtful, isVoteClear {
      isTurnDoubtful = try (trialOfLines(lying, bearing, spots) < 0) != isOverturned
    }
    if isTurnDoubtful {
      let overturned = image.turned(.half)
      let other = try run(overturned, as: .page)
      if ReadingScore(other).score > ReadingScore(words).score {
        words = other
        read = overturned
        turn = turn.followed(by: .half)
      }
    }
    let rest = abs(slope) >= settings.levelSlope ? 0 : slope
    words = try lookedAtAgain(words, on: read, slope: rest)
    let page = source.page(number: number, turn: turn, words: words, slope: rest)
    var recognised = RecognisedPage(turn: turn, slope: slope, image: read)
    recognised.place(page.words, at: words)
    recognisedPages[number] = recognised
    return page
  }

  /// An upright image as it is recognised: level, evenly lit, without vertical rules.
  func cleared(_ image: GreyImage, slope: Double) -> GreyImage {
    let level = abs(slope) >= settings.levelSlope ? image.levelled(slope: slope) : image
    return level.evened(from: settings.unevenPaper).withoutUprights(contrast: settings.ruleContrast)
  }

  /// Lets the images of the page read last go.
  private mutating func forgetImages() {
    source = nil
    sight = nil
    for number in recognisedPages.keys { recognisedPages[number]?.image = nil }
  }

  /// How much better a few lines read as the image lies than upside down; negative where it stands on its head.
  private mutating func trialOfLines(
    _ image: GreyImage, _ bearing: PageBearing, _ spots: InkSpots
  ) throws(PageError) -> Double {
    let scale = Double(image.dotsPerInch) / Double(spots.dotsPerInch)
    var upright = 0.0
    var overturned = 0.0
    for line in bearing.lines(atMost: settings.trialLetters).prefix(settings.trialLines) {
      let margin = Double(line.height) / 2
      let crop = image.cropped(
        left: Int((Double(line.left) - margin) * scale), top: Int((Double(line.top) - margin) * scale),
        right: Int((Double(line.right) + margin) * scale), bottom: Int((Double(line.bottom) + margin) * scale)
      )
      guard crop.width > 0, crop.height > 0 else { continue }
      upright += ReadingScore(try run(crop, as: .line)).score
      overturned += ReadingScore(try run(crop.turned(.half), as: .line)).score
    }
    return upright - overturned
  }

  mutating func run(
    _ image: GreyImage, as segmentation: OCREngine.Segmentation
  ) throws(PageError)
    -> [RecognisedWord]
  {
    do throws(OCRError) {
      if engine == nil { engine = try OCREngine(languages: languages) }
      return try engine?.recognise(image, as: segmentation) ?? []
    } catch {
      throw .recognition(error)
    }
  }
}

/// How well a reading of an image went.
private struct ReadingScore {
  /// Mean certainty of its words, each as heavy as its letters.
  var confidence = 0.0
  /// Grows with every word that was read for certain or that the dictionary knows.
  var score = 0.0

  init(_ words: [RecognisedWord]) {
    var letters = 0.0
    for word in words {
      let length = Double(
        word.word.text.unicodeScalars.count { $0.properties.isAlphabetic || 0x30...0x39 ~= $0.value })
      let certainty = word.word.confidence ?? 0
      letters += length
      confidence += certainty * length
      // What stands upside down reads as many short guesses: certainty below one half counts against it.
      score += (certainty - 0.5) * length * (word.isInDictionary ? 2 : 1)
    }
    if letters > 0 { confidence /= letters }
  }
}

/// Why a page gave no words.
public enum PageError: Error, Equatable {
  /// Width and height in points.
  case size(page: Int, width: Double, height: Double)
  case drawing(page: Int)
  case recognition(OCRError)
}
