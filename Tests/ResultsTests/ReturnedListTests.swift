import Foundation
import Invoice
import Testing

@testable import Results

/// What programs and scripts make of a list, and what is understood of it (fault 90).
@Suite("returned lists")
struct ReturnedListTests {
  private static let head =
    "Beleg;Stand;Datei;Lieferant;Rechnungsnummer;Datum;Brutto;Feld;Vorschlag;Zweifel;Richtig"
  private static let row = "B-4F7K2M9Q;3;a.pdf;Größe;471;05.03.2026;1.190,00;Beleg;;\"a\nb\";4980"
  private static let expected = CorrectionList.Row(
    line: 2, key: "B-4F7K2M9Q", job: "4F7K2M9Q", part: 0, version: 3, field: "Beleg", answer: "4980")

  @Test("every encoding and separator gives the same row")  // faults: 90
  func encodings() throws {
    let text = "\(Self.head)\r\n\(Self.row)\r\n;;;;;;;;;;\r\n"
    let windows = Array(text.unicodeScalars.map { UInt8($0.value) })
    let wide = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let big = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
    let tabs = text.replacing(";", with: "\t")
    let commas = "\u{FEFF}" + text.replacing(",", with: ".").replacing(";", with: ",")
    let mac = text.replacing("\r\n", with: "\r").replacing("\n", with: " ")
    for bytes in [
      Array(text.utf8), windows, [0xFF, 0xFE] + wide, wide, [0xFE, 0xFF] + big, big, Array(tabs.utf8),
      Array(commas.utf8), Array(mac.utf8),
    ] { #expect(try ReturnedList(bytes).lines.map(\.row) == [Self.expected]) }
    var moved = Self.expected
    moved.line = 3
    #expect(try ReturnedList(Array("sep=;\r\n\(text)".utf8)).lines.map(\.row) == [moved])
  }

  @Test("a head that was moved, renamed or deleted is found or missed by name")
  func heads() throws {
    func rows(_ text: String) throws -> [String] {
      try ReturnedList(Array(text.utf8)).lines.map { "\($0.row.field)=\($0.row.answer)" }
    }
    let sorted = "\(Self.row.replacing("\n", with: " "))\n\(Self.head)\n"
    #expect(try rows(sorted) == ["Beleg=4980"])
    #expect(try rows(Self.row) == ["Beleg=4980"], "no head at all")
    #expect(
      try rows("\(Self.head.replacing("Richtig", with: "richtiger Wert?"))\n\(Self.row)") == ["Beleg=4980"])
    #expect(try rows("\(Self.head.replacing("Stand", with: "Version"))\n\(Self.row)") == ["Beleg=4980"])
    #expect(throws: ReturnedList.Refusal.columnMissing("Stand")) { try rows("Beleg;Feld;Richtig\r\n") }
    #expect(throws: ReturnedList.Refusal.columnMissing("Beleg")) { try rows("Lorem ipsum\ndolor") }
    #expect(throws: ReturnedList.Refusal.empty) { try rows("") }
  }

  /// The list of one invoice with rows for the whole and for two values, as it was given out.
  private func listed() throws -> (bytes: [UInt8], rows: [String: [String]]) {
    var result = try Samples.full()
    result.evidence["gross_total"] = Evidence(source: .ocr, confidence: 0.6)
    result.evidence["issue_date"] = Evidence(source: .ocr, confidence: 0.7)
    result.invoiceNumber = "00471"
    let entry = CorrectionList.Entry(job: "4F7K2M9Q", version: 2, result: result, file: "x.pdf")
    return (CorrectionList.csv(of: entry), CorrectionList.listed(entry))
  }

  private func deeds(_ text: String, _ listed: [String: [String]]) throws -> [String: String] {
    let list = try ReturnedList(Array(text.utf8))
    return Dictionary(
      list.lines.map { line in
        let ours = listed[CorrectableField.folded(line.row.field)]
        let word =
          switch list.deed(on: line, listed: ours, isCurrent: true) {
          case .nothing: "nothing"
          case .answered(let row): row.answer
          case .elsewhere: "elsewhere"
          case .unclear: "unclear"
          }
        return (line.row.field, word)
      }, uniquingKeysWith: { $1 })
  }

  private func edited(_ change: (inout [[String]]) -> Void) throws -> [String: String] {
    let (bytes, rows) = try listed()
    var cells = ListCells.read(bytes).map(\.cells)
    change(&cells)
    return try deeds(String(decoding: ListCells.write(cells), as: UTF8.self), rows)
  }

