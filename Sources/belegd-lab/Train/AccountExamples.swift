import Accounting
import Foundation
import Invoice

/// A text with the account it belongs to: what the text classifier learns from.
struct AccountExample {
  var text: String
  var supplier: String?
  var price: Amount?
  var account: String
  /// Accounts that are right as well.
  var accepted: Set<String>
  /// Rows of one source are held back together.
  var source: String
  /// What the classifier sees of it.
  let buckets: [Int32]

  init(
    text: String, supplier: String? = nil, price: Amount? = nil, account: String, accepted: Set<String>,
    source: String
  ) {
    self.text = text
    self.supplier = supplier
    self.price = price
    self.account = account
    self.accepted = accepted
    self.source = source
    buckets = TextFeatures.buckets(
      of: FoldedText(text), supplier: supplier.map { FoldedText($0) }, unitPrice: price)
  }
}

/// The sources of the text classifier: labels, the trade's and the house's rules, invoice lines, the chart.
enum AccountExamples {
  /// Lists of single keywords, which are no lines of invoices.
  static let keywordSources = ["llkjj reference rules", "Ollama"]

  /// Rows of `labels-open.csv`.
  static func labels(_ path: String) throws -> [AccountExample] {
    let table = try CSVTable(path: path)
    let columns = try ["text", "supplier", "amount", "account", "accept", "source"].map(table.column)
    return try table.map { row in
      let field = columns.map { row[$0] }
      return AccountExample(
        text: field[0], supplier: field[1].isEmpty ? nil : field[1], price: Amount(decimal: field[2]),
        account: field[3], accepted: Set(field[4].split(separator: "|").map(String.init) + [field[3]]),
        source: field[5])
    }
  }

  /// Every keyword of the rules and of the kinds of supplier stands for its account.
  static func rules(_ data: String) throws -> [AccountExample] {
    var examples: [AccountExample] = []
    func add(_ cell: String, _ account: String, isSupplier: Bool) {
      guard AccountNumber(account) != nil else { return }
      for keyword in cell.split(separator: "|") {
        let text = keyword.filter { $0 != "!" }
        examples.append(
          AccountExample(
            text: isSupplier ? "" : text, supplier: isSupplier ? text : nil, account: base(account),
            accepted: [], source: "rules"))
      }
    }
    var table = try CSVTable(path: data + "/rules/trade-rules.csv")
    var columns = try ["match", "keywords", "account"].map(table.column)
    _ = try table.map { row in
      add(row[columns[1]], row[columns[2]], isSupplier: row[columns[0]] == "supplier")
    }
    table = try CSVTable(path: data + "/rules/context-lines.csv")
    columns = try ["keywords", "account"].map(table.column)
    _ = try table.map { row in add(row[columns[0]], row[columns[1]], isSupplier: false) }
    table = try CSVTable(path: data + "/rules/contexts.csv")
    columns = try ["account", "seller", "line"].map(table.column)
    _ = try table.map { row in
      add(row[columns[1]], row[columns[0]], isSupplier: true)
      add(row[columns[2]], row[columns[0]], isSupplier: false)
    }
    return examples
  }

  /// The lines of a corpus' truth, each text once per account, and for measuring per supplier as well.
  static func lines(_ truth: String, bySupplier: Bool = false) throws -> [AccountExample] {
    var seen: Set<String> = []
    var examples: [AccountExample] = []
    for row in try String(contentsOfFile: truth, encoding: .utf8).split(separator: "\n") {
      let record = try JSONDecoder().decode(LabelledInvoice.self, from: Data(row.utf8))
      for line in record.truth?.lines ?? [] {
        // Freight of an acquisition shares the account of the goods; its words must not.
        guard let account = line.skr03, account != "3425", let text = line.description else { continue }
        let supplier = record.truth?.seller?.name
        guard seen.insert("\(text)|\(bySupplier ? supplier ?? "" : "")|\(account)").inserted else { continue }
        let quantity = line.quantity.flatMap { Decimal(string: $0) } ?? 1
        let net = line.net_amount.flatMap { Decimal(string: $0) }
        let price = net.flatMap { quantity == 0 ? nil : Amount(decimal: "\($0 / quantity)") }
        examples.append(
          AccountExample(
            text: text, supplier: supplier, price: price, account: base(account),
            accepted: Set((line.skr03_accept ?? []) + [account, base(account)]), source: supplier ?? ""))
      }
    }
    return examples
  }

  /// The chart's own names of the accounts that the other sources know.
  static func chart(_ data: String, knownTo examples: [AccountExample]) throws -> [AccountExample] {
    let known = Set(examples.map(\.account))
    let table = try CSVTable(path: data + "/accounts/skr03.csv")
    let columns = try ["number", "name"].map(table.column)
    return try table.map { row in
      AccountExample(
        text: row[columns[1]], account: row[columns[0]], accepted: [], source: "chart")
    }.filter { known.contains($0.account) }
  }

  /// What is bought, whatever the tax case: the account of the same use at 19 %.
  static func base(_ account: String) -> String {
    switch account {
    case "3349", "3425", "3300": "3400"
    case "3120", "3109", "3123", "3125", "3106": "3100"
    default: account
    }
  }

  private struct LabelledInvoice: Decodable {
    struct Line: Decodable {
      var description: String?
      var quantity: String?
      var net_amount: String?
      var skr03: String?
      var skr03_accept: [String]?
    }
    struct Seller: Decodable { var name: String? }
    struct Truth: Decodable {
      var seller: Seller?
      var lines: [Line]?
    }
    var truth: Truth?
  }
}
