import Foundation
import Glibc
import SystemPackage
import Testing

@testable import Spool

@Suite("durable files")
struct DurableFilesTests {
  let spool = TemporarySpool()

  @Test("of many claimers one wins")
  func claim() async throws {
    try spool.drop("a.pdf")
    let wins = await withTaskGroup(of: Bool.self) { [spool] group in
      for _ in 0..<16 {
        group.addTask {
          do throws(SpoolError) {
            try DurableFiles.claim(spool.inbox.appending("a.pdf"), as: spool.staging.appending("0001.pdf"))
            return true
          } catch .alreadyClaimed {
            return false
          } catch {
            Issue.record(error)
            return false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(wins == 1)
  }

  // faults: 68, 73
  @Test("publishing twice is publishing once, also after the bookkeeper has fetched the file")
  func publishing() throws {
    let staged = spool.staging.appending("EXTF_1.csv")
    let target = spool.outbox.appending("EXTF_1.csv")
    try DurableFiles.write("x", to: staged)
    #expect(try DurableFiles.publish(from: staged, to: target) == .published)
    #expect(try DurableFiles.publish(from: staged, to: target) == .alreadyPublished)
    try DurableFiles.remove(target)
    #expect(try DurableFiles.publish(from: staged, to: target) == .alreadyPublished)
    #expect(spool.tree(spool.outbox).isEmpty)
  }

  @Test("files handed over together wait for one synchronisation of each folder")
  func handingOver() throws {
    let names = ["0", "1", "2"]
    let plan = FaultPlan()
    try FaultPlan.$current.withValue(plan) {
      for name in names {
        try DurableFiles.writeContent(Array(name.utf8), to: spool.staging.appending(name), mode: 0o640)
      }
      for name in names {
        let (staged, target) = (spool.staging.appending(name), spool.outbox.appending(name))
        #expect(try DurableFiles.handOver(staged, to: target) == .published)
      }
    }
    // The content of each file, and no folder yet.
    #expect(plan.trace.count { $0.call == "fsync" } == names.count)
    #expect(try names.map { try DurableFiles.read(spool.outbox.appending($0)) } == names.map { bytes($0) })
    #expect(spool.tree(spool.staging).isEmpty)
  }

  // faults: 73, 74
  @Test("publishing never overwrites")
  func taken() throws {
    let staged = spool.staging.appending("a.json")
    let target = spool.outbox.appending("a.json")
    try DurableFiles.write("new", to: staged)
    try DurableFiles.write("old", to: target)
    #expect(throws: SpoolError.targetExists(target)) { try DurableFiles.publish(from: staged, to: target) }
    #expect(throws: SpoolError.targetExists(target)) {
      try DurableFiles.publishCopy(from: staged, to: target)
    }
    #expect(try DurableFiles.read(target) == bytes("old"))
    #expect(try DurableFiles.read(staged) == bytes("new"))
  }

  // faults: 72
  @Test("with the outbox gone the result waits in staging")
  func outboxGone() throws {
    let staged = spool.staging.appending("a.json")
    try DurableFiles.write("x", to: staged)
    let missing = spool.root.appending("gone")
    let error = #expect(throws: SpoolError.directoryMissing(missing)) {
      try DurableFiles.publish(from: staged, to: missing.appending("a.json"))
    }
    #expect(error?.isTransient == true)
    #expect(try DurableFiles.read(staged) == bytes("x"))
  }

  // faults: 17
  @Test("with staging gone nobody believes that all was published")
  func stagingGone() {
    let missing = spool.root.appending("gone")
    #expect(throws: SpoolError.directoryMissing(missing)) {
      try DurableFiles.publish(from: missing.appending("a"), to: spool.outbox.appending("a"))
    }
  }

  // faults: 68
  @Test("a crash between the halves of a linked rename is mended")
  func linkedHalf() throws {
    let staged = spool.staging.appending("a.json")
    let target = spool.outbox.appending("a.json")
    try DurableFiles.write("x", to: staged)
    link(staged.string, target.string)
    #expect(try DurableFiles.publish(from: staged, to: target) == .published)
    #expect(spool.tree(spool.staging).isEmpty)
    #expect(try DurableFiles.read(target) == bytes("x"))
  }

  @Test("publishing to another file system copies, once per content")
  func publishCopy() throws {
    let staged = spool.staging.appending("a.json")
    let target = spool.outbox.appending("a.json")
    try DurableFiles.write("x", to: staged)
    #expect(try DurableFiles.publishCopy(from: staged, to: target) == .published)
    #expect(try DurableFiles.publishCopy(from: staged, to: target) == .alreadyPublished)
    // The crash between copy and removal: the staged file is there again.
    try DurableFiles.write("x", to: staged)
    #expect(try DurableFiles.publishCopy(from: staged, to: target) == .published)
    #expect(spool.tree(spool.outbox) == ["a.json"])
    #expect(spool.tree(spool.staging).isEmpty)
  }

  // faults: 70, 71
  @Test("no failing call leaves a half file under a real name, and the retry succeeds")
  func writeFaults() throws {
    let path = spool.outbox.appending("metrics.prom")
    try DurableFiles.write("old", to: path)
    let plan = FaultPlan()
    try FaultPlan.$current.withValue(plan) { try DurableFiles.write("new", to: path) }
    #expect(plan.trace.map(\.call) == ["open", "write", "fsync", "close", "rename", "open", "fsync"])
    for number in 1...plan.trace.count {
      try DurableFiles.write("old", to: path)
      #expect(throws: SpoolError.self) {
        try FaultPlan.$current.withValue(.failing(at: number, with: .noSpace)) {
          try DurableFiles.write("new", to: path)
        }
      }
      #expect([bytes("old"), bytes("new")].contains(try DurableFiles.read(path)), "call \(number)")
      try DurableFiles.write("new", to: path)
      #expect(try DurableFiles.read(path) == bytes("new"))
      #expect(spool.tree(spool.outbox) == ["metrics.prom"], "call \(number)")
    }
  }

