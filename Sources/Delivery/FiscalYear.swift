public import Invoice

/// A fiscal year of twelve months that may begin in any month (DATEV header field 13).
public struct FiscalYear: Hashable, Sendable {
  public let start: CalendarDay

  /// The year that a day lies in.
  ///
  /// - Parameter month: 1 to 12; the year begins on its first day.
  public init(containing day: CalendarDay, startingIn month: Int) {
    let year = day.month >= month ? day.year : day.year - 1
    start = CalendarDay(year: year, month: month, day: 1) ?? day.firstOfMonth
  }
}
