import Glibc

/// A picture as Leptonica keeps it, from the call that returns it until `destroy`; the C type is `PIX`.
typealias LeptonicaPicture = OpaquePointer

/// Leptonica's functions, looked up when the first picture needs them, for Tesseract's reason: start-up time.
///
/// Each property has the type that `leptonica/allheaders.h` gives the function named in ``init()``. Leptonica is
/// there wherever Tesseract is, and reads JPEG, PNG and TIFF through their own libraries.
struct LeptonicaLibrary {
  let readHeader:
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?,
      UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?,
      UnsafeMutablePointer<CInt>?
    ) -> CInt
  let readTIFFHeader:
    @convention(c) (
      UnsafePointer<UInt8>?, Int, CInt, UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?,
      UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?,
      UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?
    ) -> CInt
  let read: @convention(c) (UnsafePointer<UInt8>?, Int) -> LeptonicaPicture?
  let readTIFF: @convention(c) (UnsafePointer<UInt8>?, Int, CInt) -> LeptonicaPicture?
  let withoutAlpha: @convention(c) (LeptonicaPicture?) -> LeptonicaPicture?
  let grey: @convention(c) (LeptonicaPicture?, CInt) -> LeptonicaPicture?
  let width: @convention(c) (LeptonicaPicture?) -> CInt
  let height: @convention(c) (LeptonicaPicture?) -> CInt
  let wordsPerLine: @convention(c) (LeptonicaPicture?) -> CInt
  let resolution: @convention(c) (LeptonicaPicture?) -> CInt
  let data: @convention(c) (LeptonicaPicture?) -> UnsafeMutablePointer<UInt32>?
  let create: @convention(c) (CInt, CInt, CInt) -> LeptonicaPicture?
  let writeJPEG:
    @convention(c) (
      UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, UnsafeMutablePointer<Int>?, LeptonicaPicture?,
      CInt, CInt
    ) -> CInt
  let destroy: @convention(c) (UnsafeMutablePointer<LeptonicaPicture?>?) -> Void

  /// Debian's name of the library, as with Tesseract.
  private static let name = "liblept.so.5"
  /// `L_SEVERITY_NONE`: what a broken file makes it say is of no use to anyone.
  private static let silent: CInt = 6

  init() throws(OCRError) {
    guard let library = dlopen(Self.name, RTLD_NOW | RTLD_LOCAL) else {
      throw .libraryMissing(reason: dlerror().map { String(cString: $0) } ?? Self.name)
    }
    func symbol<Function>(_ name: String) throws(OCRError) -> Function {
      guard let address = dlsym(library, name) else { throw .libraryMissing(reason: "no \(name)") }
      return unsafeBitCast(address, to: Function.self)
    }
    readHeader = try symbol("pixReadHeaderMem")
    readTIFFHeader = try symbol("readHeaderMemTiff")
    read = try symbol("pixReadMem")
    readTIFF = try symbol("pixReadMemTiff")
    withoutAlpha = try symbol("pixRemoveAlpha")
    grey = try symbol("pixConvertTo8")
    width = try symbol("pixGetWidth")
    height = try symbol("pixGetHeight")
    wordsPerLine = try symbol("pixGetWpl")
    resolution = try symbol("pixGetXRes")
    data = try symbol("pixGetData")
    create = try symbol("pixCreate")
    writeJPEG = try symbol("pixWriteMemJpeg")
    destroy = try symbol("pixDestroy")
    let setSeverity: @convention(c) (CInt) -> CInt = try symbol("setMsgSeverity")
    _ = setSeverity(Self.silent)
  }
}
