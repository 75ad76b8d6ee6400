import ArgumentParser
import Foundation
import JobStore
import Results
import Spool

/// What became of a file, for whoever has dropped it and asks.
struct Why: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what became of a dropped file and why: by its name, or by a file that came out.")

  @Argument(help: "The name under which it was dropped, or of a file in one of the folders.") var file: String
  @Option(help: "Only this tenant's.") var tenant: String?
  @Flag(help: "One JSON object per document.") var json = false
  @OptionGroup var installation: Installation

  private struct Answer: Encodable {
    var job, tenant, state, file, received: String
    var reasons: [Reason]
    var waitsFor: String?
    var duplicateOf: String?
    var files: [String]

    struct Reason: Encodable {
      var code: String
      var field: String?
      var message: String
    }
  }

  func run() async throws {
    let store = try installation.store()
    let jobs = try await found(store)
    guard !jobs.isEmpty else {
      throw ValidationError("no document was dropped under the name '\(SafeText.line(file, limit: 100))'")
    }
    for job in jobs {
      let answer = try await answer(job, store)
      if json {
        StandardOutput.print(try JSONText.line(answer))
      } else {
        show(answer)
      }
    }
  }

  private func found(_ store: JobStore) async throws -> [Job] {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let dropped = try await store.jobs(named: Array(file.utf8), tenant: tenant)
    if !dropped.isEmpty { return dropped }
    let byName = try await store.jobs(named: Array(name.utf8), tenant: tenant)
    if !byName.isEmpty { return byName }
    // `Rechnung_4F7K2M9Q.pdf.txt` carries the end of the job's id.
    for part in name.split(whereSeparator: { "._-/ ".contains($0) }) where part.count == 8 {
      guard let job = try? await store.job(String(part)), tenant == nil || job.tenant == tenant else {
        continue
      }
      return [job]
    }
    return []
  }

  private func answer(_ job: Job, _ store: JobStore) async throws -> Answer {
    let results = try await store.invoices(of: job.id).map { row in
      try ResultDocument(json: row.resultJSON.utf8)
    }
    var reasons = results.flatMap(\.reasons).map { reason in
      Answer.Reason(code: reason.code, field: reason.field, message: reason.message)
    }
    if reasons.isEmpty, let codes = job.reasons {
      let known = (try? JSONDecoder().decode([String].self, from: Data(codes.utf8))) ?? []
      reasons = known.map { Answer.Reason(code: $0, message: TextCatalogue.german.message(forCode: $0)) }
    }
    return Answer(
      job: job.id, tenant: job.tenant, state: job.state.rawValue, file: job.displayName,
      received: job.receivedAt.description, reasons: reasons, waitsFor: job.deferReason,
      duplicateOf: job.duplicateOf, files: job.outputs.map(\.target))
  }

  private func show(_ answer: Answer) {
    StandardOutput.print(
      "\(answer.job)  \(answer.tenant)  \(answer.state)  \(SafeText.line(answer.file, limit: 100))")
    for reason in answer.reasons {
      StandardOutput.print("  \(reason.code): \(SafeText.line(reason.message, limit: 400))")
    }
    if let waitsFor = answer.waitsFor { StandardOutput.print("  waits: \(waitsFor)") }
    if let original = answer.duplicateOf { StandardOutput.print("  duplicate of \(original)") }
    for file in answer.files { StandardOutput.print("  → \(SafeText.line(file, limit: 300))") }
  }
}

/// End a document in review without booking it.
struct Reject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Discard a document in review, as the answer \"verwerfen\" does.")

  @Argument(help: "The job: its id, the beginning of it, or the eight characters in a file's name.")
  var job: String
  @Option(help: "A name for the audit trail (default: the user's).") var by: String?
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var installation: Installation

  func run() async throws {
    let store = try installation.store()
    let job = try await store.job(job)
    var answer = PersonsAnswer(person: by ?? ProcessInfo.processInfo.userName)
    let parts = max(1, try await store.invoices(of: job.id).count)
    for part in 0..<parts { answer.verdicts[part] = .discarded }
    let text = try answer.json
    let outcomes = try await store.takeAnswers(
      [NewAnswer(job: job.id, attempt: job.attempt, answer: text)], tenant: job.tenant,
      source: SHA256.hash(Array("\(job.id) \(job.attempt) \(text)".utf8)).hex, file: "belegd reject")
    guard outcomes == [.taken] else {
      throw ValidationError("\(job.id): is \(job.state.rawValue), only documents in review can be rejected")
    }
    StandardOutput.print(try JobLine(try await store.job(job.id)).text(json: json))
  }
}

/// A job and its state on one line.
struct JobLine: Encodable {
  var job: String
  var state: String

  init(_ job: Job) {
    self.job = job.id
    state = job.state.rawValue
  }

  func text(json: Bool) throws -> String { json ? try JSONText.line(self) : "\(job): \(state)" }
}
