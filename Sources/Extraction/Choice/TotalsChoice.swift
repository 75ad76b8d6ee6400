import Invoice

/// The totals of a document, chosen together: the readings of net, tax and gross must add up.
struct Totals: Sendable {
  struct Rate: Hashable, Sendable {
    var rate: VATRate
    var basis: Amount
    var tax: Amount
  }

  var net: Amount
  var tax: Amount
  var gross: Amount
  var rates: [Rate]
  /// The candidates they come from; `nil` where a value is derived from the others.
  var netCandidate: Int?
  var taxCandidate: Int?
  var grossCandidate: Int?
  /// The sum of the parts' log odds, with what the arithmetic adds.
  var score: Double
  /// How much better it is than the best choice of another gross amount or another tax.
  var margin: Double
  /// Whether net, tax and gross were all printed and agree with a printed rate to the cent.
  var isProven: Bool
  /// Whether a digit was put right to make them agree.
  var isRepaired = false
}

/// Chooses net, tax and gross among the amounts of a document under the rule that they add up by rate.
struct TotalsChoice {
  /// What the words around the amounts say.
  struct Circumstances {
    /// Rates that are printed with a percent sign, in hundredths of a percent; 0 for "0 %".
    var printedRates: Set<Int64>
    /// Rates that the recipient's trade meets, printed or not.
    var usualRates: [Int64]
    /// Whether words say that no tax is charged.
    var saysTaxFree: Bool
    /// Whether OCR read the amounts, which takes one digit for another.
    var isRecognised = false
  }

  private struct Reading {
    var score: Double
    var candidate: Int
  }

  private struct Role {
    /// The best place of each printed magnitude in this role.
    var readings: [Int64: Reading] = [:]
    var missing: Double

    func score(_ value: Int64) -> Double { readings[value]?.score ?? missing }
  }

  private struct Row {
    var rate: Totals.Rate
    var score: Double
    var isExact = false

    var gross: Int64 { rate.basis.minorUnits + rate.tax.minorUnits }
  }

  private let circumstances: Circumstances
  private let thresholds: Thresholds
  private let nets: Role
  private let taxes: Role
  private let grosses: Role
  /// The distinct printed magnitudes, in order.
  private let values: [Int64]
  private let printed: Set<Int64>
  private let rates: [Int64]
  private let insuranceTaxes: Set<Int64>
  /// Values that have a label of their own as net, tax or gross amount right beside or above them.
  private let named: Named

  private struct Named {
    var nets: Set<Int64> = []
    var taxes: Set<Int64> = []
    var grosses: Set<Int64> = []

    init(_ candidates: [Candidate]) {
      let net = Candidate.labels([.net, .subtotal])
      let tax = Candidate.labels([.tax]).union(Candidate.labels([.tax], [.earlier, .leftFar]))
      let gross = Candidate.labels([.gross, .payable, .sum])
      for candidate in candidates {
        guard let value = candidate.amount?.magnitude.minorUnits, value > 0, !candidate.mentions(.prepaid)
        else { continue }
        if candidate.isLabelled(net) { nets.insert(value) }
        if candidate.isLabelled(tax) { taxes.insert(value) }
        if candidate.isLabelled(gross) { grosses.insert(value) }
      }
    }
  }

  init(candidates: [Candidate], weights: FieldWeights, thresholds: Thresholds, circumstances: Circumstances) {
    self.circumstances = circumstances
    self.thresholds = thresholds
    let limit = thresholds["totals.clip"]
    nets = Self.role(
      .netTotal, candidates, weights, limit: limit, missing: thresholds["totals.missing.net"])
    taxes = Self.role(
      .taxTotal, candidates, weights, limit: limit, missing: thresholds["totals.missing.tax"])
    grosses = Self.role(
      .grossTotal, candidates, weights, limit: limit, missing: thresholds["totals.missing.gross"])
    var printed: Set<Int64> = []
    for candidate in candidates {
      if let amount = candidate.amount { printed.insert(amount.magnitude.minorUnits) }
    }
    self.printed = printed
    values = printed.sorted()
    named = Named(candidates)
    insuranceTaxes = Set(candidates.filter(\.isInsuranceTax).compactMap { $0.amount?.magnitude.minorUnits })
    rates = Set(circumstances.usualRates).union(circumstances.printedRates).filter { $0 > 0 }.sorted()
  }

