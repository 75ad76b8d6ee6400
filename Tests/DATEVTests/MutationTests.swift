import Testing

@testable import DATEV

@Suite("Mutations of valid files")
struct MutationTests {
  /// A few valid files; mutations are cheap, files are not.
  static let files: [RawFile] = (1...20).map { seed in
    var random = SplitMix(state: UInt64(seed))
    let header = Sample.header()
    let rows = (1...2).map { number in
      var row = Sample.row(header, number: number, &random)
      // Columns that a mutation counts on: nothing but it may decide.
      row.belegfeld2 = ""
      if row.kurs != nil {
        (row.wkzUmsatz, row.kurs, row.basisUmsatz, row.wkzBasisUmsatz) = (nil, nil, nil, nil)
      }
      return row
    }
    return RawFile(BuchungsstapelFile.write(header, rows))
  }

  @Test("20,000 mutations are judged as their kind says")
  func judged() throws {
    let checker = try DATEVChecker.forTests()
    let rounds = 20_000 / Mutation.all.count + 1
    var random = SplitMix(state: 2_025)
    for round in 0..<rounds {
      for mutation in Mutation.all {
        var file = Self.files[round % Self.files.count]
        let row = Int.random(in: 0..<file.rows.count, using: &random)
        mutation.apply(&file, row, &random)
        let found = checker.check(fileName: file.name, bytes: file.bytes)
        judge(mutation, row, found)
      }
    }
  }

  private func judge(_ mutation: Mutation, _ row: Int, _ found: [DATEVViolation]) {
    switch mutation.effect {
    case .harmless:
      #expect(found.filter(\.isRefusal) == [], "\(mutation.name)")
    case .breaks(let rule, let place):
      let (line, column) =
        switch place {
        case .row(let column): (row + 3, column)
        case .rowBelow(let column): (row + 4, column)
        case .line(let line, let column): (line, column)
        }
      let first = found.first(where: \.isRefusal)
      #expect(
        first?.rule == rule && first?.line == line && first?.column == column,
        "\(mutation.name) in row \(row): expected \(rule) at \(line):\(column), found \(found.prefix(3))")
    }
  }

  @Test("Random damage to bytes never crashes the checker or the reader")
  func damage() throws {
    let checker = try DATEVChecker.forTests()
    var random = SplitMix(state: 7)
    for round in 0..<500 {
      var bytes = Self.files[round % Self.files.count].bytes
      for _ in 0..<Int.random(in: 1...40, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert([0x22, 0x3B, 0x0D, 0x0A, 0x00].randomElement(using: &random) ?? 0, at: place)
        default: bytes.removeLast(min(bytes.count, Int.random(in: 0...200, using: &random)))
        }
      }
      for violation in checker.check(fileName: "EXTF_x.csv", bytes: bytes) {
        #expect(!violation.germanText.isEmpty)
      }
      _ = try? BuchungsstapelFile.read(bytes)
    }
  }
}
