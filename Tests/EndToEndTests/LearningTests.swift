import Accounting
import DATEV
import Foundation
import Invoice
import JobStore
import Results
import ServiceSupport
import Testing

extension EndToEnd {
  /// What a person or the adviser says about one document holds for the next.
  @Suite struct Learning {
    @Test func `A correction changes the next booking, another tenant's never, and taken back it is gone`()
      async throws
    {
      let site = try Site([.init(), .init(name: "nachbar", client: 2)])
      let daemon = try await Daemon.ready(site)
      var dropped = 0
      /// Drops one more invoice of the same article and gives its job and the accounts of its bookings.
      func next(_ tenant: String = "muster") async throws -> (job: Job, accounts: [String]) {
        dropped += 1
        let invoice = SampleInvoice(number: "LERN-\(dropped)", net: 10_000 + dropped)
        try site.drop(invoice.bytes, as: "\(invoice.number).xml", for: tenant)
        let job = try #require(
          try await site.ended(dropped).first { $0.displayName == "\(invoice.number).xml" })
        #expect(job.state == .booked)
        let json = try site.text(of: job, in: "Ausgang", ending: "json")
        return (job, try ResultDocument(json: Array(json.utf8)).bookings.map(\.account.digits))
      }

      let first = try await next()
      #expect(first.accounts == ["3400"])
      let corrected = try await site.command(["correct", first.job.id, "--line", "1=4985", "--by", "Anna"])
      #expect(corrected.status == 0, "\(corrected.errors)")
      #expect(try await next().accounts == ["4985"])
      #expect(try await next("nachbar").accounts == ["3400"])

      let before = try await site.command(["models", "--tenant", "muster"]).output
      let undone = try await site.command(["correct", "--undo", "1", "--tenant", "muster"])
      #expect(undone.status == 0, "\(undone.errors)")
      #expect(try await next().accounts == ["3400"])
      #expect(try await site.command(["models", "--tenant", "muster"]).output != before)
      #expect(try await site.command(["correct", "--undo", "1", "--tenant", "muster"]).status != 0)
      let log = try await site.command(["correct", "--list", "--tenant", "muster"]).output
      #expect(log.contains("Anna (bookkeeper)"))
      #expect(log.contains("taken back by 2"))
      try await daemon.stop()
    }

    @Test func `What the adviser has posted is learned from the history folder`() async throws {
      let site = try Site([.init(batch: ["close: idle", "quiet: 1 s"])])
      let daemon = try await Daemon.ready(site)
      let invoice = SampleInvoice(number: "HIST-1", net: 12_300)
      try site.drop(invoice.bytes, as: "HIST-1.xml")
      _ = try await site.ended(1)
      var batch: String?
      try await wait("for the batch") {
        batch = site.files(in: "Ausgang").first { $0.hasPrefix("EXTF_Buchungsstapel") }
        return batch != nil
      }
      let file = site.place("Ausgang").appendingPathComponent(try #require(batch))
      let posted = try String(contentsOf: file, encoding: .windowsCP1252)
      #expect(posted.contains(";3400;"))
      // The adviser moves it to another account, and his program writes the file with its own name.
      let changed = try #require(
        posted.replacingOccurrences(of: ";3400;", with: ";4985;").data(using: .windowsCP1252))
      try changed.write(to: site.place("Historie").appendingPathComponent("EXTF_Buchungen Mai.csv"))
      let entries = daemon.entries(.correctionTaken, ["tenant": "muster", "matched": "1", "differing": "1"])
      #expect(entries.count == 1, "\(daemon.journal)")

      try site.drop(SampleInvoice(number: "HIST-2", net: 14_500).bytes, as: "HIST-2.xml")
      let job = try #require(try await site.ended(2).first { $0.displayName == "HIST-2.xml" })
      let json = try site.text(of: job, in: "Ausgang", ending: "json")
      let result = try ResultDocument(json: Array(json.utf8))
      #expect(result.bookings.map(\.account.digits) == ["4985"])
      #expect(result.lines.first?.accountReason?.contains("1 von 1") == true)
      // The same file under another name says nothing new.
      try changed.write(to: site.place("Historie").appendingPathComponent("EXTF_nochmal.csv"))
      let again = try await site.command([
        "history", site.place("Historie").appendingPathComponent("EXTF_nochmal.csv").path, "--tenant",
        "muster",
      ])
      #expect(again.output.contains("taken before"))
      try await daemon.stop()
    }

