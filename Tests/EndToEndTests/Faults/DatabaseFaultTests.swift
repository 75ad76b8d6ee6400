import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// A database that is damaged, too new, behind its originals, or asked by many at once.
  @Suite struct DatabaseFaults {
    private func database(_ site: Site) -> URL { site.state.appendingPathComponent("belegd.sqlite") }

    private func execute(_ sql: String, _ site: Site) async throws {
      let output = try await Binaries.run(
        URL(fileURLWithPath: "/usr/bin/python3"),
        [
          "-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])",
          database(site).path, sql,
        ])
      #expect(output.status == 0, "\(output.errors)")
    }

    @Test(arguments: ["corrupt page", "truncated"])
    func `A damaged database ends the start with words, and the backup brings it back`(
      how: String
    ) async throws {
      // faults: 75
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      for number in 0..<3 {
        try site.drop(
          SampleInvoice(number: "HEIL-\(number)", net: 10_000 + number).bytes, as: "\(number).xml")
      }
      let jobs = try await site.ended(3)
      let backup = site.folder.appendingPathComponent("backup").path
      #expect(try await site.command(["backup", backup]).status == 0)
      // Received after the backup: its row is in the damaged database only.
      try site.drop(SampleInvoice(number: "HEIL-9", net: 10_009).bytes, as: "Danach.xml")
      let last = try #require(try await site.ended(4).first { $0.displayName == "Danach.xml" })
      try await daemon.stop()
      var bytes = try Data(contentsOf: database(site))
      if how == "truncated" {
        bytes.removeLast(bytes.count / 2)
      } else {
        for index in 8192..<bytes.count where index % 3 == 0 { bytes[index] = 0xA5 }
      }
      try bytes.write(to: database(site))
      let broken = try Daemon(site)
      #expect(try await broken.end() != 0)
      #expect(broken.entries(.databaseDamaged).count == 1)
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: database(site).path + suffix)
      }
      #expect(try await site.command(["restore", backup]).status == 0)
      let next = try await Daemon.ready(site)
      let all = try await site.ended(4)
      #expect(
        Set(all.map(\.sha256)) == Set((jobs + [last]).map(\.sha256)), "the original brings its row back")
      try await expectForgotten(all.filter { $0.sha256 == last.sha256 }, site, next)
      try await next.stop()
    }

    /// Rows that were made anew from the originals: in review, told of once per start.
    private func expectForgotten(_ jobs: [Job], _ site: Site, _ daemon: Daemon) async throws {
      for job in jobs {
        #expect(job.state == .review && job.objection == JobStore.forgotten)
        #expect(try site.reasons(of: job, in: "Prüfen") == ["ROW_LOST"])
        #expect(daemon.entries(.documentInReview, ["job": job.id]).count == 1)
      }
      #expect(daemon.entries(.rowsMissing, ["count": "\(jobs.count)"]).count == 1)
    }

    @Test func `Without its write-ahead log nothing is lost and nothing delivered again`() async throws {
      // faults: 75
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      for number in 0..<3 {
        try site.drop(SampleInvoice(number: "LOG-\(number)", net: 10_000 + number).bytes, as: "\(number).xml")
      }
      let jobs = try await site.ended(3)
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      try await daemon.die()
      #expect(FileManager.default.fileExists(atPath: database(site).path + "-wal"))
      for suffix in ["-wal", "-shm"] {
        try FileManager.default.removeItem(atPath: database(site).path + suffix)
      }
      let next = try await Daemon.ready(site)
      let again = try await site.ended(3)
      #expect(Set(again.map(\.sha256)) == Set(jobs.map(\.sha256)) && again.count == 3)
      try await expectForgotten(again.filter { job in !jobs.contains { $0.id == job.id } }, site, next)
      // The same file once more is a duplicate of what is held.
      try site.drop(SampleInvoice(number: "LOG-0", net: 10_000).bytes, as: "Noch einmal.xml")
      #expect(try await site.ended(4).first { $0.displayName == "Noch einmal.xml" }?.state == .duplicate)
      #expect(site.files(in: "Ausgang").filter { $0.hasPrefix("EXTF_Buchungsstapel") }.count == 1)
      try await next.stop()
    }

    @Test func `A database of a newer version ends the start with words and stays as it is`() async throws {
      // faults: 75, 76
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "ALT-1", net: 10_000).bytes, as: "Alt.xml")
      _ = try await site.ended(1)
      try await daemon.stop()
      try await execute("INSERT INTO grdb_migrations VALUES ('99 from the future')", site)
      let older = try Daemon(site)
      #expect(try await older.end() != 0)
      #expect(older.entries(.databaseTooNew).count == 1)
      try site.drop(SampleInvoice(number: "ALT-2", net: 10_000).bytes, as: "Wartet.xml")
      #expect(site.files(in: "Eingang") == ["Wartet.xml"])
      try await execute("DELETE FROM grdb_migrations WHERE identifier LIKE '99%'", site)
      let right = try await Daemon.ready(site)
      #expect(try await site.ended(2).map(\.state) == [.booked, .booked])
      try await right.stop()
    }

    @Test func `Commands beside a working daemon neither block it nor fail`() async throws {
      // faults: 77
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let count = 12
      for number in 0..<count {
        try site.drop(
          SampleInvoice(number: "NEBEN-\(number)", net: 10_000 + number).bytes, as: "\(number).xml")
      }
      let month = String(Timestamp.now.description.prefix(7))
      let commands = [
        ["status"], ["jobs"], ["ledger", "--month", month], ["batch", "close", "--tenant", "muster"],
      ]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for command in commands {
          group.addTask {
            for _ in 0..<3 {
              let output = try await site.command(command)
              #expect(
                !output.errors.contains("locked") && !output.errors.contains("busy"), "\(output.errors)")
              if command[0] != "batch" { #expect(output.status == 0, "\(command): \(output.errors)") }
            }
          }
        }
        try await group.waitForAll()
      }
      let jobs = try await site.ended(count)
      #expect(jobs.count == count && jobs.allSatisfy { $0.state == .booked })
      for job in jobs { site.expectEnd(of: job, daemon) }
      _ = try await site.command(["batch", "close", "--tenant", "muster"])
      try await wait("for the batches") {
        try await site.store().batches().allSatisfy { $0.state == .published }
      }
      let rows = try site.files(in: "Ausgang").filter { $0.hasPrefix("EXTF_Buchungsstapel") }.flatMap {
        try DeliveredRow.rows(of: site.place("Ausgang").appendingPathComponent($0))
      }
      #expect(rows.count == count && Set(rows).count == count)
      #expect(daemon.journal.contains("locked") == false)
      try await daemon.stop()
    }
  }
}
