import Accounting
import Invoice
import JobStore
import Results

/// What the rows of one file say about a tenant's documents, gathered before anything is changed.
///
/// Every row gets its own result. A row counts only for the reading that its writer has seen.
struct AnswerPlan {
  /// What became of a row so far.
  struct Outcome {
    var row: CorrectionList.Row
    var result: CorrectionList.RowResult
    var note: Finding?
    /// The job that a taken row waits for.
    var job: String?
  }

  private(set) var outcomes: [Outcome] = []
  /// Booked documents that somebody wants to have back.
  private(set) var withdrawals: Set<String> = []
  /// In the order in which the file names them.
  private var order: [String] = []
  private var drafts: [String: AnswerDraft] = [:]

  private let person: String
  private let decider: Decider

  init(person: String, decider: Decider) {
    self.person = person
    self.decider = decider
  }

  /// The answers to put into the store, one per document that anything was said about.
  func answers() throws -> [NewAnswer] {
    try order.compactMap { try drafts[$0]?.newAnswer }
  }

  /// The lines of the file that are not taken.
  var left: [Int] {
    outcomes.filter { $0.result == .stale || $0.result == .refused }.map(\.row.line)
  }

  /// Notes what became of the answers in the store, where somebody else was faster.
  mutating func settle(_ results: [String: AnswerOutcome]) {
    for index in outcomes.indices where outcomes[index].result == .taken {
      guard let job = outcomes[index].job, case .stale(let state)? = results[job] else { continue }
      outcomes[index].result = .stale
      outcomes[index].note = Finding("CORRECTION_STALE", .asks, arguments: ["state": state.rawValue])
    }
  }

  /// Says of a row that it was taken before, with its file.
  mutating func markKnown(_ row: CorrectionList.Row) { append(row, .known) }

  /// Says of a row that nobody can tell what is meant.
  mutating func refuse(_ row: CorrectionList.Row, _ deed: ReturnedList.Deed) {
    refuse(row, deed == .elsewhere ? "CORRECTION_ROW_CHANGED" : "CORRECTION_ROW_BROKEN")
  }

  /// Says of a row that its document is not known.
  mutating func refuseKey(of row: CorrectionList.Row) {
    refuse(row, "CORRECTION_KEY_UNKNOWN", row.key.isEmpty ? [:] : ["key": row.key])
  }

  // MARK: - Rows

  /// Takes in one row.
  ///
  /// - Parameter document: The document that it names.
  /// - Parameter counterpart: The document that the answer names, if the tenant has it.
  mutating func take(_ row: CorrectionList.Row, about document: AnsweredDocument, counterpart: Job? = nil) {
    let isWhole =
      row.field.isEmpty || row.field.lowercased() == CorrectionList.wholeDocument.lowercased()
    let spoken = SpokenAnswer(row.answer, isWhole: isWhole)
    let job = document.job
    if isKnown(row, spoken, isWhole, document) { return append(row, .known) }
    guard let version = row.version else { return refuse(row, "CORRECTION_VERSION_MISSING") }
    if case .withdraw = spoken { return withdraw(row, job, version) }
    guard job.state == .review, version == job.attempt else {
      if job.state == .booked, version == job.attempt { return refuse(row, "CORRECTION_IS_BOOKED") }
      return append(
        row, .stale, Finding("CORRECTION_STALE", .asks, arguments: ["state": job.state.rawValue]))
    }
    let parts = max(1, document.results.count)
    guard row.part < parts else { return refuseKey(of: row) }
    if isWhole {
      sayOfWhole(row, spoken, document, counterpart)
    } else {
      sayOfField(row, spoken, document)
    }
  }

  private mutating func withdraw(_ row: CorrectionList.Row, _ job: Job, _ version: Int) {
    guard job.state == .booked else {
      return refuse(row, "CORRECTION_NOT_BOOKED", ["state": job.state.rawValue])
    }
    guard version == job.attempt else {
      return append(
        row, .stale, Finding("CORRECTION_STALE", .asks, arguments: ["state": job.state.rawValue]))
    }
    withdrawals.insert(job.id)
    append(row, .taken, job: job.id)
  }

