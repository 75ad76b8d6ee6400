import Foundation
import Glibc
import Spool
import Synchronization
import SystemPackage
import Testing

@Suite("claims and store")
struct ClaimsTests {
  let spool = TemporarySpool()
  let generator = ULID.Generator()
  var store: DocumentStore { DocumentStore(directory: spool.documents) }

  func claim(_ names: String...) throws -> Claims.Claim {
    let scanner = InboxScanner(inbox: spool.inbox)
    let entry = try #require(try scanner.entry(names.compactMap { FileName($0) }))
    return try Claims(inbox: spool.inbox).claim(entry, id: generator.next())
  }

  // faults: 19, 20, 21
  @Test("a claimed file keeps its name's bytes through a restart")
  func names() throws {
    let claims = try Claims(inbox: spool.inbox)
    let names: [[UInt8]] = [
      bytes("a\nb;\"$(x).pdf"), [0xFF, 0xFE, 0x2E, 0x70], [UInt8](repeating: 0xC3, count: 255),
      bytes("e\u{301}.PDF"),
    ]
    for name in names { try spool.drop(name) }
    try DurableFiles.makeDirectory(spool.inbox.appending("sub"))
    try spool.drop("sub/x.pdf")
    var claimed: Set<Claims.Claim> = []
    for entry in try InboxScanner(inbox: spool.inbox).scan().entries {
      claimed.insert(try claims.claim(entry, id: generator.next()))
    }
    let recovery = try Claims(inbox: spool.inbox).recover()
    #expect(Set(recovery.claims) == claimed)
    #expect(Set(recovery.claims.map(\.originalName)) == Set(names + [bytes("sub/x.pdf")]))
    #expect(recovery.foreign.isEmpty)
  }

  @Test("the way from drop to store leaves nothing in the inbox")
  func wholeWay() throws {
    try spool.drop("RECHNUNG.PDF")
    let claim = try claim("RECHNUNG.PDF")
    let stored = try store.store(claim)
    #expect(stored.fileExtension == "pdf")
    #expect(stored.sha256 == SHA256.hash(bytes("%PDF-1.4 %%EOF")))
    #expect(stored.path == store.path(sha256: stored.sha256.hex, fileExtension: "pdf"))
    #expect(try FileStatus(of: stored.path).mode == 0o440)
    #expect(!stored.wasKnown)
    try Claims(inbox: spool.inbox).remove(claim, stored: stored)
    #expect(spool.tree(spool.inbox) == [".claimed/"])
    #expect(spool.tree(spool.documents) == ["\(stored.sha256).pdf"])
  }

