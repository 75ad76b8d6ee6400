import Accounting
import Invoice
import Testing

@Suite struct `A tenant's own choices` {
  private func profile(
    _ rules: [String] = [], own: [String] = [], splits: Bool = false,
    assets: TenantProfile.LowValueAssets = .immediate
  ) throws -> TenantProfile {
    var profile = Fixtures.contractor
    profile.accountRules = try rules.map { try #require(AccountRule($0), "\($0)") }
    profile.ownAccounts = try own.map { try #require(OwnAccount($0), "\($0)") }
    profile.splitsEntertainment = splits
    profile.lowValueAssets = assets
    return profile
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var why: String
    var rule: String
    var account: String
    var testDescription: String { why }
  }

  static let rows = [
    Row(why: "seller and text", rule: "Muster Elektro | Leitung = 4980", account: "4980"),
    Row(why: "the seller alone", rule: "Muster |=4980", account: "4980"),
    Row(why: "the text alone, without a bar", rule: "Mantelleitung = 4980", account: "4980"),
    Row(why: "umlauts and case do not matter", rule: "| MANTEL = 4980", account: "4980"),
    Row(why: "another seller's rule is not his", rule: "Beispiel | Leitung = 4980", account: "3400"),
    Row(why: "the beginning of a word, not its middle", rule: "| eitung = 4980", account: "3400"),
  ]

  @Test(arguments: rows) func `hold before everything else`(_ row: Row) throws {
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Mantelleitung NYM-J Leitung", "100.00")
      .group(19, "100.00", "19.00")
    #expect(try draft.assigned(to: profile([row.rule])).accounts == [row.account])
  }

  @Test(arguments: ["", "= 3400", "|=3400", "a | b | c = 3400", "a = x", "ohne Konto"])
  func `are refused where they say nothing`(_ text: String) { #expect(AccountRule(text) == nil) }

  @Test func `of an account like 3400 make it automatic`() throws {
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Mantelleitung", "100.00").group(
      19, "100.00", "19.00")
    let like = try draft.assigned(
      to: profile(["Mantelleitung = 3401"], own: ["3401 like 3400 = Wareneingang Kabel"]))
    #expect(like.postings.map(\.account.digits) == ["3401"])
    #expect(like.postings.map(\.taxKey) == [""])
    let plain = try draft.assigned(
      to: profile(["Mantelleitung = 4991"], own: ["4991 like 4980 = Sonstiges Lager"]))
    #expect(plain.postings.map(\.taxKey) == ["9"])
  }

  @Test func `of names change the chart's name and nothing else`() throws {
    let chart = try Fixtures.accountant.get().chart
    let own = chart.extended(by: [try #require(OwnAccount("3400 = Material Baustellen"))])
    let account = try #require(AccountNumber("3400"))
    #expect(own.name(of: account) == "Material Baustellen")
    #expect(own[account]?.automatic == chart[account]?.automatic)
    #expect(own.count == chart.count)
  }

  @Test(arguments: ["3401", "3401 = ", "3401 wie 3400 = Kabel", "like 3400 = Kabel", "3401 like = Kabel"])
  func `are refused where they are no account`(_ text: String) { #expect(OwnAccount(text) == nil) }

  @Test(arguments: [
    ("100.00", "19.00", "70.00", "83.30", "30.00", "35.70", "even"),
    ("33.33", "6.33", "23.33", "27.76", "10.00", "11.90", "half a cent goes up, the sums stay"),
    ("-50.05", "-9.51", "-35.03", "-41.69", "-15.02", "-17.87", "a credit note's signs"),
  ])
  func `split entertainment to the cent`(
    _ net: String, _ tax: String, _ net70: String, _ gross70: String, _ net30: String, _ gross30: String,
    _ why: String
  ) throws {
    let draft = Draft("Gasthaus Muster", type: net.hasPrefix("-") ? .creditNote : .invoice)
      .line("Bewirtung Speisen und Getränke", net).group(19, net, tax)
    let whole = try draft.assigned(to: profile())
    #expect(whole.postings.map(\.account.digits) == ["4650"])
    let split = try draft.assigned(to: profile(splits: true)).postings
    #expect(split.map(\.account.digits) == ["4650", "4654"], "\(why)")
    #expect(split.map(\.net) == [.eur(net70), .eur(net30)], "\(why)")
    #expect(split.map(\.gross) == [.eur(gross70), .eur(gross30)], "\(why)")
    // The input tax is deductible on both parts (§ 15 (1a) UStG).
    #expect(split.map(\.taxKey) == ["9", "9"])
  }

  @Test func `of a pool move the middle band`() throws {
    let draft = Draft("Werkzeughandel Muster GmbH").line("Bohrhammer SDS-plus", "600.00").group(
      19, "600.00", "114.00")
    #expect(try draft.assigned(to: profile()).accounts == ["0480"])
    #expect(try draft.assigned(to: profile(assets: .pool)).accounts == ["0485"])
  }

  @Test func `of cost centres divide the postings and leave their sums`() throws {
    var profile = Fixtures.contractor
    profile.costCentreRules = try ["Muster | Mantelleitung = BAU 12", "Muster |= 100"].map {
      try #require(CostCentreRule($0))
    }
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Mantelleitung NYM-J", "100.00").line(
      "Mantelleitung NYY-J", "50.00"
    ).line("Steckdose", "30.00").group(19, "180.00", "34.20")
    let postings = try draft.assigned(to: profile).postings
    #expect(postings.map(\.costCentre) == ["BAU 12", "100"])
    #expect(postings.map(\.account.digits) == ["3400", "3400"])
    #expect(postings.map(\.gross) == [.eur("178.50"), .eur("35.70")])
    #expect(try draft.assigned().postings.map(\.costCentre) == [nil])
  }

  @Test(arguments: ["", "a", "= 100", "|= 100", "a | b | c = 1", "a = ", "a = 1;2"])
  func `are refused where they are no cost centre`(_ text: String) { #expect(CostCentreRule(text) == nil) }

  struct VehicleRow: CustomTestStringConvertible, Sendable {
    var why: String
    var text: String
    var asks: Bool
    var testDescription: String { why }
  }

  static let vehicles = [
    VehicleRow(why: "his own", text: "Kennzeichen: TS-ES 101", asks: false),
    VehicleRow(why: "written otherwise", text: "Kfz-Kennz. tses101 km-Stand 45000", asks: false),
    VehicleRow(why: "another's", text: "Kennzeichen TS-AB 7 Fahrer Huber", asks: true),
    VehicleRow(why: "his own among others", text: "Kennzeichen TS-AB 7, Kennzeichen TS-ES 101", asks: false),
    VehicleRow(why: "no plate at all", text: "Danke für Ihren Einkauf", asks: false),
    VehicleRow(why: "a word and no plate behind it", text: "Kennzeichen bitte angeben", asks: false),
  ]

  @Test(arguments: vehicles) func `of vehicles ask about another's`(_ row: VehicleRow) throws {
    let draft = Draft("Tankstelle Muster", type: .receipt).line("Diesel", "100.00").group(
      19, "100.00", "19.00")
    var profile = Fixtures.contractor
    #expect(try !draft.assigned(row.text, to: profile).asked.contains("STRANGE_VEHICLE"), "none named")
    profile.vehicles = [try #require(LicencePlate("TS-ES 101"))]
    #expect(try draft.assigned(row.text, to: profile).asked.contains("STRANGE_VEHICLE") == row.asks)
  }

  @Test(arguments: [
    ("TS-ES 101", true), ("M A 1", true), ("MÜ-AB 1234E", true), ("TS-ES", false), ("101", false),
    ("TS-ES 10101", false), ("TS-ES 101 X", false),
  ])
  func `of plates are read as they are`(_ text: String, _ isPlate: Bool) {
    #expect((LicencePlate(text) != nil) == isPlate)
  }

  @Test func `of a lease contradict a bill that says otherwise`() throws {
    let landlord = Draft("Immobilien Muster GmbH & Co. KG")
    let taxed = landlord.line("Miete Werkstatt", "900.00").group(19, "900.00", "171.00")
    let free = landlord.line("Miete Werkstatt", "900.00", rate: 0).group(0, "900.00", "0.00")
    for (has, taxedAsks, freeAsks) in [
      (nil, false, false), (true, false, true), (false, true, false),
    ] as [(Bool?, Bool, Bool)] {
      var profile = Fixtures.contractor
      profile.leaseHasTax = has
      #expect(try taxed.assigned(to: profile).asked.contains("LEASE_WITH_TAX") == taxedAsks)
      #expect(try free.assigned(to: profile).asked.contains("LEASE_WITHOUT_TAX") == freeAsks)
    }
  }

  @Test func `of a small business deduct nothing`() throws {
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Mantelleitung", "100.00").line(
      "Seitenschneider", "20.00"
    ).group(19, "120.00", "22.80")
    let postings = try draft.assigned(to: Fixtures.smallBusiness).postings
    // Automatic accounts would deduct: plain ones, without a key, gross.
    #expect(postings.map(\.account.digits) == ["3200", "4985"])
    #expect(postings.map(\.taxKey) == ["", ""])
    #expect(postings.map(\.gross) == [.eur("119.00"), .eur("23.80")])
    var exempt = Fixtures.contractor
    exempt.inputTaxDeduction = .none
    #expect(try draft.assigned(to: exempt).postings.map(\.account.digits) == ["3200", "4985"])
  }
}
