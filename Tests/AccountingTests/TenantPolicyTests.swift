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
}
