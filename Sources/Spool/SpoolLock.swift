import Glibc
public import SystemPackage

/// Proof that this process alone works on a state directory or an inbox.
///
/// An flock(2) on a file in it: the kernel gives it back however the holder ends. Released when the last
/// reference goes. The file stays, since deleting it would let two holders lock two inodes.
public final class SpoolLock: Sendable {
  public static let fileName = ".belegd.lock"

  private let descriptor: CInt
  public let directory: FilePath

  /// Locks without waiting.
  ///
  /// - Throws: ``SpoolError/locked(_:holder:)`` with what the holder wrote about itself.
  public init(directory: FilePath) throws(SpoolError) {
    let path = directory.appending(Self.fileName)
    try FaultPlan.check("flock", path)
    let raw = path.withPlatformString { open($0, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640) }
    guard raw >= 0 else { throw .system("open", path, .current) }
    guard flock(raw, LOCK_EX | LOCK_NB) == 0 else {
      let reason = Errno.current
      var text = [UInt8](repeating: 0, count: 128)
      let count = text.withUnsafeMutableBytes { pread(raw, $0.baseAddress, $0.count, 0) }
      close(raw)
      guard reason == .wouldBlock else { throw .system("flock", path, reason) }
      let holder = FileName.display(text.prefix(max(0, count)).filter { $0 != 0x0A })
      throw .locked(directory, holder: holder.isEmpty ? "unknown" : holder)
    }
    var host = [CChar](repeating: 0, count: 65)
    gethostname(&host, 64)
    let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let text = Array("process \(getpid()) on \(name)\n".utf8)
    // For people only; the lock itself does not depend on it.
    ftruncate(raw, 0)
    _ = text.withUnsafeBytes { pwrite(raw, $0.baseAddress, $0.count, 0) }
    descriptor = raw
    self.directory = directory
  }

  deinit { close(descriptor) }
}
