/// One row of a future batch, as it is staged.
public struct NewPosting: Hashable, Sendable {
  /// The invoice's place in the document.
  public var part: Int
  /// The row's place in the invoice.
  public var ordinal: Int
  /// `YYYY-MM-DD`; its month decides the batch.
  public var postingDate: String
  /// First day of the fiscal year that the date lies in, `YYYY-MM-DD`.
  public var fiscalYearStart: String
  public var rowJSON: String

  public init(part: Int, ordinal: Int, postingDate: String, fiscalYearStart: String, rowJSON: String) {
    self.part = part
    self.ordinal = ordinal
    self.postingDate = postingDate
    self.fiscalYearStart = fiscalYearStart
    self.rowJSON = rowJSON
  }
}

/// One stored posting.
public struct PostingRow: Hashable, Sendable, Identifiable {
  public var id: Int64
  public var job: String
  public var tenant: String
  /// Of the document it comes from.
  public var sha256: String
  public var part: Int
  public var ordinal: Int
  /// `nil` until the job is booked, and after it was withdrawn from an open batch.
  public var batch: Int64?
  public var postingDate: String
  public var fiscalYearStart: String
  public var rowJSON: String
  /// The posting that this one takes back.
  public var reversalOf: Int64?

  public init(
    id: Int64, job: String, tenant: String, sha256: String, part: Int, ordinal: Int, batch: Int64?,
    postingDate: String, fiscalYearStart: String, rowJSON: String, reversalOf: Int64? = nil
  ) {
    self.id = id
    self.job = job
    self.tenant = tenant
    self.sha256 = sha256
    self.part = part
    self.ordinal = ordinal
    self.batch = batch
    self.postingDate = postingDate
    self.fiscalYearStart = fiscalYearStart
    self.rowJSON = rowJSON
    self.reversalOf = reversalOf
  }
}

/// Where a batch stands.
public enum BatchState: String, Hashable, Sendable, Codable, CaseIterable {
  case open, closing, published, withdrawn
}

/// The postings of one tenant, fiscal year and month that are delivered together.
public struct Batch: Hashable, Sendable, Identifiable {
  public var id: Int64
  public var tenant: String
  /// `YYYY-MM-DD`.
  public var fiscalYearStart: String
  /// `YYYY-MM`.
  public var month: String
  /// Gapless per tenant from 1; given when closing begins.
  public var number: Int?
  public var state: BatchState
  public var fileName: String?
  public var sha256: String?
  public var postingCount: Int
  public var lastPostingAt: Timestamp
  public var createdAt: Timestamp
  public var closedAt: Timestamp?
  public var publishedAt: Timestamp?

  public init(
    id: Int64, tenant: String, fiscalYearStart: String, month: String, number: Int?, state: BatchState,
    fileName: String? = nil, sha256: String? = nil, postingCount: Int, lastPostingAt: Timestamp,
    createdAt: Timestamp, closedAt: Timestamp? = nil, publishedAt: Timestamp? = nil
  ) {
    self.id = id
    self.tenant = tenant
    self.fiscalYearStart = fiscalYearStart
    self.month = month
    self.number = number
    self.state = state
    self.fileName = fileName
    self.sha256 = sha256
    self.postingCount = postingCount
    self.lastPostingAt = lastPostingAt
    self.createdAt = createdAt
    self.closedAt = closedAt
    self.publishedAt = publishedAt
  }
}

/// A file that a batch leaves in the outbox.
public struct BatchOutput: Hashable, Sendable {
  public var name: String
  public var sha256: String

  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}

/// What the adviser has of an account, as the record of a DATEV file.
public struct MasterRecord: Hashable, Sendable {
  /// DATEV's category: 16 creditors, 20 labels of accounts.
  public var category: Int
  public var account: String
  public var content: String
  /// Whether the adviser's own file named the account.
  public var isAdviser: Bool

  public init(category: Int, account: String, content: String, isAdviser: Bool = false) {
    self.category = category
    self.account = account
    self.content = content
    self.isAdviser = isAdviser
  }
}
