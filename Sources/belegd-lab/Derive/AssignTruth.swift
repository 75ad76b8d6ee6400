import Accounting
import Foundation
import Invoice
import Reading

/// `belegd-lab assign-truth TRUTH PAGES DATA OWN OUTPUT [--bare]`: accounts with perfect reading.
///
/// Feeds the values of a corpus' truth and the words of its pages to accounting, and writes a result per
/// document for the accounts scorer. OWN is a recipient like corpus-elektro's `tenant.json`, or `-` where each
/// document names its own. PAGES holds the words per document: a JSON array of pages.
enum AssignTruth {
  struct Own: Decodable {
    struct Profile: Decodable {
      var small_business: Bool
      var receives_construction_services: Bool
    }

    var name: String
    var vat_id: String?
    var tax_profile: Profile
  }

  static func run(_ arguments: [String]) throws {
    let (truth, pages, data) = (arguments[1], arguments[2], arguments[3])
    let output = arguments[5]
    let isBare = arguments.count > 6 && arguments[6] == "--bare"
    let clock = ContinuousClock()
    var started = clock.now
    let accountant = try Accountant(dataDirectory: data)
    let loading = clock.now - started
    let own = try own(at: arguments[4])
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    var count = 0
    var assigning = Duration.zero
    for record in try TruthInvoice.read(truth) {
      guard let invoice = record.invoice(bare: isBare) else { continue }
      let name = String(record.file.split(separator: "/").last ?? "")
      let text = text(ofPagesAt: "\(pages)/\(name).json")
      let profile = profile(own, record)
      started = clock.now
      let assignment = accountant.assign(invoice, text: text, profile: profile)
      assigning += clock.now - started
      try write(assignment, invoice, to: "\(output)/\(name).json")
      count += 1
    }
    print("\(count) documents, loading \(loading), assigning \(assigning / max(count, 1)) each")
  }

  /// The recipient that a file names; `nil` for `-`.
  static func own(at path: String) throws -> Own? {
    path == "-" ? nil : try JSONDecoder().decode(Own.self, from: Data(contentsOf: URL(filePath: path)))
  }

  static func profile(_ own: Own?, _ record: TruthInvoice) -> TenantProfile {
    let tenant = record.truth?.tenant
    var identity = OwnIdentity(name: own?.name ?? tenant?.name ?? "")
    identity.vatIdentifiers = [own?.vat_id ?? tenant?.vat_id].compactMap { $0.flatMap { VATIdentifier($0) } }
    return TenantProfile(
      identity: identity, isSmallBusiness: own?.tax_profile.small_business ?? false,
      receivesConstructionServices: own?.tax_profile.receives_construction_services ?? true)
  }

  /// The words of all pages, those of about the same height as one line.
  static func text(ofPagesAt path: String) -> String {
    guard let data = try? Data(contentsOf: URL(filePath: path)),
      let pages = try? JSONDecoder().decode([Page].self, from: data)
    else { return "" }
    var lines: [String] = []
    for page in pages {
      var height = -1000.0
      for word in page.words {
        if abs(word.box.middleY - height) < 3, !lines.isEmpty {
          lines[lines.count - 1] += " " + word.text
        } else {
          lines.append(word.text)
          height = word.box.middleY
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func write(_ assignment: Assignment, _ invoice: Invoice, to path: String) throws {
    let asks = assignment.findings.filter { $0.severity != .notes }
    var lines: [[String: Any]] = []
    for (line, assigned) in zip(invoice.lines, assignment.lines) {
      lines.append([
        "position": line.position, "description": line.description ?? "",
        "net_amount": line.netAmount?.description ?? "", "skr03": assigned.account?.digits ?? "",
        "skr03_confidence": assigned.confidence, "skr03_reason": assigned.reason,
      ])
    }
    var bookings: [[String: Any]] = []
    for posting in assignment.postings {
      bookings.append([
        "account": posting.account.digits, "contra_account": "70001", "net": posting.net.description,
        "tax_rate": posting.taxRate.description, "gross": posting.gross.description,
        "self_assessed_rate": posting.selfAssessedRate?.description ?? "", "tax_key": posting.taxKey,
        "text": posting.text, "confidence": posting.confidence, "reason": posting.reason,
      ])
    }
    let result: [String: Any] = [
      "schema_version": 1, "status": asks.isEmpty ? "booked" : "review",
      "reasons": assignment.findings.map { ["code": $0.code, "arguments": "\($0.arguments)"] },
      "invoice_number": invoice.invoiceNumber ?? "", "issue_date": invoice.issueDate?.description ?? "",
      "gross_total": invoice.grossTotal?.description ?? "", "tax_case": assignment.taxCase?.rawValue ?? "",
      "lines": lines, "bookings": bookings, "confidence": assignment.confidence,
    ]
    let json = try JSONSerialization.data(withJSONObject: result, options: [.prettyPrinted, .sortedKeys])
    try json.write(to: URL(filePath: path))
  }
}
