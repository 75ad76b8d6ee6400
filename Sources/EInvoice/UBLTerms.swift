/// Finds the terms in a UBL 2.1 Invoice or CreditNote.
struct UBLTerms {
  private let tree: XMLTree
  private let isCreditNote: Bool

  init(_ tree: XMLTree, isCreditNote: Bool) {
    self.tree = tree
    self.isCreditNote = isCreditNote
  }

  func read() -> BusinessTerms {
    var terms = BusinessTerms(syntax: isCreditNote ? .ublCreditNote : .ublInvoice)
    let root = tree.root
    terms.specification = tree.at(root, "cbc:CustomizationID")
    terms.businessProcess = tree.at(root, "cbc:ProfileID")
    terms.number = tree.at(root, "cbc:ID")
    terms.issueDate = tree.at(root, "cbc:IssueDate")
    terms.typeCode = tree.at(root, "cbc:InvoiceTypeCode").or(tree.at(root, "cbc:CreditNoteTypeCode"))
    terms.currency = tree.at(root, "cbc:DocumentCurrencyCode")
    terms.taxCurrency = tree.at(root, "cbc:TaxCurrencyCode")
    terms.taxPointDates = tree.all(root, "cbc:TaxPointDate")
    terms.buyerReference = tree.at(root, "cbc:BuyerReference")
    terms.contract = tree.at(root, "cac:ContractDocumentReference", "cbc:ID")
    terms.tenders = tree.all(root, "cac:OriginatorDocumentReference").map { tree.at($0, "cbc:ID") }
    terms.notes = tree.all(root, "cbc:Note").map { NoteTerms(text: $0) }
    terms.precedingInvoices = tree.all(root, "cac:BillingReference").map {
      let reference = tree.at($0, "cac:InvoiceDocumentReference")
      return PrecedingTerms(
        group: reference, number: tree.at(reference, "cbc:ID"), date: tree.at(reference, "cbc:IssueDate"))
    }.filter(\.group.exists)
    terms.seller = party(tree.at(root, "cac:AccountingSupplierParty", "cac:Party"))
    terms.buyer = party(tree.at(root, "cac:AccountingCustomerParty", "cac:Party"))
    terms.payees = tree.all(root, "cac:PayeeParty").map(payee)
    terms.taxRepresentatives = tree.all(root, "cac:TaxRepresentativeParty").map(representative)
    readDelivery(&terms)
    readPayment(&terms)
    terms.period = period(tree.at(root, "cac:InvoicePeriod"))
    let pointCode = tree.at(terms.period.group, "cbc:DescriptionCode")
    if pointCode.exists { terms.taxPointCodes = [pointCode] }
    terms.allowances = tree.all(root, "cac:AllowanceCharge").map(allowance)
    readTaxes(&terms)
    let totals = tree.at(root, "cac:LegalMonetaryTotal")
    terms.totals = TotalsTerms(
      group: totals, lines: tree.at(totals, "cbc:LineExtensionAmount"),
      allowances: tree.at(totals, "cbc:AllowanceTotalAmount"),
      charges: tree.at(totals, "cbc:ChargeTotalAmount"), net: tree.at(totals, "cbc:TaxExclusiveAmount"),
      gross: tree.at(totals, "cbc:TaxInclusiveAmount"), prepaid: tree.at(totals, "cbc:PrepaidAmount"),
      rounding: tree.at(totals, "cbc:PayableRoundingAmount"), payable: tree.at(totals, "cbc:PayableAmount"))
    terms.documents = tree.all(root, "cac:AdditionalDocumentReference").map(supportingDocument)
    terms.thirdPartyPayments = tree.all(root, "cac:PrepaidPayment").map {
      ThirdPartyPaymentTerms(
        group: $0, kind: tree.at($0, "cbc:ID"), amount: tree.at($0, "cbc:PaidAmount"),
        description: tree.at($0, "cbc:InstructionID"))
    }
    terms.lines = tree.all(root, isCreditNote ? "cac:CreditNoteLine" : "cac:InvoiceLine").map(line)
    return terms
  }

  private func supportingDocument(_ group: Term) -> SupportingDocumentTerms {
    let attachment = tree.at(group, "cac:Attachment")
    let external = tree.at(attachment, "cac:ExternalReference")
    let number = tree.at(group, "cbc:ID")
    return SupportingDocumentTerms(
      group: group, number: number, description: tree.at(group, "cbc:DocumentDescription"),
      location: tree.at(external, "cbc:URI"), external: external,
      attachment: tree.at(attachment, "cbc:EmbeddedDocumentBinaryObject"),
      typeCode: tree.at(group, "cbc:DocumentTypeCode"), scheme: number)
  }

