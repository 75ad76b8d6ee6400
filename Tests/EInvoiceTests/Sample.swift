/// One invoice in both syntaxes with almost every term of the standard, from which cases deviate.
///
/// Two lines of 100.00 and 50.00, an allowance of 10.00, a charge of 20.00, 19 % tax; part of it is prepaid.
struct Sample: Sendable {
  var specification = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
  var category = "S"
  var lineRate: String? = "19"
  var allowanceRate: String? = "19"
  var chargeRate: String? = "19"
  var breakdownRate: String? = "19"
  var taxable = "160.00"
  var tax = "30.40"
  var gross = "190.40"
  var payable = "100.10"
  var hasBreakdown = true
  var hasReason = false
  var hasSellerVAT = true
  var hasSellerTaxNumber = true
  var hasRepresentative = true
  var hasBuyerVAT = true

  static let extensionIdentifier =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    + "#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
  static let vehiclesIdentifier =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    + "#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9"

  /// A valid invoice whose every part has the category.
  static func of(category: String) -> Sample {
    var sample = Sample()
    sample.category = category
    guard !["S", "L", "M"].contains(category) else { return sample }
    let rate: String? = category == "O" ? nil : "0"
    sample.lineRate = rate
    sample.allowanceRate = rate
    sample.chargeRate = rate
    // BR-DE-14 wants a rate in the breakdown even for O.
    sample.breakdownRate = "0"
    sample.tax = "0.00"
    sample.gross = "160.00"
    sample.payable = "69.70"
    sample.hasReason = category != "Z"
    if category == "O" {
      sample.hasSellerVAT = false
      sample.hasRepresentative = false
      sample.hasBuyerVAT = false
    }
    return sample
  }

  // MARK: - UBL

  private func ublTax(_ element: String, _ rate: String?, _ more: String = "") -> String {
    """
    <cac:\(element)><cbc:ID>\(category)</cbc:ID>\(rate.map { "<cbc:Percent>\($0)</cbc:Percent>" } ?? "")\(more)\
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:\(element)>
    """
  }

  private func ublVAT(_ number: String) -> String {
    """
    <cac:PartyTaxScheme><cbc:CompanyID>\(number)</cbc:CompanyID>\
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    """
  }

  private func ublAddress(_ element: String, _ city: String) -> String {
    """
    <cac:\(element)><cbc:StreetName>Weg 1</cbc:StreetName><cbc:CityName>\(city)</cbc:CityName>\
    <cbc:PostalZone>12345</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode>\
    </cac:Country></cac:\(element)>
    """
  }

