public import Accounting
public import Invoice

/// One purchase as the adviser has posted it: the rows of one creditor, document number and day.
public struct AdviserDocument: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    public var account: AccountNumber
    /// Gross; positive where it is an expense.
    public var amount: Amount

    public init(account: AccountNumber, amount: Amount) {
      self.account = account
      self.amount = amount
    }
  }

  /// A line of our reading of the same purchase.
  public struct Line: Hashable, Sendable {
    /// What we have posted it to.
    public var account: AccountNumber?
    public var net: Amount
    public var rate: VATRate

    public init(account: AccountNumber?, net: Amount, rate: VATRate) {
      self.account = account
      self.net = net
      self.rate = rate
    }
  }

  public var creditor: AccountNumber
  public var number: String
  public var day: CalendarDay
  public var text: String
  public var rows: [Row]

  public init(creditor: AccountNumber, number: String, day: CalendarDay, text: String, rows: [Row] = []) {
    self.creditor = creditor
    self.number = number
    self.day = day
    self.text = text
    self.rows = rows
  }

  public var total: Amount { rows.reduce(.zero) { $0 + $1.amount } }

  /// The account of each line of our reading, where his amounts tell; `nil` where they do not.
  ///
  /// - Parameter ours: Our own postings of the purchase.
  public func accounts(of lines: [Line], ours: [Row]) -> [AccountNumber]? {
    guard !lines.isEmpty, let first = rows.first else { return nil }
    if rows.allSatisfy({ $0.account == first.account }) { return lines.map { _ in first.account } }
    return byPostings(lines, ours) ?? bySums(lines)
  }

  /// Posting for posting: what we posted with an amount, he has posted with the same.
  private func byPostings(_ lines: [Line], _ ours: [Row]) -> [AccountNumber]? {
    var open = rows
    var known: [AccountNumber: AccountNumber] = [:]
    for row in ours {
      let place =
        open.firstIndex { $0.amount == row.amount && $0.account == row.account }
        ?? open.firstIndex { $0.amount == row.amount }
      guard let place, known[row.account] == nil || known[row.account] == open[place].account else {
        return nil
      }
      known[row.account] = open[place].account
      open.remove(at: place)
    }
    let accounts = lines.compactMap { line in line.account.flatMap { known[$0] } }
    return open.isEmpty && accounts.count == lines.count ? accounts : nil
  }

  /// The only way to make his amounts out of our lines, where there is only one.
  private func bySums(_ lines: [Line]) -> [AccountNumber]? {
    guard lines.count <= 12, rows.count <= 4 else { return nil }
    let gross = lines.map { line in
      let tax = (try? line.net.tax(at: line.rate)) ?? .zero  // an overflow finds no sum
      return (line.net + tax).minorUnits
    }
    var solutions: Set<[AccountNumber]> = []
    var choice: [Int] = []
    func place(_ index: Int, _ rest: [Int64]) {
      guard solutions.count < 2 else { return }
      if index == gross.count {
        // A cent per line is rounding.
        if rest.allSatisfy({ abs($0) <= Int64(gross.count) }) {
          solutions.insert(choice.map { rows[$0].account })
        }
        return
      }
      for row in rows.indices {
        var rest = rest
        rest[row] -= gross[index]
        choice.append(row)
        place(index + 1, rest)
        choice.removeLast()
      }
    }
    place(0, rows.map(\.amount.minorUnits))
    return solutions.count == 1 ? solutions.first : nil
  }
}
