import Accounting
import DATEV
import Invoice
import Learning

/// Reads purchases out of an EXTF Buchungsstapel.
struct AdviserPostings {
  /// Accounts that a purchase is posted to, from `rules/history-accounts.csv`: payments, tax and private
  /// accounts against a creditor say nothing about the purchase.
  private let purchases: [ClosedRange<Int>]

  init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/history-accounts.csv"
    let table = try CSVTable(path: path)
    let (first, last) = (try table.column("from"), try table.column("to"))
    purchases = try table.map { (row) throws(AccountingDataError) in
      guard let low = Int(row[first]), let high = Int(row[last]), low <= high else {
        throw .badValue(path: path, column: "from", value: row[first])
      }
      return low...high
    }
  }

  /// - Throws: ``DATEVReadError`` for what is no EXTF Buchungsstapel.
  func documents(in bytes: [UInt8]) throws(DATEVReadError) -> [AdviserDocument] {
    let (header, rows) = try BuchungsstapelFile.read(bytes)
    let length = header.sachkontenlaenge
    var order: [Key] = []
    var documents: [Key: AdviserDocument] = [:]
    for row in rows where (row.generalumkehr ?? .nein) == .nein {
      guard let (creditor, account, isExpense) = sides(of: row, length), isPurchase(account) else { continue }
      let key = Key(creditor: creditor, number: row.belegfeld1, day: row.belegdatum)
      if documents[key] == nil {
        order.append(key)
        documents[key] = AdviserDocument(
          creditor: creditor, number: row.belegfeld1, day: row.belegdatum, text: row.buchungstext, rows: [])
      }
      let amount = Amount(minorUnits: row.umsatz.amount.minorUnits)
      documents[key]?.rows.append(.init(account: account, amount: isExpense ? amount : -amount))
    }
    return order.compactMap { documents[$0] }
  }

  private struct Key: Hashable {
    var creditor: AccountNumber
    var number: String
    var day: CalendarDay
  }

  /// The creditor, the other account at four digits, and whether that one is debited.
  private func sides(
    of row: Buchungssatz, _ length: Int
  ) -> (creditor: AccountNumber, account: AccountNumber, isExpense: Bool)? {
    func isCreditor(_ number: AccountNumber) -> Bool {
      number.digits.utf8.count == length + 1 && "789".contains(number.digits.prefix(1))
    }
    let isDebit = row.sollHabenKennzeichen == .soll
    switch (isCreditor(row.konto), isCreditor(row.gegenkonto)) {
    case (false, true): return (row.gegenkonto, Self.shortened(row.konto, from: length), isDebit)
    case (true, false): return (row.konto, Self.shortened(row.gegenkonto, from: length), !isDebit)
    default: return nil
    }
  }

  private func isPurchase(_ account: AccountNumber) -> Bool {
    guard let number = Int(account.digits.prefix(4)), account.digits.utf8.count >= 3 else { return false }
    return purchases.contains { $0.contains(number) }
  }

  /// Longer charts append zeros on the right; an account that ends otherwise is the client's own.
  static func shortened(_ account: AccountNumber, from length: Int) -> AccountNumber {
    // Leading zeros are not written: 420 is 0420.
    let digits = String(repeating: "0", count: max(0, length - account.digits.utf8.count)) + account.digits
    let (head, tail) = (digits.prefix(4), digits.dropFirst(4))
    return AccountNumber(tail.allSatisfy { $0 == "0" } ? String(head) : digits) ?? account
  }
}
