public import Logging
import Synchronization

/// Where log entries go; the words are those of the settings' `log`.
public enum LogDestination: String, Hashable, Sendable {
  case journal
  case stderr
  /// The journal where standard error is the journal's stream, else text on standard error.
  case auto

  /// The destination with `auto` decided.
  var decided: LogDestination {
    guard self == .auto else { return self }
    return JournalLogHandler.standardErrorIsJournal ? .journal : .stderr
  }
}

/// Sets up swift-log for the process.
public enum LogBootstrap {
  private static let sharedLevel = Mutex(Logger.Level.info)
  static let repeats = RepeatFilter<RepeatedEntry>()

  /// The level of every logger that has none of its own; a reload may change it.
  public static var level: Logger.Level {
    get { sharedLevel.withLock { $0 } }
    set { sharedLevel.withLock { $0 = newValue } }
  }

  /// Chooses the handler; call once, before the first logger is made.
  public static func start(_ destination: LogDestination, level: Logger.Level) {
    self.level = level
    let usesJournal = destination.decided == .journal
    LoggingSystem.bootstrap { label -> any LogHandler in
      let handler: any LogHandler =
        usesJournal ? JournalLogHandler(label: label) : TextLogHandler(label: label)
      return QuietLogHandler(handler, repeats: repeats)
    }
  }
}
