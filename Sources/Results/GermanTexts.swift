/// The German sentences.
///
/// A sentence has no full stop; the remedy follows after a dash and begins with "bitte". Placeholders are the
/// arguments of the finding, and `{field}` is the German name of its field.
enum GermanTexts {
  /// By family, for rules of the standard that have no sentence of their own.
  static let brokenRule = TextCatalogue.Text(
    sentence: "Die E-Rechnung verletzt die Regel {code}[: {detail}]",
    remedy: "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern oder die Werte selbst prüfen")

  static let unknown = TextCatalogue.Text(
    sentence: "Eine Prüfung ist nicht bestanden ({code}[, {field}])",
    remedy: "bitte den Beleg ansehen und die Werte prüfen")

  /// Words that arguments stand for, by argument and value.
  static let words: [String: [String: String]] = [
    "kind": [
      "delivery_note": "ein Lieferschein", "reminder": "eine Mahnung", "offer": "ein Angebot",
      "order_confirmation": "eine Auftragsbestätigung", "statement": "ein Kontoauszug",
      "letter": "ein Brief", "advertising": "Werbung", "own_outgoing": "eine eigene Ausgangsrechnung",
      "unknown": "keine erkennbare Rechnung",
    ]
  ]

  /// Code, sentence, remedy.
  static let findings: [(String, String, String)] = [
    // MARK: The file
    (
      "ENCRYPTED", "Die Datei ist mit einem Kennwort geschützt",
      "bitte ohne Kennwort speichern und neu in den Eingang legen"
    ),
    (
      "DAMAGED", "Die Datei ist beschädigt und lässt sich nicht lesen[ ({detail})]",
      "bitte die Datei neu beschaffen oder neu scannen und in den Eingang legen"
    ),
    (
      "EMPTY_FILE", "Die Datei ist leer (0 Byte)",
      "bitte prüfen, ob die Übertragung abgebrochen ist, und die Datei neu in den Eingang legen"
    ),
    (
      "INCOMPLETE", "Die Datei ist unvollständig übertragen worden",
      "bitte noch einmal vollständig in den Eingang legen"
    ),
    (
      "FILE_TOO_LARGE", "Die Datei ist mit {size} größer als erlaubt[ (höchstens {limit})]",
      "bitte mit geringerer Auflösung scannen oder in mehrere Dateien teilen"
    ),
    (
      "UNSUPPORTED_TYPE", "Die Datei ist weder PDF noch Bild noch E-Rechnung[, sondern {type}]",
      "bitte die Rechnung als PDF oder XML in den Eingang legen"
    ),
    (
      "NOT_A_FILE", "Das ist keine gewöhnliche Datei, sondern eine Verknüpfung oder ein Gerät",
      "bitte die Datei selbst in den Eingang legen"
    ),
    (
      "HARD_LINK", "Die Datei liegt unter mehreren Namen auf dem Datenträger (harte Verknüpfung)",
      "bitte eine Kopie in den Eingang legen"
    ),
    (
      "NO_READ_PERMISSION", "Für die Datei fehlen die Leserechte",
      "bitte die Zugriffsrechte ändern, sie wird dann von selbst gelesen"
    ),
    (
      "TOO_MANY_PAGES", "Die Datei hat[ mit {pages}] zu viele Seiten[ (höchstens {limit})]",
      "bitte in mehrere Dateien teilen"
    ),
    (
      "PAGE_TOO_LARGE", "[Seite {page}: ]Eine Seite ist größer als erlaubt",
      "bitte auf A4 verkleinern und neu in den Eingang legen"
    ),
    (
      "TOO_COMPLEX", "Die Datei ist zu aufwendig aufgebaut, das Lesen wurde abgebrochen",
      "bitte ausdrucken und scannen oder eine einfachere PDF-Datei anfordern"
    ),
    ("NO_PAGES", "Die Datei enthält keine Seite", "bitte die Datei neu beschaffen und in den Eingang legen"),
    (
      "READER_DIED", "Die Datei hat das Leseprogramm zweimal zum Absturz gebracht[ ({detail})]",
      "bitte ausdrucken, scannen und den Scan in den Eingang legen"
    ),
    (
      "READER_TIMED_OUT", "Das Lesen der Datei hat zu lange gedauert und wurde abgebrochen",
      "bitte in kleinere Dateien teilen oder mit 300 dpi neu scannen"
    ),
    (
      "NO_TEXT", "Auf den Seiten ist kein Text zu erkennen", "bitte den Beleg neu und deutlicher scannen"
    ),
    (
      "ACTIVE_CONTENT", "Die Datei enthält ausführbare Inhalte[ ({detail})]; sie wurden nicht ausgeführt",
      "bitte den Absender prüfen, wenn die Datei unerwartet kam"
    ),
    (
      "HIDDEN_TEXT", "Die Datei enthält unsichtbaren Text, der vom sichtbaren abweicht",
      "bitte den Beleg mit dem Lieferanten abgleichen und nichts überweisen, bevor das geklärt ist"
    ),
    // MARK: E-invoices
    (
      "XML_DTD",
      "Die E-Rechnung enthält eine Dokumenttyp-Deklaration, das ist aus Sicherheitsgründen gesperrt",
      "bitte beim Lieferanten eine E-Rechnung ohne DTD anfordern"
    ),
    (
      "XML_TOO_LARGE", "Die E-Rechnung ist zu groß oder zu tief verschachtelt",
      "bitte beim Lieferanten nachfragen und die Rechnung als PDF anfordern"
    ),
    (
      "XML_MALFORMED", "Die XML-Datei der E-Rechnung ist fehlerhaft[ ({detail})]",
      "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern"
    ),
    (
      "NOT_AN_EINVOICE", "Die XML-Datei ist keine E-Rechnung nach EN 16931[ ({detail})]",
      "bitte die Rechnung als PDF oder als XRechnung oder ZUGFeRD anfordern"
    ),
    (
      "PROFILE_NOT_AN_INVOICE",
      "Das E-Rechnungsprofil[ {profile}] enthält zu wenig Angaben und ist keine Rechnung im Sinne des Gesetzes",
      "bitte die Werte nach dem sichtbaren Beleg prüfen und ergänzen"
    ),
    (
      "PROFILE_UNKNOWN", "Das E-Rechnungsprofil[ {profile}] ist nicht bekannt",
      "bitte die gelesenen Werte mit dem sichtbaren Beleg vergleichen"
    ),
    (
      "EINVOICE_RULE_BROKEN", "Die E-Rechnung verletzt die Regel {rule}[: {detail}]",
      "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern oder die Werte selbst prüfen"
    ),
    (
      "SEVERAL_XML", "Die Datei enthält mehrere E-Rechnungen[ ({count})]",
      "bitte prüfen, welche davon gilt"
    ),
    (
      "XML_PAGE_CONTRADICTION",
      "[{field}: ]E-Rechnung und sichtbare Seite widersprechen sich[ („{xml}“ gegen „{page}“)]",
      "bitte mit dem Lieferanten klären, welcher Wert gilt; steuerlich zählt das XML"
    ),
    // MARK: What was read
    (
      "FIELD_MISSING", "Nicht gefunden: {field}",
      "bitte auf dem Beleg nachsehen und den Wert eintragen"
    ),
    (
      "FIELD_UNSURE", "Unsicher gelesen: {field}[ („{value}“)]",
      "bitte mit dem Beleg vergleichen und bestätigen oder berichtigen"
    ),
    (
      "LOW_CONFIDENCE", "Der Beleg ist insgesamt zu unsicher gelesen, um ihn ungesehen zu buchen",
      "bitte alle Werte mit dem Beleg vergleichen und bestätigen oder berichtigen"
    ),
    (
      "TOTALS_DO_NOT_ADD_UP",
      "Die Summen gehen nicht auf[: gelesen {stated} statt errechnet {expected}]",
      "bitte Netto, Steuer und Brutto mit dem Beleg vergleichen und berichtigen"
    ),
    (
      "LINES_DO_NOT_ADD_UP",
      "Die Positionen ergeben nicht die Nettosumme[: {sum} statt {stated}]",
      "bitte prüfen, ob eine Position fehlt, doppelt oder falsch gelesen ist"
    ),
    (
      "LINE_DOES_NOT_ADD_UP",
      "[Position {line}: ]Menge mal Preis ergibt nicht den Betrag[: {stated} statt {expected}]",
      "bitte Menge, Preis und Betrag mit dem Beleg vergleichen"
    ),
    (
      "TAX_DOES_NOT_ADD_UP",
      "Der Steuerbetrag passt nicht zu Satz und Bemessungsgrundlage[: {stated} statt {expected} bei {rate} %]",
      "bitte die Steueraufteilung mit dem Beleg vergleichen und berichtigen"
    ),
    (
      "NO_LINES", "Es wurden keine Positionen gefunden",
      "bitte das Konto für den ganzen Betrag angeben oder die Positionen eintragen"
    ),
    (
      "ID_CHECK_DIGIT", "[{field}: ]Die Prüfziffer stimmt nicht[ („{value}“)]",
      "bitte Ziffer für Ziffer mit dem Beleg vergleichen"
    ),
    (
      "DATE_IMPLAUSIBLE", "[{field}: ]Das Datum[ {value}] ist unwahrscheinlich",
      "bitte mit dem Beleg vergleichen und berichtigen"
    ),
    (
      "CURRENCY_FOREIGN", "Die Rechnung lautet auf eine fremde Währung[ ({currency})]",
      "bitte den Kurs festlegen und den Betrag in Euro eintragen"
    ),
    (
      "NOT_AN_INVOICE", "Das ist keine Rechnung[, sondern {kind}]",
      "bitte in den Eingang zurücklegen und als Rechnung bestätigen, falls das nicht stimmt"
    ),
    (
      "RECIPIENT_DIFFERS", "Die Rechnung ist an einen anderen Empfänger gerichtet[: {name}]",
      "bitte prüfen, ob sie zum Unternehmen gehört, und beim Lieferanten die Anschrift berichtigen lassen"
    ),
    (
      "RECIPIENT_MISSING", "Auf der Rechnung ist der Empfänger nicht zu erkennen",
      "bitte prüfen, ob sie an das Unternehmen gerichtet ist"
    ),
    (
      "SPLIT_UNSURE", "Es ist unklar, ob die Datei eine oder mehrere Rechnungen enthält[ ({parts})]",
      "bitte prüfen und die Rechnungen gegebenenfalls einzeln in den Eingang legen"
    ),
    (
      "OTHER_PART_UNSURE",
      "Eine andere Rechnung in derselben Datei ist unklar, darum wird keine davon gebucht",
      "bitte zuerst die andere Rechnung klären oder die Rechnungen einzeln ablegen"
    ),
    // MARK: What is known
    (
      "DUPLICATE_FILE", "Dieselbe Datei liegt bereits vor[: {of}]",
      "bitte nichts weiter tun, wenn es derselbe Beleg ist"
    ),
    (
      "POSSIBLE_DUPLICATE", "Diese Rechnung wurde möglicherweise schon erfasst[: {of}]",
      "bitte beide Belege vergleichen und einen davon verwerfen"
    ),
    (
      "IBAN_CHANGED", "Die Bankverbindung des Lieferanten ist neu[: {new} statt {old}]",
      "bitte vor der Zahlung beim Lieferanten unter einer bekannten Nummer nachfragen (Betrugsgefahr)"
    ),
    (
      "SELLER_UNKNOWN", "Der Lieferant ist noch nicht bekannt",
      "bitte Name, USt-IdNr. und Bankverbindung prüfen und bestätigen"
    ),
    (
      "TRIAL_MODE", "Der Probebetrieb ist eingeschaltet, es wird nichts ungesehen gebucht",
      "bitte den Vorschlag ansehen und bestätigen"
    ),
    (
      "POLICY_REVIEW", "Belege dieser Art[ ({case})] werden nach den Einstellungen nie ungesehen gebucht",
      "bitte den Vorschlag ansehen und bestätigen"
    ),
    // MARK: Tax and accounts
    (
      "ACCOUNT_UNSURE", "[Position {line}: ]Das Konto ist unsicher[, Vorschlag {account}]",
      "bitte das richtige Konto angeben"
    ),
    (
      "ACCOUNT_MISSING", "[Position {line}: ]Für diese Ware oder Leistung ist kein Konto bekannt",
      "bitte das richtige Konto angeben"
    ),
    (
      "TAX_CASE_UNSURE", "Es ist unklar, wie die Umsatzsteuer zu behandeln ist",
      "bitte den Steuerfall angeben oder den Steuerberater fragen"
    ),
    (
      "REVERSE_CHARGE_WITH_TAX",
      "Die Rechnung verweist auf die Steuerschuld des Empfängers (§ 13b UStG) und weist trotzdem Steuer aus",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "CONSTRUCTION_WITH_TAX",
      "Bauleistung mit ausgewiesener Steuer, obwohl der Empfänger sie schuldet (§ 13b UStG)",
      "bitte beim Lieferanten eine Rechnung ohne Steuer anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "PV_ZERO_RATE", "Nullsteuersatz für Photovoltaik (§ 12 Abs. 3 UStG)",
      "bitte prüfen, ob die Voraussetzungen vorliegen, und bestätigen"
    ),
    (
      "SELF_BILLING",
      "Das ist eine Gutschrift im Sinne des § 14 Abs. 2 UStG (Abrechnung durch den Empfänger)",
      "bitte als Erlös buchen lassen, nicht als Einkauf"
    ),
    (
      "IMPORT", "Einfuhr aus einem Drittland",
      "bitte den Zollbescheid zur Einfuhrumsatzsteuer dazulegen und die Buchung bestätigen"
    ),
    (
      "FOREIGN_VAT", "Die Rechnung weist ausländische Umsatzsteuer aus[ ({country})]",
      "bitte brutto als Aufwand bestätigen oder die Vergütung im Ausland beantragen lassen"
    ),
    (
      "MARGIN_SCHEME", "Differenzbesteuerung (§ 25 oder § 25a UStG), Vorsteuer ist nicht abziehbar",
      "bitte die Buchung ohne Vorsteuer bestätigen"
    ),
    (
      "REVERSE_CHARGE_GOODS", "Lieferung von Waren mit Steuerschuld des Empfängers (§ 13b UStG)",
      "bitte prüfen, ob die Ware darunterfällt und die Betragsgrenze erreicht ist"
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
      "ENTERTAINMENT_DETAILS_MISSING", "Auf dem Bewirtungsbeleg fehlen Anlass oder Teilnehmer",
      "bitte beides auf dem Beleg ergänzen und ihn bestätigen"
    ),
    (
      "TAX_CONTRADICTION",
      "Steuersatz, Steuerbetrag und Hinweistext widersprechen sich[: {detail}]",
      "bitte mit dem Beleg vergleichen oder beim Lieferanten eine berichtigte Rechnung anfordern"
    ),
    (
      "RATE_NOT_VALID_ON_DATE", "Der Steuersatz[ {rate} %] galt am Tag der Leistung[ ({date})] nicht",
      "bitte Leistungsdatum und Satz prüfen und gegebenenfalls eine berichtigte Rechnung anfordern"
    ),
    (
      "PRIVATE", "Der Beleg scheint eine private Ausgabe zu sein",
      "bitte klären, ob er zum Unternehmen gehört"
    ),
    (
      "UNJUSTIFIED_TAX", "Der Aussteller weist Steuer aus, obwohl er das nicht darf (§ 14c UStG)",
      "bitte eine berichtigte Rechnung anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "POSTING_PERIOD_CLOSED", "Das Rechnungsdatum liegt in einem abgeschlossenen Zeitraum[ ({period})]",
      "bitte den Buchungszeitraum mit dem Steuerberater klären"
    ),
    (
      "DATEV_NOT_CONFIGURED", "Berater- oder Mandantennummer ist noch nicht eingestellt",
      "bitte beides in der Mandantendatei eintragen lassen, vorher wird nichts übergeben"
    ),
  ]
}
