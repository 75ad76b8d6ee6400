/// Lists of semicolon-separated cells, as spreadsheet programs open and save them.
public enum ListCells {
  /// UTF-8 with a byte order mark, `;` and CRLF: Excel and LibreOffice open it right by a double click.
  ///
  /// No cell is a formula, whatever a document says (CWE-1236): what begins like one gets an apostrophe.
  public static func write(_ rows: [[String]]) -> [UInt8] {
    var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ";")) }
        append(cell, to: &bytes)
      }
      bytes += [0x0D, 0x0A]
    }
    return bytes
  }

  private static func append(_ cell: String, to bytes: inout [UInt8]) {
    var text = ""
    for scalar in cell.unicodeScalars {
      // Line breaks within a cell are lawful and break every second reader.
      text.unicodeScalars.append(SafeText.isHarmless(scalar) ? scalar : " ")
    }
    if isGuarded(text) { text = "'" + text }
    let needsQuotes = text.utf8.contains {
      $0 == 0x22 || $0 == 0x3B || $0 == 0x2C || $0 == 0x09 || $0 == 0x27
    }
    guard needsQuotes else {
      bytes += text.utf8
      return
    }
    bytes.append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// Whether a cell gets an apostrophe in front: a formula, and what looks like one that has it already.
  private static func isGuarded(_ text: String) -> Bool {
    isFormula(text) || text.hasPrefix("'") && isGuarded(String(text.dropFirst()))
  }

  /// Whether a spreadsheet program would compute it; a plain negative number is none.
  static func isFormula(_ text: String) -> Bool {
    let start = text.drop { $0 == " " || $0 == "\u{A0}" }
    guard let first = start.unicodeScalars.first else { return false }
    switch first {
    // The last four are what East Asian spreadsheets take for the same.
    case "=", "@", "+", "\u{FF1D}", "\u{FF20}", "\u{FF0B}", "\u{FF0D}", "\t", "\r": return true
    case "-": return WrittenValue.amount(String(start)) == nil && start != "-"
    default: return false
    }
  }

  /// A line of a list that was read.
  public struct Line: Hashable, Sendable {
    /// In the file, from 1.
    public var line: Int
    public var cells: [String]
    /// A quotation mark is left open, or something stands behind a closed one: what belongs to which cell is a guess.
    public var isBroken = false
  }

  /// Reads what a spreadsheet program has made of a list: UTF-8, UTF-16 or Windows-1252; `;`, `,` or tabs.
  ///
  /// - Parameter isStart: Whether what follows a line break is the start of a row of its own, so that a quotation
  ///   mark that is still open there was forgotten.
  /// - Returns: The lines that have any cell.
  public static func read(
    _ bytes: [UInt8], isStart: @escaping (ArraySlice<UInt8>) -> Bool = { _ in false }
  ) -> [Line] {
    var text = decoded(bytes)[...]
    var delimiter: UInt8?
    // Excel's own way to say it: `sep=;`.
    var skipped = 0
    if text.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }), text.count > 4 {
      delimiter = text[text.startIndex + 4]
      let end = text.firstIndex(of: 0x0A) ?? text.endIndex - 1
      text = text[(end + 1)...]
      skipped = 1
    }
    var splitting = ListSplitting(text, delimiter: delimiter ?? commonest(in: text), isStart: isStart)
    return splitting.lines().map { line in
      Line(line: line.line + skipped, cells: line.cells.map(unguarded), isBroken: line.isBroken)
    }
  }

  /// The separator that the first line has most of, or, where it has none, the text.
  private static func commonest(in text: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ";"), 0x09, UInt8(ascii: ",")]
    let first = text.drop { $0 == 0x0A || $0 == 0x0D }.prefix { $0 != 0x0A && $0 != 0x0D }
    for part in [first, text] {
      var counts: [UInt8: Int] = [:]
      var isQuoted = false
      for byte in part {
        if byte == 0x22 { isQuoted.toggle() }
        if !isQuoted { counts[byte, default: 0] += 1 }
      }
      let best = candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[0]
      if counts[best, default: 0] > 0 { return best }
    }
    return candidates[0]
  }

  /// Takes off the apostrophe that ``write(_:)`` has put before what would be a formula.
  private static func unguarded(_ cell: String) -> String {
    guard cell.hasPrefix("'"), isGuarded(String(cell.dropFirst())) else { return cell }
    return String(cell.dropFirst()).trimmingBlanks
  }

  // MARK: Encodings

  /// The text as UTF-8, whatever it came as.
  private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    if bytes.starts(with: [0xFF, 0xFE]) { return wide(bytes.dropFirst(2), isLittle: true) }
    if bytes.starts(with: [0xFE, 0xFF]) { return wide(bytes.dropFirst(2), isLittle: false) }
    // Without a mark: every second byte of Latin letters is zero.
    if bytes.count >= 4, bytes[1] == 0, bytes[3] == 0 { return wide(bytes[...], isLittle: true) }
    if bytes.count >= 4, bytes[0] == 0, bytes[2] == 0 { return wide(bytes[...], isLittle: false) }
    if String(validating: bytes, as: UTF8.self) != nil { return bytes }
    return Array(String(String.UnicodeScalarView(bytes.map(windows))).utf8)
  }

  private static func wide(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> [UInt8] {
    var units: [UInt16] = []
    var rest = bytes
    while rest.count >= 2, let first = rest.popFirst(), let second = rest.popFirst() {
      units.append(
        isLittle ? UInt16(second) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(second))
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Windows-1252; the five bytes that it does not use become �.
  private static func windows(_ byte: UInt8) -> Unicode.Scalar {
    guard 0x80...0x9F ~= byte else { return Unicode.Scalar(byte) }
    return high[Int(byte) - 0x80]
  }

  private static let high: [Unicode.Scalar] = [
    "€", "\u{FFFD}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{FFFD}", "Ž", "\u{FFFD}",
    "\u{FFFD}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{FFFD}", "ž", "Ÿ",
  ]
}
