import Glibc
import SystemPackage

/// The document behind standard input: a seekable file, or whatever a pipe brings, kept in memory.
enum Input {
  case file(size: Int)
  case memory([UInt8])
  case tooLarge

  /// Looks at standard input.
  init(limit: Int) {
    var status = stat()
    if fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      self = status.st_size > limit ? .tooLarge : .file(size: Int(status.st_size))
      return
    }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes.append(contentsOf: piece[..<count])
      guard bytes.count <= limit else {
        self = .tooLarge
        return
      }
    }
    self = .memory(bytes)
  }

  /// The first bytes, or fewer where there are not so many.
  func head(_ count: Int) -> [UInt8] {
    switch self {
    case .file(let size): Self.bytes(min(size, count))
    case .memory(let bytes): Array(bytes.prefix(count))
    case .tooLarge: []
    }
  }

  /// All of it.
  func bytes() -> [UInt8] {
    switch self {
    case .file(let size): Self.bytes(size)
    case .memory(let bytes): bytes
    case .tooLarge: []
    }
  }

  private static func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let more = pread(STDIN_FILENO, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(filled))
        if more < 0, errno == EINTR { continue }
        guard more > 0 else { break }
        filled += more
      }
    }
  }
}
