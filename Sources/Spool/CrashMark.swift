import CLinux
import Glibc
public import SystemPackage

/// How the last run on a state directory has ended: by itself, or of a fault of its own.
///
/// A kill from outside tells nothing about the documents in work; a trap, or the watchdog's abort, does. The mark
/// is written from the signal's handler into a file that is open from the start.
public struct CrashMark: Hashable, Sendable {
  public static let fileName = "crashed"

  /// The last run has ended of a fault of its own.
  public let wasLeft: Bool

  /// Takes note of what the last run has left and watches over this one; for the one process that has the lock.
  public init(watchingIn state: FilePath) throws(SpoolError) {
    let path = state.appending(Self.fileName)
    try FaultPlan.check("open", path)
    let raw = path.withPlatformString { open($0, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640) }
    guard raw >= 0 else { throw .system("open", path, .current) }
    var status = stat()
    guard fstat(raw, &status) == 0 else {
      let reason = Errno.current
      close(raw)
      throw .system("fstat", path, reason)
    }
    wasLeft = status.st_size > 0
    // The descriptor stays open for the handler, as long as the process lives.
    guard clinux_note_crashes(raw) == 0 else { throw .system("sigaction", path, .current) }
  }

  /// Says that the documents that were in work then are accounted for.
  public static func clear(in state: FilePath) throws(SpoolError) {
    let path = state.appending(fileName)
    try FaultPlan.check("truncate", path)
    guard path.withPlatformString({ truncate($0, 0) }) == 0 else {
      throw .system("truncate", path, .current)
    }
  }
}
