import Foundation
import JobStore
import Testing

@Suite("recovery of jobs")
struct RecoveryTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }

  init() throws { fixture = try TemporaryStore() }

  /// Takes the next job into work, as a worker does before the service dies.
  private func lease() async throws -> Job { try #require(try await store.lease(worker: "w")) }

  // faults: 83
  @Test("after two crashes of the service a document is not read again, and a person may ask for it anew")
  func poisonous() async throws {
    let id = try await store.enqueue(fixture.job()).job.id
    _ = try await lease()
    #expect(try await store.recover(after: .crashed).poisonous == [])
    #expect(try await store.job(id).objection == nil)
    _ = try await lease()
    #expect(try await store.recover(after: .crashed).poisonous == [id])
    let poisonous = try await store.job(id)
    #expect(poisonous.objection == JobStore.poisonous && poisonous.state == .queued)
    #expect(poisonous.interruptions == 2 && poisonous.deaths == 0)

    let leased = try await lease()
    try await store.finish(try await store.stage(leased, Staging(outcome: .rejected)))
    let retried = try await store.retry(id)
    #expect(retried.objection == nil)
    _ = try await lease()
    #expect(try await store.recover(after: .crashed).poisonous == [], "the count begins anew")
  }

  // faults: 83
  @Test("those that were in work together come back one after the other")
  func suspects() async throws {
    for _ in 0..<3 {
      _ = try await store.enqueue(fixture.job())
      _ = try await lease()
    }
    #expect(try await store.recover(after: .crashed).requeued.count == 3)
    #expect(try await store.lease(worker: "w") != nil)
    #expect(try await store.lease(worker: "w") == nil, "the next has to wait")
    fixture.advance(by: .seconds(11))
    #expect(try await store.lease(worker: "w") != nil)
    #expect(try await store.lease(worker: "w") == nil)
    fixture.advance(by: .seconds(11))
    #expect(try await store.lease(worker: "w") != nil)
  }

  // faults: 67, 83
  @Test("what kills from outside have hit three times stands behind the others")
  func killedGoesLast() async throws {
    let hit = try await store.enqueue(fixture.job()).job.id
    for _ in 0..<3 {
      #expect(try await lease().id == hit)
      _ = try await store.recover(after: .killed)
      let later = try await store.enqueue(fixture.job()).job.id
      #expect(later > hit)
    }
    fixture.advance(by: .seconds(6))
    var order: [String] = []
    for _ in 0..<4 { order.append(try await lease().id) }
    #expect(order.last == hit && Set(order).count == 4)
  }

  // faults: 67, 83
  @Test("kills from outside make a document wait longer each time, and suspicious only when they never end")
  func kills() async throws {
    let id = try await store.enqueue(fixture.job()).job.id
    let waits = [0, 0, 5, 10, 20, 40, 80, 0]
    for (number, wait) in waits.enumerated() {
      _ = try await lease()
      #expect(try await store.recover(after: .killed).poisonous == (number < 7 ? [] : [id]), "\(number)")
      #expect(try await store.job(id).state == (wait == 0 ? .queued : .deferred), "\(number)")
      guard wait > 0 else { continue }
      #expect(try await store.lease(worker: "w") == nil, "others have their turn")
      fixture.advance(by: .seconds(wait))
    }
  }

  // faults: 70, 77
  @Test("a lease that has run out comes back without blame while the service works")
  func expired() async throws {
    let id = try await store.enqueue(fixture.job()).job.id
    let job = try #require(try await store.lease(worker: "w", for: .seconds(60)))
    #expect(try await store.recover(onlyExpired: true).requeued == [])
    fixture.advance(by: .seconds(61))
    #expect(try await store.recover(onlyExpired: true).requeued == [id])
    #expect(try await store.job(id).interruptions == 0)
    let next = try await lease()
    await #expect(throws: JobStoreError.leaseLost(job: id, attempt: job.attempt)) {
      try await store.release(job)
    }
    try await store.release(next)
  }

  // faults: 40
  @Test("kills of readers are counted until a person asks again")
  func readerKills() async throws {
    let id = try await store.enqueue(fixture.job()).job.id
    let job = try await lease()
    #expect(try await store.recordKill(job) == 1)
    #expect(try await store.recordKill(job) == 2)
    try await store.finish(try await store.stage(job, Staging(outcome: .rejected)))
    try await store.retry(id)
    #expect(try await store.recordKill(try await lease()) == 1)
    #expect(try await store.job(id).deaths == 0)
  }

  // faults: 4
  @Test("grown bytes take the row's place as long as nobody has read it")
  func grown() async throws {
    let old = fixture.job()
    _ = try await store.enqueue(old)
    var grown = old
    grown.sha256 = fixture.hash(77)
    grown.size = 20
    #expect(try await store.enqueue(grown).job.sha256 == old.sha256, "the id is known already")
    #expect(try await store.replaceDocument(of: old.id, by: grown))
    let job = try await store.job(old.id)
    #expect(job.sha256 == grown.sha256 && job.size == 20)
    #expect(try await store.events(job: old.id).last?.before == old.sha256)
    let leased = try await lease()
    #expect(try await !store.replaceDocument(of: old.id, by: old))
    try await store.release(leased)
    #expect(try await !store.replaceDocument(of: old.id, by: old), "it was read once")
  }

  // faults: 67
  @Test("one file in the inbox asks once for a job to be tried again")
  func askedOnce() async throws {
    let job = try await store.finish(try await fixture.staged(outcome: .review))
    #expect(try await !store.wasRetried(job.id, for: "claim"))
    try await store.retry(job.id, claim: "claim")
    #expect(try await store.wasRetried(job.id, for: "claim"))
    #expect(try await !store.wasRetried(job.id, for: "other"))
  }
}
