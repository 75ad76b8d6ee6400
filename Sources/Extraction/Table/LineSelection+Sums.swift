import Invoice

extension LineSelection {
  /// An amount among the totals with the words that name it.
  struct Pair: Sendable {
    var number: TableNumber
    var label: Range<Int>
    var labelRow: Int
    var kind: RowLabel?
    /// The words are what is left of "wir berechnen Ihnen …".
    var isSentence = false
  }

  /// The amounts of a row, each with the words before it, or behind it where the amount comes first.
  func pairs(of row: Int) -> [Pair] {
    let source = rows[row]
    var money: [TableNumber] = []
    for number in source.numbers where number.looksLikeMoney && (!number.hasUnit || number.hasCurrency) {
      if let last = money.last, last.overlaps(number) {
        if number.words.count > last.words.count, !number.hasSplitCents, !number.isLoose {
          money[money.count - 1] = number
        }
        continue
      }
      if number.hasSplitCents || number.isLoose { continue }
      money.append(number)
    }
    guard !money.isEmpty, money.count <= 10 else { return [] }
    let isBehind =
      source.letters(source.words.lowerBound..<money[0].words.lowerBound) == 0
      && source.letters(money[0].words.upperBound..<source.words.upperBound) > 2
    var result: [Pair] = []
    for (index, number) in money.enumerated() {
      var label =
        isBehind
        ? number.words
          .upperBound..<(index + 1 < money.count
          ? money[index + 1].words.lowerBound : source.words.upperBound)
        : (index > 0 ? money[index - 1].words.upperBound : source.words.lowerBound)..<number.words.lowerBound
      label = lastRun(of: label, in: source, first: isBehind)
      var labelRow = row
      if source.letters(label) < 2, source.letters(source.words) < 6, let above = labelAbove(number, row: row)
      {
        labelRow = above.row
        label = above.words
      }
      if let service = service(label, in: rows[labelRow]) {
        result.append(Pair(number: number, label: service, labelRow: labelRow, kind: nil, isSentence: true))
        continue
      }
      let kind = TableRow.label(rows[labelRow].folded[label], vocabulary: vocabulary)
      result.append(Pair(number: number, label: label, labelRow: labelRow, kind: kind))
    }
    return result
  }

  /// The part of a range after its last wide gap that has letters.
  private func lastRun(of range: Range<Int>, in row: TableRow, first: Bool) -> Range<Int> {
    var runs: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where index > start {
      let gap = row.line.words[index].box.left - row.line.words[index - 1].box.right
      if gap > 1.6 * row.line.words[index].fontSize {
        runs.append(start..<index)
        start = index
      }
    }
    if start < range.upperBound { runs.append(start..<range.upperBound) }
    let lettered = runs.filter { row.letters($0) >= 2 }
    return (first ? lettered.first : lettered.last) ?? range
  }

  /// Totals side by side have their names in the row above.
  private func labelAbove(_ number: TableNumber, row: Int) -> (row: Int, words: Range<Int>)? {
    guard row > 0, rows[row - 1].page.index == rows[row].page.index,
      rows[row].line.box.top - rows[row - 1].line.box.bottom < 1.5 * rows[row].line.fontSize
    else { return nil }
    let above = rows[row - 1]
    guard !above.numbers.contains(where: \.looksLikeMoney) else { return nil }
    var best: (distance: Double, words: Range<Int>)?
    for segment in above.line.segments {
      let distance = TableHeader.distance(number.box, segment.box)
      if distance < best?.distance ?? 40 { best = (distance, segment.words) }
    }
    return best.map { (row - 1, $0.words) }
  }

  private func isClosing(_ kind: RowLabel?) -> Bool {
    switch kind {
    case .total, .tax, .payment, .carry, .subtotal: true
    default: false
    }
  }

  /// One change of the set of lines: an entry to add or to leave out.
  private struct Option {
    var entry: Entry
    var delta: Int64
    var cost: Double
    /// Index into the base that is left out, or `nil` for an addition.
    var removes: Int?
    /// What stands for the one that is left out.
    var replacement: Entry?
  }

