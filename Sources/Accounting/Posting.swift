public import Invoice

/// One row of a posting batch before DATEV's format: an expense account against the creditor.
public struct Posting: Hashable, Sendable, Codable {
  /// The expense account.
  public var account: AccountNumber
  /// The creditor; `nil` until the daemon has given the supplier a number.
  public var contraAccount: AccountNumber?
  /// The net part, for people and the JSON; negative on a credit note.
  public var net: Amount
  /// The amount that is posted: gross, or net where the recipient owes the tax; negative on a credit note.
  public var gross: Amount
  /// As printed; zero where the recipient owes the tax.
  public var taxRate: VATRate
  /// 19 % or 7 % with § 13b UStG and intra-EU acquisitions, else `nil`.
  public var selfAssessedRate: VATRate?
  /// DATEV's BU-Schlüssel; empty on automatic accounts and where no tax is computed.
  public var taxKey: String
  public var text: String
  /// One German sentence that says why this account.
  public var reason: String
  public var confidence: Double
  /// The tax case of this posting's lines; a mixed invoice has several.
  public var taxCase: TaxCase?
  public var costCentre: String?

  public init(
    account: AccountNumber, net: Amount, gross: Amount, taxRate: VATRate, selfAssessedRate: VATRate? = nil,
    taxKey: String = "", text: String, reason: String, confidence: Double
  ) {
    self.account = account
    self.net = net
    self.gross = gross
    self.taxRate = taxRate
    self.selfAssessedRate = selfAssessedRate
    self.taxKey = taxKey
    self.text = text
    self.reason = reason
    self.confidence = confidence
  }
}

/// The account that a line was given, with the reason.
public struct LineAssignment: Hashable, Sendable, Codable {
  /// `nil` where nothing is known well enough.
  public var account: AccountNumber?
  public var confidence: Double
  /// One German sentence, such as "Kupferzuschlag folgt der Ware".
  public var reason: String
  /// The rule that chose, such as `E011`.
  public var rule: String?

  public init(account: AccountNumber?, confidence: Double, reason: String, rule: String? = nil) {
    self.account = account
    self.confidence = confidence
    self.reason = reason
    self.rule = rule
  }
}

/// What accounting makes of one invoice.
public struct Assignment: Hashable, Sendable, Codable {
  public var taxCase: TaxCase?
  /// One per invoice line, in order.
  public var lines: [LineAssignment]
  public var postings: [Posting]
  /// Why a person must look, and what is worth a note.
  public var findings: [Finding]
  /// The chance that tax case and every account are right.
  public var confidence: Double
  /// Contents of UStG § 14 (4) and arithmetic that were tried.
  public var checks: [Check] = []

  public init(
    taxCase: TaxCase? = nil, lines: [LineAssignment] = [], postings: [Posting] = [], findings: [Finding] = [],
    confidence: Double = 0
  ) {
    self.taxCase = taxCase
    self.lines = lines
    self.postings = postings
    self.findings = findings
    self.confidence = confidence
  }
}
