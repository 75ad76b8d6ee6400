/// Something that a reader, a check or a rule noticed about a document.
///
/// The German sentence for people is made from `code` and `arguments` by the catalogue in `Results`.
public struct Finding: Hashable, Sendable, Codable {
  public enum Severity: String, Hashable, Sendable, Codable {
    /// The document can't be used: rejected.
    case blocks
    /// A person must look: review.
    case asks
    /// Worth knowing; books all the same.
    case notes
  }

  /// Stable, upper snake case: `TOTALS_DO_NOT_ADD_UP`, or a rule of the standard: `BR-CO-15`.
  public var code: String
  public var severity: Severity
  /// The JSON path of the value it is about, such as `lines[3].net_amount`.
  public var field: String?
  /// What the sentence names, by placeholder: `["stated": "119.00", "expected": "119.01"]`.
  public var arguments: [String: String]

  public init(_ code: String, _ severity: Severity, field: String? = nil, arguments: [String: String] = [:]) {
    self.code = code
    self.severity = severity
    self.field = field
    self.arguments = arguments
  }
}

/// A rule that was tried on a document, and what came of it.
public struct Check: Hashable, Sendable, Codable {
  public enum Outcome: String, Hashable, Sendable, Codable {
    case ok
    case failed
    case notApplicable = "not_applicable"
  }

  /// The rule as its source names it: `BR-CO-15`, `§14(4) Nr. 4 UStG`.
  public var rule: String
  public var outcome: Outcome
  public var detail: String?

  public init(_ rule: String, _ outcome: Outcome, detail: String? = nil) {
    self.rule = rule
    self.outcome = outcome
    self.detail = detail
  }
}
