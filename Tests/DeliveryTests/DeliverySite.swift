import Accounting
import DATEV
import Delivery
import Foundation
import Invoice
import JobStore
import Spool
import SystemPackage

/// A store, a document store and an outbox of their own for one test.
final class DeliverySite: Sendable {
  let folder: FilePath
  let store: JobStore
  let identifiers = ULID.Generator()
  var outbox: FilePath { folder.appending("outbox") }
  var documents: DocumentStore { DocumentStore(directory: folder.appending("documents")) }

  init() throws {
    folder = FilePath(FileManager.default.temporaryDirectory.path).appending(
      "belegd-delivery-\(UUID().uuidString)")
    for name in ["outbox", "documents", "staging"] {
      try FileManager.default.createDirectory(
        atPath: folder.appending(name).string, withIntermediateDirectories: true)
    }
    store = try JobStore(path: folder.appending("store.sqlite").string)
  }

  deinit {
    try? store.close()
    try? FileManager.default.removeItem(atPath: folder.string)
  }

  /// The checkout's data, three folders above this file.
  static let data: String = {
    let parts = #filePath.split(separator: "/")
    return "/" + parts.dropLast(3).joined(separator: "/") + "/Config"
  }()

  static func automaticAccounts() throws -> AutomaticAccounts {
    try AutomaticAccounts(
      parsing: String(contentsOfFile: data + "/datev/automatic-accounts.csv", encoding: .utf8))
  }

  static func checker() throws -> DATEVChecker {
    try DATEVChecker(dataDirectory: data, automaticAccounts: try automaticAccounts())
  }

  static func simulator() throws -> ImportSimulator {
    try ImportSimulator(dataDirectory: data, automaticAccounts: try automaticAccounts())
  }

  static func terms(length: Int = 4) throws -> DeliveryTerms {
    DeliveryTerms(
      adviserNumber: 29_098, clientNumber: 55_003, clientName: "Elektro Muster & Söhne GmbH",
      rows: BatchSettings(
        kontenlaenge: Kontenlaenge(sachkonten: length) ?? .standard,
        automaticAccounts: try automaticAccounts(), schreibtLeistungsdatum: true),
      documents: .v05)
  }

  func dispatch() throws -> Dispatch {
    Dispatch(
      store: store, checker: try Self.checker(), simulator: try Self.simulator(),
      accountName: { $0.digits == "4930" ? "Bürobedarf" : "" })
  }

  /// Takes an open batch to the outbox.
  @discardableResult
  func deliver(_ batch: Batch, _ terms: DeliveryTerms? = nil) async throws -> Batch {
    try await dispatch().deliver(
      batch, terms: terms ?? Self.terms(),
      places: Dispatch.Places(
        staging: folder.appending("staging/\(batch.id)"), outbox: outbox, mayCopy: false, documents: documents
      ))
  }

  /// Delivers everything that is open.
  func deliverAll(_ terms: DeliveryTerms? = nil) async throws -> [Batch] {
    var delivered: [Batch] = []
    for batch in try await store.openBatches() { delivered.append(try await deliver(batch, terms)) }
    return delivered
  }

  static func invoice(
    _ number: String, seller: String = "Müller & Söhne GmbH", day: String = "2026-07-06",
    currency: String = "EUR"
  ) -> Invoice {
    var invoice = Invoice()
    invoice.invoiceNumber = number
    invoice.issueDate = CalendarDay(iso: day)
    invoice.dueDate = invoice.issueDate?.adding(days: 30)
    invoice.deliveryDate = invoice.issueDate
    invoice.currency = CurrencyCode(currency)
    invoice.seller.name = seller
    invoice.seller.vatIdentifier = VATIdentifier("DE136695976")
    invoice.seller.street = "Hauptstraße 1"
    invoice.seller.postcode = "44137"
    invoice.seller.city = "Dortmund"
    invoice.seller.country = "DE"
    invoice.seller.ibans = [IBAN("DE02120300000000202051")].compactMap { $0 }
    invoice.cashDiscounts = [CashDiscount(days: 10, percent: VATRate(percent: 2))]
    return invoice
  }

  static func posting(_ account: String, _ gross: Int64, rate: Int64 = 19, key: String = "") -> Posting? {
    AccountNumber(account).map {
      var posting = Posting(
        account: $0, net: Amount(minorUnits: gross * 100 / (100 + rate)), gross: Amount(minorUnits: gross),
        taxRate: VATRate(percent: rate), taxKey: key, text: "Material", reason: "weil", confidence: 1)
      posting.taxCase = .domestic
      return posting
    }
  }

  /// A document that is booked with these postings; its file lies in the store.
  @discardableResult
  func booked(
    _ invoice: Invoice, _ postings: [Posting?] = [DeliverySite.posting("4930", 119_00, key: "9")],
    fiscalYearStartMonth: Int = 1, exchangeRate: Decimal? = nil, creditor: String? = nil,
    referenceSuffix: Int? = nil
  ) async throws -> Job {
    let id = identifiers.next().description
    let content = Array("%PDF-1.4 \(id)".utf8)
    let digest = SHA256.hash(content).hex
    try DurableFiles.write(content, to: documents.path(sha256: digest, fileExtension: "pdf"))
    _ = try await store.enqueue(
      NewJob(
        id: id, tenant: "muster", sha256: digest, originalName: Array("Rechnung.pdf".utf8),
        fileExtension: "pdf",
        size: Int64(content.count), receivedAt: .now))
    guard let job = try await store.lease(worker: "test", for: .seconds(60)), let day = invoice.issueDate
    else {
      throw CancellationError()
    }
    var account = creditor
    if account == nil {
      account = try await store.assignCreditor(
        tenant: "muster", range: 70_000...99_999,
        SupplierIdentity(
          name: invoice.seller.name ?? "", vatId: invoice.seller.vatIdentifier?.value,
          iban: invoice.seller.ibans.first?.value, street: invoice.seller.street,
          postcode: invoice.seller.postcode, city: invoice.seller.city, country: invoice.seller.country)
      ).creditorAccount
    }
    let start = Geschaeftsjahr(containing: day, startMonth: fiscalYearStartMonth)?.beginn
    let rows = try postings.compactMap { $0 }.enumerated().map { ordinal, posting in
      var posting = posting
      posting.contraAccount = account.flatMap { AccountNumber($0) }
      guard var booked = BookedPosting(posting, of: invoice, exchangeRate: exchangeRate) else {
        throw CancellationError()
      }
      booked.referenceSuffix = referenceSuffix
      return NewPosting(
        part: 0, ordinal: ordinal, postingDate: day.description, fiscalYearStart: start?.description ?? "",
        rowJSON: try booked.json)
    }
    return try await store.finish(try await store.stage(job, Staging(outcome: .booked, postings: rows)))
  }

  /// The names in the outbox, in order.
  var delivered: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: outbox.string)) ?? []).sorted()
  }

  /// A delivered posting file.
  func rows(_ batch: Batch) throws -> (header: DATEVHeader, rows: [Buchungssatz]) {
    try BuchungsstapelFile.read(try DurableFiles.read(outbox.appending(batch.fileName ?? "")))
  }

  /// A text file of the outbox.
  func text(_ name: String) throws -> String {
    String(decoding: try DurableFiles.read(outbox.appending(name)), as: UTF8.self)
  }
}
