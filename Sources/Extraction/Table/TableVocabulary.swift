import FoundationEssentials

/// What a column of a table of lines holds.
enum ColumnRole: String, Hashable, Sendable, CaseIterable {
  case position, article, description, quantity, unit, price, netPrice, priceUnit, discount, amount, taxRate,
    taxCode, date
}

/// What kind of row a label begins.
enum RowLabel: String, Hashable, Sendable {
  case carry, subtotal, total, tax, payment, note, article, optional, charge, strip
  case optionalAnywhere = "anywhere-optional"
}

/// The words by which columns, rows and units are known; data files under `Config/extraction`.
struct TableVocabulary: Sendable {
  struct HeaderTerm: Sendable {
    var role: ColumnRole
    var otherwise: ColumnRole?
  }

  private(set) var headers: [String: HeaderTerm] = [:]
  /// Header terms by length, for words that the print has cut off or OCR has misread.
  private(set) var longHeaders: [(term: [UInt8], header: HeaderTerm)] = []
  /// By first word; longer terms first.
  private(set) var labels: [String: [(words: [String], label: RowLabel)]] = [:]
  private(set) var anywhere: [[String]] = []
  private(set) var units: Set<String> = []

  /// - Parameter directory: the data directory; it holds `extraction/table-*.csv`.
  /// - Throws: which file and line could not be read.
  init(directory: String) throws(ExtractionDataError) {
    let folder = directory + "/extraction/"
    let headerRows = try DataTable(
      path: folder + "table-headers.csv", columns: ["role", "term", "otherwise"]
    ).rows
    for row in headerRows {
      guard let role = ColumnRole(rawValue: row.cells[0]) else {
        throw ExtractionDataError(path: folder + "table-headers.csv", line: row.line, reason: "unknown role")
      }
      let term = HeaderTerm(role: role, otherwise: ColumnRole(rawValue: row.cells[2]))
      let key = Self.fold(row.cells[1])
      headers[key] = term
      if key.utf8.count >= 5 { longHeaders.append((Array(key.utf8), term)) }
    }
    for row in try DataTable(path: folder + "table-labels.csv", columns: ["class", "term"]).rows {
      guard let label = RowLabel(rawValue: row.cells[0]) else {
        throw ExtractionDataError(path: folder + "table-labels.csv", line: row.line, reason: "unknown class")
      }
      let words = row.cells[1].split(separator: " ").map { Self.fold($0) }
      guard let first = words.first else { continue }
      if label == .optionalAnywhere {
        anywhere.append(words)
      } else {
        labels[first, default: []].append((words, label))
      }
    }
    for key in labels.keys { labels[key]?.sort { $0.words.count > $1.words.count } }
    for row in try DataTable(path: folder + "table-units.csv", columns: ["unit"]).rows {
      units.insert(Self.foldUnit(row.cells[0]))
    }
  }

  /// Lower case without umlaut marks; only letters, digits, `%` and `#` stay.
  static func fold(_ text: some StringProtocol) -> String {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars { fold(scalar, into: &result) }
    return String(decoding: result, as: UTF8.self)
  }

  private static func fold(_ scalar: Unicode.Scalar, into result: inout [UInt8]) {
    switch scalar.value {
    case 0x30...0x39, 0x61...0x7a, 0x23, 0x25: result.append(UInt8(scalar.value))
    case 0x41...0x5a: result.append(UInt8(scalar.value + 32))
    case 0xe4, 0xc4, 0xe0, 0xe1, 0xe2: result.append(UInt8(ascii: "a"))
    case 0xf6, 0xd6, 0xf3: result.append(UInt8(ascii: "o"))
    case 0xfc, 0xdc, 0xfa: result.append(UInt8(ascii: "u"))
    case 0xe9, 0xe8, 0xea: result.append(UInt8(ascii: "e"))
    case 0xdf: result.append(contentsOf: "ss".utf8)
    default: break
    }
  }

  private static func foldUnit(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars where scalar != "." && scalar != "," {
      result.unicodeScalars.append(contentsOf: String(scalar).lowercased().unicodeScalars)
    }
    return result
  }

  func isUnit(_ text: some StringProtocol) -> Bool { units.contains(Self.foldUnit(text)) }

  /// The column that a header text names, exactly, cut off, or with one letter misread.
  func header(_ folded: String) -> HeaderTerm? {
    if let term = headers[folded] { return term }
    let bytes = Array(folded.utf8)
    guard bytes.count >= 5 else { return nil }
    for candidate in longHeaders {
      let difference = candidate.term.count - bytes.count
      if difference > 0, candidate.term.starts(with: bytes) { return candidate.header }
      if bytes.count >= 6, abs(difference) <= 1, Self.differsByOne(candidate.term, bytes) {
        return candidate.header
      }
    }
    return nil
  }

  private static func differsByOne(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    var start = 0
    while start < first.count, start < second.count, first[start] == second[start] { start += 1 }
    var end = 0
    while end < first.count - start, end < second.count - start,
      first[first.count - 1 - end] == second[second.count - 1 - end]
    { end += 1 }
    return first.count - start - end <= 1 && second.count - start - end <= 1
  }

  /// The kind of row that begins with these words (folded), and how many of them say so.
  func label(_ words: some Collection<String>) -> (label: RowLabel, count: Int)? {
    let words = Array(words)
    if anywhere.contains(where: { Self.contains(words, $0) }) { return (.optional, words.count) }
    guard let first = words.first, let terms = labels[first] else {
      // A mark such as "+" or "zzgl." may stand before; a cut-off or joined word may follow.
      return nil
    }
    for term in terms where words.starts(with: term.words) { return (term.label, term.words.count) }
    return nil
  }

  private static func contains(_ words: [String], _ part: [String]) -> Bool {
    guard words.count >= part.count else { return false }
    return (0...(words.count - part.count)).contains { words[$0...].starts(with: part) }
  }
}
