public import Accounting
import FoundationEssentials
public import Invoice

/// What somebody who knows better has said about one invoice: the account of each of its lines.
///
/// The room `Learning` is the memory of each tenant: an append-only log of corrections, and the model that
/// replaying it gives. Nothing of one tenant is ever seen by another (fault 62). It knows the accounts and the
/// database, no folder and no format.
public struct Correction: Hashable, Sendable, Codable {
  /// Who says it: a later word of the same role replaces an earlier one, a lower role never a higher (fault 61).
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// Somebody in the tenant's office.
    case clerk
    /// The tenant's bookkeeper or owner.
    case bookkeeper
    /// The tax adviser; batches that he has posted count as his word.
    case adviser

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
      switch self {
      case .clerk: 0
      case .bookkeeper: 1
      case .adviser: 2
      }
    }
  }

  /// One line of the invoice, by what it is known again.
  public struct Line: Hashable, Sendable, Codable {
    public var account: AccountNumber
    /// BT-155, as printed.
    public var articleNumber: String?
    /// BT-153, as printed.
    public var text: String?
    /// The net price of one piece: beyond the limits of EStG § 6 (2) the same thing has another account.
    public var unitPrice: Amount?

    public init(
      account: AccountNumber, articleNumber: String? = nil, text: String? = nil, unitPrice: Amount? = nil
    ) {
      self.account = account
      self.articleNumber = articleNumber
      self.text = text
      self.unitPrice = unitPrice
    }

    enum CodingKeys: String, CodingKey {
      case account = "k"
      case articleNumber = "a"
      case text = "t"
      case unitPrice = "p"
    }
  }

  public var role: Role
  /// A name for the audit trail.
  public var person: String
  /// The supplier's key as the database has it; `nil` for a posting of before, which names only a creditor.
  public var supplier: String?
  /// The creditor of a posting of before.
  public var creditor: AccountNumber?
  /// The words of a posting of before.
  public var postingText: String?
  public var lines: [Line]
  /// Whether other lines of the invoice are still open: then nothing follows for the supplier as a whole.
  public var isPartial: Bool?

  public init(
    role: Role, person: String, supplier: String?, lines: [Line], creditor: AccountNumber? = nil,
    postingText: String? = nil
  ) {
    self.role = role
    self.person = person
    self.supplier = supplier
    self.lines = lines
    self.creditor = creditor
    self.postingText = postingText
  }

  enum CodingKeys: String, CodingKey {
    case role = "r"
    case person = "w"
    case supplier = "s"
    case creditor = "c"
    case postingText = "x"
    case lines = "l"
    case isPartial = "o"
  }

  /// With sorted keys: the same correction is always the same text.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers only, which always encode.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  public init(json: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
  }
}
