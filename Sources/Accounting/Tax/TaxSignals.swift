/// The phrases by which a document says how VAT treats it.
package struct TaxSignals: Sendable {
  package enum Signal: String, Hashable, Sendable, CaseIterable {
    case reverseCharge = "RC"
    case reverseChargeGoods = "RC_GOODS"
    case reverseChargeConstruction = "RC_CONSTRUCTION"
    case reverseChargeCleaning = "RC_CLEANING"
    case worksSupply = "RC_WORKS"
    case intraCommunity = "IGE"
    case intraCommunityExempt = "IGE0"
    case triangular = "DREIECK"
    case export = "EXPORT"
    case importNotice = "EUST"
    case smallBusiness = "KU19"
    case photovoltaic = "PV0"
    case marginGoods = "DIFF25A"
    case marginTravel = "REISE25"
    case selfBilling = "SELFBILL"
    case exempt = "EXEMPT"
    case insuranceTax = "INSURANCE_TAX"
    case outsideScope = "OUTSIDE"
    case foreignVAT = "FOREIGN_VAT"
    case advance = "ADVANCE"
    case ownReceipt = "OWN_RECEIPT"
    case withholding = "RETENTION_48B"
    case occasion = "OCCASION"
    case participants = "PARTICIPANTS"
    case serviceDate = "SERVICE_DATE"
    case licencePlate = "LICENCE_PLATE"
  }

  /// What was found in one document.
  package struct Found: Sendable {
    /// The first phrase of each signal, as folded.
    package var strong: [Signal: String] = [:]
    package var weak: Set<Signal> = []
    /// Where the phrases of a signal end in the folded text, for what stands behind them.
    package var ends: [Signal: [Int]] = [:]

    package func has(_ signal: Signal) -> Bool { strong[signal] != nil }
  }

  private let index: KeywordIndex
  private let owners: [(signal: Signal, isStrong: Bool)]

  package init(dataDirectory: String) throws(AccountingDataError) {
    var builder = KeywordIndex.Builder()
    var owners: [(signal: Signal, isStrong: Bool)] = []
    let path = dataDirectory + "/rules/tax-signals.csv"
    let table = try CSVTable(path: path)
    let (signal, strength) = (try table.column("case"), try table.column("strength"))
    let phrases = try table.column("phrases")
    _ = try table.map { (row) throws(AccountingDataError) in
      guard let signal = Signal(rawValue: row[signal]) else {
        throw .badValue(path: path, column: "case", value: row[signal])
      }
      builder.add(cell: row[phrases], owner: owners.count)
      owners.append((signal, row[strength] == "strong"))
    }
    // The spec's own phrases, whose cases are finer than the signals here, count as weak.
    let derivedPath = dataDirectory + "/rules/tax-phrases.csv"
    let derived = try CSVTable(path: derivedPath)
    let (caseColumn, phrase) = (try derived.column("signal"), try derived.column("phrase"))
    _ = try derived.map { (row) throws(AccountingDataError) in
      guard let signal = Signal(rawValue: row[caseColumn]) else {
        throw .badValue(path: derivedPath, column: "signal", value: row[caseColumn])
      }
      builder.add(cell: row[phrase], owner: owners.count)
      owners.append((signal, false))
    }
    index = KeywordIndex(builder)
    self.owners = owners
  }

  package func find(in text: FoldedText) -> Found {
    var found = Found()
    for hit in index.hits(in: text) where hit.isWordStart || hit.length >= 10 {
      let (signal, isStrong) = owners[hit.owner]
      if isStrong {
        if found.strong[signal] == nil {
          found.strong[signal] = String(decoding: text.bytes[hit.range], as: UTF8.self)
        }
        found.ends[signal, default: []].append(hit.range.upperBound)
      } else {
        found.weak.insert(signal)
      }
    }
    return found
  }
}
