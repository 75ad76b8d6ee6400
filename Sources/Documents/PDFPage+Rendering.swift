import CPoppler
public import Invoice

extension PDFPage {
  /// Draws the page, or a part of it, on white.
  ///
  /// - Parameters:
  ///   - part: In points; the whole page if `nil`.
  ///   - dotsPerInch: 300 suits OCR.
  ///   - pixelLimit: The most pixels to allocate; a page that wants more is hostile or a poster.
  public func render(part: Box? = nil, dotsPerInch: Int, pixelLimit: Int) throws(PDFError) -> GreyImage {
    let scale = Double(dotsPerInch) / 72
    let width = ((part?.width ?? self.width) * scale).rounded(.up)
    let height = ((part?.height ?? self.height) * scale).rounded(.up)
    guard width >= 1, height >= 1, width * height <= Double(pixelLimit) else {
      throw .unreasonablePageSize(width: self.width, height: self.height)
    }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CInt(width), CInt(height))
    defer { cairo_surface_destroy(surface) }
    let context = cairo_create(surface)
    defer { cairo_destroy(context) }
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    cairo_scale(context, scale, scale)
    if let part { cairo_translate(context, -part.left, -part.top) }
    poppler_page_render(handle, context)
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS,
      let image = GreyImage(surface: surface, dotsPerInch: dotsPerInch)
    else { throw .other(reason: String(cString: cairo_status_to_string(cairo_status(context)))) }
    return image
  }

  /// An image as the file holds it, unscaled and unturned; `nil` where Poppler cannot give it as plain colours.
  func embeddedImage(_ number: CInt) -> GreyImage? {
    guard let surface = poppler_page_get_image(handle, number) else { return nil }
    defer { cairo_surface_destroy(surface) }
    return GreyImage(surface: surface, dotsPerInch: 72)
  }
}

extension GreyImage {
  /// Weighs the colours of a 32-bit surface as BT.601 does; `nil` where parts of it are transparent.
  init?(surface: OpaquePointer?, dotsPerInch: Int) {
    cairo_surface_flush(surface)
    guard let surface, let bytes = cairo_image_surface_get_data(surface) else { return nil }
    let format = cairo_image_surface_get_format(surface)
    guard format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_ARGB32 else { return nil }
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var alpha: UInt32 = 0xFF00_0000
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { grey, count in
      for row in 0..<height {
        // One native-endian 32-bit word per pixel: unused or alpha, R, G, B.
        UnsafeRawPointer(bytes + row * stride).withMemoryRebound(to: UInt32.self, capacity: width) { line in
          let target = grey.baseAddress.unsafelyUnwrapped + row * width
          for column in 0..<width {
            let pixel = line[column]
            alpha &= pixel
            let sum = 29 &* (pixel & 255) &+ 150 &* (pixel >> 8 & 255) &+ 77 &* (pixel >> 16 & 255)
            target[column] = UInt8(truncatingIfNeeded: sum >> 8)
          }
        }
      }
      count = width * height
    }
    guard format == CAIRO_FORMAT_RGB24 || alpha == 0xFF00_0000 else { return nil }
    self.init(width: width, height: height, dotsPerInch: dotsPerInch, pixels: pixels)
  }
}
