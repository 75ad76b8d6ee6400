import FoundationEssentials
import GRDB

/// A person's answer to a document in review, before it stands in the store.
public struct NewAnswer: Hashable, Sendable {
  public var job: String
  /// The ``Job/attempt`` that the person has seen: an answer to an earlier reading is stale.
  public var attempt: Int
  /// What ``Job/answer`` is to hold; `nil` forgets what was said before, as for a reading from scratch.
  public var answer: String?
  /// The values that it changes or confirms.
  public var values: [CorrectedValue]
  /// What it teaches about accounts; it takes the place of what earlier answers to the document have taught.
  public var lessons: [NewCorrection]
  /// The lines of the file that it comes from.
  public var lines: [Int]

  public init(
    job: String, attempt: Int, answer: String?, values: [CorrectedValue] = [],
    lessons: [NewCorrection] = [], lines: [Int] = []
  ) {
    self.job = job
    self.attempt = attempt
    self.answer = answer
    self.values = values
    self.lessons = lessons
    self.lines = lines
  }
}

/// One value that a person has put right or confirmed: what learning learns from.
public struct CorrectedValue: Hashable, Sendable, Codable {
  /// Counts from 0 within the document.
  public var part: Int
  /// The path in the JSON result, such as `lines[3].skr03`.
  public var path: String
  /// What was proposed; `nil` where nothing was.
  public var old: String?
  /// The same as ``old`` where it was confirmed.
  public var new: String
  public var person: String

  public init(part: Int, path: String, old: String?, new: String, person: String) {
    self.part = part
    self.path = path
    self.old = old
    self.new = new
    self.person = person
  }
}

/// A corrected value as the audit trail has it.
public struct CorrectionEvent: Hashable, Sendable, Identifiable {
  /// That of the line in the trail: a reader goes on behind the last one that it knows.
  public var id: Int64
  public var at: Timestamp
  public var tenant: String
  public var job: String
  /// SHA-256 of the file that said so.
  public var source: String?
  public var value: CorrectedValue
}

/// A file of answers that was taken before.
public struct TakenFile: Hashable, Sendable {
  public var at: Timestamp
  /// The lines in it that were not taken.
  public var left: Set<Int>
}

/// What became of an answer.
public enum AnswerOutcome: Hashable, Sendable {
  case taken
  /// The document has been read again or was answered since.
  case stale(JobState)
}

/// Answers of people to what is in review.
extension JobStore {
  private static let corrected = "value corrected"
  private static let fileTaken = "answers taken"
  static let answered = "resolved"

  /// Takes the answers of one file in one transaction: review → queued, each with its corrected values.
  ///
  /// - Parameters:
  ///   - source: SHA-256 of the file.
  ///   - file: Its name, for the audit trail.
  ///   - left: The lines in it that are not taken, whatever becomes of the answers.
  /// - Returns: One per answer, in order.
  public func takeAnswers(
    _ answers: [NewAnswer], tenant: String, source: String, file: String, left: [Int] = []
  ) async throws(JobStoreError) -> [AnswerOutcome] {
    let now = now()
    return try await write("takeAnswers") { db in
      var outcomes: [AnswerOutcome] = []
      var left = left
      for answer in answers {
        let job = try Job.fetch(db, id: answer.job)
        guard job.tenant == tenant, job.state == .review, job.attempt == answer.attempt else {
          outcomes.append(.stale(job.state))
          left += answer.lines
          continue
        }
        if job.answer != nil { try Self.undoLessons(db, now, of: job) }
        if !answer.lessons.isEmpty {
          _ = try Self.insert(db, now, answer.lessons, tenant: tenant, source: source)
        }
        try db.cachedStatement(
          sql: """
            UPDATE jobs SET state = 'queued', answer = ?, deaths = 0, duplicate_of = NULL, outcome = NULL,
              not_before = NULL, deferred_at = NULL, defer_reason = NULL, finished_at = NULL WHERE id = ?
            """
        ).execute(arguments: [answer.answer, job.id])
        try Event.append(
          db, now, Self.answered, job, before: .review, after: .queued,
          ["answer": answer.answer, "source": source])
        for value in answer.values {
          try Event.append(
            db, now, Self.corrected, job: job.id, tenant: tenant, batch: nil, before: nil, after: nil,
            [
              "part": "\(value.part)", "path": value.path, "old": value.old, "new": value.new,
              "person": value.person, "source": source,
            ])
        }
        outcomes.append(.taken)
      }
      try Event.append(
        db, now, Self.fileTaken, job: nil, tenant: tenant, batch: nil, before: nil, after: nil,
        [
          "source": source, "file": file, "answers": "\(answers.count)",
          "taken": "\(outcomes.count { $0 == .taken })",
          "left": left.sorted().map(String.init).joined(separator: " "),
        ])
      return outcomes
    }
  }

