/// Where the terms of EN 16931 stand in one document, the same for both syntaxes.
///
/// Readers of a syntax fill it; the builder of the `Invoice` and the rules only look here. Values stay text in
/// the tree, because a rule wants the number as printed.
struct BusinessTerms: Sendable {
  var syntax: EInvoiceSyntax
  /// BT-24.
  var specification = Term.none
  /// BT-23.
  var businessProcess = Term.none
  /// BT-1.
  var number = Term.none
  /// BT-2.
  var issueDate = Term.none
  /// BT-3.
  var typeCode = Term.none
  /// The document's own heading (CII extended, ZUGFeRD 1.0).
  var heading = Term.none
  /// BT-5.
  var currency = Term.none
  /// BT-6.
  var taxCurrency = Term.none
  /// BT-7.
  var taxPointDates: [Term] = []
  /// BT-8.
  var taxPointCodes: [Term] = []
  /// BT-9.
  var dueDates: [Term] = []
  /// BT-10.
  var buyerReference = Term.none
  /// BT-12.
  var contract = Term.none
  /// BT-17, the tender or lot.
  var tenders: [Term] = []
  /// BT-20.
  var paymentTerms: [Term] = []
  /// Structured discounts of CII extended and ZUGFeRD 1.0: days and percent.
  var structuredDiscounts: [DiscountTerms] = []
  /// BG-1: BT-21 and BT-22.
  var notes: [NoteTerms] = []
  /// BG-3.
  var precedingInvoices: [PrecedingTerms] = []
  /// BG-4.
  var seller = PartyTerms()
  /// BG-7.
  var buyer = PartyTerms()
  /// BG-10.
  var payees: [PartyTerms] = []
  /// BG-11.
  var taxRepresentatives: [PartyTerms] = []
  /// BG-13.
  var delivery = DeliveryTerms()
  /// BG-14.
  var period = PeriodTerms()
  /// BG-16.
  var paymentMeans: [PaymentMeansTerms] = []
  /// BT-83.
  var remittance = Term.none
  /// BT-89 in CII, where it stands outside the payment means.
  var mandate = Term.none
  /// BT-90.
  var creditorIdentifiers: [Term] = []
  /// BG-20 and BG-21.
  var allowances: [AllowanceTerms] = []
  /// BG-22.
  var totals = TotalsTerms()
  /// BT-110 and BT-111, each with its group.
  var taxTotals: [TaxTotalTerms] = []
  /// BG-23.
  var breakdowns: [BreakdownTerms] = []
  /// BG-24, and the carriers of BT-17 and BT-18.
  var documents: [SupportingDocumentTerms] = []
  /// BG-DEX-09, payments of third parties.
  var thirdPartyPayments: [ThirdPartyPaymentTerms] = []
  /// BG-25.
  var lines: [LineTerms] = []
}

/// The syntaxes of section 1 of the mapping.
public enum EInvoiceSyntax: String, Hashable, Sendable, Codable, CaseIterable {
  /// UN/CEFACT Cross Industry Invoice: ZUGFeRD 2, Factur-X, XRechnung.
  case cii
  case ublInvoice = "ubl"
  case ublCreditNote = "ubl_credit_note"
  /// The Cross Industry Document of 2014.
  case zugferd1

  var isUBL: Bool { self == .ublInvoice || self == .ublCreditNote }
}

struct NoteTerms: Sendable {
  /// BT-21; in UBL it stands in the text as `#AAI#`.
  var code = Term.none
  /// BT-22.
  var text = Term.none
}

struct PrecedingTerms: Sendable {
  var group = Term.none
  /// BT-25.
  var number = Term.none
  /// BT-26.
  var date = Term.none
}

struct DiscountTerms: Sendable {
  var days = Term.none
  var percent = Term.none
}

