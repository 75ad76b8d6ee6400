public import Invoice
public import JobStore

/// Takes back what was booked: out of the open batch, or by Generalumkehr where the batch has left.
public struct Withdrawal: Sendable {
  /// What was done.
  public struct Report: Hashable, Sendable {
    /// Documents that were taken back now.
    public var documents: [Job] = []
    /// Their postings that had left and are reversed in the next batch (column 118).
    public var reversed = 0
    /// Documents that had been taken back before.
    public var earlier = 0
  }

  private let store: JobStore

  public init(store: JobStore) { self.store = store }

  /// Takes one document back.
  ///
  /// - Parameter day: When the reversal is dated; `nil` takes the posting's own day, so that it meets the original
  ///   in its period.
  /// - Throws: `JobStoreError.wrongState` for one that is not booked.
  public func withdraw(
    job: String, reason: String, on day: CalendarDay? = nil,
    fiscalYearStart: @escaping @Sendable (CalendarDay) -> CalendarDay? = { _ in nil }
  ) async throws -> Report {
    var report = Report()
    report.documents = [
      try await store.withdraw(job, reason: reason) { row in
        try Self.reversal(of: row, on: day, fiscalYearStart: fiscalYearStart)
      }
    ]
    report.reversed = try await store.postings(ofJob: job).count { $0.reversalOf != nil }
    return report
  }

  /// Takes every document of a batch back; doing it again goes on where it was interrupted.
  ///
  /// - Throws: `JobStoreError.wrongBatchState` while the batch is on its way.
  public func withdraw(
    batch id: Int64, reason: String, on day: CalendarDay? = nil,
    fiscalYearStart: @escaping @Sendable (CalendarDay) -> CalendarDay?
  ) async throws -> Report {
    let batch = try await store.batch(id)
    guard batch.state != .closing else {
      throw JobStoreError.wrongBatchState(id, batch.state, wanted: [.open, .published])
    }
    var report = Report()
    var seen: Set<String> = []
    for row in try await store.postings(of: id) where row.reversalOf == nil && seen.insert(row.job).inserted {
      guard try await store.job(row.job).state == .booked else {
        report.earlier += 1
        continue
      }
      let one = try await withdraw(job: row.job, reason: reason, on: day, fiscalYearStart: fiscalYearStart)
      report.documents += one.documents
      report.reversed += one.reversed
    }
    if batch.state == .published { try await store.withdrawBatch(id, reason: reason) }
    return report
  }

  /// The same posting once more; that it undoes is said by the row itself.
  static func reversal(
    of row: PostingRow, on day: CalendarDay?, fiscalYearStart: (CalendarDay) -> CalendarDay?
  ) throws -> NewPosting {
    var reversal = NewPosting(
      part: row.part, ordinal: row.ordinal, postingDate: row.postingDate,
      fiscalYearStart: row.fiscalYearStart,
      rowJSON: row.rowJSON)
    guard let day, let start = fiscalYearStart(day) else { return reversal }
    var booked = try BookedPosting(json: row.rowJSON)
    booked.invoice.issueDate = day
    reversal.postingDate = day.description
    reversal.fiscalYearStart = start.description
    reversal.rowJSON = try booked.json
    return reversal
  }
}
