import Accounting
import FoundationEssentials
import Invoice
import Reading

/// The parts of a sheet that show an e-invoice as if it were printed: an XML alone has no picture.
///
/// Everything comes from the semantic model; the numbers of the business terms stand in tooltips.
struct EInvoiceSections {
  let result: ResultDocument
  let read: ReadInvoice
  let names: Sheet.AccountNames

  private var invoice: Invoice { read.invoice }

  func write(_ html: inout HTMLWriter) {
    verdict(&html)
    parties(&html)
    facts(&html)
    lines(&html)
    documentLevel(&html)
    html.block("div", class: "sums") { html in
      taxes(&html)
      totals(&html)
    }
    payment(&html)
    notes(&html)
    SheetSections.attachments(result, &html)
  }

  // MARK: - Verdict

  private func verdict(_ html: inout HTMLWriter) {
    let verdict = EInvoiceVerdict(read)
    html.block("section", class: "verdict \(verdict.kind)") { html in
      html.element("h2", verdict.headline)
      html.element("p", verdict.explanation)
      if !verdict.broken.isEmpty {
        html.block("ul") { html in
          for check in verdict.broken {
            html.raw("<li>")
            html.element("strong", SafeText.line(check.rule, limit: 40))
            html.escape(" " + GermanTexts.meaning(ofRule: check.rule))
            if let detail = check.detail {
              html.escape(" – gefunden: \(SafeText.line(GermanFormat.argument(detail), limit: 160))")
            }
            html.raw("</li>\n")
          }
        }
      }
    }
  }

  // MARK: - Who and what

  private func parties(_ html: inout HTMLWriter) {
    html.block("div", class: "parties") { html in
      party(
        "Lieferant", invoice.seller, result.seller.name, result.seller.vatIdentifier,
        terms: ("BG-4", "BT-27", "BT-31"), &html)
      party(
        "Rechnung an", invoice.buyer, result.buyer.name, result.buyer.vatIdentifier,
        terms: ("BG-7", "BT-44", "BT-48"), &html)
    }
  }

  private func party(
    _ heading: String, _ party: Party, _ name: String?, _ vatIdentifier: String?,
    terms: (group: String, name: String, identifier: String), _ html: inout HTMLWriter
  ) {
    let isSeller = terms.group == "BG-4"
    html.block("section") { html in
      html.element("h2", heading, title: terms.group)
      html.element("p", name.map { SafeText.line($0) } ?? "–", class: "name", title: terms.name)
      if let street = party.street {
        html.element("p", SafeText.line(street), title: isSeller ? "BT-35" : "BT-50")
      }
      let place = [party.country.map { $0 == "DE" ? "" : "\($0)-" }, party.postcode].compactMap { $0 }
        .joined()
      let city = [place, party.city ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
      if !city.isEmpty {
        html.element(
          "p", SafeText.line(city), title: isSeller ? "BT-38, BT-37, BT-40" : "BT-53, BT-52, BT-55")
      }
      if let vatIdentifier {
        html.element("p", "USt-IdNr. \(SafeText.line(vatIdentifier))", class: "more", title: terms.identifier)
      }
      if let number = party.taxNumber {
        html.element("p", "Steuernummer \(SafeText.line(number))", class: "more", title: "BT-32")
      }
      if let number = party.customerNumber {
        html.element("p", "Kundennummer \(SafeText.line(number))", class: "more", title: "BT-46")
      }
      if isSeller, let creditor = result.seller.creditorAccount {
        html.element("p", "Kreditor \(creditor.digits)", class: "more")
      }
    }
  }

  private func facts(_ html: inout HTMLWriter) {
    func day(_ day: CalendarDay?) -> String? { day.map { GermanFormat.day($0.description) } }
    let period = invoice.servicePeriod.flatMap { period -> String? in
      let days = [day(period.start), day(period.end)].compactMap { $0 }
      return days.isEmpty ? nil : days.joined(separator: " bis ")
    }
    let facts: [(String, String, String?)] = [
      (
        "Art", "BT-3",
        result.documentType.map {
          SheetWords.documentType($0) + (invoice.typeCode.map { code in " (\(code))" } ?? "")
        }
      ), ("Rechnungsnummer", "BT-1", result.invoiceNumber), ("Rechnungsdatum", "BT-2", day(result.issueDate)),
      ("Lieferdatum", "BT-72", day(result.deliveryDate)), ("Leistungszeitraum", "BT-73, BT-74", period),
      ("Bezug auf Rechnung", "BT-25", invoice.precedingInvoiceNumber),
      ("Währung", "BT-5", result.currency?.code),
      ("Steuerfall", "", result.taxCase.map(SheetWords.taxCase)),
      ("Format", "BT-24", invoice.specification.map(SheetWords.profile)),
    ]
    html.block("section") { html in
      html.block("dl", class: "facts") { html in
        for (label, term, value) in facts {
          guard let value else { continue }
          html.element("dt", label, title: term.isEmpty ? nil : term)
          html.element("dd", SafeText.line(value))
        }
      }
    }
  }

  // MARK: - Lines

  private func lines(_ html: inout HTMLWriter) {
    guard !result.lines.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Positionen", title: "BG-25")
      let heads = [
        ("Nr.", "amount", "BT-126"), ("Bezeichnung", "", "BT-153, BT-154"),
        ("Menge", "amount", "BT-129, BT-130"),
        ("Einzelpreis", "amount", "BT-146 je BT-149"), ("USt", "amount", "BT-151, BT-152"),
        ("Netto", "amount", "BT-131"), ("Konto", "", ""),
      ]
      SheetSections.table(heads, &html) { html in for line in result.lines { row(line, &html) } }
    }
  }

