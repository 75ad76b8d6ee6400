import Glibc
public import SystemPackage

/// Why the spool could not be changed, with what a person needs to act on it.
public enum SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another process, or this one before a crash, has taken the file; or its owner has removed it.
  case alreadyClaimed(FilePath)
  /// A link, a device, a directory…: never followed, never opened.
  case notRegularFile(FilePath, FileKind)
  /// The file has further names: it may be somebody else's document.
  case hasFurtherNames(FilePath, count: Int)
  /// Between look and claim somebody put another file in this place.
  case replaced(FilePath)
  /// A writer still holds the file, or it changed while it was read; look again later.
  case stillWritten(FilePath)
  /// The target's name is taken by another file; nothing was overwritten.
  case targetExists(FilePath)
  /// A rename cannot cross these; staging and outbox belong on one file system.
  case differentFileSystems(FilePath, FilePath)
  /// The folder that should take or hold the file is not there (unmounted, deleted).
  case directoryMissing(FilePath)
  /// The folder belongs to somebody else, so that its content proves nothing.
  case foreignDirectory(FilePath)
  /// A known inbox is not at its place: its share is not mounted, or another folder stands there.
  case inboxExchanged(FilePath)
  /// Another daemon works on this folder.
  case locked(FilePath, holder: String)
  /// The stored bytes no longer have the hash that names them.
  case damaged(FilePath)
  /// A kernel limit for watching folders is used up; `limit` names the `sysctl`.
  case watchesExhausted(FilePath?, limit: String)
  /// A system call failed.
  case system(_ call: String, FilePath?, Errno)

  public var description: String {
    switch self {
    case .alreadyClaimed(let path): "\(path.display): already claimed or gone"
    case .notRegularFile(let path, let kind): "\(path.display): not a regular file but a \(kind.rawValue)"
    case .hasFurtherNames(let path, let count): "\(path.display): the file has \(count) names (hard links)"
    case .replaced(let path): "\(path.display): replaced by another file between look and claim"
    case .stillWritten(let path): "\(path.display): still being written"
    case .targetExists(let path): "\(path.display): a file of this name exists"
    case .differentFileSystems(let one, let two): "\(one.display), \(two.display): not on one file system"
    case .directoryMissing(let path): "\(path.display): no such folder"
    case .foreignDirectory(let path): "\(path.display): the folder belongs to another user"
    case .inboxExchanged(let path):
      "\(path.display): not the inbox that was known; the share is not mounted, or the folder was exchanged"
    case .locked(let path, let holder): "\(path.display): locked by another daemon (\(holder))"
    case .damaged(let path): "\(path.display): content does not match its hash"
    case .watchesExhausted(let path?, let limit): "\(path.display): no more watches, raise \(limit)"
    case .watchesExhausted(nil, let limit): "no more watches, raise \(limit)"
    case .system(let call, let path?, let reason): "\(path.display): \(call): \(reason)"
    case .system(let call, nil, let reason): "\(call): \(reason)"
    }
  }

  /// The path that the error is about.
  public var path: FilePath? {
    switch self {
    case .alreadyClaimed(let path), .notRegularFile(let path, _), .hasFurtherNames(let path, _),
      .replaced(let path), .stillWritten(let path), .targetExists(let path),
      .differentFileSystems(let path, _),
      .directoryMissing(let path), .foreignDirectory(let path), .inboxExchanged(let path),
      .locked(let path, _), .damaged(let path):
      path
    case .watchesExhausted(let path, _), .system(_, let path, _): path
    }
  }

  /// The failed call's reason, if a call failed.
  public var errno: Errno? { if case .system(_, _, let reason) = self { reason } else { nil } }

  /// The machine's fault, not the document's: wait, try again, never reject for it.
  public var isTransient: Bool {
    switch self {
    case .stillWritten, .directoryMissing, .inboxExchanged, .watchesExhausted, .locked: true
    case .system(_, _, let reason): reason.isTransient
    default: false
    }
  }

  /// No room is left: intake pauses until there is (ENOSPC, EDQUOT).
  public var isStorageFull: Bool { errno == .noSpace || errno == .diskQuotaExceeded }
}

extension Errno {
  /// The calling thread's `errno`; read it before any other call.
  static var current: Errno { Errno(rawValue: Glibc.errno) }

  /// Whether the cause can go away without anybody touching the document.
  ///
  /// Full or failing storage, a server that is away, rights that an administrator can give, limits of the
  /// process. A failed `fsync` is in here too, but its file must be written anew: the kernel may have dropped
  /// the pages (PostgreSQL's lesson of 2018).
  public var isTransient: Bool {
    switch self {
    case .noSpace, .diskQuotaExceeded, .resourceBusy, .permissionDenied, .notPermitted, .staleNFSFileHandle,
      .ioError, .readOnlyFileSystem, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .interrupted,
      .wouldBlock, .timedOut, .hostIsDown, .noRouteToHost, .networkUnreachable, .networkDown,
      .socketNotConnected,
      .connectionReset, .connectionAbort, .noLocks, .textFileBusy, .operationNotSupportedByDevice,
      .tooManyUsers:
      true
    // Linux only, without a name in Swift System: a share that went away.
    case Errno(rawValue: Glibc.EREMOTEIO), Errno(rawValue: Glibc.ESHUTDOWN): true
    default: false
    }
  }
}
