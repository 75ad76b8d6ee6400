import Invoice
import Reading

/// Compares what an e-invoice states with what its page shows (§ 14c UStG, and a known fraud).
///
/// Two signs are asked for, since a layout may hide a value from either: the XML's value stands nowhere on the
/// pages, and extraction found another one in its place. A value that stands anywhere is no contradiction.
struct PageComparison {
  /// What the e-invoice states and the pages do not show, by JSON field path.
  let absent: Set<String>
  private let invoice: Invoice

  init(_ invoice: Invoice, pages: [Page]) {
    self.invoice = invoice
    let text = PageText(pages)
    var absent: Set<String> = []
    if let number = invoice.invoiceNumber, !text.shows(number) { absent.insert("invoice_number") }
    if let day = invoice.issueDate, !text.shows(day) { absent.insert("issue_date") }
    if !Self.isShown(invoice.seller, text) { absent.insert("seller.name") }
    if !invoice.seller.ibans.isEmpty, !invoice.seller.ibans.contains(where: { text.shows($0.value) }) {
      absent.insert("seller.iban")
    }
    let amounts = [
      ("net_total", invoice.netTotal), ("tax_total", invoice.taxTotal), ("gross_total", invoice.grossTotal),
    ]
    for (field, amount) in amounts {
      if let amount, amount != .zero, !text.shows(amount) { absent.insert(field) }
    }
    self.absent = absent
  }

  /// A seller is there by name, by a word of it (a logo has no text), or by a number that is his alone.
  private static func isShown(_ seller: Party, _ text: PageText) -> Bool {
    let identifiers = [seller.vatIdentifier?.value, seller.taxNumber].compactMap { $0 }
    if identifiers.contains(where: text.shows) { return true }
    guard let name = seller.name else { return true }
    let words = name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).filter { $0.count > 3 }
    return words.isEmpty || words.contains { text.shows(String($0)) } || text.shows(name)
  }

  /// Both values side by side, one finding per field; `visible` is what extraction made of the pages alone.
  func contradictions(to visible: Invoice) -> [Finding] {
    var findings: [Finding] = []
    func compare(_ field: String, _ stated: String?, _ shown: String?) {
      guard absent.contains(field), let stated, let shown, stated != shown else { return }
      findings.append(
        Finding("XML_DIFFERS_FROM_PAGE", .asks, field: field, arguments: ["xml": stated, "page": shown]))
    }
    compare("invoice_number", invoice.invoiceNumber, visible.invoiceNumber)
    compare("issue_date", invoice.issueDate?.description, visible.issueDate?.description)
    compare("seller.name", invoice.seller.name, visible.seller.name)
    compare("seller.iban", invoice.seller.ibans.first?.value, visible.seller.ibans.first?.value)
    // Amounts that do not add up are misread: no witness against the XML.
    guard let net = visible.netTotal, let tax = visible.taxTotal, let gross = visible.grossTotal,
      (net + tax).magnitude == gross.magnitude
    else { return findings }
    let stated = [
      ("net_total", invoice.netTotal, net), ("tax_total", invoice.taxTotal, tax),
      ("gross_total", invoice.grossTotal, gross),
    ]
    for (field, stated, shown) in stated where stated?.magnitude != shown.magnitude {
      // What is left to pay after an advance is no other total.
      let isAdvanced = (invoice.prepaidTotal ?? .zero) != .zero
      if field == "gross_total", isAdvanced, shown.magnitude == invoice.payable?.magnitude { continue }
      compare(field, stated?.description, shown.description)
    }
    return findings
  }
}

/// The words of all pages, to look values up in whatever way they are spaced and separated.
private struct PageText {
  private let words: [[UInt8]]
  /// Letters and digits only, small, without gaps.
  private let joined: [UInt8]
  /// Only the digits of each word; empty where it has none.
  private let digits: [[UInt8]]

  init(_ pages: [Page]) {
    words = pages.flatMap { $0.words.map { Self.plain($0.text) } }
    joined = words.flatMap { $0 }
    digits = pages.flatMap { $0.words.map { $0.text.utf8.filter { 0x30...0x39 ~= $0 } } }
  }

  private static func plain(_ text: String) -> [UInt8] {
    Array(text.lowercased().filter { $0.isLetter || $0.isNumber }.utf8)
  }

  /// Short ones must be a word of their own; longer ones may stand in several or within one.
  func shows(_ value: String) -> Bool {
    let wanted = Self.plain(value)
    guard wanted.count >= 4 else { return wanted.isEmpty || words.contains(wanted) }
    return Self.contains(joined, wanted)
  }

  func shows(_ day: CalendarDay) -> Bool {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (year, month, date) = (String(day.year), two(day.month), two(day.day))
    let spellings = [
      date + month + year, "\(day.day)\(day.month)" + year, "\(day.day)" + month + year, year + month + date,
      month + date + year, date + month + year.suffix(2),
    ]
    return spellings.contains { Self.contains(joined, Array($0.utf8)) }
  }

  /// Whether the digits stand there, in one word or in up to four that follow each other (`1 190,00`).
  func shows(_ amount: Amount) -> Bool {
    var wanted = [Array(String(amount.minorUnits.magnitude).utf8)]
    if amount.minorUnits % 100 == 0 { wanted.append(wanted[0].dropLast(2)) }
    if amount.minorUnits.magnitude < 100 {
      let cents = String(amount.minorUnits.magnitude)
      wanted.append(Array((String(repeating: "0", count: 3 - cents.utf8.count) + cents).utf8))
    }
    for start in digits.indices where !digits[start].isEmpty {
      var run: [UInt8] = []
      for word in digits[start..<min(start + 4, digits.count)] {
        guard !word.isEmpty, run.count + word.count <= 20 else { break }
        run += word
        if wanted.contains(run) { return true }
      }
    }
    return false
  }

  private static func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, wanted.count <= text.count else { return wanted.isEmpty }
    for start in 0...(text.count - wanted.count) where text[start] == first {
      if text[start...].starts(with: wanted) { return true }
    }
    return false
  }
}
