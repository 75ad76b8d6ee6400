import Accounting
import Invoice
import Testing

@Suite struct `The account of a line` {
  struct Row: CustomTestStringConvertible, Sendable {
    var seller: String
    var text: String
    var net: String
    var quantity = 1
    var account: String
    var testDescription: String { "\(seller): \(quantity) × \(text) for \(net)" }
  }

  private static let dealer = "Muster Elektrogroßhandel GmbH"

  static let rows: [Row] = [
    Row(seller: dealer, text: "Akku-Bohrschrauber im Koffer", net: "250.00", account: "4985"),
    Row(seller: dealer, text: "Akku-Bohrschrauber im Koffer", net: "250.01", account: "0480"),
    Row(seller: dealer, text: "Akku-Bohrschrauber im Koffer", net: "800.00", account: "0480"),
    Row(seller: dealer, text: "Akku-Bohrschrauber im Koffer", net: "800.01", account: "0440"),
    Row(seller: dealer, text: "Akku-Bohrschrauber im Koffer", net: "900.00", quantity: 4, account: "4985"),
    Row(seller: dealer, text: "Kupferzuschlag", net: "12.00", account: "3400"),
    Row(seller: dealer, text: "Mindermengenzuschlag", net: "12.00", account: "3800"),
    Row(seller: dealer, text: "Kabeltrommel Pfand Gr. 8", net: "60.00", account: "3830"),
    Row(seller: dealer, text: "Trennscheibe Diamant 125", net: "30.00", account: "4985"),
    Row(seller: dealer, text: "Handwaschpaste 3 l", net: "30.00", account: "4980"),
    Row(seller: "Bürohaus Muster GmbH", text: "Notebook 15 Zoll", net: "799.00", account: "0480"),
    Row(seller: "Bürohaus Muster GmbH", text: "Notebook 15 Zoll", net: "1200.00", account: "0420"),
    Row(seller: "Bürohaus Muster GmbH", text: "Tastatur mit Maus", net: "40.00", account: "4930"),
    Row(
      seller: "Muster Versicherung AG", text: "Kfz-Haftpflicht Transporter", net: "400.00", account: "4520"),
    Row(seller: "Muster Versicherung AG", text: "Betriebshaftpflicht", net: "400.00", account: "4360"),
    Row(seller: "Hotel Muster", text: "Frühstück vom Buffet", net: "20.00", account: "4664"),
    Row(seller: "Steuerkanzlei Muster", text: "Jahresabschluss 2025", net: "2000.00", account: "4957"),
    Row(seller: "Steuerkanzlei Muster", text: "Finanzbuchführung Mai", net: "200.00", account: "4955"),
    Row(seller: "Stadtwerke Muster", text: "Abschlag Erdgas Mai", net: "200.00", account: "4230"),
    Row(seller: "Stadtwerke Muster", text: "Abschlag Strom Mai", net: "200.00", account: "4240"),
  ]

  @Test(arguments: rows) func `follows what is bought, from whom, and the price of one`(_ row: Row) throws {
    let tax = try #require(try? Amount.eur(row.net).tax(at: VATRate(percent: 19)))
    let assignment = try Draft(row.seller).line(row.text, row.net, quantity: row.quantity)
      .group(19, row.net, "\(tax)").assigned()
    #expect(assignment.accounts == [row.account])
    #expect(assignment.lines.first?.reason.isEmpty == false)
  }

  @Test func `of freight off goods follows the main item`() throws {
    let assignment = try Draft("Bürohaus Muster GmbH").line("Kopierpapier A4", "90.00")
      .line("Versand und Verpackung", "10.00").group(19, "100.00", "19.00").assigned()
    #expect(assignment.accounts == ["4930", "4930"])
  }

  @Test func `of the expense allowance follows the main item`() throws {
    let assignment = try Draft("Steuerkanzlei Muster").line("Jahresabschluss 2025", "2000.00")
      .line("Auslagenpauschale § 16 StBVV", "20.00").group(19, "2020.00", "383.80").assigned()
    #expect(assignment.accounts == ["4957", "4957"])
  }

