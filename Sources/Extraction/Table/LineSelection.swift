import Invoice

/// Decides which rows are lines of the invoice.
struct LineSelection: Sendable {
  /// A row, or a part of one among the totals, that may be a line.
  struct Entry: Sendable {
    var row: Int
    var reading: RowReading
    /// Words that say what it is; for entries among the totals.
    var label: Range<Int>?
    /// The row that holds `label`, where it is not the entry's own.
    var labelRow: Int?
    var isNegated = false
    /// A charge or allowance of the whole document, which the paper sums apart from its lines.
    var isDocumentLevel = false
    /// What taking it in, or leaving it out, costs when the sum decides.
    var cost = 0.0

    var cents: Int64 { (isNegated ? -1 : 1) * (reading.amount.cents ?? 0) }
  }

  let rows: [TableRow]
  let headers: [TableHeader]
  let totals: TotalsHypothesis
  let vocabulary: TableVocabulary

  var entries: [Entry] = []
  var agreement = LineTable.Agreement.nothing
  /// Credit notes print positive amounts, though the totals given are negative.
  var flipsSign = false

  init(rows: [TableRow], headers: [TableHeader], totals: TotalsHypothesis, vocabulary: TableVocabulary) {
    self.rows = rows
    self.headers = headers
    self.totals = totals
    self.vocabulary = vocabulary
  }

  /// A heading says that the amounts beneath hold the tax.
  var saysGross: Bool {
    entries.contains { entry in rows[entry.row].header.map { headers[$0].saysGross } ?? false }
  }

  mutating func run() {
    var readings = readAll(solver: { header in RowSolver(header: header.map { headers[$0] }) })
    let profiles = learn(readings)
    if !profiles.isEmpty {
      readings = readAll(solver: { header in
        RowSolver(header: header.map { headers[$0] }, profiles: profiles)
      })
    }
    let strong = strongRows(&readings, profiles: profiles)
    let lost = lostEntries { RowSolver(header: headers[$0], profiles: profiles) }
    choose(strong: strong, readings: readings, lost: lost)
  }

  // MARK: Rows

  private func readAll(solver make: (Int?) -> RowSolver) -> [RowReading?] {
    var solvers: [Int: RowSolver] = [:]
    let result: [RowReading?] = rows.indices.map { index in
      let row = rows[index]
      guard !row.isHeader, !row.numbers.isEmpty else { return nil }
      let key = row.header ?? -1
      if solvers[key] == nil { solvers[key] = make(row.header) }
      guard let solver = solvers[key] else { return nil }
      return best(of: row, others: row.numbers + discountsBelow(index), solver: solver)
    }
    return result
  }

  private func best(of row: TableRow, others: [TableNumber], solver: RowSolver) -> RowReading? {
    var best: RowReading?
    // A page of figures has rows of dozens of numbers; a line of an invoice does not.
    guard others.count <= 24 else { return nil }
    let printed = others.filter { !$0.isRepaired }
    let isProven = { (reading: RowReading?) in reading.map { $0.proof != .none && $0.score > 3 } ?? false }
    for amount in row.numbers where amount.looksLikeMoney || amount.isRepaired {
      if amount.isRepaired, isProven(best) { continue }
      var reading = solver.read(amount: amount, others: amount.isRepaired ? others : printed)
      if reading.proof == .none, printed.count < others.count, !amount.isRepaired {
        reading = solver.read(amount: amount, others: others)
      }
      if amount.isRepaired, reading.proof < .near || amount.scale != 2 { continue }
      if amount.hasSplitCents, reading.proof == .none || reading.proof == .near {
        // Unproven, only beneath the heading of amounts and where no other money is.
        guard row.header != nil, solver.fit(amount, .amount) >= 1,
          !row.numbers.contains(where: { $0.looksLikeMoney && !$0.hasSplitCents })
        else { continue }
        reading.score -= 0.2
      }
      // The amount is mostly the last sum of money in its row.
      if row.numbers.contains(where: {
        $0.looksLikeMoney && !$0.overlaps(amount) && $0.box.left > amount.box.left
      }) {
        reading.score -= 0.4
      }
      // A part of "1 234,56" is a worse amount than the whole.
      if row.numbers.contains(where: {
        $0.looksLikeMoney && $0.overlaps(amount) && $0.words.count > amount.words.count && !$0.hasSplitCents
          && !$0.isLoose
      }) {
        reading.score -= 0.5
      }
      if reading.score > best?.score ?? -.infinity { best = reading }
    }
    return best
  }

