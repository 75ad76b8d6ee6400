import ArgumentParser
import Delivery
import Invoice
import JobStore
import Logging
import Pipeline
import Settings
import Spool
import SystemPackage

/// Batches for the tax adviser.
struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "List batches, show one, close one now, take one back.",
    subcommands: [List.self, Show.self, Close.self, Withdraw.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List all batches.")

    @Option(help: "Only this tenant's.") var tenant: String?
    @OptionGroup var installation: Installation

    func run() async throws {
      var table = TextTable(["batch", "tenant", "month", "number", "state", "postings", "file"])
      for batch in try await installation.store().batches(tenant: tenant) {
        table.add([
          "\(batch.id)", batch.tenant, batch.month, batch.number.map(String.init) ?? "", batch.state.rawValue,
          "\(batch.postingCount)", batch.fileName ?? "",
        ])
      }
      StandardOutput.print(table.text)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show where a batch stands, its files and its postings.",
      discussion: "'belegd export' gives the same postings to other programs.")

    @Argument(help: "The batch's number in the first column of the list.") var id: Int64
    @OptionGroup var installation: Installation

    func run() async throws {
      let settings = try installation.settings()
      let store = try installation.store()
      let batch = try await store.batch(id)
      var table = TextTable(["tenant", batch.tenant])
      table.add(["state", batch.state.rawValue])
      table.add(["created", "\(batch.createdAt)"])
      if let closed = batch.closedAt { table.add(["closed", "\(closed)"]) }
      if let published = batch.publishedAt { table.add(["published", "\(published)"]) }
      for file in try await store.files(of: id) { table.add(["file", "\(file.name)  \(file.sha256)"]) }
      StandardOutput.print(table.text)
      let export = try await BatchExport(id, from: store, settings, installation.dataDirectory(of: settings))
      StandardOutput.print("\n" + export.table())
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close a batch and deliver it; without a number, all open ones of the tenant.")

    @Argument(help: "The batch's number in the first column of the list.") var batch: Int64?
    @Option(help: "The tenant.") var tenant: String?
    @OptionGroup var installation: Installation

    func validate() throws {
      if (batch == nil) == (tenant == nil) { throw ValidationError("Name a batch or a tenant.") }
    }

    func run() async throws {
      let settings = try installation.settings()
      let store = try installation.store()
      let data = installation.dataDirectory(of: settings)
      let premises = Premises(
        store: store, settings: CurrentSettings(settings), decider: try Decider(dataDirectory: data.string),
        delivery: try DeliveryTools(dataDirectory: data.string),
        read: { _, _ in throw ReaderFailure.notStarted(reason: "this command reads nothing") },
        identifiers: ULID.Generator(), now: { .now }, log: Logger(label: "belegd"))
      let closing = BatchClosing(premises)
      let batches: [Batch]
      if let batch {
        batches = [try await store.batch(batch)]
      } else {
        batches = try await store.openBatches(tenant: tenant)
      }
      for batch in batches {
        let delivered = try await closing.close(batch)
        StandardOutput.print(delivered.fileName ?? "batch \(delivered.id): \(delivered.state.rawValue)")
      }
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back a batch, or one document.",
      discussion: """
        What has not left the house leaves its open batch. What has left is undone by Generalumkehr (column 118) in \
        the next batch of its month, or on the day given with --on. The documents may be dropped again afterwards.
        """)

    @Argument(help: "The batch's number in the first column of the list.") var batch: Int64?
    @Option(help: "One document instead of a batch: the job, or the eight characters in its files' names.")
    var job: String?
    @Option(
      help: "The day that reversals are posted on, YYYY-MM-DD, where the month is locked at the adviser's.")
    var on: String?
    @Option(help: "Why, for the audit trail.") var reason: String
    @OptionGroup var installation: Installation

    func validate() throws {
      if (batch == nil) == (job == nil) { throw ValidationError("Name a batch or a --job.") }
      if let on, CalendarDay(iso: on) == nil { throw ValidationError("'\(on)' is no day like 2026-07-01.") }
    }

    func run() async throws {
      let store = try installation.store()
      let settings = try installation.settings()
      let job = try await self.job.asyncMap { try await store.job($0) }
      let name: String
      if let job {
        name = job.tenant
      } else if let batch {
        name = try await store.batch(batch).tenant
      } else {
        return
      }
      guard let tenant = settings.tenant(named: name) else {
        throw ValidationError("tenant '\(name)' is not in the settings")
      }
      let withdrawal = Withdrawal(store: store)
      let day = on.flatMap { CalendarDay(iso: $0) }
      let report: Withdrawal.Report
      if let job {
        report = try await withdrawal.withdraw(
          job: job.id, reason: reason, on: day, fiscalYearStart: { tenant.datev.fiscalYearStart(of: $0) })
      } else {
        report = try await withdrawal.withdraw(
          batch: batch ?? 0, reason: reason, on: day,
          fiscalYearStart: { tenant.datev.fiscalYearStart(of: $0) })
      }
      for job in report.documents { StandardOutput.print("\(job.id)  \(job.state.rawValue)") }
      StandardOutput.print(
        "\(report.documents.count) documents withdrawn, \(report.reversed) postings to be reversed"
          + (report.earlier > 0 ? ", \(report.earlier) were withdrawn before" : ""))
    }
  }
}

extension Optional {
  fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}
