import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// Readers that are started before there is a document.
  @Suite struct WaitingReaders {
    @Test func `A document is read by the reader that waits, and the next one takes its place`() async throws
    {
      let site = try Site(main: ["workers: 1"])
      let daemon = try await Daemon.ready(site)
      let first = try await waiting(for: daemon)
      #expect(first.count == 1, "no more than there are workers")
      try site.drop(SampleInvoice(number: "WARM-1", net: 10_000).bytes, as: "Eins.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try await wait("for its end") { !Self.waits(first[0]) }
      let second = try await waiting(for: daemon)
      #expect(second.count == 1 && second != first)
      #expect(daemon.entries(.documentBooked).first?.contains(" since_claim_ms=") == true)
      try await daemon.stop()
    }

    @Test func `A waiting reader that is killed does no harm to the next document`() async throws {
      // faults: 39
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      for reader in try await waiting(for: daemon) { kill(reader, SIGKILL) }
      try site.drop(SampleInvoice(number: "WARM-2", net: 10_000).bytes, as: "Zwei.xml")
      let jobs = try await site.ended(1)
      #expect(jobs.map(\.state) == [.booked])
      #expect(jobs.map(\.deaths) == [0], "it had no document")
      #expect(!daemon.journal.contains(JournalEvent.readerDied.message))
      try await daemon.stop()
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func `No reader outlives the daemon`(signal: Int32) async throws {
      // faults: 81
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let readers = try await waiting(for: daemon)
      daemon.send(signal)
      _ = try await daemon.end(within: .seconds(12))
      try await wait("for the readers to end") { !readers.contains(where: Self.waits) }
      #expect(!daemon.journal.contains(JournalEvent.readerDied.message))
    }

    @Test func `A reader that is older than its program reads nothing`() async throws {
      let site = try Site()
      let program = site.folder.appendingPathComponent("belegd-reader")
      try FileManager.default.copyItem(at: Binaries.reader, to: program)
      let daemon = try await Daemon.ready(site, reader: program)
      let old = try await waiting(for: daemon)
      let new = site.folder.appendingPathComponent("belegd-reader.new")
      try FileManager.default.copyItem(at: Binaries.reader, to: new)
      #expect(rename(new.path, program.path) == 0)
      try site.drop(SampleInvoice(number: "WARM-3", net: 10_000).bytes, as: "Drei.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try await wait("for the old readers to end") { !old.contains(where: Self.waits) }
      try await daemon.stop()
    }

    @Test(.enabled(if: geteuid() == 0, "only root may look at what a jailed process has in memory"))
    func `A reader that has read its own letter meanwhile reads a document as any other does`() async throws {
      let site = try Site(main: ["workers: 1"])
      let daemon = try await Daemon.ready(site)
      let reader = try #require(try await waiting(for: daemon).first)
      try await wait("for fonts in its memory") {
        let maps = (try? String(contentsOfFile: "/proc/\(reader)/maps", encoding: .utf8)) ?? ""
        return maps.contains("/fontconfig/") || maps.contains("/fonts/")
      }
      try site.drop(SampleInvoice(number: "WARM-4", net: 10_000).bytes, as: "Vier.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try await wait("for its end") { !Self.waits(reader) }
      try await daemon.stop()
    }

    /// The daemon's readers without a document, as soon as there are any: in their jail, and asleep.
    private func waiting(for daemon: Daemon) async throws -> [Int32] {
      var readers: [Int32] = []
      try await wait("for a reader to wait") {
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
        readers = processes.filter { process in
          let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
          return ["PPid:\t\(daemon.processIdentifier)\n", "Seccomp:\t2\n", "State:\tS"].allSatisfy(
            status.contains) && Self.waits(process)
        }
        return !readers.isEmpty
      }
      return readers
    }

    /// Whether it is there; what has ended and is not yet taken leave of has no command line.
    private static func waits(_ process: Int32) -> Bool {
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
      return words.map { String(decoding: $0, as: UTF8.self).contains("--wait") } ?? false
    }
  }
}
