/// A kind with its content: Beleginfo (columns 21–36) and Zusatzinformation (48–87); always both or neither.
public struct Information: Hashable, Sendable {
  /// At most 20 characters.
  public var art: String
  /// At most 210 characters.
  public var inhalt: String

  public init(art: String, inhalt: String) {
    self.art = art
    self.inhalt = inhalt
  }
}
