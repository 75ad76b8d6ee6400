@testable import DATEV

/// A file as raw lines and fields, so that a test can break it in ways that values cannot express.
struct RawFile {
  var name = "EXTF_test.csv"
  var header: [String]
  var headings: [String]
  var rows: [[String]]
  /// Which lines, from 1, end in LF alone.
  var lineFeeds: Set<Int> = []
  var endsWithoutLineEnd = false
  /// Bytes put in place of the character `¤` in any text.
  var rawBytes: [UInt8]?

  /// The lines as they were with their bytes: most are never changed, and encoding is the dear part.
  private let originals: [(fields: [String], bytes: [UInt8])]

  init(_ bytes: [UInt8]) {
    var lines: [[String]] = []
    var scanner = RecordScanner(bytes)
    while let record = scanner.next() {
      lines.append(
        record.fields.map {
          let text = Windows1252.decode(bytes[$0.content])
          return $0.isQuoted ? "\"\(text)\"" : text
        })
    }
    originals = lines.map { ($0, Windows1252.encodeFile($0.joined(separator: ";"))) }
    (header, headings, rows) = (lines[0], lines[1], Array(lines[2...]))
  }

  /// Column from 1 of a row from 0.
  subscript(row: Int, column: Int) -> String {
    get { rows[row][column - 1] }
    set { rows[row][column - 1] = newValue }
  }

  /// Empties what is only allowed beside a personal account.
  mutating func clearPersonalColumns(of row: Int) {
    for column in [15, 16, 17, 18, 19, 105, 106, 111, 117] {
      self[row, column] = self[row, column].hasPrefix("\"") ? "\"\"" : ""
    }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for (index, line) in ([header, headings] + rows).enumerated() {
      bytes +=
        originals.first { $0.fields == line }?.bytes ?? Windows1252.encodeFile(line.joined(separator: ";"))
      if index == rows.count + 1, endsWithoutLineEnd { break }
      bytes += lineFeeds.contains(index + 1) ? [0x0A] : [0x0D, 0x0A]
    }
    guard let rawBytes else { return bytes }
    return bytes.flatMap { $0 == 0xA4 ? rawBytes : [$0] }
  }
}

/// A change to a valid file whose effect is known beforehand.
struct Mutation: Sendable {
  /// Where the rule is broken.
  enum Place: Sendable {
    /// The mutated row, at a column.
    case row(Int)
    /// A line of the file, from 0.
    case line(Int, Int)
    /// The line below the mutated row.
    case rowBelow(Int)
  }

  enum Effect: Sendable {
    case harmless
    case breaks(DATEVRule, Place)
  }

  var name: String
  var effect: Effect
  /// Changes the file at the row (from 0).
  var apply: @Sendable (inout RawFile, Int, inout SplitMix) -> Void

  init(
    _ name: String, _ effect: Effect,
    _ apply: @escaping @Sendable (inout RawFile, Int, inout SplitMix) -> Void
  ) {
    self.name = name
    self.effect = effect
    self.apply = apply
  }

  /// A value put into a column breaks the rule there.
  static func value(_ column: Int, _ rule: DATEVRule, _ values: String...) -> Mutation {
    Mutation("column \(column): \(values.joined(separator: " "))", .breaks(rule, .row(column))) {
      (file, row, random) in
      file[row, column] = values.randomElement(using: &random) ?? ""
    }
  }

  /// A value put into a header field breaks the rule there.
  static func header(_ field: Int, _ rule: DATEVRule, _ values: String...) -> Mutation {
    Mutation("header \(field): \(values.joined(separator: " "))", .breaks(rule, .line(1, field))) {
      (file, _, random) in
      file.header[field - 1] = values.randomElement(using: &random) ?? ""
    }
  }

  /// A value that another file could have as well.
  static func harmless(_ column: Int, _ values: String...) -> Mutation {
    Mutation("harmless \(column): \(values.joined(separator: " "))", .harmless) { (file, row, random) in
      file[row, column] = values.randomElement(using: &random) ?? ""
    }
  }
}

extension Mutation {
  static let all = fields + relations + lines + headers + harmless

