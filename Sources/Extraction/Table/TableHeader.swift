import Invoice

/// One column as its heading names it.
struct HeaderColumn: Sendable {
  var role: ColumnRole
  /// What else the heading may mean, where another column has the role already.
  var otherwise: ColumnRole?
  var box: Box
  var text: String
}

/// The heading of a table of lines: one to three rows of words that name columns.
struct TableHeader: Sendable {
  /// Index into the document's pages.
  let page: Int
  /// Lines of the page that belong to it.
  let lines: ClosedRange<Int>
  /// From left to right.
  let columns: [HeaderColumn]
  let box: Box

  var saysGross: Bool

  func column(_ role: ColumnRole) -> HeaderColumn? { columns.first { $0.role == role } }

  /// How far a box stands from a column's heading: the best of left, right and middle alignment.
  static func distance(_ box: Box, _ column: Box) -> Double {
    let aligned = min(
      abs(box.left - column.left), abs(box.right - column.right), abs(box.middleX - column.middleX))
    let gap = max(0, max(box.left - column.right, column.left - box.right))
    return aligned + 2 * gap
  }
}

/// Finds the headings of tables by their words.
struct HeaderFinder: Sendable {
  let vocabulary: TableVocabulary
  let scanner: TableNumberScanner

  /// A part of a row that names a column.
  private struct Cell {
    var term: TableVocabulary.HeaderTerm
    var words: Range<Int>
    var box: Box
    var text: String
  }

  func headers(in document: LayoutDocument) -> [TableHeader] {
    document.pages.flatMap { headers(on: $0) }
  }

  private func headers(on page: LayoutPage) -> [TableHeader] {
    var found: [TableHeader] = []
    var index = 0
    let cells = page.lines.map { self.cells(in: $0) }
    while index < page.lines.count {
      guard let strength = strength(cells[index], page.lines[index]), strength >= 2 else {
        index += 1
        continue
      }
      var first = index
      var last = index
      // A heading may take several rows: those beside it whose words are terms as well, or parts of terms.
      while first > 0, found.last?.lines.contains(first - 1) != true,
        isNear(page.lines[first - 1], page.lines[first]),
        belongs(cells[first - 1], page.lines[first - 1], within: page.lines[index].box)
      { first -= 1 }
      while last + 1 < page.lines.count, isNear(page.lines[last], page.lines[last + 1]),
        belongs(cells[last + 1], page.lines[last + 1], within: page.lines[index].box)
      { last += 1 }
      if let header = header(page, first...last, cells) { found.append(header) }
      index = last + 1
    }
    return found
  }

  private func isNear(_ upper: TextLine, _ lower: TextLine) -> Bool {
    lower.box.top - upper.box.bottom < 0.9 * max(upper.fontSize, lower.fontSize)
  }

  /// Whether a row next to a heading belongs to it.
  private func belongs(_ cells: [Cell], _ line: TextLine, within box: Box) -> Bool {
    let inside = line.words.filter { $0.box.right > box.left - 40 && $0.box.left < box.right + 40 }
    guard !inside.isEmpty, inside.count <= 12,
      !inside.contains(where: { $0.text.utf8.contains { TableNumberScanner.isDigit($0) } })
    else { return false }
    let covered = cells.reduce(0) { $0 + $1.words.count }
    return covered * 3 >= inside.count * 2
  }

  /// How many roles a row names that only a table of lines has; `nil` where it is no heading.
  private func strength(_ cells: [Cell], _ line: TextLine) -> Int? {
    let roles = Set(cells.map(\.term.role))
    let hasAmount = roles.contains(.amount) || roles.contains(.price) || roles.contains(.netPrice)
    let own: Set<ColumnRole> = [
      .position, .article, .description, .quantity, .unit, .price, .netPrice, .priceUnit,
    ]
    let strength = roles.intersection(own).count
    guard hasAmount, strength >= 1, roles.count >= 2 else { return nil }
    let covered = cells.reduce(0) { $0 + $1.words.count }
    let money = scanner.numbers(in: line).contains { $0.looksLikeMoney }
    guard !money, covered * 2 >= line.words.count || covered >= 4 else { return nil }
    // A sentence may hold one or two of the words.
    let spread = line.segments.count
    guard spread >= 2 || covered == line.words.count else { return nil }
    return roles.count
  }

