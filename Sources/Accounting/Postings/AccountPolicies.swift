package import Invoice

/// What the house asks before it posts unseen: fines, gifts, entertainment without an occasion.
package struct AccountPolicies: Sendable {
  /// When a row of `rules/account-policies.csv` speaks; the file says what each means.
  private enum Condition: String {
    case always = ""
    case occasion
    case reduced
    case leaseWithTax = "lease-with-tax"
    case leaseWithoutTax = "lease-without-tax"
    case strangePlate = "strange-plate"
  }

  private struct Policy {
    var code: String
    var severity: Finding.Severity
    var condition: Condition
  }

  /// What the conditions look at, besides the postings.
  package struct Circumstances {
    /// Occasion and participants of an entertainment are filled in.
    package var hasOccasion: Bool
    /// Licence plates that the document names.
    package var plates: Set<LicencePlate>
    package var profile: TenantProfile
  }

  private let policies: [AccountNumber: [Policy]]

  package init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/account-policies.csv"
    let table = try CSVTable(path: path)
    let (account, code) = (try table.column("account"), try table.column("code"))
    let (severity, condition) = (try table.column("severity"), try table.column("condition"))
    let pairs = try table.map { (row) throws(AccountingDataError) in
      guard let number = AccountNumber(row[account]), let severity = Finding.Severity(rawValue: row[severity])
      else { throw .badValue(path: path, column: "account", value: row[account]) }
      guard let condition = Condition(rawValue: row[condition]) else {
        throw .badValue(path: path, column: "condition", value: row[condition])
      }
      return (number, [Policy(code: row[code], severity: severity, condition: condition)])
    }
    policies = Dictionary(pairs, uniquingKeysWith: +)
  }

  /// What must be asked or noted, each code once.
  ///
  /// Lines are looked at as well: a document whose postings do not add up has none.
  package func findings(
    _ postings: [Posting], lines: [LineAssignment], rates: [VATRate?], _ seen: Circumstances
  ) -> [Finding] {
    let uses =
      postings.map { ($0.account, $0.taxRate) }
      + zip(lines, rates).compactMap { line, rate in line.account.map { ($0, rate ?? .zero) } }
    var findings: [Finding] = []
    var told: Set<String> = []
    for (account, rate) in uses {
      for policy in policies[account, default: []]
      where applies(policy.condition, rate, seen) && told.insert(policy.code).inserted {
        findings.append(
          Finding(policy.code, policy.severity, field: "bookings", arguments: ["account": "\(account)"]))
      }
    }
    return findings
  }

  /// The law wants occasion and participants on what is posted there: EStG § 4 (5).
  package func needsOccasion(_ account: AccountNumber) -> Bool {
    policies[account, default: []].contains { $0.condition == .occasion }
  }

  private func applies(_ condition: Condition, _ rate: VATRate, _ seen: Circumstances) -> Bool {
    switch condition {
    case .always: true
    case .occasion: !seen.hasOccasion
    case .reduced: rate != .zero && rate < VATRate(percent: 10)
    case .leaseWithTax: seen.profile.leaseHasTax == false && rate != .zero
    case .leaseWithoutTax: seen.profile.leaseHasTax == true && rate == .zero
    case .strangePlate:
      !seen.profile.vehicles.isEmpty && !seen.plates.isEmpty
        && seen.plates.isDisjoint(with: seen.profile.vehicles)
    }
  }
}