    @Test func `The adviser's labels make his own accounts known, to corrections as well`() async throws {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "NAME-1", net: 10_000).bytes, as: "NAME-1.xml")
      let job = try #require(try await site.ended(1).first)
      #expect(try await site.command(["correct", job.id, "--all", "4986"]).status != 0, "not in SKR03")

      let day = try #require(CalendarDay(iso: "2025-01-01"))
      var header = DATEVHeader(
        masterData: .debitorenKreditoren, beraternummer: 1001, mandantennummer: 1,
        wirtschaftsjahr: Geschaeftsjahr(beginn: day),
        erzeugtAm: try #require(DATEVHeader.Timestamp(day: day, millisecondOfDay: 0)))
      header.format = .kontenbeschriftungen
      let labels = [
        Kontenbeschriftung(
          konto: try #require(AccountNumber("4986")), kontobeschriftung: "Kleinmaterial Werkstatt",
          kontenbeschriftungLang: "")
      ]
      try Data(KontenbeschriftungenFile.write(header, labels)).write(
        to: site.place("Historie").appendingPathComponent("EXTF_Kontenbeschriftungen.csv"))
      _ = daemon.entries(.correctionTaken, ["tenant": "muster", "category": "20"])
      let corrected = try await site.command(["correct", job.id, "--all", "4986"])
      #expect(corrected.status == 0, "\(corrected.errors)")

      try site.drop(SampleInvoice(number: "NAME-2", net: 10_100).bytes, as: "NAME-2.xml")
      let next = try #require(try await site.ended(2).first { $0.displayName == "NAME-2.xml" })
      #expect(next.state == .booked)
      let json = try site.text(of: next, in: "Ausgang", ending: "json")
      let bookings = try ResultDocument(json: Array(json.utf8)).bookings
      #expect(bookings.map(\.account.digits) == ["4986"])
      #expect(bookings.map(\.taxKey) == ["9"])
      try await daemon.stop()
    }

    @Test func `An invoice dated far ahead goes to a person, one dated some weeks ahead is booked`()
      async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let now = Date()
      for (name, days) in [("WEEKS", 60), ("YEAR", 400)] {
        let day = now.addingTimeInterval(Double(days) * 86_400).formatted(.iso8601.year().month().day())
        var invoice = SampleInvoice(number: name, net: 10_000)
        invoice.day = day.replacingOccurrences(of: "-", with: "")
        try site.drop(Array(invoice.xml.utf8), as: "\(name).xml")
      }
      let jobs = try await site.ended(2)
      #expect(jobs.first { $0.displayName == "WEEKS.xml" }?.state == .booked)
      let ahead = try #require(jobs.first { $0.displayName == "YEAR.xml" })
      #expect(ahead.state == .review)
      #expect(try site.text(of: ahead, in: "Prüfen", ending: "txt").contains("liegt weit in der Zukunft"))
      try await daemon.stop()
    }

    // faults: 63
    @Test func `A known supplier's new bank account goes to a person, also when it comes again`() async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      func drop(_ number: String, iban: String?) throws {
        var xml = SampleInvoice(number: number, net: 10_000).xml
        if let iban { xml = xml.replacingOccurrences(of: "DE62226515170006783819", with: iban) }
        try site.drop(Array(xml.utf8), as: "\(number).xml")
      }
      try drop("IBAN-1", iban: nil)
      #expect(try await site.ended(1).first?.state == .booked)
      for (count, number) in [(2, "IBAN-2"), (3, "IBAN-3")] {
        try drop(number, iban: "DE02120300000000202051")
        let job = try #require(try await site.ended(count).first { $0.displayName == "\(number).xml" })
        #expect(job.state == .review)
        #expect(try site.text(of: job, in: "Prüfen", ending: "json").contains("IBAN_CHANGED"))
      }
      try drop("IBAN-4", iban: nil)
      #expect(try await site.ended(4).first { $0.displayName == "IBAN-4.xml" }?.state == .booked)
      try await daemon.stop()
    }

    @Test func `A retrained model looks on, is scored by corrections, and decides once promoted`()
      async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let weights = Binaries.data.appendingPathComponent("rules/account-weights.csv").path
      let refused = try await site.command(["models", "add", site.configuration.path])
      #expect(refused.status != 0, "no weights")
      let added = try await site.command(["models", "add", weights])
      #expect(added.output.contains("model 1 looks on"), "\(added.errors)")

      try site.drop(SampleInvoice(number: "MODELL-1", net: 10_000).bytes, as: "MODELL-1.xml")
      let job = try #require(try await site.ended(1).first)
      func comparison() async throws -> [Substring] {
        let lines = try await site.command(["models"]).output.split(separator: "\n")
        return try #require(lines.first { $0.contains("account-weights") }).split(separator: " ")
      }
      #expect(try await comparison()[1...5] == ["all", "account-weights.csv", "challenger", today, "0"])
      #expect(try await site.command(["correct", job.id, "--line", "1=4985"]).status == 0)
      // One document, one line, which neither had right.
      #expect(try await comparison()[5...9] == ["1", "1", "0.0", "%", "[0.0,"])

      #expect(try await site.command(["models", "promote", "1"]).status == 0)
      #expect(try await comparison()[3] == "champion")
      try site.drop(SampleInvoice(number: "MODELL-2", net: 10_100).bytes, as: "MODELL-2.xml")
      #expect(try await site.ended(2).allSatisfy { $0.state == .booked })
      #expect(try await site.command(["models", "retire", "1"]).status == 0)
      #expect(try await site.command(["models", "promote", "7"]).errors.contains("no model 7"))
      let labels = try await site.command(["models", "export", "--tenant", "muster"]).output
      #expect(labels.hasPrefix("text,supplier,amount,account"))
      #expect(labels.contains(",4985,"))
      try await daemon.stop()
    }

    private var today: Substring { Timestamp.now.day[...] }
  }
}
