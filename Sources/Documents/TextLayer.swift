import CPoppler
import Invoice
import Reading

/// From Poppler's letters to words.
enum TextLayer {
  /// Joins letters to words: one box per Unicode scalar, white space included.
  static func words(in text: String, boxes: UnsafeBufferPointer<PopplerRectangle>) -> [PlacedWord] {
    var words: [PlacedWord] = []
    var letters = String.UnicodeScalarView()
    var box = Box(left: 0, top: 0, right: 0, bottom: 0)
    var last = box
    func finish() {
      guard !letters.isEmpty else { return }
      let text = composed(letters)
      if !text.isEmpty { words.append(PlacedWord(text: text, box: box)) }
      letters.removeAll(keepingCapacity: true)
    }
    for (scalar, rectangle) in zip(text.unicodeScalars, boxes) {
      // No-break and thin blanks separate words as well: what they group is put together by whoever knows
      // that it is a number.
      guard !scalar.properties.isWhitespace, scalar.value >= 0x20 else {
        finish()
        continue
      }
      let letter = Box(left: rectangle.x1, top: rectangle.y1, right: rectangle.x2, bottom: rectangle.y2)
      if !letters.isEmpty, gap(last, letter) > wordGap * max(last.height, letter.height) { finish() }
      last = letter
      box = letters.isEmpty ? letter : box.union(letter)
      append(scalar, drawn: letter.width > 0.1, to: &letters)
    }
    finish()
    return words
  }

  /// Poppler puts no blank between neighbouring columns of a table, and ends its own words at a tenth of the
  /// font size (`minWordBreakSpace`); a letter's box is about as high as the font.
  private static let wordGap = 0.12

  /// White between two boxes, in whichever direction they lie apart.
  private static func gap(_ one: Box, _ two: Box) -> Double {
    max(two.left - one.right, one.left - two.right, two.top - one.bottom, one.top - two.bottom)
  }

  /// A letter as a reader would type it: what is printed stays, how a font spells it does not.
  private static func append(
    _ scalar: Unicode.Scalar, drawn: Bool, to letters: inout String.UnicodeScalarView
  ) {
    switch scalar.value {
    case 0xFB00...0xFB06:
      let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]
      letters.append(contentsOf: ligatures[Int(scalar.value - 0xFB00)].unicodeScalars)
    case 0xAD, 0x2010, 0x2011:
      // Many fonts map their one hyphen to the soft one: where ink is, a hyphen was printed.
      if drawn || scalar.value != 0xAD { letters.append("-") }
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF:
      break  // marks without ink: zero width, direction
    default:
      letters.append(scalar)
    }
  }

  /// NFC, through GLib, which Poppler has loaded anyway, and only where there is something to compose.
  private static func composed(_ letters: String.UnicodeScalarView) -> String {
    let text = String(letters)
    guard letters.contains(where: { 0x300...0x36F ~= $0.value }),
      let normalised = g_utf8_normalize(text, -1, G_NORMALIZE_NFC)
    else { return text }
    defer { g_free(normalised) }
    return String(cString: normalised)
  }
}
