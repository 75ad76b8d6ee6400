/// What is said about files: their form, and what reading them met.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let files: [(String, String, String)] = [
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
      "PICTURE_TOO_LARGE",
      "Das Bild ist zu groß[: {width} × {height} Punkte]",
      "bitte mit höchstens 600 dpi scannen"
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
  ]
}
