package import Invoice

extension LineAccounts {
  package func kind(of invoice: Invoice, lines: [FoldedText], text: FoldedText) -> KindOfSupplier {
    var votes = [Double](repeating: 0, count: kinds.kinds.count)
    var isBySeller = [Bool](repeating: false, count: votes.count)
    if let name = invoice.seller.name {
      let folded = FoldedText(name)
      var best = [Double](repeating: 0, count: votes.count)
      for hit in Self.longest(kinds.seller.hits(in: folded)) {
        best[hit.owner] = max(best[hit.owner], hit.isWholeWord || hit.length >= 6 ? 1 : 0.6)
      }
      for rule in tables.supplierIndex.hits(in: folded) where rule.isWholeWord {
        for home in homes(of: tables.rules[rule.owner]) { best[home] = max(best[home], 0.8) }
      }
      for index in votes.indices { votes[index] += best[index] * figures.contextSeller }
      isBySeller = best.map { $0 > 0 }
    }
    var construction = [Bool](repeating: false, count: lines.count)
    let share = 1 / Double(max(lines.count, 1))
    for (position, line) in lines.enumerated() {
      let hits = Self.longest(kinds.line.hits(in: line))
      let owners = Set(hits.map(\.owner))
      for owner in owners { votes[owner] += figures.contextLine * share / Double(owners.count).squareRoot() }
      construction[position] = owners.contains(kinds.subcontract)
      let strongest = strongestRules(in: line)
      for homes in [strongest.trade.map(homes(of:)) ?? [], strongest.house.map { Array($0.contexts) } ?? []] {
        for home in homes { votes[home] += figures.contextHome * share / Double(homes.count) }
      }
    }
    var phrases = [Set<Range<Int>>](repeating: [], count: votes.count)
    var counts = [Int](repeating: 0, count: votes.count)
    var seen = Set<[UInt8]>()
    for hit in Self.longest(kinds.text.hits(in: text)) {
      phrases[hit.owner].insert(hit.range)
      if seen.insert(Array(text.bytes[hit.range])).inserted { counts[hit.owner] += 1 }
    }
    for index in votes.indices {
      votes[index] += min(Double(counts[index]) * figures.contextText, figures.contextTextMost)
    }
    let order = votes.indices.sorted { votes[$0] > votes[$1] }
    guard let first = order.first, votes[first] > 0 else {
      return KindOfSupplier(kind: nil, share: 0, votes: votes, constructionLines: construction)
    }
    let second = order.count > 1 ? votes[order[1]] : 0
    let all = votes[first] + second + figures.contextMargin
    return KindOfSupplier(
      kind: first, share: votes[first] / all, votes: votes,
      rival: second > 0 ? (kind: order[1], share: second / all) : nil, isBySeller: isBySeller[first],
      constructionLines: construction)
  }

  func homes(of rule: LineRule) -> [Int] {
    guard let account = rule.account else { return [] }
    return kinds.homes[account] ?? (rule.match == .article ? [kinds.goods] : [])
  }

  /// The best matching rule of the trade, and of the house where it is written for kinds of supplier.
  func strongestRules(in line: FoldedText) -> (trade: LineRule?, house: LineRule?) {
    var trade: (score: Double, rule: LineRule)?
    var house: (score: Double, rule: LineRule)?
    for hit in Self.longest(tables.lineIndex.hits(in: line)) {
      let rule = tables.rules[hit.owner]
      let score = score(of: hit, rule)
      if !rule.isHouseRule {
        if trade.map({ score > $0.score }) ?? true { trade = (score, rule) }
      } else if !rule.contexts.isEmpty {
        if house.map({ score > $0.score }) ?? true { house = (score, rule) }
      }
    }
    return (trade?.rule, house?.rule)
  }

  /// Drops a hit that lies inside a longer one: in "Stadtwerke" the word "Stadt" means nothing.
  static func longest(_ hits: [KeywordIndex.Hit]) -> [KeywordIndex.Hit] {
    hits.filter { hit in
      !hits.contains { other in
        other.range.count > hit.range.count && other.range.lowerBound <= hit.range.lowerBound
          && other.range.upperBound >= hit.range.upperBound
      }
    }
  }

  /// 1 where a rule of the house is for this kind, less by how far its kind's votes stay behind; `nil` for none.
  func closeness(of rule: LineRule, to kind: KindOfSupplier) -> Double? {
    if rule.contexts.isEmpty { return 1 }
    guard let own = kind.kind, kind.votes[own] > 0 else { return nil }
    let votes = rule.contexts.reduce(0) { max($0, kind.votes[$1]) }
    return votes > 0 ? votes / kind.votes[own] : nil
  }
}
