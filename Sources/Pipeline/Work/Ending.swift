import Accounting
import Delivery
import FoundationEssentials
import Invoice
import JobStore
import Reading
import Results
import Settings
import Spool
import SystemPackage

/// What was decided about a document, and the files that people get for it.
struct Ending: Sendable {
  var outcome: JobState
  /// About the document as a whole.
  var findings: [Finding]
  /// One per invoice in it.
  var decisions: [Decider.Decision]
  var reply: ReaderReply?
  /// Gives no copy of the original: its bytes are no longer those that came in.
  var leavesOriginal = false
  /// A person has compared it with the document that it resembles.
  var isNoDuplicate = false
  /// By part, from 2 on: where Belegfeld 1 cannot tell the number from another of the same supplier.
  var referenceSuffixes: [Int: Int] = [:]
  /// Jobs in review that show the same invoices as pictures; they do not keep this one from being booked.
  var pictures: Set<String> = []
  /// Who has read it; he is to be let go when the job has ended.
  var reader: StreamedReply?
  /// The documents that were in it, each a job of its own from now on.
  var contents: [NewJob] = []

  init(outcome: JobState, findings: [Finding], reply: ReaderReply? = nil) {
    self.outcome = outcome
    self.findings = findings
    decisions = []
    self.reply = reply
  }

  /// A container whose documents go their own ways: it is set aside, and names them.
  init(_ contents: Contents, of reply: ReaderReply) {
    self.init(
      outcome: .other,
      findings: [
        Finding(
          reply.mediaType == "message/rfc822" ? "MAIL_UNPACKED" : "ARCHIVE_UNPACKED", .asks,
          arguments: ["count": "\(contents.documents.count)"])
      ]
        + contents.documents.map { Finding("CONTAINED_DOCUMENT", .asks, arguments: ["name": $0.name]) }
        + contents.leftAside.map { Finding("CONTAINED_FILE_LEFT_ASIDE", .asks, arguments: ["name": $0]) },
      reply: reply)
  }

  /// The document's one end from those of its invoices: it is booked whole or not at all.
  init(decisions: [Decider.Decision], reply: ReaderReply) {
    let statuses = Set(decisions.map(\.status))
    self.decisions = decisions
    self.reply = reply
    findings = []
    if decisions.isEmpty || statuses == [.notAnInvoice] {
      outcome = .other
    } else if statuses == [.rejected] {
      outcome = .rejected
    } else if statuses == [.duplicate] {
      outcome = .duplicate
    } else if statuses.isSubset(of: [.booked, .notAnInvoice]) {
      outcome = .booked
    } else {
      outcome = .review
      for index in decisions.indices where decisions[index].status == .booked {
        self.decisions[index].status = .review
        self.decisions[index].findings.append(Finding("OTHER_PART_UNSURE", .asks))
      }
    }
  }

  /// The same document, held for a person.
  func asking(_ finding: Finding) -> Ending {
    var asked = self
    asked.outcome = .review
    for index in asked.decisions.indices {
      asked.decisions[index].status = .review
      asked.decisions[index].findings.append(finding)
    }
    return asked
  }

