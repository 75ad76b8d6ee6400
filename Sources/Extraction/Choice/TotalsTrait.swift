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

  /// The field under which the weights of the chance that net, tax and gross are right stand in the file; they are
  /// fitted on documents whose layouts the fields' weights had not seen.
  static let field = "totals"

  var index: Int32 { Self.positions[self] ?? 0 }

  private static let positions: [TotalsTrait: Int32] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, Int32($0)) })
}
