import Synchronization

/// Holds back whoever needs room to write while there is none, and lets one try from time to time.
///
/// A full disk is nobody's document's fault: instead of every document failing at it, the tenant waits, one attempt
/// after a growing pause finds out whether the cause is gone, and then all go on (faults 70, 71).
public final class StorageGate: Sendable {
  private struct Closed {
    var until: SuspendingClock.Instant
    var tries: Int
  }

  private let closed = Mutex<[String: Closed]>([:])
  private let first: Duration

  /// - Parameter first: The first pause; each further one is twice as long, up to 32 times.
  public init(first: Duration = .seconds(2)) { self.first = first }

  /// The tenant that stands for all: the database itself has no room.
  public static let everybody = ""

  /// Notes that a write for the tenant has found no room.
  ///
  /// - Returns: Whether that is new, for the alarm.
  public func close(_ tenant: String) -> Bool {
    closed.withLock { closed in
      let tries = (closed[tenant]?.tries ?? 0) + 1
      // Spread by a quarter, so that tenants on one disk do not try at the same moment.
      let spread = tenant.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFF }
      let pause = first * (1 << min(tries - 1, 5))
      closed[tenant] = Closed(until: .now + pause + pause * spread / 1024, tries: tries)
      return tries == 1
    }
  }

  /// Notes that a write for the tenant has worked.
  ///
  /// - Returns: Whether the gate was closed, for the all-clear.
  public func open(_ tenant: String) -> Bool { closed.withLock { $0.removeValue(forKey: tenant) } != nil }

  /// How long the tenant has to wait still; `nil` when he may try.
  public func wait(for tenant: String) -> Duration? {
    let until = closed.withLock { [$0[tenant]?.until, $0[Self.everybody]?.until].compactMap { $0 }.max() }
    guard let until, until > .now else { return nil }
    return SuspendingClock.now.duration(to: until)
  }

  /// Tenants that have to wait still.
  public var waiting: Set<String> {
    let now = SuspendingClock.now
    return closed.withLock { closed in Set(closed.filter { $0.value.until > now }.keys) }
  }
}
