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

  /// Files that somebody has put where answers are read, but for the list in its place.
  ///
  /// In the review folder these are copies of the list under a name of their own, as "save as" leaves them.
  func dropped() throws(SpoolError) -> [InboxEntry] {
    var entries: [InboxEntry] = []
    for folder in [corrections, review] {
      let scan = try InboxScanner(inbox: folder, depth: 0, limit: 20_000).scan()
      entries += scan.entries.filter { entry in
        guard entry.status.kind == .regular, entry.path != list else { return false }
        let name = Self.name(of: entry)
        return folder == corrections ? !Self.isOurs(name) : Self.isCopyOfList(name)
      }
    }
    return entries
  }

  static func name(of entry: InboxEntry) -> String {
    entry.names.last.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
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
      || name.hasPrefix(FolderGuide.fileName.split(separator: ".").first ?? "")
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
    let stem = name.contains(".") ? String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]) : name
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
