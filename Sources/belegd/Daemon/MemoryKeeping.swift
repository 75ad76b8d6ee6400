import CLinux

/// Gives back to the system what the daemon's heap no longer uses.
///
/// The lists of a month are made anew while documents come, and each needs room for all of the month's rows for a
/// moment. The C library keeps that room between what lives on: after 4,000 documents 11 MiB were in use and 42 held.
enum MemoryKeeping {
  static func run() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(10))  // cancellation ends the loop
      _ = clinux_return_freed_memory()
    }
  }
}
