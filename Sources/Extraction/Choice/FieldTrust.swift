import Glibc

/// What may be said for or against a value as chosen; the raw value is the name in the weights' file.
enum TrustTrait: String, CaseIterable, Sendable {
  /// The score of the value and its lead over the next other value, each in two pieces: how far below even, and
  /// how far beyond doubt.
  case scoreLow = "score.low"
  case scoreHigh = "score.high"
  case leadLow = "lead.low"
  case leadHigh = "lead.high"
  /// A label of just this field stands beside or above it; or beside another value.
  case labelled, contested
  /// A label of something else stands right beside it.
  case claimed
  /// A label stands beside it that may announce this field, among others.
  case hinted
  /// No label is near.
  case unlabelled
  /// It is a part of a longer run of words, or made of several.
  case inside, joined
  case alone, repeated, receipt
  /// Read by OCR, and what the engine lacks in certainty.
  case scanned, doubt
  /// Not printed as such but concluded.
  case derived
  /// Its check digits are right; they were wrong.
  case checked, unchecked
  /// Other values of the same kind are on the paper.
  case rivals
  /// Marks of a name: a legal form, a web domain like it, tax numbers or accounts in the same block, large print.
  case legalForm = "legal_form"
  case domain, identified, large
  /// The seller's VAT identifier is known, which names him too.
  case known
  /// The odds that its own finder gives, within bounds.
  case odds
  /// The reader was told who receives the document.
  case addressee

  var index: Int32 { Self.positions[self] ?? 0 }

  private static let positions: [TrustTrait: Int32] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, Int32($0)) })
}

/// What speaks for a stated value.
struct Grounds: Sendable {
  private(set) var features: [(feature: Int32, value: Double)] = []

  init() {}

  /// Of a value that won by its score.
  init(score: Double, rival: Double) {
    let bounded = max(-8, min(score, 8))
    add(.scoreLow, min(bounded, 0) / 4)
    add(.scoreHigh, max(bounded, 0) / 4)
    let lead = max(0, min(score - rival, 10))
    add(.leadLow, min(lead, 2) / 2)
    add(.leadHigh, max(lead - 2, 0) / 4)
  }

  /// Of a value whose finder gives a chance without calibration.
  init(chance: Double) {
    let bounded = max(0.002, min(chance, 0.998))
    add(.odds, log(bounded / (1 - bounded)))
  }

  /// Of what is the recipient's as the reader was told.
  static let told: Grounds = {
    var basis = Grounds()
    basis.add(.known)
    return basis
  }()

  mutating func add(_ trait: TrustTrait, _ value: Double = 1) {
    guard value != 0 else { return }
    features.append((trait.index, value))
  }

  func value(of trait: TrustTrait) -> Double? { features.first { $0.feature == trait.index }?.value }

  func contains(_ trait: TrustTrait) -> Bool { features.contains { $0.feature == trait.index } }

  mutating func add(_ trait: TrustTrait, if holds: Bool) {
    if holds { add(trait) }
  }
}

/// The chance that a stated value is right, per field: a logistic function of its ``TrustTrait``, fitted on documents
/// whose layouts the fields' weights had not seen.
struct FieldTrust: Sendable {
  static let prefix = "trust."
  private var models: [String: LogisticModel] = [:]

  init(rows: [(field: String, feature: String, weight: Double)]) {
    let names = TrustTrait.allCases.map(\.rawValue)
    for field in Set(rows.map(\.field)) where field.hasPrefix(Self.prefix) {
      models[String(field.dropFirst(Self.prefix.count))] = LogisticModel(
        rows: rows, field: field, names: names)
    }
  }

  /// `nil` where nothing was fitted for the field.
  func chance(_ path: String, _ grounds: Grounds) -> Double? { models[path]?.chance(grounds.features) }
}
