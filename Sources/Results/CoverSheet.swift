public import Accounting
public import Invoice

/// The cover sheet of a batch for the bookkeeper who imports it: a self-contained HTML page in German.
///
/// It says what is in the delivery, what the accounts must show after the import, and what deserves a look.
public struct CoverSheet: Hashable, Sendable {
  /// A file of the delivery.
  public struct File: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case creditors
      case labels
      case documents
      case postings
    }

    public var kind: Kind
    public var name: String
    /// Rows, or documents in an archive.
    public var count: Int

    public init(kind: Kind, name: String, count: Int) {
      self.kind = kind
      self.name = name
      self.count = count
    }
  }

  /// An account after the import of this batch alone.
  public struct AccountSum: Hashable, Sendable {
    public var account: AccountNumber
    public var name: String
    /// Debit less credit.
    public var balance: Amount

    public init(account: AccountNumber, name: String, balance: Amount) {
      self.account = account
      self.name = name
      self.balance = balance
    }
  }

  /// What is posted at one rate.
  public struct RateSum: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case inputTax
      case selfAssessed
      case none
    }

    public var rate: VATRate
    public var kind: Kind
    public var net: Amount
    public var tax: Amount

    public init(rate: VATRate, kind: Kind, net: Amount, tax: Amount) {
      self.rate = rate
      self.kind = kind
      self.net = net
      self.tax = tax
    }
  }

  /// A document of the batch.
  public struct Document: Hashable, Sendable {
    public var day: CalendarDay
    public var supplier: String
    public var number: String
    public var creditor: AccountNumber
    /// What it is posted to.
    public var accounts: [AccountNumber]
    public var amount: Amount
    public var currency: String
    /// What a person should know, in German.
    public var notes: [String]

    public init(
      day: CalendarDay, supplier: String, number: String, creditor: AccountNumber,
      accounts: [AccountNumber] = [], amount: Amount, currency: String, notes: [String] = []
    ) {
      self.day = day
      self.supplier = supplier
      self.number = number
      self.creditor = creditor
      self.accounts = accounts
      self.amount = amount
      self.currency = currency
      self.notes = notes
    }
  }

  /// Something that deserves a look.
  public enum Warning: Hashable, Sendable {
    case reversals(Int)
    case late(month: String)
    case foreignCurrency(Int)
    case newCreditors(Int)
    case documentMissing(String)
    case creditorLeftOut(String)
    case unforeseenRows(Int)
    case severalFiles(Int)
    case unvalidatedFormat
  }

  public var clientName: String
  public var adviserNumber: Int
  public var clientNumber: Int
  /// `YYYY-MM`.
  public var month: String
  public var fiscalYearStart: CalendarDay
  public var number: Int
  /// `YYYY-MM-DD HH:MM` in universal time.
  public var created: String
  public var isLocked: Bool
  public var rowCount: Int
  /// The amounts of all rows with H and with S, to compare with the import's report.
  public var credited: Amount = .zero
  public var debited: Amount = .zero
  public var files: [File] = []
  public var warnings: [Warning] = []
  public var ledgerAccounts: [AccountSum] = []
  /// All creditors together, debit less credit.
  public var creditorBalance: Amount = .zero
  public var rates: [RateSum] = []
  public var documents: [Document] = []

  public init(
    clientName: String, adviserNumber: Int, clientNumber: Int, month: String, fiscalYearStart: CalendarDay,
    number: Int, created: String, isLocked: Bool, rowCount: Int
  ) {
    self.clientName = clientName
    self.adviserNumber = adviserNumber
    self.clientNumber = clientNumber
    self.month = month
    self.fiscalYearStart = fiscalYearStart
    self.number = number
    self.created = created
    self.isLocked = isLocked
    self.rowCount = rowCount
  }

  /// A page with more rows is of no use to anybody; the rest is in the files.
  public static let documentLimit = 2_000
}

