import ArgumentParser
import DATEV
import Foundation
import SystemPackage

/// Anybody's DATEV file, judged by every rule.
struct CheckDATEV: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-datev",
    abstract: "Check DATEV files (EXTF): every broken rule with line, column and a German text.",
    discussion:
      "Exit 0 if no file is refused, 1 otherwise. Column 0 means the whole line, line 0 the file's name.")

  @Argument(help: "Files in DATEV's format.", completion: .file(extensions: ["csv"]))
  var files: [String]

  @Flag(help: "One JSON object per violation and line.")
  var json = false

  @OptionGroup var installation: Installation

  private struct Report: Encodable {
    var file: String
    var line: Int
    var column: Int
    var rule: String
    var refused: Bool
    var text: String
  }

  func run() throws {
    let data = installation.dataDirectory
    let checker = try DATEVChecker(
      dataDirectory: data.string, automaticAccounts: try Installation.automaticAccounts(in: data))
    var isRefused = false
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
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
    if isRefused { throw ExitCode(1) }
  }

  private func line(of violation: DATEVViolation, _ file: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let report = Report(
      file: file, line: violation.line, column: violation.column, rule: violation.rule.rawValue,
      refused: violation.isRefusal, text: violation.germanText)
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
