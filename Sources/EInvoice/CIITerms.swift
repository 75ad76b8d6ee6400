/// Finds the terms in a Cross Industry Invoice, and in its predecessor of ZUGFeRD 1.0 by other group names.
struct CIITerms {
  private let tree: XMLTree
  private let isOld: Bool
  private let transaction: Term
  private let agreement: Term
  private let delivery: Term
  private let settlement: Term
  private let document: Term
  private let context: Term

  init(_ tree: XMLTree, isOld: Bool) {
    self.tree = tree
    self.isOld = isOld
    let root = tree.root
    transaction = tree.at(
      root, isOld ? "rsm:SpecifiedSupplyChainTradeTransaction" : "rsm:SupplyChainTradeTransaction")
    agreement = tree.at(
      transaction, isOld ? "ram:ApplicableSupplyChainTradeAgreement" : "ram:ApplicableHeaderTradeAgreement")
    delivery = tree.at(
      transaction, isOld ? "ram:ApplicableSupplyChainTradeDelivery" : "ram:ApplicableHeaderTradeDelivery")
    settlement = tree.at(
      transaction,
      isOld ? "ram:ApplicableSupplyChainTradeSettlement" : "ram:ApplicableHeaderTradeSettlement")
    document = tree.at(root, isOld ? "rsm:HeaderExchangedDocument" : "rsm:ExchangedDocument")
    context = tree.at(
      root, isOld ? "rsm:SpecifiedExchangedDocumentContext" : "rsm:ExchangedDocumentContext")
  }

  func read() -> BusinessTerms {
    var terms = BusinessTerms(syntax: isOld ? .zugferd1 : .cii)
    terms.specification = tree.at(context, "ram:GuidelineSpecifiedDocumentContextParameter", "ram:ID")
    terms.businessProcess = tree.at(
      context, "ram:BusinessProcessSpecifiedDocumentContextParameter", "ram:ID")
    terms.number = tree.at(document, "ram:ID")
    terms.issueDate = day(tree.at(document, "ram:IssueDateTime"))
    terms.typeCode = tree.at(document, "ram:TypeCode")
    terms.heading = tree.at(document, "ram:Name")
    terms.notes = tree.all(document, "ram:IncludedNote").map {
      NoteTerms(code: tree.at($0, "ram:SubjectCode"), text: tree.at($0, "ram:Content"))
    }
    readAgreement(&terms)
    readDelivery(&terms)
    readSettlement(&terms)
    readTotals(&terms)
    terms.lines = tree.all(transaction, "ram:IncludedSupplyChainTradeLineItem").map(line)
    return terms
  }

  /// The element that holds the day: with a format code, or as an ISO date and time.
  private func day(_ group: Term) -> Term {
    tree.at(group, "udt:DateTimeString")
      .or(tree.at(group, "qdt:DateTimeString"))
      .or(tree.at(group, "udt:DateString"))
      .or(tree.at(group, "udt:DateTime"))
      .or(tree.at(group, "udt:Date"))
  }

  private func readAgreement(_ terms: inout BusinessTerms) {
    terms.buyerReference = tree.at(agreement, "ram:BuyerReference")
    terms.contract = tree.at(agreement, "ram:ContractReferencedDocument", "ram:IssuerAssignedID")
    terms.seller = party(tree.at(agreement, "ram:SellerTradeParty"))
    terms.buyer = party(tree.at(agreement, "ram:BuyerTradeParty"))
    terms.taxRepresentatives = tree.all(agreement, "ram:SellerTaxRepresentativeTradeParty").map(party)
    terms.documents = tree.all(agreement, "ram:AdditionalReferencedDocument").map(supportingDocument)
    terms.tenders = terms.documents.filter { tree.text($0.typeCode) == "50" }.map(\.number)
  }

