import Delivery
import FoundationEssentials
import Invoice
import JobStore
import Results
import Spool

/// What a ledger compares: each row with the lines of the audit trail that were written in its transactions.
extension Ledger {
  static func check(
    _ job: Job, _ events: [Event], _ invoices: [InvoiceRow], _ postings: [PostingRow], _ renumberings: [Event]
  ) -> [Difference.Kind] {
    guard let receipt = events.first(where: { $0.kind == "enqueued" }) else { return [.jobUnrecorded] }
    var kinds: [Difference.Kind] = []
    let bytes = events.last { $0.kind == "replaced" }?.after ?? receipt.facts["sha256"]
    if receipt.tenant != job.tenant || bytes != job.sha256
      || receipt.facts["received_at"] != job.receivedAt.description
    {
      kinds.append(.receiptDiffers)
    }
    let last = events.last { $0.after.flatMap(JobState.init(rawValue:)) != nil }
    if last?.after != job.state.rawValue { kinds.append(.stateDiffers) }
    if !isContentKept(job, events, invoices, postings, renumberings) { kinds.append(.contentDiffers) }
    return kinds
  }

  private static func isContentKept(
    _ job: Job, _ events: [Event], _ invoices: [InvoiceRow], _ postings: [PostingRow], _ renumberings: [Event]
  ) -> Bool {
    // What is booked stands in a batch, or nobody would ever deliver it.
    if job.state == .booked, postings.contains(where: { $0.batch == nil }) { return false }
    if postings.contains(where: { !$0.agreesWithItsRow }) { return false }
    if invoices.contains(where: { !$0.agreesWithItsResult }) { return false }
    // Between a retry and the next staging the rows are those of the earlier one.
    guard let staged = events.last(where: { $0.kind == "staged" }), let digest = staged.facts["content"]
    else {
      return true
    }
    func isStaged(_ rows: [String]) -> Bool {
      let content = Staging.content(invoices: invoices.map(\.resultJSON), postings: rows)
      return SHA256.hash(Array(content.utf8)).hex == digest
    }
    var rows = postings.map(\.rowJSON)
    if isStaged(rows) { return true }
    // What waited when its supplier got another number has that one: step by step back to the staged one.
    for event in renumberings.reversed() where event.id > staged.id {
      guard let before = event.before, let after = event.after else { continue }
      rows = rows.map {
        $0.replacing("\"contraAccount\":\"\(after)\"", with: "\"contraAccount\":\"\(before)\"")
      }
      if isStaged(rows) { return true }
    }
    return false
  }

  static func checkOriginal(
    _ job: Job, _ documents: DocumentStore, readsIt: Bool
  ) throws(SpoolError) -> Difference.Kind? {
    let path = documents.path(sha256: job.sha256, fileExtension: job.fileExtension)
    guard try DurableFiles.exists(path) else { return .originalMissing }
    guard readsIt else { return nil }
    return try DurableFiles.hash(of: path).hex == job.sha256 ? nil : .originalDiffers
  }

  static func checkBatches(_ rows: LedgerRows) -> [Difference] {
    let events = Dictionary(grouping: rows.batchEvents, by: { $0.batch ?? 0 })
    // The highest number that was ever given, whether its batch is there or not.
    let given = rows.batchEvents.filter { $0.kind == "batch closing" }.compactMap { $0.facts["number"] }
      .compactMap(Int.init)
    let numbers = Set(rows.batches.compactMap(\.number))
    let highest = max(0, given.max() ?? 0, numbers.max() ?? 0)
    let missing = (1..<(highest + 1)).filter { !numbers.contains($0) }
    let changed = rows.batches.filter { batch in
      !isAsRecorded(batch, rows.members[batch.id] ?? .init(), events[batch.id] ?? [])
    }
    return missing.map { Difference(kind: .numberMissing, subject: "\($0)") }
      + changed.map { Difference(kind: .batchDiffers, subject: "\($0.id)") }
  }

  private static func isAsRecorded(
    _ batch: Batch, _ members: LedgerRows.BatchMembers, _ events: [Event]
  ) -> Bool {
    guard (events.last { $0.after != nil }?.after ?? BatchState.open.rawValue) == batch.state.rawValue else {
      return false
    }
    if let closing = events.last(where: { $0.kind == "batch closing" }) {
      guard closing.facts["number"] == batch.number.map(String.init),
        closing.facts["members"] == Checksum.text(of: members.postings.map(String.init))
      else { return false }
    }
    if let staged = events.last(where: { $0.kind == "batch staged" }) {
      guard staged.facts["file"] == batch.fileName, staged.facts["sha256"] == batch.sha256,
        staged.facts["listing"] == Checksum.text(of: members.files.flatMap { [$0.name, $0.sha256] })
      else { return false }
    }
    guard let published = events.last(where: { $0.kind == "batch published" }) else { return true }
    return published.facts["sha256"] == batch.sha256
  }

  /// Replays what the audit trail tells of suppliers and compares.
  static func checkSuppliers(_ rows: LedgerRows) -> [Difference] {
    var accounts: [String: String] = [:]
    var ibans: [String: Set<String>] = [:]
    for event in rows.supplierEvents {
      guard let key = event.facts["key"] else { continue }
      switch event.kind {
      case "supplier created": accounts[key] = event.facts["account"]
      case "supplier renumbered": accounts[key] = event.after
      case "iban remembered": ibans[key, default: []].formUnion([event.facts["iban"]].compactMap { $0 })
      default: continue
      }
    }
    let known = Dictionary(rows.suppliers.map { ($0.key, $0) }) { first, _ in first }
    let lost = accounts.filter { known[$0.key] == nil }.map(\.value).sorted()
    let changed = rows.suppliers.filter {
      accounts[$0.key] != $0.account || ibans[$0.key] ?? [] != Set($0.ibans)
    }.map(\.account)
    return (lost + changed).map { Difference(kind: .supplierDiffers, subject: $0) }
  }

  static func checkCorrections(_ rows: LedgerRows) -> [Difference] {
    let entries = Dictionary(rows.corrections.map { ($0.id, $0.entry) }) { first, _ in first }
    var recorded: Set<Int64> = []
    var differences: [Difference] = []
    for event in rows.correctionEvents {
      guard let first = event.facts["first"].flatMap({ Int64($0) }),
        let count = event.facts["count"].flatMap({ Int64($0) }), count > 0
      else { continue }
      let numbers = first..<(first + count)
      recorded.formUnion(numbers)
      let present = numbers.compactMap { entries[$0] }
      if present.count != numbers.count || Checksum.text(of: present) != event.facts["content"] {
        differences.append(Difference(kind: .correctionDiffers, subject: "\(first)"))
      }
    }
    return differences
      + rows.corrections.filter { !recorded.contains($0.id) }.map {
        Difference(kind: .correctionDiffers, subject: "\($0.id)")
      }
  }
}

extension Event {
  /// What stands beside the line; empty where nothing does.
  fileprivate var facts: [String: String] {
    detail.flatMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) } ?? [:]
  }
}

extension PostingRow {
  /// Whether the columns by which it is found say what its row says.
  fileprivate var agreesWithItsRow: Bool {
    (try? BookedPosting(json: rowJSON)).flatMap(\.invoice.issueDate)?.description == postingDate
  }
}

extension InvoiceRow {
  /// The same of an invoice and its result.
  fileprivate var agreesWithItsResult: Bool {
    guard let result = try? ResultDocument(json: Array(resultJSON.utf8)) else { return false }
    return result.invoiceNumber == invoiceNumber && result.issueDate?.description == issueDate
      && result.grossTotal?.minorUnits == gross
  }
}
