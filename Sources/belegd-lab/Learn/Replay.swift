import Accounting
import Foundation
import Invoice
import Learning

/// `belegd-lab replay TRUTH PAGES DATA OWN [--history] [--plain] [--other-policy] [--wrong]`: what corrections are worth.
///
/// Takes a corpus in the order of dates, each document once, and says what was right after each one: accuracy of a
/// supplier's n-th invoice. With `--history` the adviser's postings are all that is heard, without lines. `--plain`
/// forgets the rules and the classifier, so that learning stands alone; `--other-policy` has a client whose accounts
/// for goods, tools, telephone and vehicles differ from the house's. The same run twice must give the same bytes.
struct Replay {
  /// A client's own choice of accounts, each of them defensible.
  static let otherPolicy = ["3400": "3200", "4985": "4980", "4920": "4925", "4540": "4530", "4930": "4980"]

  var accountant: Accountant
  var isHistory: Bool
  var policy: [String: String]
  var own: AssignTruth.Own?
  var pages: String

  struct Tally {
    var lines = 0
    var right = 0
    var documents = 0
    var whole = 0
    /// Lines whose article or text somebody has spoken of before, and those of them that were right.
    var heard = 0
    var heardRight = 0
  }

  static func run(_ arguments: [String]) throws {
    let options = Set(arguments.dropFirst(5))
    let data = try options.contains("--plain") ? plain(arguments[3]) : arguments[3]
    let own = try AssignTruth.own(at: arguments[4])
    let accountant =
      options.contains("--plain")
      ? try Accountant(dataDirectory: data, classifier: TextClassifier(rows: []))
      : try Accountant(dataDirectory: data)
    let replay = Replay(
      accountant: accountant, isHistory: options.contains("--history"),
      policy: options.contains("--other-policy") ? otherPolicy : [:], own: own, pages: arguments[2])
    let records = try TruthInvoice.read(arguments[1])
      .filter { $0.variant_of == nil && $0.truth?.lines?.first?.skr03 != nil }
      .sorted { ($0.truth?.issue_date ?? "", $0.file) < ($1.truth?.issue_date ?? "", $1.file) }
    var wrong: [String] = []
    let (tallies, model) = replay.play(records, &wrong)
    if options.contains("--wrong") { for line in wrong { print(line) } }
    wrong = []
    let (_, again) = replay.play(records, &wrong)
    print("\(records.count) documents; nth invoice of a supplier: lines, whole documents")
    var later = Tally()
    for (n, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      if n > 1 {
        later.lines += tally.lines
        later.right += tally.right
        later.documents += tally.documents
        later.whole += tally.whole
        later.heard += tally.heard
        later.heardRight += tally.heardRight
      }
      guard n <= 6 else { continue }
      print(
        "  \(n): \(Share(tally.right, of: tally.lines).text)   \(Share(tally.whole, of: tally.documents).text)"
      )
    }
    print(
      "  from the second on: \(Share(later.right, of: later.lines).text)   "
        + Share(later.whole, of: later.documents).text)
    print("    of articles and texts spoken of before: \(Share(later.heardRight, of: later.heard).text)")
    print("the same replay twice gives the same \(model.bytes.count) bytes: \(model.bytes == again.bytes)")
  }

