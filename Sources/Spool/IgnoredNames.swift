/// Names in an inbox that are nobody's invoice: hidden, unfinished, or our own.
///
/// Compared byte for byte after folding ASCII letters to lower case.
public struct IgnoredNames: Hashable, Sendable {
  /// Endings of names that browsers, scanners and file transfers use while a file grows.
  public var suffixes: [String]
  /// Whole names, such as what the daemon or an operating system puts there.
  public var names: Set<String>
  /// Beginnings; a dot hides a file (rsync's `.name.XXXXXX` too), `~$` is an office lock.
  public var prefixes: [String]

  public init(
    suffixes: [String] = Self.unfinished, names: Set<String> = Self.furniture,
    prefixes: [String] = [".", "~$"]
  ) {
    self.suffixes = suffixes
    self.names = names
    self.prefixes = prefixes
  }

  public static let unfinished = [
    "~", ".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".opdownload", ".swp",
    ".!ut", ".aria2", ".lock",
  ]

  public static let furniture: Set<String> = [
    "readme", "readme.md", "readme.txt", "liesmich", "liesmich.md", "liesmich.txt", "thumbs.db",
    "desktop.ini",
    "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle",
  ]

  public func contains(_ name: FileName) -> Bool {
    let folded = name.bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    return prefixes.contains { folded.starts(with: $0.utf8) }
      || suffixes.contains {
        folded.count > $0.utf8.count && folded.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
      || names.contains(String(decoding: folded, as: UTF8.self))
  }
}
