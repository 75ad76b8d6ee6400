import Accounting
import ArgumentParser
import Foundation
import Invoice
import JobStore
import Learning
import Pipeline
import Results
import Settings
import Spool
import SystemPackage

/// A better account for the lines of a document.
struct Correct: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Correct the accounts of a document, show the log of corrections, or take one back.",
    discussion: """
      The next document already knows. A document in review is read again with the correction; one that is booked \
      keeps its postings, which are the adviser's to change.

        belegd correct 4F7K2M9Q --line 2=4985         line 2 belongs to 4985, the others are right
        belegd correct 4F7K2M9Q --all 4920            every line belongs to 4920
        belegd correct 4F7K2M9Q --confirm             every line is right as it is
        belegd correct --list --tenant muster         the log
        belegd correct --undo 17 --tenant muster      take correction 17 back
      """)

  @Argument(help: "The job: its id, the beginning of it, or the eight characters in a file's name.")
  var job: String?
  @Option(help: "Which invoice, when the document holds several; counts from 1.") var part = 1
  @Option(name: .customLong("line"), help: "POSITION=ACCOUNT; may be given several times.")
  var lines: [String] = []
  @Option(help: "One account for all lines.") var all: String?
  @Flag(help: "All accounts are right as they are.") var confirm = false
  @Option(
    name: .customLong("as"), help: "Who says so: clerk, bookkeeper or adviser. A lower one never overrules.")
  var role = "bookkeeper"
  @Option(help: "A name for the log (default: the user's).") var by: String?
  @Option(help: "Take a correction back, by its number in the log.") var undo: Int64?
  @Flag(help: "Show the tenant's log.") var list = false
  @Flag(help: "Show where corrections contradict each other.") var conflicts = false
  @Flag(help: "As JSON, one object per line.") var json = false
  @Option(help: "The tenant, for --undo, --list and --conflicts.") var tenant: String?
  @OptionGroup var installation: Installation

  func validate() throws {
    let acts = [job != nil, undo != nil, list, conflicts].count { $0 }
    if acts != 1 { throw ValidationError("Name a job, or one of --undo, --list and --conflicts.") }
    if job == nil, tenant == nil { throw ValidationError("Name the tenant with --tenant.") }
    if job != nil, [!lines.isEmpty, all != nil, confirm].count(where: { $0 }) != 1 {
      throw ValidationError("Say what is right: --line, --all or --confirm.")
    }
    if Correction.Role(rawValue: role) == nil {
      throw ValidationError("--as is none of clerk, bookkeeper, adviser")
    }
  }

  func run() async throws {
    let store = try installation.store()
    if let job { return try await correct(try await store.job(job), store) }
    guard let tenant else { return }
    if let undo { return try await takeBack(undo, tenant, store) }
    if list { return try show(try await store.corrections(tenant: tenant)) }
    let model = TenantModel(replaying: try await store.corrections(tenant: tenant))
    if json {
      for conflict in model.conflicts { StandardOutput.print(try JSONText.line(ConflictLine(conflict))) }
      return
    }
    var table = TextTable(["supplier", "article or text", "posted", "against", "entries"])
    for conflict in model.conflicts {
      table.add([
        conflict.supplier, SafeText.line(conflict.thing, limit: 50), "\(conflict.account)",
        "\(conflict.against)", conflict.entries.map { "\($0)" }.joined(separator: " "),
      ])
    }
    StandardOutput.print(table.text)
  }

  private func correct(_ job: Job, _ store: JobStore) async throws {
    let invoices = try await store.invoices(of: job.id)
    guard invoices.indices.contains(part - 1) else {
      throw ValidationError("\(job.id): holds \(invoices.count) invoices")
    }
    let settings = try installation.settings()
    let base = try ChartOfAccounts(dataDirectory: installation.dataDirectory(of: settings).string)
    var chart = base
    if let tenant = settings.tenant(named: job.tenant) {
      chart = base.extended(
        by: try await AdviserAccounts(store: store).completing(tenant).profile.ownAccounts)
    }
    let correction = try CorrectionMaking.correction(of: invoices[part - 1], try word(), chart: chart)
    let ids = try await store.appendCorrections(
      [NewCorrection(job: job.id, entry: correction.json)], tenant: job.tenant)
    let number = ids.first.map { "\($0)" } ?? "–"
    let isReview = job.state == .review
    if isReview { try await store.retry(job.id) }
    if json {
      let state = isReview ? JobState.queued : job.state
      StandardOutput.print(
        try JSONText.line(Done(correction: ids.first, undoes: nil, job: job.id, state: state.rawValue)))
    } else if isReview {
      StandardOutput.print("correction \(number); \(job.id) is read again")
    } else {
      StandardOutput.print("correction \(number); \(job.id) stays \(job.state.rawValue)")
    }
  }

  private func word() throws -> CorrectionMaking.Word {
    var accounts: [Int: AccountNumber] = [:]
    for line in lines {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let position = Int(parts[0]), let account = AccountNumber(parts[1]) else {
        throw ValidationError("--line wants POSITION=ACCOUNT, not '\(line)'")
      }
      accounts[position] = account
    }
    let one = try all.map { text throws in
      guard let account = AccountNumber(text) else { throw ValidationError("no account: \(text)") }
      return account
    }
    return CorrectionMaking.Word(
      lines: accounts, all: one, role: Correction.Role(rawValue: role) ?? .bookkeeper, person: person)
  }

  private var person: String { by ?? ProcessInfo.processInfo.userName }

  private func takeBack(_ id: Int64, _ tenant: String, _ store: JobStore) async throws {
    let entry = Correction(
      role: Correction.Role(rawValue: role) ?? .bookkeeper, person: person, supplier: nil, lines: [])
    let undoing = try await store.undoCorrection(id, tenant: tenant, entry: entry.json)
    if json {
      StandardOutput.print(
        try JSONText.line(Done(correction: undoing, undoes: id, job: nil, state: nil)))
    } else {
      StandardOutput.print("correction \(id) taken back (entry \(undoing))")
    }
  }

  private struct Done: Encodable {
    var correction, undoes: Int64?
    var job, state: String?
  }

  private struct ConflictLine: Encodable {
    var supplier, thing, account, against: String
    var entries: [Int64]

    init(_ conflict: TenantModel.Conflict) {
      supplier = conflict.supplier
      thing = conflict.thing
      account = conflict.account.digits
      against = conflict.against.digits
      entries = conflict.entries
    }
  }

  private struct LogLine: Encodable {
    var entry: Int64
    var at: String
    var person, role, job, supplier: String?
    var accounts: [String]
    var undoes, undoneBy: Int64?

    init(_ row: CorrectionRow) {
      let correction = try? Correction(json: row.entry)
      entry = row.id
      at = row.at.description
      person = correction?.person
      role = correction?.role.rawValue
      job = row.job
      supplier = correction?.supplier
      accounts = row.undoes == nil ? correction?.lines.map(\.account.digits) ?? [] : []
      undoes = row.undoes
      undoneBy = row.undoneBy
    }
  }

  private func show(_ rows: [CorrectionRow]) throws {
    if json {
      for row in rows { StandardOutput.print(try JSONText.line(LogLine(row))) }
      return
    }
    var table = TextTable(["entry", "at", "who", "job", "says", "state"])
    for row in rows {
      let correction = try? Correction(json: row.entry)
      let says = row.undoes.map { "takes \($0) back" } ?? Self.summary(correction)
      table.add([
        "\(row.id)", row.at.description,
        correction.map { "\(SafeText.line($0.person, limit: 20)) (\($0.role.rawValue))" } ?? "unreadable",
        row.job ?? "", says, row.undoneBy.map { "taken back by \($0)" } ?? "",
      ])
    }
    StandardOutput.print(table.text)
  }

  private static func summary(_ correction: Correction?) -> String {
    guard let correction else { return "" }
    let counts = Dictionary(grouping: correction.lines, by: \.account).mapValues(\.count)
    let accounts = counts.sorted { $0.key < $1.key }.map { "\($0.key)×\($0.value)" }
    let owner = correction.supplier ?? correction.creditor.map { "creditor \($0)" } ?? ""
    return SafeText.line("\(owner): \(accounts.joined(separator: " "))", limit: 60)
  }
}

/// The adviser's posted batches as lessons, at once.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Learn from batches that the adviser has posted (EXTF Buchungsstapel).",
    discussion: "The daemon does the same with files in the tenant's history folder.")

  @Argument(help: "Files in DATEV's format.", completion: .file(extensions: ["csv"])) var files: [String]
  @Option(help: "The tenant.") var tenant: String
  @OptionGroup var installation: Installation

  func run() async throws {
    let settings = try installation.settings()
    guard settings.tenant(named: tenant) != nil else { throw ValidationError("no tenant '\(tenant)'") }
    let taking = try HistoryTaking(
      store: try installation.store(), dataDirectory: installation.dataDirectory(of: settings).string)
    for file in files {
      let report = try await taking.take([UInt8](try Data(contentsOf: URL(filePath: file))), tenant: tenant)
      StandardOutput.print(
        report.isKnown
          ? "\(file): taken before"
          : "\(file): \(report.documents) purchases, \(report.matched) known documents, "
            + "\(report.differing) with other accounts than ours")
    }
  }
}
