import Glibc
import Spool
import SystemPackage
import Testing

@Suite("inotify events", .timeLimit(.minutes(1)))
struct InotifyTests {
  let spool = TemporarySpool()

  func name(_ text: String) throws -> FileName { try #require(FileName(text)) }

  // faults: 2, 7
  @Test("a finished file is hinted at when it is closed or renamed")
  func hints() async throws {
    let events = try InotifyEvents(watching: [spool.inbox])
    let open = try FileDescriptor.open(
      spool.inbox.appending("slow.pdf"), .writeOnly, options: .create, permissions: .ownerReadWrite)
    try DurableFiles.write([1], to: spool.inbox.appending("b.pdf"))
    try open.close()

    var iterator = events.makeAsyncIterator()
    var hints: [InboxHint] = []
    while hints.count < 5 { hints.append(try #require(try await iterator.next())) }
    #expect(
      hints == [
        .created(directory: spool.inbox, name: try name("slow.pdf")),
        .created(directory: spool.inbox, name: try name(".b.pdf.tmp")),
        .appeared(directory: spool.inbox, name: try name(".b.pdf.tmp")),
        .appeared(directory: spool.inbox, name: try name("b.pdf")),
        .appeared(directory: spool.inbox, name: try name("slow.pdf")),
      ])
  }

  // faults: 6
  @Test("a file that arrives as a hard link is hinted at")
  func hardLink() async throws {
    let outside = spool.staging.appending("upload")
    try DurableFiles.write([1], to: outside)
    let events = try InotifyEvents(watching: [spool.inbox])
    link(outside.string, spool.inbox.appending("a.pdf").string)
    var iterator = events.makeAsyncIterator()
    #expect(try await iterator.next() == .created(directory: spool.inbox, name: try name("a.pdf")))
  }

  // faults: 15
  @Test("folders that are made or moved in can be watched at run time")
  func folders() async throws {
    let events = try InotifyEvents()
    try events.watch(spool.inbox)
    var iterator = events.makeAsyncIterator()
    mkdir(spool.staging.appending("tree").string, 0o700)
    rename(spool.staging.appending("tree").string, spool.inbox.appending("tree").string)
    #expect(try await iterator.next() == .folderAppeared(directory: spool.inbox, name: try name("tree")))
    let tree = spool.inbox.appending("tree")
    try events.watch(tree)
    try spool.drop("tree/a.pdf")
    #expect(try await iterator.next() == .created(directory: tree, name: try name("a.pdf")))
    #expect(try await iterator.next() == .appeared(directory: tree, name: try name("a.pdf")))
    events.unwatch(spool.inbox)
    #expect(events.directories.isEmpty)
  }

  // faults: 16
  @Test("a deleted or renamed inbox is reported, and its successor can be watched", arguments: [true, false])
  func gone(isRenamed: Bool) async throws {
    let events = try InotifyEvents(watching: [spool.inbox])
    var iterator = events.makeAsyncIterator()
    if isRenamed {
      rename(spool.inbox.string, spool.root.appending("away").string)
    } else {
      rmdir(spool.inbox.string)
    }
    #expect(try await iterator.next() == .gone(directory: spool.inbox))
    #expect(throws: SpoolError.directoryMissing(spool.inbox)) { try events.watch(spool.inbox) }
    mkdir(spool.inbox.string, 0o700)
    try events.watch(spool.inbox)
    try spool.drop("a.pdf")
    #expect(try await iterator.next() == .created(directory: spool.inbox, name: try name("a.pdf")))
  }

  // faults: 13
  @Test("an overflowing queue says that hints are lost, and the scan misses nothing")
  func overflow() async throws {
    let limit = try DurableFilesLimit.queuedEvents()
    try #require(limit <= 70_000, "fs.inotify.max_queued_events is too high to overflow in a test")
    let events = try InotifyEvents(watching: [spool.inbox])
    // Each drop is two events of different kinds, which the kernel cannot merge.
    for index in 0...(limit / 2 + 10) { try spool.drop("\(index).pdf", "") }
    var iterator = events.makeAsyncIterator()
    var isLost = false
    while !isLost { isLost = try await iterator.next() == .lost }
    #expect(try InboxScanner(inbox: spool.inbox, limit: .max).scan().entries.count == limit / 2 + 11)
  }

  // faults: 14
  @Test("used-up watches are told apart from other failures")
  func exhausted() throws {
    let events = try InotifyEvents()
    let error = #expect(throws: SpoolError.self) {
      try FaultPlan.$current.withValue(.failing(at: 1, with: .noSpace)) { try events.watch(spool.inbox) }
    }
    #expect(error == .watchesExhausted(spool.inbox, limit: "fs.inotify.max_user_watches"))
    #expect(error?.isTransient == true && error?.description.contains("max_user_watches") == true)
  }

  @Test("cancelling the task ends the waiting")
  func cancellation() async throws {
    let events = try InotifyEvents(watching: [spool.inbox])
    let task = Task {
      var iterator = events.makeAsyncIterator()
      return try await iterator.next()
    }
    task.cancel()
    #expect(try await task.value == nil)
  }
}

enum DurableFilesLimit {
  static func queuedEvents() throws -> Int {
    let file = try FileDescriptor.open("/proc/sys/fs/inotify/max_queued_events", .readOnly)
    return try file.closeAfter {
      var text = [UInt8](repeating: 0, count: 32)
      let count = try text.withUnsafeMutableBytes { try file.read(into: $0) }
      return Int(String(decoding: text.prefix(count).filter { $0 > 0x20 }, as: UTF8.self)) ?? .max
    }
  }
}
