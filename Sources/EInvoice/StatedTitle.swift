import Invoice

/// `titles.csv`: the words by which a supplier names a partial or a final invoice.
///
/// Most send both with BT-3 380, and say in the heading or a note what they are. A final invoice repeats what
/// its advances have billed already, so the words decide what may be booked (UStG § 14 (5) sentence 2).
struct StatedTitles: Sendable {
  private let final: [[UInt8]]
  private let partial: [[UInt8]]
  private let coming: [[UInt8]]

  init(path: String) throws(EInvoiceRulesError) {
    let table = try Table(path)
    func words(_ kind: String) throws(EInvoiceRulesError) -> [[UInt8]] {
      let words = table.lines.filter { $0["kind"] == kind }.compactMap { $0["word"].map(Self.plain) }
      guard !words.isEmpty else { throw .invalid(file: table.path, line: 0) }
      return words
    }
    final = try words("final")
    partial = try words("partial")
    coming = try words("coming")
  }

  /// What a heading or note calls its document: the first of its lines that begins with such a word.
  ///
  /// A final invoice names its advances in its notes too, so the caller lets "final" win.
  func kind(statedBy text: String) -> DocumentType? {
    var isPartial = false
    for line in text.split(whereSeparator: \.isNewline).prefix(100) {
      let line = Self.title(Self.plain(String(line.prefix(200))))
      if Self.begins(line, with: final), !speaksOfComing(line) { return .final }
      if Self.begins(line, with: partial), !speaksOfComing(line) { isPartial = true }
    }
    return isPartial ? .partial : nil
  }

  private func speaksOfComing(_ line: ArraySlice<UInt8>) -> Bool {
    coming.contains { word in
      line.indices.contains { start in
        line[start...].starts(with: word) && (start == line.startIndex || line[start - 1] == Self.blank)
          && Self.endsWord(line, start + word.count)
      }
    }
  }

  private static let blank = UInt8(ascii: " ")

  /// Small letters, one blank for each run of other white space.
  private static func plain(_ text: String) -> [UInt8] {
    Array(text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ").utf8)
  }

  /// Without what stands before a title: a subject code (`#AAI#`), a counter (`3.`), a label (`Rechnungsart:`).
  private static func title(_ line: [UInt8]) -> ArraySlice<UInt8> {
    var rest = line[...]
    while rest.first == UInt8(ascii: "#"),
      let end = rest.dropFirst().prefix(5).firstIndex(of: UInt8(ascii: "#"))
    {
      rest = rest[(end + 1)...]
    }
    if let colon = rest.prefix(30).firstIndex(of: UInt8(ascii: ":")), !rest[(colon + 1)...].isEmpty {
      rest = rest[(colon + 1)...]
    }
    // What follows in another clause is about another paper.
    if let stop = rest.firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }) {
      rest = rest[..<stop]
    }
    return rest.drop { $0 == blank || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
  }

  private static func begins(_ line: ArraySlice<UInt8>, with words: [[UInt8]]) -> Bool {
    words.contains { line.starts(with: $0) && endsWord(line, line.startIndex + $0.count) }
  }

  private static func endsWord(_ line: ArraySlice<UInt8>, _ end: Int) -> Bool {
    guard end < line.endIndex else { return true }
    let byte = line[end]
    return byte < 0x80 && !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte) && byte != UInt8(ascii: "-")
  }
}
