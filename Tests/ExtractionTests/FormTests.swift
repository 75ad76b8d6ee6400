import Foundation
import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("Forms that print things another way round")
struct FormTests {
  static func read(_ rows: [String], own: OwnIdentity? = nil) throws -> ReadInvoice {
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    return try #require(extractor.extract(pages: [LayoutTests.page(rows)], own: own).first)
  }

  static func finder(_ rows: [String]) throws -> CandidateFinder {
    let data = try ExtractionData(directory: ExtractorTests.data)
    return DocumentReading(pages: [LayoutTests.page(rows)], own: nil, catalogue: data.catalogue).finder
  }

  struct Style: CustomTestStringConvertible, Sendable {
    let rows: [String]
    let line: Int
    let style: LabelStyle?
    let why: String
    var testDescription: String { why }
  }

  @Test(
    "Labels belong to the values over or beneath them as the columns begin and end",
    arguments: [
      Style(
        rows: ["Rechnungs-Nr.      Rechnungsdatum", "4711               05.03.2026"], line: 1, style: .over,
        why: "labels over values"),
      Style(
        rows: ["4711               05.03.2026", "Rechnungs-Nr.      Rechnungsdatum"], line: 0,
        style: .beneath,
        why: "labels beneath values"),
      Style(
        rows: [
          "4711               05.03.2026", "Rechnungs-Nr.      Rechnungsdatum",
          "88123              19.03.2026", "Kundennummer       Zahlbar bis",
        ], line: 2, style: .beneath, why: "a value between two labels, the column begins with a value"),
      Style(
        rows: [
          "Rechnungs-Nr.      Rechnungsdatum", "4711               05.03.2026",
          "Kundennummer       Zahlbar bis", "88123              19.03.2026",
        ], line: 1, style: .over, why: "a value between two labels, the column begins with a label"),
      Style(rows: ["4711      88123"], line: 0, style: nil, why: "no labels at all"),
    ])
  func styles(_ example: Style) throws {
    let finder = try Self.finder(example.rows)
    let page = finder.document.pages[0]
    #expect(finder.labelStyle(of: page.lines[example.line], on: page) == example.style)
  }

  @Test(
    "Cents of their own column are a column of pairs, not groups of a longer number",
    arguments: [
      (
        ["Kabel         2470 05", "Dose            12 40", "Klemme           3 10", "Summe         2485 55"],
        4
      ),
      (
        [
          "Tel. +49 6051 916 44 10", "Fax +49 6051 916 44 29", "Tel. +49 6051 916 44 11",
          "Fax +49 6051 916 44 30",
        ], 0
      ),
    ])
  func splitCents(_ rows: [String], _ count: Int) throws {
    #expect(try Self.finder(rows).splitAmounts().count == count)
  }

  static let english = [
    "Milky Way Trading Ltd. - 42 Milky Way - 1234 Faraway",
    "",
    "Globex Corp.                      Invoice date:  24 Sep 2024",
    "142 Scorpio Drive",
    "80085 Springfield",
    "",
    "Invoice No. 1234567890",
    "",
    "#   Description        Rate          Amount",
    "1   Design             0 %        10,200.00 €",
    "2   Printer paper      19 %           15.24 €",
    "3   Hotel room         7 %           562.50 €",
    "",
    "Subtotal                          10,777.74 €",
    "Discount                            -720.00 €",
    "Net Total                         10,057.74 €",
    "VAT on 15.24 €         19 %            2.90 €",
    "VAT on 562.50 €        7 %            39.38 €",
    "VAT                    0 %             0.00 €",
    "Tax Total                             42.28 €",
    "Grand Total                       10,100.02 €",
    "",
    "Part of this is subject to the reverse charge mechanism.",
  ]

  @Test("Net, tax and gross that each have a label and add up win over zero rates and sub-totals")
  func spelledTotals() throws {
    let invoice = try Self.read(Self.english).invoice
    #expect(invoice.netTotal == Amount(decimal: "10057.74"))
    #expect(invoice.taxTotal == Amount(decimal: "42.28"))
    #expect(invoice.grossTotal == Amount(decimal: "10100.02"))
    #expect(Set(invoice.vatBreakdown.compactMap(\.rate?.basisPoints)) == [1900, 700, 0])
  }

  @Test("Days are read month first where one of them is possible only so")
  func americanDays() throws {
    let finder = try Self.finder(["Invoice date 11/03/2017", "Paid on 11/17/2017"])
    let days = finder.days().compactMap(\.day)
    #expect(days == [CalendarDay(iso: "2017-11-03"), CalendarDay(iso: "2017-11-17")])
  }

  @Test("Days stay day first where another one is possible only so")
  func europeanDays() throws {
    let finder = try Self.finder(["Date de facture 11/03/2017", "Échéance 17/11/2017"])
    #expect(finder.days().compactMap(\.day).first == CalendarDay(iso: "2017-03-11"))
  }

  @Test("A number that a hyphen breaks at the end of its line goes on in the next")
  func brokenNumber() throws {
    let finder = try Self.finder(["Invoice No.: RA-3712-", "A                      Total"])
    #expect(finder.identifiers().contains { $0.identifier == "RA-3712-A" })
  }

