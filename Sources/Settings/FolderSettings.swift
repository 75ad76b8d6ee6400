/// Where a tenant's folders are; absolute paths, none inside another.
public struct FolderSettings: Hashable, Sendable {
  public enum Language: String, Hashable, Sendable, CaseIterable {
    case english
    case german
  }

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

    public func name(in language: Language) -> String {
      switch (self, language) {
      case (.inbox, .english): "Inbox"
      case (.inbox, .german): "Eingang"
      case (.outbox, .english): "Outbox"
      case (.outbox, .german): "Ausgang"
      case (.review, .english): "Review"
      case (.review, .german): "Prüfen"
      case (.corrections, .english): "Corrections"
      case (.corrections, .german): "Korrektur"
      case (.rejected, .english): "Rejected"
      case (.rejected, .german): "Abgelehnt"
      case (.other, .english): "Other"
      case (.other, .german): "Sonstiges"
      case (.duplicates, .english): "Duplicates"
      case (.duplicates, .german): "Dubletten"
      case (.history, .english): "History"
      case (.history, .german): "Historie"
      case (.archive, .english): "Archive"
      case (.archive, .german): "Archiv"
      }
    }
  }

  public var root: String
  public var language: Language
  /// Names that differ from the language's: relative to the root, or absolute.
  public var overrides: [Folder: String]
  /// Whether results may be copied where staging and outbox are on different file systems.
  ///
  /// A rename publishes exactly once; a copy at least once, under the same name.
  public var mayCopy: Bool

  public init(
    root: String, language: Language = .german, overrides: [Folder: String] = [:], mayCopy: Bool = false
  ) {
    self.root = root
    self.language = language
    self.overrides = overrides
    self.mayCopy = mayCopy
  }

  public subscript(folder: Folder) -> String {
    let name = overrides[folder] ?? folder.name(in: language)
    return name.hasPrefix("/") ? name : "\(root)/\(name)"
  }

  public var inbox: String { self[.inbox] }
  public var outbox: String { self[.outbox] }
  public var review: String { self[.review] }
  public var corrections: String { self[.corrections] }
  public var rejected: String { self[.rejected] }
  public var other: String { self[.other] }
  public var duplicates: String { self[.duplicates] }
  public var history: String { self[.history] }
  public var archive: String { self[.archive] }
}
