public import Accounting
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
  public static let columns = [
    "Beleg", "Stand", "Datei", "Lieferant", "Rechnungsnummer", "Datum", "Brutto", "Feld", "Vorschlag",
    "Zweifel", "Richtig",
  ]

  /// The place of the column of fields.
  static let fieldColumn = 7

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

  /// A list in the making, which keeps no more of an invoice than its rows: thousands may be open.
  public struct Draft: Sendable {
    private var rows: [[[String]]] = []
    private var doubts: [[TeachingOrder.Doubt: Double]] = []

    public init() {}

    public var isEmpty: Bool { rows.isEmpty }

    public mutating func append(_ entry: Entry) {
      rows.append(CorrectionList.rows(of: entry))
      doubts.append(TeachingOrder.doubts(of: entry))
    }

    /// The file of the list: first what teaches most.
    public func csv() -> [UInt8] {
      ListCells.write([columns] + TeachingOrder.order(doubts).flatMap { rows[$0] })
    }
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

  /// What the list says about each field of an entry, by the field's folded name and in the order of its columns.
  public static func listed(_ entry: Entry) -> [String: [String]] {
    Dictionary(
      rows(of: entry).map { (CorrectableField.folded($0[fieldColumn]), $0) }, uniquingKeysWith: { $1 })
  }

  /// Whether the list asks for the account of a line.
  static func asks(about line: ResultDocument.Line) -> Bool {
    asks(about: line.account, line.accountConfidence)
  }

  /// Whether the list asks for an account that is given with a confidence.
  public static func asks(about account: AccountNumber?, _ confidence: Double?) -> Bool {
    account == nil || (confidence ?? 0) < sure
  }

  /// What is less sure has a row of its own.
  private static let sure = 0.95

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
      guard let evidence = result.evidence[path], evidence.confidence < sure,
        CorrectableField(path: path)?.value(in: result) != nil
      else { continue }
      doubts[path] = "\(GermanFormat.percent(evidence.confidence)) sicher"
    }
    for (path, doubt) in doubts {
      guard let others = result.evidence[path].flatMap(SheetWords.alternatives) else { continue }
      doubts[path] = doubt + " " + others
    }
    for (index, line) in result.lines.enumerated() {
      let path = "lines[\(index)].skr03"
      guard asks(about: line) else { continue }
      let confidence = line.account == nil ? 0 : line.accountConfidence ?? 0
      let name = cell(line.description ?? "", limit: 60)
      let why = doubts[path] ?? "\(GermanFormat.percent(confidence)) sicher: \(line.accountReason ?? "")"
      let words = [(name.isEmpty ? "" : "„\(name)“ – ") + why, SheetWords.alternatives(to: line)]
      doubts[path] = words.compactMap { $0 }.joined(separator: " ")
    }
    return FieldPath.sorted(doubts).map { ($0.key, SafeText.line($0.value, limit: 400)) }
  }

  private static func cell(_ text: String, limit: Int = 120) -> String {
    SafeText.line(text.split(whereSeparator: \.isNewline).joined(separator: " "), limit: limit)
  }

  // MARK: What comes back

  /// A row of a list that came back.
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
    /// Empty where nothing stands in the last column.
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