  // faults: 20
  @Test("a name of 255 bytes can be written although its temporary name would be too long")
  func longName() throws {
    let name = try #require(FileName([UInt8](repeating: 0xE4, count: 255)))
    try DurableFiles.write("x", to: spool.outbox.appending(name))
    #expect(try DurableFiles.read(spool.outbox.appending(name)) == bytes("x"))
  }

  @Test("copies are hashed, read-only and never overwrite")
  func copying() throws {
    let source = try spool.drop("big", String(repeating: "0123456789abcdef", count: 100_000))
    let target = spool.documents.appending("copy")
    let copy = try DurableFiles.copy(from: source, to: target)
    #expect(copy.size == 1_600_000)
    #expect(copy.digest == (try DurableFiles.hash(of: source)))
    #expect(copy.digest == (try DurableFiles.hash(of: target)))
    #expect(try FileStatus(of: target).mode == 0o440)
    #expect(throws: SpoolError.targetExists(target)) { try DurableFiles.copy(from: source, to: target) }
  }

  @Test("directories are made with what is missing above, and twice is once")
  func directories() throws {
    let deep = spool.root.appending("a/b/c")
    try DurableFiles.makeDirectory(deep)
    try DurableFiles.makeDirectory(deep)
    #expect(try FileStatus(of: deep).kind == .directory)
  }

