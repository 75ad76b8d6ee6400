/// The table of deviations: for every rule at least one that breaks it.
extension RuleCase {
  static let all: [RuleCase] =
    presence + groups + calculation + decimals + codes + categories + german
    + extensions + peppol + pinned

  private static func ubl(
    _ rule: String, _ edits: (String, String)..., from sample: Sample = Sample()
  ) -> RuleCase {
    RuleCase(rule: rule, syntax: .ubl, sample: sample, edits: edits)
  }

  private static func cii(
    _ rule: String, _ edits: (String, String)..., from sample: Sample = Sample()
  ) -> RuleCase {
    RuleCase(rule: rule, syntax: .cii, sample: sample, edits: edits)
  }

  private static func kept(_ ruleCase: RuleCase) -> RuleCase {
    var kept = ruleCase
    kept.isBroken = false
    return kept
  }

  private static let specification =
    "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</cbc:CustomizationID>"

  static let presence: [RuleCase] = [
    ubl("BR-01", (specification, "")),
    ubl("BR-02", ("<cbc:ID>R-1</cbc:ID>", "")), cii("BR-02", ("<ram:ID>R-1</ram:ID>", "<ram:ID> </ram:ID>")),
    ubl("BR-03", ("<cbc:IssueDate>2026-02-01</cbc:IssueDate>", "")),
    cii("BR-03", ("format=\"102\">20260201", "format=\"610\">202602")),
    ubl("BR-04", ("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "")),
    ubl("BR-05", ("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "")),
    ubl("BR-06", ("<cbc:RegistrationName>Seller GmbH</cbc:RegistrationName>", "")),
    cii("BR-06", ("<ram:Name>Seller GmbH</ram:Name>", "")),
    ubl("BR-07", ("<cbc:RegistrationName>Buyer GmbH</cbc:RegistrationName>", "")),
    ubl("BR-08", ("<cac:PostalAddress>", "<cac:Other>"), ("</cac:PostalAddress>", "</cac:Other>")),
    ubl("BR-09", ("<cbc:IdentificationCode>DE</cbc:IdentificationCode>", "")),
    cii("BR-09", ("<ram:CountryID>DE</ram:CountryID>", "")),
    cii(
      "BR-10",
      (
        "<ram:Name>Buyer GmbH</ram:Name><ram:PostalTradeAddress>",
        "<ram:Name>Buyer GmbH</ram:Name><ram:Other>"
      ),
      (
        "<ram:CityName>Buyertown</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>",
        "</ram:Other>"
      )),
    cii("BR-11", ("<ram:CityName>Buyertown</ram:CityName><ram:CountryID>DE</ram:CountryID>", "")),
    ubl("BR-12", ("<cbc:LineExtensionAmount currencyID=\"EUR\">150.00</cbc:LineExtensionAmount>", "")),
    ubl("BR-13", ("<cbc:TaxExclusiveAmount currencyID=\"EUR\">160.00</cbc:TaxExclusiveAmount>", "")),
    ubl("BR-14", ("<cbc:TaxInclusiveAmount currencyID=\"EUR\">190.40</cbc:TaxInclusiveAmount>", "")),
    cii("BR-15", ("<ram:DuePayableAmount>100.10</ram:DuePayableAmount>", "")),
    RuleCase(
      rule: "BR-16", syntax: .ubl, sample: Sample(),
      edits: [
        ("<cac:InvoiceLine>", "<cac:Other>"), ("</cac:InvoiceLine>", "</cac:Other>"),
        ("<cac:InvoiceLine>", "<cac:Other>"), ("</cac:InvoiceLine>", "</cac:Other>"),
      ]),
    ubl("BR-17", ("<cbc:Name>Payee AG</cbc:Name>", "<cbc:Name>Seller trading</cbc:Name>")),
    cii("BR-17", ("<ram:Name>Payee AG</ram:Name>", "<ram:Name>Seller GmbH</ram:Name>")),
    cii("BR-17", ("<ram:ID>P-1</ram:ID>", "<ram:ID>S-1</ram:ID>")),
    ubl("BR-18", ("<cbc:Name>Representative</cbc:Name>", "<cbc:Name> </cbc:Name>")),
    cii(
      "BR-19",
      (
        "<ram:Name>Representative</ram:Name><ram:PostalTradeAddress>",
        "<ram:Name>Representative</ram:Name><ram:Other>"
      ),
      (
        "<ram:CityName>Reptown</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>",
        "</ram:Other>"
      )),
    cii("BR-20", ("<ram:CityName>Reptown</ram:CityName><ram:CountryID>DE</ram:CountryID>", "")),
    ubl("BR-21", ("<cac:InvoiceLine><cbc:ID>1</cbc:ID>", "<cac:InvoiceLine><cbc:ID/>")),
    ubl("BR-22", ("<cbc:InvoicedQuantity unitCode=\"H87\">10</cbc:InvoicedQuantity>", "")),
    ubl("BR-23", ("<cbc:InvoicedQuantity unitCode=\"H87\">", "<cbc:InvoicedQuantity>")),
    cii("BR-23", ("<ram:BilledQuantity unitCode=\"H87\">", "<ram:BilledQuantity>")),
    ubl("BR-24", ("<cbc:LineExtensionAmount currencyID=\"EUR\">50.00</cbc:LineExtensionAmount>", "")),
    ubl("BR-25", ("<cbc:Name>Work</cbc:Name>", "")),
    ubl("BR-26", ("<cbc:PriceAmount currencyID=\"EUR\">50.00</cbc:PriceAmount>", "")),
    ubl("BR-27", ("<cbc:PriceAmount currencyID=\"EUR\">50.00", "<cbc:PriceAmount currencyID=\"EUR\">-50.00")),
    cii("BR-28", ("<ram:ChargeAmount>10.00", "<ram:ChargeAmount>-10.00")),
    ubl("BR-28", ("<cbc:BaseAmount currencyID=\"EUR\">10.00", "<cbc:BaseAmount currencyID=\"EUR\">-10.00")),
    ubl("BR-29", ("<cbc:EndDate>2026-01-31", "<cbc:EndDate>2025-12-31")),
    cii("BR-29", ("format=\"102\">20260131", "format=\"102\">20251231")),
    cii("BR-29", ("format=\"102\">20260131", "format=\"610\">20260131")),
    ubl("BR-30", ("<cbc:EndDate>2026-01-20", "<cbc:EndDate>2026-01-09")),
  ]

  static let groups: [RuleCase] = [
    ubl("BR-31", ("<cbc:Amount currencyID=\"EUR\">10.00</cbc:Amount>", "")),
    cii(
      "BR-32",
      (
        "<ram:ReasonCode>95</ram:ReasonCode><ram:CategoryTradeTax><ram:TypeCode>VAT",
        "<ram:ReasonCode>95</ram:ReasonCode><ram:CategoryTradeTax><ram:TypeCode>GST"
      )),
    cii("BR-33", ("<ram:ReasonCode>95</ram:ReasonCode>", "")),
    cii("BR-36", ("<ram:ActualAmount>20.00</ram:ActualAmount>", "")),
    cii(
      "BR-37",
      (
        "<ram:ReasonCode>FC</ram:ReasonCode><ram:CategoryTradeTax><ram:TypeCode>VAT",
        "<ram:ReasonCode>FC</ram:ReasonCode><ram:CategoryTradeTax><ram:TypeCode>GST"
      )),
    cii("BR-38", ("<ram:ReasonCode>FC</ram:ReasonCode>", "")),
    cii("BR-41", ("<ram:ActualAmount>5.00</ram:ActualAmount>", "")),
    cii("BR-42", ("<ram:ReasonCode>100</ram:ReasonCode>", "")),
    cii("BR-43", ("<ram:ActualAmount>15.00</ram:ActualAmount>", "")),
    cii("BR-44", ("<ram:ReasonCode>ABK</ram:ReasonCode>", "")),
    ubl("BR-45", ("<cbc:TaxableAmount currencyID=\"EUR\">160.00</cbc:TaxableAmount>", "")),
    ubl(
      "BR-46",
      (
        "</cbc:TaxableAmount>\n<cbc:TaxAmount currencyID=\"EUR\">30.40</cbc:TaxAmount>",
        "</cbc:TaxableAmount>"
      )),
    cii("BR-47", ("<ram:CategoryCode>S</ram:CategoryCode>\n", "")),
    cii(
      "BR-48",
      (
        "<ram:RateApplicablePercent>19</ram:RateApplicablePercent>\n</ram:ApplicableTradeTax>",
        "</ram:ApplicableTradeTax>"
      )),
    ubl("BR-49", ("<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>", "")),
    ubl("BR-50", ("<cbc:ID>DE02120300000000202051</cbc:ID>", "<cbc:ID/>")),
    ubl(
      "BR-51",
      (
        "</cac:PayeeFinancialAccount>",
        "</cac:PayeeFinancialAccount><cac:CardAccount><cbc:PrimaryAccountNumberID>12345678901</cbc:PrimaryAccountNumberID></cac:CardAccount>"
      )),
    kept(
      ubl(
        "BR-51",
        (
          "</cac:PayeeFinancialAccount>",
          "</cac:PayeeFinancialAccount><cac:CardAccount><cbc:PrimaryAccountNumberID>1234</cbc:PrimaryAccountNumberID></cac:CardAccount>"
        ))),
    ubl("BR-52", ("<cbc:ID>D-1</cbc:ID>", "<cbc:ID/>")),
    cii("BR-52", ("<ram:IssuerAssignedID>O-2</ram:IssuerAssignedID>", "")),
    ubl("BR-53", ("<cbc:TaxAmount currencyID=\"USD\">", "<cbc:TaxAmount currencyID=\"CHF\">")),
    cii("BR-53", ("<ram:TaxCurrencyCode>USD", "<ram:TaxCurrencyCode>EUR")),
    ubl("BR-54", ("<cbc:Value>red</cbc:Value>", "")),
    ubl("BR-55", ("<cbc:ID>R-0</cbc:ID>", "")),
    cii("BR-56", ("<ram:ID schemeID=\"VA\">DE114103379", "<ram:ID schemeID=\"FC\">DE114103379")),
    ubl(
      "BR-57",
      (
        "<cbc:CityName>Shiptown</cbc:CityName><cbc:PostalZone>12345</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>",
        ""
      )),
    ubl(
      "BR-61",
      ("<cac:PayeeFinancialAccount><cbc:ID>DE02120300000000202051</cbc:ID></cac:PayeeFinancialAccount>", "")),
    cii("BR-61", ("<ram:IBANID>DE02120300000000202051</ram:IBANID>", "")),
    kept(
      cii(
        "BR-61",
        (
          "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>",
          ""
        ))),
    ubl("BR-62", ("<cbc:EndpointID schemeID=\"EM\">seller", "<cbc:EndpointID>seller")),
    ubl("BR-63", ("<cbc:EndpointID schemeID=\"EM\">buyer", "<cbc:EndpointID>buyer")),
    ubl("BR-64", ("<cbc:ID schemeID=\"0160\">", "<cbc:ID>")),
    cii("BR-65", ("<ram:ClassCode listID=\"TST\">", "<ram:ClassCode listID=\" \">")),
  ]

  static let calculation: [RuleCase] = [
    ubl(
      "BR-CO-03",
      (
        "<cbc:DocumentCurrencyCode>",
        "<cbc:TaxPointDate>2026-01-31</cbc:TaxPointDate><cbc:DocumentCurrencyCode>"
      )),
    cii(
      "BR-CO-03",
      (
        "<ram:DueDateTypeCode>29",
        "<ram:TaxPointDate><udt:DateString format=\"102\">20260131</udt:DateString></ram:TaxPointDate><ram:DueDateTypeCode>29"
      )),
    cii(
      "BR-CO-04",
      (
        "<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>",
        "<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
      )),
    ubl("BR-CO-09", ("<cbc:CompanyID>DE136695976", "<cbc:CompanyID>XX136695976")),
    kept(ubl("BR-CO-09", ("<cbc:CompanyID>DE136695976", "<cbc:CompanyID>EL136695976"))),
    ubl(
      "BR-CO-10",
      (
        "<cbc:LineExtensionAmount currencyID=\"EUR\">150.00",
        "<cbc:LineExtensionAmount currencyID=\"EUR\">150.01"
      )),
    ubl("BR-CO-11", ("<cbc:AllowanceTotalAmount currencyID=\"EUR\">10.00</cbc:AllowanceTotalAmount>", "")),
    cii("BR-CO-11", ("<ram:AllowanceTotalAmount>10.00", "<ram:AllowanceTotalAmount>10.01")),
    cii("BR-CO-12", ("<ram:ChargeTotalAmount>20.00", "<ram:ChargeTotalAmount>20.01")),
    cii("BR-CO-13", ("<ram:TaxBasisTotalAmount>160.00", "<ram:TaxBasisTotalAmount>160.01")),
    ubl("BR-CO-14", ("<cbc:TaxAmount currencyID=\"EUR\">30.40", "<cbc:TaxAmount currencyID=\"EUR\">30.41")),
    cii(
      "BR-CO-14",
      ("<ram:TaxTotalAmount currencyID=\"EUR\">30.40", "<ram:TaxTotalAmount currencyID=\"EUR\">30.41")),
    ubl(
      "BR-CO-15",
      (
        "<cbc:TaxInclusiveAmount currencyID=\"EUR\">190.40",
        "<cbc:TaxInclusiveAmount currencyID=\"EUR\">190.41"
      )),
    ubl(
      "BR-CO-15",
      (
        "<cbc:TaxInclusiveAmount currencyID=\"EUR\">190.40",
        "<cbc:TaxInclusiveAmount currencyID=\"EUR\">160.00"
      )),
    ubl(
      "BR-CO-15",
      (
        "<cac:LegalMonetaryTotal>",
        "<cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">30.40</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>"
      )),
    kept(cii("BR-CO-15", ("<ram:GrandTotalAmount>190.40", "<ram:GrandTotalAmount>160.00"))),
    ubl(
      "BR-CO-16",
      ("<cbc:PayableAmount currencyID=\"EUR\">100.10", "<cbc:PayableAmount currencyID=\"EUR\">100.11")),
    cii("BR-CO-16", ("<ram:DuePayableAmount>100.10", "<ram:DuePayableAmount>100.101")),
    ubl(
      "BR-CO-17",
      (
        "</cbc:TaxableAmount>\n<cbc:TaxAmount currencyID=\"EUR\">30.40",
        "</cbc:TaxableAmount>\n<cbc:TaxAmount currencyID=\"EUR\">31.40"
      )),
    kept(
      ubl(
        "BR-CO-17",
        (
          "</cbc:TaxableAmount>\n<cbc:TaxAmount currencyID=\"EUR\">30.40",
          "</cbc:TaxableAmount>\n<cbc:TaxAmount currencyID=\"EUR\">31.39"
        ))),
    kept(cii("BR-CO-17", ("<ram:CalculatedAmount>30.40", "<ram:CalculatedAmount>31.40"))),
    cii("BR-CO-17", ("<ram:CalculatedAmount>30.40", "<ram:CalculatedAmount>31.41")),
    ubl("BR-CO-18", from: without { $0.hasBreakdown = false }),
    ubl(
      "BR-CO-19",
      (
        "<cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate><cbc:DescriptionCode>35</cbc:DescriptionCode>",
        ""
      )),
    kept(
      ubl("BR-CO-19", ("<cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate>", ""))),
    ubl("BR-CO-20", ("<cbc:StartDate>2026-01-11</cbc:StartDate>", "")),
    cii("BR-CO-21", ("<ram:ReasonCode>95</ram:ReasonCode>", "")),
    cii("BR-CO-22", ("<ram:ReasonCode>FC</ram:ReasonCode>", "")),
    cii("BR-CO-23", ("<ram:ReasonCode>100</ram:ReasonCode>", "")),
    cii("BR-CO-24", ("<ram:ReasonCode>ABK</ram:ReasonCode>", "")),
    cii(
      "BR-CO-26", ("<ram:ID>S-1</ram:ID><ram:GlobalID schemeID=\"0088\">4012345000009</ram:GlobalID>", ""),
      ("<ram:ID schemeID=\"0204\">HRB 1</ram:ID>", ""), from: without { $0.hasSellerVAT = false }),
    ubl(
      "BR-CO-26", ("<cbc:ID schemeID=\"0088\">4012345000009", "<cbc:ID schemeID=\"SEPA\">DE98ZZZ09999999999"),
      ("<cbc:CompanyID schemeID=\"0204\">HRB 1</cbc:CompanyID>", ""),
      from: without { $0.hasSellerVAT = false }),
  ]

  static let decimals: [RuleCase] = [
    ubl("BR-DEC-01", ("<cbc:Amount currencyID=\"EUR\">10.00", "<cbc:Amount currencyID=\"EUR\">10.000")),
    ubl(
      "BR-DEC-02", ("<cbc:BaseAmount currencyID=\"EUR\">100.00", "<cbc:BaseAmount currencyID=\"EUR\">100.000")
    ),
    ubl("BR-DEC-05", ("<cbc:Amount currencyID=\"EUR\">20.00", "<cbc:Amount currencyID=\"EUR\">20.000")),
    cii(
      "BR-DEC-06",
      (
        "<ram:BasisAmount>100.00</ram:BasisAmount><ram:ActualAmount>20.00",
        "<ram:BasisAmount>100.000</ram:BasisAmount><ram:ActualAmount>20.00"
      )),
    cii("BR-DEC-09", ("<ram:LineTotalAmount>150.00", "<ram:LineTotalAmount>150.000")),
    cii("BR-DEC-10", ("<ram:AllowanceTotalAmount>10.00", "<ram:AllowanceTotalAmount>10.000")),
    cii("BR-DEC-11", ("<ram:ChargeTotalAmount>20.00", "<ram:ChargeTotalAmount>20.000")),
    cii("BR-DEC-12", ("<ram:TaxBasisTotalAmount>160.00", "<ram:TaxBasisTotalAmount>160.000")),
    cii(
      "BR-DEC-13",
      (
        "<ram:TaxTotalAmount currencyID=\"EUR\">30.40</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID=\"USD\">30.40",
        "<ram:TaxTotalAmount currencyID=\"EUR\">30.401"
      )),
    kept(
      cii(
        "BR-DEC-13",
        ("<ram:TaxTotalAmount currencyID=\"EUR\">30.40", "<ram:TaxTotalAmount currencyID=\"EUR\">30.401"))),
    kept(
      ubl(
        "BR-DEC-13", ("<cbc:TaxAmount currencyID=\"EUR\">30.40", "<cbc:TaxAmount currencyID=\"EUR\">30.400"))),
    cii("BR-DEC-14", ("<ram:GrandTotalAmount>190.40", "<ram:GrandTotalAmount>190.400")),
    cii(
      "BR-DEC-15",
      ("<ram:TaxTotalAmount currencyID=\"USD\">30.40", "<ram:TaxTotalAmount currencyID=\"USD\">30.401")),
    cii("BR-DEC-16", ("<ram:TotalPrepaidAmount>90.40", "<ram:TotalPrepaidAmount>90.400")),
    cii("BR-DEC-17", ("<ram:RoundingAmount>0.10", "<ram:RoundingAmount>0.100")),
    cii("BR-DEC-18", ("<ram:DuePayableAmount>100.10", "<ram:DuePayableAmount>100.100")),
    cii("BR-DEC-19", ("<ram:BasisAmount>160.00", "<ram:BasisAmount>160.000")),
    cii("BR-DEC-20", ("<ram:CalculatedAmount>30.40", "<ram:CalculatedAmount>30.400")),
    cii("BR-DEC-23", ("<ram:LineTotalAmount>100.00", "<ram:LineTotalAmount>100.000")),
    cii("BR-DEC-24", ("<ram:ActualAmount>5.00", "<ram:ActualAmount>5.000")),
    cii("BR-DEC-25", ("<ram:BasisAmount>100.01", "<ram:BasisAmount>100.010")),
    cii("BR-DEC-27", ("<ram:ActualAmount>15.00", "<ram:ActualAmount>15.000")),
    cii("BR-DEC-28", ("<ram:BasisAmount>100.02", "<ram:BasisAmount>100.020")),
    ubl("UBL-DT-01", ("<cbc:TaxAmount currencyID=\"EUR\">30.40", "<cbc:TaxAmount currencyID=\"EUR\">30.400")),
    kept(ubl("UBL-DT-01", ("<cbc:Amount currencyID=\"EUR\">1.00", "<cbc:Amount currencyID=\"EUR\">1.000"))),
  ]

  static let codes: [RuleCase] = [
    ubl("BR-CL-01", ("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>381")),
    kept(cii("BR-CL-01", ("<ram:TypeCode>380", "<ram:TypeCode>381"))),
    cii("BR-CL-01", ("<ram:TypeCode>380", "<ram:TypeCode>999")),
    ubl("BR-CL-03", ("<cbc:PrepaidAmount currencyID=\"EUR\">", "<cbc:PrepaidAmount>")),
    cii("BR-CL-03", ("<ram:TaxTotalAmount currencyID=\"USD\">", "<ram:TaxTotalAmount currencyID=\"USX\">")),
    ubl("BR-CL-04", ("<cbc:DocumentCurrencyCode>EUR", "<cbc:DocumentCurrencyCode>eur")),
    ubl("BR-CL-05", ("<cbc:TaxCurrencyCode>USD", "<cbc:TaxCurrencyCode>US$")),
    ubl("BR-CL-06", ("<cbc:DescriptionCode>35", "<cbc:DescriptionCode>29")),
    cii("BR-CL-06", ("<ram:DueDateTypeCode>29", "<ram:DueDateTypeCode>35")),
    ubl("BR-CL-07", ("<cbc:ID schemeID=\"AAA\">O-1", "<cbc:ID schemeID=\"???\">O-1")),
    cii("BR-CL-07", ("<ram:ReferenceTypeCode>AAA", "<ram:ReferenceTypeCode>???")),
    ubl("BR-CL-08", ("#AAI#", "#???#")),
    kept(ubl("BR-CL-08", ("#AAI#", "#four#"))),
    cii("BR-CL-08", ("<ram:SubjectCode>AAI", "<ram:SubjectCode>aai")),
    ubl("BR-CL-10", ("<cbc:ID>K-1</cbc:ID>", "<cbc:ID schemeID=\"9999\">K-1</cbc:ID>")),
    kept(ubl("BR-CL-10", ("<cbc:ID schemeID=\"0088\">", "<cbc:ID schemeID=\"SEPA\">"))),
    cii(
      "BR-CL-10",
      (
        "<ram:GlobalID schemeID=\"0088\">4012345000009</ram:GlobalID><ram:Name>Seller",
        "<ram:GlobalID schemeID=\"9999\">4012345000009</ram:GlobalID><ram:Name>Seller"
      )),
    ubl("BR-CL-11", ("schemeID=\"0204\"", "schemeID=\"HRB\"")),
    cii("BR-CL-11", ("schemeID=\"0204\"", "schemeID=\"HRB\"")),
    ubl("BR-CL-13", ("listID=\"TST\"", "listID=\"tst\"")),
    ubl("BR-CL-14", ("<cbc:IdentificationCode>DE", "<cbc:IdentificationCode>EL")),
    kept(cii("BR-CL-14", ("<ram:CountryID>DE", "<ram:CountryID>XI"))),
    cii("BR-CL-15", ("<ram:ID>FR</ram:ID>", "<ram:ID>France</ram:ID>")),
    ubl("BR-CL-16", ("<cbc:PaymentMeansCode>58", "<cbc:PaymentMeansCode>580")),
    ubl(
      "BR-CL-17",
      ("</cbc:BaseAmount><cac:TaxCategory><cbc:ID>S", "</cbc:BaseAmount><cac:TaxCategory><cbc:ID>X")),
    ubl("BR-CL-18", ("<cac:ClassifiedTaxCategory><cbc:ID>S", "<cac:ClassifiedTaxCategory><cbc:ID>s")),
    ubl("BR-CL-19", ("<cbc:AllowanceChargeReasonCode>95", "<cbc:AllowanceChargeReasonCode>1")),
    ubl("BR-CL-20", ("<cbc:AllowanceChargeReasonCode>FC", "<cbc:AllowanceChargeReasonCode>???")),
    ubl("BR-CL-21", ("schemeID=\"0160\"", "schemeID=\"GTIN\"")),
    ubl("BR-CL-22", ("VATEX-EU-AE", "VATEX-EU-XX"), from: .of(category: "AE")),
    kept(ubl("BR-CL-22", ("VATEX-EU-AE", "vatex-eu-ae"), from: .of(category: "AE"))),
    ubl("BR-CL-23", ("unitCode=\"HUR\"", "unitCode=\"STD\"")),
    ubl("BR-CL-24", ("application/pdf", "application/PDF")),
    ubl("BR-CL-25", ("schemeID=\"EM\"", "schemeID=\"MAIL\"")),
    ubl(
      "BR-CL-26",
      ("<cac:DeliveryLocation><cbc:ID schemeID=\"0088\">", "<cac:DeliveryLocation><cbc:ID schemeID=\"GLN\">")),
  ]

  private static func without(_ change: (inout Sample) -> Void, of category: String = "S") -> Sample {
    var sample = Sample.of(category: category)
    change(&sample)
    return sample
  }

  /// The ten rules that every family shares, from one deviation each.
  static let categories: [RuleCase] =
    [
      ("S", "BR-S"), ("L", "BR-AF"), ("M", "BR-AG"), ("Z", "BR-Z"), ("E", "BR-E"), ("AE", "BR-AE"),
      ("K", "BR-IC"), ("G", "BR-G"), ("O", "BR-O"),
    ]
    .flatMap { category, family in
      let isRated = ["S", "L", "M"].contains(category)
      let unknown = without(
        {
          if category == "O" {
            $0.hasSellerVAT = true
          } else {
            $0.hasSellerVAT = false
            $0.hasSellerTaxNumber = false
            $0.hasRepresentative = false
          }
        }, of: category)
      let wrongRate: String? = category == "S" ? "0" : isRated ? "-1" : category == "O" ? "0" : "19"
      let missing = without({ $0.hasBreakdown = false }, of: category)
      let wrongTax = without({ $0.tax = isRated ? "31.40" : "0.01" }, of: category)
      let wrongSum = without({ $0.taxable = "161.00" }, of: category)
      let wrongReason = without({ $0.hasReason.toggle() }, of: category)
      return [
        ubl("\(family)-01", from: missing), ubl("\(family)-02", from: unknown),
        cii("\(family)-02", from: unknown),
        ubl("\(family)-03", from: unknown), cii("\(family)-04", from: unknown),
        ubl("\(family)-05", from: without({ $0.lineRate = wrongRate }, of: category)),
        ubl("\(family)-06", from: without({ $0.allowanceRate = wrongRate }, of: category)),
        ubl("\(family)-07", from: without({ $0.chargeRate = wrongRate }, of: category)),
        ubl("\(family)-08", from: wrongSum), ubl("\(family)-09", from: wrongTax),
        ubl("\(family)-10", from: wrongReason),
        cii("\(family)-10", from: wrongReason),
      ]
    } + [
      kept(ubl("BR-S-08", from: without({ $0.taxable = "160.99" }))),
      cii("BR-S-08", from: without({ $0.taxable = "160.01" })),
      kept(cii("BR-E-08", from: without({ $0.taxable = "160.99" }, of: "E"))),
      ubl("BR-E-08", from: without({ $0.taxable = "160.01" }, of: "E")),
      kept(cii("BR-AF-08", from: without({ $0.taxable = "200.00" }, of: "L"))),
      ubl("BR-AE-02", from: without({ $0.hasBuyerVAT = false }, of: "AE")),
      ubl("BR-IC-02", from: without({ $0.hasBuyerVAT = false }, of: "K")),
      cii("BR-E-01", from: without({ $0.hasBreakdown = false }, of: "E")),
      ubl(
        "BR-IC-11", ("<cbc:ActualDeliveryDate>2026-01-20</cbc:ActualDeliveryDate>", ""),
        (
          "<cac:InvoicePeriod><cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate><cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod>",
          ""
        ), from: .of(category: "K")),
      cii(
        "BR-IC-12", ("<ram:CityName>Shiptown</ram:CityName><ram:CountryID>DE</ram:CountryID>", ""),
        from: .of(category: "K")),
      ubl(
        "BR-O-11",
        (
          "</cac:TaxSubtotal>",
          "</cac:TaxSubtotal><cac:TaxSubtotal><cac:TaxCategory><cbc:ID>E</cbc:ID></cac:TaxCategory></cac:TaxSubtotal>"
        ), from: .of(category: "O")),
      ubl(
        "BR-O-12", ("<cac:ClassifiedTaxCategory><cbc:ID>O", "<cac:ClassifiedTaxCategory><cbc:ID>E"),
        from: .of(category: "O")),
      ubl("BR-O-13", ("<cac:TaxCategory><cbc:ID>O", "<cac:TaxCategory><cbc:ID>E"), from: .of(category: "O")),
      cii(
        "BR-O-14",
        (
          "<ram:ReasonCode>FC</ram:ReasonCode><ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>O",
          "<ram:ReasonCode>FC</ram:ReasonCode><ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>E"
        ), from: .of(category: "O")),
      ubl("BR-B-01", ("<cac:ClassifiedTaxCategory><cbc:ID>S", "<cac:ClassifiedTaxCategory><cbc:ID>B")),
      ubl("BR-B-02", ("<cac:ClassifiedTaxCategory><cbc:ID>S", "<cac:ClassifiedTaxCategory><cbc:ID>B")),
      italian,
      kept(ubl("BR-B-02", from: without { $0.category = "B" })),
    ]

  /// A sample whose every country is Italy, with split payment.
  private static var italian: RuleCase {
    var sample = Sample()
    sample.category = "B"
    let edits = ["DE", "DE", "DE", "DE", "FR"].map {
      ("<cbc:IdentificationCode>\($0)", "<cbc:IdentificationCode>IT")
    }
    return kept(RuleCase(rule: "BR-B-01", syntax: .ubl, sample: sample, edits: edits))
  }

  private static let account =
    "<cac:PayeeFinancialAccount><cbc:ID>DE02120300000000202051</cbc:ID></cac:PayeeFinancialAccount>"
  private static let means =
    "<cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentID>R-1</cbc:PaymentID>"
  private static let card =
    "<cac:CardAccount><cbc:PrimaryAccountNumberID>1234</cbc:PrimaryAccountNumberID></cac:CardAccount>"
  private static let mandate =
    "<cac:PaymentMandate><cbc:ID>M-1</cbc:ID><cac:PayerFinancialAccount><cbc:ID>DE02120300000000202051</cbc:ID></cac:PayerFinancialAccount></cac:PaymentMandate>"
  private static let creditor = (
    "<cbc:ID schemeID=\"0088\">4012345000009", "<cbc:ID schemeID=\"SEPA\">DE98ZZZ09999999999"
  )
  private static let contact =
    "<cac:Contact><cbc:Name>Sales</cbc:Name><cbc:Telephone>+49 30 123</cbc:Telephone><cbc:ElectronicMail>sales@example.org</cbc:ElectronicMail></cac:Contact>"
  private static let terms = "#SKONTO#TAGE=14#PROZENT=2.00#\n"

  /// The payment means replaced by others.
  private static func payment(_ code: String, _ parts: String) -> (String, String) {
    (means + account, "<cbc:PaymentMeansCode>\(code)</cbc:PaymentMeansCode>" + parts)
  }

  static let german: [RuleCase] = [
    ubl("BR-DE-1", ("<cac:PaymentMeans>", "<cac:Other>"), ("</cac:PaymentMeans>", "</cac:Other>")),
    ubl("BR-DE-2", (contact, "")),
    ubl("BR-DE-3", ("<cbc:CityName>Sellertown</cbc:CityName>", "")),
    ubl(
      "BR-DE-4",
      (
        "<cbc:CityName>Sellertown</cbc:CityName><cbc:PostalZone>12345</cbc:PostalZone>",
        "<cbc:CityName>Sellertown</cbc:CityName>"
      )),
    ubl("BR-DE-5", ("<cbc:Name>Sales</cbc:Name>", "")),
    kept(
      cii(
        "BR-DE-5",
        ("<ram:PersonName>Sales</ram:PersonName>", "<ram:DepartmentName>Sales</ram:DepartmentName>"))),
    ubl("BR-DE-6", ("<cbc:Telephone>+49 30 123</cbc:Telephone>", "")),
    ubl("BR-DE-7", ("<cbc:ElectronicMail>sales@example.org</cbc:ElectronicMail>", "")),
    ubl("BR-DE-8", ("<cbc:CityName>Buyertown</cbc:CityName>", "")),
    ubl(
      "BR-DE-9",
      (
        "<cbc:CityName>Buyertown</cbc:CityName><cbc:PostalZone>12345</cbc:PostalZone>",
        "<cbc:CityName>Buyertown</cbc:CityName>"
      )),
    ubl("BR-DE-10", ("<cbc:CityName>Shiptown</cbc:CityName>", "")),
    ubl(
      "BR-DE-11",
      (
        "<cbc:CityName>Shiptown</cbc:CityName><cbc:PostalZone>12345</cbc:PostalZone>",
        "<cbc:CityName>Shiptown</cbc:CityName>"
      )),
    ubl("BR-DE-14", from: without({ $0.breakdownRate = nil }, of: "O")),
    cii("BR-DE-15", ("<ram:BuyerReference>04011000-12345-03", "<ram:BuyerReference> ")),
    ubl(
      "BR-DE-16",
      from: without {
        $0.hasSellerVAT = false; $0.hasSellerTaxNumber = false; $0.hasRepresentative = false
      }),
    ubl("BR-DE-17", ("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>383")),
    ubl("BR-DE-18", (terms, "#SKONTO#TAGE=14#PROZENT=2.00#")),
    ubl("BR-DE-18", (terms, "#SKONTO#TAGE=14#PROZENT=2,00#\n")),
    ubl("BR-DE-18", (terms, "#SKONTO#TAGE=14#PROZENT=2#\n")),
    ubl("BR-DE-18", (terms, "#VERZUG#TAGE=14#PROZENT=2.00#\n")),
    ubl("BR-DE-18", (terms, "#skonto#TAGE=14#PROZENT=2.00#\n")),
    kept(ubl("BR-DE-18", (terms, "Text\n  #SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=-1.00#  \nText"))),
    kept(ubl("BR-DE-18", (terms, "2 % in 14 days"))),
    ubl("BR-DE-19", ("DE02120300000000202051", "DE02120300000000202052")),
    kept(ubl("BR-DE-19", ("DE02120300000000202051", "DE02 1203 0000 0000 2020 51"))),
    ubl(
      "BR-DE-20", payment("59", mandate),
      ("<cac:PayerFinancialAccount><cbc:ID>DE02", "<cac:PayerFinancialAccount><cbc:ID>DE03")),
    kept(ubl("BR-DE-20", payment("59", mandate))),
    ubl("BR-DE-21", ("xrechnung_3.0", "xrechnung_2.3")),
    ubl(
      "BR-DE-22",
      (
        "<cbc:ID>D-2</cbc:ID><cac:Attachment>",
        "<cbc:ID>D-2</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"application/pdf\" filename=\"a.pdf\">QQ==</cbc:EmbeddedDocumentBinaryObject>"
      )),
    ubl("BR-DE-23-a", (account, "")), ubl("BR-DE-23-b", (account, account + card)),
    ubl("BR-DE-23-b", (account, account + mandate)),
    ubl("BR-DE-24-a", payment("48", "")), kept(ubl("BR-DE-24-a", payment("48", card))),
    ubl("BR-DE-24-b", payment("48", card + account)), kept(ubl("BR-DE-24-b", payment("48", card))),
    ubl("BR-DE-25-a", payment("59", "")), kept(ubl("BR-DE-25-a", payment("59", mandate))),
    ubl("BR-DE-25-b", payment("59", mandate + account)), kept(ubl("BR-DE-25-b", payment("59", mandate))),
    ubl(
      "BR-DE-26", ("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>384"),
      ("<cac:InvoiceDocumentReference><cbc:ID>R-0</cbc:ID></cac:InvoiceDocumentReference>", "")),
    kept(ubl("BR-DE-26", ("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>384"))),
    ubl("BR-DE-27", ("+49 30 123", "+49")), ubl("BR-DE-28", ("sales@example.org", "sales@localhost")),
    kept(ubl("BR-DE-28", ("sales@example.org", ".a@b.c"))),
    ubl("BR-DE-30", payment("59", mandate)), kept(ubl("BR-DE-30", payment("59", mandate), creditor)),
    cii(
      "BR-DE-30",
      (
        "<ram:DueDateDateTime>",
        "<ram:DirectDebitMandateID>M-1</ram:DirectDebitMandateID><ram:DueDateDateTime>"
      )),
    ubl("BR-DE-31", payment("59", "<cac:PaymentMandate><cbc:ID>M-1</cbc:ID></cac:PaymentMandate>")),
    kept(ubl("BR-DE-31", payment("59", mandate))),
    cii(
      "BR-DE-31",
      (
        "<ram:PayeeTradeParty>",
        "<ram:CreditorReferenceID>DE98ZZZ09999999999</ram:CreditorReferenceID><ram:PayeeTradeParty>"
      )),
    ubl(
      "BR-DE-TMP-32", ("<cbc:ActualDeliveryDate>2026-01-20</cbc:ActualDeliveryDate>", ""),
      ("<cac:InvoicePeriod>", "<cac:Other>"), ("</cac:InvoicePeriod>", "</cac:Other>"),
      ("<cac:InvoicePeriod><cbc:StartDate>2026-01-11</cbc:StartDate></cac:InvoicePeriod>", "")),
    kept(
      ubl(
        "BR-DE-TMP-32", ("<cbc:ActualDeliveryDate>2026-01-20</cbc:ActualDeliveryDate>", ""),
        ("<cac:InvoicePeriod>", "<cac:Other>"), ("</cac:InvoicePeriod>", "</cac:Other>"))),
    ubl("BR-TMP-2", ("https://example.org/b.pdf", "c:\\b.pdf")),
    cii("BR-TMP-2", ("https://example.org/b.pdf", "b.pdf")),
    cii(
      "BR-TMP-3",
      (
        "<ram:ChargeAmount>9.00</ram:ChargeAmount><ram:BasisQuantity unitCode=\"H87\">1",
        "<ram:ChargeAmount>9.00</ram:ChargeAmount><ram:BasisQuantity unitCode=\"H87\">1.0"
      )),
  ]

  private static func inExtension(_ change: (inout Sample) -> Void = { _ in }) -> Sample {
    without {
      $0.specification = Sample.extensionIdentifier; change(&$0)
    }
  }

  private static let vehicles = without { $0.specification = Sample.vehiclesIdentifier }
  private static let vehicle = [
    ("listID=\"TST\">1<", "listID=\"CVD\">M1<"),
    ("<cbc:Name>Colour</cbc:Name><cbc:Value>red", "<cbc:Name>cva</cbc:Name><cbc:Value>clean"),
  ]
  private static let vehicleInCII = [
    ("listID=\"TST\">1<", "listID=\"CVD\">M1<"),
    (
      "<ram:Description>Colour</ram:Description><ram:Value>red",
      "<ram:Description>cva</ram:Description><ram:Value>clean"
    ),
  ]

  private static func withVehicle(_ rule: String, _ edits: (String, String)...) -> RuleCase {
    RuleCase(rule: rule, syntax: .ubl, sample: vehicles, edits: vehicle + edits)
  }

  private static func thirdParty(_ parts: String) -> (String, String) {
    (
      "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>95",
      "<cac:PrepaidPayment>\(parts)</cac:PrepaidPayment><cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>95"
    )
  }

  private static let payment =
    "<cbc:ID>1</cbc:ID><cbc:PaidAmount currencyID=\"EUR\">5.00</cbc:PaidAmount><cbc:InstructionID>Text</cbc:InstructionID>"
  private static let paid = thirdParty(payment)

  private static func subLine(_ amount: String, _ taxes: Int) -> (String, String) {
    let tax =
      "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory>"
    let taxes = String(repeating: tax, count: taxes)
    return (
      "<cac:Price><cbc:PriceAmount currencyID=\"EUR\">50.00</cbc:PriceAmount></cac:Price>",
      "<cac:Price><cbc:PriceAmount currencyID=\"EUR\">50.00</cbc:PriceAmount></cac:Price><cac:SubInvoiceLine><cbc:ID>2.1</cbc:ID><cbc:LineExtensionAmount currencyID=\"EUR\">\(amount)</cbc:LineExtensionAmount><cac:Item>\(taxes)</cac:Item></cac:SubInvoiceLine>"
    )
  }

  static let extensions: [RuleCase] = [
    ubl("BR-DEX-01", ("application/pdf", "text/html"), from: inExtension()),
    kept(ubl("BR-DEX-01", ("application/pdf", "application/xml"), from: inExtension())),
    ubl("BR-DEX-02", subLine("49.99", 1), from: inExtension()),
    kept(ubl("BR-DEX-02", subLine("50.00", 1), from: inExtension())),
    ubl("BR-DEX-03", subLine("50.00", 2), from: inExtension()),
    kept(ubl("BR-DEX-03", subLine("50.00", 1), from: inExtension())),
    ubl("BR-DEX-04", ("<cbc:ID>K-1</cbc:ID>", "<cbc:ID schemeID=\"XR99\">K-1</cbc:ID>"), from: inExtension()),
    kept(
      ubl(
        "BR-DEX-04", ("<cbc:ID>K-1</cbc:ID>", "<cbc:ID schemeID=\"XR01\">K-1</cbc:ID>"), from: inExtension())),
    ubl("BR-DEX-05", ("schemeID=\"0204\"", "schemeID=\"XR99\""), from: inExtension()),
    kept(ubl("BR-DEX-05", from: inExtension())),
    ubl("BR-DEX-06", ("schemeID=\"0160\"", "schemeID=\"XR99\""), from: inExtension()),
    kept(ubl("BR-DEX-06", from: inExtension())),
    ubl("BR-DEX-07", ("schemeID=\"EM\"", "schemeID=\"XR99\""), from: inExtension()),
    kept(ubl("BR-DEX-07", from: inExtension())),
    ubl(
      "BR-DEX-08",
      (
        "<cac:DeliveryLocation><cbc:ID schemeID=\"0088\">", "<cac:DeliveryLocation><cbc:ID schemeID=\"XR99\">"
      ), from: inExtension()), kept(ubl("BR-DEX-08", from: inExtension())),
    ubl("BR-DEX-09", paid, from: inExtension()),
    kept(ubl("BR-DEX-09", paid, from: inExtension { $0.payable = "105.10" })),
    ubl("BR-DEX-10", thirdParty(String(payment.dropFirst(18))), from: inExtension()),
    kept(ubl("BR-DEX-10", paid, from: inExtension())),
    ubl("BR-DEX-11", paid, ("5.00</cbc:PaidAmount>", "</cbc:PaidAmount>"), from: inExtension()),
    kept(ubl("BR-DEX-11", paid, from: inExtension())),
    ubl("BR-DEX-12", paid, ("<cbc:InstructionID>Text", "<cbc:InstructionID> "), from: inExtension()),
    kept(ubl("BR-DEX-12", paid, from: inExtension())),
    ubl("BR-DEX-13", paid, ("5.00</cbc:PaidAmount>", "5.000</cbc:PaidAmount>"), from: inExtension()),
    kept(ubl("BR-DEX-13", paid, from: inExtension())),
    ubl(
      "BR-DEX-14", paid, ("<cbc:PaidAmount currencyID=\"EUR\">", "<cbc:PaidAmount currencyID=\"USD\">"),
      from: inExtension()), kept(ubl("BR-DEX-14", paid, from: inExtension())),
    cii(
      "BR-DEX-15",
      ("<ram:LineID>2</ram:LineID>", "<ram:LineID>2</ram:LineID><ram:ParentLineID>1</ram:ParentLineID>"),
      from: inExtension()), kept(cii("BR-DEX-15", from: inExtension())),
    withVehicle("BR-DE-CVD-01", ("<cbc:ID>C-1</cbc:ID>", "")), kept(withVehicle("BR-DE-CVD-01")),
    withVehicle("BR-DE-CVD-02", ("<cbc:ID>T-1</cbc:ID>", "")), kept(withVehicle("BR-DE-CVD-02")),
    RuleCase(rule: "BR-DE-CVD-02", syntax: .cii, sample: vehicles, edits: vehicleInCII, isBroken: false),
    ubl("BR-DE-CVD-03", from: vehicles), kept(withVehicle("BR-DE-CVD-03")),
    withVehicle("BR-DE-CVD-04", (">M1<", ">M9<")), kept(withVehicle("BR-DE-CVD-04")),
    withVehicle("BR-DE-CVD-05", ("<cbc:Value>clean", "<cbc:Value>dirty")), kept(withVehicle("BR-DE-CVD-05")),
    withVehicle("BR-DE-CVD-06-a", ("<cbc:Name>cva", "<cbc:Name>xxx")), kept(withVehicle("BR-DE-CVD-06-a")),
    withVehicle("BR-DE-CVD-06-b", ("listID=\"CVD\"", "listID=\"TST\"")), kept(withVehicle("BR-DE-CVD-06-b")),
    withVehicle("BR-TMP-CVD-01", ("listID=\"CVD\"", "listID=\"XYZ\"")), kept(withVehicle("BR-TMP-CVD-01")),
  ]

  static let peppol: [RuleCase] = [
    ubl(
      "PEPPOL-EN16931-R001",
      ("<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>", "")),
    ubl("PEPPOL-EN16931-R005", ("<cbc:TaxCurrencyCode>USD", "<cbc:TaxCurrencyCode>EUR")),
    ubl("PEPPOL-EN16931-R008", ("<cbc:StreetName>Weg 1", "<cbc:StreetName> ")),
    kept(
      cii(
        "PEPPOL-EN16931-R008", ("<ram:ShipToTradeParty>", "<!--"),
        ("</ram:ApplicableHeaderTradeDelivery>", "--></ram:ApplicableHeaderTradeDelivery>"))),
    ubl("PEPPOL-EN16931-R010", ("<cbc:EndpointID schemeID=\"EM\">buyer@example.org</cbc:EndpointID>", "")),
    ubl("PEPPOL-EN16931-R020", ("<cbc:EndpointID schemeID=\"EM\">seller@example.org</cbc:EndpointID>", "")),
    ubl(
      "PEPPOL-EN16931-R040",
      ("<cbc:BaseAmount currencyID=\"EUR\">100.00", "<cbc:BaseAmount currencyID=\"EUR\">100.30")),
    kept(
      ubl(
        "PEPPOL-EN16931-R040",
        ("<cbc:BaseAmount currencyID=\"EUR\">100.00", "<cbc:BaseAmount currencyID=\"EUR\">100.20"))),
    ubl("PEPPOL-EN16931-R041", ("<cbc:BaseAmount currencyID=\"EUR\">100.00</cbc:BaseAmount>", "")),
    ubl("PEPPOL-EN16931-R042", ("<cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric>", "")),
    ubl("PEPPOL-EN16931-R043", ("<cbc:ChargeIndicator>true", "<cbc:ChargeIndicator>1")),
    ubl(
      "PEPPOL-EN16931-R044",
      (
        "</cbc:BaseQuantity><cac:AllowanceCharge><cbc:ChargeIndicator>false",
        "</cbc:BaseQuantity><cac:AllowanceCharge><cbc:ChargeIndicator>true"
      )),
    ubl(
      "PEPPOL-EN16931-R046",
      ("<cbc:PriceAmount currencyID=\"EUR\">9.00", "<cbc:PriceAmount currencyID=\"EUR\">9.001")),
    ubl(
      "PEPPOL-EN16931-R053",
      ("<cac:LegalMonetaryTotal>", "<cac:TaxTotal><cac:TaxSubtotal/></cac:TaxTotal><cac:LegalMonetaryTotal>")),
    cii(
      "PEPPOL-EN16931-R053",
      ("<ram:TaxTotalAmount currencyID=\"USD\">", "<ram:TaxTotalAmount currencyID=\"EUR\">")),
    ubl("PEPPOL-EN16931-R054", ("<cbc:TaxCurrencyCode>USD</cbc:TaxCurrencyCode>", "")),
    ubl(
      "PEPPOL-EN16931-R055",
      ("<cbc:TaxAmount currencyID=\"USD\">30.40", "<cbc:TaxAmount currencyID=\"USD\">-30.40")),
    ubl("PEPPOL-EN16931-R061", payment("59", "<cac:PaymentMandate></cac:PaymentMandate>")),
    kept(ubl("PEPPOL-EN16931-R061", payment("59", mandate))),
    ubl(
      "PEPPOL-EN16931-R101",
      (
        "<cbc:ID schemeID=\"AAA\">O-2</cbc:ID><cbc:DocumentTypeCode>130",
        "<cbc:ID schemeID=\"AAA\">O-2</cbc:ID><cbc:DocumentTypeCode>50"
      )),
    ubl("PEPPOL-EN16931-R110", ("<cbc:StartDate>2026-01-10", "<cbc:StartDate>2025-12-31")),
    ubl("PEPPOL-EN16931-R111", ("<cbc:EndDate>2026-01-20", "<cbc:EndDate>2026-02-01")),
    ubl(
      "PEPPOL-EN16931-R120",
      ("<cbc:PriceAmount currencyID=\"EUR\">50.00", "<cbc:PriceAmount currencyID=\"EUR\">50.03")),
    kept(
      ubl(
        "PEPPOL-EN16931-R120",
        ("<cbc:PriceAmount currencyID=\"EUR\">50.00", "<cbc:PriceAmount currencyID=\"EUR\">50.02"))),
    ubl(
      "PEPPOL-EN16931-R121",
      ("<cbc:BaseQuantity unitCode=\"H87\">1<", "<cbc:BaseQuantity unitCode=\"H87\">0<")),
    cii(
      "PEPPOL-EN16931-R130", ("<ram:BasisQuantity unitCode=\"H87\">", "<ram:BasisQuantity unitCode=\"MTR\">")),
  ]

  /// What the reference reports together or passes over, as its own runs showed.
  static let pinned: [RuleCase] = [
    // In UBL a rule on a group is silent where the group is missing; in CII it fires.
    kept(
      ubl(
        "BR-11",
        (
          "<cac:PostalAddress><cbc:StreetName>Weg 1</cbc:StreetName><cbc:CityName>Buyertown</cbc:CityName>",
          "<cac:Other><cbc:CityName>Buyertown</cbc:CityName>"
        ),
        (
          "</cac:Country></cac:PostalAddress>\n<cac:PartyTaxScheme><cbc:CompanyID>DE129273398",
          "</cac:Country></cac:Other>\n<cac:PartyTaxScheme><cbc:CompanyID>DE129273398"
        ))),
    // The extension adds payments of third parties to the amount due and lowers the core rule.
    ubl("BR-CO-16", paid, from: inExtension { $0.payable = "105.10" }),
  ]
}
