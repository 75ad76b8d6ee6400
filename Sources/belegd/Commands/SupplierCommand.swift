import ArgumentParser
import JobStore
import Results
import Settings

/// Suppliers and their creditor numbers.
struct SupplierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "supplier", abstract: "List suppliers, merge two that are one, lengthen all numbers.",
    subcommands: [List.self, Merge.self, Lengthen.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's suppliers by number.")

    @Option(help: "The tenant.") var tenant: String
    @OptionGroup var installation: Installation

    func run() async throws {
      let store = try installation.store()
      let adviser = Set(
        try await store.masterData(tenant: tenant, category: 16).filter(\.isAdviser).map(\.account))
      var table = TextTable(["number", "from", "name", "VAT id", "place", "IBAN"])
      for supplier in try await store.suppliers(tenant: tenant) {
        table.add([
          supplier.creditorAccount, adviser.contains(supplier.creditorAccount) ? "adviser" : "belegd",
          SafeText.line(supplier.name, limit: 50), supplier.vatId ?? "",
          SafeText.line(
            [supplier.postcode, supplier.city].compactMap { $0 }.joined(separator: " "), limit: 40),
          supplier.ibans.last ?? "",
        ])
      }
      StandardOutput.print(table.text)
    }
  }

  struct Merge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make one supplier of two.",
      discussion: """
        The number that the adviser knows stays; where he knows both or neither, the second one. Postings that have \
        not left yet move to it; what has left the adviser moves in DATEV.
        """)

    @Option(help: "The tenant.") var tenant: String
    @Argument(help: "The number that is one too many.") var first: String
    @Argument(help: "The number that stays.") var second: String
    @OptionGroup var installation: Installation

    func run() async throws {
      let merge = try await installation.store().mergeSuppliers(tenant: tenant, first, into: second)
      StandardOutput.print(
        "\(merge.dropped) is \(merge.kept.creditorAccount) \(SafeText.line(merge.kept.name)) now")
      if merge.delivered > 0 {
        StandardOutput.print(
          "\(merge.delivered) postings have left under \(merge.dropped): the adviser moves them in DATEV")
      }
    }
  }

  struct Lengthen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Append zeros to all creditor numbers, for longer accounts.",
      discussion: """
        As DATEV does when a client's accounts become longer: 70001 becomes 700010. Stop the daemon, change \
        datev.account_length, run this, start the daemon.
        """)

    @Option(help: "The tenant.") var tenant: String
    @OptionGroup var installation: Installation

    func run() async throws {
      let settings = try installation.settings()
      guard let known = settings.tenant(named: tenant) else {
        throw ValidationError("no tenant '\(tenant)' in the settings")
      }
      let count = try await installation.store().lengthenCreditors(
        tenant: tenant, to: known.datev.accountLength + 1)
      StandardOutput.print("\(count) creditors have \(known.datev.accountLength + 1) digits now")
    }
  }
}
