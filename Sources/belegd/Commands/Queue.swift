import Accounting
import ArgumentParser
import Foundation
import Invoice
import JobStore
import Results
import Settings
import Spool

/// How much waits where.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the queue: tenants by state, and the age of what waits.")

  @Flag(help: "Tenants by age of the waiting documents, as in Postfix's qshape.")
  var byAge = false

  @Flag(help: "As JSON.")
  var json = false

  @OptionGroup var installation: Installation

  func run() async throws {
    let store = try installation.store()
    let counts = try await store.counts()
    if json, byAge {
      StandardOutput.print(try JSONText.line(try await ages(store)))
    } else if json {
      let table = counts.mapValues { states in
        Dictionary(uniqueKeysWithValues: states.map { ($0.key.rawValue, $0.value) })
      }
      StandardOutput.print(try JSONText.line(table))
    } else if byAge {
      try await printAges(store)
    } else {
      let states: [JobState] = [
        .queued, .running, .deferred, .exporting, .booked, .review, .rejected, .other, .duplicate,
        .withdrawn,
      ]
      var table = TextTable(["tenant"] + states.map(\.rawValue))
      for (tenant, row) in counts.sorted(by: { $0.key < $1.key }) {
        table.add([tenant] + states.map { "\(row[$0, default: 0])" })
      }
      StandardOutput.print(table.text)
    }
  }

  private struct Age: Encodable {
    var tenant: String
    /// How many wait for less than so many minutes, and in all.
    var below: [String: Int]
    var total: Int
  }

  private func ages(_ store: JobStore) async throws -> [Age] {
    let waiting = try await waiting(store)
    let now = Timestamp.now.milliseconds
    return Dictionary(grouping: waiting, by: \.tenant).sorted { $0.key < $1.key }.map { tenant, jobs in
      let minutes = jobs.map { Int((now - $0.receivedAt.milliseconds) / 60_000) }
      let below = Self.limits.map { limit in ("\(limit)", minutes.count { $0 < limit }) }
      return Age(
        tenant: tenant, below: Dictionary(uniqueKeysWithValues: below), total: jobs.count)
    }
  }

  private static let limits = [1, 5, 15, 60, 240, 1440]

  private func waiting(_ store: JobStore) async throws -> [Job] {
    try await store.jobs(JobFilter(states: [.queued, .running, .deferred, .exporting], limit: 1_000_000))
  }

  private func printAges(_ store: JobStore) async throws {
    let limits = Self.limits
    let waiting = try await waiting(store)
    let now = Timestamp.now.milliseconds
    var table = TextTable(["tenant", "total"] + limits.map { "<\($0)min" } + ["older"])
    for (tenant, jobs) in Dictionary(grouping: waiting, by: \.tenant).sorted(by: { $0.key < $1.key }) {
      var columns = [Int](repeating: 0, count: limits.count + 1)
      for job in jobs {
        let minutes = Int((now - job.receivedAt.milliseconds) / 60_000)
        columns[limits.firstIndex { minutes < $0 } ?? limits.count] += 1
      }
      table.add([tenant, "\(jobs.count)"] + columns.map { "\($0)" })
    }
    StandardOutput.print(table.text)
  }
}

/// Documents, newest first.
struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List documents, newest first.")

  @Option(help: "Only this tenant's.") var tenant: String?
  @Option(
    help:
      "Only in this state: queued, running, deferred, booked, review, rejected, other, duplicate, withdrawn.")
  var state: String?
  @Option(help: "How many at most.") var limit = 50
  @Flag(help: "One JSON object per line.") var json = false
  @OptionGroup var installation: Installation

  private struct Row: Encodable {
    var job, tenant, state, file, received, document: String
    var attempt: Int
    var reasons: String?
  }

  func run() async throws {
    var filter = JobFilter(tenant: tenant, limit: limit)
    if let state {
      guard let known = JobState(rawValue: state) else { throw ValidationError("unknown state '\(state)'") }
      filter.states = [known]
    }
    let jobs = try await installation.store().jobs(filter)
    if json {
      for job in jobs {
        StandardOutput.print(
          try JSONText.line(
            Row(
              job: job.id, tenant: job.tenant, state: job.state.rawValue, file: job.displayName,
              received: job.receivedAt.description, document: job.sha256, attempt: job.attempt,
              reasons: job.reasons)))
      }
      return
    }
    var table = TextTable(["job", "tenant", "state", "received", "file"])
    for job in jobs {
      table.add([
        job.id, job.tenant, job.state.rawValue, job.receivedAt.description,
        SafeText.line(job.displayName, limit: 60),
      ])
    }
    StandardOutput.print(table.text)
  }
}

