/// A document of one or more pictures: a JPEG or PNG file is one page, a TIFF file as many as it holds.
public struct PictureDocument {
  public let pageCount: Int
  private let bytes: [UInt8]
  private let isTIFF: Bool
  private let library: LeptonicaLibrary
  private let settings: ReadingSettings

  /// - Parameter pageLimit: Counting ends one beyond it, since each page of a TIFF must be looked for.
  public init(
    _ bytes: [UInt8], format: FileFormat, pageLimit: Int, settings: ReadingSettings
  ) throws(PictureError) {
    do throws(OCRError) {
      library = try LeptonicaLibrary()
    } catch {
      throw .recognition(error)
    }
    self.bytes = bytes
    self.settings = settings
    isTIFF = format == .tiff
    var count = 0
    while count <= pageLimit, Self.size(bytes, at: count, isTIFF: isTIFF, library) != nil {
      count += 1
      if !isTIFF { break }
    }
    guard count > 0 else { throw .damaged(page: 1) }
    pageCount = count
  }

  /// The picture as grey pixels at a resolution that suits recognition; pages count from 0.
  public func page(at index: Int) throws(PictureError) -> GreyImage {
    guard let size = Self.size(bytes, at: index, isTIFF: isTIFF, library) else {
      throw .damaged(page: index + 1)
    }
    // Before anything is unpacked: a few bytes may claim to be a square mile.
    guard size.width * size.height <= settings.pagePixels else {
      throw .tooLarge(page: index + 1, width: size.width, height: size.height)
    }
    guard let image = decoded(index) else { throw .damaged(page: index + 1) }
    return image.scaled(for: settings)
  }

  /// Pixels of a picture's shorter side, by its header; `nil` where that cannot be read.
  static func shorterSide(of bytes: [UInt8]) -> Int? {
    guard let library = try? LeptonicaLibrary() else { return nil }  // whoever reads the picture will tell
    return size(bytes, at: 0, isTIFF: false, library).map { min($0.width, $0.height) }
  }

  private static func size(
    _ bytes: [UInt8], at index: Int, isTIFF: Bool, _ library: LeptonicaLibrary
  ) -> (width: Int, height: Int)? {
    var (width, height) = (CInt(0), CInt(0))
    // Leptonica writes all of them.
    var others = [CInt](repeating: 0, count: 5)
    let result = bytes.withUnsafeBufferPointer { bytes in
      others.withUnsafeMutableBufferPointer { others -> CInt in
        guard let other = others.baseAddress else { return 1 }
        return isTIFF
          ? library.readTIFFHeader(
            bytes.baseAddress, bytes.count, CInt(index), &width, &height, other, other + 1, other + 2,
            other + 3, other + 4)
          : library.readHeader(
            bytes.baseAddress, bytes.count, other, &width, &height, other + 1, other + 2, other + 3)
      }
    }
    return result == 0 && width > 0 && height > 0 ? (Int(width), Int(height)) : nil
  }

  private func decoded(_ index: Int) -> GreyImage? {
    var picture = bytes.withUnsafeBufferPointer {
      isTIFF
        ? library.readTIFF($0.baseAddress, $0.count, CInt(index)) : library.read($0.baseAddress, $0.count)
    }
    defer { library.destroy(&picture) }
    var opaque = library.withoutAlpha(picture)
    defer { library.destroy(&opaque) }
    var grey = library.grey(opaque, 0)
    defer { library.destroy(&grey) }
    guard let grey, let data = library.data(grey) else { return nil }
    let (width, height) = (Int(library.width(grey)), Int(library.height(grey)))
    let stride = Int(library.wordsPerLine(grey))
    guard width > 0, height > 0 else { return nil }
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
      for row in 0..<height {
        let line = data + row * stride
        for column in 0..<width {
          // The first pixel is the most significant byte of its word, on every machine.
          let shift = UInt32(24 - 8 * (column % 4))
          target[row * width + column] = UInt8(truncatingIfNeeded: line[column / 4] >> shift)
        }
      }
      count = width * height
    }
    return GreyImage(
      width: width, height: height, dotsPerInch: Int(library.resolution(grey)), pixels: pixels)
  }
}

extension GreyImage {
  /// The picture with a believable resolution, enlarged or reduced to what recognition wants.
  ///
  /// A camera states any resolution or none. A sheet that would be larger or smaller than paper is taken for one
  /// whose longer side is that of A4.
  func scaled(for settings: ReadingSettings) -> GreyImage {
    let longer = Double(max(width, height))
    let inches = dotsPerInch > 0 ? longer / Double(dotsPerInch) : 0
    let isPaper = inches >= settings.paperInches.lowerBound && inches <= settings.paperInches.upperBound
    let real = isPaper ? dotsPerInch : max(1, Int((longer / settings.usualPaperInches).rounded()))
    let image = with(dotsPerInch: real)
    if real < settings.embeddedLeastDPI {
      let factor = min(3, (settings.embeddedLeastDPI + real - 1) / real)
      return width * height * factor * factor <= settings.pagePixels ? image.enlarged(by: factor) : image
    }
    return real > settings.embeddedMostDPI
      ? image.reduced(by: max(2, Int((Double(real) / Double(settings.renderDPI)).rounded()))) : image
  }
}

/// Why a picture gives no page; pages count from 1.
public enum PictureError: Error, Equatable {
  case damaged(page: Int)
  /// More pixels than a page may have.
  case tooLarge(page: Int, width: Int, height: Int)
  case recognition(OCRError)
}