  private static func role(
    _ field: ScoredField, _ candidates: [Candidate], _ weights: FieldWeights, limit: Double, missing: Double
  ) -> Role {
    var readings: [Int64: Reading] = [:]
    for (index, candidate) in candidates.enumerated() {
      guard let amount = candidate.amount else { continue }
      var score = min(max(weights.score(candidate, as: field), -limit), limit)
      // Insurance tax is a cost, never VAT (§ 4 Nr. 10 UStG).
      if candidate.isAside || (field != .grossTotal && candidate.isInsuranceTax) { score = -limit }
      let value = amount.magnitude.minorUnits
      if let known = readings[value], known.score >= score { continue }
      readings[value] = Reading(score: score, candidate: index)
    }
    return Role(readings: readings, missing: missing)
  }

  func best() -> Totals? {
    guard !values.isEmpty else { return nil }
    let rows = taxedRows()
    var found = rows.values.joined().map { row in
      totals([row.rate], row.extra, proven: row.isExact)
    }
    found += derived()
    let parts = rows.mapValues { $0.map { Row(rate: $0.rate, score: $0.score, isExact: $0.isExact) } }
    found += several(parts)
    found += mixed(parts)
    found += sameRate(parts)
    found += rest(parts)
    let spelled = spelled(parts)
    found += spelled
    found += loose()
    // A tax that is spelled out with the sums around it, or its basis, speaks against zero rates beside it.
    let isTaxed =
      !spelled.isEmpty
      || rows.values.joined().contains { row in
        circumstances.printedRates.contains(row.rate.rate.basisPoints) && isNamed(row.rate)
      }
    found += untaxed(isTaxed: isTaxed)
    if circumstances.isRecognised { found += repaired() + lostShare(parts) }
    return pick(found)
  }

  /// A choice with its score: the roles' log odds, and what its arithmetic is worth.
  private func totals(_ rows: [Totals.Rate], _ extra: Double, proven: Bool) -> Totals {
    let net = rows.reduce(0) { $0 + $1.basis.minorUnits }
    let tax = rows.reduce(0) { $0 + $1.tax.minorUnits }
    let gross = net + tax
    var score = extra + grosses.score(gross)
    if tax == 0 {
      // Net and gross are one amount; a printed zero for the tax helps.
      score += max(nets.score(net), thresholds["totals.free.net"])
      score += max(taxes.readings[0]?.score ?? 0, 0)
    } else {
      let isSeveral = rows.count > 1
      score +=
        nets.readings[net]?.score ?? (isSeveral ? thresholds["totals.missing.net.several"] : nets.missing)
      score +=
        taxes.readings[tax]?.score ?? (isSeveral ? thresholds["totals.missing.tax.several"] : taxes.missing)
    }
    // Three different printed amounts of which one is the sum of the others are hardly chance.
    if rows.count == 1, tax > 0, printed.contains(net), printed.contains(tax), printed.contains(gross),
      circumstances.printedRates.contains(rows[0].rate.basisPoints),
      named.nets.contains(net) || named.grosses.contains(gross)
    {
      score += thresholds["totals.triple"]
    }
    let isPrinted =
      nets.readings[net] != nil && grosses.readings[gross] != nil && (tax == 0 || taxes.readings[tax] != nil)
    return Totals(
      net: Amount(minorUnits: net), tax: Amount(minorUnits: tax), gross: Amount(minorUnits: gross),
      rates: rows,
      netCandidate: nets.readings[net]?.candidate, taxCandidate: taxes.readings[tax]?.candidate,
      grossCandidate: grosses.readings[gross]?.candidate, score: score, margin: 0,
      isProven: proven && isPrinted)
  }

  private struct TaxedRow {
    var rate: Totals.Rate
    /// As the only row, what the arithmetic is worth; as one of several, its score.
    var extra: Double
    var score: Double
    var isExact: Bool
  }

