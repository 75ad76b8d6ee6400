/// The posting text (column 14): supplier, invoice number and a short description in 60 characters.
///
/// A longer text is cut with a warning at import. What identifies the invoice goes first, and every part is cut
/// between words.
public enum Buchungstext {
  public static let limit = 60

  /// - Parameter description: what was bought; supplier and number in it are not said twice.
  public static func make(supplier: String?, number: String?, description: String) -> String {
    let number = plainBytes(number ?? "")
    let supplier = plainBytes(supplier ?? "")
    let about = without([supplier, number], in: withoutBeginning(of: supplier, in: plainBytes(description)))
    // The number is short as a rule and is what one searches for; the supplier keeps at least a third.
    let numberPart = number.prefix(28)
    let forNumber = numberPart.isEmpty ? 0 : numberPart.count + 1
    let forDescription = about.isEmpty ? 0 : min(about.count, 20) + 1
    var text = cut(supplier[...], to: min(max(20, limit - forDescription - forNumber), limit - forNumber))
    for part in [numberPart, about[...]] where !part.isEmpty {
      let separator: [UInt8] = text.isEmpty ? [] : [blank]
      let fitting = cut(part, to: limit - text.count - separator.count)
      if !fitting.isEmpty { text += separator + fitting }
    }
    return Windows1252.decode(text)
  }

  /// The text as it will be read, in as many whole words as fit.
  public static func shortened(_ text: String, to limit: Int) -> String { cut(plain(text), to: limit) }

  /// The text as it will be read: in Windows-1252, one blank between words.
  static func plain(_ text: String) -> String { Windows1252.decode(plainBytes(text)) }

  /// As many whole words as fit, without a joining word at the end; a single longer word is cut.
  static func cut(_ text: String, to limit: Int) -> String {
    Windows1252.decode(cut(Windows1252.encode(text)[...], to: limit))
  }

  // In bytes of the code page a character is a byte, so lengths are exact, and a batch has a hundred thousand texts.

  private static let blank = UInt8(ascii: " ")

  private static func plainBytes(_ text: String) -> [UInt8] { collapsed(Windows1252.encode(text)) }

  /// One blank between words; soft hyphens are dropped.
  private static func collapsed(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var isPending = false
    for byte in bytes where byte != 0xAD {
      if byte == blank || byte == 0xA0 {
        isPending = !result.isEmpty
        continue
      }
      if isPending { result.append(blank) }
      isPending = false
      result.append(byte)
    }
    return result
  }

  private static func cut(_ text: ArraySlice<UInt8>, to limit: Int) -> [UInt8] {
    guard limit > 0 else { return [] }
    guard text.count > limit else { return Array(text) }
    // A word ends where the limit is, or before it.
    let fitting = text[..<(text.startIndex + limit + 1)]
    guard let end = fitting.lastIndex(of: blank) else { return Array(text.prefix(limit)) }
    var words = text[..<end].split(separator: blank)
    while let last = words.last, words.count > 1, !last.contains(where: FieldClass.isWord) {
      words.removeLast()
    }
    return Array(words.joined(separator: [blank]))
  }

  /// A description may begin with as many words of the supplier's name as there was room for, up to a comma.
  private static func withoutBeginning(of supplier: [UInt8], in text: [UInt8]) -> [UInt8] {
    let beginning = text.prefix { $0 != UInt8(ascii: ",") }
    guard beginning.count >= 3, supplier.starts(with: beginning),
      supplier.count == beginning.count || supplier[beginning.count] == blank
    else { return text }
    return Array(text.dropFirst(beginning.count))
  }

  private static func without(_ parts: [[UInt8]], in text: [UInt8]) -> [UInt8] {
    var text = text
    for part in parts where part.count >= 3 {
      guard let start = firstIndex(of: part, in: text) else { continue }
      text.removeSubrange(start..<start + part.count)
    }
    // What joined the parts is left at the beginning: a comma, a colon.
    return collapsed(text.drop { !FieldClass.isWord($0) && $0 != 0xA7 && $0 != UInt8(ascii: "(") })
  }

  private static func firstIndex(of part: [UInt8], in text: [UInt8]) -> Int? {
    guard part.count <= text.count else { return nil }
    return (0...text.count - part.count).first { start in
      text[start] == part[0] && text[start..<start + part.count].elementsEqual(part)
    }
  }
}
