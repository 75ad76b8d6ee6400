import Foundation
import Invoice
import Testing

@testable import Results

@Suite("German texts")
struct TextCatalogueTests {
  private let catalogue = TextCatalogue.german

  @Test("every code has a sentence and a remedy in the house's form")
  func complete() throws {
    for code in catalogue.codes {
      let text = try #require(catalogue.text(for: code))
      #expect(text.sentence.count > 8, "\(code)")
      #expect(text.remedy.hasPrefix("bitte "), "\(code)")
      #expect(!text.sentence.hasSuffix(".") && !text.remedy.hasSuffix("."), "\(code): the full stop is added")
      let plain = catalogue.message(for: Finding(code, .asks))
      #expect(!plain.contains { "[]{}".contains($0) }, "\(code): \(plain)")
      #expect(plain.hasSuffix("."), "\(code)")
    }
  }

  @Test("every code that is emitted has a text, and no text is left over")
  func emitted() throws {
    let checkout = try Samples.checkout()
    var emitted: Set<String> = []
    var named: Set<String> = []
    var checks: Set<String> = []
    let sources = checkout.appending(path: "Sources").resolvingSymlinksInPath()
    let paths = try #require(FileManager.default.subpaths(atPath: sources.path))
    #expect(paths.count > 100)
    for path in paths
    where path.hasSuffix(".swift") && !["Results/", "belegd-lab/"].contains(where: path.hasPrefix) {
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      for match in text.matches(of: /(?:Finding|Refusal|\.ask|\.note)\(\s*"([A-Z][A-Z0-9_]+)"/) {
        emitted.insert(String(match.1))
      }
      for match in text.matches(of: /"([A-Z][A-Z0-9_]{2,})"/) { named.insert(String(match.1)) }
      // Rules of the standard go by their ids, checks of our own by a name in small letters.
      for match in text.matches(of: /Check\(\s*"([a-z][^"]+)"/) { checks.insert(String(match.1)) }
    }
    let policies = try String(
      contentsOf: checkout.appending(path: "Config/rules/account-policies.csv"), encoding: .utf8)
    for line in policies.split(separator: "\n").filter({ !$0.hasPrefix("#") }).dropFirst() {
      emitted.insert(String(line.split(separator: ",", omittingEmptySubsequences: false)[1]))
    }
    #expect(emitted.count > 80)
    #expect(Set(GermanTexts.checks.keys) == checks)
    #expect(emitted.subtracting(catalogue.codes).sorted() == [], "no text")
    #expect(catalogue.codes.subtracting(emitted).subtracting(named).sorted() == [], "nobody emits it")
  }

  @Test("codes occur once and are upper snake case")
  func codes() {
    let codes = GermanTexts.all.map(\.0)
    #expect(Set(codes).count == codes.count)
    for code in codes {
      #expect(code.utf8.allSatisfy { 65...90 ~= $0 || 48...57 ~= $0 || $0 == 95 }, "\(code)")
    }
  }

  private static let rows: [(Finding, String)] = [
    (
      Finding("FIELD_MISSING", .asks, field: "invoice_number"),
      "Nicht gefunden: Rechnungsnummer – bitte auf dem Beleg nachsehen und den Wert eintragen."
    ),
    (
      Finding("FIELD_UNSURE", .asks, field: "lines[3].net_amount", arguments: ["value": "1234.50"]),
      "Unsicher gelesen: Nettobetrag in Position 4 („1.234,50“) – bitte mit dem Beleg vergleichen und bestätigen oder berichtigen."
    ),
    (
      Finding("TOTALS_DO_NOT_ADD_UP", .asks, arguments: ["stated": "119.00", "expected": "119.01"]),
      "Die Summen gehen nicht auf: gelesen 119,00 statt errechnet 119,01 – bitte Netto, Steuer und Brutto mit dem Beleg vergleichen und berichtigen."
    ),
    (
      Finding("TOTALS_DO_NOT_ADD_UP", .asks, arguments: ["stated": "119.00"]),
      "Die Summen gehen nicht auf – bitte Netto, Steuer und Brutto mit dem Beleg vergleichen und berichtigen."
    ),
    (
      Finding("NOT_AN_INVOICE", .asks, arguments: ["kind": "delivery_note"]),
      "Das ist keine Rechnung, sondern ein Lieferschein – bitte in den Eingang zurücklegen und als Rechnung bestätigen, falls das nicht stimmt."
    ),
    (
      Finding("BR-CO-15", .asks, arguments: ["detail": "BT-112"]),
      "Die E-Rechnung verletzt die Regel BR-CO-15 (der Bruttobetrag (BT-112) ist nicht Netto plus Steuer): BT-112 – bitte beim Lieferanten eine berichtigte E-Rechnung anfordern oder die Werte selbst prüfen."
    ),
    (
      Finding("NEVER_HEARD_OF", .asks, field: "seller.vat_id"),
      "Eine Prüfung ist nicht bestanden (NEVER_HEARD_OF, USt-IdNr. des Lieferanten) – bitte den Beleg ansehen und die Werte prüfen."
    ),
    (
      Finding("TAX_RATE_NOT_VALID_ON_DATE", .asks, arguments: ["rate": "16", "date": "2026-03-05"]),
      "Der Steuersatz 16 % galt am Tag der Leistung (05.03.2026) nicht – bitte Leistungsdatum und Satz prüfen und gegebenenfalls eine berichtigte Rechnung anfordern."
    ),
    (
      Finding("LINES_DO_NOT_ADD_UP", .asks, arguments: ["lines": "10.00", "stated": "12.00"]),
      "Die Positionen ergeben nicht die Nettosumme: 10,00 statt 12,00 – bitte prüfen, ob eine Position fehlt, doppelt oder falsch gelesen ist."
    ),
    (
      Finding("TAX_PHRASES_DIFFER", .asks, arguments: ["first": "pv_zero_rate", "second": "reverse_charge"]),
      "Die Hinweise auf der Rechnung passen nicht zusammen: Nullsteuersatz Photovoltaik (§ 12 Abs. 3 UStG) und Steuerschuld des Empfängers (§ 13b UStG) – bitte prüfen, welcher Steuerfall gilt."
    ),
    (
      Finding("TAX_INTRA_EU_IDS_MISSING", .asks, arguments: ["missing": "seller.vat_id"]),
      "Für den innergemeinschaftlichen Erwerb fehlt eine Angabe: USt-IdNr. des Lieferanten – bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Erwerb bestätigen."
    ),
  ]

  @Test("sentences name field, amounts and days as a bookkeeper writes them", arguments: rows)
  func sentences(finding: Finding, message: String) {
    #expect(catalogue.message(for: finding) == message)
  }

  @Test("what a document says cannot leave its place in a sentence")  // faults: 85
  func hostileArguments() {
    let hostile = "x\n\u{202E}{code}[" + String(repeating: "a", count: 1000)
    let message = catalogue.message(
      for: Finding("RECIPIENT_DIFFERS", .asks, arguments: ["name": hostile]))
    #expect(message.unicodeScalars.allSatisfy(SafeText.isHarmless))
    #expect(message.contains("{code}["))
    #expect(message.count < 400)
  }

  @Test(
    "decimals and days become German; anything else stays",
    arguments: [
      ("-1234567.80", "-1.234.567,80"), ("999", "999"), ("1000", "1.000"), ("1.5", "1,5"), ("1.2.3", "1.2.3"),
      ("", ""), ("abc", "abc"), ("1.", "1."),
    ])
  func decimals(text: String, german: String) { #expect(GermanFormat.decimal(text) == german) }

  @Test("paths have German names; unknown ones stay readable")
  func paths() {
    #expect(FieldPath.label("taxes[0].amount") == "Steuerbetrag in Zeile 1")
    #expect(FieldPath.businessTerm("taxes[0].amount") == "BT-117")
    #expect(FieldPath.label("lines[0]") == "Positionen, Position 1")
    #expect(FieldPath.label("nonsense[x].y") == "nonsense[x].y")
  }
}

@Suite("text files")
struct TextFileTests {
  @Test("a sheet says what, why and what to do, in the tenant's folder names")
  func reasonSheet() throws {
    let english = FolderNames([.inbox: "Inbox", .corrections: "Corrections"])
    let sheet = ReasonSheet.text(for: try Samples.full(), folders: english)
    #expect(sheet.hasPrefix("\u{FEFF}Dieser Beleg muss angesehen werden"))
    #expect(sheet.contains("Größe & <Söhne> GmbH"))
    #expect(sheet.contains("Brutto:       1.190,00 EUR"))
    #expect(
      sheet.contains("- Es ist kein passendes Konto bekannt für „Rohr“ – bitte das richtige Konto angeben."))
    #expect(sheet.contains("in den Ordner Inbox"))
    #expect(ReasonSheet.text(for: Samples.rejected()).contains("neu in den Eingang legen"))
    #expect(
      ReasonSheet.text(for: Samples.rejected(), folders: english).contains("neu in den Ordner „Inbox“ legen"))
    #expect(sheet.contains("Datei:        Rechnung\u{FFFD}.pdf"))
    #expect(!sheet.replacingOccurrences(of: "\r\n", with: "").contains { $0.isNewline })
  }

  @Test("every status and every folder has its text", arguments: ResultDocument.Status.allCases)
  func statuses(status: ResultDocument.Status) {
    var document = Samples.rejected()
    document.status = status
    #expect(ReasonSheet.text(for: document).split(separator: "\r\n").count >= 6)
  }

  @Test("every folder explains itself", arguments: FolderNames.Folder.allCases)
  func guides(folder: FolderNames.Folder) {
    let names = FolderNames([folder: "Name"])
    let text = FolderGuide.text(for: folder, folders: names)
    #expect(text.hasPrefix("\u{FEFF}Name\r\n\r\n"))
    #expect(text.count > 100)
  }
}
