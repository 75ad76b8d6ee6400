import Invoice
import Reading

/// What may be said of number, day, totals and seller as they stand together; the raw value is the name in the
/// weights' file.
enum DocumentTrait: String, CaseIterable, Sendable {
  /// The log odds of each one's own chance.
  case number, day, totals, seller
  /// Those of all four by multiplication, and of the least.
  case product, least
  /// The recipient was told and is printed.
  case recipient
  /// The seller's VAT identifier or account has right check digits.
  case identified, account
  /// Several lines add up to the net or the gross total.
  case linesFit
  /// A printed due day lies as many days after the issue as a printed term says, or soon after it.
  case termFits, dueFits
  /// The delivery lies at most some weeks before the issue.
  case deliveryFits
  /// No other day is printed.
  case onlyDay
  /// Net, tax and gross are printed and fit a printed rate to the cent.
  case proven
  /// What kind of paper it is, as log odds.
  case kind
  case receipt, scanned
  /// What OCR lacks in certainty at the least sure of the values.
  case doubt

  /// The field under which the weights stand in the file; fitted on documents whose layouts the other weights had not
  /// seen.
  static let field = "document"

  var index: Int32 { Self.positions[self] ?? 0 }

  private static let positions: [DocumentTrait: Int32] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, Int32($0)) })
}

extension InvoiceReader {
  /// What speaks for the document as a whole, once every value has its own chance.
  func documentFeatures() -> [(feature: Int32, value: Double)] {
    var features: [(feature: Int32, value: Double)] = []
    func add(_ trait: DocumentTrait, _ value: Double = 1) { features.append((trait.index, value)) }
    let invoice = result.invoice
    func chance(_ path: String) -> Double { result.evidence[path]?.confidence ?? 0 }
    let number = chance("invoice_number")
    let day = chance("issue_date")
    let totals = chance("gross_total")
    let seller = result.sellerConfidence
    let single: [(DocumentTrait, Double)] = [
      (.number, number), (.day, day), (.totals, totals), (.seller, seller),
    ]
    for (trait, chance) in single { add(trait, LogisticModel.odds(chance)) }
    add(.product, LogisticModel.odds(number * day * totals * seller))
    add(.least, LogisticModel.odds(min(number, day, totals, seller)))
    if own != nil, !reading.parties.ownNames.isEmpty { add(.recipient) }
    if invoice.seller.vatIdentifier != nil { add(.identified) }
    if !invoice.seller.ibans.isEmpty { add(.account) }
    if doLinesFit { add(.linesFit) }
    if let issue = invoice.issueDate {
      if let due = invoice.dueDate, let grounds = grounds["due_date"], !grounds.contains(.derived) {
        if let term = terms.netDays, issue.adding(days: term) == due {
          add(.termFits)
        } else if due > issue, issue.adding(days: 62).map({ due <= $0 }) ?? false {
          add(.dueFits)
        }
      }
      if let delivery = invoice.deliveryDate ?? invoice.servicePeriod?.end, delivery <= issue,
        delivery.adding(days: 62).map({ issue <= $0 }) ?? false
      {
        add(.deliveryFits)
      }
      if Set(reading.days.compactMap(\.day)).count == 1 { add(.onlyDay) }
    }
    if areTotalsProven { add(.proven) }
    add(.kind, LogisticModel.odds(chance("document_type")))
    if reading.finder.isReceipt { add(.receipt) }
    let doubts =
      ["invoice_number", "issue_date"].compactMap { grounds[$0]?.value(of: .doubt) } + [totalsDoubt]
    if result.readFrom != .text { add(.scanned) }
    if let most = doubts.max(), most > 0 { add(.doubt, most) }
    return features
  }
}
