public import Accounting
public import DATEV
public import Invoice
public import JobStore

/// Writes the rows of a batch that is closing, some postings at a time, and keeps the books about what it wrote.
///
/// The same postings always give the same bytes. A posting is never left out: what cannot become a row is an error.
public struct BatchWriter {
  public let header: DATEVHeader
  /// Begins every name of this batch's files after its kind: `29098_202607_12`.
  public let nameStem: String
  public private(set) var summary = BatchSummary()
  private let terms: DeliveryTerms
  private let link: (PostingRow) -> Beleglink?
  private var writer: BuchungsstapelWriter
  private var simulation: ImportSimulator.Simulation
  /// The invoice whose postings are still coming.
  private var open: (key: Key, row: PostingRow, posted: PostedInvoice)?

  private struct Key: Equatable {
    var job: String
    var part: Int
    var isReversal: Bool
  }

  /// - Parameter link: The document's, for column 20; `nil` where it does not travel along.
  public init(
    _ batch: Batch, terms: DeliveryTerms, simulator: ImportSimulator,
    rowLimit: Int = BuchungsstapelFile.rowLimit,
    link: @escaping (PostingRow) -> Beleglink? = { _ in nil }
  ) throws(BatchError) {
    guard let number = batch.number, let closedAt = batch.closedAt,
      let start = CalendarDay(iso: batch.fiscalYearStart), let first = CalendarDay(iso: "\(batch.month)-01"),
      let created = closedAt.erzeugtAm
    else { throw .notClosing(batch.id) }
    var header = DATEVHeader(
      buchungsstapelFrom: first, to: first.lastOfMonth, beraternummer: terms.adviserNumber,
      mandantennummer: terms.clientNumber, wirtschaftsjahr: Geschaeftsjahr(beginn: start), erzeugtAm: created)
    header.exportiertVon = "belegd"
    header.sachkontenlaenge = terms.rows.kontenlaenge.sachkonten
    header.sachkontenrahmen = terms.rows.sachkontenrahmen
    header.festschreibung = terms.rows.festschreibung
    header.bezeichnung = "Eingangsrechnungen \(batch.month.suffix(2))-\(batch.month.prefix(4))"
    self.header = header
    self.terms = terms
    self.link = link
    nameStem = "\(terms.clientNumber)_\(batch.month.filter { $0 != "-" })_\(number)"
    writer = BuchungsstapelWriter(header, expectedRows: batch.postingCount, rowLimit: rowLimit)
    simulation = ImportSimulator.Simulation(simulator, header, keepsDocuments: false)
  }

  /// Adds postings in the database's order, which depends on content alone.
  public mutating func add(_ rows: some Sequence<PostingRow>) throws(BatchError) {
    for row in rows {
      let booked: BookedPosting
      do { booked = try BookedPosting(json: row.rowJSON) } catch { throw .unreadablePosting(row.id) }
      let key = Key(job: row.job, part: row.part, isReversal: row.reversalOf != nil)
      if open?.key == key {
        open?.posted.postings.append(booked.posting)
      } else {
        try endInvoice()
        open = (
          key, row,
          booked.posted(
            link: link(row), reference: String(row.job.suffix(8)), isReversal: key.isReversal)
        )
      }
    }
  }

  /// Ends the batch.
  public mutating func finish() throws(BatchError) {
    try endInvoice()
    writer.finish()
    summary.balances = simulation.result.balances
    summary.taxes = simulation.result.documents.first
    summary.unforeseenRows = simulation.result.refusedRows.count
    guard simulation.result.sum == .zero else { throw .doesNotBalance }
  }

  /// The files that are whole.
  public mutating func takeFinished() -> [BuchungsstapelWriter.Part] { writer.takeFinished() }

  private mutating func endInvoice() throws(BatchError) {
    guard let (_, first, posted) = open else { return }
    open = nil
    let rows: [Buchungssatz]
    do { rows = try terms.rows.rows(for: posted) } catch {
      throw .notARow(posting: first.id, "\(error)")
    }
    var written = Amount.zero
    for row in rows {
      simulation.add(row)
      written += row.sollHabenKennzeichen == .haben ? row.umsatz.amount : -row.umsatz.amount
    }
    // The ledger leads: a row that says something else than the posting does not leave the house.
    let gross = posted.postings.reduce(Amount.zero) { $0 + $1.gross }
    guard written == (posted.isGeneralumkehr ? -gross : gross) else {
      throw .differsFromLedger(posting: first.id)
    }
    writer.add(document: rows)
    summary.add(posted, rows, first)
  }
}

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
    for row in rows { accounts.insert(row.gegenkonto) }
    guard let day = posted.belegdatum, let creditor = rows.first?.konto else { return }
    let invoice = posted.invoice
    let gross = posted.postings.reduce(Amount.zero) { $0 + $1.gross }
    documents.append(
      Document(
        job: first.job, sha256: first.sha256, day: day, supplier: invoice.seller.name ?? "",
        number: invoice.invoiceNumber ?? "", creditor: creditor,
        amount: posted.isGeneralumkehr ? -gross : gross,
        currency: invoice.currency ?? .euro, isReversal: posted.isGeneralumkehr,
        isLinked: posted.beleglink != nil))
    if let known = creditors[creditor], known.day > day { return }
    let netDays = invoice.dueDate.map { $0.daysSinceEpoch - day.daysSinceEpoch }
    creditors[creditor] = Terms(
      day: day, netDays: netDays.flatMap { 0...999 ~= $0 ? $0 : nil }, discount: invoice.cashDiscounts.first)
  }
}

/// Why a batch can't be delivered; it stays where it is and somebody must act.
public enum BatchError: Error, Hashable, CustomStringConvertible {
  /// The batch has no number or no time of closing.
  case notClosing(Int64)
  case unreadablePosting(Int64)
  /// A posting that should never have been booked.
  case notARow(posting: Int64, String)
  /// A row says another amount than its posting.
  case differsFromLedger(posting: Int64)
  /// What an import would make of the rows is not zero in sum.
  case doesNotBalance
  /// The file breaks a rule of its own format: a bug here, never the adviser's problem.
  case failsCheck(file: String, violation: String, count: Int)

  public var description: String {
    switch self {
    case .notClosing(let batch): "batch \(batch): not closing"
    case .unreadablePosting(let posting): "posting \(posting): cannot be read back"
    case .notARow(let posting, let cause): "posting \(posting): \(cause)"
    case .differsFromLedger(let posting): "posting \(posting): its row has another amount"
    case .doesNotBalance: "an import would not balance"
    case .failsCheck(let file, let violation, let count): "\(file): \(violation) (\(count) in all)"
    }
  }
}

extension Timestamp {
  /// Header field 6, in universal time, so that a replay anywhere gives the same bytes.
  var erzeugtAm: DATEVHeader.Timestamp? {
    let dayLength: Int64 = 86_400_000
    let days = milliseconds / dayLength
    return CalendarDay(daysSinceEpoch: Int(days)).flatMap {
      DATEVHeader.Timestamp(day: $0, millisecondOfDay: Int(milliseconds - days * dayLength))
    }
  }
}
