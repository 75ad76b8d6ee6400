import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("What a GiroCode adds to the words")
struct GiroCodeEvidenceTests {
  private static let printed = "DE66316929549447520319"
  private static let other = "DE89370400440532013000"

  /// The plain letter with a code on it, and without the lines that hold some words.
  private func read(
    name: String = "Kabelhandel Nordwind", iban: String = Self.printed, amount: String? = "297.50",
    reference: String? = "RE 243363", without words: String = "nothing", own: OwnIdentity = ExtractorTests.own
  ) throws -> ReadInvoice {
    var page = LayoutTests.page(ExtractorTests.letter.filter { !$0.contains(words) })
    page.giroCode = GiroCode(
      name: name, iban: try #require(IBAN(iban)), amount: amount.flatMap { Amount(decimal: $0) },
      reference: reference, box: Box(left: 400, top: 600, right: 480, bottom: 680))
    return try #require(
      try Extractor(dataDirectory: ExtractorTests.data).extract(pages: [page], own: own).first)
  }

  private func codes(_ read: ReadInvoice) -> [String] {
    read.findings.map(\.code).filter { $0.hasPrefix("GIROCODE") }
  }

  @Test("a code that agrees makes account, amount and number sure")
  func agrees() throws {
    let read = try read()
    #expect(codes(read).isEmpty)
    #expect(read.invoice.seller.ibans.map(\.value) == [Self.printed])
    for field in ["seller.iban", "payable", "gross_total", "invoice_number"] {
      #expect((read.evidence[field]?.confidence ?? 0) >= 0.99, "\(field)")
    }
  }

  @Test("a code gives the account that is not printed, with its place")
  func fills() throws {
    let read = try read(without: "IBAN")
    #expect(codes(read).isEmpty)
    #expect(read.invoice.seller.ibans.map(\.value) == [Self.printed])
    #expect(read.evidence["seller.iban"]?.box == Box(left: 400, top: 600, right: 480, bottom: 680))
  }

  @Test("another account or amount than the printed one asks and changes nothing")
  func contradicts() throws {
    let account = try read(iban: Self.other)
    #expect(codes(account) == ["GIROCODE_ACCOUNT_DIFFERS"])
    #expect(account.invoice.seller.ibans.map(\.value) == [Self.printed])
    let amount = try read(amount: "9297.50")
    #expect(codes(amount) == ["GIROCODE_AMOUNT_DIFFERS"])
    #expect(amount.invoice.grossTotal == Amount(decimal: "297.50"))
  }

  @Test("an amount less the discount for early payment, or none, is no contradiction")
  func discounted() throws {
    #expect(codes(try read(amount: "291.55")).isEmpty)
    #expect(codes(try read(amount: nil)).isEmpty)
  }

  @Test("the recipient's own code is of no interest")
  func own() throws {
    var own = ExtractorTests.own
    own.ibans = [try #require(IBAN(Self.other))]
    let read = try read(iban: Self.other, amount: "1.00", own: own)
    #expect(codes(read).isEmpty)
  }
}
