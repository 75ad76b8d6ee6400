import Accounting

/// What is said about accounts.
extension GermanTexts {
  static let accountOutsideChart = "Konto außerhalb des SKR03: Steuer nach Schlüssel"
  static let accountWithKey = "Kein Automatikkonto: Vorsteuer mit BU-Schlüssel 9 (19 %) oder 8 (7 %)"
  static let accountWithoutTax = "Ohne Umsatzsteuer: kein Schlüssel zulässig"
  static let accountWithAnyKey = "Kein Automatikkonto: Schlüssel nach der Steuer auf dem Beleg"

  static func automaticAccount(_ automatic: ChartOfAccounts.Automatic) -> String {
    let tax =
      switch automatic.kind {
      case .domestic: "\(automatic.rate) % Vorsteuer aus dem Bruttobetrag"
      case .reverseCharge: "§ 13b UStG mit \(automatic.rate) %, gebucht wird der Nettobetrag"
      case .intraEU: "innergemeinschaftlicher Erwerb mit \(automatic.rate) %, gebucht wird der Nettobetrag"
      case .other: "eigene Steuerfunktion (\(automatic.rate) %)"
      }
    let deduction = automatic.isDeductible || automatic.kind == .other ? "" : ", ohne Vorsteuerabzug"
    return "Automatikkonto: \(tax)\(deduction); kein Schlüssel"
  }
}
