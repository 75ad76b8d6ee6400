import Delivery
import FoundationEssentials
public import JobStore
public import Settings
import Spool
public import SystemPackage

/// A copy of the state that is taken while the daemon works, and its way back.
///
/// ```
/// <folder>/MANIFEST                what belongs to it: hash, size and path of each file, written last
/// <folder>/belegd-<time>.sqlite    one snapshot of the database
/// <folder>/documents/<tenant>/…    the originals, by hash
/// <folder>/inboxes/<tenant>        the marks of the inboxes
/// ```
/// The database is copied first: an original is stored before its row is written, so that every row of the copy
/// finds its original. A second backup into the same folder copies only what is new.
public struct StateBackup: Sendable {
  /// Where the backup lies.
  public var folder: FilePath

  public init(folder: FilePath) { self.folder = folder }

  /// Why there is no usable backup, or none can be made.
  public enum Failure: Error, Hashable, CustomStringConvertible {
    case noManifest(FilePath)
    case missing(String)
    case differs(String)
    /// Originals whose bytes no longer have their hash; everything else was copied.
    case damagedOriginals([String])
    /// Rows whose original is not in the backup.
    case withoutOriginal([String])
    case stateInUse(FilePath)

    public var description: String {
      switch self {
      case .noManifest(let path): "\(path.display): no backup of belegd, or one that was not finished"
      case .missing(let name): "\(name): missing from the backup"
      case .differs(let name): "\(name): not the bytes that were backed up"
      case .damagedOriginals(let names): "damaged originals: \(names.joined(separator: ", "))"
      case .withoutOriginal(let jobs): "jobs without their original: \(jobs.joined(separator: ", "))"
      case .stateInUse(let path): "\(path.display): holds a database already; move it away first"
      }
    }
  }

  /// What was copied or found right.
  public struct Report: Hashable, Sendable {
    public var documents = 0
    public var copied = 0
    public var jobs = 0
    /// What a person should know after a restore.
    public var remarks: [String] = []
  }

  private struct Item: Hashable {
    var path: String
    var sha256: String
    var size: Int64
  }

  private static let manifestName = "MANIFEST"
  private static let header = "belegd-backup 1"

  // MARK: - Backup

  /// Copies the state of a daemon, running or not.
  ///
  /// - Throws: ``Failure/damagedOriginals(_:)`` after everything else was copied.
  public func make(of store: JobStore, state: FilePath, now: Timestamp) async throws -> Report {
    let folder = folder
    try await offPool { () throws(SpoolError) in try DurableFiles.makeDirectory(folder, mode: 0o700) }
    let lock = try SpoolLock(directory: folder)
    defer { withExtendedLifetime(lock) {} }
    let stamp = now.description.filter { $0.isNumber }
    let name = "belegd-\(stamp).sqlite"
    let fresh = folder.appending(name)
    try await offPool { () throws(SpoolError) in try DurableFiles.remove(fresh) }
    try await store.backup(to: fresh.string)
    var report = Report()
    let (items, copied, damaged) = try await offPool { () throws(SpoolError) in
      try DurableFiles.synchronise(file: fresh)
      var items = [try Self.item(name, in: folder)]
      var damaged: [String] = []
      var copied = 0
      for path in try Self.files(below: ["documents", "inboxes"], in: state) {
        let (item, isNew) = try copy(path, from: state)
        if isNew { copied += 1 }
        if let item { items.append(item) } else { damaged.append(path) }
      }
      return (items, copied, damaged)
    }
    let lines = ["\(Self.header) \(now)"] + items.map { "\($0.sha256) \($0.size) \($0.path)" }
    try await offPool { () throws(SpoolError) in
      try DurableFiles.write(
        lines.joined(separator: "\n") + "\n", to: folder.appending(Self.manifestName), mode: 0o600)
      // Older snapshots are superseded only now.
      for old in try DurableFiles.names(in: folder).map(\.display)
      where old.hasPrefix("belegd-") && old != name {
        try DurableFiles.remove(folder.appending(old))
      }
    }
    report.documents = items.filter { $0.path.hasPrefix("documents/") }.count
    report.copied = copied
    guard damaged.isEmpty else { throw Failure.damagedOriginals(damaged) }
    return report
  }

