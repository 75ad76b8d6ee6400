import Foundation

/// An XRechnung made up for a test: cheap to read, sure to be booked, different in number, day and amount.
struct SampleInvoice: Hashable {
  var number: String
  /// `YYYYMMDD`.
  var day = "20250908"
  /// Cents.
  var net: Int
  /// Something between the elements, for fakes that look for it.
  var remark = ""

  var tax: Int { (net * 19 + 50) / 100 }
  var gross: Int { net + tax }

  /// One line of cable, 19 %, from a wholesaler to the sample tenant.
  var xml: String {
    let (net, tax, gross) = (Self.text(net), Self.text(tax), Self.text(gross))
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" \
      xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" \
      xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"><!-- \(remark) -->
      <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>\
      <ram:ID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</ram:ID>\
      </ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
      <rsm:ExchangedDocument><ram:ID>\(number)</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>\
      <udt:DateTimeString format="102">\(day)</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
      <rsm:SupplyChainTradeTransaction>
      <ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:SellerAssignedID>4711</ram:SellerAssignedID>\
      <ram:Name>Mantelleitung NYM-J 3x1,5 grau, Ring 100 m</ram:Name></ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>\(net)</ram:ChargeAmount>\
      </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">1</ram:BilledQuantity>\
      </ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>\
      <ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19</ram:RateApplicablePercent>\
      </ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>\
      <ram:LineTotalAmount>\(net)</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>\
      </ram:SpecifiedLineTradeSettlement>
      </ram:IncludedSupplyChainTradeLineItem>
      <ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>K782998</ram:BuyerReference>
      <ram:SellerTradeParty><ram:Name>Elektrogroßhandel Musterkabel GmbH</ram:Name><ram:DefinedTradeContact>\
      <ram:PersonName>Buchhaltung</ram:PersonName><ram:TelephoneUniversalCommunication>\
      <ram:CompleteNumber>+49 341 5550100</ram:CompleteNumber></ram:TelephoneUniversalCommunication>\
      <ram:EmailURIUniversalCommunication><ram:URIID>rechnung@musterkabel.example</ram:URIID>\
      </ram:EmailURIUniversalCommunication></ram:DefinedTradeContact><ram:PostalTradeAddress>\
      <ram:PostcodeCode>04356</ram:PostcodeCode><ram:LineOne>Lagerring 22</ram:LineOne>\
      <ram:CityName>Leipzig</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>\
      <ram:URIUniversalCommunication><ram:URIID schemeID="EM">rechnung@musterkabel.example</ram:URIID>\
      </ram:URIUniversalCommunication><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE813752573</ram:ID>\
      </ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:Name>Elektro Sonnleitner GmbH</ram:Name><ram:PostalTradeAddress>\
      <ram:PostcodeCode>83278</ram:PostcodeCode><ram:LineOne>Lindenhofstraße 14</ram:LineOne>\
      <ram:CityName>Traunstein</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>\
      <ram:URIUniversalCommunication><ram:URIID schemeID="EM">rechnung@sonnleitner.example</ram:URIID>\
      </ram:URIUniversalCommunication><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE430793578</ram:ID>\
      </ram:SpecifiedTaxRegistration></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
      <ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>\
      <udt:DateTimeString format="102">\(day)</udt:DateTimeString></ram:OccurrenceDateTime>\
      </ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>
      <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode>\
      <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE62226515170006783819</ram:IBANID>\
      </ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:ApplicableTradeTax><ram:CalculatedAmount>\(tax)</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>\
      <ram:BasisAmount>\(net)</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>\
      <ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
      <ram:SpecifiedTradePaymentTerms><ram:Description>Zahlbar sofort ohne Abzug.</ram:Description>\
      </ram:SpecifiedTradePaymentTerms>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>\(net)</ram:LineTotalAmount>\
      <ram:TaxBasisTotalAmount>\(net)</ram:TaxBasisTotalAmount>\
      <ram:TaxTotalAmount currencyID="EUR">\(tax)</ram:TaxTotalAmount>\
      <ram:GrandTotalAmount>\(gross)</ram:GrandTotalAmount><ram:DuePayableAmount>\(gross)</ram:DuePayableAmount>\
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
      </rsm:SupplyChainTradeTransaction>
      </rsm:CrossIndustryInvoice>

      """
  }

  var bytes: [UInt8] { Array(xml.utf8) }

  private static func text(_ cents: Int) -> String {
    "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
  }

  /// As DATEV writes an amount.
  static func germanText(_ cents: Int) -> String { text(cents).replacingOccurrences(of: ".", with: ",") }
}
