import Reading
import Synchronization
import SystemPackage
import Testing

@testable import Pipeline

/// A reading begins with its claim, and nobody gets a reply to something else.
@Suite struct EarlyReadingTests {
  private let early = EarlyReading()
  private let document = FilePath("/state/documents/muster/ab.pdf")
  private let request = ReaderRequest(own: nil)
  private let readings = Readings()

  /// What was read, and what was given up.
  private final class Readings: Sendable {
    let begun = Mutex<[FilePath]>([])
    let givenUp = Mutex<[FilePath]>([])
  }

  private func begin(_ job: String, _ document: FilePath) {
    early.begin(for: job, document, request) { [readings] path, _ in
      readings.begun.withLock { $0.append(path) }
      var reply = ReaderReply()
      reply.pageCount = 7
      return StreamedReply(reply)
    }
  }

  /// Begins what only a cancellation ends.
  private func beginForEver(_ job: String, _ document: FilePath) {
    early.begin(for: job, document, request) { [readings] path, _ in
      readings.begun.withLock { $0.append(path) }
      do {
        try await Task.sleep(for: .seconds(3600))
      } catch {
        readings.givenUp.withLock { $0.append(path) }
        throw error
      }
      return StreamedReply(ReaderReply())
    }
  }

  @Test("gives its reply once, and to the same question only")
  func sameQuestion() async throws {
    begin("A", document)
    var other = request
    other.partStarts = [1, 2]
    #expect(try await early.reply(for: "B", document, request) == nil)
    #expect(try await early.reply(for: "A", document, request)?.reply.pageCount == 7)
    #expect(try await early.reply(for: "A", document, request) == nil)
    // What is asked otherwise is read anew, and the other reading is of no use any more.
    for (path, question) in [(FilePath("/state/documents/muster/cd.pdf"), request), (document, other)] {
      begin("A", document)
      #expect(try await early.reply(for: "A", path, question) == nil)
      #expect(try await early.reply(for: "A", document, request) == nil)
    }
  }

  @Test("begins nothing while a job is in work, nor two at once")
  func onlyWhenIdle() async throws {
    await early.during("A") { begin("B", document) }
    #expect(try await early.reply(for: "B", document, request) == nil)
    begin("C", document)
    begin("D", document)
    #expect(try await early.reply(for: "D", document, request) == nil)
    #expect(try await early.reply(for: "C", document, request) != nil)
    #expect(readings.begun.withLock { $0 } == [document])
  }

  @Test(
    "gives up what its job had no use for, what another job overtakes, what gets no row, what is left at the end"
  )
  func givesUp() async throws {
    for end in ["job", "other", "forgotten", "stop"] {
      let path = document.removingLastComponent().appending(end)
      beginForEver("A", path)
      switch end {
      case "job": await early.during("A") {}
      case "other": await early.during("B") {}
      case "forgotten": early.forget("A")
      default: await early.stop()
      }
      #expect(try await early.reply(for: "A", path, request) == nil)
      // A task that was cancelled before its first step has not even begun.
      while readings.begun.withLock({ $0.contains(path) }), !readings.givenUp.withLock({ $0.contains(path) })
      {
        await Task.yield()
      }
    }
    begin("B", document)
    #expect(try await early.reply(for: "B", document, request) != nil)
  }

  @Test("ends with whoever waits for it")
  func cancellation() async throws {
    beginForEver("A", document)
    let waiting = Task { [early, document, request] in
      try await early.reply(for: "A", document, request)
    }
    while readings.begun.withLock({ $0.isEmpty }) { await Task.yield() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test("a failed reading fails whoever asked, who may read again")
  func failure() async throws {
    early.begin(for: "A", document, request) { _, _ in throw ReaderFailure.died(signal: 11) }
    await #expect(throws: ReaderFailure.died(signal: 11)) {
      try await early.reply(for: "A", document, request)
    }
    #expect(try await early.reply(for: "A", document, request) == nil)
  }
}
