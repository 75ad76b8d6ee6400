import Glibc
import Invoice
import JobStore
import Logging
import Results
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Keeps each tenant's list of open documents and takes over what people have written into it.
///
/// A list that was saved in place and one that was dropped into the folder for corrections are the same to it. Only
/// these two places are read: whoever may merely drop invoices cannot correct anything (fault 91).
public actor CorrectionDesk {
  private let premises: Premises
  private let taking: CorrectionTaking
  private var desks: [String: Desk] = [:]

  /// What is known of one tenant's files.
  private struct Desk {
    /// Files that are waiting until nobody writes to them, as last seen.
    var waiting: [FilePath: (status: FileStatus, since: SuspendingClock.Instant)] = [:]
    /// Files that were answered and stay where they are.
    var told: [FilePath: FileStatus] = [:]
    /// The list as it was written or looked at last; anything else on disk is somebody's work.
    var list: FileStatus?
    /// The last line of the audit trail that the list knows of.
    var event: Int64 = -1
    var nextList = SuspendingClock.now
    /// The list's bytes, to write only what differs.
    var digest: SHA256.Digest?
  }

  /// No list of answers is longer.
  private static let mostBytes = 16 << 20
  /// A lock that an office program has left for so long is a leftover of a crash.
  private static let staleLock: Duration = .seconds(86_400)

  public init(_ premises: Premises) {
    self.premises = premises
    taking = CorrectionTaking(premises: premises)
  }

  /// Looks and takes until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      for tenant in premises.settings.now.tenants {
        guard !Task.isCancelled else { break }
        do {
          try await look(after: tenant)
        } catch {
          // A share that is away says so itself, through its inbox.
          premises.log.debug("corrections", error: error, metadata: [LogField.tenant: "\(tenant.name)"])
        }
      }
      premises.pulse.beat("corrections")
      try? await Task.sleep(for: .milliseconds(500))  // cancellation ends the loop
    }
    premises.pulse.rest("corrections")
  }

  private func look(after tenant: TenantSettings) async throws {
    let folders = Folders(tenant)
    // Folders are made by intake, once it knows that the share is there.
    let areThere = try await offPool { () throws(SpoolError) -> Bool in
      guard try DurableFiles.exists(folders.review) else { return false }
      return try DurableFiles.exists(folders.corrections)
    }
    guard areThere else { return }
    try await takeDropped(tenant, folders)
    try await takeSaved(tenant, folders)
    try await writeList(tenant, folders)
  }

  private struct Folders: Sendable {
    var review: FilePath
    var corrections: FilePath
    /// Files that were taken over are kept here (GoBD).
    var done: FilePath
    var list: FilePath

    init(_ tenant: TenantSettings) {
      review = FilePath(tenant.folders.review)
      corrections = FilePath(tenant.folders.corrections)
      done = corrections.appending(Self.doneName)
      list = review.appending(CorrectionList.fileName)
    }

    static let doneName = "Erledigt"
  }

  // MARK: - Dropped files

  private func takeDropped(_ tenant: TenantSettings, _ folders: Folders) async throws {
    let scan = try await offPool { () throws(SpoolError) in
      try InboxScanner(inbox: folders.corrections, depth: 0, limit: 1000).scan()
    }
    var waiting: [FilePath: (status: FileStatus, since: SuspendingClock.Instant)] = [:]
    for entry in scan.entries where entry.status.kind == .regular && !Self.isOurs(entry) {
      if desks[tenant.name]?.told[entry.path]?.isUnchanged(since: entry.status) == true { continue }
      let since = whole(entry.path, entry.status, tenant)
      guard let since, since.duration(to: .now) >= premises.settings.now.main.settle else {
        waiting[entry.path] = (entry.status, since ?? .now)
        continue
      }
      try await take(entry, tenant, folders)
    }
    waiting[folders.list] = desks[tenant.name]?.waiting[folders.list]
    desks[tenant.name, default: Desk()].waiting = waiting
  }

  /// Since when a file has not changed; `nil` where it was not seen before or has.
  private func whole(
    _ path: FilePath, _ status: FileStatus, _ tenant: TenantSettings
  ) -> SuspendingClock.Instant? {
    guard let seen = desks[tenant.name]?.waiting[path], seen.status.isUnchanged(since: status) else {
      return nil
    }
    return seen.since
  }

  private static func isOurs(_ entry: InboxEntry) -> Bool {
    let name = entry.names.last.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    return name.hasSuffix(".\(CorrectionList.answerWord).csv")
      || name.hasSuffix(".\(CorrectionList.answerWord).txt")
      || name.hasPrefix("LIESMICH")
  }

  private func take(_ entry: InboxEntry, _ tenant: TenantSettings, _ folders: Folders) async throws {
    let path = entry.path
    let name = entry.names.last.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    let ending = name.lowercased().split(separator: ".").last.map(String.init) ?? ""
    let report: CorrectionTaking.Report
    if !["csv", "txt", "tsv", "json"].contains(ending) {
      report = .refusal(
        Finding("CORRECTION_FILE_TYPE", .asks, arguments: ["type": OutputName.readable(ending, limit: 12)]))
    } else if entry.status.size > Self.mostBytes {
      report = .refusal(Finding("CORRECTION_FILE_TOO_LARGE", .asks))
    } else {
      let bytes = try await offPool { () throws(SpoolError) in
        try DurableFiles.read(path, limit: Self.mostBytes)
      }
      let taken = try await taking.take(
        bytes, name: name, person: Self.person(entry.status.owner), tenant: tenant)
      report = taken.isEmpty ? .refusal(Finding("CORRECTION_FILE_EMPTY", .asks)) : taken
    }
    tell(report, tenant)
    try await answer(report, beside: path, name)
    guard report.refusal == nil else {
      desks[tenant.name, default: Desk()].told[path] = entry.status
      return
    }
    let kept = folders.done.appending(kept(name))
    try await offPool { () throws(SpoolError) in
      // Written to since: the next look takes it again, and knows what was said.
      guard try FileStatus(of: path).isUnchanged(since: entry.status) else { return }
      try DurableFiles.makeDirectory(folders.done, mode: 0o770)
      try DurableFiles.move(from: path, to: kept)
    }
  }

  private func answer(_ report: CorrectionTaking.Report, beside path: FilePath, _ name: String) async throws {
    let stem = name.contains(".") ? String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]) : name
    let ending = report.refusal == nil ? "csv" : "txt"
    let safe = OutputName.readable(stem, limit: 200)
    let target = path.removingLastComponent().appending("\(safe).\(CorrectionList.answerWord).\(ending)")
    try await offPool { () throws(SpoolError) in
      try DurableFiles.write(report.answer, to: target, mode: 0o664)
    }
  }

  // MARK: - The list

  /// Takes the list in the review folder when somebody has saved answers into it.
  private func takeSaved(_ tenant: TenantSettings, _ folders: Folders) async throws {
    let list = folders.list
    guard let status = try await Self.status(list), status.kind == .regular else {
      desks[tenant.name]?.list = nil
      return
    }
    if let known = desks[tenant.name]?.list, known.isUnchanged(since: status) { return }
    guard try await !isOpen(list) else { return }
    guard let since = whole(list, status, tenant),
      since.duration(to: .now) >= premises.settings.now.main.settle
    else {
      if whole(list, status, tenant) == nil {
        desks[tenant.name, default: Desk()].waiting[list] = (status, .now)
      }
      return
    }
    guard status.size <= Self.mostBytes else { return }
    let bytes = try await offPool { () throws(SpoolError) in
      try DurableFiles.read(list, limit: Self.mostBytes)
    }
    let report = try await taking.take(
      bytes, name: CorrectionList.fileName, person: Self.person(status.owner), tenant: tenant)
    // Without an answer in it, it is somebody's half-done work or our own of an earlier run.
    desks[tenant.name, default: Desk()].list = status
    guard !report.isEmpty else { return }
    tell(report, tenant)
    try await answer(report, beside: list, CorrectionList.fileName)
    guard report.refusal == nil else { return }
    let kept = folders.done.appending(kept(CorrectionList.fileName))
    try await offPool { () throws(SpoolError) in
      guard try FileStatus(of: list).isUnchanged(since: status) else { return }
      try DurableFiles.makeDirectory(folders.done, mode: 0o770)
      try DurableFiles.move(from: list, to: kept)
    }
    desks[tenant.name]?.event = -1
    desks[tenant.name]?.digest = nil
  }

  /// Writes the list anew when something has changed and nobody works on it.
  private func writeList(_ tenant: TenantSettings, _ folders: Folders) async throws {
    let desk = desks[tenant.name, default: Desk()]
    let event = try await premises.store.lastEvent(tenant: tenant.name)
    guard event != desk.event, desk.nextList <= .now else { return }
    let list = folders.list
    let there = try await Self.status(list)
    if let there, desk.list?.isUnchanged(since: there) != true { return }  // somebody has written to it
    guard try await !isOpen(list) else { return }
    let started = SuspendingClock.now
    let entries = try await entries(tenant)
    let bytes = CorrectionList.csv(of: entries)
    let digest = SHA256.hash(bytes)
    var updated = desk
    updated.event = event
    if entries.isEmpty {
      if there != nil { try await offPool { () throws(SpoolError) in try DurableFiles.remove(list) } }
      updated.list = nil
      updated.digest = nil
    } else if digest != desk.digest || there == nil {
      try await offPool { () throws(SpoolError) in try DurableFiles.write(bytes, to: list, mode: 0o664) }
      updated.list = try await Self.status(list)
      updated.digest = digest
    }
    // A list of thousands is not written for every document that comes.
    updated.nextList = .now + started.duration(to: .now) * 20
    desks[tenant.name] = updated
  }

  private func entries(_ tenant: TenantSettings) async throws -> [CorrectionList.Entry] {
    try await premises.store.openDocuments(tenant: tenant.name).flatMap {
      document -> [CorrectionList.Entry] in
      let key = String(document.job.id.suffix(8))
      guard !document.invoices.isEmpty else {
        return [
          CorrectionList.Entry(
            job: key, version: document.job.attempt, result: nil, file: document.job.displayName)
        ]
      }
      return try document.invoices.map { row in
        CorrectionList.Entry(
          job: key, version: document.job.attempt, result: try ResultDocument(row),
          file: document.job.displayName)
      }
    }
  }

  /// Whether an office program has the list open: LibreOffice and Word-like programs lay a lock beside it.
  private func isOpen(_ list: FilePath) async throws -> Bool {
    let name = list.lastComponent?.string ?? ""
    let folder = list.removingLastComponent()
    for lock in [folder.appending(".~lock.\(name)#"), folder.appending("~$\(name)")] {
      guard let status = try await Self.status(lock) else { continue }
      let age = premises.now().milliseconds - status.modified / 1_000_000
      if age < Self.staleLock.milliseconds { return true }
    }
    return false
  }

  // MARK: - Parts

  private static func status(_ path: FilePath) async throws -> FileStatus? {
    try await offPool { () throws(SpoolError) -> FileStatus? in
      guard try DurableFiles.exists(path) else { return nil }
      do throws(SpoolError) {
        return try FileStatus(of: path)
      } catch {
        if error.errno == .noSuchFileOrDirectory { return nil }  // gone in between
        throw error
      }
    }
  }

  private func tell(_ report: CorrectionTaking.Report, _ tenant: TenantSettings) {
    let refused = report.counts[.refused, default: 0] + report.counts[.stale, default: 0]
    if report.counts[.taken, default: 0] > 0 {
      premises.log.log(
        .correctionTaken,
        metadata: [LogField.tenant: "\(tenant.name)", LogField.count: "\(report.counts[.taken, default: 0])"])
    }
    guard refused > 0 || report.refusal != nil else { return }
    premises.log.log(
      .correctionRefused,
      metadata: [
        LogField.tenant: "\(tenant.name)", LogField.count: "\(refused)",
        LogField.rule: "\(report.refusal?.code ?? "ROWS")",
      ])
  }

  /// `2026-11-23 081502 Korrekturen.csv`: in the order of taking over, in one name.
  private func kept(_ name: String) -> String {
    let stamp = premises.now().description
    let time = stamp.dropFirst(11).prefix(12).filter { $0.isNumber }
    return "\(stamp.prefix(10)) \(time) \(OutputName.readable(name, limit: 200))"
  }

  /// The user who owns the file, by name where the machine knows it.
  private static func person(_ owner: UInt32) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getpwuid_r(owner, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return "uid \(owner)"
    }
    return String(cString: entry.pw_name)
  }
}

extension CorrectionTaking.Report {
  /// A file in which nothing could be read.
  static func refusal(_ finding: Finding) -> Self {
    Self(
      answer: Array("\u{FEFF}\(TextCatalogue.german.message(for: finding))\r\n".utf8), refusal: finding)
  }
}
