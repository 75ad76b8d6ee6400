import JobStore
import Results

extension Job {
  /// What a sheet calls another document: its file, and the day on which it came.
  var designation: String { "\(displayName) (\(LocalTime(receivedAt).dayText))" }
}

extension LocalTime {
  init(_ moment: Timestamp) { self.init(secondsSince1970: moment.milliseconds / 1000) }
}
