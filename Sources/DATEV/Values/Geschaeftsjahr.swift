public import Invoice

/// Twelve months from the day of header field 13; it may start in any month.
public struct Geschaeftsjahr: Hashable, Sendable {
  public let beginn: CalendarDay

  public init(beginn: CalendarDay) { self.beginn = beginn }

  /// The year that contains a day, where years start on the first of a month.
  ///
  /// `nil` for a month that is none, and outside the years that a day may have.
  public init?(containing day: CalendarDay, startMonth: Int) {
    let year = day.month < startMonth ? day.year - 1 : day.year
    guard let beginn = CalendarDay(year: year, month: startMonth, day: 1) else { return nil }
    self.init(beginn: beginn)
  }

  /// The last day, twelve months on less a day.
  public var ende: CalendarDay {
    let next =
      CalendarDay(year: beginn.year + 1, month: beginn.month, day: beginn.day)
      ?? CalendarDay(year: beginn.year + 1, month: 3, day: 1)
    return next?.adding(days: -1) ?? beginn
  }

  public func contains(_ day: CalendarDay) -> Bool { beginn <= day && day <= ende }

  /// The day of the year that `DDMM` means: one before the start day belongs to the next calendar year.
  public func day(_ day: Int, month: Int) -> CalendarDay? {
    let year = (month, day) < (beginn.month, beginn.day) ? beginn.year + 1 : beginn.year
    return CalendarDay(year: year, month: month, day: day)
  }
}
