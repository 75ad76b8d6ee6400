import Accounting
import Invoice

/// The list of what is open, with an empty column for what is right: `Korrekturen.csv` in the review folder.
///
/// For each invoice a row for the whole of it, and one for each value and line that is unsure. Whoever has looked
/// writes into the last column and saves; rows without a word there say nothing.
public enum CorrectionList {
  /// The name of the list in the review folder.
  public static let fileName = "Korrekturen.csv"
  /// What the name of an answer file ends in, before its own ending.
  public static let answerWord = "Antwort"
  /// What stands in the column of fields where a row is about the whole invoice.
  public static let wholeDocument = "Beleg"
  static let heads = [
    "Beleg", "Stand", "Datei", "Lieferant", "Rechnungsnummer", "Datum", "Brutto", "Feld", "Vorschlag",
    "Zweifel", "Richtig",
  ]

  /// One invoice that somebody may say something about.
  public struct Entry: Sendable {
    /// The last eight characters of the job.
    public var job: String
    /// What a later reading changes: a word about an earlier one is stale.
    public var version: Int
    public var result: ResultDocument?
    /// The dropped name, where there is no result.
    public var file: String

    public init(job: String, version: Int, result: ResultDocument?, file: String) {
      self.job = job
      self.version = version
      self.result = result
      self.file = file
    }

    /// How the list names it: `B-4F7K2M9Q`, and `B-4F7K2M9Q/2` where the file holds several.
    ///
    /// It begins with letters so that no spreadsheet takes it for a number.
    public var key: String {
      guard let info = result?.document, info.parts > 1 else { return "B-\(job)" }
      return "B-\(job)/\(info.part)"
    }
  }

  /// The file of a list: first what teaches most.
  public static func csv(of entries: [Entry]) -> [UInt8] {
    ListCells.write([heads] + TeachingOrder.sorted(entries).flatMap(rows))
  }

  private static func rows(of entry: Entry) -> [[String]] {
    let facts = facts(of: entry)
    guard let result = entry.result else {
      return [facts + [wholeDocument, "", "", ""]]
    }
    var rows = [facts + [wholeDocument, proposal(result), doubts(result), ""]]
    for (path, doubt) in unsure(result) {
      guard let field = CorrectableField(path: path) else { continue }
      let proposed = field.value(in: result).map(field.shown) ?? ""
      rows.append(facts + [field.label, cell(proposed), doubt, ""])
    }
    return rows
  }

  private static func facts(of entry: Entry) -> [String] {
    let result = entry.result
    return [
      entry.key, "\(entry.version)", cell(result?.document.file ?? entry.file),
      cell(result?.seller.name ?? ""),
      cell(result?.invoiceNumber ?? ""), result?.issueDate.map { GermanFormat.day($0.description) } ?? "",
      result?.grossTotal.map { $0.description.replacing(".", with: ",") } ?? "",
    ]
  }

  /// What "stimmt" would book: `4980 107,10 an 70000; 3400 200,00 an 70000`.
  private static func proposal(_ result: ResultDocument) -> String {
    let postings = result.bookings.map { booking in
      "\(booking.account) \(booking.gross.description.replacing(".", with: ","))"
        + (booking.contraAccount.map { " an \($0)" } ?? "")
    }
    return postings.joined(separator: "; ")
  }

  private static func doubts(_ result: ResultDocument) -> String {
    SafeText.line(result.reasons.map(\.message).joined(separator: " "), limit: 1000)
  }

