import Foundation
import Glibc
import Invoice
import JobStore
import Reading
import Results
import ServiceSupport
import Testing

extension EndToEnd {
  /// What a document may do to its reader: each case ends with its folder, its row and its journal event.
  @Suite struct DocumentFaults {
    /// One rejected document: its reason, the event, and that the next one goes on.
    private func expectRejected(
      _ bytes: [UInt8], as codes: Set<String>, main: [String] = [], event: JournalEvent? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let site = try Site(main: main)
      let daemon = try await Daemon.ready(site)
      try site.drop(bytes, as: "Bösartig.pdf")
      try site.drop(SampleInvoice(number: "WEITER-1", net: 10_000).bytes, as: "Weiter.xml")
      let jobs = try await site.ended(2)
      let job = try #require(jobs.first { $0.displayName == "Bösartig.pdf" }, sourceLocation: sourceLocation)
      #expect(job.state == .rejected, sourceLocation: sourceLocation)
      let reasons = Set(try site.reasons(of: job, in: "Abgelehnt"))
      #expect(!reasons.isDisjoint(with: codes), "\(reasons)", sourceLocation: sourceLocation)
      #expect(try !site.sheet(of: job, in: "Abgelehnt").isEmpty)
      #expect(daemon.entries(.documentRejected, ["job": job.id]).count == 1, sourceLocation: sourceLocation)
      if let event {
        #expect(!daemon.entries(event, ["job": job.id]).isEmpty, sourceLocation: sourceLocation)
      }
      #expect(jobs.first { $0.displayName == "Weiter.xml" }?.state == .booked, sourceLocation: sourceLocation)
      #expect(site.files(in: "Eingang") == [])
      try await daemon.stop()
    }

    private static var encrypter: URL? {
      ["/usr/bin/qpdf", "/usr/local/bin/qpdf"].map { URL(fileURLWithPath: $0) }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    private func encrypted(user: String, owner: String) async throws -> [UInt8] {
      let qpdf = try #require(Self.encrypter)
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "belegd-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let (plain, locked) = (folder.appendingPathComponent("a.pdf"), folder.appendingPathComponent("b.pdf"))
      try Data(HandmadePDF.text(pages: [HandmadePDF.letter("Kennwort")])).write(to: plain)
      let output = try await Binaries.run(
        qpdf, ["--encrypt", user, owner, "256", "--", plain.path, locked.path])
      #expect(output.status == 0, "\(output.errors)")
      return [UInt8](try Data(contentsOf: locked))
    }

    @Test(.enabled(if: encrypter != nil, "qpdf is not installed"))
    func `A PDF that wants a password is rejected for that`() async throws {
      // faults: 34
      try await expectRejected(try await encrypted(user: "geheim", owner: "chef"), as: ["ENCRYPTED"])
    }

    @Test(.enabled(if: encrypter != nil, "qpdf is not installed"))
    func `A PDF that only its owner may change is read`() async throws {
      // faults: 34
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(try await encrypted(user: "", owner: "chef"), as: "Nur-Lesen.pdf")
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .other || job.state == .review)
      #expect(job.pages == 1)
      site.expectEnd(of: job, daemon)
      try await daemon.stop()
    }

