import Accounting
import FoundationEssentials
import Invoice
import Reading

/// The parts of a sheet, top to bottom.
enum SheetSections {
  /// - Parameter told: Codes that another part of the sheet tells of, left out of the notes.
  static func whatToDo(
    _ result: ResultDocument, _ folders: FolderNames, _ reference: Sheet.Reference?, told: Set<String> = [],
    _ html: inout HTMLWriter
  ) {
    let notes = result.notes.filter { !told.contains($0.code) }
    guard !result.reasons.isEmpty || !notes.isEmpty else { return }
    html.block("section") { html in
      if !result.reasons.isEmpty {
        html.element("h2", "Was zu klären ist")
        html.block("ul", class: "reasons") { html in
          reasons(result.reasons, folders, &html)
        }
        if result.status == .review {
          html.element("h2", "Wie Sie antworten")
          html.block("ol") { html in
            html.element(
              "li",
              "Im Ordner „\(folders[.review])“ die Liste \(CorrectionList.fileName) öffnen"
                + (reference.map { " und die Zeilen mit \($0.key) suchen." } ?? "."))
            html.element(
              "li",
              "In die Spalte „Richtig“ schreiben: „stimmt“, den richtigen Wert oder das richtige Konto; in die erste "
                + "Zeile des Belegs auch „kein Beleg“, „verwerfen“, „neu einlesen“.")
            html.element(
              "li",
              "Speichern. Nach wenigen Sekunden ist die Antwort übernommen; was vollständig ist, kommt in den nächsten Stapel."
            )
          }
          html.element(
            "p",
            "Ein Beleg, der in den Ordner „\(folders[.inbox])“ zurückgelegt wird, wird neu gelesen.")
        }
      }
      if !notes.isEmpty {
        html.element("h2", "Zur Kenntnis")
        html.block("ul") { html in
          for note in notes {
            html.element("li", SafeText.line(folders.renamed(note.message), limit: 600), title: note.code)
          }
        }
      }
    }
  }

  /// How many lines with the same question are told one by one.
  private static let sameQuestions = 5

  /// All reasons, but the same sentence about several lines once, and of many lines with the same question only the
  /// first few, and how many there are.
  private static func reasons(
    _ reasons: [ResultDocument.Reason], _ folders: FolderNames, _ html: inout HTMLWriter
  ) {
    let ofLines = Dictionary(grouping: reasons.filter(isOfLine), by: \.message)
    var totals: [String: Int] = [:]
    for equal in ofLines.values where equal.count == 1 { totals[equal[0].code, default: 0] += 1 }
    var told: [String: Int] = [:]
    var said: Set<String> = []
    for reason in reasons {
      if isOfLine(reason), let equal = ofLines[reason.message], equal.count > 1 {
        guard said.insert(reason.message).inserted else { continue }
        let sentence = "\(reason.message) (bei \(equal.count) Positionen)"
        html.element("li", SafeText.line(folders.renamed(sentence), limit: 600), title: reason.code)
        continue
      }
      let total = totals[reason.code] ?? 0
      if isOfLine(reason), total > sameQuestions + 1 {
        told[reason.code, default: 0] += 1
        let count = told[reason.code] ?? 0
        if count == sameQuestions + 1 {
          html.element(
            "li", "… und dieselbe Frage bei \(total - sameQuestions) weiteren Positionen", title: reason.code)
        }
        if count > sameQuestions { continue }
      }
      html.element("li", SafeText.line(folders.renamed(reason.message), limit: 600), title: reason.code)
    }
  }

  private static func isOfLine(_ reason: ResultDocument.Reason) -> Bool {
    reason.field?.hasPrefix("lines[") ?? false
  }

