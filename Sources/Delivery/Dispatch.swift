public import Accounting
public import DATEV
import Foundation
import Invoice
public import JobStore
import Results
public import Spool
public import SystemPackage

/// Closes batches and puts their files, checked, into the outbox; each step can be repeated after a crash.
///
/// Closing freezes the postings and gives the number; the files are staged and checked; the row says which files;
/// renames from staging publish; the row says that it is done.
public struct Dispatch: Sendable {
  private let store: JobStore
  private var checker: DATEVChecker
  private var simulator: ImportSimulator
  private let accountName: @Sendable (AccountNumber) -> String

  /// - Parameter accountName: The chart's name of an account, empty where it has none.
  public init(
    store: JobStore, checker: DATEVChecker, simulator: ImportSimulator,
    accountName: @escaping @Sendable (AccountNumber) -> String
  ) {
    self.store = store
    self.checker = checker
    self.simulator = simulator
    self.accountName = accountName
  }

  /// Where a batch's files are staged, below the staging folder.
  public static func folderName(of batch: Int64) -> String { "batch-\(batch)" }

  /// The folders that a delivery needs.
  public struct Places: Sendable {
    /// Of this batch alone, on the outbox's file system.
    public var staging: FilePath
    public var outbox: FilePath
    public var mayCopy: Bool
    /// Where the tenant's originals lie.
    public var documents: DocumentStore

    public init(staging: FilePath, outbox: FilePath, mayCopy: Bool, documents: DocumentStore) {
      self.staging = staging
      self.outbox = outbox
      self.mayCopy = mayCopy
      self.documents = documents
    }
  }

  /// Takes an open or closing batch to its end.
  ///
  /// - Throws: ``BatchError`` before anything is visible: the batch stays closing. `SpoolError` when the outbox is
  ///   away: staged, tried again.
  @discardableResult
  public func deliver(_ batch: Batch, terms: DeliveryTerms, places: Places) async throws -> Batch {
    // `belegd batch close` and the daemon may come to the same batch: staging it twice would publish it twice.
    let lock = try await lock(beside: places.staging)
    defer { withExtendedLifetime(lock) {} }
    var closing = try await store.beginClosing(batch.id)
    guard closing.state == .closing else { return closing }
    if closing.sha256 == nil { closing = try await agreed(in: terms).stage(closing, terms, places) }
    guard let name = closing.fileName, let digest = closing.sha256 else {
      throw BatchError.notClosing(closing.id)
    }
    var names = try await store.files(of: closing.id).map(\.name)
    if names.isEmpty { names = [name] }
    let published = names
    try await offPool { () throws(SpoolError) in
      for name in published {
        let (staged, target) = (places.staging.appending(name), places.outbox.appending(name))
        if places.mayCopy {
          try DurableFiles.publishCopy(from: staged, to: target)
        } else {
          try DurableFiles.publish(from: staged, to: target)
        }
      }
    }
    let done = try await store.markPublished(closing.id, sha256: digest)
    // After the row: until then the empty folder is what says "published".
    try? await offPool { () throws(SpoolError) in try DurableFiles.removeFolder(places.staging) }
    return done
  }

  /// The same with the client's own chart, and with the lock where it is agreed.
  private func agreed(in terms: DeliveryTerms) -> Dispatch {
    var dispatch = self
    dispatch.checker.automaticAccounts = terms.rows.automaticAccounts
    dispatch.checker.acceptsLock = terms.rows.festschreibung
    dispatch.simulator.automaticAccounts = terms.rows.automaticAccounts
    return dispatch
  }

  // MARK: - Staging

  /// Writes and checks every file of the delivery, then says in the row which they are.
  private func stage(_ batch: Batch, _ terms: DeliveryTerms, _ places: Places) async throws -> Batch {
    // What a crash has left half-made.
    try await offPool { () throws(SpoolError) in
      try DurableFiles.removeFolder(places.staging)
      try DurableFiles.makeDirectory(places.staging)
    }
    let documents = try await availableDocuments(of: batch, terms, places)
    var writer = try BatchWriter(batch, terms: terms, simulator: simulator) { row in
      guard terms.documents != nil, documents.missing[row.job] == nil else { return nil }
      return Beleglink(.unternehmenOnline, DocumentPackage.guid(job: row.job, sha256: row.sha256))
    }
    let postings = try await writePostings(of: batch, &writer, places.staging)
    var delivery = Delivery(
      summary: writer.summary, stem: try await Self.freeStem(writer.nameStem, in: places.outbox))
    try await stageMasterData(batch, terms, writer.header, places.staging, &delivery)
    try await stageDocuments(batch, terms, documents, places.staging, &delivery)
    for (index, part) in postings.enumerated() {
      let suffix = postings.count > 1 ? "_Teil\(index + 1)von\(postings.count)" : ""
      let name = "EXTF_Buchungsstapel_\(delivery.stem)\(suffix).csv"
      try await offPool { () throws(SpoolError) in
        try DurableFiles.move(from: part.path, to: places.staging.appending(name))
      }
      delivery.files.append(.init(kind: .postings, name: name, count: part.rows))
      delivery.outputs.append(BatchOutput(name: name, sha256: part.sha256))
    }
    if postings.count > 1 { delivery.warnings.append(.severalFiles(postings.count)) }
    guard let first = delivery.outputs.last(where: { $0.sha256 == postings.first?.sha256 }) else {
      throw BatchError.notClosing(batch.id)
    }
    try await stageCover(batch, terms, documents, places.staging, &delivery)
    return try await store.stageBatch(
      batch.id, fileName: first.name, sha256: first.sha256, files: delivery.outputs,
      masterData: delivery.masterData)
  }

