import Foundation
import Invoice
import Testing

@testable import Accounting

@Suite struct `The text classifier` {
  /// Two accounts that are told apart by one word each.
  private func small() throws -> [TextClassifier.Row] {
    try [("4530", "diesel"), ("4920", "telefon")].map { account, word in
      var weights = [Double](repeating: 0, count: TextFeatures.count)
      for bucket in TextFeatures.buckets(of: FoldedText(word)) { weights[Int(bucket)] = 2 }
      return TextClassifier.Row(account: try #require(AccountNumber(account)), bias: -2, weights: weights)
    }
  }

  @Test func `says the same from its file as from its training`() throws {
    let rows = try small()
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "weights.csv").path
    try ("# made by a test\n" + TextClassifier.file(rows: rows, slope: 1.5, intercept: 0.25))
      .write(toFile: path, atomically: true, encoding: .utf8)
    let trained = TextClassifier(rows: rows, slope: 1.5, intercept: 0.25)
    let read = try TextClassifier(path: path)
    for text in ["Diesel", "Telefon Grundpreis", "Telefon und Diesel", "etwas anderes"] {
      let buckets = TextFeatures.buckets(of: FoldedText(text))
      let (one, other) = (read.answers(for: buckets), trained.answers(for: buckets))
      #expect(one.map(\.account) == other.map(\.account), "\(text)")
      for (left, right) in zip(one, other) {
        // The file has six decimals.
        #expect(abs(left.probability - right.probability) < 0.001, "\(text)")
      }
    }
    #expect(read.answers(for: TextFeatures.buckets(of: FoldedText("Diesel"))).first?.account.digits == "4530")
    #expect(read.answers(for: []).isEmpty)
  }

  @Test func `gives chances that add up to one and knows umlauts in every spelling`() throws {
    let classifier = try TextClassifier(dataDirectory: Fixtures.dataDirectory)
    let one = TextFeatures.buckets(of: FoldedText("Büromöbel"))
    #expect(one == TextFeatures.buckets(of: FoldedText("BUEROMOEBEL")))
    let answers = classifier.answers(for: one, least: 0)
    #expect(abs(answers.reduce(0) { $0 + $1.probability } - 1) < 0.000_001)
    #expect(answers.allSatisfy { 0...1 ~= $0.probability })
    #expect(answers.map(\.probability) == answers.map(\.probability).sorted(by: >))
  }

  @Test func `sees the supplier's words apart from the line's, and the limits of § 6 (2) EStG`() {
    let text = FoldedText("Grundpreis")
    let alone = TextFeatures.buckets(of: text)
    #expect(alone != TextFeatures.buckets(of: text, supplier: FoldedText("Stadtwerke")))
    #expect(
      TextFeatures.buckets(of: text, unitPrice: .eur("100.00"))
        == TextFeatures.buckets(of: text, unitPrice: .eur("250.00")))
    #expect(
      TextFeatures.buckets(of: text, unitPrice: .eur("250.00"))
        != TextFeatures.buckets(of: text, unitPrice: .eur("250.01")))
  }

  static let texts: [(text: String, account: String, why: String)] = [
    ("Entwicklung einer Webschnittstelle durch freien Mitarbeiter", "3100", "work bought in"),
    ("Softwareabonnement monatlich", "4964", "software on time"),
    ("Festnetzanschluss Grundgebühr", "4920", "telephone"),
    ("Abisolierwerkzeug", "4985", "a tool"),
  ]

  @Test(arguments: texts) func `names the account of a text`(
    _ row: (text: String, account: String, why: String)
  )
    throws
  {
    let advice = try Fixtures.accountant.get().advise(row.text)
    #expect(advice.first?.account.digits == row.account, "\(row.why): \(advice.prefix(3))")
    #expect(advice.first?.reason.isEmpty == false)
  }
}