  @Test func `is what was posted for the same article before`() throws {
    let account = try #require(AccountNumber("4980"))
    let memory = SupplierMemory(lines: [0: .init(account: account, times: 17, total: 17)])
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Etikettenband 9 mm", "10.00").group(
      19, "10.00", "1.90")
    let assignment = try Fixtures.accountant.get().assign(
      draft.invoice, text: "", profile: Fixtures.contractor, memory: memory)
    #expect(assignment.accounts == ["4980"])
    #expect(assignment.lines.first?.reason == "17 von 17 Buchungen dieses Artikels auf 4980")
  }

  @Test(arguments: [
    ("Steuerkanzlei Muster", "Jahresabschluss 2025", "Auslagenpauschale § 16 StBVV"),
    ("Bürohaus Muster GmbH", "Kopierpapier A4", "Versand und Verpackung"),
    ("Muster Elektrogroßhandel GmbH", "Mantelleitung NYM-J 3x1,5", "Steckdose UP reinweiß"),
  ]) func `is no less sure once a person has confirmed it`(
    _ seller: String, _ first: String, _ second: String
  ) throws {
    let accountant = try Fixtures.accountant.get()
    let draft = Draft(seller).line(first, "90.00").line(second, "10.00").group(19, "100.00", "19.00")
    let before = accountant.assign(draft.invoice, text: "", profile: Fixtures.contractor)
    let lines = before.lines.enumerated().compactMap { index, line in
      line.account.map {
        (index, SupplierMemory.Count(account: $0, times: 1, total: 1, isMainAccount: index == 0))
      }
    }
    let memory = SupplierMemory(lines: Dictionary(uniqueKeysWithValues: lines))
    let after = accountant.assign(draft.invoice, text: "", profile: Fixtures.contractor, memory: memory)
    #expect(after.accounts == before.accounts)
    for (old, new) in zip(before.lines, after.lines) { #expect(new.confidence >= old.confidence) }
    #expect(after.confidence >= before.confidence)
  }

  @Test(arguments: [
    (true, "4930", "freight that followed the goods last time follows what it comes with now"),
    (false, "3800", "freight that a person has put apart stays there"),
  ]) func `of freight is remembered only where it was put apart`(
    _ wasMain: Bool, _ account: String, _ why: String
  ) throws {
    let other = try #require(AccountNumber("3800"))
    let memory = SupplierMemory(lines: [
      1: .init(account: other, times: 3, total: 3, isMainAccount: wasMain)
    ])
    let draft = Draft("Bürohaus Muster GmbH").line("Kopierpapier A4", "90.00")
      .line("Versand und Verpackung", "10.00").group(19, "100.00", "19.00")
    let assignment = try Fixtures.accountant.get().assign(
      draft.invoice, text: "", profile: Fixtures.contractor, memory: memory)
    #expect(assignment.accounts == ["4930", account], "\(why)")
  }

  @Test func `of a supplier whose goods go elsewhere follows for new articles too`() throws {
    let account = try #require(AccountNumber("3200"))
    let examples = ["steckdose up", "schalter up", "mantelleitung"].map {
      SupplierMemory.Example(text: $0, account: account)
    }
    let draft = Draft("Muster Elektrogroßhandel GmbH").line("Abzweigdose grau", "10.00")
      .line("Arbeitshandschuhe", "10.00").group(19, "20.00", "3.80")
    let assignment = try Fixtures.accountant.get().assign(
      draft.invoice, text: "", profile: Fixtures.contractor, memory: SupplierMemory(examples: examples))
    #expect(assignment.accounts == ["3200", "4980"])
    #expect(assignment.lines.first?.reason == "Ähnliche Positionen dieses Lieferanten auf 3200 (3 von 3)")
  }

  @Test(arguments: [
    ("Muster Elektrogroßhandel GmbH", "a dealer sells tools and furniture as well"),
    ("Papier Muster e.K.", "a shop for the office sells machines as well"),
  ]) func `of a text that nobody knows is asked for where the kind of supplier sells several things`(
    _ seller: String, _ why: String
  ) throws {
    let assignment = try Draft(seller).line("Qwertz Xyvvu 17", "10.00").group(19, "10.00", "1.90").assigned()
    #expect(assignment.asked.contains("ACCOUNT_UNCERTAIN"), "\(why)")
  }

  @Test func `is not guessed where nothing is known`() throws {
    let assignment = try Draft("Xyz").line("Qwertz 17", "10.00").group(19, "10.00", "1.90").assigned()
    #expect(assignment.accounts == ["-"])
    #expect(assignment.postings.isEmpty)
    #expect(assignment.asked.contains("ACCOUNT_UNKNOWN"))
  }

  @Test func `of a fine or a gift is never booked unseen`() throws {
    let fine = try Draft("Stadt Muster Ordnungsamt").line("Verwarnungsgeld Parken", "30.00", rate: 0)
      .group(0, "30.00", "0.00").assigned("nicht steuerbar")
    #expect(fine.asked.contains("FINE"))
    let gift = try Draft("Feinkost Muster").line("Präsentkorb Weihnachten", "30.00").group(
      19, "30.00", "5.70"
    ).assigned()
    #expect(gift.asked.contains("GIFT"))
  }
}

