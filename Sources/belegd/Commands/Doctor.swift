import ArgumentParser
import Foundation
import Settings

/// Tries the real path of a document on this machine and says what is wrong.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try everything that a document meets on this machine, and say what is wrong.",
    discussion: """
      Writes a hidden probe into each inbox and times the event, renames one from staging to outbox, starts a \
      reader against its own walls, and looks at rights, space, clock, limits, database and journal. Run by root \
      it becomes the service's user first. Exit 0: nothing is broken; 1: something is; 78: broken configuration.
      """)

  @Flag(help: "One JSON object.") var json = false
  @Option(help: "de or en (default: as the locale says).") var language: String?
  @OptionGroup var installation: Installation

  private struct Report: Encodable {
    struct Item: Encodable {
      var check, grade, finding: String
      var place, remedy: String?
    }
    var version: String
    var grade: String
    var checks: [Item]
  }

  func validate() throws {
    if let language, Words.Language(rawValue: language) == nil {
      throw ValidationError("--language is de or en.")
    }
  }

  func run() async throws {
    let language =
      language.flatMap(Words.Language.init)
      ?? Words.Language(environment: ProcessInfo.processInfo.environment)
    let settings: Settings
    do {
      settings = try installation.settings()
    } catch {
      let broken = Diagnosis(
        check: .configuration, grade: .failure, finding: Words(plain: "\(error)"),
        remedy: Words("correct it, then belegd check", "berichtigen, dann belegd check"))
      try print([broken], language)
      throw ExitCode(Check.badConfiguration)
    }
    if let account = ServiceAccount.find(state: settings.main.paths.state), !ServiceAccount.become(account) {
      StandardError.print("cannot become \(account.name)")
      throw ExitCode(1)
    }
    let examination = Examination(
      settings: settings, reader: installation.reader, data: installation.dataDirectory(of: settings))
    let found = await examination.run()
    try print(found, language)
    if found.contains(where: { $0.grade == .failure }) { throw ExitCode(1) }
  }

  private func print(_ found: [Diagnosis], _ language: Words.Language) throws {
    if json {
      let report = Report(
        version: Belegd.configuration.version,
        grade: (found.map(\.grade).max() ?? .ok).rawValue,
        checks: found.map {
          .init(
            check: $0.check.rawValue, grade: $0.grade.rawValue, finding: $0.finding.text(language),
            place: $0.place, remedy: $0.remedy?.text(language))
        })
      return StandardOutput.print(try JSONText.line(report))
    }
    var table = TextTable(["", "", ""])
    for one in found {
      let mark = one.grade == .ok ? "✔" : one.grade == .warning ? "!" : "✘"
      table.add(["\(mark) \(one.check.title.text(language))", one.place ?? "", one.finding.text(language)])
      if let remedy = one.remedy { table.add(["→", "", remedy.text(language)]) }
    }
    StandardOutput.print(table.text.trimmingCharacters(in: .newlines))
    let broken = found.count { $0.grade == .failure }
    let doubtful = found.count { $0.grade == .warning }
    let summary = Words(
      "\(found.count) checks: \(broken) broken, \(doubtful) to look at",
      "\(found.count) Prüfungen: \(broken) gescheitert, \(doubtful) anzusehen")
    StandardOutput.print("\n\(summary.text(language))")
  }
}