  private func readDelivery(_ terms: inout BusinessTerms) {
    let group = tree.at(tree.root, "cac:Delivery")
    let location = tree.at(group, "cac:DeliveryLocation")
    terms.delivery.group = group
    terms.delivery.name = tree.at(group, "cac:DeliveryParty", "cac:PartyName", "cbc:Name")
    terms.delivery.locations = tree.all(location, "cbc:ID")
    terms.delivery.date = tree.at(group, "cbc:ActualDeliveryDate")
    terms.delivery.address = address(tree.at(location, "cac:Address"))
  }

  private func readPayment(_ terms: inout BusinessTerms) {
    let root = tree.root
    terms.dueDates = tree.all(root, "cbc:DueDate")
    terms.paymentTerms = tree.all(root, "cac:PaymentTerms").flatMap { tree.all($0, "cbc:Note") }
    for group in tree.all(root, "cac:PaymentMeans") {
      let mandate = tree.at(group, "cac:PaymentMandate")
      terms.paymentMeans.append(
        PaymentMeansTerms(
          group: group, code: tree.at(group, "cbc:PaymentMeansCode"),
          accounts: tree.all(group, "cac:PayeeFinancialAccount").map {
            AccountTerms(group: $0, iban: tree.at($0, "cbc:ID"), holder: tree.at($0, "cbc:Name"))
          }, card: tree.at(group, "cac:CardAccount"),
          cardNumber: tree.at(group, "cac:CardAccount", "cbc:PrimaryAccountNumberID"),
          mandateGroup: mandate, mandate: tree.at(mandate, "cbc:ID"),
          debitedAccount: tree.at(mandate, "cac:PayerFinancialAccount", "cbc:ID")))
      let due = tree.at(group, "cbc:PaymentDueDate")
      if due.exists { terms.dueDates.append(due) }
      terms.remittance = terms.remittance.or(tree.at(group, "cbc:PaymentID"))
    }
    let parties = [terms.seller] + terms.payees
    terms.creditorIdentifiers = parties.flatMap(\.identifiers).filter {
      tree.attribute($0, "schemeID") == "SEPA"
    }
  }

  private func readTaxes(_ terms: inout BusinessTerms) {
    for group in tree.all(tree.root, "cac:TaxTotal") {
      let first = terms.breakdowns.count
      for part in tree.all(group, "cac:TaxSubtotal") {
        let category = tree.at(part, "cac:TaxCategory")
        terms.breakdowns.append(
          BreakdownTerms(
            group: part, taxable: tree.at(part, "cbc:TaxableAmount"), amount: tree.at(part, "cbc:TaxAmount"),
            tax: tax(category), reason: tree.at(category, "cbc:TaxExemptionReason"),
            reasonCode: tree.at(category, "cbc:TaxExemptionReasonCode")))
      }
      terms.taxTotals.append(
        TaxTotalTerms(
          group: group, amount: tree.at(group, "cbc:TaxAmount"), breakdowns: first..<terms.breakdowns.count))
    }
  }

  private func party(_ group: Term) -> PartyTerms {
    var party = PartyTerms()
    let legal = tree.at(group, "cac:PartyLegalEntity")
    let contact = tree.at(group, "cac:Contact")
    party.group = group
    party.name = tree.at(legal, "cbc:RegistrationName")
    party.tradingName = tree.at(group, "cac:PartyName", "cbc:Name")
    party.identifiers = tree.all(group, "cac:PartyIdentification").map { tree.at($0, "cbc:ID") }
      .filter(\.exists)
    party.legalIdentifier = tree.at(legal, "cbc:CompanyID")
    readRegistrations(group, &party)
    party.electronicAddress = tree.at(group, "cbc:EndpointID")
    party.address = address(tree.at(group, "cac:PostalAddress"))
    party.contact = contact
    party.contactNames = [tree.at(contact, "cbc:Name")].filter(\.exists)
    party.telephone = tree.at(contact, "cbc:Telephone")
    party.mail = tree.at(contact, "cbc:ElectronicMail")
    return party
  }

  private func readRegistrations(_ group: Term, _ party: inout PartyTerms) {
    for registration in tree.all(group, "cac:PartyTaxScheme") {
      let number = tree.at(registration, "cbc:CompanyID")
      guard number.exists else { continue }
      if tree.text(tree.at(registration, "cac:TaxScheme", "cbc:ID"))?.uppercased() == "VAT" {
        party.vatIdentifiers.append(number)
      } else {
        party.taxNumbers.append(number)
      }
    }
  }

