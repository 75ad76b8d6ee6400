/// A posting batch as bytes and as values.
///
/// The room `DATEV` knows DATEV's format and nothing else does: columns and header, Windows-1252, quoting, the
/// rules that a batch must obey to be imported without a warning (`DATEVChecker`), and how a posting becomes a row.
/// It reads the checker's tables from the data directory and knows no other file.
public enum BuchungsstapelFile {
  /// The upload takes no more rows in one file (datev-format, section 1).
  public static let rowLimit = 99_999
  /// 50 MB, as the upload counts them.
  public static let byteLimit = 50_000_000

  /// The whole file; the same values always give the same bytes.
  public static func write(_ header: DATEVHeader, _ rows: some Collection<Buchungssatz>) -> [UInt8] {
    var writer = ColumnWriter()
    writer.reserve(4000 + rows.count * 420)
    DATEVFile.writeHead(header, .buchungsstapel, &writer)
    for row in rows {
      var row = row
      DATEVFile.visit(&writer) { (writer) throws(DATEVReadError) in try row.visit(&writer) }
      writer.endRecord()
    }
    return writer.bytes
  }

  /// The values of a file that was written by these rules.
  public static func read(
    _ bytes: [UInt8]
  ) throws(DATEVReadError) -> (
    header: DATEVHeader, rows: [Buchungssatz]
  ) {
    var rows: [Buchungssatz] = []
    let header = try DATEVFile.read(bytes, .buchungsstapel, .buchungsstapel) {
      (header, reader) throws(DATEVReadError) in
      var row = Buchungssatz.blank(header.wirtschaftsjahr.beginn)
      try row.visit(&reader)
      rows.append(row)
    }
    return (header, rows)
  }
}

/// Writes a batch row by row, and begins a new file where the upload's limits would be passed.
///
/// Only one file is in memory. The rows of one document stay in one file.
public struct BuchungsstapelWriter {
  private let header: DATEVHeader
  private let rowLimit: Int
  private let byteLimit: Int
  private var writer = ColumnWriter()
  private var count = 0
  private var finished: [Part] = []

  /// A whole file.
  public struct Part: Hashable, Sendable {
    public var bytes: [UInt8]
    public var rows: Int
  }

  /// - Parameter expectedRows: As many are made room for at once.
  public init(
    _ header: DATEVHeader, expectedRows: Int = 0, rowLimit: Int = BuchungsstapelFile.rowLimit,
    byteLimit: Int = BuchungsstapelFile.byteLimit
  ) {
    self.header = header
    self.rowLimit = rowLimit
    self.byteLimit = byteLimit
    writer.reserve(min(4000 + min(expectedRows, rowLimit) * 560, max(byteLimit, 4000)))
    DATEVFile.writeHead(header, .buchungsstapel, &writer)
  }

  /// Adds the rows of one document.
  public mutating func add(document rows: [Buchungssatz]) {
    let mark = writer.bytes.count
    write(rows[...])
    guard count + rows.count > rowLimit || writer.bytes.count > byteLimit else {
      count += rows.count
      return
    }
    writer.removeAll(from: mark)
    if count > 0 { endFile() }
    // A single document over the limit is cut all the same: the upload refuses it otherwise.
    for row in rows {
      let mark = writer.bytes.count
      write([row])
      if count > 0, count + 1 > rowLimit || writer.bytes.count > byteLimit {
        writer.removeAll(from: mark)
        endFile()
        write([row])
      }
      count += 1
    }
  }

  /// Hands out the files that are whole; they are no longer held here.
  public mutating func takeFinished() -> [Part] {
    defer { finished = [] }
    return finished
  }

  /// Ends the last file.
  public mutating func finish() {
    finished.append(Part(bytes: writer.bytes, rows: count))
    writer = ColumnWriter()
    count = 0
  }

  private mutating func endFile() {
    finish()
    writer.reserve(1 << 20)
    DATEVFile.writeHead(header, .buchungsstapel, &writer)
  }

  private mutating func write(_ rows: ArraySlice<Buchungssatz>) {
    for row in rows {
      var row = row
      DATEVFile.visit(&writer) { (writer) throws(DATEVReadError) in try row.visit(&writer) }
      writer.endRecord()
    }
  }
}

/// The master data of vendors as bytes and as values.
public enum KreditorenFile {
  public static func write(_ header: DATEVHeader, _ rows: some Collection<Kreditor>) -> [UInt8] {
    var writer = ColumnWriter()
    writer.reserve(8000 + rows.count * 900)
    DATEVFile.writeHead(header, .kreditoren, &writer)
    for row in rows {
      var row = row
      DATEVFile.visit(&writer) { (writer) throws(DATEVReadError) in try row.visit(&writer) }
      writer.endRecord()
    }
    return writer.bytes
  }

  /// The values of such a file; also of one that an adviser exported, with its customers.
  public static func read(_ bytes: [UInt8]) throws(DATEVReadError) -> (header: DATEVHeader, rows: [Kreditor])
  {
    var rows: [Kreditor] = []
    let header = try DATEVFile.read(bytes, .debitorenKreditoren, .kreditoren) {
      (_, reader) throws(DATEVReadError) in
      var row = Kreditor(konto: Buchungssatz.placeholder)
      row.adressattyp = nil
      try row.visit(&reader)
      rows.append(row)
    }
    return (header, rows)
  }
}

/// The labels of ledger accounts as bytes and as values.
public enum KontenbeschriftungenFile {
  public static func write(_ header: DATEVHeader, _ rows: some Collection<Kontenbeschriftung>) -> [UInt8] {
    var writer = ColumnWriter()
    DATEVFile.writeHead(header, .kontenbeschriftungen, &writer)
    for row in rows {
      var row = row
      DATEVFile.visit(&writer) { (writer) throws(DATEVReadError) in try row.visit(&writer) }
      writer.endRecord()
    }
    return writer.bytes
  }

  public static func read(
    _ bytes: [UInt8]
  ) throws(DATEVReadError) -> (
    header: DATEVHeader, rows: [Kontenbeschriftung]
  ) {
    var rows: [Kontenbeschriftung] = []
    let header = try DATEVFile.read(bytes, .kontenbeschriftungen, .kontenbeschriftungen) {
      (_, reader) throws(DATEVReadError) in
      var row = Kontenbeschriftung(konto: Buchungssatz.placeholder, kontobeschriftung: "")
      try row.visit(&reader)
      rows.append(row)
    }
    return (header, rows)
  }
}
