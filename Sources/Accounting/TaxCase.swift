/// How VAT treats a purchase; the words are those of the JSON result (`tax_case`).
public enum TaxCase: String, Hashable, Sendable, Codable, CaseIterable {
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
}