  /// Percentages on the rows beneath that have no amount of their own, such as a discount's.
  private func discountsBelow(_ row: Int) -> [TableNumber] {
    var found: [TableNumber] = []
    for step in 1...3 where rows.indices.contains(row + step) {
      let below = rows[row + step]
      guard below.page.index == rows[row].page.index, !below.isHeader,
        below.line.box.top - rows[row + step - 1].line.box.bottom < 1.1 * below.line.fontSize,
        !below.numbers.contains(where: \.looksLikeMoney)
      else { break }
      found += below.numbers.filter(\.isPercent).map { $0.at(rowOffset: step) }
    }
    return found
  }

  private func learn(_ readings: [RowReading?]) -> [ColumnRole: RowSolver.Profile] {
    var boxes: [ColumnRole: [Box]] = [:]
    for (index, reading) in readings.enumerated() {
      guard let reading, reading.proof == .exact, !isClosing(index) else { continue }
      boxes[.amount, default: []].append(reading.amount.box)
      if let token = reading.quantity { boxes[.quantity, default: []].append(token.box) }
      if let token = reading.price { boxes[.price, default: []].append(token.box) }
      if let token = reading.discount { boxes[.discount, default: []].append(token.box) }
    }
    var profiles: [ColumnRole: RowSolver.Profile] = [:]
    for (role, boxes) in boxes where boxes.count >= 2 {
      let size = boxes.map(\.height).sorted()[boxes.count / 2]
      var best: (profile: RowSolver.Profile, count: Int)?
      for isRight in [true, false] {
        let edges = boxes.map { isRight ? $0.right : $0.left }.sorted()
        for edge in Set(edges) {
          let tolerance = 0.35 * size
          let count = edges.filter { abs($0 - edge) <= tolerance }.count
          if count > best?.count ?? 0 {
            best = (RowSolver.Profile(edge: edge, isRight: isRight, tolerance: 1.4 * tolerance), count)
          }
        }
      }
      if let best, best.count * 2 >= boxes.count, best.count >= 2 { profiles[role] = best.profile }
    }
    return profiles
  }

  /// A row whose label says that it sums up, taxes, pays or carries over.
  private func isClosing(_ row: Int) -> Bool {
    switch rows[row].label {
    case .total, .tax, .payment, .carry, .subtotal: true
    default: false
    }
  }

  func isIgnored(_ row: Int) -> Bool { isClosing(row) || rows[row].label == .optional }

  private func strongRows(
    _ readings: inout [RowReading?], profiles: [ColumnRole: RowSolver.Profile]
  ) -> [Int] {
    var strong: [Int] = []
    for index in rows.indices {
      guard let reading = readings[index] else { continue }
      // "Abschlagszahlung Nr. 2" beneath a heading is what a part invoice charges.
      let isCharged = rows[index].label == .payment && rows[index].header != nil && reading.score >= 2.5
      if reading.proof != .none, reading.score >= 2, !isIgnored(index) || isCharged {
        strong.append(index)
        continue
      }
      if isIgnored(index) { continue }
      // Till slips print "2 x 1,29" above or below the amount.
      guard reading.proof == .none else { continue }
      let amountFits = reading.score > 0.5 || rows[index].header == nil
      guard amountFits else { continue }
      for step in [1, -1] {
        let other = index + step
        guard rows.indices.contains(other), rows[other].page.index == rows[index].page.index,
          !rows[other].isHeader,
          abs(rows[other].line.box.middleY - rows[index].line.box.middleY) < 2.6 * rows[index].line.fontSize,
          rows[other].numbers.contains(where: \.isFactor), !isClosing(other)
        else { continue }
        if let own = readings[other], own.proof != .none, own.score >= 2 { continue }
        let solver = RowSolver()
        var combined = solver.read(
          amount: reading.amount, others: rows[other].numbers.map { $0.at(rowOffset: step) })
        guard combined.proof != .none, combined.quantity?.isFactor == true || combined.price?.isFactor == true
        else { continue }
        combined.score += 1
        readings[index] = combined
        strong.append(index)
        break
      }
    }
    return strong
  }

}
