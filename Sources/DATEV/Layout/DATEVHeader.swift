public import Invoice

/// The first line of a DATEV file: 31 fields, header version 700.
public struct DATEVHeader: Hashable, Sendable {
  /// Fields 3, 4 and 5, which belong together.
  public enum Format: Int, Hashable, Sendable, CaseIterable {
    case debitorenKreditoren = 16
    case kontenbeschriftungen = 20
    case buchungsstapel = 21

    public var name: String {
      switch self {
      case .debitorenKreditoren: "Debitoren/Kreditoren"
      case .kontenbeschriftungen: "Kontenbeschriftungen"
      case .buchungsstapel: "Buchungsstapel"
      }
    }

    public var version: Int {
      switch self {
      case .debitorenKreditoren: 5
      case .kontenbeschriftungen: 3
      case .buchungsstapel: 13
      }
    }
  }

  /// Field 6 to the millisecond, without a time zone.
  public struct Timestamp: Hashable, Sendable {
    public var day: CalendarDay
    /// 0…86,399,999.
    public var millisecondOfDay: Int

    /// `nil` when the time is not within one day.
    public init?(day: CalendarDay, millisecondOfDay: Int) {
      guard 0..<86_400_000 ~= millisecondOfDay else { return nil }
      self.day = day
      self.millisecondOfDay = millisecondOfDay
    }
  }

  public var format: Format
  /// 6.
  public var erzeugtAm: Timestamp
  /// 8: up to two characters; becomes `SV` at import.
  public var herkunft = "RE"
  /// 9: up to 25 characters.
  public var exportiertVon = ""
  /// 11: 1001…9999999.
  public var beraternummer: Int
  /// 12: 1…99999.
  public var mandantennummer: Int
  /// 13: gives the year of every `belegdatum`.
  public var wirtschaftsjahr: Geschaeftsjahr
  /// 14: 4…8; personal accounts have one digit more.
  public var sachkontenlaenge = 4
  /// 15; only in a posting batch.
  public var datumVon: CalendarDay?
  /// 16.
  public var datumBis: CalendarDay?
  /// 17: up to 30 characters.
  public var bezeichnung = ""
  /// 18.
  public var diktatkuerzel = ""
  /// 19; 1 is financial accounting; only in a posting batch, as 20…22.
  public var buchungstyp: Int?
  /// 20.
  public var rechnungslegungszweck: Int?
  /// 21; empty locks as `true` does.
  public var festschreibung: Bool?
  /// 22.
  public var wkz: CurrencyCode?
  /// 27: `03` or `04`.
  public var sachkontenrahmen = "03"
  /// 28.
  public var branchenloesung: Int?
  /// 31: up to 16 characters.
  public var anwendungsinformation = ""

  /// A header for one posting period of one client.
  public init(
    buchungsstapelFrom datumVon: CalendarDay, to datumBis: CalendarDay, beraternummer: Int,
    mandantennummer: Int,
    wirtschaftsjahr: Geschaeftsjahr, erzeugtAm: Timestamp
  ) {
    format = .buchungsstapel
    self.erzeugtAm = erzeugtAm
    self.beraternummer = beraternummer
    self.mandantennummer = mandantennummer
    self.wirtschaftsjahr = wirtschaftsjahr
    self.datumVon = datumVon
    self.datumBis = datumBis
    buchungstyp = 1
    rechnungslegungszweck = 0
    festschreibung = false
    wkz = .euro
  }

  /// A header for master data, which has no period, currency or lock.
  public init(
    masterData format: Format, beraternummer: Int, mandantennummer: Int, wirtschaftsjahr: Geschaeftsjahr,
    erzeugtAm: Timestamp
  ) {
    self.format = format
    self.erzeugtAm = erzeugtAm
    self.beraternummer = beraternummer
    self.mandantennummer = mandantennummer
    self.wirtschaftsjahr = wirtschaftsjahr
  }
}

extension DATEVHeader {
  /// The currency of a row that names none; DATEV's default is EUR.
  public var baseCurrency: CurrencyCode { wkz ?? .euro }

  /// The fields in order; the first six are constants or composed, so reader and writer do them by hand.
  mutating func visitFromField7<Visitor: ColumnVisitor>(_ visitor: inout Visitor) throws(DATEVReadError) {
    var reserved = ""
    try visitor.raw(&reserved, isQuoted: false)
    try visitor.text(&herkunft, limit: 2)
    try visitor.text(&exportiertVon, limit: 25)
    try visitor.raw(&reserved, isQuoted: true)
    try visitor.number(&beraternummer, limit: 7)
    try visitor.number(&mandantennummer, limit: 5)
    var beginn = wirtschaftsjahr.beginn
    try visitor.headerDate(&beginn)
    wirtschaftsjahr = Geschaeftsjahr(beginn: beginn)
    try visitor.number(&sachkontenlaenge, limit: 1)
    try visitor.headerDate(&datumVon)
    try visitor.headerDate(&datumBis)
    try visitor.text(&bezeichnung, limit: 30)
    try visitor.text(&diktatkuerzel, limit: 4)
    try visitor.number(&buchungstyp, limit: 1)
    try visitor.number(&rechnungslegungszweck, limit: 2)
    try visitor.flag(&festschreibung)
    try visitor.currency(&wkz)
    try visitor.raw(&reserved, isQuoted: false)
    try visitor.raw(&reserved, isQuoted: true)
    try visitor.raw(&reserved, isQuoted: false)
    try visitor.raw(&reserved, isQuoted: false)
    try visitor.text(&sachkontenrahmen, limit: 4)
    try visitor.number(&branchenloesung, limit: 4)
    try visitor.raw(&reserved, isQuoted: false)
    try visitor.raw(&reserved, isQuoted: true)
    try visitor.text(&anwendungsinformation, limit: 16)
  }
}
