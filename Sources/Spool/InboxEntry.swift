public import SystemPackage

/// What lies in an inbox under one name.
public struct InboxEntry: Hashable, Sendable {
  public var inbox: FilePath
  /// Folders below the inbox, then the file's own name.
  public var names: [FileName]
  public var status: FileStatus
  /// Why it cannot be opened for reading, if so: shown to the tenant as "keine Leserechte" (fault 32).
  public var unreadable: Errno?

  public init(inbox: FilePath, names: [FileName], status: FileStatus, unreadable: Errno? = nil) {
    self.inbox = inbox
    self.names = names
    self.status = status
    self.unreadable = unreadable
  }

  public var path: FilePath { names.reduce(inbox) { $0.appending($1) } }

  /// The names joined by `/`, as bytes.
  public var relativeBytes: [UInt8] { Array(names.map(\.bytes).joined(separator: [UInt8(ascii: "/")])) }

  /// Why this can never become a document as it stands; `nil` for a candidate.
  public var refusal: Refusal? {
    switch status.kind {
    case .regular: status.isSparse ? .sparse : nil
    case .symbolicLink: .symbolicLink
    case .directory: .tooDeep
    case .pipe, .socket, .device: .special(status.kind)
    }
  }

  /// What is reported once and left where it is.
  public enum Refusal: Hashable, Sendable {
    /// Never followed, wherever it leads (fault 23).
    case symbolicLink
    /// A pipe, socket or device (fault 25).
    case special(FileKind)
    /// Claims far more bytes than it has (fault 25).
    case sparse
    /// A folder below the depth limit.
    case tooDeep
  }
}
