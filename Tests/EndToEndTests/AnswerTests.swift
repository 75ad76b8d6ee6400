import Accounting
import Foundation
import JobStore
import Results
import Testing

extension EndToEnd {
  /// What answers teach, how they cut and join, and that none is passed over in silence.
  @Suite struct Answers {
    private func job(_ name: String, _ site: Site) async throws -> Job {
      try #require(try await site.jobs().first { $0.displayName == name })
    }

    private func results(_ name: String, _ site: Site) async throws -> [ResultDocument] {
      let store = try site.store()
      defer { try? store.close() }
      let job = try await job(name, site)
      return try await store.invoices(of: job.id).map { try ResultDocument(json: $0.resultJSON.utf8) }
    }

    @Test func `An account in the list holds for the next document, until it is said anew or taken back`()
      async throws
    {
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      var count = 0
      /// Drops one more invoice of the same article; gives its number and the account that is proposed.
      func next() async throws -> (number: String, account: String?) {
        count += 1
        let number = "L-\(count)"
        try site.drop(SampleInvoice(number: number, net: 10_000 + count).bytes, as: "\(number).xml")
        _ = try await site.ended(count)
        return (number, try await results("\(number).xml", site).first?.lines.first?.account?.digits)
      }
      let first = try await next()
      #expect(first.account == "3400")
      var row = try await site.row(first.number)
      #expect(try await site.answer(row, field: "Konto in Position 1", "4985") == "übernommen")
      let second = try await next()
      #expect(second.account == "4985")

      // Said anew: the earlier word counts no longer.
      row = try await site.row(first.number, after: row[1])
      #expect(try await site.answer(row, field: "Konto in Position 1", "3400") == "übernommen")
      #expect(try await next().account == "3400")

      // Booked with another account, which teaches, and taken back, which takes the lesson back.
      row = try await site.row(second.number)
      row[10] = "stimmt"
      var account = row
      (account[7], account[10]) = ("Konto aller Positionen", "4980")
      try site.give([CorrectionList.columns, row, account], as: "buchen.csv")
      try await wait("for the booking") { try await job("\(second.number).xml", site).state == .booked }
      #expect(try await next().account == "4980")
      row[1] = "\(try await job("\(second.number).xml", site).attempt)"
      #expect(try await site.answer(row, "zurückziehen") == "übernommen")
      #expect(try await next().account == "3400")

      let log = try await site.command(["correct", "--list", "--tenant", "muster", "--json"])
      let lines = log.output.split(separator: "\n")
      #expect(lines.count == 5, "\(log.output)\(log.errors)")
      #expect(lines.filter { $0.contains("\"undoes\":") }.count == 2)
      #expect(lines.allSatisfy { $0.contains("\"role\":\"bookkeeper\"") })
      try await daemon.stop()
    }

    /// A page as a supplier prints it.
    private func page(_ number: String, _ net: Int) -> [String] {
      let invoice = SampleInvoice(number: number, net: net)
      let (sum, tax, gross) = (
        SampleInvoice.germanText(net), SampleInvoice.germanText(invoice.tax),
        SampleInvoice.germanText(invoice.gross)
      )
      return [
        "Musterkabel GmbH, Lagerring 22, 04356 Leipzig", "USt-IdNr. DE813752573", "",
        "Elektro Sonnleitner GmbH", "Hauptstr. 14", "83278 Traunstein", "", "Rechnung",
        "Rechnungsnummer: \(number)", "Rechnungsdatum: 08.09.2025", "Lieferdatum: 08.09.2025", "",
        "Pos   Bezeichnung   Menge   Einzelpreis   Gesamt",
        "1   Mantelleitung NYM-J 3x1,5   1 Stk   \(sum)   \(sum)", "", "Nettobetrag   \(sum)",
        "Umsatzsteuer 19 %   \(tax)", "Gesamtbetrag EUR   \(gross)",
      ]
    }

    @Test func `A stack is cut and joined by answers, and one invoice of it set aside`() async throws {
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      try site.drop(HandmadePDF.text(pages: [page("ST-1", 10_000), page("ST-2", 20_000)]), as: "Stapel.pdf")
      #expect(try await site.ended(1).first?.state == .review)
      var version = ""
      /// Answers the first row of the document in its latest reading, and gives what it holds then.
      func answer(_ word: String) async throws -> [ResultDocument] {
        let row = try await site.row("ST-1", after: version)
        version = row[1]
        #expect(try await site.answer(row, word) == "übernommen")
        try await wait("for the next reading") {
          let job = try await job("Stapel.pdf", site)
          return job.state.isFinal && "\(job.attempt)" != version
        }
        return try await results("Stapel.pdf", site)
      }
      let row = try await site.row("ST-1")
      #expect(try await site.answer(row, "trennen 3") == "nicht übernommen", "it has two pages")
      #expect(try await answer("trennen 2").map(\.invoiceNumber) == ["ST-1", "ST-2"])
      let joined = try await answer("zusammenführen")
      #expect(joined.count == 1)
      #expect(joined.first?.document.pageRange == 1...2)
      #expect(try await answer("trennen 2").map(\.document.parts) == [2, 2])

      var first = try await site.row("ST-1", after: version)
      var second = try await site.row("ST-2", after: version)
      #expect(first[0].hasSuffix("/1") && second[0].hasSuffix("/2"))
      first[10] = "stimmt"
      second[10] = "kein Beleg"
      try site.give([CorrectionList.columns, first, second], as: "beide.csv")
      try await wait("for the end") {
        let state = try await job("Stapel.pdf", site).state
        return state == .booked
      }
      let store = try site.store()
      defer { try? store.close() }
      let postings = try await store.postings(ofJob: try await job("Stapel.pdf", site).id)
      #expect(postings.count == 1 && postings.allSatisfy { $0.rowJSON.contains("ST-1") })
      try await daemon.stop()
    }

