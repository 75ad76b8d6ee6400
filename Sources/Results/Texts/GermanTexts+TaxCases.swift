/// What is asked about rare tax cases and about accounts that need another look.
extension GermanTexts {
  static let taxCases: [(String, String, String)] = [
    (
      "RATE_UNUSUAL_HERE",
      "Der ermäßigte Steuersatz ist bei diesem Konto[ ({account})] ungewöhnlich",
      "bitte Satz und Konto mit dem Beleg vergleichen"
    ),
    (
      "LEASE_WITH_TAX",
      "Die Miete weist Umsatzsteuer aus, laut Einstellung ist der Mietvertrag ohne Umsatzsteuer",
      "bitte mit dem Mietvertrag vergleichen und Beleg oder Einstellung berichtigen"
    ),
    (
      "LEASE_WITHOUT_TAX",
      "Die Miete weist keine Umsatzsteuer aus, laut Einstellung ist der Mietvertrag mit Umsatzsteuer (§ 9 UStG)",
      "bitte mit dem Mietvertrag vergleichen und Beleg oder Einstellung berichtigen"
    ),
    (
      "STRANGE_VEHICLE",
      "Das Kennzeichen auf dem Beleg gehört zu keinem Fahrzeug des Unternehmens",
      "bitte klären, ob es eine private Ausgabe ist"
    ),
    (
      "ACCOUNT_NOT_IN_USE",
      "Das Konto[ {account}] gibt es am Tag der Rechnung[ ({date})] nicht",
      "bitte ein Konto des laufenden Kontenrahmens angeben"
    ),
    (
      "TAX_INSURANCE_TAX",
      "Die ausgewiesene Steuer[ ({tax})] ist Versicherungsteuer und keine Vorsteuer",
      "bitte die Buchung ohne Vorsteuer bestätigen"
    ),
    (
      "TAX_INTRA_EU_EXEMPT",
      "Der Text deutet auf einen steuerfreien innergemeinschaftlichen Erwerb (§ 4b UStG)[ ({country})]",
      "bitte den Steuerfall mit dem Steuerberater klären"
    ),
    (
      "TAX_13B_CLEANING",
      "Gebäudereinigung mit Steuerschuld des Empfängers (§ 13b UStG) gibt es nur zwischen Reinigungsfirmen",
      "bitte beim Lieferanten eine Rechnung mit Steuer anfordern"
    ),
    (
      "TAX_FOOD_AT_STANDARD_RATE",
      "Speisen in der Gaststätte mit {rate} %: Am Tag der Leistung[ ({date})] galt der ermäßigte Satz",
      "bitte mit dem Beleg vergleichen; die zu hohe Steuer ist nicht abziehbar"
    ),
  ]
}
