import Foundation
import Invoice
import Testing

@testable import EInvoice

/// Where the data files are: `Config` of this checkout.
func configDirectory() -> String {
  var directory = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { directory.deleteLastPathComponent() }
  return directory.appendingPathComponent("Config").path
}

let loadedRules = Result { try EInvoiceRules(directory: configDirectory()) }

/// Outcome of every rule that was tried on a document.
func checks(_ document: String) throws -> [String: Check.Outcome] {
  let result = try EInvoiceReader.read(Array(document.utf8), rules: loadedRules.get())
  return Dictionary(result.checks.map { ($0.rule, $0.outcome) }) { first, _ in first }
}

/// A deviation from the sample by one or more replacements of text, that breaks one rule.
struct RuleCase: Sendable, CustomTestStringConvertible {
  enum Syntax: Sendable { case ubl, cii }

  let rule: String
  let syntax: Syntax
  var sample: Sample
  let edits: [(String, String)]
  /// Whether the rule reports it; a case may pin that it does not.
  var isBroken = true

  var testDescription: String { "\(rule) in \(syntax)\(isBroken ? "" : ", kept")" }

  func document() throws -> String {
    var text = syntax == .ubl ? sample.ubl : sample.cii
    for (old, new) in edits {
      let range = try #require(text.range(of: old), "\(rule): the sample has no \(old)")
      text.replaceSubrange(range, with: new)
    }
    return text
  }
}

@Suite("Rules of EN 16931 and XRechnung")
struct RuleTests {
  @Test("hold for the sample in both syntaxes")
  func sampleIsValid() throws {
    for document in [Sample().ubl, Sample().cii] {
      let result = try EInvoiceReader.read(Array(document.utf8), rules: loadedRules.get())
      #expect(result.verdict == .valid)
      // The sample has an earlier invoice and an advance, which is a question, but breaks no rule.
      #expect(result.findings.filter { $0.severity != .notes }.map(\.code) == ["ADVANCES_UNCLEAR"])
    }
  }

  @Test(
    "hold for an invoice of each tax category", arguments: ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"])
  func categoriesAreValid(category: String) throws {
    let sample = Sample.of(category: category)
    for document in [sample.ubl, sample.cii] {
      let failed = try checks(document).filter { $0.value == .failed }
      #expect(failed.isEmpty, "\(failed.keys.sorted())")
    }
  }

  @Test("report a document that breaks them, and only then", arguments: RuleCase.all)
  func cases(_ ruleCase: RuleCase) throws {
    let outcome = try checks(ruleCase.document())[ruleCase.rule]
    #expect((outcome == .failed) == ruleCase.isBroken, "\(String(describing: outcome))")
  }

  @Test("are all implemented, and each has a passing and a failing case")
  func completeness() throws {
    let rules = try loadedRules.get()
    let implemented = Set(Rule.all.map(\.id))
    #expect(implemented.count == Rule.all.count, "an id twice")
    #expect(implemented == Set(rules.rows.keys))

    var passing = Set<String>()
    for category in ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"] {
      let sample = Sample.of(category: category)
      for document in [sample.ubl, sample.cii] {
        passing.formUnion(try checks(document).filter { $0.value == .ok }.keys)
      }
    }
    for ruleCase in RuleCase.all {
      passing.formUnion(try checks(ruleCase.document()).filter { $0.value == .ok }.keys)
    }
    let failing = Set(RuleCase.all.filter(\.isBroken).map(\.rule))
    #expect(implemented.subtracting(failing).sorted() == [])
    #expect(implemented.subtracting(passing).sorted() == [])
  }

