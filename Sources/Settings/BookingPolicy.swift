public import Invoice

/// What of a tenant may be booked unseen: the house policy and his own exceptions from it.
public struct BookingPolicy: Hashable, Sendable {
  /// A kind of purchase that the policy knows; the words are those of `tax_case` where it has one.
  public enum Case: String, Hashable, Sendable, CaseIterable {
    case domestic
    case mixed
    case smallAmount = "small_amount_33"
    case reverseChargeConstruction = "reverse_charge_13b_construction"
    case reverseChargeForeignService = "reverse_charge_13b_foreign_service"
    case reverseChargeGoods = "reverse_charge_13b_goods"
    case intraEUAcquisition = "intra_eu_acquisition"
    case photovoltaicZeroRate = "pv_zero_rate"
    case smallBusiness = "small_business_19"
    case taxFree = "tax_free"
    case `import`
    case foreignVAT = "foreign_vat"
    case marginScheme = "margin_scheme"
    case creditNote = "credit_note"
    case partialInvoice = "partial"
    case finalInvoice = "final"
    case entertainment
    case fine
    case gift
  }

  /// What always goes to a person unless a tenant's file says otherwise.
  public static let houseReviews: Set<Case> = [
    .photovoltaicZeroRate, .fine, .gift, .import, .foreignVAT, .marginScheme, .reverseChargeGoods,
  ]

  /// Cases that go to review even where every value is sure.
  public var reviews: Set<Case>
  /// The least confidence of a document that is booked unseen, 0…1; `nil` takes the rules' own threshold.
  public var threshold: Double?
  /// Whether an entertainment bill is split into its deductible and its other part (EStG § 4 (5)).
  public var splitsEntertainment: Bool

  public init(reviews: Set<Case> = houseReviews, threshold: Double? = nil, splitsEntertainment: Bool = false)
  {
    self.reviews = reviews
    self.threshold = threshold
    self.splitsEntertainment = splitsEntertainment
  }

  /// The question that the house asks about a case wherever it occurs, by its code.
  ///
  /// Whoever books the case unseen is not asked it; contradictions are asked about all the same.
  private static let questions: [String: Case] = [
    "TAX_PV_ZERO_RATE": .photovoltaicZeroRate, "TAX_IMPORT": .import, "TAX_FOREIGN_VAT": .foreignVAT,
    "TAX_MARGIN_SCHEME": .marginScheme, "TAX_13B_GOODS": .reverseChargeGoods, "FINE": .fine, "GIFT": .gift,
  ]

  /// The finding, or a note where the tenant has said that its case needs no question.
  public func weighed(_ finding: Finding) -> Finding {
    guard finding.severity == .asks, let kind = Self.questions[finding.code], mayBookUnseen(kind) else {
      return finding
    }
    var noted = finding
    noted.severity = .notes
    return noted
  }

  public func mayBookUnseen(_ kind: Case) -> Bool { !reviews.contains(kind) }
}
