import FoundationEssentials

/// What a person has said about a document that was held: kept with the job and applied whenever it is read.
///
/// Later words are added to earlier ones; a later word about the same thing replaces the earlier one.
public struct PersonsAnswer: Hashable, Sendable, Codable {
  /// What is to become of one invoice of the document.
  public enum Verdict: String, Hashable, Sendable, Codable {
    /// Book as proposed, with the values that were put right.
    case confirmed
    case notAnInvoice = "not_an_invoice"
    /// Not to be booked, and of no use.
    case discarded
    /// The same invoice as another document's; that one counts.
    case sameAs = "same_as"
  }

  /// One value that was put right or confirmed.
  public struct Value: Hashable, Sendable, Codable {
    /// Counts from 0 within the document.
    public var part: Int
    /// As in the JSON result, or ``CorrectableField/everyAccount``.
    public var path: String
    /// What the program had proposed, as ``CorrectableField`` writes values; `nil` where it had nothing.
    public var old: String?
    public var new: String

    public init(part: Int, path: String, old: String?, new: String) {
      self.part = part
      self.path = path
      self.old = old
      self.new = new
    }
  }

  /// By part.
  public var verdicts: [Int: Verdict]
  public var values: [Value]
  /// Somebody has compared it with the document that it resembles: it is another invoice.
  public var isNoDuplicate: Bool
  /// The first pages of the invoices in the file, from 1; `nil` leaves the cut to the program.
  public var partStarts: [Int]?
  /// The job of the document that ``Verdict/sameAs`` speaks of.
  public var counterpart: String?
  /// Whose file it was.
  public var person: String

  public init(person: String) {
    verdicts = [:]
    values = []
    isNoDuplicate = false
    self.person = person
  }

  public subscript(part: Int, path: String) -> Value? { values.last { $0.part == part && $0.path == path } }

  /// Adds a later word about one value.
  public mutating func say(_ value: Value) {
    values.removeAll { $0.part == value.part && $0.path == value.path }
    values.append(value)
  }

  /// With sorted keys: the same answer is always the same text.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  public init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }
}
