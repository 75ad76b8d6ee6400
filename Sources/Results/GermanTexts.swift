import Accounting
import Invoice

/// The German sentences.
///
/// A sentence has no full stop; the remedy follows after a dash and begins with "bitte". Placeholders are the
/// arguments of the finding, and `{field}` is the German name of its field.
enum GermanTexts {
  /// By family, for rules of the standard that have no sentence of their own.
  static func brokenRule(_ code: String) -> TextCatalogue.Text? {
    guard let family = families.first(where: { code.hasPrefix($0.prefix) }) else { return nil }
    return TextCatalogue.Text(
      sentence: "Die E-Rechnung verletzt die Regel {code} (\(rules[code] ?? family.subject))[: {detail}]",
      remedy: "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern oder die Werte selbst prüfen")
  }

  /// What a rule asks, in few words; that of its family where it has none of its own.
  static func meaning(ofRule id: String) -> String {
    rules[id] ?? families.first { id.hasPrefix($0.prefix) }?.subject ?? ""
  }

  /// The rules that suppliers break most, in a bookkeeper's words.
  private static let rules = [
    "BR-01": "die Angabe des Profils (BT-24) fehlt", "BR-02": "die Rechnungsnummer (BT-1) fehlt",
    "BR-03": "das Rechnungsdatum (BT-2) fehlt oder ist falsch geschrieben",
    "BR-04": "die Art der Rechnung (BT-3) fehlt", "BR-05": "die Währung (BT-5) fehlt",
    "BR-06": "der Name des Lieferanten (BT-27) fehlt", "BR-07": "der Name des Empfängers (BT-44) fehlt",
    "BR-08": "die Anschrift des Lieferanten fehlt", "BR-09": "das Land des Lieferanten (BT-40) fehlt",
    "BR-10": "die Anschrift des Empfängers fehlt", "BR-11": "das Land des Empfängers (BT-55) fehlt",
    "BR-12": "die Summe der Positionen (BT-106) fehlt", "BR-13": "der Nettobetrag (BT-109) fehlt",
    "BR-14": "der Bruttobetrag (BT-112) fehlt", "BR-15": "der Zahlbetrag (BT-115) fehlt",
    "BR-16": "die Rechnung hat keine Position",
    "BR-53": "die Steuer in der Abrechnungswährung (BT-111) fehlt",
    "BR-DE-TMP-32": "Liefer- oder Leistungsdatum (BT-72, BG-14, BG-26) fehlt",
    "PEPPOL-EN16931-R005": "die Abrechnungswährung (BT-6) gleicht der Rechnungswährung",
    "PEPPOL-EN16931-R054": "die Steuer in der Abrechnungswährung (BT-111) fehlt oder ist überzählig",
    "PEPPOL-EN16931-R055": "die Steuer in beiden Währungen (BT-110, BT-111) hat verschiedene Vorzeichen",
    "BR-CO-04": "bei einer Position fehlt die Steuerkategorie (BT-151)",
    "BR-CO-09": "eine USt-IdNr. beginnt nicht mit dem Länderkürzel",
    "BR-CO-10": "die Positionen ergeben nicht ihre Summe (BT-106)",
    "BR-CO-11": "die Nachlässe ergeben nicht ihre Summe (BT-107)",
    "BR-CO-12": "die Zuschläge ergeben nicht ihre Summe (BT-108)",
    "BR-CO-13": "der Nettobetrag (BT-109) passt nicht zu Positionen, Zu- und Abschlägen",
    "BR-CO-14": "die Steuerbeträge ergeben nicht die gesamte Steuer (BT-110)",
    "BR-CO-15": "der Bruttobetrag (BT-112) ist nicht Netto plus Steuer",
    "BR-CO-16": "der Zahlbetrag (BT-115) passt nicht zu Brutto und Vorauszahlung",
    "BR-CO-17": "ein Steuerbetrag (BT-117) passt nicht zu Grundlage und Satz",
    "BR-CO-18": "die Aufteilung der Steuer (BG-23) fehlt",
    "BR-CO-25": "weder Fälligkeit (BT-9) noch Zahlungsbedingungen (BT-20) sind genannt",
    "BR-CO-26": "der Lieferant ist weder durch USt-IdNr. noch durch Register- oder andere Nummer bestimmt",
    "BR-DE-1": "Angaben zur Zahlung fehlen", "BR-DE-2": "der Ansprechpartner des Lieferanten fehlt",
    "BR-DE-3": "der Ort des Lieferanten (BT-37) fehlt",
    "BR-DE-4": "die Postleitzahl des Lieferanten (BT-38) fehlt",
    "BR-DE-5": "der Name des Ansprechpartners (BT-41) fehlt", "BR-DE-6": "die Telefonnummer (BT-42) fehlt",
    "BR-DE-7": "die E-Mail-Adresse (BT-43) fehlt", "BR-DE-8": "der Ort des Empfängers (BT-52) fehlt",
    "BR-DE-9": "die Postleitzahl des Empfängers (BT-53) fehlt",
    "BR-DE-14": "ein Steuersatz (BT-119) fehlt",
    "BR-DE-15": "die Leitweg-ID oder Referenz des Empfängers (BT-10) fehlt",
    "BR-DE-16": "USt-IdNr. und Steuernummer des Lieferanten fehlen",
    "BR-DE-17": "die Art der Rechnung (BT-3) ist nicht vorgesehen",
    "BR-DE-18": "die Skontoangabe (BT-20) ist falsch geschrieben", "BR-DE-19": "die IBAN (BT-84) ist falsch",
    "BR-DE-20": "die IBAN für die Lastschrift (BT-91) ist falsch",
    "BR-DE-21": "das Profil (BT-24) ist nicht das der XRechnung",
    "BR-DE-27": "die Telefonnummer (BT-42) ist unvollständig",
    "BR-DE-28": "die E-Mail-Adresse (BT-43) ist falsch geschrieben",
  ]

