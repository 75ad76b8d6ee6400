import ArgumentParser
import DATEV
import JobStore
import Logging
import Pipeline
import Settings
import Spool
import SystemPackage

/// Batches for the tax adviser.
struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "List batches, show one, close one now.",
    subcommands: [List.self, Show.self, Close.self])

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
    static let configuration = CommandConfiguration(abstract: "Show the postings of a batch.")

    @Argument(help: "The batch's number in the first column of the list.") var batch: Int64
    @OptionGroup var installation: Installation

    func run() async throws {
      for posting in try await installation.store().postings(of: batch) {
        StandardOutput.print("\(posting.postingDate)  \(posting.job)  \(posting.rowJSON)")
      }
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
      let automatic = try Installation.automaticAccounts(in: data)
      let premises = Premises(
        store: store, settings: CurrentSettings(settings), decider: try Decider(dataDirectory: data.string),
        read: { _, _ in throw ReaderFailure.notStarted(reason: "this command reads nothing") },
        identifiers: ULID.Generator(), now: { .now }, log: Logger(label: "belegd"))
      let closing = BatchClosing(
        premises, checker: try DATEVChecker(dataDirectory: data.string, automaticAccounts: automatic),
        automaticAccounts: automatic)
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
}
