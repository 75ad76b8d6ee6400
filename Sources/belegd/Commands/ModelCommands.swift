import Accounting
import ArgumentParser
import Foundation
import JobStore
import Learning
import Results
import Settings
import Spool
import SystemPackage

/// What has been learned, and which text classifier decides.
struct Models: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what each tenant has taught and how a retrained model compares; put one to the test.",
    discussion: """
      Corrections hold at once and need no model. A retrained text classifier first looks on as the challenger: it \
      answers about the same documents, nothing is booked by it, and later corrections score both.

        belegd models                                the tenants' corrections, and the models compared
        belegd models export --tenant muster         the tenant's lines with their accounts, to train on
        belegd models add weights.csv                makes it everybody's challenger
        belegd models promote 3                      it decides from the next document on
        belegd models retire 3                       out of use; without a champion the installed one decides
      """,
    subcommands: [
      ModelsShow.self, ModelsAdd.self, ModelsPromote.self, ModelsRetire.self, ModelsExport.self,
    ],
    defaultSubcommand: ModelsShow.self)
}

struct ModelsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Corrections by tenant, models with their comparison.")

  @Option(help: "Only this tenant's documents.") var tenant: String?
  @OptionGroup var installation: Installation

  func run() async throws {
    let store = try installation.store()
    let names = try tenant.map { [$0] } ?? installation.settings().tenants.map(\.name)
    var table = TextTable(["tenant", "corrections", "last entry", "conflicts", "bytes", "sha256"])
    for name in names {
      let model = TenantModel(replaying: try await store.corrections(tenant: name))
      let bytes = model.bytes
      table.add([
        name, "\(model.corrections)", "\(model.lastEntry)", "\(model.conflicts.count)", "\(bytes.count)",
        SHA256.hash(bytes).hex,
      ])
    }
    StandardOutput.print(table.text)
    try await showModels(store)
  }

  private func showModels(_ store: JobStore) async throws {
    let models = try await store.models()
    guard !models.isEmpty else { return }
    let data = try installation.dataDirectory(of: installation.settings()).string
    let least = try Accountant(dataDirectory: data).promotionLines
    var table = TextTable([
      "model", "for", "name", "role", "since", "documents", "lines", "champion right", "model right",
      "wins where they differ", "verdict",
    ])
    for model in models {
      let (invoices, corrections) = try await store.shadows(ofModel: model.id, tenant: tenant)
      let comparison = ModelComparison(invoices, corrections: corrections)
      table.add([
        "\(model.id)", model.tenant.isEmpty ? "all" : model.tenant, SafeText.line(model.name, limit: 30),
        model.role.rawValue, model.addedAt.day, "\(comparison.documents)", "\(comparison.lines)",
        comparison.champion.text, comparison.challenger.text, comparison.wins.text,
        verdict(comparison, least),
      ])
    }
    StandardOutput.print("\n" + table.text)
  }

  private func verdict(_ comparison: ModelComparison, _ least: Int) -> String {
    if comparison.isWonByChallenger(least: least) { return "better" }
    if comparison.lines < least { return "too few of \(least) lines" }
    return comparison.wins.interval.upperBound < 0.5 ? "worse" : "no difference shown"
  }
}

struct ModelsAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Let a retrained model look on as the challenger.")

  @Argument(help: "Weights as belegd-lab train-accounts writes them.", completion: .file(extensions: ["csv"]))
  var file: String
  @Option(help: "Only for this tenant; a model that was trained on his corrections serves nobody else.")
  var tenant: String?
  @OptionGroup var installation: Installation

  func run() async throws {
    if let tenant, try installation.settings().tenant(named: tenant) == nil {
      throw ValidationError("no tenant '\(tenant)'")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    // Refused here, with its place, rather than at the next document.
    _ = try TextClassifier(name: file, bytes: bytes)
    let id = try await installation.store().addModel(
      tenant: tenant ?? "", name: URL(filePath: file).lastPathComponent, sha256: SHA256.hash(bytes).hex,
      weights: bytes)
    StandardOutput.print("model \(id) looks on")
  }
}

struct ModelsPromote: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Let a model decide from the next document on.")

  @Argument(help: "Its number in the table.") var model: Int64
  @OptionGroup var installation: Installation

  func run() async throws {
    try await installation.store().promoteModel(model)
    StandardOutput.print("model \(model) decides")
  }
}

struct ModelsRetire: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "retire", abstract: "Take a model out of use.")

  @Argument(help: "Its number in the table.") var model: Int64
  @OptionGroup var installation: Installation

  func run() async throws {
    try await installation.store().retireModel(model)
    StandardOutput.print("model \(model) is out of use")
  }
}

struct ModelsExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "A tenant's corrected lines as a CSV of labels, to train on.")

  @Option(help: "The tenant.") var tenant: String
  @OptionGroup var installation: Installation

  func run() async throws {
    let rows = try await installation.store().corrections(tenant: tenant)
    StandardOutput.print(String(LabelTable.csv(rows).dropLast()))
  }
}

extension Proportion {
  /// `96.1 % [94.0, 97.5]`.
  fileprivate var text: String {
    guard whole > 0 else { return "-" }
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
    return "\(percent(share)) % [\(percent(interval.lowerBound)), \(percent(interval.upperBound))]"
  }
}
