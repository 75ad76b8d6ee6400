import FoundationEssentials
public import Invoice

/// One of the accounts that a text may belong to, for people who ask before they book.
public struct Advice: Hashable, Sendable, Codable {
  public var account: AccountNumber
  public var name: String
  /// 0…1; the first advice carries the confidence that a line of an invoice would get.
  public var confidence: Double
  public var reason: String
  public var rule: String?
}

extension Accountant {
  /// The ranked accounts of a single text, best first.
  ///
  /// It is what a line of this text on an invoice of this supplier would get at 19 %; `amount` is the net price
  /// of one piece.
  public func advise(
    _ text: String, supplier: String? = nil, amount: Amount? = nil, memory: SupplierMemory? = nil,
    profile: TenantProfile? = nil
  ) -> [Advice] {
    let chart = chart.extended(by: profile?.ownAccounts ?? [])
    var invoice = Invoice()
    invoice.seller.name = supplier
    var line = InvoiceLine(position: 1)
    line.description = text
    line.netAmount = amount
    line.quantity = 1
    invoice.lines = [line]
    let words = FoldedText(text)
    let kind = lineAccounts.kind(of: invoice, lines: [words], text: words)
    let choices = lineAccounts.choose(
      invoice, lines: [words], kind: kind, memory: memory,
      rules: profile?.accountRules ?? [])
    guard let choice = choices.first, let best = choice.candidates.first else { return [] }
    var advice: [Advice] = []
    for candidate in choice.candidates where !advice.contains(where: { $0.account == candidate.account }) {
      let (reason, rule) = reason(for: candidate, in: chart)
      let share = best.score > 0 ? candidate.score / best.score : 0
      advice.append(
        Advice(
          account: candidate.account, name: chart.name(of: candidate.account),
          confidence: choice.confidence * share, reason: reason, rule: rule))
    }
    return advice
  }
}
