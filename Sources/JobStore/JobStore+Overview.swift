import FoundationEssentials
import GRDB

/// One invoice, or one document that holds none, as lists for people have it.
public struct DocumentSummary: Hashable, Sendable {
  public var job: String
  /// The dropped name.
  public var file: String
  public var state: JobState
  public var attempt: Int
  public var receivedAt: Timestamp
  public var finishedAt: Timestamp?
  /// Whether a person has answered something.
  public var isAnswered: Bool
  public var deferReason: String?
  /// Counts from 0.
  public var part: Int
  /// How many invoices the document holds.
  public var parts: Int
  public var seller: String?
  public var invoiceNumber: String?
  /// `YYYY-MM-DD`.
  public var issueDate: String?
  public var dueDate: String?
  public var currency: String?
  /// Minor units.
  public var gross: Int64?
  /// A decimal.
  public var payable: String?
  /// The accounts of its postings, each once.
  public var accounts: [String]
  /// The numbers of the batches that hold its postings.
  public var batches: [Int]
  /// Why it is where it is: the first reason, with its remedy.
  public var reason: String?
  /// The codes of all reasons of the document.
  public var codes: [String]
  /// What the document has left for people: paths.
  public var files: [String]
}

/// What was posted to one account for one supplier.
public struct Spending: Hashable, Sendable {
  public var account: String
  public var seller: String
  /// A decimal; negative for what takes back another.
  public var gross: String
}

/// A bank account that a known supplier did not have before.
public struct NewBankAccount: Hashable, Sendable {
  public var supplier: String
  public var creditorAccount: String
  public var iban: String
  public var seenAt: Timestamp
}

/// Questions of overviews.
extension JobStore {
  /// What belongs to a month: by the invoice's day, else by the day of receipt.
  ///
  /// - Parameter month: `YYYY-MM`.
  public func summaries(tenant: String, month: String) async throws(JobStoreError) -> [DocumentSummary] {
    try await summaries(
      tenant, "coalesce(substr(invoices.issue_date, 1, 7), substr(jobs.received_at, 1, 7)) = :value", month)
  }

  /// What was received since a moment, and whatever has not ended or waits for a person.
  public func summaries(tenant: String, since: Timestamp) async throws(JobStoreError) -> [DocumentSummary] {
    try await summaries(
      tenant,
      "(jobs.received_at >= :value OR jobs.state IN ('queued', 'running', 'deferred', 'exporting', 'review'))",
      since.description)
  }

