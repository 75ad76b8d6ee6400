import Delivery
public import Invoice
public import JobStore
public import Logging
public import Results
import ServiceSupport
public import Settings
import Spool

/// Takes over answers, by file or by command, and says what became of each row.
public struct CorrectionTaking: Sendable {
  private let store: JobStore
  private let decider: Decider
  private let adviserAccounts: AdviserAccounts
  private let log: Logger

  public init(store: JobStore, decider: Decider, adviserAccounts: AdviserAccounts, log: Logger) {
    self.store = store
    self.decider = decider
    self.adviserAccounts = adviserAccounts
    self.log = log
  }

  /// What became of a file.
  public struct Report: Sendable {
    /// Rows by result.
    public var counts: [CorrectionList.RowResult: Int] = [:]
    /// The file to lay beside it.
    public var answer: [UInt8] = []
    /// Why nothing in it could be read.
    public var refusal: Finding?
    /// What became of each row that says something, in the order of the file.
    public var rows: [RowReport] = []
    public var isEmpty: Bool { rows.isEmpty && refusal == nil }
  }

  /// What became of a row.
  public struct RowReport: Sendable {
    public var row: CorrectionList.Row
    public var result: CorrectionList.RowResult
    public var note: Finding?
  }

  /// Takes a file.
  ///
  /// - Parameters:
  ///   - name: For the audit trail.
  ///   - person: Who has put it there.
  func take(_ bytes: [UInt8], name: String, person: String, tenant: TenantSettings) async throws -> Report {
    let isJSON = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "{")
    let source = SHA256.hash(bytes).hex
    if isJSON {
      guard let rows = try await self.rows(ofResult: bytes, tenant.name) else {
        return .refusal(Finding("CORRECTION_FILE_UNREADABLE", .asks))
      }
      return try await take(rows, name: name, person: person, tenant: tenant, source: source)
    }
    let list: ReturnedList
    do throws(ReturnedList.Refusal) {
      list = try ReturnedList(bytes)
    } catch {
      var finding = Finding("CORRECTION_FILE_UNREADABLE", .asks)
      if case .columnMissing(let column) = error { finding.arguments["column"] = column }
      return .refusal(finding)
    }
    return try await take(
      list.lines.map { .line($0, of: list) }, name: name, person: person, tenant: tenant, source: source)
  }

  /// Takes rows that somebody has given in another way than by a list.
  ///
  /// - Parameter source: 64 hexadecimal digits, the same for the same words.
  public func take(
    _ rows: [CorrectionList.Row], name: String, person: String, tenant: TenantSettings, source: String
  ) async throws -> Report {
    try await take(
      rows.map { .said($0) }, name: name, person: person, tenant: tenant, source: source)
  }

  // MARK: - Steps

  private enum Input {
    case line(ReturnedList.Line, of: ReturnedList)
    case said(CorrectionList.Row)

    var row: CorrectionList.Row {
      switch self {
      case .line(let line, _): line.row
      case .said(let row): row
      }
    }
  }

  private func take(
    _ inputs: [Input], name: String, person: String, tenant: TenantSettings, source: String
  ) async throws -> Report {
    let completed = try await adviserAccounts.completing(tenant)
    var plan = AnswerPlan(person: person, decider: decider.knowing(completed))
    let before = try await store.answersTaken(from: source, tenant: tenant.name)
    try await gather(inputs, tenant.name, before, into: &plan)
    guard !plan.outcomes.isEmpty else { return Report() }
    try await apply(&plan, tenant.name, source: source, file: name)
    return report(plan)
  }

  private func gather(
    _ inputs: [Input], _ tenant: String, _ before: TakenFile?, into plan: inout AnswerPlan
  ) async throws {
    var open: [String: JobStore.OpenDocument] = [:]
    for document in try await store.openDocuments(tenant: tenant) {
      open[String(document.job.id.suffix(8))] = document
    }
    var known: [String: AnsweredDocument] = [:]
    for input in inputs {
      let row = input.row
      guard let key = row.job else {
        plan.refuseKey(of: row)
        continue
      }
      if known[key] == nil { known[key] = try await document(key, open[key], tenant) }
      guard let document = known[key] else {
        plan.refuseKey(of: row)
        continue
      }
      let deed = deed(input, document)
      guard case .answered(let answered) = deed else {
        if deed != .nothing { plan.refuse(row, deed) }
        continue
      }
      if let before, !before.left.contains(row.line) {
        plan.markKnown(answered)
        continue
      }
      var counterpart: Job?
      if case .join(let other?) = SpokenAnswer(answered.answer, isWhole: true),
        let id = CorrectionList.parts(of: other).job
      {
        counterpart = try await self.document(id, open[id], tenant)?.job
      }
      plan.take(answered, about: document, counterpart: counterpart)
    }
  }

  private func deed(_ input: Input, _ document: AnsweredDocument) -> ReturnedList.Deed {
    switch input {
    case .said(let row): .answered(row)
    case .line(let line, let list):
      list.deed(
        on: line, listed: document.listed(line.row),
        isCurrent: document.job.state == .review && document.job.attempt == line.row.version)
    }
  }

  /// The tenant's document of a key: in review as a rule, else wherever it stands.
  private func document(
    _ key: String, _ open: JobStore.OpenDocument?, _ tenant: String
  ) async throws -> AnsweredDocument? {
    if let open {
      return try AnsweredDocument(job: open.job, invoices: open.invoices)
    }
    let job: Job
    do throws(JobStoreError) {
      job = try await store.job(key)
    } catch {
      switch error {
      case .noSuchJob, .ambiguous: return nil
      default: throw error
      }
    }
    // Another tenant's document is none of this one's.
    guard job.tenant == tenant, job.id.hasSuffix(key) else { return nil }
    return try AnsweredDocument(job: job, invoices: try await store.invoices(of: job.id))
  }

  private func apply(
    _ plan: inout AnswerPlan, _ tenant: String, source: String, file: String
  ) async throws {
    // First, since the file counts as taken from the next step on; taking back twice is once.
    var results: [String: AnswerOutcome] = [:]
    for id in plan.withdrawals.sorted() {
      do {
        _ = try await Withdrawal(store: store).withdraw(job: id, reason: file)
        results[id] = .taken
        log.log(.documentWithdrawn, metadata: [LogField.tenant: "\(tenant)", LogField.job: "\(id)"])
      } catch JobStoreError.wrongState(_, let state, _) {
        results[id] = .stale(state)
      }
    }
    plan.settle(results)
    let answers = try plan.answers()
    let outcomes = try await store.takeAnswers(
      answers, tenant: tenant, source: source, file: file, left: plan.left)
    for (answer, outcome) in zip(answers, outcomes) { results[answer.job] = outcome }
    plan.settle(results)
  }

  private func rows(ofResult bytes: [UInt8], _ tenant: String) async throws -> [CorrectionList.Row]? {
    guard let edited = try? ResultDocument(json: bytes) else { return nil }
    let jobs = try await store.jobs(
      JobFilter(tenant: tenant, sha256: edited.document.sha256, limit: 100))
    guard let job = jobs.first(where: { $0.state == .review }) ?? jobs.first else { return nil }
    let part = edited.document.part - 1
    let row = try await store.invoices(of: job.id).first { $0.part == part }
    return EditedResult(edited, ours: try row.map { try ResultDocument($0) }, job: job).rows
  }

  // MARK: - Telling

  private func report(_ plan: AnswerPlan) -> Report {
    var report = Report()
    report.rows = plan.outcomes.map { RowReport(row: $0.row, result: $0.result, note: $0.note) }
    for row in report.rows { report.counts[row.result, default: 0] += 1 }
    report.answer = CorrectionList.answerCSV(
      report.rows.map { ($0.row, $0.result.word, $0.note.map(TextCatalogue.german.message) ?? "") })
    return report
  }
}

extension ResultDocument {
  /// The result as the database has it.
  init(_ row: InvoiceRow) throws { try self.init(json: row.resultJSON.utf8) }
}
