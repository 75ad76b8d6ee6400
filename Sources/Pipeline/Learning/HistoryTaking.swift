public import Accounting
import DATEV
import Foundation
import Invoice
public import JobStore
import Learning
import Logging
import Results
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Learns from batches that the adviser has posted: files in a tenant's history folder are his word.
///
/// A file stays where it lies; it is known by its hash, so that it teaches once.
public struct HistoryTaking: Sendable {
  /// What a file has taught.
  public struct Report: Hashable, Sendable {
    /// Purchases in the file.
    public var documents = 0
    /// Those that were found among the tenant's documents, with an account for each line.
    public var matched = 0
    /// Of these, documents of which a line has another account than we gave it.
    public var differing = 0
    /// The file was taken before.
    public var isKnown = false
  }

  private let store: JobStore
  private let postings: AdviserPostings

  public init(store: JobStore, dataDirectory: String) throws(AccountingDataError) {
    self.store = store
    postings = try AdviserPostings(dataDirectory: dataDirectory)
  }

  /// Takes one file's word for a tenant.
  ///
  /// - Throws: What is no EXTF Buchungsstapel, and what keeps the log from being written.
  public func take(_ bytes: [UInt8], tenant: String) async throws -> Report {
    let documents = try postings.documents(in: bytes)
    var report = Report(documents: documents.count)
    var corrections: [NewCorrection] = []
    for document in documents {
      if let (row, result) = try await invoice(of: document, tenant), let supplier = row.sellerKey,
        let accounts = Self.accounts(of: result, in: document)
      {
        report.matched += 1
        if zip(result.lines, accounts).contains(where: { $0.account != $1 }) { report.differing += 1 }
        let lines = zip(result.lines, accounts).map { Correction.Line($0, account: $1) }
        corrections.append(
          NewCorrection(
            job: row.job, entry: Self.entry(supplier: supplier, lines: lines, of: document)))
      } else {
        // Of before belegd, or not to be told apart by lines: what the creditor's purchases are posted to.
        let supplier = try await store.supplier(tenant: tenant, creditor: document.creditor.digits)
        let accounts = Set(document.rows.map(\.account)).sorted()
        corrections.append(
          NewCorrection(
            entry: Self.entry(
              supplier: supplier?.key, lines: accounts.map { Correction.Line(account: $0) }, of: document)))
      }
    }
    let source = SHA256.hash(bytes).hex
    let ids = try await store.appendCorrections(corrections, tenant: tenant, source: source)
    report.isKnown = ids.isEmpty && !corrections.isEmpty
    return report
  }

  /// As what the history folder has for posted batches; its fields tell what was learned.
  public var taker: HistoryInbox.Taker {
    { file, tenant in
      let report = try await take(file.bytes, tenant: tenant.name)
      return report.isKnown
        ? nil
        : [
          "documents": "\(report.documents)", "matched": "\(report.matched)",
          "differing": "\(report.differing)",
        ]
    }
  }

  private static func accounts(of result: ResultDocument, in document: AdviserDocument) -> [AccountNumber]? {
    document.accounts(
      of: result.lines.map {
        .init(account: $0.account, net: $0.netAmount ?? .zero, rate: $0.taxRate ?? .zero)
      }, ours: result.bookings.map { .init(account: $0.account, amount: $0.gross) })
  }

  private static func entry(
    supplier: String?, lines: [Correction.Line], of document: AdviserDocument
  ) -> String {
    Correction(
      role: .adviser, person: "DATEV", supplier: supplier, lines: lines, creditor: document.creditor,
      postingText: document.text
    ).json
  }

  /// The stored invoice that a posting speaks of: its number, and the creditor or amount and day agree.
  private func invoice(
    of document: AdviserDocument, _ tenant: String
  ) async throws -> (InvoiceRow, ResultDocument)? {
    guard !document.number.isEmpty else { return nil }
    let rows = try await store.invoices(tenant: tenant, number: document.number)
    guard !rows.isEmpty else { return nil }
    let supplier = try await store.supplier(tenant: tenant, creditor: document.creditor.digits)
    for row in rows {
      let isSameSeller = supplier != nil && supplier?.key == row.sellerKey
      let isSameDay = row.issueDate == document.day.description
      guard let result = try? ResultDocument(json: Array(row.resultJSON.utf8)),
        document.total == Self.posted(result), isSameSeller || isSameDay
      else { continue }
      return (row, result)
    }
    return nil
  }

  /// The sum that our postings have, or would have.
  private static func posted(_ result: ResultDocument) -> Amount {
    if !result.bookings.isEmpty { return result.bookings.reduce(.zero) { $0 + $1.gross } }
    return (result.grossTotal ?? .zero) + (result.tip ?? .zero)
  }
}
