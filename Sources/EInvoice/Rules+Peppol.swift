/// The rules of Peppol BIS Billing as far as XRechnung takes them over, in XRechnung's form.
extension Rule {
  static let peppol: [Rule] = [
    Rule("PEPPOL-EN16931-R001") { $1.expect($0.terms.businessProcess.exists) },
    Rule("PEPPOL-EN16931-R005") {
      guard $0.terms.taxCurrency.exists else { return }
      $1.expect($0.text($0.terms.taxCurrency) != $0.text($0.terms.currency), $0.terms.taxCurrency)
    },
    Rule("PEPPOL-EN16931-R008") {
      let tree = $0.tree
      for index in tree.elements.indices {
        let term = Term(index: Int32(index))
        if tree.hasChildren(term) || tree.isFilled(term) { continue }
        $1.expect(tree.name(term) == "ram:ApplicableHeaderTradeDelivery", term, tree.name(term))
      }
    },
    Rule("PEPPOL-EN16931-R010") { $1.expect($0.terms.buyer.electronicAddress.exists, $0.terms.buyer.group) },
    Rule("PEPPOL-EN16931-R020") {
      $1.expect($0.terms.seller.electronicAddress.exists, $0.terms.seller.group)
    },
    Rule("PEPPOL-EN16931-R040") {
      for part in $0.everyAllowance where part.percent.exists && part.base.exists {
        let expected = $0.decimal(part.base) * $0.decimal(part.percent) * ExactDecimal(hundredths: 1)
        let amount = $0.decimalOrZero(part.amount)
        $1.expect(
          (amount - expected).magnitude <= slack($0), part.amount.or(part.group), "\(amount) ≠ \(expected)")
      }
    },
    Rule("PEPPOL-EN16931-R041") {
      for part in $0.everyAllowance where part.percent.exists { $1.expect(part.base.exists, part.group) }
    },
    Rule("PEPPOL-EN16931-R042") {
      for part in $0.everyAllowance where part.base.exists { $1.expect(part.percent.exists, part.group) }
    },
    Rule("PEPPOL-EN16931-R043") {
      for part in $0.everyAllowance where part.percent.exists == part.base.exists {
        let value = $0.text(part.indicator)
        $1.expect(value == "true" || value == "false", part.group, value)
      }
    },
    Rule("PEPPOL-EN16931-R044") {
      for part in $0.terms.lines.flatMap(\.priceAllowances) where $0.isUBL || part.amount.exists {
        $1.expect($0.text(part.indicator) == "false", part.group, $0.text(part.indicator))
      }
    },
    Rule("PEPPOL-EN16931-R046") {
      for line in $0.terms.lines where line.grossPrice.exists {
        let discount = line.priceAllowances.first?.amount ?? .none
        let less = $0.isUBL ? $0.decimal(discount) : $0.decimalOrZero(discount)
        let expected = $0.decimal(line.grossPrice) - less
        $1.expect(
          $0.decimal(line.price).equals(expected), line.price.or(line.group),
          "\($0.text(line.price)) ≠ \(expected)")
      }
    },
    Rule("PEPPOL-EN16931-R053") {
      if $0.isUBL {
        let count = $0.terms.taxTotals.count { !$0.breakdowns.isEmpty }
        $1.expect(count == 1, .none, "\(count) × BT-110")
      } else {
        let count = $0.taxTotals(in: $0.text($0.terms.currency)).count
        $1.expect(count <= 1, .none, "\(count) × BT-110")
      }
    },
    Rule("PEPPOL-EN16931-R054") {
      let wanted = $0.terms.taxCurrency.exists ? 1 : 0
      let count = otherTaxTotals($0).count
      $1.expect(count == wanted, .none, "\(count) × BT-111")
    },
    Rule("PEPPOL-EN16931-R055") {
      guard $0.terms.taxCurrency.exists else { return }
      let first =
        $0.isUBL
        ? $0.terms.taxTotals.first { !$0.breakdowns.isEmpty }
        : $0.taxTotals(in: $0.text($0.terms.currency)).first
      if first == nil, !$0.isUBL { return }
      let own = $0.decimal(first?.amount ?? .none)
      let other = $0.decimal(otherTaxTotals($0).first?.amount ?? .none)
      let areNegative = $0.isUBL ? own <= .zero && other <= .zero : own < .zero && other < .zero
      $1.expect(areNegative || (own >= .zero && other >= .zero), first?.amount ?? .none)
    },
    Rule("PEPPOL-EN16931-R061") {
      for means in $0.terms.paymentMeans where ["49", "59"].contains($0.text(means.code)) {
        $1.expect(means.mandate.exists || $0.terms.mandate.exists, means.group)
      }
    },
    Rule("PEPPOL-EN16931-R101") {
      for line in $0.terms.lines where !line.objects.isEmpty {
        var hasObject = false
        for object in line.objects where $0.text(object.typeCode) == "130" { hasObject = true }
        $1.expect(hasObject, line.group)
      }
    },
    Rule("PEPPOL-EN16931-R110") {
      for line in $0.terms.lines where line.period.start.exists && $0.terms.period.start.exists {
        $1.expect($0.text(line.period.start) >= $0.text($0.terms.period.start), line.period.start)
      }
    },
    Rule("PEPPOL-EN16931-R111") {
      for line in $0.terms.lines where line.period.end.exists && $0.terms.period.end.exists {
        $1.expect($0.text(line.period.end) <= $0.text($0.terms.period.end), line.period.end)
      }
    },
    Rule("PEPPOL-EN16931-R120") { for line in $0.terms.lines { lineAddsUp($0, &$1, line) } },
    Rule("PEPPOL-EN16931-R121") {
      for line in $0.terms.lines {
        for quantity in [line.baseQuantity, line.grossBaseQuantity] where quantity.exists {
          $1.expect($0.decimal(quantity) > .zero, quantity, $0.text(quantity))
        }
      }
    },
    Rule("PEPPOL-EN16931-R130") {
      for line in $0.terms.lines where line.quantity.exists || !$0.isUBL {
        let unit = $0.tree.attribute(line.quantity, "unitCode")
        for quantity in [line.baseQuantity, line.grossBaseQuantity] {
          guard let stated = $0.tree.attribute(quantity, "unitCode") else { continue }
          $1.expect(stated == unit, quantity, stated)
        }
      }
    },
  ]

