public import FoundationEssentials

/// A supplier's invoice in the terms of EN 16931, as far as bookkeeping needs it.
///
/// The room `Invoice` holds the semantic model, its amounts, days and identifiers, and the rules of the
/// standard. A value that the document does not state is `nil`: nothing is guessed and nothing is an empty
/// string. Credit notes carry negative totals and lines, whatever the print shows.
public struct Invoice: Hashable, Sendable, Codable {
  /// What kind of invoice it is; from BT-3 or from the page's words.
  public var documentType: DocumentType?
  /// BT-3 as stated by an e-invoice (UNTDID 1001).
  public var typeCode: String?
  /// BT-1.
  public var invoiceNumber: String?
  /// BT-2.
  public var issueDate: CalendarDay?
  /// BT-72.
  public var deliveryDate: CalendarDay?
  /// BG-14.
  public var servicePeriod: DayPeriod?
  /// BT-9.
  public var dueDate: CalendarDay?
  /// BT-5.
  public var currency: CurrencyCode?
  /// BG-4.
  public var seller = Party()
  /// BG-7.
  public var buyer = Party()
  /// BT-109.
  public var netTotal: Amount?
  /// BT-110.
  public var taxTotal: Amount?
  /// BT-112.
  public var grossTotal: Amount?
  /// BT-113.
  public var prepaidTotal: Amount?
  /// A tip on top of the gross total; not part of EN 16931.
  public var tip: Amount?
  /// BT-115; `grossTotal - prepaidTotal + tip`.
  public var payable: Amount?
  /// BG-23.
  public var vatBreakdown: [VATBreakdown] = []
  /// Terms of cash discount (BT-20).
  public var cashDiscounts: [CashDiscount] = []
  /// BG-25, with document-level charges and allowances as lines of their own.
  public var lines: [InvoiceLine] = []
  /// Whether the printed line amounts include tax, as on till receipts.
  public var pricesIncludeTax = false
  /// BT-22, BT-20 and the tax remarks, in the document's own words.
  public var notes: [String] = []
  /// BT-25 of a credit note or correction.
  public var precedingInvoiceNumber: String?
  /// BT-24, the profile of an e-invoice.
  public var specification: String?
  /// BT-81, how it is or was paid (UNTDID 4461): 49 and 59 debit the buyer, 10, 48, 54, 55 and 68 were paid.
  public var paymentMeansCode: String?
  /// BT-59, where somebody else than the seller is to be paid, as with factoring.
  public var payeeName: String?
  /// BT-114, what rounds the amount due; contained in ``payable``.
  public var roundingAmount: Amount?
  /// BT-DEX-002, what is collected for others in the same payment (XRechnung extension); contained in ``payable``.
  public var thirdPartyTotal: Amount?
  /// BT-6, the currency in which the seller accounts for VAT, where it differs from BT-5.
  public var taxCurrency: CurrencyCode?
  /// BT-111, the VAT in ``taxCurrency``.
  public var taxTotalInTaxCurrency: Amount?

  public init() {}
}

/// What kind of invoice a document is; the words are those of the JSON result.
public enum DocumentType: String, Hashable, Sendable, Codable, CaseIterable {
  case invoice
  case creditNote = "credit_note"
  case corrected
  case partial
  case final
  case receipt
}

/// A seller (BG-4) or buyer (BG-7).
public struct Party: Hashable, Sendable, Codable {
  /// BT-27 or BT-44.
  public var name: String?
  /// BT-31 or BT-48.
  public var vatIdentifier: VATIdentifier?
  /// BT-31 or BT-48 as an e-invoice states it, also where it is no well-formed identifier.
  public var statedVATIdentifier: String?
  /// BT-32, as printed.
  public var taxNumber: String?
  /// BT-84; several accounts may be printed, the first is the one to pay to.
  public var ibans: [IBAN] = []
  /// BT-84 as an e-invoice states it, also where it is no IBAN or a wrong one.
  public var statedAccounts: [String] = []
  /// BT-35 or BT-50.
  public var street: String?
  /// BT-38 or BT-53.
  public var postcode: String?
  /// BT-37 or BT-52.
  public var city: String?
  /// BT-40 or BT-55, ISO 3166-1 alpha-2.
  public var country: String?
  /// BT-46 of a buyer: the number by which the seller knows him.
  public var customerNumber: String?

  public init() {}
}

/// A term of cash discount: so many percent off when paid within so many days.
public struct CashDiscount: Hashable, Sendable, Codable {
  public var days: Int
  /// In hundredths of a percent, like a tax rate.
  public var percent: VATRate

  public init(days: Int, percent: VATRate) {
    self.days = days
    self.percent = percent
  }
}

/// An invoice line (BG-25), or a document-level charge or allowance shown as one.
public struct InvoiceLine: Hashable, Sendable, Codable {
  /// Running number from 1; the print may count otherwise.
  public var position: Int
  /// BT-155.
  public var articleNumber: String?
  /// BT-153 and BT-154.
  public var description: String?
  /// BT-129.
  public var quantity: Decimal?
  /// BT-130, as printed.
  public var unit: String?
  /// BT-146 or BT-148, the printed price per `priceUnit` before line discount.
  public var unitPrice: Decimal?
  /// BT-149: 1, 100 or 1000.
  public var priceUnit: Decimal?
  /// The line discount in percent.
  public var discountPercent: Decimal?
  /// BT-131.
  public var netAmount: Amount?
  /// BT-151.
  public var taxCategory: VATCategory?
  /// BT-152.
  public var taxRate: VATRate?
  /// Whether it is a charge or allowance of the whole document (BG-20, BG-21) and no invoice line.
  public var isDocumentLevel = false

  public init(position: Int) { self.position = position }
}
