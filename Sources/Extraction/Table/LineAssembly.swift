import FoundationEssentials
import Invoice
import Reading

/// Makes invoice lines of the chosen rows: their words, units, numbers and tax rates.
struct LineAssembly: Sendable {
  let selection: LineSelection
  let vocabulary: TableVocabulary
  let totals: TotalsHypothesis

  /// What a row says besides its numbers.
  private struct Parts {
    var position: Range<Int>?
    var article: Range<Int>?
    var unit: Range<Int>?
    var code: Range<Int>?
    var rate: TableNumber?
    /// Word ranges of the row, in reading order.
    var description: [Range<Int>] = []
    var left: Double?
  }

  func table() -> LineTable {
    var table = LineTable()
    table.agreement = selection.agreement
    let entries = selection.entries
    var parts = entries.map { $0.label == nil ? self.parts(of: $0) : Parts(description: [$0.label ?? 0..<0]) }
    splitArticles(entries, &parts)
    let texts = self.texts(entries, parts)
    for (index, entry) in entries.enumerated() {
      var line = InvoiceLine(position: index + 1)
      let field = "lines[\(index)]"
      let row = selection.rows[entry.row]
      let factorRow = selection.rows[entry.row + entry.reading.factorRow]
      let cents = entry.cents * (selection.flipsSign ? -1 : 1)
      line.netAmount = Amount(minorUnits: cents)
      line.isDocumentLevel = entry.isDocumentLevel
      table.sum = table.sum + Amount(minorUnits: cents)
      table.evidence["\(field).net_amount"] = evidence(row, entry.reading.amount.words, entry)
      if let quantity = entry.reading.quantity {
        line.quantity = quantity.decimal
        table.evidence["\(field).quantity"] = evidence(factorRow, quantity.words, entry)
      }
      if let price = entry.reading.price {
        line.unitPrice = price.decimal
        table.evidence["\(field).unit_price"] = evidence(factorRow, price.words, entry)
      }
      if let unit = entry.reading.priceUnit {
        line.priceUnit = Decimal(unit.mantissa)
        table.evidence["\(field).price_unit"] = evidence(factorRow, unit.words, entry)
      } else if line.unitPrice != nil {
        line.priceUnit = 1
      }
      if let discount = entry.reading.discount {
        line.discountPercent = Decimal(
          sign: .plus, exponent: -discount.scale, significand: Decimal(discount.mantissa.magnitude))
        table.evidence["\(field).discount_percent"] = evidence(
          selection.rows[entry.row + discount.rowOffset], discount.words, entry)
      }
      if let unit = parts[index].unit {
        line.unit = factorRow.text(unit)
        table.evidence["\(field).unit"] = evidence(factorRow, unit, entry)
      } else if let suffix = entry.reading.quantity?.suffix {
        line.unit = suffix
      }
      if let article = texts[index].article ?? parts[index].article.map({ (entry.row, $0) }) {
        line.articleNumber = selection.rows[article.0].text(article.1)
        table.evidence["\(field).article_number"] = evidence(selection.rows[article.0], article.1, entry)
      }
      var words = texts[index].description
      if entry.label != nil, let first = words.first, line.quantity == nil {
        // "2x Wiener Schnitzel"
        let lead = selection.rows[first.0].numbers.first {
          $0.words.lowerBound == first.1.lowerBound && $0.isFactor && $0.scale == 0
        }
        if let lead, lead.words.upperBound < first.1.upperBound {
          line.quantity = lead.decimal
          table.evidence["\(field).quantity"] = evidence(selection.rows[first.0], lead.words, entry)
          words[0].1 = lead.words.upperBound..<first.1.upperBound
        }
      }
      let text = words.map { selection.rows[$0.0].text($0.1) }.joined(separator: " ")
      if !text.isEmpty {
        line.description = text
        if let first = words.first {
          var found = evidence(selection.rows[first.0], first.1, entry)
          for other in words.dropFirst()
          where selection.rows[other.0].page.index == selection.rows[first.0].page.index {
            let more = evidence(selection.rows[other.0], other.1, entry)
            if let box = more.box { found.box = found.box?.union(box) }
            found.text = [found.text, more.text].compactMap(\.self).joined(separator: " ")
          }
          table.evidence["\(field).description"] = found
        }
      }
      table.lines.append(line)
    }
    settleTaxes(&table, entries, parts)
    if selection.agreement != .net, selection.agreement != .gross,
      !(totals.net.isEmpty && totals.gross.isEmpty) || table.lines.isEmpty
    {
      let stated = (totals.net.first ?? totals.gross.first)?.description ?? ""
      // Rounding is shown, and no line is changed for it.
      let rounding = min(totals.rounding, Amount(minorUnits: Int64(table.lines.count)))
      let isRounded = (totals.net + totals.gross).contains { (table.sum - $0).magnitude <= rounding }
      table.findings.append(
        Finding(
          "LINES_DO_NOT_ADD_UP", totals.isProven || isRounded ? .notes : .asks, field: "lines",
          arguments: ["sum": table.sum.description, "stated": stated, "count": "\(table.lines.count)"]))
    }
    return table
  }

