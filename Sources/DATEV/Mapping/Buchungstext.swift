/// The posting text (column 14): supplier, invoice number and a short description in 60 characters.
///
/// A longer text is cut with a warning at import. What identifies the invoice goes first, and every part is cut
/// between words.
public enum Buchungstext {
  public static let limit = 60

  /// - Parameter description: what was bought; supplier and number in it are not said twice.
  public static func make(supplier: String?, number: String?, description: String) -> String {
    let number = plain(number ?? "")
    let supplier = plain(supplier ?? "")
    let about = without([supplier, number], in: plain(description))
    // The number is short as a rule and is what one searches for; the supplier keeps at least a third.
    let numberPart = number.count <= 28 ? number : String(number.prefix(28))
    let forDescription = about.isEmpty ? 0 : min(about.count, 20) + 1
    let forSupplier = max(20, limit - forDescription - (numberPart.isEmpty ? 0 : numberPart.count + 1))
    var text = cut(supplier, to: min(forSupplier, limit - (numberPart.isEmpty ? 0 : numberPart.count + 1)))
    for part in [numberPart, about] where !part.isEmpty {
      let separator = text.isEmpty ? "" : " "
      let rest = limit - text.count - separator.count
      let fitting = cut(part, to: rest)
      if !fitting.isEmpty { text += separator + fitting }
    }
    return text
  }

  /// The text as it will be read: in Windows-1252, one blank between words.
  static func plain(_ text: String) -> String {
    Windows1252.decode(Windows1252.encode(text)).split { $0.isWhitespace || $0 == "\u{AD}" }.joined(
      separator: " ")
  }

  /// As many whole words as fit, without a joining word at the end; a single longer word is cut.
  static func cut(_ text: String, to limit: Int) -> String {
    guard limit > 0 else { return "" }
    guard text.count > limit else { return text }
    var words: [Substring] = []
    var length = 0
    for word in text.split(separator: " ") {
      let added = word.count + (words.isEmpty ? 0 : 1)
      guard length + added <= limit else { break }
      words.append(word)
      length += added
    }
    while let last = words.last, words.count > 1, !last.contains(where: { $0.isLetter || $0.isNumber }) {
      words.removeLast()
    }
    return words.isEmpty ? String(text.prefix(limit)) : words.joined(separator: " ")
  }

  private static func without(_ parts: [String], in text: String) -> String {
    var text = text
    for part in parts where part.count >= 3 {
      guard let range = text.firstRange(of: part) else { continue }
      text.removeSubrange(range)
    }
    let trimmed = text.drop { !$0.isLetter && !$0.isNumber && $0 != "§" && $0 != "(" }
    return plain(String(trimmed))
  }
}
