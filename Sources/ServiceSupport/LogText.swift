/// Text from outside, made fit for one line of a log.
public enum LogText {
  /// Backslashes, control characters and those that turn a line's direction, as C escapes; at most `limit` scalars.
  public static func escaped(_ text: String, limit: Int = 4096) -> String {
    guard text.utf8.count > limit || !text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 && $0 != UInt8(ascii: "\\") })
    else { return text }
    var line = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      guard count < limit else {
        line += "…"
        break
      }
      switch scalar.value {
      case 0x5C: line += "\\\\"
      case 0x0A: line += "\\n"
      case 0x0D: line += "\\r"
      case 0x09: line += "\\t"
      case 0..<0x20, 0x7F...0x9F: line += "\\x" + hexadecimal(scalar.value, digits: 2)
      case 0xAD, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
        line += "\\u" + hexadecimal(scalar.value, digits: 4)
      case 0xE0000...0xE0FFF: line += "\\U" + hexadecimal(scalar.value, digits: 8)
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// Bare where it is one word, else in quotes.
  static func quoted(_ text: String) -> String {
    let escaped = escaped(text)
    let isWord =
      !escaped.isEmpty && !escaped.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" }
    return isWord ? escaped : "\"" + escaped.map { $0 == "\"" ? "\\\"" : String($0) }.joined() + "\""
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
