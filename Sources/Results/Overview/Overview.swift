public import Invoice

/// The page in the outbox that answers what people ask about: what came, what is open, what is to be paid.
public struct Overview: Sendable {
  /// How many documents of a day went which way.
  public struct Day: Hashable, Sendable {
    public var day: CalendarDay
    /// Booked without a person.
    public var unseen = 0
    /// Booked after somebody's answer.
    public var answered = 0
    public var rest = 0
    var total: Int { unseen + answered + rest }

    public init(_ day: CalendarDay) { self.day = day }
  }

  /// A batch for the adviser.
  public struct BatchRow: Hashable, Sendable {
    public var number: Int?
    /// `YYYY-MM`.
    public var month: String
    public var postings: Int
    /// As people say it.
    public var state: String
    public var file: String?
    /// Whether the file has been fetched from the outbox.
    public var isCollected: Bool

    public init(number: Int?, month: String, postings: Int, state: State, file: String?, isCollected: Bool) {
      self.number = number
      self.month = month
      self.postings = postings
      self.file = file
      self.isCollected = isCollected
      self.state =
        switch state {
        case .open: "wird gesammelt"
        case .closing: "wird geschlossen"
        case .published: isCollected ? "abgeholt" : "liegt im Ausgang"
        case .withdrawn: "zurückgezogen"
        }
    }

    /// The states of a batch.
    public enum State: String, Hashable, Sendable {
      case open, closing, published, withdrawn
    }
  }

  /// A supplier who is to be paid to a new account.
  public struct BankAccount: Hashable, Sendable {
    public var supplier: String
    public var iban: String
    public var seenOn: String

    public init(supplier: String, iban: String, seenOn: String) {
      self.supplier = supplier
      self.iban = iban
      self.seenOn = seenOn
    }
  }

  public var tenant: String
  /// `23.11.2026 08:15`.
  public var madeAt: String
  public var today: CalendarDay
  /// This month's, by receipt.
  public var month: [DocumentRow] = []
  /// What waits for a person, the oldest first.
  public var open: [DocumentRow] = []
  /// What is in work or put off.
  public var waiting: [DocumentRow] = []
  public var days: [Day] = []
  public var batches: [BatchRow] = []
  public var bankAccounts: [BankAccount] = []
  /// `YYYY-MM`, by account and by supplier, the largest first.
  public var spending: (month: String, accounts: [(String, Amount)], suppliers: [(String, Amount)])?
  /// By week: its first day and what is due until its last.
  public var due: [(week: CalendarDay, amount: Amount)] = []
  /// Files that lie where nobody reads them, with their folder.
  public var misplaced: [(folder: String, file: String)] = []
  /// Months with a list of their own, `YYYY-MM`, newest first.
  public var months: [String] = []
  public var runningSince: String
  public var lastInvoice: String?
  public var version: String

  public init(
    tenant: String, madeAt: String, today: CalendarDay, runningSince: String, version: String
  ) {
    self.tenant = tenant
    self.madeAt = madeAt
    self.today = today
    self.runningSince = runningSince
    self.version = version
  }

  public static let fileName = "Übersicht.html"

  /// The page.
  public func html(folders: FolderNames = FolderNames()) -> String {
    Page.html(title: "Übersicht – \(tenant)") { html in
      html.block("header", class: open.isEmpty ? "status-booked" : "status-review") { html in
        html.element(
          "p",
          open.isEmpty
            ? "✓ Nichts zu prüfen"
            : open.count == 1 ? "? Ein Beleg zu prüfen" : "? \(open.count) Belege zu prüfen", class: "status")
        html.element("h1", SafeText.line(tenant))
        html.element("p", "Eingangsrechnungen · Stand \(madeAt)", class: "summary")
      }
      html.block("main") { html in
        tiles(&html)
        warnings(folders, &html)
        reviews(folders, &html)
        html.block("div", class: "cards") { html in
          activity(&html)
          shares(&html)
          forecast(&html)
          spendingCards(&html)
        }
        batchTable(folders, &html)
        monthLinks(&html)
        html.block("section") { html in
          html.element(
            "p",
            "belegd \(version) läuft seit \(runningSince)"
              + (lastInvoice.map { ", letzter Beleg \($0)." } ?? ", noch kein Beleg."), class: "health")
        }
      }
    }
  }

