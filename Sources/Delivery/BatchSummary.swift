public import Accounting
public import DATEV
public import Invoice
import JobStore

/// What stands in a batch, for its cover sheet and the master data that goes with it.
public struct BatchSummary: Hashable, Sendable {
  /// An invoice of the batch.
  public struct Document: Hashable, Sendable {
    public var job: String
    public var sha256: String
    public var day: CalendarDay
    public var supplier: String
    public var number: String
    public var creditor: AccountNumber
    /// What it is posted to, each once.
    public var accounts: [AccountNumber]
    public var amount: Amount
    public var currency: CurrencyCode
    public var isReversal: Bool
    public var isLinked: Bool
  }

  /// How a supplier lets himself be paid, by his latest invoice.
  public struct Terms: Hashable, Sendable {
    public var day: CalendarDay
    public var netDays: Int?
    public var discount: CashDiscount?
  }

  public internal(set) var rowCount = 0
  /// The amounts of the rows with H and with S, in the batch's currency: what the import's report adds up.
  public internal(set) var credited = Amount.zero
  public internal(set) var debited = Amount.zero
  public internal(set) var documents: [Document] = []
  /// Expense accounts that were posted to, in the chart's four digits or the tenant's own.
  public internal(set) var accounts: Set<AccountNumber> = []
  public internal(set) var creditors: [AccountNumber: Terms] = [:]
  /// Debit less credit per account after an import, tax accounts included.
  public internal(set) var balances: [AccountNumber: Amount] = [:]
  /// Rows whose tax depends on what only the tenant's own chart says; ``balances`` lacks them.
  public internal(set) var unforeseenRows = 0
  /// All documents together, per rate.
  public internal(set) var taxes: ImportSimulator.DocumentTotals?

  mutating func add(_ posted: PostedInvoice, _ rows: [Buchungssatz], _ first: PostingRow) {
    rowCount += rows.count
    for row in rows {
      accounts.insert(row.gegenkonto)
      let amount = (row.basisUmsatz ?? row.umsatz).amount
      if row.sollHabenKennzeichen == .haben { credited += amount } else { debited += amount }
    }
    guard let day = posted.belegdatum, let creditor = rows.first?.konto else { return }
    let invoice = posted.invoice
    let gross = posted.postings.reduce(Amount.zero) { $0 + $1.gross }
    documents.append(
      Document(
        job: first.job, sha256: first.sha256, day: day, supplier: invoice.seller.name ?? "",
        number: invoice.invoiceNumber ?? "", creditor: creditor,
        accounts: rows.map(\.gegenkonto).reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
        amount: posted.isGeneralumkehr ? -gross : gross,
        currency: invoice.currency ?? .euro, isReversal: posted.isGeneralumkehr,
        isLinked: posted.beleglink != nil))
    if let known = creditors[creditor], known.day > day { return }
    let netDays = invoice.dueDate.map { $0.daysSinceEpoch - day.daysSinceEpoch }
    creditors[creditor] = Terms(
      day: day, netDays: netDays.flatMap { 1...999 ~= $0 ? $0 : nil }, discount: invoice.cashDiscounts.first)
  }
}
