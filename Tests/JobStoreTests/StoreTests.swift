import Foundation
import GRDB
import Testing

@testable import JobStore

@Suite("store")
struct StoreTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }

  init() throws { fixture = try TemporaryStore() }

  // faults: 69
  @Test("the connection is as safe as it says")
  func pragmas() async throws {
    let settings = try await store.read { db in
      try ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map {
        try String.fetchOne(
          db, sql: "SELECT CAST(\($0 == "busy_timeout" ? "timeout" : $0) AS TEXT) FROM pragma_\($0)")
      }
    }
    #expect(settings == ["wal", "2", "1", "10000"])
    let loose = try await store.read { db in
      try String.fetchAll(
        db, sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict")
    }
    #expect(Set(loose).subtracting(["sqlite_schema", "sqlite_sequence", "grdb_migrations"]) == [])
  }

  // faults: 75
  @Test("a damaged file is refused, whatever is damaged", arguments: ["garbage", "truncated", "page"])
  func damaged(how: String) async throws {
    for _ in 0..<300 { _ = try await store.enqueue(fixture.job()) }
    let copy = fixture.directory + "/copy.sqlite"
    try await store.backup(to: copy)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
    switch how {
    case "garbage": bytes = Data("this is not a database, but long enough to have a header".utf8)
    case "truncated": bytes.removeLast(bytes.count / 2)
    default: for index in 8192..<(bytes.count - 4096) where index % 3 == 0 { bytes[index] = 0xA5 }
    }
    try bytes.write(to: URL(fileURLWithPath: copy))
    let error = #expect(throws: JobStoreError.self) { try JobStore(path: copy) }
    guard case .corrupt = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.isTransient == false)
  }

  // faults: 75, 76
  @Test("a newer schema and another program's file are refused untouched")
  func foreign() async throws {
    let newer = fixture.directory + "/newer.sqlite"
    try await store.backup(to: newer)
    let hand = try DatabaseQueue(path: newer)
    try await hand.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
    }
    try hand.close()
    #expect(throws: JobStoreError.newerSchema(newer)) { try JobStore(path: newer) }

    let foreign = fixture.directory + "/foreign.sqlite"
    let other = try DatabaseQueue(path: foreign)
    try await other.write { db in try db.execute(sql: "CREATE TABLE songs (title TEXT)") }
    try other.close()
    #expect(throws: JobStoreError.foreignDatabase(foreign)) { try JobStore(path: foreign) }
  }

  // faults: 75
  @Test("a database of an older version is brought up to date with its rows")
  func older() async throws {
    let path = fixture.directory + "/older.sqlite"
    let hand = try DatabaseQueue(path: path)
    try Schema.migrator.migrate(hand, upTo: "1 jobs, invoices, batches, suppliers, events")
    try await hand.write { db in
      try db.execute(
        sql: """
          INSERT INTO tenants (tenant) VALUES ('muster');
          INSERT INTO jobs (id, tenant, sha256, original_name, extension, size, received_at, state)
          VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'muster', '\(String(repeating: "0", count: 64))', x'61', 'pdf', 1,
            '2026-01-01T00:00:00.000Z', 'review')
          """)
    }
    try hand.close()
    let store = try JobStore(path: path)
    #expect(try await store.jobs().map(\.state) == [.review])
    #expect(try await store.corrections(tenant: "muster") == [])
    try await store.retry("01ARZ3NDEKTSV4RRFFQ69G5FAV")
    #expect(try await store.lease(worker: "w") != nil)
    try store.close()
  }

  // faults: 76
  @Test("a migration that fails half-way leaves the old schema and its rows")
  func failedMigration() async throws {
    let job = try await fixture.booked()
    let copy = fixture.directory + "/half.sqlite"
    try await store.backup(to: copy)
    let hand = try DatabaseQueue(path: copy)
    var migrator = Schema.migrator
    migrator.registerMigration("2 of this test") { db in
      try db.execute(sql: "CREATE TABLE fresh (a TEXT) STRICT; DELETE FROM events_of_no_table")
    }
    #expect(throws: DatabaseError.self) { try migrator.migrate(hand) }
    let tables = try await hand.read { db in
      try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE name = 'fresh'")
    }
    #expect(tables == [])
    try hand.close()
    let reopened = try JobStore(path: copy)
    #expect(try await reopened.job(job.id).state == .booked)
    try reopened.close()
  }

  // faults: 78
  @Test("a backup taken while others write holds a consistent state and opens elsewhere")
  func backup() async throws {
    try await fixture.booked()
    let target = fixture.directory + "/backup.sqlite"
    let (store, fixture) = (store, fixture)
    async let writing: Void = {
      for _ in 0..<50 { _ = try await store.enqueue(fixture.job()) }
    }()
    try await store.backup(to: target)
    try await writing
    #expect(!FileManager.default.fileExists(atPath: target + "-wal"))
    let restored = try JobStore(path: target)
    let jobs = try await restored.jobs()
    #expect(jobs.contains { $0.state == .booked })
    #expect(try await restored.events().count(where: { $0.kind == "enqueued" }) == jobs.count)
    #expect(try await restored.recover().exporting == [])
    try restored.close()
  }

  // faults: 77
  @Test("daemon and commands write at once without losing or blocking")
  func concurrent() async throws {
    let command = try JobStore(path: fixture.path, isChecked: false)
    let other = try JobStore(path: fixture.path, isChecked: false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for store in [store, command, other] {
        for _ in 0..<30 {
          group.addTask { [fixture] in
            _ = try await store.enqueue(fixture.job())
            _ = try await store.counts()
            if let job = try await store.lease(worker: "w") { try await store.release(job) }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await store.counts() == ["muster": [.queued: 90]])
    try command.close()
    try other.close()
  }

  @Test("jobs are found by id, beginning, end, name and filter")
  func lookup() async throws {
    let first = try await store.enqueue(fixture.job("a", content: 1, name: "sub/Rechnung 1.pdf")).job
    fixture.advance(by: .seconds(3600))
    let second = try await store.enqueue(fixture.job("b", content: 2, name: "Rechnung 1.pdf")).job
    #expect(try await store.job(first.id) == first)
    #expect(try await store.job(String(second.id.suffix(8)).lowercased()) == second)
    await #expect(throws: JobStoreError.ambiguous("01K", matches: [first.id, second.id])) {
      try await store.job("01K")
    }
    for text in ["", "ZZZ", "%", "01K%"] {
      await #expect(throws: JobStoreError.noSuchJob(text)) { try await store.job(text) }
    }
    #expect(try await store.jobs(named: Array("Rechnung 1.pdf".utf8)) == [second, first])
    #expect(try await store.jobs(named: Array("Rechnung 1.pdf".utf8), tenant: "a") == [first])
    #expect(try await store.jobs(named: Array("echnung 1.pdf".utf8)) == [])
    #expect(try await store.jobs(JobFilter(tenant: "b")) == [second])
    #expect(try await store.jobs(JobFilter(states: [.running])) == [])
    #expect(try await store.jobs(JobFilter(sha256: first.sha256)) == [first])
    #expect(try await store.jobs(JobFilter(receivedFrom: second.receivedAt)) == [second])
    #expect(try await store.jobs(JobFilter(receivedBefore: second.receivedAt)) == [first])
    #expect(try await store.jobs(JobFilter(limit: 1, offset: 1)) == [first])
    #expect(try await store.oldestQueued() == ["a": first.receivedAt, "b": second.receivedAt])
    try await store.probe()
  }

  // faults: 21
  @Test("a name of any bytes comes back as it was")
  func nameBytes() async throws {
    var new = fixture.job()
    new.originalName = [0xFF, 0x0A, 0x2F, 0xC3]
    let job = try await store.enqueue(new).job
    #expect(job.originalName == new.originalName)
    #expect(!job.displayName.contains("\n"))
    #expect(try await store.jobs(named: [0xC3]) == [job])
  }

  @Test("the trail takes the caller's own lines")
  func record() async throws {
    try await store.record("correction", tenant: "muster", detail: ["account": "3400"])
    let event = try #require(try await store.events(tenant: "muster").first)
    #expect(event.kind == "correction")
    #expect(event.detail == #"{"account":"3400"}"#)
  }

  @Test(
    "timestamps are text that sorts as time",
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_795_406_984_123, "2026-11-23T04:09:44.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (.max, "9999-12-31T23:59:59.999Z"),
      (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    ])
  func timestamps(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
  }

  @Test(
    "what is no timestamp is refused",
    arguments: [
      "", "2026-11-23", "2026-02-30T00:00:00.000Z", "2026-11-23T24:00:00.000Z", "2026-11-23 04:09:44.123Z",
    ])
  func badTimestamps(text: String) { #expect(Timestamp(text) == nil) }

  @Test("adding never overflows")
  func adding() {
    let now = Timestamp(milliseconds: 1_795_406_984_123)
    #expect(now.adding(.milliseconds(-123)).description == "2026-11-23T04:09:44.000Z")
    #expect(now.adding(.seconds(Int64.max)).description.hasPrefix("9999"))
  }
}
