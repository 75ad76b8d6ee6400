import Foundation
import Invoice
import Testing

@testable import EInvoice

@Suite("The e-invoice reader")
struct ReaderTests {
  private func read(_ document: String) throws -> ReadEInvoice {
    try EInvoiceReader.read(Array(document.utf8), rules: loadedRules.get())
  }

  @Test("reads the same invoice from both syntaxes")
  func sameInvoice() throws {
    for document in [Sample().ubl, Sample().cii] {
      let invoice = try read(document).invoice
      #expect(invoice.invoiceNumber == "R-1")
      #expect(invoice.issueDate == CalendarDay(iso: "2026-02-01"))
      #expect(invoice.dueDate == CalendarDay(iso: "2026-03-01"))
      #expect(invoice.deliveryDate == CalendarDay(iso: "2026-01-20"))
      #expect(invoice.servicePeriod?.end == CalendarDay(iso: "2026-01-31"))
      #expect(invoice.documentType == .invoice)
      #expect(invoice.currency == .euro)
      #expect(invoice.seller.name == "Seller GmbH")
      #expect(invoice.seller.vatIdentifier?.value == "DE136695976")
      #expect(invoice.seller.taxNumber == "21/815/08150")
      #expect(invoice.seller.ibans.map(\.value) == ["DE02120300000000202051"])
      #expect(invoice.buyer.customerNumber == "K-1")
      #expect(invoice.payeeName == "Payee AG")
      #expect(invoice.paymentMeansCode == "58")
      #expect(invoice.netTotal == Amount(minorUnits: 16000))
      #expect(invoice.taxTotal == Amount(minorUnits: 3040))
      #expect(invoice.grossTotal == Amount(minorUnits: 19040))
      #expect(invoice.prepaidTotal == Amount(minorUnits: 9040))
      #expect(invoice.roundingAmount == Amount(minorUnits: 10))
      #expect(invoice.payable == Amount(minorUnits: 10010))
      #expect(invoice.taxCurrency?.code == "USD")
      #expect(invoice.taxTotalInTaxCurrency == Amount(minorUnits: 3040))
      #expect(invoice.precedingInvoiceNumber == "R-0")
      #expect(invoice.cashDiscounts == [CashDiscount(days: 14, percent: VATRate(percent: 2))])
      #expect(invoice.vatBreakdown.map(\.category) == [.standard])
      #expect(invoice.lines.map(\.netAmount?.minorUnits) == [10000, 5000, -1000, 2000])
      #expect(invoice.lines.map(\.isDocumentLevel) == [false, false, true, true])
      #expect(invoice.lines[0].articleNumber == "A-1")
      #expect(invoice.lines[0].quantity == 10)
      #expect(invoice.lines[0].unitPrice == 9)
      #expect(invoice.lines[0].priceUnit == 1)
    }
  }

  @Test("adds up: lines with those of the document are the net total")
  func linesAddUp() throws {
    let invoice = try read(Sample().cii).invoice
    let sum = invoice.lines.reduce(Amount.zero) { $0 + ($1.netAmount ?? .zero) }
    #expect(sum == invoice.netTotal)
  }

  @Test("says by XPath where each value stands")
  func evidence() throws {
    let evidence = try read(Sample().ubl).evidence
    #expect(evidence["invoice_number"]?.path == "/ubl:Invoice/cbc:ID")
    #expect(
      evidence["lines[1].net_amount"]?.path == "/ubl:Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount")
    #expect(evidence["gross_total"]?.source == .xml)
    #expect(evidence.values.allSatisfy { $0.confidence == 1 && $0.path != nil })
    let fields = [
      "seller.vat_id", "seller.iban", "taxes[0].amount", "skonto", "lines[0].unit", "lines[2].net_amount",
    ]
    for field in fields { #expect(evidence[field] != nil, "\(field)") }
  }

