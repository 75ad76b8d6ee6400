import Reading
import Synchronization
import SystemPackage

/// A reading that begins when its document is stored, while its row is still being written.
///
/// Somebody who drops one document and waits for it saves the time of the row and the lease. Only while nothing is in
/// work: with more to do the machine is busy anyway, and a burst must not have more readers than workers. A claim
/// that a crash has left is never read early: its attempts are counted in its row, and a document that takes the
/// daemon down with it is to be noticed there.
final class EarlyReading: Sendable {
  /// What was asked, to be found again by whoever asks the same.
  private struct Question: Hashable {
    var job: String
    var document: FilePath
    var request: ReaderRequest
  }

  private struct State {
    var working = 0
    var begun: (question: Question, reply: Task<StreamedReply, any Error>)?
  }

  private let state = Mutex(State())

  /// Begins to read, unless a job is in work or is about to be.
  func begin(
    for job: String, _ document: FilePath, _ request: ReaderRequest, with read: @escaping ReadDocument
  ) {
    state.withLock { state in
      guard state.working == 0, state.begun == nil else { return }
      state.begun = (
        Question(job: job, document: document, request: request),
        Task { try await read(document, request) }
      )
    }
  }

  /// The reply to a question that was begun with, once; `nil` where it was not.
  ///
  /// - Throws: What the reading throws, and `CancellationError`.
  func reply(
    for job: String, _ document: FilePath, _ request: ReaderRequest
  ) async throws -> StreamedReply? {
    let question = Question(job: job, document: document, request: request)
    let reply = state.withLock { state -> Task<StreamedReply, any Error>? in
      guard let begun = state.begun, begun.question.job == job else { return nil }
      state.begun = nil
      if begun.question == question { return begun.reply }
      // The settings were changed, or the document has grown.
      Self.giveUp(begun.reply)
      return nil
    }
    guard let reply else { return nil }
    return try await withTaskCancellationHandler {
      try await reply.value
    } onCancel: {
      reply.cancel()
    }
  }

  /// Runs a job's work; a reading that it had no use for is given up at its end, and another job's at its beginning:
  /// there is more to do then.
  func during(_ job: String, _ work: () async -> Void) async {
    state.withLock { state in
      state.working += 1
      guard let begun = state.begun, begun.question.job != job else { return }
      Self.giveUp(begun.reply)
      state.begun = nil
    }
    await work()
    state.withLock { $0.working -= 1 }
    forget(job)
  }

  /// Gives up the reading of a document that gets no row of this name.
  func forget(_ job: String) {
    state.withLock { state in
      guard state.begun?.question.job == job else { return }
      if let reply = state.begun?.reply { Self.giveUp(reply) }
      state.begun = nil
    }
  }

  /// Gives up what was begun and waits until its reader has gone.
  func stop() async {
    let reply = state.withLock { state in
      defer { state.begun = nil }
      return state.begun?.reply
    }
    if let reply { await Self.giveUp(reply).value }
  }

  /// Ends a reading, also one that has its reply and nobody to take it.
  @discardableResult
  private static func giveUp(_ reply: Task<StreamedReply, any Error>) -> Task<Void, Never> {
    reply.cancel()
    return Task { _ = await (try? reply.value)?.end(.zero) }  // what it would have said is of no interest
  }
}
