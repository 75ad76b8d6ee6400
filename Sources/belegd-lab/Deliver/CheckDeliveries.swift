import Accounting
import DATEV
import Delivery
import Foundation
import Invoice
import JobStore

/// `belegd-lab check-deliveries DATA TRUTH…`: the batches of whole corpora, with perfect reading.
///
/// Each corpus' invoices are posted by the accountant and delivered by month; the checker must be silent, an import
/// must balance, and what stands on each creditor's account must be the invoice's total to the cent.
enum CheckDeliveries {
  private struct Ledger {
    var postings: [PostingRow] = []
    var totals: [String: Amount] = [:]
    var taxes: [String: [VATRate: Amount]] = [:]
  }

  private struct Counts {
    var invoices = 0
    var unposted = 0
    var refused: [String: Int] = [:]
    var batches = 0
    var rows = 0
    var violations = 0
    var unbalanced = 0
    var unforeseen = 0
    var differing: [String] = []
    var taxDeviation: [Int64: Int] = [:]
  }

  static func run(_ arguments: [String]) throws {
    let parts = try DeliveryParts(dataDirectory: arguments[1])
    var failed = false
    for truth in arguments.dropFirst(2) {
      let counts = try check(truth, parts)
      let isGood = counts.violations == 0 && counts.unbalanced == 0 && counts.differing.isEmpty
      failed = failed || !isGood
      print("\(truth):")
      print(
        "  \(counts.invoices) invoices, \(counts.unposted) that ask (review), \(counts.batches) batches,"
      )
      print("  \(counts.rows) rows, \(counts.unforeseen) of them not foreseen by the simulator")
      for (reason, count) in counts.refused.sorted(by: { $0.key < $1.key }) {
        print("  review: \(count) × \(reason)")
      }
      print(
        "  violations \(counts.violations), unbalanced \(counts.unbalanced), totals that differ \(counts.differing.count)"
      )
      for name in counts.differing.prefix(10) { print("    \(name)") }
      let deviations = counts.taxDeviation.sorted { $0.key < $1.key }.map { "\($0.key) cents: \($0.value)" }
      print("  input tax per rate against the invoice: \(deviations.joined(separator: ", "))")
    }
    if failed { exit(1) }
  }

  private static func check(_ truth: String, _ parts: DeliveryParts) throws -> Counts {
    var counts = Counts()
    var ledgers: [String: Ledger] = [:]
    var creditors: [String: Int] = [:]
    for (index, line) in try String(contentsOfFile: truth, encoding: .utf8).split(separator: "\n")
      .enumerated()
    {
      let record = try JSONDecoder().decode(TruthInvoice.self, from: Data(line.utf8))
      guard let invoice = record.invoice(bare: false), let day = invoice.issueDate else { continue }
      counts.invoices += 1
      let own = OwnIdentity(name: record.truth?.tenant?.name ?? "")
      let assignment = parts.accountant.assign(
        invoice, text: "", profile: TenantProfile(identity: own, receivesConstructionServices: true))
      // As the daemon does: what asks is not booked.
      guard !assignment.postings.isEmpty, !assignment.findings.contains(where: { $0.severity != .notes })
      else {
        counts.unposted += 1
        continue
      }
      let seller = invoice.seller.vatIdentifier?.value ?? invoice.seller.name ?? "?"
      let number = creditors[seller] ?? 70_000 + creditors.count
      creditors[seller] = number
      let postings = assignment.postings.map { posting in
        var posting = posting
        posting.contraAccount = AccountNumber("\(number)")
        return posting
      }
      // What the daemon asks before it books: a posting that no row can hold goes to review.
      do { _ = try parts.terms.rows.rows(for: PostedInvoice(invoice: invoice, postings: postings)) } catch {
        counts.refused["\(error)", default: 0] += 1
        continue
      }
      try enter(invoice, postings, index, &ledgers[String(day.description.prefix(7)), default: Ledger()])
    }
    for (number, month) in ledgers.keys.sorted().enumerated() {
      guard let ledger = ledgers[month] else { continue }
      try deliver(ledger, month, number + 1, parts, &counts)
    }
    return counts
  }

  private static func enter(
    _ invoice: Invoice, _ postings: [Posting], _ index: Int, _ ledger: inout Ledger
  ) throws {
    let job = "JOB\(index)"
    for (ordinal, posting) in postings.enumerated() {
      guard let booked = BookedPosting(posting, of: invoice) else { continue }
      ledger.postings.append(
        PostingRow(
          id: Int64(index * 1000 + ordinal), job: job, tenant: "corpus", sha256: job, part: 0,
          ordinal: ordinal,
          batch: 1, postingDate: invoice.issueDate?.description ?? "", fiscalYearStart: "",
          rowJSON: try booked.json, reversalOf: nil))
    }
    // Against what the page says, not against what was made of it.
    var total = (invoice.grossTotal ?? .zero) + (invoice.tip ?? .zero)
    if invoice.documentType == .final { total -= invoice.prepaidTotal ?? .zero }
    let posted = postings.reduce(Amount.zero) { $0 + $1.gross }
    ledger.totals[job] = total == posted || invoice.grossTotal == nil ? posted : total
    guard invoice.documentType != .final else { return }
    for group in invoice.vatBreakdown {
      guard let rate = group.rate, let tax = group.taxAmount, tax != .zero else { continue }
      ledger.taxes[job, default: [:]][rate, default: .zero] += tax
    }
  }

  private static func deliver(
    _ ledger: Ledger, _ month: String, _ number: Int, _ parts: DeliveryParts, _ counts: inout Counts
  ) throws {
    let batch = DeliveryParts.batch(month, number: number, count: ledger.postings.count)
    var writer = try BatchWriter(batch, terms: parts.terms, simulator: parts.simulator)
    try writer.add(ledger.postings)
    do throws(BatchError) { try writer.finish() } catch {
      guard error == .doesNotBalance else { throw error }
      counts.unbalanced += 1
    }
    counts.batches += 1
    counts.unforeseen += writer.summary.unforeseenRows
    for part in writer.takeFinished() {
      counts.rows += part.rows
      let violations = parts.checker.check(fileName: "EXTF_Buchungsstapel.csv", bytes: part.bytes)
      counts.violations += violations.count
      for violation in violations.prefix(3) { print("  \(month): \(violation)") }
    }
    for document in writer.summary.documents where ledger.totals[document.job] != document.amount {
      counts.differing.append(
        "\(month) \(document.number): \(document.amount), page \(ledger.totals[document.job] ?? .zero)")
    }
    // Each document by itself, for the tax that an import takes out of the gross amounts.
    for postings in Dictionary(grouping: ledger.postings, by: \.job).values {
      guard let job = postings.first?.job, let taxes = ledger.taxes[job] else { continue }
      var single = try BatchWriter(batch, terms: parts.terms, simulator: parts.simulator)
      try single.add(postings)
      try single.finish()
      guard single.summary.unforeseenRows == 0 else { continue }
      for (rate, tax) in taxes {
        let computed = single.summary.taxes?.inputTax[rate] ?? .zero
        counts.taxDeviation[(computed - tax).magnitude.minorUnits, default: 0] += 1
      }
    }
  }
}