  /// What is gathered until the row is written.
  private struct Delivery {
    var summary: BatchSummary
    var stem: String
    var files: [CoverSheet.File] = []
    var outputs: [BatchOutput] = []
    var warnings: [CoverSheet.Warning] = []
    var masterData: [MasterRecord] = []
  }

  /// The stem, or with `-2`, `-3`… while something else in the outbox has its names, open in a spreadsheet or left by
  /// an earlier installation: nothing is overwritten, and nothing waits for it to go (faults 73 and 74).
  private static func freeStem(_ stem: String, in outbox: FilePath) async throws -> String {
    try await offPool { () throws(SpoolError) in
      for number in 1...100 {
        let candidate = number == 1 ? stem : "\(stem)-\(number)"
        let names = ["Buchungsstapel", "Kreditoren", "Kontenbeschriftungen"].map {
          "EXTF_\($0)_\(candidate).csv"
        }
        var isFree = true
        for name in names + ["Belege_\(candidate).zip", "Deckblatt_\(candidate).html"] {
          if try DurableFiles.exists(outbox.appending(name)) { isFree = false }
        }
        if isFree { return candidate }
      }
      return stem
    }
  }

  private struct PostingFile {
    var path: FilePath
    var rows: Int
    var sha256: String
  }

  /// The posting files under passing names: how many there are shows at the end.
  private func writePostings(
    of batch: Batch, _ writer: inout BatchWriter, _ folder: FilePath
  ) async throws -> [PostingFile] {
    var files: [PostingFile] = []
    let ids = try await store.postingIDs(of: batch.id)
    for start in stride(from: 0, to: ids.count, by: 2_000) {
      try writer.add(try await store.postings(ids: Array(ids[start..<min(start + 2_000, ids.count)])))
      try await write(writer.takeFinished(), folder, &files)
    }
    try writer.finish()
    try await write(writer.takeFinished(), folder, &files)
    return files
  }

  private func write(
    _ parts: [BuchungsstapelWriter.Part], _ folder: FilePath, _ files: inout [PostingFile]
  ) async throws {
    for part in parts {
      let path = folder.appending("postings-\(files.count + 1)")
      try refuse(checker.check(fileName: "EXTF_Buchungsstapel.csv", bytes: part.bytes), path.string)
      try await offPool { () throws(SpoolError) in
        try DurableFiles.write(part.bytes, to: path, mode: 0o640)
      }
      files.append(PostingFile(path: path, rows: part.rows, sha256: SHA256.hash(part.bytes).hex))
    }
  }

  private func refuse(_ violations: [DATEVViolation], _ file: String) throws(BatchError) {
    guard let first = violations.first else { return }
    throw .failsCheck(file: file, violation: "\(first)", count: violations.count)
  }

