import Foundation
import Invoice
import Reading
import Testing

/// PDFs made by hand with a visible page and an e-invoice inside, read by the real program.
@Suite("a hybrid invoice")
struct HybridTests {
  /// What the XML says where it differs from the page.
  struct Change: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    /// The field that contradicts, and what stands on the page.
    let field: String
    let page: String
    var testDescription: String { "\(field): \(new)" }
  }

  private static let changes = [  // faults: 44, 48
    Change(
      old: "<ram:GrandTotalAmount>1190.00<", new: "<ram:GrandTotalAmount>1890.00<", field: "gross_total",
      page: "1190.00"),
    Change(
      old: "DE75512108001245126199", new: "DE89370400440532013000", field: "seller.iban",
      page: "DE75512108001245126199"),
    Change(
      old: "<ram:ID>RE-2026-0815<", new: "<ram:ID>RE-2026-0899<", field: "invoice_number",
      page: "RE-2026-0815"),
    Change(old: ">20260305<", new: ">20260505<", field: "issue_date", page: "2026-03-05"),
  ]

  @Test("that says the same twice has no contradiction")
  func agrees() throws {
    let findings = try differences(Self.xml)
    #expect(findings.isEmpty, "\(findings)")
  }

  @Test("is led by its XML and names both values where they differ", arguments: changes)
  func contradicts(change: Change) throws {
    let xml = Self.xml.replacingOccurrences(of: change.old, with: change.new)
    #expect(xml != Self.xml)
    let findings = try differences(xml)
    let finding = try #require(findings.first { $0.field == change.field }, "\(findings)")
    #expect(finding.severity == .asks)
    #expect(finding.arguments["page"] == change.page)
  }

  @Test("is found by its root element, whatever its name, encoding and neighbours")  // faults: 49
  func several() throws {
    let utf16 =
      Data([0xFF, 0xFE])
      + (Self.xml.replacingOccurrences(of: "UTF-8", with: "UTF-16")
        .data(using: .utf16LittleEndian) ?? Data())
    let files = [("note.xml", Data("<note/>".utf8)), ("xrechnung.bin", utf16)]
    let reply = try ReaderProgram.reply(to: HandMadePDF.document(lines: Self.page, files: files))
    let invoice = try #require(reply.invoices.first)
    #expect(reply.invoices.count == 1)
    #expect(invoice.readFrom == .eInvoice)
    #expect(invoice.invoice.invoiceNumber == "RE-2026-0815")

    let both = [("a.xml", Data(Self.xml.utf8)), ("b.xml", Data(Self.xml.utf8))]
    let twice = try ReaderProgram.reply(to: HandMadePDF.document(lines: Self.page, files: both))
    #expect(twice.invoices.first?.findings.contains { $0.code == "SEVERAL_EINVOICES" } == true)
  }

  private func differences(_ xml: String) throws -> [Finding] {
    let pdf = HandMadePDF.document(lines: Self.page, files: [("factur-x.xml", Data(xml.utf8))])
    let reply = try ReaderProgram.reply(to: pdf)
    let read = try #require(reply.invoices.first)
    #expect(read.readFrom == .eInvoice)
    return read.findings.filter { $0.code == "XML_DIFFERS_FROM_PAGE" }
  }

  private static let page: [(Double, Double, String)] = [
    (50, 800, "Rohrhandel Beispiel GmbH"), (50, 785, "Werkstr. 5, 04103 Leipzig"),
    (50, 740, "Muster Elektro GmbH"), (50, 725, "Musterstr. 1"), (50, 710, "80331 Muenchen"),
    (50, 660, "Rechnung"), (50, 640, "Rechnungsnummer: RE-2026-0815"),
    (50, 625, "Rechnungsdatum: 05.03.2026"),
    (50, 585, "Pos."), (90, 585, "Bezeichnung"), (300, 585, "Menge"), (370, 585, "Einzelpreis"),
    (470, 585, "Gesamt"),
    (50, 570, "1"), (90, 570, "Kupferrohr 15 mm"), (300, 570, "10"), (370, 570, "100,00"),
    (470, 570, "1.000,00"),
    (330, 530, "Nettobetrag"), (470, 530, "1.000,00 EUR"), (330, 515, "zzgl. 19 % MwSt."),
    (470, 515, "190,00 EUR"),
    (330, 500, "Gesamtbetrag"), (470, 500, "1.190,00 EUR"),
    (50, 440, "IBAN: DE75 5121 0800 1245 1261 99"), (50, 425, "USt-IdNr.: DE136695976"),
  ]

  private static let xml = """
    <?xml version="1.0" encoding="UTF-8"?>
    <rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" \
    xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" \
    xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
    <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>\
    <ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>\
    </rsm:ExchangedDocumentContext>
    <rsm:ExchangedDocument><ram:ID>RE-2026-0815</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>\
    <udt:DateTimeString format="102">20260305</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
    <rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>\
    <ram:SellerTradeParty><ram:Name>Rohrhandel Beispiel GmbH</ram:Name><ram:PostalTradeAddress>\
    <ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration>\
    <ram:ID schemeID="VA">DE136695976</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>\
    <ram:BuyerTradeParty><ram:Name>Muster Elektro GmbH</ram:Name></ram:BuyerTradeParty>\
    </ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>\
    <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>\
    <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode>\
    <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE75512108001245126199</ram:IBANID>\
    </ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>\
    <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>1000.00</ram:LineTotalAmount>\
    <ram:TaxBasisTotalAmount>1000.00</ram:TaxBasisTotalAmount>\
    <ram:TaxTotalAmount currencyID="EUR">190.00</ram:TaxTotalAmount>\
    <ram:GrandTotalAmount>1190.00</ram:GrandTotalAmount><ram:DuePayableAmount>1190.00</ram:DuePayableAmount>\
    </ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>\
    </rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>
    """
}

