import Accounting
import Foundation

/// `belegd-lab derive --spec DIR --output DIR`: makes the accounting data of `Config/` from the specification.
///
/// The files are never edited by hand; each says in its first line where it is from. What is ours beyond the
/// specification stands in files of its own beside them.
enum Derive {
  enum Failure: Error { case usage }

  static func run(_ arguments: [String]) throws {
    guard arguments.count == 4, arguments[0] == "--spec", arguments[2] == "--output" else {
      throw Failure.usage
    }
    let (spec, output) = (arguments[1], arguments[3])
    for folder in ["accounts", "rules", "datev"] {
      try FileManager.default.createDirectory(
        atPath: "\(output)/\(folder)", withIntermediateDirectories: true)
    }
    try chart(spec + "/accounting/skr03-accounts.csv").write(to: output + "/accounts/skr03.csv")
    try automaticAccounts(spec + "/datev/automatikkonten.csv").write(
      to: output + "/accounts/automatic-accounts.csv")
    try allAutomaticAccounts(spec + "/datev/automatikkonten.csv").write(
      to: output + "/datev/automatic-accounts.csv")
    try tradeRules(spec + "/accounting/elektro-kontierung.csv").write(to: output + "/rules/trade-rules.csv")
    try taxPhrases(spec + "/accounting/tax-cases.csv").write(to: output + "/rules/tax-phrases.csv")
  }

  /// SKR03: number, name, which keys an account takes, whether it is locked, when it was in use.
  private static func chart(_ path: String) throws -> DerivedTable {
    let source = try CSVTable(path: path)
    let columns = try ["number", "name", "key_range", "locked", "name_2026", "valid_to"].map(source.column)
    var table = DerivedTable(
      origin: "accounting/skr03-accounts.csv", header: ["number", "name", "keys", "locked", "in_use"])
    _ = try source.map { row in
      let newer = row[columns[4]]
      // A newer name that only says how it begins ("Fahrzeug…") is no name.
      let name = newer.isEmpty || newer.hasSuffix("…") || newer.hasSuffix("...") ? row[columns[1]] : newer
      table.rows.append(
        [row[columns[0]], name, row[columns[2]], row[columns[3]], spans(row[columns[5]])])
    }
    return table
  }

  /// `..2006-12-31|2020-07-01..2020-12-31` for "2006-12-31 and again 2020-07-01..2020-12-31 only".
  private static func spans(_ words: String) -> String {
    // "gone by 2026?": nobody has it in the chart of that year.
    if words.hasPrefix("gone by"), let year = words.split(separator: " ").last?.prefix(4),
      let year = Int(year)
    {
      return "..\(year - 1)-12-31"
    }
    let spans = words.replacing(" only", with: "").split(separator: " and again ")
    return spans.map { $0.contains("..") ? String($0) : "..\($0)" }.joined(separator: "|")
  }

  /// Automatic accounts of SKR03 with what they compute.
  private static func automaticAccounts(_ path: String) throws -> DerivedTable {
    let source = try CSVTable(path: path)
    let columns = try ["chart", "from", "to", "function", "rate_percent", "case"].map(source.column)
    var table = DerivedTable(
      origin: "datev/automatikkonten.csv", header: ["from", "to", "kind", "rate_percent", "deductible"])
    _ = try source.map { row in
      guard row[columns[0]] == "03" else { return }
      let words = row[columns[5]]
      let isInputTax = row[columns[3]] == "AV" && !words.contains("reductions")
      let kind =
        if !isInputTax || words.contains("rebates") || words.contains("flat rate")
          || words.contains("warehouse")
        {
          "other"
        } else if words.contains("§ 13b") {
          "reverseCharge"
        } else if words.contains("intra-EU") || words.contains("triangular") {
          "intraEU"
        } else if words.contains("input tax") || words.contains("advance payments made")
          || words == "bonuses received"
        {
          "domestic"
        } else {
          "other"
        }
      // "10,7 (historic; …)": the rate that the account once had.
      let rate = row[columns[4]].prefix { $0.isNumber || $0 == "," }.replacing(",", with: ".")
      let deductible = words.contains("without deduction") ? "no" : "yes"
      table.rows.append([row[columns[1]], row[columns[2]], kind, String(rate), deductible])
    }
    return table
  }

  /// The same list whole, all charts and both sides, for checking anybody's file.
  private static func allAutomaticAccounts(_ path: String) throws -> DerivedTable {
    let source = try CSVTable(path: path)
    let header = ["chart", "from", "to", "function", "rate_percent", "case", "evidence", "remark"]
    let columns = try header.map(source.column)
    var table = DerivedTable(origin: "datev/automatikkonten.csv", header: header)
    _ = try source.map { row in table.rows.append(columns.map { row[$0] }) }
    return table
  }

  private static func tradeRules(_ path: String) throws -> DerivedTable {
    let source = try CSVTable(path: path)
    let header = [
      "rule_id", "match", "keywords", "account", "alternatives", "min_net", "max_net", "priority",
    ]
    let columns = try header.map(source.column)
    var table = DerivedTable(origin: "accounting/elektro-kontierung.csv", header: header)
    _ = try source.map { row in table.rows.append(columns.map { row[$0] }) }
    return table
  }

  /// Which of the decision's signals a case's phrases belong to; cases told by rates or accounts have none.
  private static let signals = [
    "PV0": "PV0", "RC_BAU": "RC", "RC_EU_DL": "RC", "RC_DRITT_DL": "RC", "RC_WERK_AUSL": "RC",
    "RC_MOBIL": "RC_GOODS", "RC_METALL": "RC_GOODS", "IGE19": "IGE", "IGE7": "IGE", "DREIECK": "DREIECK",
    "IMPORT": "EXPORT", "EUST": "EUST", "KU19": "KU19", "EX_VERS": "EXEMPT", "EX_BANK": "EXEMPT",
    "EX_MIETE": "EXEMPT", "EX_POST": "EXEMPT", "EX_BILDUNG": "EXEMPT", "EX_GESUND": "EXEMPT",
    "HOHEIT": "OUTSIDE", "DIFF25A": "DIFF25A", "REISE25": "REISE25", "ANZ": "ADVANCE",
    "SELFBILL": "SELFBILL", "EIGEN": "OWN_RECEIPT",
  ]

  private static func taxPhrases(_ path: String) throws -> DerivedTable {
    let source = try CSVTable(path: path)
    let columns = try ["case_id", "phrases_de", "phrases_en"].map(source.column)
    var table = DerivedTable(origin: "accounting/tax-cases.csv", header: ["signal", "phrase"])
    _ = try source.map { row in
      guard let signal = signals[row[columns[0]]] else { return }
      for phrase in (row[columns[1]] + "|" + row[columns[2]]).split(separator: "|") {
        table.rows.append([signal, String(phrase)])
      }
    }
    return table
  }
}

/// A data file in the making.
struct DerivedTable {
  /// The specification's file.
  var origin: String
  var header: [String]
  var rows: [[String]] = []

  func write(to path: String) throws {
    var text = "# Derived from the specification's \(origin) by `belegd-lab derive`; not edited by hand.\n"
    for row in [header] + rows { text += row.map(Self.quoted).joined(separator: ",") + "\n" }
    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "#" }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
