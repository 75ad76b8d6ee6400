public import Accounting
public import Invoice

/// An invoice with the postings that accounting made of it, ready to become rows of a batch.
public struct PostedInvoice: Hashable, Sendable {
  public var invoice: Invoice
  /// In the invoice's currency; each with its creditor.
  public var postings: [Posting]
  /// Column 10; usually the invoice's date.
  public var belegdatum: CalendarDay?
  /// Column 11 where the caller has decided about a collision; else the cleaned invoice number.
  public var belegfeld1: Belegfeld1?
  /// Column 20; the same on all rows.
  public var beleglink: Beleglink?
  /// Units of the invoice's currency per unit of the batch's currency; needed when they differ.
  public var kurs: Festkomma?
  /// Columns 48–87, such as where the document came from.
  public var zusatzinformationen: [Information]
  /// Whether the rows undo an earlier delivery of the same postings (column 118).
  public var isGeneralumkehr: Bool

  public init(
    invoice: Invoice, postings: [Posting], belegdatum: CalendarDay? = nil, belegfeld1: Belegfeld1? = nil,
    beleglink: Beleglink? = nil, kurs: Festkomma? = nil, zusatzinformationen: [Information] = [],
    isGeneralumkehr: Bool = false
  ) {
    self.invoice = invoice
    self.postings = postings
    self.belegdatum = belegdatum ?? invoice.issueDate
    self.belegfeld1 = belegfeld1
    self.beleglink = beleglink
    self.kurs = kurs
    self.zusatzinformationen = zusatzinformationen
    self.isGeneralumkehr = isGeneralumkehr
  }
}

/// What a tenant's batches have in common, agreed with the adviser.
public struct BatchSettings: Hashable, Sendable {
  /// Header field 27.
  public var sachkontenrahmen: String
  public var kontenlaenge: Kontenlaenge
  /// Header field 22.
  public var waehrung: CurrencyCode
  public var automaticAccounts: AutomaticAccounts
  /// Whether the client deducts input tax; one who doesn't (§ 19 UStG) posts gross amounts without a key.
  public var ziehtVorsteuerAb = true
  /// Columns 115 and 116; only when agreed with the adviser.
  public var schreibtLeistungsdatum: Bool
  /// Column 43 by tax case, where the tax is posted by a key and not by an automatic account.
  public var sachverhaltLL: [TaxCase: Int]
  /// The same for services from other EU states, where it differs from that of third countries.
  public var sachverhaltLLEUDienstleistung: Int?
  /// Whether terms of cash discount are noted as a Zusatzinformation; column 13 is for payments only.
  public var vermerktSkonto: Bool
  /// Column 102.
  public var herkunftKz: String
  /// The length of cost centres in the client's cost accounting, at most 36.
  public var kostLaenge: Int
  /// Column 114; a proposal for the adviser stays editable.
  public var festschreibung: Bool

  public init(
    sachkontenrahmen: String = "03", kontenlaenge: Kontenlaenge = .standard, waehrung: CurrencyCode = .euro,
    automaticAccounts: AutomaticAccounts, schreibtLeistungsdatum: Bool = false,
    sachverhaltLL: [TaxCase: Int] = [:],
    vermerktSkonto: Bool = true, herkunftKz: String = "RE", kostLaenge: Int = 36, festschreibung: Bool = false
  ) {
    self.sachkontenrahmen = sachkontenrahmen
    self.kontenlaenge = kontenlaenge
    self.waehrung = waehrung
    self.automaticAccounts = automaticAccounts
    self.schreibtLeistungsdatum = schreibtLeistungsdatum
    self.sachverhaltLL = sachverhaltLL
    self.vermerktSkonto = vermerktSkonto
    self.herkunftKz = herkunftKz
    self.kostLaenge = kostLaenge
    self.festschreibung = festschreibung
  }
}

/// Why postings cannot become rows; none is ever left out instead.
public enum MappingError: Error, Hashable, Sendable {
  case noPostings
  case noDate
  /// The posting's creditor is absent, or not one digit longer than ledger accounts.
  case noCreditor(posting: Int)
  case accountTooLong(posting: Int)
  case amountTooLarge(posting: Int)
  case badTaxKey(posting: Int)
  /// The posting's rate is not the one that its automatic account computes.
  case rateOfAutomaticAccount(posting: Int)
  /// The posting's rate is not the one that its key computes on the day of supply.
  case rateOfKey(posting: Int)
  /// There is tax to be computed, but neither a key nor the account does it.
  case noTaxKey(posting: Int)
  /// The invoice's currency needs a rate above zero.
  case noExchangeRate(CurrencyCode)
}
