import Invoice
import Reading
import Testing

@testable import Extraction

@Suite("A stack of invoices is taken apart, one invoice of several pages is not")
struct StackTests {
  /// A page of one of two suppliers' invoices.
  private static func invoice(
    _ number: String, _ day: String, isOther: Bool = false, footer: String = ""
  ) -> [String] {
    var lines = ExtractorTests.letter
    lines[8] = "Rechnungs-Nr.: \(number)        Rechnungsdatum: \(day)"
    if isOther {
      lines[0] = "Baustoffe Heidekraut KG - Am Anger 3 - 29410 Salzwedel"
      lines[21] = "Baustoffe Heidekraut KG, Salzwedel, HRB 2211, Tel. 03901 4455"
      lines[22] = "IBAN DE37 2454 9591 0009 3444 98"
    }
    return lines + [footer]
  }

  private static let following = [
    "Kabelhandel Nordwind GmbH", "", "Fortsetzung der Rechnung 243363                      Seite 2 von 2", "",
    "Pos  Bezeichnung                   Menge   Preis     Betrag",
    "3    Abzweigdose                        5    4,00      20,00",
    "4    Klemmen                            5    1,00       5,00", "", "", "",
    "Kabelhandel Nordwind GmbH, USt-IdNr. DE761974077, St.-Nr. 62/213/24231",
    "IBAN DE66 3169 2954 9447 5203 19",
  ]

  struct Case: CustomTestStringConvertible, Sendable {
    var reason: String
    var pages: [[String]]
    var ranges: [[Int]]
    var testDescription: String { reason }
  }

  static let cases: [Case] = [
    Case(
      reason: "two suppliers, nothing between",
      pages: [invoice("243363", "26.02.2025"), invoice("R-7781", "03.03.2025", isOther: true)],
      ranges: [[1, 1], [2, 2]]),
    Case(
      reason: "one supplier, two numbers, nothing between",
      pages: [invoice("243363", "26.02.2025"), invoice("243999", "03.03.2025")], ranges: [[1, 1], [2, 2]]),
    Case(
      reason: "a blank sheet belongs to no invoice",
      pages: [invoice("243363", "26.02.2025"), [""], invoice("R-7781", "03.03.2025", isOther: true)],
      ranges: [[1, 1], [3, 3]]),
    Case(
      reason: "a separator sheet belongs to no invoice",
      pages: [
        invoice("243363", "26.02.2025"), ["", "TRENNBLATT", "bitte nicht entfernen"],
        invoice("R-7781", "03.03.2025", isOther: true),
      ], ranges: [[1, 1], [3, 3]]),
    Case(
      reason: "a second page goes on with the first",
      pages: [invoice("243363", "26.02.2025", footer: "Seite 1 von 2"), following], ranges: [[1, 2]]),
    Case(
      reason: "blank backs do not part the sheets of one invoice",
      pages: [invoice("243363", "26.02.2025", footer: "Seite 1 von 2"), [""], following, [""]],
      ranges: [[1, 4]]),
    Case(
      reason: "two pages of one invoice, then another invoice",
      pages: [
        invoice("243363", "26.02.2025", footer: "Seite 1 von 2"), following,
        invoice("R-7781", "03.03.2025", isOther: true),
      ], ranges: [[1, 2], [3, 3]]),
  ]

  @Test("Pages are shared out among the invoices", arguments: cases)
  func pagesAreSharedOut(_ entry: Case) throws {
    let extractor = try Extractor(dataDirectory: ExtractorTests.data)
    let pages = entry.pages.enumerated().map { index, lines in
      var page = LayoutTests.page(lines)
      page.number = index + 1
      return page
    }
    let read = extractor.extract(pages: pages, own: ExtractorTests.own)
    #expect(read.map { [$0.firstPage ?? 0, $0.lastPage ?? 0] } == entry.ranges)
    for invoice in read {
      let range = (invoice.firstPage ?? 0)...(invoice.lastPage ?? 0)
      #expect(invoice.evidence.values.compactMap(\.page).allSatisfy { range.contains($0) })
      #expect(!invoice.findings.contains { $0.code == "SPLIT_UNSURE" })
    }
    #expect(Set(read.compactMap(\.invoice.invoiceNumber)).count == entry.ranges.count)
  }
}
