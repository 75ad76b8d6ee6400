import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("Papers that are no invoices")
struct PaperKindTests {
  struct Paper: CustomTestStringConvertible, Sendable {
    let rows: [String]
    let why: String
    var testDescription: String { why }
  }

  static let head = ["Elektro Sonnleitner GmbH", "Lindenweg 4, 83278 Traunstein", ""]
  static let foot = ["", "USt-IdNr. DE136695976", "IBAN DE89 3704 0044 0532 0130 00"]

  @Test(
    "A paper whose title says what else it is, or that has nothing of an invoice, is set aside",
    arguments: [
      Paper(
        rows: [
          "Projekt: 131   Aufmaßliste vom 10.12.2025      Muster Elektro GmbH", "",
          "Aufm  Blatt   Pos.-Nr.  Kurztext            Menge EH         EP          GP",
          "2     1       01.006    Obermonteur         3     Std     43,20      129,60",
          "2     1       02.001    Deckenhalterung     1     Stk    122,50      122,50", "",
          "                                  Gesamtsumme ohne MWSt           252,10",
        ], why: "a measurement sheet with a sum"),
      Paper(
        rows: [
          "Umsatzsteuer-Voranmeldung 2026", "", "Finanzamt      Steuernummer      Zeitraum", "",
          "26  zum Steuersatz von 19 %                 81        12.400       2.356,00",
          "27  zum Steuersatz von 7 %                  86           900          63,00",
          "Verbleibende Umsatzsteuer-Vorauszahlung     83                     2.419,00",
        ], why: "a return of the tax office's"),
      Paper(
        rows: head + [
          "Prüfprotokoll Nr. 2026-118", "", "Auftraggeber: Muster Elektro GmbH, Hauptstraße 5",
          "Stromkreis     Isolation    Schleife    Auslösezeit",
          "F1 Küche       > 999 MOhm   0,42 Ohm    18 ms",
          "Prüfdatum: 12.03.2026     Prüfer: Huber",
        ] + foot, why: "a test record with the sender's numbers in its footer"),
      Paper(
        rows: head + [
          "Wartungsvertrag", "", "zwischen Elektro Sonnleitner GmbH und Muster Elektro GmbH",
          "Die Vergütung beträgt 480,00 EUR im Jahr zuzüglich der gesetzlichen Umsatzsteuer.",
          "Laufzeit: ab 01.04.2026, zwei Jahre",
        ] + foot, why: "a contract with a price"),
      Paper(
        rows: head + [
          "Preisliste 2026", "", "Artikel      Bezeichnung            Preis netto",
          "NYM-3x15     Kabel 3x1,5              0,89",
          "NYM-5x25     Kabel 5x2,5              2,14", "CEE-16       Steckdose               12,40",
        ] + foot, why: "a price list"),
      Paper(
        rows: [
          "Finanzamt Traunstein", "", "Freistellungsbescheinigung zum Steuerabzug bei Bauleistungen",
          "gemäß § 48 b Abs. 1 Satz 1 EStG", "", "Steuernummer: 163/120/40209     Datum: 02.02.2026",
          "Die Bescheinigung gilt bis 01.02.2029.",
        ], why: "a certificate with a tax number"),
      Paper(
        rows: head + [
          "SEPA-Lastschriftmandat", "", "Ich ermächtige die Elektro Sonnleitner GmbH, Zahlungen einzuziehen.",
          "Mandatsreferenz: M-4711", "Ort, Datum, Unterschrift",
        ] + foot, why: "a mandate"),
      Paper(
        rows: head + [
          "Stundenzettel KW 12", "", "Tag     Baustelle        Stunden", "Mo      Schule Ost       8,00",
          "Di      Schule Ost       7,50", "Summe                   15,50",
        ] + foot, why: "a time sheet"),
      Paper(
        rows: [
          "Certificate of Conformity", "", "This is to certify that the cable tested complies with EN 50525.",
          "Date of test: 12 March 2026", "Report no. 2026/118",
        ], why: "an English certificate"),
      Paper(
        rows: [
          "Sicherheitsdatenblatt", "gemäß Verordnung (EG) Nr. 1907/2006", "Handelsname: Kontaktspray 200 ml",
          "Überarbeitet am: 03.01.2026", "Abschnitt 1: Bezeichnung des Stoffes",
        ], why: "a safety data sheet"),
      Paper(
        rows: [
          "Hallo Franz,", "", "anbei die Bilder von der Baustelle, wir sehen uns am 12.03.2026 um 8 Uhr.",
          "Bitte die Leiter und 2 Trommeln Kabel mitbringen.", "", "Gruß", "Sepp",
        ], why: "a message without a title"),
    ])
  func setAside(_ paper: Paper) throws {
    let read = try FormTests.read(paper.rows)
    #expect(read.kind != .invoice, "\(paper.why)")
    #expect(read.invoice.grossTotal == nil, "what is no invoice states no total")
    #expect(!read.findings.contains { $0.severity == .asks }, "nobody is asked for what it lacks")
  }

  @Test(
    "An invoice stays one, whatever else its title says",
    arguments: [
      Paper(
        rows: head + [
          "Wartungsvertrag Nr. 311", "", "Rechnungs-Nr.: 2026-118       Datum: 02.03.2026",
          "Wartung der Anlage, 1. Quartal              120,00 EUR", "Umsatzsteuer 19 %           22,80 EUR",
          "Rechnungsbetrag            142,80 EUR",
        ] + foot, why: "a number with its label"),
      Paper(
        rows: head + [
          "Leistungsnachweis März 2026", "", "Nr. 118   vom 02.04.2026",
          "Wartung der Anlage                          120,00 EUR", "Umsatzsteuer 19 %           22,80 EUR",
          "Zu zahlender Betrag        142,80 EUR", "Zahlbar bis 16.04.2026",
        ] + foot, why: "it asks for money with tax"),
      Paper(
        rows: head + [
          "RECHNUNG", "", "Wartungsvertrag 311, 1. Quartal             120,00",
        ], why: "it calls itself one"),
      Paper(
        rows: [
          "Cafe Lechner, Am Markt 1, 83278 Traunstein", "Beleg 118     02.03.2026 12:40",
          "2 Kaffee          7,20",
          "Summe EUR         7,20", "Bar               7,20", "St.-Nr. 163/120/40209",
        ], why: "a till receipt, known to the tax office"),
    ])
  func stays(_ paper: Paper) throws {
    #expect(try FormTests.read(paper.rows).kind == .invoice, "\(paper.why)")
  }

  @Test("A scan is not set aside for what it lacks, as OCR loses marks, but for its title")
  func scans() throws {
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    func kind(_ rows: [String]) throws -> DocumentKind {
      try #require(extractor.extract(pages: [LayoutTests.page(rows, origin: .ocr)], own: nil).first).kind
    }
    #expect(try kind(["Bauteile nach Liste", "Kabel           14,90", "Dose             3,20"]) == .invoice)
    #expect(
      try kind(Self.head + ["Abnahmeprotokoll", "", "Baustelle: Schule Ost", "Mängel: keine"]) != .invoice)
  }
}
