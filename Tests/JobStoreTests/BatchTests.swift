import GRDB
import JobStore
import Testing

@Suite("batches")
struct BatchTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }

  init() throws { fixture = try TemporaryStore() }

  @Test("postings enter the open batch of tenant, fiscal year and month when the job is booked")
  func entering() async throws {
    let staged = try await fixture.staged()
    #expect(try await store.openBatches() == [])
    try await store.finish(staged)
    try await fixture.booked(day: "2026-03-31")
    try await fixture.booked(day: "2026-04-01")
    try await fixture.booked("other", day: "2026-03-01")
    let batches = try await store.openBatches()
    #expect(batches.map(\.tenant) == ["muster", "muster", "other"])
    #expect(batches.map(\.month) == ["2026-03", "2026-04", "2026-03"])
    #expect(batches.map(\.postingCount) == [2, 1, 1])
    #expect(batches.allSatisfy { $0.number == nil })
    #expect(try await store.openBatches(tenant: "other").count == 1)
  }

  // faults: 64
  @Test("one month in two fiscal years is two batches")
  func fiscalYears() async throws {
    _ = try await store.enqueue(fixture.job())
    let job = try #require(try await store.lease(worker: "w"))
    let postings = ["2025-07-01", "2026-07-01"].enumerated().map {
      NewPosting(part: 0, ordinal: $0, postingDate: "2026-07-01", fiscalYearStart: $1, rowJSON: "{}")
    }
    try await store.finish(try await store.stage(job, Staging(outcome: .booked, postings: postings)))
    #expect(try await store.openBatches().map(\.fiscalYearStart) == ["2025-07-01", "2026-07-01"])
  }

  // faults: 68, 73
  @Test("closing numbers without gaps, freezes, and is idempotent")
  func closing() async throws {
    try await fixture.booked(content: 2)
    let batch = try #require(try await store.openBatches().first)
    let closing = try await store.beginClosing(batch.id)
    #expect(closing.number == 1)
    #expect(closing.state == .closing)
    #expect(try await store.beginClosing(batch.id) == closing)
    try await fixture.booked()
    #expect(try await store.postings(of: batch.id).count == 1)
    let next = try #require(try await store.openBatches().first)
    #expect(next.id != batch.id)
    #expect(try await store.closingBatches().map(\.id) == [batch.id])

    try await store.stageBatch(batch.id, fileName: "EXTF_1.csv", sha256: "abc")
    let published = try await store.markPublished(batch.id, sha256: "abc")
    #expect(published.state == .published)
    #expect(published.fileName == "EXTF_1.csv")
    #expect(try await store.markPublished(batch.id, sha256: "abc") == published)
    #expect(try await store.closingBatches() == [])
    #expect(try await store.beginClosing(next.id).number == 2)
    try await fixture.booked("other")
    let other = try #require(try await store.openBatches(tenant: "other").first)
    #expect(try await store.beginClosing(other.id).number == 1)
    await #expect(throws: JobStoreError.wrongBatchState(batch.id, .published, wanted: [.closing])) {
      try await store.markPublished(batch.id, sha256: "other")
    }
    await #expect(throws: JobStoreError.noSuchBatch(99)) { try await store.beginClosing(99) }
  }

  @Test("rows come in an order of their content, whichever way they came")
  func order() async throws {
    try await fixture.booked(day: "2026-03-20", content: 5)
    try await fixture.booked(day: "2026-03-02", content: 9)
    try await fixture.booked(day: "2026-03-20", content: 3)
    let batch = try #require(try await store.openBatches().first)
    let rows = try await store.postings(of: batch.id)
    #expect(rows.map(\.sha256) == [9, 3, 5].map(fixture.hash))
  }

  @Test("a withdrawn job leaves the open batch")
  func withdrawnOpen() async throws {
    let job = try await fixture.booked()
    let batch = try #require(try await store.openBatches().first)
    let withdrawn = try await store.withdraw(job.id, reason: "wrong tenant") { row in
      Issue.record("no reversal of an open posting")
      return NewPosting(
        part: row.part, ordinal: row.ordinal, postingDate: row.postingDate,
        fiscalYearStart: row.fiscalYearStart,
        rowJSON: row.rowJSON)
    }
    #expect(withdrawn.state == .withdrawn)
    #expect(try await store.postings(of: batch.id) == [])
    await #expect(throws: JobStoreError.emptyBatch(batch.id)) { try await store.beginClosing(batch.id) }
    // The same bytes may be dropped again.
    #expect(try await store.enqueue(fixture.job(content: 1)).job.duplicateOf == nil)
  }

  @Test("a withdrawn job whose batch has left is reversed in the open one")
  func withdrawnClosed() async throws {
    let job = try await fixture.booked()
    let batch = try #require(try await store.openBatches().first)
    _ = try await store.beginClosing(batch.id)
    try await store.withdraw(job.id, reason: "wrong") { row in
      NewPosting(
        part: row.part, ordinal: row.ordinal, postingDate: row.postingDate,
        fiscalYearStart: row.fiscalYearStart,
        rowJSON: "reversal")
    }
    let open = try #require(try await store.openBatches().first)
    let rows = try await store.postings(of: open.id)
    #expect(rows.map(\.rowJSON) == ["reversal"])
    #expect(rows.first?.reversalOf == (try await store.postings(of: batch.id).first?.id))
  }

  // faults: 73
  @Test(
    "what has left the house cannot be changed, even by hand",
    arguments: [
      "UPDATE postings SET row = 'x'", "DELETE FROM postings", "DELETE FROM batches",
      "UPDATE events SET kind = 'x'", "DELETE FROM events",
      "INSERT OR REPLACE INTO events (id, at, kind) VALUES (1, '', '')",
    ])
  func frozen(sql: String) async throws {
    try await fixture.booked()
    let batch = try #require(try await store.openBatches().first)
    _ = try await store.beginClosing(batch.id)
    let hand = try DatabaseQueue(path: fixture.path)
    // Without it REPLACE deletes silently; SQLite's default for other programs.
    #expect(throws: DatabaseError.self) {
      try hand.write { db in
        try db.execute(sql: "PRAGMA recursive_triggers = ON")
        try db.execute(sql: sql)
      }
    }
  }
}
