import Accounting
import Foundation
import Invoice
import Settings
import Testing

@Suite("settings")
struct SettingsTests {
  private let folder = TemporaryFolder()

  @Test("the shipped files load, with every default as the comments say")
  func shipped() throws {
    let config = try TemporaryFolder.checkout().appending(path: "Config")
    let settings = try SettingsLoader.load(
      main: config.appending(path: "belegd.yaml").path, environment: [:])
    var expected = MainSettings(
      paths: .init(
        state: "/var/lib/belegd", runtime: "/run/belegd", tenants: config.appending(path: "tenants").path,
        data: "/usr/share/belegd"))
    expected.metricsFile = "/run/belegd/metrics.prom"
    #expect(settings.main == expected)

    let muster = try #require(settings.tenant(named: "muster"))
    #expect(muster.mode == .trial)
    #expect(muster.folders.inbox == "/srv/belegd/muster/Eingang")
    #expect(muster.datev == DATEVSettings())
    #expect(muster.policy == BookingPolicy())
    #expect(muster.batch == .idle(quiet: .seconds(60)))
  }

  @Test("a tenant's own rules and accounts are read, and refused where they say nothing")
  func accounts() throws {
    let main = try folder.write("belegd.yaml", "")
    try folder.write(
      "tenants/a.yaml",
      Self.minimal(
        root: "/srv/a",
        more: """
          accounts:
            rules: ["Solar | Wechselrichter = 3401", "| Kaffee = 4140"]
            own: "3401 like 3400 = Wareneingang Solar"
          booking: {split_entertainment: yes}
          """))
    let profile = try #require(
      try SettingsLoader.load(main: main, environment: [:]).tenant(named: "a")?.profile)
    #expect(profile.accountRules.map(\.condition.supplier) == ["Solar", nil])
    #expect(profile.accountRules.map(\.account.digits) == ["3401", "4140"])
    #expect(profile.ownAccounts.first?.like?.digits == "3400")
    #expect(profile.splitsEntertainment)
    try folder.write("tenants/a.yaml", Self.minimal(root: "/srv/a", more: "accounts: {rules: [Kaffee]}"))
    #expect(throws: SettingsErrors.self) { try SettingsLoader.load(main: main, environment: [:]) }
  }

  @Test("the tax profile, cost centres and exceptions are read")
  func profile() throws {
    let main = try folder.write("belegd.yaml", "models: {promote: rule}")
    try folder.write(
      "tenants/a.yaml",
      Self.minimal(
        root: "/srv/a",
        more: """
          tax:
            small_business: yes
            receives_construction_services: yes
            input_tax_deduction: none
            low_value_assets: pool
            lease_with_vat: no
            vehicles: ["TS-ES 101", "M-XY 7"]
          mode: trial
          booking: {unseen: [fine], review: [entertainment]}
          accounts: {cost_centres: ["| Kabel = 100"]}
          """))
    let settings = try SettingsLoader.load(main: main, environment: [:])
    #expect(settings.main.promotion == .rule)
    let tenant = try #require(settings.tenants.first)
    #expect(tenant.profile.isSmallBusiness && tenant.profile.receivesConstructionServices)
    #expect(tenant.profile.inputTaxDeduction == .none)
    #expect(tenant.profile.lowValueAssets == .pool)
    #expect(tenant.profile.leaseHasTax == false)
    #expect(tenant.profile.vehicles == Set(["tses101", "mxy7"].compactMap { LicencePlate($0) }))
    #expect(tenant.profile.costCentreRules.map(\.costCentre) == ["100"])
    #expect(tenant.mode == .trial)
    // The tenant's exceptions take the house's question away, and nobody else's.
    let fine = Finding("FINE", .asks)
    #expect(tenant.policy.weighed(fine).severity == .notes)
    #expect(tenant.policy.weighed(Finding("GIFT", .asks)).severity == .asks)
    #expect(BookingPolicy().weighed(fine).severity == .asks)
    #expect(!tenant.policy.mayBookUnseen(.entertainment))
  }

  @Test("accounts have four digits or those of the chart's length")
  func lengths() throws {  // faults: 65
    let main = try folder.write("belegd.yaml", "")
    for (length, accounts, isRight) in [
      (4, "own: \"34001 like 3400 = Kabel\"", false), (5, "own: \"34001 like 3400 = Kabel\"", true),
      (6, "own: \"34001 like 3400 = Kabel\"", false), (8, "own: \"34000001 like 3400 = Kabel\"", true),
      (4, "rules: [\"| Kabel = 340010\"]", false), (6, "rules: [\"| Kabel = 340010\"]", true),
    ] {
      let file = try folder.write(
        "tenants/a.yaml",
        Self.minimal(root: "/srv/a", more: "datev: {account_length: \(length)}\naccounts: {\(accounts)}"))
      if isRight {
        _ = try SettingsLoader.load(main: main, environment: [:])
      } else {
        let errors = #expect(throws: SettingsErrors.self) {
          try SettingsLoader.load(main: main, environment: [:])
        }
        #expect(errors?.problems.map(\.file) == [file])
        #expect(errors?.problems.first?.message.contains("datev.account_length is \(length)") == true)
      }
    }
  }

  @Test("without an adviser number a tenant loads, is warned of and has no numbers to export with")
  func unconfiguredAdviser() throws {
    let main = try folder.write("belegd.yaml", "")
    try folder.write("tenants/a.yaml", Self.minimal(root: "/srv/a", more: "datev: {client: 7}"))
    try folder.write(
      "tenants/b.yaml", Self.minimal(root: "/srv/b", more: "datev: {adviser: 1001, client: 7}"))
    let settings = try SettingsLoader.load(main: main, environment: [:])
    #expect(settings.tenants[0].datev.exportNumbers == nil)
    #expect(settings.tenants[1].datev.exportNumbers?.adviser == 1001)
    #expect(settings.warnings.map(\.file) == [folder.path("tenants/a.yaml")])
  }

  @Test("what travels with a batch, rates of currencies, and what is closed")
  func deliveries() throws {
    let main = try folder.write("belegd.yaml", "")
    try folder.write(
      "tenants/a.yaml",
      Self.minimal(
        root: "/srv/a",
        more: """
          datev:
            adviser: 1001
            client: 7
            documents: none
            creditor_file: no
            account_labels: yes
            service_cases: {reverse_charge_13b_foreign_service: 5, reverse_charge_13b_eu_service: 4}
            exchange_rates: {USD: {"2026-03": 1.0834}}
          batch: {late: review, closed_through: "2026-02", closes_after_days: 10}
          """))
    let tenant = try #require(try SettingsLoader.load(main: main, environment: [:]).tenants.first)
    #expect(tenant.datev.documents == .none)
    #expect(!tenant.datev.deliversCreditors)
    #expect(tenant.datev.deliversLabels)
    #expect(tenant.datev.serviceCases == [.reverseChargeForeignService: 5])
    #expect(tenant.datev.euServiceCase == 4)
    let dollar = try #require(CurrencyCode("USD"))
    let day = try #require(CalendarDay(year: 2026, month: 3, day: 31))
    #expect(tenant.datev.exchangeRate(of: dollar, on: day) == Decimal(string: "1.0834"))
    #expect(tenant.datev.exchangeRate(of: dollar, on: try #require(day.adding(days: 1))) == nil)
    #expect(tenant.lateDocuments == .review)
    for (today, closed, why) in [
      ("2026-03-01", "2026-02", "as the file says, before the days are over"),
      ("2026-04-09", "2026-02", "March has ended nine days ago"), ("2026-04-10", "2026-02", "still open"),
      ("2026-04-11", "2026-03", "March has ended ten days before"),
      ("2027-01-11", "2026-12", "over the year's end"),
    ] {
      #expect(tenant.closedThrough(on: try #require(CalendarDay(iso: today))) == closed, "\(why)")
    }
  }

  @Test("all problems of all files come at once, each with file, line, column and key")
  func everythingAtOnce() throws {
    let main = try folder.write(
      "belegd.yaml",
      """
      workers: many
      limits:
        pages: 0
        page: 3
      log: auto
      log: stderr
      """)
    try folder.write(
      "tenants/muster.yaml",
      """
      identity:
        name: Muster
        vat_ids: [DE123]
      folders: {root: /srv/m}
      datev:
        adviser: 0027
        creditors: {first: 7000}
      """)
    let errors = #expect(throws: SettingsErrors.self) {
      try SettingsLoader.load(main: main, environment: [:])
    }
    let tenant = folder.path("tenants/muster.yaml")
    #expect(
      try #require(errors).description == """
        \(main):1:10: workers: "many" is no whole number
        \(main):3:10: limits.pages: 0 is not between 1 and 10000
        \(main):4:3: limits.page: unknown key; did you mean "pages"?
        \(main):5:1: log: key occurs more than once
        \(tenant):3:13: identity.vat_ids[0]: "DE123" is no valid VAT identifier
        \(tenant):6:12: datev.adviser: 0027 is not between 1001 and 9999999
        \(tenant):7:22: datev.creditors.first: 7000 is not between 70000 and 99999
        """)
  }

  @Test(
    "as many readers as there are processors, if the memory bears them",
    arguments: [
      (cores: 1, gibibytes: 16.0, wanted: 1, why: "one processor"),
      (cores: 64, gibibytes: 128.0, wanted: 64, why: "a large machine is used whole"),
      (cores: 64, gibibytes: 4.0, wanted: 8, why: "processors without memory"),
      (cores: 4, gibibytes: 0.5, wanted: 1, why: "a small machine reads all the same"),
      (cores: 0, gibibytes: 0.0, wanted: 1, why: "nothing known"),
    ])
  func workers(cores: Int, gibibytes: Double, wanted: Int, why: String) {  // faults: 94
    let memory = Int64(gibibytes * 1_073_741_824)
    let number = MainSettings.Workers.auto.number(cores: cores, memory: memory, reader: 1 << 30)
    #expect(number == wanted, "\(why)")
    #expect(MainSettings.Workers.count(7).number(cores: cores, memory: memory, reader: 1 << 30) == 7)
  }

  @Test("the environment wins over the file, for scalars of the main file")
  func environment() throws {
    let main = try folder.write("belegd.yaml", "workers: 2\nlimits: {pages: 10}")
    try folder.write("tenants/a.yaml", Self.minimal(root: "/srv/a"))
    let settings = try SettingsLoader.load(
      main: main,
      environment: [
        "BELEGD_WORKERS": "3", "BELEGD_LIMITS_DEADLINE": "5 min", "STATE_DIRECTORY": "/state/one:/state/two",
        "RUNTIME_DIRECTORY": "/run/x", "BELEGD_MODE": "live",
      ])
    #expect(settings.main.workers == .count(3))
    #expect(settings.main.limits.pages == 10)
    #expect(settings.main.limits.deadline == .seconds(300))
    #expect(settings.main.paths.state == "/state/one")
    #expect(settings.main.metricsFile == "/run/x/metrics.prom")
    #expect(settings.tenants[0].mode == .trial)
  }

  @Test("a bad variable is named")
  func badVariable() throws {
    let main = try folder.write("belegd.yaml", "")
    try folder.write("tenants/a.yaml", Self.minimal(root: "/srv/a"))
    let errors = #expect(throws: SettingsErrors.self) {
      try SettingsLoader.load(main: main, environment: ["BELEGD_LIMITS_PAGES": "viele"])
    }
    #expect(errors?.description == "environment: BELEGD_LIMITS_PAGES: \"viele\" is no whole number")
  }

  @Test(
    "what is wrong in a tenant's file, word for word",
    arguments: [
      ("mode: life", "5:7: mode: \"life\" is none of live, trial", "a choice"),
      ("mode: [live]", "5:7: mode: expected a single value", "a list where one value belongs"),
      ("tax: yes", "5:6: tax: expected keys and values", "a value where a section belongs"),
      (
        "tax: {small_business: maybe}", "5:23: tax.small_business: \"maybe\" is neither yes nor no",
        "a truth value"
      ),
      (
        "batch: {quiet: 3 weeks}",
        "5:16: batch.quiet: \"weeks\" is no unit of time; known are ms, s, min, h", "a unit"
      ),
      ("batch: {at: 24:00}", "5:13: batch.at: \"24:00\" is no time of day such as \"18:00\"", "a time"),
      (
        "datev: {account_length: 5, creditors: {first: 70000}}",
        "5:47: datev.creditors.first: 70000 is not between 700000 and 999999",
        "creditors have one digit more than accounts"
      ),
      (
        "datev: {creditors: {first: 80000, last: 71000}}",
        "5:41: datev.creditors.last: 71000 is less than first (80000)", "an empty range"
      ),
      (
        "booking: {review: [domestic], unseen: [domestic]}",
        "5:39: booking.unseen: domestic stands under review as well", "a contradiction"
      ),
      ("folders: {inbox: ../x}", "4:1: folders: key occurs more than once", "duplicate section"),
      ("tax: {a: 1, 'a': 2}", "5:7: a: key occurs more than once", "duplicate, once quoted"),
      ("identity.name: x", "5:1: identity.name: unknown key", "no such path"),
    ])
  func tenantProblems(more: String, message: String, why: String) throws {
    let path = try folder.write("t.yaml", Self.minimal(root: "/srv/a", more: more))
    let errors = #expect(throws: SettingsErrors.self) { try SettingsLoader.loadTenant(path: path) }
    let lines = try #require(errors).problems.map(\.description)
    #expect(lines.contains { $0.hasPrefix("\(path):\(message)") }, "\(why): \(lines)")
  }

  @Test(
    "a file that is no YAML is named with its place",
    arguments: [
      ("a: [1", "not YAML"), ("\tx", "not YAML"), ("- 1", "expected keys and values"), ("", "identity"),
    ])
  func syntax(text: String, message: String) throws {
    let path = try folder.write("t.yaml", text)
    let errors = #expect(throws: SettingsErrors.self) { try SettingsLoader.loadTenant(path: path) }
    #expect(try #require(errors).description.contains(message))
  }

  @Test("folders that overlap, in one tenant or between two, are refused")
  func overlaps() throws {
    let main = try folder.write("belegd.yaml", "paths: {state: /srv/b/Eingang/state}")
    try folder.write("tenants/a.yaml", Self.minimal(root: "/srv/a", more: "mode: live"))
    try folder.write(
      "tenants/b.yaml",
      "identity: {name: B}\nfolders: {root: /srv/b, archive: /srv/a/Eingang/alt, review: Ausgang/Prüfen}")
    let errors = #expect(throws: SettingsErrors.self) {
      try SettingsLoader.load(main: main, environment: [:])
    }
    #expect(
      try #require(errors).problems.map(\.key).sorted() == [
        "folders.archive", "folders.inbox", "folders.review",
      ])
  }

  @Test("the recipient's JSON gives identity and tax profile")
  func recipient() throws {
    let path = try folder.write(
      "own.json",
      """
      {"name": "Gr\\u00fcn GmbH", "street": "", "country": "AT", "vat_id": null, "tax_number": "0027/1",
       "iban": "DE89 3704 0044 0532 0130 00", "note": "unknown members are ignored",
       "tax_profile": {"small_business": true, "receives_construction_services": true,
         "input_tax_deduction": "none", "low_value_assets": "pool"}}
      """)
    let profile = try SettingsLoader.loadRecipient(path: path).profile
    #expect(
      profile
        == TenantProfile(
          identity: OwnIdentity(
            name: "Grün GmbH", country: "AT", taxNumbers: ["0027/1"],
            ibans: [try #require(IBAN("DE89370400440532013000"))]), isSmallBusiness: true,
          receivesConstructionServices: true, inputTaxDeduction: .none, lowValueAssets: .pool))
  }

  @Test(
    "the corpus' own recipient loads",
    .enabled(if: TemporaryFolder.shared != nil, "no shared folder beside the checkout and no BELEGD_SHARED"))
  func corpusRecipient() throws {
    let shared = try #require(TemporaryFolder.shared)
    let tenant = try SettingsLoader.loadRecipient(
      path: shared.appending(path: "corpus-elektro/tenant.json").path)
    #expect(tenant.name == "tenant")
    #expect(tenant.profile.receivesConstructionServices)
    #expect(tenant.identity.vatIdentifiers.count == 1)
    #expect(tenant.identity.ibans.count == 1)
  }

  @Test("a slip in the recipient's tax profile is an error")
  func recipientSlip() throws {
    let path = try folder.write("own.json", "{\"name\": \"X\", \"tax_profile\": {\"small_busines\": true}}")
    #expect(throws: SettingsErrors.self) { try SettingsLoader.loadRecipient(path: path) }
  }

  private static func minimal(root: String, more: String = "") -> String {
    "identity:\n  name: Muster\n  country: DE\nfolders: {root: \(root)}\n\(more)\n"
  }
}

/// A folder of its own for each test, removed afterwards.
final class TemporaryFolder: Sendable {
  private let url = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")

  deinit {
    // A leftover in the temporary directory harms nobody.
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// The corpora, where this machine has them.
  static let shared: URL? = {
    let named = ProcessInfo.processInfo.environment["BELEGD_SHARED"].map { URL(filePath: $0) }
    // Without a checkout around the test there is nothing beside it either.
    let beside = try? checkout().deletingLastPathComponent().appending(path: "shared")
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  static func checkout(of file: String = #filePath) throws -> URL {
    var url = URL(filePath: file)
    while url.path != "/" {
      url.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: url.appending(path: "Package.swift").path) { return url }
    }
    throw CocoaError(.fileNoSuchFile)
  }
}
