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

  /// The rows cut into files that the upload takes; the rows of one document stay together.
  ///
  /// A document is `konto`, `belegdatum` and `belegfeld1`; its rows must be neighbours.
  public static func parts<Rows: RandomAccessCollection<Buchungssatz>>(
    of rows: Rows, rowLimit: Int = rowLimit, byteLimit: Int = byteLimit
  ) -> [Rows.SubSequence] {
    // The longest head that a batch can have, so that a part never grows over the limit.
    let headBytes = 4_000
    var parts: [Rows.SubSequence] = []
    var start = rows.startIndex
    var documentStart = rows.startIndex
    var (count, size) = (0, headBytes)
    var (documentCount, documentSize) = (0, 0)
    var writer = ColumnWriter()
    for index in rows.indices {
      if index != documentStart, !rows[index].isSameDocument(as: rows[documentStart]) {
        documentStart = index
        (documentCount, documentSize) = (0, 0)
      }
      let rowSize = writer.size(of: rows[index])
      (documentCount, documentSize) = (documentCount + 1, documentSize + rowSize)
      (count, size) = (count + 1, size + rowSize)
      guard count > rowLimit || size > byteLimit else { continue }
      // A single document over the limit is cut all the same: the upload refuses it otherwise.
      let cut = documentStart > start ? documentStart : index
      guard cut > start else { continue }
      parts.append(rows[start..<cut])
      start = cut
      if cut == index { (documentCount, documentSize) = (1, rowSize) }
      documentStart = cut
      (count, size) = (documentCount, headBytes + documentSize)
    }
    if start < rows.endIndex { parts.append(rows[start...]) }
    return parts
  }
}

extension Buchungssatz {
  func isSameDocument(as other: Buchungssatz) -> Bool {
    konto == other.konto && belegfeld1 == other.belegfeld1 && belegdatum == other.belegdatum
  }
}

extension ColumnWriter {
  /// The bytes that the row takes in a file.
  mutating func size(of row: Buchungssatz) -> Int {
    var row = row
    removeAll()
    DATEVFile.visit(&self) { (writer) throws(DATEVReadError) in try row.visit(&writer) }
    endRecord()
    return bytes.count
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