  /// The longest terms that a row's words make up, up to four words each and not across a wide gap.
  private func cells(in line: TextLine) -> [Cell] {
    guard line.words.count <= 40 else { return [] }
    var cells: [Cell] = []
    var index = 0
    while index < line.words.count {
      var match: Cell?
      var folded = ""
      var box = line.words[index].box
      for end in index..<min(index + 4, line.words.count) {
        if end > index {
          let gap = line.words[end].box.left - line.words[end - 1].box.right
          if gap > 0.8 * line.words[end].fontSize { break }
          box = box.union(line.words[end].box)
        }
        folded += TableVocabulary.fold(line.words[end].text)
        guard !folded.isEmpty, let term = vocabulary.header(folded) else { continue }
        match = Cell(
          term: term, words: index..<end + 1, box: box,
          text: line.words[index...end].map(\.text).joined(separator: " "))
      }
      if let match {
        // A second language after a slash names the same column.
        if let last = cells.last, match.words.lowerBound == last.words.upperBound + 1,
          line.words[last.words.upperBound].text == "/",
          match.box.left - last.box.right < 2.2 * line.words[index].fontSize
        {
          cells[cells.count - 1].words = last.words.lowerBound..<match.words.upperBound
          cells[cells.count - 1].box = last.box.union(match.box)
          if last.term.otherwise == match.term.role { cells[cells.count - 1].term = match.term }
        } else {
          cells.append(match)
        }
        index = match.words.upperBound
      } else {
        index += 1
      }
    }
    return cells
  }

  private func header(_ page: LayoutPage, _ lines: ClosedRange<Int>, _ cells: [[Cell]]) -> TableHeader? {
    var columns: [HeaderColumn] = []
    for line in lines {
      for cell in cells[line] {
        // Parts of one heading beneath each other.
        if let above = columns.firstIndex(where: {
          min($0.box.right, cell.box.right) - max($0.box.left, cell.box.left)
            > 0.5 * min($0.box.width, cell.box.width) && line > lines.lowerBound
            && cell.box.top - $0.box.bottom < 3
        }) {
          let together = columns[above].text + " " + cell.text
          if let term = vocabulary.headers[TableVocabulary.fold(together)] {
            columns[above].role = term.role
            columns[above].otherwise = term.otherwise
          } else if columns[above].role != cell.term.role {
            columns.append(
              HeaderColumn(
                role: cell.term.role, otherwise: cell.term.otherwise, box: cell.box, text: cell.text))
            continue
          }
          columns[above].text = together
          columns[above].box = columns[above].box.union(cell.box)
        } else {
          columns.append(
            HeaderColumn(role: cell.term.role, otherwise: cell.term.otherwise, box: cell.box, text: cell.text)
          )
        }
      }
    }
    columns.sort { $0.box.left < $1.box.left }
    settle(&columns)
    addDescription(&columns, page, lines)
    guard columns.contains(where: { $0.role == .amount || $0.role == .price }), columns.count >= 2 else {
      return nil
    }
    let box = columns.dropFirst().reduce(columns[0].box) { $0.union($1.box) }
    let text = lines.map { page.lines[$0].text }.joined(separator: " ")
    let folded = TableVocabulary.fold(text)
    let saysGross = folded.contains("brutto") || folded.contains("inklmwst") || folded.contains("gross")
    return TableHeader(page: page.index, lines: lines, columns: columns, box: box, saysGross: saysGross)
  }

  /// Where no heading is known for the texts, the first unknown one stands over them.
  private func addDescription(_ columns: inout [HeaderColumn], _ page: LayoutPage, _ lines: ClosedRange<Int>)
  {
    guard !columns.contains(where: { $0.role == .description }) else { return }
    for line in lines {
      for segment in page.lines[line].segments {
        let isKnown = columns.contains {
          min($0.box.right, segment.box.right) - max($0.box.left, segment.box.left) > 0
        }
        let folded = TableVocabulary.fold(page.lines[line].text(segment.bytes))
        guard !isKnown, folded.utf8.filter({ $0 >= 0x61 }).count >= 4 else { continue }
        columns.append(
          HeaderColumn(
            role: .description, otherwise: nil, box: segment.box, text: page.lines[line].text(segment.bytes)))
        columns.sort { $0.box.left < $1.box.left }
        return
      }
    }
  }

  /// Gives a second role to headings whose first is taken.
  private func settle(_ columns: inout [HeaderColumn]) {
    // Which of two amounts is the line's: the last; an earlier one is a price.
    let amounts = columns.indices.filter { columns[$0].role == .amount }
    for index in amounts.dropLast() {
      columns[index].role = columns[index].otherwise ?? .price
    }
    if amounts.isEmpty, let last = columns.lastIndex(where: { $0.role == .price }),
      columns.filter({ $0.role == .price }).count > 1
    {
      columns[last].role = .amount
    }
    for role in ColumnRole.allCases where role != .amount {
      let same = columns.indices.filter { columns[$0].role == role }
      guard same.count > 1 else { continue }
      for index in same {
        guard let otherwise = columns[index].otherwise, !columns.contains(where: { $0.role == otherwise })
        else {
          continue
        }
        columns[index].role = otherwise
        break
      }
    }
    // Two prices: the one further right is after discount.
    let prices = columns.indices.filter { columns[$0].role == .price }
    if prices.count == 2 { columns[prices[1]].role = .netPrice }
    // "%" alone, right of a tax heading, belongs to it; "Satz" and "Rate" alone are prices or rates.
    if !columns.contains(where: { $0.role == .description }),
      let item = columns.firstIndex(where: { $0.otherwise == .description })
    {
      columns[item].role = .description
    }
  }
}
