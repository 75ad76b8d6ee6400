import Glibc
public import SystemPackage

/// The mark by which an inbox is known again.
///
/// An empty mount point looks like an empty inbox. A hidden file with a random id tells them apart (fault 17),
/// also where a remount changes device and inode numbers. Where the mark is gone its surroundings decide: below the
/// same folder and on the same device the inbox was made anew by somebody (fault 16), else its share is not mounted.
public struct InboxIdentity: Hashable, Sendable {
  public static let fileName = ".belegd-inbox"

  public var mark: ULID
  /// Where the inbox was when it was last seen; `nil` when nobody noted it.
  public var place: Place?
  /// The folder that this run works in: claims, lock and watches are those of this inode.
  private var inode: UInt64?

  /// What surrounds an inbox.
  public struct Place: Hashable, Sendable {
    /// The inbox's own.
    public var device: UInt64
    /// The folder that it lies in.
    public var parentDevice: UInt64
    public var parentInode: UInt64

    public init(device: UInt64, parentDevice: UInt64, parentInode: UInt64) {
      self.device = device
      self.parentDevice = parentDevice
      self.parentInode = parentInode
    }
  }

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
    try pin(inbox)
  }

  public init(mark: ULID, place: Place? = nil) {
    self.mark = mark
    self.place = place
  }

  /// Whether a known inbox and the folders beside it may be made and written.
  ///
  /// - Throws: ``SpoolError/inboxExchanged(_:)`` when another inbox stands in its place, or none in other
  ///   surroundings; ``SpoolError/directoryMissing(_:)`` when not even the folder above it is there.
  public func requirePlace(of inbox: FilePath) throws(SpoolError) {
    if let found = try Self.mark(at: inbox) {
      guard found == mark else { throw .inboxExchanged(inbox) }
      return
    }
    let parent = try Calls.status(of: Descriptor(directory: inbox.removingLastComponent()))
    guard let place else { return }
    guard parent.device == place.parentDevice, parent.inode == place.parentInode else {
      throw .inboxExchanged(inbox)
    }
    if let status = try Calls.statusIfThere(inbox), status.device != place.device {
      throw .inboxExchanged(inbox)
    }
  }

  /// Marks a known inbox again that was made anew, and notes which folder this run works in.
  public mutating func renew(at inbox: FilePath) throws(SpoolError) {
    switch try Self.mark(at: inbox) {
    case nil: try DurableFiles.write("\(mark)\n", to: inbox.appending(Self.fileName))
    case mark?: break
    case _?: throw .inboxExchanged(inbox)
    }
    try pin(inbox)
  }

  private mutating func pin(_ inbox: FilePath) throws(SpoolError) {
    let status = try Calls.status(of: Descriptor(directory: inbox))
    let parent = try Calls.status(of: Descriptor(directory: inbox.removingLastComponent()))
    place = Place(device: status.device, parentDevice: parent.device, parentInode: parent.inode)
    inode = status.inode
  }

  public func presence(at inbox: FilePath) throws(SpoolError) -> Presence {
    let folder: Descriptor
    do throws(SpoolError) {
      folder = try Descriptor(directory: inbox)
    } catch {
      if case .directoryMissing = error { return .missing }
      if error.errno == .notDirectory { return .replaced }
      throw error
    }
    let status = try Calls.status(of: folder)
    if let inode, inode != status.inode || place?.device != status.device { return .replaced }
    return try Self.mark(at: inbox) == mark ? .present : .replaced
  }

  private static func mark(at inbox: FilePath) throws(SpoolError) -> ULID? {
    do throws(SpoolError) {
      let bytes = try DurableFiles.read(inbox.appending(fileName), limit: 64)
      return ULID(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
    } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
      throw error
    }
  }
}
