import Accounting
import Invoice
import JobStore
import Learning
import Results

/// What answers to documents in review teach about accounts.
enum AnswerLearning {
  /// Whose word an answer is: whoever may write into the folders for review and corrections decides on bookings.
  static let role = Correction.Role.bookkeeper

  /// The lessons of everything that was said about a document, one for each invoice in it.
  ///
  /// Whoever names the account of a line has seen the others: those that nobody was asked about count as
  /// confirmed, and with "stimmt" all of them. A line that is still asked about teaches nothing yet.
  static func lessons(of answer: PersonsAnswer, on document: AnsweredDocument) -> [NewCorrection] {
    zip(document.results, document.sellers).enumerated().compactMap { part, invoice in
      let (result, key) = invoice
      let verdict = answer.verdicts[part]
      guard verdict?.setsAside != true, let supplier = supplier(key, of: result, answer, part) else {
        return nil
      }
      let given = answer.given(part: part)
      let isNamed = given.everywhere != nil || !given.accounts.isEmpty
      guard isNamed || verdict == .confirmed else { return nil }
      let lines = result.lines.enumerated().compactMap { index, line -> Correction.Line? in
        if let account = given.accounts[index] ?? given.everywhere {
          return Correction.Line(line, account: account)
        }
        guard let account = line.account,
          verdict == .confirmed || !CorrectionList.asks(about: account, line.accountConfidence)
        else {
          return nil
        }
        return Correction.Line(line, account: account)
      }
      guard !lines.isEmpty else { return nil }
      var correction = Correction(role: role, person: answer.person, supplier: supplier, lines: lines)
      if lines.count < result.lines.count { correction.isPartial = true }
      return NewCorrection(job: document.job.id, entry: correction.json)
    }
  }

  /// The supplier's key, made anew where the answer has put something right about him.
  private static func supplier(
    _ key: String?, of result: ResultDocument, _ answer: PersonsAnswer, _ part: Int
  ) -> String? {
    let said = answer.values.filter { $0.part == part && $0.path.hasPrefix("seller.") }
    guard !said.isEmpty else { return key }
    func value(_ path: String, _ read: String?) -> String? { said.last { $0.path == path }?.new ?? read }
    guard let name = value("seller.name", result.seller.name) else { return nil }
    // As that of the next document will be made: of a valid VAT id only.
    let vatId = value("seller.vat_id", result.seller.vatIdentifier).flatMap { VATIdentifier($0) }
    return SupplierIdentity(
      name: name, vatId: vatId?.value, taxNumber: value("seller.tax_number", result.seller.taxNumber),
      postcode: result.seller.postcode
    ).key
  }
}
