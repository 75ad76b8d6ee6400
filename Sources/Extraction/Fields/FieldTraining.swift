package import Invoice
package import Reading

/// What a trainer needs from the room: candidates as rows of feature numbers, and the names of these numbers.
package struct FieldTraining {
  /// What the document's truth says of the scored fields, in the JSON result's spelling.
  package struct Truth {
    package var identifiers: [String: String] = [:]
    package var days: [String: CalendarDay] = [:]
    package var amounts: [String: Amount] = [:]
    package var sellerName: String?
    package var sellerPostcode: String?
    /// `invoice`, `credit_note`, … or the kind of a document that is no invoice.
    package var documentClass: String?

    package init() {}
  }

  /// A candidate for a field, and whether it is the true value.
  package struct Example {
    package var field: String
    package var features: [Int32]
    package var isRight: Bool
    /// The candidate's value, equal for equal values.
    package var value = ""
  }

  /// The trained parts; each has features of its own.
  package enum Part: CaseIterable {
    case fields
    case parties
    case kinds
  }

  package static func featureCount(_ part: Part) -> Int {
    switch part {
    case .fields: FeatureName.count
    case .parties: PartyTrait.allCases.count
    case .kinds: KindFeatures.count
    }
  }

  package static func featureName(_ index: Int, _ part: Part) -> String? {
    switch part {
    case .fields: FeatureName.name(index)
    case .parties: PartyTrait.allCases[index].rawValue
    case .kinds: KindFeatures.name(index)
    }
  }

  private let data: ExtractionData

  package init(dataDirectory: String) throws(ExtractionDataError) {
    data = try ExtractionData(directory: dataDirectory)
  }

  /// The examples of one part; the kinds' features use the fields' weights, so train the fields first.
  package func examples(_ part: Part, pages: [Page], own: OwnIdentity?, truth: Truth) -> [Example] {
    let reading = DocumentReading(pages: pages, own: own, catalogue: data.catalogue)
    switch part {
    case .fields: return fieldExamples(reading, truth)
    case .parties: return partyExamples(reading, truth)
    case .kinds:
      guard let wanted = truth.documentClass else { return [] }
      let features = reading.kindFeatures(own: own, weights: data.weights)
      return DocumentClass.allCases.map {
        Example(field: "kind." + $0.rawValue, features: features, isRight: $0.rawValue == wanted)
      }
    }
  }

  /// The field under which the confidence of the totals stands in the weights' file.
  package static var totalsField: String { TotalsTrait.field }

  package static var totalsFeatureNames: [String] { TotalsTrait.allCases.map(\.rawValue) }

  /// The field under which the confidence of the document stands in the weights' file.
  package static var documentField: String { DocumentTrait.field }

  package static var documentFeatureNames: [String] { DocumentTrait.allCases.map(\.rawValue) }

  /// Prefix of the fields under which the confidences of single values stand in the weights' file.
  package static var trustPrefix: String { FieldTrust.prefix }

  package static var trustFeatureNames: [String] { TrustTrait.allCases.map(\.rawValue) }

  /// What the reader made of a document, and what each confidence rests on.
  package struct Stated {
    package var invoice: ReadInvoice
    /// `nil` where no totals were chosen.
    package var totals: [(feature: Int32, value: Double)]?
    package var document: [(feature: Int32, value: Double)]
    /// By the values' paths; what has wrong check digits is left out.
    package var values: [String: [(feature: Int32, value: Double)]]
  }

  /// Reads a document that is one invoice.
  package func stated(pages: [Page], own: OwnIdentity?) -> Stated {
    let reading = DocumentReading(pages: pages, own: own, catalogue: data.catalogue)
    let read = InvoiceReader(reading: reading, pages: pages, own: own, data: data).readWithGrounds()
    return Stated(
      invoice: read.invoice, totals: read.basis.totals, document: read.basis.document,
      values: read.basis.values.filter { !$0.value.contains(.unchecked) }.mapValues(\.features))
  }

  /// Whether two names are the same but for legal form, case and punctuation, or one is a part of the other.
  package static func isSameName(_ first: String, _ second: String) -> Bool {
    isSame(NameKey.key(first), NameKey.key(second))
  }

  private func fieldExamples(_ reading: DocumentReading, _ truth: Truth) -> [Example] {
    var examples: [Example] = []
    for field in [ScoredField.invoiceNumber, .customerNumber] {
      let wanted = truth.identifiers[field.rawValue].map(Self.plain)
      for candidate in reading.identifiers {
        let isRight = wanted != nil && candidate.identifier.map(Self.plain) == wanted
        examples.append(
          Example(
            field: field.rawValue, features: candidate.features, isRight: isRight, value: "\(candidate.value)"
          ))
      }
    }
    for field in [ScoredField.issueDate, .deliveryDate, .dueDate, .periodStart, .periodEnd] {
      let wanted = truth.days[field.rawValue]
      for candidate in reading.days {
        examples.append(
          Example(
            field: field.rawValue, features: candidate.features,
            isRight: wanted != nil && candidate.day == wanted, value: "\(candidate.value)"))
      }
    }
    for field in [ScoredField.netTotal, .taxTotal, .grossTotal, .payable, .prepaidTotal, .tip] {
      let wanted = truth.amounts[field.rawValue]?.magnitude
      for candidate in reading.amounts {
        examples.append(
          Example(
            field: field.rawValue, features: candidate.features,
            isRight: wanted != nil && candidate.amount?.magnitude == wanted, value: "\(candidate.value)"))
      }
    }
    return examples
  }

  private func partyExamples(_ reading: DocumentReading, _ truth: Truth) -> [Example] {
    var examples: [Example] = []
    if let name = truth.sellerName {
      let wanted = NameKey.key(name)
      for candidate in reading.parties.names() {
        let key = NameKey.key(candidate.text)
        examples.append(
          Example(
            field: PartyField.sellerName.rawValue, features: candidate.features,
            isRight: Self.isSame(key, wanted), value: String(decoding: key, as: UTF8.self)))
      }
    }
    if let postcode = truth.sellerPostcode {
      for place in reading.parties.places {
        let features = reading.parties.features(of: place, sellerName: truth.sellerName)
        examples.append(
          Example(
            field: PartyField.sellerPlace.rawValue, features: features,
            isRight: place.postcode == postcode
              && !reading.parties.isInOwnBlock(page: place.page, line: place.line, segment: place.segment),
            value: place.postcode))
      }
    }
    return examples
  }

  private static func isSame(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    guard first.count >= 4, second.count >= 4 else { return first == second }
    return first.count <= second.count
      ? NameKey.contains(second, first, isTolerant: false) && first.count * 2 >= second.count
      : NameKey.contains(first, second, isTolerant: false)
  }

  private static func plain(_ text: String) -> String { text.uppercased().filter { $0 != " " } }

  /// The candidates of a scored field, best first, with what speaks for each: for people who look for a cause.
  package func explain(_ field: String, pages: [Page], own: OwnIdentity?) -> [String] {
    let reading = DocumentReading(pages: pages, own: own, catalogue: data.catalogue)
    guard let scored = ScoredField(rawValue: field) else { return [] }
    let candidates = reading.identifiers + reading.days + reading.amounts
    let entries = candidates.filter { candidate in
      switch scored {
      case .invoiceNumber, .customerNumber: candidate.identifier != nil
      case .issueDate, .deliveryDate, .dueDate, .periodStart, .periodEnd: candidate.day != nil
      default: candidate.amount != nil
      }
    }.map { ($0, data.weights.score($0, as: scored)) }
    return entries.sorted { $0.1 > $1.1 }.prefix(6).map { candidate, score in
      let names = candidate.features.compactMap { FeatureName.name(Int($0)) }.joined(separator: " ")
      return "\(score) \(candidate.value) page \(candidate.page + 1) line \(candidate.line): \(names)"
    }
  }
}
