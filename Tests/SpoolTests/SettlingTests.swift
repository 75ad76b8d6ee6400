import Spool
import SystemPackage
import Testing

@Suite("settling")
struct SettlingTests {
  let start = SuspendingClock.now
  let whole = FileProbe(writer: .none, ending: .complete, content: .pdf)
  let policy = Settling.Policy(settle: .seconds(2), emptyLimit: .seconds(60), incompleteLimit: .seconds(600))

  /// A file as the scanner would see it.
  func entry(
    size: Int64 = 100, modified: Int64 = 5, links: Int = 1, inode: UInt64 = 7, kind: FileKind = .regular
  ) throws -> InboxEntry {
    var status = try FileStatus(of: "/")
    status.kind = kind
    status.size = size
    status.allocated = size
    status.modified = modified
    status.linkCount = links
    status.inode = inode
    return InboxEntry(inbox: "/in", names: [try #require(FileName("a.pdf"))], status: status)
  }

  // faults: 1, 2, 31
  @Test("every growth and every touch starts the quiet time again")
  func growth() throws {
    var settling = Settling(policy: policy)
    for second in 0..<90 {
      let verdict = settling.observe(
        try entry(size: Int64(100 + second)), at: start.advanced(by: .seconds(second)), probe: { _ in whole })
      #expect(verdict == .wait(.seconds(2)))
    }
    let last = try entry(size: 189)
    #expect(
      settling.observe(last, at: start.advanced(by: .seconds(90)), probe: { _ in whole })
        == .wait(.seconds(1)))
    #expect(settling.observe(last, at: start.advanced(by: .seconds(91)), probe: { _ in whole }) == .stable)
    let touched = try entry(size: 189, modified: 6)
    #expect(
      settling.observe(touched, at: start.advanced(by: .seconds(92)), probe: { _ in whole })
        == .wait(.seconds(2)))
  }

  // faults: 3
  @Test("a writer that pauses is waited for without limit")
  func writer() throws {
    var settling = Settling(policy: policy)
    let file = try entry()
    let held = FileProbe(writer: .present, ending: .complete, content: .pdf)
    for second in stride(from: 0, through: 3600, by: 40) {
      let verdict = settling.observe(file, at: start.advanced(by: .seconds(second)), probe: { _ in held })
      #expect(verdict == .wait(.seconds(2)))
    }
    #expect(settling.observe(file, at: start.advanced(by: .seconds(3601)), probe: { _ in whole }) == .stable)
  }

  // faults: 28
  @Test(
    "the file's own time is compared, never believed",
    arguments: [Int64(0), 4_070_908_800_000_000_000, .min, .max, -1])
  func strangeTimes(modified: Int64) throws {
    var settling = Settling(policy: policy)
    let file = try entry(modified: modified)
    #expect(settling.observe(file, at: start, probe: { _ in whole }) == .wait(.seconds(2)))
    #expect(settling.observe(file, at: start.advanced(by: .seconds(2)), probe: { _ in whole }) == .stable)
  }

  // faults: 8
  @Test("zero bytes wait longer and are then reported as empty")
  func empty() throws {
    var settling = Settling(policy: policy)
    let file = try entry(size: 0)
    let verdicts = [0, 2, 59, 60].map {
      settling.observe(file, at: start.advanced(by: .seconds($0)), probe: { _ in whole })
    }
    #expect(verdicts == [.wait(.seconds(2)), .wait(.seconds(58)), .wait(.seconds(1)), .empty])
  }

  // faults: 3, 5
  @Test("a PDF without its end waits, then is reported as incomplete")
  func incomplete() throws {
    var settling = Settling(policy: policy)
    let file = try entry()
    let cut = FileProbe(writer: .unknown, ending: .missing, content: .pdf)
    let verdicts = [0, 2, 599, 600].map {
      settling.observe(file, at: start.advanced(by: .seconds($0)), probe: { _ in cut })
    }
    #expect(verdicts == [.wait(.seconds(2)), .wait(.seconds(5)), .wait(.seconds(1)), .incomplete])
  }

  // faults: 6, 24
  @Test("a second name may go within the limit; after it the file is somebody's")
  func links() throws {
    var settling = Settling(policy: policy)
    let linked = try entry(links: 2)
    #expect(settling.observe(linked, at: start, probe: { _ in whole }) == .wait(.seconds(2)))
    #expect(
      settling.observe(linked, at: start.advanced(by: .seconds(3)), probe: { _ in whole })
        == .wait(.seconds(2)))
    #expect(
      settling.observe(linked, at: start.advanced(by: .seconds(600)), probe: { _ in whole })
        == .hasFurtherNames(2))
    #expect(
      settling.observe(try entry(), at: start.advanced(by: .seconds(601)), probe: { _ in whole }) == .stable)
  }

  // faults: 23, 25
  @Test(
    "what is no file is refused at once, unopened", arguments: FileKind.allCases.filter { $0 != .regular })
  func irregular(kind: FileKind) throws {
    var settling = Settling(policy: policy)
    let verdict = settling.observe(
      try entry(kind: kind), at: start,
      probe: { _ in
        Issue.record("opened a \(kind)")
        return nil
      })
    guard case .refused = verdict else {
      Issue.record("\(verdict)")
      return
    }
  }

  // faults: 32
  @Test("unreadable is said at once, and taken soon after it can be read")
  func unreadable() throws {
    var settling = Settling(policy: policy)
    var file = try entry()
    file.unreadable = .permissionDenied
    #expect(settling.observe(file, at: start, probe: { _ in nil }) == .unreadable(.permissionDenied))
    file.unreadable = nil
    #expect(settling.observe(file, at: start.advanced(by: .seconds(5)), probe: { _ in whole }) == .stable)
  }

  // faults: 16, 29
  @Test("what a scan no longer sees is forgotten, other inboxes are not")
  func forgetting() throws {
    var settling = Settling(policy: policy)
    _ = settling.observe(try entry(), at: start, probe: { _ in whole })
    var other = try entry()
    other.inbox = "/in2"
    _ = settling.observe(other, at: start, probe: { _ in whole })
    settling.beginScan()
    settling.endScan(of: "/in")
    #expect(settling.count == 1)
  }

  @Test("another file under the same name starts anew")
  func exchanged() throws {
    var settling = Settling(policy: policy)
    _ = settling.observe(try entry(), at: start, probe: { _ in whole })
    let verdict = settling.observe(
      try entry(inode: 8), at: start.advanced(by: .seconds(10)), probe: { _ in whole })
    #expect(verdict == .wait(.seconds(2)))
  }
}
