import Foundation
import Glibc
import JobStore
import Results
import ServiceSupport
import Testing

extension EndToEnd {
  /// What may lie in an inbox: each case ends with its folder, its row and its journal event.
  @Suite struct IntakeFaults {
    @Test func `An empty file waits, then is rejected as empty`() async throws {
      // faults: 8
      let site = try Site(main: ["empty_after: 1 s"])
      let daemon = try await Daemon.ready(site)
      try site.drop([], as: "Leer.pdf")
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .rejected && job.size == 0)
      #expect(try site.reasons(of: job, in: "Abgelehnt") == ["EMPTY_FILE"])
      #expect(daemon.entries(.documentRejected, ["job": job.id]).count == 1)
      #expect(site.files(in: "Eingang") == [])
      try await daemon.stop()
    }

    @Test func `What comes while others are taken does not wait for the next scan`() async throws {
      // faults: 12, 13
      let site = try Site(scanInterval: "30 min")
      let daemon = try await Daemon.ready(site)
      for number in 0..<60 {
        try site.drop(
          SampleInvoice(number: "STETIG-\(number)", net: 10_000 + number).bytes, as: "\(number).xml")
        // Some settle while those before them are taken.
        if number % 3 == 0 { try await Task.sleep(for: .milliseconds(40)) }
      }
      #expect(try await site.ended(60, within: .seconds(60)).allSatisfy { $0.state == .booked })
      #expect(site.files(in: "Eingang") == [])
      try await daemon.stop()
    }

    @Test func `The same bytes again are a duplicate that names the first`() async throws {
      // faults: 9
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let invoice = SampleInvoice(number: "DOPPELT-1", net: 12_300)
      try site.drop(invoice.bytes, as: "Erste.xml")
      try site.drop(invoice.bytes, as: "Zweite.xml")
      let pair = try await site.ended(2)
      try site.drop(invoice.bytes, as: "Dritte.xml")
      let jobs = try await site.ended(3)
      let booked = try #require(jobs.first { $0.state == .booked })
      #expect(pair.filter { $0.state == .booked }.count == 1)
      let duplicates = jobs.filter { $0.state == .duplicate }
      #expect(duplicates.count == 2)
      for job in duplicates {
        #expect(job.duplicateOf == booked.id)
        #expect(try site.reasons(of: job, in: "Dubletten") == ["DUPLICATE_FILE"])
        #expect(try site.sheet(of: job, in: "Dubletten").contains(booked.displayName))
        #expect(daemon.entries(.documentDuplicate, ["job": job.id]).count == 1)
      }
      let store = try site.store()
      #expect(try await store.batches().map(\.postingCount) == [1])
      try await daemon.stop()
    }

