/// A text made comparable: lower case, umlauts as ae, oe, ue, accents dropped, runs of white space one blank.
///
/// German suppliers write Gehäuse, GEHAEUSE and Gehause; all letters end as plain ASCII here. The blank behind
/// a paragraph sign is dropped, because "§13b" and "§ 13b" are both usual; the sign itself becomes `$`.
package struct FoldedText: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(_ text: some StringProtocol) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 8)
    for scalar in text.unicodeScalars { Self.fold(scalar, into: &bytes) }
    while bytes.last == Self.blank { bytes.removeLast() }
    self.bytes = bytes
  }

  package static let blank = UInt8(ascii: " ")
  private static let paragraph = UInt8(ascii: "$")

  package static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
  package static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  package static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

  private static func fold(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
    switch scalar.value {
    case 0x41...0x5A: bytes.append(UInt8(scalar.value) + 32)
    case 0x21...0x7E: bytes.append(UInt8(scalar.value))
    case 0...0x20, 0xA0, 0x2000...0x200A, 0x202F:
      if let last = bytes.last, last != blank, last != paragraph { bytes.append(blank) }
    case 0xAD, 0x200B, 0xFEFF, 0x0300...0x0307, 0x0309...0x036F: break
    case 0xE4, 0xC4: append("ae", to: &bytes)
    case 0xF6, 0xD6: append("oe", to: &bytes)
    case 0xFC, 0xDC: append("ue", to: &bytes)
    // A combining diaeresis: the letter before it was written apart from its dots.
    case 0x0308: bytes.append(UInt8(ascii: "e"))
    case 0xDF, 0x1E9E: append("ss", to: &bytes)
    case 0xA7:
      if bytes.last != paragraph { bytes.append(paragraph) }
    case 0x2010...0x2015, 0x2212: bytes.append(UInt8(ascii: "-"))
    case 0xC0...0xC5, 0xE0...0xE5, 0x104, 0x105: bytes.append(UInt8(ascii: "a"))
    case 0xC7, 0xE7, 0x106, 0x107, 0x10C, 0x10D: bytes.append(UInt8(ascii: "c"))
    case 0xC8...0xCB, 0xE8...0xEB, 0x118, 0x119, 0x11A, 0x11B: bytes.append(UInt8(ascii: "e"))
    case 0xCC...0xCF, 0xEC...0xEF: bytes.append(UInt8(ascii: "i"))
    case 0xD1, 0xF1, 0x143, 0x144: bytes.append(UInt8(ascii: "n"))
    case 0xD2...0xD5, 0xD8, 0xF2...0xF5, 0xF8: bytes.append(UInt8(ascii: "o"))
    case 0xD9...0xDB, 0xF9...0xFB, 0x16E, 0x16F: bytes.append(UInt8(ascii: "u"))
    case 0x141, 0x142: bytes.append(UInt8(ascii: "l"))
    case 0x158, 0x159: bytes.append(UInt8(ascii: "r"))
    case 0x15A, 0x15B, 0x160, 0x161: bytes.append(UInt8(ascii: "s"))
    case 0x179...0x17E: bytes.append(UInt8(ascii: "z"))
    case 0xB2: bytes.append(UInt8(ascii: "2"))
    case 0xFB01: append("fi", to: &bytes)
    case 0xFB02: append("fl", to: &bytes)
    default: bytes.append(UInt8(ascii: "?"))
    }
  }

  private static func append(_ letters: StaticString, to bytes: inout [UInt8]) {
    letters.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}

extension FoldedText: CustomStringConvertible {
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}
