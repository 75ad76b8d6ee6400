import Accounting
import Foundation
import Invoice
import JobStore
import Testing

@testable import Delivery

/// Batches for people and other programs.
@Suite struct ExportTests {
  let site: DeliverySite

  init() throws { site = try DeliverySite() }

  private func export(_ invoice: Invoice, _ postings: [Posting?]) async throws -> BatchExport {
    try await site.booked(invoice, postings)
    let batch = try #require(try await site.store.openBatches().first)
    return try BatchExport(
      batch, try await site.store.postings(of: batch.id), name: { $0.digits == "4930" ? "Bürobedarf" : "" })
  }

  @Test("The table is aligned, German and ends with a sum")
  func table() async throws {
    let export = try await export(
      DeliverySite.invoice("RE-1"),
      [DeliverySite.posting("4930", 1190_00, key: "9"), DeliverySite.posting("3300", 10_70, rate: 7)])
    let lines = export.table().split(separator: "\n")
    #expect(lines[0] == "Offener Buchungsstapel, 2026-07")
    #expect(lines[2].contains("06.07.2026"))
    #expect(lines[2].contains("Bürobedarf"))
    #expect(lines[2].contains("1.190,00  EUR"))
    #expect(lines.last?.contains("1.200,70  EUR") == true)
  }

  // faults: 88
  @Test("The mapping as shipped can be read, and says what it is")
  func shipped() async throws {
    let text = try String(contentsOfFile: DeliverySite.data + "/export/generic.csv", encoding: .utf8)
    let mapping = try ExportMapping(parsing: text)
    for field in ExportField.allCases { #expect(text.contains(field.rawValue), "\(field) is not documented") }
    let export = try await export(
      DeliverySite.invoice("RE;1", seller: "=HYPERLINK(\"http://x\")"),
      [DeliverySite.posting("4930", -119_00, key: "9")])
    let csv = String(decoding: export.csv(mapping).dropFirst(3), as: UTF8.self)
    let lines = csv.components(separatedBy: "\r\n")
    #expect(lines[0].hasPrefix("batch;posting_date;invoice_number;"))
    #expect(lines[1].contains("\"RE;1\""))
    #expect(lines[1].contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "a spreadsheet must not compute it")
    #expect(lines[1].contains(";-119,00;EUR;S;"))
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(export.json(mapping))) as? [[String: Any]])
    #expect(json.count == 1)
    #expect(json.first?["amount"] as? String == "-119.00")
    #expect(json.first?["supplier"] as? String == "=HYPERLINK(\"http://x\")")
    #expect(json.first?["cost_centre"] is NSNull)
  }

  @Test("Another program's names, order, dates, decimals, code page and constants")
  func mapped() async throws {
    let mapping = try ExportMapping(
      parsing: """
        name,field,format
        @separator,tab,
        @encoding,windows-1252,
        @quotes,always,
        @header,no,
        Soll,debit_account,
        Haben,credit_account,
        Betrag,amount,point+
        Datum,posting_date,DD.MM.YY
        Text,supplier,6
        Währung,=EUR,
        """)
    let export = try await export(
      DeliverySite.invoice("G-1"), [DeliverySite.posting("4930", -119_00, key: "9")])
    #expect(
      export.csv(mapping)
        == Array("\"70000\"\t\"4930\"\t\"119.00\"\t\"06.07.26\"\t\"M".utf8) + [0xFC]
        + Array("ller\"\t\"EUR\"\r\n".utf8))
  }

  @Test(
    "A mapping that cannot be meant is refused",
    arguments: [
      ("name,field,format\na,nothing,", "no such field"),
      ("name,field,format\na,posting_date,soon", "no date"),
      ("name,field,format\na,amount,roman", "no decimal format"),
      ("name,field,format\n@separator,ab,", "two characters"),
      ("name,field,format\n@colour,blue,", "no such option"), ("name,field,format\n", "no column"),
      ("name,field\na,amount", "a column of the mapping is missing"),
    ])
  func refused(text: String, why: String) {
    #expect(throws: ExportMapping.Failure.self, "\(why)") { try ExportMapping(parsing: text) }
  }
}
