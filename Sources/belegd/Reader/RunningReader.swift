import Pipeline
import Reading
import Subprocess

/// A reader's process and the frames that it writes, as they come.
///
/// Its process is ended when nobody holds it any more, unless it has ended by itself.
final class RunningReader: Sendable {
  private let frames: AsyncThrowingStream<[UInt8], any Error>
  /// Gives why it has ended otherwise than well.
  private let process: Task<(any Error)?, Never>

  /// - Parameters:
  ///   - byteLimit: The longest reply that is taken.
  ///   - run: Starts the process, gives `take` each piece of its output, and returns when it has ended well.
  init(
    byteLimit: Int,
    _ run: @escaping @Sendable (_ take: (borrowing RawSpan) throws -> Void) async throws -> Void
  ) {
    let (frames, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    self.frames = frames
    process = Task {
      var assembly = FrameAssembly(byteLimit: byteLimit)
      do {
        try await run { piece in
          do throws(ReaderFailure) {
            try assembly.add(piece) { continuation.yield($0) }
          } catch {
            // Whoever waits hears of it at once; how the process takes it is of no interest.
            continuation.finish(throwing: error)
            throw error
          }
        }
        continuation.finish()
        return nil
      } catch {
        continuation.finish(throwing: error)
        return error
      }
    }
  }

  deinit { process.cancel() }

  /// The next frame, or `nil` when the process has ended well without another.
  ///
  /// - Throws: How the process has ended otherwise, and `CancellationError`; a cancelled wait ends the process first.
  func frame() async throws -> [UInt8]? {
    var iterator = frames.makeAsyncIterator()
    let frame = try await iterator.next()
    guard !Task.isCancelled else {
      await end()
      throw CancellationError()
    }
    return frame
  }

  func cancel() { process.cancel() }

  /// Ends the process and waits for that.
  func end() async {
    process.cancel()
    _ = await process.value
  }

  /// Waits for the end of a process that has said everything, and ends it when it takes its time or nobody waits any more.
  ///
  /// - Returns: Why it has ended otherwise than well.
  func end(within grace: Duration) async -> ReaderFailure? {
    do {
      return try await withDeadline(grace) { [process] in
        await withTaskCancellationHandler {
          await process.value as? ReaderFailure
        } onCancel: {
          process.cancel()
        }
      }
    } catch {
      return error as? ReaderFailure
    }
  }
}

/// Puts frames together: each is its length, four bytes, big endian, and so many bytes.
private struct FrameAssembly {
  /// The reply, its files or documents, and the pictures; small ones in great number would fill the memory.
  private static let countLimit =
    1 + max(AttachedFile.countLimit, ContainedDocument.countLimit) + PagePicture.countLimit

  private var rest: Int
  private var head: [UInt8] = []
  private var body: [UInt8] = []
  /// How many bytes the body still lacks; `nil` while its length is not known.
  private var missing: Int?
  private var count = 0

  init(byteLimit: Int) { rest = byteLimit }

  /// Takes a piece of output and gives away each frame that it completes.
  mutating func add(
    _ piece: borrowing RawSpan, _ complete: ([UInt8]) -> Void
  ) throws(ReaderFailure) {
    guard piece.byteCount <= rest else { throw .badReply(reason: "too long") }
    rest -= piece.byteCount
    var offset = 0
    while offset < piece.byteCount {
      if missing == nil {
        head.append(piece.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        offset += 1
        guard head.count == 4 else { continue }
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard length <= rest + piece.byteCount - offset else { throw .badReply(reason: "too long") }
        missing = length
        body.reserveCapacity(length)
      }
      let count = min(missing ?? 0, piece.byteCount - offset)
      piece.extracting(offset..<offset + count).withUnsafeBytes { body.append(contentsOf: $0) }
      offset += count
      missing = missing.map { $0 - count }
      if missing == 0 {
        self.count += 1
        guard self.count <= Self.countLimit else { throw .badReply(reason: "too many frames") }
        complete(body)
        (head, body, missing) = ([], [], nil)
      }
    }
  }
}
