import Accounting
import Invoice
import Testing

/// One purchase of a case of the tax table, and what becomes of it.
struct TaxTableRow: CustomTestStringConvertible, Sendable {
  /// `case_id` of the table in Documentation/TaxCases.md.
  var id: String
  var why: String
  var draft: Draft
  var text = ""
  /// As `account/key`, a self-assessed rate in brackets; empty where nothing may be posted.
  var postings: [String]
  var taxCase: TaxCase?
  /// Codes of what is asked; none where the house books unseen.
  var asks: Set<String> = []
  var profile = Fixtures.contractor
  var testDescription: String { "\(id): \(why)" }
}

extension TaxTableRow {
  private static let wholesaler = Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869")
  private static let ownID: @Sendable (inout Invoice) -> Void = {
    $0.buyer.vatIdentifier = VATIdentifier("DE136695976")
  }

  private static func foreign(_ name: String, _ country: String, _ vat: String?, _ line: String) -> Draft {
    Draft(name, country: country, vat: vat).line(line, "100.00", rate: 0).group(0, "100.00", "0.00")
      .changed(ownID)
  }

  static let domestic: [TaxTableRow] = [
    .init(
      id: "DE19", why: "goods on an automatic account",
      draft: wholesaler.line("NYM-J Mantelleitung", "100.00").group(19, "100.00", "19.00"),
      postings: ["3400/"], taxCase: .domestic),
    .init(
      id: "DE19", why: "telephone on a plain account",
      draft: Draft("Musterkom Telefon GmbH").line("Mobilfunk Grundgebühr", "50.00").group(
        19, "50.00", "9.50"), postings: ["4920/9"], taxCase: .domestic),
    .init(
      id: "DE7", why: "books",
      draft: Draft("Buchhandlung Muster").line("Fachbuch DIN VDE 0100", "50.00", rate: 7)
        .group(7, "50.00", "3.50"), postings: ["4940/8"], taxCase: .domestic),
    .init(
      id: "DE7", why: "a telephone bill at 7 % is almost surely a reading error",
      draft: Draft("Musterkom Telefon GmbH").line("Mobilfunk Grundgebühr", "50.00", rate: 7)
        .group(7, "50.00", "3.50"), postings: ["4920/8"], taxCase: .domestic, asks: ["RATE_UNUSUAL_HERE"]),
    .init(
      id: "MIX", why: "a posting per rate",
      draft: Draft("Getränke Muster e.K.").line("Mineralwasser Kasten", "10.00")
        .line("Kaffeebohnen", "10.00", rate: 7).group(19, "10.00", "1.90").group(7, "10.00", "0.70"),
      postings: ["4140/9", "4140/8"], taxCase: .mixed),
    .init(
      id: "DE16", why: "delivered in the half-year, invoiced later",
      draft: wholesaler.line("Steckdose", "100.00", rate: 16).group(16, "100.00", "16.00").dated("2021-02-01")
        .changed { $0.deliveryDate = CalendarDay(iso: "2020-12-15") }, postings: ["3400/"],
      taxCase: .domestic),
    .init(
      id: "DE16", why: "key 9 with the date of supply on a plain account",
      draft: Draft("Musterkom Telefon GmbH").line("Mobilfunk Grundgebühr", "50.00", rate: 16).group(
        16, "50.00", "8.00"
      ).dated("2020-08-01"), postings: ["4920/9"], taxCase: .domestic),
    .init(
      id: "DE16", why: "key 7 up to 2006",
      draft: Draft("Musterkom Telefon GmbH").line("Mobilfunk Grundgebühr", "50.00", rate: 16).group(
        16, "50.00", "8.00"
      ).dated("2006-08-01"), postings: ["4920/7"], taxCase: .domestic),
    .init(
      id: "DE16", why: "outside its half-year",
      draft: wholesaler.line("Steckdose", "100.00", rate: 16).group(16, "100.00", "16.00"),
      postings: ["3400/"], taxCase: .domestic, asks: ["TAX_RATE_NOT_VALID_ON_DATE"]),
    .init(
      id: "DE5", why: "by its date of supply",
      draft: Draft("Buchhandlung Muster").line("Fachbuch DIN VDE 0100", "50.00", rate: 5)
        .group(5, "50.00", "2.50").dated("2020-09-01"), postings: ["4940/8"], taxCase: .domestic),
    .init(
      id: "DE5", why: "a year late",
      draft: Draft("Buchhandlung Muster").line("Fachbuch DIN VDE 0100", "50.00", rate: 5)
        .group(5, "50.00", "2.50").dated("2021-09-01"), postings: ["4940/8"], taxCase: .domestic,
      asks: ["TAX_RATE_NOT_VALID_ON_DATE"]),
    .init(
      id: "PV0", why: "never on 3400, always asked",
      draft: wholesaler.line("PV-Modul 440 Wp", "1000.00", rate: 0).group(0, "1000.00", "0.00"),
      text: "0 % USt gem. § 12 Abs. 3 UStG", postings: ["3349/"], taxCase: .photovoltaicZeroRate,
      asks: ["TAX_PV_ZERO_RATE"]),
    .init(
      id: "KU19", why: "a service without tax",
      draft: Draft("Huber Montagen").line("Montage Verteiler Regiestunden", "400.00", rate: 0).group(
        0, "400.00", "0.00"),
      text: "Kein Ausweis von Umsatzsteuer, da Kleinunternehmer gemäß § 19 UStG.", postings: ["3109/"],
      taxCase: .smallBusiness),
    .init(
      id: "KLEIN250", why: "a receipt of 250.00 EUR",
      draft: Draft("Tankstelle Muster", type: .receipt).line("Diesel", "210.08").group(
        19, "210.08", "39.92"),
      postings: ["4530/9"], taxCase: .smallAmount),
    .init(
      id: "FAHR34", why: "a rail ticket is an invoice whatever its amount",
      draft: Draft("Musterbahn Verkehrsverbund").line("Fahrkarte Hin- und Rückfahrt", "300.00", rate: 7)
        .group(7, "300.00", "21.00"), postings: ["4663/8"], taxCase: .smallAmount),
    .init(
      id: "FAHR34", why: "a long-distance coach at 19 %",
      draft: Draft("Busreisen Muster GmbH", type: .receipt).line("Fahrkarte Fernbus", "30.00").group(
        19, "30.00", "5.70"), postings: ["4663/9"], taxCase: .smallAmount),
    .init(
      id: "HOTEL", why: "night, breakfast and the town's tax",
      draft: Draft("Hotel Muster").line("Übernachtung Einzelzimmer", "100.00", rate: 7)
        .line("Frühstück", "10.00").line("Kurtaxe", "3.00", rate: 0).group(7, "100.00", "7.00")
        .group(19, "10.00", "1.90").group(0, "3.00", "0.00"), text: "Kurtaxe 3,00 ohne Umsatzsteuer",
      postings: ["4666/8", "4664/9", "4666/"], taxCase: .mixed),
    .init(
      id: "BEWIRTUNG", why: "with occasion and participants",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00", rate: 7).line(
        "Mineralwasser", "10.00"
      ).group(7, "100.00", "7.00").group(19, "10.00", "1.90"),
      text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier", postings: ["4650/8", "4650/9"],
      taxCase: .mixed),
    .init(
      id: "BEWIRTUNG", why: "without them",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00", rate: 7).group(
        7, "100.00", "7.00"), postings: ["4650/8"], taxCase: .domestic,
      asks: ["ENTERTAINMENT_OCCASION_MISSING"]),
    .init(
      id: "REST26", why: "food at 7 % from 2026 on",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00", rate: 7).group(
        7, "100.00", "7.00"), text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier",
      postings: ["4650/8"], taxCase: .domestic),
    .init(
      id: "REST26", why: "food at 19 % in 2026",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00").group(19, "100.00", "19.00"),
      text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier", postings: ["4650/9"], taxCase: .domestic,
      asks: ["TAX_FOOD_AT_STANDARD_RATE"]),
    .init(
      id: "REST26", why: "food at 7 % in 2025",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00", rate: 7).group(
        7, "100.00", "7.00"
      ).dated("2025-05-05"), text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier",
      postings: ["4650/8"], taxCase: .domestic, asks: ["TAX_RESTAURANT_RATE"]),
    .init(
      id: "REST26", why: "food at 5 % in the second half of 2020",
      draft: Draft("Gasthaus Muster").line("Schnitzel Wiener Art", "100.00", rate: 5).group(
        5, "100.00", "5.00"
      ).dated("2020-10-05"), text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier",
      postings: ["4650/8"], taxCase: .domestic),
    .init(
      id: "TRINKGELD", why: "goes with the bill, never with input tax",
      draft: Draft("Gasthaus Muster").line("Bewirtung Getränke", "100.00").group(19, "100.00", "19.00")
        .changed { $0.tip = .eur("11.00") }, text: "Anlass: Baubesprechung Teilnehmer: Huber, Maier",
      postings: ["4650/9", "4650/"], taxCase: .domestic),
    .init(
      id: "PFAND", why: "a cable drum's deposit",
      draft: wholesaler.line("Kabeltrommel Pfand", "100.00").group(19, "100.00", "19.00"),
      postings: ["3830/9"], taxCase: .domestic),
    .init(
      id: "ANZ", why: "on the cost account, by the house's rule",
      draft: Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869", type: .partial).line(
        "Abschlag NYM-J Mantelleitung", "1000.00"
      ).group(19, "1000.00", "190.00"), postings: ["3400/"], taxCase: .domestic),
    .init(
      id: "SCHLUSS", why: "what the advances left",
      draft: Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869", type: .final).line(
        "NYM-J Mantelleitung", "1000.00"
      ).group(19, "1000.00", "190.00").changed { $0.prepaidTotal = .eur("595.00") }, postings: ["3400/"],
      taxCase: .domestic),
    .init(
      id: "GUTSCHRIFT_K", why: "a commercial credit note is no self-billing",
      draft: Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869", type: .creditNote).line(
        "Retoure NYM-J Mantelleitung", "-100.00"
      ).group(19, "-100.00", "-19.00"), text: "Gutschrift zu Rechnung 4711", postings: ["3400/"],
      taxCase: .domestic),
    .init(
      id: "SKONTO", why: "a term of payment changes nothing on receipt",
      draft: wholesaler.line("NYM-J Mantelleitung", "100.00").group(19, "100.00", "19.00"),
      text: "2 % Skonto bei Zahlung innerhalb 10 Tagen", postings: ["3400/"], taxCase: .domestic),
    .init(
      id: "BONUS", why: "the year's bonus of a wholesaler",
      draft: Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869", type: .creditNote).line(
        "Jahresbonus 2025", "-640.00"
      ).group(19, "-640.00", "-121.60"), postings: ["3760/"], taxCase: .domestic),
  ]

  static let untaxed: [TaxTableRow] = [
    .init(
      id: "EX_VERS", why: "without tax",
      draft: Draft("Muster Versicherung AG").line("Betriebshaftpflicht Jahresbeitrag", "500.00", rate: 0)
        .group(0, "500.00", "0.00"), text: "umsatzsteuerfrei nach § 4 Nr. 10 UStG", postings: ["4360/"],
      taxCase: .taxFree),
    .init(
      id: "EX_VERS", why: "19 % tax on the premium is no VAT",
      draft: Draft("Muster Versicherung AG").line("Betriebshaftpflicht Jahresbeitrag", "500.00")
        .group(19, "500.00", "95.00"), text: "zzgl. 19 % Versicherungsteuer 95,00", postings: ["4360/"],
      taxCase: .taxFree, asks: ["TAX_INSURANCE_TAX"]),
    .init(
      id: "EX_BANK", why: "an account's fee",
      draft: Draft("Sparkasse Muster").line("Kontoführung", "12.00", rate: 0)
        .group(0, "12.00", "0.00"), text: "umsatzsteuerfrei nach § 4 Nr. 8 UStG", postings: ["4970/"],
      taxCase: .taxFree),
    .init(
      id: "EX_MIETE", why: "without any wording",
      draft: Draft("Immobilien Muster GmbH & Co. KG").line("Miete Werkstatt", "900.00", rate: 0)
        .group(0, "900.00", "0.00"), postings: ["4210/"], taxCase: .taxFree),
    .init(
      id: "EX_MIETE", why: "with the option of § 9 as printed",
      draft: Draft("Immobilien Muster GmbH & Co. KG").line("Miete Werkstatt", "900.00")
        .group(19, "900.00", "171.00"), postings: ["4210/9"], taxCase: .domestic),
    .init(
      id: "EX_POST", why: "stamps",
      draft: Draft("Deutsche Post AG").line("Briefmarken", "85.00", rate: 0)
        .group(0, "85.00", "0.00"), text: "umsatzsteuerfrei nach UStG § 4 Nr. 11b", postings: ["4910/"],
      taxCase: .taxFree),
    .init(
      id: "EX_BILDUNG", why: "a course of the chamber",
      draft: Draft("Bildungszentrum Muster").line("Seminar VDE-Prüfung", "300.00", rate: 0)
        .group(0, "300.00", "0.00"), text: "steuerfrei § 4 Nr. 21 UStG", postings: ["4945/"],
      taxCase: .taxFree),
    .init(
      id: "EX_GESUND", why: "the company's doctor",
      draft: Draft("Betriebsarztpraxis Muster").line("Arbeitsmedizinische Vorsorge", "90.00", rate: 0)
        .group(0, "90.00", "0.00"), text: "steuerfrei nach § 4 Nr. 14 UStG", postings: ["4140/"],
      taxCase: .taxFree),
    .init(
      id: "HOHEIT", why: "a permit",
      draft: Draft("Landratsamt Musterkreis").line("Verkehrsrechtliche Anordnung", "53.00", rate: 0)
        .group(0, "53.00", "0.00"), text: "nicht umsatzsteuerbar", postings: ["4390/"], taxCase: .taxFree),
    .init(
      id: "HOHEIT", why: "a fine is not deductible",
      draft: Draft("Stadt Muster Bußgeldstelle").line("Bußgeld Geschwindigkeit", "60.00", rate: 0)
        .group(0, "60.00", "0.00"), text: "nicht umsatzsteuerbar", postings: ["4655/"], taxCase: .taxFree,
      asks: ["FINE"]),
    .init(
      id: "MAHN", why: "a reminder's fee",
      draft: Draft("Muster Inkasso GmbH").line("Mahngebühr", "15.00", rate: 0).group(
        0, "15.00", "0.00"), text: "nicht steuerbar", postings: ["2309/"], taxCase: .taxFree),
    .init(
      id: "DURCHL", why: "a court's fee that a lawyer has laid out goes to the real cost account",
      draft: Draft("Rechtsanwälte Muster").line("Rechtsberatung", "400.00").line(
        "Gerichtskosten verauslagt", "36.00", rate: 0
      ).group(19, "400.00", "76.00").group(0, "36.00", "0.00", .outsideScope),
      text: "Gerichtskosten: durchlaufender Posten", postings: ["4950/9", "4950/"], taxCase: .mixed),
  ]

  static let reverse: [TaxTableRow] = [
    .init(
      id: "RC_BAU", why: "with its wording",
      draft: Draft("Huber Trockenbau GmbH").line("Gipskartonwand doppelt beplankt", "1000.00", rate: 0).group(
        0, "1000.00", "0.00"),
      text: "Die Umsatzsteuer schuldet der Leistungsempfänger gem. § 13b Abs. 2 Nr. 4 UStG.",
      postings: ["3120/ (19)"], taxCase: .reverseChargeConstruction),
    .init(
      id: "RC_BAU", why: "a tenant without deduction",
      draft: Draft("Huber Trockenbau GmbH").line("Gipskartonwand doppelt beplankt", "1000.00", rate: 0).group(
        0, "1000.00", "0.00"),
      text: "Die Umsatzsteuer schuldet der Leistungsempfänger gem. § 13b Abs. 2 Nr. 4 UStG.",
      postings: ["3140/ (19)"], taxCase: .reverseChargeConstruction,
      profile: Fixtures.smallBusiness),
    .init(
      id: "RC_REINIGUNG", why: "between cleaning companies only",
      draft: Draft("Glanz Gebäudereinigung GmbH").line("Unterhaltsreinigung Büro", "200.00", rate: 0).group(
        0, "200.00", "0.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers nach § 13b Abs. 2 Nr. 8 UStG",
      postings: ["4250/94 (19)"], taxCase: .reverseChargeConstruction, asks: ["TAX_13B_CLEANING"]),
    .init(
      id: "RC_EU_DL", why: "software with its wording",
      draft: foreign("Cloud Labs Limited", "IE", "IE6388047V", "Workspace subscription user licence"),
      text: "Reverse charge, Art. 196 Directive 2006/112/EC", postings: ["4964/94 (19)"],
      taxCase: .reverseChargeForeignService),
    .init(
      id: "RC_DRITT_DL", why: "software with its wording",
      draft: foreign("Team Software LLC", "US", nil, "Team plan software user licence"),
      text: "Reverse charge: customer to account for VAT", postings: ["4964/94 (19)"],
      taxCase: .reverseChargeForeignService),
    .init(
      id: "RC_WERK_AUSL", why: "a foreign supplier installs here",
      draft: foreign("Montagebau Wien GmbH", "AT", "ATU13585627", "Montage Kabeltrasse Regiestunden"),
      text: "Werklieferung. Steuerschuldnerschaft des Leistungsempfängers, reverse charge",
      postings: ["3125/ (19)"], taxCase: .reverseChargeForeignService),
    .init(
      id: "RC_MOBIL", why: "asked whatever the amount",
      draft: wholesaler.line("Smartphone 128 GB", "6000.00", rate: 0).group(0, "6000.00", "0.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers nach § 13b Abs. 2 Nr. 10 UStG",
      postings: ["0420/94 (19)"], taxCase: .reverseChargeGoods, asks: ["TAX_13B_GOODS"]),
    .init(
      id: "RC_METALL", why: "bars of copper",
      draft: wholesaler.line("Kupferschiene 40x5 Stangenware Klemme", "9000.00", rate: 0).group(
        0, "9000.00", "0.00"),
      text: "Steuerschuldnerschaft des Leistungsempfängers nach § 13b Abs. 2 Nr. 11 UStG",
      postings: ["3200/94 (19)"], taxCase: .reverseChargeGoods, asks: ["TAX_13B_GOODS"]),
    .init(
      id: "IGE19", why: "goods with both VAT ids",
      draft: foreign("Kabel B.V.", "NL", "NL810462783B01", "Installatiekabel"),
      text: "Steuerfreie innergemeinschaftliche Lieferung", postings: ["3425/ (19)"],
      taxCase: .intraEUAcquisition),
    .init(
      id: "IGE19", why: "a tenant without deduction",
      draft: foreign("Kabel B.V.", "NL", "NL810462783B01", "Installatiekabel"),
      text: "Steuerfreie innergemeinschaftliche Lieferung", postings: ["3435/ (19)"],
      taxCase: .intraEUAcquisition, profile: Fixtures.smallBusiness),
    .init(
      id: "IGE7", why: "books",
      draft: foreign("Fachbuchhandlung Wien GmbH", "AT", "ATU13585627", "Fachbuch Elektroinstallation"),
      text: "Steuerfreie innergemeinschaftliche Lieferung", postings: ["3420/ (7)"],
      taxCase: .intraEUAcquisition),
    .init(
      id: "IGE0", why: "an exempt acquisition",
      draft: foreign("Kabel B.V.", "NL", "NL810462783B01", "Installatiekabel"),
      text: "Steuerfreier innergemeinschaftlicher Erwerb nach § 4b UStG", postings: ["3550/"],
      taxCase: .intraEUAcquisition, asks: ["TAX_INTRA_EU_EXEMPT"]),
    .init(
      id: "DREIECK", why: "the last buyer",
      draft: foreign("Kabel B.V.", "NL", "NL810462783B01", "Installatiekabel"),
      text: "Innergemeinschaftliches Dreiecksgeschäft nach § 25b UStG", postings: ["3553/ (19)"],
      taxCase: .intraEUAcquisition, asks: ["TAX_TRIANGULAR"]),
  ]

  static let reviewed: [TaxTableRow] = [
    .init(
      id: "IMPORT", why: "goods from Switzerland",
      draft: foreign("Schalter AG Großhandel", "CH", nil, "Steckdose weiß"),
      text: "Steuerfreie Ausfuhrlieferung", postings: ["3559/"], taxCase: .import, asks: ["TAX_IMPORT"]),
    .init(
      id: "EUST", why: "a notice of the customs office",
      draft: Draft("Hauptzollamt Muster").line("Einfuhrumsatzsteuer", "190.00", rate: 0).line(
        "Drittlandszoll", "20.00", rate: 0
      ).group(0, "210.00", "0.00"), text: "Einfuhrabgabenbescheid", postings: ["1588/", "3850/"],
      taxCase: .import, asks: ["TAX_IMPORT_VAT_NOTICE", "CUSTOMS"]),
    .init(
      id: "AUSL_UST", why: "a hotel abroad is posted gross",
      draft: Draft("Hotel Post", country: "AT", vat: "ATU13585627").line("Übernachtung", "100.00", rate: 10)
        .group(10, "100.00", "10.00"), postings: ["4666/"], taxCase: .foreignVAT, asks: ["TAX_FOREIGN_VAT"]),
    .init(
      id: "DIFF25A", why: "used goods",
      draft: Draft("Werkzeughandel Muster").line("Bohrhammer gebraucht", "100.00", rate: 0).group(
        0, "100.00", "0.00"),
      text: "Gebrauchtgegenstände/Sonderregelung", postings: ["4985/"], taxCase: .marginScheme,
      asks: ["TAX_MARGIN_SCHEME"]),
    .init(
      id: "REISE25", why: "a package tour",
      draft: Draft("Reisebüro Muster").line("Pauschalreise Messe Flug", "500.00", rate: 0).group(
        0, "500.00", "0.00"), text: "Sonderregelung für Reisebüros", postings: ["4663/"],
      taxCase: .marginScheme, asks: ["TAX_MARGIN_SCHEME"]),
    .init(
      id: "SELFBILL", why: "money that comes in",
      draft: Draft("Schrott Muster KG").line("Altkabel", "100.00").group(19, "100.00", "19.00"),
      text: "Abrechnung im Gutschriftsverfahren", postings: [], taxCase: nil, asks: ["TAX_SELF_BILLING"]),
    .init(
      id: "EIGEN", why: "no input tax without an invoice",
      draft: Draft("Elektro Muster GmbH").line("Parkgebühr", "4.00", rate: 0).group(0, "4.00", "0.00"),
      text: "Eigenbeleg", postings: [], taxCase: nil, asks: ["TAX_OWN_RECEIPT"]),
    .init(
      id: "PRIVAT", why: "somebody's groceries",
      draft: Draft("Drogerie Muster").line("Lebensmittel", "40.00").group(19, "40.00", "7.60"),
      postings: [], taxCase: nil, asks: ["PRIVATE_EXPENSE"]),
    .init(
      id: "UNBERECHTIGT", why: "tax on building work that is under § 13b",
      draft: Draft("Huber Trockenbau GmbH").line("Gipskartonwand doppelt beplankt", "1000.00").group(
        19, "1000.00", "190.00"), postings: ["3100/9"], taxCase: .domestic,
      asks: ["TAX_CONSTRUCTION_WITH_PRINTED_TAX"]),
    .init(
      id: "UNBERECHTIGT", why: "a small business that prints tax",
      draft: Draft("Huber Montagen").line("Montage Verteiler Regiestunden", "400.00").group(
        19, "400.00", "76.00"),
      text: "Kleinunternehmer gemäß § 19 UStG", postings: ["3100/9"], taxCase: .domestic,
      asks: ["TAX_SMALL_BUSINESS_WITH_TAX"], profile: TenantProfile(identity: OwnIdentity(name: "Muster"))),
  ]

  static let all = domestic + untaxed + reverse + reviewed
}
