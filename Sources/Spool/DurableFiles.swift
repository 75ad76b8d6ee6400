import Dispatch
import Glibc
public import SystemPackage

/// Moves and writes that a power cut cannot half-do.
///
/// The room `Spool` knows the file system and nothing else: when a dropped file is whole, how it is taken, kept
/// and given back. Every function here returns only once its effect would survive a crash: data first, then
/// the name, then the directory that holds the name. All of them block; call them off the cooperative pool
/// (``offPool(_:)``).
public enum DurableFiles {
  /// What ``publish(from:to:)`` found.
  public enum Publication: Hashable, Sendable {
    /// The rename happened now.
    case published
    /// The staged file was gone: an earlier run has published it, whatever became of it since.
    case alreadyPublished
  }

  /// What ``copy(from:to:mode:)`` has written.
  public struct Copy: Hashable, Sendable {
    public var digest: SHA256.Digest
    public var size: Int64
    /// The source's time of last change when it was read, in nanoseconds.
    public var sourceModified: Int64
  }

  /// Renames a file to a free name on the same file system.
  ///
  /// - Throws: ``SpoolError/targetExists(_:)`` instead of overwriting, ``SpoolError/alreadyClaimed(_:)`` when
  ///   `source` is gone.
  public static func move(from source: FilePath, to target: FilePath) throws(SpoolError) {
    do throws(SpoolError) {
      try Calls.renameWithoutReplacing(source, to: target)
    } catch {
      throw try explained(error, from: source, to: target)
    }
    try synchronise(directory: target.removingLastComponent())
    try synchronise(directory: source.removingLastComponent())
  }

  /// Renames a dropped file by path; the rename is the lock.
  ///
  /// Inboxes take ``Claims``, which trusts no path.
  public static func claim(_ source: FilePath, as destination: FilePath) throws(SpoolError) {
    guard let status = try Calls.statusIfThere(source) else { throw .alreadyClaimed(source) }
    guard status.kind == .regular else { throw .notRegularFile(source, status.kind) }
    do throws(SpoolError) {
      try move(from: source, to: destination)
    } catch {
      if case .targetExists = error { throw .alreadyClaimed(source) }
      throw error
    }
  }

  /// Puts a staged file into an outbox, once.
  ///
  /// A rename *from staging*, never over another file. Afterwards and after any crash "is it still staged?"
  /// answers "was it published?", even if the bookkeeper has fetched and deleted the file since.
  ///
  /// - Throws: ``SpoolError/targetExists(_:)`` while another file has the name,
  ///   ``SpoolError/differentFileSystems(_:_:)``, ``SpoolError/directoryMissing(_:)`` when staging or outbox is
  ///   not there (the result waits in staging).
  @discardableResult
  public static func publish(from staged: FilePath, to target: FilePath) throws(SpoolError) -> Publication {
    let publication = try handOver(staged, to: target)
    if publication == .published {
      try synchronise(directory: target.removingLastComponent())
      try synchronise(directory: staged.removingLastComponent())
    }
    return publication
  }

  /// The rename of ``publish(from:to:)`` alone, for several files that share their folders.
  ///
  /// Afterwards the caller must synchronise the targets' folders, each once, and only then staging: until a name
  /// is durable where people look, staging must keep it.
  public static func handOver(_ staged: FilePath, to target: FilePath) throws(SpoolError) -> Publication {
    guard let status = try Calls.statusIfThere(staged) else {
      try requireDirectory(staged.removingLastComponent())
      // The earlier run may have died between the rename and this.
      try? synchronise(directory: target.removingLastComponent())
      return .alreadyPublished
    }
    // Where a rename is a link and an unlink, a crash between them leaves one file under both names.
    if let there = try Calls.statusIfThere(target), there.isSameFile(as: status) {
      try Calls.unlink(staged)
    } else {
      do throws(SpoolError) {
        try Calls.renameWithoutReplacing(staged, to: target)
      } catch {
        throw try explained(error, from: staged, to: target)
      }
    }
    return .published
  }

  /// Publishes into another file system: at least once, under the same name (`outbox.copy: true`).
  ///
  /// The copy grows under a hidden name beside the target. A crash between its rename and the removal of the
  /// staged file repeats the copy; if the target is still there with the same bytes, it is left alone.
  ///
  /// - Throws: ``SpoolError/targetExists(_:)``; ``SpoolError/directoryMissing(_:)`` when the target's folder is.
  @discardableResult
  public static func publishCopy(from staged: FilePath, to target: FilePath) throws(SpoolError) -> Publication
  {
    guard try Calls.statusIfThere(staged) != nil else {
      try requireDirectory(staged.removingLastComponent())
      return .alreadyPublished
    }
    if try Calls.statusIfThere(target) != nil {
      guard try hash(of: target) == hash(of: staged) else { throw .targetExists(target) }
    } else {
      let temporary = temporaryName(for: target)
      try requireDirectory(target.removingLastComponent())
      try Calls.unlink(temporary)
      try copy(from: staged, to: temporary, mode: 0o640)
      do throws(SpoolError) {
        try Calls.renameWithoutReplacing(temporary, to: target)
      } catch {
        throw try explained(error, from: temporary, to: target)
      }
    }
    try synchronise(directory: target.removingLastComponent())
    try remove(staged)
    return .published
  }

