public import Invoice
public import Reading
public import Settings
public import SystemPackage

/// Why a reader gave no reply.
///
/// The document may be at fault, or the machine.
public enum ReaderFailure: Error, Hashable {
  /// It was killed by a signal: a crash, the processor-time limit, the memory limit.
  case died(signal: CInt)
  /// It ended by itself with an error.
  case exited(code: CInt)
  /// It outlived its deadline and was killed with its children.
  case timedOut
  /// What it wrote was too long or no reply of the version that the daemon speaks.
  case badReply(reason: String)
  /// It could not be started, or its document not be opened: never the document's fault.
  case notStarted(reason: String)
}

/// Reads the document at a path of the store in a jailed process.
public typealias ReadDocument =
  @Sendable (_ document: FilePath, _ request: ReaderRequest) async throws -> StreamedReply

/// A reader's reply, and the pictures that it still makes while somebody decides.
public struct StreamedReply: Sendable {
  /// Its pictures have no bytes yet.
  public var reply: ReaderReply
  /// Waits for the pictures; a reader that dies over them throws a ``ReaderFailure``, as it would before its reply.
  public let pictures: @Sendable () async throws -> [PagePicture]
  /// Waits so long for the reader's end, then ends it; to be called when nothing more is wanted of it.
  ///
  /// Gives why it has ended otherwise than well; its reply counts all the same.
  public let end: @Sendable (_ grace: Duration) async -> ReaderFailure?

  public init(
    _ reply: ReaderReply, pictures: @escaping @Sendable () async throws -> [PagePicture] = { [] },
    end: @escaping @Sendable (_ grace: Duration) async -> ReaderFailure? = { _ in nil }
  ) {
    self.reply = reply
    self.pictures = pictures
    self.end = end
  }
}

extension ReaderRequest {
  /// What the settings say about reading.
  public init(own: OwnIdentity?, _ settings: MainSettings) {
    self.init(own: own)
    pageLimit = settings.limits.pages
    languages = settings.languages
    processorSeconds = Int(settings.limits.readerCPU.components.seconds)
    memoryBytes = settings.limits.readerMemory
  }
}
