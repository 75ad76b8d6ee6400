import Accounting
import DATEV
import Foundation
import Glibc
import Invoice
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// Periods, account lengths and the adviser's own numbers, with the real daemon.
  @Suite struct DeliveryFaults {
    @Test func `The turn of a deviating fiscal year makes two batches with the right header and period`()
      async throws
    {
      // faults: 64
      let site = try Site([.init(datev: ["fiscal_year_start: 7"])])
      let daemon = try await Daemon.ready(site)
      for (number, day) in ["20240229", "20240630", "20240701"].enumerated() {
        try site.drop(
          SampleInvoice(number: "WJ-\(number)", day: day, net: 10_000 + number).bytes, as: "\(day).xml")
      }
      #expect(try await site.ended(3).map(\.state) == [.booked, .booked, .booked])
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      var seen: [String: [String]] = [:]
      for name in site.files(in: "Ausgang") where name.hasPrefix("EXTF_Buchungsstapel") {
        let bytes = [UInt8](try Data(contentsOf: site.place("Ausgang").appendingPathComponent(name)))
        let (header, rows) = try BuchungsstapelFile.read(bytes)
        #expect(rows.allSatisfy { header.wirtschaftsjahr.contains($0.belegdatum) })
        seen["\(header.wirtschaftsjahr.beginn) \(header.datumVon?.description ?? "")"] =
          rows.map(\.belegdatum.description)
      }
      #expect(
        seen == [
          "2023-07-01 2024-02-01": ["2024-02-29"], "2023-07-01 2024-06-01": ["2024-06-30"],
          "2024-07-01 2024-07-01": ["2024-07-01"],
        ])
      try await daemon.stop()
    }

    @Test func `An invoice of a closed period goes to review, or into another batch, as the tenant wants`()
      async throws
    {
      // faults: 64
      let site = try Site([
        .init(batch: ["close: command", "late: review", "closed_through: \"2025-08\""]),
        .init(
          name: "zwei", batch: ["close: command", "late: batch", "closed_through: \"2025-08\""], client: 2),
      ])
      let daemon = try await Daemon.ready(site)
      let late = SampleInvoice(number: "ALT-1", day: "20250829", net: 10_000)
      let punctual = SampleInvoice(number: "NEU-1", day: "20250901", net: 10_000)
      for tenant in ["muster", "zwei"] {
        try site.drop(late.bytes, as: "Alt.xml", for: tenant)
        try site.drop(punctual.bytes, as: "Neu.xml", for: tenant)
      }
      let jobs = try await site.ended(4)
      let states = Dictionary(
        jobs.map { ("\($0.tenant) \($0.displayName)", $0.state) }, uniquingKeysWith: { first, _ in first })
      #expect(
        states == [
          "muster Alt.xml": .review, "muster Neu.xml": .booked, "zwei Alt.xml": .booked,
          "zwei Neu.xml": .booked,
        ])
      let held = try #require(jobs.first { $0.state == .review })
      #expect(held.reasons?.contains("PERIOD_CLOSED") == true)
      #expect(daemon.entries(.documentInReview, ["tenant": "muster", "job": held.id]).count == 1)
      let words = try #require(site.files(in: "Prüfen").first { $0.hasSuffix(".txt") })
      let text = try String(contentsOf: site.place("Prüfen").appendingPathComponent(words), encoding: .utf8)
      #expect(text.contains("29.08.2025"))
      #expect(text.contains("abgeschlossen"))

      for tenant in ["muster", "zwei"] {
        #expect(try await site.command(["batch", "close", "--tenant", tenant]).status == 0)
      }
      #expect(site.files(in: "Ausgang").contains("EXTF_Buchungsstapel_1_202509_1.csv"))
      #expect(!site.files(in: "Ausgang").contains { $0.contains("202508") })
      let name = try #require(
        site.files(in: "Ausgang", of: "zwei").first { $0.hasPrefix("Deckblatt_2_202508") })
      let cover = try String(
        contentsOf: site.place("Ausgang", of: "zwei").appendingPathComponent(name), encoding: .utf8)
      #expect(cover.contains("Nachzügler"))
      try await daemon.stop()
    }

    @Test func `Longer accounts make longer creditors, and a change that does not fit is refused at once`()
      async throws
    {
      // faults: 65
      let site = try Site([.init(datev: ["account_length: 6"])])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "LANG-1", net: 10_000).bytes, as: "Lang.xml")
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .booked)
      #expect(daemon.entries(.documentBooked, ["job": job.id]).count == 1)

      // The change is refused while the daemon runs, and by the check, and at the next start.
      try site.add(.init(datev: ["account_length: 8"]))
      daemon.send(SIGHUP)
      try await wait("for the refusal") { daemon.entries(.settingsRefused).count == 1 }
      #expect(daemon.journal.contains("datev.account_length"))
      let checked = try await site.command(["check"])
      #expect(checked.status == 78)
      #expect(checked.errors.contains("creditors have 9 digits then"), "\(checked.errors)")
      try await daemon.stop()
      let refused = try Daemon(site)
      #expect(try await refused.end() == 78)

      // With what the message advises it fits, and the batch has the new lengths.
      #expect(try await site.command(["supplier", "lengthen", "--tenant", "muster"]).status == 0)
      #expect(try await site.command(["check"]).status == 0)
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let name = try #require(site.files(in: "Ausgang").first { $0.hasPrefix("EXTF_Buchungsstapel") })
      let path = site.place("Ausgang").appendingPathComponent(name)
      let (header, rows) = try BuchungsstapelFile.read([UInt8](try Data(contentsOf: path)))
      #expect(header.sachkontenlaenge == 8)
      #expect(rows.map(\.konto.digits) == ["700000000"])
      #expect(rows.map(\.gegenkonto.digits) == ["34000000"])
      #expect(try await site.command(["check-datev", path.path]).status == 0)
    }

    @Test func `Creditors outside the length are refused when the settings are read`() async throws {
      // faults: 65
      for lines in [["account_length: 5", "creditors: {first: 70000, last: 79999}"], ["account_length: 9"]] {
        let site = try Site([.init(datev: lines)])
        #expect(try await site.command(["check"]).status == 78, "\(lines)")
      }
    }

    @Test func `The adviser's creditors dropped into Historie give known suppliers their numbers`()
      async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      // Booked before the list came: moves to the adviser's number, as nothing has left yet.
      try site.drop(SampleInvoice(number: "KRED-1", net: 10_000).bytes, as: "Eins.xml")
      _ = try await site.ended(1)
      try drop(list: "70815", into: site, as: "EXTF_Kreditoren.csv")
      _ = daemon.entries(.correctionTaken, ["tenant": "muster"])
      let store = try site.store()
      defer { try? store.close() }
      try await wait("for the list to be taken") {
        try await store.suppliers(tenant: "muster").map(\.creditorAccount) == ["70815"]
      }
      try await wait("for the report") { site.files(in: "Prüfen").contains { $0.hasPrefix("Kreditoren-") } }
      #expect(site.files(in: "Historie") == ["EXTF_Kreditoren.csv"], "a file stays where it lies")
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let name = try #require(site.files(in: "Ausgang").first { $0.hasPrefix("EXTF_Buchungsstapel") })
      let bytes = [UInt8](try Data(contentsOf: site.place("Ausgang").appendingPathComponent(name)))
      #expect(try BuchungsstapelFile.read(bytes).rows.map(\.konto.digits) == ["70815"])

      // Another number for what has left is a conflict, told with its remedy.
      try drop(list: "70900", into: site, as: "EXTF_Kreditoren_neu.csv")
      try await wait("for the conflict") {
        site.files(in: "Prüfen").filter { $0.hasPrefix("Kreditoren-") }.count == 2
      }
      #expect(try await store.suppliers(tenant: "muster").map(\.creditorAccount) == ["70815"])
      let export = try await site.command(["supplier", "list", "--tenant", "muster"])
      #expect(export.output.contains("70815   adviser"), "\(export.output)")
      try await daemon.stop()
    }

    /// The sample's supplier as the adviser's program would export him.
    private func drop(list account: String, into site: Site, as name: String) throws {
      var row = Kreditor(konto: try #require(AccountNumber(account)))
      row.nameUnternehmen = "Musterkabel Elektrogroßhandel"
      row.euLand = "DE"
      row.euUStID = "813752573"
      let day = try #require(CalendarDay(year: 2025, month: 1, day: 1))
      let header = DATEVHeader(
        masterData: .debitorenKreditoren, beraternummer: 1001, mandantennummer: 1,
        wirtschaftsjahr: Geschaeftsjahr(beginn: day),
        erzeugtAm: try #require(DATEVHeader.Timestamp(day: day, millisecondOfDay: 0)))
      var bytes = KreditorenFile.write(header, [row])
      // As DATEV's own programs begin their exports.
      bytes.replaceSubrange(1..<5, with: Array("DTVF".utf8))
      try Data(bytes).write(to: site.place("Historie").appendingPathComponent(name))
    }

    @Test func `A batch that fails the check alarms, publishes nothing and keeps its number`() async throws {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "PRUEF-1", net: 10_000).bytes, as: "Eins.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try await daemon.stop()

      // A rule that the rows break: as if the writer had a bug.
      let data = site.folder.appendingPathComponent("data")
      try FileManager.default.copyItem(at: Binaries.data, to: data)
      let table = data.appendingPathComponent("datev/buchungsstapel-columns.csv")
      let rules = try String(contentsOf: table, encoding: .utf8)
      let broken = rules.replacing("14,Buchungstext,60,", with: "14,Buchungstext,5,")
      #expect(broken != rules)
      try Data(broken.utf8).write(to: table)
      try site.add(.init(batch: ["close: per-document"]))
      let failing = try Daemon(site, data: data)
      try await wait("for the alarm") { failing.entries(.batchFailed, ["tenant": "muster"]).count == 1 }
      #expect(failing.journal.contains("Buchungstext"))
      #expect(!site.files(in: "Ausgang").contains { $0.hasPrefix("EXTF") || $0.hasPrefix("Deckblatt") })
      let listed = try await site.command(["batch", "list"])
      #expect(listed.output.contains("closing"), "\(listed.output)")
      try await failing.stop()

      // With the bug mended the same batch leaves, with the number that it had.
      let mended = try await Daemon.ready(site)
      try await wait("for the batch") {
        site.files(in: "Ausgang").contains("EXTF_Buchungsstapel_1_202509_1.csv")
      }
      let shown = try await site.command(["batch", "show", "1"])
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(shown.output.contains("PRUEF-1"))
      #expect(shown.output.contains("published"))
      let path = site.place("Ausgang").appendingPathComponent("EXTF_Buchungsstapel_1_202509_1.csv").path
      let checked = try await site.command(["check-datev", path, "/nowhere/EXTF_x.csv", "--json"])
      #expect(checked.status == 66)
      #expect(checked.output.isEmpty, "\(checked.output)")
      try await mended.stop()
    }

    @Test func `A tenant who locks his batches gets them locked`() async throws {
      let site = try Site([.init(datev: ["lock: yes"])])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "FEST-1", net: 10_000).bytes, as: "Eins.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let path = site.place("Ausgang").appendingPathComponent("EXTF_Buchungsstapel_1_202509_1.csv")
      let (header, rows) = try BuchungsstapelFile.read([UInt8](try Data(contentsOf: path)))
      #expect(header.festschreibung == true)
      #expect(rows.map(\.festschreibung) == [true])
      try await daemon.stop()
    }

    @Test func `A batch is withdrawn by command and its reversal leaves with the next`() async throws {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let invoice = SampleInvoice(number: "STORNO-1", net: 10_000)
      try site.drop(invoice.bytes, as: "Falsch.xml")
      _ = try await site.ended(1)
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let withdrawn = try await site.command(["batch", "withdraw", "1", "--reason", "falscher Mandant"])
      #expect(withdrawn.status == 0, "\(withdrawn.errors)")
      #expect(withdrawn.output.contains("1 documents withdrawn, 1 postings to be reversed"))
      #expect(try await site.jobs().map(\.state) == [.withdrawn])
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let path = site.place("Ausgang").appendingPathComponent("EXTF_Buchungsstapel_1_202509_2.csv")
      let rows = try BuchungsstapelFile.read([UInt8](try Data(contentsOf: path))).rows
      #expect(rows.map(\.generalumkehr) == [.ja])
      #expect(rows.map(\.sollHabenKennzeichen) == [.soll])
      // The same bytes may come again.
      try site.drop(invoice.bytes, as: "Nochmal.xml")
      #expect(
        try await site.ended(2).map(\.state).sorted { $0.rawValue < $1.rawValue } == [.booked, .withdrawn])
      let export = try await site.command(["export", "3", "--format", "csv"])
      #expect(export.status == 0, "\(export.errors)")
      #expect(export.output.contains("STORNO-1"))
      try await daemon.stop()
    }
  }
}