  private func row(_ line: ResultDocument.Line, _ html: inout HTMLWriter) {
    html.raw("<tr>\n")
    html.element("td", "\(line.position)", class: "amount")
    html.raw("<td>")
    let parts = (line.description ?? "–").split(whereSeparator: \.isNewline)
    html.element("span", SafeText.line(parts.first ?? "–"), class: "name")
    for part in parts.dropFirst().prefix(12) {
      html.element("span", SafeText.line(part, limit: 400), class: "more")
    }
    if let number = line.articleNumber {
      html.element("span", "Art.-Nr. \(SafeText.line(number))", class: "more", title: "BT-155")
    }
    let isUnsure = (line.accountConfidence ?? 0) < 0.95
    let why = [
      isUnsure ? line.accountReason.map { "Konto: \(SafeText.line($0))" } : nil,
      SheetWords.alternatives(to: line),
    ]
    for words in why { if let words { html.element("span", words, class: "more") } }
    html.raw("</td>\n")
    let quantity = [
      line.quantity.map { GermanFormat.decimal($0.description) }, line.unit.map { SheetWords.unit($0) },
    ]
    html.element(
      "td", SafeText.line(quantity.compactMap { $0 }.joined(separator: " ")), class: "amount",
      title: line.unit)
    html.raw("<td class=\"amount\">")
    html.escape(SheetSections.price(line))
    if let percent = line.discountPercent {
      html.element(
        "span", "− \(GermanFormat.decimal(percent.description)) % Nachlass", class: "more", title: "BT-138")
    }
    html.raw("</td>\n")
    let rate = line.taxRate.map { "\(GermanFormat.decimal($0.description)) %" }
    html.element("td", rate ?? "–", class: "amount", title: line.taxCategory.map(SheetWords.category))
    html.element("td", SheetSections.amount(line.netAmount), class: "amount")
    html.open("td", class: "account", title: line.accountReason.map { SafeText.line($0) })
    SheetSections.account(line.account, names, &html)
    if line.account != nil, isUnsure { html.element("span", "unsicher", class: "more") }
    html.raw("</td>\n")
    html.raw("</tr>\n")
  }

