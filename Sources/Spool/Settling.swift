public import SystemPackage

/// Decides when a dropped file is finished, from looks at it and a clock that never jumps.
///
/// A value without I/O: the caller scans, probes and tells the time. Only intervals of ``SuspendingClock`` count.
/// It stands still while the machine sleeps, as the writer does, and knows neither DST nor a wrong date; the
/// file's own times are compared for equality only (fault 28).
public struct Settling: Sendable {
  /// How long to wait for what.
  public struct Policy: Hashable, Sendable {
    /// Size and time must not change for so long.
    public var settle: Duration
    /// A file of zero bytes is taken for empty after this.
    public var emptyLimit: Duration
    /// A PDF without its end, or a file with a second name, is given up waiting for after this.
    public var incompleteLimit: Duration

    public init(
      settle: Duration = .seconds(2), emptyLimit: Duration = .seconds(60),
      incompleteLimit: Duration = .seconds(600)
    ) {
      self.settle = settle
      self.emptyLimit = max(emptyLimit, settle)
      self.incompleteLimit = max(incompleteLimit, settle)
    }
  }

  /// What to do with a file now.
  public enum Verdict: Hashable, Sendable {
    /// Look again after this long, if no hint comes first.
    case wait(Duration)
    /// Whole: claim it.
    case stable
    /// Zero bytes for long: reject as "leer" (fault 8).
    case empty
    /// A PDF without its end for long: reject as "unvollständig" (fault 5).
    case incomplete
    /// Still has further names after long: review, content not exported (fault 24).
    case hasFurtherNames(Int)
    /// Cannot be read; wait and show it (fault 32).
    case unreadable(Errno)
    /// Can never be a document; report once, leave it.
    case refused(InboxEntry.Refusal)
  }

  private struct Record {
    var size: Int64
    var modified: Int64
    var inode: UInt64
    var device: UInt64
    /// Since when size, time and inode are as they are.
    var since: SuspendingClock.Instant
    var generation: Int
  }

  public var policy: Policy
  private var records: [FilePath: Record] = [:]
  private var generation = 0

  public init(policy: Policy = .init()) { self.policy = policy }

  /// Files that are being watched.
  public var count: Int { records.count }

  /// Judges one look at one file.
  ///
  /// - Parameter probe: Called only when size and time have settled, since it opens the file; `nil` where the
  ///   file cannot be probed, which leaves the other signs.
  public mutating func observe(
    _ entry: InboxEntry, at now: SuspendingClock.Instant, probe: (InboxEntry) -> FileProbe?
  ) -> Verdict {
    if let refusal = entry.refusal { return .refused(refusal) }
    let status = entry.status
    let path = entry.path
    if var known = records[path], known.size == status.size, known.modified == status.modified,
      known.inode == status.inode, known.device == status.device
    {
      known.generation = generation
      records[path] = known
    } else {
      records[path] = Record(
        size: status.size, modified: status.modified, inode: status.inode, device: status.device, since: now,
        generation: generation)
    }
    if let reason = entry.unreadable { return .unreadable(reason) }
    let quiet = records[path].map { $0.since.duration(to: now) } ?? .zero
    guard quiet >= policy.settle else { return .wait(policy.settle - quiet) }

    let probe = probe(entry)
    // A writer that holds the file is waited for without limit: it will close it or die.
    if probe?.writer == .present { return .wait(policy.settle) }
    if status.size == 0 {
      return quiet >= policy.emptyLimit ? .empty : .wait(policy.emptyLimit - quiet)
    }
    if status.linkCount > 1 {
      return quiet >= policy.incompleteLimit
        ? .hasFurtherNames(status.linkCount) : .wait(min(policy.settle, policy.incompleteLimit - quiet))
    }
    if probe?.ending == .missing {
      return quiet >= policy.incompleteLimit
        ? .incomplete : .wait(min(max(policy.settle, .seconds(5)), policy.incompleteLimit - quiet))
    }
    return .stable
  }

  /// Starts a round of looks over one inbox.
  public mutating func beginScan() { generation += 1 }

  /// Forgets the files below `inbox` that the round since ``beginScan()`` has not seen: gone or taken (fault 29).
  public mutating func endScan(of inbox: FilePath) {
    records = records.filter { $0.value.generation == generation || !$0.key.starts(with: inbox) }
  }

  /// Forgets one file, when it was claimed.
  public mutating func forget(_ path: FilePath) { records[path] = nil }
}