  private func supportingDocument(_ group: Term) -> SupportingDocumentTerms {
    SupportingDocumentTerms(
      group: group, number: tree.at(group, "ram:IssuerAssignedID").or(tree.at(group, "ram:ID")),
      description: tree.at(group, "ram:Name"), location: tree.at(group, "ram:URIID"),
      attachment: tree.at(group, "ram:AttachmentBinaryObject"), typeCode: tree.at(group, "ram:TypeCode"),
      scheme: tree.at(group, "ram:ReferenceTypeCode"))
  }

  private func readDelivery(_ terms: inout BusinessTerms) {
    let party = tree.at(delivery, "ram:ShipToTradeParty")
    terms.delivery.group = delivery
    terms.delivery.name = tree.at(party, "ram:Name")
    terms.delivery.locations = tree.all(party, "ram:ID") + tree.all(party, "ram:GlobalID")
    terms.delivery.address = address(tree.at(party, "ram:PostalTradeAddress"))
    terms.delivery.date = day(
      tree.at(delivery, "ram:ActualDeliverySupplyChainEvent", "ram:OccurrenceDateTime"))
  }

  private func readSettlement(_ terms: inout BusinessTerms) {
    terms.currency = tree.at(settlement, "ram:InvoiceCurrencyCode")
    terms.taxCurrency = tree.at(settlement, "ram:TaxCurrencyCode")
    terms.remittance = tree.at(settlement, "ram:PaymentReference")
    terms.creditorIdentifiers = tree.all(settlement, "ram:CreditorReferenceID")
    terms.payees = tree.all(settlement, "ram:PayeeTradeParty").map(party)
    terms.period = period(tree.at(settlement, "ram:BillingSpecifiedPeriod"))
    terms.precedingInvoices = tree.all(settlement, "ram:InvoiceReferencedDocument").map {
      PrecedingTerms(
        group: $0, number: tree.at($0, "ram:IssuerAssignedID").or(tree.at($0, "ram:ID")),
        date: day(tree.at($0, "ram:FormattedIssueDateTime").or(tree.at($0, "ram:IssueDateTime"))))
    }
    for group in tree.all(settlement, "ram:SpecifiedTradePaymentTerms") {
      let due = day(tree.at(group, "ram:DueDateDateTime"))
      if due.exists { terms.dueDates.append(due) }
      terms.paymentTerms += tree.all(group, "ram:Description")
      terms.mandate = terms.mandate.or(tree.at(group, "ram:DirectDebitMandateID"))
      for discount in tree.all(group, "ram:ApplicableTradePaymentDiscountTerms") {
        let days = tree.at(discount, "ram:BasisPeriodMeasure")
        let percent = tree.at(discount, "ram:CalculationPercent")
        if days.exists, percent.exists {
          terms.structuredDiscounts.append(DiscountTerms(days: days, percent: percent))
        }
      }
    }
    terms.paymentMeans = tree.all(settlement, "ram:SpecifiedTradeSettlementPaymentMeans").map(paymentMeans)
    terms.allowances = tree.all(settlement, "ram:SpecifiedTradeAllowanceCharge").map(allowance)
    terms.allowances += tree.all(settlement, "ram:SpecifiedLogisticsServiceCharge").map {
      AllowanceTerms(
        group: $0, isCharge: true, amount: tree.at($0, "ram:AppliedAmount"),
        reason: tree.at($0, "ram:Description"), tax: tax(tree.at($0, "ram:AppliedTradeTax")),
        isLogistics: true)
    }
    for group in tree.all(settlement, "ram:ApplicableTradeTax") {
      terms.breakdowns.append(
        BreakdownTerms(
          group: group, taxable: tree.at(group, "ram:BasisAmount"),
          amount: tree.at(group, "ram:CalculatedAmount"), tax: tax(group),
          reason: tree.at(group, "ram:ExemptionReason"),
          reasonCode: tree.at(group, "ram:ExemptionReasonCode")))
      let point = tree.at(group, "ram:TaxPointDate")
      if point.exists { terms.taxPointDates.append(day(point)) }
      let code = tree.at(group, "ram:DueDateTypeCode")
      if code.exists { terms.taxPointCodes.append(code) }
    }
  }

