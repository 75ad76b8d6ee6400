import ArgumentParser
import JobStore
import Pipeline
import Settings
import Spool
import SystemPackage

/// What came in during a month and what became of it.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Show a month: received, booked, held, rejected, sums per tax rate, and contradictions.",
    discussion: """
      Every original is read and its hash compared; the rows are compared with the audit trail. Exit 1 when something \
      does not add up.
      """)

  @Option(help: "The month of receipt as YYYY-MM.") var month: String
  @Option(help: "Only this tenant's.") var tenant: String?
  @Flag(help: "As JSON, a tenant per line.") var json = false
  @OptionGroup var installation: Installation

  func validate() throws {
    let isMonth =
      month.count == 7 && month.dropFirst(4).first == "-" && Int(month.prefix(4)) != nil
      && (1...12).contains(Int(month.suffix(2)) ?? 0)
    if !isMonth { throw ValidationError("'\(month)' is no month such as 2026-03.") }
  }

  func run() async throws {
    let settings = try installation.settings()
    let store = try installation.store()
    var isBalanced = true
    for name in settings.tenants.map(\.name) where tenant == nil || tenant == name {
      let documents = FilePath(settings.main.paths.state).appending("documents").appending(name)
      let ledger = try await LedgerKeeping.ledger(
        store, name, month, documents: DocumentStore(directory: documents), readsOriginals: true)
      isBalanced = isBalanced && ledger.isBalanced
      StandardOutput.print(json ? try JSONText.line(ledger) : ledger.text)
    }
    if !isBalanced { throw ExitCode(1) }
  }
}