  static func pages(
    _ result: ResultDocument, _ images: [Sheet.PageImage], _ marks: PageMarks, _ html: inout HTMLWriter
  ) {
    for image in images where image.width > 0 && image.height > 0 {
      html.raw("<figure><svg viewBox=\"0 0 \(points(image.width)) \(points(image.height))\" role=\"img\" ")
      html.raw("aria-label=\"Seite \(image.number)\">")
      html.raw(
        "<image width=\"\(points(image.width))\" height=\"\(points(image.height))\" href=\"data:image/")
      html.raw("\(image.format.rawValue);base64,\(Data(image.bytes).base64EncodedString())\"/>\n")
      for (field, evidence) in FieldPath.sorted(result.evidence) where evidence.page == image.number {
        guard let box = evidence.box else { continue }
        html.raw(
          "<rect class=\"\(level(evidence.confidence))\" x=\"\(points(box.left - 1.5))\" y=\"\(points(box.top - 1.5))\" "
        )
        html.raw("width=\"\(points(max(0, box.width) + 3))\" height=\"\(points(max(0, box.height) + 3))\">")
        html.element("title", "\(FieldPath.label(field)), \(GermanFormat.percent(evidence.confidence))")
        html.raw("</rect>\n")
        guard let mark = marks[field] else { continue }
        // Left of the box, where a line of print leaves room; at the page's edge within it.
        let (x, y) = (max(5, box.left - 6), box.middleY)
        html.raw(
          "<circle class=\"\(level(evidence.confidence))\" cx=\"\(points(x))\" cy=\"\(points(y))\" r=\"4.5\"/>"
        )
        html.raw("<text x=\"\(points(x))\" y=\"\(points(y + 2.1))\">\(mark)</text>\n")
      }
      html.raw("</svg>")
      html.element("figcaption", "Seite \(image.number)")
      html.raw("</figure>\n")
    }
    guard !images.isEmpty else { return }
    html.block("p", class: "legend") { html in
      for (kind, words) in [("high", "sicher"), ("middle", "bitte ansehen"), ("low", "unsicher")] {
        html.raw("<span class=\"\(kind)\"></span>")
        html.escape(words)
      }
    }
  }

