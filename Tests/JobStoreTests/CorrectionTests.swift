import GRDB
import JobStore
import Testing

@Suite("corrections")
struct CorrectionTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }

  init() throws { fixture = try TemporaryStore() }

  @Test("the log is per tenant, in order, and can be read from any place on")
  func order() async throws {
    let job = try await fixture.booked()
    let first = try await store.appendCorrections(
      [NewCorrection(job: job.id, entry: "a"), NewCorrection(entry: "b")], tenant: "muster")
    _ = try await store.appendCorrections([NewCorrection(entry: "x")], tenant: "other")
    let log = try await store.corrections(tenant: "muster")
    #expect(log.map(\.entry) == ["a", "b"])
    #expect(log.map(\.job) == [job.id, nil])
    #expect(try await store.corrections(tenant: "muster", after: first[0]).map(\.entry) == ["b"])
    #expect(try await store.events(job: job.id).contains { $0.kind == "corrected" })
  }

  @Test("what one file says is said once")
  func source() async throws {
    let hash = fixture.hash(7)
    let rows = [NewCorrection(entry: "a")]
    #expect(try await store.appendCorrections(rows, tenant: "muster", source: hash).count == 1)
    #expect(try await store.appendCorrections(rows, tenant: "muster", source: hash).isEmpty)
    #expect(try await store.appendCorrections(rows, tenant: "other", source: hash).count == 1)
  }

  @Test("a correction is taken back once, by its own tenant, and stays in the log")
  func undo() async throws {
    let ids = try await store.appendCorrections([NewCorrection(entry: "a")], tenant: "muster")
    let id = try #require(ids.first)
    await #expect(throws: JobStoreError.noSuchCorrection(id)) {
      try await store.undoCorrection(id, tenant: "other", entry: "u")
    }
    let undoing = try await store.undoCorrection(id, tenant: "muster", entry: "u")
    for again in [id, undoing] {
      await #expect(throws: JobStoreError.noSuchCorrection(again)) {
        try await store.undoCorrection(again, tenant: "muster", entry: "u")
      }
    }
    let log = try await store.corrections(tenant: "muster")
    #expect(log.map(\.entry) == ["a", "u"])
    #expect(log.map(\.undoneBy) == [undoing, nil])
    #expect(log.map(\.undoes) == [nil, id])
  }

  @Test(
    "nothing in the log changes or goes",
    arguments: ["UPDATE corrections SET entry = 'b'", "DELETE FROM corrections"])
  func appendOnly(sql: String) async throws {
    try await store.appendCorrections([NewCorrection(entry: "a")], tenant: "muster")
    let queue = try DatabaseQueue(path: fixture.path)
    await #expect(throws: DatabaseError.self) { try await queue.write { try $0.execute(sql: sql) } }
    #expect(try await store.corrections(tenant: "muster").map(\.entry) == ["a"])
  }
}