  private static let fields: [Mutation] = [
    .value(1, .decimalPoint, "12.50", "1190.00"), .value(1, .thousandsSeparator, "1.190,00", "12.345.678,90"),
    .value(1, .sign, "-5,00", "+5,00"), .value(1, .zero, "0,00", "000,00"),
    .value(1, .decimalPlaces, "5", "5,5", "5,123", "5,"),
    .value(1, .decimal, "abc", "5,0x", "1 190,00"), .value(1, .decimalSize, "12345678901,00", ",50"),
    .value(1, .valueMissing, ""),
    .value(1, .valueQuoted, "\"5,00\""), .value(1, .blankAround, " 5,00", "5,00 "),
    .value(2, .choice, "\"X\"", "\"h\""), .value(2, .valueMissing, "\"\""), .value(2, .textNotQuoted, "H"),
    .value(3, .capitalLetters, "\"eur\"", "\"EU\""), .value(3, .tooLong, "\"EURO\""),
    .value(7, .valueMissing, ""), .value(7, .accountLength, "700001", "1234567"),
    .value(7, .accountFormat, "7000A", "0000070001"),
    .value(7, .accountZero, "00000"), .value(7, .valueQuoted, "\"70001\""),
    .value(8, .valueMissing, ""), .value(8, .accountLength, "493000"), .value(8, .accountZero, "0"),
    .value(9, .digits, "\"9A\"", "\"-9\""), .value(9, .tooLong, "\"12345\""),
    .value(10, .dateFormat, "503", "05-3", "05032025"),
    .value(10, .dateNotInCalendar, "0013", "3213", "2902", "3104"),
    .value(10, .dateOutsidePeriod, "0104", "2802", "3112"), .value(10, .valueMissing, ""),
    .value(10, .valueQuoted, "\"0503\""),
    .value(11, .referenceCharacters, "\"RE 1\"", "\"RE.1\"", "\"Rü1\"", "\"1,2\"", "\"a;b\"", "\"a:b\""),
    .value(11, .tooLong, "\"1234567890123456789012345678901234567\""),
    .value(12, .tooLong, "\"1234567890123\""), .value(12, .referenceCharacters, "\"a b\""),
    .value(
      14, .tooLong, "\"" + String(repeating: "x", count: 61) + "\"",
      "\"" + String(repeating: "ü ", count: 40) + "\""),
    .value(14, .controlCharacter, "\"a\tb\"", "\"a\u{1}b\""), .value(14, .innerQuote, "\"a \"b\" c\""),
    .value(14, .textNotQuoted, "Kabel", "Kabel \"NYM\""),
    .value(14, .lineBreakInText, "\"a\r\nb\"", "\"a\nb\"", "\"a\rb\""),
    .value(14, .innerQuote, "\"Kabel"), .value(123, .quoteNotClosed, "\"AT"),
    .value(15, .choice, "2"), .value(15, .valueQuoted, "\"1\""), .value(18, .digits, "3", "311"),
    .value(
      20, .beleglink, "\"BEDI \"\"6F9619FF-8B86\"\"\"", "\"BEDI 6F9619FF-8B86-D011-B42D-00C04FC964FF\"",
      "\"DDMS\""),
    .value(21, .tooLong, "\"" + String(repeating: "k", count: 21) + "\""),
    .value(37, .tooLong, "\"" + String(repeating: "1", count: 37) + "\""),
    .value(37, .characters, "\"1/2\"", "\"a-b\""),
    .value(39, .decimalPoint, "1.5"), .value(39, .decimalPlaces, "1,23456"),
    .value(40, .euVATIdentifier, "\"AT U13585627\"", "\"atU13585627\"", "\"U13585627\""),
    .value(40, .euCountry, "\"GR123456789\"", "\"US123456789\""),
    .value(40, .tooLong, "\"ATU1234567890123\""),
    .value(42, .choice, "\"X\""), .value(43, .zero, "0", "000"), .value(43, .digits, "1234", "x"),
    .value(92, .dateFormat, "1999", "25"), .value(96, .choice, "\"XX\""), .value(102, .tooLong, "\"REX\""),
    .value(103, .reserved, "\"6F9619FF-8B86-D011-B42D-00C04FC964FF\""),
    .value(104, .dateFormat, "010125", "1.1.2025"),
    .value(106, .choice, "2", "J"), .value(111, .dateNotInCalendar, "31022025"), .value(114, .choice, "2"),
    .value(117, .dateNotInCalendar, "20250401", "29022025"), .value(118, .choice, "\"2\"", "\"J\""),
    .value(119, .decimalPlaces, "19"), .value(122, .choice, "6"), .value(124, .decimalPoint, "19.00"),
  ]

