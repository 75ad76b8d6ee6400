import Synchronization

/// Batches that have failed their own check: tried again once in a while, not in every round.
///
/// Making and checking a large batch takes seconds, and the same postings fail the same check until somebody acts.
final class FailedBatches: Sendable {
  private let ends = Mutex<[Int64: ContinuousClock.Instant]>([:])
  private let pause: Duration

  init(pause: Duration = .seconds(300)) { self.pause = pause }

  func hold(_ batch: Int64) { ends.withLock { $0[batch] = .now + pause } }

  func isHeld(_ batch: Int64) -> Bool { ends.withLock { ends in ends[batch].map { $0 > .now } ?? false } }
}
