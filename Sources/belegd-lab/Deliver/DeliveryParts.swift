import Accounting
import DATEV
import Delivery
import Foundation
import Invoice
import JobStore

/// What both commands about deliveries need of the data directory.
struct DeliveryParts {
  let checker: DATEVChecker
  let simulator: ImportSimulator
  let accountant: Accountant
  let terms: DeliveryTerms

  init(dataDirectory: String) throws {
    let file = dataDirectory + "/datev/automatic-accounts.csv"
    let automatic = try AutomaticAccounts(parsing: String(contentsOfFile: file, encoding: .utf8))
    checker = try DATEVChecker(dataDirectory: dataDirectory, automaticAccounts: automatic)
    simulator = try ImportSimulator(dataDirectory: dataDirectory, automaticAccounts: automatic)
    accountant = try Accountant(dataDirectory: dataDirectory)
    terms = DeliveryTerms(
      adviserNumber: 29_098, clientNumber: 55_003, clientName: "Corpus",
      rows: BatchSettings(automaticAccounts: automatic, schreibtLeistungsdatum: true))
  }

  /// A batch that is closing, as the store would give it.
  static func batch(_ month: String, number: Int, count: Int) -> Batch {
    let closed = Timestamp(milliseconds: 1_795_000_000_000)
    return Batch(
      id: Int64(number), tenant: "corpus", fiscalYearStart: "\(month.prefix(4))-01-01", month: month,
      number: number, state: .closing, postingCount: count, lastPostingAt: closed, createdAt: closed,
      closedAt: closed)
  }
}
