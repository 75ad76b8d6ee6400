import Invoice
import Reading

/// Reads QR codes through zbar, which is loaded when a page first shows one.
struct CodeReader {
  private var library: CodeLibrary?
  private var hasTried = false

  /// The contents of the QR codes in an image.
  mutating func codes(in image: GreyImage) -> [[UInt8]] {
    if !hasTried {
      library = CodeLibrary()
      hasTried = true
    }
    guard let library, image.width > 0, image.height > 0, let scanner = library.scanner() else { return [] }
    defer { library.destroyScanner(scanner) }
    _ = library.configure(scanner, 0, CodeLibrary.enable, 0)
    _ = library.configure(scanner, CodeLibrary.qrCode, CodeLibrary.enable, 1)
    _ = library.configure(scanner, CodeLibrary.qrCode, CodeLibrary.binary, 1)
    guard let picture = library.image() else { return [] }
    defer { library.destroyImage(picture) }
    library.setFormat(picture, CodeLibrary.grey)
    library.setSize(picture, UInt32(image.width), UInt32(image.height))
    return image.pixels.withUnsafeBytes { pixels in
      library.setData(picture, pixels.baseAddress, UInt(pixels.count), nil)
      guard library.scan(scanner, picture) > 0 else { return [] }
      var contents: [[UInt8]] = []
      var symbol = library.firstSymbol(picture)
      while let current = symbol {
        if let data = library.data(current) {
          contents.append(
            Array(UnsafeRawBufferPointer(start: data, count: Int(library.length(current)))))
        }
        symbol = library.nextSymbol(current)
      }
      return contents
    }
  }

  /// The GiroCode in the image of a page or a part of it; zbar is only asked where the marks of a code are.
  mutating func giroCode(in image: GreyImage) -> GiroCode? {
    let factor = max(1, image.dotsPerInch / FinderPatterns.dotsPerInch)
    let scale = 72 / Double(max(1, image.dotsPerInch)) * Double(factor)
    for place in FinderPatterns(image.reduced(by: factor)).codes {
      let sharp = image.cropped(
        left: Int(place.left) * factor, top: Int(place.top) * factor, right: Int(place.right) * factor,
        bottom: Int(place.bottom) * factor)
      if let code = giroCode(read: sharp, at: place.scaled(by: scale)) { return code }
    }
    return nil
  }

  /// The GiroCode that an image shows; a blurred one is often clearer when it is smaller.
  mutating func giroCode(read image: GreyImage, at box: Box) -> GiroCode? {
    for sight in [image, image.reduced(by: 2)] {
      for content in codes(in: sight) {
        if let code = GiroCode(content, box: box) { return code }
      }
    }
    return nil
  }
}

extension Box {
  /// In other units of length.
  func scaled(by factor: Double) -> Box {
    Box(left: left * factor, top: top * factor, right: right * factor, bottom: bottom * factor)
  }
}
