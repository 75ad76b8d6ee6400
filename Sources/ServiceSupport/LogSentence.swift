/// The text of an entry as a person reads it in the journal: what happened, to whom, and why.
///
/// `document booked (tenant muster, job 01M8…, 812 ms)`; `settings refused, keeping the old ones: belegd.yaml:3:1: …`.
/// Every part is a field of its own as well; programs read those.
enum LogSentence {
  static func of(_ message: String, _ fields: [String: String]) -> String {
    let known = order.filter { fields[$0] != nil }
    let others = fields.keys.filter { !order.contains($0) && !hidden.contains($0) }.sorted()
    let parts = (known + others).map { key in
      key == LogField.duration ? "\(fields[key] ?? "") ms" : "\(key) \(fields[key] ?? "")"
    }
    var text = message
    if !parts.isEmpty { text += " (\(parts.joined(separator: ", ")))" }
    if let error = fields[LogField.error] { text += ": \(error)" }
    return LogText.escaped(text)
  }

  private static let order = [
    LogField.tenant, LogField.job, LogField.rule, LogField.batch, LogField.count, LogField.place,
    LogField.signal,
    LogField.duration,
  ]

  /// Said by the message already, or of use to programs only.
  private static let hidden: Set = [
    LogField.messageID, LogField.document, LogField.stage, LogField.outcome, LogField.error,
    LogField.sinceClaim,
    "message", "priority", "syslog_identifier",
  ]
}
