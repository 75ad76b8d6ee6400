import Invoice
import Reading

/// Everything that is looked at once per document: layout, labels, candidates with their scores.
struct DocumentReading {
  let document: LayoutDocument
  let labels: [LabelIndex]
  let finder: CandidateFinder
  let parties: PartyFinder
  let days: [Candidate]
  let identifiers: [Candidate]
  let amounts: [Candidate]

  init(pages: [Page], own: OwnIdentity?, catalogue: LabelCatalogue) {
    let document = LayoutDocument(pages: pages, stampWords: catalogue.stampWords)
    let labels = document.pages.map { LabelIndex(page: $0, catalogue: catalogue) }
    self.document = document
    self.labels = labels
    finder = CandidateFinder(document: document, labels: labels)
    parties = PartyFinder(document: document, labels: labels, own: own, isReceipt: finder.isReceipt)
    days = finder.days()
    identifiers = finder.identifiers()
    amounts = finder.amounts()
  }

  /// The candidate with the best score for a field, and the best score of a candidate with another value.
  ///
  /// A part of the best candidate's own words is no rival.
  func best(
    _ field: ScoredField, among candidates: [Candidate], _ weights: FieldWeights,
    where allows: (Candidate) -> Bool = { _ in true }
  ) -> Scored? {
    var scored: [(candidate: Candidate, score: Double)] = []
    var top: Int?
    for candidate in candidates where allows(candidate) {
      let score = weights.score(candidate, as: field)
      if score > top.map({ scored[$0].score }) ?? -.infinity { top = scored.count }
      scored.append((candidate, score))
    }
    guard let top else { return nil }
    var best = Scored(candidate: scored[top].candidate, score: scored[top].score, rival: -.infinity)
    let announcers = field.announcers
    for (candidate, score) in scored
    where candidate.value != best.candidate.value && !candidate.overlaps(best.candidate) {
      if score > best.rival { (best.rival, best.second) = (score, candidate) }
      // A label far beyond reach of the best score does not count: other papers' numbers have such labels too.
      if !best.isContested, score > best.score - 4, candidate.isLabelled(announcers) {
        best.isContested = true
      }
    }
    return best
  }

  struct Scored {
    var candidate: Candidate
    var score: Double
    /// The best score of another value.
    var rival: Double
    /// The candidate with that score.
    var second: Candidate?
    /// Whether another value has a label of the field, too.
    var isContested = false
  }

  /// Whether a meaning stands anywhere in the document.
  func says(_ meanings: [Meaning]) -> Bool {
    let wanted = Meanings(meanings)
    return labels.contains { $0.hits.contains { $0.contains { !$0.meanings.isDisjoint(with: wanted) } } }
  }

  /// The features of the document's class.
  func kindFeatures(own: OwnIdentity?, weights: FieldWeights) -> [Int32] {
    var features = KindFeatures.words(of: document, labels: labels)
    func add(_ trait: KindFeatures.Trait) { features.append(KindFeatures.trait(trait)) }
    switch amounts.count {
    case 0: add(.noAmounts)
    case 1...3: add(.fewAmounts)
    case 12...: add(.manyAmounts)
    default: break
    }
    if (best(.taxTotal, among: amounts, weights)?.score ?? -9) > 0 { add(.taxPrinted) }
    if (best(.grossTotal, among: amounts, weights)?.score ?? -9) > 0 { add(.grossSure) }
    if (best(.prepaidTotal, among: amounts, weights)?.score ?? -9) > 0 { add(.prepaidSure) }
    if (best(.invoiceNumber, among: identifiers, weights)?.score ?? -9) > 0 { add(.numberSure) }
    if (best(.issueDate, among: days, weights)?.score ?? -9) > 0 { add(.dateSure) }
    if (best(.dueDate, among: days, weights)?.score ?? -9) > 0 { add(.dueSure) }
    let negative = amounts.count { ($0.amount ?? .zero) < .zero }
    if negative * 2 > amounts.count { add(.negativeAmounts) }
    if finder.isReceipt { add(.receiptPaper) }
    if days.contains(where: { $0.features.contains(FeatureName.trait(.clockBehind)) }) { add(.clockTime) }
    let words = document.pages.reduce(0) { $0 + $1.lines.reduce(0) { $0 + $1.words.count } }
    if words > 400 { add(.longText) }
    if words < 80 { add(.shortText) }
    if let own {
      if parties.ownNames.isEmpty { add(.ownIsMissing) } else { add(.ownIsPrinted) }
      if ownIsSender(own) { add(.ownIsSender) }
    }
    return features
  }

  /// Whether the recipient's own VAT identifier or account is the only one on the paper and stands there as a sender's
  /// does, in whose place he stands.
  func isBilled(by own: OwnIdentity) -> Bool {
    var isOwn = false
    for page in document.pages {
      for line in page.lines {
        let ibans = IdentifierScanner.ibans(in: line.bytes)
        for account in ibans {
          guard own.ibans.contains(account.value) else { return false }
          if !labels[page.index].contains(.ownAccount, line: line.index) { isOwn = true }
        }
        for token in IdentifierScanner.vatIdentifiers(in: line.bytes)
        where !ibans.contains(where: { $0.range.overlaps(token.range) }) {
          guard own.vatIdentifiers.contains(token.value) else { return false }
          let segment = line.segment(at: token.range.lowerBound)
          if !labels[page.index].contains(.buyerVATID, line: line.index),
            !parties.isInOwnBlock(page: page.index, line: line.index, segment: segment)
          {
            isOwn = true
          }
        }
      }
    }
    return isOwn && ownIsSender(own)
  }

  /// Whether the recipient's own VAT identifier, tax number or account stands in a footer, or his name in the
  /// letterhead or a sender line.
  func ownIsSender(_ own: OwnIdentity) -> Bool {
    for page in document.pages.prefix(1) {
      for line in page.lines where line.box.top > 0.75 * page.height {
        if IdentifierScanner.vatIdentifiers(in: line.bytes).contains(where: {
          own.vatIdentifiers.contains($0.value)
        }) {
          return true
        }
        if IdentifierScanner.ibans(in: line.bytes).contains(where: { own.ibans.contains($0.value) }),
          !labels[page.index].contains(.ownAccount, line: line.index)
        {
          return true
        }
      }
      for place in parties.ownNames where place.page == page.index {
        let segment = page.lines[place.line].segments[place.segment]
        let isLetterhead = segment.box.top < 0.09 * page.height && segment.fontSize > 1.2 * page.bodyFontSize
        let isFooter = segment.box.top > 0.85 * page.height
        let isSenderLine =
          parties.places.contains {
            $0.page == place.page && $0.line == place.line && $0.segment == place.segment
          } && segment.box.top < 0.35 * page.height
        if isLetterhead || isFooter || isSenderLine { return true }
      }
    }
    return false
  }
}
