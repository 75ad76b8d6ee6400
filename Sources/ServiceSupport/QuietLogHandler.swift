public import Logging
import Synchronization

/// Stands in front of another handler and keeps one lasting fault from filling the journal.
///
/// Warnings and worse about the machine (those with an error, and those about no document) pass five times a minute;
/// the next that passes says in `SUPPRESSED=` how many like it were left out, and ``tellSuppressed(to:now:)`` tells
/// of those after which none came. What became of a document is never left out.
struct QuietLogHandler: LogHandler {
  var logLevel: Logger.Level {
    get { inner.logLevel }
    set { inner.logLevel = newValue }
  }
  var metadata: Logger.Metadata {
    get { inner.metadata }
    set { inner.metadata = newValue }
  }
  var metadataProvider: Logger.MetadataProvider? {
    get { inner.metadataProvider }
    set { inner.metadataProvider = newValue }
  }
  private var inner: any LogHandler
  private let repeats: RepeatFilter<RepeatedEntry>

  init(_ inner: any LogHandler, repeats: RepeatFilter<RepeatedEntry>) {
    self.inner = inner
    self.repeats = repeats
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { inner[metadataKey: key] }
    set { inner[metadataKey: key] = newValue }
  }

  func log(event: LogEvent) {
    guard event.level >= .warning, let entry = RepeatedEntry(event, inner.metadata) else {
      return inner.log(event: event)
    }
    guard case .pass(let suppressed) = repeats.check(entry) else { return }
    var event = event
    if suppressed > 0 {
      event.metadata = (event.metadata ?? [:]).merging(["suppressed": "\(suppressed)"]) { $1 }
    }
    inner.log(event: event)
  }
}

/// What makes two log entries the same news.
struct RepeatedEntry: Hashable, Sendable {
  var message: String
  var error: String?
  /// Tenant, stage, place…; never the document, so that one fault met by a thousand of them is one piece of news.
  var about: [String: String]

  /// `nil` for an entry that says what became of one document: each is its own news.
  init?(_ event: LogEvent, _ metadata: Logger.Metadata) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    guard event.error != nil || all[LogField.job] == nil else { return nil }
    message = event.message.description
    error = event.errorText
    about = all.filter { !Self.changing.contains($0.key) }.mapValues { "\($0)" }
  }

  private static let changing: Set = [
    LogField.job, LogField.document, LogField.duration, LogField.count, "free_bytes", "free_files",
  ]
}

extension LogBootstrap {
  /// Tells of entries that were left out and of which none has come since.
  public static func tellSuppressed(to log: Logger, now: ContinuousClock.Instant = .now) {
    for (entry, count) in repeats.takeEnded(now: now) {
      let about = entry.about.filter { $0.key != LogField.messageID }.mapValues {
        "\($0)" as Logger.MetadataValue
      }
      log.log(
        .repeatsSuppressed,
        metadata: about.merging([LogField.count: "\(count)", "entry": "\(entry.message)"]) { $1 })
    }
  }
}