  // faults: 27
  @Test("the second daemon refuses and says who is there")
  func lock() throws {
    let first = try SpoolLock(directory: spool.inbox)
    let error = #expect(throws: SpoolError.self) { try SpoolLock(directory: spool.inbox) }
    guard case .locked(let path, let holder) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == spool.inbox)
    #expect(holder.contains("process \(getpid())"))
    withExtendedLifetime(first) {}
  }

  // faults: 27
  @Test("a lock ends with its holder")
  func unlock() throws {
    do { _ = try SpoolLock(directory: spool.inbox) }
    _ = try SpoolLock(directory: spool.inbox)
  }

  @Test("file systems are told apart")
  func kinds() throws {
    #expect(try FileSystemKind(of: spool.root) == .local)
    #expect(try FileSystemKind(of: "/proc") == .local)
    #expect(try FileSystemKind.same(spool.inbox, spool.outbox))
    #expect(try !FileSystemKind.same(spool.inbox, "/proc"))
    #expect(throws: SpoolError.self) { try FileSystemKind(of: spool.root.appending("gone")) }
  }

  // faults: 16, 17
  @Test("an inbox is known by its mark, not by its place")
  func identity() throws {
    let generator = ULID.Generator()
    let identity = try InboxIdentity(establishingAt: spool.inbox, generator)
    #expect(try InboxIdentity(establishingAt: spool.inbox, generator) == identity)
    #expect(try identity.presence(at: spool.inbox) == .present)
    let away = spool.root.appending("away")
    rename(spool.inbox.string, away.string)
    #expect(try identity.presence(at: spool.inbox) == .missing)
    mkdir(spool.inbox.string, 0o700)
    #expect(try identity.presence(at: spool.inbox) == .replaced)
    #expect(spool.tree(spool.inbox).isEmpty)
    rmdir(spool.inbox.string)
    rename(away.string, spool.inbox.string)
    #expect(try identity.presence(at: spool.inbox) == .present)
  }

  // faults: 16, 17
  @Test("a known inbox without its mark is made anew only where it was")
  func place() throws {
    let generator = ULID.Generator()
    let identity = try InboxIdentity(establishingAt: spool.inbox, generator)
    try identity.requirePlace(of: spool.inbox)
    // Deleted, and made anew by somebody.
    try FileManager.default.removeItem(atPath: spool.inbox.string)
    try identity.requirePlace(of: spool.inbox)
    mkdir(spool.inbox.string, 0o700)
    try identity.requirePlace(of: spool.inbox)
    #expect(try identity.presence(at: spool.inbox) == .replaced, "not the folder that is watched")
    var renewed = identity
    try renewed.renew(at: spool.inbox)
    #expect(renewed.mark == identity.mark)
    #expect(try renewed.presence(at: spool.inbox) == .present)
    // Another inbox in its place.
    try FileManager.default.removeItem(atPath: spool.inbox.string)
    mkdir(spool.inbox.string, 0o700)
    _ = try InboxIdentity(establishingAt: spool.inbox, generator)
    #expect(throws: SpoolError.inboxExchanged(spool.inbox)) { try identity.requirePlace(of: spool.inbox) }
    #expect(throws: SpoolError.inboxExchanged(spool.inbox)) { try renewed.renew(at: spool.inbox) }
    // Without a mark below another folder: an empty mount point, or the inbox itself on another device.
    try FileManager.default.removeItem(atPath: spool.inbox.string)
    mkdir(spool.inbox.string, 0o700)
    let known = try #require(identity.place)
    var elsewhere = known
    elsewhere.parentInode += 1
    let unmounted = InboxIdentity(mark: identity.mark, place: elsewhere)
    #expect(throws: SpoolError.inboxExchanged(spool.inbox)) { try unmounted.requirePlace(of: spool.inbox) }
    elsewhere = known
    elsewhere.device += 1
    let own = InboxIdentity(mark: identity.mark, place: elsewhere)
    #expect(throws: SpoolError.inboxExchanged(spool.inbox)) { try own.requirePlace(of: spool.inbox) }
    #expect(spool.tree(spool.inbox).isEmpty, "nothing was written")
  }

  // faults: 3, 18
  @Test("only a local disk's events are relied on", arguments: FileSystemKindCase.all)
  func watching(row: FileSystemKindCase) {
    #expect(FileSystemKind(magic: row.magic).watching == row.watching, "\(row.why)")
  }

  @Test("off the pool, values and faults go along")
  func offThePool() async throws {
    let spool = spool
    try await offPool { () throws(SpoolError) in try DurableFiles.write("x", to: spool.outbox.appending("a"))
    }
    await #expect(throws: SpoolError.self) {
      try await FaultPlan.$current.withValue(.failing(at: 1, with: .ioError)) {
        try await offPool { () throws(SpoolError) in
          try DurableFiles.write("y", to: spool.outbox.appending("a"))
        }
      }
    }
    #expect(try DurableFiles.read(spool.outbox.appending("a")) == bytes("x"))
  }
}

/// A file system by its number in `linux/magic.h`, and how its inboxes are watched.
struct FileSystemKindCase: Sendable, CustomTestStringConvertible {
  var magic: UInt32
  var watching: FileSystemKind.Watching
  var why: String
  var testDescription: String { why }

  static let all: [FileSystemKindCase] = [
    .init(magic: 0xEF53, watching: .events, why: "ext4: every writer is a process of this machine"),
    .init(magic: 0x5846_5342, watching: .events, why: "XFS, the same"),
    .init(magic: 0x0102_1994, watching: .events, why: "tmpfs, the same"),
    .init(magic: 0x6969, watching: .looks, why: "NFS: writers on other machines raise no event here"),
    .init(magic: 0xFF53_4D42, watching: .looks, why: "CIFS, the same"),
    .init(magic: 0xFE53_4D42, watching: .looks, why: "SMB2, the same"),
    .init(magic: 0x6573_5546, watching: .looks, why: "FUSE: anything may be behind it"),
    .init(magic: 0x00C3_6400, watching: .looks, why: "Ceph"),
  ]
}
