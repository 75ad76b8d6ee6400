import Glibc
import Synchronization

/// GMime's functions, looked up when the first e-mail needs them, for Tesseract's reason: start-up time.
///
/// Each property has the type that `gmime/gmime.h` gives the function named in ``init()``. All its objects are
/// GObjects, which GLib (loaded with Poppler) counts and frees.
struct MailLibrary {
  typealias Object = OpaquePointer

  let memoryStream: @convention(c) () -> Object?
  let streamOfBuffer: @convention(c) (UnsafePointer<UInt8>?, Int) -> Object?
  /// The `GByteArray` of a stream in memory, which stays the stream's.
  let byteArray: @convention(c) (Object?) -> UnsafeMutableRawPointer?
  let parser: @convention(c) (Object?) -> Object?
  let message: @convention(c) (Object?, OpaquePointer?) -> Object?
  let body: @convention(c) (Object?) -> Object?
  let isMultipart: @convention(c) () -> UInt
  let isEncrypted: @convention(c) () -> UInt
  let isMessage: @convention(c) () -> UInt
  let isPart: @convention(c) () -> UInt
  let count: @convention(c) (Object?) -> CInt
  let child: @convention(c) (Object?, CInt) -> Object?
  let innerMessage: @convention(c) (Object?) -> Object?
  let contentType: @convention(c) (Object?) -> Object?
  /// To be freed with `g_free`.
  let mediaType: @convention(c) (Object?) -> UnsafeMutablePointer<CChar>?
  /// Decoded as RFC 2047 and RFC 2231 say.
  let fileName: @convention(c) (Object?) -> UnsafePointer<CChar>?
  let content: @convention(c) (Object?) -> Object?
  let writeContent: @convention(c) (Object?, Object?) -> Int

  init() throws(UnpackingError) {
    let library = try UnpackingError.library("libgmime-3.0.so.0")
    memoryStream = try library.symbol("g_mime_stream_mem_new")
    streamOfBuffer = try library.symbol("g_mime_stream_mem_new_with_buffer")
    byteArray = try library.symbol("g_mime_stream_mem_get_byte_array")
    parser = try library.symbol("g_mime_parser_new_with_stream")
    message = try library.symbol("g_mime_parser_construct_message")
    body = try library.symbol("g_mime_message_get_mime_part")
    isMultipart = try library.symbol("g_mime_multipart_get_type")
    isEncrypted = try library.symbol("g_mime_multipart_encrypted_get_type")
    isMessage = try library.symbol("g_mime_message_part_get_type")
    isPart = try library.symbol("g_mime_part_get_type")
    count = try library.symbol("g_mime_multipart_get_count")
    child = try library.symbol("g_mime_multipart_get_part")
    innerMessage = try library.symbol("g_mime_message_part_get_message")
    contentType = try library.symbol("g_mime_object_get_content_type")
    mediaType = try library.symbol("g_mime_content_type_get_mime_type")
    fileName = try library.symbol("g_mime_part_get_filename")
    content = try library.symbol("g_mime_part_get_content")
    writeContent = try library.symbol("g_mime_data_wrapper_write_to_stream")
    let initialise: @convention(c) () -> Void = try library.symbol("g_mime_init")
    Self.starting.withLock { _ in initialise() }
  }

  /// GMime counts its starts without a lock, and a second one would find it half made.
  private static let starting = Mutex(())
}
