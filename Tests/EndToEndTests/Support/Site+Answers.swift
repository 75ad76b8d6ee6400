import Foundation
import Results
import Testing

extension Site {
  /// What the review folder's list says, as cells; the first row is the head.
  func list(of tenant: String = "muster") throws -> [[String]] {
    let file = place("Prüfen", of: tenant).appendingPathComponent("Korrekturen.csv")
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    return ListCells.read(bytes).map(\.cells)
  }

  /// The row about a whole document, by its invoice number.
  static func whole(_ rows: [[String]], _ number: String) throws -> [String] {
    try #require(rows.first { $0[4] == number && $0[7] == "Beleg" })
  }

  /// Waits for the list to have the row about a whole document, at another reading than the one given.
  func row(_ number: String, after version: String = "") async throws -> [String] {
    var row: [String]?
    try await wait("for \(number) in the list") {
      row = (try? list())?.first { $0[4] == number && $0[7] == "Beleg" && $0[1] != version }
      return row != nil
    }
    return try #require(row)
  }

  func give(_ rows: [[String]], as name: String, in folder: String = "Korrektur") throws {
    try give(ListCells.write(rows), as: name, in: folder)
  }

  /// Puts a whole file there at once, in the place of one of its name.
  func give(_ bytes: [UInt8], as name: String, in place: String = "Korrektur") throws {
    let waiting = folder.appendingPathComponent("give-\(UUID().uuidString)")
    try Data(bytes).write(to: waiting)
    let target = self.place(place).appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: target.path) {
      try FileManager.default.removeItem(at: target)
    }
    try FileManager.default.moveItem(at: waiting, to: target)
  }

  /// Gives one row's answer and waits for what became of it.
  func answer(_ row: [String], field: String = "Beleg", _ word: String) async throws -> String {
    var row = row
    row[7] = field
    row[10] = word
    let name = UUID().uuidString
    try give([CorrectionList.columns, row], as: "\(name).csv")
    return try #require(try await answers(in: "Korrektur", "\(name).Antwort.csv")[word])
  }

  /// The result of each row of an answer file, by the row's answer.
  func answers(in folder: String, _ name: String) async throws -> [String: String] {
    let cells = try await answerRows(in: folder, name)
    return Dictionary(cells.map { ($0[3], $0[4]) }, uniquingKeysWith: { $1 })
  }

  /// The rows of an answer file without its head.
  func answerRows(in folder: String, _ name: String) async throws -> [[String]] {
    let file = place(folder).appendingPathComponent(name)
    try await wait("for \(name)") { FileManager.default.fileExists(atPath: file.path) }
    return ListCells.read([UInt8](try Data(contentsOf: file))).dropFirst().map(\.cells)
  }
}
