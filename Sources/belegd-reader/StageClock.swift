import Glibc

/// Adds up how long each stage took, in milliseconds of wall time.
struct StageClock {
  private(set) var milliseconds: [String: Double] = [:]
  private var last = Self.now

  /// Books the time since the last call on a stage.
  mutating func finish(_ stage: String) {
    let now = Self.now
    let sum = milliseconds[stage, default: 0] + now - last
    milliseconds[stage] = (sum * 100).rounded() / 100
    last = now
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }
}