  /// A set of lines and the changes of it that reach a total.
  private struct Outcome {
    var base: [Entry]
    var options: [Option]
    var cost: Double
    var chosen: [Int]
    var target: (cents: Int64, kind: LineTable.Agreement, penalty: Double, flips: Bool)
  }

  mutating func choose(strong: [Int], readings: [RowReading?], lost: [Int: Entry]) {
    let strongSet = Set(strong)
    let lastStrong = strong.last ?? -1
    let pairsOfRow = rows.indices.map { rows[$0].isHeader || strongSet.contains($0) ? [] : pairs(of: $0) }
    func closes(_ row: Int) -> Bool {
      guard !rows[row].isHeader else { return false }
      if strongSet.contains(row) { return false }
      let pairs = pairsOfRow[row]
      guard !pairs.isEmpty else { return false }
      return pairs.contains { $0.kind == .total || $0.kind == .tax || $0.kind == .subtotal }
    }
    // Where the table ends: the first total beneath its last sure row.
    var end = rows.count
    let firstHeader = rows.firstIndex { $0.header != nil && !$0.isHeader }
    var weak: [Int] = []
    for row in rows.indices {
      if row > lastStrong, closes(row), row > (firstHeader ?? 0), !weak.isEmpty || !strong.isEmpty {
        end = row
        break
      }
      guard !strongSet.contains(row), rows[row].header != nil, let reading = readings[row],
        !rows[row].isHeader,
        isWeak(row, reading)
      else { continue }
      weak.append(row)
    }
    var base: [Entry] = []
    for row in (strong + weak).sorted() where row < end || strongSet.contains(row) {
      guard let reading = readings[row] else { continue }
      var entry = Entry(row: row, reading: reading)
      entry.cost =
        switch reading.proof {
        case .exact: 2.5
        case .near, .trivial: 1.8
        case .none: rows[row].label == .note ? 0.4 : 1
        }
      base.append(entry)
    }
    func outcome(_ base: [Entry], lost: [Int: Entry] = [:]) -> Outcome? {
      let options = options(
        base: base, end: base.isEmpty ? 0 : min(end, rows.count), pairs: pairsOfRow, lost: lost)
      return cheapest(base, options, pairs: pairsOfRow, end: end)
    }
    var best = outcome(base)
    if best?.cost ?? .infinity > 0, !lost.isEmpty {
      let whole = completed(base, with: lost, end: end)
      // With many changes some set of them would reach any total.
      let limit = min(1, (best?.cost ?? .infinity) - Self.derivation)
      if let other = outcome(whole, lost: lost), other.cost < limit { best = other }
      if best == nil { best = mended(whole) }
    }
    if best == nil { best = mended(base) }
    take(best, else: base, pairs: pairsOfRow, end: end)
  }

  /// What it costs that amounts are not those that were read.
  private static let derivation = 0.5

  /// The lines with those whose amounts recognition lost.
  private func completed(_ base: [Entry], with lost: [Int: Entry], end: Int) -> [Entry] {
    let kept = base.map { entry in
      entry.reading.amount.isRepaired ? lost[entry.row] ?? entry : entry
    }
    let known = Set(base.map(\.row))
    let more = lost.values.filter { !known.contains($0.row) && $0.row < end }
    return (kept + more).sorted { $0.row < $1.row }
  }

  /// Lines of which one has a misread digit, against the likeliest total.
  private func mended(_ lines: [Entry]) -> Outcome? {
    let targets: [(total: Amount?, kind: LineTable.Agreement)] = [
      (totals.net.first, .net), (totals.gross.first, .gross),
    ]
    for (total, kind) in targets {
      guard let total, let mended = mended(lines, total: total) else { continue }
      return Outcome(
        base: mended, options: [], cost: 1, chosen: [], target: (total.minorUnits, kind, 0, false))
    }
    return nil
  }

