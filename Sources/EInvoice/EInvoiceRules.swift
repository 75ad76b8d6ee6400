import FoundationEssentials

/// The rules' table and the code lists, loaded from the data directory (`einvoice/rules.csv`, `codelists/`).
///
/// What a rule tests is code, one row of a table each; whether it applies to a profile, how severe it is and
/// what a broken one leads to is data, because that changes with every release of the standard's artefacts.
public struct EInvoiceRules: Sendable {
  /// How severe the reference finds a broken rule.
  enum Severity: String, Sendable {
    case fatal
    case warning
    case information
  }

  enum Scope: String, Sendable {
    case core
    case xrechnung
    case `extension`
    case cvd
    case peppol
  }

  /// One row of `rules.csv`.
  struct Row: Sendable {
    var scope: Scope
    var severity: Severity
    var severityInCII: Severity?
    var severityInXRechnung: Severity?
    var severityInExtension: Severity?
    var severityInExtensionUBL: Severity?
    var severityInCVD: Severity?
    /// Whether a broken fatal rule asks a person.
    var asks: Bool
    /// `lines` or `header`, what the profile must have.
    var content: String
    var holdsForZUGFeRD1: Bool
    /// XRechnung version, `2.1.1`.
    var since: String
    /// `ubl`, `cii` or `both`.
    var syntax: String
  }

  let rows: [String: Row]
  let lists: CodeLists
  let tolerances: Tolerances
  let titles: StatedTitles

  /// Loads the tables below `directory`, which is `Config` in a checkout and `/usr/share/belegd` installed.
  public init(directory: String) throws(EInvoiceRulesError) {
    let table = try Table(directory + "/einvoice/rules.csv")
    var rows: [String: Row] = [:]
    for line in table.lines {
      guard let id = line["rule"], let scope = line["scope"].flatMap(Scope.init),
        let severity = line["severity"].flatMap(Severity.init)
      else { throw .invalid(file: table.path, line: line.number) }
      func other(_ column: String) -> Severity? { line[column].flatMap(Severity.init) }
      rows[id] = Row(
        scope: scope, severity: severity, severityInCII: other("severity_cii"),
        severityInXRechnung: other("severity_xrechnung"), severityInExtension: other("severity_extension"),
        severityInExtensionUBL: other("severity_extension_ubl"), severityInCVD: other("severity_cvd"),
        asks: line["effect"] == "review", content: line["content"] ?? "",
        holdsForZUGFeRD1: line["zugferd1"] == "1", since: line["since"] ?? "",
        syntax: line["syntax"] ?? "both")
    }
    self.rows = rows
    lists = try CodeLists(directory: directory + "/einvoice/codelists/")
    tolerances = try Tolerances(path: directory + "/einvoice/tolerances.csv")
    titles = try StatedTitles(path: directory + "/einvoice/titles.csv")
  }

  /// How severe a broken rule is in a profile; `nil` where the profile does not know the rule.
  func severity(of rule: String, in profile: EInvoiceProfile, syntax: EInvoiceSyntax) -> Severity? {
    guard let row = rows[rule] else { return nil }
    if row.syntax == "ubl", !syntax.isUBL { return nil }
    if row.syntax == "cii", syntax.isUBL { return nil }
    let core = syntax.isUBL ? row.severity : row.severityInCII ?? row.severity
    switch profile {
    case .zugferd1: return row.holdsForZUGFeRD1 ? core : nil
    case .minimum: return row.scope == .core && row.content.isEmpty ? core : nil
    case .basicWithoutLines: return row.scope == .core && row.content != "lines" ? core : nil
    case .basic, .en16931, .extended, .unknown: return row.scope == .core ? core : nil
    case .peppol: return row.scope == .core || row.scope == .peppol ? core : nil
    case .xrechnung(let version):
      guard row.scope != .extension, row.scope != .cvd, holds(row, version) else { return nil }
      return row.severityInXRechnung ?? core
    case .xrechnungExtension(let version):
      guard row.scope != .cvd, holds(row, version) else { return nil }
      return (syntax.isUBL ? row.severityInExtensionUBL : nil) ?? row.severityInExtension ?? core
    case .cleanVehicles(let version):
      guard row.scope != .extension, holds(row, version) else { return nil }
      return row.severityInCVD ?? core
    }
  }

  /// Whether the version in BT-24, which lacks the patch level, is not older than the rule.
  private func holds(_ row: Row, _ version: String) -> Bool {
    guard !row.since.isEmpty else { return true }
    let since = row.since.split(separator: ".").prefix(2).compactMap { Int($0) }
    let stated = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    return !stated.lexicographicallyPrecedes(since)
  }
}

/// Why the rules could not be loaded: an installation is broken, no document.
public enum EInvoiceRulesError: Error, Hashable, Sendable {
  case unreadable(file: String)
  case invalid(file: String, line: Int)
}

