import Foundation
import Glibc
import Pipeline
import Reading
import Subprocess
import SystemPackage

/// Starts one jailed `belegd-reader` per document and takes its one reply.
struct ReaderClient: Sendable {
  /// The reader's executable, beside the daemon's own unless told otherwise.
  var executable: FilePath
  /// Where the reader finds its vocabulary and weights.
  var dataDirectory: FilePath
  var limits = Limits()
  /// Readers that wait already; without it each is started for its document.
  var pool: ReaderPool?

  struct Limits: Sendable {
    /// Wall-clock time for one document; a reader that needs more is killed.
    var deadline: Duration = .seconds(600)
    /// The longest reply that is taken, in bytes: its JSON and the files behind it.
    var replyBytes =
      mostJSON + AttachedFile.totalLimit + PagePicture.countLimit * PagePicture.byteLimit + (1 << 10)
  }

  /// Opens the document without following links, hands it to a reader and decodes the reply as soon as it is there.
  ///
  /// - Throws: ``ReaderFailure``, or `CancellationError` when the task was cancelled; the reader has ended then.
  func read(_ document: FilePath, _ request: ReaderRequest) async throws -> StreamedReply {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(
        document, .readOnly, options: [.noFollow, .closeOnExec, .nonBlocking])
    } catch {
      throw ReaderFailure.notStarted(reason: "open: \(error)")
    }
    let words = try JSONEncoder().encode(request)
    let due = ContinuousClock.now + limits.deadline
    let reader = await start(descriptor, request, words)
    do {
      let (reply, files) = try await withDeadline(limits.deadline) {
        try await Self.reply(to: request, of: reader)
      }
      return StreamedReply(reply) {
        do {
          // What is there already counts, however long somebody took to ask for it.
          return try await withDeadline(max(.seconds(1), ContinuousClock.now.duration(to: due))) {
            try await Self.pictures(reply.pictures ?? [], of: reader, behind: files)
          }
        } catch {
          await reader.end()
          throw error
        }
      } end: {
        await reader.end(within: $0)
      }
    } catch {
      await reader.end()
      throw error
    }
  }

  /// Gives the document to a reader that waits, or starts one with it.
  private func start(
    _ document: FileDescriptor, _ request: ReaderRequest, _ words: Data
  ) async -> RunningReader {
    let waiting = await pool?.take(for: request)
    let isTaken = waiting?.take(document, words) ?? false
    await pool?.refill()
    if let waiting, isTaken {
      try? document.close()  // it was only read from, and the reader has its own
      return waiting.reader
    }
    return start([], words, input: document)
  }

  /// Starts a reader; `input` is closed when it has started.
  func start(_ mode: [String], _ request: Data, input: FileDescriptor) -> RunningReader {
    let configuration = Configuration(
      executable: .path(executable),
      arguments: Arguments(
        mode + ["--request", String(decoding: request, as: UTF8.self), "--data", dataDirectory.string]),
      environment: .custom([
        // Tesseract spins four threads per line unless libgomp reads this before main.
        "OMP_THREAD_LIMIT": "1", "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8",
        // GLib's slices and thread pools gain nothing in a process that lives for one document.
        "G_SLICE": "always-malloc",
        // Images in large pages of memory: a fifth less to map and clear. Kernels and libraries without it ignore it.
        // What was once used stays in the heap: see `Rehearsal`.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432"
          + ":glibc.malloc.trim_threshold=67108864",
      ]),
      platformOptions: Self.ownProcessGroup)
    return RunningReader(byteLimit: limits.replyBytes) { take in
      let outcome = try await run(
        configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .sequence,
        error: .discarded
      ) { execution in
        for try await piece in execution.standardOutput { try take(piece.bytes) }
      }
      switch outcome.terminationStatus {
      case .exited(0): return
      case .exited(let code): throw ReaderFailure.exited(code: code)
      case .signaled(let signal): throw ReaderFailure.died(signal: signal)
      }
    }
  }

  /// A group of its own, so that a kill reaches whatever the reader may have started.
  static var ownProcessGroup: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    return options
  }

  /// The most bytes of the reply itself.
  private static let mostJSON = 64 << 20

  /// The first frame is the reply, those behind it are the files that it numbers, and then come the pictures.
  ///
  /// - Returns: With the reply, how many files it has.
  private static func reply(
    to request: ReaderRequest, of reader: RunningReader
  ) async throws -> (ReaderReply, files: Int) {
    guard let first = try await reader.frame(), !first.isEmpty else {
      throw ReaderFailure.badReply(reason: "frame cut off")
    }
    guard first.count <= Self.mostJSON else { throw ReaderFailure.badReply(reason: "too long") }
    var reply: ReaderReply
    do {
      reply = try JSONDecoder().decode(ReaderReply.self, from: Data(first))
    } catch {
      throw ReaderFailure.badReply(reason: "undecodable")
    }
    guard reply.version == ReaderReply.currentVersion else { throw ReaderFailure.badReply(reason: "version") }
    let attached = reply.invoices.flatMap(\.attachments).compactMap(\.frame)
    let wanted = attached + (reply.contents?.documents ?? []).map(\.frame)
    let count = wanted.count
    // Each frame is one file, and no number leads anywhere else.
    guard attached.count <= AttachedFile.countLimit, count <= ContainedDocument.countLimit,
      wanted.sorted() == Array(1..<count + 1)
    else { throw ReaderFailure.badReply(reason: "too many files") }
    // An invoice has a page, or is one of the embedded files.
    guard reply.invoices.count <= max(request.pageLimit, ContainedDocument.countLimit) else {
      throw ReaderFailure.badReply(reason: "too many invoices")
    }
    var files: [[UInt8]] = []
    while files.count < count, let file = try await reader.frame() { files.append(file) }

    for index in reply.invoices.indices {
      for number in reply.invoices[index].attachments.indices {
        guard let frame = reply.invoices[index].attachments[number].frame else { continue }
        guard files.indices.contains(frame - 1), files[frame - 1].count <= AttachedFile.byteLimit else {
          throw ReaderFailure.badReply(reason: "file missing")
        }
        reply.invoices[index].attachments[number].bytes = files[frame - 1]
      }
    }
    for index in (reply.contents?.documents ?? []).indices {
      guard let frame = reply.contents?.documents[index].frame, files.indices.contains(frame - 1) else {
        throw ReaderFailure.badReply(reason: "document missing")
      }
      reply.contents?.documents[index].bytes = files[frame - 1]
    }
    guard files.reduce(0, { $0 + $1.count }) <= ContainedDocument.totalLimit else {
      throw ReaderFailure.badReply(reason: "files too large")
    }
    return (reply, count)
  }

  /// The pictures that a reply says will follow, in the order of their frames; without those that turned out too large.
  private static func pictures(
    _ announced: [PagePicture], of reader: RunningReader, behind files: Int
  ) async throws -> [PagePicture] {
    guard !announced.isEmpty else { return [] }
    guard announced.count <= PagePicture.countLimit else {
      throw ReaderFailure.badReply(reason: "too many pictures")
    }
    var pictures: [PagePicture] = []
    for (index, var picture) in announced.enumerated() {
      guard picture.frame == files + index + 1, let bytes = try await reader.frame(),
        bytes.count <= PagePicture.byteLimit
      else { throw ReaderFailure.badReply(reason: "picture missing") }
      picture.bytes = bytes
      if !bytes.isEmpty { pictures.append(picture) }
    }
    return pictures
  }
}

/// Runs `work` and cancels it when it takes longer, which tears its process down.
func withDeadline<Value: Sendable>(
  _ deadline: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: deadline)
      return nil
    }
    defer { group.cancelAll() }
    while let first = try await group.next() {
      guard let value = first else { throw ReaderFailure.timedOut }
      return value
    }
    throw CancellationError()
  }
}