  @Test(
    "Days, months and years of the document's days are no identifiers, numbers with a day or a year in them are",
    arguments: [
      ("Rechnung vom 28.11.2025", ["28.11.2025"], []), ("Zeitraum 11.2025", ["11.2025"], []),
      ("Sammelrechnung 2025", ["2025"], []),
      ("Bescheid 2025/189 06.06.2025", ["2025/189 06.06.2025"], ["2025/189"]),
      ("Beleg 2025-11-28/2", [], ["2025-11-28/2"]), ("Rechnung 31/2025", [], ["31/2025"]),
      ("Rechnung 25.1476", [], ["25.1476"]), ("Rechnung 2417", [], ["2417"]),
    ])
  func times(_ row: (line: String, times: [String], numbers: [String])) throws {
    let finder = try Self.finder([row.line, "Datum 28.11.2025"])
    let found = Set(finder.identifiers().compactMap(\.identifier))
    #expect(found.isDisjoint(with: row.times))
    #expect(found.isSuperset(of: row.numbers))
  }

  @Test("A price per unit is no amount of the invoice")
  func metalPrice() throws {
    let finder = try Self.finder(["Basis DEL 850,00 EUR/100 kg", "Gesamtsumme 441,12 €"])
    #expect(finder.amounts().compactMap(\.amount) == [Amount(minorUnits: 44_112)])
  }

  @Test("What the sum would be in other money does not make it that currency")
  func otherCurrency() throws {
    let rows = ExtractorTests.letter + ["Gegenwert: 322,66 USD (Kurs 1,0842)"]
    #expect(try Self.read(rows, own: ExtractorTests.own).invoice.currency == .euro)
  }

  @Test("An announced buyer is no seller, and his name and number are read")
  func announcedParties() throws {
    let rows = [
      "Handelsrechnung Nr. 471102 vom 05.03.2018", "",
      "Verkäufer:", "Lieferant GmbH", "Lieferantenstr. 20", "80333 München", "USt-IdNr. DE761974077", "",
      "Käufer:", "Nummer : GE2020211", "Kunden AG Mitte", "Kundenstr. 15", "69876 Frankfurt",
      "USt-IdNr. DE430793578", "",
      "Rechnungssumme ohne USt.     473,00", "USt. 19 %                     89,87",
      "Bruttosumme                  562,87",
    ]
    let invoice = try Self.read(rows).invoice
    #expect(invoice.seller.vatIdentifier?.value == "DE761974077")
    #expect(invoice.buyer.vatIdentifier?.value == "DE430793578")
    #expect(invoice.buyer.name == "Kunden AG Mitte")
    #expect(invoice.buyer.customerNumber == "GE2020211")
  }

  @Test("A VAT identifier with wrong check digits is stated with a note, and less sure")
  func wrongCheckDigits() throws {
    let rows = ExtractorTests.letter.map { $0.replacingOccurrences(of: "DE761974077", with: "DE761974071") }
    let read = try Self.read(rows, own: ExtractorTests.own)
    #expect(read.invoice.seller.vatIdentifier == nil)
    #expect(read.invoice.seller.statedVATIdentifier == "DE761974071")
    #expect(read.findings.contains { $0.code == "IDENTIFIER_CHECK_DIGIT" && $0.severity == .notes })
    #expect((read.evidence["seller.vat_id"]?.confidence ?? 1) < 0.9)
  }

  @Test(
    "A credit note that the customer writes himself is an invoice with positive amounts (§ 14 Abs. 2 UStG)")
  func selfBilled() throws {
    let rows = ExtractorTests.letter.map {
      $0 == "Rechnung" ? "Gutschrift (Selbst ausgestellte Rechnung)" : $0
    }
    let invoice = try Self.read(rows, own: ExtractorTests.own).invoice
    #expect(invoice.documentType == .invoice)
    #expect(invoice.grossTotal == Amount(decimal: "297.50"))
  }
}

@Suite("How sure a value is")
struct FieldTrustTests {
  @Test("More lead and a label of its own make a value surer; nothing fitted says nothing")
  func trust() {
    let trust = FieldTrust(rows: [
      ("trust.issue_date", "bias", -1), ("trust.issue_date", "lead.low", 2),
      ("trust.issue_date", "labelled", 1.5),
    ])
    let weak = Grounds(score: 0, rival: -0.2)
    let strong = Grounds(score: 0, rival: -6)
    var labelled = strong
    labelled.add(.labelled)
    let chances = [weak, strong, labelled].compactMap { trust.chance("issue_date", $0) }
    #expect(chances.count == 3)
    #expect(chances == chances.sorted())
    #expect(trust.chance("due_date", strong) == nil)
  }

  @Test("A plain letter is sure enough to be posted unseen, and one without labels is not")
  func asking() throws {
    let plain = try FormTests.read(ExtractorTests.letter, own: ExtractorTests.own)
    #expect(!plain.findings.contains { $0.code == "FIELD_UNSURE" })
    let bare = ExtractorTests.letter.map { row in
      ["Rechnungs-Nr.:", "Rechnungsdatum:", "Kunden-Nr.:", "Lieferdatum:"].reduce(row) {
        $0.replacingOccurrences(of: $1, with: "")
      }
    }
    let doubtful = try FormTests.read(bare, own: ExtractorTests.own)
    #expect(doubtful.findings.contains { $0.code == "FIELD_UNSURE" || $0.code == "FIELD_MISSING" })
    #expect(doubtful.confidence < plain.confidence)
  }
}
