import Glibc

/// What a file system still has for this service, as `statvfs(3)` tells.
public struct FreeSpace: Hashable, Sendable {
  /// Bytes for those who are not root.
  public var bytes: Int64
  /// Fewer inodes than this are as bad as little space.
  public static let fewFiles: Int64 = 10_000

  /// Inodes for those who are not root; `Int64.max` where the file system makes them as needed.
  public var files: Int64

  /// Why it cannot be told.
  public struct Failure: Error, Hashable, CustomStringConvertible {
    public var path: String
    /// `errno`.
    public var code: CInt

    public var description: String { "\(path): \(String(cString: strerror(code)))" }
  }

  public init(at path: String) throws(Failure) {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw Failure(path: path, code: errno) }
    bytes = Int64(
      clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).0)
    files = status.f_files == 0 ? .max : Int64(clamping: UInt64(status.f_favail))
  }
}
