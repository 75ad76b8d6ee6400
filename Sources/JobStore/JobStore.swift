import Dispatch
import GRDB

/// The table that knows where every document stands, and the promises that go with it.
///
/// One SQLite file, one writer at a time (daemon and commands alike): WAL, `synchronous=FULL`, foreign keys,
/// STRICT tables, a busy timeout of ten seconds. Every verb is one IMMEDIATE transaction together with its line
/// in the audit trail, and does not end early when its task is cancelled: what was begun is committed or rolled
/// back. Order around it is the caller's duty: bytes (fsync), name (rename), directory (fsync), then the row.
///
/// ```
/// queued ─lease─► running ─stage─► exporting ─finish─► booked | review | rejected | other | duplicate
///    ▲               ├─deferJob─► deferred ─lease─►            booked ─withdraw─► withdrawn
///    └──release, recover, resolve, retry──┘                    review ─resolve─► queued
/// ```
public final class JobStore: Sendable {
  /// Called before each transaction with the verb's name (`read` for a question), and after one that writes with
  /// `name committed`; for fault injection.
  public typealias Hook = @Sendable (_ point: String) throws(JobStoreError) -> Void

  let queue: DatabaseQueue
  let now: @Sendable () -> Timestamp
  private let hook: Hook?
  /// The database file.
  public let path: String

  /// Opens or creates the store, checks it and brings its schema up to date.
  ///
  /// - Parameters:
  ///   - isChecked: Runs `quick_check` (the daemon does, a command need not).
  ///   - clock: The wall clock that stamps rows and decides what is due.
  /// - Throws: ``JobStoreError/corrupt(_:)``, ``JobStoreError/newerSchema(_:)``,
  ///   ``JobStoreError/foreignDatabase(_:)``.
  public init(
    path: String, isChecked: Bool = true, clock: @escaping @Sendable () -> Timestamp = { .now },
    hook: Hook? = nil
  ) throws(JobStoreError) {
    self.path = path
    self.hook = hook
    now = clock
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = true
    configuration.journalMode = .wal
    configuration.label = "JobStore"
    // Above it, libdispatch tries to raise its threads' priority, may not under the unit, and fills the journal with that.
    configuration.qos = .default
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { db in
        // GRDB chooses NORMAL for WAL, which may forget the last commit on a power cut.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        let identity = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard identity == Schema.applicationID || (identity == 0 && tables == 0) else {
          throw JobStoreError.foreignDatabase(path)
        }
        if isChecked {
          let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
          guard verdict == "ok" else { throw JobStoreError.corrupt(verdict) }
        }
        if try Schema.migrator.hasBeenSuperseded(db) { throw JobStoreError.newerSchema(path) }
      }
      try Schema.migrator.migrate(queue)
    } catch {
      throw JobStoreError(error)
    }
  }

  /// Reads one row, as a sign of life for the watchdog.
  public func probe() async throws(JobStoreError) {
    _ = try await read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM tenants") ?? 0 }
  }

  /// Copies the store while others go on writing, then checks the copy (fault 78).
  ///
  /// - Parameter target: A path where no file is.
  /// - Throws: ``JobStoreError/corrupt(_:)`` when the copy does not check.
  public func backup(to target: String) async throws(JobStoreError) {
    let source = path
    let outcome: Result<Void, JobStoreError> = await withCheckedContinuation { continuation in
      // A connection of its own reads one snapshot: in WAL it holds nobody up.
      DispatchQueue.global().async {
        continuation.resume(
          returning: Result { try Self.copy(source, to: target) }.mapError { JobStoreError($0) })
      }
    }
    try outcome.get()
  }

  private static func copy(_ source: String, to target: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let from = try DatabaseQueue(path: source, configuration: configuration)
    let to = try DatabaseQueue(path: target, configuration: configuration)
    try from.backup(to: to)
    let verdict = try to.writeWithoutTransaction { db in
      // One file without companions, so that it can be moved about.
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
      return try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
    }
    try to.close()
    try from.close()
    guard verdict == "ok" else { throw JobStoreError.corrupt(verdict) }
  }

  /// Closes the file; later calls fail.
  public func close() throws(JobStoreError) {
    do { try queue.close() } catch { throw JobStoreError(error) }
  }

  // MARK: - Transactions

  func write<Value: Sendable>(
    _ verb: String, _ body: @escaping @Sendable (Database) throws -> Value
  )
    async throws(JobStoreError) -> Value
  {
    try hook?(verb)
    let value = try await transaction(.immediate, body)
    try hook?("\(verb) committed")
    return value
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  )
    async throws(JobStoreError) -> Value
  {
    try hook?("read")
    return try await transaction(.deferred, body)
  }

  /// GRDB's own async calls throw when the task is cancelled; a drain must still be able to write.
  private func transaction<Value: Sendable>(
    _ kind: Database.TransactionKind, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JobStoreError) -> Value {
    let outcome: Result<Value, JobStoreError> = await withCheckedContinuation { continuation in
      queue.asyncWriteWithoutTransaction { db in
        let result = Result {
          try db.beginTransaction(kind)
          do {
            let value = try body(db)
            try db.commit()
            return value
          } catch {
            // SQLite may have rolled back by itself (disk full).
            if db.isInsideTransaction { try? db.rollback() }
            throw error
          }
        }
        continuation.resume(returning: result.mapError { JobStoreError($0) })
      }
    }
    return try outcome.get()
  }
}
