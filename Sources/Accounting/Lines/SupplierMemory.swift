/// What was posted before for one supplier of one tenant: the seam where learning meets this room.
public struct SupplierMemory: Hashable, Sendable, Codable {
  /// How often an account was posted for something.
  public struct Count: Hashable, Sendable, Codable {
    public var account: AccountNumber
    public var times: Int
    /// All postings of the same thing, whatever the account.
    public var total: Int

    public init(account: AccountNumber, times: Int, total: Int) {
      self.account = account
      self.times = times
      self.total = total
    }
  }

  /// By article number (BT-155), as printed.
  public var byArticleNumber: [String: Count]
  /// By line text, folded with ``key(for:)``.
  public var byText: [String: Count]
  /// The supplier's usual account, over invoices.
  public var usual: Count?

  public init(byArticleNumber: [String: Count] = [:], byText: [String: Count] = [:], usual: Count? = nil) {
    self.byArticleNumber = byArticleNumber
    self.byText = byText
    self.usual = usual
  }

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
