/// Tests on single bytes of UTF-8 that all scanners share.
enum Byte {
  static let blank = UInt8(ascii: " ")
  static let comma = UInt8(ascii: ",")
  static let dot = UInt8(ascii: ".")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let slash = UInt8(ascii: "/")
  static let apostrophe = UInt8(ascii: "'")
  static let percent = UInt8(ascii: "%")
  static let colon = UInt8(ascii: ":")
  static let zero = UInt8(ascii: "0")

  static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
  /// ASCII letters, and every byte of a letter beyond ASCII.
  static func isLetter(_ byte: UInt8) -> Bool {
    0x41...0x5a ~= byte || 0x61...0x7a ~= byte || byte >= 0x80
  }
  static func isCapital(_ byte: UInt8) -> Bool { 0x41...0x5a ~= byte }
  static func lower(_ byte: UInt8) -> UInt8 { isCapital(byte) ? byte + 32 : byte }
  static func upper(_ byte: UInt8) -> UInt8 { 0x61...0x7a ~= byte ? byte - 32 : byte }
  static func digit(_ byte: UInt8) -> Int { Int(byte) - 0x30 }
}

extension [UInt8] {
  /// Whether the text stands at a place.
  func has(_ text: StaticString, at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place >= 0, place + count <= self.count else { return false }
    for offset in 0..<count where self[place + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// The byte at a place, or a blank outside.
  func at(_ place: Int) -> UInt8 { indices.contains(place) ? self[place] : Byte.blank }
}
