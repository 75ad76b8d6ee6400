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
      (64 << 20) + AttachedFile.totalLimit + PagePicture.countLimit * PagePicture.byteLimit + (1 << 10)
    /// How much of the reader's complaints is kept.
    var complaintBytes = 8 << 10
  }

  /// Opens the document without following links, hands it to a reader and decodes the reply.
  ///
  /// - Throws: ``ReaderFailure``, or `CancellationError` when the task was cancelled.
  func read(_ document: FilePath, _ request: ReaderRequest) async throws -> ReaderReply {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(
        document, .readOnly, options: [.noFollow, .closeOnExec, .nonBlocking])
    } catch {
      throw ReaderFailure.notStarted(reason: "open: \(error)")
    }
    let words = try JSONEncoder().encode(request)
    let end = try await withDeadline(limits.deadline) { try await read(descriptor, request, words) }
    switch end.status {
    case .exited(0): return try decode(end.output)
    case .exited(let code): throw ReaderFailure.exited(code: code)
    case .signaled(let signal): throw ReaderFailure.died(signal: signal)
    }
  }

  /// Gives the document to a reader that waits, or starts one with it.
  private func read(
    _ document: FileDescriptor, _ request: ReaderRequest, _ words: Data
  ) async throws -> ReaderEnd {
    let waiting = await pool?.take(for: request)
    let isTaken = waiting?.take(document, words) ?? false
    // The next one starts while this one reads.
    await pool?.fill()
    if let waiting, isTaken {
      try? document.close()  // it was only read from, and the reader has its own
      return try await waiting.ended()
    }
    return try await start([], words, input: document)
  }

  /// Runs a reader to its end; `input` is closed when it has started.
  func start(_ mode: [String], _ request: Data, input: FileDescriptor) async throws -> ReaderEnd {
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
    let outcome = try await run(
      configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: true),
      output: .bytes(limit: limits.replyBytes), error: .string(limit: limits.complaintBytes))
    return ReaderEnd(status: outcome.terminationStatus, output: outcome.standardOutput)
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

  /// The first frame is the reply, those behind it are the files that it numbers.
  private func decode(_ bytes: [UInt8]) throws(ReaderFailure) -> ReaderReply {
    var rest = bytes[...]
    guard let first = Self.frame(&rest), !first.isEmpty else { throw .badReply(reason: "frame cut off") }
    var reply: ReaderReply
    do {
      reply = try JSONDecoder().decode(ReaderReply.self, from: Data(first))
    } catch {
      throw .badReply(reason: "undecodable")
    }
    guard reply.version == ReaderReply.currentVersion else { throw .badReply(reason: "version") }
    var files: [ArraySlice<UInt8>] = []
    let most = max(AttachedFile.countLimit + PagePicture.countLimit, ContainedDocument.countLimit)
    while files.count < most, let file = Self.frame(&rest) {
      files.append(file)
    }
    for index in reply.invoices.indices {
      for number in reply.invoices[index].attachments.indices {
        guard let frame = reply.invoices[index].attachments[number].frame else { continue }
        guard files.indices.contains(frame - 1), files[frame - 1].count <= AttachedFile.byteLimit else {
          throw .badReply(reason: "file missing")
        }
        reply.invoices[index].attachments[number].bytes = Array(files[frame - 1])
      }
    }
    for index in (reply.contents?.documents ?? []).indices {
      guard let frame = reply.contents?.documents[index].frame, files.indices.contains(frame - 1) else {
        throw .badReply(reason: "document missing")
      }
      reply.contents?.documents[index].bytes = Array(files[frame - 1])
    }
    for index in (reply.pictures ?? []).indices {
      guard let frame = reply.pictures?[index].frame, files.indices.contains(frame - 1),
        files[frame - 1].count <= PagePicture.byteLimit
      else { throw .badReply(reason: "picture missing") }
      reply.pictures?[index].bytes = Array(files[frame - 1])
    }
    return reply
  }

  /// Takes one frame, a big-endian length and so many bytes; `nil` at the end or where it is cut off.
  private static func frame(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard rest.count >= 4 else { return nil }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard length <= rest.count - 4 else { return nil }
    defer { rest = rest.dropFirst(4 + length) }
    return rest.dropFirst(4).prefix(length)
  }
}

/// How a reader has ended, and what it has written.
struct ReaderEnd: Sendable {
  var status: TerminationStatus
  var output: [UInt8]
}

/// Runs `work` and cancels it when it takes longer, which tears its process down.
private func withDeadline<Value: Sendable>(
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