  private func payee(_ group: Term) -> PartyTerms {
    var party = PartyTerms()
    party.group = group
    party.name = tree.at(group, "cac:PartyName", "cbc:Name")
    party.identifiers = tree.all(group, "cac:PartyIdentification").map { tree.at($0, "cbc:ID") }
      .filter(\.exists)
    party.legalIdentifier = tree.at(group, "cac:PartyLegalEntity", "cbc:CompanyID")
    return party
  }

  private func representative(_ group: Term) -> PartyTerms {
    var party = PartyTerms()
    party.group = group
    party.name = tree.at(group, "cac:PartyName", "cbc:Name")
    party.address = address(tree.at(group, "cac:PostalAddress"))
    readRegistrations(group, &party)
    return party
  }

  private func address(_ group: Term) -> AddressTerms {
    AddressTerms(
      group: group, street: tree.at(group, "cbc:StreetName"),
      additional: tree.at(group, "cbc:AdditionalStreetName"), city: tree.at(group, "cbc:CityName"),
      postcode: tree.at(group, "cbc:PostalZone"),
      country: tree.at(group, "cac:Country", "cbc:IdentificationCode"))
  }

  private func period(_ group: Term) -> PeriodTerms {
    PeriodTerms(group: group, start: tree.at(group, "cbc:StartDate"), end: tree.at(group, "cbc:EndDate"))
  }

  private func tax(_ group: Term) -> TaxTerms {
    TaxTerms(
      group: group, category: tree.at(group, "cbc:ID"), rate: tree.at(group, "cbc:Percent"),
      scheme: tree.at(group, "cac:TaxScheme", "cbc:ID"))
  }

  private func allowance(_ group: Term) -> AllowanceTerms {
    let indicator = tree.at(group, "cbc:ChargeIndicator")
    let value = tree.text(indicator)
    return AllowanceTerms(
      group: group, isCharge: value == "true" || value == "1", indicator: indicator,
      amount: tree.at(group, "cbc:Amount"), base: tree.at(group, "cbc:BaseAmount"),
      percent: tree.at(group, "cbc:MultiplierFactorNumeric"),
      reason: tree.at(group, "cbc:AllowanceChargeReason"),
      reasonCode: tree.at(group, "cbc:AllowanceChargeReasonCode"),
      tax: tax(tree.at(group, "cac:TaxCategory")))
  }

  private func line(_ group: Term) -> LineTerms {
    var line = LineTerms()
    let item = tree.at(group, "cac:Item")
    let price = tree.at(group, "cac:Price")
    line.group = group
    line.number = tree.at(group, "cbc:ID")
    line.notes = tree.all(group, "cbc:Note")
    line.objects = tree.all(group, "cac:DocumentReference").map(supportingDocument)
    line.quantity = tree.at(group, "cbc:InvoicedQuantity").or(tree.at(group, "cbc:CreditedQuantity"))
    line.net = tree.at(group, "cbc:LineExtensionAmount")
    line.period = period(tree.at(group, "cac:InvoicePeriod"))
    line.allowances = tree.all(group, "cac:AllowanceCharge").map(allowance)
    line.price = tree.at(price, "cbc:PriceAmount")
    line.priceAllowances = tree.all(price, "cac:AllowanceCharge").map(allowance)
    line.grossPrice = line.priceAllowances.first?.base ?? .none
    line.baseQuantity = tree.at(price, "cbc:BaseQuantity")
    let taxes = tree.all(item, "cac:ClassifiedTaxCategory")
    line.tax = tax(taxes.first ?? .none)
    line.taxCount = taxes.count
    line.name = tree.at(item, "cbc:Name")
    line.description = tree.at(item, "cbc:Description")
    line.sellerArticle = tree.at(item, "cac:SellersItemIdentification", "cbc:ID")
    line.standardArticle = tree.at(item, "cac:StandardItemIdentification", "cbc:ID")
    line.classes = tree.all(item, "cac:CommodityClassification")
      .map { tree.at($0, "cbc:ItemClassificationCode") }.filter(\.exists)
    line.origin = tree.at(item, "cac:OriginCountry", "cbc:IdentificationCode")
    line.attributes = tree.all(item, "cac:AdditionalItemProperty").map {
      AttributeTerms(group: $0, name: tree.at($0, "cbc:Name"), value: tree.at($0, "cbc:Value"))
    }
    line.subLines = tree.all(group, "cac:SubInvoiceLine").map(self.line)
    return line
  }
}
