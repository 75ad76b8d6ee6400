import Accounting
import Invoice
import Reading

/// German words for what a result says in codes.
enum SheetWords {
  static func headline(_ status: ResultDocument.Status) -> String {
    switch status {
    case .booked: "✓ Gebucht"
    case .review: "? Bitte prüfen"
    case .rejected: "✗ Abgelehnt"
    case .notAnInvoice: "– Keine Rechnung"
    case .duplicate: "= Schon vorhanden"
    }
  }

  static func summary(_ result: ResultDocument) -> String {
    let parts: [String?] = [
      result.documentType.map(documentType),
      result.issueDate.map { "vom \(GermanFormat.day($0.description))" },
      result.grossTotal.map { "über \(GermanFormat.decimal($0.description)) \(result.currency?.code ?? "")" },
    ]
    let summary = parts.compactMap { $0 }.joined(separator: " ")
    guard result.confidence > 0 else { return summary }
    return summary + "\(summary.isEmpty ? "" : " · ")Sicherheit \(GermanFormat.percent(result.confidence))"
  }

  /// Every value that the document states, by path, in the order of the contract.
  static func values(_ result: ResultDocument) -> [(String, String)] {
    let currency = result.currency.map { " \($0.code)" } ?? ""
    func day(_ day: CalendarDay?) -> String? { day.map { GermanFormat.day($0.description) } }
    func amount(_ amount: Amount?) -> String? {
      amount.map { GermanFormat.decimal($0.description) + currency }
    }
    let skonto = result.skonto.map { "\(GermanFormat.decimal($0.percent.description)) % in \($0.days) Tagen" }
    let values: [(String, String?)] = [
      ("document_type", result.documentType.map(documentType)), ("invoice_number", result.invoiceNumber),
      ("issue_date", day(result.issueDate)), ("delivery_date", day(result.deliveryDate)),
      ("service_period.start", day(result.servicePeriod?.start)),
      ("service_period.end", day(result.servicePeriod?.end)), ("due_date", day(result.dueDate)),
      ("seller.name", result.seller.name), ("seller.street", result.seller.street),
      ("seller.postcode", result.seller.postcode), ("seller.city", result.seller.city),
      ("seller.country", result.seller.country), ("seller.vat_id", result.seller.vatIdentifier),
      ("seller.tax_number", result.seller.taxNumber), ("seller.iban", result.seller.iban.map(grouped)),
      ("seller.creditor_account", result.seller.creditorAccount?.digits), ("buyer.name", result.buyer.name),
      ("buyer.vat_id", result.buyer.vatIdentifier),
      ("buyer.customer_number", result.buyer.customerNumber), ("net_total", amount(result.netTotal)),
      ("tax_total", amount(result.taxTotal)), ("gross_total", amount(result.grossTotal)),
      ("prepaid_total", amount(result.prepaidTotal)), ("tip", amount(result.tip)),
      ("payable", amount(result.payable)), ("skonto", skonto.isEmpty ? nil : skonto.joined(separator: ", ")),
    ]
    return values.compactMap { path, value in value.map { (path, $0) } }
  }

