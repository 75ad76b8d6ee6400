import FoundationEssentials
package import Invoice

/// Chooses an account per line from the keyword tables, the kind of supplier and what was posted before.
///
/// The answer names what is used ("goods", "a tool"), as a domestic account; ``TaxAccounts`` then finds the
/// account that the tax case allows, so that the account can never change the tax case.
package struct LineAccounts: Sendable {
  package let kinds: SupplierKinds
  package let tables: RuleTables
  package let figures: Figures
  package var classifier: TextClassifier

  package init(
    dataDirectory: String, figures: Figures, classifier: TextClassifier
  ) throws(AccountingDataError) {
    kinds = try SupplierKinds(dataDirectory: dataDirectory, figures: figures)
    tables = try RuleTables(dataDirectory: dataDirectory, kinds: kinds)
    self.figures = figures
    self.classifier = classifier
  }

  /// What the whole invoice is about.
  package struct KindOfSupplier: Sendable {
    /// Index into ``SupplierKinds/kinds``; `nil` where nothing speaks for any.
    package var kind: Int?
    /// The best kind's share of the votes, 0…1.
    package var share: Double
    /// Votes by kind.
    package var votes: [Double]
    /// The second best kind as if it were the best, with its own share; `nil` where nothing speaks for any.
    package var rival: (kind: Int, share: Double)?
    /// Whether the seller's name speaks for it, and not only words on the invoice.
    package var isBySeller = false
    /// Per line, whether its text speaks for building work.
    package var constructionLines: [Bool]
  }

  /// One possible account of a line.
  package struct Candidate: Sendable {
    package enum Origin: Sendable {
      case tenant
      case rule(Int, keyword: String)
      /// What the kind of supplier says; named where a word of that kind stands in the line.
      case kind(Int, isNamed: Bool)
      case article(SupplierMemory.Count)
      case elsewhere(SupplierMemory.Count)
      case instead(SupplierMemory.Count)
      case supplier(SupplierMemory.Count)
      case mainItem(Int)
      case classifier(Double)
    }

    package var account: AccountNumber
    package var score: Double
    package var origin: Origin
    package var alternatives: [AccountNumber]
  }

  package struct Choice: Sendable {
    /// Best first; empty where nothing is known.
    package var candidates: [Candidate]
    package var confidence: Double
  }

  func score(of hit: KeywordIndex.Hit, _ rule: LineRule) -> Double {
    var score = figures.ruleBase + rule.priority * figures.rulePriority
    score += min(Double(hit.length) * figures.ruleLength, figures.ruleLengthMost)
    // A compound is what its last part says: "Bremsenreiniger" is a cleaner.
    if !hit.isWordStart { score += hit.isWholeWord ? figures.ruleLastPart : figures.ruleInside }
    if !hit.isWholeWord { score += hit.length < 6 ? figures.ruleShortCompound : figures.ruleFirstPart }
    // The noun stands in front: "Tablet 11 Zoll mit Hülle" is a tablet.
    score -= min(Double(hit.range.lowerBound), 30) * figures.rulePosition
    return score
  }

  /// The choice for every line; lines that follow the main item are settled last.
  package func choose(
    _ invoice: Invoice, lines: [FoldedText], kind: KindOfSupplier, memory: SupplierMemory?,
    rules: [AccountRule] = []
  ) -> [Choice] {
    let supplier = invoice.seller.name.map { FoldedText($0) }
    var follows = [Bool](repeating: false, count: lines.count)
    var choices: [Choice] = []
    let habits = habits(memory, supplier, kind)
    for (index, line) in lines.enumerated() {
      if let rule = rules.first(where: { $0.condition.matches(seller: supplier, line: line) }) {
        choices.append(
          Choice(
            candidates: [Candidate(account: rule.account, score: 1, origin: .tenant, alternatives: [])],
            confidence: figures.tenantRule))
        continue
      }
      let price = invoice.lines[index].netUnitPrice(pricesIncludeTax: invoice.pricesIncludeTax)
      let answers = answers(for: line, supplier: supplier, price: price)
      var (candidates, followsMain) = candidates(
        forLine: index, line, kind, memory, answers, price: price)
      if let best = candidates.first, !best.isRemembered, followsMain == nil, let count = habits[best.account]
      {
        candidates.insert(
          Candidate(account: count.account, score: best.score, origin: .instead(count), alternatives: []),
          at: 0)
      }
      follows[index] = followsMain != nil
      var sure = kind
      if let best = candidates.first, case .rule = best.origin, let rival = kind.rival {
        // Whichever of the two kinds it is, the account is the same: then both speak for it.
        var other = kind
        (other.kind, other.share, other.isBySeller) = (rival.kind, rival.share, false)
        let under = self.candidates(forLine: index, line, other, memory, answers, price: price).candidates
        if under.first?.account == best.account { sure.share += rival.share }
      }
      choices.append(choice(candidates, sure, answers))
      if let rule = followsMain, candidates.first?.isKnownHere != true {
        choices[index] = Choice(
          candidates: [
            Candidate(
              account: kinds.kinds[kind.kind ?? kinds.goods].account, score: 1, origin: .mainItem(rule),
              alternatives: tables.rules[rule].alternatives)
          ], confidence: 0)
      } else {
        follows[index] = false
      }
    }
    doubtKind(&choices, follows, kind)
    guard follows.contains(true) else { return choices }
    let main = mainAccount(invoice, choices, follows)
    for index in choices.indices where follows[index] {
      guard let main else {
        choices[index].confidence = kind.share
        continue
      }
      choices[index].candidates[0].account = main.account
      choices[index].confidence = main.confidence
      if !main.isOnly, case .mainItem(let rule) = choices[index].candidates[0].origin,
        let other = tables.rules[rule].unlessOneAccount
      {
        choices[index].candidates[0].account = other
      }
    }
    return choices
  }

  /// By the account that the rules alone would name: the one that this supplier's known lines have instead.
  ///
  /// A tenant who posts material to another account than the house need not say so for every article.
  private func habits(
    _ memory: SupplierMemory?, _ supplier: FoldedText?, _ kind: KindOfSupplier
  ) -> [AccountNumber: SupplierMemory.Count] {
    var said: [AccountNumber: [AccountNumber: Int]] = [:]
    for example in memory?.examples ?? [] {
      let text = FoldedText(example.text)
      let answers = answers(for: text, supplier: supplier, price: nil)
      let (candidates, followsMain) = candidates(forLine: 0, text, kind, nil, answers, price: nil)
      guard followsMain == nil, let best = candidates.first else { continue }
      said[best.account, default: [:]][example.account, default: 0] += 1
    }
    var habits: [AccountNumber: SupplierMemory.Count] = [:]
    for (account, counts) in said {
      let total = counts.values.reduce(0, +)
      guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.key != account,
        Double(most.value) >= figures.habitShare * Double(total)
      else { continue }
      habits[account] = SupplierMemory.Count(account: most.key, times: most.value, total: total)
    }
    return habits
  }

  private func mainAccount(
    _ invoice: Invoice, _ choices: [Choice], _ follows: [Bool]
  ) -> (account: AccountNumber, confidence: Double, isOnly: Bool)? {
    var sums: [AccountNumber: (amount: Int64, confidence: Double)] = [:]
    for (index, choice) in choices.enumerated() where !follows[index] {
      guard let best = choice.candidates.first else { continue }
      let amount = invoice.lines[index].netAmount?.magnitude.minorUnits ?? 0
      let old = sums[best.account] ?? (0, 0)
      sums[best.account] = (old.amount + amount, max(old.confidence, choice.confidence))
    }
    let best = sums.max { ($0.value.amount, $1.key) < ($1.value.amount, $0.key) }
    return best.map { ($0.key, $0.value.confidence, sums.count == 1) }
  }

  /// The classifier's answers, of which a text that is strange to it leaves little.
  ///
  /// Whether it is strange the line alone decides: a supplier's name goes with each of his lines.
  private func answers(
    for text: FoldedText, supplier: FoldedText?, price: Amount?
  ) -> [TextClassifier.Answer] {
    var answers = classifier.answers(
      for: TextFeatures.buckets(of: text, supplier: supplier, unitPrice: price))
    guard let best = answers.first else { return [] }
    let support =
      supplier == nil
      ? best.support
      : min(
        best.support,
        classifier.support(of: best.account, for: TextFeatures.buckets(of: text, unitPrice: price)))
    let known = min(1, support / figures.classifierKnown)
    for index in answers.indices { answers[index].probability *= known * known }
    return answers
  }

  private func candidates(
    forLine index: Int, _ text: FoldedText, _ kind: KindOfSupplier,
    _ memory: SupplierMemory?, _ answers: [TextClassifier.Answer], price: Amount?
  ) -> (candidates: [Candidate], followsMain: Int?) {
    var byAccount: [AccountNumber: Candidate] = [:]
    var followsMain: (rule: Int, score: Double)?
    func offer(_ candidate: Candidate) {
      if let old = byAccount[candidate.account], old.score >= candidate.score { return }
      byAccount[candidate.account] = candidate
    }
    for hit in Self.longestPerRule(tables.lineIndex.hits(in: text)) {
      let rule = tables.rules[hit.owner]
      guard rule.covers(unitPrice: price) else { continue }
      var score = score(of: hit, rule)
      if rule.isHouseRule {
        guard let closeness = closeness(of: rule, to: kind) else { continue }
        score += closeness * figures.ruleHouse - (1 - closeness) * figures.ruleOtherKind
      } else if !belongs(rule, to: kind.kind) {
        score += figures.ruleOffContext
      }
      guard let account = rule.account else {
        if followsMain.map({ score > $0.score }) ?? true { followsMain = (hit.owner, score) }
        continue
      }
      let keyword = String(decoding: text.bytes[hit.range], as: UTF8.self)
      offer(
        Candidate(
          account: account, score: score, origin: .rule(hit.owner, keyword: keyword),
          alternatives: rule.alternatives))
    }
    let kindHits = Self.longest(kinds.line.hits(in: text))
    if let index = kind.kind {
      let own = kinds.kinds[index]
      let score = index == kinds.goods ? figures.defaultGoods : figures.defaultScore
      offer(
        Candidate(
          account: own.account, score: score,
          origin: .kind(index, isNamed: kindHits.contains { $0.owner == index }),
          alternatives: own.alternatives))
    }
    for hit in kindHits where !kindHits.contains(where: { $0.owner == kind.kind && $0.range == hit.range }) {
      // The line's words speak for another kind of supplier than the invoice as a whole.
      var score = figures.otherKind + min(Double(hit.length) * figures.ruleLength, figures.ruleLengthMost)
      score -= figures.otherKindShare * kind.share
      offer(
        Candidate(
          account: kinds.kinds[hit.owner].account, score: score, origin: .kind(hit.owner, isNamed: true),
          alternatives: kinds.kinds[hit.owner].alternatives))
    }
    if let memory { remember(memory, index, offer) }
    // Where the invoice says what it is about, only a good guess is worth more than that.
    let least = kind.kind == nil ? figures.classifierLeast : figures.classifierLeastInContext
    for answer in answers where answer.probability >= least {
      var score = figures.classifierBase + figures.classifierWeight * answer.probability
      // A line alone says less than the invoice it stands on.
      if !isAtHome(answer.account, kind) { score *= 1 - figures.classifierOffContext * strength(of: kind) }
      offer(
        Candidate(
          account: answer.account, score: score, origin: .classifier(answer.probability), alternatives: []))
    }
    let sorted = byAccount.values.sorted { ($0.score, $1.account) > ($1.score, $0.account) }
    let best = sorted.first { !$0.isRemembered || $0.isKnownHere }?.score ?? 0
    return (sorted, followsMain.flatMap { $0.score >= best ? $0.rule : nil })
  }

  private func remember(
    _ memory: SupplierMemory, _ index: Int, _ offer: (Candidate) -> Void
  ) {
    func share(_ count: SupplierMemory.Count) -> Double { Double(count.times) / Double(max(count.total, 1)) }
    // The newest word of the right person holds, however many older ones said otherwise.
    if let count = memory.lines[index] {
      offer(
        Candidate(
          account: count.account, score: figures.memoryWeight, origin: .article(count), alternatives: []))
      return
    }
    if let count = memory.elsewhere[index] {
      offer(
        Candidate(
          account: count.account, score: figures.elsewhereWeight * share(count), origin: .elsewhere(count),
          alternatives: []))
    }
    if let usual = memory.usual {
      offer(
        Candidate(
          account: usual.account, score: figures.supplierMemoryWeight * share(usual),
          origin: .supplier(usual),
          alternatives: []))
    }
  }

  /// A trade rule speaks for a kind of supplier if its account is at home there.
  private func belongs(_ rule: LineRule, to kind: Int?) -> Bool {
    guard let kind, let account = rule.account else { return true }
    if kinds.kinds[kind].home.contains(account) { return rule.match == .article || kind != kinds.goods }
    return kind == kinds.goods && rule.match == .article
  }

  func isAtHome(_ account: AccountNumber, _ kind: KindOfSupplier) -> Bool {
    guard let own = kind.kind else { return true }
    return kinds.kinds[own].home.contains(account) || kinds.kinds[own].account == account
  }

  /// 0 where the kind rests on a single line, 1 where seller, lines and text agree on it.
  func strength(of kind: KindOfSupplier) -> Double {
    guard let own = kind.kind else { return 0 }
    let reach = figures.contextFull - figures.contextAlone
    return min(max((kind.votes[own] - figures.contextAlone) / reach, 0), 1)
  }

  /// One hit per rule: its longest.
  private static func longestPerRule(_ hits: [KeywordIndex.Hit]) -> [KeywordIndex.Hit] {
    var best: [Int: KeywordIndex.Hit] = [:]
    for hit in hits {
      guard let old = best[hit.owner] else {
        best[hit.owner] = hit
        continue
      }
      let isBetter = (hit.length, hit.isWordStart ? 1 : 0) > (old.length, old.isWordStart ? 1 : 0)
      if isBetter { best[hit.owner] = hit }
    }
    return best.values.sorted { ($0.owner, $0.range.lowerBound) < ($1.owner, $1.range.lowerBound) }
  }
}

extension LineAccounts.Candidate {
  /// Said by the tenant about this very thing at this supplier, and not only because the invoice was about it.
  package var isKnownHere: Bool {
    switch origin {
    case .tenant: true
    case .article(let count): !count.isMainAccount
    case .elsewhere, .instead, .supplier, .rule, .kind, .mainItem, .classifier: false
    }
  }

  package var followsMain: Bool {
    if case .mainItem = origin { return true }
    return false
  }

  package var isRemembered: Bool {
    switch origin {
    case .tenant, .article, .elsewhere, .instead, .supplier: true
    case .rule, .kind, .mainItem, .classifier: false
    }
  }
}
