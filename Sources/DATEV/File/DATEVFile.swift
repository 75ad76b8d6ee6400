internal import Invoice

/// What the three kinds of files have in common: the header, the headings and the walk over the records.
enum DATEVFile {
  static func writeHead(_ header: DATEVHeader, _ layout: ColumnLayout, _ writer: inout ColumnWriter) {
    var header = header
    var identification = "EXTF"
    writer.text(&identification, limit: 4)
    writer.plain("700")
    writer.plain(String(header.format.rawValue))
    var name = header.format.name
    writer.text(&name, limit: 50)
    writer.plain(String(header.format.version))
    writer.timestamp(header.erzeugtAm)
    visit(&writer) { (writer) throws(DATEVReadError) in try header.visitFromField7(&writer) }
    writer.endRecord()
    for heading in layout.headings { writer.plain(heading) }
    writer.endRecord()
  }

  /// A writer never throws, although the list of columns may.
  static func visit(
    _ writer: inout ColumnWriter, _ body: (inout ColumnWriter) throws(DATEVReadError) -> Void
  ) {
    do { try body(&writer) } catch { preconditionFailure("a writer threw: \(error)") }
  }

  static func read(
    _ bytes: [UInt8], _ format: DATEVHeader.Format, _ layout: ColumnLayout,
    row: (DATEVHeader, inout ColumnReader) throws(DATEVReadError) -> Void
  ) throws(DATEVReadError) -> DATEVHeader {
    var scanner = RecordScanner(bytes)
    guard let first = scanner.next(), first.fields.count == 31 else {
      throw DATEVReadError(line: 1, column: 0, reason: .noHeader)
    }
    let header = try header(bytes, first, format)
    scanner.expectedFields = layout.headings.count
    guard let headings = scanner.next(), headings.fields.count == layout.headings.count else {
      throw DATEVReadError(line: 2, column: 0, reason: .columnCount)
    }
    while let record = scanner.next() {
      guard record.fields.count == layout.headings.count else {
        throw DATEVReadError(line: record.line, column: 0, reason: .columnCount)
      }
      var reader = ColumnReader(bytes, record, fiscalYear: header.wirtschaftsjahr)
      try row(header, &reader)
    }
    return header
  }

  private static func header(
    _ bytes: [UInt8], _ record: RawRecord, _ format: DATEVHeader.Format
  ) throws(DATEVReadError) -> DATEVHeader {
    var reader = ColumnReader(bytes, record, fiscalYear: nil)
    for expected in ["EXTF", "700", String(format.rawValue), format.name, String(format.version)] {
      guard try reader.next() == expected else { throw reader.error(.otherFormat) }
    }
    let timestamp = try reader.timestamp()
    var header = DATEVHeader(
      masterData: format, beraternummer: 0, mandantennummer: 0,
      wirtschaftsjahr: Geschaeftsjahr(beginn: timestamp.day), erzeugtAm: timestamp)
    try header.visitFromField7(&reader)
    return header
  }
}
