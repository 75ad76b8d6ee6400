public import Accounting
public import Invoice

extension Kreditor {
  /// A company as its invoices show it (datev-format, section 11).
  ///
  /// - Parameters:
  ///   - number: the tenant's own number of the supplier, column 99.
  ///   - netDays: days without discount, column 116.
  public init(
    konto: AccountNumber, supplier: Party, number: String = "", netDays: Int? = nil,
    discount: CashDiscount? = nil
  ) {
    self.init(konto: konto)
    let name = Buchungstext.plain(supplier.name ?? "")
    nameUnternehmen = Buchungstext.cut(name, to: 50)
    kurzbezeichnung = Buchungstext.cut(name, to: 15)
    if let identifier = supplier.vatIdentifier, identifier.value.utf8.count <= 15 {
      euLand = identifier.prefix
      euUStID = String(identifier.value.dropFirst(2))
    }
    if let street = supplier.street {
      adressart = "STR"
      strasse = Buchungstext.cut(Buchungstext.plain(street), to: 36)
    }
    postleitzahl = String(Buchungstext.plain(supplier.postcode ?? "").prefix(10))
    ort = Buchungstext.cut(Buchungstext.plain(supplier.city ?? ""), to: 30)
    land = supplier.country.flatMap { $0.utf8.count == 2 ? $0.uppercased() : nil } ?? ""
    istKorrespondenzadresse = true
    if let account = supplier.ibans.first {
      iban = account
      bankland = account.country
      kennzeichenHauptbankverbindung = "1"
    }
    lieferantennummer = String(Buchungstext.plain(number).prefix(15))
    steuernummer = String(Buchungstext.plain(supplier.taxNumber ?? "").prefix(20))
    ziel3BruttoTage = netDays.flatMap { 0...999 ~= $0 ? $0 : nil }
    if let discount, 1...99 ~= discount.days, 1...9999 ~= discount.percent.basisPoints {
      ziel1Tage = discount.days
      skonto1Prozent = Festkomma(unscaled: discount.percent.basisPoints, places: 2)
    }
  }
}
