/// What the words in the last column mean.
public enum SpokenAnswer: Hashable, Sendable {
  /// It is right as proposed.
  case right
  case notAnInvoice
  case discard
  case readAnew
  /// It only resembles the other document.
  case noDuplicate
  /// The file is one invoice, or the same invoice as another document's.
  case join(with: String?)
  /// Before which pages to cut the file, from 2.
  case cut([Int])
  case withdraw
  /// Anything else: the right value.
  case value(String)

  /// - Parameter isWhole: Whether the row is about the whole invoice.
  public init(_ text: String, isWhole: Bool) {
    let word = CorrectableField.folded(text)
    if Self.approval.contains(word) || ["✓", "✔"].contains(text) {
      self = .right
      return
    }
    guard isWhole else {
      self = .value(text)
      return
    }
    switch word {
    case "keinbeleg", "keinerechnung", "keinebuchung": self = .notAnInvoice
    case "verwerfen", "verworfen", "löschen", "loeschen": self = .discard
    case "neueinlesen", "neulesen", "nochmallesen": self = .readAnew
    case "keindublette", "keinedublette", "keinduplikat", "keindoppel", "nichtdoppelt": self = .noDuplicate
    case "zurückziehen", "zurueckziehen", "stornieren", "storno": self = .withdraw
    default:
      if word.hasPrefix("zusammenführen") || word.hasPrefix("zusammenfuehren") {
        let key = text.split(separator: " ").last.map(String.init) ?? ""
        self = .join(with: CorrectionList.parts(of: key).job == nil ? nil : key)
      } else if word.hasPrefix("trennen") {
        let pages = text.split { !$0.isNumber }.compactMap { Int($0) }.filter { 2...10_000 ~= $0 }
        self = pages.isEmpty ? .value(text) : .cut(Array(Set(pages)).sorted())
      } else {
        self = .value(text)
      }
    }
  }

  private static let approval: Set<String> = [
    "stimmt", "ok", "okay", "ja", "x", "richtig", "buchen", "passt", "korrekt", "j",
  ]
}