  /// Charges and allowances of the whole document, which are no lines but count towards the net total.
  private func documentLevel(_ html: inout HTMLWriter) {
    let parts = invoice.lines.filter(\.isDocumentLevel)
    guard !parts.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Zu- und Abschläge auf die ganze Rechnung", title: "BG-20, BG-21")
      let heads = [
        ("Grund", "", "BT-97, BT-104"), ("USt", "amount", "BT-96, BT-103"),
        ("Netto", "amount", "BT-92, BT-99"),
      ]
      SheetSections.table(heads, &html) { html in
        for part in parts {
          html.block("tr") { html in
            html.element("td", SafeText.line(part.description ?? "–"))
            let rate = part.taxRate.map { "\(GermanFormat.decimal($0.description)) %" }
            html.element("td", rate ?? "–", class: "amount")
            html.element("td", SheetSections.amount(part.netAmount), class: "amount")
          }
        }
      }
    }
  }

  // MARK: - Sums

  private func taxes(_ html: inout HTMLWriter) {
    guard !result.taxes.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Umsatzsteuer", title: "BG-23")
      let heads = [
        ("Satz", "amount", "BT-119"), ("Art", "", "BT-118"), ("Grundlage", "amount", "BT-116"),
        ("Steuer", "amount", "BT-117"),
      ]
      SheetSections.table(heads, &html) { html in
        for tax in result.taxes {
          html.block("tr") { html in
            let rate = tax.rate.map { "\(GermanFormat.decimal($0.description)) %" }
            html.element("td", rate ?? "–", class: "amount")
            html.raw("<td>")
            html.escape(tax.category.map(SheetWords.category) ?? "–")
            if let reason = tax.exemptionReason {
              html.element("span", SafeText.line(reason, limit: 400), class: "more", title: "BT-120, BT-121")
            }
            html.raw("</td>\n")
            html.element("td", SheetSections.amount(tax.basis), class: "amount")
            html.element("td", SheetSections.amount(tax.amount), class: "amount")
          }
        }
      }
    }
  }

  private func totals(_ html: inout HTMLWriter) {
    let currency = result.currency.map { " \($0.code)" } ?? ""
    let isRounded = invoice.roundingAmount.map { $0 != .zero } ?? false
    let isPrepaid = result.prepaidTotal.map { $0 != .zero } ?? false
    let inTaxCurrency = invoice.taxTotalInTaxCurrency
    let rows: [(String, String, Amount?, String)] = [
      ("Netto", "BT-109", result.netTotal, ""), ("Umsatzsteuer", "BT-110", result.taxTotal, ""),
      (
        "Umsatzsteuer in \(invoice.taxCurrency?.code ?? "")", "BT-111", inTaxCurrency, "minor"
      ), ("Brutto", "BT-112", result.grossTotal, "total"),
      ("schon bezahlt", "BT-113", isPrepaid ? result.prepaidTotal.map { -$0 } : nil, ""),
      ("Rundung", "BT-114", isRounded ? invoice.roundingAmount : nil, ""),
      ("zu zahlen", "BT-115", result.payable, "total"),
    ]
    html.block("section") { html in
      html.element("h2", "Summen", title: "BG-22")
      html.raw("<table class=\"totals\">\n<tbody>\n")
      for (label, term, amount, kind) in rows {
        guard let amount else { continue }
        let unit = term == "BT-111" ? invoice.taxCurrency.map { " \($0.code)" } ?? "" : currency
        html.block("tr", class: kind.isEmpty ? nil : kind) { html in
          html.raw("<th scope=\"row\" title=\"\(term)\">")
          html.escape(label)
          html.raw("</th>\n")
          html.element("td", GermanFormat.decimal(amount.description) + unit, class: "amount")
        }
      }
      html.raw("</tbody>\n</table>\n")
    }
  }

  // MARK: - Payment, notes, files

  private func payment(_ html: inout HTMLWriter) {
    let accounts =
      invoice.seller.statedAccounts.isEmpty
      ? invoice.seller.ibans.map(\.value) : invoice.seller.statedAccounts
    let skonto = result.skonto.map {
      "\(GermanFormat.decimal($0.percent.description)) % bei Zahlung in \($0.days) Tagen"
    }
    var facts: [(String, String, String?)] = [
      ("Fällig am", "BT-9", result.dueDate.map { GermanFormat.day($0.description) }),
      ("Skonto", "BT-20", skonto.isEmpty ? nil : skonto.joined(separator: "; ")),
      ("Zahlungsweg", "BT-81", invoice.paymentMeansCode.map(SheetWords.paymentMeans)),
      ("Zahlungsempfänger", "BT-59", invoice.payeeName),
    ]
    for account in accounts.prefix(10) { facts.append(("Konto", "BT-84", SheetWords.grouped(account))) }
    let stated = facts.compactMap { fact in fact.2.map { (fact.0, fact.1, $0) } }
    guard !stated.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Zahlung", title: "BG-16")
      html.block("dl", class: "facts") { html in
        for (label, term, value) in stated {
          html.element("dt", label, title: term)
          html.element("dd", SafeText.line(value))
        }
      }
    }
  }

  private func notes(_ html: inout HTMLWriter) {
    let notes = invoice.notes.filter { !$0.isEmpty }
    guard !notes.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Bemerkungen und Bedingungen des Lieferanten", title: "BT-20, BT-22")
      for note in notes.prefix(100) {
        html.raw("<p class=\"note\">")
        for (index, line) in note.split(whereSeparator: \.isNewline).prefix(100).enumerated() {
          if index > 0 { html.raw("<br>") }
          html.escape(SafeText.line(line, limit: 1000))
        }
        html.raw("</p>\n")
      }
    }
  }
}

