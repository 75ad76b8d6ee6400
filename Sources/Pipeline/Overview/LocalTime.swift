import Glibc
import Invoice
import JobStore
import Results

/// A moment by the clock on the wall of the machine.
struct LocalTime {
  let day: CalendarDay
  private let hour: Int
  private let minute: Int

  init(_ moment: Timestamp) {
    var seconds = time_t(moment.milliseconds / 1000)
    var local = tm()
    localtime_r(&seconds, &local)
    let date = CalendarDay(
      year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday))
    // A clock before 1900 or beyond 2199 is no reason to have no page.
    day = date ?? CalendarDay(daysSinceEpoch: 0) ?? Self.fallback
    hour = Int(local.tm_hour)
    minute = Int(local.tm_min)
  }

  private static let fallback: CalendarDay = {
    guard let day = CalendarDay(year: 2000, month: 1, day: 1) else {
      preconditionFailure("the year 2000 exists")
    }
    return day
  }()

  /// `23.11.2026`.
  var dayText: String { GermanFormat.day(day.description) }
  /// `23.11.2026 08:15`.
  var text: String {
    "\(dayText) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}
