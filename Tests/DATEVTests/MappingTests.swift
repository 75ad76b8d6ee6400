import Accounting
import Invoice
import Testing

@testable import DATEV

@Suite("Postings as rows")
struct MappingTests {
  static func settings(length: Int = 4) throws -> BatchSettings {
    BatchSettings(
      kontenlaenge: try #require(Kontenlaenge(sachkonten: length)),
      automaticAccounts: try DATEVChecker.forTests().automaticAccounts)
  }

  static func posting(
    _ account: String, _ gross: Int64, rate: Int64, key: String = "", selfAssessed: Int64? = nil,
    taxCase: TaxCase = .domestic, creditor: String? = "70001", text: String = "Kabel"
  ) -> Posting {
    let net = gross * 100 / (100 + rate)
    var posting = Posting(
      account: Sample.account(account), net: Amount(minorUnits: net), gross: Amount(minorUnits: gross),
      taxRate: VATRate(percent: rate), selfAssessedRate: selfAssessed.map(VATRate.init(percent:)),
      taxKey: key,
      text: text, reason: "", confidence: 1)
    posting.contraAccount = creditor.map { Sample.account($0) }
    posting.taxCase = taxCase
    return posting
  }

  static func invoice(currency: String = "EUR") -> Invoice {
    var invoice = Invoice()
    invoice.invoiceNumber = "RE 2025.1041"
    invoice.issueDate = Sample.day(2025, 3, 5)
    invoice.deliveryDate = Sample.day(2025, 2, 28)
    invoice.dueDate = Sample.day(2025, 4, 4)
    invoice.currency = CurrencyCode(currency)
    invoice.seller.name = "Müller Elektro GmbH"
    invoice.seller.vatIdentifier = VATIdentifier("ATU13585627")
    return invoice
  }

