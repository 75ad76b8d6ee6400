import Foundation
import Invoice
import Reading
import Testing

@testable import Extraction

/// How suppliers of the trade print their invoices: each form once, whole, with invented parties.
@Suite("Forms of wholesalers, offices and tills")
struct WholesaleFormTests {
  struct Form: CustomTestStringConvertible, Sendable {
    let why: String
    var pages: [[String]]
    var number: String?
    var day: String
    var net: String
    var tax: String
    var gross: String
    var type = DocumentType.invoice
    /// Amount by amount, in their order.
    var lines: [String]
    var testDescription: String { why }

    init(
      _ why: String, _ pages: [String], number: String?, day: String, net: String, tax: String, gross: String,
      type: DocumentType = .invoice, lines: [String]
    ) {
      self.why = why
      self.pages = pages.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
      (self.number, self.day, self.net, self.tax, self.gross) = (number, day, net, tax, gross)
      (self.type, self.lines) = (type, lines)
    }
  }

  static let foot = """

    Kabelhandel Nordwind GmbH, USt-IdNr. DE761974077, St.-Nr. 62/213/24231
    IBAN DE66 3169 2954 9447 5203 19
    """

  static let forms: [Form] = [
    Form(
      "an information block as DIN 5008 has it, right of the address",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH                          Ihr Zeichen:       KM-17
        Lindenhofstr. 14                             Unser Zeichen:     vtr/bs
        83278 Traunstein                             Kundennummer:      100231
                                                     Rechnungsnummer:   RG-2025-0815
                                                     Datum:             14.03.2025
        Rechnung

        Pos  Bezeichnung                   Menge   Einheit   Preis     Betrag
        1    Leitungsschutzschalter B16        4   Stk        3,10      12,40
        2    FI-Schalter 40 A 30 mA            2   Stk       31,20      62,40

                                           Summe netto                  74,80
                                           zzgl. 19 % USt.              14,21
                                           Rechnungsbetrag              89,01
        """ + foot
      ], number: "RG-2025-0815", day: "2025-03-14", net: "74.80", tax: "14.21", gross: "89.01",
      lines: ["12.40", "62.40"]),
    Form(
      "a row of headings over a row of values, copper and prices per hundred, discounts in a column",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        Lindenhofstr. 14
        83278 Traunstein

        RECHNUNG
        Rechnungs-Nr.   Kunden-Nr.   Rechnungsdatum   Auftrags-Nr.   Seite
        90457712        100231       07.11.2025       A-44120        1 / 1

        Pos Artikel-Nr.  Bezeichnung              Menge ME    Preis  PE  Rab.%    Betrag
        1   0113020      NYM-J 3x1,5                500 m     61,40 100   25,0    230,25
                         Kupferzuschlag             500 m      9,80 100            49,00
        2   0701133      Schalterdose tief          100 Stk   18,50 100   10,0     16,65

                                           Warenwert                   295,90
                                           Fracht                        9,50
                                           Nettobetrag                 305,40
                                           MwSt. 19 %                   58,03
                                           Gesamtbetrag EUR            363,43
        """ + foot
      ], number: "90457712", day: "2025-11-07", net: "305.40", tax: "58.03", gross: "363.43",
      lines: ["230.25", "49.00", "16.65", "9.50"]),
    Form(
      "a blank between the thousands",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Rechnung Nr. 77120 vom 02.06.2025

        Bezeichnung                   Menge       Preis        Betrag
        Zählerschrank                     2    1 240,00      2 480,00
        Montageplatte                     4       55,00        220,00

                               Nettobetrag                   2 700,00 EUR
                               19 % MwSt.                      513,00 EUR
                               Rechnungsbetrag               3 213,00 EUR
        """ + foot
      ], number: "77120", day: "2025-06-02", net: "2700.00", tax: "513.00", gross: "3213.00",
      lines: ["2480.00", "220.00"]),
    Form(
      "apostrophes between the thousands and decimal points",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Rechnung Nr. 77121 vom 03.06.2025

        Bezeichnung                   Menge       Preis        Betrag
        Zählerschrank                  2.00     1'240.00     2'480.00
        Montageplatte                  4.00        55.00       220.00

                               Nettobetrag                   2'700.00 EUR
                               MwSt. 19.0 %                    513.00 EUR
                               Total                         3'213.00 EUR
        """ + foot
      ], number: "77121", day: "2025-06-03", net: "2700.00", tax: "513.00", gross: "3213.00",
      lines: ["2480.00", "220.00"]),
    Form(
      "a credit note whose amounts have the minus behind them",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Gutschrift

        Gutschrift-Nr.: G-3341        Datum: 19.08.2025

        Pos  Bezeichnung              Menge     Preis      Betrag
        1    Rückgabe Kabeltrommel        2-    45,00      90,00-
        2    Rückgabe Lampe               1-    10,00      10,00-

                            Nettobetrag                   100,00-
                            19 % MwSt.                     19,00-
                            Gutschriftsbetrag             119,00-
        """ + foot
      ], number: "G-3341", day: "2025-08-19", net: "-100.00", tax: "-19.00", gross: "-119.00",
      type: .creditNote, lines: ["-90.00", "-10.00"]),
    Form(
      "cents in a column of their own",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Rechnung Nr. 5512          Rechnungsdatum 21.01.2025

        Anzahl  Bezeichnung                     Einzelpreis      Betrag
        5       Mauerdurchbruch herstellen           147,61      738 05
        2       Verteilermontage                     866,00     1732 00

                                       Netto                    2470 05
                                       19 % MwSt.                469 31
                                       Gesamtbetrag             2939 36
        """ + foot
      ], number: "5512", day: "2025-01-21", net: "2470.05", tax: "469.31", gross: "2939.36",
      lines: ["738.05", "1732.00"]),
    Form(
      "headings of delivery notes between the lines, and a sum carried over to the second page",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Sammelrechnung Nr. 660012        Datum 31.07.2025

        Pos  Bezeichnung                   Menge   Preis     Betrag
        Lieferschein 88123 vom 08.07.2025
        1    Kabelkanal 40x60                 20    2,50      50,00
        2    Dübel 8 mm                      100    0,08       8,00
        Lieferschein 88190 vom 22.07.2025
        3    Steckdose weiß                   30    4,20     126,00
                                           Übertrag           184,00
        """,
        """
        Kabelhandel Nordwind GmbH        Rechnung 660012        Seite 2

        Pos  Bezeichnung                   Menge   Preis     Betrag
                                           Übertrag           184,00
        4    Wechselschalter                  10    3,60      36,00

                                           Nettobetrag        220,00 EUR
                                           19 % MwSt.          41,80 EUR
                                           Rechnungsbetrag    261,80 EUR
        """ + foot,
      ], number: "660012", day: "2025-07-31", net: "220.00", tax: "41.80", gross: "261.80",
      lines: ["50.00", "8.00", "126.00", "36.00"]),
    Form(
      "English words, month names and decimal points",
      [
        """
        Northwind Cable Ltd - 7 Harbour Road - 26725 Emden

        Elektro Muster GmbH
        Lindenhofstr. 14
        83278 Traunstein

        INVOICE

        Invoice No.: INV-20931        Invoice date: 5 May 2025

        Item  Description                    Qty   Unit price      Amount
        1     Cable gland M20                 50         0.84       42.00
        2     Junction box IP65               12         7.25       87.00

                                         Subtotal                  129.00 EUR
                                         VAT 19 %                   24.51 EUR
                                         Total due                 153.51 EUR

        Northwind Cable Ltd, VAT ID DE761974077
        IBAN DE66 3169 2954 9447 5203 19
        """
      ], number: "INV-20931", day: "2025-05-05", net: "129.00", tax: "24.51", gross: "153.51",
      lines: ["42.00", "87.00"]),
    Form(
      "fixed-width print with rules of dashes",
      [
        """
        KABELHANDEL NORDWIND GMBH   HAFENWEG 7   26725 EMDEN

        ELEKTRO MUSTER GMBH
        LINDENHOFSTR. 14
        83278 TRAUNSTEIN

        RECHNUNG  NR. 0044127     DATUM 12.09.25    KUNDE 100231
        ----------------------------------------------------------------
        POS ARTIKEL       BEZEICHNUNG             MENGE    PREIS   BETRAG
        ----------------------------------------------------------------
        001 4711-20       KLEMME 2,5 QMM            200     0,35    70,00
        002 4711-40       SAMMELSCHIENE               5     9,60    48,00
        ----------------------------------------------------------------
        NETTOWERT   118,00   MWST 19,00%   22,42   ENDBETRAG EUR   140,42
        ----------------------------------------------------------------
        """ + foot
      ], number: "0044127", day: "2025-09-12", net: "118.00", tax: "22.42", gross: "140.42",
      lines: ["70.00", "48.00"]),
    Form(
      "goods at two rates that codes tell apart",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Rechnung Nr. 8100         Rechnungsdatum: 04.04.2025

        Pos  Bezeichnung                 Menge   Preis   St.    Betrag
        1    Fachbuch VDE 0100               2   50,00   B      100,00
        2    Spannungsprüfer                 1   80,00   A       80,00

        Code   Satz     Netto     MwSt.     Brutto
        A      19 %     80,00     15,20      95,20
        B       7 %    100,00      7,00     107,00

                               Nettobetrag                 180,00
                               MwSt. gesamt                 22,20
                               Rechnungsbetrag EUR         202,20
        """ + foot
      ], number: "8100", day: "2025-04-04", net: "180.00", tax: "22.20", gross: "202.20",
      lines: ["100.00", "80.00"]),
    Form(
      "a till slip with prices that hold the tax",
      [
        """
              Baumarkt Nordwind GmbH
                Hafenweg 7
               26725 Emden
             St.-Nr. 62/213/24231

        Isolierband schwarz        2,38 A
          2 x 1,19
        Silikon transparent        7,14 A
        SUMME EUR                  9,52
        BAR                       10,00
        RÜCKGELD                   0,48

        MwSt      Netto    Steuer   Brutto
        A 19 %     8,00      1,52     9,52

        17.02.2025  14:31  Bon-Nr. 4412 Kasse 3
        """
      ], number: "4412", day: "2025-02-17", net: "8.00", tax: "1.52", gross: "9.52", type: .receipt,
      lines: ["2.00", "6.00"]),
    Form(
      "shares of the tax beneath the lines are no lines, and a surcharge named with them is one",
      [
        """
        Kabelhandel Nordwind GmbH - Hafenweg 7 - 26725 Emden

        Elektro Muster GmbH
        83278 Traunstein

        Rechnung RE1001
                                              Belegdatum:   26.10.25

        Pos.  Art.-Nr.   Bezeichnung             Menge  Einheit  Preis/Einh €   Gesamt €
        1     AWE12M     Wartung monatlich        1,00  Stk.            84,95      84,95
        2     BWP12J     Wartung jährlich         1,00  Stk.           719,40     719,40

                                Positionen netto                          804,35 €
                                Versandkosten netto                         4,99 €
                                Positionen USt. 19,00% auf 804,35 €       152,83 €
                                Versandkosten USt. 19,00% auf 4,99 €        0,95 €
                                Endsumme                                  963,12 €
        """ + foot
      ], number: "RE1001", day: "2025-10-26", net: "809.34", tax: "153.78", gross: "963.12",
      lines: ["84.95", "719.40", "4.99"]),
  ]

  static func read(_ pages: [[String]]) throws -> ReadInvoice {
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    let placed = pages.enumerated().map { index, rows in
      var page = LayoutTests.page(rows)
      page.number = index + 1
      return page
    }
    let read = extractor.extract(pages: placed, own: ExtractorTests.own)
    try #require(read.count == 1)
    return read[0]
  }

  @Test("Number, day, totals and lines are read", arguments: forms)
  func reads(_ form: Form) throws {
    let read = try Self.read(form.pages)
    let invoice = read.invoice
    #expect(read.kind == .invoice)
    #expect(invoice.documentType == form.type)
    #expect(invoice.invoiceNumber == form.number)
    #expect(invoice.issueDate?.description == form.day)
    #expect(invoice.netTotal?.description == form.net)
    #expect(invoice.taxTotal?.description == form.tax)
    #expect(invoice.grossTotal?.description == form.gross)
    #expect(invoice.lines.compactMap { $0.netAmount?.description } == form.lines)
  }

  @Test("Terms of payment become days and skonto")
  func terms() throws {
    let invoice = try Self.read([
      ExtractorTests.letter.map {
        $0.hasPrefix("Zahlung:") ? "Zahlbar innerhalb 10 Tagen mit 3 % Skonto oder 30 Tagen rein netto" : $0
      }
    ]).invoice
    #expect(invoice.cashDiscounts == [CashDiscount(days: 10, percent: VATRate(percent: 3))])
    #expect(invoice.dueDate?.description == "2025-03-28")
  }
}
