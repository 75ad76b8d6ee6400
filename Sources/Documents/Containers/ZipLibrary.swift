import Glibc

/// An open archive, until `discard`; the C type is `zip_t`.
typealias ZipHandle = OpaquePointer

/// libzip's functions, looked up when the first archive needs them, for Tesseract's reason: start-up time.
///
/// Each property has the type that `zip.h` gives the function named in ``init()``.
struct ZipLibrary {
  let bufferSource:
    @convention(c) (UnsafeRawPointer?, UInt64, CInt, UnsafeMutableRawPointer?) -> OpaquePointer?
  let freeSource: @convention(c) (OpaquePointer?) -> Void
  let open: @convention(c) (OpaquePointer?, CInt, UnsafeMutableRawPointer?) -> ZipHandle?
  let discard: @convention(c) (ZipHandle?) -> Void
  let count: @convention(c) (ZipHandle?, UInt32) -> Int64
  let name: @convention(c) (ZipHandle?, UInt64, UInt32) -> UnsafePointer<CChar>?
  let openEntry: @convention(c) (ZipHandle?, UInt64, UInt32) -> OpaquePointer?
  let read: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UInt64) -> Int64
  let closeEntry: @convention(c) (OpaquePointer?) -> CInt
  let error: @convention(c) (ZipHandle?) -> UnsafeMutableRawPointer?
  let errorCode: @convention(c) (UnsafeRawPointer?) -> CInt

  /// `ZIP_RDONLY`.
  static let readOnly: CInt = 16
  /// `ZIP_ER_ENCRNOTSUPP`, `ZIP_ER_NOPASSWD` and `ZIP_ER_WRONGPASSWD`.
  static let encrypted: Set<CInt> = [24, 26, 27]

  init() throws(UnpackingError) {
    let library = try UnpackingError.library("libzip.so.4")
    bufferSource = try library.symbol("zip_source_buffer_create")
    freeSource = try library.symbol("zip_source_free")
    open = try library.symbol("zip_open_from_source")
    discard = try library.symbol("zip_discard")
    count = try library.symbol("zip_get_num_entries")
    name = try library.symbol("zip_get_name")
    openEntry = try library.symbol("zip_fopen_index")
    read = try library.symbol("zip_fread")
    closeEntry = try library.symbol("zip_fclose")
    error = try library.symbol("zip_get_error")
    errorCode = try library.symbol("zip_error_code_zip")
  }
}
