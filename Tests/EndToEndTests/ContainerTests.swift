import Foundation
import JobStore
import Results
import ServiceSupport
import TestSupport
import Testing

extension EndToEnd {
  /// E-mails and archives: each document in them goes its own way.
  @Suite struct Containers {
    private static func sample(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: Binaries.samples.appendingPathComponent(name)))
    }

    private func job(_ name: String, _ jobs: [Job]) throws -> Job {
      try #require(jobs.first { $0.displayName == name }, "\(jobs.map(\.displayName))")
    }

    @Test func `Each document of a mail and of an archive in it has its own end, the mail is kept`()
      async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let inner = ZipFixture.archive([
        .init("Mai/Zweite.xml", SampleInvoice(number: "ZIP-2", net: 20_000).bytes),
        .init("Mai/noch einmal.xml", SampleInvoice(number: "ZIP-2", net: 20_000).bytes),
        .init("liesmich.txt", Array("Anbei".utf8)),
      ])
      let mail = MailFixture.mail([
        .text("Anbei die Rechnungen."),
        .file("Erste.xml", SampleInvoice(number: "MAIL-1", net: 10_000).bytes),
        .file("Onlinekauf.pdf", try Self.sample("Onlinekauf ZUGFeRD.pdf"), type: "application/pdf"),
        .file("belege.zip", inner, type: "application/zip"),
        .file("Vertrag.docx", Array("PK\u{3}\u{4}kaputt".utf8)),
      ])
      try site.drop(mail, as: "Rechnungen Mai.eml")
      let jobs = try await site.ended(6)
      #expect(jobs.count == 6)

      let container = try job("Rechnungen Mai.eml", jobs)
      #expect(container.state == .other)
      #expect(try site.reasons(of: container, in: "Sonstiges").first == "MAIL_UNPACKED")
      let sheet = try site.sheet(of: container, in: "Sonstiges")
      for name in [
        "Erste.xml", "Onlinekauf.pdf", "belege.zip › Mai › Zweite.xml", "belege.zip › liesmich.txt",
      ] {
        #expect(sheet.contains(name), "\(sheet)")
      }
      let kept = try #require(site.files(in: "Sonstiges").first { $0.hasSuffix(".eml") })
      #expect([UInt8](try Data(contentsOf: site.place("Sonstiges").appendingPathComponent(kept))) == mail)

      let expected: [String: JobState] = [
        "Rechnungen Mai.eml › Erste.xml": .booked, "Rechnungen Mai.eml › Onlinekauf.pdf": .booked,
        "Rechnungen Mai.eml › Vertrag.docx": .rejected,
      ]
      for (name, state) in expected { #expect(try job(name, jobs).state == state, "\(name)") }
      let twins = jobs.filter { $0.displayName.contains("› belege.zip › Mai ›") }
      #expect(twins.map(\.state.rawValue).sorted() == ["booked", "duplicate"])
      for job in jobs where job.id != container.id {
        #expect(job.container == container.id)
        #expect(job.receivedAt == container.receivedAt)
        #expect(daemon.entries(.documentTaken, ["job": job.id]).count == 1)
      }
      for job in jobs { site.expectEnd(of: job, daemon) }
      #expect(site.files(in: "Ausgang").contains { $0.hasPrefix("Rechnungen Mai.eml › Erste_") })
      let ledger = try await site.command([
        "ledger", "--tenant", "muster", "--month", String(container.receivedAt.description.prefix(7)),
      ])
      #expect(ledger.status == 0, "\(ledger.output)\(ledger.errors)")
      try await daemon.stop()
    }

    @Test func `The same mail again is unpacked again, and its documents are duplicates`() async throws {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let mail = MailFixture.mail([.file("a.xml", SampleInvoice(number: "MAIL-9", net: 10_000).bytes)])
      try site.drop(mail, as: "eins.eml")
      _ = try await site.ended(2)
      try site.drop(mail, as: "zwei.eml")
      let jobs = try await site.ended(4)
      #expect(jobs.map(\.state.rawValue).sorted() == ["booked", "duplicate", "other", "other"])
      #expect(try job("zwei.eml › a.xml", jobs).state == .duplicate)
      // Asking for the first to be read again doubles nothing.
      let again = try await site.command(["retry", try job("eins.eml", jobs).id])
      #expect(again.status == 0, "\(again.errors)")
      try await wait("for the mail to be read again") {
        let jobs = try await site.jobs()
        return jobs.allSatisfy(\.state.isFinal)
          && jobs.contains { $0.displayName == "eins.eml" && $0.attempt == 2 }
      }
      #expect(try await site.jobs().count == 4)
      try await daemon.stop()
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
      var name: String
      var bytes: [UInt8]
      var code: String
      var testDescription: String { "\(name): \(code)" }
    }

    private static let refusals = [
      Refusal(
        name: "zu.zip",
        bytes: ZipFixture.archive([.init("a.pdf", Array("%PDF-1.4".utf8), isEncrypted: true)]),
        code: "ARCHIVE_ENCRYPTED"),
      Refusal(
        name: "Bombe.zip",
        bytes: ZipFixture.archive([.init("a.pdf", HandmadePDF.deflatedBlanks(300_000_000), unpackedSize: 10)]
        ),
        code: "CONTAINER_TOO_LARGE"),
      Refusal(
        name: "viele.zip",
        bytes: ZipFixture.archive((0...100).map { .init("\($0).pdf", Array("%PDF-1.\($0)".utf8)) }),
        code: "CONTAINER_TOO_MANY"),
      Refusal(
        name: "leer.zip", bytes: ZipFixture.archive([.init("a.txt", [0x41])]),
        code: "ARCHIVE_WITHOUT_DOCUMENT"),
      Refusal(
        name: "Gruss.eml", bytes: MailFixture.mail([.text("Viele Grüße")]), code: "MAIL_WITHOUT_DOCUMENT"),
      Refusal(
        name: "geheim.eml",
        bytes: MailFixture.mail(
          [.init("Content-Type: application/pgp-encrypted", "Version: 1")], type: "multipart/encrypted"),
        code: "MAIL_ENCRYPTED"),
    ]

    @Test func `What must not or cannot be unpacked is rejected with its reason, and nothing of it is taken`()
      async throws
    {
      // faults: 36
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      for refusal in Self.refusals { try site.drop(refusal.bytes, as: refusal.name) }
      try site.drop(SampleInvoice(number: "WEITER-1", net: 10_000).bytes, as: "Weiter.xml")
      let jobs = try await site.ended(Self.refusals.count + 1)
      #expect(jobs.count == Self.refusals.count + 1)
      for refusal in Self.refusals {
        let job = try job(refusal.name, jobs)
        #expect(job.state == .rejected, "\(refusal)")
        #expect(try site.reasons(of: job, in: "Abgelehnt") == [refusal.code])
        site.expectEnd(of: job, daemon)
      }
      #expect(
        try site.sheet(of: try job("zu.zip", jobs), in: "Abgelehnt").contains("mit einem Kennwort geschützt"))
      #expect(try job("Weiter.xml", jobs).state == .booked)
      try await daemon.stop()
    }

    @Test func `The command gives a result per invoice of a container`() async throws {
      let site = try Site()
      let mail = site.folder.appendingPathComponent("mail.eml")
      let parts = (1...3).map { number in
        MailFixture.Part.file("r\(number).xml", SampleInvoice(number: "P-\(number)", net: 10_000).bytes)
      }
      try Data(MailFixture.mail(parts)).write(to: mail)
      let output = try await site.command(["process", "--tenant", "muster", mail.path])
      #expect(output.status == 0, "\(output.errors)")
      let results = try output.output.split(separator: "\n").map { try ResultDocument(json: Array($0.utf8)) }
      #expect(
        results.map(\.document.file) == ["mail.eml › r1.xml", "mail.eml › r2.xml", "mail.eml › r3.xml"])
      #expect(results.map(\.invoiceNumber) == ["P-1", "P-2", "P-3"])
      #expect(results.allSatisfy { $0.status == .booked })
    }
  }
}
