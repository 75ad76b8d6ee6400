extension LineAccounts {
  /// How sure the best candidate is: the lead over the runner-up, and for a kind's account how sure the kind is.
  func choice(
    _ candidates: [Candidate], _ kind: KindOfSupplier, _ answers: [TextClassifier.Answer]
  ) -> Choice {
    guard let best = candidates.first else { return Choice(candidates: [], confidence: 0) }
    let runnerUp = candidates.dropFirst().first { !best.alternatives.contains($0.account) }?.score ?? 0
    let lead = min(max((best.score - runnerUp) / 0.5, 0), 1)
    let kindPart = min(1, 0.45 + kind.share)
    var confidence: Double
    switch best.origin {
    case .tenant: confidence = figures.tenantRule
    case .classifier(let probability):
      if let own = kind.kind, kinds.kinds[own].account == best.account {
        // Text and invoice say the same, each by itself.
        let share = share(of: kind, own)
        return Choice(
          candidates: candidates, confidence: 1 - (1 - probability) * (1 - kindPart * share * 0.75))
      }
      let doubt = isAtHome(best.account, kind) ? 0 : figures.classifierOffContext * strength(of: kind)
      return Choice(candidates: candidates, confidence: probability * (1 - doubt))
    case .article(let count), .elsewhere(let count), .instead(let count), .supplier(let count):
      confidence = (Double(count.times) + 0.5) / (Double(count.total) + 1)
    case .kind(let index, let isNamed):
      // A text that no word is known of is as likely on the kind's account as such texts are.
      confidence = kindPart * (0.75 + 0.2 * lead) * (isNamed ? 1 : share(of: kind, index))
    case .rule: confidence = kindPart * (0.7 + 0.28 * lead)
    case .mainItem: confidence = kindPart
    }
    if !best.isRemembered { confidence = weighed(confidence, best, answers, kind) }
    return Choice(candidates: candidates, confidence: confidence)
  }

  func share(of kind: KindOfSupplier, _ index: Int) -> Double {
    kind.isBySeller ? kinds.shares[index] : min(kinds.shares[index], kinds.shareWithoutSeller)
  }

  /// A second opinion: the classifier's agreement takes away doubt, its sure dissent adds some.
  func weighed(
    _ confidence: Double, _ best: Candidate, _ answers: [TextClassifier.Answer], _ kind: KindOfSupplier
  ) -> Double {
    let accounts = [best.account] + best.alternatives
    let agreed = answers.filter { accounts.contains($0.account) }.reduce(0) { $0 + $1.probability }
    let against = answers.first.map { accounts.contains($0.account) ? 0 : $0.probability } ?? 0
    let raised = 1 - (1 - confidence) * (1 - figures.classifierAgreement * agreed)
    if case .rule(let index, _) = best.origin,
      tables.rules[index].minimum != nil || tables.rules[index].maximum != nil
    {
      // The law's limits decide between such accounts, not the words.
      return raised
    }
    // What does not belong to a sure kind of supplier is no serious objection.
    let isForeign = answers.first.map { !isAtHome($0.account, kind) } ?? false
    let weight = isForeign ? 1 - strength(of: kind) : 1
    return raised * (1 - figures.classifierDoubt * weight * max(0, against - agreed))
  }

  /// Lessens what only the kind of supplier says, as far as the invoice's other lines are on other accounts.
  ///
  /// A word that nobody knows, as a misread one, is material where all else is; at a shop for everything it may be
  /// anything.
  func doubtKind(_ choices: inout [Choice], _ follows: [Bool], _ kind: KindOfSupplier) {
    func isKind(_ choice: Choice) -> Bool {
      if case .kind = choice.candidates.first?.origin { return true }
      return false
    }
    func isNamed(_ choice: Choice) -> Bool {
      if case .kind(_, let isNamed) = choice.candidates.first?.origin { return isNamed }
      return choice.candidates.first != nil
    }
    let known = choices.indices.filter { !follows[$0] && !isKind(choices[$0]) }
      .compactMap { choices[$0].candidates.first?.account }
    // Where neither the seller's name nor a line says anything, some phrase of the page would decide alone.
    let alone = kind.isBySeller || choices.contains(where: isNamed) ? 1 : figures.kindAlone
    for index in choices.indices where !follows[index] && isKind(choices[index]) {
      let agreeing = known.count { $0 == choices[index].candidates.first?.account }
      choices[index].confidence *=
        alone * (Double(agreeing) + figures.kindDoubt) / (Double(known.count) + figures.kindDoubt)
    }
  }
}
