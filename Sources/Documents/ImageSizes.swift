import Glibc
public import SystemPackage

/// The sizes in pixels of the images in a PDF file, found without drawing a page.
///
/// To learn from Poppler where images lie costs as much as to read the words, and with colour profiles most of
/// the work on a page. A page whose file holds no image large enough to be a scan need not be asked. An image is
/// a stream, and the dictionary of a stream always stands in the file's plain bytes, also in an encrypted file
/// (ISO 32000-1, 7.5.7). Images written into the drawing itself are not seen: scanners make none.
public struct ImageSizes: Sendable {
  private var sizes: [(shorter: Int, longer: Int)] = []
  /// There is an image whose size does not stand beside it.
  private var hasUnknown = false

  /// Looks through a whole file.
  public init(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    while let slash = Self.next(Self.slash, in: bytes, from: at) {
      at = slash + 1
      guard let end = Self.endOfImage(bytes, after: slash) else { continue }
      at = end
      guard let size = Self.size(around: slash, in: bytes) else {
        hasUnknown = true
        return
      }
      sizes.append(size)
    }
  }

  /// Looks through the file behind a descriptor; one that cannot be mapped may hold anything.
  public init(file descriptor: FileDescriptor, size: Int) {
    guard size > 0, let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor.rawValue, 0),
      start != MAP_FAILED
    else {
      self.init(UnsafeRawBufferPointer(start: nil, count: 0))
      hasUnknown = true
      return
    }
    defer { munmap(start, size) }
    self.init(UnsafeRawBufferPointer(start: start, count: size))
  }

  /// Whether one of them has the pixels to show a legible page of this size, however it is turned.
  func mayBePage(width: Double, height: Double, _ settings: ReadingSettings) -> Bool {
    mayCover(settings.scanCoverage, ofWidth: width, height: height, dotsPerInch: settings.scanLeastDPI)
  }

  /// Whether one of them has the pixels to be taken as the page without drawing it anew.
  func mayReplacePage(width: Double, height: Double, _ settings: ReadingSettings) -> Bool {
    mayCover(
      settings.embeddedCoverage, ofWidth: width, height: height,
      dotsPerInch: Double(settings.embeddedLeastDPI))
  }

  private func mayCover(
    _ coverage: Double, ofWidth width: Double, height: Double, dotsPerInch: Double
  ) -> Bool {
    let least = coverage * dotsPerInch / 72
    return hasUnknown
      || sizes.contains {
        Double($0.shorter) >= min(width, height) * least && Double($0.longer) >= max(width, height) * least
      }
  }

  // MARK: - Finding dictionaries

  private static let slash = UInt8(ascii: "/")
  /// How far around its subtype a dictionary of an image is searched for its size.
  private static let reach = 2048

  private static func next(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// Where the name `Image` ends, in whatever spelling (7.3.5: any letter may be `#` and two hexadecimal digits).
  private static func endOfImage(_ bytes: UnsafeRawBufferPointer, after slash: Int) -> Int? {
    var at = slash + 1
    for letter in "Image".utf8 {
      guard at < bytes.count else { return nil }
      if bytes[at] == letter {
        at += 1
      } else if bytes[at] == UInt8(ascii: "#"), at + 2 < bytes.count,
        let high = hexadecimal(bytes[at + 1]), let low = hexadecimal(bytes[at + 2]), high << 4 | low == letter
      {
        at += 3
      } else {
        return nil
      }
    }
    return at == bytes.count || endsName(bytes[at]) ? at : nil
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func endsName(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "()<>[]{}/%".utf8.contains(byte)
  }

  /// Width and height as they stand between the object's number and its data.
  private static func size(
    around place: Int, in bytes: UnsafeRawBufferPointer
  ) -> (shorter: Int, longer: Int)? {
    var start = max(0, place - reach)
    var end = min(bytes.count, place + reach)
    for at in stride(from: place - 3, through: start, by: -1) where matches("obj", bytes, at) {
      start = at
      break
    }
    for at in place..<end where matches("stream", bytes, at) {
      end = at
      break
    }
    guard let width = number(of: "/Width", bytes, start..<end),
      let height = number(of: "/Height", bytes, start..<end)
    else { return nil }
    return (min(width, height), max(width, height))
  }

  private static func matches(_ text: StaticString, _ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
    guard let base = bytes.baseAddress, at >= 0, at + text.utf8CodeUnitCount <= bytes.count else {
      return false
    }
    return memcmp(base + at, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// The number behind a key; `nil` where it is none, is another object's, or stands there twice.
  private static func number(
    of key: StaticString, _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    var found: Int?
    for place in range where bytes[place] == slash && matches(key, bytes, place) {
      var at = place + key.utf8CodeUnitCount
      guard at < range.upperBound, bytes[at] <= 0x20 else { continue }
      while at < range.upperBound, bytes[at] <= 0x20 { at += 1 }
      var value = 0
      let first = at
      while at < range.upperBound, at - first < 9, 0x30...0x39 ~= bytes[at] {
        value = value * 10 + Int(bytes[at] - 0x30)
        at += 1
      }
      guard found == nil, at > first, at < range.upperBound else { return nil }
      while at < range.upperBound, bytes[at] <= 0x20 { at += 1 }
      guard at < range.upperBound, !(0x30...0x39 ~= bytes[at]) else { return nil }
      found = value
    }
    return found
  }
}
