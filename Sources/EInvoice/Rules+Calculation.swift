/// What must add up and what must not stand together: BR-CO-03 to BR-CO-26.
///
/// No tolerance on totals; the tax of a group may differ by one currency unit, as the reference has it.
extension Rule {
  static let calculation: [Rule] = [
    Rule("BR-CO-03") {
      if !$0.isUBL, $0.testedBreakdowns.isEmpty { return }
      $1.expect(
        $0.terms.taxPointDates.isEmpty || $0.terms.taxPointCodes.isEmpty,
        $0.terms.taxPointDates.first ?? .none)
    },
    Rule("BR-CO-04") {
      for line in $0.terms.lines { $1.expect(line.tax.category.exists && $0.isVAT(line.tax), line.group) }
    },
    Rule("BR-CO-09") {
      let parties = [$0.terms.seller, $0.terms.buyer] + $0.terms.taxRepresentatives
      for term in parties.flatMap(\.vatIdentifiers) {
        let prefix = String($0.tree.rawText(term).prefix(2))
        $1.expect($0.lists.prefixes($0.terms.syntax).contains(prefix), term, $0.text(term))
      }
    },
    Rule("BR-CO-10") {
      // ZUGFeRD 1.0 BASIC has lines without amounts.
      let lines = $0.summedLines
      if case .zugferd1 = $0.profile, lines.contains(where: { !$0.net.exists && $0.quantity.exists }) {
        return
      }
      compare($0, &$1, $0.terms.totals.lines, $0.sum(lines.map(\.net)).rounded())
    },
    Rule("BR-CO-11") {
      let parts = $0.documentAllowances
      if parts.isEmpty, !$0.terms.totals.allowances.exists { return }
      compare($0, &$1, $0.terms.totals.allowances, $0.sum(parts.map(\.amount)).rounded())
    },
    Rule("BR-CO-12") {
      let parts = $0.summedCharges
      if parts.isEmpty, !$0.terms.totals.charges.exists { return }
      compare($0, &$1, $0.terms.totals.charges, $0.sum(parts.map(\.amount)).rounded())
    },
    Rule("BR-CO-13") {
      let totals = $0.terms.totals
      let expected =
        $0.decimal(totals.lines) - $0.decimalOrZero(totals.allowances) + $0.decimalOrZero(totals.charges)
      let isPlain = $0.isUBL && !totals.allowances.exists && !totals.charges.exists
      compare($0, &$1, totals.net, isPlain ? expected : expected.rounded())
    },
    Rule("BR-CO-14") {
      if $0.isUBL {
        for total in $0.terms.taxTotals where !total.breakdowns.isEmpty {
          compare(
            $0, &$1, total.amount, $0.sum($0.terms.breakdowns[total.breakdowns].map(\.amount)).rounded())
        }
      } else if let total = $0.taxTotals(in: $0.text($0.terms.currency)).first {
        compare($0, &$1, total.amount, $0.sum($0.terms.breakdowns.map(\.amount)).rounded())
      }
    },
    Rule("BR-CO-15") {
      guard $0.terms.currency.exists else { return }
      let totals = $0.terms.totals
      if !$0.isUBL, $0.decimal(totals.gross).equals($0.decimal(totals.net)) { return $1.expect(true) }
      let taxes = $0.taxTotals(in: $0.text($0.terms.currency))
      guard taxes.count == 1, let tax = taxes.first else {
        return $1.expect(false, totals.gross, "\(taxes.count) × BT-110")
      }
      compare($0, &$1, totals.gross, ($0.decimal(totals.net) + $0.decimal(tax.amount)).rounded())
    },
    Rule("BR-CO-16") {
      let totals = $0.terms.totals
      // ZUGFeRD 1.0 BASIC has no amount due.
      if $0.terms.syntax == .zugferd1, !totals.payable.exists { return }
      let due = $0.decimal(totals.gross) - $0.decimalOrZero(totals.prepaid)
      if !$0.isUBL {
        compare($0, &$1, totals.payable, due + $0.decimalOrZero(totals.rounding))
      } else if totals.rounding.exists {
        let rounding = $0.decimal(totals.rounding)
        $1.expect(
          ($0.decimal(totals.payable) - rounding).rounded().equals(due.rounded()), totals.payable,
          "\($0.text(totals.payable)) ≠ \(due + rounding)")
      } else {
        compare($0, &$1, totals.payable, totals.prepaid.exists ? due.rounded() : due)
      }
    },
    Rule("BR-CO-17") {
      for part in $0.testedBreakdowns {
        let rate = $0.decimal(part.tax.rate)
        let amount = $0.decimal(part.amount)
        if !part.tax.rate.exists || rate.rounded(0).isZero {
          $1.expect(amount.rounded(0).isZero, part.amount.or(part.group), $0.text(part.amount))
          continue
        }
        let expected = tax(on: $0.decimal(part.taxable), at: rate)
        let difference = (amount.magnitude - expected).magnitude
        $1.expect(
          $0.isUBL ? difference < ExactDecimal(1) : difference <= ExactDecimal(1), part.amount.or(part.group),
          "\($0.text(part.amount)) ≠ \(expected)")
      }
    },
    Rule("BR-CO-18") {
      if !$0.isUBL, $0.terms.lines.isEmpty { return }
      $1.expect(!$0.terms.breakdowns.isEmpty)
    },
    Rule("BR-CO-19") {
      let period = $0.terms.period
      guard period.group.exists else { return }
      let hasCode = $0.isUBL && !$0.terms.taxPointCodes.isEmpty
      $1.expect(period.start.exists || period.end.exists || hasCode, period.group)
    },
    Rule("BR-CO-20") {
      for period in $0.terms.lines.map(\.period) where period.group.exists {
        $1.expect(period.start.exists || period.end.exists, period.group)
      }
    },
    Rule("BR-CO-21") { hasReason($0.documentAllowances, &$1) },
    Rule("BR-CO-22") { hasReason($0.documentCharges, &$1) },
    Rule("BR-CO-23") { lineParts($0, charges: false) { hasReason([$0], &$1) }(&$1) },
    Rule("BR-CO-24") { lineParts($0, charges: true) { hasReason([$0], &$1) }(&$1) },
    Rule("BR-CO-26") { validation, outcome in
      let seller = validation.terms.seller
      let identifiers = seller.identifiers.filter {
        !validation.isUBL || validation.tree.attribute($0, "schemeID") != "SEPA"
      }
      outcome.expect(
        !identifiers.isEmpty || !seller.globalIdentifiers.isEmpty || seller.legalIdentifier.exists
          || seller.vatIdentifier.exists, seller.group)
    },
  ]

  /// R2(|base| × rate / 100).
  static func tax(on base: ExactDecimal, at rate: ExactDecimal) -> ExactDecimal {
    (base.magnitude * rate * ExactDecimal(hundredths: 1)).rounded()
  }

  /// Expects a stated number to be the computed one, to the last digit.
  static func compare(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ term: Term, _ expected: ExactDecimal
  ) {
    let stated = validation.decimal(term)
    outcome.expect(
      stated.equals(expected), term.or(validation.terms.totals.group),
      "\(validation.text(term)) ≠ \(expected)")
  }
}
