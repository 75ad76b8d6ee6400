import Invoice
import Reading

extension LineSelection {
  /// Rows whose amounts recognition lost: as quantity and price give them, or as their digits stand there without a
  /// separator.
  ///
  /// Only what stands beneath its heading explains, and the lines count only where all of them add up to a total.
  func lostEntries(solver: (Int) -> RowSolver) -> [Int: Entry] {
    var found: [Int: Entry] = [:]
    for row in rows.indices {
      guard let header = rows[row].header, rows[row].page.origin == .ocr, !rows[row].isHeader,
        !isIgnored(row),
        rows[row].letters(rows[row].words) >= 3, rows[row].numbers.count <= 24
      else { continue }
      let solver = solver(header)
      guard let reading = derived(rows[row], headers[header], solver) ?? bare(rows[row], solver) else {
        continue
      }
      var entry = Entry(row: row, reading: reading)
      entry.cost = reading.quantity == nil ? 1 : 0.8
      found[row] = entry
    }
    return found
  }

  /// The digits in the column of amounts, where no money is.
  private func bare(_ row: TableRow, _ solver: RowSolver) -> RowReading? {
    let amounts = row.numbers.filter { solver.fit($0, .amount) >= 1 }
    guard !amounts.contains(where: { $0.looksLikeMoney }),
      let amount = amounts.last(where: { $0.isRepaired && $0.scale == 2 && $0.mantissa > 0 })
    else { return nil }
    return RowReading(amount: amount, score: 2)
  }

  /// Lines that add up once a single digit of an amount that nothing proves is another one, or is the rule between
  /// two columns; `nil` where several may be that one, or none is.
  func mended(_ lines: [Entry], total: Amount) -> [Entry]? {
    let difference = total.minorUnits - lines.reduce(0) { $0 + $1.cents }
    let candidates = lines.indices.filter { index in
      let entry = lines[index]
      return entry.reading.proof == .none && !entry.isNegated && rows[entry.row].page.origin == .ocr
        && Self.isMisreading(entry.cents, of: entry.cents + difference)
    }
    guard candidates.count == 1, let index = candidates.first else { return nil }
    var mended = lines
    mended[index].reading.amount.mantissa += difference
    return mended
  }

  private static func isMisreading(_ read: Int64, of meant: Int64) -> Bool {
    guard read > 0, meant > 0 else { return false }
    let (read, meant) = (Array("\(read)".utf8), Array("\(meant)".utf8))
    if read.count == meant.count { return zip(read, meant).count { $0 != $1 } == 1 }
    return read.indices.contains { index in
      read[index] == UInt8(ascii: "1") && Array(read[..<index] + read[(index + 1)...]) == meant
    }
  }

  /// Quantity × price of a row, where each column has just one number that may be it.
  private func derived(_ row: TableRow, _ header: TableHeader, _ solver: RowSolver) -> RowReading? {
    guard header.column(.quantity) != nil, let amountColumn = header.column(.amount) else { return nil }
    func stands(_ number: TableNumber, _ role: ColumnRole) -> Bool { solver.fit(number, role) >= 1 }
    let plain = row.numbers.filter { !$0.isPercent && !$0.isDivisor && !$0.isRepaired && $0.mantissa > 0 }
    guard let price = only(plain.filter { $0.scale >= 2 && $0.scale <= 4 && stands($0, .price) }),
      let quantity = only(plain.filter { !$0.hasSplitCents && !$0.overlaps(price) && stands($0, .quantity) })
    else { return nil }
    let units = row.numbers.filter {
      !$0.overlaps(price) && !$0.overlaps(quantity) && stands($0, .priceUnit)
    }
    let divisor = solver.divisors(among: units).first
    guard divisor != nil || units.isEmpty else { return nil }
    let discount =
      header.column(.discount) == nil
      ? nil
      : row.numbers.first {
        !$0.isDivisor && !$0.isRepaired && $0.scale <= 2 && stands($0, .discount) && !$0.overlaps(price)
          && !$0.overlaps(quantity) && abs($0.approximate) < 100
      }
    guard let cents = RowSolver.product(quantity, price, divisor, discount), cents > 0 else { return nil }
    // Whatever else stands in the column of amounts is what recognition made of this one.
    let rest = row.words.filter { index in
      let word = row.line.words[index]
      return word.box.left > price.box.right && word.box.right > amountColumn.box.left - 2 * word.fontSize
    }
    let words = (rest.first ?? row.words.upperBound)..<row.words.upperBound
    let box = row.line.words[words].dropFirst().reduce(row.line.words[words].first?.box ?? amountColumn.box) {
      $0.union($1.box)
    }
    let amount = TableNumber(mantissa: cents, scale: 2, words: words, box: box)
    return RowReading(
      amount: amount, quantity: quantity, price: price, priceUnit: divisor, discount: discount, proof: .near,
      score: 2)
  }

  private func only(_ numbers: [TableNumber]) -> TableNumber? {
    guard let first = numbers.first, numbers.allSatisfy({ $0.overlaps(first) }) else { return nil }
    return first
  }
}
