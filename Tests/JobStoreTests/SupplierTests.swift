import JobStore
import Testing

@Suite("suppliers")
struct SupplierTests {
  let fixture: TemporaryStore
  var store: JobStore { fixture.store }
  let range = 70_000...70_003

  init() throws { fixture = try TemporaryStore() }

  func assign(_ identity: SupplierIdentity, tenant: String = "muster") async throws -> String {
    try await store.assignCreditor(tenant: tenant, range: range, identity).creditorAccount
  }

  @Test("accounts are stable and the lowest free of the range")
  func accounts() async throws {
    _ = try await store.importCreditors(
      tenant: "muster",
      [AdviserCreditor(account: "70001", identity: SupplierIdentity(name: "Alt", vatId: "DE9"), content: "")],
      range: range, sha256: fixture.hash(1))
    let first = SupplierIdentity(name: "Eins GmbH", vatId: "DE 111 111 111")
    #expect(try await assign(first) == "70000")
    #expect(try await assign(SupplierIdentity(name: "Zwei", postcode: "44137")) == "70002")
    #expect(try await assign(SupplierIdentity(name: "Drei", taxNumber: "123/456")) == "70003")
    #expect(try await assign(SupplierIdentity(name: "anders geschrieben", vatId: "DE111111111")) == "70000")
    #expect(try await assign(first, tenant: "other") == "70000")
    await #expect(throws: JobStoreError.rangeExhausted(tenant: "muster", range)) {
      try await store.assignCreditor(tenant: "muster", range: range, SupplierIdentity(name: "Vier"))
    }
    #expect(
      try await store.suppliers(tenant: "muster").map(\.creditorAccount) == [
        "70000", "70001", "70002", "70003",
      ])
  }

  @Test(
    "who is known again",
    arguments: [
      (SupplierIdentity(name: "x", vatId: "de123456789"), true, "VAT id"),
      (SupplierIdentity(name: "x", taxNumber: "33 123 45678"), true, "tax number"),
      (SupplierIdentity(name: "MUELLER & SOEHNE gmbh", postcode: "44137"), true, "name and postcode"),
      (
        SupplierIdentity(name: "Müller & Söhne GmbH", iban: "DE02 1203 0000 0000 2020 51"), true,
        "IBAN and name"
      ),
      (
        SupplierIdentity(name: "Factoring AG", iban: "DE02120300000000202051"), false,
        "an IBAN alone may be a factor's"
      ),
      (SupplierIdentity(name: "Müller & Söhne GmbH", postcode: "10115"), false, "another place"),
      (
        SupplierIdentity(name: "Müller & Söhne GmbH", vatId: "DE999999999", postcode: "44137"), false,
        "another VAT id"
      ),
      (SupplierIdentity(name: "' OR 1=1 --", iban: "DE02120300000000202051"), false, "text is text"),
      (SupplierIdentity(name: ""), false, "nothing known"),
    ])
  func matching(identity: SupplierIdentity, isKnown: Bool, why: String) async throws {
    _ = try await assign(
      SupplierIdentity(
        name: "Müller & Söhne GmbH", vatId: "DE123456789", taxNumber: "33/123/45678",
        iban: "DE02120300000000202051", postcode: "44137"))
    #expect(try await (store.supplier(tenant: "muster", matching: identity) != nil) == isKnown, "\(why)")
    #expect(try await store.supplier(tenant: "other", matching: identity) == nil)
  }

  // faults: 63
  @Test("a new IBAN is remembered only when told to")
  func ibans() async throws {
    let known = SupplierIdentity(name: "Eins", vatId: "DE1", iban: "DE02120300000000202051")
    let account = try await assign(known)
    var changed = known
    changed.iban = "DE89370400440532013000"
    #expect(try await assign(changed) == account)
    let supplier = try #require(try await store.supplier(tenant: "muster", matching: changed))
    #expect(supplier.ibans == ["DE02120300000000202051"])
    try await store.rememberIBAN("DE89 3704 0044 0532 0130 00", tenant: "muster", account: account)
    #expect(
      try await store.supplier(tenant: "muster", matching: known)?.ibans
        == ["DE02120300000000202051", "DE89370400440532013000"])
  }

  @Test("what was unknown is filled in, the account stays")
  func completed() async throws {
    let account = try await assign(SupplierIdentity(name: "Eins", postcode: "44137"))
    #expect(
      try await assign(SupplierIdentity(name: "EINS", vatId: "DE1", postcode: "44137", city: "Dortmund"))
        == account)
    let supplier = try #require(
      try await store.supplier(tenant: "muster", matching: SupplierIdentity(name: "?", vatId: "DE1")))
    #expect(supplier.city == "Dortmund")
  }
}
