public import Reading
public import SystemPackage

/// Reads the document at a path of the store in a jailed process.
public typealias ReadDocument =
  @Sendable (_ document: FilePath, _ request: ReaderRequest) async throws -> StreamedReply

/// A reader's reply, and the pictures that it still makes while somebody decides.
public struct StreamedReply: Sendable {
  /// Its pictures have no bytes yet.
  public let reply: ReaderReply
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
