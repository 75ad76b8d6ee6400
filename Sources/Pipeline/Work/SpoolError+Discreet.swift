public import ServiceSupport
public import Spool
import SystemPackage

/// The journal says where a file lies, never what it is called: names hold suppliers and customers.
extension SpoolError: DiscreetError {
  public var discreetDescription: String {
    switch self {
    case .alreadyClaimed(let path): Self.alreadyClaimed(path.nameless).description
    case .notRegularFile(let path, let kind): Self.notRegularFile(path.nameless, kind).description
    case .hasFurtherNames(let path, let count):
      Self.hasFurtherNames(path.nameless, count: count).description
    case .replaced(let path): Self.replaced(path.nameless).description
    case .stillWritten(let path): Self.stillWritten(path.nameless).description
    case .targetExists(let path): Self.targetExists(path.nameless).description
    case .differentFileSystems(let one, let two):
      Self.differentFileSystems(one.nameless, two.nameless).description
    case .system(let call, let path?, let reason): Self.system(call, path.nameless, reason).description
    // Folders, and files that are named by their hash.
    case .directoryMissing, .foreignDirectory, .inboxExchanged, .locked, .damaged, .watchesExhausted, .system:
      description
    }
  }
}

extension FilePath {
  /// The same place with `…` for the last name, unless that is a folder's: an administrator must know which.
  var nameless: FilePath {
    // What cannot be looked at is taken for a file.
    if let status = try? FileStatus(of: self), status.kind == .directory { return self }
    return removingLastComponent().appending("…")
  }

  /// The folder for a field of the journal.
  var folder: String { removingLastComponent().display }
}
