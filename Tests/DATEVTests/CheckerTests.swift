import Testing

@testable import DATEV

extension DATEVChecker {
  /// The checker with the project's tables; the automatic accounts are a copy of the specification's.
  static func forTests() throws -> DATEVChecker {
    let list = String(decoding: try Shared.bytes(Shared.golden + "/automatic-accounts.csv"), as: UTF8.self)
    return try DATEVChecker(
      dataDirectory: Shared.dataDirectory, automaticAccounts: AutomaticAccounts(parsing: list))
  }
}

@Suite("The checker")
struct CheckerTests {
  struct Expected: CustomTestStringConvertible {
    var file: String
    var line: Int
    var column: Int
    var why: String
    var testDescription: String { file }

    static func list(_ path: String) -> [Expected] {
      let text = String(decoding: (try? Shared.bytes(path)) ?? [], as: UTF8.self)
      return ((try? DataTable(text).rows) ?? []).compactMap { row in
        guard let file = row.cells["file"], let line = row.cells["line"].flatMap({ Int($0) }),
          let column = row.cells["column"].flatMap({ Int($0) })
        else { return nil }
        return Expected(file: file, line: line, column: column, why: row.cells["broken_rule"] ?? "")
      }
    }
  }

  static let own = Expected.list(Shared.golden + "/expected-violations.csv")

  @Test("An own broken fixture is refused where its rule is broken", arguments: own)
  func ownInvalidFileIsRefused(_ expected: Expected) throws {
    let bytes = try Shared.bytes(Shared.golden + "/invalid/" + expected.file)
    let found = try DATEVChecker.forTests().check(fileName: expected.file, bytes: bytes)
    let first = try #require(found.first, "\(expected.why)")
    #expect((first.line, first.column) == (expected.line, expected.column), "\(expected.why): \(found)")
    #expect(first.isRefusal)
  }

  @Test("The fixtures and the list of automatic accounts are read at all")
  func fixturesAreThere() throws {
    #expect(Self.own.count == 10)
    #expect(Shared.files(in: Shared.golden + "/valid").count == 5)
    let accounts = try DATEVChecker.forTests().automaticAccounts
    for (account, isAutomatic) in [
      ("3400", true), ("3409", true), ("3410", false), ("3120", true), ("4930", false),
    ] {
      let function = accounts.function(of: Sample.account(account), chart: "03", sachkontenlaenge: 4)
      #expect((function != nil) == isAutomatic, "\(account)")
    }
    #expect(accounts.function(of: Sample.account("34000"), chart: "03", sachkontenlaenge: 5) != nil)
    #expect(accounts.function(of: Sample.account("5400"), chart: "04", sachkontenlaenge: 4) != nil)
  }

  @Test("An own valid fixture passes in silence", arguments: Shared.files(in: Shared.golden + "/valid"))
  func ownValidFilePasses(_ name: String) throws {
    let bytes = try Shared.bytes(Shared.golden + "/valid/" + name)
    #expect(try DATEVChecker.forTests().check(fileName: name, bytes: bytes) == [])
  }

  @Test(
    "Every example of the specification passes or is refused as it says",
    .enabled(if: Shared.directory != nil, "\(Shared.absent)"))
  func specification() throws {
    let folder = try #require(Shared.directory) + "/spec/datev"
    let checker = try DATEVChecker.forTests()
    for name in Shared.files(in: folder + "/examples") {
      let found = checker.check(fileName: name, bytes: try Shared.bytes(folder + "/examples/" + name))
      #expect(found == [], "\(name)")
    }
    let expected = Expected.list(folder + "/examples-invalid/expected.csv")
    #expect(expected.count == 42)
    for row in expected {
      let found = checker.check(
        fileName: row.file, bytes: try Shared.bytes(folder + "/examples-invalid/" + row.file))
      let first = try #require(found.first, "\(row.file): \(row.why)")
      #expect((first.line, first.column) == (row.line, row.column), "\(row.file): \(found)")
      #expect(first.isRefusal, "\(row.file)")
    }
  }

  @Test("A refusal is found below more notices than are told, and a lock that is agreed is none")
  func notices() throws {
    var random = SplitMix(state: 11)
    let header = Sample.header()
    var rows = (1...30).map { number in
      var row = Sample.row(header, number: number, &random)
      row.festschreibung = true
      return row
    }
    var locked = header
    locked.festschreibung = true
    var checker = try DATEVChecker.forTests()
    checker.limit = 5
    let bytes = BuchungsstapelFile.write(locked, rows)
    #expect(
      checker.check(fileName: "EXTF_x.csv", bytes: bytes).map(\.rule)
        == Array(repeating: .locksBatch, count: 5))
    rows.append(rows[29])
    let broken = checker.check(fileName: "EXTF_x.csv", bytes: BuchungsstapelFile.write(locked, rows))
    #expect(broken.last?.rule == .duplicateRow)
    checker.acceptsLock = true
    #expect(checker.check(fileName: "EXTF_x.csv", bytes: bytes) == [])
  }

  @Test("Every rule's sentence is German and names only arguments that the rules give")
  func sentences() {
    for rule in DATEVRule.allCases {
      let text = rule.germanText(["value": "7", "expected": "9", "account": "3400"])
      #expect(text.hasSuffix("."), "\(rule)")
      #expect(!text.contains("{"), "\(rule)")
    }
  }
}
