import Accounting
import ArgumentParser
import Foundation
import Invoice
import Results
import SystemPackage

/// The accounts that a text may belong to.
struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Ask which account a text belongs to: ranked, with the tax side and the reason.")

  @Argument(help: "What was bought, as an invoice line has it.") var text: String
  @Option(help: "Who sells it.") var supplier: String?
  @Option(help: "The net price of one piece, such as 249.90.") var amount: String?
  @Option(help: "How many accounts at most.") var limit = 5
  @Flag(help: "As JSON, one object per line.") var json = false
  @OptionGroup var installation: Installation

  func run() throws {
    let price = try amount.map(Self.price)
    let accountant = try Accountant(dataDirectory: installation.dataDirectory.string)
    let advice = accountant.advise(text, supplier: supplier, amount: price).prefix(limit)
    if json {
      for row in advice { StandardOutput.print(try JSONText.line(row)) }
      return
    }
    guard !advice.isEmpty else {
      StandardOutput.print("Kein Konto bekannt.")
      return
    }
    for row in advice {
      let percent = Int((row.confidence * 100).rounded())
      StandardOutput.print("\(row.account)  \(percent) %  \(row.name)")
      StandardOutput.print("      \(row.reason)")
      StandardOutput.print("      \(TaxRemark.german(of: row.account, in: accountant.chart))")
    }
  }

  /// An amount with a point or a comma.
  static func price(_ text: String) throws -> Amount {
    let plain = text.contains(",") ? text.filter { $0 != "." }.replacing(",", with: ".") : text
    guard let amount = Amount(decimal: plain) else { throw ValidationError("no amount: \(text)") }
    return amount
  }
}

/// A CSV of texts, each with its account.
struct Assign: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give each row of a CSV its account.",
    discussion: """
      Reads the columns text, supplier and amount (supplier and amount may be missing or empty), separated by commas \
      or semicolons; prints the rows with account, name, confidence and reason behind them. What nothing is known of \
      gets no account.
      """)

  @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"])) var file: String
  @OptionGroup var installation: Installation

  func run() throws {
    let accountant = try Accountant(dataDirectory: installation.dataDirectory.string)
    let table = try TextsTable(Data(contentsOf: URL(filePath: file)))
    StandardOutput.print(table.header(adding: ["account", "name", "confidence", "reason"]))
    for row in table.rows {
      let amount = try row.amount.flatMap { $0.isEmpty ? nil : try AccountCommand.price($0) }
      let best = accountant.advise(row.text, supplier: row.supplier, amount: amount).first {
        $0.confidence >= accountant.abstentionThreshold
      }
      StandardOutput.print(
        table.line(
          row,
          adding: [
            best?.account.digits ?? "", best?.name ?? "",
            best.map { "\(($0.confidence * 100).rounded() / 100)" } ?? "0",
            best?.reason ?? "Kein Konto bekannt",
          ]))
    }
  }
}

/// The rows of a CSV with a column `text`.
struct TextsTable {
  struct Row {
    var fields: [String]
    var text: String
    var supplier: String?
    var amount: String?
  }

  private let separator: Character
  private let names: [String]
  private(set) var rows: [Row] = []

  init(_ data: Data) throws {
    let bytes = [UInt8](data)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ValidationError("the file is not UTF-8")
    }
    var records = CSVRecords.records(of: bytes, hasComments: false).map(\.fields)
    let isBySemicolons = (records.first?.count ?? 0) < 2 && bytes.contains(UInt8(ascii: ";"))
    separator = isBySemicolons ? ";" : ","
    if isBySemicolons {
      records = CSVRecords.records(of: bytes, separator: UInt8(ascii: ";"), hasComments: false).map(\.fields)
    }
    guard let head = records.first, let text = head.firstIndex(of: "text") else {
      throw ValidationError("the first line must name a column 'text'")
    }
    names = head
    let (supplier, amount) = (head.firstIndex(of: "supplier"), head.firstIndex(of: "amount"))
    for (number, fields) in records.dropFirst().enumerated() {
      guard fields.count == head.count else {
        throw ValidationError("row \(number + 2) has \(fields.count) fields instead of \(head.count)")
      }
      rows.append(
        Row(
          fields: fields, text: fields[text],
          supplier: supplier.map { fields[$0] }.flatMap { $0.isEmpty ? nil : $0 },
          amount: amount.map { fields[$0] }))
    }
  }

  func header(adding more: [String]) -> String { joined(names + more) }
  func line(_ row: Row, adding more: [String]) -> String { joined(row.fields + more) }

  private func joined(_ fields: [String]) -> String {
    CSVRecords.line(fields, separator: separator)
  }
}
