import Delivery
import Invoice
import JobStore
import Logging
import Results
import ServiceSupport
import Settings
import Spool

/// Takes over one file of answers and says what became of each row.
struct CorrectionTaking: Sendable {
  let premises: Premises

  /// What became of a file.
  struct Report: Sendable {
    /// Rows by result.
    var counts: [CorrectionList.RowResult: Int] = [:]
    /// The file to lay beside it.
    var answer: [UInt8] = []
    /// Why nothing in it could be read.
    var refusal: Finding?
    var isEmpty: Bool { counts.isEmpty && refusal == nil }
  }

  /// - Parameters:
  ///   - name: For the audit trail.
  ///   - person: Who has put it there.
  func take(_ bytes: [UInt8], name: String, person: String, tenant: TenantSettings) async throws -> Report {
    let isJSON = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "{")
    let source = SHA256.hash(bytes).hex
    let known = try await premises.adviserAccounts.completing(tenant)
    var plan = AnswerPlan(person: person, decider: premises.decider.knowing(known))
    let rows: [CorrectionList.Row]
    if isJSON {
      guard let found = try await self.rows(ofResult: bytes, tenant) else {
        return .refusal(Finding("CORRECTION_FILE_UNREADABLE", .asks))
      }
      rows = found
    } else {
      do throws(CorrectionList.Refusal) {
        rows = try CorrectionList.rows(in: bytes)
      } catch {
        var finding = Finding("CORRECTION_FILE_UNREADABLE", .asks)
        if case .columnMissing(let column) = error { finding.arguments["column"] = column }
        return .refusal(finding)
      }
    }
    guard !rows.isEmpty else { return Report() }
    if try await premises.store.answersTaken(from: source, tenant: tenant.name) != nil {
      plan.markKnown(rows)
    } else {
      try await gather(rows, tenant, into: &plan)
      try await apply(&plan, tenant, source: source, file: name)
    }
    return report(plan)
  }

  // MARK: - Steps

  private func gather(
    _ rows: [CorrectionList.Row], _ tenant: TenantSettings, into plan: inout AnswerPlan
  ) async throws {
    var open: [String: JobStore.OpenDocument] = [:]
    for document in try await premises.store.openDocuments(tenant: tenant.name) {
      open[String(document.job.id.suffix(8))] = document
    }
    var known: [String: AnswerPlan.Document] = [:]
    for row in rows {
      guard let key = row.job else {
        plan.take(row, about: nil)
        continue
      }
      if known[key] == nil { known[key] = try await document(key, open[key], tenant) }
      var counterpart: Job?
      if case .join(let other?) = SpokenAnswer(row.answer, isWhole: true),
        let id = CorrectionList.parts(of: other).job
      {
        counterpart = try await document(id, open[id], tenant)?.job
      }
      plan.take(row, about: known[key], counterpart: counterpart)
    }
  }

  /// The tenant's document of a key: in review as a rule, else wherever it stands.
  private func document(
    _ key: String, _ open: JobStore.OpenDocument?, _ tenant: TenantSettings
  ) async throws -> AnswerPlan.Document? {
    if let open {
      return AnswerPlan.Document(job: open.job, results: try open.invoices.map { try ResultDocument($0) })
    }
    let job: Job
    do throws(JobStoreError) {
      job = try await premises.store.job(key)
    } catch {
      switch error {
      case .noSuchJob, .ambiguous: return nil
      default: throw error
      }
    }
    // Another tenant's document is none of this one's.
    guard job.tenant == tenant.name, job.id.hasSuffix(key) else { return nil }
    let invoices = try await premises.store.invoices(of: job.id)
    return AnswerPlan.Document(job: job, results: try invoices.map { try ResultDocument($0) })
  }

  private func apply(
    _ plan: inout AnswerPlan, _ tenant: TenantSettings, source: String, file: String
  ) async throws {
    // First, since the file counts as taken from the next step on; taking back twice is once.
    var results: [String: AnswerOutcome] = [:]
    for id in plan.withdrawals.sorted() {
      do {
        _ = try await Withdrawal(store: premises.store).withdraw(job: id, reason: file)
        results[id] = .taken
        premises.log.log(
          .documentWithdrawn, metadata: [LogField.tenant: "\(tenant.name)", LogField.job: "\(id)"])
      } catch JobStoreError.wrongState(_, let state, _) {
        results[id] = .stale(state)
      }
    }
    let answers = try plan.answers()
    let outcomes = try await premises.store.takeAnswers(
      answers, tenant: tenant.name, source: source, file: file)
    for (answer, outcome) in zip(answers, outcomes) { results[answer.job] = outcome }
    plan.settle(results)
    premises.jobs.ring()
    premises.batches.ring()
  }

  private func rows(ofResult bytes: [UInt8], _ tenant: TenantSettings) async throws -> [CorrectionList.Row]? {
    guard let edited = try? ResultDocument(json: bytes) else { return nil }
    let jobs = try await premises.store.jobs(
      JobFilter(tenant: tenant.name, sha256: edited.document.sha256, limit: 100))
    guard let job = jobs.first(where: { $0.state == .review }) ?? jobs.first else { return nil }
    let part = edited.document.part - 1
    let row = try await premises.store.invoices(of: job.id).first { $0.part == part }
    return EditedResult(edited, ours: try row.map { try ResultDocument($0) }, job: job).rows
  }

  // MARK: - Telling

  private func report(_ plan: AnswerPlan) -> Report {
    var report = Report()
    for outcome in plan.outcomes { report.counts[outcome.result, default: 0] += 1 }
    report.answer = CorrectionList.answerCSV(
      plan.outcomes.map { outcome in
        (outcome.row, outcome.result.word, outcome.note.map(TextCatalogue.german.message) ?? "")
      })
    return report
  }
}

extension ResultDocument {
  /// The result as the database has it.
  init(_ row: InvoiceRow) throws { try self.init(json: row.resultJSON.utf8) }
}
