/// The XRechnung extension and the clean vehicles directive: BR-DEX and BR-DE-CVD.
extension Rule {
  static let extensions: [Rule] = [
    Rule("BR-DEX-01") {
      for document in $0.terms.documents where document.attachment.exists {
        let type = $0.tree.attribute(document.attachment, "mimeCode")
        $1.expect(type.map($0.lists.extensionMediaTypes.contains) ?? false, document.attachment, type ?? "")
      }
    },
    Rule("BR-DEX-02") { for line in $0.terms.lines { subLinesAddUp($0, &$1, line) } },
    Rule("BR-DEX-03") { for line in $0.terms.lines { subLinesHaveOneTax(&$1, line) } },
    Rule("BR-DEX-04") { partySchemes($0, &$1, $0.lists.identifierSchemes.union($0.lists.extensionSchemes)) },
    Rule("BR-DEX-05") { legalSchemes($0, &$1, $0.lists.identifierSchemes.union($0.lists.extensionSchemes)) },
    Rule("BR-DEX-06") {
      articleSchemes($0, &$1, $0.lists.identifierSchemes.union($0.lists.extensionSchemes))
    },
    Rule("BR-DEX-07") { addressSchemes($0, &$1, $0.lists.addressSchemes.union($0.lists.extensionSchemes)) },
    Rule("BR-DEX-08") {
      locationSchemes($0, &$1, $0.lists.identifierSchemes.union($0.lists.extensionSchemes))
    },
    Rule("BR-DEX-09") {
      let totals = $0.terms.totals
      let payments = $0.sum($0.terms.thirdPartyPayments.map(\.amount))
      let stated = ($0.decimalOrZero(totals.payable) - $0.decimalOrZero(totals.rounding)).rounded()
      let expected =
        ($0.decimalOrZero(totals.gross) - $0.decimalOrZero(totals.prepaid) + payments).rounded()
      $1.expect(stated.equals(expected), totals.payable, "\(stated) ≠ \(expected)")
    },
    Rule("BR-DEX-10") {
      for payment in $0.terms.thirdPartyPayments { $1.expect($0.isFilled(payment.kind), payment.group) }
    },
    Rule("BR-DEX-11") {
      for payment in $0.terms.thirdPartyPayments { $1.expect($0.isFilled(payment.amount), payment.group) }
    },
    Rule("BR-DEX-12") {
      for payment in $0.terms.thirdPartyPayments {
        $1.expect($0.isFilled(payment.description), payment.group)
      }
    },
    Rule("BR-DEX-13") { for payment in $0.terms.thirdPartyPayments { isShort($0, &$1, payment.amount) } },
    Rule("BR-DEX-14") {
      for payment in $0.terms.thirdPartyPayments where payment.amount.exists {
        $1.expect(
          $0.tree.attribute(payment.amount, "currencyID") == $0.text($0.terms.currency), payment.amount)
      }
    },
    Rule("BR-DEX-15") { for line in $0.terms.lines { $1.expect(!line.parent.exists, line.parent) } },
    Rule("BR-DE-CVD-01") { $1.expect($0.isFilled($0.terms.contract)) },
    Rule("BR-DE-CVD-02") {
      var isFilled = false
      for tender in $0.terms.tenders where $0.isFilled(tender) { isFilled = true }
      $1.expect(isFilled)
    },
    Rule("BR-DE-CVD-03") {
      var hasBoth = false
      for line in $0.terms.lines where !vehicleClasses($0, line).isEmpty && !vehicleNotes($0, line).isEmpty {
        hasBoth = true
      }
      $1.expect(hasBoth)
    },
    Rule("BR-DE-CVD-04") {
      for line in $0.terms.lines {
        for code in vehicleClasses($0, line) {
          $1.expect($0.lists.vehicleClasses.contains($0.text(code)), code, $0.text(code))
        }
      }
    },
    Rule("BR-DE-CVD-05") {
      for line in $0.terms.lines {
        for note in vehicleNotes($0, line) {
          $1.expect($0.lists.vehicleValues.contains($0.text(note.value)), note.group, $0.text(note.value))
        }
      }
    },
    Rule("BR-DE-CVD-06-a") {
      for line in $0.terms.lines where !vehicleClasses($0, line).isEmpty {
        $1.expect(vehicleNotes($0, line).count == 1, line.group)
      }
    },
    Rule("BR-DE-CVD-06-b") {
      for line in $0.terms.lines where !vehicleNotes($0, line).isEmpty {
        $1.expect(vehicleClasses($0, line).count == 1, line.group)
      }
    },
    Rule("BR-TMP-CVD-01") {
      for code in $0.terms.lines.flatMap(\.classes) {
        let list = trimmed($0.tree.attribute(code, "listID") ?? "")
        $1.expect(list == "CVD" || $0.lists.itemClasses.contains(list), code, list)
      }
    },
  ]

  private static func vehicleClasses(_ validation: borrowing Validation, _ line: LineTerms) -> [Term] {
    line.classes.filter { validation.tree.attribute($0, "listID") == "CVD" }
  }

  private static func vehicleNotes(
    _ validation: borrowing Validation, _ line: LineTerms
  ) -> [AttributeTerms] {
    line.attributes.filter { validation.text($0.name) == "cva" }
  }

  private static func subLinesAddUp(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ line: LineTerms
  ) {
    guard !line.subLines.isEmpty else { return }
    let expected = validation.sum(line.subLines.map(\.net))
    outcome.expect(
      validation.decimal(line.net).equals(expected), line.net.or(line.group),
      "\(validation.text(line.net)) ≠ \(expected)")
    for subLine in line.subLines { subLinesAddUp(validation, &outcome, subLine) }
  }

  private static func subLinesHaveOneTax(_ outcome: inout RuleOutcome, _ line: LineTerms) {
    for subLine in line.subLines {
      outcome.expect(subLine.taxCount == 1, subLine.group)
      subLinesHaveOneTax(&outcome, subLine)
    }
  }
}