  private func readTotals(_ terms: inout BusinessTerms) {
    let group = tree.at(
      settlement,
      isOld
        ? "ram:SpecifiedTradeSettlementMonetarySummation"
        : "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    terms.totals = TotalsTerms(
      group: group, lines: tree.at(group, "ram:LineTotalAmount"),
      allowances: tree.at(group, "ram:AllowanceTotalAmount"),
      charges: tree.at(group, "ram:ChargeTotalAmount"), net: tree.at(group, "ram:TaxBasisTotalAmount"),
      gross: tree.at(group, "ram:GrandTotalAmount"), prepaid: tree.at(group, "ram:TotalPrepaidAmount"),
      rounding: tree.at(group, "ram:RoundingAmount"), payable: tree.at(group, "ram:DuePayableAmount"))
    terms.taxTotals = tree.all(group, "ram:TaxTotalAmount").map { TaxTotalTerms(group: group, amount: $0) }
  }

  private func paymentMeans(_ group: Term) -> PaymentMeansTerms {
    let card = tree.at(group, "ram:ApplicableTradeSettlementFinancialCard")
    let debtor = tree.at(group, "ram:PayerPartyDebtorFinancialAccount")
    return PaymentMeansTerms(
      group: group, code: tree.at(group, "ram:TypeCode"),
      accounts: tree.all(group, "ram:PayeePartyCreditorFinancialAccount").map {
        AccountTerms(
          group: $0, iban: tree.at($0, "ram:IBANID"), proprietary: tree.at($0, "ram:ProprietaryID"),
          holder: tree.at($0, "ram:AccountName"))
      }, card: card, cardNumber: tree.at(card, "ram:ID"),
      debitedAccount: tree.at(debtor, "ram:IBANID"),
      bank: tree.at(group, "ram:PayeeSpecifiedCreditorFinancialInstitution"))
  }

  private func party(_ group: Term) -> PartyTerms {
    var party = PartyTerms()
    let legal = tree.at(group, "ram:SpecifiedLegalOrganization")
    let contact = tree.at(group, "ram:DefinedTradeContact")
    party.group = group
    party.name = tree.at(group, "ram:Name")
    party.tradingName = tree.at(legal, "ram:TradingBusinessName")
    party.identifiers = tree.all(group, "ram:ID")
    party.globalIdentifiers = tree.all(group, "ram:GlobalID")
    party.legalIdentifier = tree.at(legal, "ram:ID")
    for registration in tree.all(group, "ram:SpecifiedTaxRegistration") {
      let number = tree.at(registration, "ram:ID")
      switch tree.attribute(number, "schemeID") {
      case "VA": party.vatIdentifiers.append(number)
      case "FC": party.taxNumbers.append(number)
      default: break
      }
    }
    party.electronicAddress = tree.at(group, "ram:URIUniversalCommunication", "ram:URIID")
    party.address = address(tree.at(group, "ram:PostalTradeAddress"))
    party.contact = contact
    party.contactNames = [tree.at(contact, "ram:PersonName"), tree.at(contact, "ram:DepartmentName")]
      .filter(\.exists)
    party.telephone = tree.at(contact, "ram:TelephoneUniversalCommunication", "ram:CompleteNumber")
    party.mail = tree.at(contact, "ram:EmailURIUniversalCommunication", "ram:URIID")
    return party
  }

  private func address(_ group: Term) -> AddressTerms {
    AddressTerms(
      group: group, street: tree.at(group, "ram:LineOne"), additional: tree.at(group, "ram:LineTwo"),
      city: tree.at(group, "ram:CityName"), postcode: tree.at(group, "ram:PostcodeCode"),
      country: tree.at(group, "ram:CountryID"))
  }

  private func period(_ group: Term) -> PeriodTerms {
    PeriodTerms(
      group: group, start: day(tree.at(group, "ram:StartDateTime")),
      end: day(tree.at(group, "ram:EndDateTime")))
  }

  private func tax(_ group: Term) -> TaxTerms {
    TaxTerms(
      group: group, category: tree.at(group, "ram:CategoryCode"),
      rate: tree.at(group, "ram:RateApplicablePercent").or(tree.at(group, "ram:ApplicablePercent")),
      scheme: tree.at(group, "ram:TypeCode"))
  }

