import Foundation
import Glibc
import Spool
import SystemPackage
import Testing

@Suite("inbox scanner")
struct InboxScannerTests {
  let spool = TemporarySpool()

  func scan(_ change: (inout InboxScanner) -> Void = { _ in }) throws -> InboxScanner.Scan {
    var scanner = InboxScanner(inbox: spool.inbox)
    change(&scanner)
    return try scanner.scan()
  }

  // faults: 19, 20, 21
  @Test("names of any bytes are different files, found and opened again")
  func anyNames() throws {
    let names: [[UInt8]] = [
      bytes("a\nb\t;\"$(reboot).pdf"), bytes("-rf.pdf"), bytes("r\u{202E}fdp.exe"), bytes("🧾.pdf"),
      bytes("e\u{301}.pdf"), bytes("\u{E9}.pdf"), [0xE9, 0x2E, 0x70], [UInt8](repeating: 0xFF, count: 255),
    ]
    for name in names { try spool.drop(name) }
    let scan = try scan()
    #expect(Set(scan.entries.map(\.relativeBytes)) == Set(names))
    for entry in scan.entries {
      #expect(try InboxScanner(inbox: spool.inbox).probe(entry).content == .pdf)
      #expect(!entry.path.display.unicodeScalars.contains { $0.value < 0x20 })
    }
  }

  // faults: 7
  @Test("unfinished names are passed over, the final one is found")
  func ignoredNames() throws {
    for name in [".a.pdf.x1Y2z3", "a.pdf.part", "b.crdownload", "c~", "README.md"] { try spool.drop(name) }
    #expect(try scan().entries.isEmpty)
    #expect(try scan().ignoredCount == 5)
    rename(spool.inbox.appending(".a.pdf.x1Y2z3").string, spool.inbox.appending("a.pdf").string)
    #expect(try scan().entries.map(\.relativeBytes) == [bytes("a.pdf")])
  }

  // faults: 15
  @Test("a tree of 500 files is found once each, and its folders are named for watching")
  func tree() throws {
    for folder in 0..<10 {
      try DurableFiles.makeDirectory(spool.inbox.appending("t/d\(folder)"))
      for file in 0..<50 { try spool.drop("t/d\(folder)/\(file).pdf") }
    }
    let scan = try scan()
    #expect(scan.entries.count == 500)
    #expect(Set(scan.entries.map(\.path)).count == 500)
    #expect(scan.directories.count == 12)
  }

  @Test("below the depth limit a folder is named as too deep")
  func depth() throws {
    try DurableFiles.makeDirectory(spool.inbox.appending("a/b/c"))
    try spool.drop("a/b/c/x.pdf")
    let scan = try scan { $0.depth = 2 }
    #expect(scan.entries.map(\.refusal) == [.tooDeep])
  }

  // faults: 12
  @Test("a scan is bounded, and what stays does not hide what follows")
  func bounded() throws {
    for index in 0..<25 { try spool.drop("\(index + 10).pdf") }
    var scanner = InboxScanner(inbox: spool.inbox)
    scanner.limit = 10
    let scans = try [0, 10, 20].map { try scanner.scan(skipping: $0) }
    #expect(scans.map(\.isTruncated) == [true, true, false])
    #expect(Set(scans.flatMap(\.entries).map(\.path)).count == 25)
  }

  // faults: 23, 24, 25
  @Test("links, pipes, sockets and sparse giants are named, never opened", .timeLimit(.minutes(1)))
  func irregular() throws {
    symlink("/etc/passwd", spool.inbox.appending("secret.pdf").string)
    symlink("/nowhere", spool.inbox.appending("dangling.pdf").string)
    symlink("/etc", spool.inbox.appending("folder").string)
    mkfifo(spool.inbox.appending("pipe.pdf").string, 0o600)
    let sparse = try spool.drop("sparse.pdf")
    truncate(sparse.string, 1 << 40)
    let original = try spool.drop("linked.pdf")
    link(original.string, spool.root.appending("elsewhere").string)
    var refusals: [String: String] = [:]
    for entry in try scan().entries {
      refusals[String(decoding: entry.relativeBytes, as: UTF8.self)] = entry.refusal.map { "\($0)" } ?? "none"
    }
    #expect(
      refusals == [
        "secret.pdf": "symbolicLink", "dangling.pdf": "symbolicLink", "folder": "symbolicLink",
        "pipe.pdf": "\(InboxEntry.Refusal.special(.pipe))", "sparse.pdf": "sparse", "linked.pdf": "none",
      ])
    #expect(try spool.entry("linked.pdf")?.status.linkCount == 2)
    // A linked folder is not walked through, also by name.
    #expect(try spool.entry("folder", "passwd") == nil)
  }

  // faults: 23, 26
  @Test("a probe refuses a link that took the file's place")
  func swapped() throws {
    let path = try spool.drop("a.pdf")
    let entry = try #require(try spool.entry("a.pdf"))
    unlink(path.string)
    symlink("/etc/passwd", path.string)
    #expect(throws: SpoolError.notRegularFile(path, .symbolicLink)) {
      try InboxScanner(inbox: spool.inbox).probe(entry)
    }
  }

  // faults: 3, 5
  @Test("a probe sees a writer and a missing end")
  func probe() throws {
    let path = try spool.drop("a.pdf", "%PDF-1.4 half")
    let scanner = InboxScanner(inbox: spool.inbox)
    let entry = try #require(try spool.entry("a.pdf"))
    #expect(try scanner.probe(entry).ending == .missing)
    #expect(try scanner.probe(entry).writer == .none)
    let writer = try FileDescriptor.open(path, .writeOnly, options: .append)
    #expect(try scanner.probe(entry).writer == .present)
    try writer.writeAll(bytes("%%EOF\r\n"))
    try writer.close()
    #expect(try scanner.probe(entry).writer == .none)
    #expect(try scanner.probe(entry).ending == .complete)
  }

  // faults: 29
  @Test("what goes while it is looked at is no error")
  func vanished() throws {
    let path = try spool.drop("a.pdf")
    let entry = try #require(try spool.entry("a.pdf"))
    unlink(path.string)
    #expect(try spool.entry("a.pdf") == nil)
    #expect(throws: SpoolError.alreadyClaimed(path)) { try InboxScanner(inbox: spool.inbox).probe(entry) }
  }

  // faults: 16
  @Test("a missing inbox is an error, not an empty one")
  func missing() {
    let gone = spool.root.appending("gone")
    #expect(throws: SpoolError.directoryMissing(gone)) { try InboxScanner(inbox: gone).scan() }
  }

  // faults: 18
  @Test("a stale handle anywhere in a scan is an error to wait out")
  func stale() throws {
    try spool.drop("a.pdf")
    let plan = FaultPlan()
    _ = try FaultPlan.$current.withValue(plan) { try scan() }
    for number in 1...plan.trace.count {
      let error = #expect(throws: SpoolError.self) {
        try FaultPlan.$current.withValue(.failing(at: number, with: .staleNFSFileHandle)) { try scan() }
      }
      #expect(error?.isTransient == true, "call \(number)")
    }
  }

  // faults: 32
  @Test("a file without read permission is named", .enabled(if: geteuid() != 0, "root may read everything"))
  func unreadable() throws {
    let path = try spool.drop("a.pdf")
    chmod(path.string, 0)
    #expect(try spool.entry("a.pdf")?.unreadable == .permissionDenied)
    chmod(path.string, 0o600)
    #expect(try spool.entry("a.pdf")?.unreadable == nil)
  }
}