  private static let relations: [Mutation] = [
    Mutation("key on an automatic account", .breaks(.keyOnAutomaticAccount, .row(9))) { (file, row, random) in
      file[row, 8] = ["3400", "3300", "3120", "3425", "8400"].randomElement(using: &random) ?? "3400"
      file[row, 9] =
        ["\"9\"", "\"8\"", "\"94\"", "\"3\"", "\"401\""].randomElement(using: &random) ?? "\"9\""
    },
    Mutation("two automatic accounts without 40", .breaks(.twoAutomaticAccounts, .row(9))) { (file, row, _) in
      file.clearPersonalColumns(of: row)
      file[row, 7] = "3400"
      file[row, 8] = "3300"
      file[row, 9] = "\"\""
    },
    Mutation("sales key on a vendor", .breaks(.salesKeyOnVendor, .row(9))) { (file, row, random) in
      file[row, 8] = "4930"
      file[row, 9] =
        ["\"1\"", "\"2\"", "\"3\"", "\"5\"", "\"10\"", "\"15\"", "\"44\"", "\"46\""].randomElement(
          using: &random) ?? "\"3\""
    },
    Mutation("reversal said twice", .breaks(.reversalTwice, .row(118))) { (file, row, _) in
      file[row, 8] = "4930"
      file[row, 9] = "\"29\""
      file[row, 118] = "\"1\""
    },
    Mutation("key 49 alone", .breaks(.key49Columns, .row(45))) { (file, row, _) in
      file[row, 8] = "4930"
      file[row, 9] = "\"49\""
    },
    .value(46, .key49Columns, "1"),
    Mutation("foreign currency alone", .breaks(.foreignCurrencyIncomplete, .row(4))) { (file, row, _) in
      (file[row, 3], file[row, 4], file[row, 5], file[row, 6]) = ("\"USD\"", "", "", "\"\"")
    },
    Mutation("foreign currency without base amount", .breaks(.foreignCurrencyIncomplete, .row(5))) {
      (file, row, _) in
      (file[row, 3], file[row, 4], file[row, 5], file[row, 6]) = ("\"USD\"", "1,085000", "", "\"EUR\"")
    },
    Mutation("base amount wrong by two cents", .breaks(.baseAmountDiffers, .row(5))) { (file, row, _) in
      (file[row, 1], file[row, 3], file[row, 4]) = ("1085,00", "\"USD\"", "1,085000")
      (file[row, 5], file[row, 6]) = ("1000,02", "\"EUR\"")
    },
    Mutation("rate of zero", .breaks(.zero, .row(4))) { (file, row, _) in
      (file[row, 3], file[row, 4], file[row, 5], file[row, 6]) = ("\"USD\"", "0,000000", "1,00", "\"EUR\"")
    },
    Mutation("other base currency", .breaks(.baseCurrencyDiffers, .row(6))) { (file, row, _) in
      (file[row, 1], file[row, 3], file[row, 4]) = ("1085,00", "\"USD\"", "1,085000")
      (file[row, 5], file[row, 6]) = ("1000,00", "\"CHF\"")
    },
    Mutation("rate in the batch's own currency", .breaks(.baseAmountWithoutForeignCurrency, .row(4))) {
      (file, row, _) in
      (file[row, 3], file[row, 4], file[row, 5], file[row, 6]) = ("\"EUR\"", "1,000000", "", "\"\"")
    },
    Mutation("kind without content", .breaks(.partnerColumn, .row(87))) { (file, row, _) in
      (file[row, 86], file[row, 87]) = ("\"Quelle\"", "\"\"")
    },
    Mutation("content without kind", .breaks(.partnerColumn, .row(21))) { (file, row, _) in
      (file[row, 21], file[row, 22]) = ("\"\"", "\"E-Mail\"")
    },
    Mutation("bank without mandate", .breaks(.partnerColumn, .row(105))) { (file, row, _) in
      file[row, 17] = "1"
    },
    Mutation("mandate without bank", .breaks(.partnerColumn, .row(17))) { (file, row, _) in
      file[row, 105] = "\"M1\""
    },
    Mutation("service date without period", .breaks(.partnerColumn, .row(116))) { (file, row, _) in
      (file[row, 115], file[row, 116]) = ("28022025", "")
    },
    Mutation("due date without personal account", .breaks(.personalAccountNeeded, .row(117))) {
      (file, row, _) in
      file.clearPersonalColumns(of: row)
      (file[row, 7], file[row, 8], file[row, 9], file[row, 117]) = ("1200", "4930", "\"\"", "01042025")
    },
    Mutation("due date twice", .breaks(.dueDateTwice, .row(12))) { (file, row, _) in
      (file[row, 12], file[row, 117]) = ("\"010425\"", "01042025")
    },
    .value(41, .salesColumnOnVendor, "20,00"), .value(97, .salesColumnOnVendor, "3"),
    Mutation("discount on an invoice", .breaks(.paymentColumnOnInvoice, .row(13))) { (file, row, _) in
      (file[row, 8], file[row, 9], file[row, 13]) = ("4930", "\"\"", "3,71")
    },
    Mutation("case of § 13b on its own account", .breaks(.reverseChargeCaseOnAutomaticAccount, .row(43))) {
      (file, row, _) in
      (file[row, 8], file[row, 9], file[row, 43]) = ("3120", "\"\"", "1")
    },
  ]

