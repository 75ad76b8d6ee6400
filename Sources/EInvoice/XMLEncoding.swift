/// From the bytes of a file to UTF-8, as XML 1.0 section 4.3.3 and its appendix F say.
enum XMLEncoding {
  /// UTF-8 without byte order mark, and whether the declaration named an encoding that nobody knows.
  static func utf8(_ bytes: [UInt8]) throws(EInvoiceError) -> (bytes: [UInt8], unknownName: String?) {
    guard !bytes.isEmpty else { throw .empty }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (try checked(Array(bytes.dropFirst(3))), nil) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (try utf16(bytes.dropFirst(2), isBig: false), nil) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (try utf16(bytes.dropFirst(2), isBig: true), nil) }
    if bytes.starts(with: [0x3C, 0x00]) { return (try utf16(bytes[...], isBig: false), nil) }
    if bytes.starts(with: [0x00, 0x3C]) { return (try utf16(bytes[...], isBig: true), nil) }
    guard let name = declaredName(bytes) else { return (try checked(bytes), nil) }
    switch name.uppercased() {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII": return (try checked(bytes), nil)
    case "ISO-8859-1", "ISO8859-1", "ISO_8859-1", "LATIN1", "LATIN-1", "L1":
      return (singleBytes(bytes, high: nil), nil)
    case "ISO-8859-15", "ISO8859-15", "LATIN-9", "LATIN9":
      return (singleBytes(bytes, high: latin9), nil)
    case "WINDOWS-1252", "CP1252", "CP-1252": return (singleBytes(bytes, high: windows1252), nil)
    default:
      // A name nobody knows over bytes that are UTF-8 is a slip of the sender's program, seen in the wild.
      guard isValid(bytes) else { throw .encoding(name) }
      return (bytes, name)
    }
  }

  /// The name in `<?xml … encoding="…"?>`, as far as the first bytes are ASCII.
  static func declaredName(_ bytes: [UInt8]) -> String? {
    let head = XMLTree.trim(bytes.prefix(256))
    guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else {
      return nil
    }
    let declaration = String(decoding: head[..<end], as: UTF8.self)
    guard let key = declaration.range(ofASCII: "encoding") else { return nil }
    var rest = declaration[key.upperBound...].drop { $0 == " " || $0 == "\t" }
    guard rest.first == "=" else { return nil }
    rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    return String(rest.dropFirst().prefix { $0 != quote }.prefix(40))
  }

  private static func checked(_ bytes: [UInt8]) throws(EInvoiceError) -> [UInt8] {
    guard isValid(bytes) else { throw .encoding("UTF-8") }
    return bytes
  }

  /// Whether the bytes are UTF-8 without overlong forms, surrogates or anything above U+10FFFF.
  static func isValid(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      while index < buffer.count {
        let byte = buffer[index]
        if byte < 0x80 {
          index += 1
          continue
        }
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch byte {
        case 0xC2...0xDF: length = 2
        case 0xE0:
          length = 3
          low = 0xA0
        case 0xED:
          length = 3
          high = 0x9F
        case 0xE1...0xEF: length = 3
        case 0xF0:
          length = 4
          low = 0x90
        case 0xF4:
          length = 4
          high = 0x8F
        case 0xF1...0xF3: length = 4
        default: return false
        }
        guard index + length <= buffer.count, low...high ~= buffer[index + 1] else { return false }
        for offset in 2..<max(length, 2) where buffer[index + offset] & 0xC0 != 0x80 { return false }
        index += length
      }
      return true
    }
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isBig: Bool) throws(EInvoiceError) -> [UInt8] {
    guard bytes.count.isMultiple(of: 2) else { throw .encoding("UTF-16") }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let first = UInt16(bytes[index])
      let second = UInt16(bytes[index + 1])
      units.append(isBig ? first << 8 | second : second << 8 | first)
      index += 2
    }
    var result: [UInt8] = []
    result.reserveCapacity(units.count)
    let hasError = transcode(
      units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true,
      into: { result.append($0) })
    guard !hasError else { throw .encoding("UTF-16") }
    return result
  }

  private static func singleBytes(_ bytes: [UInt8], high: (@Sendable (UInt8) -> UInt32)?) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 16)
    for byte in bytes {
      guard byte >= 0x80 else {
        result.append(byte)
        continue
      }
      let scalar = Unicode.Scalar(high?(byte) ?? UInt32(byte)) ?? Unicode.Scalar(byte)
      result.append(contentsOf: UTF8.encode(scalar) ?? .init())
    }
    return result
  }

  /// Windows-1252 differs from Latin-1 in 0x80…0x9F.
  private static let windows1252: @Sendable (UInt8) -> UInt32 = { byte in
    let table: [UInt32] = [
      0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
      0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
      0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]
    return 0x80...0x9F ~= byte ? table[Int(byte - 0x80)] : UInt32(byte)
  }

  /// ISO 8859-15 differs from Latin-1 in eight places.
  private static let latin9: @Sendable (UInt8) -> UInt32 = { byte in
    switch byte {
    case 0xA4: 0x20AC
    case 0xA6: 0x160
    case 0xA8: 0x161
    case 0xB4: 0x17D
    case 0xB8: 0x17E
    case 0xBC: 0x152
    case 0xBD: 0x153
    case 0xBE: 0x178
    default: UInt32(byte)
    }
  }
}

extension StringProtocol {
  /// Where an ASCII needle starts and ends, without locale and without Foundation.
  func range(ofASCII needle: StaticString) -> Range<Index>? {
    let wanted = needle.withUTF8Buffer { Array($0) }
    guard !wanted.isEmpty else { return nil }
    var start = utf8.startIndex
    while start < utf8.endIndex {
      if utf8[start] == wanted[0] {
        var here = start
        var matched = 0
        while here < utf8.endIndex, matched < wanted.count, utf8[here] == wanted[matched] {
          here = utf8.index(after: here)
          matched += 1
        }
        if matched == wanted.count { return start..<here }
      }
      start = utf8.index(after: start)
    }
    return nil
  }
}
