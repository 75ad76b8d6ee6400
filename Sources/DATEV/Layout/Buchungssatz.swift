public import Accounting
public import Invoice

/// One row of a posting batch: the 125 columns of category 21, format version 13, as values.
///
/// Names are DATEV's headings. Texts are cut to their column's length and transliterated when they are written;
/// everything else has a type that cannot hold what the column forbids.
public struct Buchungssatz: Hashable, Sendable {
  /// 1: gross, or net where the recipient owes the tax.
  public var umsatz: Umsatz
  /// 2: the side of `konto`.
  public var sollHabenKennzeichen: SollHabenKennzeichen
  /// 3; `nil` means the header's currency.
  public var wkzUmsatz: CurrencyCode?
  /// 4: units of `wkzUmsatz` per unit of the base currency.
  public var kurs: Festkomma?
  /// 5: only with 4 and 6.
  public var basisUmsatz: Umsatz?
  /// 6.
  public var wkzBasisUmsatz: CurrencyCode?
  /// 7: the vendor.
  public var konto: AccountNumber
  /// 8: the expense account.
  public var gegenkonto: AccountNumber
  /// 9.
  public var buSchluessel: BUSchluessel?
  /// 10: written `DDMM`; must lie in the header's fiscal year.
  public var belegdatum: CalendarDay
  /// 11: the invoice number in the safe set of characters, 36.
  public var belegfeld1 = ""
  /// 12: 12 characters.
  public var belegfeld2 = ""
  /// 13: on payments only.
  public var skonto: Umsatz?
  /// 14: 60 characters.
  public var buchungstext = ""
  /// 15.
  public var postensperre: Bool?
  /// 16.
  public var diverseAdressnummer = ""
  /// 17: only with 105.
  public var geschaeftspartnerbank: Int?
  /// 18: dunning interest and fees; not § 13b.
  public var sachverhalt: Int?
  /// 19.
  public var zinssperre: Bool?
  /// 20.
  public var beleglink: Beleglink?
  /// 21–36: at most eight.
  public var beleginfos: [Information] = []
  /// 37.
  public var kost1 = ""
  /// 38.
  public var kost2 = ""
  /// 39.
  public var kostMenge: Festkomma?
  /// 40: country prefix and VAT identifier, without blanks.
  public var euLandUndUStID = ""
  /// 41: EU sales only.
  public var euSteuersatz: Festkomma?
  /// 42: `I`, `K`, `P` or `S`.
  public var abweichendeVersteuerungsart = ""
  /// 43: the § 13b case with a key such as 91 or 94.
  public var sachverhaltLL: Int?
  /// 44: Austrian chart only.
  public var funktionsergaenzungLL: Int?
  /// 45–47: with key 49 only.
  public var bu49Hauptfunktionstyp: Int?
  /// 46.
  public var bu49Hauptfunktionsnummer: Int?
  /// 47.
  public var bu49Funktionsergaenzung: Int?
  /// 48–87: at most twenty.
  public var zusatzinformationen: [Information] = []
  /// 88.
  public var stueck: Int?
  /// 89.
  public var gewicht: Festkomma?
  /// 90.
  public var zahlweise: Int?
  /// 91.
  public var forderungsart = ""
  /// 92.
  public var veranlagungsjahr: Int?
  /// 93.
  public var zugeordneteFaelligkeit: CalendarDay?
  /// 94.
  public var skontotyp: Int?
  /// 95.
  public var auftragsnummer = ""
  /// 96: kinds of down payments; empty on purchases.
  public var buchungstyp = ""
  /// 97: sales down payments only, as 98–101.
  public var ustSchluesselAnzahlungen: Int?
  /// 98.
  public var euLandAnzahlungen = ""
  /// 99.
  public var sachverhaltLLAnzahlungen: Int?
  /// 100.
  public var euSteuersatzAnzahlungen: Festkomma?
  /// 101.
  public var erloeskontoAnzahlungen: AccountNumber?
  /// 102: the import replaces it.
  public var herkunftKz = ""
  /// 103: reserved, must stay empty.
  public var buchungsGUID = ""
  /// 104.
  public var kostDatum: CalendarDay?
  /// 105: only with 17.
  public var sepaMandatsreferenz = ""
  /// 106.
  public var skontosperre: Bool?
  /// 107.
  public var gesellschaftername = ""
  /// 108.
  public var beteiligtennummer: Int?
  /// 109.
  public var identifikationsnummer = ""
  /// 110.
  public var zeichnernummer = ""
  /// 111.
  public var postensperreBis: CalendarDay?
  /// 112.
  public var bezeichnungSoBilSachverhalt = ""
  /// 113.
  public var kennzeichenSoBilBuchung: Int?
  /// 114: empty locks the batch, so it is `false` unless said otherwise.
  public var festschreibung: Bool? = false
  /// 115: only with 116.
  public var leistungsdatum: CalendarDay?
  /// 116.
  public var datumZuordnungSteuerperiode: CalendarDay?
  /// 117: the due date.
  public var faelligkeit: CalendarDay?
  /// 118.
  public var generalumkehr: Generalumkehr? = .nein
  /// 119: only with keys that let one choose the rate.
  public var steuersatz: Festkomma?
  /// 120.
  public var land = ""
  /// 121.
  public var abrechnungsreferenz = ""
  /// 122.
  public var bvvPosition: Int?
  /// 123.
  public var euLandUndUStIDUrsprung = ""
  /// 124.
  public var euSteuersatzUrsprung: Festkomma?
  /// 125: payments only.
  public var abweichendesSkontokonto: AccountNumber?

