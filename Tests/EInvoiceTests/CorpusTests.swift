import Foundation
import Invoice
import Testing

@testable import EInvoice

/// The open corpus of XML invoices, where this machine has it.
private struct Corpus {
  struct Entry {
    let path: String
    let record: [String: Any]

    var truth: [String: Any] { record["truth"] as? [String: Any] ?? [:] }
    var bytes: [UInt8] { FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? [] }
  }

  let entries: [Entry]

  init?(kind: String) throws {
    guard let shared = sharedDirectory(),
      let data = FileManager.default.contents(atPath: shared + "/corpus/truth.jsonl")
    else { return nil }
    entries = try [UInt8](data).split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let record = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
        record["kind"] as? String == kind, let file = record["file"] as? String, file.hasSuffix(".xml")
      else { return nil }
      return Entry(path: "\(shared)/corpus/\(file)", record: record)
    }
  }
}

@Suite("The corpus of XML invoices")
struct CorpusTests {
  @Test("is read right in number, date, totals and lines")
  func values() throws {
    guard let corpus = try Corpus(kind: "einvoice-xml") else { return }
    #expect(corpus.entries.count >= 60)
    for entry in corpus.entries {
      let invoice = try EInvoiceReader.read(entry.bytes, rules: loadedRules.get()).invoice
      let truth = entry.truth
      let sign: Int64 = invoice.documentType == .creditNote ? -1 : 1
      func amount(_ key: String) -> Amount? {
        (truth[key] as? String).flatMap { Amount(decimal: $0) }.map {
          Amount(minorUnits: $0.minorUnits * sign)
        }
      }
      #expect(invoice.invoiceNumber == truth["invoice_number"] as? String, "\(entry.path)")
      #expect(invoice.issueDate?.description == truth["issue_date"] as? String, "\(entry.path)")
      #expect(invoice.netTotal == amount("net_total"), "\(entry.path)")
      #expect(invoice.taxTotal == amount("tax_total"), "\(entry.path)")
      #expect(invoice.grossTotal == amount("gross_total"), "\(entry.path)")
      let lines = truth["lines"] as? [[String: Any]] ?? []
      #expect(invoice.lines.filter { !$0.isDocumentLevel }.count == lines.count, "\(entry.path)")
    }
  }

  @Test("of the test suite has no broken rule that the reference does not find")
  func suiteIsValid() throws {
    guard let corpus = try Corpus(kind: "einvoice-xml") else { return }
    for entry in corpus.entries where entry.path.contains("/kosit_") {
      let result = try EInvoiceReader.read(entry.bytes, rules: loadedRules.get())
      #expect(result.verdict == .valid, "\(entry.path)")
    }
  }

  @Test("that is broken or hostile gives an error with a code, never a crash")
  func hostile() throws {
    guard let corpus = try Corpus(kind: "broken") else { return }
    for entry in corpus.entries where entry.record["expect"] as? String == "reject" {
      let error = #expect(throws: EInvoiceError.self, "\(entry.path)") {
        try EInvoiceReader.read(entry.bytes, rules: loadedRules.get())
      }
      #expect(error?.code.isEmpty == false)
    }
  }
}