  @Test("shows a credit note with negative totals, whatever its type code stands in")
  func creditNotes() throws {
    let cii = Sample().cii.replacingOccurrences(of: "<ram:TypeCode>380", with: "<ram:TypeCode>381")
    let ubl = Sample().ubl
      .replacingOccurrences(
        of: "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"",
        with: "<CreditNote xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\""
      )
      .replacingOccurrences(of: "</Invoice>", with: "</CreditNote>")
      .replacingOccurrences(of: "InvoiceTypeCode>380", with: "CreditNoteTypeCode>381")
      .replacingOccurrences(of: "</cbc:InvoiceTypeCode>", with: "</cbc:CreditNoteTypeCode>")
      .replacingOccurrences(of: "cac:InvoiceLine", with: "cac:CreditNoteLine")
      .replacingOccurrences(of: "cbc:InvoicedQuantity", with: "cbc:CreditedQuantity")
      .replacingOccurrences(of: "380</cbc:CreditNoteTypeCode", with: "381</cbc:CreditNoteTypeCode")
    for document in [cii, ubl] {
      let result = try read(document)
      #expect(result.verdict == .valid)
      #expect(result.invoice.documentType == .creditNote)
      #expect(result.invoice.grossTotal == Amount(minorUnits: -19040))
      #expect(result.invoice.lines.map(\.netAmount?.minorUnits) == [-10000, -5000, 1000, -2000])
      #expect(result.invoice.lines[0].quantity == -10)
      #expect(result.invoice.vatBreakdown[0].taxAmount == Amount(minorUnits: -3040))
    }
  }

  @Test(
    "knows the document's type by BT-3",
    arguments: [
      ("380", .invoice), ("389", .invoice), ("381", .creditNote), ("384", .corrected), ("326", .partial),
      ("386", .partial), ("875", .partial), ("876", .partial), ("877", .final), ("261", .creditNote),
    ] as [(String, DocumentType)])
  func documentTypes(code: String, expected: DocumentType) throws {
    let document = Sample().cii.replacingOccurrences(of: "<ram:TypeCode>380", with: "<ram:TypeCode>\(code)")
    #expect(try read(document).invoice.documentType == expected)
  }

  /// A note's text, and what it makes of an invoice with the code 380.
  struct TitleCase: Sendable, CustomTestStringConvertible {
    let note: String
    let expected: DocumentType
    let why: String

    var testDescription: String { why }
  }

  private static let titles = [
    TitleCase(note: "Schlussrechnung", expected: .final, why: "the bare word"),
    TitleCase(note: "SCHLUSSRECHNUNG Nr. 17 zum Bauvorhaben A", expected: .final, why: "with a number"),
    TitleCase(note: "Rechnungsart: Schlußrechnung", expected: .final, why: "behind a label, old spelling"),
    TitleCase(note: "#AAI#Schlussrechnung.", expected: .final, why: "behind a subject code"),
    TitleCase(note: "Guten Tag,\nSchlussrechnung", expected: .final, why: "on a later line"),
    TitleCase(
      note: "1. Abschlagsrechnung vom 3.2.: 500 EUR\nSchlussrechnung", expected: .final,
      why: "a final invoice lists its advances"),
    TitleCase(note: "3. Abschlagsrechnung nach Baufortschritt", expected: .partial, why: "behind a counter"),
    TitleCase(
      note: "Abschlagsrechnung; Schlussrechnung folgt", expected: .partial, why: "what comes is another one"),
    TitleCase(note: "Schlussrechnung folgt nach Abnahme.", expected: .invoice, why: "speaks of the future"),
    TitleCase(
      note: "Schlussrechnungen bitte an das Amt", expected: .invoice, why: "another word that begins so"),
    TitleCase(
      note: "Wir danken für den Ausgleich der Schlussrechnung", expected: .invoice,
      why: "in the middle of a sentence"),
    TitleCase(note: "A note", expected: .invoice, why: "no such word"),
  ]

