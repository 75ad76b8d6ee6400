import Accounting
import DATEV
import Delivery
import Foundation
import Invoice
import JobStore
import Spool
import SystemPackage

/// `belegd-lab deliver-load COUNT DATA FOLDER`: one batch of so many postings through the whole delivery.
///
/// Made-up invoices of one to three postings in a store of its own, then closed, written, checked, balanced and
/// published as the daemon does; prints the time of that, the processor's time, which other programs of the machine do
/// not lengthen, and the largest memory of the process.
enum DeliverLoad {
  static func run(_ arguments: [String]) async throws {
    guard let count = Int(arguments[1]), count > 0 else { exit(64) }
    let parts = try DeliveryParts(dataDirectory: arguments[2])
    let folder = FilePath(arguments[3])
    try DurableFiles.makeDirectory(folder.appending("outbox"))
    let store = try JobStore(path: folder.appending("load.sqlite").string)
    try await fill(store, count)
    let dispatch = Dispatch(
      store: store, checker: parts.checker, simulator: parts.simulator,
      accountName: { [chart = parts.accountant.chart] in chart.name(of: $0) })
    let before = peakMemory
    let (started, startedCPU) = (ContinuousClock.now, clock())
    for batch in try await store.openBatches() {
      let delivered = try await dispatch.deliver(
        batch, terms: parts.terms,
        places: Dispatch.Places(
          staging: folder.appending("staging/\(batch.id)"), outbox: folder.appending("outbox"),
          mayCopy: false,
          documents: DocumentStore(directory: folder)))
      for file in try await store.files(of: delivered.id) {
        let size = try DurableFiles.read(folder.appending("outbox").appending(file.name)).count
        print("\(file.name): \(size) bytes")
      }
    }
    let processor = Duration.microseconds(clock() - startedCPU)
    print("\(count) postings delivered in \(ContinuousClock.now - started), \(processor) of the processor")
    print("largest memory \(peakMemory / 1024) MiB, \(before / 1024) MiB before the delivery")
  }

  /// Few jobs with many invoices each: a job is a transaction, and those are not what is measured.
  private static func fill(_ store: JobStore, _ count: Int) async throws {
    let identifiers = ULID.Generator()
    let accounts = [("3400", 19 as Int64, ""), ("4930", 19, "9"), ("4940", 7, "8"), ("4980", 19, "9")]
    var made = 0
    while made < count {
      let id = identifiers.next().description
      _ = try await store.enqueue(
        NewJob(
          id: id, tenant: "load", sha256: SHA256.hash(Array(id.utf8)).hex, originalName: Array("a.pdf".utf8),
          fileExtension: "pdf", size: 1, receivedAt: .now))
      guard let job = try await store.lease(worker: "load", for: .seconds(3600)) else { return }
      var rows: [NewPosting] = []
      var part = 0
      while rows.count < 1000, made < count {
        var invoice = Invoice()
        invoice.invoiceNumber = "RE-\(made)"
        invoice.issueDate = CalendarDay(year: 2026, month: 7, day: 1 + made % 31)
        invoice.dueDate = CalendarDay(year: 2026, month: 8, day: 1 + made % 28)
        invoice.deliveryDate = CalendarDay(year: 2026, month: 6, day: 1 + made % 30)
        invoice.currency = .euro
        invoice.seller.name = "Lieferant \(made % 2_000) Elektrogroßhandel GmbH"
        for ordinal in 0...(made % 3) where made < count {
          let (account, rate, key) = accounts[(made + ordinal) % accounts.count]
          guard let number = AccountNumber(account) else { continue }
          let gross = Amount(minorUnits: Int64(1_000 + made))
          var posting = Posting(
            account: number, net: Amount(minorUnits: gross.minorUnits * 100 / (100 + rate)), gross: gross,
            taxRate: VATRate(percent: rate), taxKey: key, text: "Installationsmaterial laut Lieferschein",
            reason: "", confidence: 1)
          posting.contraAccount = AccountNumber("\(70_000 + made % 2_000)")
          posting.taxCase = .domestic
          guard let booked = BookedPosting(posting, of: invoice), let day = invoice.issueDate else {
            continue
          }
          rows.append(
            NewPosting(
              part: part, ordinal: ordinal, postingDate: day.description, fiscalYearStart: "2026-01-01",
              rowJSON: try booked.json))
          made += 1
        }
        part += 1
      }
      let staged = try await store.stage(job, Staging(outcome: .booked, postings: rows))
      try await store.finish(staged)
    }
  }

  /// `VmHWM` of proc(5), in KiB.
  private static var peakMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
  }
}
