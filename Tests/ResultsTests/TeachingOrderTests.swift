import Accounting
import Invoice
import Testing

@testable import Results

@Suite("the order of the list")
struct TeachingOrderTests {
  /// An open document: its lines' texts, each with how sure its account is; `nil` for one that nobody asks about.
  private func entry(
    _ job: String, seller: String = "Muster", _ lines: [(text: String, confidence: Double?)]
  ) throws -> CorrectionList.Entry {
    var result = try Samples.full()
    result.seller.name = seller
    let model = try #require(result.lines.first)
    result.lines = lines.map { line in
      var copy = model
      copy.description = line.text
      copy.account = AccountNumber("3400")
      copy.accountConfidence = line.confidence ?? 0.99
      return copy
    }
    result.reasons = lines.indices.filter { lines[$0].confidence != nil }.map {
      .init(code: "ACCOUNT_UNCERTAIN", field: "lines[\($0)].skr03", message: "")
    }
    return CorrectionList.Entry(job: job, version: 1, result: result, file: "")
  }

  private func order(_ entries: [CorrectionList.Entry]) -> [String] {
    TeachingOrder.order(entries.map(TeachingOrder.doubts)).map { entries[$0].job }
  }

  @Test("puts first what is least sure, and what more documents of the supplier wait for")
  func teaching() throws {
    let sure = try entry("sure", Array(repeating: ("Kabel", nil), count: 40))
    let little = try entry("little", [("Rohr", 0.7)])
    let much = try entry("much", [("Bohrer 8 mm", 0.2)])
    #expect(order([sure, little, much]) == ["much", "little", "sure"])
    // The same text on three documents of one supplier settles all three; a size is no other text.
    let often = try (1...3).map { try entry("often \($0)", [("Rohr \($0)0 mm", 0.7)]) }
    #expect(order([much] + often).first == "often 1")
    let elsewhere = try (1...3).map { try entry("e\($0)", seller: "Firma \($0) AB", [("Rohr", 0.7)]) }
    #expect(order(elsewhere + [much]).first == "much")
  }

  @Test("keeps the order of what teaches alike, and of what has no result")
  func equals() throws {
    let none = CorrectionList.Entry(job: "none", version: 1, result: nil, file: "a.pdf")
    let entries = [try entry("a", [("Kabel", nil)]), none, try entry("b", [("Rohr", nil)])]
    #expect(order(entries) == ["a", "none", "b"])
    #expect(order([]) == [])
  }
}