  private func stageMasterData(
    _ batch: Batch, _ terms: DeliveryTerms, _ postings: DATEVHeader, _ folder: FilePath,
    _ delivery: inout Delivery
  ) async throws {
    func header(_ format: DATEVHeader.Format) -> DATEVHeader {
      var header = DATEVHeader(
        masterData: format, beraternummer: terms.adviserNumber, mandantennummer: terms.clientNumber,
        wirtschaftsjahr: postings.wirtschaftsjahr, erzeugtAm: postings.erzeugtAm)
      header.exportiertVon = postings.exportiertVon
      header.sachkontenlaenge = postings.sachkontenlaenge
      header.sachkontenrahmen = postings.sachkontenrahmen
      return header
    }
    if terms.deliversCreditors {
      let known = try await store.masterData(tenant: batch.tenant, category: 16)
      let suppliers = try await store.suppliers(tenant: batch.tenant)
      var found = MasterData.creditors(
        suppliers, known: Dictionary(known.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first }),
        terms: delivery.summary.creditors)
      let head = header(.debitorenKreditoren)
      // A record of the adviser's may break a rule of the format: postings do not wait for it.
      found.removeAll { row, _ in
        let bytes = KreditorenFile.write(head, [row])
        guard checker.check(fileName: "EXTF_Kreditoren.csv", bytes: bytes).contains(where: \.isRefusal) else {
          return false
        }
        delivery.warnings.append(.creditorLeftOut(row.konto.digits))
        return true
      }
      if !found.isEmpty {
        let bytes = KreditorenFile.write(head, found.map(\.row))
        try await stage(
          bytes, "EXTF_Kreditoren_\(delivery.stem).csv", .creditors, found.count, folder, &delivery)
        delivery.masterData += found.map {
          MasterRecord(category: 16, account: $0.row.konto.digits, content: $0.row.record)
        }
        let new = found.count(where: \.isNew)
        if new > 0 { delivery.warnings.append(.newCreditors(new)) }
      }
    }
    if terms.deliversLabels {
      let known = Set(try await store.masterData(tenant: batch.tenant, category: 20).map(\.account))
      let labels = MasterData.labels(delivery.summary.accounts, known: known, name: name)
      if !labels.isEmpty {
        let bytes = KontenbeschriftungenFile.write(header(.kontenbeschriftungen), labels)
        try refuse(checker.check(fileName: "EXTF_Kontenbeschriftungen.csv", bytes: bytes), "labels")
        try await stage(
          bytes, "EXTF_Kontenbeschriftungen_\(delivery.stem).csv", .labels, labels.count, folder, &delivery)
        delivery.masterData += labels.map {
          MasterRecord(category: 20, account: $0.konto.digits, content: $0.kontobeschriftung)
        }
      }
    }
  }

  private func stage(
    _ bytes: [UInt8], _ name: String, _ kind: CoverSheet.File.Kind, _ count: Int, _ folder: FilePath,
    _ delivery: inout Delivery
  ) async throws {
    try await offPool { () throws(SpoolError) in
      try DurableFiles.write(bytes, to: folder.appending(name), mode: 0o640)
    }
    delivery.files.append(.init(kind: kind, name: name, count: count))
    delivery.outputs.append(BatchOutput(name: name, sha256: SHA256.hash(bytes).hex))
  }

  // MARK: - Documents

  private struct AvailableDocuments {
    /// Those to deliver with this batch, with their size.
    var owed: [(job: Job, file: FilePath, size: Int64)] = []
    /// Jobs whose file is not in the store.
    var missing: [String: String] = [:]
  }

  private func availableDocuments(
    of batch: Batch, _ terms: DeliveryTerms, _ places: Places
  ) async throws -> AvailableDocuments {
    guard terms.documents != nil else { return AvailableDocuments() }
    let jobs = try await store.documentsOwed(by: batch.id)
    return try await offPool { () throws(SpoolError) in
      var documents = AvailableDocuments()
      for job in jobs {
        let file = places.documents.path(sha256: job.sha256, fileExtension: job.fileExtension)
        if try DurableFiles.exists(file) {
          documents.owed.append((job, file, job.size))
        } else {
          documents.missing[job.id] = job.displayName
        }
      }
      return documents
    }
  }

  private func stageDocuments(
    _ batch: Batch, _ terms: DeliveryTerms, _ documents: AvailableDocuments, _ folder: FilePath,
    _ delivery: inout Delivery
  ) async throws {
    guard let format = terms.documents, let closedAt = batch.closedAt else { return }
    let byJob = Dictionary(
      delivery.summary.documents.map { ($0.job, $0) }, uniquingKeysWith: { first, _ in first })
    let packaged = documents.owed.compactMap { job, file, size -> PackagedDocument? in
      guard let document = byJob[job.id] else { return nil }
      return PackagedDocument(
        job: job.id, guid: DocumentPackage.guid(job: job.id, sha256: job.sha256),
        name: DocumentPackage.name(
          day: document.day.description, supplier: document.supplier, number: document.number,
          id: String(job.id.suffix(8)), ending: job.fileExtension),
        file: file, size: size,
        label: Buchungstext.shortened("\(document.number) \(document.supplier)", to: 40),
        keywords: "\(document.supplier) \(document.number) \(document.creditor.digits)")
    }
    let parts = DocumentPackage.parts(of: packaged)
    for (index, part) in parts.enumerated() {
      let suffix = parts.count > 1 ? "_Teil\(index + 1)von\(parts.count)" : ""
      let name = "Belege_\(delivery.stem)\(suffix).zip"
      let head = DocumentXML.Head(
        format: format, date: closedAt.second, description: "Belege zum Stapel \(delivery.stem)\(suffix)",
        adviserNumber: terms.adviserNumber, clientNumber: terms.clientNumber, clientName: terms.clientName)
      let path = folder.appending(name)
      let digest = try await Self.offPoolThrowing {
        try DocumentPackage.write(part, head, to: path, dated: closedAt.milliseconds / 1000)
        return try DurableFiles.hash(of: path).hex
      }
      delivery.files.append(.init(kind: .documents, name: name, count: part.count))
      delivery.outputs.append(BatchOutput(name: name, sha256: digest))
    }
    for (_, name) in documents.missing.sorted(by: { $0.key < $1.key }) {
      delivery.warnings.append(.documentMissing(name))
    }
    if format == .v06, !parts.isEmpty { delivery.warnings.append(.unvalidatedFormat) }
  }

  /// As `offPool`, for what fails in more than one way.
  private static func offPoolThrowing<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let result = try await offPool { () throws(SpoolError) -> Result<Value, any Error> in
      Result { try body() }
    }
    return try result.get()
  }

  // MARK: - Cover sheet

  private func stageCover(
    _ batch: Batch, _ terms: DeliveryTerms, _ documents: AvailableDocuments, _ folder: FilePath,
    _ delivery: inout Delivery
  ) async throws {
    guard let start = CalendarDay(iso: batch.fiscalYearStart) else { throw BatchError.notClosing(batch.id) }
    var cover = CoverSheet(
      clientName: terms.clientName, adviserNumber: terms.adviserNumber, clientNumber: terms.clientNumber,
      month: batch.month, fiscalYearStart: start, number: batch.number ?? 0,
      created: String((batch.closedAt?.second ?? "").prefix(16).map { $0 == "T" ? " " : $0 }),
      isLocked: terms.rows.festschreibung, rowCount: delivery.summary.rowCount)
    cover.fill(delivery.summary, isCreditor: terms.rows.kontenlaenge.isKreditor, name: name)
    if let closed = terms.closedThrough, batch.month <= closed {
      cover.warnings.append(.late(month: batch.month))
    }
    cover.warnings += delivery.warnings
    cover.files = delivery.files
    try await addNotes(to: &cover, delivery.summary)
    let bytes = Array(cover.html.utf8)
    let name = "Deckblatt_\(delivery.stem).html"
    try await offPool { () throws(SpoolError) in
      try DurableFiles.write(bytes, to: folder.appending(name), mode: 0o640)
    }
    delivery.outputs.append(BatchOutput(name: name, sha256: SHA256.hash(bytes).hex))
  }

  /// What was noted about each document when it was decided on, as far as the sheet shows documents.
  private func addNotes(to cover: inout CoverSheet, _ summary: BatchSummary) async throws {
    var notes: [String: [String: [String]]] = [:]
    for (index, document) in summary.documents.prefix(CoverSheet.documentLimit).enumerated() {
      guard !document.isReversal else { continue }
      if notes[document.job] == nil {
        notes[document.job] = try await self.notes(ofJob: document.job)
      }
      cover.documents[index].notes += notes[document.job]?[document.number] ?? []
    }
  }

  /// By invoice number.
  private func notes(ofJob job: String) async throws -> [String: [String]] {
    var notes: [String: [String]] = [:]
    for invoice in try await store.invoices(of: job) {
      // A result of another version has notes that we cannot tell; the sheet does without them.
      guard let result = try? ResultDocument(json: Array(invoice.resultJSON.utf8)) else { continue }
      notes[invoice.invoiceNumber ?? "", default: []] += result.notes.map(\.message)
    }
    return notes
  }

  /// An account's name, whatever the length of the tenant's accounts.
  private func name(of account: AccountNumber) -> String {
    let name = accountName(account)
    if !name.isEmpty { return name }
    let digits = account.digits
    guard digits.utf8.count > 4, digits.dropFirst(4).allSatisfy({ $0 == "0" }) else { return "" }
    return AccountNumber(digits.prefix(4)).map(accountName) ?? ""
  }

  /// One delivery at a time for this tenant, whichever process it is in; waits for the other to end.
  private func lock(beside folder: FilePath) async throws -> SpoolLock {
    let staging = folder.removingLastComponent()
    try await offPool { () throws(SpoolError) in try DurableFiles.makeDirectory(staging, mode: 0o700) }
    for _ in 0..<600 {
      do { return try SpoolLock(directory: staging) } catch SpoolError.locked {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    return try SpoolLock(directory: staging)
  }
}

extension Timestamp {
  /// `YYYY-MM-DDTHH:MM:SS` in universal time.
  var second: String { String(description.prefix(19)) }
}