  /// What a computed amount may differ by; forints have no cents in use.
  private static func slack(_ validation: borrowing Validation) -> ExactDecimal {
    ExactDecimal(hundredths: validation.text(validation.terms.currency) == "HUF" ? 50 : 2)
  }

  /// UBL: totals without breakdown; CII: totals in another currency than the invoice's.
  private static func otherTaxTotals(_ validation: borrowing Validation) -> [TaxTotalTerms] {
    if validation.isUBL { return validation.terms.taxTotals.filter(\.breakdowns.isEmpty) }
    let currency = validation.text(validation.terms.currency)
    return validation.terms.taxTotals.filter {
      validation.tree.attribute($0.amount, "currencyID") != currency
    }
  }

  /// BT-131 = BT-129 × BT-146 / BT-149 + charges − allowances, multiplied out so that nothing is divided.
  private static func lineAddsUp(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ line: LineTerms
  ) {
    func number(_ term: Term, _ missing: Int) -> ExactDecimal {
      term.exists ? validation.decimal(term) : ExactDecimal(missing)
    }
    var base = number(validation.isUBL ? line.baseQuantity : line.baseQuantity.or(line.grossBaseQuantity), 1)
    if base.isZero { base = ExactDecimal(1) }
    let charges = validation.sum(line.allowances.filter(\.isCharge).map(\.amount)).rounded()
    let allowances = validation.sum(line.allowances.filter { !$0.isCharge }.map(\.amount)).rounded()
    let rest = number(line.net, 0) - charges + allowances
    let product = number(line.quantity, 1) * number(line.price, 0)
    let difference = (rest * base - product).magnitude
    outcome.expect(
      difference <= slack(validation) * base.magnitude, line.net.or(line.group),
      "\(rest) ≠ \(product) / \(base)")
  }
}
