import ArgumentParser
import Foundation
import Glibc
import Settings
import Spool
import SystemPackage

/// Tenants: the businesses whose invoices are booked.
struct TenantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenant", abstract: "List tenants, add one.", subcommands: [List.self, Add.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the configured tenants.")

    @OptionGroup var installation: Installation

    func run() throws {
      var table = TextTable(["tenant", "mode", "adviser", "client", "inbox"])
      for tenant in try installation.settings().tenants {
        table.add([
          tenant.name, tenant.mode.rawValue, tenant.datev.adviserNumber.map(String.init) ?? "",
          tenant.datev.clientNumber.map(String.init) ?? "", tenant.folders.inbox,
        ])
      }
      StandardOutput.print(table.text)
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a tenant: his file from the template, his folders and their rights.",
      discussion: """
        Writes tenants/NAME.yaml beside the main configuration, makes the folders for the service's group, and \
        checks the whole. An existing file or a configuration that is broken changes nothing. Afterwards edit the \
        file, then systemctl reload belegd.
        """)

    @Argument(help: "His name here: lower-case letters, digits and hyphens.") var name: String
    @Option(help: "The business as it stands on invoices to it.") var business: String?
    @Option(help: "The folder that holds his folders (default: /srv/belegd/NAME).", completion: .directory)
    var root: String?
    @Option(help: "Beraternummer, from the tax adviser.") var adviser: Int?
    @Option(help: "Mandantennummer, from the tax adviser.") var client: Int?
    @OptionGroup var installation: Installation

    func run() throws {
      let settings: Settings
      do {
        settings = try installation.settings()
      } catch {
        StandardError.print("\(error)")
        throw ExitCode(Check.badConfiguration)
      }
      let file = FilePath(settings.main.paths.tenants).appending("\(name).yaml")
      guard settings.tenant(named: name) == nil, access(file.string, F_OK) != 0 else {
        throw ValidationError("tenant '\(name)' is there already: \(file)")
      }
      let folder = root ?? "/srv/belegd/\(name)"
      let template = installation.dataDirectory(of: settings).appending("tenants/muster.yaml")
      let text = TenantTemplate(try String(contentsOfFile: template.string, encoding: .utf8))
        .filled(
          business: business ?? name, root: folder, adviser: adviser, client: client)
      // The configuration is read by the service and by people, written by the administrator.
      try DurableFiles.write(text, to: file, mode: 0o644)
      let checked: Settings
      do {
        checked = try installation.settings()
      } catch {
        try DurableFiles.remove(file)
        StandardError.print("\(error)")
        throw ExitCode(Check.badConfiguration)
      }
      guard let tenant = checked.tenant(named: name) else { throw ValidationError("'\(name)' was not read") }
      try makeFolders(tenant, account: ServiceAccount.find(state: settings.main.paths.state))
      StandardOutput.print("\(file)\n\(tenant.folders.inbox)")
    }

    /// With the setgid bit, which the unit forbids the service itself: files of all people get the one group.
    private func makeFolders(_ tenant: TenantSettings, account: ServiceAccount.Account?) throws {
      // The service makes the others, which inherit group and bit from the root.
      for path in [tenant.folders.root, tenant.folders.inbox] {
        let isNew = access(path, F_OK) != 0
        try DurableFiles.makeDirectory(FilePath(path), mode: 0o770)
        // A folder that was there is somebody's share: its rights stay as they are.
        guard isNew, geteuid() == 0, let account else { continue }
        guard chown(path, account.user, account.group) == 0, chmod(path, 0o2770) == 0 else {
          throw SpoolError.system("chown", FilePath(path), Errno(rawValue: errno))
        }
      }
    }
  }
}

/// The commented sample tenant, with a new tenant's values in the sample's places.
struct TenantTemplate {
  private var lines: [String]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The sample's own address goes; what is not known stays empty.
  func filled(business: String, root: String, adviser: Int?, client: Int?) -> String {
    let values: [String: String?] = [
      "identity.name": Self.quoted(business), "identity.street": nil, "identity.postcode": nil,
      "identity.city": nil, "folders.root": Self.quoted(root), "datev.adviser": adviser.map(String.init),
      "datev.client": client.map(String.init),
    ]
    var section = ""
    return lines.map { line in
      if !line.hasPrefix(" "), !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") {
        section = String(line[..<colon])
      }
      guard line.hasPrefix("  "), !line.hasPrefix("   "), let colon = line.firstIndex(of: ":") else {
        return line
      }
      let key = line[..<colon].trimmingCharacters(in: .whitespaces)
      guard let value = values["\(section).\(key)"] else { return line }
      return value.map { "  \(key): \($0)" } ?? "  \(key):"
    }.joined(separator: "\n")
  }

  /// As a YAML scalar in double quotes.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return "\"\(quoted)\""
  }
}
