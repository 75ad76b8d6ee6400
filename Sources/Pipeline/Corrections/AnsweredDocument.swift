import JobStore
import Results

/// A document that somebody has answered, as it was read last.
struct AnsweredDocument {
  var job: Job
  /// By part.
  var results: [ResultDocument]
  /// The suppliers' keys, by part.
  let sellers: [String?]
  /// What the list says about it now, by part and then by the field's folded name.
  private let listed: [[String: [String]]]

  init(job: Job, invoices: [InvoiceRow]) throws {
    self.job = job
    results = try invoices.map { try ResultDocument($0) }
    sellers = invoices.map(\.sellerKey)
    let entries = CorrectionList.Entry.entries(of: job, results)
    listed = job.state == .review ? entries.map(CorrectionList.listed) : []
  }

  /// The row of the list that a row speaks of.
  func listed(_ row: CorrectionList.Row) -> [String]? {
    guard listed.indices.contains(row.part) else { return nil }
    return listed[row.part][CorrectableField.folded(row.field)]
  }
}
