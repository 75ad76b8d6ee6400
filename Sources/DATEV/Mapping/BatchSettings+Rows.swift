internal import Accounting
public import Invoice

extension BatchSettings {
  /// One row per expense account and tax treatment: vendor in `konto`, gross amount (datev-format, section 5).
  ///
  /// Postings alike in account, key and cost centre become one row, because identical rows look like duplicates. A
  /// posting of zero moves nothing and is left out: DATEV refuses such a row.
  public func rows(for posted: PostedInvoice) throws(MappingError) -> [Buchungssatz] {
    guard !posted.postings.isEmpty else { throw .noPostings }
    guard let day = posted.belegdatum else { throw .noDate }
    var rows: [Buchungssatz] = []
    var signed: [Amount] = []
    for group in try groups(posted, on: day) where group.gross != .zero {
      guard let umsatz = Umsatz(group.gross.magnitude) else { throw .amountTooLarge(posting: group.index) }
      let side: SollHabenKennzeichen = group.gross > .zero ? .haben : .soll
      var row = Buchungssatz(
        umsatz: umsatz, sollHabenKennzeichen: posted.isGeneralumkehr ? side.opposite : side,
        konto: group.konto,
        gegenkonto: group.gegenkonto, buSchluessel: group.key, belegdatum: day)
      row.euLandUndUStID = group.euLandUndUStID
      row.sachverhaltLL = group.sachverhaltLL
      fill(&row, group.posting, posted)
      rows.append(row)
      signed.append(group.gross)
    }
    try convert(&rows, signed, posted)
    return rows
  }

  private struct Group {
    var index: Int
    var posting: Posting
    var konto: AccountNumber
    var gegenkonto: AccountNumber
    var key: BUSchluessel?
    /// Column 40.
    var euLandUndUStID: String
    /// Column 43.
    var sachverhaltLL: Int?
    var gross: Amount
  }

  private func groups(_ posted: PostedInvoice, on day: CalendarDay) throws(MappingError) -> [Group] {
    var groups: [Group] = []
    let service = posted.invoice.deliveryDate ?? posted.invoice.servicePeriod?.end ?? day
    for (index, posting) in posted.postings.enumerated() {
      guard let konto = posting.contraAccount, kontenlaenge.isKreditor(konto) else {
        throw .noCreditor(posting: index)
      }
      guard let gegenkonto = kontenlaenge.sachkonto(posting.account) else {
        throw .accountTooLong(posting: index)
      }
      let key = try key(of: posting, on: gegenkonto, index, service)
      let identifier =
        posting.taxCase == .intraEUAcquisition ? posted.invoice.seller.vatIdentifier?.value : nil
      let number =
        key == nil || key == .automatikAufheben ? nil : sachverhalt(posting.taxCase, posted.invoice)
      let same = groups.firstIndex {
        $0.konto == konto && $0.gegenkonto == gegenkonto && $0.key == key
          && $0.posting.costCentre == posting.costCentre && $0.euLandUndUStID == identifier ?? ""
          && $0.sachverhaltLL == number
      }
      if let same {
        groups[same].gross += posting.gross
      } else {
        groups.append(
          Group(
            index: index, posting: posting, konto: konto, gegenkonto: gegenkonto, key: key,
            euLandUndUStID: identifier ?? "", sachverhaltLL: number, gross: posting.gross))
      }
    }
    return groups
  }

  /// Column 9: no key on an automatic account, but 40 where it must not compute its tax (section 7).
  private func key(
    of posting: Posting, on account: AccountNumber, _ index: Int, _ service: CalendarDay
  ) throws(MappingError) -> BUSchluessel? {
    let key = posting.taxKey.isEmpty ? nil : BUSchluessel(posting.taxKey)
    if key == nil, !posting.taxKey.isEmpty { throw .badTaxKey(posting: index) }
    guard
      let function = automaticAccounts.function(
        of: account, chart: sachkontenrahmen, sachkontenlaenge: kontenlaenge.sachkonten)
    else {
      let rate = posting.selfAssessedRate ?? posting.taxRate
      guard key != nil || !needsComputedTax(posting) else { throw .noTaxKey(posting: index) }
      // With a key that is not known here, nothing says what will be computed.
      if let key, let computed = Steuersatz.of(key), Steuersatz.computed(computed, on: service) != rate {
        throw .rateOfKey(posting: index)
      }
      return key
    }
    let rate = posting.selfAssessedRate ?? posting.taxRate
    if key == .automatikAufheben || rate == .zero || !needsComputedTax(posting) { return .automatikAufheben }
    if let computed = function.rate, Steuersatz.computed(computed, on: service) != rate {
      throw .rateOfAutomaticAccount(posting: index)
    }
    return nil
  }

  /// Whether the import must compute a tax: what the client deducts, or owes himself.
  private func needsComputedTax(_ posting: Posting) -> Bool {
    if posting.selfAssessedRate != nil { return true }
    switch posting.taxCase {
    case .photovoltaicZeroRate, .smallBusiness, .taxFree, .import, .foreignVAT, .marginScheme: return false
    default: return ziehtVorsteuerAb && posting.taxRate != .zero
    }
  }

