import Accounting
import Invoice
import Reading

extension ResultDocument {
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      document: try values.decode(DocumentInfo.self, forKey: .document),
      status: try values.decode(Status.self, forKey: .status))
    schemaVersion = try values.decode(Int.self, forKey: .schemaVersion)
    readFrom = try values.decodeIfPresent(ReadFrom.self, forKey: .readFrom)
    reasons = try values.decodeIfPresent([Reason].self, forKey: .reasons) ?? []
    notes = try values.decodeIfPresent([Reason].self, forKey: .notes) ?? []
    documentType = try values.decodeIfPresent(DocumentType.self, forKey: .documentType)
    invoiceNumber = try values.decodeIfPresent(String.self, forKey: .invoiceNumber)
    issueDate = try values.decodeIfPresent(CalendarDay.self, forKey: .issueDate)
    deliveryDate = try values.decodeIfPresent(CalendarDay.self, forKey: .deliveryDate)
    dueDate = try values.decodeIfPresent(CalendarDay.self, forKey: .dueDate)
    servicePeriod = try values.decodeIfPresent(DayPeriod.self, forKey: .servicePeriod)
    currency = try values.decodeIfPresent(CurrencyCode.self, forKey: .currency)
    seller = try values.decodeIfPresent(Seller.self, forKey: .seller) ?? Seller()
    buyer = try values.decodeIfPresent(Buyer.self, forKey: .buyer) ?? Buyer()
    netTotal = try values.decodeIfPresent(Amount.self, forKey: .netTotal)
    taxTotal = try values.decodeIfPresent(Amount.self, forKey: .taxTotal)
    grossTotal = try values.decodeIfPresent(Amount.self, forKey: .grossTotal)
    prepaidTotal = try values.decodeIfPresent(Amount.self, forKey: .prepaidTotal)
    tip = try values.decodeIfPresent(Amount.self, forKey: .tip)
    payable = try values.decodeIfPresent(Amount.self, forKey: .payable)
    taxes = try values.decodeIfPresent([Tax].self, forKey: .taxes) ?? []
    skonto = try values.decodeIfPresent([CashDiscount].self, forKey: .skonto) ?? []
    taxCase = try values.decodeIfPresent(TaxCase.self, forKey: .taxCase)
    lines = try values.decodeIfPresent([Line].self, forKey: .lines) ?? []
    bookings = try values.decodeIfPresent([Booking].self, forKey: .bookings) ?? []
    attachments = try values.decodeIfPresent([Attachment].self, forKey: .attachments) ?? []
    evidence = try values.decodeIfPresent([String: Evidence].self, forKey: .evidence) ?? [:]
    confidence = try values.decodeIfPresent(Double.self, forKey: .confidence) ?? 0
    checks = try values.decodeIfPresent([Check].self, forKey: .checks) ?? []
    timings = try values.decodeIfPresent([String: Double].self, forKey: .timings) ?? [:]
  }
}

extension ResultDocument.DocumentInfo {
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    file = try values.decode(String.self, forKey: .file)
    sha256 = try values.decode(String.self, forKey: .sha256)
    pages = try values.decode(Int.self, forKey: .pages)
    part = try values.decodeIfPresent(Int.self, forKey: .part) ?? 1
    parts = try values.decodeIfPresent(Int.self, forKey: .parts) ?? 1
    receivedAt = try values.decodeIfPresent(String.self, forKey: .receivedAt)
    let range = try values.decodeIfPresent([Int].self, forKey: .pageRange)
    if let range, range.count == 2, range[0] <= range[1] { pageRange = range[0]...range[1] }
  }
}
