import Glibc
import Testing

@testable import Settings

@Suite("The time of the daily closing")
struct ClosingTimeTests {
  @Test(
    "is the next time that the clock on the wall shows it, every day of two years",
    arguments: [0, 4 * 60, 18 * 60, 23 * 60 + 59])
  func next(minuteOfDay: Int) {
    var moment: Int64 = 1_767_225_600  // 2026-01-01, then on by odd steps
    while moment < 1_767_225_600 + 730 * 86_400 {
      let due = ClosingTime.next(minuteOfDay: minuteOfDay, after: moment)
      #expect(due > moment)
      #expect(due - moment <= 25 * 3_600)
      var seconds = time_t(due)
      var local = tm()
      localtime_r(&seconds, &local)
      #expect(Int(local.tm_hour) * 60 + Int(local.tm_min) == minuteOfDay)
      #expect(local.tm_sec == 0)
      // Due now is due tomorrow again: one closing a day.
      #expect(ClosingTime.next(minuteOfDay: minuteOfDay, after: due) >= due + 23 * 3_600)
      moment += 36_547
    }
  }
}
