/// What `belegd doctor` found out about one thing.
struct Diagnosis: Sendable {
  enum Grade: String, Sendable, Comparable {
    case ok
    case warning
    case failure

    static func < (left: Self, right: Self) -> Bool { left.order < right.order }

    private var order: Int {
      switch self {
      case .ok: 0
      case .warning: 1
      case .failure: 2
      }
    }
  }

  /// What was looked at; the words are part of the JSON's contract.
  enum Check: String, Sendable, CaseIterable {
    case configuration
    case database
    case inbox
    case fileSystem = "file-system"
    case folders
    case mount
    case space
    case durability
    case clock
    case watches
    case reader
    case confinement
    case journal
    case publication
    case service
    case alerts
  }

  var check: Check
  var grade: Grade
  /// A tenant's name or a path; `nil` for the machine as a whole.
  var place: String?
  var finding: Words
  /// What to do; only where something is wrong.
  var remedy: Words?

  static func ok(_ check: Check, _ place: String? = nil, _ finding: Words) -> Diagnosis {
    Diagnosis(check: check, grade: .ok, place: place, finding: finding)
  }
}

/// A sentence for the administrator in both of his languages.
///
/// The doctor speaks to whoever has a shell here, not to the office; its texts are not in the catalogue of the
/// German results.
struct Words: Sendable {
  enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case german = "de"

    /// As the terminal's locale says: `LC_ALL`, then `LC_MESSAGES`, then `LANG`.
    init(environment: [String: String]) {
      let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
      self = locale?.hasPrefix("de") == true ? .german : .english
    }
  }

  var english: String
  var german: String

  init(_ english: String, _ german: String) {
    self.english = english
    self.german = german
  }

  /// The same in both languages: a name, a number, the system's own message.
  init(plain: String) { self.init(plain, plain) }

  func text(_ language: Language) -> String { language == .german ? german : english }
}

extension Diagnosis.Check {
  /// The check's name in a report.
  var title: Words {
    switch self {
    case .configuration: Words("configuration", "Konfiguration")
    case .database: Words("database", "Datenbank")
    case .inbox: Words("inbox", "Eingang")
    case .fileSystem: Words("file system", "Dateisystem")
    case .folders: Words("rights", "Rechte")
    case .mount: Words("unit", "Unit")
    case .space: Words("space", "Platz")
    case .durability: Words("fsync", "fsync")
    case .clock: Words("clock", "Uhr")
    case .watches: Words("inotify", "inotify")
    case .reader: Words("reader", "Leser")
    case .confinement: Words("confinement", "Abschottung")
    case .journal: Words("journal", "Journal")
    case .publication: Words("publication", "Bereitstellung")
    case .service: Words("service", "Dienst")
    case .alerts: Words("alerts", "Meldungen")
    }
  }
}
