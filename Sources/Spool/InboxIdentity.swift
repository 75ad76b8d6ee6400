import Glibc
public import SystemPackage

/// The mark by which an inbox is known again.
///
/// An empty mount point looks like an empty inbox. A hidden file with a random id tells them apart (fault 17),
/// also where a remount changes device and inode numbers.
public struct InboxIdentity: Hashable, Sendable {
  public static let fileName = ".belegd-inbox"

  public var mark: ULID

  /// What became of a known inbox.
  public enum Presence: Hashable, Sendable {
    case present
    /// No folder there: alarm, wait (fault 16).
    case missing
    /// A folder without the mark, or with another: unmounted or exchanged. Nothing may be written below it.
    case replaced
  }

  /// Reads the inbox's mark, or gives it one.
  ///
  /// Only for an inbox that the state does not know yet; a known one is checked with ``presence(at:)``.
  public init(establishingAt inbox: FilePath, _ generator: ULID.Generator) throws(SpoolError) {
    if let mark = try Self.mark(at: inbox) {
      self.mark = mark
    } else {
      mark = generator.next()
      try DurableFiles.write("\(mark)\n", to: inbox.appending(Self.fileName))
    }
  }

  public init(mark: ULID) { self.mark = mark }

  public func presence(at inbox: FilePath) throws(SpoolError) -> Presence {
    guard let status = try Calls.statusIfThere(inbox) else { return .missing }
    guard status.kind == .directory || status.kind == .symbolicLink else { return .replaced }
    return try Self.mark(at: inbox) == mark ? .present : .replaced
  }

  private static func mark(at inbox: FilePath) throws(SpoolError) -> ULID? {
    do throws(SpoolError) {
      let bytes = try DurableFiles.read(inbox.appending(fileName), limit: 64)
      return ULID(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
    } catch {
      if error.errno == .noSuchFileOrDirectory { return nil }
      throw error
    }
  }
}
