import Accounting
import Invoice

@testable import DATEV

/// A generator that gives the same numbers everywhere: failures must be repeatable.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Values for tests, and random rows that obey every rule.
enum Sample {
  static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay {
    guard let day = CalendarDay(year: year, month: month, day: day) else {
      preconditionFailure("no such day")
    }
    return day
  }

  static func account(_ digits: String) -> AccountNumber {
    guard let account = AccountNumber(digits) else { preconditionFailure("no account") }
    return account
  }

  static func header(
    length: Int = 4, chart: String = "03", from: CalendarDay = day(2025, 3, 1),
    to: CalendarDay = day(2025, 3, 31),
    fiscalYear: CalendarDay = day(2025, 1, 1)
  ) -> DATEVHeader {
    guard let created = DATEVHeader.Timestamp(day: day(2025, 4, 2), millisecondOfDay: 34_215_250) else {
      preconditionFailure("no such time")
    }
    var header = DATEVHeader(
      buchungsstapelFrom: from, to: to, beraternummer: 4711, mandantennummer: 42,
      wirtschaftsjahr: Geschaeftsjahr(beginn: fiscalYear), erzeugtAm: created)
    header.exportiertVon = "Belegdienst"
    header.bezeichnung = "Eingangsrechnungen 03-2025"
    header.sachkontenlaenge = length
    header.sachkontenrahmen = chart
    return header
  }

  /// All characters of the code page but controls; quotes and separators are frequent.
  static let alphabet: [Character] =
    Array(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;\"\"\"'&+-/()§%äöüÄÖÜßéè€„“–…œŸ")

  static func text(_ limit: Int, _ random: inout SplitMix) -> String {
    guard Int.random(in: 0..<4, using: &random) > 0 else { return "" }
    return String(
      (0..<Int.random(in: 1...limit, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "x"
      })
  }

  static func from(_ letters: String, _ range: ClosedRange<Int>, _ random: inout SplitMix) -> String {
    let letters = Array(letters)
    return String(
      (0..<Int.random(in: range, using: &random)).map { _ in letters.randomElement(using: &random) ?? "x" })
  }

  static func maybe<Value>(_ random: inout SplitMix, _ make: (inout SplitMix) -> Value?) -> Value? {
    Bool.random(using: &random) ? make(&random) : nil
  }

  /// A random valid posting: a vendor against a plain or automatic account.
  static func row(_ header: DATEVHeader, number: Int, _ random: inout SplitMix) -> Buchungssatz {
    let lengths = Kontenlaenge(sachkonten: header.sachkontenlaenge) ?? .standard
    let isAutomatic = Bool.random(using: &random)
    let four =
      isAutomatic
      ? ["3400", "3300", "3120", "3425"].randomElement(using: &random)
      : ["4930", "4940", "4360", "3200", "0485"].randomElement(using: &random)
    let key =
      isAutomatic
      ? ["", "40"].randomElement(using: &random)
      : ["", "9", "8", "19", "94", "401"].randomElement(using: &random)
    let from = header.datumVon ?? day(2025, 3, 1)
    let to = header.datumBis ?? from
    let offset = Int.random(in: 0...(to.daysSinceEpoch - from.daysSinceEpoch), using: &random)
    let units =
      Bool.random(using: &random)
      ? Int64.random(in: 1...999_999_999_999, using: &random) : Int64.random(in: 1...500_000, using: &random)
    var row = Buchungssatz(
      umsatz: Umsatz(Amount(minorUnits: units)) ?? Buchungssatz.blank(from).umsatz,
      sollHabenKennzeichen: Bool.random(using: &random) ? .haben : .soll,
      konto: account(String(Int.random(in: lengths.kreditoren, using: &random))),
      gegenkonto: lengths.sachkonto(account(four ?? "4930")) ?? account("4930"),
      buSchluessel: BUSchluessel(key ?? ""), belegdatum: from.adding(days: offset) ?? from)
    // The running number keeps rows apart: identical ones are refused.
    row.belegfeld1 = "R-\(number)/" + Sample.from("ABCabc019$%-/", 1...12, &random)
    row.buchungstext = text(60, &random)
    row.kost1 = Sample.from("ABC 0129äß_", 0...36, &random)
    row.kost2 = Sample.from("0129", 0...8, &random)
    row.wkzUmsatz = maybe(&random) { _ in header.baseCurrency }
    addCurrency(&row, header, &random)
    addDetails(&row, header, &random)
    return row
  }

  private static func addCurrency(_ row: inout Buchungssatz, _ header: DATEVHeader, _ random: inout SplitMix)
  {
    guard Int.random(in: 0..<5, using: &random) == 0, row.umsatz.amount.minorUnits < 100_000_000 else {
      return
    }
    let rate = Int64.random(in: 200_000...9_000_000, using: &random)
    let base = (row.umsatz.amount.minorUnits * 2_000_000 / rate + 1) / 2
    guard let basis = Umsatz(Amount(minorUnits: base)) else { return }
    row.wkzUmsatz = CurrencyCode("CHF")
    row.kurs = Festkomma(unscaled: rate, places: 6)
    row.basisUmsatz = basis
    row.wkzBasisUmsatz = header.baseCurrency
  }

  private static func addDetails(_ row: inout Buchungssatz, _ header: DATEVHeader, _ random: inout SplitMix) {
    let someDay = day(
      Int.random(in: 2020...2029, using: &random), Int.random(in: 1...12, using: &random),
      Int.random(in: 1...28, using: &random))
    row.faelligkeit = maybe(&random) { _ in someDay }
    row.leistungsdatum = maybe(&random) { _ in someDay }
    row.datumZuordnungSteuerperiode = row.leistungsdatum == nil ? nil : row.belegdatum
    row.postensperre = maybe(&random) { random in Bool.random(using: &random) }
    row.skontosperre = maybe(&random) { random in Bool.random(using: &random) }
    row.kostMenge = maybe(&random) { random in
      Festkomma(
        unscaled: Int64.random(in: 0...9_999_999, using: &random),
        places: Int.random(in: 0...4, using: &random))
    }
    row.beleglink = maybe(&random) { random in
      Beleglink(
        "BEDI \"" + from("0123456789ABCDEF", 8...8, &random) + "-0000-4000-8000-"
          + from("0123456789abcdef", 12...12, &random) + "\"")
    }
    // Most rows are short, as in life; a few have every column filled to its end.
    let isLong = Int.random(in: 0..<20, using: &random) == 0
    row.zusatzinformationen = (0..<Int.random(in: 0...(isLong ? 20 : 2), using: &random)).map { _ in
      Information(
        art: from("ABC abc\"", 1...20, &random), inhalt: from("xyz ;\"ü€", 1...(isLong ? 210 : 20), &random))
    }
    row.beleginfos = (0..<Int.random(in: 0...(isLong ? 8 : 1), using: &random)).map { _ in
      Information(
        art: from("ABCabc", 1...20, &random), inhalt: from("0123456789;", 1...(isLong ? 210 : 20), &random))
    }
    row.euLandUndUStID = Bool.random(using: &random) ? "ATU13585627" : ""
    row.generalumkehr = [.nein, .ja, nil].randomElement(using: &random) ?? .nein
    row.herkunftKz = "RE"
    row.auftragsnummer = text(30, &random)
  }
}
