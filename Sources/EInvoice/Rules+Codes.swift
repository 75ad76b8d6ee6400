/// How numbers are written and which codes are allowed: BR-DEC and BR-CL.
extension Rule {
  /// At most two characters behind the dot, trailing zeros counted.
  static let decimals: [Rule] = [
    Rule("BR-DEC-01") { for part in $0.documentAllowances { isShort($0, &$1, part.amount) } },
    Rule("BR-DEC-02") { for part in $0.documentAllowances { isShort($0, &$1, part.base) } },
    Rule("BR-DEC-05") { for part in $0.documentCharges { isShort($0, &$1, part.amount) } },
    Rule("BR-DEC-06") { for part in $0.documentCharges { isShort($0, &$1, part.base) } },
    Rule("BR-DEC-09") { isShort($0, &$1, $0.terms.totals.lines) },
    Rule("BR-DEC-10") { isShort($0, &$1, $0.terms.totals.allowances) },
    Rule("BR-DEC-11") { isShort($0, &$1, $0.terms.totals.charges) },
    Rule("BR-DEC-12") { isShort($0, &$1, $0.terms.totals.net) },
    Rule("BR-DEC-13") {
      // In UBL the reference's test can't fail; UBL-DT-01 limits the amount there.
      if $0.terms.taxTotals.isEmpty { return }
      guard !$0.isUBL else { return $1.expect(true) }
      let currency = $0.text($0.terms.currency)
      var isMet = false
      for total in $0.terms.taxTotals {
        let value = $0.decimal(total.amount)
        let isOther = $0.tree.attribute(total.amount, "currencyID").map { $0 != currency } ?? false
        isMet = isMet || isOther || value.equals(value.rounded())
      }
      $1.expect(isMet, $0.terms.taxTotals[0].amount)
    },
    Rule("BR-DEC-14") { isShort($0, &$1, $0.terms.totals.gross) },
    Rule("BR-DEC-15") {
      guard $0.terms.taxCurrency.exists else { return }
      guard !$0.isUBL else { return $1.expect(true) }
      var isMet = false
      for total in $0.taxTotals(in: $0.text($0.terms.taxCurrency)) {
        let value = $0.decimal(total.amount)
        isMet = isMet || value.equals(value.rounded())
      }
      $1.expect(isMet, $0.terms.taxCurrency)
    },
    Rule("BR-DEC-16") { isShort($0, &$1, $0.terms.totals.prepaid) },
    Rule("BR-DEC-17") { isShort($0, &$1, $0.terms.totals.rounding) },
    Rule("BR-DEC-18") { isShort($0, &$1, $0.terms.totals.payable) },
    Rule("BR-DEC-19") { for part in $0.testedBreakdowns { isShort($0, &$1, part.taxable) } },
    Rule("BR-DEC-20") { for part in $0.testedBreakdowns { isShort($0, &$1, part.amount) } },
    Rule("BR-DEC-23") { for line in $0.terms.lines { isShort($0, &$1, line.net) } },
    Rule("BR-DEC-24") { shortParts($0, &$1, charges: false, \.amount) },
    Rule("BR-DEC-25") { shortParts($0, &$1, charges: false, \.base) },
    Rule("BR-DEC-27") { shortParts($0, &$1, charges: true, \.amount) },
    Rule("BR-DEC-28") { shortParts($0, &$1, charges: true, \.base) },
  ]