  /// Pairs of printed amounts of which one is the tax of the other.
  private func taxedRows() -> [Int64: [TaxedRow]] {
    var rows: [Int64: [TaxedRow]] = [:]
    for rate in rates {
      let isPrinted = circumstances.printedRates.contains(rate)
      for tax in values where tax > 0 && !insuranceTaxes.contains(tax) {
        for basis in Self.bases(of: tax, rate: rate, in: values) {
          var off = abs((basis * rate + 5_000) / 10_000 - tax)
          let hasGross = printed.contains(basis + tax)
          // Where prices hold the tax, it is a share of the gross amount and may be a cent off the net one.
          if hasGross, Self.tax(in: basis + tax, rate: rate) == tax { off = 0 }
          // Three amounts that agree to the cent say the rate that OCR lost.
          let isLost = circumstances.isRecognised && hasGross && off == 0 && tax >= 100
          let rateScore =
            isPrinted ? 0 : thresholds[isLost ? "totals.rate.lost" : "totals.rate.unprinted"]
          let extra =
            rateScore + (off == 0 ? thresholds["totals.exact"] : thresholds["totals.cent"] * Double(off))
          let score =
            extra + max(taxes.score(tax), thresholds["totals.row.tax"])
            + (hasGross ? thresholds["totals.row.gross"] : 0)
          let entry = Totals.Rate(
            rate: VATRate(basisPoints: rate), basis: Amount(minorUnits: basis), tax: Amount(minorUnits: tax))
          rows[rate, default: []].append(
            TaxedRow(rate: entry, extra: extra, score: score, isExact: off == 0 && isPrinted))
        }
      }
    }
    return rows
  }

  /// Only the gross amount, or gross and one of the others, is printed.
  private func derived() -> [Totals] {
    var found: [Totals] = []
    for rate in rates {
      let isPrinted = circumstances.printedRates.contains(rate)
      let rateScore = isPrinted ? 0 : thresholds["totals.rate.unprinted"]
      for gross in values where gross > 0 && grosses.score(gross) > thresholds["totals.gross.least"] {
        let tax = Self.tax(in: gross, rate: rate)
        let net = gross - tax
        let hasTax = printed.contains(tax)
        let hasNet = printed.contains(net)
        guard !(hasNet && hasTax), isPrinted || hasTax else { continue }
        let row = Totals.Rate(
          rate: VATRate(basisPoints: rate), basis: Amount(minorUnits: net), tax: Amount(minorUnits: tax))
        // In a scan the third amount is rather misread than not printed, and a tax of euros fits by chance seldom.
        let isLost = circumstances.isRecognised && (hasTax || hasNet) && tax >= 100
        let extra = thresholds[
          isLost ? "totals.derived.lost" : hasTax || hasNet ? "totals.derived" : "totals.derived.both"]
        found.append(totals([row], rateScore + extra, proven: false))
      }
    }
    return found
  }

  /// The tax that a gross amount holds, in cents.
  private static func tax(in gross: Int64, rate: Int64) -> Int64 {
    gross - (gross * 10_000 + (10_000 + rate) / 2) / (10_000 + rate)
  }

