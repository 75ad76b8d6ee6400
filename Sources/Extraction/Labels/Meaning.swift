/// What a word of the catalogue announces; the raw values are those of `labels.csv`.
enum Meaning: String, CaseIterable, Sendable {
  case number
  case numberWord = "number_word"
  case issueDate = "issue_date"
  case dateWord = "date_word"
  case deliveryDate = "delivery_date"
  case deliveryNote = "delivery_note"
  case dueDate = "due_date"
  case discountDate = "discount_date"
  case period
  case otherDate = "other_date"
  case customerNumber = "customer_number"
  case orderNumber = "order_number"
  case otherNumber = "other_number"
  case net
  case subtotal
  case carry
  case tax
  case gross
  case sum
  case payable
  case prepaid
  case tip
  case discountAmount = "discount_amount"
  case cash
  case unitPrice = "unit_price"
  case quantity
  case deposit
  case otherAmount = "other_amount"
  case insuranceTax = "insurance_tax"
  case vatID = "vat_id"
  case buyerVATID = "buyer_vat_id"
  case taxNumber = "tax_number"
  case iban
  case bank
  case factoring
  case ownAccount = "own_account"
  case sellerMark = "seller_mark"
  case buyerMark = "buyer_mark"
  case deliveryMark = "delivery_mark"
  case managerMark = "manager"
  case legalForm = "legal_form"
  case bankWord = "bank_word"
  case titleInvoice = "title_invoice"
  case titleCredit = "title_credit"
  case titleCorrected = "title_corrected"
  case titlePartial = "title_partial"
  case titleFinal = "title_final"
  case titleReceipt = "title_receipt"
  case kindDeliveryNote = "kind_delivery_note"
  case kindReminder = "kind_reminder"
  case kindOffer = "kind_offer"
  case kindOrderConfirmation = "kind_order_confirmation"
  case kindStatement = "kind_statement"
  case kindLetter = "kind_letter"
  case kindAdvertising = "kind_advertising"
  case phraseReverse = "phrase_reverse"
  case phraseIntra = "phrase_intra"
  case phraseSmall = "phrase_small"
  case phraseExempt = "phrase_exempt"
  case phraseOutside = "phrase_outside"
  case phraseZero = "phrase_zero"
  case phraseExport = "phrase_export"
  case phraseCardPaid = "phrase_card_paid"
  case phraseGrossPrices = "phrase_gross_prices"
}

/// A set of meanings: one word may announce several things.
struct Meanings: Hashable, Sendable {
  private(set) var bits: UInt64 = 0

  init() {}

  init(_ members: [Meaning]) {
    for meaning in members { insert(meaning) }
  }

  private static let indices: [Meaning: Int] = Dictionary(
    uniqueKeysWithValues: Meaning.allCases.enumerated().map { ($1, $0) })

  mutating func insert(_ meaning: Meaning) { bits |= 1 << UInt64(Self.indices[meaning] ?? 0) }
  mutating func formUnion(_ other: Meanings) { bits |= other.bits }
  func contains(_ meaning: Meaning) -> Bool { bits & (1 << UInt64(Self.indices[meaning] ?? 0)) != 0 }
  func isDisjoint(with other: Meanings) -> Bool { bits & other.bits == 0 }
  var isEmpty: Bool { bits == 0 }

  /// The positions of its members in `Meaning.allCases`.
  var positions: [Int] {
    var rest = bits
    var result: [Int] = []
    while rest != 0 {
      result.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return result
  }
}
