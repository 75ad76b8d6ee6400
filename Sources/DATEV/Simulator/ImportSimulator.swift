public import Accounting
public import Invoice

/// What an import would make of a posting batch: the tax of automatic accounts and keys, and every account's balance.
///
/// A double of the accounting program for tests and for the check of a batch before delivery: the totals per rate
/// must be those of the invoices. It knows the keys of `tax-keys.csv` only.
public struct ImportSimulator: Sendable {
  /// What the rows of one document come to, in the batch's currency; credit notes are negative.
  public struct DocumentTotals: Hashable, Sendable {
    public var konto: AccountNumber
    public var belegfeld1: String
    /// What stands on the vendor's account.
    public var payable: Amount = .zero
    /// The part on expense accounts.
    public var net: Amount = .zero
    /// Tax out of the amount, by rate.
    public var inputTax: [VATRate: Amount] = [:]
    /// The base of the tax that the recipient owes himself, by rate.
    public var selfAssessedBase: [VATRate: Amount] = [:]
    /// That tax, by rate.
    public var selfAssessedTax: [VATRate: Amount] = [:]
    /// Net by rate as it is booked; without tax under zero.
    public var netByRate: [VATRate: Amount] = [:]
  }

  public struct Result: Hashable, Sendable {
    /// Debit less credit by account; all of them together are zero.
    public var balances: [AccountNumber: Amount] = [:]
    /// By vendor and Belegfeld 1, in order of the file.
    public var documents: [DocumentTotals] = []
    /// Rows, from 1, that this double cannot compute: an unknown key, or one that an import refuses.
    public var refusedRows: [Int] = []

    public var sum: Amount { balances.values.reduce(.zero, +) }
  }

  /// How a row's tax is computed.
  fileprivate enum Tax {
    case none
    case input(VATRate, account: AccountNumber)
    /// On top of the amount: base to the expense account, tax to both tax accounts.
    case selfAssessed(VATRate, input: AccountNumber?, output: AccountNumber?)

    /// The same at the rate of the day.
    func computed(on day: CalendarDay) -> Tax {
      switch self {
      case .none: self
      case .input(let rate, let account): .input(Steuersatz.computed(rate, on: day), account: account)
      case .selfAssessed(let rate, let input, let output):
        .selfAssessed(Steuersatz.computed(rate, on: day), input: input, output: output)
      }
    }
  }

  private let taxKeys: TaxKeys
  /// Those of the general list; a client's own chart goes before it.
  public var automaticAccounts: AutomaticAccounts

  /// - Throws: when the tables of the data directory are absent or cannot be read.
  public init(dataDirectory: String, automaticAccounts: AutomaticAccounts) throws {
    taxKeys = try FormatTables(directory: dataDirectory).taxKeys
    self.automaticAccounts = automaticAccounts
  }

  public func run(_ bytes: [UInt8]) throws(DATEVReadError) -> Result {
    let (header, rows) = try BuchungsstapelFile.read(bytes)
    return run(header, rows)
  }

  public func run(_ header: DATEVHeader, _ rows: some Sequence<Buchungssatz>) -> Result {
    var simulation = Simulation(self, header)
    for row in rows { simulation.add(row) }
    return simulation.result
  }

  /// An import in progress, row by row.
  public struct Simulation {
    public private(set) var result = Result()
    private let simulator: ImportSimulator
    private let header: DATEVHeader
    private let kontenlaenge: Kontenlaenge?
    private let keepsDocuments: Bool
    private var places: [String: Int] = [:]
    private var count = 0

    /// - Parameter keepsDocuments: Without, ``Result/documents`` holds one entry for all, and memory stays flat.
    public init(_ simulator: ImportSimulator, _ header: DATEVHeader, keepsDocuments: Bool = true) {
      self.simulator = simulator
      self.header = header
      self.keepsDocuments = keepsDocuments
      kontenlaenge = Kontenlaenge(sachkonten: header.sachkontenlaenge)
    }

    public mutating func add(_ row: Buchungssatz) {
      count += 1
      let day = row.leistungsdatum ?? row.belegdatum
      guard let tax = simulator.tax(of: row, header)?.computed(on: day),
        let amount = (row.basisUmsatz ?? row.umsatz)?.amount
      else {
        result.refusedRows.append(count)
        return
      }
      let isKontoLedger = kontenlaenge?.isSachkonto(row.konto) == true
      let isGegenkontoLedger = kontenlaenge?.isSachkonto(row.gegenkonto) == true
      // The tax belongs to the ledger account of the row; to the contra account where both are ledger accounts.
      let expense = isGegenkontoLedger || !isKontoLedger ? row.gegenkonto : row.konto
      let other = expense == row.gegenkonto ? row.konto : row.gegenkonto
      let kontoSign: Int64 = row.sollHabenKennzeichen == .soll ? 1 : -1
      let sign = expense == row.konto ? kontoSign : -kontoSign
      let key = keepsDocuments ? "\(other.digits) \(row.belegfeld1)" : ""
      let place = places[key] ?? result.documents.count
      if places.updateValue(place, forKey: key) == nil {
        result.documents.append(DocumentTotals(konto: other, belegfeld1: row.belegfeld1))
      }
      simulator.post(amount, sign, tax, expense, other, &result, place)
    }
  }