  private static let lines: [Mutation] = [
    Mutation("row twice", .breaks(.duplicateRow, .rowBelow(0))) { (file, row, _) in
      file.rows.insert(file.rows[row], at: row)
    },
    Mutation("blank line", .breaks(.lineEmpty, .row(0))) { (file, row, _) in file.rows.insert([""], at: row)
    },
    Mutation("column too many", .breaks(.columnCount, .row(0))) { (file, row, _) in file.rows[row].append("")
    },
    Mutation("column missing", .breaks(.columnCount, .row(0))) { (file, row, _) in file.rows[row].removeLast()
    },
    Mutation("half a row", .breaks(.columnCount, .row(0))) { (file, row, _) in file.rows[row].removeLast(60)
    },
    Mutation("LF in one line", .breaks(.lineEnd, .row(0))) { (file, row, _) in file.lineFeeds = [row + 3] },
    Mutation("LF in all lines", .breaks(.lineEnd, .line(1, 0))) { (file, _, _) in
      file.lineFeeds = Set(1...100)
    },
    Mutation("no line end at the end", .breaks(.lineEndMissing, .row(0))) { (file, row, _) in
      file.rows.removeLast(file.rows.count - row - 1)
      file.endsWithoutLineEnd = true
    },
    Mutation("UTF-8 in one text", .breaks(.utf8Field, .row(14))) { (file, row, random) in
      file[row, 14] = "\"M¤ller\""
      file.rawBytes = [Array("ü".utf8), Array("ß".utf8), Array("€".utf8)].randomElement(using: &random)
    },
    Mutation("byte outside the code page", .breaks(.byteNotInCodePage, .row(0))) { (file, row, random) in
      file[row, 14] = "\"T¤ner\""
      file.rawBytes = [[0x81], [0x8D], [0x8F], [0x90], [0x9D]].randomElement(using: &random)
    },
    Mutation("headings missing", .breaks(.headingsMissing, .line(2, 1))) { (file, _, _) in
      file.headings = file.rows.removeFirst()
    },
    Mutation("headings exchanged", .breaks(.headingMisplaced, .line(2, 7))) { (file, _, _) in
      file.headings.swapAt(6, 7)
    },
    Mutation("heading quoted", .breaks(.headingQuoted, .line(2, 9))) { (file, _, _) in
      file.headings[8] = "\"BU-Schlüssel\""
    },
    Mutation("heading missing", .breaks(.columnCount, .line(2, 0))) { (file, _, _) in
      file.headings.removeLast()
    },
    Mutation("other file name", .breaks(.fileName, .line(0, 0))) { (file, _, random) in
      file.name =
        ["Buchungen.csv", "EXTF_x.txt", "extf_x.csv", "EXTF_" + String(repeating: "x", count: 52) + ".csv"]
        .randomElement(using: &random) ?? "x"
    },
  ]