struct PartyTerms: Sendable {
  var group = Term.none
  /// BT-27, BT-44, BT-59 or BT-62.
  var name = Term.none
  /// BT-28 or BT-45.
  var tradingName = Term.none
  /// BT-29, BT-46 or BT-60, without global ones in CII.
  var identifiers: [Term] = []
  /// The same with a scheme, in CII an element of its own.
  var globalIdentifiers: [Term] = []
  /// BT-30, BT-47 or BT-61.
  var legalIdentifier = Term.none
  /// Every tax registration of the scheme VAT: BT-31, BT-48 or BT-63.
  var vatIdentifiers: [Term] = []
  /// BT-32.
  var taxNumbers: [Term] = []
  /// BT-34 or BT-49.
  var electronicAddress = Term.none
  /// BG-5, BG-8 or BG-12.
  var address = AddressTerms()
  /// BG-6 or BG-9.
  var contact = Term.none
  /// BT-41 (in CII the person's name, else the department's).
  var contactNames: [Term] = []
  /// BT-42.
  var telephone = Term.none
  /// BT-43.
  var mail = Term.none

  var vatIdentifier: Term { vatIdentifiers.first ?? .none }
  var taxNumber: Term { taxNumbers.first ?? .none }
}

struct AddressTerms: Sendable {
  var group = Term.none
  /// BT-35, BT-50, BT-64 or BT-75.
  var street = Term.none
  /// The second line.
  var additional = Term.none
  /// BT-37, BT-52, BT-66 or BT-77.
  var city = Term.none
  /// BT-38, BT-53, BT-67 or BT-78.
  var postcode = Term.none
  /// BT-40, BT-55, BT-69 or BT-80.
  var country = Term.none
}

struct DeliveryTerms: Sendable {
  var group = Term.none
  /// BT-70.
  var name = Term.none
  /// BT-71.
  var locations: [Term] = []
  /// BT-72.
  var date = Term.none
  /// BG-15.
  var address = AddressTerms()
}

struct PeriodTerms: Sendable {
  var group = Term.none
  /// BT-73 or BT-134.
  var start = Term.none
  /// BT-74 or BT-135.
  var end = Term.none
}

struct PaymentMeansTerms: Sendable {
  var group = Term.none
  /// BT-81.
  var code = Term.none
  /// BG-17: BT-84 to BT-86.
  var accounts: [AccountTerms] = []
  /// BG-18.
  var card = Term.none
  /// BT-87.
  var cardNumber = Term.none
  /// BG-19 in UBL.
  var mandateGroup = Term.none
  /// BT-89 in UBL.
  var mandate = Term.none
  /// BT-91.
  var debitedAccount = Term.none
  /// The bank of the payee in CII (the path of BT-86).
  var bank = Term.none
}

struct AccountTerms: Sendable {
  var group = Term.none
  /// BT-84 as IBAN; in UBL any account.
  var iban = Term.none
  /// BT-84 as another number (CII).
  var proprietary = Term.none
  /// BT-85.
  var holder = Term.none

  var number: Term { iban.or(proprietary) }
}

/// BG-20, BG-21, BG-27 or BG-28.
struct AllowanceTerms: Sendable {
  var group = Term.none
  var isCharge = false
  var indicator = Term.none
  /// BT-92, BT-99, BT-136 or BT-141.
  var amount = Term.none
  /// BT-93, BT-100, BT-137 or BT-142.
  var base = Term.none
  /// BT-94, BT-101, BT-138 or BT-143.
  var percent = Term.none
  /// BT-97, BT-104, BT-139 or BT-144.
  var reason = Term.none
  /// BT-98, BT-105, BT-140 or BT-145.
  var reasonCode = Term.none
  /// BT-95 or BT-102, BT-96 or BT-103.
  var tax = TaxTerms()
  /// Freight of CII extended and ZUGFeRD 1.0, which counts as a charge.
  var isLogistics = false
}