  /// Codes are compared letter by letter after trimming; VATEX knows no case, media types are not trimmed.
  static let codes: [Rule] = [
    Rule("BR-CL-01") { isListed($0, &$1, $0.terms.typeCode, $0.lists.types($0.terms.syntax)) },
    Rule("BR-CL-03") {
      if $0.isUBL {
        for amount in $0.tree.everyAmount {
          let code = $0.tree.attribute(amount, "currencyID") ?? ""
          $1.expect($0.lists.currencies.contains(trimmed(code)), amount, code)
        }
      } else {
        for total in $0.terms.taxTotals {
          isAttributeListed($0, &$1, total.amount, "currencyID", $0.lists.currencies)
        }
      }
    },
    Rule("BR-CL-04") { isListed($0, &$1, $0.terms.currency, $0.lists.currencies) },
    Rule("BR-CL-05") { isListed($0, &$1, $0.terms.taxCurrency, $0.lists.currencies) },
    Rule("BR-CL-06") {
      for code in $0.terms.taxPointCodes { isListed($0, &$1, code, $0.lists.taxPoints($0.terms.syntax)) }
    },
    Rule("BR-CL-07") {
      if $0.isUBL {
        for document in $0.terms.documents + $0.terms.lines.flatMap(\.objects)
        where $0.text(document.typeCode) == "130" {
          isAttributeListed($0, &$1, document.scheme, "schemeID", $0.lists.references)
        }
      } else {
        for code in $0.tree.anywhere("ram:ReferenceTypeCode") {
          isListed($0, &$1, code, $0.lists.references)
        }
      }
    },
    Rule("BR-CL-08") {
      let subjects = $0.lists.subjects($0.terms.syntax)
      if $0.isUBL {
        for note in $0.terms.notes {
          let parts = $0.text(note.text).split(separator: "#", maxSplits: 2, omittingEmptySubsequences: false)
          if parts.count == 3, parts[1].unicodeScalars.count == 3 {
            $1.expect(subjects.contains(String(parts[1])), note.text, String(parts[1]))
          }
        }
      } else {
        for code in $0.tree.anywhere("ram:SubjectCode") { isListed($0, &$1, code, subjects) }
      }
    },
    Rule("BR-CL-10") { partySchemes($0, &$1, $0.lists.identifierSchemes) },
    Rule("BR-CL-11") { legalSchemes($0, &$1, $0.lists.identifierSchemes) },
    Rule("BR-CL-13") {
      for code in $0.terms.lines.flatMap(\.classes) {
        isAttributeListed($0, &$1, code, "listID", $0.lists.itemClasses)
      }
    },
    Rule("BR-CL-14") {
      let tree = $0.tree
      let codes =
        $0.isUBL
        ? tree.anywhere("cbc:IdentificationCode").filter { tree.name(tree.parent($0)) == "cac:Country" }
        : tree.anywhere("ram:CountryID")
      for code in codes { isListed($0, &$1, code, $0.lists.countries($0.terms.syntax)) }
    },
    Rule("BR-CL-15") {
      for line in $0.terms.lines { isListed($0, &$1, line.origin, $0.lists.countries($0.terms.syntax)) }
    },
    Rule("BR-CL-16") {
      for means in $0.terms.paymentMeans { isListed($0, &$1, means.code, $0.lists.paymentMeans) }
    },
    Rule("BR-CL-17") {
      for part in $0.terms.allowances { isListed($0, &$1, part.tax.category, $0.lists.categories) }
      guard $0.isUBL else { return }
      for part in $0.terms.breakdowns { isListed($0, &$1, part.tax.category, $0.lists.categories) }
    },
    Rule("BR-CL-18") {
      for line in $0.terms.lines { isListed($0, &$1, line.tax.category, $0.lists.categories) }
      guard !$0.isUBL else { return }
      for part in $0.terms.breakdowns { isListed($0, &$1, part.tax.category, $0.lists.categories) }
    },
    Rule("BR-CL-19") {
      for part in $0.everyAllowance where !part.isCharge {
        isListed($0, &$1, part.reasonCode, $0.lists.allowanceReasons)
      }
    },
    Rule("BR-CL-20") {
      for part in $0.everyAllowance where part.isCharge {
        isListed($0, &$1, part.reasonCode, $0.lists.chargeReasons)
      }
    },
    Rule("BR-CL-21") { articleSchemes($0, &$1, $0.lists.identifierSchemes) },
    Rule("BR-CL-22") {
      for part in $0.terms.breakdowns where part.reasonCode.exists {
        let code = $0.text(part.reasonCode)
        $1.expect($0.lists.hasExemption(code), part.reasonCode, code)
      }
    },
    Rule("BR-CL-23") {
      for line in $0.terms.lines {
        for term in [line.quantity, line.baseQuantity, line.grossBaseQuantity] {
          isAttributeListed($0, &$1, term, "unitCode", $0.lists.units)
        }
      }
    },
    Rule("BR-CL-24") {
      for document in $0.terms.documents {
        guard let type = $0.tree.attribute(document.attachment, "mimeCode") else { continue }
        $1.expect($0.lists.mediaTypes.contains(type), document.attachment, type)
      }
    },
    Rule("BR-CL-25") { addressSchemes($0, &$1, $0.lists.addressSchemes) },
    Rule("BR-CL-26") { locationSchemes($0, &$1, $0.lists.identifierSchemes) },
  ]

