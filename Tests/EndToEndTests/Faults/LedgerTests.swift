import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// What a month adds up to, and a state that is copied and put back.
  @Suite struct Storage {
    private struct LedgerLine: Decodable {
      struct Rate: Decodable { var rate, net, tax, gross: String }
      struct Difference: Decodable { var kind, subject: String }
      var received: Int
      var counts: [String: Int]
      var rates: [Rate]
      var differences: [Difference]
    }

    private static let month = String(Timestamp.now.description.prefix(7))

    private func ledger(_ site: Site) async throws -> (Int32, LedgerLine) {
      let output = try await site.command(["ledger", "--month", Self.month, "--json"])
      return (output.status, try JSONDecoder().decode(LedgerLine.self, from: Data(output.output.utf8)))
    }

    /// Two booked, one duplicate, one in review, one rejected.
    private func worked() async throws -> (Site, [Job]) {
      let site = try Site(main: ["empty_after: 1 s"])
      let daemon = try await Daemon.ready(site)
      let first = SampleInvoice(number: "JOURNAL-1", net: 10_000)
      try site.drop(first.bytes, as: "Eins.xml")
      try site.drop(SampleInvoice(number: "JOURNAL-2", net: 20_000).bytes, as: "Zwei.xml")
      _ = try await site.ended(2)
      try site.drop(first.bytes, as: "Eins noch einmal.xml")
      try site.drop(SampleInvoice(number: "JOURNAL-1", net: 10_000, remark: "again").bytes, as: "Gleich.xml")
      try site.drop([], as: "Leer.pdf")
      let jobs = try await site.ended(5)
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      try await daemon.stop()
      return (site, jobs)
    }

    @Test func `The ledger adds up and notices whatever is changed by hand`() async throws {
      // faults: 75, 79
      let (site, jobs) = try await worked()
      let (status, whole) = try await ledger(site)
      #expect(status == 0 && whole.differences.isEmpty)
      #expect(whole.received == 5)
      #expect(whole.counts == ["booked": 2, "duplicate": 1, "review": 1, "rejected": 1])
      #expect(whole.counts.values.reduce(0, +) == whole.received)
      #expect(whole.rates.map(\.rate) == ["19"])
      #expect(whole.rates.map(\.net) == ["300.00"] && whole.rates.map(\.tax) == ["57.00"])
      let text = try await site.command(["ledger", "--month", Self.month])
      #expect(text.output.contains("Keine Abweichungen"))

      let store = try site.store()
      try await store.appendCorrections(
        [NewCorrection(entry: #"{"account":"3400"}"#)], tenant: "muster")
      try store.close()
      #expect(try await ledger(site).1.differences.isEmpty)

      let database = site.state.appendingPathComponent("belegd.sqlite").path
      let original = site.state.appendingPathComponent("saved.sqlite").path
      let booked = try #require(jobs.first { $0.displayName == "Zwei.xml" })
      /// What somebody does with the database in hand, and what the ledger says to it.
      let changes: [(sql: String, kind: String)] = [
        ("UPDATE jobs SET state = 'other' WHERE id = '\(booked.id)'", "stateDiffers"),
        (
          "UPDATE invoices SET result = replace(result, '200', '201') WHERE job = '\(booked.id)'",
          "contentDiffers"
        ),
        (
          """
          DROP TRIGGER postings_frozen; UPDATE postings SET row = replace(row, '238', '239') WHERE job = '\(
            booked.id)'
          """, "contentDiffers"
        ),
        (
          "DROP TRIGGER postings_kept; DELETE FROM postings WHERE job = '\(booked.id)'", "contentDiffers"
        ),
        (
          """
          PRAGMA foreign_keys = OFF; DROP TRIGGER postings_kept; DELETE FROM postings WHERE job = '\(booked.id)';
          DELETE FROM invoices WHERE job = '\(booked.id)'; DELETE FROM jobs WHERE id = '\(booked.id)'
          """, "jobMissing"
        ),
        ("DROP TRIGGER events_kept; DELETE FROM events WHERE kind = 'leased' AND id > 3", "eventsMissing"),
        ("UPDATE batches SET number = 3", "numberMissing"),
        ("UPDATE batches SET sha256 = replace(sha256, 'a', 'b')", "batchDiffers"),
        ("UPDATE batches SET state = 'open', number = NULL", "batchDiffers"),
        (
          """
          PRAGMA foreign_keys = OFF; DROP TRIGGER batches_kept; DELETE FROM batches
          """, "numberMissing"
        ),
        (
          "DROP TRIGGER postings_frozen; UPDATE postings SET batch = NULL WHERE job = '\(booked.id)'",
          "contentDiffers"
        ),
        (
          "DROP TRIGGER postings_frozen; UPDATE postings SET posting_date = '2024-01-01'", "contentDiffers"
        ),
        ("DELETE FROM batch_files WHERE position = 1", "batchDiffers"),
        ("UPDATE batch_files SET name = 'EXTF_anders.csv' WHERE position = 0", "batchDiffers"),
        ("UPDATE invoices SET gross = gross + 1 WHERE job = '\(booked.id)'", "contentDiffers"),
        ("UPDATE invoices SET invoice_number = 'X' WHERE job = '\(booked.id)'", "contentDiffers"),
        ("UPDATE jobs SET received_at = '2020-01-01T00:00:00.000Z' WHERE id = '\(booked.id)'", "jobMissing"),
        ("UPDATE jobs SET sha256 = replace(sha256, 'a', 'b') WHERE id = '\(booked.id)'", "receiptDiffers"),
        (
          """
          INSERT INTO jobs (id, tenant, sha256, original_name, extension, size, received_at, state)
          SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV', tenant, sha256, original_name, extension, size, received_at, state
          FROM jobs WHERE id = '\(booked.id)'
          """, "jobUnrecorded"
        ),
        ("UPDATE suppliers SET creditor_account = '79999'", "supplierDiffers"),
        ("UPDATE supplier_ibans SET iban = 'DE02120300000000202051'", "supplierDiffers"),
        (
          "INSERT INTO supplier_ibans SELECT id, 'DE02120300000000202051', created_at, 9 FROM suppliers",
          "supplierDiffers"
        ),
        (
          """
          DROP TRIGGER corrections_unchanged; UPDATE corrections SET entry = replace(entry, '3400', '3401')
          """, "correctionDiffers"
        ),
        ("DROP TRIGGER corrections_kept; DELETE FROM corrections", "correctionDiffers"),
        (
          """
          INSERT INTO corrections (tenant, at, entry) SELECT tenant, at, entry FROM corrections LIMIT 1
          """, "correctionDiffers"
        ),
        (
          "DROP TRIGGER events_kept; DELETE FROM events WHERE id = (SELECT max(id) FROM events)",
          "eventsMissing"
        ),
      ]
      try FileManager.default.copyItem(atPath: database, toPath: original)
      for (sql, kind) in changes {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
        try FileManager.default.copyItem(atPath: original, toPath: database)
        let changed = try await Binaries.run(
          URL(fileURLWithPath: "/usr/bin/python3"),
          [
            "-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])", database,
            sql,
          ])
        #expect(changed.status == 0, "\(changed.errors)")
        let (status, found) = try await ledger(site)
        #expect(status == 1, "\(sql)")
        #expect(found.differences.contains { $0.kind == kind }, "\(sql): \(found.differences)")
      }
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
      try FileManager.default.copyItem(atPath: original, toPath: database)
      // An original that has rotted, and one that is gone.
      let file = site.state.appendingPathComponent("documents/muster/\(booked.sha256).xml")
      #expect(chmod(file.path, 0o600) == 0)
      try Data("<rotten/>".utf8).write(to: file)
      #expect(try await ledger(site).1.differences.map(\.kind) == ["originalDiffers"])
      try FileManager.default.removeItem(at: file)
      #expect(try await ledger(site).1.differences.map(\.kind) == ["originalMissing"])
    }

    @Test func `A supplier's longer number is no change by hand`() async throws {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "NUMMER-1", net: 10_000).bytes, as: "Nummer.xml")
      let job = try #require(try await site.ended(1).first)
      try await daemon.stop()
      let store = try site.store()
      let before = try await store.postings(ofJob: job.id).map(\.rowJSON)
      #expect(try await store.lengthenCreditors(tenant: "muster", to: 8) == 1)
      #expect(try await store.postings(ofJob: job.id).map(\.rowJSON) != before, "its posting waits still")
      try store.close()
      let (status, found) = try await ledger(site)
      #expect(status == 0 && found.differences.isEmpty, "\(found.differences)")
    }

    @Test func `A backup taken hot comes back elsewhere and nothing is delivered again`() async throws {
      // faults: 78
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      for number in 0..<5 {
        try site.drop(
          SampleInvoice(number: "SICHER-\(number)", net: 10_000 + number).bytes, as: "\(number).xml")
      }
      let jobs = try await site.ended(5)
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let backup = site.folder.appendingPathComponent("backup").path
      // While it works on further ones.
      for number in 5..<9 {
        try site.drop(
          SampleInvoice(number: "SICHER-\(number)", net: 10_000 + number).bytes, as: "\(number).xml")
      }
      let made = try await site.command(["backup", backup])
      #expect(made.status == 0, "\(made.errors)")
      let all = try await site.ended(9)
      #expect(all.allSatisfy { $0.state == .booked })
      let again = try await site.command(["backup", backup])
      #expect(again.status == 0, "\(again.errors)")
      #expect(try await site.command(["restore", backup, "--check"]).status == 0)
      try await daemon.stop()

      let refused = try await site.command(["restore", backup])
      #expect(refused.status != 0 && refused.errors.contains("holds a database already"))
      // The disk of the state is lost; the share is another machine's.
      try FileManager.default.removeItem(at: site.state)
      let restored = try await site.command(["restore", backup])
      #expect(restored.status == 0, "\(restored.errors)")
      let next = try await Daemon.ready(site)
      #expect(try await site.ended(9).map(\.id).sorted() == all.map(\.id).sorted())
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let files = site.files(in: "Ausgang").filter { $0.hasPrefix("EXTF_Buchungsstapel") }
      let rows = try files.flatMap {
        try DeliveredRow.rows(of: site.place("Ausgang").appendingPathComponent($0))
      }
      #expect(files.count == 2)
      #expect(Set(rows).count == 9 && rows.count == 9)
      #expect(try await site.command(["ledger", "--month", Self.month]).status == 0)
      // The same file again is a duplicate of what the backup knows.
      try site.drop(SampleInvoice(number: "SICHER-0", net: 10_000).bytes, as: "Noch einmal.xml")
      let last = try #require(try await site.ended(10).first { $0.displayName == "Noch einmal.xml" })
      #expect(last.state == .duplicate && jobs.map(\.id).contains(last.duplicateOf ?? ""))
      try await next.stop()
    }

    @Test func `What was delivered after the backup is held for a person and not delivered again`()
      async throws
    {
      // faults: 78
      let site = try Site()
      let slow = site.folder.appendingPathComponent("slow.sh")
      try site.write(["#!/bin/sh", "sleep 60"], to: "slow.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow.path)
      let first = try await Daemon.ready(site, reader: slow)
      try site.drop(SampleInvoice(number: "DANACH-1", net: 10_000).bytes, as: "Danach.xml")
      try await wait("for the work") { try await site.jobs().first?.state == .running }
      let backup = site.folder.appendingPathComponent("backup").path
      #expect(try await site.command(["backup", backup]).status == 0)
      try await first.stop()
      let second = try await Daemon.ready(site)
      #expect(try await site.ended(1).map(\.state) == [.booked])
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      try await second.stop()

      try FileManager.default.removeItem(at: site.state)
      let restored = try await site.command(["restore", backup])
      #expect(restored.status == 0, "\(restored.errors)")
      #expect(restored.output.contains("held for review"))
      #expect(restored.output.contains("delivered after the backup"))
      let next = try await Daemon.ready(site)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .review)
      #expect(try site.reasons(of: job, in: "Prüfen") == ["RESTORED"])
      #expect(site.files(in: "Ausgang").filter { $0.hasPrefix("EXTF_Buchungsstapel") }.count == 1)
      try await next.stop()
    }

    @Test func `A backup that was changed is refused`() async throws {
      // faults: 75, 78, 79
      let (site, jobs) = try await worked()
      let backup = site.folder.appendingPathComponent("backup")
      #expect(try await site.command(["backup", backup.path]).status == 0)
      let job = try #require(jobs.first { $0.displayName == "Zwei.xml" })
      let original = backup.appendingPathComponent("documents/muster/\(job.sha256).xml")
      let bytes = try Data(contentsOf: original)
      #expect(chmod(original.path, 0o600) == 0)
      try Data("<other/>".utf8).write(to: original)
      let changed = try await site.command(["restore", backup.path, "--check"])
      #expect(changed.status != 0 && changed.errors.contains("not the bytes"))
      try FileManager.default.removeItem(at: original)
      let missing = try await site.command(["restore", backup.path, "--check"])
      #expect(missing.status != 0 && missing.errors.contains("missing"))
      try bytes.write(to: original)
      #expect(try await site.command(["restore", backup.path, "--check"]).status == 0)
      try FileManager.default.removeItem(at: backup.appendingPathComponent("MANIFEST"))
      #expect(try await site.command(["restore", backup.path, "--check"]).status != 0)
    }

    @Test func `A tenant's single file does not wait for another's pile`() async throws {
      // faults: 12
      let site = try Site([.init(name: "gross", client: 1), .init(name: "klein", client: 2)])
      let count = 120
      let first = try await Daemon.ready(site)
      try await first.stop()
      // The pile is there before the start, the single file comes while it is worked on.
      for number in 0..<count {
        try site.drop(
          SampleInvoice(number: "G-\(number)", net: 1_000 + number).bytes, as: "\(number).xml", for: "gross")
      }
      let daemon = try await Daemon.ready(site)
      try await wait("for the pile to be worked on") {
        try await site.jobs(of: "gross").contains { $0.state.isFinal }
      }
      try site.drop(SampleInvoice(number: "K-1", net: 1_000).bytes, as: "Klein.xml", for: "klein")
      let jobs = try await site.ended(count + 1, within: .seconds(300))
      let small = try #require(jobs.first { $0.tenant == "klein" })
      let store = try site.store()
      defer { try? store.close() }
      let events = try await store.events(limit: 100_000)
      let queued = try #require(events.first { $0.job == small.id && $0.kind == "enqueued" }?.id)
      let leased = try #require(events.first { $0.job == small.id && $0.kind == "leased" }?.id)
      // Between its row and its turn others may only have begun as many as there are workers.
      let between = events.filter { $0.id > queued && $0.id < leased && $0.kind == "leased" }.count
      let workers = ProcessInfo.processInfo.activeProcessorCount
      #expect(between <= workers, "\(between) of the pile were begun before it")
      // Nor does its intake wait for the whole pile: it is whole after a look, and then it has a turn.
      let later = events.filter { $0.id > queued && $0.kind == "leased" && $0.tenant == "gross" }.count
      print("fairness: \(between) begun before the single file, \(later) of \(count) after it")
      try await daemon.stop()
    }
  }
}
