import ArgumentParser
import CLinux

/// The daemon and its commands.
@main
struct Belegd: AsyncParsableCommand {
  /// The version that `--version` and the overview name.
  static let release = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "belegd",
    abstract: "Turns suppliers' invoices dropped into folders into checked DATEV bookings.",
    discussion: """
      The daemon ('belegd run') watches each tenant's inbox, reads what is dropped there, books what is sure and \
      puts the rest into a review folder with the reason. Nothing leaves this machine.

      Try it on a file, without configuration and without changing anything:
        belegd process invoice.pdf
      """,
    version: release,
    subcommands: [
      Run.self, Reload.self, Check.self, Process.self, Status.self, Jobs.self, Explain.self, Why.self,
      Resolve.self, Retry.self, Reject.self,
      AccountCommand.self, Assign.self, Correct.self, HistoryCommand.self, Models.self, BatchCommand.self,
      ExportCommand.self, SupplierCommand.self, CheckDATEV.self, TenantCommand.self, Doctor.self,
      MetricsCommand.self, LedgerCommand.self, Backup.self, Restore.self, Procedure.self,
    ])

  /// Before there are threads: with a heap for each, as the C library has it, much of what one of them frees is of no
  /// use to the others, and a daemon of two workers keeps a sixth more memory than it needs.
  static func main() async {
    _ = clinux_use_one_heap()
    await main(nil)
  }
}