  private func allowance(_ group: Term) -> AllowanceTerms {
    let indicator = tree.at(group, "ram:ChargeIndicator", "udt:Indicator")
      .or(tree.at(group, "ram:ChargeIndicator"))
    let value = tree.text(indicator)
    return AllowanceTerms(
      group: group, isCharge: value == "true" || value == "1", indicator: indicator,
      amount: tree.at(group, "ram:ActualAmount"), base: tree.at(group, "ram:BasisAmount"),
      percent: tree.at(group, "ram:CalculationPercent"), reason: tree.at(group, "ram:Reason"),
      reasonCode: tree.at(group, "ram:ReasonCode"), tax: tax(tree.at(group, "ram:CategoryTradeTax")))
  }

  private func line(_ group: Term) -> LineTerms {
    var line = LineTerms()
    let head = tree.at(group, "ram:AssociatedDocumentLineDocument")
    let agreement = tree.at(
      group, isOld ? "ram:SpecifiedSupplyChainTradeAgreement" : "ram:SpecifiedLineTradeAgreement")
    let delivery = tree.at(
      group, isOld ? "ram:SpecifiedSupplyChainTradeDelivery" : "ram:SpecifiedLineTradeDelivery")
    let settlement = tree.at(
      group, isOld ? "ram:SpecifiedSupplyChainTradeSettlement" : "ram:SpecifiedLineTradeSettlement")
    let product = tree.at(group, "ram:SpecifiedTradeProduct")
    line.group = group
    line.number = tree.at(head, "ram:LineID")
    line.parent = tree.at(head, "ram:ParentLineID")
    line.status = tree.at(head, "ram:LineStatusReasonCode")
    line.notes = tree.all(head, "ram:IncludedNote").map { tree.at($0, "ram:Content") }.filter(\.exists)
    line.objects = tree.all(settlement, "ram:AdditionalReferencedDocument").map(supportingDocument)
    line.quantity = tree.at(delivery, "ram:BilledQuantity")
    line.net = tree.at(
      settlement,
      isOld
        ? "ram:SpecifiedTradeSettlementMonetarySummation"
        : "ram:SpecifiedTradeSettlementLineMonetarySummation", "ram:LineTotalAmount")
    line.period = period(tree.at(settlement, "ram:BillingSpecifiedPeriod"))
    line.allowances = tree.all(settlement, "ram:SpecifiedTradeAllowanceCharge").map(allowance)
    let net = tree.at(agreement, "ram:NetPriceProductTradePrice")
    let gross = tree.at(agreement, "ram:GrossPriceProductTradePrice")
    line.price = tree.at(net, "ram:ChargeAmount")
    line.grossPrice = tree.at(gross, "ram:ChargeAmount")
    line.priceAllowances = tree.all(gross, "ram:AppliedTradeAllowanceCharge").map(allowance)
    line.baseQuantity = tree.at(net, "ram:BasisQuantity")
    line.grossBaseQuantity = tree.at(gross, "ram:BasisQuantity")
    let taxes = tree.all(settlement, "ram:ApplicableTradeTax")
    line.tax = tax(taxes.first ?? .none)
    line.taxCount = taxes.count
    line.name = tree.at(product, "ram:Name")
    line.description = tree.at(product, "ram:Description")
    line.sellerArticle = tree.at(product, "ram:SellerAssignedID")
    line.standardArticle = tree.at(product, "ram:GlobalID")
    line.classes = tree.all(product, "ram:DesignatedProductClassification")
      .map { tree.at($0, "ram:ClassCode") }.filter(\.exists)
    line.origin = tree.at(product, "ram:OriginTradeCountry", "ram:ID")
    line.attributes = tree.all(product, "ram:ApplicableProductCharacteristic").map {
      AttributeTerms(group: $0, name: tree.at($0, "ram:Description"), value: tree.at($0, "ram:Value"))
    }
    return line
  }
}
