import Accounting
import Invoice

/// How the text of a scalar becomes a value; each says what it expected.
enum ScalarParsing {
  static func text(_ text: String) throws(Refusal) -> String {
    guard !text.isEmpty else { throw Refusal("must not be empty") }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw Refusal("must not hold control characters")
    }
    return text
  }

  static func bool(_ text: String) throws(Refusal) -> Bool {
    switch text.lowercased() {
    case "yes", "true", "on": return true
    case "no", "false", "off": return false
    default: throw Refusal("\"\(text)\" is neither yes nor no")
    }
  }

  static func integer(in range: ClosedRange<Int>) -> (String) throws(Refusal) -> Int {
    { (text) throws(Refusal) -> Int in
      guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
        let number = Int(text)
      else { throw Refusal("\"\(text)\" is no whole number") }
      guard range ~= number else {
        throw Refusal("\(text) is not between \(range.lowerBound) and \(range.upperBound)")
      }
      return number
    }
  }

  static func choice<Value>(_ type: Value.Type) -> (String) throws(Refusal) -> Value
  where Value: RawRepresentable<String> & CaseIterable {
    { (text) throws(Refusal) -> Value in
      if let value = Value(rawValue: text) { return value }
      throw Refusal("\"\(text)\" is none of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  /// A number with its unit: `2 s`, `90s`, `5 min`, `1 h`, `500 ms`; a bare number is seconds.
  static func duration(_ range: ClosedRange<Duration>) -> (String) throws(Refusal) -> Duration {
    { (text) throws(Refusal) -> Duration in
      guard let (number, unit) = numberAndUnit(text) else {
        throw Refusal("\"\(text)\" is no time such as \"2 s\" or \"5 min\"")
      }
      let duration: Duration
      switch unit {
      case "ms": duration = .milliseconds(number)
      case "", "s": duration = .seconds(number)
      case "min": duration = .seconds(number * 60)
      case "h": duration = .seconds(number * 3600)
      default: throw Refusal("\"\(unit)\" is no unit of time; known are ms, s, min, h")
      }
      guard range ~= duration else {
        throw Refusal("\(text) is not between \(range.lowerBound) and \(range.upperBound)")
      }
      return duration
    }
  }

  /// Bytes with their unit: `1024 MiB`, `1 GiB`; a bare number is MiB.
  static func size(mebibytes range: ClosedRange<Int>) -> (String) throws(Refusal) -> Int {
    { (text) throws(Refusal) -> Int in
      guard let (number, unit) = numberAndUnit(text) else {
        throw Refusal("\"\(text)\" is no size such as \"512 MiB\"")
      }
      let mebibytes: Int
      switch unit {
      case "", "MiB": mebibytes = number
      case "GiB": mebibytes = number * 1024
      default: throw Refusal("\"\(unit)\" is no unit of size; known are MiB, GiB")
      }
      guard range ~= mebibytes else {
        throw Refusal("\(text) is not between \(range.lowerBound) MiB and \(range.upperBound) MiB")
      }
      return mebibytes * 1_048_576
    }
  }

  /// `HH:MM` as the minute of the day.
  static func timeOfDay(_ text: String) throws(Refusal) -> Int {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), 0...23 ~= hour, 0...59 ~= minute
    else { throw Refusal("\"\(text)\" is no time of day such as \"18:00\"") }
    return hour * 60 + minute
  }

  /// A probability with a dot, 0 to 1.
  static func probability(_ text: String) throws(Refusal) -> Double {
    guard let value = Double(text), 0...1 ~= value else {
      throw Refusal("\"\(text)\" is no number between 0 and 1")
    }
    return value
  }

  static func vatIdentifier(_ text: String) throws(Refusal) -> VATIdentifier {
    guard let value = VATIdentifier(text) else { throw Refusal("\"\(text)\" is no valid VAT identifier") }
    return value
  }

  static func iban(_ text: String) throws(Refusal) -> IBAN {
    guard let value = IBAN(text) else { throw Refusal("\"\(text)\" is no valid IBAN") }
    return value
  }

  static func country(_ text: String) throws(Refusal) -> String {
    guard text.utf8.count == 2, text.utf8.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 })
    else { throw Refusal("\"\(text)\" is no country code such as DE (ISO 3166-1 alpha-2)") }
    return text
  }

  private static func numberAndUnit(_ text: String) -> (Int, String)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    // Nine digits keep every product of a unit inside Int.
    guard 1...9 ~= digits.utf8.count, let number = Int(digits) else { return nil }
    return (number, String(text.dropFirst(digits.count).drop { $0 == " " }))
  }
}
