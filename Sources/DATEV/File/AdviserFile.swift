internal import Accounting
internal import Invoice

/// A file that the adviser exported from his own program: what it is, and its records as they stand.
///
/// Read leniently: the program's own exports begin with `DTVF` and may have another version and fewer columns; what
/// stands in a column does not change its place (datev-format, sections 1 and 15).
public struct AdviserFile: Sendable {
  /// DATEV's category (header field 3): 16 creditors, 20 labels of accounts, 21 postings.
  public let category: Int
  public let beraternummer: Int?
  public let mandantennummer: Int?
  /// Header field 14; `nil` where the file does not say.
  public let sachkontenlaenge: Int?
  private let bytes: [UInt8]

  /// `nil` for what is no file in DATEV's format.
  public init?(_ file: [UInt8]) {
    var content = file
    if content.starts(with: [0xEF, 0xBB, 0xBF]) {
      content = Windows1252.encodeFile(String(decoding: content.dropFirst(3), as: UTF8.self))
    }
    bytes = content
    var scanner = RecordScanner(content)
    guard let header = scanner.next(), header.fields.count >= 14 else { return nil }
    func text(_ number: Int) -> String { Windows1252.decode(content[header.fields[number - 1].content]) }
    guard ["EXTF", "DTVF"].contains(text(1)), let category = Int(text(3)) else { return nil }
    self.category = category
    beraternummer = Int(text(11))
    mandantennummer = Int(text(12))
    sachkontenlaenge = Int(text(14))
  }

  /// One record below the headings.
  public struct Record: Hashable, Sendable {
    /// In the file, from 1.
    public var line: Int
    /// Without quotes.
    public var columns: [String]

    /// The text of a column, from 1; empty where the record is shorter.
    public subscript(_ column: Int) -> String {
      columns.indices.contains(column - 1) ? columns[column - 1] : ""
    }
  }

  /// The records below the headings, in order; empty lines are passed over.
  public var records: [Record] {
    var scanner = RecordScanner(bytes)
    _ = scanner.next()
    guard let headings = scanner.next() else { return [] }
    scanner.expectedFields = headings.fields.count
    var records: [Record] = []
    while let record = scanner.next() {
      guard !record.bytes.isEmpty else { continue }
      let columns = record.fields.map { field in
        let text = Windows1252.decode(bytes[field.content])
        return field.hasInnerQuotes
          ? text.split(separator: "\"\"", omittingEmptySubsequences: false)
            .joined(separator: "\"") : text
      }
      records.append(Record(line: record.line, columns: columns))
    }
    return records
  }
}

extension Kreditor {
  /// A record of the adviser's list; columns that ours does not know as values are kept as they stand.
  ///
  /// `nil` without an account number.
  public init?(_ record: AdviserFile.Record) {
    guard let konto = AccountNumber(record[1]) else { return nil }
    var row = Kreditor(konto: konto)
    row.adressattyp = nil
    let bytes = KreditorenFile.record(of: record)
    if let whole = KreditorenFile.read(record: bytes) {
      self = whole
      return
    }
    // A column holds what its type refuses, such as an old bank account: the ones that matter are taken singly.
    row.nameUnternehmen = record[2]
    row.namePerson = record[4]
    row.vorname = record[5]
    row.nameOhneAngabe = record[6]
    row.adressattyp = Adressattyp(rawValue: record[7])
    row.kurzbezeichnung = record[8]
    row.euLand = record[9]
    row.euUStID = record[10]
    row.adressart = record[15]
    row.strasse = record[16]
    row.postfach = record[17]
    row.postleitzahl = record[18]
    row.ort = record[19]
    row.land = record[20]
    row.iban = IBAN(record[45])
    row.bankland = record[44]
    row.steuernummer = record[100]
    self = row
  }

  /// The name in whichever column it stands.
  public var name: String {
    if !nameUnternehmen.isEmpty { return nameUnternehmen }
    if !namePerson.isEmpty { return vorname.isEmpty ? namePerson : "\(vorname) \(namePerson)" }
    return nameOhneAngabe.isEmpty ? kurzbezeichnung : nameOhneAngabe
  }

  /// The record as it is written, without its line end.
  public var record: String {
    var writer = ColumnWriter()
    var row = self
    DATEVFile.visit(&writer) { (writer) throws(DATEVReadError) in try row.visit(&writer) }
    return Windows1252.decode(writer.bytes)
  }

  /// Reads back what ``record`` has given; `nil` for anything else.
  public init?(record: String) {
    guard let row = KreditorenFile.read(record: Windows1252.encode(record)) else { return nil }
    self = row
  }
}

extension KreditorenFile {
  /// A record of so many columns as the format has, all in quotes where the format wants them.
  static func record(of record: AdviserFile.Record) -> [UInt8] {
    var writer = ColumnWriter()
    for number in 1...ColumnLayout.kreditoren.headings.count {
      var text = record[number]
      writer.raw(&text, isQuoted: !ColumnLayout.kreditoren.unquoted.contains(number))
    }
    return writer.bytes
  }

  static func read(record bytes: [UInt8]) -> Kreditor? {
    var scanner = RecordScanner(bytes)
    guard let record = scanner.next(), record.fields.count == ColumnLayout.kreditoren.headings.count else {
      return nil
    }
    var row = Kreditor(konto: Buchungssatz.placeholder)
    row.adressattyp = nil
    var reader = ColumnReader(bytes, record, fiscalYear: nil)
    do { try row.visit(&reader) } catch { return nil }
    return row
  }
}
