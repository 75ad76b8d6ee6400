import Accounting
import ArgumentParser
import Delivery
import Foundation
import JobStore
import Settings
import Spool
import SystemPackage

/// A batch for people, or for programs other than DATEV.
struct ExportCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case csv
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a batch as a table, or as CSV or JSON for another program.",
    discussion: """
      Which columns CSV and JSON have, how they are called and how dates and amounts are written says a mapping \
      file; export/generic.csv in the data directory is the one that is taken without --mapping, and explains itself.
      """)

  @Argument(help: "The batch's number in the first column of 'belegd batch list'.") var batch: Int64
  @Option(help: "table, csv or json.") var format = Format.table
  @Option(help: "The mapping file of CSV and JSON.", completion: .file()) var mapping: String?
  @Option(name: .shortAndLong, help: "Write into this file instead of printing.", completion: .file())
  var output: String?
  @OptionGroup var installation: Installation

  func run() async throws {
    let settings = try installation.settings()
    let data = installation.dataDirectory(of: settings)
    let store = try installation.store()
    let export = try await BatchExport(batch, from: store, settings, data)
    let bytes: [UInt8]
    switch format {
    case .table: bytes = Array(export.table().utf8)
    case .csv: bytes = export.csv(try readMapping(data))
    case .json: bytes = export.json(try readMapping(data))
    }
    if let output {
      try DurableFiles.write(bytes, to: FilePath(output), mode: 0o640)
    } else {
      FileHandle.standardOutput.write(Data(bytes))
    }
  }

  private func readMapping(_ data: FilePath) throws -> ExportMapping {
    let path = mapping ?? data.appending("export/generic.csv").string
    return try ExportMapping(parsing: String(contentsOfFile: path, encoding: .utf8))
  }
}

extension BatchExport {
  /// A batch of the store, with its tenant's names of accounts.
  init(_ id: Int64, from store: JobStore, _ settings: Settings, _ data: FilePath) async throws {
    let batch = try await store.batch(id)
    let own = settings.tenant(named: batch.tenant)?.profile.ownAccounts ?? []
    let chart = try ChartOfAccounts(dataDirectory: data.string).extended(by: own)
    try self.init(batch, try await store.postings(of: id), name: { chart.name(of: $0) })
  }
}
