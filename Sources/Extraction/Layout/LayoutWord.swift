import Invoice
import Reading

/// A word in the page's straightened coordinates, its text in a form that scanners need not guess about.
struct LayoutWord: Sendable {
  /// Blanks, dashes, apostrophes and ligatures in their plain spelling; never empty.
  var text: String
  /// The word as it is printed, where that is spelt otherwise than `text`; evidence shows this.
  var printed: String?
  /// After the page's skew is taken out; the layout is made from these.
  var box: Box
  /// As the reader placed it; evidence points here.
  var source: Box
  /// OCR's certainty; 1 for a text layer.
  var confidence: Double
  /// The letter size in points, estimated from the box and from which letters reach up and down.
  var fontSize: Double
}

extension LayoutWord {
  /// Dashes become `-`, apostrophes `'`, every blank a plain one; ligatures are taken apart and soft hyphens,
  /// zero-width and control characters dropped.
  static func plain(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "`") }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7f, 0xad, 0x200b...0x200f, 0x2060, 0xfeff, 0xfffd: continue
      case 0xa0, 0x2000...0x200a, 0x202f, 0x205f, 0x3000: result.append(" ")
      case 0x2010...0x2015, 0x2212, 0xfe58, 0xff0d: result.append("-")
      case 0x60, 0xb4, 0x2018, 0x2019, 0x201b, 0x2032: result.append("'")
      case 0x201a: result.append(",")
      case 0xfb00: result.append(contentsOf: "ff".unicodeScalars)
      case 0xfb01: result.append(contentsOf: "fi".unicodeScalars)
      case 0xfb02: result.append(contentsOf: "fl".unicodeScalars)
      case 0xfb03: result.append(contentsOf: "ffi".unicodeScalars)
      case 0xfb04: result.append(contentsOf: "ffl".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// A text layer's boxes span the font's full height; OCR's boxes hug the ink.
  static func fontSize(of text: String, height: Double, origin: Page.Origin) -> Double {
    guard origin == .ocr else { return height / 1.12 }
    var reachesUp = false
    var reachesDown = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a", "c", "e", "m", "n", "o", "r", "s", "u", "v", "w", "x", "z", ".", "-", ":", "_": break
      case "g", "p", "q", "y", ",", ";": reachesDown = true
      case "j", "Q", "(", ")", "/", "[", "]", "|":
        reachesUp = true
        reachesDown = true
      default: reachesUp = true
      }
    }
    return height / ((reachesUp ? 0.72 : 0.52) + (reachesDown ? 0.21 : 0))
  }
}
