import DATEV
import Delivery
import Foundation
import Invoice
import JobStore
import Testing

/// Taking back what was booked.
@Suite struct WithdrawalTests {
  let site: DeliverySite

  init() throws { site = try DeliverySite() }

  private func withdraw(_ batch: Batch, on day: CalendarDay? = nil) async throws -> Withdrawal.Report {
    try await Withdrawal(store: site.store).withdraw(
      batch: batch.id, reason: "test", on: day,
      fiscalYearStart: { Geschaeftsjahr(containing: $0, startMonth: 1)?.beginn })
  }

  @Test("What has not left leaves its open batch")
  func open() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    let batch = try #require(try await site.store.openBatches().first)
    let report = try await withdraw(batch)
    #expect((report.documents.map(\.state), report.reversed) == ([.withdrawn], 0))
    #expect(try await site.store.postings(of: batch.id) == [])
    #expect(try await withdraw(batch).documents == [], "twice is once")
  }

  @Test("What has left is undone by Generalumkehr in the next batch, once, and brings no document")
  func published() async throws {
    try await site.booked(
      DeliverySite.invoice("RE-1"),
      [DeliverySite.posting("4930", 119_00, key: "9"), DeliverySite.posting("3300", 10_70, rate: 7)])
    let first = try #require(try await site.deliverAll().first)
    let report = try await withdraw(first)
    #expect((report.documents.count, report.reversed) == (1, 2))
    #expect(try await site.store.batch(first.id).state == .withdrawn)
    let again = try await withdraw(first)
    #expect((again.documents.count, again.reversed, again.earlier) == (0, 0, 1))

    let second = try #require(try await site.deliverAll().first)
    let (before, after) = (try site.rows(first).rows, try site.rows(second).rows)
    #expect(second.number == 2)
    #expect(after.map { $0.generalumkehr } == [.ja, .ja])
    #expect(after.map(\.sollHabenKennzeichen) == [.soll, .soll])
    #expect(after == before.map { $0.generalumkehr() }, "nothing differs but side and column 118")
    #expect(!site.delivered.contains("Belege_55003_202607_2.zip"))
    #expect(try site.text("Deckblatt_55003_202607_2.html").contains("Generalumkehr"))
    let simulator = try DeliverySite.simulator()
    let balances = simulator.run(try site.rows(second).header, before + after).balances
    #expect(balances.values.allSatisfy { $0 == .zero })
  }

  @Test("Reversals may be posted on a day of an open period")
  func otherDay() async throws {
    try await site.booked(DeliverySite.invoice("RE-1", day: "2025-12-30"))
    let first = try #require(try await site.deliverAll().first)
    _ = try await withdraw(first, on: CalendarDay(year: 2026, month: 2, day: 3))
    let second = try #require(try await site.deliverAll().first)
    let (header, rows) = try site.rows(second)
    #expect(header.wirtschaftsjahr.beginn.description == "2026-01-01")
    #expect(rows.map(\.belegdatum.description) == ["2026-02-03"])
    #expect(rows.map(\.belegfeld1) == ["RE-1"])
  }

  @Test("The same document can be booked again after it was taken back, with another GUID")
  func bookedAnew() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    let first = try #require(try await site.deliverAll().first)
    _ = try await withdraw(first)
    try await site.booked(DeliverySite.invoice("RE-1"))
    let second = try #require(try await site.deliverAll().first)
    let rows = try site.rows(second).rows
    #expect(rows.count == 2)
    #expect(Set(rows.compactMap(\.beleglink?.guid)).count == 2)
    #expect(site.delivered.contains("Belege_55003_202607_2.zip"))
  }

  @Test("A batch on its way is not taken back before it has arrived")
  func closing() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    let batch = try #require(try await site.store.openBatches().first)
    _ = try await site.store.beginClosing(batch.id)
    await #expect(throws: JobStoreError.wrongBatchState(batch.id, .closing, wanted: [.open, .published])) {
      try await withdraw(batch)
    }
  }
}
