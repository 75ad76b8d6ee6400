import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("A second look at scanned numbers and days")
struct SecondOpinionTests {
  private static func word(_ text: String, again: String? = nil, at left: Double, _ top: Double) -> PlacedWord
  {
    var word = PlacedWord(
      text: text, box: Box(left: left, top: top, right: left + 40, bottom: top + 10), confidence: 0.95)
    word.again = again
    return word
  }

  /// A scan with the number RG 24/734 and a day in May over 119,00 euros.
  private static func scan(
    number: String? = nil, day: String? = nil, gross: String? = nil, tax: Int64 = 1900,
    grossFrom: Evidence.Source = .ocr
  ) -> (read: ReadInvoice, pages: [Page]) {
    let words = [
      word("RG", at: 100, 100), word("24/734", again: number, at: 150, 100),
      word("12.", again: day, at: 100, 120), word("Mai", at: 150, 120), word("2026", at: 200, 120),
      word("119,00", again: gross, at: 400, 700),
    ]
    var invoice = Invoice()
    invoice.taxTotal = Amount(minorUnits: tax)
    var read = ReadInvoice(invoice: invoice, kind: .invoice, readFrom: .ocr)
    func place(_ path: String, _ members: Range<Int>, _ source: Evidence.Source = .ocr) {
      let box = words[members].dropFirst().reduce(words[members.lowerBound].box) { $0.union($1.box) }
      read.evidence[path] = Evidence(source: source, confidence: 0.99, page: 3, box: box, text: "")
    }
    place("invoice_number", 0..<2)
    place("issue_date", 2..<5)
    place("gross_total", 5..<6, grossFrom)
    place("net_total", 5..<6)
    place("tax_total", 5..<6)
    return (read, [Page(number: 3, width: 595, height: 842, origin: .ocr, words: words)])
  }

  private static func asked(_ scan: (read: ReadInvoice, pages: [Page])) -> [String?] {
    SecondOpinion(of: scan.read, in: scan.pages).findings.map(\.field)
  }

  @Test("asks where the second look reads other digits, and only there")
  func differs() {
    #expect(Self.asked(Self.scan()).isEmpty, "nothing was looked at")
    #expect(Self.asked(Self.scan(number: "24/734", day: "12.")).isEmpty)
    #expect(Self.asked(Self.scan(number: "24/784")) == ["invoice_number"])
    #expect(Self.asked(Self.scan(number: "")) == ["invoice_number"], "nothing is legible by itself")
    #expect(Self.asked(Self.scan(day: "13.")) == ["issue_date"])
    let finding = SecondOpinion(of: Self.scan(number: "24/784").read, in: Self.scan(number: "24/784").pages)
      .findings
    #expect(finding.first?.severity == .asks)
    #expect(finding.first?.arguments == ["field": "invoice_number", "first": "24/734", "second": "24/784"])
  }

  @Test("marks, letters and what stands beside a word do not count")
  func tolerance() {
    #expect(Self.asked(Self.scan(number: "24 734")).isEmpty, "broken in two")
    #expect(Self.asked(Self.scan(number: "RG ‚24/734 .")).isEmpty, "with its neighbour")
    #expect(Self.asked(Self.scan(day: "I2. 12")).isEmpty, "one of two pieces has the digits")
  }

  @Test("what shows letters only at the second look is no figure")
  func misread() {
    func misread(_ again: String) -> [Int: [Int]] {
      let scan = Self.scan(number: again)
      return SecondOpinion(of: scan.read, in: scan.pages).misread
    }
    #expect(misread("ngs") == [0: [1]])
    #expect(misread("24/784").isEmpty && misread("").isEmpty && misread("| /").isEmpty)
    #expect(misread("IZ.").isEmpty && misread("lO/S").isEmpty, "digits may look like that")
  }

  @Test("totals that prove each other need no second look")
  func totals() {
    #expect(Self.asked(Self.scan(gross: "719,00")).isEmpty)
    #expect(Self.asked(Self.scan(gross: "719,00", tax: 0)).contains("gross_total"), "net is gross")
    #expect(
      Self.asked(Self.scan(gross: "719,00", grossFrom: .derived)) == ["net_total", "tax_total"],
      "one of three is concluded")
  }

  @Test("the words to be looked at are those with digits, on the page that they stand on")
  func words() {
    let scan = Self.scan()
    #expect(SecondOpinion(of: scan.read, in: scan.pages).words == [0: [1, 2, 4]])
    var other = scan.pages
    other[0].number = 1
    #expect(SecondOpinion(of: scan.read, in: other).words.isEmpty)
    var printed = scan.read
    for path in printed.evidence.keys { printed.evidence[path]?.source = .text }
    #expect(SecondOpinion(of: printed, in: scan.pages).words.isEmpty)
  }
}
