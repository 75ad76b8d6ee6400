/// What must be there: BR-01 to BR-65.
extension Rule {
  static let presence: [Rule] = [
    Rule("BR-01") { $1.expect($0.isFilled($0.terms.specification)) },
    Rule("BR-02") { $1.expect($0.isFilled($0.terms.number)) },
    Rule("BR-03") {
      let date = $0.terms.issueDate
      $1.expect($0.isFilled(date) && ($0.isUBL || $0.isFormat102(date)), date, $0.text(date))
    },
    Rule("BR-04") { $1.expect($0.isFilled($0.terms.typeCode)) },
    Rule("BR-05") { $1.expect($0.isFilled($0.terms.currency)) },
    Rule("BR-06") { $1.expect($0.isFilled($0.terms.seller.name), $0.terms.seller.group) },
    Rule("BR-07") { $1.expect($0.isFilled($0.terms.buyer.name), $0.terms.buyer.group) },
    Rule("BR-08") { $1.expect($0.terms.seller.address.group.exists, $0.terms.seller.group) },
    Rule("BR-09") {
      let address = $0.terms.seller.address
      if address.group.exists || !$0.isUBL { $1.expect($0.isFilled(address.country), address.group) }
    },
    Rule("BR-10") { $1.expect($0.terms.buyer.address.group.exists, $0.terms.buyer.group) },
    Rule("BR-11") {
      let address = $0.terms.buyer.address
      if address.group.exists || !$0.isUBL { $1.expect($0.isFilled(address.country), address.group) }
    },
    Rule("BR-12") { inTotals($0, &$1, \.lines) },
    Rule("BR-13") { inTotals($0, &$1, \.net) },
    Rule("BR-14") { inTotals($0, &$1, \.gross) },
    Rule("BR-15") { inTotals($0, &$1, \.payable) },
    Rule("BR-16") { $1.expect(!$0.terms.lines.isEmpty) },
    Rule("BR-17") { validation, outcome in
      for payee in validation.terms.payees {
        outcome.expect(payee.name.exists && differsFromSeller(validation, payee), payee.group)
      }
    },
    Rule("BR-18") {
      for party in $0.terms.taxRepresentatives { $1.expect($0.isFilled(party.name), party.group) }
    },
    Rule("BR-19") {
      for party in $0.terms.taxRepresentatives { $1.expect(party.address.group.exists, party.group) }
    },
    Rule("BR-20") {
      for party in $0.terms.taxRepresentatives where party.address.group.exists || !$0.isUBL {
        $1.expect($0.isFilled(party.address.country), party.group)
      }
    },
    Rule("BR-21") { for line in $0.terms.lines { $1.expect($0.isFilled(line.number), line.group) } },
    Rule("BR-22") { for line in $0.terms.lines { $1.expect(line.quantity.exists, line.group) } },
    Rule("BR-23") {
      for line in $0.terms.lines {
        $1.expect($0.tree.attribute(line.quantity, "unitCode") != nil, line.group)
      }
    },
    Rule("BR-24") { for line in $0.terms.lines { $1.expect(line.net.exists, line.group) } },
    Rule("BR-25") { for line in $0.terms.lines { $1.expect($0.isFilled(line.name), line.group) } },
    Rule("BR-26") { for line in $0.terms.lines { $1.expect(line.price.exists, line.group) } },
    Rule("BR-27") {
      for line in $0.terms.lines {
        $1.expect($0.decimal(line.price) >= .zero, line.price.or(line.group), $0.text(line.price))
      }
    },
    Rule("BR-28") {
      for line in $0.terms.lines where line.grossPrice.exists {
        $1.expect($0.decimal(line.grossPrice) >= .zero, line.grossPrice, $0.text(line.grossPrice))
      }
    },
    Rule("BR-29") { inOrder($0, &$1, $0.terms.period) },
    Rule("BR-30") { for line in $0.terms.lines { inOrder($0, &$1, line.period) } },
  ]