  /// Puts `bytes` at `path` whole or not at all, replacing what was there.
  ///
  /// The temporary name is fixed per path, so what a crash leaves behind is overwritten by the retry.
  public static func write(_ bytes: [UInt8], to path: FilePath, mode: UInt32 = 0o640) throws(SpoolError) {
    let temporary = temporaryName(for: path)
    try writeContent(bytes, to: temporary, mode: mode)
    try Calls.rename(temporary, over: path)
    try synchronise(directory: path.removingLastComponent())
  }

  /// Puts `bytes` into a file whose name nobody looks for yet; durable but for the directory entry.
  ///
  /// A crash may leave a part of it behind, so this is for folders that the next attempt empties, such as staging.
  public static func writeContent(_ bytes: [UInt8], to path: FilePath, mode: UInt32) throws(SpoolError) {
    let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode_t(mode))
    do throws(SpoolError) {
      try writeAll(bytes, to: file)
      try Calls.synchronise(file)
    } catch {
      // What fsync has refused is not tried again on the same file: the retry starts from the source.
      _ = try? Calls.unlink(path)
      throw error
    }
    try file.closeChecked()
  }

  public static func write(_ text: String, to path: FilePath, mode: UInt32 = 0o640) throws(SpoolError) {
    try write(Array(text.utf8), to: path, mode: mode)
  }

  /// Copies a regular file to a new name and hashes it on the way; durable but for the directory entry.
  ///
  /// - Throws: ``SpoolError/stillWritten(_:)`` when size or time of the source changed meanwhile,
  ///   ``SpoolError/notRegularFile(_:_:)``, ``SpoolError/targetExists(_:)``. Nothing is left behind then.
  @discardableResult
  public static func copy(
    from source: FilePath, to target: FilePath, mode: UInt32 = 0o440
  )
    throws(SpoolError) -> Copy
  {
    try copy(from: Descriptor(reading: source), to: target, mode: mode)
  }

  /// Removes a name for good; one that is gone already is no error.
  public static func remove(_ path: FilePath) throws(SpoolError) {
    if try Calls.unlink(path) { try synchronise(directory: path.removingLastComponent()) }
  }

  /// Whether there is anything under this name; a link is not followed.
  public static func exists(_ path: FilePath) throws(SpoolError) -> Bool {
    try Calls.statusIfThere(path) != nil
  }

  /// Removes a folder of plain files with what is in it; one that is gone already is no error.
  public static func removeFolder(_ path: FilePath) throws(SpoolError) {
    guard try Calls.statusIfThere(path) != nil else { return }
    for name in try InboxScanner.names(in: Descriptor(directory: path)) {
      try Calls.unlink(path.appending(name))
    }
    try Calls.removeDirectory(path)
    try synchronise(directory: path.removingLastComponent())
  }

  /// Removes the folders of plain files below a folder whose names nobody needs any more.
  public static func removeFolders(in path: FilePath, where isLeftover: (String) -> Bool) throws(SpoolError) {
    for name in try InboxScanner.names(in: Descriptor(directory: path)) where isLeftover(name.display) {
      if try Calls.statusIfThere(path.appending(name))?.kind == .directory {
        try removeFolder(path.appending(name))
      }
    }
  }

  /// The names in a folder, in the order of their bytes.
  public static func names(in folder: FilePath) throws(SpoolError) -> [FileName] {
    try InboxScanner.names(in: Descriptor(directory: folder))
  }

  /// Makes a directory and what is missing above it.
  public static func makeDirectory(_ path: FilePath, mode: UInt32 = 0o750) throws(SpoolError) {
    if let status = try Calls.statusIfThere(path), status.kind != .regular { return }
    let parent = path.removingLastComponent()
    if parent != path, !parent.isEmpty { try makeDirectory(parent, mode: mode) }
    do throws(SpoolError) {
      try Calls.makeDirectory(path, mode: mode_t(mode))
    } catch {
      if error.errno == .fileExists { return }
      throw error
    }
    if !parent.isEmpty { try synchronise(directory: parent) }
  }

  /// The whole file, if it is regular and not larger than `limit`.
  public static func read(_ path: FilePath, limit: Int = 64 << 20) throws(SpoolError) -> [UInt8] {
    let file = try Descriptor(opening: path, O_RDONLY)
    let status = try Calls.status(of: file)
    guard status.kind == .regular else { throw .notRegularFile(path, status.kind) }
    guard status.size <= limit else { throw .system("read", path, .fileTooLarge) }
    return try Calls.read(file, at: 0, count: Int(status.size))
  }

  /// The hash of a file's content.
  public static func hash(of path: FilePath) throws(SpoolError) -> SHA256.Digest {
    let file = try Descriptor(opening: path, O_RDONLY)
    let hash = SHA256()
    try eachChunk(of: file) { (chunk) throws(SpoolError) in hash.update(chunk) }
    return hash.finish()
  }

  /// Makes the names in a directory durable.
  public static func synchronise(directory: FilePath) throws(SpoolError) {
    let descriptor = try Descriptor(directory: directory.isEmpty ? "." : directory)
    try Calls.synchronise(descriptor)
  }

  /// Makes a file's content and name durable that another library has written.
  public static func synchronise(file path: FilePath) throws(SpoolError) {
    let descriptor = try Descriptor(opening: path, O_RDONLY)
    try Calls.synchronise(descriptor)
    try synchronise(directory: path.removingLastComponent())
  }

  // MARK: - Parts

  static func copy(
    from input: borrowing Descriptor, to target: FilePath, mode: UInt32
  )
    throws(SpoolError) -> Copy
  {
    let before = try Calls.status(of: input)
    guard before.kind == .regular else { throw .notRegularFile(input.path, before.kind) }
    let output = try Descriptor(creating: target)
    let hash = SHA256()
    var size: Int64 = 0
    var sourceModified = before.modified
    do throws(SpoolError) {
      try eachChunk(of: input) { (chunk) throws(SpoolError) in
        hash.update(chunk)
        size += Int64(chunk.count)
        try Calls.write(chunk, to: output)
      }
      let after = try Calls.status(of: input)
      guard after.isUnchanged(since: before), size == after.size else { throw .stillWritten(input.path) }
      sourceModified = after.modified
      guard fchmod(output.raw, mode_t(mode)) == 0 else { throw .system("fchmod", target, .current) }
      try Calls.synchronise(output)
    } catch {
      _ = try? Calls.unlink(target)
      throw error
    }
    try output.closeChecked()
    return Copy(digest: hash.finish(), size: size, sourceModified: sourceModified)
  }

  /// One buffer for the whole file: memory stays flat however large the document is.
  private static func eachChunk(
    of file: borrowing Descriptor, _ body: (UnsafeRawBufferPointer) throws(SpoolError) -> Void
  ) throws(SpoolError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = try Calls.read(file, into: buffer), count > 0 {
      try body(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: borrowing Descriptor) throws(SpoolError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: bytes)
    try Calls.write(UnsafeRawBufferPointer(buffer), to: file)
  }

  /// Hidden, fixed per path, and short enough for the longest name.
  static func temporaryName(for path: FilePath) -> FilePath {
    let name = FileName(lastOf: path)?.bytes ?? []
    let stem = name.count <= 250 ? name : Array(SHA256.hash(name).hex.utf8)
    let hidden = FileName([UInt8(ascii: ".")] + stem + Array(".tmp".utf8))
    return hidden.map { path.removingLastComponent().appending($0) } ?? path
  }

  private static func requireDirectory(_ path: FilePath) throws(SpoolError) {
    guard try Calls.statusIfThere(path.isEmpty ? "." : path) != nil else { throw .directoryMissing(path) }
  }

  /// What ENOENT, EEXIST and EXDEV of a rename mean here.
  private static func explained(
    _ error: SpoolError, from source: FilePath, to target: FilePath
  )
    throws(SpoolError) -> SpoolError
  {
    switch error.errno {
    case .fileExists?: return .targetExists(target)
    case .improperLink?: return .differentFileSystems(source, target)
    case .noSuchFileOrDirectory?:
      if try Calls.statusIfThere(source) == nil { return .alreadyClaimed(source) }
      return .directoryMissing(target.removingLastComponent())
    default: return error
    }
  }
}

/// Runs blocking file work on a thread of its own instead of one of the cooperative pool's few.
///
/// Task-local values, such as ``FaultPlan/current``, go along; cancellation does not interrupt file work.
public func offPool<Result: Sendable>(
  _ body: @escaping @Sendable () throws(SpoolError) -> Result
)
  async throws(SpoolError) -> Result
{
  let plan = FaultPlan.current
  let outcome: Swift.Result<Result, SpoolError> = await withCheckedContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(
        returning: FaultPlan.$current.withValue(plan) {
          do throws(SpoolError) { return .success(try body()) } catch { return .failure(error) }
        })
    }
  }
  return try outcome.get()
}