  private static let headers: [Mutation] = [
    .header(1, .headerMark, "\"DTVF\""), .header(1, .textNotQuoted, "EXTF"),
    .header(2, .headerVersion, "510", "701"),
    .header(3, .headerCategory, "22", "99"),
    .header(4, .headerName, "\"Debitoren/Kreditoren\"", "\"Stapel\""),
    .header(5, .headerFormatVersion, "7", "14"),
    .header(6, .timestamp, "20251302093015250", "2025040209301525", "20250402253015250"),
    .header(7, .reserved, "20250402093015250"), .header(8, .tooLong, "\"REX\""),
    .header(10, .reserved, "\"Huber\""),
    .header(11, .numberRange, "42", "1000", "10000000"), .header(11, .valueMissing, ""),
    .header(11, .valueQuoted, "\"4711\""),
    .header(12, .numberRange, "0", "100000"), .header(13, .dateNotInCalendar, "20250230"),
    .header(13, .dateFormat, "01012025x", "2025"),
    .header(14, .numberRange, "3", "9"), .header(15, .headerPeriodReversed, "20250401"),
    .header(15, .headerOutsideFiscalYear, "20241231"),
    .header(16, .headerOutsideFiscalYear, "20260131"), .header(16, .valueMissing, ""),
    .header(17, .characters, "\"a;b\"", "\"März: 1\""),
    .header(17, .tooLong, "\"" + String(repeating: "x", count: 31) + "\""), .header(19, .choice, "3"),
    .header(20, .choice, "7"),
    .header(21, .choice, "2"), .header(22, .capitalLetters, "\"eur\""), .header(23, .reserved, "1"),
    .header(24, .reserved, "\"KP\""),
    .header(27, .digits, "\"3\"", "\"SKR\""), .header(30, .reserved, "\"x\""),
    .header(31, .tooLong, "\"12345678901234567\""),
    Mutation("header field missing", .breaks(.headerFieldCount, .line(1, 0))) { (file, _, _) in
      file.header.removeLast()
    },
    Mutation("header field too many", .breaks(.headerFieldCount, .line(1, 0))) { (file, _, _) in
      file.header.append("")
    },
  ]

  private static let harmless: [Mutation] = [
    .harmless(1, "0,01", "9999999999,99"), .harmless(2, "\"S\"", "\"H\""),
    .harmless(11, "\"A&B*+_\"", "\"\"", "\"" + String(repeating: "9", count: 36) + "\""),
    .harmless(12, "\"ABC\"", "\"\"", "\"999999\""),
    .harmless(14, "\"" + String(repeating: "ß", count: 60) + "\"", "\"a;b \"\"c\"\" €„“\"", "\"\""),
    .harmless(10, "0103", "3103"), .harmless(15, "", "0", "1"), .harmless(18, "31", "40"),
    .harmless(42, "\"I\"", "\"\""),
    .harmless(20, "\"\"", "\"DDMS \"\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"\"\"", "\"Ordner 7\""),
    .harmless(37, "\"Büro 7_a\""),
    .harmless(39, "5", "5,0000"), .harmless(40, "\"EL123456789\"", "\"XI123456789\""),
    .harmless(94, "1", "2"), .harmless(95, "\"A-1; B\""),
    .harmless(104, "29022024"), .harmless(111, "01062025"), .harmless(118, "\"\"", "\"0\"", "\"G\"", "\"1\""),
    .harmless(120, "\"DE\""),
    Mutation("plain key on a plain account", .harmless) { (file, row, random) in
      file[row, 8] = ["4930", "4985", "0485", "485"].randomElement(using: &random) ?? "4930"
      file[row, 9] =
        ["\"9\"", "\"8\"", "\"19\"", "\"94\"", "\"401\"", "\"0009\""].randomElement(using: &random) ?? "\"\""
    },
    Mutation("40 on an automatic account", .harmless) { (file, row, _) in
      (file[row, 8], file[row, 9]) = ("3400", "\"40\"")
    },
    Mutation("account above the automatic range", .harmless) { (file, row, _) in
      (file[row, 8], file[row, 9]) = ("3410", "\"9\"")
    },
    Mutation("base amount a cent off", .harmless) { (file, row, _) in
      (file[row, 1], file[row, 3], file[row, 4]) = ("1085,00", "\"USD\"", "1,085000")
      (file[row, 5], file[row, 6]) = ("1000,01", "\"EUR\"")
    },
    Mutation("other order", .harmless) { (file, row, _) in file.rows.swapAt(0, row) },
    Mutation("a row less", .harmless) { (file, row, _) in file.rows.remove(at: row) },
    Mutation("other spelling of headings", .harmless) { (file, _, _) in
      (file.headings[4], file.headings[102], file.headings[20]) = (
        "Basisumsatz", "Leerfeld", "Beleginfo – Art 1"
      )
    },
    Mutation("header texts", .harmless) { (file, _, random) in
      file.header[16] = ["\"\"", "\"Büro 03/2025\""].randomElement(using: &random) ?? "\"\""
      file.header[8] = "\"Huber Anna\""
      file.header[17] = "\"AB\""
    },
    Mutation("payment with discount", .harmless) { (file, row, _) in
      (file[row, 8], file[row, 9], file[row, 13]) = ("1200", "\"\"", "3,71")
    },
  ]
}
