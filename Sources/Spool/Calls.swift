import CLinux
import Glibc
import SystemPackage

/// The system calls that this room makes, each with its path and reason in the error.
///
/// Paths stay bytes. Every call asks ``FaultPlan`` first, repeats after EINTR, and opens with O_CLOEXEC.
enum Calls {
  static func status(_ path: FilePath) throws(SpoolError) -> FileStatus {
    try FaultPlan.check("lstat", path)
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else { throw .system("lstat", path, .current) }
    return FileStatus(status)
  }

  /// `nil` when there is no such entry.
  static func statusIfThere(_ path: FilePath) throws(SpoolError) -> FileStatus? {
    do throws(SpoolError) {
      return try status(path)
    } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
      throw error
    }
  }

  static func status(of descriptor: borrowing Descriptor) throws(SpoolError) -> FileStatus {
    try FaultPlan.check("fstat", descriptor.path)
    var status = stat()
    guard fstat(descriptor.raw, &status) == 0 else { throw .system("fstat", descriptor.path, .current) }
    return FileStatus(status)
  }

  static func status(_ name: FileName, in directory: borrowing Descriptor) throws(SpoolError) -> FileStatus {
    let path = directory.path.appending(name)
    try FaultPlan.check("fstatat", path)
    var status = stat()
    guard name.withCString({ fstatat(directory.raw, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      throw .system("fstatat", path, .current)
    }
    return FileStatus(status)
  }

  static func makeDirectory(_ path: FilePath, mode: mode_t) throws(SpoolError) {
    try FaultPlan.check("mkdir", path)
    try FaultPlan.making(.makeDirectory(path)) { () throws(SpoolError) in
      guard path.withPlatformString({ mkdir($0, mode) }) == 0 else { throw .system("mkdir", path, .current) }
    }
  }

  static func removeDirectory(_ path: FilePath) throws(SpoolError) {
    try FaultPlan.check("rmdir", path)
    try FaultPlan.making(.removeDirectory(path)) { () throws(SpoolError) in
      guard path.withPlatformString({ rmdir($0) }) == 0 else { throw .system("rmdir", path, .current) }
    }
  }

  /// True if the name was there.
  @discardableResult
  static func unlink(_ path: FilePath) throws(SpoolError) -> Bool {
    try FaultPlan.check("unlink", path)
    return try FaultPlan.making(.unlink(path)) { () throws(SpoolError) in
      if path.withPlatformString({ Glibc.unlink($0) }) == 0 { return true }
      let reason = Errno.current
      guard reason == .noSuchFileOrDirectory else { throw .system("unlink", path, reason) }
      return false
    }
  }

  static func rename(_ from: FilePath, over to: FilePath) throws(SpoolError) {
    try FaultPlan.check("rename", to)
    try FaultPlan.making(.rename(from, to: to)) { () throws(SpoolError) in
      let result = from.withPlatformString { from in to.withPlatformString { Glibc.rename(from, $0) } }
      guard result == 0 else { throw .system("rename", to, .current) }
    }
  }

  /// Renames without overwriting; where the file system has no such rename (NFS, some FUSE), links and unlinks.
  static func renameWithoutReplacing(_ from: FilePath, to: FilePath) throws(SpoolError) {
    try FaultPlan.check("renameat2", to)
    let isDone = try FaultPlan.making(.rename(from, to: to)) { () throws(SpoolError) in
      let result = from.withPlatformString { from in
        to.withPlatformString { clinux_rename_noreplace(from, $0) }
      }
      guard result != 0 else { return true }
      let reason = Errno.current
      guard reason == .invalidArgument || reason == .noFunction else {
        throw .system("renameat2", to, reason)
      }
      return false
    }
    guard !isDone else { return }
    try FaultPlan.check("link", to)
    try FaultPlan.making(.link(from, to: to)) { () throws(SpoolError) in
      // link(2) follows no link on Linux and fails with EEXIST, which makes it the rename's first half.
      guard from.withPlatformString({ from in to.withPlatformString { link(from, $0) } }) == 0 else {
        throw .system("link", to, .current)
      }
    }
    try unlink(from)
  }

  static func renameWithoutReplacing(
    _ name: FileName, in directory: borrowing Descriptor, to newName: FileName,
    in newDirectory: borrowing Descriptor
  ) throws(SpoolError) {
    let path = directory.path.appending(name)
    let newPath = newDirectory.path.appending(newName)
    try FaultPlan.check("renameat2", path)
    let from = directory.raw
    let to = newDirectory.raw
    let isDone = try FaultPlan.making(.rename(path, to: newPath)) { () throws(SpoolError) in
      let result = name.withCString { old in
        newName.withCString { clinux_renameat_noreplace(from, old, to, $0) }
      }
      guard result != 0 else { return true }
      let reason = Errno.current
      guard reason == .invalidArgument || reason == .noFunction else {
        throw .system("renameat2", path, reason)
      }
      return false
    }
    guard !isDone else { return }
    try FaultPlan.check("linkat", path)
    try FaultPlan.making(.link(path, to: newPath)) { () throws(SpoolError) in
      guard name.withCString({ old in newName.withCString { linkat(from, old, to, $0, 0) } }) == 0 else {
        throw .system("linkat", path, .current)
      }
    }
    try FaultPlan.check("unlinkat", path)
    try FaultPlan.making(.unlink(path)) { () throws(SpoolError) in
      guard name.withCString({ unlinkat(from, $0, 0) }) == 0 else {
        throw .system("unlinkat", path, .current)
      }
    }
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to file: borrowing Descriptor) throws(SpoolError) {
    var offset = 0
    while offset < bytes.count {
      try FaultPlan.check("write", file.path)
      let raw = file.raw
      let count = try FaultPlan.making(.write(file.path)) { () throws(SpoolError) in
        Glibc.write(raw, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      if count >= 0 {
        offset += count
      } else if Errno.current != .interrupted {
        throw .system("write", file.path, .current)
      }
    }
  }

  static func read(
    _ file: borrowing Descriptor, into buffer: UnsafeMutableRawBufferPointer
  )
    throws(SpoolError) -> Int
  {
    try FaultPlan.check("read", file.path)
    while true {
      let count = Glibc.read(file.raw, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if Errno.current != .interrupted { throw .system("read", file.path, .current) }
    }
  }

  static func read(_ file: borrowing Descriptor, at offset: Int64, count: Int) throws(SpoolError) -> [UInt8] {
    try FaultPlan.check("pread", file.path)
    var bytes = [UInt8](repeating: 0, count: count)
    let raw = file.raw
    let read = bytes.withUnsafeMutableBytes { pread(raw, $0.baseAddress, count, off_t(offset)) }
    guard read >= 0 else { throw .system("pread", file.path, .current) }
    bytes.removeLast(count - read)
    return bytes
  }

  static func synchronise(_ file: borrowing Descriptor) throws(SpoolError) {
    try FaultPlan.check("fsync", file.path)
    let raw = file.raw
    let path = file.path
    try FaultPlan.making(.synchronise(path)) { () throws(SpoolError) in
      guard fsync(raw) == 0 else { throw .system("fsync", path, .current) }
    }
  }
}

/// An open descriptor with one owner, closed when it ends.
struct Descriptor: ~Copyable {
  private(set) var raw: CInt
  let path: FilePath

  init(raw: CInt, path: FilePath) {
    self.raw = raw
    self.path = path
  }

  /// Opens without following a link in the last place and without waiting for a pipe's other end.
  init(opening path: FilePath, _ flags: CInt, mode: mode_t = 0o640) throws(SpoolError) {
    try FaultPlan.check("open", path)
    let opening = { () throws(SpoolError) -> CInt in
      let raw = path.withPlatformString { open($0, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode) }
      guard raw >= 0 else { throw .system("open", path, .current) }
      return raw
    }
    let raw = flags & O_CREAT != 0 ? try FaultPlan.making(.create(path), opening) : try opening()
    self.init(raw: raw, path: path)
  }

  /// Opens a document for reading; ``SpoolError/alreadyClaimed(_:)`` when it is gone.
  init(reading path: FilePath) throws(SpoolError) {
    do throws(SpoolError) {
      try self.init(opening: path, O_RDONLY)
    } catch {
      if error.errno == .noSuchFileOrDirectory { throw .alreadyClaimed(path) }
      if error.errno == .tooManySymbolicLinkLevels { throw .notRegularFile(path, .symbolicLink) }
      throw error
    }
  }

  /// Makes a file that must not exist yet.
  init(creating path: FilePath) throws(SpoolError) {
    do throws(SpoolError) {
      try self.init(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    } catch {
      if error.errno == .fileExists { throw .targetExists(path) }
      throw error
    }
  }

  /// Opens a folder; its own path may lead through links (an administrator's choice), its content may not.
  init(directory path: FilePath) throws(SpoolError) {
    try FaultPlan.check("open", path)
    let raw = path.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard raw >= 0 else {
      let reason = Errno.current
      if reason == .noSuchFileOrDirectory { throw .directoryMissing(path) }
      throw .system("open", path, reason)
    }
    self.init(raw: raw, path: path)
  }

  /// Opens something below a folder and never leaves it: no links in any place, no `..`, no mount tricks.
  init(opening names: [FileName], beneath directory: borrowing Descriptor, _ flags: CInt) throws(SpoolError) {
    let path = names.reduce(directory.path) { $0.appending($1) }
    try FaultPlan.check("openat2", path)
    let flags = flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let relative = Array(names.map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
    let characters = (relative.isEmpty ? [0x2E] : relative).map { CChar(bitPattern: $0) } + [0]
    var raw = clinux_open_beneath(directory.raw, characters, flags)
    // Kernels before 5.6, and containers whose filter does not know the call, go name by name.
    if raw < 0, Errno.current == .noFunction || Errno.current == .notPermitted {
      raw = Self.openByName(names, beneath: directory.raw, flags)
    }
    guard raw >= 0 else { throw .system("openat2", path, .current) }
    self.init(raw: raw, path: path)
  }

  private static func openByName(_ names: [FileName], beneath directory: CInt, _ flags: CInt) -> CInt {
    var current = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for (index, name) in names.enumerated() where current >= 0 {
      let isLast = index == names.count - 1
      let next = name.withCString {
        openat(current, $0, isLast ? flags : O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      }
      let reason = Glibc.errno
      close(current)
      Glibc.errno = reason
      current = next
    }
    return current
  }

  /// Closes and reports: on NFS and with quotas a write can fail as late as here.
  consuming func closeChecked() throws(SpoolError) {
    try FaultPlan.check("close", path)
    let descriptor = raw
    raw = -1
    guard close(descriptor) == 0 || Errno.current == .interrupted else {
      throw .system("close", path, .current)
    }
  }

  deinit { if raw >= 0 { close(raw) } }
}
