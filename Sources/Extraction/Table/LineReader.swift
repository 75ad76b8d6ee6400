import FoundationEssentials
import Invoice

/// Reads the lines of an invoice from its pages.
///
/// Headings name the columns, alignment carries the names to the numbers, and arithmetic decides: quantity ×
/// price = amount in a row, and the amounts together are the total. Which rows count (freight among the totals
/// does, carry-overs and sub-totals don't) is chosen so that the sum is a printed total.
struct LineReader: Sendable {
  let vocabulary: TableVocabulary

  init(vocabulary: TableVocabulary) { self.vocabulary = vocabulary }

  func read(_ document: LayoutDocument, totals: TotalsHypothesis) -> LineTable {
    LineAssembly(selection: selection(of: document, totals: totals), vocabulary: vocabulary, totals: totals)
      .table()
  }

  /// The rows that count, before their words are read.
  func selection(of document: LayoutDocument, totals: TotalsHypothesis) -> LineSelection {
    let scanner = TableNumberScanner(document, vocabulary: vocabulary)
    let headers = HeaderFinder(vocabulary: vocabulary, scanner: scanner).headers(in: document)
    let rows = rows(of: document, headers: headers, scanner: scanner)
    var selection = LineSelection(rows: rows, headers: headers, totals: totals, vocabulary: vocabulary)
    selection.run()
    return selection
  }

  private func rows(
    of document: LayoutDocument, headers: [TableHeader], scanner: TableNumberScanner
  ) -> [TableRow] {
    var rows: [TableRow] = []
    var current: Int?
    for page in document.pages {
      for line in page.lines {
        let starting = headers.firstIndex { $0.page == page.index && $0.lines.contains(line.index) }
        if let starting { current = starting }
        // Beside the table may stand a column of small print.
        var words = 0..<line.words.count
        if let current, starting == nil, headers[current].column(.description) != nil {
          let left = headers[current].box.left - 3.2 * line.fontSize
          var first = 0
          while first < line.words.count, line.words[first].box.right < left { first += 1 }
          let isApart =
            first < line.words.count && first > 0
            && line.words[first].box.left - line.words[first - 1].box.right > 0.8 * line.fontSize
          if isApart { words = first..<line.words.count }
        }
        var row = TableRow(line, page: page, scanner: scanner, words: words)
        row.header = current
        row.isHeader = starting != nil
        if let current, starting == nil, let column = headers[current].column(.priceUnit) {
          row.addPriceUnits(beneath: column)
        }
        rows.append(row)
      }
    }
    return rows
  }
}
