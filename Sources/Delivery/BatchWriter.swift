import Accounting
public import DATEV
import Invoice
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