/// A category with its rate.
struct TaxTerms: Sendable {
  var group = Term.none
  var category = Term.none
  var rate = Term.none
  /// `VAT`, where the syntax says which tax it is.
  var scheme = Term.none
}

struct TotalsTerms: Sendable {
  var group = Term.none
  /// BT-106.
  var lines = Term.none
  /// BT-107.
  var allowances = Term.none
  /// BT-108.
  var charges = Term.none
  /// BT-109.
  var net = Term.none
  /// BT-112.
  var gross = Term.none
  /// BT-113.
  var prepaid = Term.none
  /// BT-114.
  var rounding = Term.none
  /// BT-115.
  var payable = Term.none
}

struct TaxTotalTerms: Sendable {
  var group = Term.none
  /// BT-110 or BT-111.
  var amount = Term.none
  /// Which of ``BusinessTerms/breakdowns`` stand in it (UBL).
  var breakdowns: Range<Int> = 0..<0
}

/// BG-23.
struct BreakdownTerms: Sendable {
  var group = Term.none
  /// BT-116.
  var taxable = Term.none
  /// BT-117.
  var amount = Term.none
  /// BT-118 and BT-119.
  var tax = TaxTerms()
  /// BT-120.
  var reason = Term.none
  /// BT-121.
  var reasonCode = Term.none
}

struct SupportingDocumentTerms: Sendable {
  var group = Term.none
  /// BT-122.
  var number = Term.none
  /// BT-123.
  var description = Term.none
  /// BT-124.
  var location = Term.none
  /// Whether there is an external reference at all (UBL).
  var external = Term.none
  /// BT-125; the attributes hold type and name.
  var attachment = Term.none
  /// 130 for BT-18, 50 for BT-17, 916 for BG-24.
  var typeCode = Term.none
  /// BT-18-1.
  var scheme = Term.none
}

struct ThirdPartyPaymentTerms: Sendable {
  var group = Term.none
  /// BT-DEX-001.
  var kind = Term.none
  /// BT-DEX-002.
  var amount = Term.none
  /// BT-DEX-003.
  var description = Term.none
}

/// BG-25, or a sub line of the extension.
struct LineTerms: Sendable {
  var group = Term.none
  /// BT-126.
  var number = Term.none
  /// The line above it (CII extended).
  var parent = Term.none
  /// `DETAIL`, `GROUP` or `INFORMATION` (CII extended).
  var status = Term.none
  /// BT-127.
  var notes: [Term] = []
  /// BT-128 and its type code.
  var objects: [SupportingDocumentTerms] = []
  /// BT-129; the unit BT-130 is its attribute.
  var quantity = Term.none
  /// BT-131.
  var net = Term.none
  /// BG-26.
  var period = PeriodTerms()
  /// BG-27 and BG-28.
  var allowances: [AllowanceTerms] = []
  /// BT-146.
  var price = Term.none
  /// BT-148.
  var grossPrice = Term.none
  /// BT-147, with its indicator.
  var priceAllowances: [AllowanceTerms] = []
  /// BT-149; the unit BT-150 is its attribute.
  var baseQuantity = Term.none
  /// BT-149 of the gross price (CII).
  var grossBaseQuantity = Term.none
  /// BT-151 and BT-152.
  var tax = TaxTerms()
  /// How many tax groups the line has.
  var taxCount = 0
  /// BT-153.
  var name = Term.none
  /// BT-154.
  var description = Term.none
  /// BT-155.
  var sellerArticle = Term.none
  /// BT-157.
  var standardArticle = Term.none
  /// BT-158.
  var classes: [Term] = []
  /// BT-159.
  var origin = Term.none
  /// BG-32: group, BT-160, BT-161.
  var attributes: [AttributeTerms] = []
  /// Sub lines of the XRechnung extension (UBL).
  var subLines: [LineTerms] = []
}

struct AttributeTerms: Sendable {
  var group = Term.none
  /// BT-160.
  var name = Term.none
  /// BT-161.
  var value = Term.none
}
