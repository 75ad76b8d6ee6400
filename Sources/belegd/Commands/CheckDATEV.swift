import ArgumentParser
import DATEV
import Foundation
import Glibc
import Pipeline
import Settings
import SystemPackage

/// Anybody's DATEV file, judged by every rule.
struct CheckDATEV: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-datev",
    abstract: "Check DATEV files (EXTF): every broken rule with line, column and a German text.",
    discussion:
      """
      Exit 0 if no file is refused, 1 if one is, 66 if one cannot be read. Column 0 means the whole line, line 0 the \
      file's name. A notice ("refused": false) is no reason to refuse: the file imports, but not as one would wish.
      """)

  @Argument(help: "Files in DATEV's format.", completion: .file(extensions: ["csv"]))
  var files: [String]

  @Flag(help: "One JSON object per violation and line.")
  var json = false

  @Option(help: "Judge by this tenant's own chart of accounts and his agreement about locked batches.")
  var tenant: String?

  @OptionGroup var installation: Installation

  private struct Report: Encodable {
    var file: String
    var line: Int
    var column: Int
    var name: String?
    var rule: String
    var refused: Bool
    var text: String
  }

  func run() throws {
    let checker = try checker()
    var isRefused = false
    var isUnread = false
    for file in files {
      let bytes: [UInt8]
      do { bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) } catch {
        // The others are judged all the same.
        StandardError.print("\(file): \(error.localizedDescription)")
        isUnread = true
        continue
      }
      let name = FilePath(file).lastComponent?.string ?? file
      let violations = checker.check(fileName: name, bytes: bytes)
      for violation in violations {
        isRefused = isRefused || violation.isRefusal
        StandardOutput.print(
          json
            ? try line(of: violation, file)
            : "\(file):\(violation.line):\(violation.column): \(violation.rule.rawValue): \(violation.germanText)"
        )
      }
      if violations.isEmpty, !json { StandardOutput.print("\(file): in Ordnung") }
    }
    if isUnread { throw ExitCode(EX_NOINPUT) }
    if isRefused { throw ExitCode(1) }
  }

  private func checker() throws -> DATEVChecker {
    guard let tenant else {
      return try DeliveryTools(dataDirectory: installation.dataDirectory.string).checker
    }
    let settings = try installation.settings()
    guard let known = settings.tenant(named: tenant) else {
      throw ValidationError("tenant '\(tenant)' is not in the settings")
    }
    let data = installation.dataDirectory(of: settings)
    return try DeliveryTools(dataDirectory: data.string).checker(of: known)
  }

  private func line(of violation: DATEVViolation, _ file: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let report = Report(
      file: file, line: violation.line, column: violation.column, name: violation.columnName,
      rule: violation.rule.rawValue,
      refused: violation.isRefusal, text: violation.germanText)
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
