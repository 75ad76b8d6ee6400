import JobStore
import Testing

@Suite("what the lists are made from")
struct OverviewTests {
  @Test("a document that is read leaves the list of its arrival for that of its invoice")
  func months() async throws {
    let fixture = try TemporaryStore()
    let store = fixture.store
    let arrival = String(fixture.now.description.prefix(7))
    _ = try await store.enqueue(fixture.job())
    let before = try await store.lastEvent(tenant: "muster")
    #expect(try await store.monthsChanged(tenant: "muster", after: 0).months == [arrival])
    #expect(try await store.summaries(tenant: "muster", month: arrival).count == 1)

    let leased = try #require(try await store.lease(worker: "w"))
    let invoice = NewInvoice(
      part: 0, status: "review", invoiceNumber: "R-1", sellerKey: nil, issueDate: "2024-02-29",
      resultJSON: "{}")
    try await store.finish(try await store.stage(leased, Staging(outcome: .review, invoices: [invoice])))
    let after = try await store.monthsChanged(tenant: "muster", after: before)
    #expect(Set(after.months) == [arrival, "2024-02"])
    #expect(!after.hasAnswers)
    #expect(try await store.summaries(tenant: "muster", month: arrival).isEmpty)
    #expect(try await store.monthsChanged(tenant: "other", after: 0).months == [])
  }
}
