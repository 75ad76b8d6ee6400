public import Accounting
public import FoundationEssentials
public import Invoice
public import Reading

/// The JSON result of one invoice, the program's public contract (schema version 1).
///
/// The room `Results` holds what people and programs read: this document, the sheets made from it and the
/// German text catalogue. A value that was not found has no member; nothing is an empty string or a guess.
public struct ResultDocument: Hashable, Sendable, Decodable {
  public static let currentSchemaVersion = 1

  public enum Status: String, Hashable, Sendable, Decodable, CaseIterable {
    /// May be posted unseen.
    case booked
    /// A person must look.
    case review
    /// Unreadable, hostile or broken.
    case rejected
    case notAnInvoice = "not_an_invoice"
    case duplicate
  }

  public var schemaVersion = currentSchemaVersion
  public var document: DocumentInfo
  public var readFrom: ReadFrom?
  public var status: Status
  /// For every status but `booked` at least one.
  public var reasons: [Reason]
  /// Worth knowing, without a say in the status.
  public var notes: [Reason]
  public var documentType: DocumentType?
  /// BT-1.
  public var invoiceNumber: String?
  /// BT-2.
  public var issueDate: CalendarDay?
  /// BT-72.
  public var deliveryDate: CalendarDay?
  /// BT-9.
  public var dueDate: CalendarDay?
  /// BG-14.
  public var servicePeriod: DayPeriod?
  /// BT-5.
  public var currency: CurrencyCode?
  /// BG-4.
  public var seller: Seller
  /// BG-7.
  public var buyer: Buyer
  /// BT-109.
  public var netTotal: Amount?
  /// BT-110.
  public var taxTotal: Amount?
  /// BT-112.
  public var grossTotal: Amount?
  /// BT-113.
  public var prepaidTotal: Amount?
  public var tip: Amount?
  /// BT-115.
  public var payable: Amount?
  /// BG-23.
  public var taxes: [Tax]
  /// BT-20.
  public var skonto: [CashDiscount]
  /// Written as `null` where no case of the list fits.
  public var taxCase: TaxCase?
  /// BG-25.
  public var lines: [Line]
  public var bookings: [Booking]
  /// The files that came inside the e-invoice (BG-24) or its PDF.
  public var attachments: [Attachment]
  /// By field path, such as `lines[3].net_amount` (counted from 0).
  public var evidence: [String: Evidence]
  /// The chance that number, date, seller, totals and every booking are right.
  public var confidence: Double
  public var checks: [Check]
  /// Milliseconds by stage.
  public var timings: [String: Double]

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case document, status, reasons, notes, currency, seller, buyer, tip, payable, taxes, skonto, lines
    case bookings, attachments, evidence, confidence, checks
    case readFrom = "read_from"
    case documentType = "document_type"
    case invoiceNumber = "invoice_number"
    case issueDate = "issue_date"
    case deliveryDate = "delivery_date"
    case dueDate = "due_date"
    case servicePeriod = "service_period"
    case netTotal = "net_total"
    case taxTotal = "tax_total"
    case grossTotal = "gross_total"
    case prepaidTotal = "prepaid_total"
    case taxCase = "tax_case"
    case timings = "timings_ms"
  }

  public init(document: DocumentInfo, status: Status) {
    self.document = document
    self.status = status
    reasons = []
    notes = []
    seller = Seller()
    buyer = Buyer()
    taxes = []
    skonto = []
    lines = []
    bookings = []
    attachments = []
    evidence = [:]
    confidence = 0
    checks = []
    timings = [:]
  }
}

extension ResultDocument {
  /// Which file, and which part of it.
  public struct DocumentInfo: Hashable, Sendable, Decodable {
    /// Stable, from content; see ``identifier(sha256:part:parts:)``.
    public var id: String
    /// The original name; bytes that are no UTF-8 are replaced.
    public var file: String
    /// 64 hexadecimal digits.
    public var sha256: String
    /// Pages of the whole file; 0 for XML.
    public var pages: Int
    /// From 1.
    public var part: Int
    public var parts: Int
    /// First and last page of this part, from 1.
    public var pageRange: ClosedRange<Int>?
    /// RFC 3339.
    public var receivedAt: String?

    enum CodingKeys: String, CodingKey {
      case id, file, sha256, pages, part, parts
      case pageRange = "page_range"
      case receivedAt = "received_at"
    }

    public init(
      file: String, sha256: String, pages: Int, part: Int = 1, parts: Int = 1,
      pageRange: ClosedRange<Int>? = nil, receivedAt: String? = nil
    ) {
      id = Self.identifier(sha256: sha256, part: part, parts: parts)
      self.file = file
      self.sha256 = sha256
      self.pages = pages
      self.part = part
      self.parts = parts
      self.pageRange = pageRange
      self.receivedAt = receivedAt
    }

    /// The first 16 digits of the hash, and the part's number where the file has several.
    public static func identifier(sha256: String, part: Int, parts: Int) -> String {
      parts > 1 ? "\(sha256.prefix(16))-\(part)" : String(sha256.prefix(16))
    }
  }

  /// Why a document is not booked, or what is worth knowing about it.
  public struct Reason: Hashable, Sendable, Decodable {
    /// Stable, upper snake case, or a rule of the standard: `BR-CO-15`.
    public var code: String
    /// A field path.
    public var field: String?
    /// German, one sentence, with the remedy.
    public var message: String

    public init(code: String, field: String? = nil, message: String) {
      self.code = code
      self.field = field
      self.message = message
    }
  }

