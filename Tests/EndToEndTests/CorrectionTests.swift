import DATEV
import Foundation
import JobStore
import Results
import ServiceSupport
import Testing

extension EndToEnd {
  /// The way of a person's answers: the list in the review folder, edited and given back (faults 88, 90, 91).
  @Suite struct Corrections {
    private func state(of number: String, _ site: Site) async throws -> Job {
      try #require(try await site.jobs().first { $0.displayName == "\(number).xml" })
    }

    @Test func `Numbers that a person calls different stay apart where DATEV knows fewer characters`()
      async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "A.1", net: 20_000).bytes, as: "A.1.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try site.drop(SampleInvoice(number: "A 1", net: 30_000).bytes, as: "A 1.xml")
      let held = try #require(try await site.ended(2).first { $0.displayName == "A 1.xml" })
      #expect(held.state == .review)
      #expect(held.reasons?.contains("POSSIBLE_DUPLICATE") == true)
      try await wait("for the list") { (try? site.list())?.contains { $0[7] == "Beleg" } == true }
      var rows = try site.list()
      let index = try #require(rows.firstIndex { $0[4] == "A 1" && $0[7] == "Beleg" })
      rows[index][10] = "keine Dublette"
      try site.give(rows, as: "Korrekturen.csv", in: "Prüfen")
      try await wait("for the booking") { try await self.state(of: "A 1", site).state == .booked }
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      let name = try #require(site.files(in: "Ausgang").first { $0.hasPrefix("EXTF_Buchungsstapel") })
      let bytes = [UInt8](try Data(contentsOf: site.place("Ausgang").appendingPathComponent(name)))
      #expect(Set(try BuchungsstapelFile.read(bytes).rows.map(\.belegfeld1)) == ["A-1", "A-1-2"])
      try await daemon.stop()
    }

    @Test func `Answers saved into the list are booked, set aside, kept and told of`() async throws {
      let site = try Site([.init(batch: ["close: idle", "quiet: 1 s"], mode: "trial")])
      let daemon = try await Daemon.ready(site)
      let numbers = ["K-1", "K-2", "K-3", "K-4"]
      for (index, number) in numbers.enumerated() {
        try site.drop(SampleInvoice(number: number, net: 20_000 + index).bytes, as: "\(number).xml")
      }
      #expect(try await site.ended(4).allSatisfy { $0.state == .review })
      try await wait("for the list") { (try? site.list())?.count { $0[7] == "Beleg" } == 4 }
      var rows = try site.list()
      #expect(rows[0].last == "Richtig")
      #expect(rows.dropFirst().allSatisfy { $0[10].isEmpty })
      let first = rows

      func answer(_ number: String, _ word: String) throws {
        let index = try #require(rows.firstIndex { $0[4] == number && $0[7] == "Beleg" })
        rows[index][10] = word
      }
      try answer("K-1", "stimmt")
      try answer("K-2", "stimmt")
      try answer("K-3", "kein Beleg")
      // A row of one's own: what the list did not ask for.
      var more = try Site.whole(rows, "K-2")
      more[7] = "Konto in Position 1"
      more[10] = "4980"
      rows.append(more)
      try site.give(rows, as: "Korrekturen.csv", in: "Prüfen")

      try await wait("for the answers to be applied") {
        let states = try await site.jobs().reduce(into: [:]) { $0[$1.displayName] = $1.state }
        return states["K-3.xml"] == .other && states["K-2.xml"] == .booked && states["K-1.xml"] == .booked
      }
      #expect(try await state(of: "K-4", site).state == .review)
      let said = try await site.answers(in: "Prüfen", "Korrekturen.Antwort.csv")
      #expect(said["stimmt"] == "übernommen")
      #expect(said["4980"] == "übernommen")
      #expect(said["kein Beleg"] == "übernommen")
      #expect(
        site.files(in: "Korrektur").contains { $0.hasPrefix("Erledigt/") && $0.hasSuffix("Korrekturen.csv") })
      #expect(site.files(in: "Sonstiges").contains { $0.hasPrefix("K-3") })
      try await wait("for the next list") { try site.list().count { $0[7] == "Beleg" } == 1 }

      // The batch holds both, the second on the account that the person gave.
      let store = try site.store()
      defer { try? store.close() }
      try await wait("for the batch") { try await store.batches().contains { $0.state == .published } }
      let batch = try #require(try await store.batches().first)
      let postings = try await store.postings(of: batch.id)
      #expect(postings.count == 2)
      let corrected = try await state(of: "K-2", site).id
      #expect(postings.contains { $0.job == corrected && $0.rowJSON.contains("\"account\":\"4980\"") })
      let learnt = try await store.correctionEvents(tenant: "muster")
      #expect(
        learnt.contains { $0.job == corrected && $0.value.path == "lines[0].skr03" && $0.value.new == "4980" }
      )
      #expect(daemon.entries(.correctionTaken, ["tenant": "muster"]).count == 1)

      // What was set aside comes back by moving it, as no duplicate; nothing is left where it lay.
      let aside = try #require(
        site.files(in: "Sonstiges").first { $0.hasPrefix("K-3") && $0.hasSuffix(".xml") })
      try FileManager.default.moveItem(
        at: site.place("Sonstiges").appendingPathComponent(aside),
        to: site.place("Eingang").appendingPathComponent("K-3 zurück.xml"))
      try await wait("for the second reading") { try await site.jobs().count == 5 }
      #expect(try await site.ended(5).first { $0.displayName == "K-3 zurück.xml" }?.state == .review)
      #expect(site.files(in: "Sonstiges") == [])

      // The same file once more, and an earlier state of it with other answers.
      try site.give(rows, as: "noch einmal.csv")
      let again = try await site.answers(in: "Korrektur", "noch einmal.Antwort.csv")
      #expect(Set(again.values) == ["bereits übernommen"])
      var stale = [first[0], try Site.whole(first, "K-1"), try Site.whole(first, "K-4")]
      stale[1][10] = "verwerfen"
      stale[2][10] = "neu einlesen"
      try site.give(stale, as: "alt.csv")
      let old = try await site.answers(in: "Korrektur", "alt.Antwort.csv")
      #expect(old["verwerfen"] == "veraltet, nicht übernommen")
      #expect(old["neu einlesen"] == "übernommen")
      #expect(try await state(of: "K-1", site).state == .booked)

      // What is booked is taken back by the same means.
      let booked = try await state(of: "K-1", site)
      var withdrawn = try Site.whole(first, "K-1")
      withdrawn[1] = "\(booked.attempt)"
      withdrawn[10] = "zurückziehen"
      try site.give([first[0], withdrawn], as: "zurück.csv")
      try await wait("for the withdrawal") { try await self.state(of: "K-1", site).state == .withdrawn }
      #expect(try await store.postings(ofJob: booked.id).contains { $0.reversalOf != nil })
      try await daemon.stop()
    }

    @Test func `A forged list in the inbox and one about another tenant's document change nothing`()
      async throws
    {  // faults: 91
      let site = try Site([.init(mode: "trial"), .init(name: "zwei", mode: "trial", client: 2)])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "F-1", net: 30_000).bytes, as: "F-1.xml")
      _ = try await site.ended(1)
      try await wait("for the list") { (try? site.list())?.count { $0[7] == "Beleg" } == 1 }
      var rows = try site.list()
      let index = try #require(rows.firstIndex { $0[7] == "Beleg" })
      rows[index][10] = "stimmt"
      try site.drop(ListCells.write(rows), as: "Korrekturen.csv")
      _ = try await site.ended(2)
      #expect(try await state(of: "F-1", site).state == .review)
      let other = site.place("Korrektur", of: "zwei").appendingPathComponent("fremd.csv")
      try Data(ListCells.write(rows)).write(to: other)
      let answer = site.place("Korrektur", of: "zwei").appendingPathComponent("fremd.Antwort.csv")
      try await wait("for the answer") { FileManager.default.fileExists(atPath: answer.path) }
      let cells = ListCells.read([UInt8](try Data(contentsOf: answer))).map(\.cells)
      #expect(cells[1][4] == "nicht übernommen")
      #expect(try await state(of: "F-1", site).state == .review)
      try await daemon.stop()
    }

    @Test func `An edited JSON of one document is taken like a list`() async throws {
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "J-1", net: 40_000).bytes, as: "J-1.xml")
      _ = try await site.ended(1)
      let name = try #require(site.files(in: "Prüfen").first { $0.hasSuffix(".json") })
      let json = try String(contentsOf: site.place("Prüfen").appendingPathComponent(name), encoding: .utf8)
      let edited = json.replacingOccurrences(
        of: "\"invoice_number\": \"J-1\"", with: "\"invoice_number\": \"J-0001\""
      )
      .replacingOccurrences(of: "\"status\": \"review\"", with: "\"status\": \"booked\"")
      #expect(edited != json)
      try Data(edited.utf8).write(to: site.place("Korrektur").appendingPathComponent(name))
      try await wait("for the booking") { try await self.state(of: "J-1", site).state == .booked }
      let store = try site.store()
      defer { try? store.close() }
      let job = try await state(of: "J-1", site)
      #expect(try await store.invoices(of: job.id).first?.invoiceNumber == "J-0001")
      try await daemon.stop()
    }
  }
}