  // faults: 9, 79
  @Test("known bytes are stored once; a rotten copy is replaced by the fresh one")
  func known() throws {
    try spool.drop("a.pdf")
    try spool.drop("b.pdf")
    let first = try store.store(try claim("a.pdf"))
    #expect(try store.store(try claim("b.pdf")).wasKnown)
    try store.verify(sha256: first.sha256.hex, fileExtension: "pdf")

    chmod(first.path.string, 0o600)
    let rotten = try FileDescriptor.open(first.path, .writeOnly)
    try rotten.closeAfter { _ = try rotten.writeAll([0]) }
    #expect(throws: SpoolError.damaged(first.path)) {
      try store.verify(sha256: first.sha256.hex, fileExtension: "pdf")
    }
    #expect(throws: SpoolError.damaged(first.path)) {
      try store.copyOut(sha256: first.sha256.hex, fileExtension: "pdf", to: spool.staging.appending("x"))
    }
    #expect(spool.tree(spool.staging).isEmpty)
    try spool.drop("c.pdf")
    #expect(try !store.store(try claim("c.pdf")).wasKnown)
    try store.verify(sha256: first.sha256.hex, fileExtension: "pdf")
  }

  // faults: 4
  @Test("a writer that keeps its handle is noticed before and after the copy")
  func growing() throws {
    let path = try spool.drop("a.pdf")
    let writer = try FileDescriptor.open(path, .writeOnly, options: .append)
    let claim = try claim("a.pdf")
    #expect(throws: SpoolError.stillWritten(claim.path)) { try store.store(claim) }
    try writer.close()
    let stored = try store.store(claim)
    let again = try FileDescriptor.open(claim.path, .writeOnly, options: .append)
    try again.closeAfter { _ = try again.writeAll(bytes("more %%EOF")) }
    let claims = try Claims(inbox: spool.inbox)
    #expect(throws: SpoolError.stillWritten(claim.path)) { try claims.remove(claim, stored: stored) }
    let second = try store.store(claim)
    #expect(second.sha256 != stored.sha256)
    try claims.remove(claim, stored: second)
  }

  // faults: 4
  @Test("bytes exchanged in place after the copy are noticed by the time of change")
  func exchanged() throws {
    try spool.drop("a.pdf", "%PDF-1.4 one %%EOF")
    let claim = try claim("a.pdf")
    let stored = try store.store(claim)
    let writer = try FileDescriptor.open(claim.path, .writeOnly)
    try writer.closeAfter { _ = try writer.writeAll(bytes("%PDF-1.4 two %%EOF")) }
    let claims = try Claims(inbox: spool.inbox)
    #expect(throws: SpoolError.stillWritten(claim.path)) { try claims.remove(claim, stored: stored) }
    try claims.remove(claim, stored: try store.store(claim))
  }

  // faults: 4
  @Test("growth between look and claim gives the file back")
  func grown() throws {
    let path = try spool.drop("a.pdf")
    let entry = try #require(try spool.entry("a.pdf"))
    try spool.drop("a.pdf", "%PDF-1.4 longer %%EOF")
    #expect(throws: SpoolError.stillWritten(path)) {
      try Claims(inbox: spool.inbox).claim(entry, id: generator.next())
    }
    #expect(spool.tree(spool.inbox) == [".claimed/", "a.pdf"])
  }

  // faults: 24
  @Test("a file with a second name is refused and stays")
  func linked() throws {
    let path = try spool.drop("a.pdf")
    link(path.string, spool.root.appending("other").string)
    #expect(throws: SpoolError.hasFurtherNames(path, count: 2)) { try claim("a.pdf") }
    #expect(spool.tree(spool.inbox) == [".claimed/", "a.pdf"])
    let entry = try #require(try spool.entry("a.pdf"))
    _ = try Claims(inbox: spool.inbox).claim(entry, id: generator.next(), allowingFurtherNames: true)
  }

  // faults: 23, 26
  @Test("a link that takes the file's place is given back unopened")
  func swapped() throws {
    let path = try spool.drop("a.pdf")
    let entry = try #require(try spool.entry("a.pdf"))
    unlink(path.string)
    symlink("/etc/passwd", path.string)
    #expect(throws: SpoolError.notRegularFile(path, .symbolicLink)) {
      try Claims(inbox: spool.inbox).claim(entry, id: generator.next())
    }
    #expect(spool.tree(spool.inbox) == [".claimed/", "a.pdf"])
  }

  // faults: 26
  @Test("a race between file and link never leads to the link's target", .timeLimit(.minutes(30)))
  func race() async throws {
    let spool = spool
    let secret = spool.root.appending("secret")
    try DurableFiles.write("secret", to: secret)
    let path = spool.inbox.appending("a.pdf")
    let isDone = Atomic(false)
    let swapper = Thread {
      while !isDone.load(ordering: .relaxed) {
        // Renames only: writing through the name would follow the link itself.
        let side = spool.root.appending("side")
        try? DurableFiles.write("%PDF-1.4 %%EOF", to: side)
        rename(side.string, path.string)
        symlink(secret.string, side.string)
        rename(side.string, path.string)
        unlink(path.string)
      }
    }
    swapper.start()
    defer { isDone.store(true, ordering: .relaxed) }
    let claims = try Claims(inbox: spool.inbox)
    let secretHash = SHA256.hash(bytes("secret"))
    var stored = 0
    let tries = ProcessInfo.processInfo.environment["BELEGD_RACE_TRIES"].flatMap { Int($0) } ?? 2000
    for _ in 0..<tries {
      do throws(SpoolError) {
        guard let entry = try InboxScanner(inbox: spool.inbox).entry([FileName("a.pdf")].compactMap { $0 }),
          entry.status.kind == .regular
        else { continue }
        let claim = try claims.claim(entry, id: generator.next())
        #expect(try store.store(claim).sha256 != secretHash)
        try claims.remove(claim)
        stored += 1
      } catch {
        // Losing the race is fine, following it is not.
        continue
      }
    }
    #expect(!spool.tree(spool.documents).contains("\(secretHash).pdf"))
    #expect(try DurableFiles.read(secret) == bytes("secret"))
  }

  // faults: 86
  @Test("a claims folder that is a link is refused")
  func plantedFolder() throws {
    symlink("/tmp", spool.inbox.appending(".claimed").string)
    #expect(throws: SpoolError.notRegularFile(spool.inbox.appending(".claimed"), .symbolicLink)) {
      try Claims(inbox: spool.inbox)
    }
  }

  // faults: 33
  @Test("an inbox that cannot be written is refused at once")
  func readOnly() throws {
    let error = #expect(throws: SpoolError.self) {
      try FaultPlan.$current.withValue(FaultPlan { $0.call == "mkdir" ? .readOnlyFileSystem : nil }) {
        try Claims(inbox: spool.inbox)
      }
    }
    #expect(error == .system("mkdir", spool.inbox.appending(".claimed"), .readOnlyFileSystem))
  }

  // faults: 29
  @Test("a file that its owner removes before the claim is dropped quietly, after it is ours")
  func removed() throws {
    let path = try spool.drop("a.pdf")
    let entry = try #require(try spool.entry("a.pdf"))
    unlink(path.string)
    #expect(throws: SpoolError.alreadyClaimed(path)) {
      try Claims(inbox: spool.inbox).claim(entry, id: generator.next())
    }
    #expect(spool.tree(spool.inbox) == [".claimed/"])
  }

  @Test("giving back restores the dropped name, without overwriting")
  func givingBack() throws {
    try spool.drop("a.pdf")
    let claims = try Claims(inbox: spool.inbox)
    let claim = try claim("a.pdf")
    try spool.drop("a.pdf", "newer")
    #expect(throws: SpoolError.targetExists(spool.inbox.appending("a.pdf"))) { try claims.giveBack(claim) }
    unlink(spool.inbox.appending("a.pdf").string)
    try claims.giveBack(claim)
    #expect(spool.tree(spool.inbox) == [".claimed/", "a.pdf"])
  }

  /// One run of intake over what lies in the inbox, as the daemon does it at start; `rows` stands for the database.
  func intake(_ rows: borrowing Mutex<[ULID: SHA256.Digest]>) throws(SpoolError) {
    let claims = try Claims(inbox: spool.inbox)
    try store.removeLeftovers()
    var pending = try claims.recover().claims
    for entry in try InboxScanner(inbox: spool.inbox).scan().entries {
      pending.append(try claims.claim(entry, id: generator.next()))
    }
    for claim in pending {
      let stored = try store.store(claim)
      try FaultPlan.check("commit", nil)
      rows.withLock { $0[claim.id] = stored.sha256 }
      try claims.remove(claim, stored: stored)
    }
  }

  // faults: 67, 70, 71
  @Test(
    "whichever call fails or ends the run, a restart reaches the state of an undisturbed run",
    arguments: [(Errno.noSpace, true), (.ioError, false)])
  func everyCall(reason: Errno, isFatal: Bool) throws {
    let undisturbed = ClaimsTests()
    let rows = Mutex<[ULID: SHA256.Digest]>([:])
    try undisturbed.dropTwo()
    let plan = FaultPlan()
    try FaultPlan.$current.withValue(plan) { try undisturbed.intake(rows) }
    let expectedRows = rows.withLock { $0.values.map(\.hex).sorted() }
    let expectedTree = undisturbed.spool.tree(undisturbed.spool.root)
    #expect(expectedRows.count == 2)
    #expect(plan.trace.count > 40)

    for number in 1...plan.trace.count {
      // Either one call fails and the run copes, or all from there on, as if the process had died.
      let run = ClaimsTests()
      let rows = Mutex<[ULID: SHA256.Digest]>([:])
      try run.dropTwo()
      let faults = FaultPlan { $0.number == number || (isFatal && $0.number > number) ? reason : nil }
      // Where the call's failure is passed over on purpose (a tidying unlink), the run goes on.
      try? FaultPlan.$current.withValue(faults) { try run.intake(rows) }
      try run.intake(rows)
      #expect(rows.withLock { $0.values.map(\.hex).sorted() } == expectedRows, "\(plan.trace[number - 1])")
      #expect(run.spool.tree(run.spool.root) == expectedTree, "\(plan.trace[number - 1])")
    }
  }

  func dropTwo() throws {
    try spool.drop("a.pdf", "%PDF-1.4 one %%EOF")
    try DurableFiles.makeDirectory(spool.inbox.appending("sub"))
    try spool.drop("sub/b.xml", "<Invoice/>")
  }

  // faults: 69
  @Test("bytes are durable before their name, the name before the next step")
  func order() throws {
    try spool.drop("a.pdf")
    let plan = FaultPlan()
    let rows = Mutex<[ULID: SHA256.Digest]>([:])
    try FaultPlan.$current.withValue(plan) { try intake(rows) }
    let trace = plan.trace
    func index(_ call: String, after: Int = -1, _ isIt: (String) -> Bool) throws -> Int {
      try #require(
        trace.indices.first {
          $0 > after && trace[$0].call == call && isIt(trace[$0].path?.description ?? "")
        })
    }
    let nameSynced = try index("fsync") { $0.hasSuffix(".name.tmp") }
    let named = try index("rename") { $0.hasSuffix(".name") }
    let claimed = try index("renameat2", after: named) { $0.hasSuffix("a.pdf") }
    let claimSynced = try index("fsync", after: claimed) { $0.hasSuffix("/.claimed") }
    let bytesSynced = try index("fsync", after: claimSynced) { $0.contains("/.incoming-") }
    let stored = try index("renameat2", after: bytesSynced) { $0.hasSuffix(".pdf") }
    let storeSynced = try index("fsync", after: stored) { $0.hasSuffix("/documents") }
    let committed = try index("commit", after: storeSynced) { _ in true }
    let removed = try index("unlink", after: committed) { $0.hasSuffix(".pdf") }
    let order = [
      nameSynced, named, claimed, claimSynced, bytesSynced, stored, storeSynced, committed, removed,
    ]
    #expect(order == order.sorted())
  }
}