  /// Copies one file that is not there yet; no item for an original that has rotted.
  private func copy(_ path: String, from state: FilePath) throws(SpoolError) -> (Item?, isNew: Bool) {
    let (source, target) = (state.pushing(FilePath(path)), folder.pushing(FilePath(path)))
    try DurableFiles.makeDirectory(target.removingLastComponent(), mode: 0o700)
    let wanted = path.hasPrefix("documents/") ? source.stem : nil
    if let wanted, try DurableFiles.exists(target) {
      let item = try Self.item(path, in: folder)
      if item.sha256 == wanted { return (item, false) }
    }
    try DurableFiles.remove(target)
    let copy = try DurableFiles.copy(from: source, to: target, mode: 0o440)
    if let wanted, copy.digest.hex != wanted {
      try DurableFiles.remove(target)
      return (nil, true)
    }
    try DurableFiles.synchronise(directory: target.removingLastComponent())
    return (Item(path: path, sha256: copy.digest.hex, size: copy.size), true)
  }

  // MARK: - Restore

  /// Reads every file of the backup again and compares; then asks the snapshot whether it is whole.
  public func verify() async throws -> Report {
    let items = try await items()
    let folder = folder
    let wrong = try await offPool { () throws(SpoolError) -> Failure? in
      for item in items {
        guard try DurableFiles.exists(folder.pushing(FilePath(item.path))) else { return .missing(item.path) }
        guard try Self.item(item.path, in: folder) == item else { return .differs(item.path) }
      }
      return nil
    }
    if let wrong { throw wrong }
    guard let database = items.first(where: { $0.path.hasSuffix(".sqlite") })?.path else {
      throw Failure.missing("belegd.sqlite")
    }
    // A copy, since opening a database changes its file.
    let probe = folder.appending(".verify.sqlite")
    defer {
      for suffix in ["", "-wal", "-shm"] { try? DurableFiles.remove(FilePath(probe.string + suffix)) }
    }
    try await offPool { () throws(SpoolError) in
      try DurableFiles.remove(probe)
      try DurableFiles.copy(from: folder.appending(database), to: probe, mode: 0o600)
    }
    let store = try JobStore(path: probe.string)
    let jobs = try await store.jobs(JobFilter(limit: 10_000_000))
    try store.close()
    let there = Set(items.map(\.path))
    let without = jobs.filter {
      !there.contains("documents/\($0.tenant)/\($0.sha256).\($0.fileExtension)")
    }
    guard without.isEmpty else { throw Failure.withoutOriginal(without.map(\.id)) }
    var report = Report()
    report.documents = items.filter { $0.path.hasPrefix("documents/") }.count
    report.jobs = jobs.count
    return report
  }

  /// Puts a verified backup into an empty state; the daemon must not run.
  ///
  /// What the backup knows as unfinished is compared with the tenants' folders, so that nothing is delivered again
  /// that was delivered after the backup was taken.
  public func restore(to settings: Settings) async throws -> Report {
    var report = try await verify()
    let state = FilePath(settings.main.paths.state)
    let (folder, items) = (folder, try await items())
    try await offPool { () throws(SpoolError) in try DurableFiles.makeDirectory(state) }
    let lock = try SpoolLock(directory: state)
    defer { withExtendedLifetime(lock) {} }
    let database = state.appending("belegd.sqlite")
    guard try await offPool({ () throws(SpoolError) in try !DurableFiles.exists(database) }) else {
      throw Failure.stateInUse(database)
    }
    try await offPool { () throws(SpoolError) in
      // The database last: until then the state is empty.
      for item in items.sorted(by: { !$0.path.hasSuffix(".sqlite") && $1.path.hasSuffix(".sqlite") }) {
        let isDatabase = item.path.hasSuffix(".sqlite")
        let target = isDatabase ? database : state.pushing(FilePath(item.path))
        try DurableFiles.makeDirectory(target.removingLastComponent())
        try DurableFiles.remove(target)
        let mode: UInt32 = isDatabase ? 0o640 : 0o440
        try DurableFiles.copy(from: folder.pushing(FilePath(item.path)), to: target, mode: mode)
        try DurableFiles.synchronise(directory: target.removingLastComponent())
      }
    }
    let store = try JobStore(path: database.string)
    for tenant in settings.tenants { report.remarks += try await reconcile(store, tenant) }
    try store.close()
    return report
  }

