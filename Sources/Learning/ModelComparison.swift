import Accounting
public import JobStore

/// A challenger beside the champion on the same documents, both scored by what was said about them later.
public struct ModelComparison: Hashable, Sendable {
  /// Documents that were corrected or confirmed since.
  public private(set) var documents = 0
  public private(set) var lines = 0
  public private(set) var championRight = 0
  public private(set) var challengerRight = 0
  /// Lines that only the one of them has right: all that the two can be told apart by (McNemar).
  public private(set) var onlyChampion = 0
  public private(set) var onlyChallenger = 0

  public init() {}

  /// Scores what both have answered by the last standing word of the highest role about each document.
  ///
  /// An invoice whose lines cannot be told from another's of the same document is left out.
  public init(_ invoices: [ShadowInvoice], corrections: [CorrectionRow]) {
    let said = Self.verdicts(corrections)
    for (job, invoices) in Dictionary(grouping: invoices, by: \.job).sorted(by: { $0.key < $1.key }) {
      guard let accounts = said[job] else { continue }
      let fitting = invoices.filter { $0.lines.count == accounts.count }
      guard fitting.count == 1, let invoice = fitting.first else { continue }
      documents += 1
      for (line, account) in zip(invoice.lines, accounts) { add(line, account.digits) }
    }
  }

  private mutating func add(_ line: ShadowInvoice.Line, _ account: String) {
    lines += 1
    switch (line.champion == account, line.challenger == account) {
    case (true, true):
      championRight += 1
      challengerRight += 1
    case (true, false):
      championRight += 1
      onlyChampion += 1
    case (false, true):
      challengerRight += 1
      onlyChallenger += 1
    case (false, false): break
    }
  }

  /// By job, the accounts of its lines.
  private static func verdicts(_ corrections: [CorrectionRow]) -> [String: [AccountNumber]] {
    var newest: [String: Correction] = [:]
    for row in corrections where row.undoes == nil && row.undoneBy == nil {
      // One that cannot be read teaches nothing; the log keeps it.
      guard let job = row.job, let correction = try? Correction(json: row.entry) else { continue }
      if let old = newest[job], correction.role < old.role { continue }
      newest[job] = correction
    }
    return newest.mapValues { $0.lines.map(\.account) }
  }

  public var champion: Proportion { Proportion(championRight, of: lines) }
  public var challenger: Proportion { Proportion(challengerRight, of: lines) }
  /// Of the lines that only one of them has right, those of the challenger.
  public var wins: Proportion { Proportion(onlyChallenger, of: onlyChampion + onlyChallenger) }

  /// Whether the challenger is better beyond doubt: with 95 % it wins more of the lines that they differ on.
  ///
  /// - Parameter least: Lines that must have been scored before the comparison counts.
  public func isWonByChallenger(least: Int) -> Bool { lines >= least && wins.interval.lowerBound > 0.5 }
}