extension CoverSheet {
  /// The page as UTF-8 text; everything from documents is escaped.
  public var html: String {
    var html = HTMLWriter()
    let title = "Buchungsstapel \(number) – \(Self.monthName(month))"
    html.raw("<!doctype html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.element("title", "\(title) – \(SafeText.line(clientName))")
    html.raw("<style>\(SheetStyle.css)</style>\n</head>\n<body>\n")
    html.block("header", class: "status-booked") { html in
      html.element("p", "Deckblatt zum Buchungsstapel", class: "status")
      html.element("h1", title)
      html.element(
        "p",
        "\(SafeText.line(clientName)): \(Self.counted(documents.count, "Beleg", "Belege")), "
          + Self.counted(rowCount, "Buchungszeile", "Buchungszeilen"),
        class: "summary")
    }
    html.block("main") { html in
      writeWarnings(&html)
      writeFiles(&html)
      writeHead(&html)
      writeRates(&html)
      writeAccounts(&html)
      writeDocuments(&html)
    }
    html.raw("</body>\n</html>\n")
    return html.text
  }

  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  private func writeWarnings(_ html: inout HTMLWriter) {
    guard !warnings.isEmpty else { return }
    html.element("h2", "Bitte ansehen")
    html.block("ul", class: "reasons") { html in
      for warning in warnings { html.element("li", Self.text(of: warning)) }
    }
  }

  private func writeFiles(_ html: inout HTMLWriter) {
    html.element("h2", "Dateien, in dieser Reihenfolge einspielen")
    Self.table(["Schritt", "Datei", "Inhalt", "Womit"], amounts: [], &html) { html in
      for (index, file) in files.enumerated() {
        html.block("tr") { html in
          html.element("td", "\(index + 1)")
          html.element("td", file.name)
          html.element("td", Self.content(of: file))
          html.element("td", Self.way(of: file.kind))
        }
      }
    }
  }

  private func writeHead(_ html: inout HTMLWriter) {
    html.element("h2", "Kopfdaten")
    html.block("dl", class: "facts") { html in
      for (name, value) in [
        ("Berater", "\(adviserNumber)"), ("Mandant", "\(clientNumber)"),
        ("Zeitraum", Self.monthName(month)),
        ("Wirtschaftsjahr ab", GermanFormat.day(fiscalYearStart.description)),
        ("Buchungszeilen", "\(rowCount)"), ("Umsätze mit H", Self.amount(credited)),
        ("Umsätze mit S", Self.amount(debited)),
        ("Stapel", "\(number)"),
        ("Erzeugt", "\(GermanFormat.day(String(created.prefix(10)))), \(created.suffix(5)) Uhr UTC"),
        ("Festschreibung", isLocked ? "ja" : "nein, Vorschlag zur Bearbeitung"),
      ] {
        html.element("dt", name)
        html.element("dd", value)
      }
    }
  }

  private func writeRates(_ html: inout HTMLWriter) {
    guard !rates.isEmpty else { return }
    html.element("h2", "Summen je Steuersatz")
    Self.table(["Steuersatz", "Behandlung", "Netto", "Steuer"], amounts: [2, 3], &html) { html in
      for sum in rates {
        html.block("tr") { html in
          html.element("td", sum.kind == .none ? "ohne" : "\(GermanFormat.decimal("\(sum.rate)")) %")
          html.element("td", Self.words(for: sum.kind))
          html.element("td", Self.amount(sum.net), class: "amount")
          html.element("td", sum.kind == .none ? "" : Self.amount(sum.tax), class: "amount")
        }
      }
    }
  }

  private func writeAccounts(_ html: inout HTMLWriter) {
    html.element("h2", "Veränderung der Konten durch diesen Stapel")
    Self.table(["Konto", "Bezeichnung", "Soll", "Haben"], amounts: [2, 3], &html) { html in
      for sum in ledgerAccounts { Self.row(sum.account.digits, sum.name, sum.balance, &html) }
      Self.row("", "Kreditoren zusammen", creditorBalance, &html)
      let balances = ledgerAccounts.map(\.balance) + [creditorBalance]
      html.block("tr") { html in
        html.element("th", "")
        html.element("th", "Summe")
        for side in [balances.filter { $0 > .zero }, balances.filter { $0 < .zero }] {
          html.element("th", Self.amount(side.reduce(.zero, +).magnitude), class: "amount")
        }
      }
    }
    let total = ledgerAccounts.reduce(creditorBalance) { $0 + $1.balance }
    html.element(
      "p",
      total == .zero
        ? "Soll und Haben gleichen sich aus." : "Soll und Haben weichen um \(Self.amount(total)) ab.",
      class: "note")
  }

  private func writeDocuments(_ html: inout HTMLWriter) {
    html.element("h2", "Belege")
    let shown = documents.prefix(Self.documentLimit)
    let headings = ["Datum", "Lieferant", "Rechnung", "Kreditor", "Konten", "Betrag", "Hinweise"]
    Self.table(headings, amounts: [5], &html) { html in
      for document in shown {
        html.block("tr") { html in
          html.element("td", GermanFormat.day(document.day.description), class: "account")
          html.element("td", SafeText.line(document.supplier, limit: 120))
          html.element("td", SafeText.line(document.number, limit: 60))
          html.element("td", document.creditor.digits, class: "account")
          html.element("td", document.accounts.map(\.digits).joined(separator: " "))
          html.element("td", "\(Self.amount(document.amount)) \(document.currency)", class: "amount")
          html.element("td", SafeText.line(document.notes.joined(separator: "; "), limit: 400))
        }
      }
      for (currency, documents) in Dictionary(grouping: documents, by: \.currency).sorted(by: {
        $0.key < $1.key
      }) {
        html.block("tr") { html in
          html.element("th", "")
          html.element("th", "Summe, \(Self.counted(documents.count, "Beleg", "Belege"))")
          for _ in 0..<3 { html.element("th", "") }
          let sum = documents.reduce(Amount.zero) { $0 + $1.amount }
          html.element("th", "\(Self.amount(sum)) \(currency)", class: "amount")
          html.element("th", "")
        }
      }
    }
    if documents.count > shown.count {
      html.element("p", "… und \(documents.count - shown.count) weitere, siehe Buchungsdatei.", class: "note")
    }
  }

  // MARK: - Words

  private static func text(of warning: Warning) -> String {
    switch warning {
    case .reversals(let count):
      counted(count, "Beleg wird", "Belege werden")
        + " zurückgenommen (Generalumkehr): Die frühere Buchung ist in einem älteren Stapel."
    case .late(let month):
      "Nachzügler: Der Zeitraum \(monthName(month)) gilt als abgeschlossen; bitte die Voranmeldung prüfen."
    case .foreignCurrency(let count):
      counted(count, "Beleg", "Belege")
        + " in fremder Währung: Kurs und Basisumsatz stehen in der Buchungszeile."
    case .newCreditors(let count):
      counted(count, "neuer Kreditor", "neue Kreditoren")
        + ": bitte die Stammdaten vor den Buchungen einspielen und mit vorhandenen vergleichen."
    case .documentMissing(let name):
      "Der Beleg zu \(SafeText.line(name, limit: 120)) fehlt im Archiv; die Buchung hat keinen Beleglink."
    case .creditorLeftOut(let account):
      "Die Stammdaten von Kreditor \(account) entsprechen nicht dem Format und werden nicht mitgeliefert."
    case .unforeseenRows(let count):
      counted(count, "Zeile bucht", "Zeilen buchen")
        + " auf Konten, deren Steuer nur der eigene Kontenplan kennt; in den Summen unten fehlen sie."
    case .severalFiles(let count):
      "Der Stapel ist wegen der Grenzen der Schnittstelle auf \(count) Dateien verteilt; bitte alle einspielen."
    case .unvalidatedFormat:
      "Die Belege haben document.xml in Version 6.0; sie wurde nicht gegen ein Schema geprüft."
    }
  }

  private static func content(of file: File) -> String {
    switch file.kind {
    case .creditors: "Stammdaten von \(counted(file.count, "Kreditor", "Kreditoren"))"
    case .labels: "Bezeichnungen von \(counted(file.count, "Konto", "Konten"))"
    case .documents: counted(file.count, "Beleg", "Belege")
    case .postings: counted(file.count, "Buchungszeile", "Buchungszeilen")
    }
  }

  private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  private static func way(of kind: File.Kind) -> String {
    switch kind {
    case .creditors, .labels, .postings: "Stapelverarbeitung, ASCII-Import (DATEV-Format)"
    case .documents: "Belegtransfer oder Belege online, nur zum Ablegen: gebucht wird aus der Buchungsdatei"
    }
  }

  private static func words(for kind: RateSum.Kind) -> String {
    switch kind {
    case .inputTax: "Vorsteuer aus dem Betrag"
    case .selfAssessed: "Steuer schuldet der Empfänger (§ 13b, innergemeinschaftlicher Erwerb)"
    case .none: "kein Steuerausweis"
    }
  }

  private static func monthName(_ month: String) -> String {
    let names = [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember",
    ]
    let parts = month.split(separator: "-")
    guard parts.count == 2, let index = Int(parts[1]), 1...12 ~= index else { return month }
    return "\(names[index - 1]) \(parts[0])"
  }

  // MARK: - Pieces

  private static func table(
    _ headings: [String], amounts: Set<Int>, _ html: inout HTMLWriter, rows: (inout HTMLWriter) -> Void
  ) {
    html.block("div", class: "scroll") { html in
      html.block("table") { html in
        html.block("thead") { html in
          html.block("tr") { html in
            for (index, heading) in headings.enumerated() {
              html.element("th", heading, class: amounts.contains(index) ? "amount" : nil)
            }
          }
        }
        html.block("tbody", rows)
      }
    }
  }

  private static func row(_ account: String, _ name: String, _ balance: Amount, _ html: inout HTMLWriter) {
    html.block("tr") { html in
      html.element("td", account, class: "account")
      html.element("td", name)
      html.element("td", balance > .zero ? amount(balance) : "", class: "amount")
      html.element("td", balance < .zero ? amount(-balance) : "", class: "amount")
    }
  }

  private static func amount(_ amount: Amount) -> String { GermanFormat.decimal(amount.description) }
}