/// The code lists of the standard (`codelists/`), by what they are for.
struct CodeLists: Sendable {
  let currencies: Set<String>
  let units: Set<String>
  let paymentMeans: Set<String>
  let allowanceReasons: Set<String>
  let chargeReasons: Set<String>
  let categories: Set<String>
  let itemClasses: Set<String>
  let references: Set<String>
  let identifierSchemes: Set<String>
  let addressSchemes: Set<String>
  let extensionSchemes: Set<String>
  let vehicleClasses: Set<String>
  let vehicleValues: Set<String>
  let mediaTypes: Set<String>
  let extensionMediaTypes: Set<String>
  let xrechnungTypes: Set<String>
  private let types: [EInvoiceSyntax: Set<String>]
  private let countries: (ubl: Set<String>, cii: Set<String>)
  private let prefixes: (ubl: Set<String>, cii: Set<String>)
  private let subjects: (ubl: Set<String>, cii: Set<String>)
  private let points: (ubl: Set<String>, cii: Set<String>)
  private let exemptions: [String: String]

  init(directory: String) throws(EInvoiceRulesError) {
    func load(_ name: String) throws(EInvoiceRulesError) -> Table { try Table(directory + name + ".csv") }
    currencies = try load("iso-4217").codes()
    units = try load("unece-rec20-rec21").codes()
    paymentMeans = try load("untdid-4461").codes()
    allowanceReasons = try load("untdid-5189").codes()
    chargeReasons = try load("untdid-7161").codes()
    categories = try load("untdid-5305").codes()
    itemClasses = try load("untdid-7143").codes()
    references = try load("untdid-1153").codes()
    identifierSchemes = try load("iso-6523-icd").codes()
    addressSchemes = try load("eas").codes()
    let extra = try load("xrechnung-extra")
    extensionSchemes = extra.codes(where: "list", is: "icd and eas, extension")
    vehicleClasses = extra.codes(where: "list", is: "cvd vehicle category")
    vehicleValues = extra.codes(where: "list", is: "cvd attribute value")
    let media = try load("mime")
    mediaTypes = media.codes(where: "core", is: "1")
    extensionMediaTypes = media.codes(where: "xrechnung_extension", is: "1")
    let types = try load("untdid-1001")
    self.types = [
      .ublInvoice: types.codes(where: "ubl_invoice", is: "1"),
      .ublCreditNote: types.codes(where: "ubl_credit_note", is: "1"),
      .cii: types.codes(where: "cii", is: "1"),
    ]
    xrechnungTypes = types.codes(where: "xrechnung_br_de_17", is: "1")
    countries = try load("iso-3166-1").perSyntax()
    prefixes = try load("vat-prefix").perSyntax()
    subjects = try load("untdid-4451").perSyntax()
    let points = try load("vat-date-codes")
    self.points = (points.codes(where: "syntax", is: "ubl"), points.codes(where: "syntax", is: "cii"))
    let exemptions = try load("vatex")
    self.exemptions = Dictionary(
      exemptions.lines.compactMap { line in line["code"].map { ($0, line["meaning"] ?? $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  func types(_ syntax: EInvoiceSyntax) -> Set<String> { types[syntax] ?? types[.cii] ?? [] }
  func countries(_ syntax: EInvoiceSyntax) -> Set<String> { syntax.isUBL ? countries.ubl : countries.cii }
  func prefixes(_ syntax: EInvoiceSyntax) -> Set<String> { syntax.isUBL ? prefixes.ubl : prefixes.cii }
  func subjects(_ syntax: EInvoiceSyntax) -> Set<String> { syntax.isUBL ? subjects.ubl : subjects.cii }
  func taxPoints(_ syntax: EInvoiceSyntax) -> Set<String> { syntax.isUBL ? points.ubl : points.cii }

  func hasExemption(_ code: String) -> Bool { exemptions[code.uppercased()] != nil }

  /// What BT-121 stands for.
  func meaning(ofExemption code: String) -> String? { exemptions[code.uppercased()] }
}

/// A CSV file of ours: comment lines with `#`, a line of column names, then rows; values may be in quotes.
struct Table {
  struct Line {
    let number: Int
    fileprivate let columns: [String: Int]
    fileprivate let values: [String]

    /// The value in a column; `nil` where it is empty.
    subscript(_ column: String) -> String? {
      guard let index = columns[column], index < values.count, !values[index].isEmpty else { return nil }
      return values[index]
    }
  }

  let path: String
  private(set) var lines: [Line] = []

  init(_ path: String) throws(EInvoiceRulesError) {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(file: path) }
    var columns: [String: Int]?
    var number = 0
    for bytes in [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard let first = bytes.first, first != UInt8(ascii: "#") else { continue }
      let values = Self.values(bytes)
      if let columns {
        lines.append(Line(number: number, columns: columns, values: values))
      } else {
        columns = Dictionary(
          values.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
      }
    }
    guard !lines.isEmpty else { throw .invalid(file: path, line: number) }
  }

  private static func values(_ bytes: ArraySlice<UInt8>) -> [String] {
    var values: [String] = []
    var current: [UInt8] = []
    var isQuoted = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        values.append(String(decoding: current, as: UTF8.self))
        current.removeAll(keepingCapacity: true)
      case UInt8(ascii: "\r"): break
      default: current.append(byte)
      }
    }
    values.append(String(decoding: current, as: UTF8.self))
    return values
  }

  func codes() -> Set<String> { Set(lines.compactMap { $0["code"] }) }

  func codes(where column: String, is value: String) -> Set<String> {
    Set(lines.compactMap { $0[column] == value ? $0["code"] : nil })
  }

  func perSyntax() -> (ubl: Set<String>, cii: Set<String>) {
    (codes(where: "ubl", is: "1"), codes(where: "cii", is: "1"))
  }
}
