import ArgumentParser
import Foundation
import JobStore
import Logging
import Pipeline
import Results
import Settings
import Spool
import SystemPackage

/// A person's answer by command, the same as by the list in the review folder.
struct Resolve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer a document in review, as the list in the review folder does.",
    discussion: """
        belegd resolve 4F7K2M9Q stimmt                            book as proposed
        belegd resolve 4F7K2M9Q stimmt --set "Konto in Position 2=4985"
        belegd resolve 4F7K2M9Q --set invoice_number=4711         put a value right
        belegd resolve 4F7K2M9Q "trennen 3"                       another invoice begins on page 3
        belegd resolve 4F7K2M9Q zurückziehen                      take a booked one back

      The words are those of the column "Richtig": stimmt, an account, kein Beleg, verwerfen, neu einlesen, keine \
      Dublette, zusammenführen, trennen, zurückziehen. Exits with 1 where a word is not taken.
      """)

  @Argument(help: "The job: its id, the beginning of it, or the eight characters in a file's name.")
  var job: String
  @Argument(help: "A word about the whole invoice.") var word: String?
  @Option(
    name: .customLong("set"),
    help: "FIELD=VALUE, the field by its path in the JSON or its German name; may be given several times.")
  var values: [String] = []
  @Option(help: "Which invoice, when the document holds several; counts from 1.") var part = 1
  @Option(help: "A name for the audit trail (default: the user's).") var by: String?
  @Flag(help: "One JSON object per answer.") var json = false
  @OptionGroup var installation: Installation

  func validate() throws {
    if word == nil, values.isEmpty { throw ValidationError("Say a word, or a value with --set.") }
    if part < 1 { throw ValidationError("--part counts from 1") }
  }

  private struct Answer: Encodable {
    var job, field, answer, result: String
    var message: String?
  }

  func run() async throws {
    let store = try installation.store()
    let job = try await store.job(job)
    let settings = try installation.settings()
    guard let tenant = settings.tenant(named: job.tenant) else {
      throw ValidationError("no tenant '\(job.tenant)'")
    }
    let taking = CorrectionTaking(
      store: store, decider: try Decider(dataDirectory: installation.dataDirectory(of: settings).string),
      adviserAccounts: AdviserAccounts(store: store),
      log: Logger(label: "belegd") { _ in SwiftLogNoOpLogHandler() })
    let rows = try rows(about: job)
    let words = rows.map { "\($0.part) \($0.field) \($0.answer)" }.joined(separator: "\n")
    let report = try await taking.take(
      rows, name: "belegd resolve", person: by ?? ProcessInfo.processInfo.userName, tenant: tenant,
      source: SHA256.hash(Array("\(job.id) \(job.attempt)\n\(words)".utf8)).hex)
    for row in report.rows {
      let message = row.note.map(TextCatalogue.german.message)
      if json {
        let answer = Answer(
          job: job.id, field: row.row.field, answer: row.row.answer, result: row.result.rawValue,
          message: message)
        StandardOutput.print(try JSONText.line(answer))
      } else {
        let said = SafeText.line("\(row.row.field): \(row.row.answer)", limit: 100)
        StandardOutput.print("\(said)  \(row.result.rawValue)\(message.map { "  \($0)" } ?? "")")
      }
    }
    let isWhole = report.rows.allSatisfy { $0.result == .taken || $0.result == .known }
    if !isWhole { throw ExitCode.failure }
  }

  private func rows(about job: Job) throws -> [CorrectionList.Row] {
    let key = String(job.id.suffix(8))
    var said = try values.map { value throws in
      let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[1].isEmpty else {
        throw ValidationError("--set wants FIELD=VALUE, not '\(value)'")
      }
      return (field: parts[0], answer: parts[1])
    }
    if let word { said.append((CorrectionList.wholeDocument, word)) }
    return said.enumerated().map { index, row in
      CorrectionList.Row(
        line: index + 1, key: "B-\(key)/\(part)", job: key, part: part - 1, version: job.attempt,
        field: row.field, answer: row.answer)
    }
  }
}
