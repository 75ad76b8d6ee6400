/// The short `LIESMICH.txt` that the daemon puts into each of a tenant's folders.
public enum FolderGuide {
  public static let fileName = "LIESMICH.txt"

  /// UTF-8 with a byte order mark and CRLF, so that every editor shows it right.
  public static func text(for folder: FolderNames.Folder, folders: FolderNames = FolderNames()) -> String {
    let lines = [folders[folder], ""] + body(folder, folders) + [""]
    return "\u{FEFF}" + lines.joined(separator: "\r\n")
  }

  private static func body(_ folder: FolderNames.Folder, _ folders: FolderNames) -> [String] {
    switch folder {
    case .inbox:
      [
        "Hier werden Rechnungen abgelegt: PDF, Scan oder E-Rechnung (XML), auch mehrere auf einmal.",
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
        "Bitte hier nichts ablegen: Der Ordner wird nicht gelesen.",
      ]
    case .review:
      [
        "Hier liegen Belege, die jemand ansehen muss, bevor sie gebucht werden.",
        "Die .txt-Datei sagt, warum und was zu tun ist; die .html-Datei zeigt alle gelesenen Werte.",
        "Ein Beleg, der von hier nach \(folders[.inbox]) verschoben wird, wird neu gelesen.",
      ]
    case .corrections:
      [
        "Hierher gehören berichtigte Dateien aus dem Ordner \(folders[.review]).",
        "Sie werden nach wenigen Sekunden übernommen; die Antwort steht danach hier daneben.",
      ]
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