  /// Rules of the official list that are not implemented, and why.
  private static let leftOut = [
    ("BR-66", "removed in CEN 1.3.15; UBL-SR-54 and CII-SR-463 took its place"),
    ("BR-67", "removed in CEN 1.3.15; UBL-SR-55 took its place"),
    ("BR-CO-05", "always passes in the reference: whether two texts mean the same no machine can test"),
    ("BR-CO-06", "as BR-CO-05"), ("BR-CO-07", "as BR-CO-05"), ("BR-CO-08", "as BR-CO-05"),
    ("BR-CO-25", "removed in CEN 1.3.16 (April 2026)"),
    ("BR-CO-27", "removed in CEN 1.3.16; CII-SR-470 remains"),
    ("BR-DE-12", "a number without a rule: no published Schematron ever asserted it"),
    ("BR-DE-13", "removed with XRechnung 2.1; BR-DE-23, BR-DE-24 and BR-DE-25 took its place"),
    ("BR-DE-18-a", "removed in Schematron 2.0.2; CII-SR-453 took its place"),
    ("BR-DE-29", "removed with XRechnung 3.0; PEPPOL-EN16931-R061 took its place"),
    ("BR-TMP-1", "removed in Schematron 2.0.2; CII-SR-454 took its place"),
  ]

  @Test("leave out of the official list only what was removed from it or never asserted")
  func officialList() throws {
    guard let shared = sharedDirectory() else { return }
    let table = try Table(shared + "/spec/accounting/einvoice-rules.csv")
    let official = Set(table.lines.compactMap { $0["rule_id"] })
    let missing = official.subtracting(Rule.all.map(\.id)).sorted()
    #expect(missing == Self.leftOut.map(\.0).sorted())
    #expect(Set(Rule.all.map(\.id)).subtracting(official) == ["UBL-DT-01"])
  }

  @Test("stand in the documentation's table, which BELEGD_REWRITE_GOLDEN=1 writes anew")
  func documentation() throws {
    let url = URL(fileURLWithPath: configDirectory()).deletingLastPathComponent()
      .appendingPathComponent("Documentation/EInvoiceRules.md")
    let text = Self.table(try loadedRules.get())
    if ProcessInfo.processInfo.environment["BELEGD_REWRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: url)
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text)
  }

  /// Markdown: how many rules of each family there are here and in the official list, which, and what is missing.
  private static func table(_ rules: EInvoiceRules) -> String {
    func family(_ id: String) -> String {
      let parts = id.split(separator: "-")
      return parts.prefix(parts.count > 2 && parts[1].allSatisfy(\.isLetter) ? 2 : 1).joined(separator: "-")
    }
    let ours = "UBL-DT-01"
    let implemented = Rule.all.map(\.id).filter { $0 != ours }
    let left = leftOut.map(\.0)
    let here = Dictionary(grouping: implemented, by: family)
    let missing = Dictionary(grouping: left, by: family)
    var text = """
      # The rules of e-invoices

      Which rules of EN 16931 (CEN artefacts 1.3.16), XRechnung 3.0.2 and, as far as XRechnung takes them over, Peppol
      are implemented: \(implemented.count) of \(implemented.count + left.count). `Tests/EInvoiceTests` writes this file and fails
      where it is out of date; it has a passing and a failing document for each of them. Besides, \(ours) (amounts in
      UBL have two decimals at most) stands for the data types of CEN's UBL artefacts.

      Bold: a person looks where it is broken. Others are only noted, because the severity is a warning or because it
      is a German or Peppol rule, which nobody outside public procurement has to follow (`Config/einvoice/rules.csv`).

      | family | here | rules |
      |---|---|---|

      """
    for (name, ids) in here.sorted(by: { $0.key < $1.key }) {
      let all = ids.count + (missing[name]?.count ?? 0)
      let shown = ids.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.map { id in
        let row = rules.rows[id]
        return row?.asks == true && row?.severity == .fatal ? "**\(id)**" : id
      }
      text += "| \(name) | \(ids.count) of \(all) | \(shown.joined(separator: ", ")) |\n"
    }
    text += "\n| not implemented | why |\n|---|---|\n"
    for (id, reason) in leftOut { text += "| \(id) | \(reason) |\n" }
    return text
  }
}

/// The directory of specifications and corpora, where this machine has it.
func sharedDirectory() -> String? {
  if let path = ProcessInfo.processInfo.environment["BELEGD_SHARED"] { return path }
  var directory = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { directory.deleteLastPathComponent() }
  let path = directory.appendingPathComponent("shared").path
  guard FileManager.default.fileExists(atPath: path) else {
    print("skipped: no directory of specifications; set BELEGD_SHARED")
    return nil
  }
  return path
}