  static func source(_ result: ResultDocument) -> [(String, String)] {
    let info = result.document
    let values: [(String, String?)] = [
      ("Datei", info.file), ("Teil", info.parts > 1 ? "\(info.part) von \(info.parts)" : nil),
      (
        "Seiten",
        info.pageRange.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) bis \($0.upperBound)" }
          ?? (info.pages > 0 ? "\(info.pages)" : nil)
      ), ("Gelesen aus", result.readFrom.map(readFrom)),
      ("Eingegangen", info.receivedAt.map { LocalTime(utc: $0)?.text ?? $0 }),
      ("Kennung", info.id),
      ("SHA-256", info.sha256),
    ]
    return values.compactMap { label, value in value.map { (label, $0) } }
  }

  static func origin(_ evidence: Evidence) -> String {
    let page = evidence.page.map { ", Seite \($0)" } ?? ""
    let source =
      switch evidence.source {
      case .xml: "E-Rechnung"
      case .text: "Text der PDF-Datei"
      case .ocr: "Texterkennung"
      case .derived: "berechnet"
      case .masterData: "Stammdaten"
      case .correction: "Korrektur"
      }
    let words = evidence.text.map { ": „\(SafeText.line($0, limit: 80))“" } ?? ""
    return source + page + words
  }

  /// In short, where a number already points at the place: the print where it says it otherwise, and which of
  /// several pages.
  static func place(_ evidence: Evidence, besides value: String, ofPages pages: Int) -> String {
    let page = pages > 1 ? evidence.page.map { "Seite \($0)" } ?? "" : ""
    // "960,70" beside "960,70 EUR" says nothing, nor does the line that the town stands in.
    let shown = CorrectableField.folded(value)
    guard let text = evidence.text, case let printed = CorrectableField.folded(text),
      !printed.contains(shown), !shown.contains(printed)
    else { return page }
    return "\(page)\(page.isEmpty ? "gedruckt" : ""): „\(SafeText.line(text, limit: 40))“"
  }

  static func documentType(_ type: DocumentType) -> String {
    switch type {
    case .invoice: "Rechnung"
    case .creditNote: "Gutschrift"
    case .corrected: "Rechnungskorrektur"
    case .partial: "Abschlagsrechnung"
    case .final: "Schlussrechnung"
    case .receipt: "Kassenbon"
    }
  }

  static func taxCase(_ taxCase: TaxCase) -> String {
    switch taxCase {
    case .domestic: "Inland"
    case .mixed: "Inland, mehrere Steuersätze"
    case .smallAmount: "Kleinbetragsrechnung (§ 33 UStDV)"
    case .reverseChargeConstruction: "Bauleistung, Empfänger schuldet die Steuer (§ 13b UStG)"
    case .reverseChargeForeignService: "Leistung aus dem Ausland, Empfänger schuldet die Steuer (§ 13b UStG)"
    case .reverseChargeGoods: "Warenlieferung, Empfänger schuldet die Steuer (§ 13b UStG)"
    case .intraEUAcquisition: "innergemeinschaftlicher Erwerb"
    case .photovoltaicZeroRate: "Nullsteuersatz Photovoltaik (§ 12 Abs. 3 UStG)"
    case .smallBusiness: "Kleinunternehmer (§ 19 UStG)"
    case .taxFree: "steuerfrei oder nicht steuerbar"
    case .import: "Einfuhr aus einem Drittland"
    case .foreignVAT: "ausländische Umsatzsteuer"
    case .marginScheme: "Differenzbesteuerung (§§ 25, 25a UStG)"
    }
  }

  static func category(_ category: VATCategory) -> String {
    switch category {
    case .standard: "steuerpflichtig"
    case .zeroRated: "Nullsatz"
    case .exempt: "steuerbefreit"
    case .reverseCharge: "Steuerschuld des Empfängers"
    case .intraCommunity: "innergemeinschaftlich"
    case .export: "Ausfuhr"
    case .outsideScope: "nicht steuerbar"
    case .canaryIslands: "Kanarische Inseln"
    case .ceutaMelilla: "Ceuta und Melilla"
    }
  }

  private static func readFrom(_ origin: ReadFrom) -> String {
    switch origin {
    case .eInvoice: "E-Rechnung (XML)"
    case .text: "Text der PDF-Datei"
    case .ocr: "Scan (Texterkennung)"
    case .mixed: "teils Text, teils Scan"
    }
  }

  /// `Sonst: 4980 Sonstiger Betriebsbedarf, 3400 Wareneingang`; `nil` where no other account is proposed.
  static func alternatives(to line: ResultDocument.Line) -> String? {
    guard let others = line.alternatives, !others.isEmpty else { return nil }
    return "Sonst: "
      + others.map { "\($0.account) \(SafeText.line($0.name, limit: 50))" }.joined(separator: ", ")
  }

  /// `Oder: „Paul Renken“`; `nil` where nothing else may be meant.
  static func alternatives(to evidence: Evidence) -> String? {
    guard let others = evidence.alternatives, !others.isEmpty else { return nil }
    return "Oder: " + others.map { "„\(SafeText.line($0, limit: 60))“" }.joined(separator: ", ")
  }

  /// In groups of four, as printed on paper.
  static func grouped(_ iban: String) -> String {
    var text = ""
    for (index, character) in iban.filter({ !$0.isWhitespace }).enumerated() {
      if index > 0, index.isMultiple(of: 4) { text.append(" ") }
      text.append(character)
    }
    return text
  }

  /// BT-24 as people call it.
  static func profile(_ specification: String) -> String {
    let text = specification.lowercased()
    func version(after word: String) -> String {
      guard let range = text.firstRange(of: word) else { return "" }
      let digits = text[range.upperBound...].drop { $0 == "_" || $0 == ":" }.prefix {
        $0.isNumber || $0 == "."
      }
      return digits.first?.isNumber == true ? " \(digits)" : ""
    }
    if text.contains("xrechnung") {
      let extended = text.contains(":extension:") || text.contains("#conformant") ? " (Erweiterung)" : ""
      return "XRechnung\(version(after: "xrechnung"))\(extended)"
    }
    if text.contains("peppol") { return "Peppol BIS Billing" }
    let profiles = [
      ("extended", "EXTENDED"), ("basicwl", "BASIC WL"), ("basic", "BASIC"), ("minimum", "MINIMUM"),
      ("comfort", "COMFORT"),
    ]
    let isOld = text.contains("ferd:")
    if let profile = profiles.first(where: { text.contains($0.0) }) {
      return "\(isOld ? "ZUGFeRD 1.0" : "ZUGFeRD/Factur-X") \(profile.1)"
    }
    return text == "urn:cen.eu:en16931:2017" ? "EN 16931" : specification
  }

  /// UNTDID 4461 (BT-81), the codes that suppliers use.
  static func paymentMeans(_ code: String) -> String {
    let words = [
      "1": "nicht festgelegt", "10": "bar", "20": "Scheck", "30": "Überweisung", "31": "Überweisung",
      "42": "Zahlung auf Bankkonto", "48": "Karte", "49": "Lastschrift", "54": "Kreditkarte",
      "55": "Girokarte",
      "57": "Dauerauftrag", "58": "SEPA-Überweisung", "59": "SEPA-Lastschrift, wird abgebucht",
      "68": "Online-Bezahldienst", "97": "Verrechnung", "ZZZ": "nach Vereinbarung",
    ]
    return words[code].map { "\($0) (\(code))" } ?? code
  }

  /// UN/ECE Recommendation 20 (BT-130), the common codes; others as they stand.
  static func unit(_ code: String) -> String { units[code] ?? code }

  private static let units = [
    "C62": "Stk.", "H87": "Stk.", "EA": "Stk.", "XPP": "Stk.", "PCE": "Stk.", "HUR": "Std.", "MIN": "Min.",
    "DAY": "Tage", "WEE": "Wochen", "MON": "Monate", "ANN": "Jahre", "KGM": "kg", "GRM": "g", "TNE": "t",
    "MTR": "m", "CMT": "cm", "MMT": "mm", "KMT": "km", "MTK": "m²", "MTQ": "m³", "LTR": "l", "KWH": "kWh",
    "MWH": "MWh", "SET": "Satz", "PR": "Paar", "LS": "pauschal", "XPK": "Paket", "XBX": "Karton",
    "XCT": "Karton",
    "XRO": "Rolle", "P1": "%", "NAR": "Artikel", "XPX": "Palette", "XSA": "Sack", "XBG": "Beutel",
  ]

  /// Bytes as people read them.
  static func size(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) Byte" }
    if bytes < 1_000_000 { return "\(bytes / 1000) kB" }
    let tenths = bytes / 100_000
    return "\(tenths / 10),\(tenths % 10) MB"
  }
}
