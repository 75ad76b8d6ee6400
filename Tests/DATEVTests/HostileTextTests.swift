import Accounting
import Invoice
import Testing

@testable import DATEV

/// Whatever a document says of itself, its rows must import: names are a stranger's text.
@Suite("Text that nobody would expect")
struct HostileTextTests {
  static let words = [
    "Müller", "& Söhne", "GmbH", "\"Elektro\"", "\"\"", ";", ";;\";", "\r\n", "\t", "\u{0}", "🔌", "👩🏽‍🔧",
    "Łódź", "Київ", "株式会社", "=HYPERLINK(\"x\")", "@SUM", "+49", "-1", "ﬁn", "e\u{301}", "\u{200B}", "\u{AD}",
    "\u{202E}", "€ 5", "½", "№ 7", "§13b", "A/B", "C:\\x", "'", "„", "…", "\u{85}", "\u{2028}", "\u{FFFD}",
    String(repeating: "Donaudampfschifffahrts", count: 5), "Straße 1 a", "O’Neil", "0,00", "NULL", "\u{7F}",
  ]

  static func text(_ limit: Int, _ random: inout SplitMix) -> String {
    (0..<Int.random(in: 0...limit, using: &random)).map { _ in
      words.randomElement(using: &random) ?? ""
    }.joined(separator: Bool.random(using: &random) ? " " : "")
  }

  @Test(
    "3,000 invoices with arbitrary texts, signs and rates become files that pass in silence and read back")
  func rows() throws {
    var random = SplitMix(state: 88)
    var settings = try MappingTests.settings()
    settings.schreibtLeistungsdatum = true
    let checker = try DATEVChecker.forTests()
    let simulator = try SimulatorTests.simulator()
    var rows: [Buchungssatz] = []
    var gross = Amount.zero
    for index in 0..<3_000 {
      var invoice = MappingTests.invoice()
      invoice.invoiceNumber = Self.text(4, &random)
      invoice.seller.name = Self.text(9, &random)
      invoice.cashDiscounts = [CashDiscount(days: 14, percent: VATRate(percent: 2))]
      let sign: Int64 = index % 7 == 0 ? -1 : 1
      // Amounts keep rows apart that have the same empty texts.
      let amount = sign * Int64(100 + index)
      let postings = [
        MappingTests.posting("3400", amount, rate: 19, text: Self.text(6, &random)),
        MappingTests.posting("4930", 2 * amount, rate: 19, key: "9", text: Self.text(6, &random)),
        MappingTests.posting("4940", 3 * amount, rate: 7, key: "8", text: Self.text(6, &random)),
        MappingTests.posting("4360", 0, rate: 0), MappingTests.posting("4360", 5 * amount, rate: 0),
      ]
      var posted = PostedInvoice(invoice: invoice, postings: postings)
      posted.zusatzinformationen = [Information(art: "Beleg", inhalt: String(index))]
      rows += try settings.rows(for: posted)
      gross += postings.reduce(Amount.zero) { $0 + $1.gross }
    }
    let bytes = BuchungsstapelFile.write(Sample.header(), rows)
    #expect(checker.check(fileName: "EXTF_fremd.csv", bytes: bytes).prefix(3) == [])
    #expect(!bytes.contains(UInt8(ascii: "?")), "nothing was lost as a question mark")
    let back = try BuchungsstapelFile.read(bytes)
    #expect(back.rows.count == rows.count)
    #expect(BuchungsstapelFile.write(back.header, back.rows) == bytes)
    let result = simulator.run(back.header, back.rows)
    #expect(result.sum == .zero)
    #expect(result.balances[Sample.account("70001")] == -gross)
  }

  @Test("Suppliers with arbitrary texts become records that pass, or are refused for want of a name")
  func creditors() throws {
    var random = SplitMix(state: 89)
    let checker = try DATEVChecker.forTests()
    let header = DATEVHeader(
      masterData: .debitorenKreditoren, beraternummer: 4711, mandantennummer: 42,
      wirtschaftsjahr: Geschaeftsjahr(beginn: Sample.day(2025, 1, 1)), erzeugtAm: Sample.header().erzeugtAm)
    for number in 0..<1_000 {
      var party = Party()
      party.name = Self.text(6, &random)
      party.street = Self.text(4, &random)
      party.postcode = Self.text(2, &random)
      party.city = Self.text(4, &random)
      party.country = ["DE", "at", "XX", "Deutschland", "", "🇩🇪"].randomElement(using: &random)
      party.taxNumber = Self.text(3, &random)
      let row = Kreditor(konto: Sample.account(String(70_000 + number)), supplier: party, netDays: number)
      let found = checker.check(
        fileName: "EXTF_Kreditoren.csv", bytes: KreditorenFile.write(header, [row]))
      if row.nameUnternehmen.isEmpty {
        #expect(found.map(\.rule) == [.valueMissing])
      } else {
        #expect(found == [], "\(party)")
      }
    }
  }
}
