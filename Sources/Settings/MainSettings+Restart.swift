extension MainSettings {
  /// Settings that hold from the start of the daemon to its end, by their keys in the file.
  private static let ofStart: [(key: String, differs: @Sendable (MainSettings, MainSettings) -> Bool)] = [
    ("paths", { $0.paths != $1.paths }),
    ("workers", { $0.workers != $1.workers }),
    ("log", { $0.log != $1.log }),
    ("limits.deadline", { $0.limits.deadline != $1.limits.deadline }),
  ]

  /// Keys whose new values a reload cannot put in force.
  ///
  /// - Parameter running: What the daemon was started with.
  public func keysForRestart(from running: MainSettings) -> [String] {
    Self.ofStart.filter { $0.differs(self, running) }.map(\.key)
  }

  /// Keeps the values that only a restart may change.
  public mutating func keepStart(of running: MainSettings) {
    paths = running.paths
    workers = running.workers
    log = running.log
    // The lease is longer than any reader lives, and readers are given this one.
    limits.deadline = running.limits.deadline
  }
}
