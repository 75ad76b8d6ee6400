import CLinux
import ServiceSupport

/// Gives back to the system what the daemon's heap no longer uses.
///
/// The lists of a month are made anew while documents come, and each needs room for all of the month's rows for a
/// moment, as does the reply for a stack of sixty pages. The C library keeps that room between what lives on: after
/// 4,000 documents 11 MiB were in use and 42 held.
enum MemoryKeeping {
  /// Bytes by which resident memory may have grown since it was last given back.
  private static let growth: Int64 = 4 << 20

  static func run() async {
    var least = Int64.max
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))  // cancellation ends the loop
      guard let now = OwnUse.residentMemory else { return }
      least = min(least, now)
      guard now - least > growth else { continue }
      _ = clinux_return_freed_memory()
      // What is in use may have grown for good: the next look counts from here.
      least = OwnUse.residentMemory ?? now
    }
  }
}
