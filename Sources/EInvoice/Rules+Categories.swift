/// What each tax category asks of lines, allowances, charges and breakdown: BR-S, Z, E, AE, IC, G, O, AF, AG, B.
///
/// The families share ten rules; their sums differ in tolerance between the syntaxes, as the reference has it.
extension Rule {
  static let categoryRules: [Rule] =
    rated(category: "S", family: "BR-S") + zero(category: "Z", family: "BR-Z")
    + zero(category: "E", family: "BR-E") + zero(category: "AE", family: "BR-AE")
    + zero(category: "K", family: "BR-IC") + intraCommunity + zero(category: "G", family: "BR-G")
    + outsideScope + rated(category: "L", family: "BR-AF") + rated(category: "M", family: "BR-AG")
    + splitPayment

  // MARK: - With a rate: S, L and M

  private static func rated(category: String, family: String) -> [Rule] {
    [
      Rule("\(family)-01") {
        let usage = $0.usage
        let breakdowns = usage.breakdownCount(category)
        let others = (usage.allowances[category] ?? 0) + (usage.charges[category] ?? 0)
        let lines = usage.lines[category] ?? 0
        if $0.isUBL {
          guard usage.isUsed(category) || breakdowns > 0 else { return }
          $1.expect(usage.isUsed(category) == (breakdowns > 0))
        } else {
          // The reference counts users and groups together and is content with two.
          if lines > 0 { $1.expect(lines + breakdowns >= 2) }
          if others > 0 { $1.expect(others + breakdowns >= 2) }
        }
      }
    ] + sellerIsKnown(category: category, family: family) { $0.hasSellerTaxIdentifier }
      + rates(category: category, family: family) { validation, rate in
        let value = validation.decimal(rate)
        if category == "S" || (category == "L" && !validation.isUBL) { return value > .zero }
        return value >= .zero
      } + [
        Rule("\(family)-08") {
          guard category == "S" || $0.isUBL else { return }
          for part in breakdowns($0, category) where part.tax.rate.exists {
            sumsUp($0, &$1, part, category, rate: $0.decimal(part.tax.rate), tolerant: $0.isUBL)
          }
        },
        Rule("\(family)-09") {
          guard category == "S" || $0.isUBL else { return }
          for part in breakdowns($0, category) {
            let expected = tax(on: $0.decimal(part.taxable), at: $0.decimal(part.tax.rate))
            let difference = ($0.decimal(part.amount).magnitude - expected).magnitude
            $1.expect(
              difference < ExactDecimal(1), part.amount.or(part.group),
              "\($0.text(part.amount)) ≠ \(expected)")
          }
        },
        Rule("\(family)-10") {
          for part in breakdowns($0, category) {
            $1.expect(!part.reason.exists && !part.reasonCode.exists, part.group)
          }
        },
      ]
  }

  // MARK: - Without tax: Z, E, AE, K and G

  private static func zero(category: String, family: String) -> [Rule] {
    [
      Rule("\(family)-01") {
        let count = $0.usage.breakdownCount(category)
        let isUsed = $0.usage.isUsed(category)
        guard isUsed || count > 0 else { return }
        $1.expect(count == 1 && (isUsed || $0.isUBL), .none, "\(count) × BG-23")
      }
    ] + sellerIsKnown(category: category, family: family) { partiesAreKnown($0, category) }
      + rates(category: category, family: family) { $0.decimal($1).isZero } + [
        Rule("\(family)-08") {
          for part in breakdowns($0, category) {
            sumsUp($0, &$1, part, category, rate: nil, tolerant: !$0.isUBL)
          }
        },
        Rule("\(family)-09") { amountIsZero($0, &$1, category) },
        Rule("\(family)-10") {
          for part in breakdowns($0, category) {
            let hasReason = part.reason.exists || part.reasonCode.exists
            $1.expect(hasReason == (category != "Z"), part.group)
          }
        },
      ]
  }

  private static func partiesAreKnown(_ validation: borrowing Validation, _ category: String) -> Bool {
    let terms = validation.terms
    let hasVATIdentifier = terms.seller.vatIdentifier.exists || validation.hasRepresentativeIdentifier
    return switch category {
    case "AE":
      validation.hasSellerTaxIdentifier
        && (terms.buyer.vatIdentifier.exists || terms.buyer.legalIdentifier.exists)
    case "K": hasVATIdentifier && terms.buyer.vatIdentifier.exists
    case "G": hasVATIdentifier
    case "O": !hasVATIdentifier && !terms.buyer.vatIdentifier.exists
    default: validation.hasSellerTaxIdentifier
    }
  }