  private mutating func sayOfWhole(
    _ row: CorrectionList.Row, _ spoken: SpokenAnswer, _ document: AnsweredDocument, _ counterpart: Job?
  ) {
    let id = document.job.id
    func verdict(_ verdict: PersonsAnswer.Verdict) -> (inout AnswerDraft) -> Void {
      { $0.answer.verdicts[row.part] = verdict }
    }
    switch spoken {
    case .right:
      let values =
        document.results.indices.contains(row.part) ? confirmedAccounts(document.results[row.part]) : []
      say(row, document, key: "whole", word: "right") { [person] draft in
        draft.answer.verdicts[row.part] = .confirmed
        draft.implied += values.map {
          CorrectedValue(part: row.part, path: $0.path, old: $0.account, new: $0.account, person: person)
        }
      }
    case .notAnInvoice: say(row, document, key: "whole", word: "other", verdict(.notAnInvoice))
    case .discard: say(row, document, key: "whole", word: "discard", verdict(.discarded))
    case .noDuplicate: say(row, document, key: "duplicate", word: "no") { $0.answer.isNoDuplicate = true }
    case .readAnew: say(row, document, key: "whole", word: "anew") { $0.readsAnew = true }
    case .withdraw: break  // said before
    case .join(let key):
      guard let key else {
        return say(row, document, key: "whole", word: "join") { $0.cut([1]) }
      }
      guard let counterpart, counterpart.id != id else {
        return refuse(row, "CORRECTION_KEY_UNKNOWN", ["key": key])
      }
      say(row, document, key: "whole", word: "join \(counterpart.id)") { draft in
        draft.answer.verdicts[row.part] = .sameAs
        draft.answer.counterpart = counterpart.designation
      }
    case .cut(let pages):
      let count = document.job.pages ?? 0
      guard let last = pages.last, last <= count else {
        return refuse(row, "CORRECTION_CUT_IMPOSSIBLE", ["pages": "\(count)"])
      }
      say(row, document, key: "whole", word: "cut \(pages)") { $0.cut([1] + pages) }
    case .value(let text):
      // An account written beside the whole invoice is meant for all of it.
      guard let field = CorrectableField(path: CorrectableField.everyAccount), field.value(of: text) != nil
      else {
        return refuse(row, "CORRECTION_WORD_UNKNOWN", ["value": text])
      }
      correct(row, field, text, document)
    }
  }

  private mutating func sayOfField(
    _ row: CorrectionList.Row, _ spoken: SpokenAnswer, _ document: AnsweredDocument
  ) {
    guard let field = CorrectableField(named: row.field) else {
      return refuse(row, "CORRECTION_FIELD_UNKNOWN", ["name": row.field])
    }
    guard document.results.indices.contains(row.part) else {
      return refuse(row, "CORRECTION_NOTHING_PROPOSED")
    }
    let result = document.results[row.part]
    // A charge on the whole document is asked about like a line, and is none of the result's.
    if let line = field.line, !result.lines.indices.contains(line),
      !result.reasons.contains(where: { $0.field == field.path })
    {
      return refuse(row, "CORRECTION_LINE_MISSING", ["position": "\(line + 1)"])
    }
    switch SpokenAnswer(row.answer, isWhole: true) {
    case .right, .value: break
    // "verwerfen" is nobody's invoice number.
    default: return refuse(row, "CORRECTION_WORD_MISPLACED", ["value": row.answer])
    }
    guard case .right = spoken else { return correct(row, field, row.answer, document) }
    guard let proposed = field.value(in: result) else { return refuse(row, "CORRECTION_NOTHING_PROPOSED") }
    set(row, field, old: proposed, new: proposed, document)
  }

  private mutating func correct(
    _ row: CorrectionList.Row, _ field: CorrectableField, _ text: String, _ document: AnsweredDocument
  ) {
    guard var value = field.value(of: text) else {
      return refuse(row, "CORRECTION_VALUE_UNREADABLE", ["value": text], field: field.path)
    }
    if field.path.hasSuffix(".skr03") {
      // A spreadsheet drops the zeros in front: 0400 comes back as 400.
      let padded = String(repeating: "0", count: max(0, 4 - value.count)) + value
      guard let account = [value, padded].compactMap({ AccountNumber($0) }).first(where: decider.hasAccount)
      else {
        return refuse(row, "CORRECTION_ACCOUNT_UNKNOWN", ["account": value])
      }
      value = account.digits
    }
    let proposed =
      document.results.indices.contains(row.part) ? field.value(in: document.results[row.part]) : nil
    if let proposed, Self.differsInZerosOnly(proposed, value) { value = proposed }
    set(row, field, old: proposed, new: value, document)
  }

