import Glibc
public import SystemPackage

/// The files of one inbox that the daemon has taken and not yet answered for.
///
/// A claim is a rename to `<inbox>/.claimed/<ulid>.<suffix>`; the rename is the lock. The dropped name is kept
/// beside it in `<ulid>.name`, as bytes, written durably *before* the rename: whatever a crash leaves, a claimed
/// file has its name. A `.name` alone means that the rename never happened, or that all is done.
///
/// ``remove(_:)`` comes last, when the document is stored and its row committed. ``recover()`` lists what a crash
/// has left in between; storing it again is idempotent by hash, enqueuing it by the claim's id.
public struct Claims: Sendable {
  public static let directoryName = ".claimed"

  public let inbox: FilePath
  public var directory: FilePath { inbox.appending(Self.directoryName) }

  /// One claimed file.
  public struct Claim: Hashable, Sendable {
    /// Becomes the job's id; its time part is the time of receipt.
    public var id: ULID
    /// In `.claimed`.
    public var path: FilePath
    /// The dropped name below the inbox, folders first.
    public var names: [FileName]
    public var size: Int64
    /// Set by ``recover()`` only: why the content must not simply be read, as it was judged before the crash.
    public var objection: String?

    /// The dropped name.
    public var name: FileName? { names.last }
    /// The dropped name with its folders, joined by `/`, as bytes.
    public var originalName: [UInt8] { Array(names.map(\.bytes).joined(separator: [UInt8(ascii: "/")])) }
  }

  /// Makes the folder for claims, mode 0700, and refuses one that another user has put there.
  ///
  /// - Throws: ``SpoolError/foreignDirectory(_:)``, ``SpoolError/notRegularFile(_:_:)`` for a link in its place;
  ///   `EACCES` or `EROFS` when the inbox is not writable (fault 33).
  public init(inbox: FilePath) throws(SpoolError) {
    self.inbox = inbox
    do throws(SpoolError) {
      try Calls.makeDirectory(directory, mode: 0o700)
      try DurableFiles.synchronise(directory: inbox)
    } catch {
      switch error.errno {
      case .fileExists?: break
      case .noSuchFileOrDirectory?: throw .directoryMissing(inbox)
      default: throw error
      }
    }
    let status = try Calls.status(directory)
    guard status.kind == .directory else { throw .notRegularFile(directory, status.kind) }
    guard status.owner == geteuid() else { throw .foreignDirectory(directory) }
  }

  /// Takes a settled file and checks that it is the one that was looked at.
  ///
  /// - Parameter allowingFurtherNames: Takes a file with hard links too, for a job that a person reviews.
  /// - Throws: ``SpoolError/alreadyClaimed(_:)`` when it is gone; ``SpoolError/notRegularFile(_:_:)``,
  ///   ``SpoolError/hasFurtherNames(_:count:)``, ``SpoolError/replaced(_:)``, ``SpoolError/stillWritten(_:)`` when
  ///   the check after the rename fails: the file has its old name again then.
  public func claim(
    _ entry: InboxEntry, id: ULID, allowingFurtherNames: Bool = false
  ) throws(SpoolError) -> Claim {
    guard let name = entry.names.last else { throw .alreadyClaimed(entry.path) }
    guard entry.status.kind == .regular else { throw .notRegularFile(entry.path, entry.status.kind) }
    let root = try Descriptor(directory: inbox)
    let claimed = try open(beneath: root)
    let folder: Descriptor
    do throws(SpoolError) {
      folder = try Descriptor(opening: entry.names.dropLast(), beneath: root, O_RDONLY | O_DIRECTORY)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory?, .notDirectory?, .tooManySymbolicLinkLevels?:
        throw .alreadyClaimed(entry.path)
      default: throw error
      }
    }

    guard let claimedName = FileName("\(id).\(name.fileExtension ?? "bin")") else {
      throw .replaced(entry.path)
    }
    let sidecar = directory.appending("\(id).name")
    try DurableFiles.write(entry.relativeBytes, to: sidecar, mode: 0o600)
    do throws(SpoolError) {
      try Calls.renameWithoutReplacing(name, in: folder, to: claimedName, in: claimed)
    } catch {
      // A name alone is swept by ``recover()``; removing it now only keeps the folder tidy.
      _ = try? Calls.unlink(sidecar)
      switch error.errno {
      case .noSuchFileOrDirectory?, .fileExists?: throw .alreadyClaimed(entry.path)
      default: throw error
      }
    }

