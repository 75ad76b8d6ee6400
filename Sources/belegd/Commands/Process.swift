import Accounting
import ArgumentParser
import Foundation
import Glibc
import Invoice
import Pipeline
import Reading
import Results
import Settings
import Spool
import Synchronization
import SystemPackage

/// Documents to JSON and postings: no inbox, no database, no configuration needed.
struct Process: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read documents and print what would be booked; changes nothing.",
    discussion: """
      Prints one JSON object per invoice and line, or writes one file per invoice with --output. A file that can't \
      be read gets a result too, with status "rejected" and the reason; the exit status is 0 if every file got one.
      """)

  @Argument(help: "PDF, XML, pictures, e-mails (.eml) or ZIP archives.", completion: .file())
  var files: [String]

  @Option(help: "A tenant of the configuration: his identity and tax profile.")
  var tenant: String?

  @Option(
    name: .customLong("own"),
    help: "Who receives the invoices, as JSON: name, address, vat_id, iban, tax_profile.",
    completion: .file())
  var ownFile: String?

  @Option(name: .shortAndLong, help: "Write NAME.json per invoice into this folder.", completion: .directory)
  var output: String?

  @Option(help: "How many documents are read at a time (default: the number of cores).")
  var workers: Int?

  @OptionGroup var installation: Installation

  func validate() throws {
    if tenant != nil && ownFile != nil { throw ValidationError("--tenant and --own exclude each other.") }
    if let workers, workers < 1 { throw ValidationError("--workers must be at least 1.") }
  }

  func run() async throws {
    let recipient = try recipientSettings()
    let decider = try Decider(dataDirectory: installation.dataDirectory.string)
    let reader = ReaderClient(executable: installation.reader, dataDirectory: installation.dataDirectory)
    let oneShot = OneShot(decider: decider, tenant: recipient, read: reader.read)
    if let output {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    }
    let names = Self.uniqueNames(of: files)
    let progress = ProgressBar(total: files.count)
    var failures = 0

    var pending = Array(zip(files, names))[...]
    try await withThrowingTaskGroup(of: (String, [ResultDocument]?, String?).self) { group in
      func startNext() {
        guard let (file, name) = pending.popFirst() else { return }
        group.addTask {
          do {
            return (name, try await oneShot.results(of: FilePath(file), shownAs: name), nil)
          } catch {
            return (name, nil, "\(file): \(error)")
          }
        }
      }
      for _ in 0..<(workers ?? ProcessInfo.processInfo.activeProcessorCount) { startNext() }
      while let (name, results, problem) = try await group.next() {
        startNext()
        if let results {
          try write(results, named: name)
        } else {
          failures += 1
          StandardError.print(problem ?? name)
        }
        progress.advance()
      }
    }
    progress.finish()
    if failures > 0 { throw ExitCode(1) }
  }

  private func recipientSettings() throws -> TenantSettings? {
    if let ownFile { return try SettingsLoader.loadRecipient(path: ownFile) }
    guard let tenant else { return nil }
    let settings = try installation.settings()
    guard let found = settings.tenant(named: tenant) else {
      throw ValidationError(
        "no tenant '\(tenant)'; there are: \(settings.tenants.map(\.name).joined(separator: ", "))")
    }
    return found
  }

  private func write(_ results: [ResultDocument], named name: String) throws {
    for (index, result) in results.enumerated() {
      guard let output else {
        StandardOutput.print(String(decoding: result.json(.line), as: UTF8.self))
        continue
      }
      let suffix = results.count > 1 ? ".\(index + 1).json" : ".json"
      let path = FilePath(output).appending(name + suffix)
      try DurableFiles.write(result.json(.pretty), to: path, mode: 0o644)
    }
  }

  /// Two files of one name get ` (2)` before the extension, so that no result overwrites another.
  static func uniqueNames(of files: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return files.map { file in
      let name = FilePath(file).lastComponent?.string ?? file
      seen[name, default: 0] += 1
      guard let count = seen[name], count > 1 else { return name }
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count > 1, let ending = parts.last else { return "\(name) (\(count))" }
      return "\(parts.dropLast().joined(separator: ".")) (\(count)).\(ending)"
    }
  }
}