  /// Writes all files into staging and gives the rows that go with them.
  ///
  /// - Parameters:
  ///   - creditors: One per decision, `nil` where the supplier has no number yet.
  ///   - copy: The original, where it lies in staging already.
  ///   - accountNames: Of the chart.
  func stage(
    _ job: Job, _ tenant: TenantSettings, creditors: [AccountNumber?], receivedAt: String, staging: FilePath,
    documents: DocumentStore, copy: OriginalCopy?, accountNames: @escaping Sheet.AccountNames
  ) throws(SpoolError) -> Staging {
    var plan = try OutputPlan(
      job: job, staging: staging, documents: documents, folders: tenant.folders, copy: copy)
    let results = results(job, creditors, receivedAt)
    let folder: FolderSettings.Folder =
      switch outcome {
      case .booked: .outbox
      case .review: .review
      case .duplicate: .duplicates
      case .other: .other
      default: .rejected
      }
    // What has a second name may be somebody else's file: only the name is told (fault 24).
    if outcome != .booked, job.objection != "HARD_LINK", !leavesOriginal { try plan.addOriginal(to: folder) }
    let names = FolderNames(tenant.folders)
    for (index, result) in results.enumerated() {
      let part = results.count > 1 ? ".\(index + 1)" : ""
      let suffix = ".\(job.fileExtension)\(part)"
      try plan.add(result.json(.pretty), suffix: "\(suffix).json", to: folder)
      let read = shown.indices.contains(index) ? shown[index] : nil
      let sheet = Sheet.html(
        for: result, read: read, folders: names, images: images(of: read),
        reference: reference(job, part: index, of: results.count), accountNames: accountNames)
      try plan.add(Array(sheet.utf8), suffix: "\(suffix).html", to: folder)
      if outcome != .booked {
        try plan.add(
          Array(ReasonSheet.text(for: result, folders: names).utf8), suffix: "\(suffix).txt", to: folder)
      }
    }
    if outcome == .booked, let invoice = decisions.first(where: { $0.status == .booked })?.read.invoice {
      try plan.addToArchive(of: invoice, with: attachments, receivedAt: receivedAt)
    } else if outcome == .review {
      for (index, file) in attachments.enumerated() { try plan.add(file, number: index + 1, to: folder) }
    }
    try plan.seal()

    var row = Staging(outcome: outcome, outputs: plan.outputs)
    row.invoices = zip(decisions, results).enumerated().map { index, pair in
      NewInvoice(part: index, pair.0, pair.1)
    }
    if outcome == .booked {
      row.postings = postings(job, tenant, creditors)
      row.refusesBusinessDuplicates = !isNoDuplicate
      row.leadsOver = pictures
    }
    row.contents = contents
    row.digest = SHA256.hash(Array(row.content.utf8)).hex
    row.reasons = Self.json(results.flatMap(\.reasons).map(\.code))
    row.pages = reply?.pageCount
    row.readFrom = decisions.first?.read.readFrom.rawValue
    row.durations = reply.flatMap { Self.json($0.timings.mapValues { Int(exactly: $0.rounded()) ?? 0 }) }
    return row
  }

  /// The pictures of an invoice's own pages.
  private func images(of read: ReadInvoice?) -> [Sheet.PageImage] {
    let range = (read?.firstPage ?? 1)...max(read?.firstPage ?? 1, read?.lastPage ?? .max)
    return (reply?.pictures ?? []).filter { range.contains($0.number) }.map { picture in
      Sheet.PageImage(
        number: picture.number, width: picture.width, height: picture.height, format: .jpeg,
        bytes: picture.bytes)
    }
  }

  /// By what people name the document in a list of answers.
  private func reference(_ job: Job, part: Int, of parts: Int) -> Sheet.Reference {
    Sheet.Reference(job: String(job.id.suffix(8)), part: part + 1, parts: parts, version: job.attempt)
  }

  /// What is shown of each invoice; of a duplicate only the values, since its questions are those of the first.
  private var shown: [ReadInvoice] {
    guard outcome == .duplicate, decisions.isEmpty else { return decisions.map(\.read) }
    return (reply?.invoices ?? []).map { invoice in
      var read = invoice
      read.findings = []
      return read
    }
  }

  /// The files inside the document's e-invoices, each once.
  private var attachments: [AttachedFile] { decisions.flatMap(\.read.attachments) }

  /// One result per invoice; one for the document where it holds none.
  private func results(_ job: Job, _ creditors: [AccountNumber?], _ receivedAt: String) -> [ResultDocument] {
    func info(_ part: Int, _ parts: Int) -> ResultDocument.DocumentInfo {
      .init(
        file: job.displayName, sha256: job.sha256, pages: reply?.pageCount ?? 0, part: part, parts: parts,
        receivedAt: receivedAt)
    }
    let timings = reply?.timings ?? [:]
    guard !decisions.isEmpty else {
      guard shown.isEmpty else {
        return shown.enumerated().map { index, read in
          ResultBuilder.build(
            read, status: outcome.resultStatus, findings: findings, document: info(index + 1, shown.count),
            timings: timings)
        }
      }
      return [
        ResultBuilder.build(
          status: outcome.resultStatus, findings: findings, document: info(1, 1), timings: timings)
      ]
    }
    return decisions.enumerated().map { index, decision in
      ResultBuilder.build(
        decision.read, assignment: decision.assignment, status: decision.status,
        findings: decision.findings + findings, document: info(index + 1, decisions.count),
        creditor: creditors[index], confidence: decision.confidence,
        alternatives: decision.alternatives, timings: timings)
    }
  }

