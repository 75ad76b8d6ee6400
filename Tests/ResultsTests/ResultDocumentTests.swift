import Accounting
import Foundation
import Invoice
import Reading
import TestSupport
import Testing

@testable import Results

@Suite("JSON result")
struct ResultDocumentTests {
  @Test("every member is written as the contract says, byte for byte")
  func golden() throws {
    try Samples.expectGolden("full.json", Samples.full().json())
    try Samples.expectGolden("rejected.json", Samples.rejected().json())
  }

  @Test("one line holds the same values as the indented form")
  func oneLine() throws {
    let line = try Samples.full().json(.line)
    #expect(!line.contains(UInt8(ascii: "\n")))
    let first = try JSONSerialization.jsonObject(with: Data(line)) as? NSDictionary
    let second = try JSONSerialization.jsonObject(with: Data(Samples.full().json())) as? NSDictionary
    #expect(first == second)
  }

  @Test("what is written can be read back; unknown members are ignored")
  func roundTrip() throws {
    for document in [try Samples.full(), Samples.rejected()] {
      var expected = document
      // The file states four decimals of a confidence and two of a point.
      expected.evidence["lines[2].net_amount"]?.confidence = 0.9346
      expected.evidence["gross_total"]?.box?.top = 2.13
      expected.evidence["gross_total"]?.box?.bottom = -4
      expected.timings["ocr"] = document.timings["ocr"].map { _ in 512.3 }
      #expect(try ResultDocument(json: document.json()) == expected)
    }
    let more = Array("{\"future\": 1, ".utf8) + Samples.rejected().json().dropFirst()
    #expect(try ResultDocument(json: more) == Samples.rejected())
  }

  @Test("what is written obeys the shipped schema")
  func schema() throws {
    let schema = try JSONSchema(at: Samples.checkout().appending(path: "Config/schema/result-v1.schema.json"))
    var documents = [try Samples.full(), Samples.rejected()]
    var booked = try Samples.full()
    booked.status = .booked
    booked.reasons = []
    documents.append(booked)
    for document in documents { #expect(try schema.problems(in: document.json()) == []) }
  }

  @Test(
    "the schema refuses what the contract forbids",
    arguments: [
      ("\"status\": \"review\"", "\"status\": \"accepted\"", "a status of its own"),
      ("\"1190.00\"", "1190.0", "a number where a string belongs"),
      ("\"1190.00\"", "\"1190\"", "an amount without cents"),
      ("\"2026-03-31\"", "\"31.03.2026\"", "a German date"),
      ("\"DE89370400440532013000\"", "\"\"", "an empty string"),
      ("\"schema_version\": 1", "\"schema_version\": 2", "another version"),
      ("\"lines\": [", "\"rows\": [], \"lines\": [", "an unknown member"),
      ("\"confidence\": 0.97", "\"confidence\": 1.1", "more than certain"),
      ("\"status\": \"review\"", "\"status\": \"booked\"", "booked with reasons"),
      ("\"self_assessed_rate\": \"19\",", "", "a required member left out"),
    ])
  func schemaRefuses(old: String, new: String, why: String) throws {
    let schema = try JSONSchema(at: Samples.checkout().appending(path: "Config/schema/result-v1.schema.json"))
    let text = String(decoding: try Samples.full().json(), as: UTF8.self)
    try #require(text.contains(old))
    let changed = text.replacingOccurrences(of: old, with: new)
    #expect(try schema.problems(in: Array(changed.utf8)) != [], "\(why)")
  }

  @Test("nothing is found: no member, and never an empty string")
  func nothingInvented() throws {
    var invoice = Invoice()
    invoice.invoiceNumber = ""
    invoice.seller.name = ""
    invoice.servicePeriod = DayPeriod(start: nil, end: nil)
    let document = ResultBuilder.build(
      ReadInvoice(invoice: invoice, kind: .unknown, readFrom: .text), status: .review,
      document: .init(file: "a.pdf", sha256: Samples.sha256, pages: 1))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(document.json())) as? [String: Any])
    #expect(object["invoice_number"] == nil)
    #expect(object["service_period"] == nil)
    #expect((object["seller"] as? [String: Any])?.isEmpty == true)
    #expect(document.reasons.map(\.code) == ["LOW_CONFIDENCE"])
  }

  @Test("reasons come once and in order; notes stay apart; a booked document has notes only")
  func reasons() {
    var read = ReadInvoice(invoice: Invoice(), kind: .invoice, readFrom: .text)
    let missing = Finding("FIELD_MISSING", .asks, field: "issue_date")
    read.findings = [missing, Finding("SELLER_UNKNOWN", .notes), missing]
    let info = ResultDocument.DocumentInfo(file: "a.pdf", sha256: Samples.sha256, pages: 1)
    let review = ResultBuilder.build(
      read, status: .review, findings: [Finding("TRIAL_MODE", .asks)], document: info)
    #expect(review.reasons.map(\.code) == ["FIELD_MISSING", "TRIAL_MODE"])
    #expect(review.notes.map(\.code) == ["SELLER_UNKNOWN"])
    #expect(ResultBuilder.build(read, status: .booked, document: info).reasons.isEmpty)
  }

  @Test(
    "numbers have no needless digits",
    arguments: [
      (0.0, "0"), (1, "1"), (0.9, "0.9"), (0.12345, "0.1235"), (-0.00001, "0"), (.nan, "0"), (.infinity, "0"),
      (12.05, "12.05"), (-3.5, "-3.5"),
    ])
  func numbers(value: Double, text: String) {
    var writer = JSONWriter(isPretty: false)
    writer.object { $0.number("n", value) }
    #expect(String(decoding: writer.finish(), as: UTF8.self) == "{\"n\":\(text)}")
  }
}
