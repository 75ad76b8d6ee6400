/// What came of the adviser's list of creditors, as a text file for the review folder.
public enum CreditorListSheet {
  /// What became of one creditor.
  public enum Outcome: Hashable, Sendable {
    case taken
    case renumbered(from: String)
    case displaced(name: String, to: String)
    case otherNumber(String)
    case twice(String)
    case numberTaken(by: String)

    var isConflict: Bool {
      switch self {
      case .taken, .renumbered, .displaced: false
      case .otherNumber, .twice, .numberTaken: true
      }
    }
  }

  public struct Entry: Hashable, Sendable {
    public var account: String
    public var name: String
    public var outcome: Outcome

    public init(account: String, name: String, outcome: Outcome) {
      self.account = account
      self.name = name
      self.outcome = outcome
    }
  }

  /// UTF-8 with a byte order mark and CRLF, so that every editor shows it right.
  ///
  /// - Parameters:
  ///   - total: Creditors in the file.
  ///   - entries: Those about which there is something to say.
  public static func text(file: String, tenant: String, total: Int, entries: [Entry]) -> String {
    let conflicts = entries.filter(\.outcome.isConflict)
    let changes = entries.filter { !$0.outcome.isConflict }
    var lines = [
      "Kreditorenliste \(SafeText.line(file, limit: 120)): \(total) Kreditoren übernommen", "",
    ]
    if !conflicts.isEmpty {
      lines += ["Zu entscheiden (\(conflicts.count)):", ""]
      for entry in conflicts { lines += sentence(entry, tenant) + [""] }
    }
    if !changes.isEmpty {
      lines += ["Geändert, nichts zu tun (\(changes.count)):", ""]
      for entry in changes { lines += sentence(entry, tenant) + [""] }
    }
    return "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n"
  }

  private static func sentence(_ entry: Entry, _ tenant: String) -> [String] {
    let who = "\(entry.account) \(SafeText.line(entry.name, limit: 80))"
    switch entry.outcome {
    case .taken: return ["  \(who): übernommen."]
    case .renumbered(let number):
      return ["  \(who): hatte hier die Nummer \(number); offene Buchungen sind umgestellt."]
    case .displaced(let name, let number):
      return ["  \(who): Die Nummer hatte hier \(SafeText.line(name, limit: 80)); der hat jetzt \(number)."]
    case .otherNumber(let number):
      return [
        "  \(who): Buchungen sind schon unter \(number) geliefert.",
        "  Bitte in DATEV von \(number) auf \(entry.account) umbuchen; danach hier zusammenführen:",
        "  belegd supplier merge --tenant \(tenant) \(number) \(entry.account)",
      ]
    case .twice(let number):
      return [
        "  \(who): Derselbe Lieferant steht in der Liste auch unter \(number); gebucht wird auf \(number).",
        "  Bitte in DATEV entscheiden, welche Nummer bleibt, und die Liste neu ablegen.",
      ]
    case .numberTaken(let name):
      return [
        "  \(who): Unter dieser Nummer sind schon Buchungen von \(SafeText.line(name, limit: 80)) geliefert.",
        "  Bitte in DATEV umbuchen, dem Lieferanten dort eine eigene Nummer geben und die Liste neu ablegen.",
      ]
    }
  }
}
