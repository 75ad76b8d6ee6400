internal import CZip
import Glibc
import Spool
internal import SystemPackage

/// The archive that libzip writes; see zip(5) and libzip(3).
private typealias ZipHandle = OpaquePointer

/// Why an archive could not be written.
public struct ZipError: Error, Hashable, CustomStringConvertible {
  /// The archive.
  public var path: String
  /// libzip's own words.
  public var message: String

  public var description: String { "\(path): \(message)" }
}

/// A ZIP archive being written: flat, with fixed times, so that the same content gives the same bytes.
struct ZipArchive: ~Copyable {
  private var handle: ZipHandle?
  private let path: FilePath
  private let (dosTime, dosDate): (UInt16, UInt16)

  /// Creates the archive.
  ///
  /// - Parameter seconds: Since 1970, universal time: what all its entries are dated.
  init(creating path: FilePath, dated seconds: Int64) throws(ZipError) {
    var code: CInt = 0
    guard let opened = zip_open(path.string, ZIP_CREATE | ZIP_EXCL, &code) else {
      throw ZipError(path: path.string, message: Self.message(code))
    }
    self.path = path
    (dosTime, dosDate) = Self.dos(seconds)
    handle = opened
  }

  deinit {
    if let handle { zip_discard(handle) }
  }

  /// Adds an entry with these bytes, compressed.
  mutating func add(_ name: String, _ bytes: [UInt8]) throws(ZipError) {
    // libzip frees the copy when it closes the archive.
    guard let copy = malloc(max(1, bytes.count)) else {
      throw ZipError(path: path.string, message: "no memory")
    }
    bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(copy, base, $0.count) } }
    guard let source = zip_source_buffer_create(copy, UInt64(bytes.count), 1, nil) else {
      free(copy)
      throw failure()
    }
    try add(name, source, compresses: true)
  }

  /// Adds an entry with a file's content, which is read when the archive is closed.
  ///
  /// - Parameter compresses: No for what is compressed already, as PDF and JPEG are.
  mutating func add(_ name: String, file: FilePath, compresses: Bool) throws(ZipError) {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_file_create(file.string, 0, -1, &error) else {
      throw ZipError(path: file.string, message: String(cString: zip_error_strerror(&error)))
    }
    try add(name, source, compresses: compresses)
  }

  /// Writes everything; durable but for the name in its folder.
  consuming func close() throws(ZipError) {
    guard let open = handle else { return }
    guard zip_close(open) == 0 else {
      let error = failure()
      zip_discard(open)
      handle = nil
      throw error
    }
    handle = nil
  }

  private func add(_ name: String, _ source: OpaquePointer, compresses: Bool) throws(ZipError) {
    let index = zip_file_add(handle, name, source, UInt32(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw failure()
    }
    let method = compresses ? ZIP_CM_DEFLATE : ZIP_CM_STORE
    guard zip_set_file_compression(handle, UInt64(index), method, 0) == 0,
      zip_file_set_dostime(handle, UInt64(index), dosTime, dosDate, 0) == 0
    else { throw failure() }
  }

  private func failure() -> ZipError {
    guard let handle else { return ZipError(path: path.string, message: "closed") }
    return ZipError(path: path.string, message: String(cString: zip_strerror(handle)))
  }

  private static func message(_ code: CInt) -> String {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    return String(cString: zip_error_strerror(&error))
  }

  /// Time and date as ZIP has them; libzip's own conversion asks for the local time zone.
  private static func dos(_ seconds: Int64) -> (time: UInt16, date: UInt16) {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    let year = min(max(Int(parts.tm_year) - 80, 0), 127)
    return (
      UInt16(parts.tm_hour) << 11 | UInt16(parts.tm_min) << 5 | UInt16(parts.tm_sec) >> 1,
      UInt16(year) << 9 | UInt16(parts.tm_mon + 1) << 5 | UInt16(parts.tm_mday)
    )
  }
}
