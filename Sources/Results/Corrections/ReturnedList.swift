import Accounting

/// A list of answers that came back, whatever a spreadsheet program or a script has made of it.
///
/// Nothing in it is passed over: a row that cannot be read is a row all the same, so that its writer hears of it.
public struct ReturnedList: Sendable {
  /// A row, with what stands in its other columns.
  public struct Line: Hashable, Sendable {
    public var row: CorrectionList.Row
    /// All cells, in the order of the file.
    public var cells: [String]
    /// Whether quotation marks are wrong, or there are more cells than columns.
    public var isBroken: Bool
  }

  /// Why a file is no list.
  public enum Refusal: Error, Hashable, Sendable {
    /// A column that must be there, by its name.
    case columnMissing(String)
    case empty
  }

  public let lines: [Line]
  /// Where each column of our own list stands, by its name.
  let columns: [String: Int]

  public init(_ bytes: [UInt8]) throws(Refusal) {
    let lines = ListCells.read(bytes, isStart: Self.startsRow)
    guard let first = lines.first else { throw .empty }
    // A sorted list has its first line somewhere; where that was deleted, the columns are as they were.
    let isWithoutHead = CorrectionList.parts(of: first.cells[0]).job != nil
    let headIndex = lines.firstIndex { Self.isHead($0.cells) } ?? (isWithoutHead ? nil : 0)
    let head = headIndex.map { lines[$0].cells } ?? CorrectionList.columns
    let names = head.map(CorrectableField.folded)
    let places = try Self.places(names)
    columns = places
    let width = (names.lastIndex { !$0.isEmpty } ?? 0) + 1
    self.lines = lines.enumerated().filter { $0.offset != headIndex }.map { _, line in
      func cell(_ name: String) -> String {
        places[name].flatMap { line.cells.indices.contains($0) ? line.cells[$0] : nil } ?? ""
      }
      let (job, part) = CorrectionList.parts(of: cell("beleg"))
      // A spreadsheet may write 3 as 3,00.
      let version =
        Int(cell("stand")) ?? WrittenValue.account(cell("stand")).flatMap { Int($0.digits) }
      let row = CorrectionList.Row(
        line: line.line, key: cell("beleg"), job: job, part: part, version: version, field: cell("feld"),
        answer: cell("richtig"))
      let isLonger = line.cells.dropFirst(width).contains { !$0.isEmpty }
      return Line(row: row, cells: line.cells, isBroken: line.isBroken || isLonger)
    }
  }

  // MARK: - What somebody has done

  /// What somebody has done to a row.
  public enum Deed: Hashable, Sendable {
    /// Nothing that a program would not do by itself.
    case nothing
    case answered(CorrectionList.Row)
    /// Something stands in another column than the last, or a cell was cut off.
    case elsewhere
    /// Which cell is the answer cannot be told.
    case unclear
  }

  /// What somebody has done to a line since it was given out.
  ///
  /// - Parameter listed: The row as it stands in the list now, in the order of ``CorrectionList/heads``; `nil` for
  ///   one that the list does not have.
  /// - Parameter isCurrent: Whether the list has the document in this state; what an older list said is not known.
  public func deed(on line: Line, listed: [String]?, isCurrent: Bool) -> Deed {
    if line.isBroken { return Self.deed(on: line, behind: listed) }
    guard line.row.answer.isEmpty else {
      // A cell too many in the middle has pushed our own doubt into the last column.
      let isPushed = listed.map { Self.letters($0[9]) == Self.letters(line.row.answer) && !$0[9].isEmpty }
      return isPushed == true ? Self.deed(on: line, behind: listed) : .answered(line.row)
    }
    guard isCurrent else { return .nothing }
    guard let listed else { return .elsewhere }
    let isUntouched = zip(CorrectionList.columns, listed).allSatisfy { head, cell in
      guard let place = columns[CorrectableField.folded(head)], head != CorrectionList.columns.last else {
        return true
      }
      return Self.isSame(line.cells.indices.contains(place) ? line.cells[place] : "", as: cell)
    }
    return isUntouched ? .nothing : .elsewhere
  }