  private func summaries(
    _ tenant: String, _ condition: String, _ value: String
  ) async throws(JobStoreError) -> [DocumentSummary] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT jobs.id, original_name, jobs.state, attempt, received_at, finished_at, answer IS NOT NULL AS answered,
            defer_reason, outputs, coalesce(part, 0) AS part, invoice_number, issue_date, currency, gross,
            (SELECT max(1, count(*)) FROM invoices WHERE job = jobs.id) AS parts,
            json_extract(result, '$.seller.name') AS seller, json_extract(result, '$.due_date') AS due,
            json_extract(result, '$.payable') AS payable,
            json_extract(result, '$.reasons[0].message') AS reason, jobs.reasons AS codes,
            (SELECT group_concat(DISTINCT json_extract(row, '$.posting.account')) FROM postings
              WHERE job = jobs.id AND postings.part = coalesce(invoices.part, 0) AND is_withdrawn = 0) AS accounts,
            (SELECT group_concat(DISTINCT batches.number) FROM postings JOIN batches ON batches.id = postings.batch
              WHERE job = jobs.id AND postings.part = coalesce(invoices.part, 0)) AS numbers
          FROM jobs LEFT JOIN invoices ON invoices.job = jobs.id
          WHERE jobs.tenant = :tenant AND \(condition)
          ORDER BY coalesce(issue_date, substr(received_at, 1, 10)), jobs.id, part
          """, arguments: ["tenant": tenant, "value": value]
      ).map { try DocumentSummary($0) }
    }
  }

  /// Months whose lists the audit trail behind a line has changed, `YYYY-MM`, newest first.
  ///
  /// A document stands in the month of its arrival until it is read, then in that of its invoice: both are named.
  /// An answer may have moved an invoice from any month.
  public func monthsChanged(
    tenant: String, after event: Int64
  ) async throws(JobStoreError) -> (months: [String], hasAnswers: Bool) {
    try await read { db in
      let changed = """
        jobs.id IN (SELECT DISTINCT job FROM events WHERE tenant = :tenant AND id > :event AND job IS NOT NULL)
        """
      let arguments: StatementArguments = ["tenant": tenant, "event": event]
      let months = try String.fetchAll(
        db,
        sql: """
          SELECT substr(received_at, 1, 7) AS month FROM jobs WHERE \(changed)
          UNION
          SELECT substr(invoices.issue_date, 1, 7) FROM jobs JOIN invoices ON invoices.job = jobs.id
            WHERE issue_date IS NOT NULL AND (\(changed)
              OR jobs.id IN (SELECT job FROM postings WHERE batch IN
                (SELECT DISTINCT batch FROM events WHERE tenant = :tenant AND id > :event AND batch IS NOT NULL)))
          ORDER BY month DESC
          """, arguments: arguments)
      let hasAnswers = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM jobs WHERE answer IS NOT NULL AND \(changed))",
        arguments: arguments)
      return (months, hasAnswers ?? false)
    }
  }

  /// What the postings of a month add up from; no month stands for the latest that has any.
  ///
  /// - Returns: The month, `YYYY-MM`, and its postings by account and supplier.
  public func spending(
    tenant: String, month: String? = nil
  ) async throws(JobStoreError) -> (
    month: String, postings: [Spending]
  )? {
    try await read { db in
      let latest = try String.fetchOne(
        db,
        sql: """
          SELECT max(substr(posting_date, 1, 7)) FROM postings WHERE tenant = ? AND is_withdrawn = 0
            AND (? IS NULL OR substr(posting_date, 1, 7) = ?)
          """, arguments: [tenant, month, month])
      guard let latest else { return nil }
      let postings = try Row.fetchAll(
        db,
        sql: """
          SELECT json_extract(row, '$.posting.account') AS account, json_extract(row, '$.posting.gross') AS gross,
            coalesce(json_extract(row, '$.invoice.seller.name'), '') AS seller, reversal_of IS NOT NULL AS reversed
          FROM postings WHERE tenant = ? AND is_withdrawn = 0 AND substr(posting_date, 1, 7) = ?
          """, arguments: [tenant, latest]
      ).map { row in
        let gross: String = row["gross"] ?? "0"
        let isReversed: Bool = row["reversed"]
        let turned = gross.hasPrefix("-") ? String(gross.dropFirst()) : "-\(gross)"
        return Spending(
          account: row["account"] ?? "", seller: row["seller"], gross: isReversed ? turned : gross)
      }
      return (latest, postings)
    }
  }

  /// What booked invoices ask to be paid from a day on, as day and decimal.
  public func duePayments(
    tenant: String, from day: String, to last: String
  ) async throws(JobStoreError) -> [(day: String, payable: String)] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT json_extract(result, '$.due_date') AS due, json_extract(result, '$.payable') AS payable
          FROM invoices JOIN jobs ON jobs.id = invoices.job
          WHERE invoices.tenant = :tenant AND jobs.state = 'booked' AND due BETWEEN :from AND :to
            AND payable IS NOT NULL ORDER BY due
          """, arguments: ["tenant": tenant, "from": day, "to": last]
      ).map { ($0["due"], $0["payable"]) }
    }
  }

  /// Bank accounts that suppliers with earlier ones were seen with since a moment, newest first.
  public func newBankAccounts(
    tenant: String, since: Timestamp
  ) async throws(JobStoreError) -> [NewBankAccount] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT name, creditor_account, iban, seen_at FROM supplier_ibans
          JOIN suppliers ON suppliers.id = supplier_ibans.supplier
          WHERE tenant = ? AND seen_at >= ? AND position > (SELECT min(position) FROM supplier_ibans AS first
            WHERE first.supplier = suppliers.id) ORDER BY seen_at DESC LIMIT 50
          """, arguments: [tenant, since.description]
      ).compactMap { row in
        guard let seen = Timestamp(row["seen_at"] as String) else { return nil }
        return NewBankAccount(
          supplier: row["name"], creditorAccount: row["creditor_account"], iban: row["iban"], seenAt: seen)
      }
    }
  }
}

extension DocumentSummary {
  init(_ row: Row) throws {
    guard let state = JobState(rawValue: row["state"]), let received = Timestamp(row["received_at"] as String)
    else { throw JobStoreError.corrupt("jobs: unknown state or time") }
    job = row["id"]
    file = String(decoding: row["original_name"] as Data, as: UTF8.self)
    self.state = state
    attempt = row["attempt"]
    receivedAt = received
    finishedAt = (row["finished_at"] as String?).flatMap { Timestamp($0) }
    isAnswered = row["answered"]
    deferReason = row["defer_reason"]
    reason = row["reason"]
    codes =
      (row["codes"] as String?).flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) }
      ?? []
    files = try JSONDecoder().decode([StagedOutput].self, from: Data((row["outputs"] as String).utf8))
      .map(\.target)
    part = row["part"]
    parts = row["parts"]
    seller = row["seller"]
    invoiceNumber = row["invoice_number"]
    issueDate = row["issue_date"]
    dueDate = row["due"]
    currency = row["currency"]
    gross = row["gross"]
    payable = row["payable"]
    accounts = (row["accounts"] as String?)?.split(separator: ",").map(String.init).sorted() ?? []
    batches = (row["numbers"] as String?)?.split(separator: ",").compactMap { Int($0) }.sorted() ?? []
  }
}
