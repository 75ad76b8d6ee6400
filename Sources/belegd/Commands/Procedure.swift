import ArgumentParser
import Foundation
import Invoice
import Settings
import Subprocess
import SystemPackage

/// The procedural documentation that the tax office asks for, with this installation's settings and versions.
struct Procedure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the Verfahrensdokumentation (GoBD, chapter 10.1) of this installation, in German.",
    discussion: """
      Fills the template with versions, folders, limits and each tenant's rules. What only people know (who \
      collects, who answers, who backs up) stays as lines to fill in. Keep each version with its date: the \
      documentation is kept as long as the books.
      """)

  @Option(help: "A template of your own.", completion: .file()) var template: String?
  @OptionGroup var installation: Installation

  func run() async throws {
    let settings: Settings
    do {
      settings = try installation.settings()
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(Check.badConfiguration)
    }
    let text = try String(contentsOfFile: path(of: settings), encoding: .utf8)
    StandardOutput.print(ProcedureTemplate(text).filled(await values(settings), settings.tenants.map(values)))
  }

  /// As told, as installed, or as in a checkout.
  private func path(of settings: Settings) -> String {
    if let template { return template }
    let data = installation.dataDirectory(of: settings)
    let name = "Verfahrensdokumentation.md"
    let installed = data.appending(name)
    if FileManager.default.fileExists(atPath: installed.string) { return installed.string }
    return data.removingLastComponent().appending("Documentation").appending(name).string
  }

  private func values(_ settings: Settings) async -> [String: String] {
    let main = settings.main
    return [
      "version": Belegd.configuration.version,
      "date": Self.day.string(from: Date()),
      "host": ProcessInfo.processInfo.hostName,
      "system": await Self.firstLine("/usr/bin/lsb_release", ["-ds"]) ?? Self.systemName(),
      "packages": await Self.packages(),
      "configuration": installation.configuration,
      "state": main.paths.state,
      "tenants_directory": main.paths.tenants,
      "data": main.paths.data,
      "languages": main.languages,
      "pages": "\(main.limits.pages)",
      "file_size": "\(main.limits.fileSize >> 20) MiB",
      "tenant_count": "\(settings.tenants.count)",
    ]
  }

  private func values(_ tenant: TenantSettings) -> [String: String] {
    let closing =
      switch tenant.batch {
      case .idle(let quiet): "nach \(quiet.inMilliseconds / 1000) Sekunden Ruhe im Eingang"
      case .daily(let minute): String(format: "täglich um %02d:%02d Uhr", minute / 60, minute % 60)
      case .perDocument: "nach jedem Beleg"
      case .command: "nur auf Befehl (belegd batch close)"
      }
    let numbers = tenant.datev.exportNumbers
    return [
      "tenant": tenant.name,
      "business": tenant.identity.name,
      "mode": tenant.mode == .live
        ? "live: Sicheres wird ungesehen gebucht" : "trial: jeder Beleg geht in die Prüfung",
      "adviser": numbers.map { "\($0.adviser)" } ?? "noch nicht eingetragen",
      "client": numbers.map { "\($0.client)" } ?? "noch nicht eingetragen",
      "account_length": "\(tenant.datev.accountLength)",
      "fiscal_year_start": "\(tenant.datev.fiscalYearStartMonth)",
      "locked": tenant.datev.isLocked ? "ja" : "nein, Vorschlag für den Steuerberater",
      "closing": closing,
      "inbox": tenant.folders.inbox,
      "outbox": tenant.folders.outbox,
      "review": tenant.folders.review,
      "rejected": tenant.folders.rejected,
      "archive": tenant.folders.archive,
      "review_cases": tenant.policy.reviews.map(\.rawValue).sorted().joined(separator: ", "),
      "threshold": tenant.policy.threshold.map { "\($0)" } ?? "wie im Regelwerk",
    ]
  }

  /// A day as Germans write it.
  private static let day: DateFormatter = {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "de_DE")
    formatter.dateFormat = "dd.MM.yyyy"
    return formatter
  }()

  private static func systemName() -> String {
    let text = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    return line.map { $0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" } } ?? "Linux"
  }

  /// The packages whose versions decide what is read.
  private static func packages() async -> String {
    let names = [
      "belegd", "libpoppler-glib8", "libtesseract5", "tesseract-ocr-deu", "libgmime-3.0-0", "libzip4",
      "libzbar0",
      "libsqlite3-0", "libc6",
    ]
    let lines =
      await output("/usr/bin/dpkg-query", ["-W", "-f=| ${Package} | ${Version} |\\n"] + names) ?? ""
    return lines.trimmingCharacters(in: .newlines)
  }

  private static func firstLine(_ program: FilePath, _ arguments: [String]) async -> String? {
    await output(program, arguments)?.split(separator: "\n").first.map(String.init)
  }

  /// What a program prints, as far as it can be started: some machines lack it.
  private static func output(_ program: FilePath, _ arguments: [String]) async -> String? {
    let outcome = try? await Subprocess.run(
      .path(program), arguments: Arguments(arguments), output: .string(limit: 64 << 10), error: .discarded)
    return outcome?.standardOutput
  }
}

/// A text with `{{name}}` in it, and one part between `{{#tenants}}` and `{{/tenants}}` for each tenant.
struct ProcedureTemplate {
  private let text: String

  init(_ text: String) { self.text = text }

  func filled(_ values: [String: String], _ tenants: [[String: String]]) -> String {
    let parts = text.components(separatedBy: "{{#tenants}}\n")
    let filled = parts.enumerated().map { index, part -> String in
      guard index > 0, let end = part.range(of: "{{/tenants}}\n") else { return Self.fill(part, values) }
      let body = String(part[..<end.lowerBound])
      return tenants.map { Self.fill(body, values.merging($0) { $1 }) }.joined()
        + Self.fill(String(part[end.upperBound...]), values)
    }
    return filled.joined()
  }

  /// Values go in one pass, so that a name with braces in it stays a name.
  private static func fill(_ text: String, _ values: [String: String]) -> String {
    var filled = ""
    var rest = text[...]
    while let start = rest.range(of: "{{"), let end = rest[start.upperBound...].range(of: "}}") {
      filled += rest[..<start.lowerBound]
      let name = String(rest[start.upperBound..<end.lowerBound])
      filled += values[name] ?? "{{\(name)}}"
      rest = rest[end.upperBound...]
    }
    return filled + rest
  }
}