  /// Gives each line its rate, and makes net amounts of gross ones.
  private func settleTaxes(_ table: inout LineTable, _ entries: [LineSelection.Entry], _ parts: [Parts]) {
    table.pricesIncludeTax =
      selection.agreement == .gross || (selection.agreement == .printed && selection.saysGross)
    let printed = table.lines.map { $0.netAmount?.minorUnits ?? 0 }
    let taxes = LineTaxes(breakdown: totals.breakdown, isGross: table.pricesIncludeTax)
    let hints = entries.indices.map { index in
      LineTaxes.Hint(
        cents: printed[index],
        rate: parts[index].rate.flatMap { Self.rate($0) },
        code: parts[index].code.map { selection.rows[entries[index].row].text($0) })
    }
    let rates = taxes.rates(hints)
    for index in table.lines.indices {
      table.lines[index].taxRate = rates[index].rate
      table.lines[index].taxCategory = rates[index].category
      let row = selection.rows[entries[index].row]
      if let words = parts[index].rate?.words ?? parts[index].code {
        table.evidence["lines[\(index)].tax_rate"] = evidence(row, words, entries[index])
      }
    }
    guard table.pricesIncludeTax else { return }
    let shares = taxes.netShares(
      printed, rates: rates.map(\.rate), net: totals.net.first?.minorUnits, total: table.sum.minorUnits)
    for index in table.lines.indices { table.lines[index].netAmount = Amount(minorUnits: shares[index]) }
  }

  private static func rate(_ number: TableNumber) -> VATRate? {
    let points: Int64? =
      switch number.scale {
      case 0: number.mantissa * 100
      case 1: number.mantissa * 10
      case 2: number.mantissa
      default: nil
      }
    return points.flatMap { 0...10_000 ~= $0 ? VATRate(basisPoints: $0) : nil }
  }

  // MARK: A row's parts

