public import Invoice

/// Twelve months from the day of header field 13; it may start in any month.
public struct Geschaeftsjahr: Hashable, Sendable {
  public let beginn: CalendarDay

  public init(beginn: CalendarDay) { self.beginn = beginn }

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
