import Invoice

/// What may be said of a text that might be the seller's name, or of a place that might be his; the raw value is
/// the name in the weights' file.
enum PartyTrait: String, CaseIterable, Sendable {
  case legalFormEnds, legalFormInside, firstPart, laterPart, onlyPart, manyParts
  case postcodeInSegment, postcodeBehind, postcodeNextLine, postcodeSecondNext, postcodeThirdNext
  case top8, top15, top25, top40, middle, bottom20, bottom8
  case firstPage, laterPage, left, centre, right
  case biggest, bigger, big, small
  case bankWord, digits, manyDigits, label, beginsWithLabel, buyerMark, deliveryMark, sellerMark, managerMark
  case otherMark, greeting
  case once, twice, often
  case domainMatch, isOwn, inOwnBlock, aboveOwnBlock, sameBlockAsIdentifier, lineHasIdentifier
  case oneWord, twoWords, threeWords, moreWords, capitals, lowercaseStart, sentence
  case blockFirstLine, firstText, secondText, thirdText, nameOfDomainOnly
  case ownPlace, foreignPlace, nearSellerName, sellerNameInSegment, sellerNameInBlock, alone
  case scanned, receipt, separatorBehind, addressWindow
}

extension PartyTrait {
  private static let positions: [PartyTrait: Int32] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, Int32($0)) })

  var index: Int32 { Self.positions[self] ?? 0 }
}

/// The party fields that are chosen by learned weights.
enum PartyField: String, CaseIterable, Sendable {
  case sellerName = "seller.name"
  case sellerPlace = "seller.place"
}

/// A linear score per party field, as ``FieldWeights``.
struct PartyWeights: Sendable {
  private var weights: [PartyField: [Double]] = [:]
  private var biases: [PartyField: Double] = [:]

  init(rows: [(field: String, feature: String, weight: Double)]) {
    for field in PartyField.allCases {
      weights[field] = Array(repeating: 0, count: PartyTrait.allCases.count)
      biases[field] = -4
    }
    // Rows of one field stand together.
    var last: (name: String, field: PartyField?) = ("", nil)
    for row in rows {
      if row.field != last.name { last = (row.field, PartyField(rawValue: row.field)) }
      guard let field = last.field else { continue }
      if row.feature == "bias" {
        biases[field] = row.weight
      } else if let trait = PartyTrait(rawValue: row.feature) {
        weights[field]?[Int(trait.index)] = row.weight
      }
    }
  }

  func score(_ features: [Int32], as field: PartyField) -> Double {
    guard let table = weights[field] else { return -4 }
    return features.reduce(biases[field] ?? -4) { $0 + table[Int($1)] }
  }
}