  public init(
    umsatz: Umsatz, sollHabenKennzeichen: SollHabenKennzeichen, konto: AccountNumber,
    gegenkonto: AccountNumber,
    buSchluessel: BUSchluessel? = nil, belegdatum: CalendarDay
  ) {
    self.umsatz = umsatz
    self.sollHabenKennzeichen = sollHabenKennzeichen
    self.konto = konto
    self.gegenkonto = gegenkonto
    self.buSchluessel = buSchluessel
    self.belegdatum = belegdatum
  }
}

extension Buchungssatz {
  /// The columns in order.
  mutating func visit<Visitor: ColumnVisitor>(_ visitor: inout Visitor) throws(DATEVReadError) {
    try visitor.amount(&umsatz)
    try visitor.option(&sollHabenKennzeichen)
    try visitor.currency(&wkzUmsatz)
    try visitor.decimal(&kurs)
    try visitor.amount(&basisUmsatz)
    try visitor.currency(&wkzBasisUmsatz)
    try visitor.account(&konto)
    try visitor.account(&gegenkonto)
    try visitor.key(&buSchluessel)
    try visitor.dayOfFiscalYear(&belegdatum)
    try visitor.text(&belegfeld1, limit: 36)
    try visitor.text(&belegfeld2, limit: 12)
    try visitor.amount(&skonto)
    try visitor.text(&buchungstext, limit: 60)
    try visitor.flag(&postensperre)
    try visitor.text(&diverseAdressnummer, limit: 9)
    try visitor.number(&geschaeftspartnerbank, limit: 3)
    try visitor.number(&sachverhalt, limit: 2)
    try visitor.flag(&zinssperre)
    try visitor.link(&beleglink)
    try Self.visit(&beleginfos, count: 8, &visitor)
    try visitor.text(&kost1, limit: 36)
    try visitor.text(&kost2, limit: 36)
    try visitor.decimal(&kostMenge)
    try visitor.text(&euLandUndUStID, limit: 15)
    try visitor.decimal(&euSteuersatz)
    try visitor.text(&abweichendeVersteuerungsart, limit: 1)
    try visitor.number(&sachverhaltLL, limit: 3)
    try visitor.number(&funktionsergaenzungLL, limit: 3)
    try visitor.number(&bu49Hauptfunktionstyp, limit: 1)
    try visitor.number(&bu49Hauptfunktionsnummer, limit: 2)
    try visitor.number(&bu49Funktionsergaenzung, limit: 3)
    try Self.visit(&zusatzinformationen, count: 20, &visitor)
    try visitRest(&visitor)
  }