  /// The same of a line whose cells are not where the columns are.
  private static func deed(on line: Line, behind listed: [String]?) -> Deed {
    guard let listed, let answer = answer(in: line.cells, behind: listed) else { return .unclear }
    guard !answer.isEmpty else { return .nothing }
    var row = line.row
    row.answer = answer
    row.field = listed[CorrectionList.fieldColumn]
    return .answered(row)
  }

  /// What stands behind our own cells in a line whose quotation marks somebody has dropped; `nil` where the line
  /// does not begin with them.
  private static func answer(in cells: [String], behind listed: [String]) -> String? {
    let ours = listed.dropLast().map(letters).joined()
    guard !ours.isEmpty else { return nil }
    var read = ""
    for (index, cell) in cells.enumerated() {
      read += letters(cell)
      guard read.count <= ours.count else { return nil }
      guard read == ours else { continue }
      let rest = cells[(index + 1)...].map { String($0.filter { $0 != "\"" }).trimmingBlanks }
        .filter { !$0.isEmpty }
      guard rest.count <= 1 else { return nil }
      return rest.first ?? ""
    }
    return nil
  }

  /// Whether a cell says the same as ours, for all that programs do to numbers, days and letters.
  private static func isSame(_ cell: String, as ours: String) -> Bool {
    if cell == ours || letters(cell) == letters(ours) { return true }
    if let number = WrittenValue.amount(ours), number == WrittenValue.amount(cell) { return true }
    if let day = WrittenValue.day(ours), day == WrittenValue.day(cell) { return true }
    // `00471` comes back as 471, sixteen digits as a power of ten, `3-4` as a day.
    guard !ours.isEmpty, !ours.utf8.contains(where: { 0x61...0x7A ~= $0 | 0x20 }) else { return false }
    let zeros: (String) -> Substring = { letters($0).drop { $0 == "0" } }
    if zeros(cell) == zeros(ours) || WrittenValue.identifier(cell) == nil { return true }
    return ours.contains { "-/.".contains($0) } && WrittenValue.day(ours) == nil
      && WrittenValue.day(cell) != nil
  }

  /// Letters and digits of ASCII: what every encoding leaves as it is.
  private static func letters(_ text: String) -> String {
    String(decoding: text.lowercased().utf8.filter { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 }, as: UTF8.self)
  }

  // MARK: - Columns

  private static func isHead(_ cells: [String]) -> Bool {
    let names = cells.map(CorrectableField.folded)
    guard CorrectionList.parts(of: cells[0]).job == nil else { return false }
    return names.contains("beleg") && names.contains { $0 == "stand" || $0 == "feld" }
  }

  private static func startsRow(_ text: ArraySlice<UInt8>) -> Bool {
    let start = text.prefix(12).drop { $0 == UInt8(ascii: "\"") }
    return CorrectionList.parts(of: String(decoding: start.prefix(10), as: UTF8.self)).job != nil
  }

  private static func places(_ names: [String]) throws(Refusal) -> [String: Int] {
    var places: [String: Int] = [:]
    for (index, head) in CorrectionList.columns.enumerated() {
      let name = CorrectableField.folded(head)
      places[name] = names.firstIndex(of: name)
      guard places[name] == nil, ["beleg", "stand", "feld", "richtig"].contains(name) else { continue }
      let others = name == "richtig" ? names.firstIndex { isForAnswers($0) } : nil
      // Renamed, but in its old place among the old number of columns.
      let isOld = names.count == CorrectionList.columns.count && !isOurs(names[index])
      guard let place = others ?? (isOld ? index : nil) else { throw .columnMissing(head) }
      places[name] = place
    }
    return places
  }

  private static func isForAnswers(_ name: String) -> Bool {
    name.hasPrefix("richtig") || ["antwort", "korrektur", "korrekt", "lösung"].contains(name)
  }

  private static func isOurs(_ name: String) -> Bool {
    CorrectionList.columns.contains { CorrectableField.folded($0) == name }
  }
}
