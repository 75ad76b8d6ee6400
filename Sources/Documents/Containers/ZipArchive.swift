import Glibc

/// A ZIP archive in memory, read entry by entry.
struct ZipArchive: ~Copyable {
  private let library: ZipLibrary
  private let handle: ZipHandle
  /// How many entries it names, folders included.
  let count: Int

  init(_ bytes: [UInt8], _ library: ZipLibrary) throws(UnpackingError) {
    // libzip keeps the memory until the archive is discarded, and frees it then.
    guard let copy = malloc(max(1, bytes.count)) else { throw .tooLarge }
    bytes.withUnsafeBytes { if let start = $0.baseAddress { memcpy(copy, start, bytes.count) } }
    guard let source = library.bufferSource(copy, UInt64(bytes.count), 1, nil) else {
      free(copy)
      throw .damaged(reason: "no source")
    }
    guard let handle = library.open(source, ZipLibrary.readOnly, nil) else {
      library.freeSource(source)
      throw .damaged(reason: "no directory")
    }
    self.library = library
    self.handle = handle
    count = Int(clamping: max(0, library.count(handle, 0)))
  }

  deinit { library.discard(handle) }

  /// The entry's name, as Unicode by its flag or by a guess; `nil` where it has none.
  func name(at index: Int) -> String? {
    library.name(handle, UInt64(index), 0).map { String(cString: $0) }
  }

  /// What the entry holds; the size it states is not believed, what really comes out is counted.
  func bytes(at index: Int, limit: Int) throws(UnpackingError) -> [UInt8] {
    guard let entry = library.openEntry(handle, UInt64(index), 0) else { throw failure() }
    defer { _ = library.closeEntry(entry) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = library.read(entry, &piece, UInt64(piece.count))
      guard count >= 0 else { throw .damaged(reason: "entry \(index + 1)") }
      guard count > 0 else { return bytes }
      guard bytes.count + Int(count) <= limit else { throw .tooLarge }
      bytes.append(contentsOf: piece[..<Int(count)])
    }
  }

  private func failure() -> UnpackingError {
    let code = library.error(handle).map { library.errorCode($0) } ?? 0
    return ZipLibrary.encrypted.contains(code) ? .encrypted : .damaged(reason: "zip error \(code)")
  }
}

extension ZipArchive {
  /// Whether it is an office document, a book or a program: these are packed so as well, and are one thing.
  ///
  /// OOXML (ISO/IEC 29500-2, 10.1.2), OpenDocument and EPUB (ODF 1.3 part 2, 3.3), Java (JAR file specification).
  var isOneDocument: Bool {
    (0..<min(count, 64)).contains { index in
      let name = name(at: index)
      return name == "[Content_Types].xml" || name == "META-INF/MANIFEST.MF"
        || index == 0 && name == "mimetype"
    }
  }
}
