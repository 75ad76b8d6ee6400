import Foundation
import Reading
import Subprocess
import SystemPackage

/// Starts the reader without a document, to see whether it can do its work and whether its walls stand.
struct ReaderTrial: Sendable {
  /// The program that reads documents, and its data.
  let reader: FilePath
  let data: FilePath

  /// Walls that an intruder in the reader would have to get through, as its `--self-test` names them.
  static let walls = [
    "files", "write", "network", "program", "process", "children", "calls", "descriptors", "core",
  ]

  /// How the trial of one wall ended.
  ///
  /// - Returns: The walls that do not hold, and why the reader could not try at all, if it could not.
  func openWalls() async -> (open: [String], failure: String?) {
    var open: [String] = []
    for wall in Self.walls {
      let result = await Program.run(reader, ["--self-test", wall, "--data", data.string])
      switch result.code {
      case 0: continue
      case 1: open.append(wall)
      default: return (open, "\(wall): \(result.errors.isEmpty ? "exit \(result.code)" : result.errors)")
      }
    }
    return (open, nil)
  }

  /// Lets the reader load what it recognises text with: exit code 0, or 69 and its complaint.
  func loadLanguages(_ languages: String) async -> Program.End {
    var request = ReaderRequest(own: nil)
    request.languages = languages
    // A request of plain values always becomes JSON; an empty one is refused by the reader.
    let words = (try? JSONText.line(request)) ?? ""
    return await Program.run(reader, ["--check", "--request", words, "--data", data.string])
  }
}

/// Runs a program of the machine or of this package for its answer.
enum Program {
  struct End: Sendable {
    /// The exit code; -1 where it could not be started or was killed.
    var code: Int32
    var output: String
    var errors: String
  }

  /// Runs a program with the environment that the daemon gives to its readers.
  static func run(_ path: FilePath, _ arguments: [String]) async -> End {
    do {
      let outcome = try await Subprocess.run(
        .path(path), arguments: Arguments(arguments),
        environment: .custom(["LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"]),
        platformOptions: ReaderClient.ownProcessGroup,
        output: .string(limit: 64 << 10), error: .string(limit: 64 << 10))
      let output = outcome.standardOutput
      let errors = outcome.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
      guard case .exited(let code) = outcome.terminationStatus else {
        return End(code: -1, output: output, errors: errors)
      }
      return End(code: code, output: output, errors: errors)
    } catch {
      return End(code: -1, output: "", errors: "\(error)")
    }
  }
}