  /// Longer prefixes first.
  private static let families: [(prefix: String, subject: String)] = [
    ("BR-CL-", "ein Code steht nicht in der Codeliste"), ("BR-CO-", "Zusammenhang der Beträge und Angaben"),
    ("BR-DEC-", "zu viele Nachkommastellen"), ("BR-DEX-", "Erweiterung der XRechnung"),
    ("BR-DE-", "Vorgabe der XRechnung"), ("BR-AE-", "Steuerschuld des Empfängers"),
    ("BR-AF-", "Steuer der Kanarischen Inseln"), ("BR-AG-", "Steuer von Ceuta und Melilla"),
    ("BR-B-", "geteilte Zahlung"), ("BR-E-", "Steuerbefreiung"), ("BR-G-", "Ausfuhr"),
    ("BR-IC-", "innergemeinschaftliche Lieferung"), ("BR-O-", "nicht steuerbar"), ("BR-S-", "Steuersatz"),
    ("BR-Z-", "Nullsatz"), ("BR-", "eine Pflichtangabe fehlt"), ("PEPPOL-", "Vorgabe von Peppol"),
    ("UBL-", "Aufbau der UBL-Datei"),
  ]

  static let unknown = TextCatalogue.Text(
    sentence: "Eine Prüfung ist nicht bestanden ({code}[, {field}])",
    remedy: "bitte den Beleg ansehen und die Werte prüfen")

  /// Words that arguments stand for, by argument and value.
  static let words: [String: [String: String]] = {
    var words = ["kind": kinds, "state": states]
    let cases = TaxCase.allCases.map { ($0.rawValue, SheetWords.taxCase($0)) }
    let phrases = Dictionary(
      uniqueKeysWithValues: cases + [("reverse_charge", "Steuerschuld des Empfängers (§ 13b UStG)")])
    for name in ["first", "second"] { words[name] = phrases }
    let documents = Dictionary(
      uniqueKeysWithValues: DocumentType.allCases.map { ($0.rawValue, SheetWords.documentType($0)) })
    let policies = ["entertainment": "Bewirtung", "fine": "Bußgeld", "gift": "Geschenk"]
    words["case"] = phrases.merging(documents) { first, _ in first }.merging(policies) { first, _ in first }
    return words
  }()