  /// Two or three rates, a zero rate among them, whose gross is printed.
  private func several(_ rows: [Int64: [Row]]) -> [Totals] {
    var lists: [[Row]] = []
    for (rate, entries) in rows
    where circumstances.printedRates.contains(rate)
      || entries.contains(where: { $0.score > thresholds["totals.several.row"] })
    {
      lists.append(
        Array(
          entries.sorted {
            ($0.score, $0.rate.basis.minorUnits) > ($1.score, $1.rate.basis.minorUnits)
          }.prefix(7)))
    }
    lists.sort {
      ($0[0].score, $0[0].rate.rate.basisPoints) > ($1[0].score, $1[0].rate.rate.basisPoints)
    }
    lists = Array(lists.prefix(3))
    if circumstances.printedRates.contains(0) || circumstances.saysTaxFree {
      let zeros = values.filter { $0 > 0 }.suffix(40).map { value in
        Row(
          rate: Totals.Rate(rate: .zero, basis: Amount(minorUnits: value), tax: .zero),
          score: thresholds["totals.row.zero"])
      }
      lists.append(zeros)
    }
    var found: [Totals] = []
    for (first, list) in lists.enumerated() {
      for (second, other) in lists.enumerated() where second > first {
        for one in list {
          for two in other {
            let sum = one.gross + two.gross
            if printed.contains(sum) {
              found.append(
                totals(
                  [one.rate, two.rate], (one.score + two.score) / 2 + several(one, two),
                  proven: one.score > 3 && two.score >= 0))
            }
            for (third, last) in lists.enumerated() where third > second {
              for three in last where printed.contains(sum + three.gross) {
                found.append(
                  totals(
                    [one.rate, two.rate, three.rate],
                    (one.score + two.score + three.score) / 3 + thresholds["totals.several"], proven: false))
              }
            }
          }
        }
      }
    }
    return found
  }

  /// Two rows with tax that both fit say more than one of them with a zero rate.
  private func several(_ one: Row, _ two: Row) -> Double {
    guard one.rate.tax > .zero, two.rate.tax > .zero else { return thresholds["totals.several"] }
    let net = (one.rate.basis + two.rate.basis).minorUnits
    let tax = (one.rate.tax + two.rate.tax).minorUnits
    return thresholds[
      printed.contains(net) && printed.contains(tax) ? "totals.several.printed" : "totals.several.taxed"]
  }

  /// Printed net, tax and gross of which rows with tax explain the tax, and the rest of the net is free of it.
  private func mixed(_ rows: [Int64: [Row]]) -> [Totals] {
    var lists: [[Row]] = []
    for rate in rows.keys.sorted() {
      let entries = (rows[rate] ?? []).sorted { ($0.score, $0.rate.basis) > ($1.score, $1.rate.basis) }
      lists.append(Array(entries.prefix(6)))
    }
    var sums: [Int64: [[Row]]] = [:]
    for (first, list) in lists.enumerated() {
      for one in list {
        sums[one.rate.tax.minorUnits, default: []].append([one])
        for (second, other) in lists.enumerated() where second >= first {
          for two in other where two.rate != one.rate {
            sums[(one.rate.tax + two.rate.tax).minorUnits, default: []].append([one, two])
          }
        }
      }
    }
    var found: [Totals] = []
    for gross in values where gross > 0 && grosses.score(gross) > thresholds["totals.mixed.gross"] {
      for tax in values where tax > 0 && tax < gross && taxes.score(tax) > thresholds["totals.mixed.tax"] {
        let net = gross - tax
        guard printed.contains(net) else { continue }
        for combination in sums[tax] ?? [] {
          let rest = net - combination.reduce(0) { $0 + $1.rate.basis.minorUnits }
          guard rest > 0 || (rest == 0 && combination.count > 1) else { continue }
          var entries = combination.map(\.rate)
          if rest > 0 {
            entries.append(Totals.Rate(rate: .zero, basis: Amount(minorUnits: rest), tax: .zero))
          }
          let score = combination.reduce(0) { $0 + $1.score } / Double(combination.count)
          let knows = circumstances.printedRates.contains(0) || rest == 0
          found.append(
            totals(
              Self.merged(entries), score / 2 + thresholds[knows ? "totals.mixed.said" : "totals.mixed"],
              proven: false))
        }
      }
    }
    return found
  }

  /// Rows of one rate, such as goods and freight, are one.
  private static func merged(_ rows: [Totals.Rate]) -> [Totals.Rate] {
    var result: [Totals.Rate] = []
    for row in rows {
      if let index = result.firstIndex(where: { $0.rate == row.rate }) {
        result[index].basis = result[index].basis + row.basis
        result[index].tax = result[index].tax + row.tax
      } else {
        result.append(row)
      }
    }
    return result
  }

  /// Whether a share and its tax both have a label of their own.
  private func isNamed(_ rate: Totals.Rate) -> Bool {
    named.taxes.contains(rate.tax.minorUnits) && named.nets.contains(rate.basis.minorUnits)
  }

