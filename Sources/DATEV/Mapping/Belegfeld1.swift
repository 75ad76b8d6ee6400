/// The supplier's invoice number as DATEV takes it (column 11): up to 36 of `A-Z a-z 0-9 $ % - /`.
///
/// Payments and credit notes are matched by it, so the same number always gives the same value, and characters
/// are replaced, never dropped. Two numbers can still meet (`A.1` and `A 1`): the caller, who knows the others
/// of the vendor, then asks for a suffix.
public struct Belegfeld1: Hashable, Sendable {
  public static let limit = 36

  public let value: String

  /// - Parameter suffix: from 2 on it is appended as `-2`, for the second number that would look the same.
  public init(cleaning number: some StringProtocol, suffix: Int = 1) {
    let cleaned = Self.cleaned(number)
    let ending = suffix > 1 ? "-\(suffix)" : ""
    if cleaned.utf8.count + ending.utf8.count <= Self.limit {
      value = cleaned + ending
    } else {
      // A sum over the whole number keeps long numbers apart that begin alike.
      let mark = "-" + Self.checksum(number) + ending
      value = String(cleaned.prefix(Self.limit - mark.utf8.count)) + mark
    }
  }

  private static func cleaned(_ number: some StringProtocol) -> String {
    var result = ""
    // Most numbers are safe as they stand.
    if number.utf8.allSatisfy({ isSafe($0) }) { return String(number) }
    let trimmed = String(number.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    for character in trimmed {
      switch character {
      case "a"..."z" where character.isASCII, "A"..."Z" where character.isASCII,
        "0"..."9" where character.isASCII,
        "$", "%", "-", "/":
        result.append(character)
      case "ä": result += "ae"
      case "ö": result += "oe"
      case "ü": result += "ue"
      case "Ä": result += "Ae"
      case "Ö": result += "Oe"
      case "Ü": result += "Ue"
      case "ß": result += "ss"
      default: result += replacement(of: character)
      }
    }
    return result
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    FieldClass.isDigit(byte) || FieldClass.isUpper(byte) || FieldClass.isLower(byte)
      || "$%-/".utf8.contains(byte)
  }

  /// The letters that a character stands for; a hyphen for all that has none.
  private static func replacement(of character: Character) -> String {
    guard character.isLetter || character.isNumber else { return "-" }
    var letters = ""
    for scalar in character.unicodeScalars { letters += Transliteration.nearest(to: scalar) }
    let safe = letters.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
    }
    return safe && !letters.isEmpty ? letters : "-"
  }

  /// FNV-1a in six hexadecimal digits: short, and the same on every machine.
  private static func checksum(_ number: some StringProtocol) -> String {
    var hash: UInt32 = 2_166_136_261
    for byte in number.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let text = String((hash ^ hash >> 24) & 0xFF_FFFF, radix: 16, uppercase: true)
    return String(repeating: "0", count: 6 - text.utf8.count) + text
  }
}
