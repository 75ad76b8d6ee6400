/// Paths of fields in the JSON result, and what a German bookkeeper calls them.
public enum FieldPath {
  /// The German name of a field: `Rechnungsnummer`; for lines with their place: `Nettobetrag in Position 4`.
  ///
  /// A path that the table does not know is given back as it is.
  public static func label(_ path: String) -> String {
    if let entry = entries[path] { return entry.label }
    guard let (list, index, member) = split(path) else { return path }
    let place = "\(list == "lines" ? "Position" : list == "bookings" ? "Buchung" : "Zeile") \(index + 1)"
    guard let member else { return entries[list].map { "\($0.label), \(place)" } ?? path }
    guard let entry = entries["\(list)[].\(member)"] else { return path }
    return "\(entry.label) in \(place)"
  }

  /// The business term of EN 16931, such as `BT-1`; `nil` where the standard has none.
  public static func businessTerm(_ path: String) -> String? {
    if let entry = entries[path] { return entry.term }
    guard let (list, _, member) = split(path), let member else { return nil }
    return entries["\(list)[].\(member)"]?.term
  }

  /// By path in the order of the result's members; lines by number, not by text.
  static func sorted<Value>(_ values: [String: Value]) -> [(key: String, value: Value)] {
    // Only ranks are sorted: moving whole values around costs more than everything else in writing a result.
    let ranked = values.keys.map { Ranked(rank: rank($0), path: $0) }.sorted {
      $0.rank == $1.rank ? $0.path < $1.path : $0.rank < $1.rank
    }
    return ranked.compactMap { ranked in values[ranked.path].map { (ranked.path, $0) } }
  }

  private struct Ranked {
    var rank: Int
    var path: String
  }

  private struct Entry {
    var label: String
    var term: String?
    var order: Int
  }

  /// Place of the member, number of the line, place in the line, as one number.
  private static func rank(_ path: String) -> Int {
    if let entry = entries[path] { return entry.order << 32 }
    guard let (list, index, member) = split(path) else { return Int.max }
    let inner = member.flatMap { entries["\(list)[].\($0)"]?.order } ?? 1023
    return (entries[list]?.order ?? 1023) << 32 | index << 10 | inner
  }

  /// `lines[3].net_amount` as `lines`, 3, `net_amount`.
  private static func split(_ path: String) -> (list: String, index: Int, member: String?)? {
    guard let open = path.firstIndex(of: "["), let close = path[open...].firstIndex(of: "]"),
      let index = Int(path[path.index(after: open)..<close]), 0...100_000 ~= index
    else { return nil }
    let rest = path[path.index(after: close)...]
    return (String(path[..<open]), index, rest.first == "." ? String(rest.dropFirst()) : nil)
  }

  private static let entries: [String: Entry] = {
    var entries: [String: Entry] = [:]
    for (order, row) in table.enumerated() { entries[row.0] = Entry(label: row.1, term: row.2, order: order) }
    return entries
  }()

  private static let table: [(String, String, String?)] = [
    ("document_type", "Belegart", "BT-3"),
    ("invoice_number", "Rechnungsnummer", "BT-1"),
    ("issue_date", "Rechnungsdatum", "BT-2"),
    ("delivery_date", "Lieferdatum", "BT-72"),
    ("due_date", "Fälligkeit", "BT-9"),
    ("service_period", "Leistungszeitraum", "BG-14"),
    ("service_period.start", "Beginn des Leistungszeitraums", "BT-73"),
    ("service_period.end", "Ende des Leistungszeitraums", "BT-74"),
    ("currency", "Währung", "BT-5"),
    ("seller", "Lieferant", "BG-4"),
    ("seller.name", "Name des Lieferanten", "BT-27"),
    ("seller.vat_id", "USt-IdNr. des Lieferanten", "BT-31"),
    ("seller.tax_number", "Steuernummer des Lieferanten", "BT-32"),
    ("seller.iban", "IBAN des Lieferanten", "BT-84"),
    ("seller.street", "Straße des Lieferanten", "BT-35"),
    ("seller.postcode", "Postleitzahl des Lieferanten", "BT-38"),
    ("seller.city", "Ort des Lieferanten", "BT-37"),
    ("seller.country", "Land des Lieferanten", "BT-40"),
    ("seller.creditor_account", "Kreditorenkonto", nil),
    ("buyer", "Rechnungsempfänger", "BG-7"),
    ("buyer.name", "Name des Rechnungsempfängers", "BT-44"),
    ("buyer.vat_id", "USt-IdNr. des Rechnungsempfängers", "BT-48"),
    ("buyer.customer_number", "Kundennummer", "BT-46"),
    ("net_total", "Nettobetrag", "BT-109"),
    ("tax_total", "Steuerbetrag", "BT-110"),
    ("gross_total", "Bruttobetrag", "BT-112"),
    ("prepaid_total", "bereits gezahlter Betrag", "BT-113"),
    ("tip", "Trinkgeld", nil),
    ("payable", "Zahlbetrag", "BT-115"),
    ("taxes", "Steueraufteilung", "BG-23"),
    ("taxes[].category", "Steuerkategorie", "BT-118"),
    ("taxes[].rate", "Steuersatz", "BT-119"),
    ("taxes[].basis", "Bemessungsgrundlage", "BT-116"),
    ("taxes[].amount", "Steuerbetrag", "BT-117"),
    ("taxes[].exemption_reason", "Grund der Steuerbefreiung", "BT-120"),
    ("skonto", "Skonto", "BT-20"),
    ("skonto[].days", "Skontofrist", "BT-20"),
    ("skonto[].percent", "Skontosatz", "BT-20"),
    ("tax_case", "Steuerfall", nil),
    ("lines", "Positionen", "BG-25"),
    ("lines[].position", "Nummer", "BT-126"),
    ("lines[].article_number", "Artikelnummer", "BT-155"),
    ("lines[].description", "Bezeichnung", "BT-153"),
    ("lines[].quantity", "Menge", "BT-129"),
    ("lines[].unit", "Einheit", "BT-130"),
    ("lines[].unit_price", "Einzelpreis", "BT-146"),
    ("lines[].price_unit", "Preiseinheit", "BT-149"),
    ("lines[].discount_percent", "Rabatt", nil),
    ("lines[].net_amount", "Nettobetrag", "BT-131"),
    ("lines[].tax_category", "Steuerkategorie", "BT-151"),
    ("lines[].tax_rate", "Steuersatz", "BT-152"),
    ("lines[].skr03", "Konto", nil),
    ("bookings", "Buchungen", nil),
    ("bookings[].account", "Konto", nil),
    ("bookings[].contra_account", "Gegenkonto", nil),
    ("bookings[].gross", "Buchungsbetrag", nil),
    ("bookings[].tax_key", "BU-Schlüssel", nil),
    ("bookings[].cost_centre", "Kostenstelle", nil),
    ("bookings[].text", "Buchungstext", nil),
    ("document.file", "Datei", nil),
  ]
}
