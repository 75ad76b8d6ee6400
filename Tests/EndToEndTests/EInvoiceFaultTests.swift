import Foundation
import JobStore
import Results
import ServiceSupport
import Testing

extension EndToEnd {
  /// What an e-invoice may be: each ends in its folder, with its row, its reason and its journal event.
  @Suite struct EInvoiceFaults {
    /// One file, and what becomes of it.
    struct Row: Sendable, CustomTestStringConvertible {
      let why: String
      let name: String
      let bytes: [UInt8]
      let state: JobState
      /// Of a reason, or of a note where it is booked.
      let code: String?

      var testDescription: String { why }
    }

    private static let places: [JobState: (folder: String, event: JournalEvent)] = [
      .booked: ("Ausgang", .documentBooked), .review: ("Prüfen", .documentInReview),
      .rejected: ("Abgelehnt", .documentRejected),
    ]

    private static func changed(_ number: String, _ old: String, _ new: String) -> [UInt8] {
      Array(SampleInvoice(number: number, net: 10_000).xml.replacingOccurrences(of: old, with: new).utf8)
    }

    private static let root = "<rsm:CrossIndustryInvoice "
    private static let profile = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"

    private static func utf16(_ number: String) -> [UInt8] {
      let xml = SampleInvoice(number: number, net: 10_000).xml
        .replacingOccurrences(of: "UTF-8", with: "UTF-16")
      return [0xFF, 0xFE] + xml.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    /// The page of an invoice of 100 euros, with which its XML agrees unless it is changed.
    private static func hybrid(_ number: String, _ files: [(String, [UInt8])]) -> [UInt8] {
      let lines = [
        "Elektrogrosshandel Musterkabel GmbH, Lagerring 22, 04356 Leipzig", "Elektro Sonnleitner GmbH",
        "Lindenhofstr. 14, 83278 Traunstein", "Rechnung", "Rechnungsnummer: \(number)",
        "Rechnungsdatum: 08.09.2025", "1 Mantelleitung NYM-J 3x1,5 grau, Ring 100 m 100,00 EUR",
        "Nettobetrag 100,00 EUR", "zzgl. 19 % MwSt. 19,00 EUR", "Gesamtbetrag 119,00 EUR",
        "IBAN: DE62 2265 1517 0006 7838 19", "USt-IdNr.: DE813752573",
      ]
      return HandmadePDF.hybrid(lines, files: files.map { (name: $0.0, bytes: $0.1) })
    }

    private static let rows: [Row] = [
      // faults: 47
      Row(
        why: "an external entity", name: "xxe.xml",
        bytes: changed("X-1", root, "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\n" + root),
        state: .rejected, code: "XML_DTD"),
      Row(
        why: "entities that multiply", name: "laughs.xml",
        bytes: changed("X-2", root, "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>\n" + root),
        state: .rejected, code: "XML_DTD"),
      Row(
        why: "an external DTD inside a PDF", name: "xxe.pdf",
        bytes: hybrid(
          "X-3",
          [("factur-x.xml", changed("X-3", root, "<!DOCTYPE a SYSTEM \"http://x.example/\">\n" + root))]),
        state: .review, code: "XML_DTD"),
      Row(
        why: "an invoice to somebody else", name: "fremd.xml",
        bytes: changed("F-1", "DE430793578", "DE136695976"), state: .review, code: "RECIPIENT_DIFFERS"),
      // faults: 48
      Row(
        why: "an XML that agrees with its page", name: "gleich.pdf",
        bytes: hybrid("H-1", [("factur-x.xml", SampleInvoice(number: "H-1", net: 10_000).bytes)]),
        state: .booked, code: nil),
      Row(
        why: "another total than the page", name: "anders.pdf",
        bytes: hybrid("H-2", [("factur-x.xml", SampleInvoice(number: "H-2", net: 70_000).bytes)]),
        state: .review, code: "XML_DIFFERS_FROM_PAGE"),
      // faults: 49
      Row(
        why: "two e-invoices in one PDF", name: "zwei.pdf",
        bytes: hybrid(
          "H-3",
          [
            ("factur-x.xml", SampleInvoice(number: "H-3", net: 10_000).bytes),
            ("xrechnung.xml", SampleInvoice(number: "H-4", net: 10_000).bytes),
          ]), state: .review, code: "SEVERAL_EINVOICES"),
      Row(
        why: "an e-invoice under a wrong name beside other XML", name: "name.pdf",
        bytes: hybrid("H-5", [("note.xml", Array("<note/>".utf8)), ("x.bin", utf16("H-5"))]), state: .booked,
        code: nil),
      Row(
        why: "UTF-16 under the name of a PDF", name: "breit.pdf", bytes: utf16("X-4"), state: .booked,
        code: nil),
      Row(
        why: "a mark of the byte order", name: "marke.xml",
        bytes: [0xEF, 0xBB, 0xBF] + SampleInvoice(number: "X-5", net: 10_000).bytes, state: .booked,
        code: nil),
      // faults: 50
      Row(
        why: "more lines than any invoice has", name: "zeilen.xml",
        bytes: changed(
          "X-6", "<ram:ApplicableHeaderTradeAgreement>",
          String(repeating: "<ram:IncludedSupplyChainTradeLineItem/>", count: 100_001)
            + "<ram:ApplicableHeaderTradeAgreement>"),
        state: .rejected, code: "XML_TOO_LARGE"),
      // faults: 51
      Row(
        why: "MINIMUM, which is no invoice", name: "minimum.xml",
        bytes: changed("X-7", profile, "urn:factur-x.eu:1p0:minimum"), state: .review,
        code: "PROFILE_NOT_AN_INVOICE"),
      Row(
        why: "BASIC WL, which is no invoice", name: "basicwl.xml",
        bytes: changed("X-8", profile, "urn:factur-x.eu:1p0:basicwl"), state: .review,
        code: "PROFILE_NOT_AN_INVOICE"),
      Row(
        why: "EXTENDED", name: "extended.xml",
        bytes: changed("X-9", profile, "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"),
        state: .booked, code: nil),
      Row(
        why: "a profile of the future", name: "zukunft.xml",
        bytes: changed("X-10", profile, "urn:example:invoice:2031"),
        state: .booked, code: "PROFILE_UNKNOWN"),
      // faults: 52
      Row(
        why: "a broken rule of the XRechnung only", name: "br-de.xml",
        bytes: changed("X-11", "<ram:CompleteNumber>+49 341 5550100</ram:CompleteNumber>", ""),
        state: .booked, code: "BR-DE-6"),
      Row(
        why: "a broken fatal rule of EN 16931", name: "br-co.xml",
        bytes: changed(
          "X-12", "HeaderMonetarySummation><ram:LineTotalAmount>100.00<",
          "HeaderMonetarySummation><ram:LineTotalAmount>99.00<"), state: .review, code: "BR-CO-10"),
    ]

    @Test func `Each ends where its kind belongs, is told of once, and the others go on`() async throws {
      // faults: 47, 48, 49, 50, 51, 52
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      for row in Self.rows { try site.drop(row.bytes, as: row.name) }
      let jobs = try await site.ended(Self.rows.count)
      #expect(jobs.count == Self.rows.count)
      for row in Self.rows {
        let job = try #require(jobs.first { $0.displayName == row.name }, "\(row.why)")
        #expect(job.state == row.state, "\(row.why)")
        guard let place = Self.places[job.state] else { continue }
        let result = try ResultDocument(
          json: Array(try site.text(of: job, in: place.folder, ending: "json").utf8))
        let codes = Set((result.reasons + result.notes).map(\.code))
        if let code = row.code { #expect(codes.contains(code), "\(row.why): \(codes)") }
        if row.state == .booked {
          #expect(result.grossTotal.map { "\($0)" } == "119.00", "\(row.why)")
        } else if row.code == nil || job.state != row.state {
          Issue.record("\(row.why): \(codes)")
        }
        #expect(daemon.entries(place.event, ["job": job.id]).count == 1, "\(row.why)")
        if row.code == "XML_DTD" {
          #expect(!daemon.entries(.hostileDocument, ["job": job.id]).isEmpty, "\(row.why)")
        }
        if row.code == "XML_DIFFERS_FROM_PAGE" {
          let message = result.reasons.first { $0.code == row.code && $0.field == "gross_total" }?.message
          let namesBoth = message?.contains("833,00") == true && message?.contains("119,00") == true
          #expect(namesBoth, "both values: \(message ?? "none")")
        }
      }
      #expect(site.files(in: "Eingang") == [])
      try await daemon.stop()
    }
  }
}
