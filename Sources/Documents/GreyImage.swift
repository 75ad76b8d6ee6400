/// A grey page image, 8 bits per pixel, rows without padding, 255 is white.
public struct GreyImage: Sendable {
  public let width: Int
  public let height: Int
  public let dotsPerInch: Int
  public let pixels: [UInt8]

  public init(width: Int, height: Int, dotsPerInch: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height, "one byte per pixel")
    self.width = width
    self.height = height
    self.dotsPerInch = dotsPerInch
    self.pixels = pixels
  }

  func with(dotsPerInch: Int) -> GreyImage {
    GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: pixels)
  }
}
