public import Accounting
public import Invoice

/// A vendor of the master data: category 16, format version 5, 254 columns.
///
/// The columns that a vendor export needs are values; the others, which an adviser's own file may fill, are kept
/// as they stand.
public struct Kreditor: Hashable, Sendable {
  /// Column 7; says which of the name columns is filled.
  public enum Adressattyp: String, Hashable, Sendable {
    case keineAngabe = "0"
    case natuerlichePerson = "1"
    case unternehmen = "2"
  }

  /// 1: one digit longer than ledger accounts, first digit 7–9.
  public var konto: AccountNumber
  /// 2: 50 characters.
  public var nameUnternehmen = ""
  /// 4: 30 characters.
  public var namePerson = ""
  /// 5.
  public var vorname = ""
  /// 6.
  public var nameOhneAngabe = ""
  /// 7.
  public var adressattyp: Adressattyp? = .unternehmen
  /// 8: 15 characters.
  public var kurzbezeichnung = ""
  /// 9: the prefix of the VAT identifier, `EL` for Greece.
  public var euLand = ""
  /// 10: without the prefix.
  public var euUStID = ""
  /// 15: `STR`, `PF` or `GK`.
  public var adressart = ""
  /// 16: 36 characters.
  public var strasse = ""
  /// 17.
  public var postfach = ""
  /// 18.
  public var postleitzahl = ""
  /// 19: 30 characters.
  public var ort = ""
  /// 20: ISO 3166.
  public var land = ""
  /// 26.
  public var istKorrespondenzadresse: Bool?
  /// 29.
  public var telefon = ""
  /// 33.
  public var eMail = ""
  /// 44: the country of the bank account.
  public var bankland = ""
  /// 45.
  public var iban: IBAN?
  /// 47.
  public var swiftCode = ""
  /// 49: `1` marks the main bank account; only one per partner.
  public var kennzeichenHauptbankverbindung = ""
  /// 99: the tenant's own number of the partner, 15 characters.
  public var lieferantennummer = ""
  /// 100.
  public var steuernummer = ""
  /// 112: days with discount 1.
  public var ziel1Tage: Int?
  /// 113.
  public var skonto1Prozent: Festkomma?
  /// 114.
  public var ziel2Tage: Int?
  /// 115.
  public var skonto2Prozent: Festkomma?
  /// 116: days net.
  public var ziel3BruttoTage: Int?
  /// 136: 7 and 8 SEPA transfer, 9 no payment.
  public var zahlungstraeger = ""
  /// Every other column that is filled, by its number, without quotes.
  public var weitere: [Int: String] = [:]

  public init(konto: AccountNumber) { self.konto = konto }
}

extension Kreditor {
  /// The columns in order.
  mutating func visit<Visitor: ColumnVisitor>(_ visitor: inout Visitor) throws(DATEVReadError) {
    for number in 1...ColumnLayout.kreditoren.headings.count { try visit(number, &visitor) }
  }

  private mutating func visit<Visitor: ColumnVisitor>(
    _ number: Int, _ visitor: inout Visitor
  ) throws(DATEVReadError) {
    switch number {
    case 1: try visitor.account(&konto)
    case 2: try visitor.text(&nameUnternehmen, limit: 50)
    case 4: try visitor.text(&namePerson, limit: 30)
    case 5: try visitor.text(&vorname, limit: 30)
    case 6: try visitor.text(&nameOhneAngabe, limit: 50)
    case 7: try visitor.option(&adressattyp)
    case 8: try visitor.text(&kurzbezeichnung, limit: 15)
    case 9: try visitor.text(&euLand, limit: 2)
    case 10: try visitor.text(&euUStID, limit: 13)
    case 15: try visitor.text(&adressart, limit: 3)
    case 16: try visitor.text(&strasse, limit: 36)
    case 17: try visitor.text(&postfach, limit: 10)
    case 18: try visitor.text(&postleitzahl, limit: 10)
    case 19: try visitor.text(&ort, limit: 30)
    case 20: try visitor.text(&land, limit: 2)
    case 26: try visitor.flag(&istKorrespondenzadresse)
    case 29: try visitor.text(&telefon, limit: 60)
    case 33: try visitor.text(&eMail, limit: 60)
    case 44: try visitor.text(&bankland, limit: 2)
    case 45: try visitor.iban(&iban)
    case 47: try visitor.text(&swiftCode, limit: 11)
    case 49: try visitor.text(&kennzeichenHauptbankverbindung, limit: 1)
    case 99: try visitor.text(&lieferantennummer, limit: 15)
    case 100: try visitor.text(&steuernummer, limit: 20)
    case 112: try visitor.number(&ziel1Tage, limit: 2)
    case 113: try visitor.decimal(&skonto1Prozent)
    case 114: try visitor.number(&ziel2Tage, limit: 2)
    case 115: try visitor.decimal(&skonto2Prozent)
    case 116: try visitor.number(&ziel3BruttoTage, limit: 3)
    case 136: try visitor.text(&zahlungstraeger, limit: 1)
    default:
      var text = weitere[number] ?? ""
      try visitor.raw(&text, isQuoted: !ColumnLayout.kreditoren.unquoted.contains(number))
      if !text.isEmpty { weitere[number] = text }
    }
  }
}