  private func tiles(_ html: inout HTMLWriter) {
    let booked = month.filter { $0.standing == .booked }
    let sum = booked.filter { ($0.currency ?? "EUR") == "EUR" }.reduce(Amount.zero) {
      $0 + ($1.gross ?? .zero)
    }
    let unseen = booked.count { !$0.isAnswered }
    html.block("section") { html in
      html.element("h2", "Eingang im \(Page.name(ofMonth: String(today.description.prefix(7))))")
      html.block("div", class: "tiles") { html in
        Page.tile("\(month.count)", month.count == 1 ? "Beleg" : "Belege", &html)
        Page.tile("\(booked.count)", "gebucht", class: "is-booked", &html)
        Page.tile("\(open.count)", "zu prüfen", class: "is-review", &html)
        let rejected = month.count { $0.standing == .rejected }
        if rejected > 0 { Page.tile("\(rejected)", "abgelehnt", class: "is-rejected", &html) }
        if !waiting.isEmpty { Page.tile("\(waiting.count)", "in Arbeit", &html) }
        Page.tile("\(GermanFormat.decimal(sum.description)) €", "gebucht, brutto", &html)
        let asked = open.filter { ($0.currency ?? "EUR") == "EUR" }.reduce(Amount.zero) {
          $0 + ($1.gross ?? .zero)
        }
        if asked != .zero {
          Page.tile(
            "\(GermanFormat.decimal(asked.description)) €", "zu prüfen, brutto", class: "is-review", &html)
        }
        if !booked.isEmpty {
          Page.tile("\(unseen * 100 / booked.count) %", "ohne Rückfrage gebucht", &html)
        }
      }
    }
  }

  private func warnings(_ folders: FolderNames, _ html: inout HTMLWriter) {
    if !bankAccounts.isEmpty {
      html.block("section", class: "warn") { html in
        html.element("h2", "Neue Bankverbindungen")
        html.element("p", "Bitte vor der Zahlung unter einer bekannten Nummer nachfragen (Betrugsgefahr).")
        html.block("ul") { html in
          for account in bankAccounts {
            html.element(
              "li",
              "\(SafeText.line(account.supplier, limit: 80)): \(SheetWords.grouped(account.iban)) (seit \(account.seenOn))"
            )
          }
        }
      }
    }
    let deferred = waiting.filter { $0.standing == .deferred }
    if !deferred.isEmpty {
      html.block("section", class: "warn") { html in
        html.element("h2", "Zurückgestellt")
        html.element(
          "p", "Der Rechner konnte diese Belege noch nicht lesen; er versucht es von selbst wieder.")
        html.block("ul") { html in
          for row in deferred {
            html.element("li", SafeText.line(row.file, limit: 100) + (row.waitsFor.map { " (\($0))" } ?? ""))
          }
        }
      }
    }
    guard !misplaced.isEmpty else { return }
    html.block("section", class: "warn") { html in
      html.element("h2", "Am falschen Platz")
      html.element(
        "p",
        "Diese Dateien liegen, wo nichts gelesen wird. Rechnungen gehören in den Ordner „\(folders[.inbox])“."
      )
      html.block("ul") { html in
        for entry in misplaced {
          html.element(
            "li", "\(SafeText.line(entry.folder, limit: 40)): \(SafeText.line(entry.file, limit: 120))")
        }
      }
    }
  }

