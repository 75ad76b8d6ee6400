/// Latin letters for characters that Windows-1252 lacks.
///
/// Names of suppliers must stay readable for the bookkeeper: Polish and Turkish letters lose their mark, Greek
/// and Cyrillic follow the usual German press spelling without marks.
enum Transliteration {
  /// The nearest spelling; empty for marks and invisible characters, `_` where there is none.
  static func nearest(to scalar: Unicode.Scalar) -> String {
    if let known = table[scalar] { return known }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .format: return ""
    case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: return " "
    case .dashPunctuation: return "-"
    case .initialPunctuation, .finalPunctuation: return "\""
    case .decimalNumber: return digit(scalar)
    // A picture says nothing that a bookkeeper searches for.
    case .otherSymbol, .modifierSymbol: return latinBase(of: scalar) ?? " "
    default: return latinBase(of: scalar) ?? "_"
    }
  }

  private static func digit(_ scalar: Unicode.Scalar) -> String {
    scalar.properties.numericValue.map { String(Int($0)) } ?? "_"
  }

  /// The letter that the character's name says it is built on: `LATIN SMALL LETTER L WITH STROKE`.
  private static func latinBase(of scalar: Unicode.Scalar) -> String? {
    guard let name = scalar.properties.name, name.contains("LATIN") || name.hasPrefix("MATHEMATICAL ") else {
      return nil
    }
    let words = name.split(separator: " ")
    guard let size = words.firstIndex(where: { $0 == "SMALL" || $0 == "CAPITAL" }) else { return nil }
    let rest = words[(size + 1)...].drop { ["LETTER", "LIGATURE", "DOTLESS", "LONG", "OPEN"].contains($0) }
    guard let letters = rest.first, letters.utf8.count <= 3,
      rest.count == 1 || rest.dropFirst().first == "WITH"
    else { return nil }
    return words[size] == "SMALL" ? letters.lowercased() : letters.uppercased()
  }

  private static let table: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [
      "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N", "ĸ": "k", "ſ": "s", "ẞ": "SS", "ı": "i",
      "ĳ": "ij", "Ĳ": "IJ", "ŉ": "'n", "ə": "e", "Ə": "E", "№": "Nr.", "℡": "Tel.", "℠": "SM",
      "\u{2126}": "Ohm",
      "℃": "°C", "\u{212B}": "Å", "\u{212A}": "K", "≤": "<=", "≥": ">=", "≠": "<>", "≈": "~", "−": "-",
      "∅": "Ø",
      "⌀": "Ø", "∙": "·", "⋅": "·", "●": "•", "■": "-", "▪": "-", "→": "->", "←": "<-", "⇒": "=>", "✓": "x",
      "✔": "x", "‐": "-", "‑": "-", "‒": "-", "―": "—", "′": "'", "″": "\"", "‛": "'", "‟": "\"", "⁄": "/",
      "∕": "/", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "₂": "2", "₃": "3",
      "⁰": "0", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "₀": "0", "₁": "1", "₄": "4",
      "₺": "TRY", "₽": "RUB", "₴": "UAH", "₿": "BTC", "\u{FFFD}": "_", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl",
      "ﬃ": "ffi",
      "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "∑": "Summe", "∞": "unendlich", "√": "Wurzel", "\u{3BC}": "µ",
    ]
    for (letters, spellings) in alphabets {
      for (letter, spelling) in zip(letters.unicodeScalars, spellings.split(separator: " ")) {
        let spelling = spelling == "." ? "" : String(spelling)
        if table[letter] == nil { table[letter] = spelling }
        let capital = String(letter).uppercased()
        if let scalar = capital.unicodeScalars.first, capital.unicodeScalars.count == 1, table[scalar] == nil
        {
          table[scalar] = spelling.prefix(1).uppercased() + spelling.dropFirst()
        }
      }
    }
    return table
  }()

  /// Small letters with their spelling, in order; `.` is no letter at all.
  private static let alphabets: [(String, String)] = [
    (
      "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
      "a b g d e z i th i k l m n x o p r s s t y f ch ps o a e i i o y o i y i y"
    ),
    (
      "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґђјљњћџўѓќѕ",
      "a b v g d e jo zh z i j k l m n o p r s t u f ch c tsch sch schtsch . y . e ju ja i ji je g dj j lj nj c dz u g k dz"
    ),
  ]
}