  /// Whether a spreadsheet may have made the one of the other by taking it for a number.
  private static func differsInZerosOnly(_ proposed: String, _ value: String) -> Bool {
    proposed.count > value.count && proposed.hasSuffix(value)
      && proposed.dropLast(value.count).allSatisfy { $0 == "0" }
      && proposed.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  private mutating func set(
    _ row: CorrectionList.Row, _ field: CorrectableField, old: String?, new: String,
    _ document: AnsweredDocument
  ) {
    let person = person
    say(row, document, key: "\(row.part) \(field.path)", word: new) { draft in
      draft.answer.say(.init(part: row.part, path: field.path, old: old, new: new))
      draft.values.append(
        CorrectedValue(part: row.part, path: field.path, old: old, new: new, person: person))
    }
  }

  // MARK: - Parts

  /// Changes the draft of a document's answer, unless the file has said something else about the same.
  private mutating func say(
    _ row: CorrectionList.Row, _ document: AnsweredDocument, key: String, word: String,
    _ change: (inout AnswerDraft) -> Void
  ) {
    let id = document.job.id
    var draft = drafts[id] ?? AnswerDraft(document, person)
    let key = key == "whole" ? "\(row.part) whole" : key
    // What is forgotten cannot be put right in the same breath.
    let isForgotten = draft.readsAnew || word == "anew" && !draft.said.isEmpty
    if isForgotten, draft.said[key] != word { return refuse(row, "CORRECTION_CONTRADICTS") }
    if let said = draft.said[key] {
      return said == word ? append(row, .known) : refuse(row, "CORRECTION_CONTRADICTS")
    }
    if drafts[id] == nil { order.append(id) }
    draft.said[key] = word
    draft.lines.append(row.line)
    change(&draft)
    drafts[id] = draft
    append(row, .taken, job: id)
  }

  /// Whether the document's answer has said this already, whatever was read since.
  private func isKnown(
    _ row: CorrectionList.Row, _ spoken: SpokenAnswer, _ isWhole: Bool, _ document: AnsweredDocument
  ) -> Bool {
    if case .withdraw = spoken { return document.job.state == .withdrawn }
    guard row.version != document.job.attempt || document.job.state != .review,
      let earlier = document.job.answer.flatMap({ try? PersonsAnswer(json: $0) })
    else { return false }
    if isWhole {
      switch spoken {
      case .right: return earlier.verdicts[row.part] == .confirmed
      case .notAnInvoice: return earlier.verdicts[row.part] == .notAnInvoice
      case .discard: return earlier.verdicts[row.part] == .discarded
      case .noDuplicate: return earlier.isNoDuplicate
      case .join(with: nil): return earlier.partStarts == [1]
      case .cut(let pages): return earlier.partStarts == [1] + pages
      default: return false
      }
    }
    guard let field = CorrectableField(named: row.field), let said = earlier[row.part, field.path] else {
      return false
    }
    if case .right = spoken { return said.old == said.new }
    guard let value = field.value(of: row.answer) else { return false }
    return value == said.new || Self.differsInZerosOnly(said.new, value)
  }

  /// The accounts that "stimmt" has said to be right.
  private func confirmedAccounts(_ result: ResultDocument) -> [(path: String, account: String)] {
    result.lines.enumerated().compactMap { index, line in
      line.account.map { ("lines[\(index)].skr03", $0.digits) }
    }
  }

  private mutating func append(
    _ row: CorrectionList.Row, _ result: CorrectionList.RowResult, _ note: Finding? = nil, job: String? = nil
  ) {
    outcomes.append(Outcome(row: row, result: result, note: note, job: job))
  }

  private mutating func refuse(
    _ row: CorrectionList.Row, _ code: String, _ arguments: [String: String] = [:], field: String? = nil
  ) {
    append(row, .refused, Finding(code, .asks, field: field, arguments: arguments))
  }
}
