import Glibc

/// An instant as the store keeps it: RFC 3339 in UTC with milliseconds, so that text sorts as time.
public struct Timestamp: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  /// Since 1970, between the years 0000 and 9999.
  public let milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
  }

  /// The wall clock.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Reads what ``description`` writes, and nothing else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24 else { return nil }
    var numbers: [Int64] = []
    var current: Int64 = 0
    for (byte, form) in zip(bytes, "dddd-dd-ddTdd:dd:dd.dddZ".utf8) {
      if form == UInt8(ascii: "d") {
        guard (0x30...0x39).contains(byte) else { return nil }
        current = current * 10 + Int64(byte - 0x30)
      } else {
        guard byte == form else { return nil }
        numbers.append(current)
        current = 0
      }
    }
    guard numbers.count == 7, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), numbers[3] < 24,
      numbers[4] < 60, numbers[5] < 60
    else { return nil }
    // Days from civil, after Howard Hinnant; years count from March.
    let year = numbers[0] - (numbers[1] <= 2 ? 1 : 0)
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (numbers[1] + (numbers[1] > 2 ? -3 : 9)) + 2) / 5 + numbers[2] - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    self.init(
      milliseconds: ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60_000 + numbers[5] * 1000 + numbers[6])
    guard description == String(text) else { return nil }
  }

  /// Such as `2026-11-23T04:09:44.123Z`.
  public var description: String {
    let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    let rest = milliseconds - day * 86_400_000
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let monthOfYear = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0)
    func padded(_ number: Int64, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let date =
      "\(padded(year, 4))-\(padded(monthOfYear, 2))-\(padded(dayOfYear - (153 * month + 2) / 5 + 1, 2))"
    let time =
      "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2))"
    return "\(date)T\(time).\(padded(rest % 1000, 3))Z"
  }

  /// `YYYY-MM-DD` in UTC.
  public var day: String { String(description.prefix(10)) }

  public func adding(_ duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return Timestamp(milliseconds: seconds < 0 ? .min : .max) }
    let (sum, overflow2) = milliseconds.addingReportingOverflow(whole + attoseconds / 1_000_000_000_000_000)
    return Timestamp(milliseconds: overflow2 ? (seconds < 0 ? .min : .max) : sum)
  }

  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a timestamp: \(text)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
