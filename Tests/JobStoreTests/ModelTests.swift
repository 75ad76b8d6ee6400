import JobStore
import Testing

/// Which models there are, and what a challenger would have answered.
@Suite("models")
struct ModelTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }

  init() throws { fixture = try TemporaryStore() }

  private func add(_ name: String, tenant: String = "") async throws -> Int64 {
    try await store.addModel(tenant: tenant, name: name, sha256: fixture.hash(1), weights: Array(name.utf8))
  }

  private func roles() async throws -> [String: ModelRow.Role] {
    Dictionary(try await store.models().map { ($0.name, $0.role) }, uniquingKeysWith: { $1 })
  }

  @Test("one champion and one challenger at a time, the others retire and may come back")
  func succession() async throws {
    let first = try await add("a")
    try await store.promoteModel(first)
    let second = try await add("b")
    #expect(try await roles() == ["a": .champion, "b": .challenger])
    _ = try await add("c")
    #expect(try await roles() == ["a": .champion, "b": .retired, "c": .challenger])
    try await store.promoteModel(second)
    #expect(try await roles() == ["a": .retired, "b": .champion, "c": .challenger])
    try await store.retireModel(second)
    #expect(try await store.modelsInUse().map(\.name) == ["c"])
    #expect(try await store.weights(ofModel: first) == Array("a".utf8))
    await #expect(throws: JobStoreError.noSuchModel(99)) { try await store.promoteModel(99) }
    await #expect(throws: JobStoreError.noSuchModel(99)) { try await store.weights(ofModel: 99) }
  }

  @Test("a tenant's model leaves everybody's alone")
  func tenants() async throws {
    let all = try await add("all")
    let mine = try await add("mine", tenant: "muster")
    try await store.promoteModel(all)
    try await store.promoteModel(mine)
    #expect(try await roles() == ["all": .champion, "mine": .champion])
  }

  @Test("the first answers stay, and are handed out once the document was corrected")
  func shadows() async throws {
    let model = try await add("a")
    let (job, other) = (try await fixture.booked(), try await fixture.booked("nachbar", number: "R-2"))
    func shadow(_ job: String, _ challenger: String?) -> ShadowInvoice {
      ShadowInvoice(job: job, part: 0, lines: [.init(champion: "3400", challenger: challenger)])
    }
    try await store.recordShadows([shadow(job.id, nil), shadow(other.id, "4985")], model: model)
    try await store.recordShadows([shadow(job.id, "4985")], model: model)
    #expect(try await store.shadows(ofModel: model).invoices.isEmpty)
    try await store.appendCorrections([NewCorrection(job: job.id, entry: "{}")], tenant: "muster")
    try await store.appendCorrections([NewCorrection(job: other.id, entry: "{}")], tenant: "nachbar")
    let (invoices, corrections) = try await store.shadows(ofModel: model)
    #expect(invoices == [shadow(job.id, nil), shadow(other.id, "4985")])
    #expect(corrections.map(\.tenant) == ["muster", "nachbar"])
    #expect(try await store.shadows(ofModel: model, tenant: "nachbar").invoices.map(\.job) == [other.id])
  }
}
