import Foundation
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// One invoice that comes as data and as a picture.
  @Suite struct Links {
    /// What the sample invoice looks like on paper; nobody can read its day, so that it is not booked unseen.
    private func paper(_ invoice: SampleInvoice) -> [UInt8] {
      let (net, tax, gross) = (
        SampleInvoice.germanText(invoice.net), SampleInvoice.germanText(invoice.tax),
        SampleInvoice.germanText(invoice.gross)
      )
      return HandmadePDF.text(pages: [
        [
          "Elektrogrosshandel Musterkabel GmbH, Lagerring 22, 04356 Leipzig", "USt-IdNr. DE813752573", "",
          "Elektro Sonnleitner GmbH", "Lindenhofstrasse 14", "83278 Traunstein", "", "Rechnung",
          "Rechnungsnummer: \(invoice.number)", "",
          "1  Mantelleitung NYM-J 3x1,5  1 Stk  \(net)  \(net)", "", "Nettobetrag: \(net) EUR",
          "Umsatzsteuer 19 %: \(tax) EUR", "Rechnungsbetrag: \(gross) EUR",
        ]
      ])
    }

    @Test func `The e-invoice is booked though its scan waits in review, and the scan names it`() async throws
    {
      // faults: 11
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let invoice = SampleInvoice(number: "RE-4711", net: 12_300)
      try site.drop(paper(invoice), as: "Scan.pdf")
      let scan = try #require(try await site.ended(1).first)
      #expect(scan.state == .review)
      try site.drop(invoice.bytes, as: "Mail.xml")
      try await wait("for the scan's second reading") {
        let jobs = try await site.jobs()
        return jobs.count == 2 && jobs.allSatisfy(\.state.isFinal)
          && jobs.first { $0.id == scan.id }?.attempt == scan.attempt + 1
      }
      let jobs = try await site.jobs()
      let mail = try #require(jobs.first { $0.displayName == "Mail.xml" })
      let linked = try #require(jobs.first { $0.id == scan.id })
      #expect(mail.state == .booked && linked.state == .review)
      #expect(try site.reasons(of: linked, in: "Prüfen").contains("POSSIBLE_DUPLICATE"))
      #expect(try site.sheet(of: linked, in: "Prüfen").contains("Mail.xml"))
      #expect(site.files(in: "Prüfen").filter { $0.hasSuffix(".json") }.count == 1, "its first sheet is gone")
      site.expectEnd(of: mail, daemon)
      #expect(try await site.store().batches().map(\.postingCount) == [1])
      try await daemon.stop()
    }

    @Test func `A scan that comes after its e-invoice is held and names it`() async throws {
      // faults: 11
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let invoice = SampleInvoice(number: "RE-4712", net: 12_300)
      try site.drop(invoice.bytes, as: "Mail.xml")
      _ = try await site.ended(1)
      try site.drop(paper(invoice), as: "Scan.pdf")
      let scan = try #require(try await site.ended(2).first { $0.displayName == "Scan.pdf" })
      #expect(scan.state == .review)
      #expect(try site.reasons(of: scan, in: "Prüfen").contains("POSSIBLE_DUPLICATE"))
      #expect(try site.sheet(of: scan, in: "Prüfen").contains("Mail.xml"))
      site.expectEnd(of: scan, daemon)
      #expect(try await site.store().batches().map(\.postingCount) == [1])
      try await daemon.stop()
    }
  }
}
