import Accounting
import Foundation
import Invoice
import Learning

/// `belegd-lab hold-out-accounts LABELS TRUTH PAGES DATA OWN [--texts] [--plain] [--folds N]
/// [--wrong]`: accounts of unseen suppliers.
///
/// Divides a corpus by supplier, fits the text classifier anew without each part, and assigns that part's documents with
/// perfect reading; the installed classifier stands beside it. With `--texts` no line of the training has a text of the
/// held-back part either, so that only what the words have in common helps. Rules and kinds of supplier stay, but with
/// `--plain` the rules know no words either.
enum HoldOutAccounts {
  private struct Tally {
    var lines = 0
    var right = 0
    var graded: [(confidence: Double, isRight: Bool)] = []
    var documents = 0
    var whole = 0
    var suppliers: [String: (right: Int, all: Int)] = [:]
    /// Documents of which nobody would be asked about a line, and those of them with a wrong one.
    var unasked = 0
    var unaskedWrong = 0
    /// The surest wrong lines first.
    var wrong: [(confidence: Double, line: String)] = []

    func report(_ name: String) {
      let means = suppliers.values.map { Double($0.right) / Double(max($0.all, 1)) }
      let mean = means.reduce(0, +) / Double(max(means.count, 1))
      print("\(name): lines \(Share(right, of: lines).text)")
      print("  mean over \(suppliers.count) suppliers \(TrainAccounts.percent(mean))")
      print("  whole documents \(Share(whole, of: documents).text)")
      print(
        "  documents without a question about a line \(Share(unasked, of: documents).text), "
          + "\(unaskedWrong) of them with a wrong line")
      for threshold in stride(from: 0.5, through: 0.95, by: 0.05) {
        let sure = graded.filter { $0.confidence >= threshold }
        print(
          "  from \((threshold * 100).rounded() / 100): lines \(Share(sure.count, of: lines).text), right "
            + Share(sure.count(where: \.isRight), of: sure.count).text)
      }
    }
  }

  static func run(_ arguments: [String]) throws {
    let folds = option("--folds", arguments).flatMap { Int($0) } ?? 10
    let data = arguments.contains("--plain") ? try Replay.plain(arguments[4]) : arguments[4]
    let own = try AssignTruth.own(at: arguments[5])
    let records = try TruthInvoice.read(arguments[2]).filter {
      $0.variant_of == nil && $0.truth?.lines?.first?.skr03 != nil
    }
    let suppliers = Set(records.compactMap { $0.truth?.seller?.name }).sorted()
    let labels = try AccountExamples.labels(arguments[1])
    let rules = try AccountExamples.rules(data)
    let lines = try AccountExamples.lines(arguments[2], bySupplier: true)
    let chart = try AccountExamples.chart(data, knownTo: rules + lines + labels)

    let installed = try Accountant(dataDirectory: data)
    var (plain, held) = (Tally(), Tally())
    for fold in 0..<folds {
      let names = Set(suppliers.enumerated().filter { $0.offset % folds == fold }.map(\.element))
      let texts =
        arguments.contains("--texts")
        ? Set(lines.filter { names.contains($0.source) }.map { SupplierMemory.key(for: $0.text) }) : []
      let seen = lines.filter {
        !names.contains($0.source) && !texts.contains(SupplierMemory.key(for: $0.text))
      }
      let known = labels.filter { !texts.contains(SupplierMemory.key(for: $0.text)) }
      let classifier = TextClassifier(rows: TrainAccounts.fit(rules + chart + seen + known))
        .calibrated(like: installed.lineAccounts.classifier)
      let accountant = installed.using(classifier)
      for record in records where record.truth?.seller?.name.map(names.contains) ?? false {
        score(record, accountant, own, arguments[3], &held)
        score(record, installed, own, arguments[3], &plain)
      }
    }
    print("\(records.count) documents of \(suppliers.count) suppliers in \(folds) parts")
    plain.report("installed classifier")
    held.report("without supplier\(arguments.contains("--texts") ? " and texts" : "")")
    guard arguments.contains("--wrong") else { return }
    for (_, line) in held.wrong.sorted(by: { $0.confidence > $1.confidence }) { print(line) }
  }

  private static func option(_ name: String, _ arguments: [String]) -> String? {
    arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
  }

  private static func score(
    _ record: TruthInvoice, _ accountant: Accountant, _ own: AssignTruth.Own?, _ pages: String,
    _ tally: inout Tally
  ) {
    guard let invoice = record.invoice(bare: true), let lines = record.truth?.lines else { return }
    let name = record.file.split(separator: "/").last.map(String.init) ?? ""
    let assignment = accountant.assign(
      invoice, text: AssignTruth.text(ofPagesAt: "\(pages)/\(name).json"),
      profile: AssignTruth.profile(own, record))
    var right = 0
    for (line, assigned) in zip(lines, assignment.lines) {
      let accepted = Set((line.skr03_accept ?? []) + [line.skr03 ?? ""])
      let isRight = assigned.account.map { accepted.contains($0.digits) } ?? false
      right += isRight ? 1 : 0
      if assigned.account != nil { tally.graded.append((assigned.confidence, isRight)) }
      guard !isRight else { continue }
      tally.wrong.append(
        (
          assigned.confidence,
          "\((assigned.confidence * 1000).rounded() / 1000) \(name): \(line.description ?? "") wants "
            + "\(accepted.sorted()), got \(assigned.account?.digits ?? "none"): \(assigned.reason)"
        ))
    }
    let asksAboutLines = ["ACCOUNT_UNCERTAIN", "ACCOUNT_UNKNOWN"]
    if !assignment.findings.contains(where: { asksAboutLines.contains($0.code) }) {
      tally.unasked += 1
      tally.unaskedWrong += right == lines.count ? 0 : 1
    }
    tally.lines += lines.count
    tally.right += right
    tally.documents += 1
    tally.whole += right == lines.count ? 1 : 0
    tally.suppliers[record.truth?.seller?.name ?? "", default: (0, 0)].right += right
    tally.suppliers[record.truth?.seller?.name ?? "", default: (0, 0)].all += lines.count
  }
}
