import JobStore
import Testing

/// The adviser's numbers against ours.
@Suite("creditors of the adviser")
struct CreditorTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }
  let range = 70_000...70_009

  init() throws { fixture = try TemporaryStore() }

  private let kabel = SupplierIdentity(name: "Kabel GmbH", vatId: "DE111111111", postcode: "44137")
  private let licht = SupplierIdentity(name: "Licht AG", vatId: "DE222222222")

  private func take(
    _ list: [(String, SupplierIdentity)], file: Int = 1
  ) async throws -> [CreditorImport]? {
    try await store.importCreditors(
      tenant: "muster",
      list.map { AdviserCreditor(account: $0.0, identity: $0.1, content: "\($0.0);\($0.1.name)") },
      range: range, sha256: fixture.hash(file))
  }

  private func account(of identity: SupplierIdentity) async throws -> String? {
    try await store.supplier(tenant: "muster", matching: identity)?.creditorAccount
  }

  /// A booked document of a supplier; `isOut` closes its batch.
  private func booked(_ creditor: String, isOut: Bool) async throws -> Batch {
    try await fixture.booked(number: "R-\(creditor)-\(isOut)", creditor: creditor)
    let batch = try #require(try await store.openBatches().first)
    return isOut ? try await store.beginClosing(batch.id) : batch
  }

  @Test("known suppliers keep the adviser's number, new ones avoid his numbers, the same file counts once")
  func numbers() async throws {
    #expect(try await take([("70815", kabel), ("70001", licht)]) == [.added, .added])
    #expect(try await take([("70815", kabel)]) == nil, "the same file")
    let invoiced = SupplierIdentity(name: "Kabel Gesellschaft", vatId: "DE111111111")
    #expect(
      try await store.assignCreditor(tenant: "muster", range: range, invoiced).creditorAccount == "70815")
    #expect(try await take([("70815", kabel)], file: 2) == [.known])
    for expected in ["70000", "70002"] {
      let new = SupplierIdentity(name: "Neu \(expected)")
      #expect(try await store.assignCreditor(tenant: "muster", range: range, new).creditorAccount == expected)
    }
  }

  @Test("what has not left moves to the adviser's number with its postings")
  func renumbered() async throws {
    let ours = try await store.assignCreditor(tenant: "muster", range: range, kabel).creditorAccount
    let batch = try await booked(ours, isOut: false)
    #expect(try await take([("70815", kabel)]) == [.renumbered(from: ours)])
    #expect(try await account(of: kabel) == "70815")
    let row = try #require(try await store.postings(of: batch.id).first)
    #expect(row.rowJSON == #"{"posting":{"contraAccount":"70815"}}"#)
  }

  @Test("what has left under another number is a conflict, and nothing is changed")
  func conflict() async throws {
    let ours = try await store.assignCreditor(tenant: "muster", range: range, kabel).creditorAccount
    let batch = try await booked(ours, isOut: true)
    #expect(try await take([("70815", kabel)]) == [.otherNumber(ours)])
    #expect(try await account(of: kabel) == ours)
    #expect(try await store.postings(of: batch.id).first?.rowJSON.contains(ours) == true)
  }

  @Test("a number that is the adviser's for somebody else is given back, unless something has left under it")
  func displaced() async throws {
    let ours = try await store.assignCreditor(tenant: "muster", range: range, kabel).creditorAccount
    #expect(
      try await take([(ours, licht), ("70001", SupplierIdentity(name: "Dritter"))])
        == [.displaced(name: "Kabel GmbH", to: "70002"), .added], "70001 is the adviser's as well")
    #expect(try await account(of: kabel) == "70002")
    #expect(try await account(of: licht) == ours)
    _ = try await booked("70002", isOut: true)
    #expect(
      try await take([("70002", SupplierIdentity(name: "Vierter"))], file: 2)
        == [.numberTaken(by: "Kabel GmbH")])
  }

  @Test("the same supplier twice in the adviser's list is a conflict")
  func twice() async throws {
    #expect(try await take([("70815", kabel), ("70816", kabel)]) == [.added, .twice("70815")])
    #expect(try await account(of: kabel) == "70815")
  }

  @Test("merged suppliers are one: the adviser's number stays, open postings move, both are known again")
  func merge() async throws {
    _ = try await take([("70815", kabel)])
    let other = SupplierIdentity(name: "Kabel G.m.b.H.", iban: "DE02120300000000202051", postcode: "10115")
    let ours = try await store.assignCreditor(tenant: "muster", range: range, other).creditorAccount
    _ = try await booked(ours, isOut: true)
    let open = try await booked(ours, isOut: false)
    // The order of the arguments does not matter where only one is the adviser's.
    let merge = try await store.mergeSuppliers(tenant: "muster", "70815", into: ours)
    #expect((merge.kept.creditorAccount, merge.dropped, merge.delivered) == ("70815", ours, 1))
    #expect(merge.kept.ibans == ["DE02120300000000202051"])
    #expect(try await account(of: other) == "70815")
    #expect(try await account(of: kabel) == "70815")
    #expect(try await store.postings(of: open.id).first?.rowJSON.contains("70815") == true)
    #expect(try await store.suppliers(tenant: "muster").map(\.creditorAccount) == ["70815"])
    let next = try await store.assignCreditor(tenant: "muster", range: range, SupplierIdentity(name: "Neu"))
    #expect(next.creditorAccount != ours, "a number is never given twice")
    await #expect(throws: JobStoreError.noSuchSupplier(ours)) {
      try await store.mergeSuppliers(tenant: "muster", ours, into: "70815")
    }
  }

  // faults: 65
  @Test("longer accounts: the wrong lengths are found, zeros are appended, and twice is once")
  func lengthen() async throws {
    let ours = try await store.assignCreditor(tenant: "muster", range: range, kabel).creditorAccount
    let batch = try await booked(ours, isOut: false)
    #expect(try await store.creditors(ofTenant: "muster", notOfLength: 5) == [])
    #expect(try await store.creditors(ofTenant: "muster", notOfLength: 6) == [ours])
    #expect(try await store.lengthenCreditors(tenant: "muster", to: 6) == 1)
    #expect(try await store.creditors(ofTenant: "muster", notOfLength: 6) == [])
    #expect(try await store.postings(of: batch.id).first?.rowJSON.contains("\(ours)0") == true)
    #expect(try await store.lengthenCreditors(tenant: "muster", to: 6) == 0)
  }

  @Test("a document travels with the first batch that has it, and reversals bring none")
  func owed() async throws {
    let job = try await fixture.booked(creditor: "70001")
    let first = try #require(try await store.openBatches().first)
    _ = try await store.beginClosing(first.id)
    #expect(try await store.documentsOwed(by: first.id).map(\.id) == [job.id])
    try await store.withdraw(job.id, reason: "wrong") { row in
      NewPosting(
        part: row.part, ordinal: row.ordinal, postingDate: row.postingDate,
        fiscalYearStart: row.fiscalYearStart, rowJSON: row.rowJSON)
    }
    let second = try #require(try await store.openBatches().first)
    _ = try await store.beginClosing(second.id)
    #expect(try await store.documentsOwed(by: second.id) == [])
  }
}