  /// What became of a file with these bytes when it was taken last; `nil` for a new one.
  public func answersTaken(from source: String, tenant: String) async throws(JobStoreError) -> TakenFile? {
    try await read { db in
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT at, json_extract(detail, '$.left') AS remaining FROM events
            WHERE tenant = ? AND kind = ? AND json_extract(detail, '$.source') = ? ORDER BY id DESC LIMIT 1
            """, arguments: [tenant, Self.fileTaken, source])
      else { return nil }
      guard let at = Timestamp(row["at"] as String) else {
        throw JobStoreError.corrupt("events: unknown time")
      }
      let left = (row["remaining"] as String? ?? "").split(separator: " ").compactMap { Int($0) }
      return TakenFile(at: at, left: Set(left))
    }
  }

  /// Every corrected value of a tenant behind a line of the audit trail, oldest first.
  public func correctionEvents(
    tenant: String, after id: Int64 = 0, limit: Int = 10_000
  ) async throws(JobStoreError) -> [CorrectionEvent] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT * FROM events WHERE tenant = ? AND id > ? AND kind = ? ORDER BY id LIMIT ?",
        arguments: [tenant, id, Self.corrected, limit]
      ).compactMap { row in
        let event = try Event(row)
        guard let job = event.job, let detail = event.detail,
          let facts = try? JSONDecoder().decode([String: String].self, from: Data(detail.utf8)),
          let path = facts["path"], let new = facts["new"]
        else { return nil }
        return CorrectionEvent(
          id: event.id, at: event.at, tenant: tenant, job: job, source: facts["source"],
          value: CorrectedValue(
            part: facts["part"].flatMap { Int($0) } ?? 0, path: path, old: facts["old"], new: new,
            person: facts["person"] ?? ""))
      }
    }
  }

  /// A job with its invoices.
  public struct OpenDocument: Hashable, Sendable {
    public var job: Job
    public var invoices: [InvoiceRow]
  }

  /// Documents in review with their invoices, oldest first.
  ///
  /// - Parameter id: Only those of later jobs, to take many in parts.
  public func openDocuments(
    tenant: String, after id: String = "", limit: Int = 10_000
  ) async throws(JobStoreError) -> [OpenDocument] {
    try await read { db in
      let jobs = try Job.fetchAll(
        db, "SELECT * FROM jobs WHERE tenant = ? AND state = 'review' AND id > ? ORDER BY id LIMIT ?",
        [tenant, id, limit])
      guard let last = jobs.last?.id else { return [] }
      var invoices: [String: [InvoiceRow]] = [:]
      for row in try Row.fetchAll(
        db,
        sql: """
          \(InvoiceRow.select) WHERE invoices.tenant = ? AND jobs.state = 'review' AND job > ? AND job <= ?
          ORDER BY job, part
          """, arguments: [tenant, id, last])
      {
        let invoice = try InvoiceRow(row)
        invoices[invoice.job, default: []].append(invoice)
      }
      return jobs.map { OpenDocument(job: $0, invoices: invoices[$0.id] ?? []) }
    }
  }
}
