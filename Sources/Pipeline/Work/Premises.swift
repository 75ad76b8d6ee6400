public import JobStore
public import Learning
public import Logging
import Reading
public import ServiceSupport
public import Settings
public import Spool
import Synchronization
public import SystemPackage

/// What every part of the daemon works with.
public struct Premises: Sendable {
  public let store: JobStore
  public let settings: CurrentSettings
  public let decider: Decider
  public let delivery: DeliveryTools
  public let read: ReadDocument
  let earlyReading = EarlyReading()
  /// What each tenant's corrections have taught.
  public let memories: Memories
  /// Who decides for a tenant, and who only looks on.
  public let models: ModelBench
  let adviserAccounts: AdviserAccounts
  public let identifiers: ULID.Generator
  /// The wall clock, for rows and names; injected, so that a replay gives the same bytes.
  public let now: @Sendable () -> Timestamp
  public let log: Logger
  /// Rung when there may be a job to lease.
  public let jobs = Bell()
  /// Rung when a batch may be due.
  public let batches = Bell()
  /// Rung when somebody should look into the inboxes.
  public let inboxes = Bell()
  public let pulse = Pulse()
  /// Who waits for room on a disk.
  public let storage: StorageGate
  public let metrics = Metrics()

  public init(
    store: JobStore, settings: CurrentSettings, decider: Decider, delivery: DeliveryTools,
    read: @escaping ReadDocument, identifiers: ULID.Generator, now: @escaping @Sendable () -> Timestamp,
    log: Logger,
    storage: StorageGate = StorageGate()
  ) {
    self.storage = storage
    self.store = store
    memories = Memories(store: store)
    models = ModelBench(store: store, installed: decider)
    adviserAccounts = AdviserAccounts(store: store)
    self.settings = settings
    self.decider = decider
    self.delivery = delivery
    self.read = read
    self.identifiers = identifiers
    self.now = now
    self.log = log
  }

  /// The tenant's originals, by hash; apart per tenant, so that nobody's bytes are anybody else's.
  public func documents(of tenant: String) -> DocumentStore {
    DocumentStore(directory: state.appending("documents").appending(tenant))
  }

  /// Where a job's or a batch's outputs are staged; gone when it has ended.
  ///
  /// Within the tenant's root and not in the state: publishing is a rename, and the two are often on different file
  /// systems; under the hardened unit they are different mounts even on one.
  public func staging(of name: String, in tenant: TenantSettings) -> FilePath {
    FilePath(tenant.folders.root).appending(".belegd").appending(name)
  }

  public var state: FilePath { FilePath(settings.now.main.paths.state) }

  /// Makes sure that a tenant's folders are those that were known, before anything is written into them.
  ///
  /// - Throws: ``SpoolError/inboxExchanged(_:)``: below an empty mount point results would be out of sight.
  func requirePlace(of tenant: TenantSettings) throws(SpoolError) {
    try InboxMarks(state: state).identity(of: tenant.name)?.requirePlace(of: FilePath(tenant.folders.inbox))
  }

  /// What a reader is asked about a new document of a tenant.
  func request(for tenant: TenantSettings) -> ReaderRequest {
    var request = ReaderRequest(own: tenant.identity, settings.now.main)
    request.pictures = PagePicture.countLimit
    return request
  }

  /// Reads a job's document, as far as that has not begun with its claim.
  func read(_ job: Job, _ request: ReaderRequest) async throws -> StreamedReply {
    let path = documents(of: job.tenant).path(sha256: job.sha256, fileExtension: job.fileExtension)
    if let reply = try await earlyReading.reply(for: job.id, path, request) { return reply }
    return try await read(path, request)
  }

  /// Closes the gate for an error that says there is no room; tells of it the first time.
  ///
  /// - Returns: Whether it was such an error.
  @discardableResult
  func holdBack(_ tenant: String, for error: any Error, stage: String) -> Bool {
    let isOfDatabase = (error as? JobStoreError) == .full
    guard isOfDatabase || (error as? SpoolError)?.isStorageFull == true else { return false }
    if storage.close(isOfDatabase ? StorageGate.everybody : tenant) {
      log.log(
        .outOfSpace, error: error, metadata: [LogField.tenant: "\(tenant)", LogField.stage: "\(stage)"])
    }
    return true
  }

  /// Opens the gate after a write that has worked; tells of it if it was closed.
  func goOn(_ tenant: String) {
    for gate in [tenant, StorageGate.everybody] where storage.open(gate) {
      log.log(.storageAvailable, metadata: [LogField.tenant: "\(tenant)"])
    }
  }
}

/// The settings in force: an immutable snapshot, swapped whole at a reload.
public final class CurrentSettings: Sendable {
  private let snapshot: Mutex<Settings>

  public init(_ settings: Settings) { snapshot = Mutex(settings) }

  public var now: Settings { snapshot.withLock { $0 } }

  public func replace(by settings: Settings) { snapshot.withLock { $0 = settings } }
}

/// Proof that the loops still move: each says when it has done a round and how long the next may take.
public final class Pulse: Sendable {
  private let deadlines = Mutex<[String: SuspendingClock.Instant]>([:])

  /// Says that a loop has completed a round and will do the next within `allowance`.
  public func beat(_ loop: String, allowing allowance: Duration = .seconds(60)) {
    deadlines.withLock { $0[loop] = .now + allowance }
  }

  /// Says that a loop has ended on purpose.
  public func rest(_ loop: String) {
    deadlines.withLock { $0[loop] = nil }
  }

  /// Loops that have not come back in time, by name.
  public var overdue: [String] {
    let now = SuspendingClock.now
    return deadlines.withLock { deadlines in deadlines.filter { $0.value < now }.map(\.key).sorted() }
  }
}