  private static let kinds = [
    "delivery_note": "ein Lieferschein", "reminder": "eine Mahnung", "offer": "ein Angebot",
    "order_confirmation": "eine Auftragsbestätigung", "statement": "ein Kontoauszug",
    "letter": "ein Brief", "advertising": "Werbung", "own_outgoing": "eine eigene Ausgangsrechnung",
    "unknown": "etwas anderes",
  ]

  /// Every text: code, sentence, remedy.
  static var all: [(String, String, String)] { findings + corrections }

  /// Code, sentence, remedy.
  static let findings: [(String, String, String)] = [
    // MARK: The delivery
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
    // MARK: The file
    (
      "ENCRYPTED", "Die Datei ist mit einem Kennwort geschützt",
      "bitte ohne Kennwort speichern und neu in den Eingang legen"
    ),
    (
      "DAMAGED", "Die Datei ist beschädigt und lässt sich nicht lesen",
      "bitte die Datei neu beschaffen oder neu scannen und in den Eingang legen"
    ),
    (
      "NOTHING_LEGIBLE", "In der Datei steht auf keiner Seite lesbarer Text[ (Seiten: {pages})]",
      "bitte neu scannen oder die Rechnung beim Lieferanten noch einmal anfordern"
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
      "UNSUPPORTED_TYPE", "Die Datei ist weder PDF noch Bild noch E-Rechnung, E-Mail oder Archiv[ ({type})]",
      "bitte die Rechnung als PDF oder XML in den Eingang legen"
    ),
    (
      "MAIL_UNPACKED", "Die E-Mail wurde geöffnet; jede Datei darin wird für sich verarbeitet ({count})",
      "bitte die Ergebnisse unter den hier genannten Namen ansehen"
    ),
    (
      "ARCHIVE_UNPACKED", "Das Archiv wurde entpackt; jede Datei darin wird für sich verarbeitet ({count})",
      "bitte die Ergebnisse unter den hier genannten Namen ansehen"
    ),
    (
      "CONTAINED_DOCUMENT", "Darin gefunden: {name}",
      "bitte unter diesem Namen nachsehen, was daraus geworden ist"
    ),
    (
      "CONTAINED_FILE_LEFT_ASIDE", "Nicht als Beleg behandelt: {name}",
      "bitte einzeln in den Eingang legen, falls es doch ein Beleg ist"
    ),
    (
      "MAIL_WITHOUT_DOCUMENT",
      "In der E-Mail steckt keine Datei, die ein Beleg sein könnte[; nicht als Beleg behandelt: {names}]",
      "bitte den Text der E-Mail als PDF drucken und in den Eingang legen, falls er die Rechnung ist"
    ),
    (
      "ARCHIVE_WITHOUT_DOCUMENT",
      "Im Archiv steckt keine Datei, die ein Beleg sein könnte[; nicht als Beleg behandelt: {names}]",
      "bitte den Inhalt ansehen und Belege einzeln in den Eingang legen"
    ),
    (
      "ARCHIVE_ENCRYPTED", "Das Archiv ist mit einem Kennwort geschützt",
      "bitte mit dem Kennwort entpacken und die Belege einzeln in den Eingang legen"
    ),
    (
      "MAIL_ENCRYPTED", "Die E-Mail ist verschlüsselt oder steckt als Ganzes in ihrer Signatur",
      "bitte im Mailprogramm öffnen und die Anlagen einzeln in den Eingang legen"
    ),
    (
      "CONTAINER_TOO_MANY", "In der Datei stecken zu viele Belege oder Dateien (höchstens {limit} Belege)",
      "bitte in mehreren Teilen in den Eingang legen; entnommen wurde nichts"
    ),
    (
      "CONTAINER_TOO_LARGE", "Der Inhalt der Datei ist entpackt größer als erlaubt ({limit})",
      "bitte in mehreren Teilen in den Eingang legen; entnommen wurde nichts"
    ),
    (
      "CONTAINER_TOO_DEEP", "In der Datei stecken Archive oder E-Mails zu tief ineinander",
      "bitte entpacken und die Belege einzeln in den Eingang legen; entnommen wurde nichts"
    ),
    (
      "ORIGINAL_DAMAGED", "Das abgelegte Original ist auf dem Datenträger beschädigt worden",
      "bitte die Datei noch einmal in den Eingang legen und dem Betreiber den Datenträger melden"
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
      "PAGE_TOO_LARGE", "[Seite {page}: ]Eine Seite ist größer als erlaubt[ ({width_mm} × {height_mm} mm)]",
      "bitte auf A4 verkleinern und neu in den Eingang legen"
    ),
    (
      "TOO_COMPLEX", "Die Datei ist zu aufwendig aufgebaut, das Lesen wurde abgebrochen",
      "bitte ausdrucken und scannen oder eine einfachere PDF-Datei anfordern"
    ),
    ("NO_PAGES", "Die Datei enthält keine Seite", "bitte die Datei neu beschaffen und in den Eingang legen"),
    (
      "READER_DIED", "Die Datei hat das Leseprogramm zum Absturz gebracht[ (Signal {signal})]",
      "bitte ausdrucken, scannen und den Scan in den Eingang legen"
    ),
    (
      "SERVICE_DIED", "Bei der Verarbeitung dieser Datei ist der Dienst selbst mehrmals abgestürzt",
      "bitte ausdrucken, scannen und den Scan in den Eingang legen; die Datei dem Betreiber zeigen"
    ),
    (
      "READER_TIMED_OUT", "Das Lesen der Datei hat zu lange gedauert und wurde abgebrochen",
      "bitte in kleinere Dateien teilen oder mit 300 dpi neu scannen"
    ),
    (
      "ACTIVE_CONTENT", "Die Datei enthält ausführbare Inhalte[ ({detail})]; sie wurden nicht ausgeführt",
      "bitte den Absender prüfen, wenn die Datei unerwartet kam"
    ),
    (
      "HIDDEN_TEXT", "Auf Seite {page} steht unsichtbar ein Wert, den man im Beleg nicht sieht („{value}“)",
      "bitte den Absender prüfen und nur nach den sichtbaren Werten buchen und zahlen"
    ),
    (
      "GIROCODE_ACCOUNT_DIFFERS",
      "Der GiroCode auf der Rechnung nennt ein anderes Konto ({code}) als der gedruckte Text ({printed})",
      "bitte vor dem Bezahlen beim Lieferanten nachfragen, aber nicht unter einer Nummer von dieser Rechnung"
    ),
    (
      "GIROCODE_AMOUNT_DIFFERS",
      "Der GiroCode auf der Rechnung nennt einen anderen Betrag ({code}) als gelesen ({stated})",
      "bitte Zahlbetrag und Summen mit dem Beleg vergleichen"
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
    // MARK: What was read
    (
      "FIELD_MISSING", "Nicht gefunden: {field}",
      "bitte auf dem Beleg nachsehen und den Wert eintragen"
    ),
    (
      "FIELD_UNSURE", "Unsicher gelesen: {field}[ („{value}“)][ ({percent} %)]",
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
    // MARK: What is known
    (
      "RESTORED",
      "Der Beleg war beim Einspielen einer Datensicherung unfertig, sein Ergebnis liegt aber schon im Ausgang",
      "bitte prüfen, ob er in DATEV angekommen ist, und ihn nur dann neu in den Eingang legen, wenn nicht"
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
    // MARK: Tax and accounts
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
    // MARK: By room, as they name them
    (
      "DOCUMENT_TOO_LARGE",
      "Die Datei ist größer als erlaubt",
      "bitte mit geringerer Auflösung scannen oder in mehrere Dateien teilen"
    ),
    (
      "LANGUAGE_MISSING",
      "Für die Texterkennung fehlen die Sprachdaten[ ({languages})]",
      "bitte den Administrator das Paket tesseract-ocr-deu installieren lassen"
    ),
    (
      "OCR_UNAVAILABLE",
      "Die Texterkennung ist nicht verfügbar",
      "bitte den Administrator die Installation von Tesseract prüfen lassen"
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
      "LINE_AMOUNT_DIFFERS",
      "[Position {line}: ]Menge mal Preis ergibt nicht den Betrag[ {stated}]",
      "bitte Menge, Preis und Betrag mit dem Beleg vergleichen"
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
      "PICTURE_TOO_LARGE",
      "Das Bild ist zu groß[: {width} × {height} Punkte]",
      "bitte mit höchstens 600 dpi scannen"
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
      "INVOICE_CONTENT_MISSING",
      "Auf der Rechnung fehlen Pflichtangaben[ ({rules})]",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern, sonst ist der Vorsteuerabzug gefährdet"
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
      "TAX_SELF_BILLING",
      "Das ist eine Gutschrift im Sinne des § 14 Abs. 2 UStG[ („{phrase}“)]",
      "bitte als Erlös buchen lassen, nicht als Einkauf"
    ),
    (
      "TAX_OWN_RECEIPT",
      "Das ist ein Eigenbeleg[ („{phrase}“)], Vorsteuer ist daraus nicht abziehbar",
      "bitte prüfen, ob es eine Rechnung dazu gibt"
    ),
    (
      "TAX_FOREIGN_VAT",
      "Die Rechnung weist ausländische Umsatzsteuer aus[ ({country}, {rate} %)]",
      "bitte brutto als Aufwand bestätigen oder die Vergütung im Ausland beantragen lassen"
    ),
    (
      "TAX_IMPORT",
      "Lieferung aus einem Drittland[ ({country})]",
      "bitte den Zollbescheid zur Einfuhrumsatzsteuer dazulegen und die Buchung bestätigen"
    ),
    (
      "TAX_IMPORT_VAT_NOTICE",
      "Der Beleg nennt Einfuhrumsatzsteuer[ („{phrase}“)]",
      "bitte den Zollbescheid dazulegen und die Buchung bestätigen"
    ),
    (
      "TAX_TRIANGULAR",
      "Der Text deutet auf ein Dreiecksgeschäft[ ({country})]",
      "bitte den Steuerfall mit dem Steuerberater klären"
    ),
    (
      "TAX_PHRASES_DIFFER",
      "Die Hinweise auf der Rechnung passen nicht zusammen[: {first} und {second}]",
      "bitte prüfen, welcher Steuerfall gilt"
    ),
    (
      "TAX_INTRA_EU_WORDING_MISSING",
      "Lieferung aus der EU ohne Steuer[ ({country})], aber ohne den vorgeschriebenen Hinweis",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Erwerb bestätigen"
    ),
    (
      "TAX_INTRA_EU_IDS_MISSING",
      "Für den innergemeinschaftlichen Erwerb fehlt eine Angabe[: {missing}]",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Erwerb bestätigen"
    ),
    (
      "TAX_INTRA_EU_FROM_GERMANY",
      "Die Rechnung nennt eine innergemeinschaftliche Lieferung, der Lieferant sitzt aber in Deutschland",
      "bitte prüfen, von wo geliefert wurde, und den Steuerfall angeben"
    ),
    (
      "TAX_FOREIGN_SERVICE_UNPROVEN",
      "Leistung aus dem Ausland[ ({country})] ohne Hinweis auf die Steuerschuld des Empfängers",
      "bitte prüfen, ob § 13b UStG gilt, und den Steuerfall angeben"
    ),
    (
      "TAX_AMOUNTS_MISSING",
      "Steuersatz und Steuerbetrag sind nicht zu erkennen",
      "bitte die Steueraufteilung nach dem Beleg eintragen"
    ),
    (
      "TAX_PV_ZERO_RATE",
      "Nullsteuersatz für Photovoltaik (§ 12 Abs. 3 UStG)",
      "bitte prüfen, ob die Voraussetzungen vorliegen, und bestätigen"
    ),
    (
      "TAX_MARGIN_SCHEME",
      "Differenzbesteuerung[ („{phrase}“)], Vorsteuer ist nicht abziehbar",
      "bitte die Buchung ohne Vorsteuer bestätigen"
    ),
    (
      "TAX_ZERO_WITHOUT_REASON",
      "Die Rechnung weist keine Steuer aus und nennt keinen Grund dafür",
      "bitte beim Lieferanten nachfragen oder den Steuerfall angeben"
    ),
    (
      "TAX_13B_WORDING_MISSING",
      "Keine Steuer ausgewiesen, aber der Hinweis auf die Steuerschuld des Empfängers (§ 13b UStG) fehlt",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Steuerfall bestätigen"
    ),
    (
      "TAX_13B_GOODS",
      "Lieferung von Waren mit Steuerschuld des Empfängers (§ 13b UStG)[: „{phrase}“]",
      "bitte prüfen, ob die Ware darunterfällt und die Betragsgrenze erreicht ist"
    ),
    (
      "TAX_13B_ON_GOODS",
      "Die Rechnung verweist auf § 13b UStG, enthält aber offenbar nur Waren",
      "bitte prüfen, ob es eine Bauleistung ist; sonst eine Rechnung mit Steuer anfordern"
    ),
    (
      "TAX_13B_TENANT_IS_NOT_LIABLE",
      "Die Rechnung verweist auf § 13b UStG, das Unternehmen erbringt aber keine solchen Leistungen",
      "bitte die Einstellung prüfen oder beim Lieferanten eine Rechnung mit Steuer anfordern"
    ),
    (
      "TAX_48B_CERTIFICATE",
      "Bauleistung: Ohne Freistellungsbescheinigung (§ 48b EStG) sind 15 % einzubehalten",
      "bitte die Bescheinigung des Lieferanten bereithalten"
    ),
    (
      "TAX_CONSTRUCTION_WITH_PRINTED_TAX",
      "Bauleistung mit ausgewiesener Steuer[ ({tax})], obwohl der Empfänger sie schuldet (§ 13b UStG)",
      "bitte beim Lieferanten eine Rechnung ohne Steuer anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "TAX_13B_WITH_PRINTED_TAX",
      "Die Rechnung verweist auf § 13b UStG und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "TAX_SMALL_BUSINESS_WITH_TAX",
      "Der Aussteller nennt sich Kleinunternehmer und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "TAX_MARGIN_SCHEME_WITH_TAX",
      "Die Rechnung nennt Differenzbesteuerung und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern"
    ),
    (
      "TAX_ZERO_RATE_WITH_TAX",
      "Die Rechnung nennt den Nullsteuersatz und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern"
    ),
    (
      "TAX_RATE_UNKNOWN",
      "Den Steuersatz[ {rate} %] gibt es in Deutschland nicht",
      "bitte mit dem Beleg vergleichen und den Steuerfall angeben"
    ),
    (
      "TAX_RATE_NOT_VALID_ON_DATE",
      "Der Steuersatz[ {rate} %] galt am Tag der Leistung[ ({date})] nicht[, richtig wären {expected} %]",
      "bitte Leistungsdatum und Satz prüfen und gegebenenfalls eine berichtigte Rechnung anfordern"
    ),
    (
      "TAX_RESTAURANT_RATE",
      "Speisen in der Gaststätte mit {rate} %: Am Tag der Leistung[ ({date})] galt der volle Satz",
      "bitte Leistung und Satz mit dem Beleg vergleichen"
    ),
    (
      "TAX_ADVANCE_PAYMENT",
      "Anzahlung: Die Vorsteuer ist erst nach der Zahlung abziehbar",
      "bitte das Datum der Zahlung beachten"
    ),
    (
      "EMBEDDED_FILES_LEFT_OUT",
      "Die PDF-Datei enthält mehr Anhänge, als gelesen werden[ ({count} ausgelassen)]",
      "bitte prüfen, ob eine E-Rechnung darunter ist, und sie einzeln in den Eingang legen"
    ),
    (
      "EMBEDDED_PROGRAM",
      "Die Datei enthält ein Programm als Anhang[ („{name}“)]; es wurde nicht ausgeführt",
      "bitte den Absender prüfen, wenn die Datei unerwartet kam"
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
      "Die E-Rechnung enthält Anweisungen an andere Programme mitten im Text, wie Testvorlagen sie haben",
      "bitte prüfen, ob es eine echte Rechnung ist"
    ),
    (
      "ATTACHMENT_LEFT_OUT",
      "Eine Anlage der E-Rechnung[ („{name}“)] ist zu groß oder beschädigt und steht nur in der Originaldatei",
      "bitte beim Lieferanten nachfragen, wenn sie gebraucht wird"
    ),
    (
      "GOODS_AT_REDUCED_RATE",
      "Handelsware zum ermäßigten Steuersatz ist hier ungewöhnlich",
      "bitte Satz und Konto mit dem Beleg vergleichen"
    ),
  ]
}
