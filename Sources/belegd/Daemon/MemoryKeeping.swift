import CLinux
import ServiceSupport

/// Gives back to the system what the daemon's heap no longer uses.
///
/// The lists of a month are made anew while documents come, and each needs room for all of the month's rows for a
/// moment, as does the reply for a stack of sixty pages. The C library keeps that room between what lives on: after
/// 4,000 documents 11 MiB were in use and 42 held.
enum MemoryKeeping {
  static func run() async {
    var last: Int64?
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(2))  // cancellation ends the loop
      // A service at rest is left alone.
      guard OwnUse.residentMemory != last else { continue }
      _ = clinux_return_freed_memory()
      last = OwnUse.residentMemory
    }
  }
}