  private static let intraCommunity: [Rule] = [
    Rule("BR-IC-11") {
      guard $0.usage.breakdownCount("K") > 0 else { return }
      let period = $0.terms.period
      let hasPeriod =
        $0.isUBL ? $0.tree.hasChildren(period.group) : period.start.exists || period.end.exists
      $1.expect($0.text($0.terms.delivery.date).utf8.count > 1 || hasPeriod)
    },
    Rule("BR-IC-12") {
      guard $0.usage.breakdownCount("K") > 0 else { return }
      let country = $0.terms.delivery.address.country
      $1.expect($0.isUBL ? $0.text(country).utf8.count > 1 : country.exists, $0.terms.delivery.group)
    },
  ]

  // MARK: - Outside the scope: O

  private static let outsideScope: [Rule] =
    [
      Rule("BR-O-01") {
        let count = $0.usage.breakdownCount("O")
        let isUsed = $0.usage.isUsed("O")
        if $0.isUBL {
          if isUsed || count > 0 { $1.expect(count == 1, .none, "\(count) × BG-23") }
        } else if count > 0 {
          $1.expect(count == 1 && isUsed, .none, "\(count) × BG-23")
        }
      }
    ] + sellerIsKnown(category: "O", family: "BR-O") { partiesAreKnown($0, "O") } + [
      Rule("BR-O-05") {
        for line in $0.terms.lines where $0.text(line.tax.category) == "O" {
          $1.expect(!line.tax.rate.exists, line.tax.rate)
        }
      },
      Rule("BR-O-06") {
        for part in partsOfCategory($0, "O", charges: false) {
          $1.expect(!part.tax.rate.exists, part.tax.rate)
        }
      },
      Rule("BR-O-07") {
        for part in partsOfCategory($0, "O", charges: true) {
          $1.expect(!part.tax.rate.exists, part.tax.rate)
        }
      },
      Rule("BR-O-08") {
        for part in breakdowns($0, "O") { sumsUp($0, &$1, part, "O", rate: nil, tolerant: false) }
      },
      Rule("BR-O-09") { amountIsZero($0, &$1, "O") },
      Rule("BR-O-10") {
        for part in breakdowns($0, "O") {
          $1.expect(part.reason.exists || part.reasonCode.exists, part.group)
        }
      },
      Rule("BR-O-11") { standsAlone($0, &$1) { [$0.breakdowns] + ($1 ? [] : [$0.lines]) } },
      Rule("BR-O-12") { standsAlone($0, &$1) { [$0.lines] + ($1 ? [] : [$0.breakdowns]) } },
      Rule("BR-O-13") { standsAlone($0, &$1) { [$0.allowances] + ($1 ? [] : [$0.charges]) } },
      Rule("BR-O-14") { standsAlone($0, &$1) { [$0.charges] + ($1 ? [] : [$0.allowances]) } },
    ]

  /// With a breakdown O, no other category among those that the rule counts; CII counts pairs together.
  private static func standsAlone(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome,
    _ counted: (CategoryUsage, _ isUBL: Bool) -> [[String: Int]]
  ) {
    guard validation.usage.breakdownCount("O") > 0 else { return }
    let others = counted(validation.usage, validation.isUBL).flatMap(\.keys).filter { $0 != "O" }
    outcome.expect(others.isEmpty, .none, Set(others).sorted().joined(separator: ", "))
  }

  // MARK: - Italian split payment: B

  private static let splitPayment: [Rule] = [
    Rule("BR-B-01") {
      guard $0.usage.isUsed("B") || $0.usage.breakdownCount("B") > 0 else { return }
      let tree = $0.tree
      let codes =
        $0.isUBL
        ? tree.anywhere("cbc:IdentificationCode")
        : tree.anywhere("ram:CountryID")
          + tree.anywhere("ram:OriginTradeCountry").map { tree.at($0, "ram:ID") }
      for code in codes { $1.expect(tree.text(code) == "IT", code, $0.text(code)) }
    },
    Rule("BR-B-02") {
      guard $0.usage.isUsed("B") || $0.usage.breakdownCount("B") > 0 else { return }
      $1.expect(!$0.usage.isUsed("S") && $0.usage.breakdownCount("S") == 0)
    },
  ]

