import Accounting
import Invoice
import Testing

@Suite struct `Postings` {
  private let goods = Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869")

  private func summary(_ assignment: Assignment) -> [String] {
    assignment.postings.map {
      "\($0.account) \($0.net) \($0.gross) \($0.taxRate) [\($0.taxKey)] \($0.selfAssessedRate.map { "\($0)" } ?? "-")"
    }
  }

  @Test func `group lines by account and rate, automatic accounts without a key`() throws {
    let assignment = try goods.line("NYM-J Mantelleitung", "80.00").line("Schuko-Steckdose", "10.00")
      .line("Sicherheitsschuh S3", "30.00").line("Versandkosten", "10.00").group(19, "130.00", "24.70")
      .assigned()
    #expect(
      summary(assignment) == [
        "3400 90.00 107.10 19 [] -", "4980 30.00 35.70 19 [9] -", "3800 10.00 11.90 19 [9] -",
      ])
    #expect(assignment.asked.isEmpty)
  }

  // faults: 55
  @Test func `give the rounding cent to the largest of the rate, not to a line`() throws {
    // 33.33 × 1.19 = 39.66 three times is 118.98, the invoice says 118.99.
    let assignment = try goods.line("NYM-J Mantelleitung", "33.35").line("Sicherheitsschuh S3", "33.32")
      .line("Versandkosten", "33.32").group(19, "99.99", "19.00").assigned()
    #expect(assignment.postings.reduce(Amount.zero) { $0 + $1.gross } == .eur("118.99"))
    #expect(assignment.postings.first?.gross == .eur("39.69"))
    #expect(assignment.asked.isEmpty)
  }

  @Test func `name seller and goods in sixty characters, cut between words`() throws {
    let assignment = try Draft("Muster Elektrogroßhandel Süddeutschland Niederlassung Traunstein GmbH")
      .line("NYM-J Mantelleitung 3x1,5 grau im Ring zu 100 m", "100.00").group(19, "100.00", "19.00")
      .assigned()
    #expect(
      assignment.postings.map(\.text) == ["Muster Elektrogroßhandel, NYM-J Mantelleitung 3x1,5 grau im"])
  }

  // faults: 56
  @Test(arguments: [DocumentType.invoice, .creditNote]) func `of nothing move nothing, with one zero row`(
    _ type: DocumentType
  ) throws {
    var free = Draft("Muster Elektrogroßhandel GmbH", vat: "DE811569869", type: type)
      .line("NYM-J Mantelleitung", "0.00").group(19, "0.00", "0.00")
    free.invoice.grossTotal = .zero
    let assignment = try free.assigned()
    #expect(assignment.postings.allSatisfy { $0.gross == .zero })
    // Nobody books a posting of nothing unseen.
    #expect(!assignment.asked.isEmpty || assignment.postings.isEmpty)
  }

  // faults: 56
  @Test func `of a credit note are negative`() throws {
    let assignment = try Draft("Muster Elektrogroßhandel GmbH", type: .creditNote)
      .line("NYM-J Mantelleitung", "-100.00").group(19, "-100.00", "-19.00").assigned()
    #expect(summary(assignment) == ["3400 -100.00 -119.00 19 [] -"])
  }

  @Test func `of construction work are net, on the automatic account`() throws {
    let assignment = try Draft("Huber Trockenbau GmbH").line("Gipskartonwand beplankt", "1000.00", rate: 0)
      .group(0, "1000.00", "0.00").assigned("Steuerschuldnerschaft des Leistungsempfängers nach § 13b UStG")
    #expect(summary(assignment) == ["3120 1000.00 1000.00 0 [] 19"])
  }

  @Test func `of foreign software carry the § 13b key`() throws {
    let assignment = try Draft("Cloud Labs Limited", country: "IE", vat: "IE6388047V")
      .line("Workspace subscription", "100.00", rate: 0).group(0, "100.00", "0.00").assigned("Reverse charge")
    #expect(summary(assignment) == ["4964 100.00 100.00 0 [94] 19"])
  }

  @Test func `of EU goods put the freight with the goods`() throws {
    let assignment = try Draft("Kabel B.V.", country: "NL", vat: "NL810462783B01")
      .line("LED driver", "90.00", rate: 0).line("Freight", "10.00", rate: 0).group(0, "100.00", "0.00")
      .assigned("intra-community supply")
    #expect(summary(assignment) == ["3425 100.00 100.00 0 [] 19"])
  }

  @Test func `never use an automatic account without its tax`() throws {
    let assignment = try goods.line("PV-Modul 440 Wp", "1000.00", rate: 0).group(0, "1000.00", "0.00")
      .assigned("Nullsteuersatz nach § 12 Abs. 3 UStG")
    #expect(summary(assignment) == ["3349 1000.00 1000.00 0 [] -"])
  }

  // faults: 56
  @Test func `of a final invoice are what the advances left`() throws {
    let assignment = try Draft("Stadtwerke Muster GmbH", type: .final).line(
      "Verbrauchspreis Strom", "3539.20"
    )
    .group(19, "3539.20", "672.45").changed { $0.prepaidTotal = .eur("3579.85") }.assigned()
    #expect(summary(assignment) == ["4240 530.92 631.80 19 [9] -"])
    #expect(assignment.asked.isEmpty)
  }

  @Test func `of an invoice that is merely paid are the whole`() throws {
    let assignment = try goods.line("NYM-J Mantelleitung", "100.00").group(19, "100.00", "19.00")
      .changed { $0.prepaidTotal = .eur("119.00") }.assigned()
    #expect(summary(assignment) == ["3400 100.00 119.00 19 [] -"])
  }

  @Test func `take a tip without input tax`() throws {
    let assignment = try Draft("Gasthaus Muster", type: .receipt).line(
      "Schnitzel Wiener Art", "100.00", rate: 7
    )
    .group(7, "100.00", "7.00").changed { $0.tip = .eur("8.00") }
    .assigned("Anlass der Bewirtung: Baubesprechung\nBewirtete Personen: Huber, Maier")
    #expect(summary(assignment) == ["4650 100.00 107.00 7 [8] -", "4650 8.00 8.00 0 [] -"])
    #expect(assignment.asked.isEmpty)
  }

  @Test(arguments: [
    "", "Anlass der Bewirtung: ____________ Bewirtete Personen: ____________",
    "Anlass der Bewirtung: ........ Bewirtete Personen:",
  ])
  func `of a restaurant ask for occasion and participants`(_ text: String) throws {
    let assignment = try Draft("Gasthaus Muster", type: .receipt).line("Schnitzel", "100.00", rate: 7)
      .group(7, "100.00", "7.00").assigned(text)
    #expect(assignment.asked == ["ENTERTAINMENT_OCCASION_MISSING"])
  }

  @Test func `of gross line amounts become net per rate`() throws {
    let assignment = try Draft("Tankstelle Muster", type: .receipt).line("Diesel", "100.00").line(
      "AdBlue", "19.00"
    )
    .group(19, "100.00", "19.00").changed { $0.pricesIncludeTax = true }.assigned()
    #expect(summary(assignment) == ["4530 100.00 119.00 19 [9] -"])
  }

  @Test func `ask where lines and totals differ, and still add up to the total`() throws {
    let assignment = try goods.line("NYM-J Mantelleitung", "90.00").group(19, "100.00", "19.00").assigned()
    #expect(assignment.asked == ["LINES_DO_NOT_ADD_UP"])
    #expect(assignment.postings.reduce(Amount.zero) { $0 + $1.gross } == .eur("119.00"))
  }

  @Test func `solve which line has which rate, and let a person confirm`() throws {
    let assignment = try Draft("Bürobedarf Muster GmbH").line("Kopierpapier A4", "40.00", rate: nil)
      .line("Kaffeebohnen", "15.00", rate: nil).line("Ordner breit", "12.00", rate: nil)
      .group(19, "52.00", "9.88").group(7, "15.00", "1.05").assigned()
    #expect(assignment.asked == ["LINE_RATES_SOLVED"])
    #expect(summary(assignment) == ["4930 52.00 61.88 19 [9] -", "4140 15.00 16.05 7 [8] -"])
  }

  @Test func `of a small business tenant are gross without key`() throws {
    var profile = Fixtures.contractor
    profile.isSmallBusiness = true
    let assignment = try goods.line("NYM-J Mantelleitung", "80.00").line("Sicherheitsschuh S3", "20.00")
      .group(19, "100.00", "19.00").assigned(to: profile)
    #expect(summary(assignment) == ["3200 80.00 95.20 19 [] -", "4980 20.00 23.80 19 [] -"])
  }

  @Test func `of construction work for a tenant without deduction compute the tax only`() throws {
    var profile = Fixtures.contractor
    profile.inputTaxDeduction = .none
    let assignment = try Draft("Huber Trockenbau GmbH").line("Gipskartonwand beplankt", "1000.00", rate: 0)
      .group(0, "1000.00", "0.00").assigned("§ 13b UStG", to: profile)
    #expect(summary(assignment) == ["3140 1000.00 1000.00 0 [] 19"])
  }

  @Test func `add up to the total for any split of lines`() throws {
    var seed: UInt64 = 42
    func next(_ limit: UInt64) -> Int64 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((seed >> 33) % limit)
    }
    let texts = [
      "NYM-J Mantelleitung", "Sicherheitsschuh S3", "Versandkosten", "Bohrer SDS-plus", "Kabeltrommel Pfand",
    ]
    for _ in 0..<200 {
      var draft = goods
      var bases: [Int64: Amount] = [:]
      for _ in 0...next(12) {
        let net = Amount(minorUnits: next(100_000) - 10_000)
        draft = draft.line(texts[Int(next(5))], "\(net)")
        bases[19, default: .zero] += net
      }
      for (rate, basis) in bases {
        let tax = (try? basis.tax(at: VATRate(percent: rate))) ?? .zero
        draft = draft.group(rate, "\(basis)", "\(tax + Amount(minorUnits: next(3) - 1))")
      }
      let assignment = try draft.assigned()
      let posted = assignment.postings.reduce(Amount.zero) { $0 + $1.gross }
      #expect(posted == draft.invoice.grossTotal)
      #expect(!assignment.asked.contains("POSTINGS_DO_NOT_ADD_UP"))
    }
  }
}

@Suite struct `Shares of an amount` {
  @Test(arguments: [
    ("10.00", ["1", "1", "1"], ["3.33", "3.33", "3.34"]), ("-10.00", ["3", "1"], ["-7.50", "-2.50"]),
    ("5.00", ["0", "0"], ["0.00", "5.00"]),
    ("99999999999.99", ["50000000.00", "50000000.00"], ["50000000000.00", "49999999999.99"]),
  ])
  func `sum to the amount exactly`(_ amount: String, _ weights: [String], _ expected: [String]) {
    let parts = Shares.split(.eur(amount), by: weights.map { .eur($0) })
    #expect(parts.reduce(.zero, +) == .eur(amount))
    #expect(parts.map(\.description).sorted() == expected.sorted())
  }
}
