import Accounting
import FoundationEssentials
public import Invoice
import JobStore
import Reading
public import Results
public import Settings
import Spool
public import SystemPackage

/// Reads a document and says what would be booked, without inbox, database or history.
public struct OneShot: Sendable {
  private let decider: Decider
  private let tenant: TenantSettings?
  private let read: ReadDocument
  private let limits: MainSettings.Limits

  public init(
    decider: Decider, tenant: TenantSettings?, limits: MainSettings.Limits = .init(),
    read: @escaping ReadDocument
  ) {
    self.decider = decider
    self.tenant = tenant
    self.limits = limits
    self.read = read
  }

  /// One result per invoice in the file; exactly one where it holds none.
  ///
  /// A container has those of the documents in it.
  ///
  /// - Throws: When the file can't be opened or hashed, or no reader be started: nothing is known of it then.
  public func results(of path: FilePath, shownAs name: String) async throws -> [ResultDocument] {
    let digest = try await offPool { () throws(SpoolError) in try DurableFiles.hash(of: path) }
    var request = ReaderRequest(own: tenant?.identity)
    request.pageLimit = limits.pages
    let reply: ReaderReply
    do {
      let read = try await read(path, request)
      reply = read.reply
      _ = await read.end(.seconds(1))
    } catch let failure as ReaderFailure {
      guard let finding = failure.finding else { throw failure }
      let info = ResultDocument.DocumentInfo(file: name, sha256: digest.hex, pages: 0)
      return [ResultBuilder.build(status: .rejected, findings: [finding], document: info)]
    }
    func info(part: Int = 1, of parts: Int = 1) -> ResultDocument.DocumentInfo {
      .init(file: name, sha256: digest.hex, pages: reply.pageCount, part: part, parts: parts)
    }
    if let refusal = reply.refusal {
      return [
        ResultBuilder.build(
          status: refusal.isOrder ? .notAnInvoice : .rejected, findings: [refusal], document: info(),
          timings: reply.timings)
      ]
    }
    if let contents = reply.contents { return try await results(of: contents, in: name) }
    return reply.invoices.enumerated().map { index, invoice in
      let decision = decider.decide(
        invoice, tenant: tenant, history: History(receivedOn: CalendarDay(iso: Timestamp.now.day)))
      let creditor = decision.assignment.flatMap { _ in
        CreditorPreview.account(for: invoice.invoice.seller, in: tenant?.datev ?? DATEVSettings())
      }
      return ResultBuilder.build(
        decision.read, assignment: decision.assignment, status: decision.status, findings: decision.findings,
        document: info(part: index + 1, of: reply.invoices.count), creditor: creditor,
        confidence: decision.confidence, alternatives: decision.alternatives, timings: reply.timings)
    }
  }
}

extension OneShot {
  /// Reads each document of a container from a file of its own, which nobody else can open.
  private func results(of contents: Contents, in container: String) async throws -> [ResultDocument] {
    let folder = FilePath(FileManager.default.temporaryDirectory.path)
      .appending("belegd-\(UUID().uuidString)")
    try await offPool { () throws(SpoolError) in try DurableFiles.makeDirectory(folder, mode: 0o700) }
    var results: [ResultDocument] = []
    do {
      for document in contents.documents {
        let path = folder.appending("document")
        try await offPool { () throws(SpoolError) in
          try DurableFiles.write(document.bytes, to: path, mode: 0o600)
        }
        results += try await self.results(of: path, shownAs: document.displayName(in: container))
      }
    } catch {
      try await offPool { () throws(SpoolError) in try DurableFiles.removeFolder(folder) }
      throw error
    }
    try await offPool { () throws(SpoolError) in try DurableFiles.removeFolder(folder) }
    return results
  }
}

extension Finding {
  /// An electronic order is read without fault and no invoice; anything else that refuses is unreadable.
  var isOrder: Bool { code == "ORDER_NOT_INVOICE" }
}

extension ReaderFailure {
  /// What the document did to its reader, or `nil` where the machine is at fault.
  public var finding: Finding? {
    switch self {
    // XCPU and KILL are the limits' own signals, ABRT is what an allocation that failed ends in.
    case .died(signal: 24), .died(signal: 9), .died(signal: 6): Finding("TOO_COMPLEX", .blocks)
    case .died(let signal): Finding("READER_DIED", .blocks, arguments: ["signal": "\(signal)"])
    // EX_USAGE and EX_CONFIG: daemon and reader do not fit each other, or a data file is missing.
    case .exited(64), .exited(78): nil
    case .exited(let code): Finding("READER_DIED", .blocks, arguments: ["code": "\(code)"])
    case .badReply: Finding("READER_DIED", .blocks)
    case .timedOut: Finding("READER_TIMED_OUT", .blocks)
    case .notStarted: nil
    }
  }
}

/// The creditor that a supplier might get, where no database keeps the real ones.
enum CreditorPreview {
  /// Always the same for the same VAT identifier, tax number or name; two suppliers may share one.
  static func account(for seller: Party, in settings: DATEVSettings) -> AccountNumber? {
    let key = seller.vatIdentifier?.value ?? seller.taxNumber ?? seller.name ?? ""
    // FNV-1a: Swift's own hash differs from run to run.
    let hash = key.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let number = settings.creditors.lowerBound + Int(hash % UInt64(settings.creditors.count))
    return AccountNumber("\(number)")
  }
}