  /// Groups that may be missing, and what they must hold where they are there: BR-31 to BR-65.
  static let groups: [Rule] = [
    Rule("BR-31") { for part in $0.documentAllowances { $1.expect(part.amount.exists, part.group) } },
    Rule("BR-32") {
      for part in $0.documentAllowances {
        $1.expect(part.tax.category.exists && $0.isVAT(part.tax), part.group)
      }
    },
    Rule("BR-33") { hasReason($0.documentAllowances, &$1) },
    Rule("BR-36") { for part in $0.documentCharges { $1.expect(part.amount.exists, part.group) } },
    Rule("BR-37") {
      for part in $0.documentCharges { $1.expect(part.tax.category.exists && $0.isVAT(part.tax), part.group) }
    },
    Rule("BR-38") { hasReason($0.documentCharges, &$1) },
    Rule("BR-41") { lineParts($0, charges: false) { $1.expect($0.amount.exists, $0.group) }(&$1) },
    Rule("BR-42") { lineParts($0, charges: false) { hasReason([$0], &$1) }(&$1) },
    Rule("BR-43") { lineParts($0, charges: true) { $1.expect($0.amount.exists, $0.group) }(&$1) },
    Rule("BR-44") { lineParts($0, charges: true) { hasReason([$0], &$1) }(&$1) },
    Rule("BR-45") { for part in $0.testedBreakdowns { $1.expect(part.taxable.exists, part.group) } },
    Rule("BR-46") { for part in $0.testedBreakdowns { $1.expect(part.amount.exists, part.group) } },
    Rule("BR-47") {
      for part in $0.testedBreakdowns {
        $1.expect(part.tax.category.exists && $0.isVAT(part.tax), part.group)
      }
    },
    Rule("BR-48") {
      for part in $0.testedBreakdowns {
        $1.expect(
          (part.tax.rate.exists && $0.isVAT(part.tax)) || $0.text(part.tax.category) == "O", part.group)
      }
    },
    Rule("BR-49") { for means in $0.terms.paymentMeans { $1.expect(means.code.exists, means.group) } },
    Rule("BR-50") {
      for means in $0.terms.paymentMeans where isTransfer($0, means) {
        for account in means.accounts { $1.expect($0.isFilled(account.number), account.group) }
      }
    },
    Rule("BR-51") {
      for means in $0.terms.paymentMeans where means.card.exists {
        $1.expect($0.text(means.cardNumber).unicodeScalars.count <= 10, means.cardNumber)
      }
    },
    Rule("BR-52") {
      for document in $0.terms.documents { $1.expect($0.isFilled(document.number), document.group) }
      guard !$0.isUBL else { return }
      for document in $0.terms.lines.flatMap(\.objects) {
        $1.expect($0.isFilled(document.number), document.group)
      }
    },
    Rule("BR-53") {
      guard $0.terms.taxCurrency.exists else { return }
      let code = $0.text($0.terms.taxCurrency)
      let isOther = $0.isUBL || code != $0.text($0.terms.currency)
      $1.expect(isOther && !$0.taxTotals(in: code).isEmpty, $0.terms.taxCurrency, code)
    },
    Rule("BR-54") {
      for part in $0.terms.lines.flatMap(\.attributes) {
        $1.expect(part.name.exists && part.value.exists, part.group)
      }
    },
    Rule("BR-55") {
      for part in $0.terms.precedingInvoices {
        $1.expect($0.isUBL ? part.number.exists : $0.isFilled(part.number), part.group)
      }
    },
    Rule("BR-56") {
      for party in $0.terms.taxRepresentatives {
        $1.expect(
          $0.isUBL ? party.vatIdentifier.exists : $0.isFilled(party.vatIdentifier), party.group)
      }
    },
    Rule("BR-57") {
      let address = $0.terms.delivery.address
      if address.group.exists {
        $1.expect($0.isUBL ? address.country.exists : $0.isFilled(address.country), address.group)
      }
    },
    Rule("BR-61") {
      for means in $0.terms.paymentMeans where isTransfer($0, means) {
        if $0.isUBL {
          $1.expect(means.accounts.contains { $0.number.exists }, means.group)
        } else {
          for account in means.accounts { $1.expect(account.number.exists, account.group) }
        }
      }
    },
    Rule("BR-62") { hasScheme($0, &$1, $0.terms.seller.electronicAddress, "schemeID") },
    Rule("BR-63") { hasScheme($0, &$1, $0.terms.buyer.electronicAddress, "schemeID") },
    Rule("BR-64") { for line in $0.terms.lines { hasScheme($0, &$1, line.standardArticle, "schemeID") } },
    Rule("BR-65") {
      for code in $0.terms.lines.flatMap(\.classes) { hasScheme($0, &$1, code, "listID") }
    },
  ]

  // MARK: - Shared conditions

  private static func inTotals(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ path: KeyPath<TotalsTerms, Term>
  ) {
    let totals = validation.terms.totals
    if totals.group.exists { outcome.expect(totals[keyPath: path].exists, totals.group) }
  }

  private static func inOrder(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ period: PeriodTerms
  ) {
    guard period.start.exists, period.end.exists else { return }
    outcome.expect(
      validation.isOrdered(period.start, period.end), period.group,
      "\(validation.text(period.start)) … \(validation.text(period.end))")
  }

  static func hasReason(_ parts: [AllowanceTerms], _ outcome: inout RuleOutcome) {
    for part in parts { outcome.expect(part.reason.exists || part.reasonCode.exists, part.group) }
  }

  /// Runs a test on each allowance or charge of a line.
  static func lineParts(
    _ validation: borrowing Validation, charges: Bool,
    _ test: @escaping (AllowanceTerms, inout RuleOutcome) -> Void
  ) -> (inout RuleOutcome) -> Void {
    let parts = validation.terms.lines.flatMap(\.allowances).filter { $0.isCharge == charges }
    return { outcome in for part in parts { test(part, &outcome) } }
  }

  static func isTransfer(_ validation: borrowing Validation, _ means: PaymentMeansTerms) -> Bool {
    ["30", "58"].contains(validation.text(means.code))
  }

  private static func hasScheme(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ term: Term, _ attribute: String
  ) {
    guard term.exists else { return }
    let scheme = validation.tree.attribute(term, attribute)
    let isBlank = scheme?.allSatisfy(\.isWhitespace) ?? true
    outcome.expect(validation.isUBL ? scheme != nil : !isBlank, term)
  }

  /// UBL compares with the trading name and the identifiers, CII with name, plain id and legal id.
  private static func differsFromSeller(_ validation: borrowing Validation, _ payee: PartyTerms) -> Bool {
    let seller = validation.terms.seller
    func same(_ one: Term, _ other: Term) -> Bool {
      one.exists && other.exists && validation.text(one) == validation.text(other)
    }
    if validation.isUBL {
      let identifiers = Set(seller.identifiers.map { validation.text($0) })
      return !same(payee.name, seller.tradingName)
        && !payee.identifiers.contains { identifiers.contains(validation.text($0)) }
    }
    return !same(payee.name, seller.name)
      && !same(payee.identifiers.first ?? .none, seller.identifiers.first ?? .none)
      && !same(payee.legalIdentifier, seller.legalIdentifier)
  }
}