  /// A row with an amount in the column of amounts, though nothing proves it.
  private func isWeak(_ row: Int, _ reading: RowReading) -> Bool {
    guard let cents = reading.amount.cents, cents != 0, reading.score > 0.7 else { return false }
    switch rows[row].label {
    case .total, .tax, .payment, .carry, .subtotal, .optional, .article: return false
    default: break
    }
    if isTax(reading.amount, in: row) { return false }
    // Something must name it, here or in the row above.
    if rows[row].letters(rows[row].words) >= 3 { return true }
    return row > 0 && rows[row - 1].letters(rows[row - 1].words) >= 3 && !rows[row - 1].isHeader
      && !isClosing(rows[row - 1].label)
  }

  private func options(
    base: [Entry], end: Int, pairs: [[Pair]], lost: [Int: Entry]
  ) -> [Option] {
    var options: [Option] = []
    for (index, entry) in base.enumerated() {
      options.append(Option(entry: entry, delta: -entry.cents, cost: entry.cost, removes: index))
      // A misread digit of an amount that nothing proves.
      if let other = lost[entry.row], entry.reading.proof == .none, other.cents != entry.cents {
        options.append(
          Option(
            entry: entry, delta: other.cents - entry.cents, cost: other.cost, removes: index,
            replacement: other))
      }
    }
    let taken = Set(base.map(\.row))
    var passed: [Int64] = []
    for row in rows.indices where !taken.contains(row) {
      let isBeneath = row >= end
      for pair in pairs[row] {
        let source = rows[pair.labelRow]
        // Insurance tax is no VAT: it is a cost of its own.
        let isInsuranceTax =
          pair.kind == .tax
          && source.folded[pair.label].contains { $0.hasPrefix("versicherung") && $0.hasSuffix("steuer") }
        guard let cents = pair.number.cents, cents != 0, !isClosing(pair.kind) || isInsuranceTax,
          pair.kind != .note, pair.kind != .article, pair.kind != .optional
        else { continue }
        if sumsUp(cents, passed) || isTax(pair.number, in: row) { continue }
        passed.append(cents)
        let letters = source.letters(pair.label)
        guard letters >= 3, pair.label.count <= 16 else { continue }
        let isDeduction = isDeduction(source.folded[pair.label])
        var cost = pair.kind == .charge ? 0.25 : pair.label.count > 8 ? 1.4 : 0.9
        if !isBeneath { cost += base.isEmpty ? 0 : 0.8 }
        if base.isEmpty, pair.label.count <= 8 || pair.isSentence { cost -= pair.isSentence ? 0.6 : 0.2 }
        if source.folded[pair.label].contains(where: { $0.contains("gesamt") || $0.hasSuffix("summe") }) {
          cost += 1.2
        }
        var entry = Entry(
          row: row, reading: RowReading(amount: pair.number), label: pair.label, labelRow: pair.labelRow)
        entry.cost = cost
        if isDeduction, cents > 0 {
          entry.isNegated = true
          options.append(Option(entry: entry, delta: -cents, cost: cost))
        } else {
          options.append(Option(entry: entry, delta: cents, cost: cost))
        }
      }
    }
    return options
  }

  /// Whether an amount is the sum of the two or more before it.
  private func sumsUp(_ cents: Int64, _ passed: [Int64]) -> Bool {
    var sum: Int64 = 0
    for (count, earlier) in passed.reversed().enumerated() {
      sum += earlier
      if count > 0, sum == cents { return true }
      if count > 40 { break }
    }
    return false
  }

  private func isDeduction(_ words: ArraySlice<String>) -> Bool {
    words.contains { word in
      word.hasPrefix("rabatt") || word.hasSuffix("rabatt") || word.hasPrefix("nachlass")
        || word.hasPrefix("abzgl")
        || word.hasPrefix("discount") || word.hasPrefix("gutschein") || word.hasPrefix("abzug")
    }
  }

