import Invoice

/// What the totals of a document may be, before lines and totals are decided together.
struct TotalsHypothesis: Sendable {
  /// Candidates for the sum of lines, likeliest first.
  var net: [Amount] = []
  var gross: [Amount] = []
  var breakdown: [VATBreakdown] = []
  /// Net, tax and gross agree among themselves, whatever the lines say.
  var isProven = false
  /// By how much the lines may miss them, a cent each at most, because each was rounded by itself.
  var rounding = Amount.zero
}

/// The lines that a document states, with the place of each value.
struct LineTable: Sendable {
  /// What the printed amounts of the lines add up to.
  enum Agreement: Sendable {
    case net
    case gross
    /// An amount that the document prints beneath its lines, though none of the given totals.
    case printed
    case nothing
  }

  var lines: [InvoiceLine] = []
  /// By `lines[i].field`, `i` from 0.
  var evidence: [String: Evidence] = [:]
  /// The amounts of the lines were printed with tax.
  var pricesIncludeTax = false
  var findings: [Finding] = []
  /// The sum of the amounts as printed.
  var sum = Amount.zero
  var agreement = Agreement.nothing
}
