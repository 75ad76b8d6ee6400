public import Invoice

/// The German text of a tenant's month for people: what came in, what became of it, sums, contradictions.
public enum LedgerText {
  /// The sums of one tax rate.
  public struct Rate: Hashable, Sendable {
    public var rate: String
    public var count: Int
    public var net: Amount
    public var tax: Amount
    public var gross: Amount

    public init(rate: String, count: Int, net: Amount, tax: Amount, gross: Amount) {
      self.rate = rate
      self.count = count
      self.net = net
      self.tax = tax
      self.gross = gross
    }
  }

  /// What the file of a month (`YYYY-MM`) is called.
  public static func fileName(month: String) -> String { "Abstimmung \(month).txt" }

  /// The text as UTF-8 with CRLF line ends and a byte order mark.
  ///
  /// - Parameters:
  ///   - counts: By the words of `Job.state`.
  ///   - differences: A word of ``differences`` and what it is about.
  public static func text(
    tenant: String, month: String, received: Int, counts: [String: Int], rates: [Rate],
    differences: [(kind: String, subject: String)]
  ) -> String {
    var lines = ["Abstimmung \(month.suffix(2))/\(month.prefix(4))   Mandant \(SafeText.line(tenant))", ""]
    lines.append(row("Eingegangen", received))
    for (states, label) in Self.states {
      let count = states.reduce(0) { $0 + counts[$1, default: 0] }
      lines.append(row("  davon \(label)", count))
    }
    lines += ["", "Gebucht nach Steuersatz"]
    lines.append("  Satz  Buchungen          Netto         Steuer         Brutto")
    for rate in rates {
      lines.append(
        "  " + padded("\(rate.rate) %", 4) + padded("\(rate.count)", 11)
          + [rate.net, rate.tax, rate.gross].map {
            padded(GermanFormat.decimal($0.description), 15)
          }.joined())
    }
    if rates.isEmpty { lines.append("  keine") }
    lines += ["", differences.isEmpty ? "Keine Abweichungen, keine Lücken." : "ABWEICHUNGEN:"]
    for (kind, subject) in differences {
      lines.append("- \(Self.differences[kind] ?? kind): \(SafeText.line(subject))")
    }
    return "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n"
  }

  private static let states: [([String], String)] = [
    (["booked"], "gebucht"), (["review"], "zu prüfen"), (["rejected"], "abgelehnt"),
    (["other"], "keine Rechnung"), (["duplicate"], "Dublette"), (["withdrawn"], "zurückgenommen"),
    (["queued", "running", "deferred", "exporting"], "noch in Arbeit"),
  ]

  /// By the words of the ledger's differences.
  static let differences = [
    "jobMissing": "Beleg eingegangen, aber im Datenbestand nicht mehr vorhanden",
    "jobUnrecorded": "Beleg im Datenbestand, dessen Eingang nicht protokolliert ist",
    "receiptDiffers": "Mandant, Inhalt oder Eingangszeit des Belegs sind nicht die protokollierten",
    "stateDiffers": "Der Stand des Belegs ist nicht der zuletzt protokollierte",
    "contentDiffers": "Rechnungsdaten oder Buchungen sind nicht die protokollierten",
    "originalMissing": "Das abgelegte Original fehlt",
    "originalDiffers": "Das abgelegte Original ist verändert",
    "numberMissing": "In der Folge der Buchungsstapel fehlt die Nummer",
    "batchDiffers": "Der Buchungsstapel ist nicht der protokollierte (interne Nummer)",
    "supplierDiffers": "Kontonummer oder Bankverbindung des Lieferanten sind nicht die protokollierten",
    "correctionDiffers": "Die Korrektur ist nicht die protokollierte (interne Nummer)",
    "eventsMissing": "Im Änderungsprotokoll fehlende Zeilen",
  ]

  private static func row(_ label: String, _ count: Int) -> String {
    label + String(repeating: " ", count: max(1, 26 - label.count)) + padded("\(count)", 7)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
