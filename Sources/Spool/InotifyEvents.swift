@preconcurrency import Dispatch  // sources are thread-safe; Linux has not marked them so
import Glibc
import Synchronization
public import SystemPackage

/// What the kernel says about the watched folders.
public enum InboxHint: Hashable, Sendable {
  /// A writer closed this file, or it was renamed into the folder.
  case appeared(directory: FilePath, name: FileName)
  /// A name was made: a file that is still being written, or a finished one's further link (fault 6).
  case created(directory: FilePath, name: FileName)
  /// A folder was made or moved in: watch and scan it, its files may be there already (fault 15).
  case folderAppeared(directory: FilePath, name: FileName)
  /// A watched folder was deleted, renamed or unmounted; it is no longer watched (fault 16).
  case gone(directory: FilePath)
  /// The kernel's queue overflowed: hints are lost, scan every inbox (fault 13).
  case lost
}

/// Hints about files that arrive in watched folders, which may be added and removed at any time.
///
/// Events only say *when* to look; the folder says *what* is there. A reader therefore scans each inbox once
/// after subscribing and again on ``InboxHint/lost``, and misses nothing.
///
/// The kernel's queue is the only buffer: the iterator reads when its consumer asks, so a slow consumer
/// costs no memory here (`fs.inotify.max_queued_events` bounds it there). One iterator at a time.
public final class InotifyEvents: AsyncSequence, Sendable {
  public typealias Element = InboxHint
  public typealias Failure = SpoolError

  private struct Watches {
    var byNumber: [CInt: FilePath] = [:]
    var byPath: [FilePath: CInt] = [:]
  }

  private let descriptor: CInt
  private let watches = Mutex(Watches())

  /// - Throws: ``SpoolError/watchesExhausted(_:limit:)`` when the user has too many instances: poll then.
  public init() throws(SpoolError) {
    descriptor = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
    guard descriptor >= 0 else {
      let reason = Errno.current
      if reason == .tooManyOpenFiles {
        throw .watchesExhausted(nil, limit: "fs.inotify.max_user_instances")
      }
      throw .system("inotify_init1", nil, reason)
    }
  }

  public convenience init(watching directories: [FilePath]) throws(SpoolError) {
    try self.init()
    for directory in directories { try watch(directory) }
  }

  deinit { close(descriptor) }

  /// The folders that are watched now.
  public var directories: Set<FilePath> { watches.withLock { Set($0.byPath.keys) } }

  /// Watches a folder, not what lies below it; twice is once.
  ///
  /// - Throws: ``SpoolError/watchesExhausted(_:limit:)``: poll then (fault 14);
  ///   ``SpoolError/directoryMissing(_:)``.
  public func watch(_ directory: FilePath) throws(SpoolError) {
    do throws(SpoolError) {
      try FaultPlan.check("inotify_add_watch", directory)
    } catch {
      throw error.errno.map { Self.failure($0, of: directory) } ?? error
    }
    let mask = UInt32(
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)
    let reason: Errno? = watches.withLock { watches in
      let number = directory.withPlatformString { inotify_add_watch(descriptor, $0, mask) }
      guard number >= 0 else { return .current }
      // The same folder under its second path keeps the newest.
      if let old = watches.byNumber[number] { watches.byPath[old] = nil }
      // A new folder at the old path: the old one's watch has nothing to tell any more.
      if let stale = watches.byPath[directory], stale != number {
        watches.byNumber[stale] = nil
        inotify_rm_watch(descriptor, stale)
      }
      watches.byNumber[number] = directory
      watches.byPath[directory] = number
      return nil
    }
    if let reason { throw Self.failure(reason, of: directory) }
  }

  private static func failure(_ reason: Errno, of directory: FilePath) -> SpoolError {
    switch reason {
    case .noSpace: .watchesExhausted(directory, limit: "fs.inotify.max_user_watches")
    case .noSuchFileOrDirectory, .notDirectory: .directoryMissing(directory)
    default: .system("inotify_add_watch", directory, reason)
    }
  }

  /// Stops watching a folder and those below it; hints that are queued already may still come.
  public func unwatch(_ directory: FilePath) {
    watches.withLock { watches in
      for (path, number) in watches.byPath where path.starts(with: directory) {
        watches.byPath[path] = nil
        watches.byNumber[number] = nil
        // Fails when the folder is gone, which has removed the watch.
        inotify_rm_watch(descriptor, number)
      }
    }
  }

  public func makeAsyncIterator() -> Iterator { Iterator(events: self) }

  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let events: InotifyEvents
    private var pending: ArraySlice<InboxHint> = []

    fileprivate init(events: InotifyEvents) { self.events = events }

    /// The next hint; `nil` when the task was cancelled.
    public mutating func next() async throws(SpoolError) -> InboxHint? {
      while pending.isEmpty {
        if Task.isCancelled { return nil }
        pending = try events.readHints()[...]
        if pending.isEmpty { await waitUntilReadable(events.descriptor) }
      }
      return pending.removeFirst()
    }
  }

  /// Everything the kernel has queued, up to one buffer; empty when the queue is.
  private func readHints() throws(SpoolError) -> [InboxHint] {
    // Large enough for one event with the longest name, and a burst of usual ones.
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let length = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard length >= 0 else {
      switch Errno.current {
      case .wouldBlock, .interrupted: return []
      case let reason: throw .system("read(inotify)", nil, reason)
      }
    }
    var hints: [InboxHint] = []
    buffer.withUnsafeBytes { bytes in
      let header = MemoryLayout<inotify_event>.size
      var offset = 0
      while offset + header <= length {
        let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let name = bytes[(offset + header)..<(offset + header + Int(event.len))].prefix { $0 != 0 }
        offset += header + Int(event.len)
        if let hint = hint(event, FileName(name)) { hints.append(hint) }
      }
    }
    return hints
  }

  private func hint(_ event: inotify_event, _ name: FileName?) -> InboxHint? {
    let mask = event.mask
    if mask & UInt32(IN_Q_OVERFLOW) != 0 { return .lost }
    return watches.withLock { watches in
      guard let directory = watches.byNumber[event.wd] else { return nil }
      if mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) != 0 {
        watches.byNumber[event.wd] = nil
        watches.byPath[directory] = nil
        // A renamed folder lives on under a name that we no longer know.
        if mask & UInt32(IN_MOVE_SELF) != 0 { inotify_rm_watch(descriptor, event.wd) }
        return .gone(directory: directory)
      }
      guard let name else { return nil }
      if mask & UInt32(IN_ISDIR) != 0 { return .folderAppeared(directory: directory, name: name) }
      return mask & UInt32(IN_CREATE) != 0
        ? .created(directory: directory, name: name) : .appeared(directory: directory, name: name)
    }
  }
}

/// Suspends, holding no thread, until a read would not block or the task is cancelled.
private func waitUntilReadable(_ descriptor: CInt) async {
  let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
  await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      source.setEventHandler { source.cancel() }
      source.setCancelHandler { continuation.resume() }  // the one and only resume, on both ways out
      source.activate()
    }
  } onCancel: {
    source.cancel()
  }
}
