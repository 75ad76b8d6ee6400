import Foundation
import Invoice
import Testing

@testable import Results

@Suite("lists of corrections")
struct CorrectionTests {
  @Test(
    "amounts are read as people and spreadsheets write them",
    arguments: [
      ("1.190,00", "1190.00", "German"), ("1190,00", "1190.00", "without thousands"),
      ("1.190,00 €", "1190.00", "with the currency"), ("EUR 12,5", "12.50", "the currency in front"),
      ("1,190.00", "1190.00", "English"), ("1190.5", "1190.50", "a dot as comma"),
      ("1.190", "1190.00", "three digits behind a dot are a thousand in German"),
      ("1.234.567,89", "1234567.89", "millions"), ("-12,50", "-12.50", "a credit"),
      ("12,50-", "-12.50", "the sign behind, as ledgers print it"),
      ("1\u{A0}190,00", "1190.00", "a hard blank"),
      ("0", "0.00", "nothing to pay"), ("12,50000", "12.50", "zeros that a spreadsheet adds"),
      ("12,345,6", nil, "two commas"), ("1,19E+03", nil, "a power of ten has lost digits"),
      ("12,345", "12345.00", "three digits behind a comma are a thousand in English"),
      ("1.23,45", nil, "thousands of two digits"), ("zwölf", nil, "words"), ("", nil, "nothing"),
    ] as [(String, String?, String)])
  func amounts(text: String, value: String?, why: String) {
    #expect(WrittenValue.amount(text)?.description == value, "\(why)")
  }

  @Test(
    "days are read however a spreadsheet has rewritten them",
    arguments: [
      ("05.03.2026", "2026-03-05", "German"), ("5.3.26", "2026-03-05", "short"),
      ("2026-03-05", "2026-03-05", "ISO"), ("2026-03-05 00:00:00", "2026-03-05", "with midnight"),
      ("05.03.2026 00:00", "2026-03-05", "with midnight, German"),
      ("46086", "2026-03-05", "the day's number"),
      ("5. März 2026", "2026-03-05", "the month's name"), ("05-Mrz-26", "2026-03-05", "Excel's short month"),
      ("03/25/2026", "2026-03-25", "American, since there is no 25th month"),
      ("25/03/2026", "2026-03-25", "British"), ("03/05/2026", nil, "may be March or May"),
      ("05/05/26", "2026-05-05", "the same either way"), ("31.02.2026", nil, "no such day"),
      ("gestern", nil, "words"),
    ] as [(String, String?, String)])
  func days(text: String, value: String?, why: String) {
    #expect(WrittenValue.day(text)?.description == value, "\(why)")
  }