  /// Gross total and one taxed share are printed, and the rest, free of tax, is not.
  private func rest(_ rows: [Int64: [Row]]) -> [Totals] {
    let isSaid = circumstances.saysTaxFree || circumstances.printedRates.contains(0)
    var found: [Totals] = []
    for rate in rows.keys.sorted() where circumstances.printedRates.contains(rate) {
      for row in (rows[rate] ?? []) where row.score > thresholds["totals.rest.row"] || isNamed(row.rate) {
        for gross in values
        where gross > row.gross && grosses.score(gross) > thresholds["totals.rest.gross"] {
          let net = gross - row.rate.tax.minorUnits
          // Without words about it, the net total has to be printed.
          guard isSaid || printed.contains(net) else { continue }
          let free = Totals.Rate(
            rate: .zero, basis: Amount(minorUnits: gross - row.gross), tax: .zero)
          let extra = thresholds[row.isExact && isSaid ? "totals.rest.exact" : "totals.rest"]
          found.append(totals([row.rate, free], row.score / 2 + extra, proven: false))
        }
      }
    }
    return found
  }

  /// Three printed amounts that add up and of which each has a label of its own: net, tax, gross.
  ///
  /// What the tax consists of is said where rows explain it, such as several rates and free shares; else the breakdown
  /// stays empty.
  private func spelled(_ rows: [Int64: [Row]]) -> [Totals] {
    let parts = rows.values.joined()
    var found: [Totals] = []
    for gross in values where named.grosses.contains(gross) {
      for tax in named.taxes where tax < gross && named.nets.contains(gross - tax) {
        let net = gross - tax
        guard let highest = rates.max(), tax <= (net * highest + 5_000) / 10_000 + 2 else { continue }
        var entries: [Totals.Rate] = []
        for one in parts {
          if one.rate.tax.minorUnits == tax { entries = [one.rate] }
          for two in parts
          where entries.isEmpty && two.rate.rate != one.rate.rate && two.rate.basis != one.rate.basis
            && (one.rate.tax + two.rate.tax).minorUnits == tax
          {
            entries = [one.rate, two.rate]
          }
        }
        let rest = net - entries.reduce(0) { $0 + $1.basis.minorUnits }
        if rest < 0 { entries = [] }
        if !entries.isEmpty, rest > 0 {
          entries.append(Totals.Rate(rate: .zero, basis: Amount(minorUnits: rest), tax: .zero))
        }
        let whole = Totals.Rate(rate: .zero, basis: Amount(minorUnits: net), tax: Amount(minorUnits: tax))
        var choice = totals(
          entries.isEmpty ? [whole] : entries,
          thresholds[entries.isEmpty ? "totals.spelled.bare" : "totals.spelled"], proven: false)
        choice.rates = entries
        found.append(choice)
      }
    }
    return found
  }

  /// Goods and freight taxed apart at one rate, of which only the gross total is printed.
  private func sameRate(_ rows: [Int64: [Row]]) -> [Totals] {
    var found: [Totals] = []
    for rate in rows.keys.sorted() {
      let entries = (rows[rate] ?? []).sorted { ($0.score, $0.rate.basis) > ($1.score, $1.rate.basis) }
        .prefix(6)
      for (first, one) in entries.enumerated() {
        for two in entries.dropFirst(first + 1)
        where one.rate.basis != two.rate.basis && printed.contains(one.gross + two.gross) {
          found.append(
            totals(
              Self.merged([one.rate, two.rate]), (one.score + two.score) / 2 + thresholds["totals.same"],
              proven: false))
        }
      }
    }
    return found
  }

