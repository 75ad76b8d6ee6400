/// A currency code (BT-5, ISO 4217): three capital letters.
public struct CurrencyCode: Hashable, Sendable {
  public let code: String

  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 3, text.utf8.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 })
    else { return nil }
    code = String(text)
  }

  private init(known code: String) { self.code = code }

  public static let euro = CurrencyCode(known: "EUR")
}

/// A VAT identifier (BT-31, BT-48) whose shape, and where a short formula exists whose check digits, are right.
///
/// Formally valid says nothing about being registered. Formulas: spec identifiers, sections 1 and 2.
public struct VATIdentifier: Hashable, Sendable {
  /// Upper case, without blanks, with its country prefix: `DE136695976`.
  public let value: String

  /// The prefix: the country, except `EL` for Greece and `XI` for Northern Ireland.
  public var prefix: String { String(value.prefix(2)) }

  /// ISO 3166-1 alpha-2.
  public var country: String { prefix == "EL" ? "GR" : prefix == "XI" ? "GB" : prefix }

  /// Blanks, dots, slashes and hyphens are dropped and letters made capital before the check.
  public init?(_ text: some StringProtocol) {
    let bytes = IdentifierText.normalised(text)
    guard VATIdentifierShape.isValid(bytes) else { return nil }
    value = String(decoding: bytes, as: UTF8.self)
  }
}

/// An international bank account number (BT-84, ISO 13616) with right length and check digits.
public struct IBAN: Hashable, Sendable {
  /// Upper case, without blanks.
  public let value: String

  public var country: String { String(value.prefix(2)) }

  public init?(_ text: some StringProtocol) {
    let bytes = IdentifierText.normalised(text)
    guard 15...34 ~= bytes.count, IdentifierText.isLetter(bytes[0]), IdentifierText.isLetter(bytes[1]),
      IdentifierText.isDigit(bytes[2]), IdentifierText.isDigit(bytes[3])
    else { return nil }
    if let length = Self.lengths[String(decoding: bytes[..<2], as: UTF8.self)], length != bytes.count {
      return nil
    }
    guard IdentifierText.remainder97(bytes[4...] + bytes[..<4]) == 1 else { return nil }
    value = String(decoding: bytes, as: UTF8.self)
  }

  /// Lengths by country, as far as the registry's are known here (spec identifiers, section 4).
  private static let lengths: [String: Int] = [
    "DE": 22, "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "IE": 22,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "NL": 18, "PL": 28, "PT": 25, "SE": 24, "HU": 28, "SK": 24,
    "SI": 19,
    "RO": 24, "BG": 22, "HR": 21, "EE": 20, "LV": 21, "GR": 27, "CY": 28, "MT": 31, "NO": 15,
  ]
}

/// Bytes of identifiers: normal form and the check that several of them share.
package enum IdentifierText {
  /// Capital letters and digits; blanks, dots, slashes and hyphens dropped; everything else kept as it is.
  package static func normalised(_ text: some StringProtocol) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "\t"):
        continue
      case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 32)
      default: bytes.append(byte)
      }
    }
    return bytes
  }

  package static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  package static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }

  /// ISO 7064 MOD 97-10 over digits and letters (A = 10 … Z = 35); `nil` for any other byte.
  package static func remainder97(_ bytes: some Sequence<UInt8>) -> Int? {
    var remainder = 0
    for byte in bytes {
      if isDigit(byte) {
        remainder = (remainder * 10 + Int(byte - UInt8(ascii: "0"))) % 97
      } else if isLetter(byte) {
        remainder = (remainder * 100 + Int(byte - UInt8(ascii: "A")) + 10) % 97
      } else {
        return nil
      }
    }
    return remainder
  }
}

