public import Accounting
import DATEV
import FoundationEssentials
import Invoice
public import JobStore
import Results

/// A batch for people and for programs other than DATEV: the postings as they are booked, one record each.
public struct BatchExport: Sendable {
  private let batch: Batch
  private let name: @Sendable (AccountNumber) -> String
  private var records: [[ExportField: String]] = []

  /// - Parameter name: The chart's name of an account.
  /// - Throws: ``BatchError/unreadablePosting(_:)``.
  public init(
    _ batch: Batch, _ postings: [PostingRow], name: @escaping @Sendable (AccountNumber) -> String
  ) throws(BatchError) {
    self.batch = batch
    self.name = name
    for row in postings {
      do { records.append(record(row, try BookedPosting(json: row.rowJSON))) } catch {
        throw .unreadablePosting(row.id)
      }
    }
  }

  private func record(_ row: PostingRow, _ booked: BookedPosting) -> [ExportField: String] {
    let (posting, invoice) = (booked.posting, booked.invoice)
    let isReversal = row.reversalOf != nil
    let gross = isReversal ? -posting.gross : posting.gross
    let net = isReversal ? -posting.net : posting.net
    let creditor = posting.contraAccount?.digits ?? ""
    // A purchase credits the creditor; a credit note or a reversal debits him.
    let isDebit = gross < .zero
    return [
      .batch: batch.number.map(String.init) ?? "", .month: batch.month, .document: String(row.job.suffix(8)),
      .document_sha256: row.sha256,
      .document_guid: DocumentPackage.guid(job: row.job, sha256: row.sha256).uuidString,
      .posting_date: row.postingDate, .invoice_number: invoice.invoiceNumber ?? "",
      .invoice_date: invoice.issueDate?.description ?? "", .due_date: invoice.dueDate?.description ?? "",
      .service_date: (invoice.deliveryDate ?? invoice.servicePeriod?.end)?.description ?? "",
      .supplier: invoice.seller.name ?? "", .supplier_vat_id: invoice.seller.vatIdentifier?.value ?? "",
      .supplier_tax_number: invoice.seller.taxNumber ?? "",
      .supplier_iban: invoice.seller.ibans.first?.value ?? "", .creditor: creditor,
      .account: posting.account.digits, .account_name: name(posting.account), .tax_key: posting.taxKey,
      .tax_rate: "\(posting.taxRate)", .self_assessed_rate: posting.selfAssessedRate.map { "\($0)" } ?? "",
      .tax_case: posting.taxCase?.rawValue ?? "", .net: net.description, .tax: (gross - net).description,
      .amount: gross.description, .currency: invoice.currency?.code ?? "",
      .exchange_rate: booked.exchangeRate.map { "\($0)" } ?? "", .side: isDebit ? "S" : "H",
      .debit_account: isDebit ? creditor : posting.account.digits,
      .credit_account: isDebit ? posting.account.digits : creditor, .text: posting.text,
      .cost_centre: posting.costCentre ?? "", .is_reversal: isReversal ? "1" : "0", .reason: posting.reason,
    ]
  }

  // MARK: - Formats

  /// Separated values as the mapping wants them.
  public func csv(_ mapping: ExportMapping) -> [UInt8] {
    var text = ""
    if mapping.hasHeader {
      text +=
        mapping.columns.map { Self.cell($0.name, mapping) }.joined(separator: mapping.separator) + "\r\n"
    }
    for record in records {
      let cells = mapping.columns.map { column -> String in
        let value = Self.value(of: column, in: record, decimal: "comma")
        guard mapping.neutralisesFormulas, Self.isText(column), Self.isFormula(value) else {
          return Self.cell(value, mapping)
        }
        return Self.cell("'" + value, mapping)
      }
      text += cells.joined(separator: mapping.separator) + "\r\n"
    }
    switch mapping.encoding {
    case .utf8: return Array(text.utf8)
    case .utf8Mark: return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .windows1252:
      // By cells: the code page's own writer makes a blank of a tab.
      return text.split(separator: "\r\n").flatMap { line in
        let cells = line.split(separator: mapping.separator, omittingEmptySubsequences: false)
        return Array(cells.map { Windows1252.encode($0) }.joined(separator: Array(mapping.separator.utf8)))
          + [0x0D, 0x0A]
      }
    }
  }

