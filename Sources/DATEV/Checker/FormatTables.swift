internal import FoundationEssentials

/// A column as the tables of the data directory describe it.
struct ColumnRule: Sendable {
  enum Scope: String, Sendable { case personal, sales, payment }

  var number: Int
  var name: String
  var maxLength: Int?
  var isMandatory: Bool
  var fieldClass: FieldClass
  /// The class as written, for the sentence.
  var classText: String
  var isNotZero: Bool
  var isQuoted: Bool
  var scope: Scope?
  /// The column that must be filled as soon as this one is.
  var partner: Int?

  init(_ row: DataTable.Row) throws(DataTable.Failure) {
    number = try row.integer("number")
    name = try row.text("name")
    maxLength = Int(try row.text("max_length"))
    isMandatory = row.cells["mandatory"] == "yes"
    classText = try row.text("class")
    guard let fieldClass = FieldClass(classText) else {
      throw DataTable.Failure(line: row.line, problem: "unknown class \(classText)")
    }
    self.fieldClass = fieldClass
    isNotZero = row.cells["not_zero"] == "yes"
    isQuoted = try row.text("quoted") == "yes"
    scope = row.cells["scope"].flatMap(Scope.init)
    partner = row.cells["together_with"].flatMap { Int($0) }
  }
}

/// A format category of the header with its columns.
struct FormatRule: Sendable {
  var category: Int
  var name: String
  var version: String
  var accepted: Set<String>
  var columns: [ColumnRule]
  /// The headings as this spelling writes them.
  let headings: [[UInt8]]
  /// The headings by letters and digits alone, to find one in another column.
  let plainNames: [String]

  init(category: Int, name: String, version: String, accepted: Set<String>, columns: [ColumnRule]) {
    self.category = category
    self.name = name
    self.version = version
    self.accepted = accepted
    self.columns = columns
    headings = columns.map { Windows1252.encode($0.name) }
    plainNames = columns.map { Self.plain($0.name) }
  }

  /// A heading without the marks and blanks in which sources differ.
  static func plain(_ heading: String) -> String {
    heading.filter { $0.isLetter || $0.isNumber }.lowercased()
  }
}

/// Everything that the checker reads from the data directory.
struct FormatTables: Sendable {
  struct HeaderField: Sendable {
    var column: ColumnRule
    /// Categories for which it must be filled; `nil` means all.
    var mandatoryFor: Set<Int>?
    var emptyFor: Set<Int>
  }

  var header: [HeaderField]
  var formats: [Int: FormatRule]
  var taxKeys: TaxKeys
  var euPrefixes: Set<String>

  init(directory: String) throws {
    func table(_ name: String) throws -> DataTable {
      let path = directory + "/datev/" + name
      guard let text = String(data: try Data(contentsOf: URL(filePath: path)), encoding: .utf8) else {
        throw DataTable.Failure(line: 0, problem: "\(path): not UTF-8")
      }
      return try DataTable(text)
    }
    header = try table("header-fields.csv").rows.map { row in
      let mandatory = try row.text("mandatory")
      return HeaderField(
        column: try ColumnRule(row), mandatoryFor: mandatory == "all" ? nil : Self.numbers(mandatory),
        emptyFor: Self.numbers(try row.text("empty_for")))
    }
    formats = [:]
    for row in try table("formats.csv").rows {
      let file = try row.text("columns_file")
      let category = try row.integer("category")
      formats[category] = FormatRule(
        category: category, name: try row.text("name"), version: try row.text("version"),
        accepted: Set(try row.text("accepted").split(separator: "|").map(String.init)),
        columns: file.isEmpty ? [] : try table(file).rows.map { try ColumnRule($0) })
    }
    taxKeys = try TaxKeys(try table("tax-keys.csv"))
    euPrefixes = Set(try table("eu-vat-prefixes.csv").rows.compactMap { $0.cells["prefix"] })
    guard header.count == 31, formats[21]?.columns.count == 125, formats[16]?.columns.count == 254 else {
      throw DataTable.Failure(line: 0, problem: "\(directory)/datev: tables incomplete")
    }
  }

  private static func numbers(_ text: String) -> Set<Int> {
    Set(text.split(separator: " ").compactMap { Int($0) })
  }
}
