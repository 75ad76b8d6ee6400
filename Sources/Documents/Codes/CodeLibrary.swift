import Glibc

/// zbar's functions, looked up when the first code is seen on a page, for Tesseract's reason: start-up time.
///
/// Each property has the type that `zbar.h` gives the function named in ``init()``; its handles are opaque.
struct CodeLibrary {
  let scanner: @convention(c) () -> OpaquePointer?
  let destroyScanner: @convention(c) (OpaquePointer?) -> Void
  let configure: @convention(c) (OpaquePointer?, CInt, CInt, CInt) -> CInt
  let image: @convention(c) () -> OpaquePointer?
  let destroyImage: @convention(c) (OpaquePointer?) -> Void
  let setFormat: @convention(c) (OpaquePointer?, UInt) -> Void
  let setSize: @convention(c) (OpaquePointer?, UInt32, UInt32) -> Void
  let setData: @convention(c) (OpaquePointer?, UnsafeRawPointer?, UInt, OpaquePointer?) -> Void
  let scan: @convention(c) (OpaquePointer?, OpaquePointer?) -> CInt
  let firstSymbol: @convention(c) (OpaquePointer?) -> OpaquePointer?
  let nextSymbol: @convention(c) (OpaquePointer?) -> OpaquePointer?
  let data: @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
  let length: @convention(c) (OpaquePointer?) -> UInt32

  /// `ZBAR_QRCODE`; 0 is every kind of code.
  static let qrCode: CInt = 64
  /// `ZBAR_CFG_ENABLE`.
  static let enable: CInt = 0
  /// `ZBAR_CFG_BINARY`: the bytes as they are, whose character set the GiroCode states.
  static let binary: CInt = 4
  /// `Y800`, one grey byte a pixel, as four characters from the lowest byte on.
  static let grey: UInt = 0x3030_3859

  /// `nil` where Debian's library is not installed: a page is read without its codes then.
  init?() {
    guard let library = dlopen("libzbar.so.0", RTLD_NOW | RTLD_LOCAL) else { return nil }
    func symbol<Function>(_ name: String) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: Function.self) }
    }
    guard let scanner: @convention(c) () -> OpaquePointer? = symbol("zbar_image_scanner_create"),
      let destroyScanner: @convention(c) (OpaquePointer?) -> Void = symbol("zbar_image_scanner_destroy"),
      let configure: @convention(c) (OpaquePointer?, CInt, CInt, CInt) -> CInt = symbol(
        "zbar_image_scanner_set_config"),
      let image: @convention(c) () -> OpaquePointer? = symbol("zbar_image_create"),
      let destroyImage: @convention(c) (OpaquePointer?) -> Void = symbol("zbar_image_destroy"),
      let setFormat: @convention(c) (OpaquePointer?, UInt) -> Void = symbol("zbar_image_set_format"),
      let setSize: @convention(c) (OpaquePointer?, UInt32, UInt32) -> Void = symbol("zbar_image_set_size"),
      let setData: @convention(c) (OpaquePointer?, UnsafeRawPointer?, UInt, OpaquePointer?) -> Void = symbol(
        "zbar_image_set_data"),
      let scan: @convention(c) (OpaquePointer?, OpaquePointer?) -> CInt = symbol("zbar_scan_image"),
      let firstSymbol: @convention(c) (OpaquePointer?) -> OpaquePointer? = symbol("zbar_image_first_symbol"),
      let nextSymbol: @convention(c) (OpaquePointer?) -> OpaquePointer? = symbol("zbar_symbol_next"),
      let data: @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>? = symbol("zbar_symbol_get_data"),
      let length: @convention(c) (OpaquePointer?) -> UInt32 = symbol("zbar_symbol_get_data_length")
    else { return nil }
    self.scanner = scanner
    self.destroyScanner = destroyScanner
    self.configure = configure
    self.image = image
    self.destroyImage = destroyImage
    self.setFormat = setFormat
    self.setSize = setSize
    self.setData = setData
    self.scan = scan
    self.firstSymbol = firstSymbol
    self.nextSymbol = nextSymbol
    self.data = data
    self.length = length
  }
}
