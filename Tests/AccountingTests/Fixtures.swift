import Accounting
import Foundation
import Invoice

/// The project's own data, found from this file: tests run on what is shipped.
enum Fixtures {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let dataDirectory = root.appending(path: "Config").path

  static let accountant: Result<Accountant, any Error> = Result {
    try Accountant(dataDirectory: dataDirectory)
  }

  /// `BELEGD_SHARED`, or `../shared` beside the checkout; `nil` where there is none.
  static let shared: URL? = {
    let candidates = [
      ProcessInfo.processInfo.environment["BELEGD_SHARED"].map { URL(filePath: $0) },
      root.deletingLastPathComponent().appending(path: "shared"),
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  /// An electrical contractor who does building work himself.
  static let contractor: TenantProfile = {
    var identity = OwnIdentity(name: "Elektro Muster GmbH", country: "DE")
    identity.vatIdentifiers = [VATIdentifier("DE136695976")].compactMap { $0 }
    return TenantProfile(identity: identity, receivesConstructionServices: true)
  }()

  /// The same as a Kleinunternehmer: he owes what he buys under § 13b and deducts nothing.
  static let smallBusiness: TenantProfile = {
    var profile = contractor
    profile.isSmallBusiness = true
    return profile
  }()
}

extension Amount {
  /// A literal of a test; a wrong one is zero and makes the test fail.
  static func eur(_ text: String) -> Amount { Amount(decimal: text) ?? .zero }
}

/// An invoice made in one expression.
struct Draft {
  var invoice = Invoice()

  init(_ seller: String, country: String = "DE", vat: String? = nil, type: DocumentType = .invoice) {
    invoice.documentType = type
    invoice.seller.name = seller
    invoice.seller.country = country
    invoice.seller.vatIdentifier = vat.flatMap { VATIdentifier($0) }
    if vat == nil, country == "DE" { invoice.seller.taxNumber = "123/456/78901" }
    invoice.issueDate = CalendarDay(iso: "2026-03-10")
    invoice.invoiceNumber = "4711"
  }

  func dated(_ day: String) -> Draft { changed { $0.issueDate = CalendarDay(iso: day) } }

  func line(_ text: String, _ net: String, rate: Int64? = 19, quantity: Int = 1) -> Draft {
    changed {
      var line = InvoiceLine(position: $0.lines.count + 1)
      line.description = text
      line.netAmount = .eur(net)
      line.quantity = Decimal(quantity)
      line.taxRate = rate.map { VATRate(percent: $0) }
      $0.lines.append(line)
    }
  }

  func group(_ rate: Int64, _ basis: String, _ tax: String, _ category: VATCategory? = nil) -> Draft {
    changed {
      $0.vatBreakdown.append(
        VATBreakdown(
          category: category, rate: VATRate(percent: rate), taxableAmount: .eur(basis), taxAmount: .eur(tax)))
      $0.netTotal = ($0.netTotal ?? .zero) + .eur(basis)
      $0.taxTotal = ($0.taxTotal ?? .zero) + .eur(tax)
      $0.grossTotal = ($0.grossTotal ?? .zero) + .eur(basis) + .eur(tax)
    }
  }

  func changed(_ change: (inout Invoice) -> Void) -> Draft {
    var copy = self
    change(&copy.invoice)
    return copy
  }

  func assigned(_ text: String = "", to profile: TenantProfile = Fixtures.contractor) throws -> Assignment {
    try Fixtures.accountant.get().assign(invoice, text: text, profile: profile)
  }
}

extension Assignment {
  /// Codes of what a person must look at.
  var asked: Set<String> { Set(findings.filter { $0.severity != .notes }.map(\.code)) }
  var noted: Set<String> { Set(findings.filter { $0.severity == .notes }.map(\.code)) }
  var accounts: [String] { lines.map { $0.account?.digits ?? "-" } }
}
