import Invoice
import Reading

/// What a GiroCode on one of the pages says about the invoice that was read from the words.
///
/// Its content is protected by the code's own check bytes, so that it is read right or not at all; it fills what the
/// words left open, makes sure what they say as well, and asks where they say something else.
struct GiroCodeEvidence {
  private let code: GiroCode
  private let page: Page
  private let thresholds: Thresholds

  /// `nil` for pages without a code, or with the recipient's own, which asks him for nothing.
  init?(pages: [Page], own: OwnIdentity?, _ thresholds: Thresholds) {
    guard let page = pages.first(where: { $0.giroCode != nil }), let code = page.giroCode,
      own?.ibans.contains(code.iban) != true
    else { return nil }
    self.code = code
    self.page = page
    self.thresholds = thresholds
  }

  func apply(to result: inout ReadInvoice) {
    applyAccount(to: &result)
    if let amount = code.amount { apply(amount, to: &result) }
    if result.invoice.seller.name == nil {
      result.invoice.seller.name = code.name
      result.evidence["seller.name"] = evidence(code.name)
    } else if let name = result.invoice.seller.name, Self.folded(name) == Self.folded(code.name) {
      confirm("seller.name", in: &result)
    }
    if let number = result.invoice.invoiceNumber, let reference = code.reference,
      Self.folded(reference).contains(Self.folded(number))
    {
      confirm("invoice_number", in: &result)
    }
  }

  private func applyAccount(to result: inout ReadInvoice) {
    let printed = result.invoice.seller.ibans
    if printed.contains(code.iban) {
      // Of several accounts this is the one to pay to.
      result.invoice.seller.ibans = [code.iban] + printed.filter { $0 != code.iban }
      if printed.first == code.iban {
        confirm("seller.iban", in: &result)
      } else {
        result.evidence["seller.iban"] = evidence(code.iban.value)
      }
    } else if printed.isEmpty {
      result.invoice.seller.ibans = [code.iban]
      result.evidence["seller.iban"] = evidence(code.iban.value)
    } else {
      result.findings.append(
        Finding(
          "GIROCODE_ACCOUNT_DIFFERS", .asks, field: "seller.iban",
          arguments: ["code": code.iban.value, "printed": printed[0].value]))
    }
  }

  private func apply(_ amount: Amount, to result: inout ReadInvoice) {
    let invoice = result.invoice
    guard let payable = invoice.payable ?? invoice.grossTotal else { return }
    if payable == amount {
      for field in ["payable", "gross_total"] where invoice.grossTotal == amount || field == "payable" {
        confirm(field, in: &result)
      }
      return
    }
    // Less the discount for early payment, which some codes take off already.
    let discounted = invoice.cashDiscounts.contains { terms in
      let off = (payable.minorUnits * terms.percent.basisPoints + 5000) / 10_000
      return abs(payable.minorUnits - off - amount.minorUnits) <= 1
    }
    guard !discounted, amount != invoice.grossTotal else { return }
    result.findings.append(
      Finding(
        "GIROCODE_AMOUNT_DIFFERS", .asks, field: "payable",
        arguments: ["code": amount.description, "stated": payable.description]))
  }

  private func confirm(_ field: String, in result: inout ReadInvoice) {
    guard let confidence = result.evidence[field]?.confidence else { return }
    result.evidence[field]?.confidence = max(confidence, thresholds["girocode.sure"])
  }

  private func evidence(_ text: String) -> Evidence {
    Evidence(
      source: page.origin == .text ? .text : .ocr, confidence: thresholds["girocode.sure"], page: page.number,
      box: page.turned == 0 ? code.box : nil, text: text)
  }

  /// Letters and digits only, since a code leaves out what banks do not print.
  private static func folded(_ text: String) -> String {
    String(decoding: FoldedText(text).letters, as: UTF8.self)
  }
}
