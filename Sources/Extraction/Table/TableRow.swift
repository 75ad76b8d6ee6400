import Invoice
import Reading

/// A line of a page as the table reader sees it.
struct TableRow: Sendable {
  let page: LayoutPage
  let line: TextLine
  /// The words that may belong to the table; a column beside it is left out.
  var words: Range<Int>
  var numbers: [TableNumber]
  /// Lower case without marks, one per word of the line.
  let folded: [String]
  let label: RowLabel?
  /// Index into the document's headers; `nil` before the first.
  var header: Int?
  /// The row is a part of a heading.
  var isHeader = false

  init(_ line: TextLine, page: LayoutPage, scanner: TableNumberScanner, words: Range<Int>? = nil) {
    self.page = page
    self.line = line
    self.words = words ?? 0..<line.words.count
    folded = line.words.map { TableVocabulary.fold($0.text) }
    let inside = self.words
    numbers = scanner.numbers(in: line, isRecognised: page.origin == .ocr).filter {
      inside.contains($0.words.lowerBound) && $0.words.upperBound <= inside.upperBound
    }
    label = Self.label(folded[inside], vocabulary: scanner.vocabulary)
  }

  /// Signs for "per hundred" and "per thousand" in the column of price units.
  mutating func addPriceUnits(beneath column: HeaderColumn) {
    for index in words {
      let word = line.words[index]
      guard let value = Self.priceUnits[word.text], TableHeader.distance(word.box, column.box) < word.fontSize
      else {
        continue
      }
      numbers.append(
        TableNumber(mantissa: value, scale: 0, words: index..<index + 1, box: word.box, isDivisor: true))
    }
  }

  private static let priceUnits: [String: Int64] = [
    "%": 100, "C": 100, "H": 100, "‰": 1000, "M": 1000, "T": 1000,
  ]

  /// The kind of row that its first words name; numbers and signs before them are passed over.
  static func label(_ folded: ArraySlice<String>, vocabulary: TableVocabulary) -> RowLabel? {
    // Rates and amounts between the words say nothing about the kind of row.
    let words = folded.filter { word in
      !word.isEmpty && word != "eur" && !word.utf8.allSatisfy { TableNumberScanner.isDigit($0) || $0 == 0x25 }
    }
    guard !words.isEmpty else { return nil }
    if let found = vocabulary.label(words) { return found.label }
    // A sentence may stand left of the word that matters: "Es gelten unsere Bedingungen. Übertrag".
    for start in words.indices.suffix(3).dropFirst(words.count > 3 ? 0 : 3) {
      guard let found = vocabulary.label(words[start...]), start + found.count == words.count else {
        continue
      }
      if found.label == .carry { return .carry }
    }
    return nil
  }

  var hasLetters: Bool { folded[words].contains { $0.utf8.contains { $0 >= 0x61 } } }

  func text(_ range: Range<Int>) -> String { line.words[range].map(\.text).joined(separator: " ") }

  /// As ``text(_:)`` in the spelling of the page.
  func printed(_ range: Range<Int>) -> String {
    line.words[range].map { $0.printed ?? $0.text }.joined(separator: " ")
  }

  private static let currencies: Set<String> = ["eur", "euro", "chf", "usd", "gbp"]

  /// How many letters words have; names of currencies do not count.
  func letters(_ range: Range<Int>) -> Int {
    folded[range].reduce(0) { Self.currencies.contains($1) ? $0 : $0 + $1.utf8.filter { $0 >= 0x61 }.count }
  }
}