  private func reviews(_ folders: FolderNames, _ html: inout HTMLWriter) {
    guard !open.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Zu prüfen")
      html.element(
        "p",
        "Antworten bitte in die Liste \(CorrectionList.fileName) im Ordner „\(folders[.review])“ schreiben.")
      html.element("p", ages, class: "summary")
      Page.table(
        ["Seit", "Lieferant", "Rechnung", "Datum", "Brutto", "Warum", "Beleg"], amounts: [4], &html
      ) { html in
        for row in open.prefix(200) {
          let age = max(0, today.daysSinceEpoch - row.receivedOn.daysSinceEpoch)
          html.block("tr", class: age > 14 ? "low" : age > 6 ? "middle" : nil) { html in
            html.element("td", age == 0 ? "heute" : age == 1 ? "gestern" : "\(age) Tagen")
            row.writeName(&html)
            html.element("td", SafeText.line(row.invoiceNumber ?? "–", limit: 60))
            html.element("td", row.issueDate.map { GermanFormat.day($0.description) } ?? "–")
            html.element("td", row.amountAndCurrency, class: "amount")
            html.element("td", SafeText.line(row.reason ?? "–", limit: 120), class: "why")
            html.element("td", row.key, class: "key")
          }
        }
      }
      if open.count > 200 { html.element("p", "… und \(open.count - 200) weitere, siehe die Liste.") }
    }
  }

  /// `3 seit dieser Woche, 2 seit über einer Woche, 1 seit über zwei Wochen`.
  private var ages: String {
    let ages = open.map { max(0, today.daysSinceEpoch - $0.receivedOn.daysSinceEpoch) }
    let groups = [
      (ages.count { $0 <= 6 }, "aus den letzten sieben Tagen"),
      (ages.count { 7...14 ~= $0 }, "älter als eine Woche"),
      (ages.count { $0 > 14 }, "älter als zwei Wochen"),
    ]
    return groups.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + "."
  }

  private func activity(_ html: inout HTMLWriter) {
    guard days.contains(where: { $0.total > 0 }) else { return }
    html.block("section") { html in
      html.element("h2", "Belege je Tag")
      Charts.days(days, &html)
      html.block("p", class: "legend") { html in
        for (kind, words) in [
          ("", "ohne Rückfrage gebucht"), (" second", "nach Antwort gebucht"), (" third", "anderes"),
        ] {
          html.raw("<span class=\"bar\(kind)\"></span>")
          html.escape(words)
        }
      }
    }
  }

  /// By week, of what was booked.
  private func shares(_ html: inout HTMLWriter) {
    let weeks = Dictionary(grouping: days) { ($0.day.daysSinceEpoch + 3) / 7 }.sorted { $0.key < $1.key }
    let rows = weeks.compactMap { _, days -> (name: String, part: Int, whole: Int)? in
      guard let first = days.first?.day, let last = days.last?.day else { return nil }
      let unseen = days.reduce(0) { $0 + $1.unseen }
      let booked = unseen + days.reduce(0) { $0 + $1.answered }
      let name = "\(GermanFormat.day(first.description)) bis \(GermanFormat.day(last.description))"
      return booked > 0 ? (name, unseen, booked) : nil
    }
    guard !rows.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Ohne Rückfrage gebucht")
      Charts.shares("Anteil der ohne Rückfrage gebuchten Belege je Woche", rows, &html)
    }
  }

  private func forecast(_ html: inout HTMLWriter) {
    guard due.contains(where: { $0.amount != .zero }) else { return }
    html.block("section") { html in
      html.element("h2", "Fällige Zahlungen")
      Charts.bars(
        "Fällige Zahlungen je Woche",
        due.map { week in
          let last = week.week.adding(days: 6) ?? week.week
          return (
            "\(GermanFormat.day(week.week.description)) bis \(GermanFormat.day(last.description))",
            week.amount
          )
        }, &html)
    }
  }

  private func spendingCards(_ html: inout HTMLWriter) {
    guard let spending else { return }
    let month = Page.name(ofMonth: spending.month)
    html.block("section") { html in
      html.element("h2", "Nach Konto, \(month)")
      Charts.bars("Ausgaben nach Konto", spending.accounts.map { (name: $0.0, amount: $0.1) }, &html)
    }
    html.block("section") { html in
      html.element("h2", "Nach Lieferant, \(month)")
      Charts.bars("Ausgaben nach Lieferant", spending.suppliers.map { (name: $0.0, amount: $0.1) }, &html)
    }
  }

  private func batchTable(_ folders: FolderNames, _ html: inout HTMLWriter) {
    guard !batches.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Stapel für DATEV")
      Page.table(["Nr.", "Monat", "Buchungen", "Status", "Datei"], amounts: [2], &html) { html in
        for batch in batches {
          html.block("tr") { html in
            html.element("td", batch.number.map(String.init) ?? "–")
            html.element("td", Page.name(ofMonth: batch.month))
            html.element("td", "\(batch.postings)", class: "amount")
            html.element("td", batch.state)
            html.element("td", SafeText.line(batch.file ?? "–"))
          }
        }
      }
    }
  }

  private func monthLinks(_ html: inout HTMLWriter) {
    guard !months.isEmpty else { return }
    html.block("section") { html in
      html.element("h2", "Monatslisten")
      html.block("ul", class: "months") { html in
        for month in months.prefix(24) {
          // A name of ours: digits and a dash.
          let name = MonthList.fileName(month)
          html.raw("<li><a href=\"\(name).html\">")
          html.escape(Page.name(ofMonth: month))
          html.raw("</a> (<a href=\"\(name).csv\">Liste</a>)</li>\n")
        }
      }
    }
  }
}