  /// Net, tax and gross without a rate that fits to the cent, such as tax rounded line by line.
  private func loose() -> [Totals] {
    var found: [Totals] = []
    for gross in values where gross > 0 && grosses.score(gross) > 0 {
      for tax in values where tax > 0 && tax < gross && taxes.score(tax) > 0 {
        let net = gross - tax
        guard let reading = nets.readings[net], reading.score > thresholds["totals.loose.net"] else {
          continue
        }
        let rate = rates.min { first, second in
          abs(net * first / 10_000 - tax) < abs(net * second / 10_000 - tax)
        }
        if let rate, abs(net * rate / 10_000 - tax) <= max(3, net / 500) {
          let row = Totals.Rate(
            rate: VATRate(basisPoints: rate), basis: Amount(minorUnits: net), tax: Amount(minorUnits: tax))
          found.append(totals([row], thresholds["totals.loose"], proven: false))
        } else if let highest = circumstances.printedRates.max(), circumstances.printedRates.count > 1,
          tax <= net * highest / 10_000
        {
          // Several rates whose shares are not printed: the sums stand without a breakdown.
          var choice = totals(
            [Totals.Rate(rate: .zero, basis: Amount(minorUnits: net), tax: Amount(minorUnits: tax))],
            thresholds["totals.loose"], proven: false)
          choice.rates = []
          found.append(choice)
        }
      }
    }
    return found
  }

  /// No tax at all.
  private func untaxed(isTaxed: Bool) -> [Totals] {
    let strongestTax = taxes.readings.filter { $0.key > 0 }.map(\.value.score).max() ?? 0
    let says = circumstances.saysTaxFree
    var extra = thresholds[says ? "totals.free.said" : "totals.free.unsaid"]
    if circumstances.printedRates.contains(0) { extra += thresholds["totals.free.rate"] }
    extra -= max(strongestTax, 0) * thresholds[says ? "totals.free.against.said" : "totals.free.against"]
    if isTaxed { extra += thresholds["totals.free.spelled"] }
    return values.filter { $0 > 0 }.map { value in
      totals([Totals.Rate(rate: .zero, basis: Amount(minorUnits: value), tax: .zero)], extra, proven: false)
    }
  }

  // MARK: Digits that OCR took for others

  /// An amount as printed, or with one digit put right.
  private struct Guess {
    var value: Int64
    var score: Double
    var candidate: Int
    var isRepaired: Bool
  }

  /// Which digits OCR takes for each other: those that differ in a stroke, a dot or a gap.
  private static let confusions: [[Int64]] = [
    [8, 6, 9], [7, 4], [7], [8, 9, 5], [1, 9], [6, 3, 8], [5, 8, 0], [1, 2], [0, 3, 6, 9, 5], [8, 3, 0, 4],
  ]

  /// The amounts that may have a role, and what they would be with one digit read otherwise.
  private func guesses(_ role: Role) -> [Guess] {
    let best = role.readings.filter { $0.key > 0 && $0.value.score > thresholds["totals.repaired.least"] }
      .sorted { ($0.value.score, $0.key) > ($1.value.score, $1.key) }.prefix(6)
    var guesses: [Guess] = []
    for (value, reading) in best {
      guesses.append(
        Guess(value: value, score: reading.score, candidate: reading.candidate, isRepaired: false))
      var place: Int64 = 1
      while place <= value {
        let digit = value / place % 10
        for other in Self.confusions[Int(digit)] {
          let mended = value + (other - digit) * place
          // No number begins with a zero but that of less than one euro.
          guard mended > 0, mended >= place || place <= 100, role.readings[mended] == nil else { continue }
          guesses.append(
            Guess(
              value: mended, score: reading.score + thresholds["totals.repaired"],
              candidate: reading.candidate, isRepaired: true))
        }
        place *= 10
      }
    }
    return guesses
  }