  /// The cheapest changes of a set of lines by which it adds up to a total.
  private func cheapest(
    _ base: [Entry], _ options: [Option], pairs: [[Pair]], end: Int
  ) -> Outcome? {
    let sum = base.reduce(Int64(0)) { $0 + $1.cents }
    var targets: [(cents: Int64, kind: LineTable.Agreement, penalty: Double, flips: Bool)] = []
    func add(_ cents: Int64, _ kind: LineTable.Agreement, _ penalty: Double) {
      guard cents != 0 else { return }
      targets.append((cents, kind, penalty, false))
      targets.append((-cents, kind, penalty + 0.3, true))
    }
    for (place, net) in totals.net.enumerated() { add(net.minorUnits, .net, 0.2 * Double(place)) }
    for (place, gross) in totals.gross.enumerated() where !totals.net.contains(gross) {
      add(gross.minorUnits, .gross, 0.35 + 0.2 * Double(place))
    }
    func addPrinted() {
      for row in max(0, end - 1)..<max(rows.count, end) {
        guard rows.indices.contains(row) else { continue }
        for pair in pairs[row] where pair.kind == .total || pair.kind == .subtotal {
          if let cents = pair.number.cents { targets.append((cents, .printed, 0.1, false)) }
        }
      }
    }
    if targets.isEmpty { addPrinted() }
    // What alone is the whole total is likelier the total itself.
    let options = options.map { option in
      var option = option
      if option.removes == nil, targets.contains(where: { $0.cents == option.delta }) { option.cost += 0.9 }
      return option
    }
    var best: (cost: Double, chosen: [Int], target: Int)?
    for (index, target) in targets.enumerated() {
      guard let found = cheapest(options, reaching: target.cents - sum) else { continue }
      // Nothing is left out twice.
      let removed = found.chosen.compactMap { options[$0].removes }
      guard Set(removed).count == removed.count else { continue }
      let cost = found.cost + target.penalty
      if cost < best?.cost ?? 9 { best = (cost, found.chosen, index) }
    }
    if best == nil {
      // The totals may be misread: then an amount printed beneath the lines speaks for the lines.
      let given = targets.count
      addPrinted()
      if let printed = targets.indices.dropFirst(given).first(where: { targets[$0].cents == sum }) {
        best = (0, [], printed)
      }
    }
    return best.map { best in
      Outcome(
        base: base, options: options, cost: best.cost, chosen: best.chosen, target: targets[best.target])
    }
  }

  /// Makes an outcome the lines of the invoice.
  private mutating func take(_ best: Outcome?, else base: [Entry], pairs: [[Pair]], end: Int) {
    var result = base
    if let best {
      let (base, options) = (best.base, best.options)
      agreement = best.target.kind
      flipsSign = best.target.flips
      let removed = Set(best.chosen.compactMap { options[$0].removes })
      result = base.indices.filter { !removed.contains($0) }.map { base[$0] }
      result += best.chosen.compactMap { options[$0].replacement }
      var charges = best.chosen.map { options[$0] }.filter { $0.removes == nil }.map(\.entry)
      if !base.isEmpty, areSummedApart(charges, pairs: pairs, end: end) {
        for index in charges.indices { charges[index].isDocumentLevel = true }
      }
      result += charges
    }
    if result.count == 1, let details = details(of: result[0], pairs: pairs) { result = details }
    entries = result.sorted {
      ($0.row, $0.reading.amount.words.lowerBound) < ($1.row, $1.reading.amount.words.lowerBound)
    }
  }

  /// Whether the paper itself sums charges and allowances up beneath them, apart from its lines: "Total charges".
  private func areSummedApart(_ charges: [Entry], pairs: [[Pair]], end: Int) -> Bool {
    guard charges.count > 1, let last = charges.map(\.row).max(), charges.allSatisfy({ $0.row >= end }) else {
      return false
    }
    let sum = charges.reduce(Int64(0)) { $0 + $1.cents }
    return pairs.indices.contains { $0 > last && pairs[$0].contains { $0.number.cents == sum } }
  }

  /// Whether an amount is the tax on another one of its row, as in "MwSt 19 % auf 804,35  152,83".
  private func isTax(_ amount: TableNumber, in row: Int) -> Bool {
    let source = rows[row]
    let rates = source.numbers.filter(\.isPercent).map(\.approximate)
    guard !rates.isEmpty,
      source.words.contains(where: {
        vocabulary.label(source.folded[$0..<source.words.upperBound])?.label == .tax
      })
    else { return false }
    return source.numbers.contains { basis in
      basis.looksLikeMoney
        && rates.contains { $0 != 0 && abs(basis.approximate * $0 / 100 - amount.approximate) < 0.011 }
    }
  }

