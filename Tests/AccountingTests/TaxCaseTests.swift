import Accounting
import Invoice
import Testing

@Suite struct `The tax case` {
  struct Row: CustomTestStringConvertible, Sendable {
    var why: String
    var draft: Draft
    var text = ""
    var taxCase: TaxCase?
    var asks: Set<String> = []
    var profile = Fixtures.contractor
    var testDescription: String { why }
  }

  private static let craftsman = TenantProfile(identity: OwnIdentity(name: "Muster"))
  private static let builder = Draft("Huber Trockenbau GmbH").line(
    "Gipskartonwand doppelt beplankt", "1000.00", rate: nil)
  private static let wholesaler = Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869")
  private static let irish = Draft("Cloud Labs Limited", country: "IE", vat: "IE6388047V")
    .line("Workspace subscription", "100.00", rate: 0).group(0, "100.00", "0.00")
  private static let dutch = Draft("Kabel B.V.", country: "NL", vat: "NL810462783B01")
    .line("Installatiekabel", "100.00", rate: 0).group(0, "100.00", "0.00")
  private static let ownID: @Sendable (inout Invoice) -> Void = {
    $0.buyer.vatIdentifier = VATIdentifier("DE136695976")
  }

  static let rows: [Row] = [
    Row(
      why: "DE19", draft: wholesaler.line("NYM-J Mantelleitung", "100.00").group(19, "100.00", "19.00"),
      taxCase: .domestic),
    Row(
      why: "two rates are mixed",
      draft: Draft("Getränke Muster e.K.").line("Mineralwasser Kasten", "10.00")
        .line("Kaffeebohnen", "10.00", rate: 7).group(19, "10.00", "1.90").group(7, "10.00", "0.70"),
      taxCase: .mixed),
    Row(
      why: "UStDV § 33: a receipt of 250.00 EUR",
      draft: Draft("Tankstelle Muster", type: .receipt).line("Diesel", "210.08").group(19, "210.08", "39.92"),
      taxCase: .smallAmount),
    Row(
      why: "a cent more is no small amount",
      draft: Draft("Tankstelle Muster", type: .receipt).line("Diesel", "210.09").group(19, "210.09", "39.92"),
      taxCase: .domestic),
    Row(
      why: "an invoice of 50 EUR is no receipt",
      draft: wholesaler.line("Steckdose", "50.00").group(19, "50.00", "9.50"), taxCase: .domestic),
    Row(
      why: "RC_BAU with its wording", draft: builder.group(0, "1000.00", "0.00"),
      text: "Die Umsatzsteuer schuldet der Leistungsempfänger gem. § 13b Abs. 2 Nr. 4 UStG.",
      taxCase: .reverseChargeConstruction),
    Row(
      why: "RC_BAU told by its category only", draft: builder.group(0, "1000.00", "0.00", .reverseCharge),
      taxCase: .reverseChargeConstruction, asks: ["TAX_13B_WORDING_MISSING"]),
    Row(
      why: "building work without tax and without wording", draft: builder.group(0, "1000.00", "0.00"),
      taxCase: .reverseChargeConstruction, asks: ["TAX_13B_WORDING_MISSING"]),
    Row(
      why: "§ 13b for a tenant who builds nothing", draft: builder.group(0, "1000.00", "0.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers", taxCase: .reverseChargeConstruction,
      asks: ["TAX_13B_TENANT_IS_NOT_LIABLE"], profile: craftsman),
    Row(
      why: "building work with printed tax for a builder", draft: builder.group(19, "1000.00", "190.00"),
      taxCase: .domestic, asks: ["TAX_CONSTRUCTION_WITH_PRINTED_TAX"]),
    Row(
      why: "the same for one who builds nothing", draft: builder.group(19, "1000.00", "190.00"),
      taxCase: .domestic, profile: craftsman),
    Row(
      why: "scaffolding is no construction service (UStAE 13b.2 (7))",
      draft: Draft("Gerüstbau Muster GmbH").line("Gerüst stellen und vorhalten", "900.00")
        .group(19, "900.00", "171.00"), taxCase: .domestic),
    Row(
      why: "§ 13b wording together with printed tax",
      draft: wholesaler.line("Steckdose", "100.00").group(19, "100.00", "19.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers (§ 13b UStG)", taxCase: .domestic,
      asks: ["TAX_13B_WITH_PRINTED_TAX"]),
    Row(
      why: "material from a wholesaler is never § 13b",
      draft: wholesaler.line("NYM-J Mantelleitung", "100.00", rate: 0).group(0, "100.00", "0.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers", taxCase: .reverseChargeConstruction,
      asks: ["TAX_13B_ON_GOODS"]),
    Row(
      why: "RC_MOBIL",
      draft: wholesaler.line("Smartphone 128 GB", "6000.00", rate: 0).group(0, "6000.00", "0.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers nach § 13b Abs. 2 Nr. 10 UStG",
      taxCase: .reverseChargeGoods, asks: ["TAX_13B_GOODS"]),
    Row(
      why: "RC_EU_DL with its wording", draft: irish, text: "Reverse charge, Art. 196 Directive 2006/112/EC",
      taxCase: .reverseChargeForeignService),
    Row(
      why: "RC_EU_DL by both VAT ids", draft: irish.changed(ownID), taxCase: .reverseChargeForeignService),
    Row(
      why: "RC_EU_DL with neither", draft: irish, taxCase: .reverseChargeForeignService,
      asks: ["TAX_FOREIGN_SERVICE_UNPROVEN"]),
    Row(
      why: "RC_DRITT_DL",
      draft: Draft("Team Software LLC", country: "US").line("Team plan user licence", "80.00", rate: 0)
        .group(0, "80.00", "0.00"), text: "Reverse charge: customer to account for VAT",
      taxCase: .reverseChargeForeignService),
    Row(
      why: "IGE19 with both VAT ids", draft: dutch.changed(ownID),
      text: "Steuerfreie innergemeinschaftliche Lieferung", taxCase: .intraEUAcquisition),
    Row(
      why: "IGE19 without the own VAT id", draft: dutch, text: "intra-community supply",
      taxCase: .intraEUAcquisition, asks: ["TAX_INTRA_EU_IDS_MISSING"]),
    Row(
      why: "goods from the EU without a word", draft: dutch.changed(ownID), taxCase: .intraEUAcquisition,
      asks: ["TAX_INTRA_EU_WORDING_MISSING"]),
    Row(
      why: "DREIECK", draft: dutch.changed(ownID),
      text: "Innergemeinschaftliches Dreiecksgeschäft nach § 25b UStG",
      taxCase: .intraEUAcquisition, asks: ["TAX_TRIANGULAR"]),
    Row(
      why: "an intra-community supply from Germany contradicts itself",
      draft: wholesaler.line("Steckdose", "10.00", rate: 0).group(0, "10.00", "0.00"),
      text: "innergemeinschaftliche Lieferung", taxCase: .intraEUAcquisition,
      asks: ["TAX_INTRA_EU_FROM_GERMANY"]),
    Row(
      why: "IMPORT",
      draft: Draft("Schalter AG", country: "CH").line("Steckdose weiß", "100.00", rate: 0).group(
        0, "100.00", "0.00"),
      text: "Steuerfreie Ausfuhrlieferung", taxCase: .import, asks: ["TAX_IMPORT"]),
    Row(
      why: "AUSL_UST",
      draft: Draft("Hotel Post", country: "AT", vat: "ATU13585627").line("Übernachtung", "100.00", rate: 10)
        .group(10, "100.00", "10.00"), taxCase: .foreignVAT, asks: ["TAX_FOREIGN_VAT"]),
    Row(
      why: "a German VAT id and 19 % make a foreign shop domestic",
      draft: Draft("Elektro Shop S.à r.l. Großhandel", country: "LU", vat: "DE811569869").line(
        "Steckdose", "10.00"
      )
      .group(19, "10.00", "1.90"), taxCase: .domestic),
    Row(
      why: "PV0", draft: wholesaler.line("PV-Modul 440 Wp", "1000.00", rate: 0).group(0, "1000.00", "0.00"),
      text: "0 % USt gem. § 12 Abs. 3 UStG", taxCase: .photovoltaicZeroRate, asks: ["TAX_PV_ZERO_RATE"]),
    Row(
      why: "PV0 beside 19 % is mixed and asked about all the same",
      draft: wholesaler.line("PV-Modul 440 Wp", "1000.00", rate: 0).line("Schraubendreher", "20.00")
        .group(0, "1000.00", "0.00").group(19, "20.00", "3.80"), taxCase: .mixed, asks: ["TAX_PV_ZERO_RATE"]),
    Row(
      why: "KU19",
      draft: Draft("Webdesign Muster").line("Überarbeitung Internetseite", "400.00", rate: 0).group(
        0, "400.00", "0.00"),
      text: "Kein Ausweis von Umsatzsteuer, da Kleinunternehmer gemäß § 19 UStG.", taxCase: .smallBusiness),
    Row(
      why: "a small business that prints tax",
      draft: Draft("Webdesign Muster").line("Überarbeitung Internetseite", "400.00").group(
        19, "400.00", "76.00"),
      text: "Kleinunternehmer gemäß § 19 UStG", taxCase: .domestic, asks: ["TAX_SMALL_BUSINESS_WITH_TAX"]),
    Row(
      why: "EX_VERS",
      draft: Draft("Muster Versicherung AG").line("Betriebshaftpflicht Jahresbeitrag", "500.00", rate: 0)
        .group(0, "500.00", "0.00"), text: "umsatzsteuerfrei nach § 4 Nr. 10 UStG", taxCase: .taxFree),
    Row(
      why: "EX_MIETE without any wording",
      draft: Draft("Immobilien Muster GmbH & Co. KG").line("Miete Werkstatt", "900.00", rate: 0)
        .group(0, "900.00", "0.00"), taxCase: .taxFree),
    Row(
      why: "HOHEIT",
      draft: Draft("Landratsamt Musterkreis").line("Verkehrsrechtliche Anordnung", "53.00", rate: 0)
        .group(0, "53.00", "0.00"), text: "nicht umsatzsteuerbar", taxCase: .taxFree),
    Row(
      why: "no tax and no reason",
      draft: wholesaler.line("Steckdose", "53.00", rate: 0).group(0, "53.00", "0.00"), taxCase: .taxFree,
      asks: ["TAX_ZERO_WITHOUT_REASON"]),
    Row(
      why: "DIFF25A",
      draft: Draft("Werkzeughandel Muster").line("Bohrhammer gebraucht", "100.00", rate: 0).group(
        0, "100.00", "0.00"),
      text: "Gebrauchtgegenstände/Sonderregelung", taxCase: .marginScheme, asks: ["TAX_MARGIN_SCHEME"]),
    Row(
      why: "SELFBILL is no purchase",
      draft: Draft("Schrott Muster KG").line("Altkabel", "100.00").group(19, "100.00", "19.00"),
      text: "Abrechnung im Gutschriftsverfahren", taxCase: nil, asks: ["TAX_SELF_BILLING"]),
    Row(
      why: "type 389 is self-billing",
      draft: wholesaler.line("Altkabel", "100.00").group(19, "100.00", "19.00").changed {
        $0.typeCode = "389"
      },
      taxCase: nil, asks: ["TAX_SELF_BILLING"]),
    Row(
      why: "16 % outside its half-year",
      draft: wholesaler.line("Steckdose", "100.00", rate: 16).group(16, "100.00", "16.00"),
      taxCase: .domestic,
      asks: ["TAX_RATE_NOT_VALID_ON_DATE"]),
    Row(
      why: "16 % delivered in its half-year, invoiced later",
      draft: wholesaler.line("Steckdose", "100.00", rate: 16).group(16, "100.00", "16.00").dated("2021-02-01")
        .changed { $0.deliveryDate = CalendarDay(iso: "2020-12-15") }, taxCase: .domestic),
    Row(
      why: "20 % was never a German rate",
      draft: wholesaler.line("Steckdose", "100.00", rate: 20).group(20, "100.00", "20.00"),
      taxCase: .domestic,
      asks: ["TAX_RATE_UNKNOWN"]),
    Row(
      why: "the tax is three cents off",
      draft: wholesaler.line("Steckdose", "100.00").group(19, "100.00", "19.03"), taxCase: .domestic,
      asks: ["TAX_AMOUNT_DIFFERS"]),
    Row(
      why: "two cents are rounding",
      draft: wholesaler.line("Steckdose", "100.00").group(19, "100.00", "19.02"),
      taxCase: .domestic),
    Row(
      why: "7 % food in 2025",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00", rate: 7).group(
        7, "100.00", "7.00"
      )
      .dated("2025-05-05"), text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier", taxCase: .domestic,
      asks: ["TAX_RESTAURANT_RATE"]),
  ]

  @Test(arguments: rows) func `follows the order of decision`(_ row: Row) throws {
    let assignment = try row.draft.assigned(row.text, to: row.profile)
    #expect(assignment.taxCase == row.taxCase)
    let aboutTax = assignment.asked.filter { $0.hasPrefix("TAX_") }
    #expect(aboutTax == row.asks)
  }

  @Test func `is given to each posting of a mixed invoice`() throws {
    let assignment = try #require(Self.rows.first { $0.why.hasPrefix("PV0 beside") }).draft.assigned()
    #expect(Set(assignment.postings.compactMap(\.taxCase)) == [.photovoltaicZeroRate, .domestic])
  }
}
