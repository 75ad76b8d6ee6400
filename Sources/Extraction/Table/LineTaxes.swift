import Invoice

/// Which tax rate belongs to each line, and what of a gross price is net.
struct LineTaxes: Sendable {
  /// What a row says about its tax.
  struct Hint: Sendable {
    var cents: Int64
    var rate: VATRate?
    var code: String?
  }

  let breakdown: [VATBreakdown]
  let isGross: Bool

  /// A rate of the tax table with what its lines must add up to.
  private struct Group {
    var rate: VATRate
    var category: VATCategory?
    var target: Int64?
  }

  private var groups: [Group] {
    var groups: [Group] = []
    for entry in breakdown {
      let rate = entry.rate ?? .zero
      var target = entry.taxableAmount?.minorUnits
      if isGross { target = target.map { $0 + (entry.taxAmount?.minorUnits ?? 0) } }
      if let known = groups.firstIndex(where: { $0.rate == rate }) {
        if let more = target { groups[known].target = groups[known].target.map { $0 + more } }
      } else {
        groups.append(Group(rate: rate, category: entry.category, target: target))
      }
    }
    return groups
  }

  /// One rate per line: from the row, from its code, or from what the sums per rate leave over.
  func rates(_ hints: [Hint]) -> [(rate: VATRate?, category: VATCategory?)] {
    let groups = groups
    if groups.count == 1 { return hints.map { _ in (groups[0].rate, groups[0].category) } }
    guard groups.count > 1, groups.count <= 4 else { return hints.map { ($0.rate, nil) } }
    var choice: [Int?] = hints.map { hint in
      hint.rate.flatMap { rate in groups.firstIndex { $0.rate == rate } }
    }
    if choice.contains(where: { $0 == nil }) { resolveCodes(hints, groups, &choice) }
    if choice.contains(where: { $0 == nil }) { resolveSums(hints, groups, &choice) }
    return zip(hints, choice).map { hint, index in
      index.map { (groups[$0].rate, groups[$0].category) } ?? (hint.rate, nil)
    }
  }

  /// Codes mean whatever makes each rate's lines add up to its basis.
  private func resolveCodes(_ hints: [Hint], _ groups: [Group], _ choice: inout [Int?]) {
    var codes: [String] = []
    for (hint, known) in zip(hints, choice) where known == nil {
      let code = hint.code ?? ""
      if !codes.contains(code) { codes.append(code) }
    }
    guard codes.count > 1 || codes.first?.isEmpty == false, codes.count <= 5 else { return }
    var meaning = [Int](repeating: 0, count: codes.count)
    var total = 1
    for _ in codes { total *= groups.count }
    for number in 0..<total {
      var rest = number
      for index in codes.indices {
        meaning[index] = rest % groups.count
        rest /= groups.count
      }
      var sums = [Int64](repeating: 0, count: groups.count)
      for (hint, known) in zip(hints, choice) {
        let group = known ?? codes.firstIndex(of: hint.code ?? "").map { meaning[$0] } ?? 0
        sums[group] += hint.cents
      }
      let fits = zip(groups, sums).allSatisfy { group, sum in
        guard let target = group.target else { return true }
        return abs(abs(target) - abs(sum)) <= 2
      }
      if fits {
        for index in choice.indices where choice[index] == nil {
          choice[index] = codes.firstIndex(of: hints[index].code ?? "").map { meaning[$0] }
        }
        return
      }
    }
  }

  /// The only way in which the lines without a rate complete the sums.
  private func resolveSums(_ hints: [Hint], _ groups: [Group], _ choice: inout [Int?]) {
    let open = choice.indices.filter { choice[$0] == nil }
    guard open.count <= 12, !open.isEmpty else { return }
    var needed = groups.map(\.target)
    for (hint, known) in zip(hints, choice) {
      guard let known, let target = needed[known] else { continue }
      needed[known] = target - hint.cents
    }
    var total = 1
    for _ in open {
      total *= groups.count
      if total > 20_000 { return }
    }
    for number in 0..<total {
      var rest = number
      var sums = [Int64](repeating: 0, count: groups.count)
      for index in open {
        sums[rest % groups.count] += hints[index].cents
        rest /= groups.count
      }
      guard zip(needed, sums).allSatisfy({ target, sum in target.map { abs($0 - sum) <= 2 } ?? true }) else {
        continue
      }
      rest = number
      for index in open {
        choice[index] = rest % groups.count
        rest /= groups.count
      }
      return
    }
  }

  /// The net share of each gross amount, each rounded by itself.
  ///
  /// What rounding leaves over of a rate's basis goes to the rate's largest line.
  func netShares(_ gross: [Int64], rates: [VATRate?], net: Int64?, total: Int64) -> [Int64] {
    var shares = zip(gross, rates).map { amount, rate -> Int64 in
      if let rate { return Self.rounded(Int128(amount) * 10_000, by: Int128(10_000 + rate.basisPoints)) }
      guard let net, total != 0 else { return amount }
      return Self.rounded(Int128(amount) * Int128(net), by: Int128(total))
    }
    for rate in Set(rates) {
      let own = rates.indices.filter { rates[$0] == rate }
      let basis: Int64 =
        if let stated = breakdown.first(where: { $0.rate == rate && rate != nil })?.taxableAmount {
          stated.minorUnits
        } else if let rate {
          Self.rounded(
            Int128(own.reduce(0) { $0 + gross[$1] }) * 10_000, by: Int128(10_000 + rate.basisPoints))
        } else {
          own.reduce(0) { $0 + shares[$1] }
        }
      let difference = basis - own.reduce(0) { $0 + shares[$1] }
      guard difference != 0, abs(difference) <= Int64(own.count) + 1,
        let largest = own.max(by: { abs(gross[$0]) < abs(gross[$1]) })
      else { continue }
      shares[largest] += difference
    }
    return shares
  }

  private static func rounded(_ value: Int128, by divisor: Int128) -> Int64 {
    let magnitude = (abs(value) * 2 + abs(divisor)) / (2 * abs(divisor))
    return Int64(clamping: (value < 0) != (divisor < 0) ? -magnitude : magnitude)
  }
}