  /// A file that came inside the document; its bytes lie beside the original.
  public struct Attachment: Hashable, Sendable, Decodable {
    /// As stated; never a path.
    public var name: String
    /// As stated, or by content for a file in a PDF.
    public var mediaType: String?
    /// BT-123.
    public var description: String?
    /// In bytes.
    public var size: Int
    public var origin: AttachedFile.Origin
    /// Whether it was taken out; a file that is too large, damaged or a program stays in the original only.
    public var isTaken: Bool

    enum CodingKeys: String, CodingKey {
      case name, description, size
      case mediaType = "media_type"
      case origin = "inside"
      case isTaken = "taken"
    }

    public init(_ file: AttachedFile) {
      name = file.name
      mediaType = file.mediaType.nonEmpty
      description = file.description?.nonEmpty
      size = file.byteCount
      origin = file.origin
      isTaken = file.frame != nil
    }
  }

  public struct Seller: Hashable, Sendable, Decodable {
    /// BT-27.
    public var name: String?
    /// BT-31 as stated, also where its check digit is wrong.
    public var vatIdentifier: String?
    /// BT-32.
    public var taxNumber: String?
    /// BT-84 as stated, also where it is no IBAN.
    public var iban: String?
    public var street: String?
    public var postcode: String?
    public var city: String?
    public var country: String?
    /// The DATEV account to which it is posted.
    public var creditorAccount: AccountNumber?

    enum CodingKeys: String, CodingKey {
      case name, iban, street, postcode, city, country
      case vatIdentifier = "vat_id"
      case taxNumber = "tax_number"
      case creditorAccount = "creditor_account"
    }

    public init() {}
  }

  public struct Buyer: Hashable, Sendable, Decodable {
    /// BT-44.
    public var name: String?
    /// BT-48 as stated, also where its check digit is wrong.
    public var vatIdentifier: String?
    /// BT-46.
    public var customerNumber: String?

    enum CodingKeys: String, CodingKey {
      case name
      case vatIdentifier = "vat_id"
      case customerNumber = "customer_number"
    }

    public init() {}
  }

  public struct Tax: Hashable, Sendable, Decodable {
    /// BT-118.
    public var category: VATCategory?
    /// BT-119.
    public var rate: VATRate?
    /// BT-116.
    public var basis: Amount?
    /// BT-117.
    public var amount: Amount?
    /// BT-120.
    public var exemptionReason: String?

    enum CodingKeys: String, CodingKey {
      case category, rate, basis, amount
      case exemptionReason = "exemption_reason"
    }

    public init() {}
  }

  public struct Line: Hashable, Sendable, Decodable {
    public var position: Int
    /// BT-155.
    public var articleNumber: String?
    /// BT-153.
    public var description: String?
    /// BT-129.
    public var quantity: DecimalText?
    /// BT-130.
    public var unit: String?
    /// BT-146.
    public var unitPrice: DecimalText?
    /// BT-149.
    public var priceUnit: DecimalText?
    public var discountPercent: DecimalText?
    /// BT-131.
    public var netAmount: Amount?
    /// BT-151.
    public var taxCategory: VATCategory?
    /// BT-152.
    public var taxRate: VATRate?
    public var account: AccountNumber?
    public var accountConfidence: Double?
    public var accountReason: String?
    /// Other accounts that fit, the best first; only where somebody is asked.
    public var alternatives: [Alternative]?

    /// An account that a line may have as well.
    public struct Alternative: Hashable, Sendable, Decodable {
      public var account: AccountNumber
      /// As in the chart.
      public var name: String

      public init(account: AccountNumber, name: String) {
        self.account = account
        self.name = name
      }
    }

    enum CodingKeys: String, CodingKey {
      case position, description, quantity, unit
      case articleNumber = "article_number"
      case unitPrice = "unit_price"
      case priceUnit = "price_unit"
      case discountPercent = "discount_percent"
      case netAmount = "net_amount"
      case taxCategory = "tax_category"
      case taxRate = "tax_rate"
      case account = "skr03"
      case accountConfidence = "skr03_confidence"
      case accountReason = "skr03_reason"
      case alternatives = "skr03_alternatives"
    }

    public init(position: Int) { self.position = position }
  }

  public struct Booking: Hashable, Sendable, Decodable {
    public var account: AccountNumber
    /// The creditor.
    public var contraAccount: AccountNumber?
    public var net: Amount
    /// As printed: zero where the recipient owes the tax.
    public var taxRate: VATRate
    /// Written as `null` where the recipient owes no tax.
    public var selfAssessedRate: VATRate?
    /// The amount that is posted.
    public var gross: Amount
    /// DATEV's BU-Schlüssel; may be empty.
    public var taxKey: String
    /// By the tenant's own rules; `nil` where none matches.
    public var costCentre: String?
    public var text: String
    public var confidence: Double
    public var reason: String

    enum CodingKeys: String, CodingKey {
      case account, net, gross, text, confidence, reason
      case contraAccount = "contra_account"
      case taxRate = "tax_rate"
      case selfAssessedRate = "self_assessed_rate"
      case taxKey = "tax_key"
      case costCentre = "cost_centre"
    }

    public init(_ posting: Posting) {
      account = posting.account
      contraAccount = posting.contraAccount
      net = posting.net
      taxRate = posting.taxRate
      selfAssessedRate = posting.selfAssessedRate
      gross = posting.gross
      taxKey = posting.taxKey
      costCentre = posting.costCentre
      text = posting.text
      confidence = posting.confidence
      reason = posting.reason
    }
  }
}

/// A decimal that JSON states as a string with a dot: `"12.880"`.
public struct DecimalText: Hashable, Sendable, Decodable, CustomStringConvertible {
  public var value: Decimal

  public init(_ value: Decimal) { self.value = value }

  /// With a dot, without an exponent and without thousands separators, whatever the locale.
  public var description: String { value.description }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Decimal(string: text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no decimal"))
    }
    self.init(value)
  }
}
