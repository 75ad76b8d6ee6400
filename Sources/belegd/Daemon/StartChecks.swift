import Foundation
import Glibc
import Logging
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// What must be right before anything is taken: better no start than documents that can't be read.
enum StartChecks {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  static func run(_ settings: Settings, data: FilePath, log: Logger) throws {
    try languageData(settings.main.languages, log)
    let state = FilePath(settings.main.paths.state)
    let kind = try FileSystemKind(of: state)
    guard !kind.isNetwork else {
      throw Failure(
        description:
          "\(state): state on a network file system (\(kind)); SQLite and fsync promise nothing there")
    }
    for warning in settings.warnings {
      log.warning("settings", metadata: ["problem": "\(warning)"])
    }
  }

  /// Lets a reader run against its own walls once; what does not hold is told of, and the work goes on behind the rest.
  static func tryWalls(_ trial: ReaderTrial, log: Logger) async {
    let (open, failure) = await trial.openWalls()
    // A reader that cannot start fails with every document, and says why there.
    if failure == nil, !open.isEmpty {
      log.log(.readerUnconfined, metadata: [LogField.reason: "\(open.joined(separator: " "))"])
    }
    // A service that returns ends the group: cancellation ends the wait.
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
  }

  /// Missing language data would read every scan as an empty page.
  static func languageData(_ languages: String, _ log: Logger) throws {
    let folders = [
      "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata",
    ]
    for language in languages.split(separator: "+") {
      let isThere = folders.contains { access("\($0)/\(language).traineddata", R_OK) == 0 }
      guard isThere else {
        log.log(.languageDataMissing, metadata: ["language": "\(language)"])
        throw Failure(description: "no language data for '\(language)': install tesseract-ocr-\(language)")
      }
    }
  }
}
