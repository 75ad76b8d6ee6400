public import Invoice

/// One invoice, or one document that holds none, in a list for people.
public struct DocumentRow: Hashable, Sendable {
  /// Where it stands, as people see it.
  public enum Standing: String, Hashable, Sendable, CaseIterable {
    case inWork, deferred, booked, review, rejected, other, duplicate, withdrawn

    var word: String {
      switch self {
      case .inWork: "in Arbeit"
      case .deferred: "zurückgestellt"
      case .booked: "gebucht"
      case .review: "zu prüfen"
      case .rejected: "abgelehnt"
      case .other: "keine Rechnung"
      case .duplicate: "Dublette"
      case .withdrawn: "zurückgezogen"
      }
    }

    /// Told by its form as well as by its colour.
    var sign: String {
      switch self {
      case .inWork, .deferred: "…"
      case .booked: "✓"
      case .review: "?"
      case .rejected: "✗"
      case .other: "–"
      case .duplicate: "="
      case .withdrawn: "↩"
      }
    }
  }

  /// As the list of answers names it: `B-4F7K2M9Q`.
  public var key: String
  public var version: Int
  public var standing: Standing
  public var file: String
  public var seller: String?
  public var invoiceNumber: String?
  public var issueDate: CalendarDay?
  public var receivedOn: CalendarDay
  public var currency: String?
  public var gross: Amount?
  public var accounts: [String]
  public var batches: [Int]
  /// Whether a person has answered before it was booked.
  public var isAnswered: Bool
  /// Why it is not booked, in one sentence.
  public var reason: String?
  /// Why it is put off.
  public var waitsFor: String?
  /// Its sheet, as a relative address from where lists lie; `nil` where it cannot be reached from there.
  public var sheet: String?

  public init(key: String, version: Int, standing: Standing, file: String, receivedOn: CalendarDay) {
    self.key = key
    self.version = version
    self.standing = standing
    self.file = file
    self.receivedOn = receivedOn
    accounts = []
    batches = []
    isAnswered = false
  }

  /// The name, as a link to the sheet where there is one.
  func writeName(_ html: inout HTMLWriter) {
    guard let sheet else { return html.element("td", name) }
    html.raw("<td><a href=\"")
    html.escape(sheet)
    html.raw("\">")
    html.escape(name)
    html.raw("</a></td>\n")
  }

  var day: String { GermanFormat.day((issueDate ?? receivedOn).description) }
  var name: String { SafeText.line(seller ?? file, limit: 80) }
  var amount: String { gross.map { GermanFormat.decimal($0.description) } ?? "" }
  /// With the currency where it is not the euro.
  var amountAndCurrency: String {
    guard let currency, currency != "EUR", !amount.isEmpty else { return amount }
    return "\(amount) \(currency)"
  }
}
