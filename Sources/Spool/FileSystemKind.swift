import CLinux
import Glibc
public import SystemPackage

/// What a path lies on; decides whether events can be trusted and whether state may live there.
public enum FileSystemKind: Hashable, Sendable, CustomStringConvertible {
  /// A disk or memory of this machine: all its writers are seen by inotify.
  case local
  case nfs
  /// SMB in any version.
  case cifs
  /// A program of this machine answers; behind it may be anything.
  case fuse
  /// Another file system with servers elsewhere (Ceph, AFS, 9P…).
  case otherNetwork

  /// The kind of an existing file's or directory's file system.
  public init(of path: FilePath) throws(SpoolError) {
    let raw = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard raw >= 0 else { throw .system("open", path, .current) }
    defer { close(raw) }
    let magic = clinux_file_system_magic(raw)
    guard magic != -1 else { throw .system("fstatfs", path, .current) }
    self.init(magic: UInt32(truncatingIfNeeded: magic))
  }

  /// By the numbers in `linux/magic.h` and the kernel's file system sources.
  init(magic: UInt32) {
    self =
      switch magic {
      case 0x6969: .nfs
      case 0x517B, 0xFF53_4D42, 0xFE53_4D42: .cifs
      case 0x6573_5546: .fuse
      case 0x00C3_6400, 0x5346_414F, 0x6B41_4653, 0x0102_1997, 0x7375_7245, 0x0BD0_0BD0, 0x0116_1970:
        .otherNetwork
      default: .local
      }
  }

  /// Whether other machines may write behind the kernel's back: poll, do not trust events; no state here.
  public var isNetwork: Bool { self != .local }

  /// How an inbox of this kind is watched.
  public enum Watching: Hashable, Sendable {
    /// The kernel tells of every writer; a look now and then catches what was missed.
    case events
    /// Writers elsewhere raise no event here: looks alone, the more often.
    case looks
  }

  public var watching: Watching { isNetwork ? .looks : .events }

  public var description: String {
    switch self {
    case .local: "local"
    case .nfs: "NFS"
    case .cifs: "SMB/CIFS"
    case .fuse: "FUSE"
    case .otherNetwork: "network"
    }
  }

  /// Whether a rename can go from one to the other.
  ///
  /// Compares devices; two mounts of one device (bind mounts) still refuse, which ``DurableFiles`` then reports.
  public static func same(_ one: FilePath, _ other: FilePath) throws(SpoolError) -> Bool {
    var (left, right) = (stat(), stat())
    guard one.withPlatformString({ stat($0, &left) }) == 0 else { throw .system("stat", one, .current) }
    guard other.withPlatformString({ stat($0, &right) }) == 0 else { throw .system("stat", other, .current) }
    return left.st_dev == right.st_dev
  }
}