  @Test("An invoice is posted with H, gross, the vendor in Konto and no key on an automatic account")
  func plainInvoice() throws {
    var settings = try Self.settings()
    settings.schreibtLeistungsdatum = true
    let postings = [
      Self.posting("3400", 119_00, rate: 19, key: "9"), Self.posting("4930", 23_80, rate: 19, key: "9"),
      Self.posting("4940", 10_70, rate: 7, key: "8"),
    ]
    let rows = try settings.rows(for: PostedInvoice(invoice: Self.invoice(), postings: postings))
    #expect(rows.map(\.umsatz.amount.minorUnits) == [119_00, 23_80, 10_70])
    #expect(rows.allSatisfy { $0.sollHabenKennzeichen == .haben && $0.konto.digits == "70001" })
    #expect(rows.map(\.buSchluessel?.digits) == [nil, "9", "8"])
    #expect(
      rows.allSatisfy {
        $0.belegfeld1 == "RE-2025-1041" && $0.generalumkehr == .nein && $0.festschreibung == false
      })
    #expect(rows[0].buchungstext == "Müller Elektro GmbH RE 2025.1041 Kabel")
    #expect(rows[0].faelligkeit == Sample.day(2025, 4, 4))
    #expect(rows[0].leistungsdatum == Sample.day(2025, 2, 28))
    #expect(rows[0].datumZuordnungSteuerperiode == Sample.day(2025, 3, 5))
    #expect(rows[0].herkunftKz == "RE")
    #expect(rows[0].euLandUndUStID == "")
  }

  @Test("A credit note is posted with S and a reversal swaps the side and says so in column 118")
  func creditNoteAndReversal() throws {
    let settings = try Self.settings()
    let credit = [Self.posting("3400", -119_00, rate: 19)]
    let rows = try settings.rows(for: PostedInvoice(invoice: Self.invoice(), postings: credit))
    #expect(rows.map(\.sollHabenKennzeichen) == [.soll])
    #expect(rows.map(\.umsatz.amount.minorUnits) == [119_00])
    let reversed = try settings.rows(
      for: PostedInvoice(invoice: Self.invoice(), postings: credit, isGeneralumkehr: true))
    #expect(reversed.map(\.sollHabenKennzeichen) == [.haben])
    #expect(reversed.map(\.generalumkehr) == [.ja])
    #expect(rows.map { $0.generalumkehr() } == reversed)
  }

  @Test("Tax cases have their column: EU identifier, case of § 13b, key 40")
  func taxCases() throws {
    var settings = try Self.settings()
    settings.sachverhaltLL = [.reverseChargeConstruction: 11]
    let rows = try settings.rows(
      for: PostedInvoice(
        invoice: Self.invoice(),
        postings: [
          Self.posting("3425", 2000_00, rate: 0, selfAssessed: 19, taxCase: .intraEUAcquisition),
          Self.posting("4985", 300_00, rate: 0, key: "19", selfAssessed: 19, taxCase: .intraEUAcquisition),
          Self.posting(
            "3100", 500_00, rate: 0, key: "94", selfAssessed: 19, taxCase: .reverseChargeConstruction),
          Self.posting("3120", 700_00, rate: 0, selfAssessed: 19, taxCase: .reverseChargeConstruction),
          Self.posting("3400", 90_00, rate: 0, taxCase: .smallBusiness),
        ]))
    #expect(rows.map(\.euLandUndUStID) == ["ATU13585627", "ATU13585627", "", "", ""])
    #expect(rows.map(\.buSchluessel?.digits) == [nil, "19", "94", nil, "40"])
    #expect(rows.map(\.sachverhaltLL) == [nil, nil, 11, nil, nil])
  }

  @Test("Base amounts of a foreign invoice add up to the whole, each within a cent of its rate")
  func foreignCurrency() throws {
    let settings = try Self.settings()
    let rate = try #require(Festkomma(unscaled: 1_085_000, places: 6))
    let postings = [
      Self.posting("3200", 10_00, rate: 0), Self.posting("4930", 10_01, rate: 0),
      Self.posting("4940", 10_02, rate: 0),
      Self.posting("4980", 10_03, rate: 0),
    ]
    let rows = try settings.rows(
      for: PostedInvoice(invoice: Self.invoice(currency: "USD"), postings: postings, kurs: rate))
    #expect(rows.compactMap { $0.basisUmsatz?.amount.minorUnits }.reduce(0, +) == 36_92)
    let bytes = BuchungsstapelFile.write(Sample.header(), rows)
    #expect(try DATEVChecker.forTests().check(fileName: "EXTF_usd.csv", bytes: bytes) == [])
    #expect(throws: MappingError.self) {
      try settings.rows(for: PostedInvoice(invoice: Self.invoice(currency: "USD"), postings: postings))
    }
  }

  @Test("Postings alike become one row, zero moves nothing, and longer charts get their zeros")
  func grouping() throws {
    let postings = [
      Self.posting("3400", 119_00, rate: 19, creditor: "700001"),
      Self.posting("3400", 11_90, rate: 19, creditor: "700001"),
      Self.posting("4360", 0, rate: 0, creditor: "700001"),
    ]
    let rows = try Self.settings(length: 5).rows(
      for: PostedInvoice(invoice: Self.invoice(), postings: postings))
    #expect(rows.map(\.umsatz.amount.minorUnits) == [130_90])
    #expect(rows.map(\.gegenkonto.digits) == ["34000"])
  }

  struct Refusal: CustomTestStringConvertible {
    var posting: Posting
    var error: MappingError
    var why: String
    var testDescription: String { why }
  }

  static let refusals = [
    Refusal(
      posting: posting("3400", 1_00, rate: 19, creditor: nil), error: .noCreditor(posting: 0),
      why: "no creditor yet"),
    Refusal(
      posting: posting("3400", 1_00, rate: 19, creditor: "700001"), error: .noCreditor(posting: 0),
      why: "creditor a digit too long"),
    Refusal(
      posting: posting("3400", 1_00, rate: 19, creditor: "10001"), error: .noCreditor(posting: 0),
      why: "a customer's number"),
    Refusal(
      posting: posting("34000", 1_00, rate: 19), error: .accountTooLong(posting: 0),
      why: "account longer than the chart's"),
    Refusal(
      posting: posting("4930", 1_00, rate: 19, key: "9x"), error: .badTaxKey(posting: 0), why: "no key"),
    Refusal(
      posting: posting("3400", 1_00, rate: 7), error: .rateOfAutomaticAccount(posting: 0),
      why: "7 % on an account for 19 %"),
    Refusal(
      posting: posting("4930", 1_19, rate: 19), error: .noTaxKey(posting: 0),
      why: "19 % that neither a key nor the account computes"),
    Refusal(
      posting: posting("4985", 1_00, rate: 0, selfAssessed: 19, taxCase: .intraEUAcquisition),
      error: .noTaxKey(posting: 0), why: "an acquisition whose tax nothing computes"),
    Refusal(
      posting: posting("4930", 1_000_000_000_000, rate: 19, key: "9"), error: .amountTooLarge(posting: 0),
      why: "eleven digits before the comma"),
  ]

  @Test("What cannot be a row is said and never left out", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let settings = try Self.settings()
    #expect(throws: refusal.error) {
      try settings.rows(for: PostedInvoice(invoice: Self.invoice(), postings: [refusal.posting]))
    }
  }

  @Test(
    "Where no tax is to be deducted the gross amount is posted, and automatic accounts are switched off",
    arguments: [
      (taxCase: TaxCase.foreignVAT, deducts: true, why: "tax of another state"),
      (.marginScheme, true, "second-hand goods"), (.domestic, false, "a small business deducts nothing"),
    ])
  func withoutDeduction(taxCase: TaxCase, deducts: Bool, why: String) throws {
    var settings = try Self.settings()
    settings.ziehtVorsteuerAb = deducts
    let rows = try settings.rows(
      for: PostedInvoice(
        invoice: Self.invoice(),
        postings: [
          Self.posting("4930", 119_00, rate: 19, taxCase: taxCase),
          Self.posting("3400", 119_00, rate: 19, taxCase: taxCase),
        ]))
    #expect(rows.map(\.buSchluessel?.digits) == [nil, "40"], "\(why)")
    let result = try SimulatorTests.simulator().run(Sample.header(), rows)
    #expect(result.refusedRows == [], "\(why)")
    #expect(result.documents.first?.inputTax == [:], "\(why)")
  }

  @Test("An account of the client's own computes what the account does that it is like")
  func ownAccounts() throws {
    let list = try DATEVChecker.forTests().automaticAccounts
    let own = [
      "3950 like 3400 = Solar", "3300 like 3200 = Waren ohne Automatik", "0495 like 3400 = Null vorn",
    ]
    .compactMap { OwnAccount($0) }
    for length in [4, 6] {
      var settings = try Self.settings(length: length)
      settings.automaticAccounts = list.extended(by: own, chart: "03", settings.kontenlaenge)
      let creditor = "70001" + String(repeating: "0", count: length - 4)
      let postings = [
        Self.posting("3950", 119_00, rate: 19, creditor: creditor),
        Self.posting("3300", 10_70, rate: 7, key: "8", creditor: creditor),
        Self.posting("0495", 119_00, rate: 19, creditor: creditor),
      ]
      let rows = try settings.rows(for: PostedInvoice(invoice: Self.invoice(), postings: postings))
      #expect(rows.map(\.buSchluessel?.digits) == [nil, "8", nil])
      let bytes = BuchungsstapelFile.write(Sample.header(length: length), rows)
      var checker = try DATEVChecker.forTests()
      #expect(
        checker.check(fileName: "EXTF_own.csv", bytes: bytes).map(\.rule) == [.keyOnAutomaticAccount],
        "the general list knows 3300 as automatic")
      checker.automaticAccounts = settings.automaticAccounts
      #expect(checker.check(fileName: "EXTF_own.csv", bytes: bytes) == [])
      var simulator = try SimulatorTests.simulator()
      simulator.automaticAccounts = settings.automaticAccounts
      let result = try simulator.run(bytes)
      #expect(result.documents.first?.inputTax[VATRate(percent: 19)]?.minorUnits == 38_00)
      #expect(result.documents.first?.inputTax[VATRate(percent: 7)]?.minorUnits == 70)
    }
  }

  @Test("Postings that differ in nothing that a row shows become one row: two would look like a duplicate")
  func alike() throws {
    let rows = try Self.settings().rows(
      for: PostedInvoice(
        invoice: Self.invoice(),
        postings: [
          Self.posting("4360", 50_00, rate: 0, taxCase: .taxFree),
          Self.posting("4360", 50_00, rate: 0, taxCase: .smallBusiness),
        ]))
    #expect(rows.map(\.umsatz.amount.minorUnits) == [100_00])
  }

  @Test("Input tax of what is supplied after its invoice belongs to the month of the supply")
  func suppliedLater() throws {
    var settings = try Self.settings()
    settings.schreibtLeistungsdatum = true
    var invoice = Self.invoice()
    invoice.deliveryDate = Sample.day(2025, 4, 2)
    let rows = try settings.rows(
      for: PostedInvoice(
        invoice: invoice,
        postings: [
          Self.posting("3400", 119_00, rate: 19),
          Self.posting("3120", 100_00, rate: 0, selfAssessed: 19, taxCase: .reverseChargeConstruction),
        ]))
    #expect(rows.map(\.leistungsdatum) == [Sample.day(2025, 4, 2), Sample.day(2025, 4, 2)])
    #expect(rows.map(\.datumZuordnungSteuerperiode) == [Sample.day(2025, 4, 2), Sample.day(2025, 3, 5)])
  }

  @Test("A supplier becomes a vendor that the checker accepts")
  func vendor() throws {
    var party = Party()
    party.name = "Schalttechnik und Anlagenbau Wien Gesellschaft mit beschränkter Haftung"
    party.vatIdentifier = VATIdentifier("ATU13585627")
    party.street = "Ringstraße 7"
    party.postcode = "1010"
    party.city = "Wien"
    party.country = "AT"
    party.ibans = [IBAN("AT611904300234573201")].compactMap { $0 }
    let discount = CashDiscount(days: 14, percent: VATRate(percent: 2))
    let vendor = Kreditor(
      konto: Sample.account("70020"), supplier: party, number: "L-1", netDays: 30, discount: discount)
    #expect((vendor.euLand, vendor.euUStID) == ("AT", "U13585627"))
    #expect(vendor.nameUnternehmen == "Schalttechnik und Anlagenbau Wien Gesellschaft mit")
    let header = DATEVHeader(
      masterData: .debitorenKreditoren, beraternummer: 4711, mandantennummer: 42,
      wirtschaftsjahr: Geschaeftsjahr(beginn: Sample.day(2025, 1, 1)), erzeugtAm: Sample.header().erzeugtAm)
    let bytes = KreditorenFile.write(header, [vendor])
    #expect(try DATEVChecker.forTests().check(fileName: "EXTF_Kreditoren.csv", bytes: bytes) == [])
  }

  @Test("The fiscal year of a day and the year of DDMM agree", arguments: 1...12)
  func fiscalYears(_ startMonth: Int) throws {
    for offset in stride(from: 0, to: 800, by: 1) {
      let day = try #require(Sample.day(2023, 6, 1).adding(days: offset))
      let year = try #require(Geschaeftsjahr(containing: day, startMonth: startMonth))
      #expect(year.contains(day))
      #expect(year.day(day.day, month: day.month) == day)
    }
  }
}
