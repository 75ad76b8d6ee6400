import Invoice
import JobStore
import Results

/// What somebody has changed in the JSON of one document.
struct EditedResult {
  /// As rows of a list, so that one way takes both.
  let rows: [CorrectionList.Row]

  /// - Parameters:
  ///   - edited: The file that came back.
  ///   - ours: As it was given out; `nil` where the document is unknown.
  init(_ edited: ResultDocument, ours: ResultDocument?, job: Job) {
    let entry = CorrectionList.Entry(
      job: String(job.id.suffix(8)), version: job.attempt, result: ours ?? edited, file: job.displayName)
    // Each reading has its own times: a file with others is of another reading.
    let isStale = ours?.timings != edited.timings
    var rows: [CorrectionList.Row] = []
    func add(_ field: String, _ answer: String) {
      rows.append(
        CorrectionList.Row(
          line: rows.count + 1, key: entry.key, job: entry.job, part: edited.document.part - 1,
          version: isStale ? job.attempt - 1 : job.attempt, field: field, answer: answer))
    }
    for path in Self.paths(edited) {
      guard let field = CorrectableField(path: path), let new = field.value(in: edited),
        new != ours.flatMap(field.value)
      else { continue }
      add(path, field.shown(new))
    }
    if edited.status == .booked, ours?.status != .booked { add(CorrectionList.wholeDocument, "stimmt") }
    self.rows = rows
  }

  private static func paths(_ result: ResultDocument) -> [String] {
    CorrectableField.documentPaths
      + result.lines.indices.flatMap { index in
        ["skr03", "net_amount", "tax_rate", "description"].map { "lines[\(index)].\($0)" }
      }
  }
}
