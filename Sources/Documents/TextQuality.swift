import Reading

/// What a text layer is worth, counted without knowing its language.
struct TextQuality {
  /// Letters and digits.
  var letters = 0
  private var characters = 0
  private var printable = 0
  private var longWords = 0
  private var plausibleWords = 0

  /// Share of characters that print as Latin text; 1 for an empty layer.
  var printableShare: Double { characters == 0 ? 1 : Double(printable) / Double(characters) }

  init(_ words: [PlacedWord]) {
    for word in words { count(word.text) }
  }

  /// Whether the layer is text as far as it goes, however little.
  func isReadable(_ settings: ReadingSettings) -> Bool {
    guard printableShare >= settings.layerPrintable else { return false }
    guard longWords >= settings.layerPlausibleWords else { return true }
    return Double(plausibleWords) / Double(longWords) >= settings.layerPlausible
  }

  private mutating func count(_ word: String) {
    var shape = WordShape()
    for scalar in word.unicodeScalars {
      characters += 1
      switch scalar.value {
      case 0x30...0x39:
        printable += 1
        letters += 1
        shape.add(digit: true)
      case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF:
        printable += 1
        letters += 1
        shape.add(scalar)
      case 0x21...0x7E, 0xA1...0xBF, 0xD7, 0xF7, 0x2010...0x205E, 0x20A0...0x20BF, 0x2100...0x22FF,
        0x2460...0x27BF:
        printable += 1
        shape.endPart()
      case 0x370...0x52F:
        // Greek and Cyrillic are letters, but nothing here knows what their words look like.
        printable += 1
        letters += 1
        shape.endPart()
      default:
        shape.endPart()
      }
    }
    shape.endPart()
    longWords += shape.longParts
    plausibleWords += shape.plausibleParts
  }
}

/// Counts the parts of a word that are long enough to be judged, and those that may be words.
private struct WordShape {
  var longParts = 0
  var plausibleParts = 0
  private var letters = 0
  private var vowels = 0
  private var rises = 0
  private var digitsInside = false
  private var hasDigit = false
  private var wasLower = false

  mutating func add(digit: Bool) {
    if letters > 0 { hasDigit = true }
    wasLower = false
  }

  mutating func add(_ scalar: Unicode.Scalar) {
    if hasDigit { digitsInside = true }
    let isLower = scalar.properties.isLowercase
    if wasLower, !isLower { rises += 1 }
    wasLower = isLower
    letters += 1
    switch scalar.properties.lowercaseMapping {
    case "a", "e", "i", "o", "u", "y", "ä", "ö", "ü", "é", "è", "à", "á", "í", "ó", "ú", "ø", "å": vowels += 1
    default: break
    }
  }

  mutating func endPart() {
    defer {
      (letters, vowels, rises) = (0, 0, 0)
      (digitsInside, hasDigit, wasLower) = (false, false, false)
    }
    guard letters >= 4 else { return }
    longParts += 1
    if vowels > 0, vowels * 6 >= letters, rises <= 1, !digitsInside { plausibleParts += 1 }
  }
}