    @Test func `Two files of one invoice are joined: the other one counts`() async throws {
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "Z-1", net: 5_000).bytes, as: "erste.xml")
      _ = try await site.ended(1)
      let key = try await site.row("Z-1")[0]
      try site.drop(SampleInvoice(number: "Z-1", net: 5_000, remark: "noch einmal").bytes, as: "zweite.xml")
      #expect(try await site.ended(2).allSatisfy { $0.state == .review })
      var other: [String]?
      try await wait("for the second in the list") {
        other = (try? site.list())?.first { $0[0] != key && $0[7] == "Beleg" && $0[4] == "Z-1" }
        return other != nil
      }
      let row = try #require(other)
      #expect(try await site.answer(row, "zusammenführen mit B-00000000") == "nicht übernommen")
      #expect(try await site.answer(row, "zusammenführen mit \(key)") == "übernommen")
      try await wait("for the end") { try await job("zweite.xml", site).state == .duplicate }
      #expect(try await job("erste.xml", site).state == .review)
      try await daemon.stop()
    }

    @Test func `Whatever is broken in a list, each changed row is answered`() async throws {  // faults: 90
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      for number in ["Q-1", "Q-2", "Q-3"] {
        try site.drop(SampleInvoice(number: number, net: 7_000).bytes, as: "\(number).xml")
      }
      _ = try await site.ended(3)
      try await wait("for the list") { (try? site.list())?.count { $0[7] == "Beleg" } == 3 }
      let bytes = [UInt8](
        try Data(contentsOf: site.place("Prüfen").appendingPathComponent("Korrekturen.csv")))
      var lines = String(decoding: bytes.dropFirst(3), as: UTF8.self).components(separatedBy: "\r\n")
      // A script without a notion of quotation marks, in the encoding of its machine: one word at the end, one in
      // another column, and one in a column of its own.
      for (number, change) in [
        ("Q-1", { $0.replacingOccurrences(of: "\"", with: "") + "stimmt" }),
        ("Q-2", { $0.replacingOccurrences(of: ";Beleg;", with: ";Beleg;stimmt ") }),
        ("Q-3", { $0.replacingOccurrences(of: ";Beleg;", with: ";Beleg;stimmt;") }),
      ] as [(String, (String) -> String)] {
        let place = try #require(lines.firstIndex { $0.contains(";\(number);") && $0.contains(";Beleg;") })
        lines[place] = change(lines[place])
      }
      let text = lines.joined(separator: "\n")
      let windows = try #require(text.data(using: .windowsCP1252, allowLossyConversion: true))
      try site.give([UInt8](windows), as: "Korrekturen.csv", in: "Prüfen")
      let said = try await site.answerRows(in: "Prüfen", "Korrekturen.Antwort.csv")
      #expect(said.count == 3, "\(said)")
      #expect(said.filter { $0[4] == "übernommen" }.count == 1, "\(said)")
      #expect(said.filter { $0[4] == "nicht übernommen" && $0[5].contains("bitte") }.count == 2)
      try await wait("for the booking") { try await job("Q-1.xml", site).state == .booked }

      // The same file again: what was taken is known, what was not is told of once more.
      try site.give([UInt8](windows), as: "nochmal.csv")
      let again = try await site.answerRows(in: "Korrektur", "nochmal.Antwort.csv")
      #expect(again.filter { $0[4] == "bereits übernommen" }.count == 1, "\(again)")
      #expect(again.filter { $0[4] == "nicht übernommen" }.count == 2, "\(again)")

      // Excel's "Unicode text", a copy saved under a name of its own.
      var row = try await site.row("Q-2")
      row[10] = "kein Beleg"
      let tabs = [CorrectionList.columns, row].map { $0.joined(separator: "\t") }.joined(separator: "\r\n")
      try site.give(
        [0xFF, 0xFE] + tabs.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
        as: "Korrekturen (2).txt", in: "Prüfen")
      let copied = try await site.answers(in: "Prüfen", "Korrekturen (2).txt.Antwort.csv")
      #expect(copied["kein Beleg"] == "übernommen")
      // A workbook is not read, and says so.
      try site.give(Array("PK".utf8), as: "Korrekturen.xlsx", in: "Prüfen")
      try await wait("for word about the workbook") {
        site.files(in: "Prüfen").contains("Korrekturen.xlsx.Antwort.txt")
      }
      try await daemon.stop()
    }

    @Test func `A command answers as the list does`() async throws {
      let site = try Site([.init(mode: "trial")])
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "C-1", net: 9_000).bytes, as: "C-1.xml")
      let job = try #require(try await site.ended(1).first)
      let wrong = try await site.command(["resolve", job.id, "--set", "Konto=12", "--json"])
      #expect(wrong.status == 1)
      #expect(wrong.output.contains("\"result\":\"refused\""))
      let right = try await site.command([
        "resolve", job.id, "stimmt", "--set", "Konto=4980", "--by", "Anna", "--json",
      ])
      #expect(right.status == 0, "\(right.output)\(right.errors)")
      #expect(right.output.split(separator: "\n").allSatisfy { $0.contains("\"result\":\"taken\"") })
      try await wait("for the booking") { try await self.job("C-1.xml", site).state == .booked }
      #expect(try await results("C-1.xml", site).first?.bookings.map(\.account.digits) == ["4980"])
      let log = try await site.command(["correct", "--list", "--tenant", "muster"])
      #expect(log.output.contains("Anna (bookkeeper)"))
      try await daemon.stop()
    }
  }
}