    @Test func `Garbage and broken files get a verdict each, and the daemon stays`() async throws {
      // faults: 35
      let site = try Site(main: ["incomplete_after: 1 s"])
      let daemon = try await Daemon.ready(site)
      let whole = [UInt8](
        try Data(contentsOf: Binaries.samples.appendingPathComponent("Onlinekauf ZUGFeRD.pdf")))
      try site.drop(Array(whole.prefix(whole.count / 2)), as: "Halb.pdf")
      try site.drop(
        Array("%PDF-1.7\n".utf8) + (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 31) }, as: "Müll.pdf")
      let text = String(decoding: HandmadePDF.text(pages: [HandmadePDF.letter("xref")]), as: UTF8.self)
      try site.drop(
        Array(text.replacingOccurrences(of: "startxref\n", with: "startxref\n9").utf8), as: "Xref.pdf")
      for flip in 0..<8 {
        var flipped = whole
        flipped[whole.count * (flip + 1) / 10] ^= 0x55
        try site.drop(flipped, as: "Kippt \(flip).pdf")
      }
      try site.drop(Array("<?xml version=\"1.0\"?><Invoice".utf8), as: "Halb.xml")
      let jobs = try await site.ended(12)
      #expect(jobs.count == 12)
      #expect(jobs.first { $0.displayName == "Halb.pdf" }?.state == .rejected)
      let half = try #require(jobs.first { $0.displayName == "Halb.pdf" })
      #expect(try site.reasons(of: half, in: "Abgelehnt") == ["INCOMPLETE"])
      #expect(jobs.first { $0.displayName == "Müll.pdf" }?.state == .rejected)
      #expect(jobs.first { $0.displayName == "Halb.xml" }?.state == .rejected)
      for job in jobs { site.expectEnd(of: job, daemon) }
      try await daemon.stop()
    }

    @Test func `Content that unpacks without end is given up in time`() async throws {
      // faults: 36
      let bomb = HandmadePDF.flateBomb
      #expect(bomb.count < 10 << 20)
      try await expectRejected(
        bomb, as: ["TOO_COMPLEX", "READER_TIMED_OUT", "READER_DIED"],
        main: ["limits:", "  reader_cpu: 2 s", "  deadline: 8 s"])
    }

    @Test func `A page tree that runs in a circle is rejected`() async throws {
      // faults: 36
      try await expectRejected(
        HandmadePDF.pageTreeLoop, as: ["DAMAGED", "TOO_COMPLEX", "NO_PAGES", "READER_DIED"],
        main: ["limits:", "  reader_cpu: 4 s", "  deadline: 10 s"])
    }

    @Test func `A page as large as a house is rejected`() async throws {
      // faults: 37
      try await expectRejected(
        HandmadePDF.text(pages: [HandmadePDF.letter("groß")], size: "240000 240000"), as: ["PAGE_TOO_LARGE"])
    }

    @Test func `Thousands of pages are rejected, none of them is exported`() async throws {
      // faults: 37
      try await expectRejected(HandmadePDF.pages(5000), as: ["TOO_MANY_PAGES"])
    }

    @Test func `A file beyond the configured size is rejected`() async throws {
      let bytes = HandmadePDF.text(pages: [HandmadePDF.letter(String(repeating: "x", count: 2 << 20))])
      try await expectRejected(bytes, as: ["DOCUMENT_TOO_LARGE"], main: ["limits:", "  file_size: 1 MiB"])
    }

    @Test func `Scripts and programs in a PDF are never run but told of`() async throws {
      // faults: 38
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let mark = site.folder.appendingPathComponent("was-here").path
      let actions = """
        /OpenAction<</S/Launch/F(/bin/touch)/P(\(mark))>>\
        /Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.launchURL\\("file://\(mark)"\\))>>]>>\
        /EmbeddedFiles<</Names[(tool.exe)<</Type/Filespec/F(tool.exe)>>]>>>>
        """
      try site.drop(
        HandmadePDF.text(pages: [HandmadePDF.letter("Skript")], catalogue: actions), as: "Skript.pdf")
      let job = try #require(try await site.ended(1).first)
      #expect(!FileManager.default.fileExists(atPath: mark))
      #expect([.other, .review, .rejected].contains(job.state))
      let folder = [JobState.other: "Sonstiges", .review: "Prüfen"][job.state] ?? "Abgelehnt"
      let json = try site.text(of: job, in: folder, ending: "json")
      #expect(json.contains("ACTIVE_CONTENT") || json.contains("EMBEDDED_PROGRAM"), "\(json.prefix(1500))")
      #expect(!daemon.entries(.hostileDocument, ["job": job.id]).isEmpty)
      site.expectEnd(of: job, daemon)
      try await daemon.stop()
    }