  private func postings(_ job: Job, _ tenant: TenantSettings, _ creditors: [AccountNumber?]) -> [NewPosting] {
    var rows: [NewPosting] = []
    for (part, decision) in decisions.enumerated() where decision.status == .booked {
      for (ordinal, posting) in (decision.assignment?.postings ?? []).enumerated() {
        var posting = posting
        posting.contraAccount = posting.contraAccount ?? creditors[part]
        // What a booked decision has: the decider asks where number, date, seller or currency is missing.
        let rate = decision.read.invoice.exchangeRate(tenant.datev)
        guard var booked = BookedPosting(posting, of: decision.read.invoice, exchangeRate: rate),
          let day = booked.invoice.issueDate, let start = tenant.datev.fiscalYearStart(of: day)
        else { preconditionFailure("a booked invoice lacks what its posting must say") }
        booked.referenceSuffix = referenceSuffixes[part]
        guard let json = try? booked.json else { preconditionFailure("a posting cannot be written as JSON") }
        rows.append(
          NewPosting(
            part: part, ordinal: ordinal, postingDate: day.description, fiscalYearStart: start.description,
            rowJSON: json))
      }
    }
    return rows
  }

  private static func json(_ value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Strings and numbers only, which always encode.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension OutputPlan {
  /// `Archiv/2026/03/2026-03-05 Supplier 4711.pdf`, and beside it the files that came inside.
  fileprivate mutating func addToArchive(
    of invoice: Invoice, with attachments: [AttachedFile], receivedAt: String
  ) throws(SpoolError) {
    let day = invoice.issueDate?.description ?? String(receivedAt.prefix(10))
    let name = [day, invoice.seller.name, invoice.invoiceNumber].compactMap { $0 }.joined(separator: " ")
    let parts = day.split(separator: "-").map(String.init)
    try addToArchive(year: parts[0], month: parts[1], name: name)
    for (index, file) in attachments.enumerated() {
      try add(file, number: index + 1, besideArchived: name, year: parts[0], month: parts[1])
    }
  }
}

extension JobState {
  /// The word of the JSON result.
  var resultStatus: ResultDocument.Status {
    switch self {
    case .booked, .withdrawn: .booked
    case .review: .review
    case .other: .notAnInvoice
    case .duplicate: .duplicate
    default: .rejected
    }
  }
}

extension NewInvoice {
  fileprivate init(part: Int, _ decision: Decider.Decision, _ result: ResultDocument) {
    let invoice = decision.read.invoice
    self.init(
      part: part, status: decision.status.rawValue, invoiceNumber: invoice.invoiceNumber,
      sellerKey: SupplierIdentity(invoice.seller)?.key, issueDate: invoice.issueDate?.description,
      currency: invoice.currency?.code, gross: invoice.grossTotal?.minorUnits,
      resultJSON: String(decoding: result.json(.line), as: UTF8.self))
  }
}

extension SupplierIdentity {
  /// `nil` for a seller without a name.
  init?(_ seller: Party) {
    guard let name = seller.name else { return nil }
    self.init(
      name: name, vatId: seller.vatIdentifier?.value, taxNumber: seller.taxNumber,
      iban: seller.ibans.first?.value,
      street: seller.street, postcode: seller.postcode, city: seller.city, country: seller.country)
  }
}

extension FolderNames {
  init(_ folders: FolderSettings) {
    var names: [Folder: String] = [:]
    for folder in FolderSettings.Folder.allCases {
      guard let word = Folder(rawValue: folder.rawValue) else { continue }
      names[word] = FilePath(folders[folder]).lastComponent?.string
    }
    self.init(names)
  }
}
