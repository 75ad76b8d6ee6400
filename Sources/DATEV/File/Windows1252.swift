/// Windows-1252, the only encoding that DATEV reads without a mark (datev-format, section 1).
///
/// What the code page lacks is written by its nearest Latin letters (`ł` as `l`, `Ж` as `Zh`), never as `?`.
public enum Windows1252 {
  /// The characters of the bytes 0x80…0x9F; `nil` where the code page has none.
  private static let upper: [Unicode.Scalar?] = [
    "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
    nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
  ]

  /// Whether the code page has a character for the byte.
  public static func isDefined(_ byte: UInt8) -> Bool {
    !(0x80...0x9F ~= byte) || upper[Int(byte) - 0x80] != nil
  }

  /// The text of the bytes; a byte without a character becomes U+FFFD.
  public static func decode(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      scalars.append(
        0x80...0x9F ~= byte ? upper[Int(byte) - 0x80] ?? "\u{FFFD}" : Unicode.Scalar(byte))
    }
    return String(scalars)
  }

  /// The bytes of the text, characters outside transliterated and control characters made blanks.
  public static func encode(_ text: some StringProtocol) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    append(text, to: &bytes)
    return bytes
  }

  /// The same with the text's line ends kept, for a whole file.
  static func encodeFile(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    // By scalars: CR LF is one character.
    var line = Substring.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard scalar.value < 0x20 else {
        line.append(scalar)
        continue
      }
      append(Substring(line), to: &bytes)
      line.removeAll(keepingCapacity: true)
      bytes.append(UInt8(scalar.value))
    }
    append(Substring(line), to: &bytes)
    return bytes
  }

  static func append(_ text: some StringProtocol, to bytes: inout [UInt8]) {
    let start = bytes.count
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case ..<0x20, 0x7F: bytes.append(0x20)
      case ..<0x7F, 0xA0...0xFF: bytes.append(UInt8(scalar.value))
      case 0x300...0x36F:
        // A mark may belong to a letter that the code page has with it.
        bytes.removeSubrange(start...)
        return appendCharacters(of: text, to: &bytes)
      default: appendNearest(scalar, to: &bytes)
      }
    }
  }

  private static func appendCharacters(of text: some StringProtocol, to bytes: inout [UInt8]) {
    for character in text {
      if let ascii = character.asciiValue {
        // CR LF is one character, of which `asciiValue` knows the LF.
        bytes.append(ascii < 0x20 || ascii == 0x7F ? 0x20 : ascii)
      } else if let byte = table[character] {
        bytes.append(byte)
      } else {
        for scalar in character.unicodeScalars { appendNearest(scalar, to: &bytes) }
      }
    }
  }

  private static func appendNearest(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if let byte = table[Character(scalar)] {
      bytes.append(byte)
    } else if scalar.value < 0x7F, scalar.value >= 0x20 {
      bytes.append(UInt8(scalar.value))
    } else {
      for nearest in Transliteration.nearest(to: scalar).unicodeScalars {
        if let byte = table[Character(nearest)] {
          bytes.append(byte)
        } else {
          bytes.append(nearest.isASCII ? UInt8(nearest.value) : UInt8(ascii: "_"))
        }
      }
    }
  }

  /// Characters above ASCII by `Character`, which compares composed and decomposed letters as equal.
  private static let table: [Character: UInt8] = {
    var table: [Character: UInt8] = [:]
    for byte in UInt8(0xA0)...UInt8(0xFF) { table[Character(Unicode.Scalar(byte))] = byte }
    for (offset, scalar) in upper.enumerated() {
      if let scalar { table[Character(scalar)] = UInt8(0x80 + offset) }
    }
    return table
  }()
}
