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

/// Looks into the history folders of all tenants and takes what is whole.
public actor HistoryWatch {
  private let premises: Premises
  private let taking: HistoryTaking
  /// What a file was at the last look: it is whole when it has not changed since.
  private var seen: [FilePath: FileStatus] = [:]
  /// What was taken or refused, as it was then.
  private var done: [FilePath: FileStatus] = [:]

  private static let fileLimit = 64 << 20

  public init(_ premises: Premises, dataDirectory: String) throws {
    self.premises = premises
    taking = try HistoryTaking(store: premises.store, dataDirectory: dataDirectory)
  }

  /// Looks until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      var isUnsettled = false
      for tenant in premises.settings.now.tenants where await look(tenant) { isUnsettled = true }
      premises.pulse.beat("history", allowing: .seconds(120))
      let settings = premises.settings.now.main
      // Nobody waits for it as for a document: the look of the scan is soon enough.
      let pause = isUnsettled ? settings.settle : min(settings.scanInterval, .seconds(10))
      try? await Task.sleep(for: max(pause, .milliseconds(50)))  // cancellation ends the loop
    }
    premises.pulse.rest("history")
  }

  /// One look into a tenant's folder; `true` when a file may still be growing.
  private func look(_ tenant: TenantSettings) async -> Bool {
    let folder = FilePath(tenant.folders.history)
    let files = await Self.files(in: folder)
    var isUnsettled = false
    for (path, status) in files where done[path]?.isUnchanged(since: status) != true {
      guard seen[path]?.isUnchanged(since: status) == true else {
        seen[path] = status
        isUnsettled = true
        continue
      }
      await take(path, status, tenant)
    }
    let there = Set(files.map(\.0))
    for path in seen.keys where path.starts(with: folder) && !there.contains(path) {
      seen[path] = nil
      done[path] = nil
    }
    return isUnsettled
  }

  private func take(_ path: FilePath, _ status: FileStatus, _ tenant: TenantSettings) async {
    let metadata: Logger.Metadata = [LogField.tenant: "\(tenant.name)", LogField.stage: "history"]
    do {
      let bytes = try await offPool { () throws(SpoolError) in
        try DurableFiles.read(path, limit: Self.fileLimit)
      }
      let report = try await taking.take(bytes, tenant: tenant.name)
      done[path] = status
      guard !report.isKnown else { return }
      premises.log.log(
        .correctionTaken,
        metadata: metadata.merging([
          "documents": "\(report.documents)", "matched": "\(report.matched)",
          "differing": "\(report.differing)",
        ]) { $1 })
    } catch let error as JobStoreError {
      // The machine's fault: the next look tries again.
      premises.log.log(.storageFailed, error: error, metadata: metadata)
    } catch {
      done[path] = status
      premises.log.log(.correctionRefused, error: error, metadata: metadata)
    }
  }

  /// Finished CSV files of the folder; none where there is no folder.
  private static func files(in folder: FilePath) async -> [(FilePath, FileStatus)] {
    let found = try? await offPool { () throws(SpoolError) in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
      return names.sorted().compactMap { name -> (FilePath, FileStatus)? in
        guard name.lowercased().hasSuffix(".csv"), !name.hasPrefix(".") else { return nil }
        let path = folder.appending(name)
        guard let status = try? FileStatus(of: path), status.kind == .regular else { return nil }
        return (path, status)
      }
    }
    return found ?? []  // the closure throws nothing
  }
}
