import FoundationEssentials

/// The data files of the room could not be used.
public struct ExtractionDataError: Error, Hashable, CustomStringConvertible {
  public var path: String
  /// From 1; 0 where the file as a whole is at fault.
  public var line: Int
  public var reason: String

  public var description: String { line > 0 ? "\(path):\(line): \(reason)" : "\(path): \(reason)" }
}

/// The words, weights and thresholds that steer the extraction, read from `extraction/*.csv` of the data directory.
struct ExtractionData: Sendable {
  let catalogue: LabelCatalogue
  let weights: FieldWeights
  let partyWeights: PartyWeights
  let kindWeights: KindWeights
  /// The chances that the totals are right, and that number, day, totals and seller are.
  let totalsConfidence: LogisticModel
  let documentConfidence: LogisticModel
  let trust: FieldTrust
  let thresholds: Thresholds
  let tables: TableVocabulary
  /// Folded phrases by name.
  let phrases: [String: [[UInt8]]]
  /// Rates of VAT in hundredths of a percent: those accepted when printed, and those looked for unprinted.
  let knownRates: Set<Int64>
  let usualRates: [Int64]

  init(directory: String) throws(ExtractionDataError) {
    let folder = directory + "/extraction/"
    var labels: [(meaning: Meaning, label: String)] = []
    var stampWords: [String] = []
    for row in try DataTable(path: folder + "labels.csv", columns: ["meaning", "label"]).rows {
      if row.cells[0] == "stamp" {
        stampWords.append(row.cells[1])
        continue
      }
      guard let meaning = Meaning(rawValue: row.cells[0]) else {
        throw ExtractionDataError(path: folder + "labels.csv", line: row.line, reason: "unknown meaning")
      }
      labels.append((meaning, row.cells[1]))
    }
    catalogue = LabelCatalogue(rows: labels, stampWords: stampWords)
    var weights: [(field: String, feature: String, weight: Double)] = []
    for row in try DataTable(path: folder + "weights.csv", columns: ["field", "feature", "weight"]).rows {
      guard let weight = Double(row.cells[2]) else {
        throw ExtractionDataError(path: folder + "weights.csv", line: row.line, reason: "no number")
      }
      weights.append((row.cells[0], row.cells[1], weight))
    }
    self.weights = FieldWeights(rows: weights)
    partyWeights = PartyWeights(rows: weights)
    kindWeights = KindWeights(rows: weights)
    // Rows of confidences are few, and every process reads them anew.
    let confidences = weights.filter {
      $0.field == TotalsTrait.field || $0.field == DocumentTrait.field
        || $0.field.hasPrefix(FieldTrust.prefix)
    }
    totalsConfidence = LogisticModel(
      rows: confidences, field: TotalsTrait.field, names: TotalsTrait.allCases.map(\.rawValue))
    documentConfidence = LogisticModel(
      rows: confidences, field: DocumentTrait.field, names: DocumentTrait.allCases.map(\.rawValue))
    trust = FieldTrust(rows: confidences)
    var phrases: [String: [[UInt8]]] = [:]
    for row in try DataTable(path: folder + "phrases.csv", columns: ["name", "phrase"]).rows {
      phrases[row.cells[0], default: []].append(FoldedText(row.cells[1]).letters)
    }
    self.phrases = phrases
    var rates: [(rate: Int64, isUsual: Bool)] = []
    for row in try DataTable(path: folder + "rates.csv", columns: ["rate", "usual"]).rows {
      guard let rate = Int64(row.cells[0]) else {
        throw ExtractionDataError(path: folder + "rates.csv", line: row.line, reason: "no number")
      }
      rates.append((rate, row.cells[1] == "1"))
    }
    knownRates = Set(rates.map(\.rate))
    usualRates = rates.filter(\.isUsual).map(\.rate)
    var values: [String: Double] = [:]
    for row in try DataTable(path: folder + "thresholds.csv", columns: ["name", "value"]).rows {
      guard let value = Double(row.cells[1]) else {
        throw ExtractionDataError(path: folder + "thresholds.csv", line: row.line, reason: "no number")
      }
      values[row.cells[0]] = value
    }
    thresholds = Thresholds(values: values)
    tables = try TableVocabulary(directory: directory)
  }
}

/// A file of lines with cells between semicolons; `#` begins a comment line, the first other line names the columns.
struct DataTable {
  struct Row {
    var line: Int
    var cells: [String]
  }

  private(set) var rows: [Row] = []

  init(path: String, columns: [String]) throws(ExtractionDataError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ExtractionDataError(path: path, line: 0, reason: "cannot be read")
    }
    let bytes = [UInt8](data)
    var hasHeader = false
    var start = 0
    var number = 0
    // Bytes, not characters: every process reads these files anew.
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[start..<end]
      start = end + 1
      number += 1
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      let cells = Self.cells(of: line, count: columns.count)
      guard cells.count == columns.count else {
        throw ExtractionDataError(path: path, line: number, reason: "not \(columns.count) cells")
      }
      guard hasHeader else {
        guard cells == columns else {
          throw ExtractionDataError(path: path, line: number, reason: "other columns than expected")
        }
        hasHeader = true
        continue
      }
      rows.append(Row(line: number, cells: cells))
    }
  }

  private static func cells(of line: ArraySlice<UInt8>, count: Int) -> [String] {
    var cells: [String] = []
    cells.reserveCapacity(count)
    var start = line.startIndex
    while true {
      let end = line[start...].firstIndex(of: UInt8(ascii: ";")) ?? line.endIndex
      cells.append(String(decoding: line[start..<end], as: UTF8.self))
      guard end < line.endIndex else { return cells }
      start = end + 1
    }
  }
}

/// Named figures that decide; a name that the file lacks is zero, which decides for asking a person.
struct Thresholds: Sendable {
  private let values: [String: Double]

  init(values: [String: Double]) { self.values = values }

  subscript(_ name: String) -> Double { values[name] ?? 0 }
}
