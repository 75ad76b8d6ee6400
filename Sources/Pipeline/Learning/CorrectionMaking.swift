public import Accounting
import Invoice
public import JobStore
public import Learning
import Results

/// Turns a person's word about a stored document into a line of the log.
///
/// Whoever corrects one line has seen the others: they count as confirmed.
public struct CorrectionMaking {
  public enum Refusal: Error, Hashable, CustomStringConvertible {
    case noInvoice
    case noSuchLine(Int)
    case noSuchAccount(AccountNumber)
    /// A line has no account yet and is given none.
    case lineWithoutAccount(Int)

    public var description: String {
      switch self {
      case .noInvoice: "the document holds no invoice with lines and a seller"
      case .noSuchLine(let position): "line \(position): the invoice has no such line"
      case .noSuchAccount(let account): "account \(account): the chart has no such account"
      case .lineWithoutAccount(let position): "line \(position): name its account, it has none yet"
      }
    }
  }

  /// What is said about the invoice: accounts by the line's position, or one for all.
  public struct Word: Hashable, Sendable {
    public var lines: [Int: AccountNumber]
    public var all: AccountNumber?
    public var role: Correction.Role
    public var person: String

    public init(
      lines: [Int: AccountNumber] = [:], all: AccountNumber? = nil, role: Correction.Role, person: String
    ) {
      self.lines = lines
      self.all = all
      self.role = role
      self.person = person
    }
  }

  /// - Parameter chart: Accounts outside it are refused; `nil` takes any.
  public static func correction(
    of row: InvoiceRow, _ word: Word, chart: ChartOfAccounts?
  ) throws -> Correction {
    let result = try ResultDocument(json: Array(row.resultJSON.utf8))
    guard let supplier = row.sellerKey, !result.lines.isEmpty else { throw Refusal.noInvoice }
    for account in word.lines.values + [word.all].compactMap({ $0 }) {
      if let chart, !chart.contains(account) { throw Refusal.noSuchAccount(account) }
    }
    let positions = Set(result.lines.map(\.position))
    if let unknown = word.lines.keys.sorted().first(where: { !positions.contains($0) }) {
      throw Refusal.noSuchLine(unknown)
    }
    let lines = try result.lines.map { line in
      guard let account = word.lines[line.position] ?? word.all ?? line.account else {
        throw Refusal.lineWithoutAccount(line.position)
      }
      return Correction.Line(line, account: account)
    }
    return Correction(role: word.role, person: word.person, supplier: supplier, lines: lines)
  }
}

extension Correction.Line {
  /// A line of a result under the account that it should have had.
  init(_ line: ResultDocument.Line, account: AccountNumber) {
    var invoiceLine = InvoiceLine(position: line.position)
    invoiceLine.netAmount = line.netAmount
    invoiceLine.quantity = line.quantity?.value
    self.init(
      account: account, articleNumber: line.articleNumber, text: line.description,
      unitPrice: invoiceLine.netUnitPrice(pricesIncludeTax: false))
  }
}