/// Where each value and each account of a document comes from.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain a document: each value's source, each account's rule, and what happened when.")

  @Argument(help: "The job: its id, the beginning of it, or the eight characters in a file's name.")
  var job: String

  @Flag(help: "The JSON result itself.") var json = false
  @OptionGroup var installation: Installation

  func run() async throws {
    let store = try installation.store()
    let job = try await store.job(job)
    let invoices = try await store.invoices(of: job.id)
    if json {
      for invoice in invoices { StandardOutput.print(invoice.resultJSON) }
      return
    }
    StandardOutput.print("\(job.id)  \(job.tenant)  \(job.state.rawValue)  \(SafeText.line(job.displayName))")
    for invoice in invoices { explain(try ResultDocument(json: Array(invoice.resultJSON.utf8))) }
    StandardOutput.print("\nhistory")
    for event in try await store.events(job: job.id) {
      let change = [event.before, event.after].compactMap { $0 }.joined(separator: " → ")
      StandardOutput.print("  \(event.at)  \(event.kind)  \(change)  \(event.detail ?? "")")
    }
  }

  private func explain(_ result: ResultDocument) {
    StandardOutput.print(
      "\ndocument \(result.document.id)  \(result.status.rawValue)  confidence \(result.confidence)")
    for reason in result.reasons + result.notes {
      StandardOutput.print("  \(reason.code): \(SafeText.line(reason.message, limit: 400))")
    }
    StandardOutput.print("\nvalues")
    var values = TextTable(["field", "confidence", "source", "where", "printed"])
    for (field, evidence) in result.evidence.sorted(by: { $0.key < $1.key }) {
      let place = evidence.path ?? evidence.page.map { "page \($0)" } ?? ""
      values.add([
        field, "\(evidence.confidence)", evidence.source.rawValue, place,
        SafeText.line(evidence.text ?? "", limit: 60),
      ])
    }
    StandardOutput.print(values.text)
    StandardOutput.print("\naccounts")
    for line in result.lines {
      StandardOutput.print(
        "  \(line.position)  \(line.account?.digits ?? "–")  \(SafeText.line(line.description ?? "", limit: 50)): \(line.accountReason ?? "")"
      )
      for other in line.alternatives ?? [] { StandardOutput.print("      or \(other.account) \(other.name)") }
    }
    for booking in result.bookings {
      StandardOutput.print(
        "  \(booking.account) an \(booking.contraAccount?.digits ?? "–")  \(booking.gross)  \(booking.reason)"
      )
    }
  }
}

/// Read a document again.
struct Retry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read a document in review, rejected or other again.")

  @Argument(help: "The job.") var job: String
  @Flag(help: "As JSON.") var json = false
  @OptionGroup var installation: Installation

  func run() async throws {
    let store = try installation.store()
    let retried = try await store.retry(try await store.job(job).id)
    StandardOutput.print(try JobLine(retried).text(json: json))
  }
}

/// The daemon's counters as it last wrote them.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics", abstract: "Print the metrics as Prometheus text.")

  @OptionGroup var installation: Installation

  func run() throws {
    guard let file = try installation.settings().main.metricsFile else {
      throw ValidationError("the settings name no metrics file")
    }
    StandardOutput.print(try String(contentsOfFile: file, encoding: .utf8))
  }
}