    let status = try Calls.status(claimedName, in: claimed)
    if let objection = Self.objection(to: status, entry, allowingFurtherNames: allowingFurtherNames) {
      // If its old name is taken meanwhile the file stays claimed, and recovery reports it.
      try Calls.renameWithoutReplacing(claimedName, in: claimed, to: name, in: folder)
      _ = try? Calls.unlink(sidecar)
      throw objection
    }
    try Calls.synchronise(claimed)
    try Calls.synchronise(folder)
    return Claim(id: id, path: directory.appending(claimedName), names: entry.names, size: status.size)
  }

  /// What crashes and failed calls leave: claimed files whose end the database must tell, and sweepings.
  public struct Recovery: Hashable, Sendable {
    /// Oldest first.
    public var claims: [Claim] = []
    /// Neither a claimed file nor ours; left where it is, shown to a person.
    public var foreign: [FilePath] = []
  }

  /// Lists every claimed file and removes names without a file.
  public func recover() throws(SpoolError) -> Recovery {
    let claimed = try open(beneath: Descriptor(directory: inbox))
    var recovery = Recovery()
    var sidecars: Set<ULID> = []
    for name in try InboxScanner.names(in: claimed) {
      let path = directory.appending(name)
      if name.bytes.first == UInt8(ascii: ".") {
        // The temporary file of a name that was being written; the lock stays.
        if name.bytes.suffix(4).elementsEqual(".tmp".utf8) { try Calls.unlink(path) }
        continue
      }
      guard let id = ULID(String(decoding: name.bytes.prefix(26), as: UTF8.self)), name.bytes.count > 27
      else {
        recovery.foreign.append(path)
        continue
      }
      if name.fileExtension == "name" {
        sidecars.insert(id)
        continue
      }
      let status = try Calls.status(name, in: claimed)
      guard status.kind == .regular else {
        recovery.foreign.append(path)
        continue
      }
      var claim = Claim(id: id, path: path, names: [name], size: status.size)
      // Only a file with its end and one name is claimed without objection.
      if status.linkCount > 1 {
        claim.objection = "HARD_LINK"
      } else if let probe = try? FileProbe(of: Descriptor(reading: path)), probe.ending == .missing {
        claim.objection = "INCOMPLETE"
      }
      recovery.claims.append(claim)
    }
    for index in recovery.claims.indices {
      let id = recovery.claims[index].id
      guard sidecars.remove(id) != nil else { continue }
      let bytes = try DurableFiles.read(directory.appending("\(id).name"), limit: 1 << 16)
      let names = bytes.split(separator: UInt8(ascii: "/")).compactMap { FileName($0) }
      if !names.isEmpty { recovery.claims[index].names = names }
    }
    for orphan in sidecars { try Calls.unlink(directory.appending("\(orphan).name")) }
    try Calls.synchronise(claimed)
    return recovery
  }

  /// Forgets a claim whose document is stored and whose row is committed; doing it twice changes nothing.
  ///
  /// The file goes first: a crash in between leaves a name alone, which ``recover()`` sweeps.
  ///
  /// - Parameter stored: What the store holds of it, to notice a writer that went on after the copy (fault 4).
  /// - Throws: ``SpoolError/stillWritten(_:)`` then: store again, the old hash is dropped.
  public func remove(_ claim: Claim, stored: DocumentStore.Stored? = nil) throws(SpoolError) {
    if let stored, let status = try Calls.statusIfThere(claim.path),
      status.size != stored.size || status.modified != stored.sourceModified
    {
      throw .stillWritten(claim.path)
    }
    try Calls.unlink(claim.path)
    try DurableFiles.synchronise(directory: directory)
    try Calls.unlink(directory.appending("\(claim.id).name"))
  }

  /// Puts a claimed file back under its dropped name, as far as that is free.
  ///
  /// - Throws: ``SpoolError/targetExists(_:)``.
  public func giveBack(_ claim: Claim) throws(SpoolError) {
    try DurableFiles.move(from: claim.path, to: claim.names.reduce(inbox) { $0.appending($1) })
    try Calls.unlink(directory.appending("\(claim.id).name"))
  }

  // MARK: - Parts

  private func open(beneath root: borrowing Descriptor) throws(SpoolError) -> Descriptor {
    guard let name = FileName(Self.directoryName) else { throw .directoryMissing(directory) }
    do throws(SpoolError) {
      return try Descriptor(opening: [name], beneath: root, O_RDONLY | O_DIRECTORY)
    } catch {
      if error.errno == .noSuchFileOrDirectory { throw .directoryMissing(directory) }
      throw error
    }
  }

  private static func objection(
    to status: FileStatus, _ entry: InboxEntry, allowingFurtherNames: Bool
  )
    -> SpoolError?
  {
    if status.kind != .regular { return .notRegularFile(entry.path, status.kind) }
    if !status.isSameFile(as: entry.status) { return .replaced(entry.path) }
    if status.linkCount != 1, !allowingFurtherNames {
      return .hasFurtherNames(entry.path, count: status.linkCount)
    }
    // Growth, and a truncation that begins the next writing.
    if status.size != entry.status.size { return .stillWritten(entry.path) }
    return nil
  }
}