  @Test(
    "fields are found by the words of the list and by their paths",
    arguments: [
      ("Rechnungsnummer", "invoice_number"), ("bruttobetrag", "gross_total"), ("Brutto", "gross_total"),
      ("Konto in Position 12", "lines[11].skr03"), ("Nettobetrag in Position 1", "lines[0].net_amount"),
      ("Konto aller Positionen", "lines[].skr03"), ("Konto", "lines[].skr03"),
      ("lines[3].skr03", "lines[3].skr03"),
      ("Name des Lieferanten", "seller.name"), ("Konto in Position 0", nil), ("Buchungstext", nil),
      ("Beleg", nil), ("bookings[0].account", nil),
    ] as [(String, String?)])
  func fields(name: String, path: String?) { #expect(CorrectableField(named: name)?.path == path) }

  @Test("every field finds itself again by the name that the list gives it")
  func names() throws {
    for path in CorrectableField.documentPaths + ["lines[3].skr03", CorrectableField.everyAccount] {
      let field = try #require(CorrectableField(path: path))
      #expect(CorrectableField(named: field.label)?.path == path)
    }
  }

  @Test(
    "values of each kind are checked",
    arguments: [
      ("lines[0].skr03", "4.980", "4980", "thousands of a spreadsheet"),
      ("lines[0].skr03", "4980 Betriebsbedarf", "4980", "with its name"),
      ("lines[0].skr03", "Strom", nil, "a name alone"),
      ("invoice_number", "4,71E+11", nil, "digits are lost"),
      ("invoice_number", "2E-471", "2E-471", "not every E is a power of ten"),
      ("invoice_number", "00471", "00471", "zeros stay"),
      ("seller.iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "in groups"),
      ("seller.iban", "DE89 3704 0044 0532 0130 01", nil, "a wrong check digit"),
      ("currency", "€", "EUR", "the sign"), ("lines[0].tax_rate", "19 %", "19", "with the sign"),
      ("tax_case", "Inland", "domestic", "the sheet's word"),
      ("document_type", "Gutschrift", "credit_note", "a word"),
    ] as [(String, String, String?, String)])
  func values(path: String, written: String, value: String?, why: String) throws {
    let field = try #require(CorrectableField(path: path))
    #expect(field.value(of: written) == value, "\(why)")
  }

  @Test(
    "words of the last column",
    arguments: [
      ("Stimmt", true, .right), ("ok", false, .right), ("kein Beleg", true, .notAnInvoice),
      ("Verwerfen!", true, .discard), ("neu einlesen", true, .readAnew),
      ("keine Dublette", true, .noDuplicate),
      ("zurückziehen", true, .withdraw), ("trennen 5, 3", true, .cut([3, 5])),
      ("zusammenführen", true, .join(with: nil)),
      ("zusammenführen mit B-4F7K2M9Q", true, .join(with: "B-4F7K2M9Q")), ("4980", true, .value("4980")),
      ("kein Beleg", false, .value("kein Beleg")),
    ] as [(String, Bool, SpokenAnswer)])
  func words(text: String, isWhole: Bool, meaning: SpokenAnswer) {
    #expect(SpokenAnswer(text, isWhole: isWhole) == meaning)
  }

  @Test(
    "no cell is a formula, and what comes back is what was written",  // faults: 88
    arguments: [
      "=HYPERLINK(\"http://x\";\"y\")", "+49 341 1", "@SUM(A1)", "-cmd|' /C calc'!A0", "＝1+1", " =1", "a;b",
      "a\"b",
      "-12,50", "'=x", "Größe & Söhne", "",
    ])
  func formulas(text: String) throws {
    let bytes = ListCells.write([["Kopf", "Zelle"], ["1", text]])
    let line = try #require(String(decoding: bytes.dropFirst(3), as: UTF8.self).split(separator: "\r\n").last)
    let cell = line.dropFirst(2).drop { $0 == "\"" }
    #expect(!"=+@\t".contains(cell.first ?? "x"), "\(line)")
    if cell.first == "-" { #expect(WrittenValue.amount(cell.filter { $0 != "\"" }) != nil) }
    #expect(ListCells.read(bytes)[1].cells[1] == text.trimmingBlanks)
  }

  @Test("the list asks for what is unsure and gives its proposal")
  func list() throws {
    var result = try Samples.full()
    result.evidence["gross_total"] = Evidence(source: .ocr, confidence: 0.6)
    let entry = CorrectionList.Entry(job: "4F7K2M9Q", version: 2, result: result, file: "x.pdf")
    let lines = ListCells.read(CorrectionList.csv(of: entry)).map(\.cells)
    #expect(lines[0] == CorrectionList.columns)
    #expect(lines[1][7] == "Beleg")
    let gross = try #require(lines.first { $0[7] == "Bruttobetrag" })
    #expect(gross[8] == "1190,00")
    #expect(gross[9].contains("60 %"))
    #expect(lines.contains { $0[7].hasPrefix("Konto in Position") })
    #expect(lines.dropFirst().allSatisfy { $0[0] == entry.key && $0[1] == "2" && $0[10].isEmpty })
  }
}
