import Accounting
import DATEV
import Foundation
import Invoice
import JobStore
import Spool
import SystemPackage
import Testing

@testable import Delivery

/// A batch on its way to the outbox, with everything that goes along.
@Suite struct DispatchTests {
  let site: DeliverySite

  init() throws { site = try DeliverySite() }

  @Test("A delivery holds master data, documents, postings and a cover sheet, and all of it agrees")
  func delivery() async throws {
    let job = try await site.booked(
      DeliverySite.invoice("RE-1"),
      [DeliverySite.posting("4930", 119_00, key: "9"), DeliverySite.posting("3300", 10_70, rate: 7)])
    try await site.booked(DeliverySite.invoice("GU-2"), [DeliverySite.posting("3400", -59_50)])
    let batch = try #require(try await site.deliverAll().first)
    #expect(
      site.delivered == [
        "Belege_55003_202607_1.zip", "Deckblatt_55003_202607_1.html",
        "EXTF_Buchungsstapel_55003_202607_1.csv",
        "EXTF_Kreditoren_55003_202607_1.csv",
      ])
    let (header, rows) = try site.rows(batch)
    #expect(header.beraternummer == 29_098)
    #expect(rows.count == 3)
    // The first import of a chain: each file passes the checker by itself.
    for name in site.delivered where name.hasSuffix(".csv") {
      let bytes = try DurableFiles.read(site.outbox.appending(name))
      #expect(try DeliverySite.checker().check(fileName: name, bytes: bytes) == [])
    }
    let creditors = try KreditorenFile.read(
      try DurableFiles.read(site.outbox.appending("EXTF_Kreditoren_55003_202607_1.csv"))
    ).rows
    #expect(creditors.map(\.konto.digits) == ["70000"])
    let creditor = try #require(creditors.first)
    #expect(
      (creditor.nameUnternehmen, creditor.ort, creditor.euUStID) == (
        "Müller & Söhne GmbH", "Dortmund", "136695976"
      ))
    #expect((creditor.ziel1Tage, creditor.ziel3BruttoTage) == (10, 30))
    #expect(creditor.iban?.value == "DE02120300000000202051")

    // Each posting links to its document, and the manifest gives the document the same GUID.
    let archive = site.outbox.appending("Belege_55003_202607_1.zip").string
    let manifest = try DocumentPackageTests.run("/usr/bin/unzip", ["-p", archive, "document.xml"])
    for row in rows {
      let guid = try #require(row.beleglink?.guid)
      #expect(manifest.output.contains("guid=\"\(guid)\""))
    }
    #expect(Set(rows.compactMap(\.beleglink?.guid)).count == 2)
    if let schema = ProcessInfo.processInfo.environment["BELEGD_DATEV_XSD"] {
      #expect(try DocumentPackageTests.lint(manifest.output, schema: "\(schema)/Document_v050.xsd") == "")
    }
    #expect(rows.allSatisfy { row in row.zusatzinformationen.contains { $0.art == "Beleg" } })
    #expect(
      rows.contains { row in row.zusatzinformationen.contains { $0.inhalt == String(job.id.suffix(8)) } })

    let cover = try site.text("Deckblatt_55003_202607_1.html")
    for expected in [
      "2 Belege, 3 Buchungszeilen", "Elektro Muster &amp; Söhne GmbH", "Bürobedarf", "100,00",
      "Vorsteuer aus dem Betrag", "<td>4930 3300</td>", "Summe, 2 Belege", "70,20 EUR",
      "Soll und Haben gleichen sich aus", "1 neuer Kreditor", "RE-1", "-59,50 EUR", "06.07.2026",
      "EXTF_Kreditoren_55003_202607_1.csv", "<dt>Umsätze mit H</dt>\n<dd>129,70</dd>",
      "<dt>Umsätze mit S</dt>\n<dd>59,50</dd>",
    ] { #expect(cover.contains(expected), "\(expected)") }
    #expect(!cover.contains("://"), "self-contained")

    #expect(try await site.store.files(of: batch.id).map(\.name).last == "Deckblatt_55003_202607_1.html")
    for file in try await site.store.files(of: batch.id) {
      #expect(try DurableFiles.hash(of: site.outbox.appending(file.name)).hex == file.sha256)
    }
  }

  @Test("Suppliers are told once, and again only when they have gained something")
  func masterDataOnce() async throws {
    var invoice = DeliverySite.invoice("RE-1")
    invoice.seller.ibans = []
    try await site.booked(invoice)
    _ = try await site.deliverAll()
    try await site.booked(DeliverySite.invoice("RE-2"))
    _ = try await site.deliverAll()
    try await site.booked(DeliverySite.invoice("RE-3"))
    _ = try await site.deliverAll()
    let files = site.delivered.filter { $0.hasPrefix("EXTF_Kreditoren") }
    #expect(files == ["EXTF_Kreditoren_55003_202607_1.csv", "EXTF_Kreditoren_55003_202607_2.csv"])
    let second = try KreditorenFile.read(try DurableFiles.read(site.outbox.appending(files[1]))).rows
    #expect(second.first?.iban?.value == "DE02120300000000202051")
    #expect(second.first?.ziel3BruttoTage == 30, "what was told before stays")
  }

  @Test("What the adviser knows of a supplier is completed, never replaced")
  func adviserRecord() async throws {
    var theirs = Kreditor(konto: try #require(AccountNumber("70815")))
    theirs.nameUnternehmen = "Mueller und Soehne"
    theirs.strasse = "Alte Gasse 2"
    theirs.euLand = "DE"
    theirs.euUStID = "136695976"
    theirs.weitere[30] = "nur hier"
    _ = try await site.store.importCreditors(
      tenant: "muster",
      [
        AdviserCreditor(
          account: "70815", identity: SupplierIdentity(name: theirs.name, vatId: "DE136695976"),
          content: theirs.record)
      ], range: 70_000...99_999, sha256: String(repeating: "a", count: 64))
    try await site.booked(DeliverySite.invoice("RE-1"))
    let batch = try #require(try await site.deliverAll().first)
    #expect(try site.rows(batch).rows.map(\.konto.digits) == ["70815"])
    let told = try #require(
      try KreditorenFile.read(
        try DurableFiles.read(site.outbox.appending("EXTF_Kreditoren_55003_202607_1.csv"))
      ).rows.first)
    #expect(told.nameUnternehmen == "Mueller und Soehne")
    #expect(told.strasse == "Alte Gasse 2")
    #expect(told.ort == "", "half an address of ours would be nobody's")
    #expect(told.weitere[30] == "nur hier")
    #expect(told.iban?.value == "DE02120300000000202051")
  }

  @Test("Labels of accounts go along only when agreed, and never for what the adviser has named")
  func labels() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    var terms = try DeliverySite.terms()
    terms.deliversLabels = true
    _ = try await site.deliverAll(terms)
    let name = "EXTF_Kontenbeschriftungen_55003_202607_1.csv"
    let labels = try KontenbeschriftungenFile.read(try DurableFiles.read(site.outbox.appending(name))).rows
    #expect(labels.map(\.konto.digits) == ["4930"])
    #expect(labels.map(\.kontobeschriftung) == ["Bürobedarf"])
    try await site.booked(DeliverySite.invoice("RE-2"))
    _ = try await site.deliverAll(terms)
    #expect(site.delivered.filter { $0.hasPrefix("EXTF_Kontenbeschriftungen") } == [name])
  }

  @Test("A document that is lost leaves its posting without a link, and the cover sheet says so")
  func lostDocument() async throws {
    let job = try await site.booked(DeliverySite.invoice("RE-1"))
    try DurableFiles.remove(site.documents.path(sha256: job.sha256, fileExtension: "pdf"))
    let batch = try #require(try await site.deliverAll().first)
    #expect(try site.rows(batch).rows.allSatisfy { $0.beleglink == nil })
    #expect(try site.text("Deckblatt_55003_202607_1.html").contains("hat keinen Beleglink"))
    #expect(!site.delivered.contains { $0.hasSuffix(".zip") })
  }

  @Test("A delivery that was interrupted after staging publishes the same files")
  func resumed() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    let batch = try #require(try await site.store.openBatches().first)
    // The outbox is away: everything is staged, nothing is out.
    try FileManager.default.moveItem(atPath: site.outbox.string, toPath: site.outbox.string + "-away")
    await #expect(throws: (any Error).self) { try await site.deliver(batch) }
    let staged = try await site.store.files(of: batch.id)
    #expect(staged.count == 4)
    try FileManager.default.moveItem(atPath: site.outbox.string + "-away", toPath: site.outbox.string)
    let done = try await site.deliver(batch)
    #expect(done.state == .published)
    #expect(site.delivered == staged.map(\.name).sorted())
    // Again, by a second process that comes late.
    try await site.deliver(batch)
    #expect(site.delivered == staged.map(\.name).sorted())
  }

  // faults: 64
  @Test(
    "Header, period and Belegdatum fit any day and any fiscal year",
    arguments: [
      ("2025-12-31", 1, "2025-01-01", "2025-12-01", "2025-12-31", "last day of the year"),
      ("2026-01-01", 1, "2026-01-01", "2026-01-01", "2026-01-31", "first day of the next"),
      ("2028-02-29", 1, "2028-01-01", "2028-02-01", "2028-02-29", "leap day"),
      ("2028-02-29", 3, "2027-03-01", "2028-02-01", "2028-02-29", "leap day ends a deviating year"),
      ("2027-02-28", 3, "2026-03-01", "2027-02-01", "2027-02-28", "no leap day"),
      ("2026-06-30", 7, "2025-07-01", "2026-06-01", "2026-06-30", "last day of a deviating year"),
      ("2026-07-01", 7, "2026-07-01", "2026-07-01", "2026-07-31", "first day of a deviating year"),
      ("2026-01-15", 7, "2025-07-01", "2026-01-01", "2026-01-31", "second calendar year of a deviating year"),
    ])
  func fiscalYears(
    day: String, startMonth: Int, start: String, from: String, to: String, why: String
  ) async throws {
    try await site.booked(DeliverySite.invoice("RE-1", day: day), fiscalYearStartMonth: startMonth)
    let batch = try #require(try await site.deliverAll().first)
    let (header, rows) = try site.rows(batch)
    #expect(header.wirtschaftsjahr.beginn.description == start, "\(why)")
    #expect(header.datumVon?.description == from, "\(why)")
    #expect(header.datumBis?.description == to, "\(why)")
    #expect(rows.map(\.belegdatum.description) == [day], "\(why)")
  }

  @Test("Two fiscal years, two months: two batches")
  func separateBatches() async throws {
    for (number, day) in ["2026-06-30", "2026-07-01", "2026-07-31"].enumerated() {
      try await site.booked(DeliverySite.invoice("RE-\(number)", day: day), fiscalYearStartMonth: 7)
    }
    let batches = try await site.deliverAll()
    #expect(batches.map(\.fiscalYearStart) == ["2025-07-01", "2026-07-01"])
    #expect(batches.map(\.number) == [1, 2])
    #expect(batches.map(\.postingCount) == [1, 2])
  }

  @Test("A foreign invoice carries its rate, and the cover sheet names it")
  func foreignCurrency() async throws {
    try await site.booked(
      DeliverySite.invoice("US-1", currency: "USD"), [DeliverySite.posting("4980", 1085_00, rate: 0)],
      exchangeRate: Decimal(string: "1.085"))
    let batch = try #require(try await site.deliverAll().first)
    let row = try #require(try site.rows(batch).rows.first)
    #expect((row.umsatz.amount.minorUnits, row.basisUmsatz?.amount.minorUnits) == (1085_00, 1000_00))
    #expect((row.wkzUmsatz?.code, row.wkzBasisUmsatz?.code) == ("USD", "EUR"))
    let cover = try site.text("Deckblatt_55003_202607_1.html")
    #expect(cover.contains("fremder Währung"))
    #expect(cover.contains("1.000,00"), "accounts move in the batch's currency")
  }

  @Test("A batch that is to be locked is delivered locked")
  func locked() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    var terms = try DeliverySite.terms()
    terms.rows.festschreibung = true
    let batch = try #require(try await site.deliverAll(terms).first)
    let (header, rows) = try site.rows(batch)
    #expect(header.festschreibung == true)
    #expect(rows.map(\.festschreibung) == [true])
    #expect(try site.text("Deckblatt_55003_202607_1.html").contains("<dd>ja</dd>"))
  }

  // faults: 73, 74
  @Test(
    "Files of the same names in the outbox stay, and the delivery takes another name with the same number")
  func takenName() async throws {
    try DurableFiles.write(
      Array("alt".utf8), to: site.outbox.appending("EXTF_Buchungsstapel_55003_202607_1.csv"))
    try await site.booked(DeliverySite.invoice("RE-1"))
    let batch = try #require(try await site.deliverAll().first)
    #expect(batch.number == 1)
    #expect(batch.fileName == "EXTF_Buchungsstapel_55003_202607_1-2.csv")
    #expect(
      site.delivered == [
        "Belege_55003_202607_1-2.zip", "Deckblatt_55003_202607_1-2.html",
        "EXTF_Buchungsstapel_55003_202607_1-2.csv", "EXTF_Buchungsstapel_55003_202607_1.csv",
        "EXTF_Kreditoren_55003_202607_1-2.csv",
      ])
    #expect(try site.text("EXTF_Buchungsstapel_55003_202607_1.csv") == "alt")
    #expect(
      try site.text("Deckblatt_55003_202607_1-2.html").contains("EXTF_Buchungsstapel_55003_202607_1-2.csv"))
  }

  // faults: 73
  @Test(
    "What the adviser fetches or removes while a delivery goes out comes neither twice nor under another number"
  )
  func fetched() async throws {
    try await site.booked(DeliverySite.invoice("RE-1"))
    _ = try await site.deliverAll()
    for name in site.delivered { try DurableFiles.remove(site.outbox.appending(name)) }
    try await site.booked(DeliverySite.invoice("RE-2"))
    let batches = try await site.deliverAll()
    #expect(batches.map(\.number) == [2])
    #expect(!site.delivered.contains { $0.contains("202607_1") })
    let rows = try site.rows(try #require(batches.first)).rows
    #expect(rows.map(\.belegfeld1) == ["RE-2"])
  }

  @Test("Two numbers of one supplier that look the same to DATEV are kept apart")
  func sameReference() async throws {
    try await site.booked(DeliverySite.invoice("A.1"))
    try await site.booked(DeliverySite.invoice("A 1"), referenceSuffix: 2)
    let batch = try #require(try await site.deliverAll().first)
    #expect(Set(try site.rows(batch).rows.map(\.belegfeld1)) == ["A-1", "A-1-2"])
  }

  @Test("A posting that no file can hold keeps the batch, and nothing is published")
  func impossible() async throws {
    try await site.booked(DeliverySite.invoice("US-1", currency: "USD"))
    let batch = try #require(try await site.store.openBatches().first)
    await #expect(throws: BatchError.self) { try await site.deliver(batch) }
    #expect(site.delivered == [])
    #expect(try await site.store.batch(batch.id).state == .closing)
  }
}
