import Glibc
import Spool
import SystemPackage

/// One tenant's inbox: looks, waits until files are whole, takes them.
///
/// All calls block; run them off the pool.
struct TenantInbox: Sendable {
  /// A finished file, and why it must not simply be read.
  struct Ready: Sendable {
    var entry: InboxEntry
    /// `INCOMPLETE` or `HARD_LINK`: the job ends there, whatever its content says.
    var objection: String?
  }

  /// What one look found.
  struct Look: Sendable {
    var ready: [Ready] = []
    /// When to look again, if no hint comes first.
    var lookAgain: Duration?
    /// Folders below the inbox that want a watch.
    var folders: [FilePath] = []
    /// What cannot be taken as it lies there, with the reason for the journal.
    var waiting: [(path: FilePath, reason: String)] = []
    var isTruncated = false
  }

  let tenant: String
  let claims: Claims
  let watching: FileSystemKind.Watching
  private(set) var identity: InboxIdentity
  private let scanner: InboxScanner
  private var settling: Settling
  private let lock: SpoolLock

  /// - Parameter known: What an earlier run noted about this inbox, if it knew it.
  /// - Throws: ``SpoolError/locked(_:holder:)`` when another daemon works here, and whatever keeps the inbox from
  ///   being read and written.
  init(
    tenant: String, inbox: FilePath, known: InboxIdentity?, policy: Settling.Policy,
    identifiers: ULID.Generator
  ) throws(SpoolError) {
    self.tenant = tenant
    if var known {
      try known.renew(at: inbox)
      identity = known
    } else {
      identity = try InboxIdentity(establishingAt: inbox, identifiers)
    }
    claims = try Claims(inbox: inbox)
    lock = try SpoolLock(directory: claims.directory)
    scanner = InboxScanner(inbox: inbox)
    settling = Settling(policy: policy)
    watching = try FileSystemKind(of: inbox).watching
  }

  var path: FilePath { claims.inbox }

  func presence() throws(SpoolError) -> InboxIdentity.Presence { try identity.presence(at: path) }

  /// Scans the inbox and judges every file.
  ///
  /// - Parameter limit: Of finished files that are given at once; there may be more.
  mutating func look(at now: SuspendingClock.Instant, takingAtMost limit: Int) throws(SpoolError) -> Look {
    let scan = try scanner.scan()
    var look = Look(folders: scan.directories, isTruncated: scan.isTruncated)
    settling.beginScan()
    for entry in scan.entries {
      // Those that wait for the next look need not be opened in this one.
      let isFull = look.ready.count >= limit
      // A file that cannot be probed is judged by size and time alone.
      let verdict = settling.observe(entry, at: now) { isFull ? nil : try? scanner.probe($0) }
      if isFull {
        look.lookAgain = .zero
        continue
      }
      switch verdict {
      case .stable, .empty: look.ready.append(Ready(entry: entry))
      case .incomplete: look.ready.append(Ready(entry: entry, objection: "INCOMPLETE"))
      case .hasFurtherNames: look.ready.append(Ready(entry: entry, objection: "HARD_LINK"))
      case .wait(let duration): look.lookAgain = min(look.lookAgain ?? duration, duration)
      case .unreadable: look.waiting.append((entry.path, "NO_READ_PERMISSION"))
      case .refused(let refusal): look.waiting.append((entry.path, "\(refusal)"))
      }
    }
    for failure in scan.failures {
      look.waiting.append((failure.path ?? path, "folder: \(failure.errno.map { "\($0)" } ?? "")"))
    }
    if !scan.isTruncated { settling.endScan(of: path) }
    return look
  }

  /// Takes one file out of its place; it is ours then, whatever happens next.
  func claim(_ ready: Ready, id: ULID) throws(SpoolError) -> Claims.Claim {
    try claims.claim(ready.entry, id: id, allowingFurtherNames: ready.objection == "HARD_LINK")
  }

  /// Stops watching a file that was taken.
  mutating func forget(_ ready: Ready) { settling.forget(ready.entry.path) }
}
