import Glibc

/// When a batch that is closed once a day is due.
public enum ClosingTime {
  /// The first time of day, local time, after a moment; both moments in seconds since 1970, universal time.
  ///
  /// The clock on the wall counts: where it is put forward or back, the day is shorter or longer.
  public static func next(minuteOfDay: Int, after moment: Int64) -> Int64 {
    var seconds = time_t(moment)
    var local = tm()
    localtime_r(&seconds, &local)
    local.tm_hour = CInt(minuteOfDay / 60)
    local.tm_min = CInt(minuteOfDay % 60)
    local.tm_sec = 0
    local.tm_isdst = -1
    var due = mktime(&local)
    if due <= seconds {
      local.tm_mday += 1
      // mktime has filled it in for the day before.
      local.tm_isdst = -1
      due = mktime(&local)
    }
    return Int64(due)
  }
}
