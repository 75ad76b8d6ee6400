import ArgumentParser
import JobStore
import Pipeline
import Settings
import Spool
import SystemPackage

/// A copy of the state, taken while the daemon works.
struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy database and originals into a folder while the daemon works.",
    discussion: """
      The same folder again copies only what is new. The configuration and the tenants' folders are not in it. Exit 1 \
      when an original is damaged; everything else is copied then.
      """)

  @Argument(help: "The folder; made if it is missing.", completion: .directory) var folder: String
  @OptionGroup var installation: Installation

  func run() async throws {
    let settings = try installation.settings()
    let store = try installation.store()
    let report = try await StateBackup(folder: FilePath(folder)).make(
      of: store, state: FilePath(settings.main.paths.state), now: .now)
    try store.close()
    StandardOutput.print("\(report.documents) documents, \(report.copied) files copied")
  }
}

/// The way back.
struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verify a backup and put it into an empty state directory.",
    discussion: """
      The daemon must not run. What was unfinished when the backup was taken is compared with the tenants' folders, so \
      that nothing is delivered twice; what a person should know is printed.
      """)

  @Argument(help: "The folder that 'belegd backup' has written.", completion: .directory) var folder: String
  @Flag(help: "Only verify, change nothing.") var check = false
  @OptionGroup var installation: Installation

  func run() async throws {
    let backup = StateBackup(folder: FilePath(folder))
    let report =
      check ? try await backup.verify() : try await backup.restore(to: try installation.settings())
    for remark in report.remarks { StandardOutput.print(remark) }
    StandardOutput.print("\(report.jobs) jobs, \(report.documents) documents: verified")
  }
}
