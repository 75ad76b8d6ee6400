import Invoice
import Reading

/// Amounts and accounts in a text layer that do not show on the page and stand nowhere else in the document.
///
/// Other hidden text is common and harmless: marks for archives, the words of a logo.
struct HiddenValues {
  private(set) var values: [(page: Int, text: String)] = []

  init(_ pages: [Page]) {
    let shown = Set(pages.flatMap(\.words).map { Self.figures(of: $0.text) })
    let printed = Self.letters(of: pages.flatMap(\.words))
    for page in pages {
      let words = page.hidden ?? []
      for (index, word) in words.enumerated() {
        if Self.isAmount(word.text), !shown.contains(Self.figures(of: word.text)) {
          values.append((page.number, word.text))
        } else if let iban = Self.iban(in: words[index...]), !printed.contains(iban.value) {
          values.append((page.number, iban.value))
        }
      }
    }
  }

  private static func figures(of text: String) -> String { text.filter { "0"..."9" ~= $0 } }

  private static func letters(of words: [PlacedWord]) -> String {
    String(decoding: words.flatMap { $0.text.uppercased().utf8.filter { isAlphanumeric($0) } }, as: UTF8.self)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte || 0x41...0x5A ~= byte }

  /// Figures, and two of them behind a last comma or point.
  private static func isAmount(_ text: String) -> Bool {
    let bytes = Array(text.utf8).filter { $0 < 0x80 }
    guard let mark = bytes.lastIndex(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }), mark > 0,
      0x30...0x39 ~= bytes[mark - 1]
    else { return false }
    return bytes[(mark + 1)...].prefix { 0x30...0x39 ~= $0 }.count == 2
      && bytes[(mark + 1)...].count { 0x30...0x39 ~= $0 } == 2
  }

  /// An IBAN that begins with the first word, in one piece or in groups.
  private static func iban(in words: ArraySlice<PlacedWord>) -> IBAN? {
    var text = ""
    for word in words.prefix(10) {
      text += word.text
      if let iban = IBAN(text) { return iban }
      if text.utf8.count > 34 { break }
    }
    return nil
  }
}
