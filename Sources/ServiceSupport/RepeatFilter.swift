import Synchronization

/// Lets the first entries of a kind through and counts the rest, so that one fault does not fill the journal.
public final class RepeatFilter<Kind: Hashable & Sendable>: Sendable {
  public enum Verdict: Hashable, Sendable {
    /// Log it; so many like it were left out before.
    case pass(suppressed: Int)
    case suppress
  }

  private struct Window {
    var start: ContinuousClock.Instant
    var passed: Int
    var suppressed: Int
  }

  private let limit: Int
  private let interval: Duration
  private let windows = Mutex<[Kind: Window]>([:])

  /// - Parameters:
  ///   - limit: So many entries of a kind pass within `interval`.
  public init(limit: Int = 5, interval: Duration = .seconds(60)) {
    self.limit = limit
    self.interval = interval
  }

  /// Decides about an entry of a kind, such as an event's name and tenant.
  public func check(_ kind: Kind, now: ContinuousClock.Instant = .now) -> Verdict {
    windows.withLock { windows in
      // Bounded: kinds come from code and tenants' names, but a leak must not be possible at all.
      if windows.count > 1000 { windows = windows.filter { now - $0.value.start < interval } }
      if windows.count > 10_000 { windows = [:] }
      guard let window = windows[kind], now - window.start < interval else {
        let suppressed = windows[kind]?.suppressed ?? 0
        windows[kind] = Window(start: now, passed: 1, suppressed: 0)
        return .pass(suppressed: suppressed)
      }
      guard window.passed < limit else {
        windows[kind]?.suppressed += 1
        return .suppress
      }
      windows[kind]?.passed += 1
      return .pass(suppressed: 0)
    }
  }

  /// Kinds whose interval is over and of which entries were left out, with their number; they are forgotten.
  public func takeEnded(now: ContinuousClock.Instant = .now) -> [(kind: Kind, suppressed: Int)] {
    windows.withLock { windows in
      let ended = windows.filter { now - $0.value.start >= interval }
      for kind in ended.keys { windows[kind] = nil }
      return ended.filter { $0.value.suppressed > 0 }.map { ($0.key, $0.value.suppressed) }
    }
  }
}
