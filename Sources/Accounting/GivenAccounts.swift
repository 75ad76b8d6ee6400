import Invoice

/// What a person has said about one invoice: it holds, whatever the rules think.
public struct GivenAccounts: Hashable, Sendable {
  /// By line, from 0.
  public var accounts: [Int: AccountNumber]
  /// For every line without one of its own.
  public var everywhere: AccountNumber?
  public var taxCase: TaxCase?

  public init(
    accounts: [Int: AccountNumber] = [:], everywhere: AccountNumber? = nil, taxCase: TaxCase? = nil
  ) {
    self.accounts = accounts
    self.everywhere = everywhere
    self.taxCase = taxCase
  }

  /// Nobody has said anything about the accounts.
  var isEmpty: Bool { accounts.isEmpty && everywhere == nil }

  /// Puts the accounts in the place of those that were found, and takes back the questions about them.
  func overrule(_ assignments: [LineAssignment], _ findings: inout [Finding]) -> [LineAssignment] {
    assignments.enumerated().map { index, assignment in
      guard let account = accounts[index] ?? everywhere else { return assignment }
      findings.removeAll { $0.field == "lines[\(index)].skr03" }
      return LineAssignment(account: account, confidence: 1, reason: Reasons.person)
    }
  }

  /// Puts the tax case in the place of the one that was found, and takes back the questions about it.
  func overrule(_ decision: TaxDecision) -> TaxDecision {
    guard let taxCase else { return decision }
    var decided = decision
    decided.taxCase = taxCase
    switch taxCase {
    // What carries no tax beside what does is of the kind that was found, or free.
    case .domestic, .mixed, .smallAmount: decided.zeroCase = decision.zeroCase
    default: decided.zeroCase = taxCase
    }
    // Printed tax that somebody calls exempt or a small business's is no input tax.
    decided.printedCase = taxCase == .taxFree || taxCase == .smallBusiness ? taxCase : nil
    decided.confidence = 1
    decided.findings.removeAll { $0.severity == .asks }
    return decided
  }
}