  /// An array of objects; amounts are strings, so that no program rounds them.
  public func json(_ mapping: ExportMapping) -> [UInt8] {
    var text = "["
    for (index, record) in records.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      let members = mapping.columns.map { column in
        let value = Self.value(of: column, in: record, decimal: "point")
        return "\(Self.quoted(column.name)): \(value.isEmpty ? "null" : Self.quoted(value))"
      }
      text += "  {" + members.joined(separator: ", ") + "}"
    }
    return Array((text + (records.isEmpty ? "]\n" : "\n]\n")).utf8)
  }

  /// A table for people: aligned, with a sum.
  public func table() -> String {
    let title =
      batch.number.map { "Buchungsstapel \($0), \(batch.month)" } ?? "Offener Buchungsstapel, \(batch.month)"
    var rows = [
      ["Datum", "Lieferant", "Rechnung", "Kreditor", "Konto", "Bezeichnung", "USt", "BU", "Betrag", ""]
    ]
    var sums: [String: Amount] = [:]
    for record in records {
      func shown(_ field: ExportField, _ limit: Int) -> String {
        SafeText.line(record[field] ?? "", limit: limit)
      }
      let rate = record[.self_assessed_rate].flatMap { $0.isEmpty ? nil : "(\($0))" } ?? shown(.tax_rate, 8)
      rows.append([
        GermanFormat.day(shown(.posting_date, 10)), shown(.supplier, 32), shown(.invoice_number, 24),
        shown(.creditor, 9), shown(.account, 9), shown(.account_name, 32), rate, shown(.tax_key, 4),
        GermanFormat.decimal(shown(.amount, 20)), shown(.currency, 3),
      ])
      sums[record[.currency] ?? "", default: .zero] += Amount(decimal: record[.amount] ?? "") ?? .zero
    }
    for (currency, sum) in sums.sorted(by: { $0.key < $1.key }) {
      rows.append(["", "Summe", "", "", "", "", "", "", GermanFormat.decimal(sum.description), currency])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { index, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return index == 8 ? padding + cell.0 : cell.0 + padding
      }.joined(separator: "  ")
    }
    return ([title, ""] + lines.map(Self.trimmed)).joined(separator: "\n") + "\n"
  }

  // MARK: - Values

  private static func value(
    of column: ExportMapping.Column, in record: [ExportField: String], decimal: String
  ) -> String {
    guard case .field(let field) = column.source else {
      if case .constant(let text) = column.source { return text }
      return ""
    }
    let value = record[field] ?? ""
    if value.isEmpty { return value }
    switch field.kind {
    case .text: return Int(column.format).map { String(value.prefix($0)) } ?? value
    case .date: return date(value, column.format)
    case .decimal:
      let format = column.format.isEmpty ? decimal : column.format
      let unsigned = format.hasSuffix("+") && value.hasPrefix("-") ? String(value.dropFirst()) : value
      return format.hasPrefix("comma") ? String(unsigned.map { $0 == "." ? "," : $0 }) : unsigned
    }
  }

  /// `2026-07-01` in the mapping's order.
  private static func date(_ iso: String, _ format: String) -> String {
    guard !format.isEmpty, let day = CalendarDay(iso: iso) else { return iso }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var result = ""
    var rest = format[...]
    while let first = rest.first {
      if rest.hasPrefix("YYYY") {
        result += "\(day.year)"
        rest = rest.dropFirst(4)
      } else if rest.hasPrefix("YY") {
        result += two(day.year % 100)
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("MM") {
        result += two(day.month)
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("DD") {
        result += two(day.day)
        rest = rest.dropFirst(2)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func isText(_ column: ExportMapping.Column) -> Bool {
    if case .field(let field) = column.source { return field.kind == .text }
    return false
  }

  /// A cell that a spreadsheet would compute: a supplier may call himself `=HYPERLINK(…)`.
  private static func isFormula(_ value: String) -> Bool {
    guard let first = value.unicodeScalars.first else { return false }
    return "=+-@\t\r".unicodeScalars.contains(first)
  }

  private static func cell(_ value: String, _ mapping: ExportMapping) -> String {
    let plain = String(String.UnicodeScalarView(value.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    guard mapping.quotesAlways || plain.contains(mapping.separator) || plain.contains("\"") else {
      return plain
    }
    return "\"" + plain.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
