import Documents

/// TIFF files written by hand: little endian, 8-bit grey, one uncompressed strip to a page.
enum TIFFFixture {
  private static let entries = 11
  /// Number of entries, the entries, the place of the next directory.
  private static let directoryLength = 2 + entries * 12 + 4

  /// - Parameter size: What every page claims to measure, if not the truth.
  static func file(_ pages: [GreyImage], claiming size: (width: Int, height: Int)? = nil) -> [UInt8] {
    var bytes: [UInt8] = [0x49, 0x49, 42, 0] + little(8, 4)
    for (index, page) in pages.enumerated() {
      let resolution = bytes.count + directoryLength
      let strip = resolution + 8
      let (width, height) = size ?? (page.width, page.height)
      bytes += little(entries, 2)
      bytes += entry(256, 4, width) + entry(257, 4, height) + entry(258, 3, 8) + entry(259, 3, 1)
      bytes += entry(262, 3, 1) + entry(273, 4, strip) + entry(277, 3, 1) + entry(278, 4, height)
      bytes += entry(279, 4, page.pixels.count) + entry(282, 5, resolution) + entry(283, 5, resolution)
      bytes += little(index == pages.count - 1 ? 0 : strip + page.pixels.count, 4)
      bytes += little(page.dotsPerInch, 4) + little(1, 4) + page.pixels
    }
    return bytes
  }

  private static func entry(_ tag: Int, _ type: Int, _ value: Int) -> [UInt8] {
    little(tag, 2) + little(type, 2) + little(1, 4) + little(value, 4)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
