import Invoice
import Reading

/// What a document is: the class that learned weights choose by its title and its words.
enum DocumentClass: String, CaseIterable, Sendable {
  case invoice
  case creditNote = "credit_note"
  case corrected
  case partial
  case final
  case receipt
  case offer
  case orderConfirmation = "order_confirmation"
  case deliveryNote = "delivery_note"
  case ownOutgoing = "own_outgoing"
  case letter
  case statement
  case reminder
  case advertising

  /// `nil` for what is no invoice.
  var documentType: DocumentType? {
    switch self {
    case .invoice: .invoice
    case .creditNote: .creditNote
    case .corrected: .corrected
    case .partial: .partial
    case .final: .final
    case .receipt: .receipt
    default: nil
    }
  }

  var kind: DocumentKind {
    switch self {
    case .invoice, .creditNote, .corrected, .partial, .final, .receipt: .invoice
    case .offer: .offer
    case .orderConfirmation: .orderConfirmation
    case .deliveryNote: .deliveryNote
    case .ownOutgoing: .ownOutgoing
    case .letter: .letter
    case .statement: .statement
    case .reminder: .reminder
    case .advertising: .advertising
    }
  }
}

/// The features by which a document's class is chosen: which words stand where, and what amounts it has.
struct KindFeatures {
  enum Place: Int, CaseIterable {
    /// Large or alone in the upper half: a title.
    case title
    /// Elsewhere in the upper half of the first page.
    case upper
    /// Anywhere.
    case anywhere
    /// Begins the largest text of the upper half apart from the letterhead.
    case headline
  }

  enum Trait: String, CaseIterable {
    case noAmounts, fewAmounts, manyAmounts, taxPrinted, totalFits, grossSure, numberSure, dateSure, dueSure
    case prepaidSure, negativeAmounts, receiptPaper, ownIsSender, ownIsMissing, ownIsPrinted, longText,
      shortText
    case clockTime
  }

  static let traitBase = Place.allCases.count * 64
  static let count = traitBase + Trait.allCases.count

  static func name(_ index: Int) -> String? {
    if index >= traitBase { return index < count ? Trait.allCases[index - traitBase].rawValue : nil }
    guard index % 64 < Meaning.allCases.count else { return nil }
    return "\(places[index / 64]).\(Meaning.allCases[index % 64].rawValue)"
  }

  /// Names of the places; to ask an enumeration for its case's name is slow.
  private static let places = Place.allCases.map { "\($0)" }

  static let indices: [String: Int] = {
    var result: [String: Int] = [:]
    for index in 0..<count {
      if let name = name(index) { result[name] = index }
    }
    return result
  }()

  static func trait(_ trait: Trait) -> Int32 {
    Int32(traitBase + (Trait.allCases.firstIndex(of: trait) ?? 0))
  }

  /// The words' part of the features.
  static func words(of document: LayoutDocument, labels: [LabelIndex]) -> [Int32] {
    var found: Set<Int32> = []
    func add(_ hit: LabelHit, _ place: Place) {
      for position in hit.meanings.positions { found.insert(Int32(place.rawValue * 64 + position)) }
    }
    for page in document.pages {
      var headline: (size: Double, hit: LabelHit)?
      for line in page.lines {
        for hit in labels[page.index].hits[line.index] {
          add(hit, .anywhere)
          guard page.index == 0, hit.box.middleY < 0.6 * page.height else { continue }
          let segment = line.segments[hit.segment]
          let begins = hit.bytes.lowerBound <= segment.bytes.lowerBound + 1
          let isAlone = begins && hit.bytes.upperBound >= segment.bytes.upperBound - 1
          let isBig = segment.fontSize > 1.2 * page.bodyFontSize
          if begins, isBig || (isAlone && line.segments.count == 1) {
            add(hit, .title)
          } else {
            add(hit, .upper)
          }
          if begins, hit.length >= 5, segment.fontSize > headline?.size ?? 0, isTitle(hit.meanings) {
            headline = (segment.fontSize + 0.01, hit)
          }
        }
      }
      if let headline { add(headline.hit, .headline) }
    }
    return found.sorted()
  }

  private static let titles = Meanings([
    .titleInvoice, .titleCredit, .titleCorrected, .titlePartial, .titleFinal, .titleReceipt,
    .kindDeliveryNote,
    .kindReminder, .kindOffer, .kindOrderConfirmation, .kindStatement, .kindAdvertising,
  ])

  private static func isTitle(_ meanings: Meanings) -> Bool { !meanings.isDisjoint(with: titles) }
}

/// A linear score per class, as ``FieldWeights``; rows have `kind.<class>` as their field.
struct KindWeights: Sendable {
  private var weights: [[Double]]
  private var biases: [Double]

  init(rows: [(field: String, feature: String, weight: Double)]) {
    weights = Array(
      repeating: Array(repeating: 0, count: KindFeatures.count), count: DocumentClass.allCases.count)
    biases = Array(repeating: -4, count: DocumentClass.allCases.count)
    let classes = Dictionary(
      uniqueKeysWithValues: DocumentClass.allCases.enumerated().map { ("kind." + $1.rawValue, $0) })
    // Rows of one class stand together.
    var last: (name: String, index: Int?) = ("", nil)
    for row in rows {
      if row.field != last.name { last = (row.field, classes[row.field]) }
      guard let index = last.index else { continue }
      if row.feature == "bias" {
        biases[index] = row.weight
      } else if let feature = KindFeatures.indices[row.feature] {
        weights[index][feature] = row.weight
      }
    }
  }

  /// The likeliest class with its log odds, and the log odds of the second.
  func best(_ features: [Int32]) -> (kind: DocumentClass, score: Double, second: Double) {
    var scores = DocumentClass.allCases.enumerated().map { index, kind in
      (kind, features.reduce(biases[index]) { $0 + weights[index][Int($1)] })
    }
    scores.sort { $0.1 > $1.1 }
    return (scores[0].0, scores[0].1, scores[1].1)
  }
}
