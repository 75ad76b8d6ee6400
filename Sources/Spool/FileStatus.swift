import Glibc
public import SystemPackage

/// What a directory entry is, without following it.
public enum FileKind: String, Hashable, Sendable, CaseIterable {
  case regular
  case directory
  case symbolicLink = "symbolic link"
  case pipe
  case socket
  case device
}

/// The parts of `stat(2)` that decide about a document.
public struct FileStatus: Hashable, Sendable {
  public var kind: FileKind
  public var device: UInt64
  public var inode: UInt64
  /// Names of the inode.
  public var linkCount: Int
  /// Apparent size in bytes.
  public var size: Int64
  /// What the file system has allocated, in bytes; far less than ``size`` in a sparse file.
  public var allocated: Int64
  /// Last change of the content, in nanoseconds since 1970 by whatever clock the writer had.
  public var modified: Int64
  public var owner: UInt32
  public var mode: UInt32

  /// Whether the other one is the same file, whatever its names are.
  public func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }

  /// Whether nothing was written between the two looks, as far as `stat` can tell.
  public func isUnchanged(since other: FileStatus) -> Bool {
    isSameFile(as: other) && size == other.size && modified == other.modified
  }

  /// Bytes that are claimed but not there, above what compression and small holes explain.
  public var isSparse: Bool { size > 64 << 20 && allocated < size / 16 }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    linkCount = Int(status.st_nlink)
    size = Int64(status.st_size)
    allocated = Int64(status.st_blocks) * 512
    modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    owner = status.st_uid
    mode = status.st_mode & 0o7777
  }

  /// Looks at a path without following a link in its last place.
  public init(of path: FilePath) throws(SpoolError) {
    self = try Calls.status(path)
  }
}
