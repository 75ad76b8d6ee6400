import Glibc
public import SystemPackage

/// The originals, each once, named by the hash of its bytes; written once, mode 0440, never changed (GoBD).
public struct DocumentStore: Hashable, Sendable {
  public var directory: FilePath

  public init(directory: FilePath) { self.directory = directory }

  /// A document that is safely kept.
  public struct Stored: Hashable, Sendable {
    public var sha256: SHA256.Digest
    public var size: Int64
    /// By content, else by the dropped name, else `bin`.
    public var fileExtension: String
    public var path: FilePath
    /// The store had these bytes before.
    public var wasKnown: Bool
    /// The claimed file's time of last change when it was read, in nanoseconds.
    public var sourceModified: Int64
  }

  /// Everything in the store, by the names that it was stored under.
  public func names() throws(SpoolError) -> [(sha256: String, fileExtension: String)] {
    try DurableFiles.names(in: directory).compactMap { name in
      let parts = name.display.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, parts[0].utf8.count == 64 else { return nil }
      return (String(parts[0]), String(parts[1]))
    }
  }

  /// Where the document of this hash lies.
  public func path(sha256: String, fileExtension: String) -> FilePath {
    directory.appending("\(sha256).\(fileExtension)")
  }

  /// Copies a claimed file in, hashing it on the way; doing it twice changes nothing.
  ///
  /// The copy is an inode that nobody else has open, whatever the dropper still does with his.
  ///
  /// - Throws: ``SpoolError/stillWritten(_:)`` when a writer is found or the file changes meanwhile.
  public func store(_ claim: Claims.Claim) throws(SpoolError) -> Stored {
    try store(claim.path, id: claim.id, name: claim.name)
  }

  /// Copies any finished regular file in, under the given temporary id.
  public func store(_ source: FilePath, id: ULID, name: FileName?) throws(SpoolError) -> Stored {
    let input = try Descriptor(reading: source)
    let probe = try FileProbe(of: input)
    guard probe.writer != .present else { throw .stillWritten(source) }
    let fileExtension = probe.content?.fileExtension ?? name?.fileExtension ?? "bin"

    let temporary = directory.appending("\(Self.temporaryPrefix)\(id)")
    try Calls.unlink(temporary)
    let copy = try DurableFiles.copy(from: input, to: temporary, mode: 0o440)
    return try keep(
      temporary,
      as: Stored(
        sha256: copy.digest, size: copy.size, fileExtension: fileExtension,
        path: path(sha256: copy.digest.hex, fileExtension: fileExtension), wasKnown: false,
        sourceModified: copy.sourceModified))
  }

  /// Keeps bytes that came out of another document; doing it twice changes nothing.
  ///
  /// - Parameter name: What it was called there, for an ending where the content does not tell one.
  public func store(_ bytes: [UInt8], id: ULID, name: FileName?) throws(SpoolError) -> Stored {
    let fileExtension = ContentKind(start: bytes.prefix(2048))?.fileExtension ?? name?.fileExtension ?? "bin"
    let temporary = directory.appending("\(Self.temporaryPrefix)\(id)")
    try Calls.unlink(temporary)
    try DurableFiles.write(bytes, to: temporary, mode: 0o440)
    let digest = SHA256.hash(bytes)
    return try keep(
      temporary,
      as: Stored(
        sha256: digest, size: Int64(bytes.count), fileExtension: fileExtension,
        path: path(sha256: digest.hex, fileExtension: fileExtension), wasKnown: false, sourceModified: 0))
  }

  /// Gives a durable copy the name of its hash.
  private func keep(_ temporary: FilePath, as fresh: Stored) throws(SpoolError) -> Stored {
    var stored = fresh
    do throws(SpoolError) {
      try Calls.renameWithoutReplacing(temporary, to: stored.path)
    } catch {
      guard error.errno == .fileExists else { throw error }
      // Known bytes, unless the store's own copy has rotted: then the fresh one takes its place (fault 79).
      if try DurableFiles.hash(of: stored.path) == stored.sha256 {
        stored.wasKnown = true
        try Calls.unlink(temporary)
      } else {
        try Calls.rename(temporary, over: stored.path)
      }
    }
    try DurableFiles.synchronise(directory: directory)
    return stored
  }

  /// Reads a document again and compares.
  ///
  /// - Throws: ``SpoolError/damaged(_:)`` when its bytes no longer have its hash (fault 79).
  public func verify(sha256: String, fileExtension: String) throws(SpoolError) {
    let path = path(sha256: sha256, fileExtension: fileExtension)
    guard try DurableFiles.hash(of: path).hex == sha256 else { throw .damaged(path) }
  }

  /// Stages a copy of a document for an archive or a folder that people use; durable but for the directory entry.
  ///
  /// - Throws: ``SpoolError/damaged(_:)``; nothing is left behind then.
  public func copyOut(
    sha256: String, fileExtension: String, to target: FilePath, mode: UInt32 = 0o440
  )
    throws(SpoolError)
  {
    let source = path(sha256: sha256, fileExtension: fileExtension)
    // Left over from a run that died here: staging is ours alone.
    try Calls.unlink(target)
    let copy = try DurableFiles.copy(from: source, to: target, mode: mode)
    guard copy.digest.hex == sha256 else {
      try DurableFiles.remove(target)
      throw .damaged(source)
    }
  }

  /// Removes the half copies of a run that died; call it at start, before anything is stored.
  public func removeLeftovers() throws(SpoolError) {
    for name in try InboxScanner.names(in: Descriptor(directory: directory))
    where name.bytes.starts(with: Self.temporaryPrefix.utf8) {
      try Calls.unlink(directory.appending(name))
    }
  }

  private static let temporaryPrefix = ".incoming-"
}
