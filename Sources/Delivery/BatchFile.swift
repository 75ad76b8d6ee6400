public import DATEV
import FoundationEssentials
import Invoice
public import JobStore

/// What a tenant and his adviser have agreed about deliveries.
public struct DeliveryTerms: Hashable, Sendable {
  /// Beraternummer (header field 11).
  public var adviserNumber: Int
  /// Mandantennummer (header field 12).
  public var clientNumber: Int
  public var rows: BatchSettings

  public init(adviserNumber: Int, clientNumber: Int, rows: BatchSettings) {
    self.adviserNumber = adviserNumber
    self.clientNumber = clientNumber
    self.rows = rows
  }
}

/// A finished DATEV file of one batch: the same postings always give the same bytes.
public struct BatchFile: Hashable, Sendable {
  public var name: String
  public var bytes: [UInt8]

  /// Writes the rows of a batch that is closing.
  ///
  /// - Parameter postings: In the database's order, which depends on content alone.
  /// - Throws: ``BatchError``; a posting is never left out instead.
  public init(_ batch: Batch, _ postings: [PostingRow], terms: DeliveryTerms) throws {
    guard let number = batch.number, let closedAt = batch.closedAt,
      let start = CalendarDay(iso: batch.fiscalYearStart), let first = CalendarDay(iso: "\(batch.month)-01"),
      let created = closedAt.erzeugtAm
    else { throw BatchError.notClosing(batch.id) }
    var header = DATEVHeader(
      buchungsstapelFrom: first, to: first.lastOfMonth, beraternummer: terms.adviserNumber,
      mandantennummer: terms.clientNumber, wirtschaftsjahr: Geschaeftsjahr(beginn: start), erzeugtAm: created)
    header.exportiertVon = "belegd"
    header.sachkontenlaenge = terms.rows.kontenlaenge.sachkonten
    header.sachkontenrahmen = terms.rows.sachkontenrahmen
    header.festschreibung = terms.rows.festschreibung
    header.bezeichnung = "Eingangsrechnungen \(batch.month.suffix(2))-\(batch.month.prefix(4))"
    let rows = try Self.invoices(postings).flatMap { try terms.rows.rows(for: $0) }
    name = "EXTF_Buchungsstapel_\(terms.clientNumber)_\(batch.month.filter { $0 != "-" })_\(number).csv"
    bytes = BuchungsstapelFile.write(header, rows)
  }

  /// Postings of one invoice follow each other; together they are what DATEV's rows are made of.
  private static func invoices(_ rows: [PostingRow]) throws -> [PostedInvoice] {
    var invoices: [PostedInvoice] = []
    var last: (job: String, part: Int, isReversal: Bool)?
    for row in rows {
      let booked: BookedPosting
      do { booked = try BookedPosting(json: row.rowJSON) } catch {
        throw BatchError.unreadablePosting(row.id)
      }
      let key = (row.job, row.part, row.reversalOf != nil)
      if let last, last == key {
        invoices[invoices.count - 1].postings.append(booked.posting)
      } else {
        invoices.append(
          PostedInvoice(
            invoice: booked.invoice, postings: [booked.posting], isGeneralumkehr: row.reversalOf != nil))
      }
      last = key
    }
    return invoices
  }
}

/// Why a batch can't be delivered; it stays where it is and somebody must act.
public enum BatchError: Error, Hashable, CustomStringConvertible {
  /// The batch has no number or no time of closing.
  case notClosing(Int64)
  case unreadablePosting(Int64)
  /// The file breaks a rule of its own format: a bug here, never the adviser's problem.
  case failsCheck(file: String, violation: String, count: Int)

  public var description: String {
    switch self {
    case .notClosing(let batch): "batch \(batch): not closing"
    case .unreadablePosting(let posting): "posting \(posting): cannot be read back"
    case .failsCheck(let file, let violation, let count): "\(file): \(violation) (\(count) in all)"
    }
  }
}

extension Timestamp {
  /// Header field 6, in universal time, so that a replay anywhere gives the same bytes.
  fileprivate var erzeugtAm: DATEVHeader.Timestamp? {
    let dayLength: Int64 = 86_400_000
    let days = milliseconds / dayLength
    return CalendarDay(daysSinceEpoch: Int(days)).flatMap {
      DATEVHeader.Timestamp(day: $0, millisecondOfDay: Int(milliseconds - days * dayLength))
    }
  }
}
