import Accounting

/// What is said about accounts.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let accounts: [(String, String, String)] = [
    (
      "FOREIGN_VAT", "Die Rechnung weist ausländische Umsatzsteuer aus[ ({country})]",
      "bitte brutto als Aufwand bestätigen oder die Vergütung im Ausland beantragen lassen"
    ),
    (
      "FINE", "Bußgeld oder Verwarnungsgeld, nicht als Betriebsausgabe abziehbar",
      "bitte klären, wer es trägt, und die Buchung bestätigen"
    ),
    (
      "GIFT", "Geschenk, der Abzug hängt von Empfänger und Jahresgrenze ab",
      "bitte Empfänger und Anlass vermerken und die Buchung bestätigen"
    ),
    (
      "ACCOUNT_UNCERTAIN",
      "Das Konto ist unsicher[ für „{description}“][, Vorschlag {account}][ ({name})]",
      "bitte das Konto bestätigen oder das richtige angeben"
    ),
    (
      "ACCOUNT_UNKNOWN",
      "Es ist kein passendes Konto bekannt[ für „{description}“]",
      "bitte das richtige Konto angeben"
    ),
    (
      "ACCOUNT_TAKES_NO_KEY",
      "Das Konto[ {account}] rechnet seine Steuer selbst und passt nicht zum Satz[ {rate} %]",
      "bitte ein Konto mit diesem Satz angeben"
    ),
    (
      "POSTINGS_DO_NOT_ADD_UP",
      "Die Buchungen ergeben nicht den Rechnungsbetrag[, es fehlen {difference}]",
      "bitte Beträge und Steueraufteilung prüfen"
    ),
    (
      "LAST_RESORT_ACCOUNT",
      "Es wurde nur das Sammelkonto[ {account}] gefunden",
      "bitte ein genaueres Konto angeben"
    ),
    (
      "ENTERTAINMENT_OCCASION_MISSING",
      "Auf dem Bewirtungsbeleg fehlen Anlass oder Teilnehmer",
      "bitte beides auf dem Beleg ergänzen und ihn bestätigen"
    ),
    (
      "PRIVATE_EXPENSE",
      "Der Beleg scheint eine private Ausgabe zu sein[ (Konto {account})]",
      "bitte klären, ob er zum Unternehmen gehört"
    ),
    (
      "DONATION",
      "Der Beleg ist eine Spende und nicht immer als Betriebsausgabe abziehbar",
      "bitte die Zuwendungsbestätigung dazulegen und die Buchung bestätigen"
    ),
    (
      "DEPOSIT_PAID",
      "Der Betrag ist eine Kaution und kein Aufwand",
      "bitte prüfen, wann sie zurückkommt, und die Buchung bestätigen"
    ),
    (
      "CUSTOMS",
      "Der Beleg enthält Zoll oder Einfuhrabgaben",
      "bitte den Zollbescheid dazulegen und die Buchung bestätigen"
    ),
    (
      "VEHICLE_PURCHASE",
      "Der Beleg ist der Kauf eines Fahrzeugs",
      "bitte Nutzung und Anlagevermögen mit dem Steuerberater klären"
    ),
    (
      "SERVICE_IN_OTHER_YEAR",
      "Die Leistung betrifft ein anderes Jahr[ ({year})]",
      "bitte prüfen, ob abzugrenzen ist"
    ),
    (
      "GOODS_AT_REDUCED_RATE",
      "Handelsware zum ermäßigten Steuersatz ist hier ungewöhnlich",
      "bitte Satz und Konto mit dem Beleg vergleichen"
    ),
  ]

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
