import Accounting
import Foundation
import Invoice

/// `belegd-lab kind-shares TRUTH PAGES DATA`: counts what the account of a kind of supplier is worth, into
/// `rules/kind-shares.csv`.
///
/// Forgets rules and classifier, as a text has it that neither knows, and counts by kind the distinct texts without a
/// word of that kind, and those of them that belong to its account; apart those where the name of the seller is silent.
enum KindShares {
  static func run(_ arguments: [String]) throws {
    let data = arguments[3]
    let accountant = try Accountant(
      dataDirectory: try Replay.plain(data), classifier: TextClassifier(rows: []))
    let kinds = accountant.lineAccounts.kinds.kinds
    var texts: [String: [String: Bool]] = [:]
    for record in try TruthInvoice.read(arguments[1]) where record.variant_of == nil {
      guard let invoice = record.invoice(bare: true), let truth = record.truth?.lines else { continue }
      let name = String(record.file.split(separator: "/").last ?? "")
      let lines = invoice.lines.map { FoldedText($0.description ?? "") }
      let text = FoldedText(AssignTruth.text(ofPagesAt: "\(arguments[2])/\(name).json"))
      let kind = accountant.lineAccounts.kind(of: invoice, lines: lines, text: text)
      let choices = accountant.lineAccounts.choose(invoice, lines: lines, kind: kind, memory: nil)
      for (line, choice) in zip(truth, choices) {
        guard let wanted = line.skr03, let words = line.description, let best = choice.candidates.first,
          case .kind(let index, isNamed: false) = best.origin
        else { continue }
        let accepted = [wanted] + (line.skr03_accept ?? [])
        let isRight = accepted.contains { AccountExamples.base($0) == best.account.digits }
        let name = kind.isBySeller ? kinds[index].name : SupplierKinds.anyKind
        texts[name, default: [:]][SupplierMemory.key(for: words)] = isRight
      }
    }
    var csv = """
      # By kind of supplier (contexts.csv) that the seller's name speaks for: distinct texts of the training corpus without a
      # word of the kind, and those of them that belong to its account; * is all kinds where the name does not speak for
      # one. Counted by `belegd-lab kind-shares`, with rules and classifier forgotten. Not edited by hand.
      context,texts,agreeing

      """
    for name in kinds.map(\.name) + [SupplierKinds.anyKind] {
      guard let counted = texts[name] else { continue }
      csv += "\(name),\(counted.count),\(counted.values.count { $0 })\n"
    }
    try csv.write(toFile: data + "/rules/kind-shares.csv", atomically: true, encoding: .utf8)
  }
}