  /// Columns 88–125.
  private mutating func visitRest<Visitor: ColumnVisitor>(_ visitor: inout Visitor) throws(DATEVReadError) {
    try visitor.number(&stueck, limit: 8)
    try visitor.decimal(&gewicht)
    try visitor.number(&zahlweise, limit: 2)
    try visitor.text(&forderungsart, limit: 10)
    try visitor.number(&veranlagungsjahr, limit: 4)
    try visitor.date(&zugeordneteFaelligkeit)
    try visitor.number(&skontotyp, limit: 1)
    try visitor.text(&auftragsnummer, limit: 30)
    try visitor.text(&buchungstyp, limit: 2)
    try visitor.number(&ustSchluesselAnzahlungen, limit: 4)
    try visitor.text(&euLandAnzahlungen, limit: 2)
    try visitor.number(&sachverhaltLLAnzahlungen, limit: 3)
    try visitor.decimal(&euSteuersatzAnzahlungen)
    try visitor.account(&erloeskontoAnzahlungen)
    try visitor.text(&herkunftKz, limit: 2)
    try visitor.text(&buchungsGUID, limit: 36)
    try visitor.date(&kostDatum)
    try visitor.text(&sepaMandatsreferenz, limit: 35)
    try visitor.flag(&skontosperre)
    try visitor.text(&gesellschaftername, limit: 76)
    try visitor.number(&beteiligtennummer, limit: 4)
    try visitor.text(&identifikationsnummer, limit: 11)
    try visitor.text(&zeichnernummer, limit: 20)
    try visitor.date(&postensperreBis)
    try visitor.text(&bezeichnungSoBilSachverhalt, limit: 30)
    try visitor.number(&kennzeichenSoBilBuchung, limit: 2)
    try visitor.flag(&festschreibung)
    try visitor.date(&leistungsdatum)
    try visitor.date(&datumZuordnungSteuerperiode)
    try visitor.date(&faelligkeit)
    try visitor.option(&generalumkehr)
    try visitor.decimal(&steuersatz)
    try visitor.text(&land, limit: 2)
    try visitor.text(&abrechnungsreferenz, limit: 50)
    try visitor.number(&bvvPosition, limit: 1)
    try visitor.text(&euLandUndUStIDUrsprung, limit: 15)
    try visitor.decimal(&euSteuersatzUrsprung)
    try visitor.account(&abweichendesSkontokonto)
  }

  /// So many pairs of kind and content; empty ones at the end are not kept.
  private static func visit<Visitor: ColumnVisitor>(
    _ pairs: inout [Information], count: Int, _ visitor: inout Visitor
  ) throws(DATEVReadError) {
    for index in 0..<count {
      var pair = index < pairs.count ? pairs[index] : Information(art: "", inhalt: "")
      try visitor.text(&pair.art, limit: 20)
      try visitor.text(&pair.inhalt, limit: 210)
      guard !pair.art.isEmpty || !pair.inhalt.isEmpty, index >= pairs.count else { continue }
      while pairs.count < index { pairs.append(Information(art: "", inhalt: "")) }
      pairs.append(pair)
    }
  }

  /// A row to be filled by a reader, column by column.
  static func blank(_ day: CalendarDay) -> Buchungssatz {
    guard let cent = Umsatz(Amount(minorUnits: 1)) else { preconditionFailure("one cent is an amount") }
    return Buchungssatz(
      umsatz: cent, sollHabenKennzeichen: .haben, konto: placeholder, gegenkonto: placeholder, belegdatum: day
    )
  }

  /// Stands where a reader has not come to the account yet.
  static let placeholder: AccountNumber = {
    guard let account = AccountNumber("1") else { preconditionFailure("1 is an account number") }
    return account
  }()
}