/// What the rules of EN 16931 and of the XRechnung say about an e-invoice, in one sentence for bookkeepers.
struct EInvoiceVerdict {
  /// `valid`, `noted`, `broken` or `unusable`: a class of the sheet's style.
  let kind: String
  let headline: String
  let explanation: String
  /// Those that ask first.
  let broken: [Check]

  init(_ read: ReadInvoice) {
    // Checks of our own, such as whom it is addressed to, are no rules of the standard.
    let tried = read.checks.filter { $0.outcome != .notApplicable && GermanTexts.checks[$0.rule] == nil }
    let failed = tried.filter { $0.outcome == .failed }
    let asking = Set(read.findings.filter { $0.severity != .notes }.map(\.code))
    let fatal = failed.filter { asking.contains($0.rule) }
    broken = fatal + failed.filter { !asking.contains($0.rule) }
    let profile =
      read.findings.contains { $0.code == "PROFILE_NOT_AN_INVOICE" }
      ? " Dieses Profil enthält zu wenig Angaben und ist keine Rechnung im Sinne des § 14 UStG." : ""
    if read.findings.contains(where: { $0.code == "EINVOICE_UNUSABLE" }) {
      kind = "unusable"
      headline = "✗ E-Rechnung unbrauchbar"
      explanation =
        "Es fehlt so viel, dass nichts gebucht werden kann; der Lieferant muss eine neue schicken." + profile
    } else if !fatal.isEmpty {
      kind = "broken"
      headline = "! E-Rechnung weicht ab und muss angesehen werden"
      explanation =
        Self.count(fatal.count, "Pflichtregel ist", "Pflichtregeln sind") + " verletzt, von "
        + "\(tried.count) geprüften Regeln." + profile
    } else if !failed.isEmpty {
      kind = "noted"
      headline = "✓ E-Rechnung gültig, mit Hinweisen"
      explanation =
        Self.count(failed.count, "Vorgabe ist", "Vorgaben sind") + " nicht eingehalten, von "
        + "\(tried.count) geprüften; gebucht werden darf sie trotzdem." + profile
    } else if tried.isEmpty {
      kind = "noted"
      headline = "E-Rechnung nicht geprüft"
      explanation = "Für dieses Format gibt es keine Regeln." + profile
    } else {
      kind = "valid"
      headline = "✓ E-Rechnung gültig"
      explanation = "Alle \(tried.count) geprüften Regeln sind eingehalten." + profile
    }
  }

  private static func count(_ count: Int, _ one: String, _ many: String) -> String {
    count == 1 ? "Eine \(one)" : "\(count) \(many)"
  }
}