  /// Net, tax and gross that agree with a printed rate to the cent as soon as a digit of one or two is put right.
  private func repaired() -> [Totals] {
    let grossOf = Dictionary(guesses(grosses).map { ($0.value, $0) }) { $0.score > $1.score ? $0 : $1 }
    guard !grossOf.isEmpty else { return [] }
    let taxGuesses = guesses(taxes)
    var found: [Totals] = []
    for net in guesses(nets) {
      for tax in taxGuesses {
        guard let gross = grossOf[net.value + tax.value] else { continue }
        let count = [net, tax, gross].count(where: \.isRepaired)
        guard 1...2 ~= count else { continue }
        for rate in rates {
          // OCR loses percent signs as well.
          let isPrinted = circumstances.printedRates.contains(rate)
          guard isPrinted || tax.value >= 100,
            (net.value * rate + 5_000) / 10_000 == tax.value
              || Self.tax(in: gross.value, rate: rate) == tax.value
          else { continue }
          let extra = thresholds["totals.exact"] + (isPrinted ? 0 : thresholds["totals.rate.lost"])
          let row = Totals.Rate(
            rate: VATRate(basisPoints: rate), basis: Amount(minorUnits: net.value),
            tax: Amount(minorUnits: tax.value))
          found.append(
            Totals(
              net: row.basis, tax: row.tax, gross: Amount(minorUnits: gross.value), rates: [row],
              netCandidate: net.candidate, taxCandidate: tax.candidate, grossCandidate: gross.candidate,
              score: net.score + tax.score + gross.score + extra, margin: 0,
              isProven: false, isRepaired: true))
        }
      }
    }
    return found
  }

  /// Two rates of which OCR lost one share of the tax: its basis, the other row, and the sums are printed.
  private func lostShare(_ rows: [Int64: [Row]]) -> [Totals] {
    let printedRates = circumstances.printedRates.filter { $0 > 0 }.sorted()
    var found: [Totals] = []
    for rate in printedRates {
      for row in (rows[rate] ?? []) where row.isExact && row.rate.tax.minorUnits >= 100 {
        for other in printedRates where other != rate {
          for basis in values where basis > 0 && printed.contains(row.rate.basis.minorUnits + basis) {
            let tax = (basis * other + 5_000) / 10_000
            guard tax > 0, !printed.contains(tax), printed.contains(row.gross + basis + tax) else { continue }
            let lost = Totals.Rate(
              rate: VATRate(basisPoints: other), basis: Amount(minorUnits: basis),
              tax: Amount(minorUnits: tax))
            var choice = totals(
              [row.rate, lost], row.score / 2 + thresholds["totals.share.lost"], proven: false)
            choice.isRepaired = true
            found.append(choice)
          }
        }
      }
    }
    return found
  }

  private func pick(_ found: [Totals]) -> Totals? {
    var top: Totals?
    for choice in found {
      guard let leader = top else {
        top = choice
        continue
      }
      let isBetter =
        (choice.score, -choice.rates.count, choice.gross.minorUnits)
        > (leader.score, -leader.rates.count, leader.gross.minorUnits)
      if isBetter { top = choice }
    }
    guard var top else { return nil }
    // A share of one rate is no total where it, another share and the sums of both are printed.
    let wider = found.filter { choice in
      choice.rates.count > top.rates.count && choice.netCandidate != nil && choice.taxCandidate != nil
        && choice.grossCandidate != nil && choice.rates.allSatisfy { $0.tax > .zero }
        && top.rates.allSatisfy(choice.rates.contains)
    }
    if let best = wider.max(by: { $0.score < $1.score }), !top.rates.isEmpty { top = best }
    var rival = top.score - 10
    for choice in found where choice.gross != top.gross || choice.tax != top.tax {
      rival = max(rival, choice.score)
    }
    var result = top
    result.margin = top.score - rival
    return result
  }

  /// The printed amounts of which a tax may be the share, within two cents.
  private static func bases(of tax: Int64, rate: Int64, in values: [Int64]) -> ArraySlice<Int64> {
    let low = ((tax - 2) * 10_000 - 5_000) / rate - 1
    let high = ((tax + 2) * 10_000 + 5_000) / rate + 1
    var lower = 0
    var upper = values.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if values[middle] < low { lower = middle + 1 } else { upper = middle }
    }
    var end = lower
    while end < values.count, values[end] <= high { end += 1 }
    var start = lower
    while start < end, abs((values[start] * rate + 5_000) / 10_000 - tax) > 2 { start += 1 }
    while end > start, abs((values[end - 1] * rate + 5_000) / 10_000 - tax) > 2 { end -= 1 }
    return values[start..<end]
  }
}