  /// Decides about what was unfinished when the backup was taken.
  private func reconcile(_ store: JobStore, _ tenant: TenantSettings) async throws -> [String] {
    var remarks: [String] = []
    let outbox = FilePath(tenant.folders.outbox)
    let names = (try? await offPool { () throws(SpoolError) in try DurableFiles.names(in: outbox) }) ?? []
    let shown = names.map(\.display)
    let unfinished = try await store.jobs(
      JobFilter(tenant: tenant.name, states: [.queued, .running, .deferred, .exporting], limit: 10_000_000))
    for job in unfinished {
      if shown.contains(where: { $0.contains(job.id.suffix(8)) }) {
        // Booked after the backup: whether its row was delivered, nobody here knows.
        try await store.doubt(job.id)
        remarks.append("\(tenant.name): \(job.id): its result is in the outbox already, held for review")
      } else if job.state == .exporting, try await isStagingGone(job) {
        try await store.restage(job.id)
      }
    }
    for batch in try await store.closingBatches() where batch.tenant == tenant.name {
      guard let name = batch.fileName, let digest = batch.sha256 else { continue }
      let staged = FilePath(tenant.folders.root).appending(".belegd")
        .appending(Dispatch.folderName(of: batch.id)).appending(name)
      if (try? await offPool({ () throws(SpoolError) in try DurableFiles.exists(staged) })) == true {
        continue
      }
      try await store.markPublished(batch.id, sha256: digest)
      remarks.append("\(tenant.name): \(name): taken as delivered; ask the adviser whether it has arrived")
    }
    var known: Set<String> = []
    for batch in try await store.batches(tenant: tenant.name) {
      known.formUnion(try await store.files(of: batch.id).map(\.name) + [batch.fileName].compactMap { $0 })
    }
    for file in shown where file.hasPrefix("EXTF_Buchungsstapel_") && !known.contains(file) {
      remarks.append("\(tenant.name): \(file): delivered after the backup, its documents are not known")
    }
    return remarks
  }

  private func isStagingGone(_ job: Job) async throws -> Bool {
    let staged = job.outputs.map { FilePath($0.staged) }
    return try await offPool { () throws(SpoolError) in
      for path in staged where try DurableFiles.exists(path) { return false }
      return true
    }
  }

  // MARK: - Parts

  private func items() async throws -> [Item] {
    let manifest = folder.appending(Self.manifestName)
    let bytes = try await offPool { () throws(SpoolError) -> [UInt8]? in
      try DurableFiles.exists(manifest) ? try DurableFiles.read(manifest, limit: 1 << 30) : nil
    }
    let lines = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")
    guard let header = lines.first, header.hasPrefix(Self.header) else { throw Failure.noManifest(folder) }
    return try lines.dropFirst().map { line in
      let parts = line.split(separator: " ", maxSplits: 2)
      // A path that leads out of the folder is none of ours.
      guard parts.count == 3, let size = Int64(parts[1]), !parts[2].split(separator: "/").contains(".."),
        !parts[2].hasPrefix("/")
      else { throw Failure.noManifest(folder) }
      return Item(path: String(parts[2]), sha256: String(parts[0]), size: size)
    }
  }

  private static func item(_ path: String, in folder: FilePath) throws(SpoolError) -> Item {
    let file = folder.pushing(FilePath(path))
    return Item(
      path: path, sha256: try DurableFiles.hash(of: file).hex, size: try FileStatus(of: file).size)
  }

  /// Regular files two levels below, without what is hidden.
  private static func files(below folders: [String], in state: FilePath) throws(SpoolError) -> [String] {
    var found: [String] = []
    for folder in folders where try DurableFiles.exists(state.appending(folder)) {
      for name in try DurableFiles.names(in: state.appending(folder)).map(\.display) {
        let path = state.appending(folder).appending(name)
        switch try FileStatus(of: path).kind {
        case .regular: found.append("\(folder)/\(name)")
        case .directory:
          found += try DurableFiles.names(in: path).map(\.display).filter { !$0.hasPrefix(".") }
            .map { "\(folder)/\(name)/\($0)" }
        default: continue
        }
      }
    }
    return found
  }
}