  @Test(
    "takes a partial or final invoice from its notes, where its code only says invoice", arguments: titles)
  func statedTitle(_ row: TitleCase) throws {
    for document in [Sample().cii, Sample().ubl] {
      let noted = document.replacingOccurrences(of: "A note", with: row.note)
      #expect(try read(noted).invoice.documentType == row.expected)
      let coded = noted.replacingOccurrences(of: "TypeCode>380", with: "TypeCode>384")
      #expect(try read(coded).invoice.documentType == .corrected, "a code that says more is believed")
    }
  }

  @Test("asks where a final invoice does not say what was billed before")
  func advances() throws {
    let final = Sample().cii.replacingOccurrences(of: "A note", with: "Schlussrechnung")
    func asked(_ document: String) throws -> Set<String> {
      Set(try read(document).findings.filter { $0.severity == .asks }.map(\.code))
    }
    #expect(try asked(final).isEmpty, "what is prepaid is the advances")
    let whole = final.replacingOccurrences(
      of: "<ram:TotalPrepaidAmount>90.40", with: "<ram:TotalPrepaidAmount>0")
    #expect(try asked(whole).contains("FINAL_WITHOUT_ADVANCES"))
    #expect(try asked(Sample().cii) == ["ADVANCES_UNCLEAR"], "an earlier invoice and money deducted")
    let paid = Sample().cii.replacingOccurrences(
      of:
        "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>R-0</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>",
      with: "")
    #expect(try asked(paid).isEmpty, "merely paid already")
  }

  @Test("names every line whose amount is not its quantity times its price, up to a bound")
  func differingLines() throws {
    let both = Sample().cii
      .replacingOccurrences(
        of: "<ram:BilledQuantity unitCode=\"H87\">10", with: "<ram:BilledQuantity unitCode=\"H87\">12"
      )
      .replacingOccurrences(
        of: "<ram:BilledQuantity unitCode=\"HUR\">1", with: "<ram:BilledQuantity unitCode=\"HUR\">3")
    let fields = try read(both).findings.filter { $0.code == "LINE_AMOUNT_DIFFERS" }.map(\.field)
    #expect(fields == ["lines[0].net_amount", "lines[1].net_amount"])
    let start = try #require(both.range(of: "<ram:IncludedSupplyChainTradeLineItem>")?.lowerBound)
    let end = try #require(both.range(of: "</ram:IncludedSupplyChainTradeLineItem>")?.upperBound)
    let many = both.replacingCharacters(
      in: start..<end, with: String(repeating: String(both[start..<end]), count: 150))
    let findings = try read(many).findings
    #expect(findings.count { $0.code == "LINE_AMOUNT_DIFFERS" } == 100)
    #expect(findings.first { $0.code == "LINE_AMOUNTS_DIFFER" }?.arguments["count"] == "151")
  }

  @Test(
    "asks a person where the data alone decide nothing",
    arguments: [
      ("<ram:TypeCode>380", "<ram:TypeCode>389", "SELF_BILLED"),
      ("<ram:TypeCode>380", "<ram:TypeCode>384", "CORRECTION_OF_INVOICE"),
      ("<ram:TypeCode>380", "<ram:TypeCode>325", "TYPE_IS_NO_INVOICE"),
      (
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
        "urn:factur-x.eu:1p0:minimum", "PROFILE_NOT_AN_INVOICE"
      ),
      (
        "<rsm:ExchangedDocumentContext>",
        "<rsm:ExchangedDocumentContext><ram:TestIndicator><udt:Indicator>true</udt:Indicator></ram:TestIndicator>",
        "TEST_INVOICE"
      ),
      ("<ram:ChargeAmount>50.00", "<ram:ChargeAmount>40.00", "LINE_AMOUNT_DIFFERS"),
      ("format=\"102\">20260201", "format=\"102\">20260230", "VALUE_UNREADABLE"),
      ("format=\"102\">20260201", "format=\"102\">2026-02-01", "DATE_FORMAT_DIFFERS"),
      ("<ram:GrandTotalAmount>190.40", "<ram:GrandTotalAmount>160.00", "GROSS_WITHOUT_TAX"),
    ])
  func questions(old: String, new: String, code: String) throws {
    let document = Sample().cii.replacingOccurrences(of: old, with: new)
    #expect(try read(document).findings.contains { $0.code == code && $0.severity == .asks })
    #expect(try !read(Sample().cii).findings.contains { $0.code == code })
  }

