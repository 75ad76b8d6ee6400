public import Accounting
public import Invoice
public import Settings

/// The settings against the chart: an account that it does not have is found before anything is booked to it.
public enum ChartAccounts {
  /// Problems of the settings, as of a file that is wrong.
  ///
  /// - Parameter today: The chart changes with the years.
  public static func problems(
    _ settings: Settings, _ chart: ChartOfAccounts, today: CalendarDay
  ) -> [SettingsProblem] {
    settings.tenants.flatMap { tenant in
      let own = chart.extended(by: tenant.profile.ownAccounts)
      let named =
        tenant.profile.ownAccounts.compactMap { account in account.like.map { ("accounts.own", $0, chart) } }
        + tenant.profile.accountRules.map { ("accounts.rules", $0.account, own) }
      return named.compactMap { key, number, chart in
        problem(of: number, in: chart, today).map {
          SettingsProblem(file: "tenants/\(tenant.name).yaml", key: key, message: "account \(number): \($0)")
        }
      }
    }
  }

  private static func problem(
    of number: AccountNumber, in chart: ChartOfAccounts, _ today: CalendarDay
  ) -> String? {
    guard let account = chart[number] else {
      return "SKR03 has no such account, and accounts.own does not name it"
    }
    return account.isInUse(on: today) ? nil : "SKR03 no longer has it"
  }
}
