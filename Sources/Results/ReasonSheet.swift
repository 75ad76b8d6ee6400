import Invoice

/// The German text file beside a document in review, rejected, other or duplicates: what, why, what to do.
public enum ReasonSheet {
  /// The sheet as UTF-8 text with CRLF line ends and a byte order mark, so that every editor shows the umlauts.
  ///
  /// - Parameter folders: What the tenant's folders are called.
  public static func text(for result: ResultDocument, folders: FolderNames = FolderNames()) -> String {
    var lines = [headline(result, folders), ""]
    lines.append("Datei:        \(SafeText.line(result.document.file))")
    if result.document.parts > 1 {
      lines.append("Teil:         \(result.document.part) von \(result.document.parts)")
    }
    for (label, value) in facts(result) { lines.append(padded(label) + SafeText.line(value)) }
    lines += ["", "Warum:"]
    for reason in result.reasons {
      lines.append("- \(SafeText.line(folders.renamed(reason.message), limit: 600))")
    }
    lines += ["", "Was jetzt zu tun ist:"]
    lines += instructions(result, folders).map { "- \($0)" }
    lines += ["", "Belegkennung: \(result.document.id)"]
    return "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n"
  }

  private static func headline(_ result: ResultDocument, _ folders: FolderNames) -> String {
    switch result.status {
    case .booked: "Dieser Beleg ist gebucht."
    case .review: "Dieser Beleg muss angesehen werden, bevor er gebucht wird."
    case .rejected: "Diese Datei konnte nicht verarbeitet werden."
    case .notAnInvoice where isUnpacked(result):
      "Diese Datei wurde ausgepackt; was darin war, wird einzeln verarbeitet."
    case .notAnInvoice: "Diese Datei ist keine Rechnung und wird nicht gebucht."
    case .duplicate: "Diese Datei ist schon vorhanden und wird nicht noch einmal gebucht."
    }
  }

  /// Whether it is an e-mail or archive whose documents have become others' business.
  private static func isUnpacked(_ result: ResultDocument) -> Bool {
    result.reasons.contains { ["MAIL_UNPACKED", "ARCHIVE_UNPACKED"].contains($0.code) }
  }

  private static func facts(_ result: ResultDocument) -> [(String, String)] {
    let currency = result.currency?.code ?? ""
    let facts: [(String, String?)] = [
      ("Lieferant", result.seller.name), ("Rechnungsnr.", result.invoiceNumber),
      ("Datum", result.issueDate.map { GermanFormat.day($0.description) }),
      ("Brutto", result.grossTotal.map { "\(GermanFormat.decimal($0.description)) \(currency)" }),
    ]
    return facts.compactMap { label, value in value.map { (label, $0) } }
  }

  private static func instructions(_ result: ResultDocument, _ folders: FolderNames) -> [String] {
    switch result.status {
    case .booked: ["Nichts."]
    case .review:
      [
        "Den Vorschlag (.html neben dieser Datei) mit dem Beleg vergleichen.",
        "In der Liste \(CorrectionList.fileName) in diesem Ordner in die Spalte „Richtig“ schreiben: „stimmt“, "
          + "den richtigen Wert, das richtige Konto, „kein Beleg“ oder „verwerfen“; dann speichern.",
        "Was vollständig beantwortet ist, kommt in den nächsten Stapel.",
        "Ein Beleg, der zurück in den Ordner \(folders[.inbox]) verschoben wird, wird neu gelesen.",
      ]
    case .rejected:
      [
        "Die Ursache beheben und die Datei neu in den Ordner \(folders[.inbox]) legen.",
        "Ist die Datei kein Beleg, kann sie hier gelöscht werden.",
      ]
    case .notAnInvoice where isUnpacked(result):
      ["Nichts. Die Datei bleibt hier als Original liegen, ihre Belege haben eigene Ergebnisse."]
    case .notAnInvoice:
      [
        "Stimmt das, ist nichts zu tun.",
        "Ist es doch eine Rechnung, die Datei zurück in den Ordner \(folders[.inbox]) legen.",
      ]
    case .duplicate: ["Nichts, der frühere Beleg zählt. Diese Datei kann gelöscht werden."]
    }
  }

  private static func padded(_ label: String) -> String {
    "\(label):" + String(repeating: " ", count: max(1, 13 - label.count))
  }
}
