import Accounting
import Testing

@Suite struct `Keywords in German texts` {
  struct Row: CustomTestStringConvertible {
    var keyword: String
    var text: String
    var isFound: Bool
    var why: String
    var testDescription: String { why }
  }

  static let rows = [
    Row(keyword: "steckdose", text: "SCHUKO-Steckdose UP", isFound: true, why: "a hyphen begins a word"),
    Row(keyword: "eni", text: "Ingenieur", isFound: false, why: "a short keyword never stands inside a word"),
    Row(keyword: "leitung", text: "Mantelleitung 5x2,5", isFound: true, why: "six letters may stand inside"),
    Row(keyword: "strom", text: "Stromwandler", isFound: true, why: "a compound may go on after the keyword"),
    Row(keyword: "gas!", text: "Gaststätte", isFound: false, why: "an exclamation mark wants the whole word"),
    Row(keyword: "gas!", text: "Abschlag Gas Mai", isFound: true, why: "the whole word is there"),
    Row(keyword: "übernachtung", text: "UEBERNACHTUNG", isFound: true, why: "umlauts also as ae, oe, ue"),
    Row(keyword: "buerkle", text: "Bürkle KG", isFound: true, why: "either side may spell the umlaut out"),
    Row(keyword: "strasse", text: "Straße", isFound: true, why: "ß is ss"),
    Row(keyword: "präsenzmelder", text: "Pra\u{308}senzmelder", isFound: true, why: "PDFs write dots apart"),
    Row(keyword: "§ 13b ustg", text: "gem. §13b UStG", isFound: true, why: "§ with and without blank"),
    Row(keyword: "nym-j", text: "NYM-J 3x1,5", isFound: true, why: "punctuation belongs to the keyword"),
    Row(keyword: "221-413", text: "WAGO 221-413", isFound: true, why: "article numbers are keywords, too"),
    Row(keyword: "reverse charge", text: "Reverse\n  Charge", isFound: true, why: "line ends are blanks"),
    Row(keyword: "b16", text: "AB16", isFound: false, why: "no word begins there"),
  ]

  @Test(arguments: rows) func `follow the matching rule`(_ row: Row) {
    var builder = KeywordIndex.Builder()
    builder.add(cell: "unrelated|\(row.keyword)", owner: 7)
    let hits = KeywordIndex(builder).hits(in: FoldedText(row.text))
    #expect(hits.isEmpty != row.isFound)
    #expect(hits.allSatisfy { $0.owner == 7 })
  }

  @Test func `are found at the very end and in an empty text`() {
    var builder = KeywordIndex.Builder()
    builder.add(cell: "diesel", owner: 0)
    let index = KeywordIndex(builder)
    #expect(index.hits(in: FoldedText("Diesel")).map(\.isWholeWord) == [true])
    #expect(index.hits(in: FoldedText("")).isEmpty)
    #expect(index.hits(in: FoldedText("d")).isEmpty)
  }
}

@Suite struct `Data files` {
  @Test func `hold quoted commas, doubled quotes and comments`() throws {
    let bytes = Array("# from somewhere, with a \"quote\"\na,b\n\"1,2\",\"say \"\"so\"\"\"\r\n3,\n".utf8)
    let table = try CSVTable(path: "t.csv", bytes: bytes)
    let rows = try table.map { $0 }
    #expect(rows == [["1,2", "say \"so\""], ["3", ""]])
  }

  @Test func `are read as people's programs save them`() {
    let saved = "\u{FEFF}text;amount\r\n\"Kabel; 3x1,5\"\" rot\";5\r\"zwei\nZeilen\" mehr;\r\n\r\n#1;2"
    let records = CSVRecords.records(
      of: Array(saved.utf8), separator: UInt8(ascii: ";"), hasComments: false)
    #expect(
      records.map(\.fields) == [
        ["text", "amount"], ["Kabel; 3x1,5\" rot", "5"], ["zwei\nZeilen mehr", ""], ["#1", "2"],
      ])
    #expect(records.map(\.line) == [1, 2, 3, 6])
    let again = records.map { CSVRecords.line($0.fields) }.joined(separator: "\n")
    #expect(CSVRecords.records(of: Array(again.utf8)).map(\.fields) == records.map(\.fields))
  }

  @Test func `name the row that is too long`() {
    #expect(throws: AccountingDataError.fieldCount(path: "t.csv", row: 3, expected: 2, found: 3)) {
      try CSVTable(path: "t.csv", bytes: Array("a,b\n1,2\n1,2,3\n".utf8))
    }
  }

  @Test func `must have a header and the columns that are asked for`() throws {
    #expect(throws: AccountingDataError.empty(path: "t.csv")) { try CSVTable(path: "t.csv", bytes: []) }
    let table = try CSVTable(path: "t.csv", bytes: Array("a\n".utf8))
    #expect(throws: AccountingDataError.missingColumn(path: "t.csv", column: "z")) { try table.column("z") }
  }

  @Test func `that are missing are named`() {
    #expect(throws: AccountingDataError.unreadable(path: "/nowhere/accounts/automatic-accounts.csv")) {
      try Accountant(dataDirectory: "/nowhere")
    }
  }
}
