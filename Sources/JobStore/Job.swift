/// Where a document stands; the words of `result-json.md`.
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
  case queued, running, deferred, exporting
  case booked, review, rejected, other, duplicate, withdrawn

  /// Nothing more happens without a person.
  public var isFinal: Bool {
    switch self {
    case .queued, .running, .deferred, .exporting: false
    default: true
    }
  }

  /// While a job stands here, the same bytes dropped again are a duplicate of it (fault 9).
  public var blocksSameDocument: Bool {
    self != .rejected && self != .other && self != .duplicate && self != .withdrawn
  }
}

/// One dropped document on its way.
public struct Job: Hashable, Sendable, Identifiable {
  /// The claim's ULID.
  public var id: String
  public var tenant: String
  /// 64 lower-case hexadecimal digits; names the document in the store.
  public var sha256: String
  /// The dropped name with its folders, as bytes.
  public var originalName: [UInt8]
  /// In the store; by content.
  public var fileExtension: String
  public var size: Int64
  public var receivedAt: Timestamp
  /// What intake noticed that ends the job unread: `INCOMPLETE`, `HARD_LINK`.
  public var objection: String?
  public var state: JobState
  /// Raised in every lease, so that a document that kills the daemon is counted too.
  public var attempt: Int
  /// Reader deaths; two are a reason to reject (fault 83).
  public var deaths: Int
  /// How often a start found it running.
  public var interruptions: Int
  /// Not leased (deferred) or not published (exporting) before this.
  public var notBefore: Timestamp?
  /// Why it waits, for people.
  public var deferReason: String?
  public var leasedBy: String?
  public var leaseUntil: Timestamp?
  /// Findings as JSON, as the caller wrote them.
  public var reasons: String?
  /// A person's answer to a review as JSON.
  public var answer: String?
  /// What publishing must rename; empty before staging.
  public var outputs: [StagedOutput]
  /// The state that ``JobStore/finish(_:)`` leads to once the outputs are published.
  public var outcome: JobState?
  /// The earlier job with the same bytes.
  ///
  /// A worker that leases such a job reads nothing: it stages the file for
  /// the duplicates' folder with ``outcome`` `duplicate`.
  public var duplicateOf: String?
  /// The job of the e-mail or archive that it came in.
  public var container: String?
  public var pages: Int?
  /// What was read, such as `xml`, `text` or `ocr`.
  public var readFrom: String?
  public var finishedAt: Timestamp?
  /// Milliseconds per stage as JSON.
  public var durations: String?

  /// The dropped name for people.
  public var displayName: String {
    String(
      String(decoding: originalName, as: UTF8.self).unicodeScalars.map {
        $0.value < 0x20 ? "\u{FFFD}" : Character($0)
      })
  }
}

/// A file that stands in staging and its place in an outbox.
public struct StagedOutput: Hashable, Sendable, Codable {
  /// Path of the staged file.
  public var staged: String
  /// Path in the outbox.
  public var target: String
  public var sha256: String

  public init(staged: String, target: String, sha256: String) {
    self.staged = staged
    self.target = target
    self.sha256 = sha256
  }
}

/// What enqueuing needs of a claimed and stored document.
public struct NewJob: Hashable, Sendable {
  /// The claim's ULID, or one made of a container's content: enqueuing it twice gives the same row.
  public var id: String
  public var tenant: String
  public var sha256: String
  public var originalName: [UInt8]
  public var fileExtension: String
  public var size: Int64
  public var receivedAt: Timestamp
  /// What intake noticed that ends the job unread; see ``Job/objection``.
  public var objection: String?
  /// The job of the e-mail or archive that it came in.
  public var container: String?

  public init(
    id: String, tenant: String, sha256: String, originalName: [UInt8], fileExtension: String, size: Int64,
    receivedAt: Timestamp, objection: String? = nil, container: String? = nil
  ) {
    self.id = id
    self.tenant = tenant
    self.sha256 = sha256
    self.originalName = originalName
    self.fileExtension = fileExtension
    self.size = size
    self.receivedAt = receivedAt
    self.objection = objection
    self.container = container
  }
}

/// What became of an enqueued document.
public enum Enqueued: Hashable, Sendable {
  case queued(Job)
  /// Queued as well, with ``Job/duplicateOf`` set, so that its file is given back on the same safe way.
  case duplicate(Job, of: Job)

  public var job: Job {
    switch self {
    case .queued(let job), .duplicate(let job, _): job
    }
  }
}

/// What a worker has made of a job: written in one transaction with running → exporting.
public struct Staging: Hashable, Sendable {
  /// `booked`, `review`, `rejected`, `other` or `duplicate`.
  public var outcome: JobState
  public var outputs: [StagedOutput]
  public var invoices: [NewInvoice]
  public var postings: [NewPosting]
  /// The documents in a container, enqueued in the same transaction; those that are there already stay.
  public var contents: [NewJob] = []
  /// Findings as JSON.
  public var reasons: String?
  public var pages: Int?
  public var readFrom: String?
  /// Milliseconds per stage as JSON.
  public var durations: String?
  /// Refuses if another document holds one of ``invoices``, checked in the same transaction.
  public var refusesBusinessDuplicates: Bool
  /// Jobs that do not count for ``refusesBusinessDuplicates`` as long as they are in review.
  public var leadsOver: Set<String> = []
  /// Hash of ``content``, kept in the audit trail: the ledger finds later whether rows were changed by hand.
  public var digest: String?

  public init(
    outcome: JobState, outputs: [StagedOutput] = [], invoices: [NewInvoice] = [], postings: [NewPosting] = [],
    reasons: String? = nil, pages: Int? = nil, readFrom: String? = nil, durations: String? = nil,
    refusesBusinessDuplicates: Bool = false
  ) {
    self.outcome = outcome
    self.outputs = outputs
    self.invoices = invoices
    self.postings = postings
    self.reasons = reasons
    self.pages = pages
    self.readFrom = readFrom
    self.durations = durations
    self.refusesBusinessDuplicates = refusesBusinessDuplicates
  }

  /// The rows' own texts in order, a line each; what ``digest`` is made of.
  public var content: String {
    Self.content(invoices: invoices.map(\.resultJSON), postings: postings.map(\.rowJSON))
  }

  public static func content(invoices: [String], postings: [String]) -> String {
    (invoices + postings).joined(separator: "\n")
  }
}

/// Which jobs to list, newest first.
public struct JobFilter: Hashable, Sendable {
  public var tenant: String?
  /// Empty means every state.
  public var states: Set<JobState>
  public var sha256: String?
  public var receivedFrom: Timestamp?
  /// Not included.
  public var receivedBefore: Timestamp?
  public var limit: Int
  public var offset: Int

  public init(
    tenant: String? = nil, states: Set<JobState> = [], sha256: String? = nil, receivedFrom: Timestamp? = nil,
    receivedBefore: Timestamp? = nil, limit: Int = 1000, offset: Int = 0
  ) {
    self.tenant = tenant
    self.states = states
    self.sha256 = sha256
    self.receivedFrom = receivedFrom
    self.receivedBefore = receivedBefore
    self.limit = limit
    self.offset = offset
  }
}
