import DATEV

/// Which columns an export has and how each is written: a file like `Config/export/generic.csv`.
public struct ExportMapping: Hashable, Sendable {
  enum Encoding: String, CaseIterable {
    case utf8 = "utf-8"
    case utf8Mark = "utf-8-bom"
    case windows1252 = "windows-1252"
  }

  enum Source: Hashable, Sendable {
    case field(ExportField)
    case constant(String)
  }

  struct Column: Hashable, Sendable {
    var name: String
    var source: Source
    var format: String
  }

  private(set) var columns: [Column] = []
  private(set) var separator = ";"
  private(set) var encoding = Encoding.utf8Mark
  private(set) var quotesAlways = false
  private(set) var hasHeader = true
  private(set) var neutralisesFormulas = true

  /// What is wrong with a mapping file.
  public struct Failure: Error, Hashable, CustomStringConvertible {
    public var description: String
  }

  /// Reads a mapping.
  public init(parsing text: String) throws(Failure) {
    let table: DataTable
    do { table = try DataTable(text) } catch { throw Failure(description: "mapping: \(error)") }
    for row in table.rows {
      let (name, value, format): (String, String, String)
      do {
        (name, value, format) = (try row.text("name"), try row.text("field"), try row.text("format"))
      } catch { throw Failure(description: "mapping: \(error)") }
      if name.hasPrefix("@") {
        try set(name, value)
      } else if value.hasPrefix("=") {
        columns.append(Column(name: name, source: .constant(String(value.dropFirst())), format: format))
      } else if let field = ExportField(rawValue: value) {
        guard field.accepts(format) else {
          throw Failure(description: "mapping: column \(name): \"\(format)\" is no format of \(value)")
        }
        columns.append(Column(name: name, source: .field(field), format: format))
      } else {
        throw Failure(description: "mapping: column \(name): there is no field \"\(value)\"")
      }
    }
    guard !columns.isEmpty else { throw Failure(description: "mapping: names no column") }
  }

  private mutating func set(_ option: String, _ value: String) throws(Failure) {
    switch (option, value) {
    case ("@separator", "tab"): separator = "\t"
    case ("@separator", _) where value.count == 1 && value != "\"": separator = value
    case ("@encoding", _) where Encoding(rawValue: value) != nil:
      encoding = Encoding(rawValue: value) ?? .utf8
    case ("@quotes", "always"), ("@quotes", "needed"): quotesAlways = value == "always"
    case ("@header", "yes"), ("@header", "no"): hasHeader = value == "yes"
    case ("@formulas", "neutral"), ("@formulas", "asis"): neutralisesFormulas = value == "neutral"
    default: throw Failure(description: "mapping: \(option) cannot be \"\(value)\"")
    }
  }
}

/// What an export can say of a posting.
enum ExportField: String, Hashable, Sendable, CaseIterable {
  case batch, month, document, document_sha256, document_guid
  case posting_date, invoice_number, invoice_date, due_date, service_date
  case supplier, supplier_vat_id, supplier_tax_number, supplier_iban
  case creditor, account, account_name, tax_key, tax_rate, self_assessed_rate, tax_case
  case net, tax, amount, currency, exchange_rate, side, debit_account, credit_account
  case text, cost_centre, is_reversal, reason

  enum Kind { case text, date, decimal }

  var kind: Kind {
    switch self {
    case .posting_date, .invoice_date, .due_date, .service_date: .date
    case .net, .tax, .amount, .tax_rate, .self_assessed_rate, .exchange_rate: .decimal
    default: .text
    }
  }

  func accepts(_ format: String) -> Bool {
    if format.isEmpty { return true }
    switch kind {
    case .text: return Int(format).map { $0 > 0 } ?? false
    case .decimal: return ["comma", "point", "comma+", "point+"].contains(format)
    case .date: return format.contains("MM") && format.contains("DD") && format.contains("YY")
    }
  }
}
