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
    var waiting: [(entry: InboxEntry, reason: String)] = []
    var isTruncated = false
  }

  let tenant: String
  let claims: Claims
  private let scanner: InboxScanner
  private let identity: InboxIdentity
  private var settling: Settling
  private let lock: SpoolLock

  /// - Parameter mark: What an earlier run noted about this inbox, if it knew it.
  /// - Throws: ``SpoolError/locked(_:holder:)`` when another daemon works here, and whatever keeps the inbox from
  ///   being read and written.
  init(
    tenant: String, inbox: FilePath, mark: ULID?, policy: Settling.Policy, identifiers: ULID.Generator
  ) throws(SpoolError) {
    self.tenant = tenant
    if let mark {
      identity = InboxIdentity(mark: mark)
    } else {
      identity = try InboxIdentity(establishingAt: inbox, identifiers)
    }
    claims = try Claims(inbox: inbox)
    lock = try SpoolLock(directory: claims.directory)
    scanner = InboxScanner(inbox: inbox)
    settling = Settling(policy: policy)
  }

  /// The mark to remember for the next run.
  var mark: ULID { identity.mark }

  var path: FilePath { claims.inbox }

  func presence() throws(SpoolError) -> InboxIdentity.Presence { try identity.presence(at: path) }

  /// Scans the inbox and judges every file.
  mutating func look(at now: SuspendingClock.Instant, takingAtMost limit: Int) throws(SpoolError) -> Look {
    let scan = try scanner.scan()
    var look = Look(folders: scan.directories, isTruncated: scan.isTruncated)
    settling.beginScan()
    for entry in scan.entries {
      // A file that cannot be probed is judged by size and time alone.
      let verdict = settling.observe(entry, at: now) { try? scanner.probe($0) }
      switch verdict {
      case .stable, .empty: look.take(Ready(entry: entry), limit: limit)
      case .incomplete: look.take(Ready(entry: entry, objection: "INCOMPLETE"), limit: limit)
      case .hasFurtherNames: look.take(Ready(entry: entry, objection: "HARD_LINK"), limit: limit)
      case .wait(let duration): look.lookAgain = min(look.lookAgain ?? duration, duration)
      case .unreadable: look.waiting.append((entry, "NO_READ_PERMISSION"))
      case .refused(let refusal): look.waiting.append((entry, "\(refusal)"))
      }
    }
    if !scan.isTruncated { settling.endScan(of: path) }
    return look
  }

  /// Takes one file out of the inbox and into the store.
  func take(
    _ ready: Ready, id: ULID, into documents: DocumentStore
  ) throws(SpoolError) -> (Claims.Claim, DocumentStore.Stored) {
    let claim = try claims.claim(ready.entry, id: id, allowingFurtherNames: ready.objection == "HARD_LINK")
    return (claim, try documents.store(claim))
  }

  /// Stops watching a file that was taken.
  mutating func forget(_ ready: Ready) { settling.forget(ready.entry.path) }
}

extension TenantInbox.Look {
  fileprivate mutating func take(_ file: TenantInbox.Ready, limit: Int) {
    if ready.count < limit { ready.append(file) } else { lookAgain = .zero }
  }
}