  func play(_ records: [TruthInvoice], _ wrong: inout [String]) -> (tallies: [Int: Tally], model: TenantModel)
  {
    var model = TenantModel()
    var seen: [String: Int] = [:]
    var tallies: [Int: Tally] = [:]
    for (entry, record) in records.enumerated() {
      guard let truth = record.truth, let invoice = record.invoice(bare: true), let lines = truth.lines else {
        continue
      }
      let key = truth.seller?.vat_id ?? truth.seller?.tax_number ?? truth.seller?.name ?? ""
      seen[key, default: 0] += 1
      let name = String(record.file.split(separator: "/").last ?? "")
      let memory = model.memory(for: invoice, suppliers: [key], creditor: nil)
      let assignment = accountant.assign(
        invoice, text: AssignTruth.text(ofPagesAt: "\(pages)/\(name).json"),
        profile: AssignTruth.profile(own, record), memory: memory)
      var right = 0
      var said: [AccountNumber?] = []
      var tally = tallies[seen[key] ?? 1] ?? Tally()
      for (index, (line, assigned)) in zip(lines, assignment.lines).enumerated() {
        let wanted = line.skr03.map { policy[$0] ?? $0 }
        let accepted = policy.isEmpty ? Set((line.skr03_accept ?? []) + [wanted ?? ""]) : [wanted ?? ""]
        let isRight = assigned.account.map { accepted.contains($0.digits) } ?? false
        right += isRight ? 1 : 0
        if memory?.lines[index] != nil || memory?.elsewhere[index] != nil {
          tally.heard += 1
          tally.heardRight += isRight ? 1 : 0
        }
        if !isRight {
          wrong.append(
            "\(name), no. \(seen[key] ?? 1): \(line.description ?? "") wants \(accepted.sorted()), got "
              + "\(assigned.account?.digits ?? "none"): \(assigned.reason)")
        }
        said.append(isRight ? assigned.account : wanted.flatMap { AccountNumber($0) })
      }
      tally.lines += lines.count
      tally.right += right
      tally.documents += 1
      tally.whole += right == lines.count ? 1 : 0
      tallies[seen[key] ?? 1] = tally
      let heard = isHistory ? adviser(truth, said, invoice, assignment) : said
      model.learn(correction(invoice, key, heard ?? [], said), entry: Int64(entry + 1))
    }
    return (tallies, model)
  }

  /// What is heard when only the adviser's postings come back: accounts with their gross sums.
  private func adviser(
    _ truth: TruthInvoice.Truth, _ said: [AccountNumber?], _ invoice: Invoice, _ assignment: Assignment
  ) -> [AccountNumber?]? {
    guard let creditor = AccountNumber("70001"), let day = invoice.issueDate else { return nil }
    // His postings: the lines' right accounts, summed per account and rate as the truth's bookings are.
    let ours = assignment.postings.map { AdviserDocument.Row(account: $0.account, amount: $0.gross) }
    var rows = (truth.bookings ?? []).compactMap { booking -> AdviserDocument.Row? in
      guard let account = AccountNumber(policy[booking.account] ?? booking.account),
        let gross = Amount(decimal: booking.gross)
      else { return nil }
      return AdviserDocument.Row(account: account, amount: gross)
    }
    // Where our choice was accepted he leaves it as it is.
    if zip(said, assignment.lines).allSatisfy({ $0 == $1.account }), !ours.isEmpty { rows = ours }
    let document = AdviserDocument(
      creditor: creditor, number: invoice.invoiceNumber ?? "", day: day, text: invoice.seller.name ?? "",
      rows: rows)
    let lines = zip(invoice.lines, assignment.lines).map { line, assigned in
      AdviserDocument.Line(
        account: assigned.account, net: line.netAmount ?? .zero, rate: line.taxRate ?? .zero)
    }
    return document.accounts(of: lines, ours: ours)
  }

  private func correction(
    _ invoice: Invoice, _ key: String, _ heard: [AccountNumber?], _ said: [AccountNumber?]
  ) -> Correction {
    guard heard.count == invoice.lines.count else {
      // Not to be told apart by lines: the accounts alone.
      let accounts = Set(said.compactMap { $0 }).sorted()
      return Correction(
        role: .adviser, person: "replay", supplier: key, lines: accounts.map { .init(account: $0) })
    }
    let lines = zip(invoice.lines, heard).compactMap { line, account in
      account.map {
        Correction.Line(
          account: $0, articleNumber: line.articleNumber, text: line.description,
          unitPrice: line.netUnitPrice(pricesIncludeTax: invoice.pricesIncludeTax))
      }
    }
    return Correction(
      role: isHistory ? .adviser : .bookkeeper, person: "replay", supplier: key, lines: lines)
  }

  /// A copy of the data without the tables that know words of the trade.
  static func plain(_ data: String) throws -> String {
    let copy = FileManager.default.temporaryDirectory.appending(path: "belegd-replay-\(UUID().uuidString)")
      .path
    try FileManager.default.copyItem(atPath: data, toPath: copy)
    for name in ["trade-rules.csv", "context-lines.csv"] {
      let path = "\(copy)/rules/\(name)"
      let head = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").first {
        !$0.hasPrefix("#")
      }
      try ((head.map(String.init) ?? "") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
    return copy
  }
}
