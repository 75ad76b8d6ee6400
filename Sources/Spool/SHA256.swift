internal import CGcrypt

/// SHA-256 (FIPS 180-4), computed while a document is copied.
///
/// By libgcrypt, which libsystemd brings along and which uses the processor's own instructions.
public struct SHA256: ~Copyable {
  private let handle: gcry_md_hd_t

  public init() {
    var handle: gcry_md_hd_t?
    guard Self.isReady, gcry_md_open(&handle, Self.algorithm, 0) == 0, let handle else {
      // Want of memory, which ends a process anywhere.
      preconditionFailure("libgcrypt gives no SHA-256")
    }
    self.handle = handle
  }

  deinit { gcry_md_close(handle) }

  /// The hash of bytes at hand.
  public static func hash(_ bytes: [UInt8]) -> Digest {
    let hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  public func update(_ bytes: UnsafeRawBufferPointer) {
    gcry_md_write(handle, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything so far.
  public consuming func finish() -> Digest {
    Digest(bytes: Array(UnsafeBufferPointer(start: gcry_md_read(handle, Self.algorithm), count: 32)))
  }

  private static let algorithm = CInt(GCRY_MD_SHA256.rawValue)
  private static let isReady = cgcrypt_start() != 0

  /// 32 bytes that name a document.
  public struct Digest: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    public var description: String { hex }
  }
}
