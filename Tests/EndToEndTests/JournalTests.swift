import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  @Suite struct Journal {
    /// Whether a journald answers.
    ///
    /// A socket file alone says nothing: it stays behind when the journald that made it has gone.
    private static var hasJournal: Bool {
      let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      guard socket >= 0 else { return false }
      defer { close(socket) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { path in
        path.copyBytes(from: "/run/systemd/journal/socket".utf8)
      }
      let answers = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          connect(socket, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
      }
      return answers && FileManager.default.isExecutableFile(atPath: "/usr/bin/journalctl")
    }

    @Test(.enabled(if: hasJournal, "systemd-journald does not run here"))
    func `The journal tells the life of a document by its fields`() async throws {
      // A tenant of its own, so that the query finds this run alone.
      let tenant = "e2e-\(UUID().uuidString.prefix(8).lowercased())"
      let site = try Site([.init(name: tenant, batch: ["close: per-document"])], log: "journal")
      let daemon = try Daemon(site)
      try await wait("for the inbox") {
        FileManager.default.fileExists(atPath: site.place("Eingang", of: tenant).path + "/.belegd-inbox")
      }
      try site.drop(SampleInvoice(number: "JOURNAL-1", net: 10_000).bytes, as: "Journal.xml", for: tenant)
      let job = try #require(try await site.ended(1).first)
      try await wait("for the batch") {
        site.files(in: "Ausgang", of: tenant).contains { $0.hasSuffix(".csv") }
      }
      try await daemon.stop()
      var entries: [[String: Any]] = []
      let journal = URL(fileURLWithPath: "/usr/bin/journalctl")
      try await wait("for the entries", within: .seconds(60)) {
        let output = try await Binaries.run(journal, ["TENANT=\(tenant)", "-o", "json", "--no-pager"])
        entries = try output.output.split(separator: "\n").compactMap { line in
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
        return entries.contains { $0["MESSAGE_ID"] as? String == JournalEvent.batchPublished.identifier }
      }
      func all(_ event: JournalEvent) -> [[String: Any]] {
        entries.filter { $0["MESSAGE_ID"] as? String == event.identifier }
      }
      let taken = try #require(all(.documentTaken).first)
      let booked = try #require(all(.documentBooked).first)
      for entry in [taken, booked] {
        #expect(entry["JOB"] as? String == job.id)
        #expect(entry["DOCUMENT"] as? String == job.sha256)
        #expect(entry["SYSLOG_IDENTIFIER"] as? String == "belegd")
      }
      #expect(taken["STAGE"] as? String == "intake")
      #expect(booked["STAGE"] as? String == "finish")
      #expect(booked["OUTCOME"] as? String == "booked")
      #expect((booked["DURATION_MS"] as? String).flatMap { Int($0) } ?? 0 > 0)
      #expect(booked["PRIORITY"] as? String == "5", "notice")
      #expect(all(.batchPublished).count == 1)
      // Nothing of the invoice stands in the journal at this level (fault 89).
      let text = entries.map { "\($0)" }.joined()
      for secret in ["Musterkabel", "JOURNAL-1", "Journal.xml", "119,00", "119.00", "11900"] {
        #expect(!text.contains(secret), "\(secret)")
      }
    }
  }
}
