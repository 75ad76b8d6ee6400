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
    for group in try groups(posted.postings) where group.gross != .zero {
      guard let umsatz = Umsatz(group.gross.magnitude) else { throw .amountTooLarge(posting: group.index) }
      let side: SollHabenKennzeichen = group.gross > .zero ? .haben : .soll
      var row = Buchungssatz(
        umsatz: umsatz, sollHabenKennzeichen: posted.isGeneralumkehr ? side.opposite : side,
        konto: group.konto,
        gegenkonto: group.gegenkonto, buSchluessel: group.key, belegdatum: day)
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
    var gross: Amount
  }

  private func groups(_ postings: [Posting]) throws(MappingError) -> [Group] {
    var groups: [Group] = []
    for (index, posting) in postings.enumerated() {
      guard let konto = posting.contraAccount, kontenlaenge.isKreditor(konto) else {
        throw .noCreditor(posting: index)
      }
      guard let gegenkonto = kontenlaenge.sachkonto(posting.account) else {
        throw .accountTooLong(posting: index)
      }
      let key = try key(of: posting, on: gegenkonto, index)
      let same = groups.firstIndex {
        $0.konto == konto && $0.gegenkonto == gegenkonto && $0.key == key
          && $0.posting.costCentre == posting.costCentre && $0.posting.taxCase == posting.taxCase
      }
      if let same {
        groups[same].gross += posting.gross
      } else {
        groups.append(
          Group(
            index: index, posting: posting, konto: konto, gegenkonto: gegenkonto, key: key,
            gross: posting.gross))
      }
    }
    return groups
  }

  /// Column 9: no key on an automatic account, but 40 where it must not compute its tax (section 7).
  private func key(
    of posting: Posting, on account: AccountNumber, _ index: Int
  ) throws(MappingError) -> BUSchluessel? {
    let key = posting.taxKey.isEmpty ? nil : BUSchluessel(posting.taxKey)
    if key == nil, !posting.taxKey.isEmpty { throw .badTaxKey(posting: index) }
    guard
      let function = automaticAccounts.function(
        of: account, chart: sachkontenrahmen, sachkontenlaenge: kontenlaenge.sachkonten)
    else { return key }
    let rate = posting.selfAssessedRate ?? posting.taxRate
    if key == .automatikAufheben || rate == .zero { return .automatikAufheben }
    guard function.rate == nil || function.rate == rate else { throw .rateOfAutomaticAccount(posting: index) }
    return nil
  }

  private func fill(_ row: inout Buchungssatz, _ posting: Posting, _ posted: PostedInvoice) {
    let invoice = posted.invoice
    let number = invoice.invoiceNumber ?? ""
    row.belegfeld1 = (posted.belegfeld1 ?? Belegfeld1(cleaning: number)).value
    row.buchungstext = Buchungstext.make(
      supplier: invoice.seller.name, number: number, description: posting.text)
    row.beleglink = posted.beleglink
    row.kost1 = kost(posting.costCentre ?? "")
    if posting.taxCase == .intraEUAcquisition, let identifier = invoice.seller.vatIdentifier {
      row.euLandUndUStID = identifier.value
    }
    if row.buSchluessel != nil, row.buSchluessel != .automatikAufheben {
      row.sachverhaltLL = posting.taxCase.flatMap { sachverhaltLL[$0] }.flatMap { 1...999 ~= $0 ? $0 : nil }
    }
    row.zusatzinformationen = Array((posted.zusatzinformationen + discountTerms(invoice)).prefix(20))
    row.herkunftKz = herkunftKz
    row.festschreibung = festschreibung
    row.generalumkehr = posted.isGeneralumkehr ? .ja : .nein
    row.faelligkeit = invoice.dueDate.flatMap { 2000...2099 ~= $0.year ? $0 : nil }
    guard schreibtLeistungsdatum, let service = invoice.deliveryDate ?? invoice.servicePeriod?.end,
      2000...2099 ~= service.year
    else { return }
    row.leistungsdatum = service
    // The input tax follows the invoice: DATEV's sample puts its date here.
    row.datumZuordnungSteuerperiode = posted.belegdatum
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
    guard let rate = posted.kurs, rate.unscaled > 0, 2...6 ~= rate.places else {
      throw .noExchangeRate(currency)
    }
    let bases = try signed.map { amount throws(MappingError) in try base(amount, rate, currency) }
    let total = try base(signed.reduce(.zero, +), rate, currency)
    var rest = total.minorUnits - bases.reduce(.zero, +).minorUnits
    let largestFirst = rows.indices.sorted { rows[$0].umsatz > rows[$1].umsatz }
    var adjusted = bases
    for index in largestFirst where rest != 0 {
      // One cent at most per row: DATEV checks each against its rate.
      adjusted[index] += Amount(minorUnits: rest.signum())
      rest -= rest.signum()
    }
    for index in rows.indices {
      // Less than half a cent is still a posting and has the smallest amount there is.
      rows[index].basisUmsatz = Umsatz(adjusted[index].magnitude) ?? Umsatz(Amount(minorUnits: 1))
      rows[index].wkzBasisUmsatz = waehrung
      rows[index].kurs = rate
    }
  }

  private func base(
    _ amount: Amount, _ rate: Festkomma, _ currency: CurrencyCode
  ) throws(MappingError) -> Amount {
    let (product, overflow) = amount.minorUnits.multipliedReportingOverflow(by: rate.scale * 2)
    guard !overflow else { throw .noExchangeRate(currency) }
    // Half away from zero: twice the quotient, plus one, halved.
    let doubled = product.magnitude / UInt64(rate.unscaled)
    let rounded = Int64((doubled + 1) / 2)
    return Amount(minorUnits: amount.minorUnits < 0 ? -rounded : rounded)
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
