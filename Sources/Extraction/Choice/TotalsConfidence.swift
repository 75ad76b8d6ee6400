import Glibc

/// What may be said of the totals as chosen, besides their score; the raw value is the name in the weights' file.
enum TotalsTrait: String, CaseIterable, Sendable {
  /// The joint score and its lead over other totals, within bounds.
  case score, margin
  /// Net, tax and gross are printed and fit a printed rate to the cent.
  case proven
  /// Net, tax and gross are printed, or only some of them.
  case allPrinted, onlyGross, netUnprinted
  case taxFree, taxFreeSaid, severalRates, rateUnprinted
  /// The lines of the table add up to the net or the gross total; with more than one line that is hardly chance.
  case linesFit, severalLinesFit, linesContradict
  /// What OCR lacks in certainty at the least sure of the amounts.
  case doubt
  case scanned

  var index: Int32 { Self.positions[self] ?? 0 }

  private static let positions: [TotalsTrait: Int32] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, Int32($0)) })
}

/// The chance that net, tax and gross are right: a logistic function of ``TotalsTrait``, fitted on documents whose
/// layouts the fields' weights had not seen.
struct TotalsConfidence: Sendable {
  static let field = "totals"
  private var weights = [Double](repeating: 0, count: TotalsTrait.allCases.count)
  /// Without weights nothing is sure.
  private var bias = 0.0

  init(rows: [(field: String, feature: String, weight: Double)]) {
    for row in rows where row.field == Self.field {
      if row.feature == "bias" {
        bias = row.weight
      } else if let trait = TotalsTrait(rawValue: row.feature) {
        weights[Int(trait.index)] = row.weight
      }
    }
  }

  func chance(_ features: [(feature: Int32, value: Double)]) -> Double {
    var score = bias
    for entry in features { score += weights[Int(entry.feature)] * entry.value }
    return 1 / (1 + exp(-score))
  }
}
