import JobStore
import Testing

@Suite("queue")
struct QueueTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }

  init() throws { fixture = try TemporaryStore() }

  func leased() async throws -> Job { try #require(try await store.lease(worker: "w")) }

  @Test("a job goes from drop to booked, and the trail says each step")
  func way() async throws {
    let job = try await fixture.booked()
    #expect(job.state == .booked)
    #expect(job.attempt == 1)
    #expect(job.pages == 2)
    #expect(job.readFrom == "text")
    #expect(job.finishedAt != nil)
    #expect(job.outputs == [StagedOutput(staged: "/s/a", target: "/o/a", sha256: "x")])
    let events = try await store.events(job: job.id)
    #expect(events.map(\.kind) == ["enqueued", "leased", "staged", "finished"])
    #expect(events.map(\.before) == [nil, "queued", "running", "exporting"])
    #expect(events.map(\.after) == ["queued", "running", "exporting", "booked"])
  }

  // faults: 67, 68
  @Test("one claim enqueued twice is one row, whatever became of it")
  func idempotent() async throws {
    let new = fixture.job()
    let first = try await store.enqueue(new)
    #expect(try await store.enqueue(new) == first)
    _ = try await leased()
    guard case .queued(let again) = try await store.enqueue(new) else {
      Issue.record("a claim became its own duplicate")
      return
    }
    #expect(again.state == .running)
    #expect(try await store.jobs().count == 1)
  }

  // faults: 9
  @Test(
    "the same bytes are a duplicate while the first is in work, booked or in review",
    arguments: [
      (JobState.booked, true), (.review, true), (.rejected, false), (.other, false),
    ])
  func duplicates(outcome: JobState, isDuplicate: Bool) async throws {
    let first = try await store.finish(try await fixture.staged(outcome: outcome, content: 7))
    let second = try await store.enqueue(fixture.job(content: 7))
    let elsewhere = try await store.enqueue(fixture.job("other", content: 7))
    #expect(second.job.duplicateOf == (isDuplicate ? first.id : nil))
    #expect(elsewhere.job.duplicateOf == nil)
    #expect(second.job.state == .queued)
  }

  // faults: 9
  @Test("two at once: the second names the first, the third too, and each is given back")
  func duplicatesInWork() async throws {
    let first = try await store.enqueue(fixture.job(content: 7)).job
    let second = try await store.enqueue(fixture.job(content: 7))
    let third = try await store.enqueue(fixture.job(content: 7))
    #expect([second, third].map(\.job.duplicateOf) == [first.id, first.id])
    guard case .duplicate(_, let original) = second else {
      Issue.record("\(second)")
      return
    }
    #expect(original.id == first.id)
    let running = try await leased()
    try await store.stage(running, Staging(outcome: .rejected))
    let duplicate = try await leased()
    #expect(duplicate.duplicateOf == first.id)
    let finished = try await store.finish(try await store.stage(duplicate, Staging(outcome: .duplicate)))
    #expect(finished.state == .duplicate)
  }

  // faults: 12
  @Test("a tenant with a thousand files does not delay another's single one")
  func fairness() async throws {
    for _ in 0..<200 { _ = try await store.enqueue(fixture.job("large")) }
    _ = try await leased()
    _ = try await leased()
    _ = try await store.enqueue(fixture.job("small"))
    #expect(try await leased().tenant == "small")
    _ = try await store.enqueue(fixture.job("small"))
    _ = try await store.enqueue(fixture.job("third"))
    let order = [try await leased().tenant, try await leased().tenant, try await leased().tenant]
    #expect(order == ["third", "large", "small"])
    let rest = try await leased()
    let next = try await leased()
    #expect(rest.id < next.id)
  }

  @Test("paused tenants are passed over")
  func paused() async throws {
    _ = try await store.enqueue(fixture.job("a'; DROP TABLE jobs"))
    _ = try await store.enqueue(fixture.job("b"))
    #expect(try await store.lease(worker: "w", excluding: ["a'; DROP TABLE jobs"])?.tenant == "b")
    #expect(try await store.lease(worker: "w", excluding: ["a'; DROP TABLE jobs"]) == nil)
    #expect(try await leased().tenant == "a'; DROP TABLE jobs")
  }

  @Test("of many workers each gets its own job")
  func concurrentLeases() async throws {
    for _ in 0..<40 { _ = try await store.enqueue(fixture.job()) }
    let ids = try await withThrowingTaskGroup(of: String?.self) { group in
      for worker in 0..<50 { group.addTask { try await store.lease(worker: "w\(worker)")?.id } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(ids.compactMap { $0 }.count == 40)
    #expect(Set(ids.compactMap { $0 }).count == 40)
  }

  // faults: 18, 70
  @Test("a deferred job comes back by itself when its time has come")
  func deferral() async throws {
    _ = try await store.enqueue(fixture.job())
    let job = try await leased()
    let until = fixture.now.adding(.seconds(30))
    try await store.deferJob(job, until: until, reason: "no space left")
    #expect(try await store.lease(worker: "w") == nil)
    #expect(try await store.nextDue() == until)
    #expect(try await store.job(job.id).deferReason == "no space left")
    fixture.advance(by: .seconds(30))
    let again = try await leased()
    #expect(again.attempt == 2)
    #expect(again.notBefore == nil)
    #expect(again.deaths == 0)
    #expect(try await store.events(job: job.id).last?.before == "deferred")
  }

  // faults: 28
  @Test("a clock that is set back a day does not keep a deferred job waiting")
  func clockBack() async throws {
    _ = try await store.enqueue(fixture.job())
    let until = fixture.now.adding(.seconds(30))
    try await store.deferJob(try await leased(), until: until, reason: "busy")
    fixture.advance(by: .seconds(-86_400))
    #expect(try await store.lease(worker: "w") != nil)
  }

  @Test("a worker that lost its lease cannot act for its successor")
  func lostLease() async throws {
    _ = try await store.enqueue(fixture.job())
    let old = try await leased()
    try await store.recover()
    let new = try await leased()
    let lost = JobStoreError.leaseLost(job: old.id, attempt: 1)
    await #expect(throws: lost) { try await store.stage(old, Staging(outcome: .booked)) }
    await #expect(throws: lost) { try await store.extend(old, by: .seconds(1)) }
    await #expect(throws: lost) { try await store.release(old) }
    await #expect(throws: lost) { try await store.recordDeath(old, cause: "signal 11") }
    await #expect(throws: lost) { try await store.finish(old) }
    await #expect(throws: lost) {
      try await store.deferJob(old, until: .now, reason: "")
    }
    try await store.extend(new, by: .seconds(60))
    try await store.stage(new, Staging(outcome: .booked))
  }

  // faults: 81
  @Test("a drain puts work back, also from a cancelled task")
  func release() async throws {
    _ = try await store.enqueue(fixture.job())
    let job = try await leased()
    let store = store
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      try await store.release(job)
    }
    task.cancel()
    try await task.value
    #expect(try await store.job(job.id).state == .queued)
  }

  // faults: 67, 68
  @Test("a start queues what was running and names what must be published again")
  func recovery() async throws {
    let exporting = try await fixture.staged()
    _ = try await store.enqueue(fixture.job())
    let running = try await leased()
    let recovery = try await store.recover()
    #expect(recovery.requeued == [running.id])
    #expect(recovery.exporting == [exporting])
    #expect(try await store.job(running.id).interruptions == 1)
    #expect(try await store.job(running.id).deaths == 0)
    let finished = try await store.finish(exporting)
    #expect(try await store.finish(exporting) == finished)
    let nothing = try await store.recover()
    #expect(nothing.requeued == [] && nothing.exporting == [])
  }

  @Test("leases that are over are found without a restart")
  func expired() async throws {
    for _ in 0..<2 { _ = try await store.enqueue(fixture.job()) }
    let job = try #require(try await store.lease(worker: "w", for: .seconds(60)))
    _ = try await store.lease(worker: "w", for: .seconds(600))
    #expect(try await store.recover(onlyExpired: true).requeued == [])
    fixture.advance(by: .seconds(61))
    #expect(try await store.recover(onlyExpired: true).requeued == [job.id])
  }

  // faults: 83
  @Test("reader deaths are counted over attempts until a person asks for another try")
  func deaths() async throws {
    _ = try await store.enqueue(fixture.job())
    let first = try await leased()
    #expect(try await store.recordDeath(first, cause: "signal 11") == 1)
    try await store.release(first)
    let second = try await leased()
    #expect(second.deaths == 1)
    #expect(try await store.recordDeath(second, cause: "signal 9") == 2)
    let rejected = try await store.finish(try await store.stage(second, Staging(outcome: .rejected)))
    #expect(rejected.deaths == 2)
    #expect(try await store.retry(rejected.id).deaths == 0)
  }

  // faults: 72
  @Test("publishing that fails is put off without reading the document again")
  func postponedPublishing() async throws {
    let job = try await fixture.staged()
    let until = fixture.now.adding(.seconds(5))
    try await store.deferJob(job, until: until, reason: "outbox gone")
    #expect(try await store.exporting() == [])
    #expect(try await store.exporting(dueOnly: false).map(\.id) == [job.id])
    #expect(try await store.lease(worker: "w") == nil)
    fixture.advance(by: .seconds(5))
    let due = try #require(try await store.exporting().first)
    #expect(due.outputs == job.outputs)
    #expect(try await store.finish(due).state == .booked)
  }

  @Test("an answer puts a review back into the queue, and staging replaces what was there")
  func review() async throws {
    let job = try await store.finish(try await fixture.staged(outcome: .review))
    #expect(job.state == .review)
    let resolved = try await store.resolve(job.id, answer: #"{"account":"3400"}"#)
    #expect(resolved.state == .queued)
    #expect(resolved.answer == #"{"account":"3400"}"#)
    let again = try await leased()
    #expect(again.answer == resolved.answer)
    try await store.stage(
      again, Staging(outcome: .booked, invoices: [NewInvoice(part: 0, status: "booked", resultJSON: "{}")]))
    #expect(try await store.invoices(of: job.id).map(\.status) == ["booked"])
    await #expect(throws: JobStoreError.wrongState(job: job.id, .exporting, wanted: [.review])) {
      try await store.resolve(job.id, answer: "{}")
    }
  }

  // faults: 10, 11
  @Test("the same invoice in other bytes is found, and refused in the staging transaction")
  func businessDuplicates() async throws {
    let first = try await fixture.staged(number: "RE-2026/0047")
    let found = try await store.businessDuplicates(
      tenant: "muster", sellerKey: "vat:DE1", number: "re 2026 47", excluding: "")
    #expect(found.map(\.job) == [first.id])
    #expect(found.first?.jobState == .exporting)
    #expect(
      try await store.businessDuplicates(
        tenant: "muster", sellerKey: "vat:DE1", number: "RE-2026/0047", excluding: first.id) == [])
    #expect(
      try await store.businessDuplicates(
        tenant: "other", sellerKey: "vat:DE1", number: "RE-2026/0047", excluding: "") == [])
    _ = try await store.enqueue(fixture.job())
    let second = try await leased()
    let staging = Staging(
      outcome: .booked,
      invoices: [
        NewInvoice(
          part: 0, status: "booked", invoiceNumber: "RE2026-47", sellerKey: "vat:DE1", resultJSON: "{}")
      ], refusesBusinessDuplicates: true)
    await #expect(throws: JobStoreError.businessDuplicate(of: found)) {
      try await store.stage(second, staging)
    }
    #expect(try await store.job(second.id).state == .running)
    #expect(try await store.invoices(of: second.id) == [])
  }

  @Test(
    "invoice numbers that people call the same are the same",
    arguments: [
      ("RE-2026/0047", "RE2026-47", "separators and zeros"),
      (" re 2026 0047 ", "RE2026-47", "case and blanks"),
      ("00123", "123", "leading zeros"), ("000", "0", "only zeros"), ("1-23", "1-23", "blocks stay apart"),
      ("12-3", "12-3", "another number"), ("A0B01", "A0B1", "zeros within"),
    ])
  func normalised(text: String, expected: String, why: String) {
    #expect(InvoiceNumber.normalised(text) == expected, "\(why)")
    #expect(InvoiceNumber.normalised("--") == nil)
  }

  // faults: 67
  @Test("a transaction that fails before its commit leaves no trace")
  func hook() async throws {
    let fixture = try TemporaryStore(hook: { (point) throws(JobStoreError) in
      if point == "stage" { throw .full }
    })
    _ = try await fixture.store.enqueue(fixture.job())
    let job = try #require(try await fixture.store.lease(worker: "w"))
    let error = await #expect(throws: JobStoreError.full) {
      try await fixture.store.stage(job, Staging(outcome: .booked))
    }
    #expect(error?.isTransient == true)
    #expect(try await fixture.store.job(job.id).state == .running)
  }
}
