package import Invoice

/// Which account takes the place of another in a tax case, and which key a posting needs.
package struct TaxAccounts: Sendable {
  private struct Key: Hashable {
    var account: AccountNumber
    var condition: String
    var variant: String
  }

  private let substitutes: [Key: AccountNumber]
  private let plainGoods: AccountNumber

  package init(dataDirectory: String, goods: AccountNumber) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/tax-accounts.csv"
    let table = try CSVTable(path: path)
    let (account, condition) = (try table.column("account"), try table.column("case"))
    let (variant, use) = (try table.column("variant"), try table.column("use"))
    let pairs = try table.map { (row) throws(AccountingDataError) in
      guard let from = AccountNumber(row[account]), let to = AccountNumber(row[use]) else {
        throw .badValue(path: path, column: "use", value: row[use])
      }
      return (Key(account: from, condition: row[condition], variant: row[variant]), to)
    }
    substitutes = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    guard let plain = substitutes[Key(account: goods, condition: "tax_free", variant: "")] else {
      throw .badValue(path: path, column: "case", value: "tax_free")
    }
    plainGoods = plain
  }

  private func substitute(
    _ account: AccountNumber, _ condition: String, _ variant: String
  ) -> AccountNumber? {
    substitutes[Key(account: account, condition: condition, variant: variant)]
      ?? substitutes[Key(account: account, condition: condition, variant: "")]
  }

  /// Whether a tax case has an account of its own for this use.
  package func moves(_ account: AccountNumber, in taxCase: TaxCase) -> Bool {
    substitute(account, taxCase.rawValue, "") != nil
  }

  /// The account for this use in this tax case; `nil` where no allowed one is known.
  package func account(
    for wanted: AccountNumber, taxCase: TaxCase, rate: VATRate, variant: TaxDecision.Variant?,
    deducts: Bool, chart: ChartOfAccounts
  ) -> AccountNumber? {
    let variant = variant?.rawValue ?? ""
    var account = substitute(wanted, taxCase.rawValue, variant) ?? wanted
    if rate != .zero { account = substitute(account, "rate:\(rate)", variant) ?? account }
    if !deducts { account = substitute(account, "no-deduction", variant) ?? account }
    guard let automatic = chart[account]?.automatic else { return account }
    return fits(automatic, taxCase: taxCase, rate: rate, deducts: deducts) ? account : plain(account, taxCase)
  }

  private func plain(_ account: AccountNumber, _ taxCase: TaxCase) -> AccountNumber? {
    substitute(account, "tax_free", "") ?? (taxCase == .taxFree ? plainGoods : nil)
  }

  /// Section 5: an automatic account only where rate and case equal the line's.
  private func fits(
    _ automatic: ChartOfAccounts.Automatic, taxCase: TaxCase, rate: VATRate, deducts: Bool
  ) -> Bool {
    guard automatic.isDeductible == deducts || automatic.kind == .other else { return false }
    switch (automatic.kind, taxCase) {
    case (.domestic, .domestic), (.domestic, .smallAmount), (.domestic, .mixed):
      // 16 % and 5 % of 2020 are told by the date of supply, on the accounts of 19 % and 7 %.
      return automatic.rate == rate
        || automatic.rate == VATRate(percent: 19) && rate == VATRate(percent: 16)
        || automatic.rate == VATRate(percent: 7) && rate == VATRate(percent: 5)
    case (.reverseCharge, .reverseChargeConstruction), (.reverseCharge, .reverseChargeForeignService),
      (.reverseCharge, .reverseChargeGoods), (.intraEU, .intraEUAcquisition):
      return true
    default: return false
    }
  }

  /// DATEV's BU-Schlüssel (tax-rules section 4); `nil` where the account takes no key but the tax needs one.
  package func key(
    account: AccountNumber, taxCase: TaxCase, rate: VATRate, variant: TaxDecision.Variant?, deducts: Bool,
    day: CalendarDay?, chart: ChartOfAccounts
  ) -> String? {
    if chart[account]?.automatic != nil { return "" }
    let key: String
    switch taxCase {
    case .reverseChargeConstruction, .reverseChargeForeignService, .reverseChargeGoods:
      key = deducts ? "94" : "95"
    case .intraEUAcquisition: key = deducts && variant != .exempt ? "19" : ""
    case .domestic, .mixed, .smallAmount:
      guard deducts else { return "" }
      switch rate {
      case VATRate(percent: 19): key = "9"
      case VATRate(percent: 7), VATRate(percent: 5): key = "8"
      // Key 7 is the 16 % up to 2006; that of 2020 is key 9 with the date of supply.
      case VATRate(percent: 16): key = (day?.year ?? 2020) < 2007 ? "7" : "9"
      case .zero: key = ""
      default: return nil
      }
    case .photovoltaicZeroRate, .smallBusiness, .taxFree, .import, .foreignVAT, .marginScheme: key = ""
    }
    if !key.isEmpty, chart[account]?.keys == ChartOfAccounts.KeyRange.none { return nil }
    return key
  }
}