  @Test("quotes instructions to other programs, up to a bound")
  func instructions() throws {
    let total = "<ram:GrandTotalAmount>"
    let one = "<?xmute values=\"314.86\"\n  schematron-invalid=\"BR-CO-15\" ?>"
    func text(_ instructions: String) throws -> String? {
      let document = Sample().cii.replacingOccurrences(of: total, with: instructions + total)
      return try read(document).findings.first { $0.code == "XML_INSTRUCTIONS" }?.arguments["text"]
    }
    #expect(try text("") == nil)
    #expect(try text(one) == "xmute values=\"314.86\" schematron-invalid=\"BR-CO-15\"")
    #expect(
      try text(String(repeating: "<?\(String(repeating: "a", count: 500)) b?>", count: 9))?.count == 3 * 160
        + 4)
  }

  @Test("lets a broken core rule ask, and a broken German rule only be noted")
  func effects() throws {
    let core = Sample().ubl.replacingOccurrences(of: "<cbc:ID>R-1</cbc:ID>", with: "")
    #expect(try read(core).verdict == .deviates(fatal: ["BR-02"], noted: []))
    #expect(try read(core).findings.contains { $0.code == "BR-02" && $0.severity == .asks })
    let german = Sample().ubl.replacingOccurrences(of: "<cbc:Telephone>+49 30 123</cbc:Telephone>", with: "")
    #expect(try read(german).verdict == .deviates(fatal: [], noted: ["BR-DE-6", "BR-DE-27"]))
    #expect(
      try read(german).findings.filter { $0.code.hasPrefix("BR-") }.allSatisfy { $0.severity == .notes })
  }

  @Test("blocks what lacks everything that could be posted")
  func unusable() throws {
    let totals = "ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    let document = Sample().cii.replacingOccurrences(of: totals, with: "ram:Other")
    let result = try read(document)
    #expect(result.verdict == .unusable)
    #expect(result.findings.contains { $0.code == "EINVOICE_UNUSABLE" && $0.severity == .blocks })
  }

  @Test("applies rules to the profiles that know them")
  func profiles() throws {
    let identifier = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    let document = Sample().cii.replacingOccurrences(
      of: "<ram:CompleteNumber>+49 30 123</ram:CompleteNumber>", with: "")
    for (other, expected) in [
      ("urn:cen.eu:en16931:2017", false), (identifier, true), ("urn:factur-x.eu:1p0:basicwl", false),
      ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", false),
      ("urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.3", true),
    ] {
      let result = try read(document.replacingOccurrences(of: identifier, with: other))
      #expect(result.findings.contains { $0.code == "BR-DE-6" } == expected, "\(other)")
    }
    // PEPPOL rules came with 3.0.
    let old = Sample().cii.replacingOccurrences(of: "xrechnung_3.0", with: "xrechnung_2.3")
    #expect(try !read(old).checks.contains { $0.rule.hasPrefix("PEPPOL") })
  }

  @Test(
    "names a profile by the parts of its identifier",
    arguments: [
      ("urn:cen.eu:en16931:2017", "EN 16931"), ("urn:factur-x.eu:1p0:minimum", "MINIMUM"),
      ("urn:zugferd.de:2p0:basicwl", "BASIC WL"),
      ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "BASIC"),
      ("urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:extended", "EXTENDED"),
      ("URN:CEN.EU:EN16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.1", "XRechnung 2.1"),
      (Sample.extensionIdentifier, "XRechnung 3.0 Extension"),
      (Sample.vehiclesIdentifier, "XRechnung 3.0 CVD"),
      ("urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", "Peppol BIS 3"),
      ("urn:example:future", "urn:example:future"),
      ("urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "ZUGFeRD 1.0 COMFORT"),
    ])
  func profileNames(identifier: String, name: String) {
    #expect(EInvoiceProfile(identifier, syntax: .cii).name == name)
  }

  @Test(
    "tells invoices from other XML by the root element",
    arguments: [
      ("<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>", "ORDER_NOT_INVOICE"),
      (
        "<p:SCRDMCCBDACIOMessageStructure xmlns:p='urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100'/>",
        "ORDER_NOT_INVOICE"
      ),
      (
        "<p:FatturaElettronica xmlns:p='http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2'/>",
        "EINVOICE_SYNTAX_UNSUPPORTED"
      ),
      ("<Invoice/>", "EINVOICE_SYNTAX_UNSUPPORTED"), ("<rss/>", "NOT_AN_EINVOICE"),
      ("<!DOCTYPE html><html/>", "NOT_AN_EINVOICE"), ("<!DOCTYPE x><x/>", "XML_DTD"),
      ("<a><b></a>", "XML_NOT_WELL_FORMED"),
    ])
  func refusals(document: String, code: String) {
    #expect(!EInvoiceReader.looksLikeEInvoice(Array(document.utf8)))
    let error = #expect(throws: EInvoiceError.self) { try read(document) }
    #expect(error?.code == code)
    #expect(error?.finding.severity == .blocks)
  }

  @Test("looks at the root element only, past comments, marks and a DOCTYPE")
  func looking() throws {
    let comment = "<!-- " + String(repeating: "licence ", count: 2000) + "-->"
    let cii = Sample().cii.replacingOccurrences(
      of: "<rsm:CrossIndustryInvoice", with: comment + "<rsm:CrossIndustryInvoice")
    #expect(EInvoiceReader.looksLikeEInvoice(Array(cii.utf8)))
    #expect(EInvoiceReader.looksLikeEInvoice([0xEF, 0xBB, 0xBF] + Array(Sample().ubl.utf8)))
    let utf16 = Sample().cii.replacingOccurrences(of: "encoding=\"UTF-8\"", with: "encoding=\"UTF-16\"").utf16
    let wide: [UInt8] = [0xFF, 0xFE] + utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(EInvoiceReader.looksLikeEInvoice(wide))
    #expect(try EInvoiceReader.read(wide, rules: nil).invoice.invoiceNumber == "R-1")
    let attack = Sample().ubl.replacingOccurrences(
      of: "<Invoice", with: "<!DOCTYPE Invoice [<!ENTITY a 'b'>]><Invoice")
    #expect(EInvoiceReader.looksLikeEInvoice(Array(attack.utf8)))
    #expect(throws: EInvoiceError.documentTypeDeclaration) { try read(attack) }
    #expect(!EInvoiceReader.looksLikeEInvoice(Array("%PDF-1.7".utf8)))
    #expect(!EInvoiceReader.looksLikeEInvoice([]))
  }

  @Test("lists the files inside the XML")
  func attachments() throws {
    let attachments = try read(Sample().ubl).attachments
    #expect(attachments.map(\.name) == ["a.pdf"])
    #expect(attachments.map(\.mediaType) == ["application/pdf"])
    #expect(attachments.map(\.byteCount) == [4])
  }

  @Test("leaves out group lines of the extended profile, whose details count")
  func groupLines() throws {
    let document = Sample().cii
      .replacingOccurrences(
        of: "<ram:LineID>2</ram:LineID>",
        with: "<ram:LineID>2</ram:LineID><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>"
      )
      .replacingOccurrences(of: "<ram:LineTotalAmount>150.00", with: "<ram:LineTotalAmount>100.00")
    let result = try read(document)
    #expect(result.invoice.lines.filter { !$0.isDocumentLevel }.count == 1)
    #expect(result.checks.first { $0.rule == "BR-CO-10" }?.outcome == .ok)
  }

  @Test("reads without rules, and then judges nothing")
  func withoutRules() throws {
    let result = try EInvoiceReader.read(Array(Sample().cii.utf8), rules: nil)
    #expect(result.verdict == .notChecked)
    #expect(result.checks.isEmpty)
  }

  @Test("keeps an identifier and an account that are not well-formed as stated")
  func statedIdentifiers() throws {
    let document = Sample().ubl
      .replacingOccurrences(of: "DE136695976", with: "DE123")
      .replacingOccurrences(of: "DE02120300000000202051", with: "4711")
    let seller = try read(document).invoice.seller
    #expect(seller.vatIdentifier == nil)
    #expect(seller.statedVATIdentifier == "DE123")
    #expect(seller.ibans.isEmpty)
    #expect(seller.statedAccounts == ["4711"])
  }

  @Test("says which file of the rules is missing")
  func missingRules() {
    #expect(throws: EInvoiceRulesError.unreadable(file: "/nowhere/einvoice/rules.csv")) {
      try EInvoiceRules(directory: "/nowhere")
    }
  }
}

