/// One invoice of a document, as it is staged.
public struct NewInvoice: Hashable, Sendable {
  /// Counts from 0 within the document.
  public var part: Int
  /// The JSON's `status`.
  public var status: String
  /// BT-1 as printed.
  public var invoiceNumber: String?
  /// Identifies the seller as ``SupplierIdentity/key`` does.
  public var sellerKey: String?
  /// `YYYY-MM-DD`.
  public var issueDate: String?
  public var currency: String?
  /// Minor units.
  public var gross: Int64?
  public var resultJSON: String

  public init(
    part: Int, status: String, invoiceNumber: String? = nil, sellerKey: String? = nil,
    issueDate: String? = nil,
    currency: String? = nil, gross: Int64? = nil, resultJSON: String
  ) {
    self.part = part
    self.status = status
    self.invoiceNumber = invoiceNumber
    self.sellerKey = sellerKey
    self.issueDate = issueDate
    self.currency = currency
    self.gross = gross
    self.resultJSON = resultJSON
  }
}

/// One stored invoice.
public struct InvoiceRow: Hashable, Sendable {
  public var job: String
  public var tenant: String
  public var jobState: JobState
  /// What its document was read from, in the words of the JSON result.
  public var readFrom: String?
  public var part: Int
  public var status: String
  public var invoiceNumber: String?
  public var normalisedNumber: String?
  public var sellerKey: String?
  public var issueDate: String?
  public var currency: String?
  public var gross: Int64?
  public var resultJSON: String
}

/// Invoice numbers as two people would call them the same.
public enum InvoiceNumber {
  /// Upper case, nothing but letters and digits, no leading zeros in a block of digits.
  ///
  /// `RE-2026/0047`, `re 2026 47` and `RE2026-0047` differ only in how they were printed or read. Blocks stay
  /// apart by one `-` where digits would run together, so that `1-23` is not `12-3`. `nil` without a letter or digit.
  public static func normalised(_ text: String) -> String? {
    var result = ""
    var digits = ""
    var separated = false
    func flush() {
      guard !digits.isEmpty else { return }
      if separated, result.last?.isNumber == true { result += "-" }
      let significant = digits.drop { $0 == "0" }
      result += significant.isEmpty ? "0" : String(significant)
      digits = ""
      separated = false
    }
    for character in text.uppercased() {
      if character.isNumber, character.isASCII {
        digits.append(character)
      } else if character.isLetter {
        flush()
        separated = false
        result.append(character)
      } else {
        flush()
        separated = true
      }
    }
    flush()
    return result.isEmpty ? nil : result
  }
}
