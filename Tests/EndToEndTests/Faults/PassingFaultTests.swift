import Foundation
import Glibc
import JobStore
import ServiceSupport
import Spool
import Synchronization
import SystemPackage
import Testing

@testable import Pipeline

extension EndToEnd {
  /// Calls that fail for a while and a clock that jumps, seen from the daemon's own parts: they get over it without
  /// a restart and reach the end of an undisturbed run.
  @Suite struct PassingFaults {
    private func undisturbed(_ tools: Workshop.Tools) async throws -> [String] {
      let workshop = try Workshop(tools)
      try workshop.drop()
      #expect(await workshop.live())
      return try await workshop.end()
    }

    @Test(arguments: ["pdf", "xml", "name"])
    func `What a failed removal leaves among the claimed files goes while the daemon runs`(
      ending: String
    ) async throws {
      // faults: 71
      let tools = try await Workshop.tools()
      let workshop = try Workshop(tools)
      try workshop.drop()
      let claimed = workshop.inbox.appending(Claims.directoryName)
      // The last removal of its kind, so that nothing comes after it that would take it along.
      let removals = FaultPlan()
      #expect(await workshop.live(removals))
      let last = try #require(
        removals.trace.last {
          $0.call == "unlink" && $0.path?.starts(with: claimed) == true && $0.path?.extension == ending
        })
      let disturbed = try Workshop(tools)
      try disturbed.drop()
      #expect(await disturbed.live(.failing(at: last.number, with: .ioError)), "in one life")
      #expect(
        try FileManager.default.contentsOfDirectory(
          atPath: disturbed.inbox.appending(Claims.directoryName).string) == [".belegd.lock"])
      #expect(try await disturbed.end() == (try await workshop.end()))
    }

    @Test func `A share that has gone stale for a while is told of once and taken up again`() async throws {
      // faults: 18
      let tools = try await Workshop.tools()
      let workshop = try Workshop(tools)
      try workshop.drop()
      // From the first claim on nothing answers below the inbox; five calls later the server is back.
      let failed = Mutex(0)
      let plan = FaultPlan { point in
        guard point.path?.starts(with: workshop.inbox) == true else { return nil }
        return failed.withLock { failed in
          guard failed > 0 || point.call == "renameat2" else { return nil }
          failed += 1
          return failed <= 5 ? .staleNFSFileHandle : nil
        }
      }
      #expect(await workshop.live(plan))
      #expect(failed.withLock { $0 } > 5)
      #expect(try await workshop.end() == (try await undisturbed(tools)))
      #expect(workshop.log.filter { $0.hasSuffix(JournalEvent.inboxUnavailable.message) }.count == 1)
      #expect(workshop.log.filter { $0.hasSuffix(JournalEvent.inboxAvailable.message) }.count == 1)
    }

    @Test func `Without watches the looks find everything, and the limit is named`() async throws {
      // faults: 14
      let tools = try await Workshop.tools()
      let workshop = try Workshop(tools)
      try workshop.drop()
      #expect(await workshop.live(FaultPlan { $0.call == "inotify_add_watch" ? .noSpace : nil }))
      #expect(try await workshop.end() == (try await undisturbed(tools)))
      #expect(workshop.log.contains("warning \(JournalEvent.watchLimit.message)"))
      #expect(!workshop.log.contains { $0.hasSuffix(JournalEvent.outOfSpace.message) })
    }

    @Test func `A clock that jumps a day back and forth neither stalls nor doubles anything`() async throws {
      // faults: 28
      let tools = try await Workshop.tools()
      let workshop = try Workshop(tools)
      try workshop.drop()
      let jumps = Mutex(0)
      let plan = FaultPlan { point in
        guard point.call.hasPrefix("database"), point.call.hasSuffix("committed") else { return nil }
        jumps.withLock { jumps in
          jumps += 1
          workshop.moveClock(by: .seconds(jumps.isMultiple(of: 2) ? 86_400 : -86_400))
        }
        return nil
      }
      #expect(await workshop.live(plan))
      #expect(jumps.withLock { $0 } > 10)
      #expect(try await workshop.end() == (try await undisturbed(tools)))
    }
  }
}
