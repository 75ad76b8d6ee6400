import Invoice

/// A value that a field might have, where it stands, and what speaks for it.
struct Candidate: Sendable {
  enum Value: Hashable, Sendable {
    case day(CalendarDay)
    case identifier(String)
    case amount(Amount)
  }

  var value: Value
  /// Index into the document's pages, the page's lines, and the line's bytes.
  let page: Int
  let line: Int
  let segment: Int
  let bytes: Range<Int>
  let box: Box
  /// Indices of features, as ``FeatureName`` counts them.
  var features: [Int32] = []
  /// Whether letters were read as digits.
  var isRepaired = false

  var amount: Amount? {
    if case .amount(let amount) = value { amount } else { nil }
  }
  /// Whether its label names insurance tax.
  var isInsuranceTax: Bool { features.contains { Self.insuranceTax.contains($0) } }

  /// Whether a label with this meaning stands directly before, left of or above it.
  func isLabelled(_ meaning: Meaning) -> Bool {
    guard let position = Meaning.allCases.firstIndex(of: meaning) else { return false }
    return [Relation.before, .left, .above].contains { features.contains(FeatureName.label($0, position)) }
  }

  /// Whether a label with one of these meanings stands directly before, left of, above or beneath it.
  func isLabelled(_ features: Set<Int32>) -> Bool { self.features.contains { features.contains($0) } }

  /// The features of labels with one of these meanings, in relation to a value.
  static func labels(
    _ meanings: [Meaning], _ relations: [Relation] = [.before, .left, .above]
  ) -> Set<Int32> {
    var features: Set<Int32> = []
    for meaning in meanings {
      guard let position = Meaning.allCases.firstIndex(of: meaning) else { continue }
      for relation in relations {
        features.insert(FeatureName.label(relation, position))
      }
    }
    return features
  }

  /// Whether both share words of a line.
  func overlaps(_ other: Candidate) -> Bool {
    page == other.page && line == other.line && bytes.overlaps(other.bytes)
  }

  /// Whether a label with this meaning stands anywhere left of it, or right above or behind it.
  func mentions(_ meaning: Meaning) -> Bool {
    guard let position = Meaning.allCases.firstIndex(of: meaning) else { return false }
    return [Relation.before, .earlier, .left, .leftFar, .above, .behind].contains {
      features.contains(FeatureName.label($0, position))
    }
  }

  /// Whether the label before it says that it is a tax number, a VAT identifier or an account.
  var isNumberOfParty: Bool {
    func says(_ meanings: [Meaning]) -> Bool {
      Meaning.allCases.enumerated().contains { position, meaning in
        meanings.contains(meaning)
          && (features.contains(FeatureName.label(.before, position))
            || features.contains(FeatureName.label(.left, position)))
      }
    }
    return says([.taxNumber, .vatID, .buyerVATID, .iban])
      && !says([.number, .numberWord, .titleInvoice, .titleCredit, .titleReceipt])
  }

  /// Whether a label with this meaning stands right beneath it.
  func stands(over meaning: Meaning) -> Bool {
    guard let position = Meaning.allCases.firstIndex(of: meaning) else { return false }
    return features.contains(FeatureName.label(.below, position))
  }

  private static let insuranceTax: Set<Int32> = {
    let position = Meaning.allCases.firstIndex(of: .insuranceTax) ?? 0
    return Set([Relation.before, .earlier, .left, .leftFar].map { FeatureName.label($0, position) })
  }()

  private static let otherMoney = labels([.otherAmount], [.before, .left])

  /// Whether the label before it says that it is the total in other money, or another sum that is no total.
  var isAside: Bool { !Self.otherMoney.isDisjoint(with: features) }

  var day: CalendarDay? {
    if case .day(let day) = value { day } else { nil }
  }
  var identifier: String? {
    if case .identifier(let text) = value { text } else { nil }
  }
}

/// How a label stands to a value.
enum Relation: Int, CaseIterable, Sendable {
  /// Directly before it, with nothing but a colon or a currency between.
  case before
  /// Earlier in the same segment, with other words between.
  case earlier
  /// Ends the segment left of it.
  case left
  /// Elsewhere left of it on the line.
  case leftFar
  /// In the segment right above.
  case above
  /// At the head of its column, with values of the same kind between.
  case head
  /// In the segment right beneath.
  case below
  /// Directly behind it.
  case behind
  /// Alone in the segment right of it, where a form prints labels behind their values.
  case right
}

/// What may be said of a candidate besides its labels; the raw value is the name in the weights' file.
enum Trait: String, CaseIterable, Sendable {
  case firstPage, lastPage, onlyPage
  case top15, top30, top50, top70, top85, bottom15
  case leftThird, middleThird, rightThird
  case once, twice, often
  case alone, beginsSegment, endsSegment, longSegment
  case big, bigger, small
  case first, second, third, last
  case tableLine, receipt, scanned, repaired
  case noLabel
  // Days.
  case latest, earliest, clockBehind, placeBefore, rangeStart, rangeEnd, sameAsOther
  // Identifiers.
  case digitsOnly, length2, length4, length6, length8, length10, lengthMore, hasSlash, hasHyphen, hasLetters
  case invoicePrefix, dateLike, moneyLike, postcodeLike, year, severalWords, phoneLike, unitBehind, lowercase
  case documentYear, insideLonger, belowTitle, percentBehind
  // Amounts.
  case largest, secondLargest, thirdLargest, zero, negative, rightmost, sumOfAbove, lowest, percentOnLine
  case currencyBeside, wholeUnits, lowerHalfOfAmounts, zeroPercentOnLine, manyAmountsOnLine, lastAmountLine
  case equalsTaxShare, isTaxedBasis, isTaxedGross
}

/// Features have numbers: each relation with each meaning, then the traits.
enum FeatureName {
  static let traitBase = Relation.allCases.count * 64
  static let count = traitBase + Trait.allCases.count

  static func label(_ relation: Relation, _ position: Int) -> Int32 {
    Int32(relation.rawValue * 64 + position)
  }

  private static let traitIndices: [Trait: Int32] = Dictionary(
    uniqueKeysWithValues: Trait.allCases.enumerated().map { ($1, Int32(traitBase + $0)) })

  static func trait(_ trait: Trait) -> Int32 { traitIndices[trait] ?? 0 }

  /// The name in the weights' file: `left.gross`, `largest`.
  static func name(_ index: Int) -> String? {
    if index >= traitBase { return index < count ? Trait.allCases[index - traitBase].rawValue : nil }
    let meaning = index % 64
    guard meaning < Meaning.allCases.count else { return nil }
    return "\(relations[index / 64]).\(Meaning.allCases[meaning].rawValue)"
  }

  /// Names of the relations; to ask an enumeration for its case's name is slow.
  private static let relations = Relation.allCases.map { "\($0)" }

  static let indices: [String: Int] = {
    var result: [String: Int] = [:]
    for index in 0..<count {
      if let name = name(index) { result[name] = index }
    }
    return result
  }()
}
