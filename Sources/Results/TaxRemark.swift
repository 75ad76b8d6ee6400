public import Accounting

/// What the chart says about the tax side of an account, for people who ask before they book.
public enum TaxRemark {
  /// One German sentence.
  public static func german(of account: AccountNumber, in chart: ChartOfAccounts) -> String {
    guard let known = chart[account] else { return GermanTexts.accountOutsideChart }
    if let automatic = known.automatic {
      return GermanTexts.automaticAccount(automatic)
    }
    switch known.keys {
    case .inputTax: return GermanTexts.accountWithKey
    case .none: return GermanTexts.accountWithoutTax
    case .outputTax, .open: return GermanTexts.accountWithAnyKey
    }
  }
}
