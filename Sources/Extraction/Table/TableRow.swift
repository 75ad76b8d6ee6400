import Invoice

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
    numbers = scanner.numbers(in: line).filter {
      inside.contains($0.words.lowerBound) && $0.words.upperBound <= inside.upperBound
    }
    label = Self.label(folded[inside], vocabulary: scanner.vocabulary)
  }

  /// The kind of row that its first words name; numbers and signs before them are passed over.
  static func label(_ folded: ArraySlice<String>, vocabulary: TableVocabulary) -> RowLabel? {
    var words = folded.filter { !$0.isEmpty }
    while let first = words.first, first != "%",
      first.utf8.allSatisfy({ TableNumberScanner.isDigit($0) || $0 == 0x25 })
        || first == "eur" || first == "%"
    { words.removeFirst() }
    guard !words.isEmpty else { return nil }
    return vocabulary.label(words)?.label
  }

  var hasLetters: Bool { folded[words].contains { $0.utf8.contains { $0 >= 0x61 } } }

  func text(_ range: Range<Int>) -> String { line.words[range].map(\.text).joined(separator: " ") }

  func letters(_ range: Range<Int>) -> Int {
    folded[range].reduce(0) { $0 + $1.utf8.filter { $0 >= 0x61 }.count }
  }
}
