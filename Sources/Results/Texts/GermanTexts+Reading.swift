/// What is said about values as they were read.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let reading: [(String, String, String)] = [
    (
      "FIELD_MISSING", "Nicht gefunden: {field}",
      "bitte auf dem Beleg nachsehen und den Wert eintragen"
    ),
    (
      "FIELD_UNSURE", "Unsicher gelesen: {field}[ („{value}“)][ ({percent} %)]",
      "bitte mit dem Beleg vergleichen und bestätigen oder berichtigen"
    ),
    (
      "READINGS_DIFFER",
      "Zweimal gelesen und verschieden: {field}[ („{first}“ und „{second}“)]",
      "bitte mit dem Beleg vergleichen und bestätigen oder berichtigen"
    ),
    (
      "IDENTIFIER_CHECK_DIGIT",
      "Die Prüfziffer stimmt nicht: {field}[ („{value}“)]",
      "bitte mit dem Beleg vergleichen und beim Lieferanten nachfragen, bevor gezahlt wird"
    ),
    (
      "LOW_CONFIDENCE",
      "Der Beleg ist insgesamt zu unsicher gelesen, um ihn ungesehen zu buchen[ ({confidence} %)]",
      "bitte alle Werte mit dem Beleg vergleichen und bestätigen oder berichtigen"
    ),
    (
      "TOTALS_DO_NOT_ADD_UP",
      "Die Summen gehen nicht auf[: gelesen {stated} statt errechnet {expected}]",
      "bitte Netto, Steuer und Brutto mit dem Beleg vergleichen und berichtigen"
    ),
    (
      "LINES_DO_NOT_ADD_UP",
      "Die Positionen ergeben nicht die Nettosumme[: {sum|lines} statt {stated}]",
      "bitte prüfen, ob eine Position fehlt, doppelt oder falsch gelesen ist"
    ),
    (
      "NOT_AN_INVOICE", "Das ist keine Rechnung[, sondern {kind}]",
      "bitte in den Eingang zurücklegen und als Rechnung bestätigen, falls das nicht stimmt"
    ),
    (
      "RECIPIENT_DIFFERS", "Die Rechnung ist an einen anderen Empfänger gerichtet[: {name|printed}]",
      "bitte prüfen, ob sie zum Unternehmen gehört, und beim Lieferanten die Anschrift berichtigen lassen"
    ),
    (
      "OTHER_PART_UNSURE",
      "Eine andere Rechnung in derselben Datei ist unklar, darum wird keine davon gebucht",
      "bitte zuerst die andere Rechnung klären oder die Rechnungen einzeln ablegen"
    ),
    (
      "LINE_AMOUNTS_DIFFER",
      "Bei[ {count}] Positionen ergibt Menge mal Preis nicht den Betrag[; hier stehen die ersten {shown}]",
      "bitte die Rechnung beim Lieferanten berichtigen lassen"
    ),
    (
      "FINAL_WITHOUT_ADVANCES",
      "Die Schlussrechnung nennt keine Abschlagszahlungen, die schon gebucht sein könnten",
      "bitte frühere Abschlagsrechnungen suchen; gebucht werden darf nur, was noch nicht gebucht ist"
    ),
    (
      "ADVANCES_UNCLEAR",
      "Die Rechnung zieht Zahlungen ab[ ({amount})] und bezieht sich auf frühere Rechnungen",
      "bitte prüfen, ob dieser Teil schon mit einer Abschlagsrechnung gebucht ist"
    ),
    (
      "TAX_AMOUNT_DIFFERS",
      "Der Steuerbetrag passt nicht zur Bemessungsgrundlage[: {stated} statt {expected}][ bei {rate} %]",
      "bitte die Steueraufteilung mit dem Beleg vergleichen"
    ),
    (
      "GROSS_WITHOUT_TAX",
      "Der Bruttobetrag[ {gross}] enthält die Steuer[ {tax}] nicht",
      "bitte Netto, Steuer und Brutto mit dem Beleg vergleichen"
    ),
    (
      "SELF_BILLED",
      "Der Empfänger hat die Rechnung selbst ausgestellt (Abrechnung im Gutschriftverfahren)",
      "bitte prüfen, wer hier wem etwas geliefert hat, und die Buchung angeben"
    ),
    (
      "SPLIT_UNSURE",
      "Es ist unsicher, ob hier mehrere Belege in einer Datei stehen[, getrennt vor Seite {page}]",
      "bitte die Seiten prüfen und die Belege nötigenfalls einzeln scannen"
    ),
    (
      "KIND_UNSURE",
      "Es ist unsicher, ob das eine Rechnung ist[, es könnte {kind} sein]",
      "bitte den Beleg ansehen und bestätigen"
    ),
    (
      "TAX_DOES_NOT_FIT_RATE",
      "[{field}: ]Der Betrag passt nicht zum Satz[: {stated} statt {expected} bei {rate} %]",
      "bitte die Steueraufteilung mit dem Beleg vergleichen und berichtigen"
    ),
    (
      "DUE_BEFORE_ISSUE",
      "Die Fälligkeit[ {due}] liegt vor dem Rechnungsdatum[ {issued}]",
      "bitte beide Daten mit dem Beleg vergleichen"
    ),
    (
      "LINES_MISSING",
      "Es wurden keine Positionen gefunden",
      "bitte das Konto für den ganzen Betrag angeben oder die Positionen eintragen"
    ),
    (
      "LINE_AMOUNT_MISSING",
      "Bei einer Position fehlt der Betrag",
      "bitte auf dem Beleg nachsehen und eintragen"
    ),
    (
      "LINE_RATES_SOLVED",
      "Der Steuersatz der Positionen steht nicht dabei und wurde aus den Summen errechnet",
      "bitte prüfen, welche Position zu welchem Satz gehört"
    ),
    (
      "LINE_RATES_UNKNOWN",
      "Der Steuersatz einzelner Positionen ist nicht zu erkennen",
      "bitte den Satz je Position angeben"
    ),
  ]
}
