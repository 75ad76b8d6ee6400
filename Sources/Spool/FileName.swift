import Glibc
public import SystemPackage

/// One name in a directory, as the bytes that the kernel gave: any but `/` and NUL, at most 255.
///
/// Never a `String` on the way back to the kernel: invalid UTF-8, and NFC beside NFD, are different files.
public struct FileName: Hashable, Sendable, Comparable {
  public let bytes: [UInt8]

  /// `nil` for what cannot name an entry: empty, `.`, `..`, or with `/` or NUL in it.
  public init?(_ bytes: some Sequence<UInt8>) {
    let bytes = [UInt8](bytes)
    guard !bytes.isEmpty, bytes != [0x2E], bytes != [0x2E, 0x2E] else { return nil }
    guard !bytes.contains(0), !bytes.contains(UInt8(ascii: "/")) else { return nil }
    self.bytes = bytes
  }

  public init?(_ text: String) { self.init(text.utf8) }

  /// The last name of a path; `nil` for the root.
  public init?(lastOf path: FilePath) {
    guard let component = path.lastComponent else { return nil }
    self.init(
      component.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }.map {
        UInt8(bitPattern: $0)
      })
  }

  /// For people and logs: one line, invalid bytes as `�`, control and direction characters as `�` as well.
  public var display: String { Self.display(bytes) }

  /// The lower-case suffix after the last dot: 1 to 8 ASCII letters or digits, else `nil`.
  public var fileExtension: String? {
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
    let suffix = bytes[(dot + 1)...]
    guard (1...8).contains(suffix.count) else { return nil }
    var text = ""
    for byte in suffix {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      default: return nil
      }
    }
    return text
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  static func display(_ bytes: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      text.unicodeScalars.append(scalar.isSafeToShow ? scalar : "\u{FFFD}")
    }
    return text
  }

  /// The name as a NUL-terminated string for one call.
  func withCString<Result, Failure>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure)
    -> Result
  {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    return try body(characters)
  }
}

extension Unicode.Scalar {
  /// Not a control, a direction override, a line break or an invisible character.
  var isSafeToShow: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}

extension FilePath {
  /// The path's bytes, as the kernel takes them.
  public var bytes: [UInt8] {
    withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
  }

  /// The path for people and logs: one line, nothing invisible in it.
  public var display: String { FileName.display(bytes) }

  /// A path of these bytes; stops at a NUL.
  public init(bytes: some Sequence<UInt8>) {
    self.init(platformString: bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0])
  }

  /// This path and one more name, byte for byte.
  public func appending(_ name: FileName) -> FilePath {
    name.withCString { characters in
      guard let component = Component(platformString: characters) else { return self }
      return appending(component)
    }
  }
}
