/// What was posted before for the lines and the supplier of one invoice: the seam where learning meets this room.
public struct SupplierMemory: Hashable, Sendable, Codable {
  /// How often an account was posted for something.
  public struct Count: Hashable, Sendable, Codable {
    public var account: AccountNumber
    public var times: Int
    /// All postings of the same thing, whatever the account.
    public var total: Int
    /// Another account that was said for the same thing.
    public var against: AccountNumber?
    /// It was the account of most lines of its invoice: what follows the main item says nothing of its own then.
    public var isMainAccount: Bool

    public init(
      account: AccountNumber, times: Int, total: Int, against: AccountNumber? = nil,
      isMainAccount: Bool = false
    ) {
      self.account = account
      self.times = times
      self.total = total
      self.against = against
      self.isMainAccount = isMainAccount
    }
  }

  /// A line of this supplier whose account is known, whatever invoice it stood on.
  public struct Example: Hashable, Sendable, Codable {
    public var text: String
    public var account: AccountNumber

    public init(text: String, account: AccountNumber) {
      self.text = text
      self.account = account
    }
  }

  /// By the line's place in the invoice: what was posted for its article or text at this supplier.
  public var lines: [Int: Count]
  /// By the line's place: what was posted for its text at other suppliers.
  public var elsewhere: [Int: Count]
  /// The supplier's usual account, over invoices.
  public var usual: Count?
  /// Some of the supplier's known lines: where the tenant's accounts differ from the house's, they show how.
  public var examples: [Example]

  public init(
    lines: [Int: Count] = [:], elsewhere: [Int: Count] = [:], usual: Count? = nil, examples: [Example] = []
  ) {
    self.lines = lines
    self.elsewhere = elsewhere
    self.usual = usual
    self.examples = examples
  }

  public var isEmpty: Bool { lines.isEmpty && elsewhere.isEmpty && usual == nil && examples.isEmpty }

  /// A line text made comparable: folded, each number as one `#`, so that "Abschlag Mai 2025" meets "Abschlag Mai 2026".
  public static func key(for description: String) -> String {
    var bytes: [UInt8] = []
    for byte in FoldedText(description).bytes {
      guard FoldedText.isDigit(byte) else {
        bytes.append(byte)
        continue
      }
      if bytes.last != UInt8(ascii: "#") { bytes.append(UInt8(ascii: "#")) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
