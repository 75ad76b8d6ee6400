import Invoice
import Testing

@testable import DATEV

@Suite("Writing and reading back")
struct RoundTripTests {
  struct Kind: CustomTestStringConvertible {
    var length: Int
    var seed: UInt64
    var from: CalendarDay
    var to: CalendarDay
    var fiscalYear: CalendarDay
    var why: String
    var testDescription: String { why }
  }

  static let kinds = [
    Kind(
      length: 4, seed: 1, from: Sample.day(2025, 3, 1), to: Sample.day(2025, 3, 31),
      fiscalYear: Sample.day(2025, 1, 1),
      why: "calendar year"),
    Kind(
      length: 6, seed: 2, from: Sample.day(2024, 2, 1), to: Sample.day(2024, 2, 29),
      fiscalYear: Sample.day(2023, 7, 1),
      why: "29 February in a fiscal year that began in July"),
    Kind(
      length: 8, seed: 3, from: Sample.day(2026, 1, 1), to: Sample.day(2026, 1, 31),
      fiscalYear: Sample.day(2025, 2, 1),
      why: "the last month of a fiscal year from February"),
    Kind(
      length: 5, seed: 4, from: Sample.day(2025, 12, 1), to: Sample.day(2025, 12, 31),
      fiscalYear: Sample.day(2025, 10, 1), why: "fiscal year from October"),
  ]

  @Test("20,000 random valid postings pass the checker and come back equal", arguments: kinds)
  func randomPostings(_ kind: Kind) throws {
    var random = SplitMix(state: kind.seed)
    let header = Sample.header(length: kind.length, from: kind.from, to: kind.to, fiscalYear: kind.fiscalYear)
    let rows = (1...5_000).map { Sample.row(header, number: $0, &random) }
    let bytes = BuchungsstapelFile.write(header, rows)
    let back = try BuchungsstapelFile.read(bytes)
    #expect(back.header == header)
    #expect(back.rows == rows)
    #expect(BuchungsstapelFile.write(back.header, back.rows) == bytes)
    let found = try DATEVChecker.forTests().check(fileName: "EXTF_random.csv", bytes: bytes)
    #expect(found.prefix(3) == [])
  }

  @Test("Vendors and labels come back equal, whatever columns are filled")
  func masterData() throws {
    var random = SplitMix(state: 5)
    var header = DATEVHeader(
      masterData: .debitorenKreditoren, beraternummer: 4711, mandantennummer: 42,
      wirtschaftsjahr: Geschaeftsjahr(beginn: Sample.day(2025, 1, 1)), erzeugtAm: Sample.header().erzeugtAm)
    let vendors = (0..<300).map { index in
      var vendor = Kreditor(konto: Sample.account(String(70_000 + index)))
      vendor.nameUnternehmen = "Firma \"\(index)\"; " + Sample.text(20, &random)
      vendor.iban = IBAN("DE02120300000000202051")
      vendor.ziel3BruttoTage = index
      vendor.skonto1Prozent = Festkomma(unscaled: 200, places: 2)
      vendor.weitere = [3: "Handel", 137: "frei", 233: "01012026"]
      return vendor
    }
    let vendorFile = try KreditorenFile.read(KreditorenFile.write(header, vendors))
    #expect(vendorFile.header == header)
    #expect(vendorFile.rows == vendors)
    header.format = .kontenbeschriftungen
    let labels = (0..<300).map {
      Kontenbeschriftung(
        konto: Sample.account(String(3000 + $0)),
        kontobeschriftung: Sample.from("abc äöü\"", 1...40, &random),
        kontenbeschriftungLang: Sample.from("abc ;€", 0...300, &random))
    }
    let labelFile = try KontenbeschriftungenFile.read(KontenbeschriftungenFile.write(header, labels))
    #expect(labelFile.header == header)
    #expect(labelFile.rows == labels)
  }

  @Test("A file is cut at the upload's limits without tearing a document apart")
  func parts() throws {
    var random = SplitMix(state: 6)
    let header = Sample.header()
    var rows: [Buchungssatz] = []
    for number in 1...40 {
      var row = Sample.row(header, number: number, &random)
      (row.beleginfos, row.zusatzinformationen) = ([], [])
      for cents in 1...Int64.random(in: 1...4, using: &random) {
        row.umsatz = Umsatz(Amount(minorUnits: cents)) ?? row.umsatz
        rows.append(row)
      }
    }
    let documents = rows.chunked(by: { $0.belegfeld1 == $1.belegfeld1 })
    for (rowLimit, byteLimit) in [(7, Int.max), (Int.max, 12_000), (2, Int.max)] {
      var writer = BuchungsstapelWriter(header, rowLimit: rowLimit, byteLimit: byteLimit)
      for document in documents { writer.add(document: document) }
      writer.finish()
      let parts = writer.takeFinished()
      let read = try parts.map { try BuchungsstapelFile.read($0.bytes).rows }
      #expect(read.flatMap { $0 } == rows)
      #expect(read.map(\.count) == parts.map(\.rows))
      #expect(parts.count > 1)
      #expect(parts.allSatisfy { $0.rows <= rowLimit && $0.bytes.count <= byteLimit })
      // With two rows a file, documents of three and four cannot stay whole.
      guard rowLimit > 4 else { continue }
      for (one, next) in zip(read, read.dropFirst()) {
        #expect(one.last?.belegfeld1 != next.first?.belegfeld1)
      }
    }
  }

  @Test("The columns of the code are those of the checker's tables")
  func layoutMatchesTables() throws {
    let tables = try DATEVChecker.forTests().tables
    let layouts: [(Int, ColumnLayout)] = [
      (21, .buchungsstapel), (16, .kreditoren), (20, .kontenbeschriftungen),
    ]
    for (category, layout) in layouts {
      let columns = try #require(tables.formats[category]).columns
      #expect(columns.map(\.name) == layout.headings)
      #expect(Set(columns.filter { !$0.isQuoted }.map(\.number)) == layout.unquoted)
    }
  }

  @Test("The limits of the code are those of the checker's tables")
  func limitsMatchTables() throws {
    let tables = try DATEVChecker.forTests().tables
    let day = try #require(CalendarDay(iso: "2026-01-01"))
    var (batch, vendor, label) = (LimitReader(), LimitReader(), LimitReader())
    var posting = Buchungssatz.blank(day)
    try posting.visit(&batch)
    var kreditor = Kreditor(konto: Buchungssatz.placeholder)
    try kreditor.visit(&vendor)
    var kontenbeschriftung = Kontenbeschriftung(konto: Buchungssatz.placeholder, kontobeschriftung: "")
    try kontenbeschriftung.visit(&label)
    for (category, read) in [(21, batch), (16, vendor), (20, label)] {
      let columns = try #require(tables.formats[category]).columns
      #expect(read.limits.count == columns.count)
      for (column, limit) in zip(columns, read.limits) {
        guard let limit else { continue }
        #expect(limit == column.maxLength, "\(category), \(column.number) \(column.name)")
      }
    }
  }
}

extension Array {
  /// Neighbours that belong together.
  fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [[Element]] {
    var chunks: [[Element]] = []
    for element in self {
      if let last = chunks.last?.last, belongs(last, element) {
        chunks[chunks.count - 1].append(element)
      } else {
        chunks.append([element])
      }
    }
    return chunks
  }
}
