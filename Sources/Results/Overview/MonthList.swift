import Invoice

/// Everything that belongs to a month, for the adviser: whoever compares it with the pile of paper sees that
/// nothing is missing.
public enum MonthList {
  /// `Monat-2026-03`, without an ending.
  public static func fileName(_ month: String) -> String { "Monat-\(month)" }

  /// As a list that may be answered like the one in the review folder.
  public static func csv(_ rows: [DocumentRow]) -> [UInt8] {
    let head = [
      "Beleg", "Stand", "Datei", "Lieferant", "Rechnungsnummer", "Datum", "Eingang", "Brutto", "Währung",
      "Status",
      "Konten", "Stapel", "Feld", "Richtig",
    ]
    return ListCells.write(
      [head]
        + rows.map { row in
          [
            row.key, "\(row.version)", SafeText.line(row.file, limit: 120),
            SafeText.line(row.seller ?? "", limit: 120), SafeText.line(row.invoiceNumber ?? "", limit: 80),
            row.issueDate.map { GermanFormat.day($0.description) } ?? "",
            GermanFormat.day(row.receivedOn.description),
            row.gross?.description.replacing(".", with: ",") ?? "", row.currency ?? "", row.standing.word,
            row.accounts.joined(separator: " "), row.batches.map(String.init).joined(separator: " "),
            CorrectionList.wholeDocument, "",
          ]
        })
  }

  /// As a page to read and to print.
  ///
  /// - Parameters:
  ///   - month: `YYYY-MM`.
  ///   - madeAt: When, for people.
  public static func html(_ rows: [DocumentRow], month: String, tenant: String, madeAt: String) -> String {
    Page.html(title: "\(Page.name(ofMonth: month)) – \(tenant)") { html in
      html.block("header") { html in
        html.element("h1", Page.name(ofMonth: month))
        html.element(
          "p", "\(SafeText.line(tenant)) · alle Belege mit diesem Rechnungsmonat · Stand \(madeAt)",
          class: "summary")
      }
      html.block("main") { html in
        sums(rows, &html)
        html.block("section") { html in
          html.element("h2", "Belege")
          Page.table(
            ["Status", "Datum", "Lieferant", "Rechnung", "Brutto", "Konten", "Stapel", "Beleg"], amounts: [4],
            &html
          ) { html in
            for row in rows {
              html.block("tr", class: "is-\(row.standing.rawValue)") { html in
                html.element("td", "\(row.standing.sign) \(row.standing.word)", class: "standing")
                html.element("td", row.day)
                row.writeName(&html)
                html.block("td") { html in
                  html.escape(SafeText.line(row.invoiceNumber ?? "–", limit: 60))
                  if let reason = row.reason {
                    html.element("span", SafeText.line(reason, limit: 120), class: "more")
                  }
                }
                html.element("td", row.amountAndCurrency, class: "amount")
                html.element("td", row.accounts.joined(separator: " "))
                html.element("td", row.batches.map(String.init).joined(separator: " "))
                html.element("td", row.key, class: "key")
              }
            }
          }
        }
      }
    }
  }

  private static func sums(_ rows: [DocumentRow], _ html: inout HTMLWriter) {
    let total = rows.filter { $0.standing == .booked && ($0.currency ?? "EUR") == "EUR" }
      .reduce(Amount.zero) { $0 + ($1.gross ?? .zero) }
    html.block("section") { html in
      html.block("div", class: "tiles") { html in
        for standing in DocumentRow.Standing.allCases {
          let count = rows.count { $0.standing == standing }
          guard count > 0 else { continue }
          Page.tile("\(count)", standing.word, class: "is-\(standing.rawValue)", &html)
        }
        Page.tile("\(GermanFormat.decimal(total.description)) €", "gebucht, brutto", &html)
      }
      let open = rows.filter { [.review, .inWork, .deferred].contains($0.standing) }.count
      html.element(
        "p",
        rows.isEmpty
          ? "Zu diesem Monat liegt kein Beleg vor."
          : open == 0
            ? rows.count == 1
              ? "Der eine Beleg ist abgeschlossen." : "Alle \(rows.count) Belege sind abgeschlossen."
            : "\(open) von \(rows.count) Belegen sind noch offen.",
        class: open == 0 ? "done" : "open")
    }
  }
}
