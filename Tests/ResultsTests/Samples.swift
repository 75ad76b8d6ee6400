import Accounting
import Foundation
import Invoice
import Reading
import Results
import Testing

/// Documents that the tests write and read.
enum Samples {
  static let sha256 = String(repeating: "0123456789abcdef", count: 4)

  /// An invoice that uses every member of the result.
  static func full() throws -> ResultDocument {
    let first = try #require(CalendarDay(iso: "2026-03-01"))
    let second = try #require(CalendarDay(iso: "2026-03-31"))
    var invoice = Invoice()
    invoice.documentType = .invoice
    invoice.invoiceNumber = "RE \"4711\"\\\u{202E}x\n"
    invoice.issueDate = second
    invoice.deliveryDate = first
    invoice.dueDate = second.adding(days: 30)
    invoice.servicePeriod = DayPeriod(start: first, end: second)
    invoice.currency = .euro
    invoice.seller.name = "Größe & <Söhne> GmbH"
    invoice.seller.vatIdentifier = VATIdentifier("DE136695976")
    invoice.seller.taxNumber = "027/123"
    invoice.seller.ibans = [try #require(IBAN("DE89370400440532013000"))]
    invoice.seller.street = "Straße 1"
    invoice.seller.postcode = "01067"
    invoice.seller.city = "Dresden"
    invoice.seller.country = "DE"
    invoice.buyer.name = "Muster"
    invoice.buyer.vatIdentifier = VATIdentifier("DE136695976")
    invoice.buyer.customerNumber = "038828"
    invoice.netTotal = Amount(decimal: "1000.00")
    invoice.taxTotal = Amount(decimal: "190.00")
    invoice.grossTotal = Amount(decimal: "1190.00")
    invoice.prepaidTotal = .zero
    invoice.tip = Amount(decimal: "5.00")
    invoice.payable = Amount(decimal: "1195.00")
    invoice.vatBreakdown = [
      VATBreakdown(
        category: .standard, rate: VATRate(percent: 19), taxableAmount: Amount(decimal: "1000.00"),
        taxAmount: Amount(decimal: "190.00"), exemptionReason: "keine")
    ]
    invoice.cashDiscounts = [CashDiscount(days: 14, percent: try #require(VATRate(percent: "2.5")))]
    var line = InvoiceLine(position: 1)
    line.articleNumber = "0820377"
    line.description = "Kabel"
    line.quantity = Decimal(string: "1.5")
    line.unit = "KM"
    line.unitPrice = Decimal(string: "666.667")
    line.priceUnit = 1
    line.discountPercent = Decimal(string: "12.5")
    line.netAmount = Amount(decimal: "1000.00")
    line.taxCategory = .standard
    line.taxRate = VATRate(percent: 19)
    invoice.lines = [line, InvoiceLine(position: 2)]

    var read = ReadInvoice(invoice: invoice, kind: .invoice, readFrom: .mixed)
    read.firstPage = 1
    read.lastPage = 2
    read.evidence = [
      "lines[10].net_amount": Evidence(source: .derived, confidence: 0.5),
      "lines[2].net_amount": Evidence(source: .ocr, confidence: 0.93456),
      "gross_total": Evidence(
        source: .text, confidence: 0.99, page: 2, box: Box(left: 1, top: 2.125, right: 30.5, bottom: -4.004),
        text: "1.190,00 €"),
      "invoice_number": Evidence(source: .xml, confidence: 1, path: "/rsm:CrossIndustryInvoice"),
    ]
    read.checks = [Check("BR-CO-15", .ok), Check("§14(4) Nr. 4 UStG", .failed, detail: "fehlt")]
    read.findings = [Finding("BR-CO-15", .notes, arguments: ["detail": "zur Probe"])]
    var taken = AttachedFile(
      name: "Aufmaß <1>.pdf", mediaType: "application/pdf", description: "Aufmaß", byteCount: 12_345)
    taken.frame = 1
    read.attachments = [
      taken, AttachedFile(name: "tool.exe", mediaType: "", description: nil, byteCount: 9, origin: .pdf),
    ]
    var posting = Posting(
      account: try #require(AccountNumber("0480")), net: try #require(invoice.netTotal),
      gross: try #require(Amount(decimal: "1195.00")), taxRate: VATRate(percent: 19), taxKey: "9",
      text: "Kabel", reason: "Ware", confidence: 0.97)
    posting.selfAssessedRate = VATRate(percent: 19)
    posting.costCentre = "BAU 12"
    let assignment = Assignment(
      taxCase: .domestic,
      lines: [
        LineAssignment(account: AccountNumber("0480"), confidence: 0.97, reason: "Ware"),
        LineAssignment(account: nil, confidence: 0, reason: ""),
      ], postings: [posting],
      findings: [
        Finding("ACCOUNT_UNKNOWN", .asks, field: "lines[1].skr03", arguments: ["description": "Rohr"])
      ],
      confidence: 0.9)
    return ResultBuilder.build(
      read, assignment: assignment, status: .review,
      document: .init(
        file: "Rechnung\u{1B}.pdf", sha256: sha256, pages: 3, part: 1, parts: 2,
        receivedAt: "2026-03-31T08:00:00Z"),
      creditor: AccountNumber("70001"), timings: ["ocr": 512.34, "text": 20])
  }

  /// What is left of a document that could not be read.
  static func rejected() -> ResultDocument {
    ResultBuilder.build(
      status: .rejected, findings: [Finding("ENCRYPTED", .blocks)],
      document: .init(file: "x.pdf", sha256: sha256, pages: 0))
  }

  static func checkout(of file: String = #filePath) throws -> URL {
    var url = URL(filePath: file)
    while url.path != "/" {
      url.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: url.appending(path: "Package.swift").path) { return url }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  /// Compares with a file under `Golden/`, byte for byte; `BELEGD_REWRITE_GOLDEN=1` writes it anew.
  static func expectGolden(_ name: String, _ bytes: [UInt8], of file: String = #filePath) throws {
    let url = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["BELEGD_REWRITE_GOLDEN"] == "1" {
      try Data(bytes).write(to: url)
    }
    #expect(try Data(contentsOf: url) == Data(bytes), "\(name) differs")
  }
}
