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

  @Test("leave out of the official list only what was removed from it or never asserted")
  func officialList() throws {
    guard let shared = sharedDirectory() else { return }
    let table = try Table(shared + "/spec/accounting/einvoice-rules.csv")
    let official = Set(table.lines.compactMap { $0["rule_id"] })
    let missing = official.subtracting(Rule.all.map(\.id)).sorted()
    printTable(official: official, missing: missing)
    let removed = [
      "BR-66", "BR-67", "BR-CO-25", "BR-CO-27", "BR-DE-12", "BR-DE-13", "BR-DE-18-a", "BR-DE-29", "BR-TMP-1",
    ]
    let alwaysTrue = ["BR-CO-05", "BR-CO-06", "BR-CO-07", "BR-CO-08"]
    #expect(missing == (removed + alwaysTrue).sorted())
    #expect(Set(Rule.all.map(\.id)).subtracting(official) == ["UBL-DT-01"])
  }
}

/// How many rules of each family there are here and in the official list: `swift test --filter officialList`.
private func printTable(official: Set<String>, missing: [String]) {
  func family(_ id: String) -> String {
    let parts = id.split(separator: "-")
    return parts.prefix(parts.count > 2 && parts[1].allSatisfy(\.isLetter) ? 2 : 1).joined(separator: "-")
  }
  let families = Dictionary(grouping: official, by: family)
  for (name, ids) in families.sorted(by: { $0.key < $1.key }) {
    let without = missing.filter(ids.contains)
    let rest = without.isEmpty ? "" : "  without \(without.joined(separator: ", "))"
    let label = name.padding(toLength: 14, withPad: " ", startingAt: 0)
    print("\(label)\(ids.count - without.count) of \(ids.count)\(rest)")
  }
  print("all           \(official.count - missing.count) of \(official.count)")
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