  // MARK: - Shared conditions

  /// Rules 02 to 04: who must be identified when a line, an allowance, a charge has the category.
  private static func sellerIsKnown(
    category: String, family: String, _ condition: @escaping @Sendable (borrowing Validation) -> Bool
  ) -> [Rule] {
    [
      Rule("\(family)-02") {
        if $0.usage.lines[category] != nil { $1.expect(condition($0), $0.terms.seller.group) }
      },
      Rule("\(family)-03") {
        if $0.usage.allowances[category] != nil { $1.expect(condition($0), $0.terms.seller.group) }
      },
      Rule("\(family)-04") {
        if $0.usage.charges[category] != nil { $1.expect(condition($0), $0.terms.seller.group) }
      },
    ]
  }

  /// Rules 05 to 07: the rate on a line, an allowance, a charge.
  private static func rates(
    category: String, family: String, _ condition: @escaping @Sendable (borrowing Validation, Term) -> Bool
  ) -> [Rule] {
    [
      Rule("\(family)-05") {
        for line in $0.terms.lines where $0.text(line.tax.category) == category {
          $1.expect(
            condition($0, line.tax.rate), line.tax.rate.or(line.tax.group), $0.text(line.tax.rate))
        }
      },
      Rule("\(family)-06") {
        for part in partsOfCategory($0, category, charges: false) {
          $1.expect(condition($0, part.tax.rate), part.tax.rate.or(part.group), $0.text(part.tax.rate))
        }
      },
      Rule("\(family)-07") {
        for part in partsOfCategory($0, category, charges: true) {
          $1.expect(condition($0, part.tax.rate), part.tax.rate.or(part.group), $0.text(part.tax.rate))
        }
      },
    ]
  }

  /// In UBL any allowance with a tax category is meant, also inside a line.
  private static func partsOfCategory(
    _ validation: borrowing Validation, _ category: String, charges: Bool
  ) -> [AllowanceTerms] {
    let parts = validation.isUBL ? validation.everyAllowance : validation.terms.allowances
    return parts.filter { $0.isCharge == charges && validation.text($0.tax.category) == category }
  }

  private static func breakdowns(
    _ validation: borrowing Validation, _ category: String
  ) -> [BreakdownTerms] {
    validation.terms.breakdowns.filter { validation.text($0.tax.category) == category }
  }

  private static func amountIsZero(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ category: String
  ) {
    for part in breakdowns(validation, category) {
      outcome.expect(
        validation.decimal(part.amount).isZero, part.amount.or(part.group), validation.text(part.amount))
    }
  }

  /// Rule 08: BT-116 is what lines, allowances and charges of the category (and rate) add up to.
  private static func sumsUp(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ part: BreakdownTerms,
    _ category: String, rate: ExactDecimal?, tolerant: Bool
  ) {
    func isMeant(_ tax: TaxTerms) -> Bool {
      guard validation.text(tax.category) == category else { return false }
      return rate.map { validation.decimal(tax.rate).equals($0) } ?? true
    }
    let lines = validation.summedLines.filter { isMeant($0.tax) }
    let allowances = validation.documentAllowances.filter { isMeant($0.tax) }
    let charges = validation.summedCharges.filter { isMeant($0.tax) }
    var sums = [lines.map(\.net), charges.map(\.amount), allowances.map(\.amount)].map { validation.sum($0) }
    if !validation.isUBL { sums = sums.map { $0.rounded() } }
    let expected = sums[0] + sums[1] - sums[2]
    let stated = validation.decimal(part.taxable)
    // With a rate, UBL also wants somebody who uses it.
    let hasUser =
      rate == nil || !validation.isUBL || !(lines.isEmpty && allowances.isEmpty && charges.isEmpty)
    let isClose =
      tolerant ? (stated - expected).magnitude < ExactDecimal(1) : stated.equals(expected)
    outcome.expect(
      isClose && hasUser, part.taxable.or(part.group), "\(validation.text(part.taxable)) ≠ \(expected)")
  }
}
