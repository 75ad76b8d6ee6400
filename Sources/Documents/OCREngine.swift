import CTesseract
import Invoice
public import Reading

/// Tesseract with one language model loaded.
///
/// Loading costs tens of milliseconds and about 20 MB, so a reader process keeps one engine for all pages.
/// One engine serves one task at a time: noncopyable, not `Sendable`, and `recognise` is `mutating`.
///
/// - Important: Set `OMP_THREAD_LIMIT=1` before the process starts; libgomp reads it only once.
public struct OCREngine: ~Copyable {
  /// How Tesseract divides what it is given.
  public enum Segmentation: Sendable {
    /// A page of which nothing is known (mode 3).
    case page
    /// One line of text (mode 7).
    case line

    fileprivate var mode: TessPageSegMode {
      switch self {
      case .page: PSM_AUTO
      case .line: PSM_SINGLE_LINE
      }
    }
  }

  private let library: TesseractLibrary
  private let api: OpaquePointer

  /// - Parameter languages: Tesseract's codes joined by `+`, such as `deu+eng`.
  public init(languages: String) throws(OCRError) {
    let library = try TesseractLibrary()
    guard let api = library.create() else { throw .outOfMemory }
    guard library.initialise(api, nil, languages) == 0 else {
      library.delete(api)
      throw .modelMissing(languages: languages)
    }
    _ = library.setVariable(api, "debug_file", "/dev/null")
    self.library = library
    self.api = api  // last: a noncopyable type cannot throw once it is whole
  }

  deinit { library.delete(api) }

  /// Recognises the words of an image in reading order, their boxes in pixels.
  public mutating func recognise(
    _ image: GreyImage, as segmentation: Segmentation
  ) throws(OCRError)
    -> [RecognisedWord]
  {
    library.setSegmentation(api, segmentation.mode)
    // Tesseract copies the pixels into its own image here, so the pointer need not outlive the call.
    image.pixels.withUnsafeBufferPointer {
      library.setImage(api, $0.baseAddress, CInt(image.width), CInt(image.height), 1, CInt(image.width))
    }
    library.setResolution(api, CInt(image.dotsPerInch))
    defer { library.clear(api) }
    guard library.recognise(api, nil) == 0 else { throw .recognitionFailed }

    guard let iterator = library.iterator(api) else { return [] }
    defer { library.deleteIterator(iterator) }
    let position = library.position(iterator)

    var words: [RecognisedWord] = []
    repeat {
      guard let text = library.text(iterator, RIL_WORD) else { continue }
      defer { library.deleteText(text) }
      var (left, top, right, bottom) = (CInt(0), CInt(0), CInt(0), CInt(0))
      guard library.box(position, RIL_WORD, &left, &top, &right, &bottom) != 0 else { continue }
      let word = String(cString: text)
      guard word.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { continue }
      words.append(
        RecognisedWord(
          word: PlacedWord(
            text: word,
            box: Box(
              left: Double(left), top: Double(top), right: Double(right), bottom: Double(bottom)),
            confidence: Double(library.confidence(iterator, RIL_WORD)) / 100),
          isInDictionary: library.isFromDictionary(iterator) != 0))
    } while library.next(iterator, RIL_WORD) != 0
    return words
  }
}

/// A word that OCR recognised.
public struct RecognisedWord: Hashable, Sendable {
  /// Tesseract's certainty ranks the words of one page and is no probability.
  public var word: PlacedWord
  /// Whether the language model's word list has it.
  public var isInDictionary: Bool
}

/// Why OCR gave no words.
public enum OCRError: Error, Equatable {
  case outOfMemory
  case libraryMissing(reason: String)
  /// No `.traineddata` for one of the languages; Debian has them in `tesseract-ocr-<code>`.
  case modelMissing(languages: String)
  case recognitionFailed
}
