import Glibc

/// Makes small grey JPEG pictures of pages for people to look at.
public struct PagePainter {
  /// What a picture may weigh: as base64 in a sheet it grows by a third and must stay below 400 KiB.
  public static let byteLimit = 290 << 10
  /// Fine enough for small print, and A4 weighs about 150 KB.
  static let dotsPerInch = 100
  private static let qualities: [CInt] = [50, 30, 15]

  private let library: LeptonicaLibrary

  public init() throws(OCRError) { library = try LeptonicaLibrary() }

  /// The page in grey at the pictures' resolution.
  static func draw(_ page: borrowing PDFPage, _ settings: ReadingSettings) -> GreyImage? {
    let longer = max(page.width, page.height)
    // Posters are drawn as large as A4.
    let resolution = max(20, min(dotsPerInch, Int(Double(dotsPerInch) * 842 / max(1, longer))))
    return try? page.render(dotsPerInch: resolution, pixelLimit: settings.pagePixels)
  }

  /// A drawn page as a JPEG; `nil` where it will not become small enough: a sheet does without then.
  public func jpeg(of image: GreyImage) -> [UInt8]? {
    guard image.width > 0, image.height > 0, image.width <= 10_000, image.height <= 10_000 else { return nil }
    var picture = library.create(CInt(image.width), CInt(image.height), 8)
    defer { library.destroy(&picture) }
    guard let picture, let data = library.data(picture) else { return nil }
    let stride = Int(library.wordsPerLine(picture))
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let pixels = pixels.baseAddress else { return }
      for row in 0..<image.height {
        let (from, to) = (pixels + row * image.width, data + row * stride)
        // The first pixel is the most significant byte of its word, on every machine.
        for word in 0..<image.width / 4 {
          let four = from + word * 4
          to[word] =
            UInt32(four[0]) << 24 | UInt32(four[1]) << 16 | UInt32(four[2]) << 8 | UInt32(four[3])
        }
        for column in image.width / 4 * 4..<image.width {
          to[column / 4] |= UInt32(from[column]) << UInt32(24 - 8 * (column % 4))
        }
      }
    }
    for quality in Self.qualities {
      var bytes: UnsafeMutablePointer<UInt8>?
      var count = 0
      let result = library.writeJPEG(&bytes, &count, picture, quality, 0)
      defer { free(bytes) }
      guard result == 0, let bytes else { return nil }
      if count <= Self.byteLimit { return Array(UnsafeBufferPointer(start: bytes, count: count)) }
    }
    return nil
  }
}