  private func fill(_ row: inout Buchungssatz, _ posting: Posting, _ posted: PostedInvoice) {
    let invoice = posted.invoice
    let number = invoice.invoiceNumber ?? ""
    row.belegfeld1 = (posted.belegfeld1 ?? Belegfeld1(cleaning: number)).value
    row.buchungstext = Buchungstext.make(
      supplier: invoice.seller.name, number: number, description: posting.text)
    row.beleglink = posted.beleglink
    row.kost1 = kost(posting.costCentre ?? "")
    row.zusatzinformationen = Array((posted.zusatzinformationen + discountTerms(invoice)).prefix(20))
    row.herkunftKz = herkunftKz
    row.festschreibung = festschreibung
    row.generalumkehr = posted.isGeneralumkehr ? .ja : .nein
    row.faelligkeit = invoice.dueDate.flatMap { 2000...2099 ~= $0.year ? $0 : nil }
    guard let service = invoice.deliveryDate ?? invoice.servicePeriod?.end, 2000...2099 ~= service.year else {
      return
    }
    // Where the rates of half a year play a part, the day of supply decides and must be told.
    let decides = Steuersatz.isLowered(service) || posted.belegdatum.map(Steuersatz.isLowered) == true
    guard schreibtLeistungsdatum || decides else { return }
    row.leistungsdatum = service
    // The input tax follows the invoice: DATEV's sample puts its date here. What is supplied later is deducted then
    // (UStG § 15 (1) Nr. 1); tax that the recipient owes arises with the invoice (§ 13b (2)).
    let isDeducted = posting.selfAssessedRate == nil
    row.datumZuordnungSteuerperiode = posted.belegdatum.map { isDeducted ? max($0, service) : $0 }
  }

  /// Column 43: never zero, at most three digits.
  private func sachverhalt(_ taxCase: TaxCase?, _ invoice: Invoice) -> Int? {
    // A VAT identifier is one of an EU state: those of others are no such identifiers.
    let isOfEUState = invoice.seller.vatIdentifier.map { $0.prefix != "XI" } ?? false
    let number =
      taxCase == .reverseChargeForeignService && isOfEUState ? sachverhaltLLEUDienstleistung : nil
    return (number ?? taxCase.flatMap { sachverhaltLL[$0] }).flatMap { 1...999 ~= $0 ? $0 : nil }
  }

  private func discountTerms(_ invoice: Invoice) -> [Information] {
    guard vermerktSkonto else { return [] }
    return invoice.cashDiscounts.prefix(2).map { discount in
      let percent = discount.percent.description.map { $0 == "." ? "," : String($0) }.joined()
      return Information(art: "Skonto", inhalt: "\(percent) % binnen \(discount.days) Tagen")
    }
  }

  /// A cost centre has letters, digits, underscores and blanks (column 37).
  private func kost(_ text: String) -> String {
    let bytes = Windows1252.encode(text).map { FieldClass.isWord($0) || $0 == 0x20 ? $0 : UInt8(ascii: "_") }
    return Windows1252.decode(bytes.prefix(min(kostLaenge, 36)))
  }

  /// Columns 3 to 6: base amount = amount / rate, rounded so that the rows add up to the whole (section 9).
  private func convert(
    _ rows: inout [Buchungssatz], _ signed: [Amount], _ posted: PostedInvoice
  ) throws(MappingError) {
    let currency = posted.invoice.currency ?? waehrung
    for index in rows.indices { rows[index].wkzUmsatz = currency }
    guard currency != waehrung else { return }
    guard let rate = posted.kurs, 2...6 ~= rate.places, 1..<10_000 * rate.scale ~= rate.unscaled else {
      throw .noExchangeRate(currency)
    }
    var bases = signed.map { Self.base($0, rate) }
    var rest = Self.base(signed.reduce(.zero, +), rate) - bases.reduce(0, +)
    // How far a row was rounded away from its amount; those that were rounded the other way take the rest, one cent
    // each, so that every row stays within a cent of its rate.
    let residuals = rows.indices.map {
      Int128(bases[$0]) * Int128(rate.unscaled) - Int128(signed[$0].minorUnits) * Int128(rate.scale)
    }
    for index in rows.indices.sorted(by: { residuals[$0] > residuals[$1] }) where rest < 0 {
      bases[index] -= 1
      rest += 1
    }
    for index in rows.indices.sorted(by: { residuals[$0] < residuals[$1] }) where rest > 0 {
      bases[index] += 1
      rest -= 1
    }
    for index in rows.indices {
      // Less than half a cent is still a posting and has the smallest amount there is.
      let base = Amount(minorUnits: max(1, abs(bases[index])))
      guard let umsatz = Umsatz(base) else { throw .amountTooLarge(posting: index) }
      rows[index].basisUmsatz = umsatz
      rows[index].wkzBasisUmsatz = waehrung
      rows[index].kurs = rate
    }
  }

  /// Amount / rate in minor units, half away from zero.
  private static func base(_ amount: Amount, _ rate: Festkomma) -> Int64 {
    let doubled = Int128(amount.minorUnits.magnitude) * Int128(rate.scale) * 2 / Int128(rate.unscaled)
    let rounded = Int64(clamping: (doubled + 1) / 2)
    return amount.minorUnits < 0 ? -rounded : rounded
  }
}

extension Buchungssatz {
  /// The row that undoes this one with negative turnover, in an open period if this one's is closed.
  ///
  /// The key stays, the side changes and column 118 says so (datev-format, section 5).
  public func generalumkehr(belegdatum: CalendarDay? = nil) -> Buchungssatz {
    var row = self
    row.sollHabenKennzeichen = sollHabenKennzeichen.opposite
    row.generalumkehr = .ja
    if let belegdatum { row.belegdatum = belegdatum }
    return row
  }
}
