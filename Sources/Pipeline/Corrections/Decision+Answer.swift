import Accounting
import Invoice
import Reading
import Results

extension Decider.Decision {
  /// Every question that is left is answered by "stimmt", save those that no word can answer.
  func confirmed(by answer: PersonsAnswer, _ part: Int) -> Self {
    var decision = self
    let isFree = answer.isNoDuplicate
    let open = allAsking.filter { Self.needsMore($0, isNoDuplicate: isFree) }
    decision.settleQuestions { !Self.needsMore($0, isNoDuplicate: isFree) }
    decision.confidence = 1
    if status == .rejected { return decision }
    if assignment?.postings.isEmpty ?? true {
      decision.status = .review
      if !open.contains(where: { $0.code == "NOTHING_TO_POST" }) {
        decision.findings.append(Finding("NOTHING_TO_POST", .asks))
      }
    } else {
      decision.status = open.isEmpty ? .booked : .review
    }
    guard decision.status == .booked, var assignment = decision.assignment else { return decision }
    decision.findings.append(Finding("CONFIRMED_BY_PERSON", .notes))
    // Somebody has seen every account and stands for it.
    for index in assignment.lines.indices { assignment.lines[index].confidence = 1 }
    for index in assignment.postings.indices { assignment.postings[index].confidence = 1 }
    decision.assignment = assignment
    return decision
  }

  /// Only the questions about what was put right are answered.
  func relieved(by answer: PersonsAnswer, _ part: Int, threshold: Double) -> Self {
    var decision = self
    let answered = Set(answer.values.filter { $0.part == part }.map(\.path))
    decision.settleQuestions { finding in
      finding.code == "POSSIBLE_DUPLICATE" && answer.isNoDuplicate
        || finding.field.map(answered.contains) == true && !Self.needsMore(finding, isNoDuplicate: false)
    }
    guard status == .review, decision.allAsking.isEmpty, decision.assignment?.postings.isEmpty == false
    else { return decision }
    decision.status = .booked
    guard confidence < threshold else { return decision }
    decision.findings.append(
      Finding("LOW_CONFIDENCE", .asks, arguments: ["confidence": "\(Int(confidence * 100))"]))
    decision.status = .review
    return decision
  }

  private var allAsking: [Finding] {
    (read.findings + (assignment?.findings ?? []) + findings).filter { $0.severity == .asks }
  }

  /// Makes notes of the questions that are settled: the sheet still tells of them.
  private mutating func settleQuestions(_ isSettled: (Finding) -> Bool) {
    func settled(_ findings: [Finding]) -> [Finding] {
      findings.map { finding in
        guard finding.severity == .asks, isSettled(finding) else { return finding }
        var note = finding
        note.severity = .notes
        return note
      }
    }
    read.findings = settled(read.findings)
    if let found = assignment?.findings { assignment?.findings = settled(found) }
    findings = settled(findings)
  }

  /// What "stimmt" cannot answer: a value that a posting must have, or amounts that contradict each other.
  private static func needsMore(_ finding: Finding, isNoDuplicate: Bool) -> Bool {
    switch finding.code {
    case "FIELD_MISSING": finding.field.map(core.contains) ?? true
    case "POSSIBLE_DUPLICATE": !isNoDuplicate
    case "TOTALS_DO_NOT_ADD_UP", "POSTINGS_DO_NOT_ADD_UP", "LINES_MISSING", "ACCOUNT_UNKNOWN",
      "ACCOUNT_TAKES_NO_KEY", "OTHER_PART_UNSURE":
      true
    default: false
    }
  }

  private static let core: Set<String> = [
    "invoice_number", "issue_date", "seller.name", "gross_total", "net_total", "currency",
  ]
}
