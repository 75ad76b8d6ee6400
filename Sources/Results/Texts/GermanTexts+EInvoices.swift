/// What is said about e-invoices as such; single rules of the standard have their own words.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let eInvoices: [(String, String, String)] = [
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
      "XML_NOT_WELL_FORMED", "Die XML-Datei der E-Rechnung ist fehlerhaft[ (Zeile {line})]",
      "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern"
    ),
    (
      "NOT_AN_EINVOICE", "Die XML-Datei ist keine E-Rechnung nach EN 16931[ (Wurzelelement {root})]",
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
      "XML_EMPTY",
      "Die XML-Datei ist leer",
      "bitte die E-Rechnung neu beschaffen und in den Eingang legen"
    ),
    (
      "XML_ENCODING",
      "Die XML-Datei hat eine falsche oder unbekannte Zeichenkodierung[ ({encoding})]",
      "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern"
    ),
    (
      "XML_ENCODING_UNKNOWN",
      "Die Zeichenkodierung der XML-Datei ist unklar[ ({encoding})]",
      "bitte Umlaute und Namen mit dem sichtbaren Beleg vergleichen"
    ),
    (
      "XML_TOO_DEEP",
      "Die E-Rechnung ist zu tief verschachtelt",
      "bitte beim Lieferanten nachfragen und die Rechnung als PDF anfordern"
    ),
    (
      "ORDER_NOT_INVOICE",
      "Die XML-Datei ist eine Bestellung und keine Rechnung",
      "bitte nichts weiter tun, wenn das stimmt"
    ),
    (
      "EINVOICE_SYNTAX_UNSUPPORTED",
      "Dieses E-Rechnungsformat wird nicht gelesen[ (Wurzelelement {root})]",
      "bitte die Rechnung als XRechnung, ZUGFeRD oder PDF anfordern"
    ),
    (
      "EINVOICE_UNUSABLE",
      "Die E-Rechnung ist so unvollständig, dass sie nicht verwendet werden kann",
      "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern"
    ),
    (
      "EINVOICE_FORMAT_OUTDATED",
      "Das E-Rechnungsformat[ {profile}] ist veraltet und gilt nicht mehr als E-Rechnung",
      "bitte den Lieferanten um eine aktuelle Fassung (ZUGFeRD 2 oder XRechnung) bitten"
    ),
    (
      "TEST_INVOICE",
      "Der Aussteller hat die E-Rechnung als Test gekennzeichnet",
      "bitte nur buchen, wenn sie doch echt ist"
    ),
    (
      "CREDIT_NOTE_NEGATIVE",
      "Die Gutschrift nennt negative Beträge, das Vorzeichen ist nicht eindeutig",
      "bitte prüfen, ob es eine Gutschrift oder eine Rechnung ist"
    ),
    (
      "TYPE_IS_NO_INVOICE",
      "Die E-Rechnung trägt einen Typ, der keine Rechnung ist",
      "bitte prüfen, ob sie zu buchen ist"
    ),
    (
      "CORRECTION_OF_INVOICE",
      "Die Rechnung berichtigt eine frühere[ ({number})]",
      "bitte die frühere Rechnung vergleichen und gegebenenfalls zurückziehen"
    ),
    (
      "THIRD_PARTY_PAYMENTS",
      "Die Rechnung enthält Beträge für Dritte[ ({amount})]",
      "bitte prüfen, wie sie zu buchen sind"
    ),
    (
      "PAYEE_DIFFERS",
      "Das Geld soll an jemand anderen als den Lieferanten gehen[: {payee}]",
      "bitte vor der Zahlung beim Lieferanten nachfragen"
    ),
    (
      "VALUE_UNREADABLE",
      "[{field}: ]Der Wert[ „{text}“] ist nicht lesbar",
      "bitte mit dem sichtbaren Beleg vergleichen und eintragen"
    ),
    (
      "DATE_FORMAT_DIFFERS",
      "Das Rechnungsdatum[ {stated}] ist nicht mit acht Ziffern geschrieben, wie die E-Rechnung ankündigt[ (Regel {rule})]",
      "bitte das Datum mit dem Beleg vergleichen"
    ),
    (
      "LINE_AMOUNT_DIFFERS",
      "[Position {line}: ]Menge mal Preis ergibt nicht den Betrag[ {stated}][ (Regel {rule})]",
      "bitte Menge, Preis und Betrag mit dem Beleg vergleichen"
    ),
    (
      "INVOICE_CONTENT_MISSING",
      "Auf der Rechnung fehlen Pflichtangaben[ ({rules})]",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern, sonst ist der Vorsteuerabzug gefährdet"
    ),
    (
      "SEVERAL_EINVOICES",
      "Die Datei enthält mehrere E-Rechnungen[ ({count})]",
      "bitte prüfen, welche davon gilt, und nur diese in den Eingang legen"
    ),
    (
      "XML_DIFFERS_FROM_PAGE",
      "[{field}: ]E-Rechnung und sichtbare Seite widersprechen sich[ ({xml} gegen {page})]",
      "bitte mit dem Lieferanten klären, welcher Wert gilt; steuerlich zählt das XML"
    ),
    (
      "XML_INSTRUCTIONS",
      "Die E-Rechnung enthält Anweisungen an andere Programme mitten im Text, wie Testvorlagen sie haben[: {text}]",
      "bitte prüfen, ob es eine echte Rechnung ist"
    ),
    (
      "ATTACHMENT_LEFT_OUT",
      "Eine Anlage der E-Rechnung[ („{name}“)] ist zu groß oder beschädigt und steht nur in der Originaldatei",
      "bitte beim Lieferanten nachfragen, wenn sie gebraucht wird"
    ),
  ]
}
