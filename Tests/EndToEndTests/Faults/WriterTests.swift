import Foundation
import Glibc
import JobStore
import ServiceSupport
import Spool
import Synchronization
import SystemPackage
import Testing

extension EndToEnd {
  /// Writers that go on after their file was taken for whole.
  @Suite struct Writers {
    @Test func `A writer that opens the file again as it is claimed holds up that file alone`() async throws {
      // faults: 4
      let tools = try await Workshop.tools()
      let workshop = try Workshop(tools)
      try workshop.drop()
      let expected = try await undisturbed(tools)
      // Opened under its old name a moment before the rename, closed when another document has ended.
      let writer = Mutex<CInt>(-1)
      let path = workshop.inbox.appending("c-geprueft.xml")
      let plan = FaultPlan { point in
        writer.withLock { writer in
          if point.call == "renameat2", point.path == path, writer < 0 {
            writer = open(path.string, O_WRONLY | O_APPEND | O_CLOEXEC)
          } else if point.call == "database finish committed", writer >= 0 {
            close(writer)
            writer = -2
          }
        }
        return nil
      }
      #expect(await workshop.live(plan))
      #expect(writer.withLock { $0 } == -2, "another document ended while the writer held its file")
      #expect(try await workshop.end() == expected)
      #expect(workshop.log.filter { $0.contains(JournalEvent.fileStillWritten.message) }.count == 1)
      #expect(workshop.log.filter { $0.hasPrefix("critical") || $0.hasPrefix("error") } == [])
    }

    private func undisturbed(_ tools: Workshop.Tools) async throws -> [String] {
      let workshop = try Workshop(tools)
      try workshop.drop()
      #expect(await workshop.live())
      return try await workshop.end()
    }

    @Test(arguments: ["before it is read", "after it was read"])
    func `Bytes that are added after the row was written are not lost`(moment: String) async throws {
      // faults: 4
      let isEarly = moment.hasPrefix("before")
      let workshop = try Workshop(try await Workshop.tools())
      try workshop.drop()
      let name = "d-unlesbar.pdf"
      let claimed = workshop.inbox.appending(".claimed")
      let isDone = Mutex(false)
      // The removal of the claimed file comes after its row. Where it fails once, the next life finds the file, and
      // by then the shorter one was read.
      let plan = FaultPlan { point in
        guard point.call == "unlink", let path = point.path, path.starts(with: claimed),
          path.extension == "pdf"
        else { return nil }
        return isDone.withLock { isDone in
          guard !isDone else { return isEarly ? nil : Workshop.death }
          isDone = true
          guard !isEarly else { return nil }
          workshop.die()
          return Workshop.death
        }
      }
      let grown = Array("no document, and more of it".utf8)
      if isEarly {
        let growing = FaultPlan { point in
          guard point.call == "database enqueue committed" else { return nil }
          isDone.withLock { isDone in
            guard !isDone,
              let names = try? FileManager.default.contentsOfDirectory(atPath: claimed.string),
              let own = names.first(where: { $0.hasSuffix(".pdf") })
            else { return }
            isDone = true
            try? Data(grown).write(to: URL(fileURLWithPath: claimed.appending(own).string))
          }
          return nil
        }
        #expect(await workshop.live(growing))
      } else {
        await workshop.live(plan)
        // Read while nobody could remove its file, as a database shows that has ended it.
        let own = try #require(
          try FileManager.default.contentsOfDirectory(atPath: claimed.string).first { $0.hasSuffix(".pdf") })
        let store = try JobStore(path: workshop.folder.appending("state/belegd.sqlite").string)
        var job = try #require(try await store.lease(worker: "test"))
        while job.displayName != name { job = try #require(try await store.lease(worker: "test")) }
        try await store.stage(job, Staging(outcome: .rejected))
        try await store.finish(try await store.job(job.id))
        try store.close()
        try Data(grown).write(to: URL(fileURLWithPath: claimed.appending(own).string))
        #expect(await workshop.live())
      }
      let store = try JobStore(path: workshop.folder.appending("state/belegd.sqlite").string)
      defer { try? store.close() }
      let jobs = try await store.jobs(named: Array(name.utf8))
      #expect(jobs.map(\.sha256).contains(SHA256.hash(grown).hex))
      #expect(jobs.count == (isEarly ? 1 : 2))
      #expect(jobs.allSatisfy { $0.state == .rejected })
      let originals = try FileManager.default.contentsOfDirectory(
        atPath: workshop.folder.appending("state/documents/muster").string)
      #expect(Set(originals) == Set(try await store.jobs().map { "\($0.sha256).\($0.fileExtension)" }))
      #expect(try FileManager.default.contentsOfDirectory(atPath: claimed.string) == [".belegd.lock"])
    }
  }
}
