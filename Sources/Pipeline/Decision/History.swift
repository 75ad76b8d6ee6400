public import Accounting
public import Invoice

/// What the tenant's database knows about an invoice's seller and number; empty where nobody asked.
public struct History: Hashable, Sendable {
  /// Bank accounts that were seen for this seller before; empty for a new one.
  public var knownIBANs: [IBAN]
  /// The day on which the document came; `nil` where nobody knows, and then its day of issue may be any.
  public var receivedOn: CalendarDay?
  /// An earlier document with the same seller and invoice number, as people would name it.
  public var sameInvoice: String?
  /// Jobs in review that show the same invoice without its data, over which this one leads.
  public var pictures: Set<String> = []
  /// What was posted before for the invoice's lines and its seller.
  public var memory: SupplierMemory?

  public init(
    receivedOn: CalendarDay? = nil, knownIBANs: [IBAN] = [], sameInvoice: String? = nil,
    memory: SupplierMemory? = nil
  ) {
    self.receivedOn = receivedOn
    self.knownIBANs = knownIBANs
    self.sameInvoice = sameInvoice
    self.memory = memory
  }
}