  /// Rules of the syntax that stand in for tests of the standard that can't fail.
  static let syntax: [Rule] = [
    Rule("UBL-DT-01") {
      let tree = $0.tree
      for amount in tree.everyAmount where tree.name(amount) != "cbc:PriceAmount" {
        // Parts of a price may have as many decimals as the price.
        if tree.name(tree.parent(tree.parent(amount))) == "cac:Price" { continue }
        isShort($0, &$1, amount)
      }
    }
  ]

  // MARK: - Schemes that the extension widens

  static func partySchemes(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ list: Set<String>
  ) {
    let tree = validation.tree
    if validation.isUBL {
      for party in [validation.terms.seller] + validation.terms.payees {
        for id in party.identifiers where tree.attribute(id, "schemeID").map(trimmed) != "SEPA" {
          isAttributeListed(validation, &outcome, id, "schemeID", list)
        }
      }
      for id in validation.terms.buyer.identifiers {
        isAttributeListed(validation, &outcome, id, "schemeID", list)
      }
    } else {
      for id in tree.anywhere("ram:GlobalID") {
        let parent = tree.name(tree.parent(id))
        if parent == "ram:SpecifiedTradeProduct" || parent == "ram:ShipToTradeParty" { continue }
        isAttributeListed(validation, &outcome, id, "schemeID", list)
      }
    }
  }

  static func legalSchemes(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ list: Set<String>
  ) {
    let tree = validation.tree
    let identifiers =
      validation.isUBL
      ? ([validation.terms.seller, validation.terms.buyer] + validation.terms.payees).map(\.legalIdentifier)
      : tree.anywhere("ram:ID").filter { tree.name(tree.parent($0)) != "ram:SpecifiedTaxRegistration" }
    for id in identifiers { isAttributeListed(validation, &outcome, id, "schemeID", list) }
  }

  static func articleSchemes(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ list: Set<String>
  ) {
    for line in validation.terms.lines {
      isAttributeListed(validation, &outcome, line.standardArticle, "schemeID", list)
    }
  }

  static func addressSchemes(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ list: Set<String>
  ) {
    for party in [validation.terms.seller, validation.terms.buyer] {
      isAttributeListed(validation, &outcome, party.electronicAddress, "schemeID", list)
    }
  }

  static func locationSchemes(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ list: Set<String>
  ) {
    for id in validation.terms.delivery.locations {
      isAttributeListed(validation, &outcome, id, "schemeID", list)
    }
  }

  // MARK: - Shared conditions

  static func trimmed(_ text: String) -> String {
    String(decoding: XMLTree.trim(Array(text.utf8)[...]), as: UTF8.self)
  }

  /// Nothing to test where the term is missing.
  static func isListed(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ term: Term, _ list: Set<String>
  ) {
    guard term.exists else { return }
    let code = validation.text(term)
    outcome.expect(list.contains(code), term, code)
  }

  static func isAttributeListed(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ term: Term, _ attribute: String,
    _ list: Set<String>
  ) {
    guard let code = validation.tree.attribute(term, attribute) else { return }
    outcome.expect(list.contains(trimmed(code)), term, code)
  }

  static func isShort(_ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ term: Term) {
    guard term.exists else { return }
    let bytes = validation.tree.trimmedBytes(term)
    let fraction = bytes.firstIndex(of: UInt8(ascii: ".")).map { bytes.endIndex - $0 - 1 } ?? 0
    outcome.expect(fraction <= 2, term, validation.text(term))
  }

  private static func shortParts(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, charges: Bool,
    _ path: KeyPath<AllowanceTerms, Term>
  ) {
    for line in validation.terms.lines {
      for part in line.allowances where part.isCharge == charges {
        isShort(validation, &outcome, part[keyPath: path])
      }
    }
  }
}

extension XMLTree {
  /// Every amount of a UBL document.
  var everyAmount: [Term] {
    var isAmount = [Bool](repeating: false, count: names.count)
    for (index, name) in names.enumerated() where name.hasPrefix("cbc:") && name.hasSuffix("Amount") {
      isAmount[index] = true
    }
    return elements.indices.compactMap { isAmount[Int(elements[$0].name)] ? Term(index: Int32($0)) : nil }
  }
}
