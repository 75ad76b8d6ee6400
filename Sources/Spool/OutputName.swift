/// Names of what people find in an outbox: readable, safe on Linux and Windows, and unique by a short id.
public enum OutputName {
  /// The dropped name made safe, then `_` and the id, then the suffix; at most 255 bytes of UTF-8.
  ///
  /// Uniqueness comes from the id, so it does not matter that several names become one here (NFC and NFD,
  /// invalid UTF-8, upper and lower case on a share). The dropped name's own suffix is left away if it is a short
  /// one.
  ///
  /// - Parameters:
  ///   - original: The dropped name's bytes, without folders.
  ///   - id: ASCII letters and digits, for instance ``ULID/short``.
  ///   - suffix: With its dot, such as `.json`.
  public static func make(original: [UInt8], id: String, suffix: String, limit: Int = 255) -> String {
    var stem = original[...]
    if let dot = stem.lastIndex(of: UInt8(ascii: ".")), dot > stem.startIndex,
      (2...9).contains(stem.endIndex - dot),
      stem[(dot + 1)...].allSatisfy({
        Unicode.Scalar($0).properties.isAlphabetic || (0x30...0x39).contains($0)
      })
    {
      stem = stem[..<dot]
    }
    let tail = id.isEmpty ? suffix : "_\(id)\(suffix)"
    return readable(stem, limit: max(1, limit - tail.utf8.count)) + tail
  }

  /// Text as one safe part of a file's name, at most `limit` bytes, never empty.
  public static func readable(_ text: String, limit: Int = 200) -> String {
    readable(Array(text.utf8)[...], limit: limit)
  }

  static func readable(_ bytes: ArraySlice<UInt8>, limit: Int) -> String {
    var result = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let isSafe = scalar.isSafeToShow && scalar != "\u{FFFD}" && !forbidden.contains(scalar)
      // White space of any kind is one kind of space in a name.
      let shown: Unicode.Scalar = !isSafe ? "_" : scalar.properties.isWhitespace ? " " : scalar
      if shown == "_" || shown == " ", result.unicodeScalars.last == shown { continue }
      result.unicodeScalars.append(shown)
    }
    // A dot hides, a dash is an option, Windows drops dots and spaces at the end.
    while let first = result.unicodeScalars.first, ".- ~".unicodeScalars.contains(first) {
      result.unicodeScalars.removeFirst()
    }
    while result.utf8.count > limit { result.removeLast() }
    while let last = result.unicodeScalars.last, ". ".unicodeScalars.contains(last) {
      result.unicodeScalars.removeLast()
    }
    let base = result.prefix { $0 != "." }.uppercased()
    if devices.contains(base) { result = "_" + result }
    return result.isEmpty ? "_" : result
  }

  /// Separators, and what Windows forbids (a share's clients): NTFS and SMB naming rules.
  private static let forbidden: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]
  private static let devices: Set<String> = Set(
    ["CON", "PRN", "AUX", "NUL"] + (1...9).flatMap { ["COM\($0)", "LPT\($0)"] })
}
