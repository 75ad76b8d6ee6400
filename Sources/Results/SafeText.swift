/// Text from outside, made fit for a line that a person reads.
public enum SafeText {
  /// One line without control, direction and zero-width characters, each shown as `�`, and of bounded length.
  public static func line(_ text: some StringProtocol, limit: Int = 200) -> String {
    var line = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else {
        line += "…"
        break
      }
      count += 1
      line.unicodeScalars.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
    }
    return line
  }

  /// Not a control (Cc), not invisible and not one that turns the direction of what follows.
  public static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
      false
    default: true
    }
  }
}

/// Values as a German reader expects them.
public enum GermanFormat {
  /// `-1190.00` as `-1.190,00`; other decimals keep their places; what is no plain decimal stays as it is.
  public static func decimal(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let parts = (isNegative ? text.dropFirst() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    let areDigits = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
    guard 1...2 ~= parts.count, areDigits else { return text }
    var whole = ""
    for (index, digit) in parts[0].enumerated() {
      if index > 0, (parts[0].count - index).isMultiple(of: 3) { whole.append(".") }
      whole.append(digit)
    }
    return (isNegative ? "-" : "") + whole + (parts.count == 2 ? ",\(parts[1])" : "")
  }

  /// `2026-03-05` as `05.03.2026`; anything else stays as it is.
  public static func day(_ text: String) -> String {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } })
    else { return text }
    return "\(parts[2]).\(parts[1]).\(parts[0])"
  }

  /// An argument of a finding: amounts with two decimals and days become German, the rest stays.
  static func argument(_ text: String) -> String {
    let day = day(text)
    if day != text { return day }
    // What a rule found instead of what it expected.
    if text.contains(" ≠ ") {
      return text.split(separator: " ").map { argument(String($0)) }.joined(separator: " ")
    }
    guard let dot = text.lastIndex(of: "."), text.distance(from: dot, to: text.endIndex) == 3 else {
      return text
    }
    return decimal(text)
  }

  /// `0.9` as `90 %`; never 100 % for what is not certain.
  public static func percent(_ probability: Double) -> String {
    let hundredths = Int((min(max(probability, 0), 1) * 100).rounded(.down))
    return "\(hundredths) %"
  }
}
