import Accounting
import Foundation
import Invoice
import JobStore
import Learning
import Testing

@Suite("The memories of all tenants")
struct MemoriesTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "belegd-memories-\(UUID().uuidString)")
  let store: JobStore

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try JobStore(path: folder.appending(path: "belegd.sqlite").path)
  }

  // faults: 62
  @Test("A correction by another process holds at once, for its tenant alone")
  func otherProcess() async throws {
    let memories = Memories(store: store)
    #expect(try await account(memories, "muster") == nil)
    let beside = try JobStore(path: store.path, isChecked: false)
    try await beside.appendCorrections([try entry("4985")], tenant: "muster")
    #expect(try await account(memories, "muster") == "4985")
    #expect(try await account(memories, "nachbar") == nil)
    for _ in 0..<20 { try await beside.appendCorrections([try entry("4650")], tenant: "nachbar") }
    #expect(try await account(memories, "muster") == "4985")
    try beside.close()
  }

  // faults: 66
  @Test("What is taken back was never said, and the log replayed gives the same bytes")
  func undo() async throws {
    let memories = Memories(store: store)
    try await store.appendCorrections([try entry("4985")], tenant: "muster")
    let before = try await memories.model(of: "muster").bytes
    let second = try await store.appendCorrections([try entry("4980")], tenant: "muster")
    #expect(try await account(memories, "muster") == "4980")
    try await store.undoCorrection(try #require(second.first), tenant: "muster", entry: "{}")
    #expect(try await account(memories, "muster") == "4985")
    let grown = try await memories.model(of: "muster")
    #expect(grown.bytes == before)
    let log = try await store.corrections(tenant: "muster")
    #expect(TenantModel(replaying: log).bytes == grown.bytes)
    #expect(TenantModel(replaying: log) == TenantModel(replaying: log))
  }

  @Test("A row that nobody can read teaches nothing and stops nothing")
  func unreadable() async throws {
    try await store.appendCorrections(
      [NewCorrection(entry: "no JSON"), try entry("4985"), NewCorrection(entry: "{}")], tenant: "muster")
    #expect(try await account(Memories(store: store), "muster") == "4985")
  }

  private func entry(_ account: String) throws -> NewCorrection {
    let line = Correction.Line(account: try #require(AccountNumber(account)), text: "Bohrer 8 mm")
    return NewCorrection(
      entry: Correction(role: .bookkeeper, person: "Test", supplier: "vat:DE1", lines: [line]).json)
  }

  private func account(_ memories: Memories, _ tenant: String) async throws -> String? {
    var invoice = Invoice()
    var line = InvoiceLine(position: 1)
    line.description = "Bohrer 8 mm"
    invoice.lines = [line]
    return try await memories.memory(for: invoice, tenant: tenant, suppliers: ["vat:DE1"], creditor: nil)?
      .lines[0]?.account.digits
  }
}
