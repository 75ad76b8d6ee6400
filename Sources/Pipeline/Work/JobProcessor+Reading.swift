import Invoice
import JobStore
import Logging
import Reading
import Results
import ServiceSupport
import Settings

extension JobProcessor {
  /// Reads the document as far as it must be decided about.
  func read(
    _ job: Job, _ answer: PersonsAnswer?, _ tenant: TenantSettings, _ log: Logger
  ) async throws -> StreamedReply {
    var request = premises.request(for: tenant)
    request.partStarts = answer?.partStarts
    do {
      let read = try await timed("read") { try await premises.read(job, request) }
      premises.metrics.count(.pages, by: Double(read.reply.pageCount))
      return read
    } catch let failure as ReaderFailure {
      var reply = ReaderReply()
      reply.refusal = try await refusal(of: job, after: failure, log)
      return StreamedReply(reply)
    }
  }

  /// Counts a reader's death against its document.
  ///
  /// - Returns: Why the document is rejected, where it has killed its readers.
  /// - Throws: The failure, where the machine may be at fault or the task was cancelled, else what has the job read
  ///   again at once.
  func refusal(of job: Job, after failure: ReaderFailure, _ log: Logger) async throws -> Finding {
    guard let finding = failure.finding, !Task.isCancelled else { throw failure }
    log.log(
      failure == .timedOut ? .readerTimedOut : .readerDied, error: failure,
      metadata: [LogField.stage: "read"])
    premises.metrics.count(.readerDeaths)
    if failure.isKill {
      // What the machine does to the hungriest process for want of memory is not the document's fault, unless it
      // comes back every time.
      guard try await premises.store.recordKill(job) >= Self.killLimit else { throw failure }
      return finding
    }
    let deaths = try await premises.store.recordDeath(job, cause: finding.code)
    guard deaths >= Self.deathLimit else { throw RetryAtOnce() }
    return finding
  }

  /// One crash may be the machine's; a document that kills two readers is rejected.
  static let deathLimit = 2

  private static let killLimit = 6

  struct RetryAtOnce: Error {}

  /// What a duplicate looks like, for people to compare; `nil` where it cannot be read.
  func reply(ofDuplicate job: Job, _ tenant: TenantSettings) async throws -> ReaderReply? {
    guard job.size > 0, job.size <= premises.settings.now.main.limits.fileSize else { return nil }
    do {
      let read = try await premises.read(job, premises.request(for: tenant))
      var reply = read.reply
      reply.pictures = try await read.pictures()
      _ = await read.end(.seconds(1))
      return reply
    } catch is ReaderFailure where !Task.isCancelled {
      // Nothing depends on it: what is known already is not decided on again.
      return nil
    }
  }

  /// Lets a reader go that has said everything, so that no more of them live than there are workers.
  func letGo(_ reader: StreamedReply?, _ log: Logger) async {
    guard let failure = await reader?.end(.seconds(1)), !Task.isCancelled else { return }
    log.log(.readerDied, error: failure, metadata: [LogField.stage: "finish"])
    premises.metrics.count(.readerDeaths)
  }
}