  fileprivate func post(
    _ amount: Amount, _ sign: Int64, _ tax: Tax, _ expense: AccountNumber, _ other: AccountNumber,
    _ result: inout Result, _ place: Int
  ) {
    let signed = Amount(minorUnits: sign * amount.minorUnits)
    result.balances[other, default: .zero] -= signed
    result.documents[place].payable += signed
    var net = signed
    var rate = VATRate.zero
    switch tax {
    case .none: break
    case .input(let inputRate, let account):
      rate = inputRate
      let part = Self.included(in: amount, at: rate)
      let signedPart = Amount(minorUnits: sign * part.minorUnits)
      net -= signedPart
      result.balances[account, default: .zero] += signedPart
      result.documents[place].inputTax[rate, default: .zero] += signedPart
    case .selfAssessed(let owedRate, let input, let output):
      rate = owedRate
      let part = Amount(minorUnits: sign * Self.onTop(of: amount, at: rate).minorUnits)
      if let output { result.balances[output, default: .zero] -= part }
      if let input {
        result.balances[input, default: .zero] += part
      } else {
        // Without deduction the tax is part of the cost.
        result.balances[expense, default: .zero] += part
      }
      result.documents[place].selfAssessedBase[rate, default: .zero] += signed
      result.documents[place].selfAssessedTax[rate, default: .zero] += part
    }
    result.balances[expense, default: .zero] += net
    result.documents[place].net += net
    result.documents[place].netByRate[rate, default: .zero] += net
  }

  /// `nil` where an import would refuse the key or this double does not know it.
  fileprivate func tax(of row: Buchungssatz, _ header: DATEVHeader) -> Tax? {
    let chart = header.sachkontenrahmen
    let functions = [row.konto, row.gegenkonto].compactMap {
      automaticAccounts.function(of: $0, chart: chart, sachkontenlaenge: header.sachkontenlaenge)
    }
    if let schluessel = row.buSchluessel {
      guard let number = Int(schluessel.digits), let key = taxKeys[number] else { return nil }
      if !functions.isEmpty, !key.isAllowedOnAutomaticAccounts { return nil }
      return tax(of: key, chart)
    }
    guard let function = functions.first else { return Tax.none }
    guard functions.count == 1, let rate = function.rate, let number = Self.key(like: function, rate),
      let key = taxKeys[number]
    else { return nil }
    return tax(of: key, chart, withDeduction: !function.purpose.contains("without deduction"))
  }

  private func tax(of key: TaxKeys.Key, _ chart: String, withDeduction: Bool = true) -> Tax? {
    let input = key.inputAccount[chart].flatMap { AccountNumber($0) }
    let output = key.outputAccount[chart].flatMap { AccountNumber($0) }
    switch (key.effect, key.rate) {
    case (.off, _): return Tax.none
    case (.input, let rate?): return input.map { .input(rate, account: $0) }
    case (.both, let rate?):
      guard let output else { return nil }
      return .selfAssessed(rate, input: withDeduction ? input : nil, output: output)
    case (.output, let rate?): return output.map { .selfAssessed(rate, input: nil, output: $0) }
    default: return nil
    }
  }

  /// The key that does on a plain account what the automatic account does.
  private static func key(like function: AutomaticAccounts.AccountRange, _ rate: VATRate) -> Int? {
    guard function.function.contains("AV"), rate == VATRate(percent: 19) || rate == VATRate(percent: 7) else {
      return nil
    }
    let isStandard = rate == VATRate(percent: 19)
    if function.purpose.contains("13b") { return isStandard ? 94 : 91 }
    if function.purpose.contains("intra-EU") { return isStandard ? 19 : 18 }
    return isStandard ? 9 : 8
  }

  /// The tax in a gross amount, rounded half up.
  private static func included(in gross: Amount, at rate: VATRate) -> Amount {
    let divisor = 10_000 + rate.basisPoints
    return Amount(minorUnits: (gross.minorUnits * rate.basisPoints * 2 + divisor) / (divisor * 2))
  }

  private static func onTop(of net: Amount, at rate: VATRate) -> Amount {
    Amount(minorUnits: (net.minorUnits * rate.basisPoints * 2 + 10_000) / 20_000)
  }
}