  /// Paths with the reason why somebody should look at them.
  private static func unsure(_ result: ResultDocument) -> [(String, String)] {
    var doubts: [String: String] = [:]
    for reason in result.reasons {
      guard let path = reason.field, CorrectableField(path: path) != nil else { continue }
      doubts[path, default: ""] += (doubts[path] == nil ? "" : " ") + reason.message
    }
    for path in CorrectableField.documentPaths where doubts[path] == nil {
      guard let evidence = result.evidence[path], evidence.confidence < 0.95,
        CorrectableField(path: path)?.value(in: result) != nil
      else { continue }
      doubts[path] = "\(GermanFormat.percent(evidence.confidence)) sicher"
    }
    for (index, line) in result.lines.enumerated() {
      let path = "lines[\(index)].skr03"
      let confidence = line.account == nil ? 0 : line.accountConfidence ?? 0
      guard confidence < 0.95 else { continue }
      let name = cell(line.description ?? "", limit: 60)
      let why = doubts[path] ?? "\(GermanFormat.percent(confidence)) sicher: \(line.accountReason ?? "")"
      doubts[path] = name.isEmpty ? why : "„\(name)“ – \(why)"
    }
    return FieldPath.sorted(doubts).map { ($0.key, SafeText.line($0.value, limit: 400)) }
  }

  private static func cell(_ text: String, limit: Int = 120) -> String {
    SafeText.line(text.split(whereSeparator: \.isNewline).joined(separator: " "), limit: limit)
  }

  // MARK: What comes back

  /// A row in which somebody has said something.
  public struct Row: Hashable, Sendable {
    /// In the file, from 1.
    public var line: Int
    /// As it stands in the file.
    public var key: String
    /// The last eight characters of the job; `nil` for a key of another form.
    public var job: String?
    /// Counts from 0.
    public var part: Int
    public var version: Int?
    public var field: String
    public var answer: String

    public init(
      line: Int, key: String, job: String?, part: Int, version: Int?, field: String, answer: String
    ) {
      self.line = line
      self.key = key
      self.job = job
      self.part = part
      self.version = version
      self.field = field
      self.answer = answer
    }
  }

  /// Why a file is no list.
  public enum Refusal: Error, Hashable, Sendable {
    /// A column that must be there, by its name.
    case columnMissing(String)
    case empty
  }

  /// The rows with something in the last column.
  public static func rows(in bytes: [UInt8]) throws(Refusal) -> [Row] {
    let lines = ListCells.read(bytes)
    guard let head = lines.first else { throw .empty }
    let names = head.cells.map(CorrectableField.folded)
    func column(_ words: String...) throws(Refusal) -> Int {
      for word in words { if let index = names.firstIndex(of: word) { return index } }
      throw .columnMissing(words[0].prefix(1).uppercased() + words[0].dropFirst())
    }
    let places = (
      key: try column("beleg"), version: try column("stand"), field: try column("feld"),
      answer: try column("richtig", "antwort", "korrektur")
    )
    return lines.dropFirst().compactMap { line, cells in
      func cell(_ index: Int) -> String { cells.indices.contains(index) ? cells[index] : "" }
      let answer = cell(places.answer)
      guard !answer.isEmpty else { return nil }
      let (job, part) = parts(of: cell(places.key))
      // A spreadsheet may write 3 as 3,00.
      let version =
        Int(cell(places.version)) ?? WrittenValue.account(cell(places.version)).flatMap { Int($0.digits) }
      return Row(
        line: line, key: cell(places.key), job: job, part: part, version: version, field: cell(places.field),
        answer: answer)
    }
  }

  /// `B-4F7K2M9Q/2` as job and part.
  public static func parts(of key: String) -> (job: String?, part: Int) {
    let parts = key.uppercased().split(separator: "/", maxSplits: 1)
    guard let first = parts.first, first.hasPrefix("B-"), first.count == 10,
      first.dropFirst(2).allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { return (nil, 0) }
    return (String(first.dropFirst(2)), parts.count == 2 ? max(0, (Int(parts[1]) ?? 1) - 1) : 0)
  }

  /// The file that says what became of each row, to lie beside it.
  public static func answerCSV(_ answers: [(row: Row, result: String, note: String)]) -> [UInt8] {
    ListCells.write(
      [["Zeile", "Beleg", "Feld", "Richtig", "Ergebnis", "Hinweis"]]
        + answers.map { answer in
          [
            "\(answer.row.line)", cell(answer.row.key), cell(answer.row.field), cell(answer.row.answer),
            answer.result, SafeText.line(answer.note, limit: 400),
          ]
        })
  }
}
