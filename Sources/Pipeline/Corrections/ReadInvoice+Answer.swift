import Accounting
import Invoice
import Reading
import Results

extension ReadInvoice {
  /// Puts what a person has said in the place of what was read, and takes back the questions about it.
  mutating func apply(_ answer: PersonsAnswer, part: Int) {
    let values = answer.values.filter { $0.part == part }
    guard !values.isEmpty else { return }
    for value in values { apply(value) }
    // It was about the values as read.
    jointConfidence = nil
    completeTotals(Set(values.map(\.path)))
    let answered = Set(values.map(\.path))
    findings.removeAll { finding in
      finding.severity == .asks && finding.field.map(answered.contains) == true
    }
    checkTotals(answered)
  }

  private mutating func apply(_ value: PersonsAnswer.Value) {
    let amount = Amount(decimal: value.new)
    let day = CalendarDay(iso: value.new)
    switch value.path {
    case "document_type": invoice.documentType = DocumentType(rawValue: value.new) ?? invoice.documentType
    case "invoice_number": invoice.invoiceNumber = withLostZeros(value.new)
    case "issue_date": invoice.issueDate = day ?? invoice.issueDate
    case "delivery_date": invoice.deliveryDate = day ?? invoice.deliveryDate
    case "due_date": invoice.dueDate = day ?? invoice.dueDate
    case "currency": invoice.currency = CurrencyCode(value.new) ?? invoice.currency
    case "seller.name": invoice.seller.name = value.new
    case "seller.tax_number": invoice.seller.taxNumber = value.new
    case "seller.vat_id":
      invoice.seller.vatIdentifier = VATIdentifier(value.new) ?? invoice.seller.vatIdentifier
      invoice.seller.statedVATIdentifier = nil
    case "seller.iban":
      invoice.seller.ibans = IBAN(value.new).map { [$0] } ?? invoice.seller.ibans
      invoice.seller.statedAccounts = []
    case "net_total": invoice.netTotal = amount ?? invoice.netTotal
    case "tax_total": invoice.taxTotal = amount ?? invoice.taxTotal
    case "gross_total": invoice.grossTotal = amount ?? invoice.grossTotal
    case "prepaid_total": invoice.prepaidTotal = amount ?? invoice.prepaidTotal
    case "tip": invoice.tip = amount ?? invoice.tip
    default:
      guard let line = CorrectableField(path: value.path)?.line, invoice.lines.indices.contains(line) else {
        break  // accounts and the tax case are no values of the invoice
      }
      switch value.path.split(separator: ".").last {
      case "net_amount": invoice.lines[line].netAmount = amount ?? invoice.lines[line].netAmount
      case "tax_rate":
        invoice.lines[line].taxRate = VATRate(percent: value.new) ?? invoice.lines[line].taxRate
      case "description": invoice.lines[line].description = value.new
      default: break
      }
    }
    var evidence = self.evidence[value.path] ?? Evidence(source: .correction, confidence: 1)
    // The place on the page stays: it is where a person looks.
    evidence.source = .correction
    evidence.confidence = 1
    self.evidence[value.path] = evidence
  }

  /// A spreadsheet that takes `00471` for a number leaves 471; what the page shows says how many zeros there were.
  private func withLostZeros(_ number: String) -> String {
    guard number.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return number }
    let tokens = text.split { !($0.isASCII && $0.isNumber) }
    if tokens.contains(where: { $0 == number }) { return number }
    let longer = tokens.first { $0.hasSuffix(number) && $0.dropLast(number.count).allSatisfy { $0 == "0" } }
    return longer.map(String.init) ?? number
  }

  /// Whoever puts two of net, tax and gross right has said the third.
  private mutating func completeTotals(_ paths: Set<String>) {
    let given = (
      net: paths.contains("net_total"), tax: paths.contains("tax_total"), gross: paths.contains("gross_total")
    )
    switch given {
    case (true, true, false):
      if let net = invoice.netTotal, let tax = invoice.taxTotal {
        say("gross_total") { $0.grossTotal = net + tax }
      }
    case (true, false, true):
      if let net = invoice.netTotal, let gross = invoice.grossTotal {
        say("tax_total") { $0.taxTotal = gross - net }
      }
    case (false, true, true):
      if let tax = invoice.taxTotal, let gross = invoice.grossTotal {
        say("net_total") { $0.netTotal = gross - tax }
      }
    default: break
    }
    guard given.net || given.tax || given.gross, invoice.vatBreakdown.count == 1 else { return }
    // One rate: its row of the breakdown is the totals said again.
    invoice.vatBreakdown[0].taxableAmount = invoice.netTotal
    invoice.vatBreakdown[0].taxAmount = invoice.taxTotal
  }

  private mutating func say(_ path: String, _ change: (inout Invoice) -> Void) {
    change(&invoice)
    evidence[path] = Evidence(source: .derived, confidence: 1)
  }

  /// After a correction of totals they add up, or somebody must look again.
  private mutating func checkTotals(_ answered: Set<String>) {
    guard !answered.isDisjoint(with: ["net_total", "tax_total", "gross_total"]) else { return }
    findings.removeAll { $0.code == "TOTALS_DO_NOT_ADD_UP" }
    guard let net = invoice.netTotal, let gross = invoice.grossTotal else { return }
    let expected = net + (invoice.taxTotal ?? .zero)
    guard expected != gross else { return }
    findings.append(
      Finding(
        "TOTALS_DO_NOT_ADD_UP", .asks, field: "gross_total",
        arguments: ["stated": "\(gross)", "expected": "\(expected)"]))
  }
}

extension PersonsAnswer {
  /// What it says about accounts and tax of one invoice.
  func given(part: Int) -> GivenAccounts {
    var given = GivenAccounts()
    for value in values where value.part == part {
      if value.path == "tax_case" {
        given.taxCase = TaxCase(rawValue: value.new)
      } else if value.path == CorrectableField.everyAccount {
        given.everywhere = AccountNumber(value.new)
      } else if value.path.hasSuffix(".skr03"), let line = CorrectableField(path: value.path)?.line {
        given.accounts[line] = AccountNumber(value.new)
      }
    }
    return given
  }
}
