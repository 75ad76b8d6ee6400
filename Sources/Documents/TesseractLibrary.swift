import CStandIn
import CTesseract
import Glibc

/// Tesseract's functions, looked up when the first page needs them.
///
/// Linking the library costs every reader 20 ms before `main`, since Debian's build drags a network library
/// and its relatives along; a document with a text layer shall not pay for that. Each property has the type that
/// `tesseract/capi.h` gives the function named in ``init()``.
struct TesseractLibrary {
  let create: @convention(c) () -> OpaquePointer?
  let delete: @convention(c) (OpaquePointer?) -> Void
  let initialise: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> CInt
  let setVariable: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> CInt
  let setSegmentation: @convention(c) (OpaquePointer?, TessPageSegMode) -> Void
  let setImage: @convention(c) (OpaquePointer?, UnsafePointer<UInt8>?, CInt, CInt, CInt, CInt) -> Void
  let setResolution: @convention(c) (OpaquePointer?, CInt) -> Void
  let recognise: @convention(c) (OpaquePointer?, OpaquePointer?) -> CInt
  let clear: @convention(c) (OpaquePointer?) -> Void
  let iterator: @convention(c) (OpaquePointer?) -> OpaquePointer?
  let deleteIterator: @convention(c) (OpaquePointer?) -> Void
  let position: @convention(c) (OpaquePointer?) -> OpaquePointer?
  let next: @convention(c) (OpaquePointer?, TessPageIteratorLevel) -> CInt
  let text: @convention(c) (OpaquePointer?, TessPageIteratorLevel) -> UnsafeMutablePointer<CChar>?
  let deleteText: @convention(c) (UnsafePointer<CChar>?) -> Void
  let confidence: @convention(c) (OpaquePointer?, TessPageIteratorLevel) -> Float
  let isFromDictionary: @convention(c) (OpaquePointer?) -> CInt
  let box:
    @convention(c) (
      OpaquePointer?, TessPageIteratorLevel, UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?,
      UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?
    ) -> CInt

  /// Debian's name of the library; the development package's unversioned link may be missing.
  private static let name = "libtesseract.so.5"

  init() throws(OCRError) {
    guard let library = dlopen(Self.name, RTLD_NOW | RTLD_LOCAL) else {
      throw .libraryMissing(reason: dlerror().map { String(cString: $0) } ?? Self.name)
    }
    cstandin_found_tesseract(library)
    func symbol<Function>(_ name: String) throws(OCRError) -> Function {
      guard let address = dlsym(library, name) else { throw .libraryMissing(reason: "no \(name)") }
      return unsafeBitCast(address, to: Function.self)
    }
    create = try symbol("TessBaseAPICreate")
    delete = try symbol("TessBaseAPIDelete")
    initialise = try symbol("TessBaseAPIInit3")
    setVariable = try symbol("TessBaseAPISetVariable")
    setSegmentation = try symbol("TessBaseAPISetPageSegMode")
    setImage = try symbol("TessBaseAPISetImage")
    setResolution = try symbol("TessBaseAPISetSourceResolution")
    recognise = try symbol("TessBaseAPIRecognize")
    clear = try symbol("TessBaseAPIClear")
    iterator = try symbol("TessBaseAPIGetIterator")
    deleteIterator = try symbol("TessResultIteratorDelete")
    position = try symbol("TessResultIteratorGetPageIteratorConst")
    next = try symbol("TessResultIteratorNext")
    text = try symbol("TessResultIteratorGetUTF8Text")
    deleteText = try symbol("TessDeleteText")
    confidence = try symbol("TessResultIteratorConfidence")
    isFromDictionary = try symbol("TessResultIteratorWordIsFromDictionary")
    box = try symbol("TessPageIteratorBoundingBox")
  }
}