  @Test("what a spreadsheet rewrites by itself is nobody's word")
  func untouched() throws {
    let all = try edited { _ in }
    #expect(all.count > 3)
    #expect(Set(all.values) == ["nothing"])
    let rewritten = try edited { rows in
      for index in rows.indices.dropFirst() {
        rows[index][1] = "2,00"
        rows[index][4] = "471"
        rows[index][5] = "2026-03-31"
        rows[index][6] = "1.190"
        if rows[index][7] == "Bruttobetrag" { rows[index][8] = "1190" }
        if rows[index][7] == "Rechnungsdatum" { rows[index][8] = "31.03.26" }
        rows[index][9] = rows[index][9].replacing("ä", with: "?").replacing("„", with: "\"")
        rows[index].removeLast()
      }
    }
    #expect(Set(rewritten.values) == ["nothing"], "\(rewritten)")
  }

  @Test("a word in another column, a cut row and a strange one are told of")
  func elsewhere() throws {
    let deeds = try edited { rows in
      for index in rows.indices.dropFirst() {
        switch rows[index][7] {
        case "Beleg": rows[index][9] = "stimmt"
        case "Bruttobetrag": rows[index][8] = "1191,00"
        case "Rechnungsdatum": rows[index] = Array(rows[index].prefix(8))
        default: break
        }
      }
      var own = rows[1]
      own[7] = "Leistungsdatum"
      own[8] = "01.03.2026"
      rows.append(own)
    }
    #expect(deeds["Beleg"] == "elsewhere")
    #expect(deeds["Bruttobetrag"] == "elsewhere")
    #expect(deeds["Rechnungsdatum"] == "elsewhere")
    #expect(deeds["Leistungsdatum"] == "elsewhere")
    #expect(deeds.values.contains("nothing"))
  }

  @Test("a script that ignores quotation marks is understood where it can be, and told of where not")
  func scripts() throws {
    let (bytes, rows) = try listed()
    let lines = String(decoding: bytes.dropFirst(3), as: UTF8.self).split(separator: "\r\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.contains(";Bruttobetrag;") })
    func with(_ change: (String) -> String) -> String {
      var changed = lines
      changed[place] = change(lines[place])
      return changed.joined(separator: "\n")
    }
    #expect(rows["bruttobetrag"]?[9].contains(";") == false)
    // The separators in our own cells are those of a list of postings.
    let whole = try #require(lines.firstIndex { $0.contains(";Beleg;") })
    var posted = rows
    posted["beleg"]?[8] = "4980 107,10 an 70000; 3400 200,00 an 70000"
    let open = lines[whole].replacing(
      /;Beleg;[^;]*;/, with: ";Beleg;\"4980 107,10 an 70000; 3400 200,00 an 70000\";")
    func deed(_ line: String) throws -> String? { try deeds("\(lines[0])\n\(line)", posted)["Beleg"] }
    #expect(try deed(open) == "nothing")
    #expect(try deed(String(open.dropLast()) + ";stimmt") == "stimmt")
    #expect(try deed(open.replacing("\"", with: "") + "stimmt") == "stimmt", "without quotation marks")
    #expect(try deed(open.replacing("\"", with: "")) == "nothing", "without quotation marks or a word")
    var parts = open.components(separatedBy: ";")
    parts[10] = "stimmt"
    #expect(try deed(parts.joined(separator: ";")) == "elsewhere", "split within a cell")
    // A quotation mark that is never closed touches its own row and no other.
    let spoilt = try deeds(with { $0 + "\"1190,00" }, rows)
    #expect(spoilt["Bruttobetrag"] == "1190,00")
    #expect(spoilt.filter { $0.value == "nothing" }.count == spoilt.count - 1)
    #expect(try deeds(with { $0 + "1190,00;;;" }, rows)["Bruttobetrag"] == "1190,00")
    #expect(try deeds(with { $0 + ";1190,00" }, rows)["Bruttobetrag"] == "1190,00", "one column too far")
    #expect(try deeds(with { $0 + "1190,00;was?" }, rows)["Bruttobetrag"] == "unclear")
    // A cell too many before the last column.
    let pushed = with { line in
      String(line.replacing(";Bruttobetrag;", with: ";Bruttobetrag;1190,00;").dropLast())
    }
    #expect(try deeds(pushed, rows)["Bruttobetrag"] == "unclear")
  }
}
