import Invoice

/// Checks of our own where the standard's tests are too wide for booking unseen.
///
/// They never change the verdict, which is the standard's; they only bring a person in.
struct OwnChecks {
  /// Beyond so many differing lines only their number is told: a hostile file may have a hundred thousand.
  private static let reportedLines = 100

  let validation: Validation
  let tolerances: Tolerances

  func run(_ result: inout ReadEInvoice) {
    checkLines(&result)
    checkTaxes(&result)
    checkGross(&result)
    checkIssueDate(&result)
  }

  /// BT-131 is BT-129 × BT-146 / BT-149 with line allowances and charges; no rule of the core tests it.
  private func checkLines(_ result: inout ReadEInvoice) {
    var differing = 0
    let lines = validation.summedLines.filter { $0.net.exists || $0.quantity.exists || $0.name.exists }
    for (index, line) in lines.enumerated() {
      guard line.net.exists, line.quantity.exists, line.price.exists else { continue }
      let price = validation.decimal(line.price)
      let quantity = validation.decimal(line.quantity)
      var base = line.baseQuantity.exists ? validation.decimal(line.baseQuantity) : ExactDecimal(1)
      if base.isZero { base = ExactDecimal(1) }
      let parts = line.allowances
      let charges = validation.sum(parts.filter(\.isCharge).map(\.amount))
      let allowances = validation.sum(parts.filter { !$0.isCharge }.map(\.amount))
      let rest = validation.decimal(line.net) - charges + allowances
      let product = quantity * price
      // A price is rounded for print, and a thousand pieces multiply that.
      let slack = tolerances.line * base.magnitude + quantity.magnitude * price.halfOfLastPlace
      // Some state a credited line with a negative price or quantity and a positive amount.
      let difference = (rest.magnitude * base.magnitude - product.magnitude).magnitude
      guard slack < difference else { continue }
      differing += 1
      guard differing <= Self.reportedLines else { continue }
      result.findings.append(
        Finding(
          "LINE_AMOUNT_DIFFERS", .asks, field: "lines[\(index)].net_amount",
          arguments: [
            "line": short(line.number), "stated": short(line.net),
            "quantity": short(line.quantity), "price": short(line.price),
            // The rule that says so, though only XRechnung takes it over, and as a warning.
            "rule": "PEPPOL-EN16931-R120",
          ]))
    }
    guard differing > Self.reportedLines else { return }
    result.findings.append(
      Finding(
        "LINE_AMOUNTS_DIFFER", .asks, field: "lines",
        arguments: ["count": String(differing), "shown": String(Self.reportedLines)]))
  }

  /// BR-03 takes any text under the format 102, which means eight digits (UN/EDIFACT 2379).
  private func checkIssueDate(_ result: inout ReadEInvoice) {
    let date = validation.terms.issueDate
    guard !validation.isUBL, validation.isFormat102(date) else { return }
    let text = validation.text(date)
    guard text.utf8.count != 8 || !text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else {
      return
    }
    result.findings.append(
      Finding(
        "DATE_FORMAT_DIFFERS", .asks, field: "issue_date",
        arguments: ["stated": short(date), "format": "102", "rule": "BR-03"]))
  }

  /// What stands there, as far as a sentence can hold it.
  private func short(_ term: Term) -> String { String(validation.text(term).prefix(60)) }

  /// BR-CO-17 lets the tax of a group be wrong by a whole euro.
  private func checkTaxes(_ result: inout ReadEInvoice) {
    for (index, part) in validation.terms.breakdowns.enumerated() where part.tax.rate.exists {
      let expected = Rule.tax(on: validation.decimal(part.taxable), at: validation.decimal(part.tax.rate))
      let difference = (validation.decimal(part.amount).magnitude - expected).magnitude
      let perLine = tolerances.taxPerLine * ExactDecimal(max(validation.terms.lines.count, 1))
      let allowed = perLine < tolerances.taxAtMost ? perLine : tolerances.taxAtMost
      guard allowed < difference, difference < ExactDecimal(1) else { continue }
      result.findings.append(
        Finding(
          "TAX_AMOUNT_DIFFERS", .notes, field: "taxes[\(index)].amount",
          arguments: ["stated": validation.text(part.amount), "expected": expected.description]))
    }
  }

  /// BR-CO-15 in CII accepts a gross total that is the net total, whatever tax is stated.
  private func checkGross(_ result: inout ReadEInvoice) {
    let totals = validation.terms.totals
    let gross = validation.decimal(totals.gross)
    guard gross.equals(validation.decimal(totals.net)), let tax = result.invoice.taxTotal, tax != .zero
    else { return }
    result.findings.append(
      Finding(
        "GROSS_WITHOUT_TAX", .asks, field: "gross_total",
        arguments: ["gross": validation.text(totals.gross), "tax": tax.description]))
  }
}

/// `tolerances.csv`.
struct Tolerances: Sendable {
  let line: ExactDecimal
  let taxPerLine: ExactDecimal
  let taxAtMost: ExactDecimal

  init(path: String) throws(EInvoiceRulesError) {
    let table = try Table(path)
    func value(_ name: String) throws(EInvoiceRulesError) -> ExactDecimal {
      guard let line = table.lines.first(where: { $0["name"] == name }),
        let value = line["value"].flatMap({ ExactDecimal($0.utf8) })
      else { throw .invalid(file: table.path, line: 0) }
      return value
    }
    line = try value("line_slack")
    taxPerLine = try value("tax_per_line")
    taxAtMost = try value("tax_at_most")
  }
}
