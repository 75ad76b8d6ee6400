import Foundation
import Glibc
import JobStore
import ServiceSupport
import Spool
import Synchronization
import SystemPackage
import Testing

extension EndToEnd {
  /// Disks that fill up, rot or forget, seen from the daemon's own parts.
  @Suite struct StoreFaults {
    @Test func `An original that the disk has changed is rejected and can be dropped again`() async throws {
      // faults: 79
      let workshop = try Workshop(try await Workshop.tools())
      try workshop.drop()
      let documents = workshop.folder.appending("state/documents/muster")
      let invoice = try #require(Workshop.documents["e-auch.xml"])
      let rotten = documents.appending("\(SHA256.hash(invoice.bytes).hex).xml")
      let isDone = Mutex(false)
      let plan = FaultPlan { point in
        guard point.call == "database lease committed" else { return nil }
        isDone.withLock { isDone in
          guard !isDone else { return }
          isDone = true
          chmod(rotten.string, 0o600)
          try? Data("<rotten/>".utf8).write(to: URL(fileURLWithPath: rotten.string))
        }
        return nil
      }
      _ = await workshop.live(plan)
      let store = try JobStore(path: workshop.folder.appending("state/belegd.sqlite").string)
      let job = try #require(try await store.jobs(named: Array("e-auch.xml".utf8)).first)
      try store.close()
      #expect(job.state == .rejected)
      #expect(job.reasons?.contains("ORIGINAL_DAMAGED") == true)
      #expect(workshop.log.filter { $0 == "critical \(JournalEvent.storeDamaged.message)" }.count == 1)
      let rejected = try FileManager.default.contentsOfDirectory(
        atPath: workshop.share.appending("Abgelehnt").string
      ).filter { $0.contains(job.id.suffix(8)) }
      #expect(rejected.contains { $0.hasSuffix(".txt") } && !rejected.contains { $0.hasSuffix(".xml") })
      // The same bytes again are whole: they take the rotten copy's place and are no duplicate of it.
      try Data(invoice.bytes).write(
        to: URL(fileURLWithPath: workshop.inbox.appending("e-wieder.xml").string))
      _ = await workshop.live()
      let again = try JobStore(path: workshop.folder.appending("state/belegd.sqlite").string)
      defer { try? again.close() }
      let second = try #require(try await again.jobs(named: Array("e-wieder.xml".utf8)).first)
      #expect(second.state.isFinal && second.state != .rejected)
      #expect(try DurableFiles.hash(of: rotten).hex == second.sha256)
    }

    @Test(arguments: [Errno.noSpace, .diskQuotaExceeded])
    func `A full disk pauses with one alarm and work goes on when there is room`(reason: Errno) async throws {
      // faults: 70, 71
      let workshop = try Workshop(try await Workshop.tools())
      try workshop.drop()
      let undisturbed = try Workshop(try await Workshop.tools())
      try undisturbed.drop()
      #expect(await undisturbed.live())
      // From the first claim on six writes in a row find no room, wherever they are, then there is some again.
      let failed = Mutex(0)
      let plan = FaultPlan { point in
        guard ["write", "fsync", "mkdir"].contains(point.call) else { return nil }
        return failed.withLock { failed in
          let isClaim = point.path?.string.contains("/.claimed/") ?? false
          guard failed > 0 || isClaim else { return nil }
          failed += 1
          return failed <= 6 ? reason : nil
        }
      }
      #expect(await workshop.live(plan))
      #expect(try await workshop.end() == (try await undisturbed.end()))
      let alarms = workshop.log.filter { $0 == "critical \(JournalEvent.outOfSpace.message)" }
      let clear = workshop.log.filter { $0 == "notice \(JournalEvent.storageAvailable.message)" }
      #expect(!alarms.isEmpty && alarms.count == clear.count, "each alarm has its all-clear")
      #expect(alarms.count <= 2)
    }

    @Test func `What was never synchronised is lost in the simulation, or it would prove nothing`() throws {
      // faults: 69
      let folder = FilePath(NSTemporaryDirectory()).appending("cut-\(UUID().uuidString)")
      try FileManager.default.createDirectory(
        atPath: folder.appending("to").string, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder.string) }
      let cut = PowerCut(aside: folder.appending("aside").string)
      let plan = FaultPlan(witness: { cut.witness($0, isDone: $1) })
      try FaultPlan.$current.withValue(plan) {
        try DurableFiles.write("kept", to: folder.appending("kept"))
        try DurableFiles.write("moved", to: folder.appending("moved"))
        try DurableFiles.write("removed", to: folder.appending("removed"))
        try DurableFiles.write("old", to: folder.appending("replaced"))
        // The same calls with the last directory's fsync refused.
        let lazy = FaultPlan(
          { $0.call == "fsync" && $0.path?.lastComponent?.string.hasPrefix(".") != true ? .ioError : nil },
          witness: { cut.witness($0, isDone: $1) })
        FaultPlan.$current.withValue(lazy) {
          try? DurableFiles.move(from: folder.appending("moved"), to: folder.appending("to/moved"))
          try? DurableFiles.remove(folder.appending("removed"))
          try? DurableFiles.write("new", to: folder.appending("replaced"))
          try? DurableFiles.write("fresh", to: folder.appending("fresh"))
        }
      }
      #expect(FileManager.default.fileExists(atPath: folder.appending("to/moved").string))
      cut.happen()
      #expect(try DurableFiles.read(folder.appending("kept")) == Array("kept".utf8))
      #expect(try DurableFiles.read(folder.appending("moved")) == Array("moved".utf8))
      #expect(try DurableFiles.read(folder.appending("removed")) == Array("removed".utf8))
      #expect(try DurableFiles.read(folder.appending("replaced")) == Array("old".utf8))
      #expect(try !DurableFiles.exists(folder.appending("fresh")))
      #expect(try !DurableFiles.exists(folder.appending("to/moved")))
    }
  }
}
