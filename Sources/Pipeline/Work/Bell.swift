import Synchronization

/// Wakes loops: somebody rings, whoever waits looks for work.
///
/// A ring that nobody waits for is kept, once.
public final class Bell: Sendable {
  private struct State {
    var isRung = false
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// Wakes everybody who waits now.
  public func ring() {
    let waiters = state.withLock { state in
      defer { state.waiters = [:] }
      if state.waiters.isEmpty { state.isRung = true }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns at the next ring, after `limit`, or when the task is cancelled.
  public func wait(upTo limit: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.waitForRing() }
      group.addTask { try? await Task.sleep(for: limit) }  // cancellation only ends the waiting early
      await group.next()
      group.cancelAll()
    }
  }

  private func waitForRing() async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let resumesNow = state.withLock { state in
          // The handler below may have run before this, and then finds nobody to resume.
          if state.isRung || Task.isCancelled {
            state.isRung = false
            return true
          }
          state.waiters[number] = continuation
          return false
        }
        if resumesNow { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }
}
