import Invoice
import Reading

extension InvoiceReader {
  /// Says what is missing, unsure or contradictory, and which rules held.
  mutating func judge() {
    let invoice = result.invoice
    let core: [(path: String, isThere: Bool)] = [
      ("invoice_number", invoice.invoiceNumber != nil), ("issue_date", invoice.issueDate != nil),
      ("net_total", invoice.netTotal != nil), ("tax_total", invoice.taxTotal != nil),
      ("gross_total", invoice.grossTotal != nil), ("seller.name", invoice.seller.name != nil),
    ]
    for field in core {
      guard field.isThere else {
        result.findings.append(
          Finding("FIELD_MISSING", .asks, field: field.path, arguments: ["field": field.path]))
        continue
      }
    }
    askForUnsure(core.filter(\.isThere).map(\.path))
    checkSums()
    checkDays()
    if own != nil, !reading.parties.ownNames.isEmpty {
      result.checks.append(Check("recipient is the tenant", .ok))
    } else if own != nil {
      let isReceipt =
        invoice.documentType == .receipt
        || (invoice.grossTotal.map { $0.magnitude <= Amount(minorUnits: 25_000) } ?? false)
      if isReceipt {
        result.checks.append(Check("recipient is the tenant", .notApplicable, detail: "§ 33 UStDV"))
      } else {
        result.checks.append(Check("recipient is the tenant", .failed))
        result.findings.append(
          Finding(
            "RECIPIENT_DIFFERS", .asks, field: "buyer.name", arguments: ["printed": invoice.buyer.name ?? ""])
        )
      }
    }
  }

  /// Asks where the values together are not sure enough to be posted unseen: for each that has a share in the doubt, at
  /// least for the least sure.
  private mutating func askForUnsure(_ paths: [String]) {
    let source = result.readFrom == .ocr ? "scan" : "text"
    let least = data.thresholds["ask.below.document.\(source)"]
    guard result.confidence < least else { return }
    // Who bills is certain where his VAT identifier is, however his name is cut.
    let chances = paths.map { path in
      (
        path: path,
        chance: path == "seller.name" ? result.sellerConfidence : result.evidence[path]?.confidence ?? 0
      )
    }
    guard let lowest = chances.map(\.chance).min() else { return }
    for entry in chances where entry.chance <= max(lowest, data.thresholds["ask.below.field"]) {
      result.findings.append(
        Finding(
          "FIELD_UNSURE", .asks, field: entry.path,
          arguments: ["field": entry.path, "percent": "\(Int((entry.chance * 100).rounded()))"]))
    }
  }

  private mutating func checkSums() {
    let invoice = result.invoice
    guard let net = invoice.netTotal, let tax = invoice.taxTotal, let gross = invoice.grossTotal else {
      result.checks.append(Check("BR-CO-15", .notApplicable))
      return
    }
    let adds = net + tax == gross
    result.checks.append(Check("BR-CO-15", adds ? .ok : .failed))
    if !adds {
      result.findings.append(
        Finding(
          "TOTALS_DO_NOT_ADD_UP", .asks, field: "gross_total",
          arguments: ["stated": gross.description, "expected": (net + tax).description]))
    }
    for (index, breakdown) in invoice.vatBreakdown.enumerated() {
      guard let rate = breakdown.rate, let basis = breakdown.taxableAmount, let stated = breakdown.taxAmount,
        let expected = try? basis.tax(at: rate)  // Out of range means that the rule cannot be tried.
      else { continue }
      let off = (stated - expected).magnitude
      result.checks.append(Check("BR-CO-17", off == .zero ? .ok : .failed, detail: "\(rate) %"))
      if off > Amount(minorUnits: 2) {
        result.findings.append(
          Finding(
            "TAX_DOES_NOT_FIT_RATE", .asks, field: "taxes[\(index)].amount",
            arguments: [
              "rate": rate.description, "stated": stated.description, "expected": expected.description,
            ]))
      }
    }
  }

  private mutating func checkDays() {
    guard let issue = result.invoice.issueDate, let due = result.invoice.dueDate else { return }
    let isFine = due >= issue
    result.checks.append(Check("due after issue", isFine ? .ok : .failed))
    if !isFine {
      result.findings.append(
        Finding(
          "DUE_BEFORE_ISSUE", .notes, field: "due_date",
          arguments: ["due": due.description, "issued": issue.description]))
    }
  }
}
