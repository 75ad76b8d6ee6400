import Foundation
import Invoice
import Reading
import Testing

@testable import Extraction

/// Pages drawn as fixed-width text: each character is 6 points wide, each row 12 points high.
private func document(_ pages: String..., origin: Page.Origin = .text) -> LayoutDocument {
  LayoutDocument(
    pages: pages.enumerated().map { index, text in
      var page = Page(number: index + 1, width: 600, height: 842, origin: origin)
      for (row, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        var column = 0
        var word = ""
        for character in String(line) + " " {
          if character != " " {
            word.append(character)
          } else if !word.isEmpty {
            let left = Double(column - word.count) * 6 + 20
            let top = Double(row) * 12 + 40
            page.words.append(
              PlacedWord(
                text: word,
                box: Box(left: left, top: top, right: left + Double(word.count) * 6, bottom: top + 10.5)))
            word = ""
          }
          column += 1
        }
      }
      return page
    })
}

private func read(
  _ document: LayoutDocument, net: String?, gross: String? = nil, rates: [(String, String, String)] = []
) throws -> LineTable {
  var root = URL(fileURLWithPath: #filePath)
  while root.path != "/",
    !FileManager.default.fileExists(atPath: root.appending(path: "Config/extraction").path)
  {
    root.deleteLastPathComponent()
  }
  let reader = LineReader(vocabulary: try TableVocabulary(directory: root.appending(path: "Config").path))
  var totals = TotalsHypothesis()
  totals.net = [net.flatMap { Amount(decimal: $0) }].compactMap(\.self)
  totals.gross = [gross.flatMap { Amount(decimal: $0) }].compactMap(\.self)
  totals.breakdown = rates.map {
    VATBreakdown(
      rate: VATRate(percent: $0.0), taxableAmount: Amount(decimal: $0.1), taxAmount: Amount(decimal: $0.2))
  }
  return reader.read(document, totals: totals)
}

private func brief(_ table: LineTable) -> [String] {
  table.lines.map { "\($0.description ?? "?") = \($0.netAmount?.description ?? "?")" }
}

@Suite("Reading the table of lines")
struct TableReadingTests {
  @Test func `Columns under a heading become the fields of a line, price unit and discount included`() throws
  {
    let table = try read(
      document(
        """
        Pos  Artikel-Nr. Bezeichnung                Menge ME    Preis   PE  Rabatt    Betrag
        1    0113020     Mantelleitung NYM-J 3x1,5    150 m      58,41 100    20 %     70,09
                         Ring 100 m
        2    0701133     Hohlwanddose                  10 Stk     1,20   1             12,00
                                                             Nettobetrag              82,09
        """), net: "82.09", gross: "97.69")
    #expect(table.lines.count == 2)
    let first = try #require(table.lines.first)
    #expect(first.articleNumber == "0113020")
    #expect(first.description == "Mantelleitung NYM-J 3x1,5 Ring 100 m")
    #expect(first.quantity == 150)
    #expect(first.unit == "m")
    #expect(first.unitPrice == Decimal(string: "58.41"))
    #expect(first.priceUnit == 100)
    #expect(first.discountPercent == 20)
    #expect(first.netAmount == Amount(minorUnits: 7009))
    #expect(table.findings.isEmpty)
  }

  @Test func `Evidence is the text as printed, in the box of its words`() throws {
    let table = try read(
      document(
        """
        Bezeichnung           Menge    Preis     Gesamt
        Wasserwaage 60 cm         3  1.331,00   3.993,00
        """), net: "3993.00")
    let evidence = try #require(table.evidence["lines[0].net_amount"])
    #expect(evidence.text == "3.993,00")
    #expect(evidence.page == 1)
    #expect(evidence.box == Box(left: 260, top: 52, right: 308, bottom: 62.5))
  }

  @Test func `A carried-over sum and a repeated heading on the next page are no lines`() throws {
    let table = try read(
      document(
        """
        Pos Bezeichnung       Menge   Preis   Gesamt
        1   Kabelbinder          10    1,00    10,00
        2   Lampe                 2   20,00    40,00
                           Übertrag             50,00
        """,
        """
        Pos Bezeichnung       Menge   Preis   Gesamt
                           Übertrag             50,00
        3   Schalter              5    4,00    20,00
                     Nettobetrag                70,00
        """), net: "70.00", gross: "83.30")
    #expect(brief(table) == ["Kabelbinder = 10.00", "Lampe = 40.00", "Schalter = 20.00"])
  }

  @Test(arguments: [
    ("Fracht", "5,95", "75.95", 3, "a charge among the totals is a line, known by its word"),
    ("Mautanteil", "5,95", "75.95", 3, "whatever its word, where only with it the sum is right"),
    ("Fracht frei ab", "50,00", "70.00", 2, "an amount that does not count is none"),
  ])
  func `What counts among the totals is decided by the sum`(
    label: String, amount: String, net: String, count: Int, why: String
  ) throws {
    let table = try read(
      document(
        """
        Bezeichnung       Menge   Preis   Gesamt
        Kabelbinder          10    1,00    10,00
        Lampe                 3   20,00    60,00
                    Summe Waren            70,00
                    \(label)               \(amount)
                    Nettobetrag            \(net.replacing(".", with: ","))
        """), net: net)
    #expect(table.lines.count == count, "\(why)")
    #expect(table.sum.description == net, "\(why)")
  }

  @Test func `The tax on an amount of its row is no line, whatever words begin the row`() throws {
    let table = try read(
      document(
        """
        Pos  Bezeichnung              Menge     Preis        Gesamt
        1    Suite monthly             1,00     84,95         84,95
        2    Suite yearly              1,00    719,40        719,40
                      Positionen netto                       804,35
                      Versandkosten netto                      4,99
                      Positionen USt. 19,00% auf  804,35     152,83
                      Versandkosten USt. 19,00% auf  4,99      0,95
                      Endsumme                               963,12
        """), net: "809.34", gross: "963.12", rates: [("19", "809.34", "153.78")])
    #expect(!table.pricesIncludeTax)
    #expect(table.lines.map(\.netAmount) == [8495, 71_940, 499].map { Amount(minorUnits: $0) })
  }

  @Test func `Charges that the paper itself sums apart belong to the whole document`() throws {
    let table = try read(
      document(
        """
        Pos  Description              Qty      Price         Amount
        1    Design                   120      85,00      10.200,00
        2    Hotel room                 3     187,50         562,50
        Subtotal                                          10.762,50
        Freight costs                                         47,90
        Discount                                            -767,93
        Total charges and allowances                        -720,03
        Net total                                         10.042,47
        """), net: "10042.47")
    #expect(table.lines.map(\.isDocumentLevel) == [false, false, true, true])
    #expect(table.sum == Amount(minorUnits: 1_004_247))
    #expect(table.findings.isEmpty)
  }

  @Test func `A till slip's gross amounts are shared out, and factors may stand on a row of their own`()
    throws
  {
    let table = try read(
      document(
        """
            Gasthof Post
        Rinderroulade                43,80 1
          2 Stk x 21,90
        Espresso                      6,42 2
          2 Stk x 3,21
        Summe EUR                    50,22
        """), net: "42.81", gross: "50.22", rates: [("19", "36.81", "6.99"), ("7", "6.00", "0.42")])
    #expect(table.pricesIncludeTax)
    #expect(brief(table) == ["Rinderroulade = 36.81", "Espresso = 6.00"])
    #expect(table.lines.map(\.taxRate) == [VATRate(percent: 19), VATRate(percent: 7)])
    #expect(table.lines.map(\.quantity) == [2, 2])
  }

  @Test func `Texts above their numbers belong to them`() throws {
    let table = try read(
      document(
        """
        Artikelbezeichnung
                   Anzahl ME       Preis      Gesamtbetrag
        Mauerdurchbruch 40x20 cm herstellen
                        5 STK     147,61            738 05
        Verteilermontage nach Plan
                        2 STK     866,00           1732 00
        Netto-Warenwert                            2470,05
        """), net: "2470.05")
    #expect(
      brief(table) == [
        "Mauerdurchbruch 40x20 cm herstellen = 738.05", "Verteilermontage nach Plan = 1732.00",
      ])
  }

  @Test(arguments: [
    ("wir stellen Ihnen Miete Büroräume 1. OG mit 724,00 € in Rechnung.", "Miete Büroräume 1. OG"),
    ("für Gebäudeversicherung Halle berechnen wir Ihnen 724,00 €.", "Gebäudeversicherung Halle"),
    ("Innungsbeitrag 1. Halbjahr          724,00", "Innungsbeitrag 1. Halbjahr"),
  ])
  func `An invoice without a table is one line with the service it names`(
    text: String, service: String
  ) throws {
    let table = try read(
      document(
        """
        Sehr geehrte Damen und Herren,
        \(text)

        Gesamtbetrag                        724,00
        """), net: "724.00", gross: "724.00")
    #expect(brief(table) == ["\(service) = 724.00"])
  }

  @Test func `Amounts beneath each other without a heading are lines, their sum is none`() throws {
    let table = try read(
      document(
        """
        Grundmiete Lagerraum                465,00 €
        Nebenkostenvorauszahlung             55,00 €
        Gesamtmiete                         520,00 €
        """), net: "520.00", gross: "520.00")
    #expect(brief(table) == ["Grundmiete Lagerraum = 465.00", "Nebenkostenvorauszahlung = 55.00"])
  }

  @Test func `A summary is what its details add up to, each with a breakdown of its own`() throws {
    let table = try read(
      document(
        """
        Summary
        Cloud charges                         4,10
          Charges                             4,10
          Tax                                 0,00
        Total for this invoice                4,10

        Detail
        Data transfer                         0,01
          Charges                             0,01
        Compute                               1,87
          Charges                             1,87
        Archive                               2,22
          Charges                             2,22
        """), net: "4.10", gross: "4.10")
    #expect(brief(table) == ["Data transfer = 0.01", "Compute = 1.87", "Archive = 2.22"])
  }

  @Test func `Text beneath its numbers belongs to them where it is nearer than the text above`() throws {
    let table = try read(
      document(
        """
        Pos Art-Nr       Bezeichnung       Preis    Menge     Betrag
        1                Trennblätter      9,9000   20 Stk    198,00
            TB100A4      A4
            4012345001

        2                                  5,5000   50 Stk    275,00
                         Joghurt
            ARNR2        Banane

                              Nettobetrag             473,00
        """), net: "473.00")
    #expect(brief(table) == ["Trennblätter A4 = 198.00", "Joghurt Banane = 275.00"])
    #expect(table.lines.first?.articleNumber == "TB100A4")
  }

  @Test func `A minus behind the amount makes the line negative`() throws {
    let table = try read(
      document(
        """
        Bezeichnung       Menge   Preis    Gesamt
        Lampe                 3   20,00     60,00
        Rücknahme Trommel     1   10,00     10,00-
                    Nettobetrag             50,00
        """), net: "50.00")
    #expect(brief(table) == ["Lampe = 60.00", "Rücknahme Trommel = -10.00"])
  }

  @Test func `Lines that miss the total say so, and ask unless the totals stand on their own`() throws {
    let page = document(
      """
      Bezeichnung       Menge   Preis    Gesamt
      Lampe                 3   20,00     60,00
                  Nettobetrag             65,00
      """)
    let table = try read(page, net: "65.00")
    #expect(table.findings.map(\.code) == ["LINES_DO_NOT_ADD_UP"])
    #expect(table.findings.first?.severity == .asks)
    #expect(table.findings.first?.arguments == ["sum": "60.00", "stated": "65.00", "count": "1"])
  }

  @Test(
    "What recognition made of an amount is put right where the lines then add up",
    arguments: [
      (["12,00", "7,50", "30,75"], ["12.00", "7.50", "30.75"], "nothing was misread"),
      (
        ["12,00", "v;5u", "30,75"], ["12.00", "7.50", "30.75"], "quantity times price stands for what is lost"
      ),
      (["12,00", "7,50", "3075"], ["12.00", "7.50", "30.75"], "a separator was lost"),
      (["12,00", "7,50", "30,15"], ["12.00", "7.50", "30.75"], "a digit was misread"),
      (["12,00", "7,50", "31175"], ["12.00", "7.50", "30.75"], "two misreadings are too many"),
    ])
  func lostAmounts(_ row: (printed: [String], meant: [String], why: String)) throws {
    func table(_ origin: Page.Origin) throws -> LineTable {
      try read(
        document(
          """
          Pos  Bezeichnung                      Menge ME     Preis     Betrag
          1    Hohlwanddose                        10 Stk     1,20 \(Self.right(row.printed[0]))
          2    Wago Klemme                         25 Stk     0,30 \(Self.right(row.printed[1]))
          3    Anfahrt                                             \(Self.right(row.printed[2]))
                                                  Nettobetrag           50,25
          """, origin: origin), net: "50.25")
    }
    let found = try table(.ocr)
    let isAsked = found.findings.contains { $0.code == "LINES_DO_NOT_ADD_UP" }
    if row.printed[2] == "31175" {
      #expect(isAsked, "\(row.why)")
    } else {
      #expect(found.lines.compactMap { $0.netAmount?.description } == row.meant, "\(row.why)")
      #expect(!isAsked)
    }
    // A text layer says what was printed: nothing of it is put right.
    let isWhole = row.printed == ["12,00", "7,50", "30,75"]
    #expect(try table(.text).findings.contains { $0.code == "LINES_DO_NOT_ADD_UP" } == !isWhole)
  }

  @Test func `Numbers in the middle of their cell's text have the lines around them as text`() throws {
    // Rows of 7 points: a line of text is 10.5 high, so the numbers reach into the lines above and beneath.
    func page(_ rows: [(top: Double, words: [(left: Double, text: String)])]) -> LayoutDocument {
      var page = Page(number: 1, width: 600, height: 842, origin: .text)
      for row in rows {
        for word in row.words {
          page.words.append(
            PlacedWord(
              text: word.text,
              box: Box(
                left: word.left, top: row.top, right: word.left + Double(word.text.count) * 6,
                bottom: row.top + 10.5)))
        }
      }
      return LayoutDocument(pages: [page])
    }
    let table = try read(
      page([
        (40, [(40, "Pos"), (100, "Bezeichnung"), (300, "Menge"), (380, "Preis"), (460, "Betrag")]),
        (60, [(100, "Mantelleitung"), (186, "NYM-J")]),
        (65.5, [(40, "1"), (318, "4"), (374, "86,40"), (460, "345,60")]),
        (71, [(100, "5x2,5"), (136, "Ring")]),
        (90, [(100, "LS-Schalter")]),
        (95.5, [(40, "2"), (312, "24"), (380, "2,35"), (466, "56,40")]),
        (101, [(100, "1-polig"), (148, "6kA")]),
        (120, [(380, "Nettobetrag"), (460, "402,00")]),
      ]), net: "402.00")
    #expect(brief(table) == ["Mantelleitung NYM-J 5x2,5 Ring = 345.60", "LS-Schalter 1-polig 6kA = 56.40"])
  }

  @Test func `Numbers beyond reason are passed over`() throws {
    let table = try read(
      document(
        """
        Pos  Bezeichnung             Menge          ME             Preis     Betrag
        1    Hohlwanddose  999999999999999 Stk  9999999999999,99                v;9
        2    Anfahrt                                                          30,75
                                                  Nettobetrag                 50,25
        """, origin: .ocr), net: "50.25")
    #expect(table.lines.compactMap { $0.netAmount?.description } == ["30.75"])
  }

  @Test func `Where each of two amounts may hold the misread digit, a person is asked`() throws {
    let table = try read(
      document(
        """
        Pos  Bezeichnung                                           Betrag
        1    Anfahrt                                                30,15
        2    Wartung                                                40,15
                                                Nettobetrag         70,90
        """, origin: .ocr), net: "70.90")
    #expect(table.findings.contains { $0.code == "LINES_DO_NOT_ADD_UP" })
  }

  private static func right(_ text: String) -> String {
    String(repeating: " ", count: 10 - text.count) + text
  }
}
