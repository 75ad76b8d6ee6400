import Glibc
public import Logging

/// Writes log entries as lines of text to standard error, for a terminal or a container.
///
/// `2026-03-01T08:00:00Z notice document booked job=01J… tenant=muster`: one line per entry, whatever a value holds.
public struct TextLogHandler: LogHandler {
  public var logLevel: Logger.Level {
    get { ownLevel ?? LogBootstrap.level }
    set { ownLevel = newValue }
  }
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  /// `nil` follows the level of the settings, also after a reload.
  private var ownLevel: Logger.Level?
  private let write: @Sendable (String) -> Void

  /// - Parameter write: Where lines go; tests put a recorder here.
  public init(label: String, write: @escaping @Sendable (String) -> Void = Self.writeToStandardError) {
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var all = metadataProvider?.get() ?? [:]
    all.merge(metadata) { $1 }
    all.merge(event.metadata ?? [:]) { $1 }
    if let error = event.errorText { all[LogField.error] = "\(error)" }
    // The identifier finds texts in the journal's catalogue; on a terminal it is noise.
    all[LogField.messageID] = nil
    var line = "\(Self.timestamp()) \(event.level.rawValue) \(LogText.escaped(event.message.description))"
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      line += " \(LogText.quoted(key))=\(LogText.quoted("\(value)"))"
    }
    write(line + "\n")
  }

  /// One call of `write(2)` per line, so that lines of several threads do not mix.
  @Sendable public static func writeToStandardError(_ line: String) {
    let bytes = Array(line.utf8)
    // There is no other place to report that standard error is gone.
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }

  /// RFC 3339, in UTC.
  private static func timestamp() -> String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}
