import Glibc
import JobStore
import Results
import Settings
import Spool
import SystemPackage

/// Where answers come from and where what became of them lies, in one tenant's folders.
struct CorrectionFiles: Sendable {
  let review: FilePath
  let corrections: FilePath
  /// Files that were taken over are kept here (GoBD).
  let done: FilePath
  let list: FilePath

  init(_ tenant: TenantSettings) {
    review = FilePath(tenant.folders.review)
    corrections = FilePath(tenant.folders.corrections)
    done = corrections.appending("Erledigt")
    list = review.appending(CorrectionList.fileName)
  }

  /// A lock that an office program has left for so long is a leftover of a crash.
  private static let staleLock: Duration = .seconds(86_400)

  /// Folders are made by intake, once it knows that the share is there.
  func areThere() throws(SpoolError) -> Bool {
    guard try DurableFiles.exists(review) else { return false }
    return try DurableFiles.exists(corrections)
  }

  /// A file that somebody has put where answers are read.
  struct Dropped: Sendable {
    var path: FilePath
    var name: String
    var status: FileStatus
  }

  /// Whatever lies in the folder for corrections, and in the review folder what "save as" leaves beside the list.
  func dropped() throws(SpoolError) -> [Dropped] {
    var found: [Dropped] = []
    for (folder, isMeant) in [(corrections, { !Self.isOurs($0) }), (review, Self.isCopyOfList)] {
      for file in try DurableFiles.names(in: folder) where !IgnoredNames().contains(file) {
        let name = String(decoding: file.bytes, as: UTF8.self)
        let path = folder.appending(file)
        guard path != list, isMeant(name), let status = try Self.status(path), status.kind == .regular else {
          continue
        }
        found.append(Dropped(path: path, name: name, status: status))
      }
    }
    return found
  }

  /// `Korrekturen (2).csv`, `Korrekturen.xlsx`.
  private static func isCopyOfList(_ name: String) -> Bool {
    let stem = CorrectionList.fileName.split(separator: ".").first ?? ""
    let ending = name.lowercased().split(separator: ".").last ?? ""
    return name.hasPrefix(stem) && !isOurs(name) && tables.contains(String(ending))
  }

  /// What people save lists as; of these the first four are read.
  private static let tables = readable + ["xlsx", "xls", "ods", "xlsm", "numbers"]
  static let readable = ["csv", "txt", "tsv", "json"]

  private static func isOurs(_ name: String) -> Bool {
    ["csv", "txt"].contains { name.hasSuffix(".\(CorrectionList.answerWord).\($0)") }
  }

  /// Whether an office program has the list open: LibreOffice and Excel lay a lock beside it.
  func isOpen(_ now: Timestamp) throws(SpoolError) -> Bool {
    let name = list.lastComponent?.string ?? ""
    for lock in [review.appending(".~lock.\(name)#"), review.appending("~$\(name)")] {
      guard let status = try Self.status(lock) else { continue }
      let age = now.milliseconds - status.modified / 1_000_000
      if age < Self.staleLock.milliseconds { return true }
    }
    return false
  }

  static func status(_ path: FilePath) throws(SpoolError) -> FileStatus? {
    guard try DurableFiles.exists(path) else { return nil }
    do throws(SpoolError) {
      return try FileStatus(of: path)
    } catch {
      if error.errno == .noSuchFileOrDirectory { return nil }  // gone in between
      throw error
    }
  }

  /// Lays what became of a file beside it, in the place of what was said about an earlier one of its name.
  func answer(_ report: CorrectionTaking.Report, beside path: FilePath, _ name: String) throws(SpoolError) {
    // A workbook beside the list has an answer of its own.
    let stem = name.lowercased().hasSuffix(".csv") ? String(name.dropLast(4)) : name
    let answer = "\(OutputName.readable(stem, limit: 200)).\(CorrectionList.answerWord)"
    let folder = path.removingLastComponent()
    let (ending, other) = report.refusal == nil ? ("csv", "txt") : ("txt", "csv")
    try DurableFiles.write(report.answer, to: folder.appending("\(answer).\(ending)"), mode: 0o664)
    try DurableFiles.remove(folder.appending("\(answer).\(other)"))
  }

  /// Puts a file that was taken over where it is kept, in the order of taking over.
  ///
  /// One that was written to since stays: the next look takes it again, and knows what was said.
  func keep(_ path: FilePath, _ status: FileStatus, _ name: String, _ now: Timestamp) throws(SpoolError) {
    guard try FileStatus(of: path).isUnchanged(since: status) else { return }
    try DurableFiles.makeDirectory(done, mode: 0o770)
    let stamp = now.description
    let time = stamp.dropFirst(11).prefix(12).filter { $0.isNumber }
    let kept = "\(stamp.prefix(10)) \(time) \(OutputName.readable(name, limit: 200))"
    try DurableFiles.move(from: path, to: done.appending(kept))
  }

  /// The user who owns a file, by name where the machine knows it.
  static func person(_ owner: UInt32) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getpwuid_r(owner, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return "uid \(owner)"
    }
    return String(cString: entry.pw_name)
  }
}
