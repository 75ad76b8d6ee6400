import Foundation
import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("An invoice is read from placed words")
struct ExtractorTests {
  static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Config").path

  static let own = OwnIdentity(
    name: "Elektro Muster GmbH", postcode: "83278", city: "Traunstein",
    vatIdentifiers: VATIdentifier("DE430793578").map { [$0] } ?? [])

  static let letter = [
    "Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden",
    "",
    "Elektro Muster GmbH",
    "Lindenhofstr. 14",
    "83278 Traunstein",
    "",
    "Rechnung",
    "",
    "Rechnungs-Nr.: 243363        Rechnungsdatum: 26.02.2025",
    "Kunden-Nr.: D16768           Lieferdatum: 25.02.2025",
    "",
    "Pos  Bezeichnung                   Menge   Preis     Betrag",
    "1    Kabel NYM-J 3x1,5               500    0,46     230,00",
    "2    Fracht                            1   20,00      20,00",
    "",
    "                                   Nettobetrag       250,00 EUR",
    "                                   19 % MwSt.         47,50 EUR",
    "                                   Rechnungsbetrag   297,50 EUR",
    "",
    "Zahlung: 8 Tage 2 % Skonto, 30 Tage netto",
    "",
    "Kabelhandel Nordwind GmbH, USt-IdNr. DE761974077, St.-Nr. 62/213/24231",
    "IBAN DE66 3169 2954 9447 5203 19",
  ]

  @Test("Number, days, totals, seller and terms of a plain letter")
  func plainLetter() throws {
    let extractor = try Extractor(dataDirectory: Self.data)
    let read = try #require(extractor.extract(pages: [LayoutTests.page(Self.letter)], own: Self.own).first)
    let invoice = read.invoice
    #expect(read.kind == .invoice)
    #expect(invoice.invoiceNumber == "243363")
    #expect(invoice.issueDate == CalendarDay(iso: "2025-02-26"))
    #expect(invoice.netTotal == Amount(decimal: "250.00"))
    #expect(invoice.taxTotal == Amount(decimal: "47.50"))
    #expect(invoice.grossTotal == Amount(decimal: "297.50"))
    #expect(invoice.vatBreakdown.map(\.rate) == [VATRate(percent: 19)])
    #expect(invoice.seller.vatIdentifier?.value == "DE761974077")
    #expect(invoice.seller.ibans.map(\.value) == ["DE66316929549447520319"])
    #expect(invoice.seller.postcode == "26725")
    #expect(invoice.cashDiscounts == [CashDiscount(days: 8, percent: VATRate(percent: 2))])
    #expect(invoice.dueDate == CalendarDay(iso: "2025-03-28"))
    #expect(read.evidence["due_date"]?.source == .derived)
    #expect(read.evidence["gross_total"]?.page == 1)
  }

  @Test("An unsure value names what else may be meant, a sure one nothing")
  func alternatives() throws {
    let extractor = try Extractor(dataDirectory: Self.data)
    let plain = try #require(extractor.extract(pages: [LayoutTests.page(Self.letter)], own: Self.own).first)
    #expect(plain.evidence["invoice_number"]?.alternatives == nil)
    let rows = Self.letter.flatMap { row in
      row.hasPrefix("Kunden-Nr.") ? [row, "Rechnungs-Nr.: 771204        Rechnungsdatum: 26.02.2025"] : [row]
    }
    let read = try #require(extractor.extract(pages: [LayoutTests.page(rows)], own: Self.own).first)
    let evidence = try #require(read.evidence["invoice_number"])
    let numbers = [evidence.text, evidence.alternatives?.first].compactMap { $0 }
    #expect(Set(numbers) == ["243363", "771204"])
  }

  @Test("The recipient's own VAT identifier is never the seller's")
  func ownIdentifier() throws {
    let extractor = try Extractor(dataDirectory: Self.data)
    let rows = Self.letter.map { $0.replacingOccurrences(of: "DE761974077", with: "DE430793578") }
    let read = try #require(extractor.extract(pages: [LayoutTests.page(rows)], own: Self.own).first)
    #expect(read.invoice.seller.vatIdentifier == nil)
    #expect(read.invoice.buyer.vatIdentifier?.value == "DE430793578")
  }

  @Test("Another recipient is a question for a person")
  func otherRecipient() throws {
    let extractor = try Extractor(dataDirectory: Self.data)
    let rows = Self.letter.map {
      $0.replacingOccurrences(of: "Elektro Muster GmbH", with: "Malerei Bunt OHG")
    }
    let read = try #require(extractor.extract(pages: [LayoutTests.page(rows)], own: Self.own).first)
    #expect(read.findings.contains { $0.code == "RECIPIENT_DIFFERS" && $0.severity == .asks })
  }

  @Test("Pages without words are no invoice and do no harm")
  func emptyPage() throws {
    let extractor = try Extractor(dataDirectory: Self.data)
    let read = extractor.extract(pages: [LayoutTests.page([])], own: nil)
    #expect(read.map(\.kind) == [.unknown])
    #expect(read[0].invoice.grossTotal == nil)
    #expect(extractor.extract(pages: [], own: nil).count == 1)
  }

  @Test("A broken data file is named with its line")
  func brokenData() throws {
    #expect(throws: ExtractionDataError.self) { try Extractor(dataDirectory: "/nonexistent") }
  }
}
