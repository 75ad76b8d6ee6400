/// A text classifier that somebody has given to the daemon.
public struct ModelRow: Hashable, Sendable, Identifiable {
  public enum Role: String, Hashable, Sendable {
    /// Answers beside the champion; nothing is booked by it.
    case challenger
    /// Decides, in the place of the one that was installed.
    case champion
    /// Was one of the two.
    case retired
  }

  public var id: Int64
  /// Empty for every tenant that has none of his own.
  public var tenant: String
  public var name: String
  public var sha256: String
  public var addedAt: Timestamp
  public var role: Role
}

/// What champion and challenger have answered about the lines of one invoice, in their order.
public struct ShadowInvoice: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    /// `nil` where no account was named.
    public var champion: String?
    public var challenger: String?

    public init(champion: String?, challenger: String?) {
      self.champion = champion
      self.challenger = challenger
    }
  }

  public var job: String
  /// Counts from 0 within the document.
  public var part: Int
  public var lines: [Line]

  public init(job: String, part: Int, lines: [Line]) {
    self.job = job
    self.part = part
    self.lines = lines
  }
}
