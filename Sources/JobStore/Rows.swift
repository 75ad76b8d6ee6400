import FoundationEssentials
import GRDB

/// Rows to values. A state or time that the schema does not allow is damage, reported as such.
extension Job {
  init(_ row: Row) throws {
    id = row["id"]
    tenant = row["tenant"]
    sha256 = row["sha256"]
    originalName = Array(row["original_name"] as Data)
    fileExtension = row["extension"]
    size = row["size"]
    receivedAt = try row.timestamp("received_at")
    objection = row["objection"]
    state = try row.word("state")
    attempt = row["attempt"]
    deaths = row["deaths"]
    interruptions = row["interruptions"]
    notBefore = try row.timestampIfAny("not_before")
    deferReason = row["defer_reason"]
    leasedBy = row["leased_by"]
    leaseUntil = try row.timestampIfAny("lease_until")
    reasons = row["reasons"]
    answer = row["answer"]
    outputs = try JSONDecoder().decode([StagedOutput].self, from: Data((row["outputs"] as String).utf8))
    outcome = (row["outcome"] as String?).flatMap(JobState.init(rawValue:))
    duplicateOf = row["duplicate_of"]
    container = row["container"]
    pages = row["pages"]
    readFrom = row["read_from"]
    finishedAt = try row.timestampIfAny("finished_at")
    durations = row["durations"]
  }

  /// The job of this id, as the transaction sees it.
  static func fetch(_ db: Database, id: String) throws -> Job {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM jobs WHERE id = ?", arguments: [id]) else {
      throw JobStoreError.noSuchJob(id)
    }
    return try Job(row)
  }

  static func fetchAll(
    _ db: Database, _ sql: String, _ arguments: StatementArguments = .init()
  ) throws -> [Job] {
    try Row.fetchAll(db, sql: sql, arguments: arguments).map { try Job($0) }
  }
}

extension InvoiceRow {
  static let select =
    "SELECT invoices.*, jobs.state AS job_state, jobs.read_from FROM invoices JOIN jobs ON jobs.id = invoices.job"

  init(_ row: Row) throws {
    job = row["job"]
    tenant = row["tenant"]
    jobState = try row.word("job_state")
    readFrom = row["read_from"]
    part = row["part"]
    status = row["status"]
    invoiceNumber = row["invoice_number"]
    normalisedNumber = row["normalised_number"]
    sellerKey = row["seller_key"]
    issueDate = row["issue_date"]
    currency = row["currency"]
    gross = row["gross"]
    resultJSON = row["result"]
  }
}

extension PostingRow {
  static let select = "SELECT postings.*, jobs.sha256 FROM postings JOIN jobs ON jobs.id = postings.job"

  init(_ row: Row) {
    id = row["id"]
    job = row["job"]
    tenant = row["tenant"]
    sha256 = row["sha256"]
    part = row["part"]
    ordinal = row["ordinal"]
    batch = row["batch"]
    postingDate = row["posting_date"]
    fiscalYearStart = row["fiscal_year_start"]
    rowJSON = row["row"]
    reversalOf = row["reversal_of"]
  }
}

extension Batch {
  static let select = """
    SELECT batches.*, (SELECT count(*) FROM postings WHERE batch = batches.id) AS posting_count FROM batches
    """

  init(_ row: Row) throws {
    id = row["id"]
    tenant = row["tenant"]
    fiscalYearStart = row["fiscal_year_start"]
    month = row["month"]
    number = row["number"]
    state = try row.word("state")
    fileName = row["file_name"]
    sha256 = row["sha256"]
    postingCount = row["posting_count"]
    lastPostingAt = try row.timestamp("last_posting_at")
    createdAt = try row.timestamp("created_at")
    closedAt = try row.timestampIfAny("closed_at")
    publishedAt = try row.timestampIfAny("published_at")
  }

  static func fetch(_ db: Database, id: Int64) throws -> Batch {
    guard let row = try Row.fetchOne(db, sql: "\(select) WHERE id = ?", arguments: [id]) else {
      throw JobStoreError.noSuchBatch(id)
    }
    return try Batch(row)
  }
}

extension Supplier {
  init(_ db: Database, _ row: Row) throws {
    id = row["id"]
    tenant = row["tenant"]
    creditorAccount = row["creditor_account"]
    key = row["key"]
    name = row["name"]
    vatId = row["vat_id"]
    taxNumber = row["tax_number"]
    ibans = try String.fetchAll(
      db, sql: "SELECT iban FROM supplier_ibans WHERE supplier = ? ORDER BY position", arguments: [id])
    street = row["street"]
    postcode = row["postcode"]
    city = row["city"]
    country = row["country"]
    createdAt = try row.timestamp("created_at")
    mergedInto = row["merged_into"]
  }
}

extension Event {
  init(_ row: Row) throws {
    id = row["id"]
    at = try row.timestamp("at")
    tenant = row["tenant"]
    job = row["job"]
    batch = row["batch"]
    kind = row["kind"]
    before = row["before"]
    after = row["after"]
    detail = row["detail"]
  }
}

extension Row {
  func timestamp(_ column: String) throws -> Timestamp {
    guard let value = Timestamp(self[column] as String) else {
      throw JobStoreError.corrupt("\(column): not a timestamp")
    }
    return value
  }

  fileprivate func timestampIfAny(_ column: String) throws -> Timestamp? {
    guard (self[column] as String?) != nil else { return nil }
    return try timestamp(column)
  }

  fileprivate func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
    guard let word = Word(rawValue: self[column]) else {
      throw JobStoreError.corrupt("\(column): unknown word")
    }
    return word
  }
}
