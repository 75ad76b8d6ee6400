import Accounting
import DATEV
import Invoice
import JobStore
import Results
import Settings
import Spool
import SystemPackage

/// Takes the adviser's creditors and labels of accounts; his numbers stay, and conflicts go to the review folder.
struct MasterDataTaking: Sendable {
  let store: JobStore

  /// Category 16: what we call suppliers moves to the adviser's numbers.
  func takeCreditors(_ file: HistoryFile, _ tenant: TenantSettings) async throws {
    try Self.check(file, tenant)
    let creditors = file.content.records.compactMap { AdviserCreditor($0, in: tenant.datev.creditorRange) }
    let outcomes = try await store.importCreditors(
      tenant: tenant.name, creditors, range: tenant.datev.creditors, sha256: file.sha256)
    guard let outcomes else { return }
    let told = zip(creditors, outcomes).filter { $1 != .known && $1 != .added }.map {
      CreditorListSheet.Entry(account: $0.account, name: $0.identity.name, outcome: .init($1))
    }
    guard !told.isEmpty else { return }
    let text = CreditorListSheet.text(
      file: file.name, tenant: tenant.name, total: creditors.count, entries: told)
    // Under the file's hash: the same file again replaces its own sheet.
    let path = FilePath(tenant.folders.review).appending("Kreditoren-\(file.sha256.prefix(8)).txt")
    try await offPool { () throws(SpoolError) in
      try DurableFiles.write(Array(text.utf8), to: path, mode: 0o664)
    }
  }

  /// Category 20: accounts that the adviser has named are never named again by us.
  func takeLabels(_ file: HistoryFile, _ tenant: TenantSettings) async throws {
    try Self.check(file, tenant)
    let labels = file.content.records.compactMap { record -> MasterRecord? in
      guard let account = AccountNumber(record[1]), !record[2].isEmpty else { return nil }
      return MasterRecord(category: 20, account: account.digits, content: record[2], isAdviser: true)
    }
    _ = try await store.importLabels(tenant: tenant.name, labels, sha256: file.sha256)
  }

  /// A list of another client or with other lengths would give every supplier a wrong number.
  private static func check(_ file: HistoryFile, _ tenant: TenantSettings) throws(HistoryRefusal) {
    if let length = file.content.sachkontenlaenge, length != tenant.datev.accountLength {
      throw .accountLength(file: length, settings: tenant.datev.accountLength)
    }
    if let client = file.content.mandantennummer, let own = tenant.datev.clientNumber, client != own {
      throw .client(file: client, settings: own)
    }
  }
}

extension DATEVSettings {
  /// Every number that a creditor may have, not only those that new ones are given.
  fileprivate var creditorRange: ClosedRange<Int> {
    Kontenlaenge(sachkonten: accountLength)?.kreditoren ?? creditors
  }
}

extension AdviserCreditor {
  /// `nil` for customers and for a record without a name.
  fileprivate init?(_ record: AdviserFile.Record, in range: ClosedRange<Int>) {
    guard let row = Kreditor(record), let number = Int(row.konto.digits), range ~= number else { return nil }
    let name = row.name
    guard !name.isEmpty else { return nil }
    let vatID = row.euUStID.isEmpty ? nil : (row.euLand.isEmpty ? "DE" : row.euLand) + row.euUStID
    func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.init(
      account: row.konto.digits,
      identity: SupplierIdentity(
        name: name, vatId: vatID, taxNumber: filled(row.steuernummer), iban: row.iban?.value,
        street: filled(row.strasse), postcode: filled(row.postleitzahl), city: filled(row.ort),
        country: filled(row.land)),
      content: row.record)
  }
}

extension CreditorListSheet.Outcome {
  init(_ outcome: CreditorImport) {
    switch outcome {
    case .known, .added: self = .taken
    case .renumbered(let number): self = .renumbered(from: number)
    case .displaced(let name, let number): self = .displaced(name: name, to: number)
    case .otherNumber(let number): self = .otherNumber(number)
    case .twice(let number): self = .twice(number)
    case .numberTaken(let name): self = .numberTaken(by: name)
    }
  }
}
