import Foundation
import Invoice
import Reading
import Testing

@testable import Results

@Suite("sheet")
struct SheetTests {
  @Test("a sheet shows values, accounts, bookings, checks and what to do", .timeLimit(.minutes(1)))
  func content() throws {
    let html = Sheet.html(for: try Samples.full())
    for text in [
      "? Bitte prüfen", "Rechnung vom 31.03.2026 über 1.190,00 EUR", "Größe &amp; &lt;Söhne&gt; GmbH",
      "title=\"BT-1\"", "title=\"BT-31\"", "Rechnungsnummer", "DE89 3704 0044 0532 0130 00", "●●● 99 %",
      "Text der PDF-Datei, Seite 2: „1.190,00 €“", "2,5 % in 14 Tagen", "666,667", "Buchungsvorschlag",
      "0480", "70001", "✗ nicht erfüllt", "kein passendes Konto", "Steuerfall: Inland", "Zur Kenntnis",
    ] { #expect(html.contains(text), "\(text)") }
    // By the clock on the wall, wherever the tests run.
    let received = try #require(LocalTime(utc: "2026-03-31T08:00:00Z")).text
    #expect(received.hasPrefix("31.03.2026 "))
    try Samples.expectGolden("full.html", Array(html.replacing(received, with: "31.03.2026 08:00").utf8))
  }

  @Test("an unsure value stands beside what else may be meant, in sheet, list and JSON")
  func alternatives() throws {
    var result = try Samples.full()
    var evidence = Evidence(source: .ocr, confidence: 0.4, page: 1, text: "4711")
    evidence.alternatives = ["4712 <b>"]
    result.evidence["invoice_number"] = evidence
    #expect(Sheet.html(for: result).contains("Oder: „4712 &lt;b&gt;“"))
    let read = try ResultDocument(json: result.json())
    #expect(read.evidence["invoice_number"]?.alternatives == ["4712 <b>"])
  }

  @Test("nothing from a document becomes markup, wherever it stands")  // faults: 38, 85
  func escaping() throws {
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&\u{202E}\u{0}\n"
    var invoice = Invoice()
    invoice.invoiceNumber = hostile
    invoice.seller.name = hostile
    invoice.seller.street = hostile
    invoice.seller.taxNumber = hostile
    invoice.buyer.name = hostile
    invoice.vatBreakdown = [VATBreakdown(exemptionReason: hostile)]
    var line = InvoiceLine(position: 1)
    line.description = hostile
    line.articleNumber = hostile
    line.unit = hostile
    invoice.lines = [line]
    var read = ReadInvoice(invoice: invoice, kind: .invoice, readFrom: .text)
    read.evidence = [
      "invoice_number": Evidence(source: .text, confidence: 1, page: 1, text: hostile),
      hostile: Evidence(
        source: .text, confidence: 1, page: 1, box: Box(left: .nan, top: 0, right: .infinity, bottom: 1),
        text: hostile),
    ]
    read.checks = [Check(hostile, .failed, detail: hostile)]
    read.findings = [Finding(hostile, .asks, field: hostile, arguments: ["name": hostile])]
    let result = ResultBuilder.build(
      read, status: .review,
      document: .init(file: hostile, sha256: Samples.sha256, pages: 1, receivedAt: hostile))
    let image = Sheet.PageImage(number: 1, width: 595, height: 842, format: .png, bytes: [1, 2, 3])
    let html = Sheet.html(for: result, images: [image])
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(!html.contains("onerror=alert(1)>"))
    #expect(html.unicodeScalars.allSatisfy { $0 == "\n" || SafeText.isHarmless($0) })
    #expect(html.contains("data:image/png;base64,AQID\""))
  }

  @Test("an e-invoice is shown whole, with its verdict, charges and files, and escaped")
  func eInvoice() throws {
    let hostile = "<script>x</script>"
    var invoice = Invoice()
    invoice.seller.name = "Lieferant \(hostile)"
    invoice.seller.statedAccounts = ["DE89370400440532013000"]
    invoice.buyer.street = hostile
    invoice.paymentMeansCode = "58"
    invoice.specification = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    invoice.notes = ["erste\nzweite \(hostile)"]
    invoice.netTotal = Amount(decimal: "1000.00")
    invoice.payable = Amount(decimal: "1190.00")
    var line = InvoiceLine(position: 1)
    line.description = "Rohr\nDN 50 \(hostile)"
    line.unit = "MTR"
    var charge = InvoiceLine(position: 2)
    charge.description = "Fracht \(hostile)"
    charge.isDocumentLevel = true
    invoice.lines = [line, charge]
    var read = ReadInvoice(invoice: invoice, kind: .invoice, readFrom: .eInvoice)
    read.checks = [
      Check("BR-CO-15", .failed, detail: hostile), Check("BR-DE-2", .failed), Check("BR-01", .ok),
    ]
    read.findings = [Finding("BR-CO-15", .asks), Finding("BR-DE-2", .notes)]
    read.attachments = [
      AttachedFile(name: "../\(hostile).pdf", mediaType: hostile, description: hostile, byteCount: 123_456)
    ]
    let result = ResultBuilder.build(
      read, status: .review, document: .init(file: "x.xml", sha256: Samples.sha256, pages: 0))
    let html = Sheet.html(for: result, read: read)
    for text in [
      "E-Rechnung weicht ab", "Eine Pflichtregel ist verletzt, von 3", "BR-CO-15", "Ansprechpartner",
      "XRechnung 3.0", "SEPA-Überweisung (58)", "DE89 3704 0044 0532 0130 00", "Zu- und Abschläge",
      "nicht entnommen", "123 kB", "title=\"BT-131\"", "title=\"BT-84\"", "1.190,00",
    ] { #expect(html.contains(text), "\(text)") }
    #expect(!html.contains("<script"))

    read.findings = [Finding("BR-DE-2", .notes)]
    #expect(EInvoiceVerdict(read).kind == "noted")
    read.checks = [Check("BR-01", .ok)]
    #expect(EInvoiceVerdict(read).kind == "valid")
    read.checks.append(Check("recipient is the tenant", .failed))
    #expect(EInvoiceVerdict(read).kind == "valid", "that is no rule of the standard")
    #expect(EInvoiceVerdict(read).explanation.hasPrefix("Alle 1 "))
    read.findings = [Finding("EINVOICE_UNUSABLE", .blocks)]
    #expect(EInvoiceVerdict(read).kind == "unusable")
  }

  @Test("many lines with the same question are told in a few, other reasons all")
  func sameQuestions() throws {
    func html(lines: Int) throws -> String {
      var result = try Samples.full()
      let questions = (0..<lines).map {
        ResultDocument.Reason(code: "ACCOUNT_UNKNOWN", field: "lines[\($0)].skr03", message: "Frage \($0).")
      }
      result.reasons = questions + [.init(code: "BR-CO-10", message: "Danach.")]
      return Sheet.html(for: result)
    }
    let six = try html(lines: 6)
    #expect(six.contains("Frage 5.") && !six.contains("dieselbe Frage"), "one more is no longer than its sum")
    let many = try html(lines: 20)
    #expect(many.contains("Frage 4.") && !many.contains("Frage 5.") && many.contains("Danach."))
    #expect(many.contains("dieselbe Frage bei 15 weiteren Positionen"))
  }

  @Test("the same sentence about several lines is told once, with their number")
  func equalSentences() throws {
    var result = try Samples.full()
    result.reasons = (0..<8).map {
      .init(
        code: "ACCOUNT_UNKNOWN", field: "lines[\($0)].skr03", message: $0 < 4 ? "Gleich." : "Frage \($0).")
    }
    let html = Sheet.html(for: result)
    #expect(html.components(separatedBy: "Gleich.").count == 2 && html.contains("Gleich. (bei 4 Positionen)"))
    #expect(html.contains("Frage 7.") && !html.contains("dieselbe Frage"))
  }

  @Test("what a rule found is told in German numbers")
  func germanDetail() {
    let finding = Finding("BR-CO-10", .asks, arguments: ["detail": "1150.00 ≠ 150.00"])
    #expect(TextCatalogue.german.message(for: finding).contains("1.150,00 ≠ 150,00"))
  }

  @Test("a sheet needs nothing from outside and forbids it")
  func selfContained() throws {
    let html = Sheet.html(for: try Samples.full())
    #expect(html.contains("default-src 'none'"))
    for text in ["http://", "https://", "src=", "<link", "<script", "@import", "url("] {
      #expect(!html.contains(text), "\(text)")
    }
  }

  @Test("tags are balanced, for every status", arguments: ResultDocument.Status.allCases)
  func wellFormed(status: ResultDocument.Status) throws {
    var result = try Samples.full()
    result.status = status
    let html = Sheet.html(
      for: result, images: [.init(number: 2, width: 595, height: 842, format: .jpeg, bytes: [255])])
    // As XML: only the document type and the void elements differ.
    let body = html.replacingOccurrences(of: "<!doctype html>\n", with: "")
      .replacingOccurrences(of: "<meta([^>]*)>", with: "<meta$1/>", options: .regularExpression)
    var open: [String] = []
    for match in body.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
      let name = String(match.2)
      if !match.1.isEmpty {
        #expect(open.popLast() == name)
      } else if match.3.isEmpty {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
  }
}