  /// - Parameter images: How many pages are shown.
  static func values(
    _ result: ResultDocument, _ marks: PageMarks, of images: Int = 0, _ html: inout HTMLWriter
  ) {
    let rows = SheetWords.values(result)
    guard !rows.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Gelesene Werte")
      table(["Feld", "Wert", "Sicherheit"], stacks: false, &html) { html in
        for (path, value) in rows {
          let evidence = result.evidence[path]
          html.block("tr", class: evidence.map { level($0.confidence) }) { html in
            html.raw("<th scope=\"row\"")
            if let term = FieldPath.businessTerm(path) { html.raw(" title=\"\(term)\"") }
            html.raw(">")
            html.escape(FieldPath.label(path))
            if let mark = marks[path] {
              html.raw(" <span class=\"mark\" aria-label=\"Stelle \(mark) auf der Seite\">\(mark)</span>")
            }
            html.raw("</th>\n")
            html.block("td", class: isAmount(path) ? "amount" : nil) { html in
              html.escape(SafeText.line(value))
              guard let evidence else { return }
              let isMarked = marks[path] != nil
              let origin =
                isMarked
                ? SheetWords.place(evidence, besides: value, ofPages: images) : SheetWords.origin(evidence)
              if !origin.isEmpty { html.element("span", origin, class: "more") }
              if let others = SheetWords.alternatives(to: evidence) {
                html.element("span", others, class: "more")
              }
            }
            html.element("td", evidence.map { confidence($0.confidence) } ?? "–", class: "sure")
          }
        }
      }
    }
  }

  static func taxes(_ result: ResultDocument, _ html: inout HTMLWriter) {
    guard !result.taxes.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Steuer")
      if let taxCase = result.taxCase { html.element("p", "Steuerfall: \(SheetWords.taxCase(taxCase))") }
      table(["Satz", "Bemessungsgrundlage", "Steuer", "Art"], stacks: false, &html) { html in
        for tax in result.taxes {
          html.block("tr") { html in
            html.element(
              "td", tax.rate.map { "\(GermanFormat.decimal($0.description)) %" } ?? "–", class: "amount")
            html.element("td", amount(tax.basis), class: "amount", title: "BT-116")
            html.element("td", amount(tax.amount), class: "amount", title: "BT-117")
            let kind = tax.category.map(SheetWords.category) ?? "–"
            html.element("td", [kind, tax.exemptionReason].compactMap { $0 }.joined(separator: ": "))
          }
        }
      }
    }
  }

  static func lines(_ result: ResultDocument, _ names: Sheet.AccountNames, _ html: inout HTMLWriter) {
    guard !result.lines.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Positionen und Konten")
      table(
        ["Nr.", "Bezeichnung", "Menge", "Einzelpreis", "Netto", "USt", "Konto", "Sicherheit", "Warum"], &html
      ) {
        html in
        for line in result.lines {
          html.block("tr", class: line.accountConfidence.map(level)) { html in
            html.element("td", "\(line.position)", class: "amount")
            let name = [line.description, line.articleNumber.map { "(Art. \($0))" }].compactMap { $0 }
            html.element("td", name.isEmpty ? "–" : SafeText.line(name.joined(separator: " ")))
            let quantity = [line.quantity.map { GermanFormat.decimal($0.description) }, line.unit]
            html.element(
              "td", SafeText.line(quantity.compactMap { $0 }.joined(separator: " ")), class: "amount")
            html.element("td", price(line), class: "amount")
            html.element("td", amount(line.netAmount), class: "amount", title: "BT-131")
            html.element(
              "td", line.taxRate.map { "\(GermanFormat.decimal($0.description)) %" } ?? "–", class: "amount")
            html.block("td", class: "account") { html in account(line.account, names, &html) }
            html.element("td", line.accountConfidence.map(confidence) ?? "–", class: "sure")
            html.block("td") { html in
              html.escape(SafeText.line(line.accountReason ?? "–"))
              if let words = SheetWords.alternatives(to: line) { html.element("span", words, class: "more") }
            }
          }
        }
      }
    }
  }

  static func bookings(_ result: ResultDocument, _ names: Sheet.AccountNames, _ html: inout HTMLWriter) {
    guard !result.bookings.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", result.status == .booked ? "Buchungen" : "Buchungsvorschlag")
      table(["Konto", "Gegenkonto", "Betrag", "BU", "Text", "Sicherheit", "Warum"], &html) { html in
        for booking in result.bookings {
          html.block("tr", class: level(booking.confidence)) { html in
            html.block("td", class: "account") { html in
              account(booking.account, names, &html)
              if let costCentre = booking.costCentre {
                html.element("span", SafeText.line("Kostenstelle \(costCentre)"), class: "more")
              }
            }
            html.element("td", booking.contraAccount?.digits ?? "neu", class: "account")
            html.element("td", amount(booking.gross), class: "amount")
            html.element("td", booking.taxKey.isEmpty ? "–" : booking.taxKey)
            html.element(
              "td", SafeText.line(booking.text.split(whereSeparator: \.isNewline).joined(separator: " ")))
            html.element("td", confidence(booking.confidence), class: "sure")
            html.element("td", SafeText.line(booking.reason))
          }
        }
      }
    }
  }

  /// The account with its name below.
  static func account(_ account: AccountNumber?, _ names: Sheet.AccountNames, _ html: inout HTMLWriter) {
    html.escape(account?.digits ?? "offen")
    guard let name = account.flatMap(names), !name.isEmpty else { return }
    html.element("span", SafeText.line(name, limit: 60), class: "more")
  }

  static func checks(_ result: ResultDocument, _ html: inout HTMLWriter) {
    let tried = result.checks.filter { $0.outcome != .notApplicable }
    guard !tried.isEmpty else { return }
    // What failed comes first, because a reader looks for it.
    let sorted = tried.filter { $0.outcome == .failed } + tried.filter { $0.outcome == .ok }
    html.block("section") { html in
      html.element("h2", "Prüfungen")
      table(["Regel", "Ergebnis", "Einzelheiten"], &html) { html in
        for check in sorted {
          html.block("tr", class: check.outcome == .failed ? "low" : nil) { html in
            html.block("td") { html in
              html.escape(SafeText.line(GermanTexts.checks[check.rule] ?? check.rule, limit: 80))
              let meaning = GermanTexts.meaning(ofRule: check.rule)
              if check.outcome == .failed, !meaning.isEmpty { html.element("span", meaning, class: "more") }
            }
            html.element("td", check.outcome == .failed ? "✗ nicht erfüllt" : "✓ erfüllt")
            html.element("td", SafeText.line(check.detail ?? "–"))
          }
        }
      }
    }
  }

  static func source(_ result: ResultDocument, _ reference: Sheet.Reference?, _ html: inout HTMLWriter) {
    html.block("section", class: "source") { html in
      html.element("h2", "Beleg")
      html.block("dl") { html in
        let answer = reference.map { [("Für Antworten", "\($0.key), Stand \($0.version)")] } ?? []
        for (label, value) in answer + SheetWords.source(result) {
          html.element("dt", label)
          html.element("dd", SafeText.line(value))
        }
      }
    }
  }

  /// The files that came inside; their bytes lie beside the original, never in this page.
  static func attachments(_ result: ResultDocument, _ html: inout HTMLWriter) {
    guard !result.attachments.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Anlagen", title: "BG-24")
      let heads = [
        ("Nr.", "amount", ""), ("Datei", "", "BT-125"), ("Inhalt", "", "BT-123"), ("Größe", "amount", ""),
        ("Herkunft", "", ""), ("", "", ""),
      ]
      table(heads, &html) { html in
        for (index, file) in result.attachments.enumerated() {
          html.block("tr") { html in
            html.element("td", "\(index + 1)", class: "amount")
            html.element(
              "td", file.name.isEmpty ? "–" : SafeText.line(file.name),
              title: file.mediaType.map { SafeText.line($0) })
            html.element("td", file.description.map { SafeText.line($0) } ?? "–")
            html.element("td", SheetWords.size(file.size), class: "amount")
            html.element("td", file.origin == .pdf ? "aus dem PDF" : "aus der E-Rechnung")
            html.element("td", file.isTaken ? "liegt dem Beleg bei" : "nicht entnommen, nur im Original")
          }
        }
      }
    }
  }

  // MARK: Helpers

  private static func table(
    _ heads: [String], stacks: Bool = true, _ html: inout HTMLWriter, _ body: (inout HTMLWriter) -> Void
  ) {
    table(heads.map { ($0, "", "") }, stacks: stacks, &html, body)
  }

  /// Each head is its words, its class and the business term for its tooltip; the last two may be empty.
  ///
  /// - Parameter stacks: Whether a narrow screen shows each row as a list of its cells, each with its head.
  static func table(
    _ heads: [(String, String, String)], stacks: Bool = true, _ html: inout HTMLWriter,
    _ body: (inout HTMLWriter) -> Void
  ) {
    html.raw("<div class=\"scroll\" tabindex=\"0\"><table")
    if stacks {
      // The style names them by number; heads are the program's own words.
      html.raw(" class=\"stack\" style=\"")
      for (index, head) in heads.enumerated() { html.raw("--h\(index + 1):'\(head.0)';") }
      html.raw("\"")
    }
    html.raw(">\n<thead><tr>")
    for (head, kind, term) in heads {
      html.raw("<th scope=\"col\"")
      if !kind.isEmpty { html.raw(" class=\"\(kind)\"") }
      if !term.isEmpty { html.raw(" title=\"\(term)\"") }
      html.raw(">")
      html.escape(head)
      html.raw("</th>")
    }
    html.raw("</tr></thead>\n<tbody>\n")
    body(&html)
    html.raw("</tbody>\n</table></div>\n")
  }

  static func amount(_ amount: Amount?) -> String {
    amount.map { GermanFormat.decimal($0.description) } ?? "–"
  }

  /// The unit price, with two decimals at least.
  static func price(_ line: ResultDocument.Line) -> String {
    guard let price = line.unitPrice else { return "–" }
    var digits = price.description
    let decimals = digits.split(separator: ".").dropFirst().first?.count ?? 0
    if decimals < 2 { digits += (decimals == 0 ? "." : "") + String(repeating: "0", count: 2 - decimals) }
    let text = GermanFormat.decimal(digits)
    guard let unit = line.priceUnit, unit.value != 1 else { return text }
    return "\(text) je \(GermanFormat.decimal(unit.description))"
  }

  private static func isAmount(_ path: String) -> Bool {
    path.hasSuffix("_total") || ["tip", "payable"].contains(path)
  }

  static func confidence(_ value: Double) -> String {
    "\(level(value) == "high" ? "●●●" : level(value) == "middle" ? "●●○" : "●○○") \(GermanFormat.percent(value))"
  }

  /// A colour's name only: what may be booked is decided elsewhere.
  static func level(_ confidence: Double) -> String {
    confidence >= 0.95 ? "high" : confidence >= 0.8 ? "middle" : "low"
  }

  private static func points(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e6 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let (whole, tenth) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return "\(tenths < 0 ? "-" : "")\(whole).\(tenth)"
  }
}
