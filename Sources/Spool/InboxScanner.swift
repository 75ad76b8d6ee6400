import Glibc
public import SystemPackage

/// Lists what an inbox holds: the truth, where events are hints.
///
/// Every folder is opened beneath the inbox's own descriptor without following links, so that a swap between
/// look and open leads nowhere (faults 23, 26). Nothing is opened for writing and no pipe is waited for.
public struct InboxScanner: Hashable, Sendable {
  public var inbox: FilePath
  public var ignored: IgnoredNames
  /// Folders below the inbox that are looked into.
  public var depth: Int
  /// At most this many entries per scan, so that memory stays flat (fault 12).
  public var limit: Int

  public init(inbox: FilePath, ignored: IgnoredNames = .init(), depth: Int = 8, limit: Int = 20_000) {
    self.inbox = inbox
    self.ignored = ignored
    self.depth = depth
    self.limit = limit
  }

  /// What one scan found.
  public struct Scan: Hashable, Sendable {
    /// Files, and what is refused where it lies, in the order of their names within each folder.
    public var entries: [InboxEntry] = []
    /// Every folder looked into, the inbox first: what ``InotifyEvents`` should watch.
    public var directories: [FilePath] = []
    /// Folders that could not be listed.
    public var failures: [SpoolError] = []
    /// There is more: scan again with ``InboxScanner/scan(skipping:)`` and a higher offset, or once these are gone.
    public var isTruncated = false
    /// Names passed over because of ``IgnoredNames``.
    public var ignoredCount = 0
  }

  /// Looks at everything once.
  ///
  /// - Parameter offset: Entries to pass over first: what stays in an inbox for good (unreadable, refused) must
  ///   not hide what comes after it.
  /// - Throws: ``SpoolError/directoryMissing(_:)`` and what else keeps the inbox itself from being opened.
  public func scan(skipping offset: Int = 0) throws(SpoolError) -> Scan {
    var scan = Scan()
    var skipped = 0
    let root = try Descriptor(directory: inbox)
    // Breadth first with names only: no descriptor is held per level.
    var pending: [[FileName]] = [[]]
    var next = 0
    while next < pending.count, !scan.isTruncated {
      let folder = pending[next]
      next += 1
      do throws(SpoolError) {
        let directory = try Descriptor(opening: folder, beneath: root, O_RDONLY | O_DIRECTORY)
        scan.directories.append(folder.reduce(inbox) { $0.appending($1) })
        for name in try Self.names(in: directory) {
          if ignored.contains(name) {
            scan.ignoredCount += 1
            continue
          }
          guard let status = try Self.statusIfThere(name, in: directory) else { continue }
          let names = folder + [name]
          if status.kind == .directory, folder.count < depth {
            pending.append(names)
            continue
          }
          if skipped < offset {
            skipped += 1
            continue
          }
          guard scan.entries.count < limit else {
            scan.isTruncated = true
            break
          }
          var entry = InboxEntry(inbox: inbox, names: names, status: status)
          if status.kind == .regular { entry.unreadable = Self.refusesReading(name, in: directory) }
          scan.entries.append(entry)
        }
      } catch {
        // The inbox itself must be there; a folder in it may be removed or locked at any time.
        if folder.isEmpty { throw error }
        if error.errno != .noSuchFileOrDirectory { scan.failures.append(error) }
      }
    }
    return scan
  }

  /// Looks at one name again, for instance after a hint; `nil` when it is gone.
  public func entry(_ names: [FileName]) throws(SpoolError) -> InboxEntry? {
    guard let name = names.last else { return nil }
    let root = try Descriptor(directory: inbox)
    let directory: Descriptor
    do throws(SpoolError) {
      directory = try Descriptor(opening: names.dropLast(), beneath: root, O_RDONLY | O_DIRECTORY)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory?, .notDirectory?, .tooManySymbolicLinkLevels?: return nil
      default: throw error
      }
    }
    guard let status = try Self.statusIfThere(name, in: directory) else { return nil }
    var entry = InboxEntry(inbox: inbox, names: names, status: status)
    if status.kind == .regular { entry.unreadable = Self.refusesReading(name, in: directory) }
    return entry
  }

  /// Reads what tells whether a file is finished; see ``FileProbe``.
  public func probe(_ entry: InboxEntry) throws(SpoolError) -> FileProbe {
    let root = try Descriptor(directory: inbox)
    let file: Descriptor
    do throws(SpoolError) {
      file = try Descriptor(opening: entry.names, beneath: root, O_RDONLY)
    } catch {
      if error.errno == .noSuchFileOrDirectory { throw .alreadyClaimed(entry.path) }
      if error.errno == .tooManySymbolicLinkLevels { throw .notRegularFile(entry.path, .symbolicLink) }
      throw error
    }
    return try FileProbe(of: file)
  }

  // MARK: - Parts

  /// All names of a directory in the order of their bytes, without `.` and `..`.
  static func names(in directory: borrowing Descriptor) throws(SpoolError) -> [FileName] {
    try FaultPlan.check("readdir", directory.path)
    // A descriptor of its own: closedir closes it, and its position is not shared.
    let raw = openat(directory.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard raw >= 0 else { throw .system("openat", directory.path, .current) }
    guard let stream = fdopendir(raw) else {
      let reason = Errno.current
      close(raw)
      throw .system("fdopendir", directory.path, reason)
    }
    defer { closedir(stream) }
    var names: [FileName] = []
    while true {
      errno = 0
      guard let record = readdir(stream) else {
        guard errno == 0 else { throw .system("readdir", directory.path, .current) }
        return names.sorted()
      }
      // The name may be longer than the 256 places that the struct declares on some file systems.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = UnsafeRawPointer(record).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
      if let name = FileName(
        UnsafeBufferPointer(
          start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
      {
        names.append(name)
      }
    }
  }

  private static func statusIfThere(
    _ name: FileName, in directory: borrowing Descriptor
  )
    throws(SpoolError) -> FileStatus?
  {
    do throws(SpoolError) {
      return try Calls.status(name, in: directory)
    } catch {
      if error.errno == .noSuchFileOrDirectory { return nil }
      throw error
    }
  }

  /// Asks with the effective ids; the open itself remains the authority.
  private static func refusesReading(_ name: FileName, in directory: borrowing Descriptor) -> Errno? {
    let raw = directory.raw
    let result = name.withCString { faccessat(raw, $0, R_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) }
    guard result != 0 else { return nil }
    let reason = Errno.current
    return reason == .permissionDenied || reason == .notPermitted ? reason : nil
  }
}
