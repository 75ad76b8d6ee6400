import Invoice

/// The German sentences that say why an account was chosen; they are part of a posting's data.
enum Reasons {
  static let tip = "Trinkgeld, ohne Vorsteuer"

  static let tenantRule = "Eigene Regel des Mandanten"

  static func keyword(_ keyword: String, account: String, rule: String) -> String {
    account.isEmpty
      ? "„\(keyword)“ nach Regel \(rule)" : "„\(keyword)“ gehört zu \(account) (Regel \(rule))"
  }

  static func houseRule(_ reason: String, rule: String) -> String { "\(reason) (Regel \(rule))" }

  static func wording(_ account: String) -> String { "Der Text gleicht Texten zu \(account)" }

  static func kind(_ title: String) -> String { "Art der Rechnung: \(title)" }

  static func followsMainItem(_ reason: String) -> String { reason }

  static func article(_ count: SupplierMemory.Count) -> String {
    let sentence = "\(count.times) von \(count.total) Buchungen dieses Artikels auf \(count.account)"
    return count.against.map { "\(sentence), zuletzt so entschieden gegen \($0)" } ?? sentence
  }

  static func instead(_ count: SupplierMemory.Count) -> String {
    "Ähnliche Positionen dieses Lieferanten auf \(count.account) (\(count.times) von \(count.total))"
  }

  static func elsewhere(_ count: SupplierMemory.Count) -> String {
    "Bei anderen Lieferanten auf \(count.account) gebucht (\(count.times) von \(count.total))"
  }

  static func supplier(_ count: SupplierMemory.Count) -> String {
    "\(count.times) von \(count.total) Rechnungen dieses Lieferanten auf \(count.account)"
  }

  /// The tax case has moved the posting to another account.
  static func movedByTaxCase(_ reason: String, taxCase: TaxCase) -> String {
    guard let words = taxCaseWords(taxCase) else { return reason }
    return "\(reason); \(words)"
  }

  static let unknown = "Kein Konto bekannt"

  static let person = "Von einer Person angegeben"

  private static func taxCaseWords(_ taxCase: TaxCase) -> String? {
    switch taxCase {
    case .domestic, .mixed, .smallAmount: nil
    case .reverseChargeConstruction: "Bauleistung nach § 13b UStG, die Steuer schuldet der Empfänger"
    case .reverseChargeForeignService: "Leistung aus dem Ausland nach § 13b UStG"
    case .reverseChargeGoods: "Lieferung nach § 13b UStG"
    case .intraEUAcquisition: "innergemeinschaftlicher Erwerb"
    case .photovoltaicZeroRate: "Nullsteuersatz, keine Vorsteuer"
    case .smallBusiness: "Kleinunternehmer, keine Vorsteuer"
    case .taxFree: "ohne Umsatzsteuer"
    case .import: "Einfuhr aus dem Drittland"
    case .foreignVAT: "ausländische Umsatzsteuer, keine Vorsteuer"
    case .marginScheme: "Differenzbesteuerung, keine Vorsteuer"
    }
  }
}
