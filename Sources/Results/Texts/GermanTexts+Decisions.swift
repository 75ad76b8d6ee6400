/// What is said where the daemon knows more than the document: duplicates, policy, periods, delivery.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let decisions: [(String, String, String)] = [
    (
      "PERIOD_CLOSED", "Der Zeitraum des Rechnungsdatums {date} ist schon abgeschlossen",
      "bitte mit der Kanzlei klären, in welchem Zeitraum gebucht wird"
    ),
    (
      "EXCHANGE_RATE_MISSING", "Für {currency} ist im Monat {month} kein Umrechnungskurs hinterlegt",
      "bitte den Kurs in den Einstellungen nachtragen (datev.exchange_rates) und den Beleg neu lesen lassen"
    ),
    (
      "NOT_DELIVERABLE", "Aus der Buchung wird keine gültige DATEV-Zeile: {detail}",
      "bitte die Buchung von Hand erfassen"
    ),
    (
      "AMOUNT_ZERO", "Die Rechnung hat keinen Betrag, der zu buchen wäre",
      "bitte prüfen und, wenn der Betrag wirklich 0,00 ist, mit „verwerfen“ ablegen"
    ),
    (
      "NO_TAX_COMPUTED", "Auf Konto {account} würde DATEV die Steuer von {rate} % nicht berechnen",
      "bitte ein anderes Konto angeben oder die Buchung von Hand erfassen"
    ),
    (
      "OTHER_TAX_COMPUTED", "Auf Konto {account} würde DATEV einen anderen Steuersatz berechnen als {rate} %",
      "bitte ein anderes Konto angeben oder die Buchung von Hand erfassen"
    ),
    (
      "ACCOUNT_TOO_LONG", "Konto {account} hat mehr Stellen als die Sachkonten des Mandanten",
      "bitte ein anderes Konto angeben oder die Einstellungen prüfen lassen (datev.account_length)"
    ),
    (
      "AMOUNT_TOO_LARGE", "Ein Betrag ist größer, als eine Zeile für DATEV ihn aufnimmt",
      "bitte den Betrag prüfen und die Buchung sonst von Hand erfassen"
    ),
    (
      "RESTORED",
      "Der Beleg war beim Einspielen einer Datensicherung unfertig, sein Ergebnis liegt aber schon im Ausgang",
      "bitte prüfen, ob er in DATEV angekommen ist, und ihn nur dann neu in den Eingang legen, wenn nicht"
    ),
    (
      "ROW_LOST",
      "Der Beleg ist vorhanden, was aus ihm wurde, ging aber mit einem Teil der Datenbank verloren",
      "bitte prüfen, ob er in DATEV angekommen ist, und ihn nur bestätigen, wenn nicht"
    ),
    (
      "DUPLICATE_FILE", "Dieselbe Datei liegt bereits vor[: {of}]",
      "bitte nichts weiter tun, wenn es derselbe Beleg ist"
    ),
    (
      "POSSIBLE_DUPLICATE", "Diese Rechnung wurde möglicherweise schon erfasst[: {of}]",
      "bitte beide Belege vergleichen und einen davon verwerfen"
    ),
    (
      "ISSUE_DATE_AHEAD", "Das Rechnungsdatum[ {issued}] liegt weit in der Zukunft",
      "bitte mit dem Beleg vergleichen und das richtige Datum eintragen"
    ),
    (
      "IBAN_CHANGED", "Die Bankverbindung des Lieferanten ist neu[: {iban}]",
      "bitte vor der Zahlung beim Lieferanten unter einer bekannten Nummer nachfragen (Betrugsgefahr)"
    ),
    (
      "TRIAL_MODE", "Der Probebetrieb ist eingeschaltet, es wird nichts ungesehen gebucht",
      "bitte den Vorschlag ansehen und bestätigen"
    ),
    (
      "REVIEW_BY_POLICY", "Belege dieser Art[ ({case})] werden nach den Einstellungen nie ungesehen gebucht",
      "bitte den Vorschlag ansehen und bestätigen"
    ),
  ]
}