@Suite struct `Contents of an invoice` {
  private let complete = Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869").line(
    "Steckdose", "1000.00"
  )
  .group(19, "1000.00", "190.00").changed {
    $0.seller.city = "Berlin"
    $0.buyer.name = "Elektro Muster GmbH"
    $0.deliveryDate = CalendarDay(iso: "2026-03-09")
  }

  @Test func `are complete`() throws {
    let assignment = try complete.assigned()
    #expect(assignment.checks.filter { $0.outcome == .failed }.isEmpty)
    #expect(!assignment.noted.contains("INVOICE_CONTENT_MISSING"))
  }

  static let gaps: [(rule: String, change: @Sendable (inout Invoice) -> Void)] = [
    ("§14(4) Nr. 1 UStG", { $0.seller.city = nil }),
    ("§14(4) Nr. 1 UStG Empfänger", { $0.buyer.name = nil }),
    ("§14(4) Nr. 2 UStG", { $0.seller.vatIdentifier = nil }),
    ("§14(4) Nr. 3 UStG", { $0.issueDate = nil }),
    ("§14(4) Nr. 4 UStG", { $0.invoiceNumber = nil }),
    ("§14(4) Nr. 6 UStG", { $0.deliveryDate = nil }),
  ]

  @Test(arguments: gaps) func `are noted where one is missing`(
    _ gap: (rule: String, change: @Sendable (inout Invoice) -> Void)
  ) throws {
    let assignment = try complete.changed(gap.change).assigned()
    #expect(assignment.checks.filter { $0.outcome == .failed }.map(\.rule) == [gap.rule])
    #expect(assignment.asked.isEmpty, "a missing content is a note, no stop")
  }

  @Test func `need less on a small amount`() throws {
    let assignment = try Draft("Tankstelle Muster", type: .receipt).line("Diesel", "100.00").group(
      19, "100.00", "19.00"
    )
    .assigned()
    #expect(assignment.checks.filter { $0.outcome == .failed }.isEmpty)
  }

  @Test func `may be rounded and prepaid in what is to pay`() throws {
    // BT-115 = BT-112 - BT-113 + BT-114
    let paid = complete.changed {
      $0.prepaidTotal = .eur("1000.00")
      $0.roundingAmount = .eur("0.04")
      $0.payable = ($0.grossTotal ?? .zero) - .eur("999.96")
    }
    #expect(try !paid.assigned().asked.contains("TOTALS_DO_NOT_ADD_UP"))
    let unrounded = try paid.changed { $0.roundingAmount = nil }.assigned()
    #expect(unrounded.asked.contains("TOTALS_DO_NOT_ADD_UP"))
  }

  @Test func `whose totals contradict each other are asked about`() throws {
    let assignment = try complete.changed { $0.grossTotal = .eur("1190.05") }.assigned()
    #expect(assignment.asked.contains("TOTALS_DO_NOT_ADD_UP"))
    #expect(assignment.checks.contains { $0.rule == "BR-CO-15" && $0.outcome == .failed })
  }
}