    // MARK: - Readers that misbehave

    /// A reader that acts up over documents with a mark and reads all others.
    private func fakeReader(_ site: Site) throws -> URL {
      let script = site.folder.appendingPathComponent("reader.sh")
      func say(_ more: String) -> String {
        let reply = #"{"version":1,"pageCount":1,"pages":[],"invoices":[],\#(more)}"#
        return "printf '\\000\\000\\000\\\(String(reply.utf8.count, radix: 8))%s' '\(reply)'"
      }
      let announce = say(#""timings":{},"pictures":[{"number":1,"width":595,"height":842,"frame":1}]"#)
      let least = say(
        #""timings":{},"contents":{"documents":[{"name":"a","frame":\#(Int.min)}],"leftAside":[]}"#)
      let boast = say(#""timings":{"text":1e300}"#)
      let lines = [
        "#!/bin/sh", "case $1 in --wait) exit 0;; esac",  // acts up over documents only
        "real='\(Binaries.reader.path)'", "log='\(site.folder.path)/readers'",
        "document=$(cat /proc/self/fd/0 | tr -d '\\000' | grep -a -o 'ACT-[A-Z]*' | head -n 1)",
        "[ -n \"$document\" ] && echo \"$document $$\" >> \"$log\"", "case $document in",
        "ACT-HANG) trap '' TERM; sleep 300 & sleep 300; sleep 300;;", "ACT-CRASH) kill -SEGV $$;;",
        "ACT-BURN) exec \"$real\" --self-test processor;;", "ACT-MEMORY) exec \"$real\" --self-test memory;;",
        "ACT-LIE) printf '\\000\\000\\000\\005hello'; exit 0;;",
        "ACT-LATE) \(announce); kill -SEGV $$;;", "ACT-STALL) \(announce); sleep 300;;",
        "ACT-SHORT) \(announce); exit 0;;", "ACT-LEAST) \(least); exit 0;;",
        "ACT-STACK) cat '\(site.folder.path)/stack'; exit 0;;",
        "ACT-BOAST) \(boast); exit 0;;", "ACT-AFTER) \(boast); kill -SEGV $$;;",
        "ACT-LONG) printf '\\377\\377\\377\\377x'; sleep 300;;",
        "esac", "exec \"$real\" \"$@\"",
      ]
      try site.write(lines, to: "reader.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
      return script
    }

    /// What a reader does, and how that is told.
    struct Act: Sendable, CustomTestStringConvertible {
      var mark: String
      var code: String
      var event: JournalEvent
      /// Short for what only the deadline ends; long for what must meet its own wall first on a busy machine.
      var deadline = "60 s"

      var testDescription: String { mark }
    }

    private static let acts = [
      Act(mark: "ACT-CRASH", code: "READER_DIED", event: .readerDied),
      Act(mark: "ACT-HANG", code: "READER_TIMED_OUT", event: .readerTimedOut, deadline: "2 s"),
      Act(mark: "ACT-BURN", code: "TOO_COMPLEX", event: .readerDied),
      Act(mark: "ACT-MEMORY", code: "TOO_COMPLEX", event: .readerDied),
      Act(mark: "ACT-LIE", code: "READER_DIED", event: .readerDied),
      // With its reply out, over the pictures that are still to come.
      Act(mark: "ACT-LATE", code: "READER_DIED", event: .readerDied),
      Act(mark: "ACT-STALL", code: "READER_TIMED_OUT", event: .readerTimedOut, deadline: "2 s"),
      Act(mark: "ACT-SHORT", code: "READER_DIED", event: .readerDied),
      Act(mark: "ACT-LEAST", code: "READER_DIED", event: .readerDied),
      // A frame that says it is longer than any reply may be.
      Act(mark: "ACT-LONG", code: "READER_DIED", event: .readerDied),
    ]

    @Test(arguments: acts)
    func `A reader that acts up is ended, tried once more, then its document rejected`(
      _ act: Act
    ) async throws {
      // faults: 39, 40
      let site = try Site(main: ["limits:", "  deadline: \(act.deadline)"])
      let daemon = try await Daemon.ready(site, reader: try fakeReader(site))
      try site.drop(SampleInvoice(number: "AKT-1", net: 10_000, remark: act.mark).bytes, as: "Akt.xml")
      try site.drop(SampleInvoice(number: "AKT-2", net: 10_001).bytes, as: "Weiter.xml")
      let jobs = try await site.ended(2)
      let job = try #require(jobs.first { $0.displayName == "Akt.xml" })
      #expect(job.state == .rejected && job.deaths == 2)
      #expect(try site.reasons(of: job, in: "Abgelehnt") == [act.code])
      #expect(daemon.entries(act.event, ["job": job.id]).count == 2)
      #expect(daemon.entries(.documentRejected, ["job": job.id]).count == 1)
      #expect(jobs.first { $0.displayName == "Weiter.xml" }?.state == .booked)
      let readers = try String(contentsOf: site.folder.appendingPathComponent("readers"), encoding: .utf8)
        .split(separator: "\n").compactMap { $0.split(separator: " ").last.flatMap { Int32($0) } }
      #expect(readers.count == 2)
      // The whole process group is gone, children too.
      try await wait("for the readers' groups to be gone", within: .seconds(30)) {
        readers.allSatisfy { kill(-$0, 0) != 0 }
      }
      try await daemon.stop()
    }

    @Test(arguments: ["ACT-BOAST", "ACT-AFTER"])
    func `A reader's numbers beyond all measure harm nobody, and its end behind its reply is told of`(
      mark: String
    ) async throws {
      // faults: 39
      let site = try Site()
      let daemon = try await Daemon.ready(site, reader: try fakeReader(site))
      try site.drop(SampleInvoice(number: "AKT-3", net: 10_000, remark: mark).bytes, as: "Akt.xml")
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .other && job.deaths == 0)
      try site.drop(SampleInvoice(number: "AKT-4", net: 10_001).bytes, as: "Weiter.xml")
      #expect(try await site.ended(2).map(\.state).contains(.booked))
      #expect(daemon.entries(.readerDied, ["job": job.id]).count == (mark == "ACT-AFTER" ? 1 : 0))
      try await daemon.stop()
    }

    @Test func `A stack may hold as many invoices as the settings allow pages`() async throws {
      let site = try Site(main: ["limits:", "  pages: 1000"])
      var reply = ReaderReply()
      reply.pageCount = 250
      reply.invoices = (1...250).map { number in
        var invoice = ReadInvoice(invoice: Invoice(), kind: .letter, readFrom: .text)
        (invoice.firstPage, invoice.lastPage) = (number, number)
        return invoice
      }
      let body = try JSONEncoder().encode(reply)
      let length = withUnsafeBytes(of: UInt32(body.count).bigEndian) { Data($0) }
      try (length + body).write(to: site.folder.appendingPathComponent("stack"))
      let daemon = try await Daemon.ready(site, reader: try fakeReader(site))
      try site.drop(SampleInvoice(number: "AKT-5", net: 10_000, remark: "ACT-STACK").bytes, as: "Akt.xml")
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .other && job.pages == 250)
      #expect(job.outputs.count { $0.target.hasSuffix(".json") } == 250)
      try await daemon.stop()
    }

    @Test func `Without its language data the daemon does not start`() async throws {
      // faults: 41
      let site = try Site(language: "tlh")
      let daemon = try Daemon(site)
      #expect(try await daemon.end() != 0)
      #expect(daemon.entries(.languageDataMissing, ["language": "tlh"]).count == 1)
      #expect(daemon.journal.contains("tesseract-ocr-tlh"), "says what to install")
    }
  }
}
