package import Invoice

/// A row of the keyword tables: these words on a line mean this account.
package struct LineRule: Sendable {
  /// What the keywords are looked up in.
  package enum Match: String, Sendable {
    /// Goods: article texts.
    case article
    /// Services and costs: line texts.
    case keyword
    /// The seller's name.
    case supplier
  }

  package var id: String
  package var match: Match
  /// `nil`: the account of the invoice's main item.
  package var account: AccountNumber?
  /// For a rule without an account: what to take where the invoice has several accounts.
  package var unlessOneAccount: AccountNumber?
  package var alternatives: [AccountNumber]
  /// The net price of one piece, EStG § 6 (2), (2a).
  package var minimum: Amount?
  package var maximum: Amount?
  package var priority: Double
  /// One German sentence; empty where the table has none.
  package var reason: String
  /// Kinds of supplier for which the rule was written; empty for the trade's own table.
  package var contexts: Set<Int>
  package var isHouseRule: Bool

  package func covers(unitPrice: Amount?) -> Bool {
    guard minimum != nil || maximum != nil else { return true }
    guard let price = unitPrice?.magnitude else { return minimum == nil }
    return minimum.map { price >= $0 } ?? true && maximum.map { price <= $0 } ?? true
  }
}