  /// What a summary among the totals consists of: amounts beneath it whose names begin at its own edge, two or more,
  /// that add up to it.
  private func details(of summary: Entry, pairs: [[Pair]]) -> [Entry]? {
    func edge(_ row: Int, _ label: Range<Int>) -> Double { rows[row].line.words[label.lowerBound].box.left }
    guard let label = summary.label, !label.isEmpty, !summary.isNegated else { return nil }
    let left = edge(summary.labelRow ?? summary.row, label)
    var found: [Entry] = []
    var sum: Int64 = 0
    for row in rows.indices.dropFirst(summary.row + 1) {
      for pair in pairs[row] where !isClosing(pair.kind) && pair.kind != .note && !pair.label.isEmpty {
        let source = rows[pair.labelRow]
        guard let cents = pair.number.cents, cents != 0, source.letters(pair.label) >= 3,
          abs(edge(pair.labelRow, pair.label) - left) < 0.3 * source.line.fontSize
        else { continue }
        sum += cents
        found.append(
          Entry(
            row: row, reading: RowReading(amount: pair.number), label: pair.label, labelRow: pair.labelRow))
        if sum == summary.cents, found.count > 1 { return found }
      }
    }
    return nil
  }

  /// The cheapest set of options whose amounts add up to the difference.
  private func cheapest(_ options: [Option], reaching difference: Int64) -> (cost: Double, chosen: [Int])? {
    if difference == 0 { return (0, []) }
    struct State {
      var cost: Double
      var chosen: UInt64
    }
    var states: [Int64: State] = [0: State(cost: 0, chosen: 0)]
    let order = Array(options.indices.sorted { (options[$0].cost, $0) < (options[$1].cost, $1) }.prefix(40))
    for (bit, place) in order.enumerated() {
      let option = options[place]
      var added: [(Int64, State)] = []
      for (sum, state) in states where state.chosen.nonzeroBitCount < 8 {
        let cost = state.cost + option.cost
        if cost <= 7 {
          added.append((sum + option.delta, State(cost: cost, chosen: state.chosen | 1 << UInt64(bit))))
        }
      }
      for (sum, state) in added where state.cost < states[sum]?.cost ?? .infinity { states[sum] = state }
      if states.count > 1200 {
        let limit = states.values.map(\.cost).sorted()[500]
        states = states.filter { $0.value.cost <= limit || $0.key == difference }
        if states.count > 1200 {
          // Ties: whichever is nearer to the goal.
          let kept = states.sorted { abs($0.key - difference) < abs($1.key - difference) }.prefix(600)
          states = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
          if states[0] == nil { states[0] = State(cost: 0, chosen: 0) }
        }
      }
    }
    guard let found = states[difference] else { return nil }
    return (found.cost, order.indices.filter { found.chosen >> UInt64($0) & 1 == 1 }.map { order[$0] })
  }

  /// The part of a sentence that names the service: without "wir berechnen Ihnen" and its like.
  private func service(_ range: Range<Int>, in row: TableRow) -> Range<Int>? {
    var rest = range
    var isSentence = false
    for _ in 0..<4 {
      var cut: Range<Int>?
      for index in rest {
        guard let found = vocabulary.label(row.folded[index..<rest.upperBound].filter { !$0.isEmpty }),
          found.label == .strip
        else { continue }
        var end = index
        var count = 0
        while end < rest.upperBound, count < found.count {
          if !row.folded[end].isEmpty { count += 1 }
          end += 1
        }
        if found.count == 1, index != rest.lowerBound, end != rest.upperBound { continue }
        cut = index..<end
        break
      }
      guard let cut else { break }
      if cut.count > 1 { isSentence = true }
      let before = rest.lowerBound..<cut.lowerBound
      let after = cut.upperBound..<rest.upperBound
      rest = row.letters(after) >= row.letters(before) ? after : before
    }
    return isSentence && row.letters(rest) >= 3 ? rest : nil
  }
}
