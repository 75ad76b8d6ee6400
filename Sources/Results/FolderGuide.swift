/// The short `LIESMICH.txt` that the daemon puts into each of a tenant's folders.
public enum FolderGuide {
  public static let fileName = "LIESMICH.txt"

  /// UTF-8 with a byte order mark and CRLF, so that every editor shows it right.
  public static func text(for folder: FolderNames.Folder, folders: FolderNames = FolderNames()) -> String {
    let lines = [folders[folder], ""] + body(folder, folders) + [""]
    return "\u{FEFF}" + lines.joined(separator: "\r\n")
  }

  private static let answers = [
    "",
    "In der ersten Zeile eines Belegs (Feld „Beleg“) heißt",
    "  stimmt: so buchen wie vorgeschlagen",
    "  4980 (eine Kontonummer): alle Positionen auf dieses Konto",
    "  kein Beleg, verwerfen: nicht buchen",
    "  neu einlesen: noch einmal von vorn lesen",
    "  keine Dublette: es ist eine andere Rechnung als die ähnliche",
    "  zusammenführen mit B-…: dieselbe Rechnung wie der andere Beleg",
    "  trennen 3, 5: auf den Seiten 3 und 5 beginnen weitere Rechnungen; zusammenführen: die Datei ist eine Rechnung",
    "  zurückziehen: eine gebuchte Rechnung wieder herausnehmen (Beleg und Stand stehen in der Monatsliste)",
    "In den übrigen Zeilen steht der richtige Wert oder „stimmt“. Eigene Zeilen sind erlaubt: Beleg und Stand",
    "abschreiben und ein Feld nennen, etwa Rechnungsnummer, Bruttobetrag oder Konto in Position 3.",
    "Leere Zellen sagen nichts. Ist ein Beleg inzwischen neu gelesen, gilt die Zeile nicht mehr.",
  ]

  private static func body(_ folder: FolderNames.Folder, _ folders: FolderNames) -> [String] {
    switch folder {
    case .inbox:
      [
        "Hier werden Rechnungen abgelegt: PDF, Scan oder E-Rechnung (XML), auch mehrere auf einmal.",
        "Auch E-Mails (.eml) und ZIP-Archive: jeder Beleg darin wird einzeln verarbeitet.",
        "Nach wenigen Sekunden verschwindet die Datei; sie ist dann sicher übernommen.",
        "",
        "Danach liegt sie in einem dieser Ordner:",
        "  \(folders[.archive]): gebucht",
        "  \(folders[.review]): jemand muss sie ansehen",
        "  \(folders[.rejected]): nicht lesbar",
        "  \(folders[.other]): keine Rechnung",
        "  \(folders[.duplicates]): schon vorhanden",
        "",
        "Dateien, die mit einem Punkt beginnen oder auf .part oder .tmp enden, bleiben liegen.",
      ]
    case .outbox:
      [
        "Hier liegen fertige Buchungsstapel für DATEV (EXTF_….csv, Belege_….zip) und zu jedem Beleg die Werte",
        "(.json) und ein Blatt zum Ansehen (.html). Das Deckblatt eines Stapels sagt, was dazugehört und in welcher",
        "Reihenfolge es eingespielt wird. Stapel dürfen abgeholt, verschoben und gelöscht werden.",
        "\(Overview.fileName) zeigt, was eingegangen, offen und fällig ist; Monat-….html und Monat-….csv nennen",
        "alle Belege eines Monats.",
        "Bitte hier nichts ablegen: Der Ordner wird nicht gelesen.",
      ]
    case .review:
      [
        "Hier liegen Belege, die jemand ansehen muss, bevor sie gebucht werden.",
        "Die .txt-Datei sagt, warum und was zu tun ist; die .html-Datei zeigt den Beleg und alle gelesenen Werte.",
        "",
        "Antworten: \(CorrectionList.fileName) mit Excel oder LibreOffice öffnen, in die Spalte „Richtig“ schreiben,",
        "als CSV speichern und schließen. Das Ergebnis jeder Zeile steht danach in Korrekturen.Antwort.csv.",
      ] + answers + [
        "",
        "Ein Beleg, der von hier nach \(folders[.inbox]) verschoben wird, wird neu gelesen.",
      ]
    case .corrections:
      [
        "Hierher gehört die ausgefüllte Liste \(CorrectionList.fileName) aus dem Ordner \(folders[.review]), wenn sie nicht",
        "dort gespeichert wurde, und berichtigte Werte eines Belegs (.json). Sie werden nach wenigen Sekunden",
        "übernommen und liegen dann im Ordner Erledigt; das Ergebnis jeder Zeile steht hier in ….Antwort.csv.",
      ] + answers
    case .rejected:
      [
        "Hier liegen Dateien, die sich nicht verarbeiten ließen. Die .txt-Datei daneben nennt den Grund.",
        "Nach der Abhilfe die Datei neu in den Ordner \(folders[.inbox]) legen.",
      ]
    case .other:
      [
        "Hier liegen Dateien, die keine Rechnungen sind: Lieferscheine, Mahnungen, Angebote, Werbung.",
        "Stimmt das einmal nicht, die Datei zurück in den Ordner \(folders[.inbox]) legen.",
      ]
    case .duplicates:
      [
        "Hier liegen Dateien, die schon einmal eingegangen sind. Die .txt-Datei nennt den ersten Beleg.",
        "Sie werden nicht noch einmal gebucht und können gelöscht werden.",
      ]
    case .history:
      [
        "Hierher gehören Dateien der Kanzlei im DATEV-Format: die Kreditorenliste, damit bekannte Lieferanten ihre",
        "Nummern behalten, Kontenbeschriftungen und frühere Buchungsstapel, aus denen gelernt werden soll.",
        "Die Dateien bleiben liegen; gebucht wird daraus nichts. Was zu entscheiden ist, steht in \(folders[.review]).",
      ]
    case .archive:
      [
        "Hier liegen die gebuchten Belege, nach Jahr und Monat, unverändert wie eingegangen.",
        "Bitte nichts ändern oder löschen (Aufbewahrungspflicht, GoBD).",
      ]
    }
  }
}