  /// Blocks of words of a row that no number takes, between gaps and where another column begins.
  private func runs(_ row: TableRow, without taken: Set<Int>, header: TableHeader?) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for index in row.words {
      let word = row.line.words[index]
      if taken.contains(index) {
        if let from = start { runs.append(from..<index) }
        start = nil
        continue
      }
      if let from = start {
        let gap = word.box.left - row.line.words[index - 1].box.right
        let begins =
          header.map { header in
            header.columns.contains { column in
              (column.role == .description || column.role == .article || column.role == .unit)
                && abs(column.box.left - word.box.left) < 0.25 * word.fontSize
                && row.line.words[from].box.left < column.box.left - 0.3 * word.fontSize
            }
          } ?? false
        if gap > 0.95 * word.fontSize || begins {
          runs.append(from..<index)
          start = index
        }
      } else {
        start = index
      }
    }
    if let from = start { runs.append(from..<row.words.upperBound) }
    return runs
  }

  private static let marks: Set<String> = [
    "€", "EUR", "Euro", "EURO", "$", "£", "x", "X", "×", "*", "@", "à", "%", "/", "|", "=", "-", "a", "USD",
    "GBP",
  ]

  private func parts(of entry: LineSelection.Entry) -> Parts {
    var parts = Parts()
    let row = selection.rows[entry.row]
    let header = row.header.map { selection.headers[$0] }
    var taken = Set(entry.reading.amount.words)
    for token in entry.reading.tokens where token.rowOffset == 0 { taken.formUnion(token.words) }
    let factorRow = selection.rows[entry.row + entry.reading.factorRow]
    let words = row.line.words
    // The unit stands right behind the quantity, or before it.
    if let quantity = entry.reading.quantity, quantity.suffix == nil {
      let next = quantity.words.upperBound
      let before = quantity.words.lowerBound - 1
      let factorWords = factorRow.line.words
      if factorRow.words.contains(next), vocabulary.isUnit(factorWords[next].text),
        factorWords[next].box.left - quantity.box.right < 6 * factorWords[next].fontSize,
        !(entry.reading.factorRow == 0 && taken.contains(next))
      {
        parts.unit = next..<next + 1
      } else if factorRow.words.contains(before), vocabulary.isUnit(factorWords[before].text),
        quantity.box.left - factorWords[before].box.right < 8 * factorWords[before].fontSize,
        header?.column(.unit) != nil
      {
        parts.unit = before..<before + 1
      }
      if let unit = parts.unit, entry.reading.factorRow == 0 { taken.formUnion(unit) }
    }
    // Marks of currency and multiplication beside numbers that are taken; other numbers in columns of their own.
    for index in row.words where !taken.contains(index) && Self.marks.contains(words[index].text) {
      if taken.contains(index - 1) || taken.contains(index + 1) { taken.insert(index) }
    }
    let solver = RowSolver(header: header)
    for number in row.numbers where !number.words.contains(where: taken.contains) && !number.hasSplitCents {
      if number.isPercent {
        let next = number.words.upperBound
        if parts.rate == nil { parts.rate = number }
        taken.formUnion(number.words)
        if row.words.contains(next), words[next].text.hasPrefix("%") { taken.insert(next) }
        continue
      }
      guard let header else {
        if number.hasCurrency || (number.looksLikeMoney && number.box.left > entry.reading.amount.box.right) {
          taken.formUnion(number.words)
        }
        continue
      }
      if let nearest = nearestColumn(to: number.box, in: header), nearest != .description, nearest != .article
      {
        let isLone = isAlone(number.words, in: row, taken)
        if isLone || solver.fit(number, nearest) >= 1 {
          if nearest == .taxRate { parts.rate = number }
          if nearest == .taxCode { parts.code = number.words }
          if nearest == .position { parts.position = number.words }
          if nearest != .unit { taken.formUnion(number.words) }
        }
      }
    }
    for index in row.words where !taken.contains(index) && Self.marks.contains(words[index].text) {
      if taken.contains(index - 1) || taken.contains(index + 1) { taken.insert(index) }
    }
    // What stands behind the amount of a till slip is its tax code.
    let behind = entry.reading.amount.words.upperBound..<row.words.upperBound
    let codes = behind.filter { !taken.contains($0) && words[$0].text.utf8.count <= 2 }
    if let code = codes.first, codes.count == 1, parts.code == nil, header == nil {
      parts.code = code..<code + 1
      taken.insert(code)
    }
    let runs = runs(row, without: taken, header: header)
    for (place, run) in runs.enumerated() {
      let box = words[run].dropFirst().reduce(words[run.lowerBound].box) { $0.union($1.box) }
      if let header {
        switch column(of: box, in: header, letters: row.letters(run)) {
        case .position where row.letters(run) <= 4 && parts.position == nil: parts.position = run
        case .article where parts.article == nil: parts.article = run
        case .unit where parts.unit == nil && run.count <= 2: parts.unit = run
        case .taxCode where run.count == 1: parts.code = run
        case .taxRate where run.count == 1 && row.letters(run) <= 2: parts.code = run
        case .date: break
        default: parts.description.append(run)
        }
      } else if place == 0, runs.count > 1, isPosition(row, run) {
        parts.position = run
      } else {
        parts.description.append(run)
      }
    }
    parts.description.removeAll { row.folded[$0].allSatisfy(\.isEmpty) }
    // The position number may lead the description's run.
    if parts.position == nil, let first = parts.description.first, first.count > 1,
      header == nil || header?.column(.position) != nil,
      isPosition(row, first.lowerBound..<first.lowerBound + 1)
    {
      parts.position = first.lowerBound..<first.lowerBound + 1
      parts.description[0] = first.lowerBound + 1..<first.upperBound
    }
    // A number of many digits beneath "Nr." is no running number.
    if parts.article == nil, let position = parts.position, isCode(row.text(position)),
      digits(row.text(position)) >= 5
    {
      parts.article = position
      parts.position = nil
    }
    if let first = parts.description.first(where: { row.letters($0) >= 2 }) {
      parts.left = words[first.lowerBound].box.left
    }
    return parts
  }

  private func isAlone(_ words: Range<Int>, in row: TableRow, _ taken: Set<Int>) -> Bool {
    func isApart(_ left: Int, _ right: Int, _ neighbour: Int) -> Bool {
      guard row.words.contains(neighbour), !taken.contains(neighbour) else { return true }
      return row.line.words[right].box.left - row.line.words[left].box.right > 0.95
        * row.line.words[right].fontSize
    }
    return isApart(words.lowerBound - 1, words.lowerBound, words.lowerBound - 1)
      && isApart(words.upperBound - 1, words.upperBound, words.upperBound)
  }

  private func isPosition(_ row: TableRow, _ run: Range<Int>) -> Bool {
    guard run.count == 1, let index = run.first else { return false }
    let text = row.line.words[index].text
    return text.utf8.count <= 7 && text.utf8.contains(where: TableNumberScanner.isDigit)
      && text.utf8.allSatisfy {
        TableNumberScanner.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ")")
      }
  }

  private func nearestColumn(to box: Box, in header: TableHeader) -> ColumnRole? {
    extended(header).min { TableHeader.distance(box, $0.box) < TableHeader.distance(box, $1.box) }?.role
  }

  /// The columns, that of the description reaching up to the next one.
  private func extended(_ header: TableHeader) -> [HeaderColumn] {
    var columns = header.columns
    for index in columns.indices where columns[index].role == .description {
      if index + 1 < columns.count {
        columns[index].box.right = max(columns[index].box.right, columns[index + 1].box.left - 14)
      }
    }
    return columns
  }

  private func column(of box: Box, in header: TableHeader, letters: Int) -> ColumnRole? {
    let textRoles: Set<ColumnRole> = [.position, .article, .description, .unit, .taxCode, .taxRate, .date]
    let columns = extended(header).filter { textRoles.contains($0.role) }
    guard
      let best = columns.min(by: { TableHeader.distance(box, $0.box) < TableHeader.distance(box, $1.box) })
    else { return nil }
    return best.role
  }

  /// Takes article numbers off the front of descriptions where most rows have one there.
  private func splitArticles(_ entries: [LineSelection.Entry], _ parts: inout [Parts]) {
    func leads(_ index: Int) -> Bool {
      guard parts[index].article == nil, let first = parts[index].description.first, first.count > 1 else {
        return false
      }
      return isCode(selection.rows[entries[index].row].line.words[first.lowerBound].text)
    }
    let own = entries.indices.filter { entries[$0].label == nil && !parts[$0].description.isEmpty }
    let leading = own.filter(leads)
    for index in leading {
      let row = selection.rows[entries[index].row]
      let hasColumn = row.header.map { selection.headers[$0].column(.article) != nil } ?? false
      guard hasColumn || leading.count * 2 >= own.count else { continue }
      let first = parts[index].description[0]
      // "0714 53 105": numbers may be parted by blanks.
      var end = first.lowerBound + 1
      while end < first.upperBound - 1, row.line.words[end].text.utf8.count <= 3,
        row.line.words[end].text.utf8.allSatisfy(TableNumberScanner.isDigit),
        digits(row.line.words[first.lowerBound].text) == 4
      { end += 1 }
      parts[index].article = first.lowerBound..<end
      parts[index].description[0] = end..<first.upperBound
    }
  }

  private func digits(_ text: String) -> Int { text.utf8.filter(TableNumberScanner.isDigit).count }

  /// Digits, capitals and marks, at least four digits.
  private func isCode(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: digits += 1
      case 0x41...0x5a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ","): break
      default: return false
      }
    }
    return digits >= 4
  }

  // MARK: Texts over several rows

  private struct Texts {
    var description: [(Int, Range<Int>)] = []
    var article: (Int, Range<Int>)?
  }

  /// Each entry's description: its row's own words and the rows that belong to it.
  private func texts(_ entries: [LineSelection.Entry], _ parts: [Parts]) -> [Texts] {
    let rows = selection.rows
    var texts = entries.indices.map { index in
      Texts(description: parts[index].description.map { (entries[index].labelRow ?? entries[index].row, $0) })
    }
    var used = Set<Int>()
    for entry in entries {
      used.insert(entry.row)
      for token in entry.reading.tokens { used.insert(entry.row + token.rowOffset) }
    }
    let items = entries.indices.filter { entries[$0].label == nil }
    let bare = items.filter { index in
      parts[index].description.reduce(0) { $0 + rows[entries[index].row].letters($1) } < 3
    }
    let standsAbove = bare.count * 2 > items.count
    let lefts = items.compactMap { parts[$0].left }.sorted()
    let left = lefts.isEmpty ? nil : lefts[lefts.count / 2]
    for (place, index) in items.enumerated() {
      let entry = entries[index]
      let isBare = bare.contains(index)
      if isBare, let around = rowsAround(entry.row), around.allSatisfy({ !used.contains($0) }) {
        for row in around {
          used.insert(row)
          append(row, to: &texts[index], left: nil)
        }
      } else if isBare, !standsAbove, isNearerBelow(entry.row) {
        extendDown(index, entries, &texts, &used, left: left)
      } else if isBare {
        // The text stands above, back to the entry before.
        let limit = place > 0 ? entries[items[place - 1]].row : -1
        var collected: [Int] = []
        var row = entry.row - 1
        var previous = entry.row
        while row > limit, !used.contains(row), collected.count < 8 {
          if rows[row].page.index != rows[entry.row].page.index || rows[row].isHeader {
            break
          }
          let gap = rows[previous].line.box.top - rows[row].line.box.bottom
          guard gap < 1.1 * rows[row].line.fontSize, rows[row].hasLetters, !closes(row) else { break }
          collected.append(row)
          previous = row
          row -= 1
        }
        if collected.isEmpty, rows.indices.contains(row),
          rows[row].page.index != rows[entry.row].page.index
            || rows[row].isHeader, place > 0
        {
          // The text may have stayed at the foot of the page before.
          var back = entry.row - 1
          while back > limit, rows[back].page.index == rows[entry.row].page.index { back -= 1 }
          if back > limit, !used.contains(back), limit >= 0, limit + 1 <= back, rows[limit + 1].hasLetters {
            collected.append(limit + 1)
          }
        }
        for row in collected.reversed() where !used.contains(row) {
          used.insert(row)
          append(row, to: &texts[index], left: nil)
        }
        if !standsAbove, collected.isEmpty { extendDown(index, entries, &texts, &used, left: left) }
      } else if !standsAbove {
        extendDown(index, entries, &texts, &used, left: parts[index].left ?? left)
      }
    }
    return texts
  }

  /// As many rows above as beneath a row of numbers that stands in the middle of its cell's text, between two of its
  /// lines; `nil` where it does not.
  private func rowsAround(_ row: Int) -> [Int]? {
    let rows = selection.rows
    func isText(_ other: Int, beside neighbour: Int, gap: Double) -> Bool {
      guard rows.indices.contains(other), rows[other].page.index == rows[row].page.index else { return false }
      let (upper, lower) = other < neighbour ? (other, neighbour) : (neighbour, other)
      return !rows[other].isHeader && !closes(other) && rows[other].hasLetters
        && !rows[other].numbers.contains(where: \.looksLikeMoney)
        && rows[lower].line.box.top - rows[upper].line.box.bottom < gap * rows[row].line.fontSize
    }
    // Both reach into the row's own height.
    guard isText(row - 1, beside: row, gap: -0.2), isText(row + 1, beside: row, gap: -0.2) else { return nil }
    var count = 1
    while count < 4, isText(row - count - 1, beside: row - count, gap: 0.25),
      isText(row + count + 1, beside: row + count, gap: 0.25)
    {
      count += 1
    }
    return Array(row - count..<row) + Array(row + 1...row + count)
  }

  /// Whether the row beneath is as near as the one above, as in cells that are centred on their numbers.
  private func isNearerBelow(_ row: Int) -> Bool {
    let rows = selection.rows
    guard rows.indices.contains(row + 1), rows[row + 1].page.index == rows[row].page.index else {
      return false
    }
    let below = rows[row + 1].line.box.top - rows[row].line.box.bottom
    guard row > 0, rows[row - 1].page.index == rows[row].page.index, !rows[row - 1].isHeader else {
      return true
    }
    return below <= rows[row].line.box.top - rows[row - 1].line.box.bottom
  }

  private func closes(_ row: Int) -> Bool {
    switch selection.rows[row].label {
    case .total, .tax, .carry, .subtotal, .payment: true
    default: false
    }
  }

  private func extendDown(
    _ index: Int, _ entries: [LineSelection.Entry], _ texts: inout [Texts], _ used: inout Set<Int>,
    left: Double?
  ) {
    let rows = selection.rows
    let entry = entries[index]
    var row = max(entry.row, entry.row + entry.reading.factorRow) + 1
    var previous = row - 1
    var count = 0
    while row < rows.count, !used.contains(row), count < 6,
      rows[row].page.index == rows[entry.row].page.index,
      !rows[row].isHeader, !closes(row)
    {
      let gap = rows[row].line.box.top - rows[previous].line.box.bottom
      guard gap < 0.75 * rows[row].line.fontSize else { break }
      guard append(row, to: &texts[index], left: left) else { break }
      used.insert(row)
      previous = row
      row += 1
      count += 1
    }
  }

  /// Takes a row's words into a description; false where they don't belong.
  @discardableResult
  private func append(_ row: Int, to texts: inout Texts, left: Double?) -> Bool {
    let source = selection.rows[row]
    if source.label == .article, texts.article == nil {
      // "Best.-Nr. 92.42.7793" beneath the description.
      var code = source.words.lowerBound
      while code < source.words.upperBound,
        !source.folded[code].utf8.contains(where: TableNumberScanner.isDigit)
      { code += 1 }
      if code < source.words.upperBound { texts.article = (row, code..<source.words.upperBound) }
      return true
    }
    var words = source.words
    if let left {
      let size = source.line.fontSize
      guard let first = words.first(where: { source.line.words[$0].box.left >= left - 0.8 * size }) else {
        return false
      }
      // Words at the left margin start something new, but for more numbers of the same article.
      if first != words.lowerBound {
        let codes = words.lowerBound..<first
        guard isArticle(codes, of: source, before: first) else { return false }
        if texts.article == nil { texts.article = (row, codes) }
      }
      guard source.line.words[first].box.left <= left + 4 * size else { return false }
      words = first..<words.upperBound
    }
    guard source.letters(words) >= 1 || source.numbers.isEmpty == false else { return false }
    if source.label == .note || source.label == .optional { return left != nil && source.label == .note }
    texts.description.append((row, words))
    return true
  }

  /// Whether words left of a text are numbers beneath a heading of articles or positions.
  private func isArticle(_ words: Range<Int>, of row: TableRow, before text: Int) -> Bool {
    guard let header = row.header.map({ selection.headers[$0] }),
      header.column(.article) != nil || header.column(.position) != nil,
      row.line.words[text].box.left - row.line.words[text - 1].box.right > 0.95 * row.line.fontSize
    else { return false }
    return words.allSatisfy { index in
      let letters = row.line.words[index].text.utf8
      return letters.contains(where: TableNumberScanner.isDigit)
        && letters.allSatisfy { !(0x61...0x7a ~= $0) }
    }
  }

  // MARK: Evidence

  private func evidence(_ row: TableRow, _ words: Range<Int>, _ entry: LineSelection.Entry) -> Evidence {
    let inside = words.clamped(to: 0..<row.line.words.count)
    guard let first = inside.first else {
      return Evidence(source: .derived, confidence: 0.5)
    }
    let box = row.line.words[inside].dropFirst().reduce(row.line.words[first].source) { $0.union($1.source) }
    let seen = row.line.words[inside].map(\.confidence).min() ?? 1
    let proof: Double =
      switch entry.reading.proof {
      case .exact: 0.98
      case .near, .trivial: 0.93
      case .none: 0.85
      }
    let sum = selection.agreement == .nothing ? 0.7 : 1
    return Evidence(
      source: row.page.origin == .ocr ? .ocr : .text, confidence: proof * sum * min(1, 0.5 + seen / 2),
      page: row.page.number, box: box, text: row.printed(inside))
  }
}
