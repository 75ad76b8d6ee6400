import Foundation
import Glibc
import JobStore
import Results
import Testing

extension EndToEnd {
  /// The folders as people meet them: their names, their rights, and moving as a way to say "once more".
  @Suite struct Folders {
    private func status(_ url: URL) -> (mode: UInt32, group: UInt32)? {
      var status = stat()
      return lstat(url.path, &status) == 0 ? (status.st_mode, status.st_gid) : nil
    }

    @Test func `Folders have English or own names, a guide each, and the group of their share`() async throws
    {
      let own = ["language: english", "rejected: Sorted out", "archive: Paper/Kept"]
      let site = try Site([.init(batch: ["close: idle", "quiet: 1 s"], mode: "trial", folders: own)])
      let share = site.share()
      // Only root may give a folder to a group that is not its own.
      let group: UInt32 = geteuid() == 0 ? 65_534 : getegid()
      #expect(chown(share.path, geteuid(), group) == 0)
      #expect(chmod(share.path, 0o2770) == 0)
      let daemon = try await Daemon.ready(site)
      let names = [
        "Inbox", "Outbox", "Review", "Corrections", "Sorted out", "Other", "Duplicates", "History",
        "Paper/Kept",
      ]
      for name in names {
        let folder = site.place(name)
        let found = try #require(status(folder), "\(name)")
        #expect(found.mode & S_ISGID != 0 && found.group == group, "\(name)")
        let guide = try String(contentsOf: folder.appendingPathComponent("LIESMICH.txt"), encoding: .utf8)
        #expect(guide.contains(name.split(separator: "/").last ?? ""), "\(name)")
        #expect(!guide.contains("Eingang") && !guide.contains("Prüfen"), "\(name): \(guide)")
      }
      let waiting = site.folder.appendingPathComponent("O-1.xml")
      try Data(SampleInvoice(number: "O-1", net: 3_000).bytes).write(to: waiting)
      try FileManager.default.moveItem(at: waiting, to: site.place("Inbox").appendingPathComponent("O-1.xml"))
      _ = try await site.ended(1)
      let list = site.place("Review").appendingPathComponent("Korrekturen.csv")
      try await wait("for the list") { self.status(list) != nil }
      #expect(status(list)?.group == group)
      let overview = site.place("Outbox").appendingPathComponent("Übersicht.html")
      try await wait("for the overview") {
        let page = (try? String(contentsOf: overview, encoding: .utf8)) ?? ""
        return page.contains("Ordner „Review“") && page.contains("href=\"../Review/O-1_")
      }
      try await daemon.stop()
    }

    @Test func `What is moved back into the inbox is read anew, whatever folder it lay in`() async throws {
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "M-1", net: 4_000).bytes, as: "M-1.xml")
      try site.drop(Array("<?xml version=\"1.0\"?><Invoice".utf8), as: "Halb.xml")
      let jobs = try await site.ended(2)
      let review = try #require(jobs.first { $0.state == .review })
      let rejected = try #require(jobs.first { $0.state == .rejected })
      func move(_ job: Job, from folder: String) throws {
        let name = try #require(
          site.files(in: folder).first { $0.contains(job.id.suffix(8)) && $0.hasSuffix(".xml") })
        try FileManager.default.moveItem(
          at: site.place(folder).appendingPathComponent(name),
          to: site.place("Eingang").appendingPathComponent(name))
      }
      // From review it is the same document once more, from elsewhere a new one: a duplicate of nothing.
      try move(review, from: "Prüfen")
      try await wait("for the second reading") {
        try await site.jobs().contains {
          $0.id == review.id && $0.attempt > review.attempt && $0.state == .review
        }
      }
      try move(rejected, from: "Abgelehnt")
      let all = try await site.ended(3)
      #expect(all.count { $0.state == .rejected } == 2)
      #expect(!all.contains { $0.state == .duplicate })
      // The name of what was moved holds the first id; what the second reading has left holds its own as well.
      let again = try #require(all.first { $0.state == .rejected && $0.id != rejected.id })
      #expect(
        site.files(in: "Abgelehnt").allSatisfy { $0.contains(again.id.suffix(8)) || $0.hasPrefix("LIESMICH") }
      )
      #expect(site.files(in: "Eingang") == [])
      try await daemon.stop()
    }

    @Test func `A file at the wrong place is left alone and named in the overview`() async throws {
      // faults: 30
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      let strays = ["Prüfen/Notiz.docx", "Abgelehnt/Rechnung neu.pdf", "Archiv/lose.pdf", "Angebot.pdf"]
      for stray in strays { try Data("%PDF-".utf8).write(to: site.place(stray)) }
      try site.drop(SampleInvoice(number: "P-1", net: 4_000).bytes, as: "P-1.xml")
      _ = try await site.ended(1)
      let overview = site.place("Ausgang").appendingPathComponent("Übersicht.html")
      try await wait("for the overview") {
        let page = (try? String(contentsOf: overview, encoding: .utf8)) ?? ""
        return strays.allSatisfy { page.contains($0.split(separator: "/").last ?? "") }
      }
      let page = try String(contentsOf: overview, encoding: .utf8)
      let warning = try #require(page.components(separatedBy: "Am falschen Platz").dropFirst().first)
      #expect(!warning.components(separatedBy: "</section>")[0].contains("P-1"))
      for stray in strays { #expect(FileManager.default.fileExists(atPath: site.place(stray).path)) }
      try await daemon.stop()
    }
  }
}