@Suite("A hostile e-invoice")
struct HostileTests {
  @Test("with more taxes, lines or allowances than any invoice has is refused")
  func counts() throws {
    let taxes = String(repeating: "<ram:ApplicableTradeTax/>", count: 101)
    let many = Sample().cii.replacingOccurrences(
      of: "<ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format=\"102\">20260101",
      with: taxes
        + "<ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format=\"102\">20260101")
    #expect(throws: EInvoiceError.tooLarge("taxes")) {
      try EInvoiceReader.read(Array(many.utf8), rules: nil)
    }
    let charges = String(repeating: "<cac:AllowanceCharge/>", count: 5_001)
    let charged = Sample().ubl.replacingOccurrences(of: "<cac:TaxTotal>", with: charges + "<cac:TaxTotal>")
    #expect(throws: EInvoiceError.tooLarge("allowances")) {
      try EInvoiceReader.read(Array(charged.utf8), rules: nil)
    }
  }

  @Test("with more accounts or notes than any invoice has is refused")
  func repeats() throws {
    let account =
      "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE1</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>"
    let place = "<ram:PayeePartyCreditorFinancialAccount>"
    let accounts = Sample().cii.replacingOccurrences(
      of: place, with: String(repeating: account, count: 1_001) + place)
    #expect(throws: EInvoiceError.tooLarge("accounts")) {
      try EInvoiceReader.read(Array(accounts.utf8), rules: nil)
    }
    let note = "<cbc:Note>#AAI#A note</cbc:Note>"
    let notes = Sample().ubl.replacingOccurrences(of: note, with: String(repeating: note, count: 10_001))
    #expect(throws: EInvoiceError.tooLarge("notes and references")) {
      try EInvoiceReader.read(Array(notes.utf8), rules: nil)
    }
  }

  @Test("with a file name of megabytes, or of a path, gives a short one that is only told")
  func longAttributes() throws {
    let path = String(repeating: "../", count: 1 << 18) + "a.pdf"
    let document = Sample().ubl.replacingOccurrences(of: "filename=\"a.pdf\"", with: "filename=\"\(path)\"")
    let name = try #require(try EInvoiceReader.read(Array(document.utf8), rules: nil).attachments.first?.name)
    #expect(name.utf8.count <= 1 << 10)
  }

  @Test("with a name of megabytes gives a short one")
  func longNames() throws {
    let name = String(repeating: "ä", count: 1 << 20)
    let long = Sample().ubl.replacingOccurrences(of: "Seller GmbH", with: name)
    let read = try EInvoiceReader.read(Array(long.utf8), rules: nil).invoice.seller.name
    #expect(read == String(repeating: "ä", count: 4096))
  }
}
