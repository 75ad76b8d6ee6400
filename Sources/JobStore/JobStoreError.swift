import GRDB

/// Why the store refused or failed.
public enum JobStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// SQLite or `quick_check` found damage; restore the last backup (fault 75).
  case corrupt(String)
  /// The file is a database of another program.
  case foreignDatabase(String)
  /// A newer belegd has written it: a downgrade is refused (fault 76).
  case newerSchema(String)
  /// No such job, by id or prefix.
  case noSuchJob(String)
  /// Several jobs begin with this prefix.
  case ambiguous(String, matches: [String])
  case noSuchBatch(Int64)
  /// The tenant has no such correction that could be taken back.
  case noSuchCorrection(Int64)
  case noSuchModel(Int64)
  /// The job is no longer this worker's: another attempt has begun, or it was taken back.
  case leaseLost(job: String, attempt: Int)
  /// The job's state does not allow this verb.
  case wrongState(job: String, JobState, wanted: [JobState])
  /// The batch's state does not allow this verb.
  case wrongBatchState(Int64, BatchState, wanted: [BatchState])
  /// A batch without postings cannot be closed.
  case emptyBatch(Int64)
  /// Another document holds the same invoice (seller and number); nothing was staged (fault 10).
  case businessDuplicate(of: [InvoiceRow])
  /// Every account of the range belongs to a supplier.
  case rangeExhausted(tenant: String, ClosedRange<Int>)
  /// No supplier of the tenant has this account, or he was merged into another.
  case noSuchSupplier(String)
  /// Locked for longer than the busy timeout (fault 77).
  case busy
  /// No room on the disk (faults 70, 71).
  case full
  /// SQLite failed otherwise.
  case sqlite(code: Int32, String)

  public var description: String {
    switch self {
    case .corrupt(let detail): "job store: damaged: \(detail)"
    case .foreignDatabase(let path): "\(path): not a belegd database"
    case .newerSchema(let path): "\(path): written by a newer belegd"
    case .noSuchJob(let id): "no job \(id)"
    case .ambiguous(let prefix, let matches): "job \(prefix): ambiguous: \(matches.joined(separator: ", "))"
    case .noSuchCorrection(let id): "no correction \(id) that could be taken back"
    case .noSuchBatch(let id): "no batch \(id)"
    case .noSuchModel(let id): "no model \(id)"
    case .leaseLost(let job, let attempt): "job \(job): attempt \(attempt) has lost its lease"
    case .wrongState(let job, let state, let wanted):
      "job \(job): is \(state.rawValue), not \(wanted.map(\.rawValue).joined(separator: " or "))"
    case .wrongBatchState(let batch, let state, let wanted):
      "batch \(batch): is \(state.rawValue), not \(wanted.map(\.rawValue).joined(separator: " or "))"
    case .emptyBatch(let batch): "batch \(batch): has no postings"
    case .businessDuplicate(let rows): "same invoice as in job \(rows.map(\.job).joined(separator: ", "))"
    case .rangeExhausted(let tenant, let range): "tenant \(tenant): no free account in \(range)"
    case .noSuchSupplier(let account): "no other supplier with account \(account)"
    case .busy: "job store: locked by another process"
    case .full: "job store: no room on the disk"
    case .sqlite(let code, let message): "job store: \(message) (SQLite \(code))"
    }
  }

  /// The machine's fault: wait and try again.
  public var isTransient: Bool {
    switch self {
    case .busy, .full: true
    // SQLITE_NOMEM, _READONLY, _IOERR, _CANTOPEN, _PROTOCOL
    case .sqlite(let code, _): [7, 8, 10, 14, 15].contains(code & 0xFF)
    default: false
    }
  }

  init(_ error: any Error) {
    switch error {
    case let error as JobStoreError: self = error
    case let error as DatabaseError:
      let message = error.message ?? "\(error.resultCode)"
      self =
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(message)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_FULL: .full
        default: .sqlite(code: error.extendedResultCode.rawValue, message)
        }
    default: self = .sqlite(code: 1, "\(error)")
    }
  }
}
