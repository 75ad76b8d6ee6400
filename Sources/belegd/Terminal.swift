import Glibc
import Synchronization

/// Writes whole lines to a descriptor, each in one call, so that concurrent lines never mix.
enum StandardOutput {
  static func print(_ line: String) { writeLine(line, to: STDOUT_FILENO) }
}

enum StandardError {
  static func print(_ line: String) { writeLine(line, to: STDERR_FILENO) }
}

private func writeLine(_ line: String, to descriptor: CInt) {
  var bytes = Array((line + "\n").utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno != EINTR { return }  // nobody reads any more
    bytes = bytes.dropFirst(max(0, written))
  }
}

/// A bar on standard error while many files are processed, if standard output is a terminal.
struct ProgressBar {
  private let total: Int
  private let isShown: Bool
  private let done = Counter()

  private final class Counter: Sendable {
    let value = Mutex(0)
  }

  init(total: Int) {
    self.total = total
    isShown = total > 3 && isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1
  }

  func advance() {
    let count = done.value.withLock { value in
      value += 1
      return value
    }
    guard isShown else { return }
    let filled = 30 * count / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    let text = Array("\r\(bar) \(count) of \(total)".utf8)
    _ = write(STDERR_FILENO, text, text.count)
  }

  func finish() { if isShown { StandardError.print("") } }
}