/// One page of text at given places, and files in the name tree, without compression.
enum HandMadePDF {
  static func document(lines: [(Double, Double, String)], files: [(String, Data)]) -> Data {
    var pdf = Data("%PDF-1.7\n".utf8)
    var offsets: [Int] = []
    func add(_ dictionary: String, stream: Data? = nil) {
      offsets.append(pdf.count)
      pdf += Data("\(offsets.count) 0 obj\n".utf8)
      if let stream {
        pdf +=
          Data("<<\(dictionary)/Length \(stream.count)>>\nstream\n".utf8) + stream + Data("\nendstream".utf8)
      } else {
        pdf += Data("<<\(dictionary)>>".utf8)
      }
      pdf += Data("\nendobj\n".utf8)
    }
    let names = files.indices.map { "(\(files[$0].0)) \(6 + 2 * $0) 0 R" }.joined(separator: " ")
    add("/Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[\(names)]>>>>")
    add("/Type/Pages/Count 1/Kids[3 0 R]")
    add("/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>")
    let text = lines.map { "BT /F 10 Tf \($0.0) \($0.1) Td (\($0.2)) Tj ET" }.joined(separator: "\n")
    add("", stream: Data(text.utf8))
    add("/Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding")
    for (index, file) in files.enumerated() {
      add("/Type/Filespec/F(\(file.0))/EF<</F \(7 + 2 * index) 0 R>>")
      add("/Type/EmbeddedFile", stream: file.1)
    }
    let start = pdf.count
    let table = offsets.map { String(repeating: "0", count: 10 - String($0).count) + "\($0) 00000 n \n" }
      .joined()
    pdf += Data("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n\(table)".utf8)
    pdf += Data("trailer\n<</Size \(offsets.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n".utf8)
    return pdf
  }
}

/// The program that stands beside the tests.
enum ReaderProgram {
  static func reply(to document: Data) throws -> ReaderReply {
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try document.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }  // the test is over
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let process = Process()
    process.executableURL = (bundle ?? URL(fileURLWithPath: CommandLine.arguments[0]))
      .deletingLastPathComponent()
      .appendingPathComponent("belegd-reader")
    process.arguments = ["--data", checkout.appendingPathComponent("Config").path]
    process.environment = ["SWIFT_BACKTRACE": "enable=no", "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"]
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return try JSONDecoder().decode(ReaderReply.self, from: bytes.dropFirst(4).prefix(length))
  }
}