  var ubl: String {
    let breakdown = """
      <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">\(taxable)</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">\(tax)</cbc:TaxAmount>
      \(ublTax("TaxCategory", breakdownRate, hasReason ? "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>" : ""))
      </cac:TaxSubtotal>
      """
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
       xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
       xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
      <cbc:CustomizationID>\(specification)</cbc:CustomizationID>
      <cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
      <cbc:ID>R-1</cbc:ID>
      <cbc:IssueDate>2026-02-01</cbc:IssueDate>
      <cbc:DueDate>2026-03-01</cbc:DueDate>
      <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
      <cbc:Note>#AAI#A note</cbc:Note>
      <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
      <cbc:TaxCurrencyCode>USD</cbc:TaxCurrencyCode>
      <cbc:BuyerReference>04011000-12345-03</cbc:BuyerReference>
      <cac:InvoicePeriod><cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate><cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod>
      <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R-0</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
      <cac:OriginatorDocumentReference><cbc:ID>T-1</cbc:ID></cac:OriginatorDocumentReference>
      <cac:ContractDocumentReference><cbc:ID>C-1</cbc:ID></cac:ContractDocumentReference>
      <cac:AdditionalDocumentReference><cbc:ID schemeID="AAA">O-1</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>
      <cac:AdditionalDocumentReference><cbc:ID>D-1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="a.pdf">QUJDRA==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>
      <cac:AdditionalDocumentReference><cbc:ID>D-2</cbc:ID><cac:Attachment><cac:ExternalReference><cbc:URI>https://example.org/b.pdf</cbc:URI></cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>
      <cac:AccountingSupplierParty><cac:Party>
      <cbc:EndpointID schemeID="EM">seller@example.org</cbc:EndpointID>
      <cac:PartyIdentification><cbc:ID schemeID="0088">4012345000009</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name>Seller trading</cbc:Name></cac:PartyName>
      \(ublAddress("PostalAddress", "Sellertown"))
      \(hasSellerVAT ? ublVAT("DE136695976") : "")
      \(hasSellerTaxNumber ? "<cac:PartyTaxScheme><cbc:CompanyID>21/815/08150</cbc:CompanyID><cac:TaxScheme><cbc:ID>FC</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>" : "")
      <cac:PartyLegalEntity><cbc:RegistrationName>Seller GmbH</cbc:RegistrationName><cbc:CompanyID schemeID="0204">HRB 1</cbc:CompanyID></cac:PartyLegalEntity>
      <cac:Contact><cbc:Name>Sales</cbc:Name><cbc:Telephone>+49 30 123</cbc:Telephone><cbc:ElectronicMail>sales@example.org</cbc:ElectronicMail></cac:Contact>
      </cac:Party></cac:AccountingSupplierParty>
      <cac:AccountingCustomerParty><cac:Party>
      <cbc:EndpointID schemeID="EM">buyer@example.org</cbc:EndpointID>
      <cac:PartyIdentification><cbc:ID>K-1</cbc:ID></cac:PartyIdentification>
      \(ublAddress("PostalAddress", "Buyertown"))
      \(hasBuyerVAT ? ublVAT("DE129273398") : "")
      <cac:PartyLegalEntity><cbc:RegistrationName>Buyer GmbH</cbc:RegistrationName></cac:PartyLegalEntity>
      </cac:Party></cac:AccountingCustomerParty>
      <cac:PayeeParty><cac:PartyIdentification><cbc:ID>P-1</cbc:ID></cac:PartyIdentification><cac:PartyName><cbc:Name>Payee AG</cbc:Name></cac:PartyName></cac:PayeeParty>
      \(hasRepresentative ? "<cac:TaxRepresentativeParty><cac:PartyName><cbc:Name>Representative</cbc:Name></cac:PartyName>\(ublAddress("PostalAddress", "Reptown"))\(ublVAT("DE114103379"))</cac:TaxRepresentativeParty>" : "")
      <cac:Delivery><cbc:ActualDeliveryDate>2026-01-20</cbc:ActualDeliveryDate><cac:DeliveryLocation><cbc:ID schemeID="0088">4012345000009</cbc:ID>\(ublAddress("Address", "Shiptown"))</cac:DeliveryLocation></cac:Delivery>
      <cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentID>R-1</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>DE02120300000000202051</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
      <cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=14#PROZENT=2.00#
      </cbc:Note></cac:PaymentTerms>
      <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode><cbc:AllowanceChargeReason>Discount</cbc:AllowanceChargeReason><cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric><cbc:Amount currencyID="EUR">10.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">100.00</cbc:BaseAmount>\(ublTax("TaxCategory", allowanceRate))</cac:AllowanceCharge>
      <cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode><cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason><cbc:MultiplierFactorNumeric>20</cbc:MultiplierFactorNumeric><cbc:Amount currencyID="EUR">20.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">100.00</cbc:BaseAmount>\(ublTax("TaxCategory", chargeRate))</cac:AllowanceCharge>
      <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">\(tax)</cbc:TaxAmount>
      \(hasBreakdown ? breakdown : "")
      </cac:TaxTotal>
      <cac:TaxTotal><cbc:TaxAmount currencyID="USD">\(tax)</cbc:TaxAmount></cac:TaxTotal>
      <cac:LegalMonetaryTotal>
      <cbc:LineExtensionAmount currencyID="EUR">150.00</cbc:LineExtensionAmount>
      <cbc:TaxExclusiveAmount currencyID="EUR">160.00</cbc:TaxExclusiveAmount>
      <cbc:TaxInclusiveAmount currencyID="EUR">\(gross)</cbc:TaxInclusiveAmount>
      <cbc:AllowanceTotalAmount currencyID="EUR">10.00</cbc:AllowanceTotalAmount>
      <cbc:ChargeTotalAmount currencyID="EUR">20.00</cbc:ChargeTotalAmount>
      <cbc:PrepaidAmount currencyID="EUR">90.40</cbc:PrepaidAmount>
      <cbc:PayableRoundingAmount currencyID="EUR">0.10</cbc:PayableRoundingAmount>
      <cbc:PayableAmount currencyID="EUR">\(payable)</cbc:PayableAmount>
      </cac:LegalMonetaryTotal>
      <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:Note>Line note</cbc:Note>
      <cbc:InvoicedQuantity unitCode="H87">10</cbc:InvoicedQuantity>
      <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
      <cac:InvoicePeriod><cbc:StartDate>2026-01-10</cbc:StartDate><cbc:EndDate>2026-01-20</cbc:EndDate></cac:InvoicePeriod>
      <cac:DocumentReference><cbc:ID schemeID="AAA">O-2</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:DocumentReference>
      <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>100</cbc:AllowanceChargeReasonCode><cbc:MultiplierFactorNumeric>5</cbc:MultiplierFactorNumeric><cbc:Amount currencyID="EUR">5.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">100.01</cbc:BaseAmount></cac:AllowanceCharge>
      <cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>ABK</cbc:AllowanceChargeReasonCode><cbc:MultiplierFactorNumeric>15</cbc:MultiplierFactorNumeric><cbc:Amount currencyID="EUR">15.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">100.02</cbc:BaseAmount></cac:AllowanceCharge>
      <cac:Item><cbc:Description>More of it</cbc:Description><cbc:Name>Cable</cbc:Name>
      <cac:SellersItemIdentification><cbc:ID>A-1</cbc:ID></cac:SellersItemIdentification>
      <cac:StandardItemIdentification><cbc:ID schemeID="0160">4006381333931</cbc:ID></cac:StandardItemIdentification>
      <cac:OriginCountry><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:OriginCountry>
      <cac:CommodityClassification><cbc:ItemClassificationCode listID="TST">1</cbc:ItemClassificationCode></cac:CommodityClassification>
      \(ublTax("ClassifiedTaxCategory", lineRate))
      <cac:AdditionalItemProperty><cbc:Name>Colour</cbc:Name><cbc:Value>red</cbc:Value></cac:AdditionalItemProperty></cac:Item>
      <cac:Price><cbc:PriceAmount currencyID="EUR">9.00</cbc:PriceAmount><cbc:BaseQuantity unitCode="H87">1</cbc:BaseQuantity><cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID="EUR">1.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">10.00</cbc:BaseAmount></cac:AllowanceCharge></cac:Price>
      </cac:InvoiceLine>
      <cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">1</cbc:InvoicedQuantity>
      <cbc:LineExtensionAmount currencyID="EUR">50.00</cbc:LineExtensionAmount>
      <cac:InvoicePeriod><cbc:StartDate>2026-01-11</cbc:StartDate></cac:InvoicePeriod>
      <cac:Item><cbc:Name>Work</cbc:Name>\(ublTax("ClassifiedTaxCategory", lineRate))</cac:Item>
      <cac:Price><cbc:PriceAmount currencyID="EUR">50.00</cbc:PriceAmount></cac:Price>
      </cac:InvoiceLine>
      </Invoice>
      """
  }

  // MARK: - CII

  private func ciiTax(_ element: String, _ rate: String?) -> String {
    """
    <ram:\(element)><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>\(category)</ram:CategoryCode>\
    \(rate.map { "<ram:RateApplicablePercent>\($0)</ram:RateApplicablePercent>" } ?? "")</ram:\(element)>
    """
  }

  private func ciiVAT(_ number: String) -> String {
    "<ram:SpecifiedTaxRegistration><ram:ID schemeID=\"VA\">\(number)</ram:ID></ram:SpecifiedTaxRegistration>"
  }

  private func ciiAddress(_ city: String) -> String {
    """
    <ram:PostalTradeAddress><ram:PostcodeCode>12345</ram:PostcodeCode><ram:LineOne>Weg 1</ram:LineOne>\
    <ram:CityName>\(city)</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
    """
  }

  private func ciiDay(_ day: String) -> String {
    "<udt:DateTimeString format=\"102\">\(day)</udt:DateTimeString>"
  }

  private func ciiAllowance(
    _ isCharge: Bool, _ percent: String, _ base: String, _ amount: String, _ code: String, _ rate: String?,
    isOnLine: Bool = false
  ) -> String {
    """
    <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>\(isCharge)</udt:Indicator>\
    </ram:ChargeIndicator><ram:CalculationPercent>\(percent)</ram:CalculationPercent>\
    <ram:BasisAmount>\(base)</ram:BasisAmount><ram:ActualAmount>\(amount)</ram:ActualAmount>\
    <ram:ReasonCode>\(code)</ram:ReasonCode>\(isOnLine ? "" : ciiTax("CategoryTradeTax", rate))\
    </ram:SpecifiedTradeAllowanceCharge>
    """
  }

  var cii: String {
    let breakdown = """
      <ram:ApplicableTradeTax><ram:CalculatedAmount>\(tax)</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
      \(hasReason ? "<ram:ExemptionReason>Reason</ram:ExemptionReason>" : "")
      <ram:BasisAmount>\(taxable)</ram:BasisAmount><ram:CategoryCode>\(category)</ram:CategoryCode>
      <ram:DueDateTypeCode>29</ram:DueDateTypeCode>
      \(breakdownRate.map { "<ram:RateApplicablePercent>\($0)</ram:RateApplicablePercent>" } ?? "")
      </ram:ApplicableTradeTax>
      """
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
       xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
       xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
       xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100">
      <rsm:ExchangedDocumentContext>
      <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
      <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>\(specification)</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
      </rsm:ExchangedDocumentContext>
      <rsm:ExchangedDocument><ram:ID>R-1</ram:ID><ram:TypeCode>380</ram:TypeCode>
      <ram:IssueDateTime>\(ciiDay("20260201"))</ram:IssueDateTime>
      <ram:IncludedNote><ram:Content>A note</ram:Content><ram:SubjectCode>AAI</ram:SubjectCode></ram:IncludedNote></rsm:ExchangedDocument>
      <rsm:SupplyChainTradeTransaction>
      <ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:GlobalID schemeID="0160">4006381333931</ram:GlobalID><ram:SellerAssignedID>A-1</ram:SellerAssignedID><ram:Name>Cable</ram:Name>
      <ram:ApplicableProductCharacteristic><ram:Description>Colour</ram:Description><ram:Value>red</ram:Value></ram:ApplicableProductCharacteristic>
      <ram:DesignatedProductClassification><ram:ClassCode listID="TST">1</ram:ClassCode></ram:DesignatedProductClassification>
      <ram:OriginTradeCountry><ram:ID>FR</ram:ID></ram:OriginTradeCountry></ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement>
      <ram:GrossPriceProductTradePrice><ram:ChargeAmount>10.00</ram:ChargeAmount><ram:BasisQuantity unitCode="H87">1</ram:BasisQuantity><ram:AppliedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>1.00</ram:ActualAmount></ram:AppliedTradeAllowanceCharge></ram:GrossPriceProductTradePrice>
      <ram:NetPriceProductTradePrice><ram:ChargeAmount>9.00</ram:ChargeAmount><ram:BasisQuantity unitCode="H87">1</ram:BasisQuantity></ram:NetPriceProductTradePrice>
      </ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="H87">10</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement>\(ciiTax("ApplicableTradeTax", lineRate))
      <ram:BillingSpecifiedPeriod><ram:StartDateTime>\(ciiDay("20260110"))</ram:StartDateTime><ram:EndDateTime>\(ciiDay("20260120"))</ram:EndDateTime></ram:BillingSpecifiedPeriod>
      \(ciiAllowance(false, "5", "100.01", "5.00", "100", nil, isOnLine: true))
      \(ciiAllowance(true, "15", "100.02", "15.00", "ABK", nil, isOnLine: true))
      <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
      <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>O-2</ram:IssuerAssignedID><ram:TypeCode>130</ram:TypeCode><ram:ReferenceTypeCode>AAA</ram:ReferenceTypeCode></ram:AdditionalReferencedDocument>
      </ram:SpecifiedLineTradeSettlement>
      </ram:IncludedSupplyChainTradeLineItem>
      <ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineID>2</ram:LineID></ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:Name>Work</ram:Name></ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>50.00</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="HUR">1</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement>\(ciiTax("ApplicableTradeTax", lineRate))
      <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>50.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
      </ram:IncludedSupplyChainTradeLineItem>
      <ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>04011000-12345-03</ram:BuyerReference>
      <ram:SellerTradeParty><ram:ID>S-1</ram:ID><ram:GlobalID schemeID="0088">4012345000009</ram:GlobalID><ram:Name>Seller GmbH</ram:Name>
      <ram:SpecifiedLegalOrganization><ram:ID schemeID="0204">HRB 1</ram:ID></ram:SpecifiedLegalOrganization>
      <ram:DefinedTradeContact><ram:PersonName>Sales</ram:PersonName><ram:TelephoneUniversalCommunication><ram:CompleteNumber>+49 30 123</ram:CompleteNumber></ram:TelephoneUniversalCommunication><ram:EmailURIUniversalCommunication><ram:URIID>sales@example.org</ram:URIID></ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>
      \(ciiAddress("Sellertown"))
      <ram:URIUniversalCommunication><ram:URIID schemeID="EM">seller@example.org</ram:URIID></ram:URIUniversalCommunication>
      \(hasSellerVAT ? ciiVAT("DE136695976") : "")
      \(hasSellerTaxNumber ? "<ram:SpecifiedTaxRegistration><ram:ID schemeID=\"FC\">21/815/08150</ram:ID></ram:SpecifiedTaxRegistration>" : "")
      </ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:ID>K-1</ram:ID><ram:Name>Buyer GmbH</ram:Name>\(ciiAddress("Buyertown"))
      <ram:URIUniversalCommunication><ram:URIID schemeID="EM">buyer@example.org</ram:URIID></ram:URIUniversalCommunication>
      \(hasBuyerVAT ? ciiVAT("DE129273398") : "")</ram:BuyerTradeParty>
      \(hasRepresentative ? "<ram:SellerTaxRepresentativeTradeParty><ram:Name>Representative</ram:Name>\(ciiAddress("Reptown"))\(ciiVAT("DE114103379"))</ram:SellerTaxRepresentativeTradeParty>" : "")
      <ram:ContractReferencedDocument><ram:IssuerAssignedID>C-1</ram:IssuerAssignedID></ram:ContractReferencedDocument>
      <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>D-1</ram:IssuerAssignedID><ram:URIID>https://example.org/b.pdf</ram:URIID><ram:TypeCode>916</ram:TypeCode><ram:AttachmentBinaryObject mimeCode="application/pdf" filename="a.pdf">QUJDRA==</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>
      <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>T-1</ram:IssuerAssignedID><ram:TypeCode>50</ram:TypeCode></ram:AdditionalReferencedDocument>
      </ram:ApplicableHeaderTradeAgreement>
      <ram:ApplicableHeaderTradeDelivery><ram:ShipToTradeParty><ram:GlobalID schemeID="0088">4012345000009</ram:GlobalID>\(ciiAddress("Shiptown"))</ram:ShipToTradeParty>
      <ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>\(ciiDay("20260120"))</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
      <ram:ApplicableHeaderTradeSettlement><ram:TaxCurrencyCode>USD</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:PayeeTradeParty><ram:ID>P-1</ram:ID><ram:Name>Payee AG</ram:Name></ram:PayeeTradeParty>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
      \(hasBreakdown ? breakdown : "")
      <ram:BillingSpecifiedPeriod><ram:StartDateTime>\(ciiDay("20260101"))</ram:StartDateTime><ram:EndDateTime>\(ciiDay("20260131"))</ram:EndDateTime></ram:BillingSpecifiedPeriod>
      \(ciiAllowance(false, "10", "100.00", "10.00", "95", allowanceRate))
      \(ciiAllowance(true, "20", "100.00", "20.00", "FC", chargeRate))
      <ram:SpecifiedTradePaymentTerms><ram:Description>#SKONTO#TAGE=14#PROZENT=2.00#
      </ram:Description><ram:DueDateDateTime>\(ciiDay("20260301"))</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>150.00</ram:LineTotalAmount><ram:ChargeTotalAmount>20.00</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>10.00</ram:AllowanceTotalAmount><ram:TaxBasisTotalAmount>160.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">\(tax)</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="USD">\(tax)</ram:TaxTotalAmount><ram:RoundingAmount>0.10</ram:RoundingAmount><ram:GrandTotalAmount>\(gross)</ram:GrandTotalAmount><ram:TotalPrepaidAmount>90.40</ram:TotalPrepaidAmount><ram:DuePayableAmount>\(payable)</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
      <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>R-0</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>
      </ram:ApplicableHeaderTradeSettlement>
      </rsm:SupplyChainTradeTransaction>
      </rsm:CrossIndustryInvoice>
      """
  }
}
