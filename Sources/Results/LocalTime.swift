import Glibc
public import Invoice

/// A moment by the clock on the wall of the machine, as people read it.
public struct LocalTime: Sendable {
  public let day: CalendarDay
  private let hour: Int
  private let minute: Int

  /// - Parameter seconds: Since 1970-01-01 00:00 UTC.
  public init(secondsSince1970 seconds: Int64) {
    var seconds = time_t(seconds)
    var local = tm()
    localtime_r(&seconds, &local)
    let date = CalendarDay(
      year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday))
    // A clock before 1900 or beyond 2199 is no reason to have no page.
    day = date ?? CalendarDay(daysSinceEpoch: 0) ?? Self.fallback
    hour = Int(local.tm_hour)
    minute = Int(local.tm_min)
  }

  /// From `2026-03-05T07:15:00.123Z`; `nil` for anything else.
  public init?(utc text: String) {
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == ":" })
    guard text.hasSuffix("Z"), parts.count == 4, let day = CalendarDay(iso: String(parts[0])),
      let hour = Int64(parts[1]), let minute = Int64(parts[2])
    else { return nil }
    self.init(secondsSince1970: Int64(day.daysSinceEpoch) * 86_400 + hour * 3600 + minute * 60)
  }

  private static let fallback: CalendarDay = {
    guard let day = CalendarDay(year: 2000, month: 1, day: 1) else {
      preconditionFailure("the year 2000 exists")
    }
    return day
  }()

  /// `23.11.2026`.
  public var dayText: String { GermanFormat.day(day.description) }
  /// `23.11.2026 08:15`.
  public var text: String {
    "\(dayText) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}
