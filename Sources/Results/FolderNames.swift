/// The folders of a tenant as his settings call them.
public struct FolderNames: Hashable, Sendable {
  /// The words are the keys of the settings.
  public enum Folder: String, Hashable, Sendable, CaseIterable {
    case inbox
    case outbox
    case review
    case corrections
    case rejected
    case other
    case duplicates
    case history
    case archive
  }

  private var names: [Folder: String]

  /// German names, or others where they are given.
  public init(_ names: [Folder: String] = [:]) { self.names = names }

  public subscript(folder: Folder) -> String { names[folder] ?? Self.german(folder) }

  /// A sentence of the catalogue, which speaks of folders by their German names, with the tenant's.
  func renamed(_ message: String) -> String {
    var message = message
    for (folder, article) in [(Folder.inbox, "den"), (.outbox, "im")]
    where self[folder] != Self.german(folder) {
      message = message.replacing(
        "\(article) \(Self.german(folder))", with: "\(article) Ordner „\(self[folder])“")
    }
    return message
  }

  private static func german(_ folder: Folder) -> String {
    switch folder {
    case .inbox: "Eingang"
    case .outbox: "Ausgang"
    case .review: "Prüfen"
    case .corrections: "Korrektur"
    case .rejected: "Abgelehnt"
    case .other: "Sonstiges"
    case .duplicates: "Dubletten"
    case .history: "Historie"
    case .archive: "Archiv"
    }
  }
}