    @Test func `The same invoice in other bytes goes to review and is not booked again`() async throws {
      // faults: 10
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "ZWEIMAL-1", net: 12_300).bytes, as: "Post.xml")
      _ = try await site.ended(1)
      try site.drop(SampleInvoice(number: "ZWEIMAL-1", net: 12_300, remark: "again").bytes, as: "Mail.xml")
      let jobs = try await site.ended(2)
      let second = try #require(jobs.first { $0.displayName == "Mail.xml" })
      #expect(second.state == .review)
      #expect(try site.reasons(of: second, in: "Prüfen").contains("POSSIBLE_DUPLICATE"))
      #expect(daemon.entries(.documentInReview, ["job": second.id]).count == 1)
      #expect(try await site.store().batches().map(\.postingCount) == [1])
      try await daemon.stop()
    }

    @Test func `Any name is taken, shown safely and never run`() async throws {
      // faults: 19, 20, 21
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let long = String(repeating: "ä", count: 125) + "a.xml"
      #expect(long.utf8.count == 255)
      let names: [[UInt8]] =
        [
          "Zeile\numbruch\tTab.xml", "Semi;kolon \"Anführung\".xml", "-rf.xml",
          "$(touch belegd-was-here).xml",
          "\u{202E}lmx.gnunhceR", "🧾 Beleg.xml", long,
          // The same letters composed, decomposed, and in an encoding that is not UTF-8.
          "M\u{00FC}ller.xml", "Mu\u{0308}ller.xml",
        ].map { Array($0.utf8) } + [Array("M".utf8) + [0xFC] + Array("ller.xml".utf8)]
      for (index, name) in names.enumerated() {
        try site.drop(SampleInvoice(number: "NAME-\(index)", net: 20_000 + index).bytes, asBytes: name)
      }
      let jobs = try await site.ended(names.count)
      #expect(jobs.count == names.count)
      #expect(Set(jobs.map(\.originalName)) == Set(names))
      for job in jobs {
        #expect(job.state == .booked, "\(job.displayName)")
        let files = site.files(in: "Ausgang").filter { $0.contains(job.id.suffix(8)) }
        #expect(files.count == 2, "\(files)")
        #expect(files.allSatisfy { $0.utf8.count <= 255 && !$0.hasPrefix("-") && !$0.contains("\u{202E}") })
        #expect(daemon.entries(.documentBooked, ["job": job.id]).count == 1)
      }
      #expect(daemon.journal.split(separator: "\n").allSatisfy { $0.hasPrefix("20") }, "one line per entry")
      #expect(!daemon.journal.contains("\u{202E}"))
      #expect(site.files(in: "Eingang") == [])
      try await daemon.stop()
    }

    @Test func `What a file is, its content says and not its name`() async throws {
      // faults: 22
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let pdf = HandmadePDF.text(pages: [HandmadePDF.letter("eins")])
      let junk = Array(String(repeating: "junk before the header\n", count: 44).utf8)
      try site.drop(pdf, as: "RECHNUNG.PDF")
      try site.drop(HandmadePDF.text(pages: [HandmadePDF.letter("zwei")]), as: "rechnung.pdf.exe")
      try site.drop(HandmadePDF.text(pages: [HandmadePDF.letter("drei")]), as: "ohne-endung")
      try site.drop(junk + HandmadePDF.text(pages: [HandmadePDF.letter("vier")]), as: "vorspann.pdf")
      try site.drop(Array("MZ\u{90} this is no document".utf8), as: "programm.pdf")
      let jobs = try await site.ended(5)
      for job in jobs where job.displayName != "programm.pdf" {
        #expect(job.fileExtension == "pdf" && job.pages == 1, "\(job.displayName)")
        #expect(job.state == .other || job.state == .review, "\(job.displayName)")
      }
      let program = try #require(jobs.first { $0.displayName == "programm.pdf" })
      #expect(program.state == .rejected)
      for job in jobs { site.expectEnd(of: job, daemon) }
      try await daemon.stop()
    }

    @Test func `Links are refused where they lie and never opened`() async throws {
      // faults: 23, 86
      let site = try Site()
      let secret = site.folder.appendingPathComponent("secret")
      try FileManager.default.createDirectory(at: secret, withIntermediateDirectories: true)
      let target = secret.appendingPathComponent("Geheim.xml")
      try Data(SampleInvoice(number: "GEHEIM-1", net: 1).bytes).write(to: target)
      let daemon = try await Daemon.ready(site)
      let inbox = site.place("Eingang")
      for (name, path) in [
        ("Link.xml", target.path), ("Ordner", secret.path), ("Leer.xml", "/nowhere/at-all"),
      ] {
        #expect(symlink(path, inbox.appendingPathComponent(name).path) == 0)
      }
      try await wait("for the refusals") {
        daemon.entries(.fileRefused, ["reason": "symbolicLink"]).count == 3
      }
      // A later document is not held up, and the links are told of once.
      try site.drop(SampleInvoice(number: "DANACH-1", net: 10_000).bytes, as: "Danach.xml")
      let jobs = try await site.ended(1)
      #expect(jobs.map(\.displayName) == ["Danach.xml"])
      #expect(daemon.entries(.fileRefused, ["tenant": "muster"]).count == 3)
      site.expectEnd(of: jobs[0], daemon)
      // The third leads to a folder, which the list leaves out.
      #expect(site.files(in: "Eingang") == ["Leer.xml", "Link.xml"])
      #expect(FileManager.default.fileExists(atPath: target.path))
      try await daemon.stop()
    }

    @Test func `A file with a second name goes to review unread`() async throws {
      // faults: 24
      let site = try Site(main: ["incomplete_after: 1 s"])
      let daemon = try await Daemon.ready(site)
      let other = site.folder.appendingPathComponent("of-another-tenant.xml")
      try Data(SampleInvoice(number: "FREMD-1", net: 10_000).bytes).write(to: other)
      #expect(link(other.path, site.place("Eingang").appendingPathComponent("Fremd.xml").path) == 0)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .review && job.objection == "HARD_LINK")
      #expect(try site.reasons(of: job, in: "Prüfen") == ["HARD_LINK"])
      let json = try site.text(of: job, in: "Prüfen", ending: "json")
      #expect(!json.contains("FREMD-1"), "nothing of the content is told")
      #expect(site.files(in: "Prüfen").filter { $0.hasSuffix(".xml") } == [], "nor the content itself")
      #expect(daemon.entries(.documentInReview, ["job": job.id]).count == 1)
      #expect(try await site.store().batches().isEmpty)
      try await daemon.stop()
    }

    @Test func `Pipes, sockets and sparse giants neither block nor fill anything`() async throws {
      // faults: 25
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let inbox = site.place("Eingang")
      #expect(mkfifo(inbox.appendingPathComponent("pipe.pdf").path, 0o644) == 0)
      #expect(mknod(inbox.appendingPathComponent("socket.pdf").path, S_IFSOCK | 0o644, 0) == 0)
      let giant = open(inbox.appendingPathComponent("giant.pdf").path, O_WRONLY | O_CREAT, 0o644)
      #expect(ftruncate(giant, 1 << 40) == 0)
      close(giant)
      try site.drop(SampleInvoice(number: "DANEBEN-1", net: 10_000).bytes, as: "Daneben.xml")
      let jobs = try await site.ended(1)
      #expect(jobs.map(\.displayName) == ["Daneben.xml"])
      try await wait("for the refusals") { daemon.entries(.fileRefused, ["tenant": "muster"]).count == 3 }
      for reason in ["pipe", "socket", "sparse"] {
        #expect(daemon.entries(.fileRefused).contains { $0.contains(reason) }, "\(reason)")
      }
      #expect(site.files(in: "Eingang").count == 3)
      try await daemon.stop()
    }

    @Test func `A file that is gone before it is whole leaves no trace`() async throws {
      // faults: 29
      let site = try Site(main: ["incomplete_after: 60 s"])
      let daemon = try await Daemon.ready(site)
      let inbox = site.place("Eingang")
      // Without its end it is waited for.
      let (half, renamed) = (
        inbox.appendingPathComponent("Halb.pdf"), inbox.appendingPathComponent("Halb.part")
      )
      try Data("%PDF-1.5 not yet".utf8).write(to: half)
      try await Task.sleep(for: .seconds(1))
      try FileManager.default.moveItem(at: half, to: renamed)
      try site.drop(SampleInvoice(number: "DANACH-1", net: 10_000).bytes, as: "Danach.xml")
      let job = try #require(try await site.ended(1).first)
      site.expectEnd(of: job, daemon)
      try FileManager.default.removeItem(at: renamed)
      try await Task.sleep(for: .seconds(3))
      #expect(try await site.jobs().map(\.displayName) == ["Danach.xml"])
      #expect(site.files(in: "Eingang") == [])
      #expect(!daemon.journal.contains("Halb"))
      #expect(!daemon.journal.contains(JournalEvent.fileRefused.message))
      try await daemon.stop()
    }

    @Test func `Whoever touches files now and then has nothing read again`() async throws {
      // faults: 31
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let bytes = SampleInvoice(number: "VIRUS-1", net: 10_000).bytes
      try site.drop(bytes, as: "Beleg.xml")
      try site.drop(SampleInvoice(number: "VIRUS-1", net: 10_000, remark: "again").bytes, as: "Zweiter.xml")
      func touch(_ folder: String) {
        for name in site.files(in: folder) {
          let path = site.place(folder).appendingPathComponent(name).path
          chmod(path, 0o640)
          utimes(path, nil)
        }
      }
      for _ in 0..<4 {
        for folder in ["Eingang", "Ausgang", "Prüfen", "Archiv"] { touch(folder) }
        try await Task.sleep(for: .seconds(1))
      }
      let jobs = try await site.ended(2)
      for folder in ["Ausgang", "Prüfen", "Archiv"] { touch(folder) }
      try await Task.sleep(for: .seconds(3))
      #expect(try await site.jobs().map(\.attempt) == [1, 1])
      for job in jobs { site.expectEnd(of: job, daemon) }
      #expect(daemon.entries(.documentTaken).count == 2)
      try await daemon.stop()
    }
  }
}
