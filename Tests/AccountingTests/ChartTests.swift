import Accounting
import Invoice
import Testing

@Suite struct `The chart SKR03` {
  let chart: ChartOfAccounts

  init() throws { chart = try Fixtures.accountant.get().chart }

  static let automatic: [(account: String, kind: ChartOfAccounts.Automatic.Kind, rate: Int64, why: String)] =
    [
      ("3400", .domestic, 19, "goods"), ("3409", .domestic, 19, "the end of a range"),
      ("3300", .domestic, 7, "goods at the reduced rate"), ("3106", .domestic, 19, "subcontractors"),
      ("3425", .intraEU, 19, "acquisition"), ("3420", .intraEU, 7, "acquisition at the reduced rate"),
      ("3120", .reverseCharge, 19, "construction work"), ("3123", .reverseCharge, 19, "services from the EU"),
      ("3736", .other, 19, "discounts are for payments"),
      ("3760", .domestic, 19, "bonuses"), ("1518", .domestic, 19, "advance payments"),
    ]

  @Test(arguments: automatic) func `knows its automatic accounts`(
    _ row: (account: String, kind: ChartOfAccounts.Automatic.Kind, rate: Int64, why: String)
  ) throws {
    let number = try #require(AccountNumber(row.account))
    let automatic = try #require(chart[number]?.automatic)
    #expect(automatic.kind == row.kind)
    #expect(automatic.rate == VATRate(percent: row.rate))
  }

  @Test(arguments: ["3100", "3200", "3349", "3800", "4930", "4650", "0480", "4210"])
  func `leaves plain accounts plain`(_ digits: String) throws {
    let number = try #require(AccountNumber(digits))
    let account = try #require(chart[number])
    #expect(account.automatic == nil)
    #expect(!account.name.isEmpty)
  }

  @Test func `has more than a thousand accounts and no longer ones`() throws {
    #expect(chart.count > 1_500)
    let foreign = try #require(AccountNumber("84000"))
    #expect(!chart.contains(foreign))
  }

  // faults: 65
  @Test(arguments: [
    ("1517", "2006-12-31", true), ("1517", "2007-01-01", false), ("1517", "2020-10-01", true),
    ("1517", "2021-01-01", false), ("0801", "2024-05-05", true), ("0801", "2026-05-05", false),
    ("3400", "1999-01-01", true), ("3400", "2030-01-01", true),
  ])
  func `changes with the years`(_ digits: String, _ day: String, _ isInUse: Bool) throws {
    let (number, day) = (try #require(AccountNumber(digits)), try #require(CalendarDay(iso: day)))
    let account = try #require(chart[number])
    #expect(account.isInUse(on: day) == isInUse)
  }

  @Test func `asks about an account that it no longer has`() throws {
    var profile = Fixtures.contractor
    profile.accountRules = [try #require(AccountRule("Mantelleitung = 0801"))]
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Mantelleitung", "100.00").group(
      19, "100.00", "19.00")
    #expect(try draft.assigned(to: profile).asked.contains("ACCOUNT_NOT_IN_USE"))
    #expect(try !draft.dated("2025-12-31").assigned(to: profile).asked.contains("ACCOUNT_NOT_IN_USE"))
  }

  @Test func `taxes an account of a longer chart like the one that it divides`() throws {
    let named = ["34001 = Wareneingang Kabel", "49201 = Mobilfunk"].compactMap { OwnAccount($0) }
    let own = chart.extended(by: named)
    let (first, second) = (try #require(named.first?.number), try #require(named.last?.number))
    let goods = try #require(own[first])
    #expect(goods.automatic?.rate == VATRate(percent: 19))
    #expect(goods.name == "Wareneingang Kabel")
    let phone = try #require(own[second])
    #expect(phone.automatic == nil && phone.keys == .inputTax)
  }

  @Test(arguments: [(4, "3400"), (5, "34000"), (8, "34000000")])
  func `grows to the right`(_ length: Int, _ expected: String) throws {
    let number = try #require(AccountNumber("3400"))
    #expect(ChartOfAccounts.lengthened(number, to: length)?.digits == expected)
  }

  @Test(arguments: [3, 9]) func `has four to eight digits`(_ length: Int) throws {
    let number = try #require(AccountNumber("3400"))
    #expect(ChartOfAccounts.lengthened(number, to: length) == nil)
  }
}

@Suite struct `VAT rates by day` {
  static let rows: [(day: String, standard: Int64, reduced: Int64, food: Int64)] = [
    ("2006-12-31", 16, 7, 16), ("2007-01-01", 19, 7, 19), ("2020-06-30", 19, 7, 19),
    ("2020-07-01", 16, 5, 5), ("2020-12-31", 16, 5, 5), ("2021-01-01", 19, 7, 7),
    ("2023-12-31", 19, 7, 7), ("2024-01-01", 19, 7, 19), ("2026-01-01", 19, 7, 7), ("2030-05-05", 19, 7, 7),
  ]

  @Test(arguments: rows) func `change at the turn of the year or half-year`(
    _ row: (day: String, standard: Int64, reduced: Int64, food: Int64)
  ) throws {
    let rates = try Fixtures.accountant.get().rates
    let day = try #require(CalendarDay(iso: row.day))
    let period = try #require(rates.period(on: day))
    #expect(period.standard == VATRate(percent: row.standard))
    #expect(period.reduced == VATRate(percent: row.reduced))
    #expect(period.restaurantFood == VATRate(percent: row.food))
  }

  @Test func `are unknown before the table begins`() throws {
    let rates = try Fixtures.accountant.get().rates
    let day = try #require(CalendarDay(iso: "1990-01-01"))
    #expect(rates.period(on: day) == nil)
  }
}
