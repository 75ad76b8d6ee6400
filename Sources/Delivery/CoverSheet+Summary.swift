import Accounting
import DATEV
import Invoice
import Results

extension CoverSheet {
  /// Puts what was written into the sheet.
  mutating func fill(
    _ summary: BatchSummary, isCreditor: (AccountNumber) -> Bool, name: (AccountNumber) -> String
  ) {
    (credited, debited) = (summary.credited, summary.debited)
    documents = summary.documents.map { document in
      Document(
        day: document.day, supplier: document.supplier, number: document.number, creditor: document.creditor,
        accounts: document.accounts,
        amount: document.amount, currency: document.currency.code,
        notes: document.isReversal ? ["Generalumkehr"] : [])
    }
    for (account, balance) in summary.balances.sorted(by: { $0.key < $1.key }) {
      if isCreditor(account) {
        creditorBalance += balance
      } else if balance != .zero {
        ledgerAccounts.append(AccountSum(account: account, name: name(account), balance: balance))
      }
    }
    if let taxes = summary.taxes { rates = Self.rates(taxes) }
    let reversals = summary.documents.count(where: \.isReversal)
    if reversals > 0 { warnings.append(.reversals(reversals)) }
    let foreign = summary.documents.count { $0.currency != .euro }
    if foreign > 0 { warnings.append(.foreignCurrency(foreign)) }
    if summary.unforeseenRows > 0 { warnings.append(.unforeseenRows(summary.unforeseenRows)) }
  }

  private static func rates(_ taxes: ImportSimulator.DocumentTotals) -> [RateSum] {
    var sums: [RateSum] = []
    for (rate, net) in taxes.netByRate.sorted(by: { $0.key > $1.key }) {
      let owed = taxes.selfAssessedBase[rate] ?? .zero
      if rate == .zero {
        sums.append(RateSum(rate: rate, kind: .none, net: net, tax: .zero))
        continue
      }
      let tax = taxes.inputTax[rate] ?? .zero
      if net != owed || tax != .zero {
        sums.append(RateSum(rate: rate, kind: .inputTax, net: net - owed, tax: tax))
      }
      if let base = taxes.selfAssessedBase[rate] {
        let tax = taxes.selfAssessedTax[rate] ?? .zero
        sums.append(RateSum(rate: rate, kind: .selfAssessed, net: base, tax: tax))
      }
    }
    return sums
  }
}