/// Shapes and check digits of VAT identifiers by country (spec identifiers, sections 1 and 2).
enum VATIdentifierShape {
  static func isValid(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4 else { return false }
    let rest = Array(bytes[2...])
    let digits = rest.compactMap { IdentifierText.isDigit($0) ? Int($0 - UInt8(ascii: "0")) : nil }
    let allDigits = digits.count == rest.count
    let alphanumeric = rest.allSatisfy { IdentifierText.isDigit($0) || IdentifierText.isLetter($0) }
    guard alphanumeric else { return false }
    switch String(decoding: bytes[..<2], as: UTF8.self) {
    case "DE": return allDigits && digits.count == 9 && digits[0] != 0 && isMod11Mod10(digits)
    case "HR": return allDigits && digits.count == 11 && isMod11Mod10(digits)
    case "AT":
      return rest.first == UInt8(ascii: "U") && digits.count == 8 && rest.count == 9 && isAustrian(digits)
    case "BE":
      return allDigits && digits.count == 10 && digits[0] <= 1
        && number(digits[8...]) == 97 - number(digits[..<8]) % 97
    case "DK": return allDigits && digits.count == 8 && weighted(digits, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
    case "FI":
      return allDigits && digits.count == 8
        && (11 - weighted(digits, [7, 9, 10, 5, 8, 4, 2]) % 11) % 11 == digits[7]
    case "FR":
      guard rest.count == 11, rest[2...].allSatisfy(IdentifierText.isDigit) else { return false }
      guard allDigits else { return true }
      return (12 + 3 * (number(digits[2...]) % 97)) % 97 == number(digits[..<2])
    case "IT": return allDigits && digits.count == 11 && isLuhn(digits)
    case "LU": return allDigits && digits.count == 8 && number(digits[..<6]) % 89 == number(digits[6...])
    case "NL":
      return rest.count == 12 && rest[9] == UInt8(ascii: "B") && digits.count == 11
        && (IdentifierText.remainder97(bytes) == 1 || isDutchEleven(digits))
    case "PL":
      return allDigits && digits.count == 10
        && weighted(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9]
    case "SE": return allDigits && digits.count == 12 && number(digits[10...]) == 1
    case "SK": return allDigits && digits.count == 10 && number(digits[...]) % 11 == 0
    case "EE", "EL", "PT": return allDigits && digits.count == 9
    case "HU", "MT", "SI": return allDigits && digits.count == 8
    case "LV": return allDigits && digits.count == 11
    case "LT": return allDigits && (digits.count == 9 || digits.count == 12)
    case "BG": return allDigits && 9...10 ~= digits.count
    case "CZ": return allDigits && 8...10 ~= digits.count
    case "RO": return allDigits && 2...10 ~= digits.count
    case "CY": return rest.count == 9 && digits.count == 8 && IdentifierText.isLetter(rest[8])
    case "ES": return rest.count == 9 && rest[1..<8].allSatisfy(IdentifierText.isDigit)
    case "IE": return 8...9 ~= rest.count && digits.count >= 6
    case "GB", "XI": return allDigits && (digits.count == 9 || digits.count == 12)
    default: return false
    }
  }

  /// ISO 7064 MOD 11,10.
  private static func isMod11Mod10(_ digits: [Int]) -> Bool {
    var product = 10
    for digit in digits.dropLast() {
      var sum = (digit + product) % 10
      if sum == 0 { sum = 10 }
      product = 2 * sum % 11
    }
    return (11 - product) % 10 == digits[digits.count - 1]
  }

  private static func isAustrian(_ digits: [Int]) -> Bool {
    let sum = zip(digits, [1, 2, 1, 2, 1, 2, 1]).reduce(0) { sum, pair in
      let product = pair.0 * pair.1
      return sum + product / 10 + product % 10
    }
    return (10 - (sum + 4) % 10) % 10 == digits[7]
  }

  private static func isDutchEleven(_ digits: [Int]) -> Bool {
    weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digits[8]
  }

  private static func isLuhn(_ digits: [Int]) -> Bool {
    let sum = digits.reversed().enumerated().reduce(0) { sum, entry in
      let doubled = entry.offset.isMultiple(of: 2) ? entry.element : entry.element * 2
      return sum + doubled / 10 + doubled % 10
    }
    return sum % 10 == 0
  }

  private static func weighted(_ digits: [Int], _ weights: [Int]) -> Int {
    zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func number(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { $0 * 10 + $1 } }
}

extension CurrencyCode: Codable {
  public init(from decoder: any Decoder) throws {
    self = try decoder.identifier(CurrencyCode.init, "currency code")
  }
  public func encode(to encoder: any Encoder) throws { try encoder.text(code) }
}

extension VATIdentifier: Codable, CustomStringConvertible {
  public var description: String { value }
  public init(from decoder: any Decoder) throws {
    self = try decoder.identifier(VATIdentifier.init, "VAT identifier")
  }
  public func encode(to encoder: any Encoder) throws { try encoder.text(value) }
}

extension IBAN: Codable, CustomStringConvertible {
  public var description: String { value }
  public init(from decoder: any Decoder) throws { self = try decoder.identifier(IBAN.init, "IBAN") }
  public func encode(to encoder: any Encoder) throws { try encoder.text(value) }
}

extension Decoder {
  fileprivate func identifier<Value>(_ make: (String) -> Value?, _ name: String) throws -> Value {
    let text = try singleValueContainer().decode(String.self)
    guard let value = make(text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "no \(name)"))
    }
    return value
  }
}

extension Encoder {
  fileprivate func text(_ value: String) throws {
    var container = singleValueContainer()
    try container.encode(value)
  }
}
