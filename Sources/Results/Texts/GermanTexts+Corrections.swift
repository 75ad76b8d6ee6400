/// What is said about people's answers.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let corrections: [(String, String, String)] = [
    // MARK: What became of a document
    (
      "NOT_AN_INVOICE_BY_PERSON", "Jemand hat entschieden: Das ist keine Rechnung",
      "bitte in den Eingang zurücklegen, falls das nicht stimmt"
    ),
    (
      "DISCARDED_BY_PERSON", "Jemand hat den Beleg verworfen",
      "bitte in den Eingang zurücklegen, falls er doch gebraucht wird"
    ),
    (
      "DUPLICATE_BY_PERSON",
      "Jemand hat entschieden: Das ist dieselbe Rechnung wie ein anderer Beleg[: {of}]",
      "bitte in den Eingang zurücklegen, falls das nicht stimmt"
    ),
    (
      "CONFIRMED_BY_PERSON", "Der Vorschlag wurde von einer Person bestätigt",
      "bitte nichts weiter tun"
    ),
    (
      "NOTHING_TO_POST", "Aus den gelesenen Werten lässt sich keine Buchung bilden",
      "bitte das Konto aller Positionen, den Steuerfall oder die fehlenden Beträge eintragen"
    ),
    // MARK: What became of a row
    (
      "CORRECTION_KEY_UNKNOWN", "Einen Beleg[ „{key}“] gibt es hier nicht",
      "bitte die Spalte „Beleg“ so lassen, wie sie in der Liste steht"
    ),
    (
      "CORRECTION_ROW_CHANGED",
      "In dieser Zeile ist etwas geändert, aber in der Spalte „Richtig“ steht nichts",
      "bitte die Antwort in die Spalte „Richtig“ schreiben und die anderen Spalten lassen, wie sie sind"
    ),
    (
      "CORRECTION_ROW_BROKEN",
      "In dieser Zeile ist nicht zu erkennen, was die Antwort ist (zu viele Spalten oder einzelne Anführungszeichen)",
      "bitte die Zeile aus der neuen Liste nehmen und nur die Spalte „Richtig“ ausfüllen"
    ),
    (
      "CORRECTION_STALE", "Der Beleg wurde seit dieser Liste neu gelesen oder beantwortet[ (jetzt {state})]",
      "bitte die neue Liste nehmen"
    ),
    (
      "CORRECTION_VERSION_MISSING", "Die Spalte „Stand“ ist leer oder keine Zahl",
      "bitte Beleg und Stand aus der Liste übernehmen"
    ),
    (
      "CORRECTION_FIELD_UNKNOWN", "Ein Feld[ „{name}“] gibt es nicht, oder es wird aus anderen berechnet",
      "bitte den Namen eines Feldes aus der Liste nehmen"
    ),
    (
      "CORRECTION_VALUE_UNREADABLE", "„{value}“ ist für {field} nicht lesbar oder nicht eindeutig",
      "bitte Beträge wie 1190,00 und Daten wie 05.03.2026 schreiben"
    ),
    (
      "CORRECTION_LINE_MISSING", "Der Beleg hat keine solche Position[ ({position})]",
      "bitte im Blatt (.html) nachsehen"
    ),
    (
      "CORRECTION_ACCOUNT_UNKNOWN", "Das Konto {account} gibt es im Kontenrahmen nicht",
      "bitte ein Konto des SKR03 angeben"
    ),
    (
      "CORRECTION_CONTRADICTS", "In der Datei stehen zu demselben Feld verschiedene Antworten",
      "bitte nur eine davon stehen lassen"
    ),
    (
      "CORRECTION_WORD_UNKNOWN", "Die Antwort „{value}“ zum ganzen Beleg ist nicht bekannt",
      "bitte „stimmt“, „kein Beleg“, „verwerfen“, „neu einlesen“ oder ein Konto schreiben"
    ),
    (
      "CORRECTION_WORD_MISPLACED",
      "Die Antwort „{value}“ gilt für den ganzen Beleg, nicht für ein einzelnes Feld",
      "bitte in die erste Zeile des Belegs schreiben (Feld „Beleg“)"
    ),
    (
      "CORRECTION_NOTHING_PROPOSED", "Zu diesem Feld gibt es keinen Vorschlag, der stimmen könnte",
      "bitte den richtigen Wert eintragen"
    ),
    (
      "CORRECTION_IS_BOOKED", "Der Beleg ist schon gebucht",
      "bitte zuerst „zurückziehen“ antworten und ihn dann neu in den Eingang legen"
    ),
    (
      "CORRECTION_NOT_BOOKED", "Der Beleg ist nicht gebucht[ (jetzt {state})]",
      "bitte nur gebuchte Belege zurückziehen"
    ),
    (
      "CORRECTION_CUT_IMPOSSIBLE", "Die Datei hat keine solche Seite[ ({pages} Seiten)]",
      "bitte die ersten Seiten der weiteren Rechnungen nennen, wie „trennen 3, 5“"
    ),
    // MARK: What became of a file
    (
      "CORRECTION_FILE_UNREADABLE", "Die Datei ist keine Korrekturliste[: Die Spalte „{column}“ fehlt]",
      "bitte die Liste aus dem Ordner Prüfen als CSV-Datei speichern und die Kopfzeile stehen lassen"
    ),
    (
      "CORRECTION_FILE_TYPE", "Dateien dieser Art[ ({type})] werden hier nicht gelesen",
      "bitte die Liste als CSV-Datei speichern und hierher legen"
    ),
    (
      "CORRECTION_FILE_EMPTY", "In der Spalte „Richtig“ steht keine Antwort",
      "bitte die Antworten eintragen und die Datei noch einmal hierher legen"
    ),
    (
      "CORRECTION_FILE_TOO_LARGE", "Die Datei ist zu groß für eine Korrekturliste",
      "bitte nur die Zeilen mit Antworten stehen lassen"
    ),
  ]

  /// Where a document stands, as it is said in a sentence.
  static let states = [
    "queued": "in Arbeit", "running": "in Arbeit", "exporting": "in Arbeit", "deferred": "zurückgestellt",
    "booked": "gebucht", "review": "zu prüfen", "rejected": "abgelehnt", "other": "keine Rechnung",
    "duplicate": "Dublette", "withdrawn": "zurückgezogen",
  ]
}

extension CorrectionList {
  /// What became of a row.
  public enum RowResult: String, Hashable, Sendable, CaseIterable {
    case taken
    /// The same was said before.
    case known
    case stale
    case refused

    /// As the answer file says it.
    public var word: String {
      switch self {
      case .taken: "übernommen"
      case .known: "bereits übernommen"
      case .stale: "veraltet, nicht übernommen"
      case .refused: "nicht übernommen"
      }
    }
  }
}
