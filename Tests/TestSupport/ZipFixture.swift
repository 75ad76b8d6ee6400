/// ZIP archives written by hand (APPNOTE.TXT 6.3.4): entries as they are, or packed by somebody else.
package enum ZipFixture {
  package struct Entry {
    package var name: String
    package var bytes: [UInt8]
    /// What the bytes become when they are unpacked by method 8; `nil` for bytes that are stored.
    package var unpackedSize: Int?
    package var isEncrypted = false

    package init(_ name: String, _ bytes: [UInt8], unpackedSize: Int? = nil, isEncrypted: Bool = false) {
      self.name = name
      self.bytes = bytes
      self.unpackedSize = unpackedSize
      self.isEncrypted = isEncrypted
    }
  }

  /// An archive of these entries in their order.
  package static func archive(_ entries: [Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let start = bytes.count
      let shared = shared(entry)
      bytes += number(0x0403_4b50, 4) + shared + number(0, 2) + Array(entry.name.utf8) + entry.bytes
      directory +=
        number(0x0201_4b50, 4) + number(20, 2) + shared + number(0, 2) + number(0, 2) + number(0, 2)
      directory += number(0, 2) + number(0, 4) + number(start, 4) + Array(entry.name.utf8)
    }
    let place = bytes.count
    bytes += directory + number(0x0605_4b50, 4) + number(0, 4) + number(entries.count, 2)
    bytes += number(entries.count, 2) + number(directory.count, 4) + number(place, 4) + number(0, 2)
    return bytes
  }

  /// From "version needed" to the length of the name.
  private static func shared(_ entry: Entry) -> [UInt8] {
    // Bit 0: encrypted; bit 11: the name is UTF-8.
    let flags = (entry.isEncrypted ? 1 : 0) | 1 << 11
    let method = entry.unpackedSize == nil ? 0 : 8
    return number(20, 2) + number(flags, 2) + number(method, 2) + number(0, 4)
      + number(Int(checksum(entry.bytes)), 4) + number(entry.bytes.count, 4)
      + number(entry.unpackedSize ?? entry.bytes.count, 4) + number(entry.name.utf8.count, 2)
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// CRC-32 of ISO/IEC 3309, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
