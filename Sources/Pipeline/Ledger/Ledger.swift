import Accounting
import Delivery
public import Invoice
public import JobStore
public import Spool
import SystemPackage

/// One tenant's month: what came in, what became of it, and whether the store still says what happened.
///
/// Received = booked + in review + rejected + set aside + duplicate + withdrawn + in work. Beside the sums stand the
/// contradictions between the rows, the audit trail that was written with them, and the stored originals: whoever
/// changes one of them by hand leaves one.
public struct Ledger: Hashable, Sendable, Encodable {
  /// The postings of one tax rate.
  public struct RateSum: Hashable, Sendable, Encodable {
    /// As printed, such as `19`; `0` where the recipient owes the tax.
    public var rate: String
    public var count = 0
    public var net = Amount.zero
    public var gross = Amount.zero
    public var tax: Amount { gross - net }

    enum CodingKeys: String, CodingKey { case rate, count, net, tax, gross }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rate, forKey: .rate)
      try container.encode(count, forKey: .count)
      try container.encode(net.description, forKey: .net)
      try container.encode(tax.description, forKey: .tax)
      try container.encode(gross.description, forKey: .gross)
    }
  }

  /// A contradiction.
  public struct Difference: Hashable, Sendable, Encodable {
    public enum Kind: String, Hashable, Sendable, Encodable, CaseIterable {
      /// The audit trail has seen it coming, there is no row.
      case jobMissing
      /// A row that the audit trail knows nothing of.
      case jobUnrecorded
      /// Where it belongs, its bytes or its time of receipt are not what was recorded when it came.
      case receiptDiffers
      /// The row's state is not the one that was last recorded.
      case stateDiffers
      /// Invoices or postings are not those that were staged.
      case contentDiffers
      case originalMissing
      /// The original's bytes no longer have its hash.
      case originalDiffers
      /// A number is missing from the tenant's batches.
      case numberMissing
      /// A batch is not what was recorded when it was closed or published.
      case batchDiffers
      /// A supplier's number or bank account is not what was recorded.
      case supplierDiffers
      /// A correction is not what was recorded.
      case correctionDiffers
      /// Lines are missing from the audit trail.
      case eventsMissing
    }

    public var kind: Kind
    /// The job, batch number or count that it is about.
    public var subject: String
  }

  public var tenant: String
  /// `YYYY-MM`, in universal time.
  public var month: String
  public var received: Int
  /// By state, those with at least one.
  public var counts: [String: Int]
  public var rates: [RateSum]
  public var differences: [Difference]

  /// Adds up a month.
  ///
  /// - Parameter readsOriginals: Hashes every original instead of asking only whether it is there.
  public init(
    _ rows: LedgerRows, tenant: String, month: String, documents: DocumentStore, readsOriginals: Bool
  ) throws(SpoolError) {
    self.tenant = tenant
    self.month = month
    received = rows.jobs.count
    counts = Dictionary(grouping: rows.jobs, by: \.state.rawValue).mapValues(\.count)
    rates = Self.rates(rows)
    differences = rows.lostJobs.map { Difference(kind: .jobMissing, subject: $0) }
    if rows.missingEvents > 0 {
      differences.append(Difference(kind: .eventsMissing, subject: "\(rows.missingEvents)"))
    }
    let events = Dictionary(grouping: rows.events, by: { $0.job ?? "" })
    let invoices = Dictionary(grouping: rows.invoices, by: \.job)
    let postings = Dictionary(grouping: rows.postings, by: \.job)
    let renumberings = rows.supplierEvents.filter { $0.before != nil }
    for job in rows.jobs {
      differences += Self.check(
        job, events[job.id] ?? [], invoices[job.id] ?? [],
        (postings[job.id] ?? []).filter { $0.reversalOf == nil }, renumberings
      ).map { Difference(kind: $0, subject: job.id) }
      if let kind = try Self.checkOriginal(job, documents, readsIt: readsOriginals) {
        differences.append(Difference(kind: kind, subject: job.id))
      }
    }
    differences += Self.checkBatches(rows) + Self.checkSuppliers(rows) + Self.checkCorrections(rows)
  }

  public var isBalanced: Bool { differences.isEmpty }

  private static func rates(_ rows: LedgerRows) -> [RateSum] {
    let booked = Set(rows.jobs.filter { $0.state == .booked }.map(\.id))
    var sums: [String: RateSum] = [:]
    for row in rows.postings where row.reversalOf == nil && booked.contains(row.job) {
      // A row that cannot be read back differs from what was staged, which is told below.
      guard let posting = try? BookedPosting(json: row.rowJSON).posting else { continue }
      let rate = "\(posting.taxRate)"
      sums[rate, default: RateSum(rate: rate)].count += 1
      sums[rate]?.net += posting.net
      sums[rate]?.gross += posting.gross
    }
    return sums.values.sorted { ($0.rate.count, $0.rate) > ($1.rate.count, $1.rate) }
  }
}
