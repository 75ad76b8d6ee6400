import Glibc

/// Makes small grey JPEG pictures of pages for people to look at.
public struct PagePainter {
  /// What a picture may weigh: as base64 in a sheet it grows by a third and must stay below 400 KiB.
  public static let byteLimit = 290 << 10
  /// Fine enough for small print, and A4 weighs about 150 KB.
  static let dotsPerInch = 100
  private static let qualities: [CInt] = [50, 30, 15]

  private let library: LeptonicaLibrary
  private let settings: ReadingSettings

  public init(settings: ReadingSettings) throws(OCRError) {
    library = try LeptonicaLibrary()
    self.settings = settings
  }

  /// The page drawn; `nil` where it cannot be drawn or will not become small enough: a sheet does without then.
  public func picture(of page: borrowing PDFPage, turned degrees: Int) -> [UInt8]? {
    guard let image = Self.draw(page, settings) else { return nil }
    return jpeg(of: image.turned(QuarterTurn(rawValue: degrees) ?? .none))
  }

  /// The page in grey at the pictures' resolution.
  static func draw(_ page: borrowing PDFPage, _ settings: ReadingSettings) -> GreyImage? {
    let longer = max(page.width, page.height)
    // Posters are drawn as large as A4.
    let resolution = max(20, min(dotsPerInch, Int(Double(dotsPerInch) * 842 / max(1, longer))))
    return try? page.render(dotsPerInch: resolution, pixelLimit: settings.pagePixels)
  }

  /// A picture that is a page of its own, as it was read.
  public func picture(of image: GreyImage, turned degrees: Int) -> [UInt8]? {
    let factor = max(1, image.dotsPerInch / Self.dotsPerInch)
    return jpeg(of: image.reduced(by: factor).turned(QuarterTurn(rawValue: degrees) ?? .none))
  }

  private func jpeg(of image: GreyImage) -> [UInt8]? {
    guard image.width > 0, image.height > 0, image.width <= 10_000, image.height <= 10_000 else { return nil }
    var picture = library.create(CInt(image.width), CInt(image.height), 8)
    defer { library.destroy(&picture) }
    guard let picture, let data = library.data(picture) else { return nil }
    let stride = Int(library.wordsPerLine(picture))
    for row in 0..<image.height {
      let line = data + row * stride
      for column in 0..<image.width {
        // The first pixel is the most significant byte of its word, on every machine.
        line[column / 4] |= UInt32(image.pixels[row * image.width + column]) << UInt32(24 - 8 * (column % 4))
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
